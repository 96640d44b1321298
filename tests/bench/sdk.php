<?php
declare(strict_types=1);

/*
 * CPU of the client for paid orders of as many customers (contact, invoice of three lines, payment), beside Xero's own SDK for PHP in batches of 50:
 * the same orders, the same server, by turns in one run, each in a process of its own.
 *
 *   LEDGERLINE_SDK=/path/to/vendor/autoload.php php -d extension="$LEDGERLINE_SO" tests/bench/sdk.php [orders, default 1000] [rounds, default 3]
 *
 * The SDK is not part of this repository: composer require xeroapi/xero-php-oauth2
 */
require __DIR__ . '/begin.php';

use Ledgerline\Xero\Tests\Extension\Support\Php;
use Ledgerline\Xero\Tests\Extension\Support\Sandbox;
use Ledgerline\Xero\Tests\Extension\Support\Shop;

$sdk = (string)getenv('LEDGERLINE_SDK');
if (!is_file($sdk)) {
    fwrite(STDERR, "LEDGERLINE_SDK names no file. Fetch the SDK into any folder: composer require xeroapi/xero-php-oauth2\nThen: LEDGERLINE_SDK=THAT_FOLDER/vendor/autoload.php scripts/bench sdk\n");
    exit(1);
}
$count = max(50, (int)($argv[1] ?? 1000));
$rounds = max(1, (int)($argv[2] ?? 3));

/** What both measure: CPU of this process with all its threads, and time, in seconds. */
const CLOCK = <<<'PHP'
$clock = static function (): array {
    $used = getrusage();
    return [$used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'] + ($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) / 1e6, hrtime(true) / 1e9];
};
$since = static fn (array $began): array => array_map(static fn (float $now, float $then): float => $now - $then, $clock(), $began);

PHP;

const OURS = CLOCK . <<<'PHP'
Shop::connect($engine);
$engine->catalogue('default', true);
$orders = json_decode(file_get_contents($given['orders']), true);
$began = $clock();
foreach (array_chunk($orders, 500) as $portion) {
    $engine->enqueue($portion);
}
$enqueued = $since($began);
$began = $clock();
$report = $engine->drain();
$drained = $since($began);
if ($report['waiting'] !== 0) {
    throw new RuntimeException(json_encode($report));
}
echo json_encode(['enqueue' => $enqueued, 'send' => $drained, 'peak' => (int)preg_replace('/.*VmHWM:\s+(\d+).*/s', '$1', file_get_contents('/proc/self/status'))]);
PHP;

/** As its own examples do it: objects are built from what the shop knows, and what Xero answers is read into objects. */
const SDK = <<<'PHP'
use XeroAPI\XeroPHP\Api\AccountingApi;
use XeroAPI\XeroPHP\Configuration;
use XeroAPI\XeroPHP\Models\Accounting as A;

PHP . CLOCK . <<<'PHP'
require $given['sdk'];
$orders = json_decode(file_get_contents($given['orders']), true);
$client = new GuzzleHttp\Client();
$token = json_decode((string)$client->post($given['xero'] . '/connect/token', ['auth' => ['sandbox-custom', 'sandbox-custom-secret'], 'form_params' => ['grant_type' => 'client_credentials', 'scope' => 'accounting.invoices accounting.payments accounting.contacts accounting.settings']])->getBody(), true)['access_token'];
$api = new AccountingApi($client, Configuration::getDefaultConfiguration()->setAccessToken($token)->setHostAccounting($given['xero'] . '/api.xro/2.0'));
$began = $clock();
foreach (array_chunk($orders, 50) as $portion) {
    $contacts = $invoices = $payments = [];
    foreach ($portion as $order) {
        $address = $order['billing_address'];
        $contacts[] = (new A\Contact())->setName("{$address['first_name']} {$address['last_name']}")->setContactNumber('T-C' . $order['customer']['id'])->setFirstName($address['first_name'])->setLastName($address['last_name'])
            ->setEmailAddress($order['customer']['email'])
            ->setAddresses([(new A\Address())->setAddressType('POBOX')->setAddressLine1($address['street'][0])->setCity($address['city'])->setPostalCode($address['postcode'])->setCountry($address['country'])])
            ->setPhones([(new A\Phone())->setPhoneType('DEFAULT')->setPhoneNumber($address['telephone'])]);
    }
    $made = $api->createContacts($given['tenant'], (new A\Contacts())->setContacts($contacts), false)->getContacts();
    foreach ($portion as $at => $order) {
        $lines = array_map(static fn (array $line): A\LineItem => (new A\LineItem())->setDescription($line['name'])->setQuantity($line['quantity'])->setUnitAmount($line['price'])
            ->setAccountCode('200')->setTaxType('OUTPUT2')->setTaxAmount($line['tax'])->setLineAmount($line['row_total']), $order['lines']);
        $invoices[] = (new A\Invoice())->setType('ACCREC')->setStatus('AUTHORISED')->setInvoiceNumber($order['number'])->setReference($order['number'])->setDate($order['date'])->setDueDate($order['date'])
            ->setCurrencyCode($order['currency'])->setLineAmountTypes('Exclusive')->setContact((new A\Contact())->setContactId($made[$at]->getContactId()))->setLineItems($lines);
    }
    $made = $api->createInvoices($given['tenant'], (new A\Invoices())->setInvoices($invoices), false, 4)->getInvoices();
    foreach ($portion as $at => $order) {
        if ((string)$made[$at]->getTotal() !== '60') {
            throw new RuntimeException("Invoice {$order['number']}: {$made[$at]->getTotal()} " . json_encode($made[$at]->getValidationErrors()));
        }
        $payments[] = (new A\Payment())->setInvoice((new A\Invoice())->setInvoiceId($made[$at]->getInvoiceId()))->setAccount((new A\Account())->setCode('090'))
            ->setDate($order['date'])->setAmount($order['order']['total_paid'])->setReference($order['payment']['title']);
    }
    foreach ($api->createPayments($given['tenant'], (new A\Payments())->setPayments($payments), false)->getPayments() as $payment) {
        if (!$payment->getPaymentId()) {
            throw new RuntimeException(json_encode($payment));
        }
    }
}
echo json_encode(['send' => $since($began), 'peak' => (int)preg_replace('/.*VmHWM:\s+(\d+).*/s', '$1', file_get_contents('/proc/self/status'))]);
PHP;

/** The second of the two lines as two. */
function threeLines(array $invoice): array
{
    [, $line] = $invoice['lines'];
    $half = ['quantity' => '1.0000', 'price' => '5.0000', 'price_incl_tax' => '5.0000', 'row_total' => '5.0000', 'tax' => '1.0000', 'row_total_incl_tax' => '6.0000'] + $line;
    $invoice['lines'] = [$invoice['lines'][0], $half, ['id' => $line['id'] . '1', 'sku' => 'BAG-3'] + $half];
    return $invoice;
}

file_put_contents("$folder/orders.json", json_encode(array_map(threeLines(...), Shop::invoices(1, $count))));
$measured = ['Ledgerline: enqueue' => [], 'Ledgerline: drain' => [], 'SDK, batches of 50' => []];
$calls = $peak = [];
for ($round = 0; $round < $rounds; $round++) {
    foreach (['ours', 'sdk'] as $who) {
        $sandbox = new Sandbox($folder);
        $seen = $sandbox->ask('counts');
        $given = ['orders' => "$folder/orders.json", 'xero' => $sandbox->address, 'sdk' => $sdk, 'tenant' => $seen['organisations'][0]['id']];
        $before = $seen['calls_total'];
        $result = $who === 'ours'
            ? Php::run($folder, OURS, $given + ['options' => Shop::options("$folder/store-$round", $sandbox->address)], ['settings' => ['memory_limit=2G']])
            : Php::run($folder, SDK, $given, ['extension' => false, 'settings' => ['memory_limit=2G', 'error_reporting=24575']]);
        $paid = array_filter($sandbox->invoices(), static fn (array $one): bool => $one['documents'] === 1 && $one['payments'] === 1 && $one['paid'] === $one['total']);
        if (count($paid) !== $count) {
            fprintf(STDERR, "%s: %d of %d orders are in the books and paid.\n", $who, count($paid), $count);
            exit(1);
        }
        $calls[$who] = $sandbox->ask('counts')['calls_total'] - $before;
        $peak[$who] = $result['peak'];
        $sandbox->end();
        if ($who === 'ours') {
            $measured['Ledgerline: enqueue'][] = $result['enqueue'];
        }
        $measured[$who === 'ours' ? 'Ledgerline: drain' : 'SDK, batches of 50'][] = $result['send'];
    }
}
$median = static fn (array $runs, int $which): float => percentile(array_column($runs, $which), 0.5);
$rows = [['', 'CPU ms an order', 'orders a second', 'calls', 'peak MB']];
foreach ($measured as $name => $runs) {
    $who = str_starts_with($name, 'SDK') ? 'sdk' : 'ours';
    $rows[] = [$name, sprintf('%.3f', $median($runs, 0) * 1000 / $count), sprintf('%.0f', $count / $median($runs, 1)), $name === 'Ledgerline: enqueue' ? '' : $calls[$who], intdiv($peak[$who], 1024)];
}
table($rows);
$ratio = static fn (string $name): float => $median($measured[$name], 0) / $median($measured['SDK, batches of 50'], 0);
printf("\n%d orders, %d rounds by turns, the medians. CPU of a drain: %.2f times the SDK's; with the enqueue %.2f times.\n", $count, $rounds, $ratio('Ledgerline: drain'), $ratio('Ledgerline: drain') + $ratio('Ledgerline: enqueue'));
