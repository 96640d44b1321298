<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Unit\Observer;

use Ledgerline\Xero\Observer\RecordSaved;
use Ledgerline\Xero\Outbox\Touched;
use Magento\Framework\DataObject;
use Magento\Framework\Event;
use Magento\Framework\Event\Observer;
use Magento\Sales\Model\Order;
use PHPUnit\Framework\TestCase;

class RecordSavedTest extends TestCase
{
    /** @dataProvider events */
    public function testAnEventNotesItsRecords(string $name, array $data, array $noted): void
    {
        self::assertSame($noted, $this->noted($name, $data));
    }

    public static function events(): array
    {
        $record = static fn (array $data): DataObject => new DataObject($data);
        $importer = new class {
            public function getNewSku(string $sku): ?array
            {
                return ['a-1' => ['entity_id' => '31'], 'a-2' => ['entity_id' => '32']][$sku] ?? null;
            }
        };
        $payment = static fn (?Order $order): array => ['payment' => $record(['parent_id' => '9', 'order' => $order])];
        $address = static fn (?Order $order): array => ['address' => $record(['parent_id' => '9', 'order' => $order])];
        $cases = [
            ['customer_save_after', ['customer' => $record(['id' => '5'])], [['add', 'customer', 5]]],
            ['customer_address_save_after', ['customer_address' => $record(['id' => '7', 'customer_id' => '5'])], [['add', 'customer', 5]]],
            ['catalog_product_save_after', ['product' => $record(['id' => '3'])], [['add', 'product', 3]]],
            ['catalog_product_import_bunch_save_after', ['adapter' => $importer, 'bunch' => [['sku' => 'a-1'], ['sku' => ''], ['sku' => 'gone'], ['sku' => 'a-2']]],
                [['add', 'product', 31], ['add', 'product', 32]]],
            ['catalog_product_attribute_update_before', ['product_ids' => ['3', '4']], [['add', 'product', 3, false], ['add', 'product', 4, false]]],
            ['sales_order_save_after', ['order' => $record(['id' => '9'])], [['add', 'order', 9]]],
            ['sales_order_invoice_save_after', ['invoice' => $record(['id' => '12', 'order_id' => '9'])], [['add', 'invoice', 12]]],
            ['sales_order_creditmemo_save_after', ['creditmemo' => $record(['id' => '2'])], [['add', 'creditmemo', 2]]],
            ['sales_order_payment_save_after', $payment(self::order('0.0000')), []],
            ['sales_order_payment_save_after', $payment(self::order('0.0100')), [['add', 'order_invoices', 9]]],
            ['sales_order_payment_save_after', $payment(null), [['add', 'order_invoices', 9]]],
            ['sales_order_address_save_after', $address(self::order(null)), [['add', 'order', 9]]],
            ['sales_order_address_save_after', $address(self::order('24.0000')), [['add', 'order', 9], ['add', 'order_invoices', 9]]],
        ];
        return array_combine(array_map(static fn (array $case, int $i): string => "$case[0] $i", $cases, array_keys($cases)), $cases);
    }

    public function testItListensToWhatItKnowsAndToNothingElse(): void
    {
        $xml = new \SimpleXMLElement((string)file_get_contents(dirname(__DIR__, 3) . '/etc/events.xml'));
        $heard = array_map(strval(...), $xml->xpath(sprintf('/config/event[observer/@instance="%s"]/@name', RecordSaved::class)));
        $known = array_values(array_unique(array_column(self::events(), 0)));
        sort($heard);
        sort($known);

        self::assertSame($known, $heard);
    }

    public function testAnEventInAnotherShapeBreaksNothing(): void
    {
        self::assertSame([], $this->noted('customer_save_after', []));
        self::assertSame([], $this->noted('sales_order_payment_save_after', ['payment' => 'none']));
    }

    private static function order(?string $invoiced): Order
    {
        $order = (new \ReflectionClass(Order::class))->newInstanceWithoutConstructor();
        return $order->setData('base_total_invoiced', $invoiced);
    }

    /** What is noted of an event, as the calls with their arguments. */
    private function noted(string $name, array $data): array
    {
        $touched = new class extends Touched {
            public array $calls = [];

            public function __construct()
            {
            }

            public function add(string $entity, int $id, bool $saved = true): void
            {
                $this->calls[] = ['add', ...func_get_args()];
            }
        };
        (new RecordSaved($touched))->execute(new Observer(['event' => (new Event($data))->setName($name)]));
        return $touched->calls;
    }
}
