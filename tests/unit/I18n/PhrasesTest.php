<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\I18n;

use Ledgerline\Xero\Scripts\Phrases;
use PHPUnit\Framework\TestCase;

/**
 * Whatever the module says can be translated, is listed, and is translated into the languages that it brings.
 */
class PhrasesTest extends TestCase
{
    private const HELP = ' (scripts/phrases rewrites the lists and tells what the languages lack)';

    /**
     * @var Phrases
     */
    private $phrases;

    protected function setUp(): void
    {
        $this->phrases = new Phrases(dirname(__DIR__, 3));
    }

    public function testNothingIsSaidThatCannotBeTranslated(): void
    {
        self::assertSame([], $this->phrases->unmarked());
    }

    public function testTheListHoldsEveryPhraseAndNothingElse(): void
    {
        [$listed, $twice] = $this->phrases->dictionary('en_US');
        $used = $this->phrases->used();
        self::assertGreaterThan(500, count($used));
        self::assertSame([], $twice);
        self::assertSame([], array_diff_key($used, $listed), 'not in i18n/en_US.csv' . self::HELP);
        self::assertSame([], array_keys(array_diff_key($listed, $used)), 'not used any more' . self::HELP);
        self::assertSame(array_map('strval', array_keys($listed)), array_values($listed), 'the English of a phrase is the phrase');
    }

    /**
     * @dataProvider languages
     * @param string $language
     */
    public function testALanguageIsCompleteAndKeepsWhatIsFilledIn(string $language): void
    {
        [$listed] = $this->phrases->dictionary('en_US');
        [$translated, $twice] = $this->phrases->dictionary($language);
        self::assertSame([], $twice);
        self::assertSame([], array_keys(array_diff_key($listed, $translated)), 'not translated' . self::HELP);
        self::assertSame([], array_keys(array_diff_key($translated, $listed)), 'not used any more' . self::HELP);
        foreach ($translated as $phrase => $translation) {
            $phrase = (string)$phrase;
            self::assertNotSame('', $translation, $phrase);
            self::assertSame($this->filledIn($phrase), $this->filledIn($translation), $translation);
            self::assertSame($this->tags($phrase), $this->tags($translation), $translation);
        }
    }

    /**
     * @dataProvider twins
     * @param string $language
     * @param string $twins
     */
    public function testOneThingHasOneNameInALanguage(string $language, string $twins): void
    {
        [$translated] = $this->phrases->dictionary($language);
        self::assertSame([], preg_grep("/$twins/u", $translated));
    }

    /**
     * Words for a thing that has another name on its page, and English names of pages and buttons that the language has its own for.
     *
     * @return array[]
     */
    public static function twins(): array
    {
        $english = 'Xero Integration|Stores >|Reports >|Tax mapping|Totals of other|Sync All|Connect Now|Update tax rates';
        return [
            'English' => ['en_US', '\\bpress Retry\\b'],
            'German' => ['de_DE', "$english|zurückgehalten|Erneut versuchen|synchronisieren|Storeansicht|Dokument|gutschein|, wer Ihren Server"],
            'Dutch' => ['nl_NL', "$english|vastgehouden|egengehouden|in de wacht\\b|Opnieuw proberen\\b|synchroniseren|belastingtarief|vergrendeld|Vergelijking"],
        ];
    }

    /**
     * What the module brings.
     *
     * @return array[]
     */
    public static function languages(): array
    {
        return ['German' => ['de_DE'], 'Dutch' => ['nl_NL']];
    }

    public function testWordsWithoutAMarkAreFound(): void
    {
        $root = sys_get_temp_dir() . '/ledgerline-phrases-' . bin2hex(random_bytes(4));
        mkdir("$root/view", 0700, true);
        file_put_contents("$root/view/a.phtml", '<p title="Bare title"><?= __(\'It\\\'s\' . \' one\') ?> Bare words</p>');
        file_put_contents("$root/view/b.js", "x.text('Bare text'); x.text(\$t('Marked in a script'));");
        file_put_contents(
            "$root/view/c.xml",
            '<a><label>Bare label</label><label translate="true">Marked label</label><b title="Marked title" translate="title"/></a>'
        );
        try {
            $phrases = new Phrases($root);
            self::assertEqualsCanonicalizing(
                ["It's one", 'Marked in a script', 'Marked label', 'Marked title'],
                array_keys($phrases->used())
            );
            self::assertEqualsCanonicalizing(
                ['view/a.phtml: Bare title', 'view/a.phtml: Bare words', 'view/b.js: Bare text', 'view/c.xml: Bare label'],
                $phrases->unmarked()
            );
        } finally {
            array_map('unlink', glob("$root/view/*"));
            rmdir("$root/view");
            rmdir($root);
        }
    }

    /**
     * The places where something is filled in; a translation may name one twice.
     *
     * @param string $text
     * @return string[]
     */
    private function filledIn(string $text): array
    {
        preg_match_all('~%(?:\d|[a-z]{3,})~', $text, $found);
        $places = array_unique($found[0]);
        sort($places);
        return $places;
    }

    /**
     * Markup in a text.
     *
     * @param string $text
     * @return string[]
     */
    private function tags(string $text): array
    {
        preg_match_all('~</?[a-z][^>]*>~', $text, $found);
        sort($found[0]);
        return $found[0];
    }
}
