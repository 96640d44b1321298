<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento;

use Ledgerline\Xero\Tests\Magento\Support\Records;

/**
 * What happens in the shop arrives in Xero: settings by the command line, records by Magento's services, Xero by the sandbox.
 */
class EndToEndTest extends ShopTestCase
{
    public function testASaleAndItsReturn(): void
    {
        $sandbox = $this->sandbox();
        foreach (self::CUSTOM as $path => $value) {
            $set = $this->magento('config:set', 'ledgerline_xero/' . $path, $value);
            self::assertSame(0, $set->wait(), $set->everything());
        }
        $stored = $this->database()->fetchOne('SELECT value FROM ' . $this->table('core_config_data') . " WHERE path = 'ledgerline_xero/connection/client_secret'");
        self::assertStringNotContainsString(self::CUSTOM['connection/client_secret'], $stored);
        $connect = $this->magento('ledgerline:connect');
        self::assertSame(0, $connect->wait(), $connect->everything());
        self::assertStringContainsString('You are connected to Test Books.', $connect->output());

        $sale = $this->inShop('
            $customer = $records->customer();
            $product = $records->product("Zoë\'s <b>bag</b> & more");
            $invoice = $records->invoice($records->order($product, $customer));
            $currency = $invoice->getOrderCurrencyCode();
            return ["customer" => $customer->getId(), "email" => $customer->getEmail(), "sku" => $product->getSku(), "invoice" => $invoice->getId(),
                "number" => $invoice->getIncrementId(), "currency" => $currency];
        ');
        $this->drain();
        $document = $sandbox->document($sale['number']);
        self::assertSame(
            ['ACCREC', Records::TOTAL, Records::TAX, $sale['currency'], 'PAID', '0.00'],
            array_map(static fn (string $field): mixed => $document[$field], ['type', 'total', 'tax', 'currency', 'status', 'due'])
        );
        self::assertSame(['090'], array_column($document['payments'], 'account'));
        self::assertMatchesRegularExpression('/^[A-Z0-9]{1,6}-C' . $sale['customer'] . '$/', $document['contact']['number']);
        $links = $this->engine()->links('invoice', (string)$sale['invoice']);
        self::assertContains($document['id'], array_column($links, 'xeroId'));

        // Nothing happened since: nothing is sent, whoever asks for it.
        $calls = count($sandbox->writes());
        self::assertSame(0, $this->drain()['calls']);
        $again = $this->magento('ledgerline:sync', '--entity=invoice', '--ids=' . $sale['invoice'], '--json');
        self::assertSame(0, $again->wait(), $again->everything());
        $this->drain();
        self::assertCount($calls, $sandbox->writes());

        $creditmemo = $this->inShop('
            $invoice = $shop->create(\Magento\Sales\Model\Order\Invoice::class)->load($given["invoice"]);
            return $records->creditmemo($invoice)->getIncrementId();
        ', $sale);
        $this->drain();
        $note = $sandbox->document('CM-' . $creditmemo);
        self::assertSame(['ACCRECCREDIT', Records::TOTAL, Records::TAX, 'PAID', '0.00'], [$note['type'], $note['total'], $note['tax'], $note['status'], $note['due']]);
        self::assertSame(Records::TOTAL, number_format(array_sum(array_column($note['payments'], 'amount')) + array_sum(array_column($note['allocations'], 'amount')), 2, '.', ''));
        self::assertSame(Records::TOTAL, $sandbox->document($sale['number'])['total']);
    }

    public function testAChangedTelephoneIsOneUpdateOfThatFieldAlone(): void
    {
        $sandbox = $this->connect();
        $customer = $this->inShop('$customer = $records->customer(); return ["id" => $customer->getId(), "address" => $customer->getAddresses()[0]->getId()];');
        $this->drain();
        $before = $sandbox->writes();
        self::assertCount(1, $before);
        $this->inShop('
            $addresses = $shop->get(\Magento\Customer\Api\AddressRepositoryInterface::class);
            $addresses->save($addresses->getById($given["address"])->setTelephone("0113 999"));
        ', $customer);
        $this->drain();
        $writes = array_slice($sandbox->writes(), count($before));
        self::assertCount(1, $writes);
        $body = $writes[0]['body'];
        $contacts = (is_string($body) ? json_decode($body, true) : $body)['Contacts'];
        self::assertCount(1, $contacts);
        self::assertSame(['Phones'], array_values(array_diff(array_keys($contacts[0]), ['ContactID', 'ContactNumber'])));
        self::assertStringContainsString('999', $contacts[0]['Phones'][0]['PhoneNumber']);
        self::assertSame(0, $this->drain()['calls']);
    }

    public function testASecondCustomerOfTheSameNameAndAGuestAreContactsOfTheirOwn(): void
    {
        $sandbox = $this->connect();
        $numbers = $this->inShop('
            $numbers = [];
            foreach ([1, 2] as $one) {
                $numbers[] = $records->invoice($records->order(null, $records->customer(["firstname" => "Same", "lastname" => "Name"])))->getIncrementId();
            }
            $numbers[] = $records->invoice($records->order())->getIncrementId();
            return $numbers;
        ');
        $this->drain();
        $contacts = array_map(static fn (string $number): string => $sandbox->document($number)['contact']['id'], $numbers);
        self::assertCount(3, array_unique($contacts));
        self::assertSame(['PAID', 'PAID', 'PAID'], array_map(static fn (string $number): string => $sandbox->document($number)['status'], $numbers));
    }

    public function testAnUnpaidInvoiceIsPaidInXeroWhenItIsPaidInTheShop(): void
    {
        $sandbox = $this->connect();
        $invoice = $this->inShop('
            $order = $records->order();
            $invoice = $shop->get(\Magento\Sales\Model\Service\InvoiceService::class)->prepareInvoice($order);
            $order->getPayment()->setIsTransactionPending(true);
            $invoice->setRequestedCaptureCase(\Magento\Sales\Model\Order\Invoice::NOT_CAPTURE)->register();
            $shop->create(\Magento\Framework\DB\Transaction::class)->addObject($invoice)->addObject($order->setIsInProcess(true))->save();
            return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId()];
        ');
        $this->drain();
        self::assertSame(['AUTHORISED', Records::TOTAL], [$sandbox->document($invoice['number'])['status'], $sandbox->document($invoice['number'])['due']]);
        $this->inShop('
            $invoice = $shop->get(\Magento\Sales\Api\InvoiceRepositoryInterface::class)->get($given["id"]);
            $invoice->pay();
            $shop->create(\Magento\Framework\DB\Transaction::class)->addObject($invoice)->addObject($invoice->getOrder())->save();
        ', $invoice);
        $this->drain();
        self::assertSame('PAID', $sandbox->document($invoice['number'])['status']);
    }

    public function testWhatTheBooksHoldIsWhatThePreviewSays(): void
    {
        $sandbox = $this->connect();
        $invoice = $this->inShop('$invoice = $records->invoice($records->order(null, null, 0)); return ["id" => $invoice->getId(), "number" => $invoice->getIncrementId()];');
        $this->drain();
        $preview = $this->inShop('
            $snapshot = $shop->get(\Ledgerline\Xero\Snapshot\Reader::class)->read("invoice", [$given["id"]])[0];
            return $shop->get(\Ledgerline\Xero\Api\EngineInterface::class)->preview($snapshot);
        ', $invoice);
        $document = $sandbox->document($invoice['number']);
        self::assertSame(['45.00', '0.00'], [$document['total'], $document['tax']]);
        self::assertSame([(float)$document['total'], (float)$document['tax'], $document['lines']], [(float)$preview['total'], (float)$preview['tax'], $preview['lines']]);
    }

    /** Everything that waits must arrive. */
    private function drain(): array
    {
        $drain = $this->magento('ledgerline:drain', '--json');
        self::assertSame(0, $drain->wait(), $drain->everything());
        $result = $drain->json();
        self::assertSame([0, 0, 'empty', 0], [$result['held'], $result['waiting'], $result['stopped'], $result['difference_cents']]);
        return $result;
    }
}
