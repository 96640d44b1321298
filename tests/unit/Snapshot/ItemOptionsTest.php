<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Snapshot;

use Ledgerline\Xero\Snapshot\ItemOptions;
use PHPUnit\Framework\TestCase;

class ItemOptionsTest extends TestCase
{
    /**
     * @dataProvider columns
     */
    public function testOptionsAreOneLineOfPlainText(?string $json, ?string $text): void
    {
        $options = new ItemOptions();
        self::assertSame($text, $options->text($options->decode($json)));
    }

    public function columns(): array
    {
        return [
            'configurable' => ['{"attributes_info":[{"label":"Size","value":"L <wide>","option_id":137},{"label":"Colour","value":"R\u00f6d"}]}', 'Size: L <wide>, Colour: Röd'],
            'text option' => ['{"options":[{"label":"Engraving <text>","value":"F\u00fcr &amp; &quot;Ben&quot; &lt;3","print_value":"F\u00fcr & \"Ben\" <3","option_type":"field"}]}', 'Engraving <text>: Für & "Ben" <3'],
            'list option' => ['{"options":[{"label":"Wrapping","value":"Silver &quot;matt&quot;","print_value":"Silver &quot;matt&quot;","option_type":"drop_down"}]}', 'Wrapping: Silver "matt"'],
            'file option' => ['{"options":[{"label":"Photo","value":"<a href=\"x\">me.png<\/a> 10 x 10 px.","option_type":"file","custom_view":true}]}', 'Photo: me.png 10 x 10 px.'],
            'several lines' => ['{"options":[{"label":"Note","print_value":"one\ntwo","option_type":"area"}]}', 'Note: one two'],
            'bundle' => ['{"bundle_options":{"1":{"label":"Main","value":[{"title":"Shirt","qty":2,"price":3},{"title":"Cap","qty":0.5}]}},"product_calculations":0}', 'Main: 2 x Shirt, 0.5 x Cap'],
            'of another module' => ['{"additional_options":[{"label":"Gift for","value":["Ann","Bo"]},{"value":"no label"}]}', 'Gift for: Ann, Bo, no label'],
            'nothing chosen' => ['{"info_buyRequest":{"qty":1,"options":{"1":""}}}', null],
            'empty value' => ['{"options":[{"label":"Engraving","value":""}]}', null],
            'before JSON' => ['a:1:{s:15:"info_buyRequest";a:0:{}}', null],
            'broken' => ['{"attributes_info":[{"label":"Si', null],
            'odd shapes' => ['{"attributes_info":"x","options":[1,null,{"label":["a"],"value":{"b":["c"]}}],"bundle_options":[{"label":"L","value":"v"}]}', null],
            'null' => [null, null],
            'empty' => ['', null],
        ];
    }

    public function testWhoCarriesABundlesPrice(): void
    {
        $options = new ItemOptions();
        self::assertTrue($options->isPricedByChildren($options->decode('{"product_calculations":0}')));
        self::assertTrue($options->isPricedByChildren($options->decode('{"product_calculations":"0"}')));
        self::assertFalse($options->isPricedByChildren($options->decode('{"product_calculations":1}')));
        self::assertNull($options->isPricedByChildren([]));
    }
}
