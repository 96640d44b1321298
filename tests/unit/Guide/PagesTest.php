<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Guide;

use Ledgerline\Xero\Guide\Library;
use Ledgerline\Xero\Guide\Markdown;
use Magento\Framework\Module\Dir\Reader;
use PHPUnit\Framework\TestCase;

/**
 * The pages of the guide as they are: nothing leads nowhere, and the screens are called as they call themselves.
 */
class PagesTest extends TestCase
{
    /**
     * @var string
     */
    private $root;

    /**
     * @var Library
     */
    private $library;

    protected function setUp(): void
    {
        $this->root = dirname(__DIR__, 3);
        $reader = $this->createMock(Reader::class);
        $reader->method('getModuleDir')->willReturn($this->root);
        $this->library = new Library($reader);
    }

    /**
     * @dataProvider pages
     * @param string $page
     */
    public function testEveryLinkLeadsSomewhere(string $page): void
    {
        $text = (string)$this->library->page($page);
        self::assertNotSame('', (new Markdown())->title($text));
        $lost = [];
        $html = (new Markdown())->html($text, function (string $link) use ($page, &$lost): string {
            [$file, $anchor] = explode('#', $link, 2) + [1 => ''];
            if (str_starts_with($link, 'https://')) {
                return $link;
            }
            $target = $file === '' ? $page : $this->library->follow($page, $file);
            if ($target === null || ($anchor !== '' && !in_array($anchor, $this->anchors($target), true))) {
                $lost[] = $link;
            }
            return $link;
        }, function (string $picture) use (&$lost): string {
            if ($this->library->picture(basename($picture)) === null) {
                $lost[] = $picture;
            }
            return $picture;
        });
        self::assertSame([], $lost);
        self::assertStringNotContainsString('**', $html);
        self::assertStringNotContainsString('](', $html);
    }

    public function testTheContentsLeadToEveryPage(): void
    {
        $contents = (string)$this->library->page(Library::START);
        foreach (self::pages() as [$page]) {
            if ($page !== Library::START) {
                self::assertStringContainsString("($page.md)", $contents);
            }
        }
    }

    public function testEveryPictureIsShownAndTheyAreSmallTogether(): void
    {
        $size = 0;
        $text = implode('', array_map('file_get_contents', glob("$this->root/docs/user-guide/*.md")));
        foreach (glob("$this->root/docs/user-guide/images/*") as $file) {
            self::assertStringContainsString('](images/' . basename($file) . ')', $text);
            $size += filesize($file);
        }
        self::assertLessThan(3_000_000, $size);
    }

    public function testNothingButPagesAndPicturesIsFound(): void
    {
        foreach (['../../composer', 'docs.../secret', 'docs.decisions/README', '', 'README.md', "README\n"] as $page) {
            self::assertNull($this->library->page($page), $page);
        }
        foreach (['../README.md', 'a.php', '../../../x.png', "a.png\n"] as $picture) {
            self::assertNull($this->library->picture($picture), $picture);
        }
        self::assertSame('docs.install', $this->library->follow('README', '../install.md'));
        self::assertSame('docs.errors', $this->library->follow('docs.install', 'errors.md'));
        self::assertNull($this->library->follow('docs.install', '../README.md'));
    }

    /**
     * The guide's own pages.
     *
     * @return array[]
     */
    public static function pages(): array
    {
        $pages = [];
        foreach (glob(dirname(__DIR__, 3) . '/docs/user-guide/*.md') as $file) {
            $pages[basename($file)] = [basename($file, '.md')];
        }
        return $pages;
    }

    /**
     * Anchors of a page.
     *
     * @param string $page
     * @return string[]
     */
    private function anchors(string $page): array
    {
        $nothing = static fn (): string => '';
        preg_match_all('~ id="guide-([^"]+)"~', (new Markdown())->html((string)$this->library->page($page), $nothing, $nothing), $found);
        return $found[1];
    }
}
