<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Config;

use Magento\Config\Model\Config\Structure\Converter;
use Magento\Config\Model\Config\Structure\Element\Field;
use PHPUnit\Framework\TestCase;

/** The options that fields of etc/adminhtml/system.xml list, as Magento reads them. */
class FieldOptionsTest extends TestCase
{
    public function testMagentoReadsTheOptionsOfAField(): void
    {
        $fields = $this->fields();

        self::assertSame(
            ['hold' => 'Hold', 'draft' => 'Send as draft', 'first_open_day' => 'Date on the first open day'],
            $fields['ledgerline_xero/documents/lock_date']
        );
        self::assertSame(['xero' => "Xero's rate of the day", 'hold' => 'Hold'], $fields['ledgerline_xero/documents/doubtful_rate']);
    }

    public function testTheDefaultOfAFieldIsOneOfItsOptions(): void
    {
        $defaults = new \SimpleXMLElement((string)file_get_contents(dirname(__DIR__, 3) . '/etc/config.xml'));

        foreach ($this->fields() as $path => $options) {
            $default = array_map(strval(...), $defaults->xpath("/config/default/$path") ?: []);
            self::assertCount(1, $default, $path);
            self::assertArrayHasKey($default[0], $options, $path);
        }
    }

    /** @return array<string,array<string,string>> path of a setting to its options, code to label */
    private function fields(): array
    {
        $document = new \DOMDocument();
        $document->load(dirname(__DIR__, 3) . '/etc/adminhtml/system.xml');
        $convert = new \ReflectionMethod(Converter::class, '_convertDOMDocument');
        $structure = $convert->invoke((new \ReflectionClass(Converter::class))->newInstanceWithoutConstructor(), $document);
        $found = [];
        $walk = static function (array $element, string $path) use (&$walk, &$found): void {
            foreach ($element['children'] ?? [] as $id => $child) {
                $walk($child, "$path/$id");
            }
            if (isset($element['options'])) {
                $field = (new \ReflectionClass(Field::class))->newInstanceWithoutConstructor();
                (new \ReflectionProperty(Field::class, '_data'))->setValue($field, $element);
                $found[$element['config_path'] ?? $path] = array_map(strval(...), array_column($field->getOptions(), 'label', 'value'));
            }
        };
        foreach ($structure['config']['system']['sections'] as $id => $section) {
            $walk($section, $id);
        }
        return $found;
    }
}
