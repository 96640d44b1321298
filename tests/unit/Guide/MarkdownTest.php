<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Guide;

use Ledgerline\Xero\Guide\Markdown;
use PHPUnit\Framework\TestCase;

class MarkdownTest extends TestCase
{
    public function testWhatThePagesUseIsRendered(): void
    {
        $text = <<<'MD'
            # The title

            Words that **matter**, *softly*, with `a < b`
            and a [link](taxes.md#rules).

            ## Rules with conditions

            1. One
               - inside
            2. Two

            ![A picture](images/a.png)

            3. Three

            | A | |
            |---|---|
            | x *y* | `z` |

                code <here>
            MD;
        self::assertSame(
            '<p>Words that <strong>matter</strong>, <em>softly</em>, with <code>a &lt; b</code> and a <a href="to:taxes.md#rules">link</a>.</p>'
            . '<h2 id="guide-rules-with-conditions">Rules with conditions</h2>'
            . '<ol><li>One<ul><li>inside</li></ul></li><li>Two</li></ol>'
            . '<p><img src="at:images/a.png" alt="A picture" loading="lazy"/></p>'
            . '<ol start="3"><li>Three</li></ol>'
            . '<div class="ledgerline-guide-table"><table><tr><th scope="col">A</th><td></td></tr>'
            . '<tr><th scope="row">x <em>y</em></th><td><code>z</code></td></tr></table></div>'
            . '<pre><code>code &lt;here&gt;</code></pre>',
            str_replace("\n", '', $this->html($text))
        );
        self::assertSame('The title', (new Markdown())->title($text));
    }

    public function testNoMarkupOfAPageGetsThrough(): void
    {
        $html = $this->html('<script>alert(1)</script> [a"b](x"onclick=.md) ![<b>](i.png) `<i>` javascript');
        self::assertStringNotContainsString('<script', $html);
        self::assertStringNotContainsString('<b>', $html);
        self::assertStringNotContainsString('<i>', $html);
        self::assertStringNotContainsString('"onclick', $html);
    }

    public function testALinkThatLeadsNowhereLeavesItsWords(): void
    {
        self::assertSame("<p>see there</p>\n", (new Markdown())->html('see [there](../x.md)', static fn (): string => '', static fn (): string => ''));
    }

    private function html(string $text): string
    {
        return (new Markdown())->html(
            $text,
            static fn (string $link): string => 'to:' . $link,
            static fn (string $picture): string => 'at:' . $picture
        );
    }
}
