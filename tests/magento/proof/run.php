<?php
/**
 * Sends everything of a shop into a new sandbox and compares document by document: each stands in the books with Magento's total, tax and currency, or is held for
 * a reason that is printed. See README.md beside this file.
 *
 *   scripts/magento-run php $LEDGERLINE_TESTS/magento/proof/run.php [options] [DUMP.sql[.gz] …]
 *
 * Replaces the data of the shop in MAGENTO_ROOT when dumps are given: only in a copy (scripts/magento-up).
 */
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Proof;

use Ledgerline\Xero\Tests\Magento\Support\Process;
use Ledgerline\Xero\Tests\Magento\Support\Sandbox;

foreach (['User', 'Process', 'Sandbox'] as $class) {
    require_once dirname(__DIR__) . "/Support/$class.php";
}
require_once __DIR__ . '/Shop.php';
require_once __DIR__ . '/Books.php';

/** As an accountant would have it: goods, shipping, adjustments and taxes apart, and a clearing account for cash on delivery. */
const SETTINGS = [
    'connection/type' => 'custom', 'connection/client_id' => 'sandbox-custom', 'connection/client_secret' => 'sandbox-custom-secret',
    'accounts/bank' => '090', 'accounts/sales' => '200', 'accounts/shipping' => '205', 'accounts/adjustment' => '260', 'accounts/fixed_product_tax' => '270',
    'payments/map' => [['method' => 'cashondelivery', 'account' => '840'], ['method' => 'banktransfer', 'account' => '091']],
];

$options = getopt('', ['document:', 'currency:', 'widen', 'accountant', 'json', 'details', 'set:', 'keep'], $rest);
$dumps = array_slice($argv, $rest) ?: [''];
$document = $options['document'] ?? 'invoice';
$currency = $options['currency'] ?? 'order';
$root = getenv('MAGENTO_ROOT') ?: throw new \RuntimeException('MAGENTO_ROOT is not set: run this by scripts/magento-run.');
$folder = $root . '/var/ledgerline_proof/' . bin2hex(random_bytes(4));
mkdir($folder, 0770, true);
$failed = false;
try {
    foreach ($dumps as $dump) {
        $failed = !prove(new Shop($root, $folder), $dump, $document, $currency, $options) || $failed;
    }
} finally {
    exec('rm -rf ' . escapeshellarg($folder));
}
exit($failed ? 1 : 0);

function prove(Shop $shop, string $dump, string $document, string $currency, array $options): bool
{
    $name = $dump === '' ? 'the shop as it is' : preg_replace('/\.sql(\.gz)?$/', '', basename($dump));
    $began = microtime(true);
    if ($dump !== '') {
        $shop->load($dump);
    }
    if (isset($options['widen'])) {
        fwrite(STDERR, "Widening $name …\n");
        $shop->inShop((string)preg_replace('/^<\?php/', '', (string)file_get_contents(__DIR__ . '/widen.php')));
        $name .= ', widened';
    }
    $facts = facts($shop);
    [$sandbox, $taxMap] = sandbox($shop, $facts);
    try {
        $shop->environment = ['MAGENTO_DC_LEDGERLINE__STORE' => $shop->folder . '/store-' . bin2hex(random_bytes(3)), 'LEDGERLINE_XERO_URL' => $sandbox->address];
        $settings = ['sync/document' => $document, 'documents/currency' => $currency, 'tax/map' => $taxMap] + SETTINGS;
        if ($document === 'order') {
            $settings += ['orders/statuses' => ''];
        }
        foreach ((array)($options['set'] ?? []) as $set) {
            [$path, $value] = explode('=', $set, 2);
            $settings[$path] = $value;
        }
        $shop->settings($settings);
        // The store of the run before is gone.
        $shop->inShop('$shop->get(\Magento\Framework\FlagManager::class)->deleteFlag("ledgerline_xero_store");');
        $shop->magento('ledgerline:connect', '--json');
        $before = microtime(true);
        $sync = $shop->magento('ledgerline:sync', '--json');
        $synced = microtime(true);
        $drain = $shop->magento('ledgerline:drain', '--json');
        $drained = microtime(true);
        $jobs = $shop->inShop('
            $engine = $shop->get(\Ledgerline\Xero\Api\EngineInterface::class);
            $jobs = [];
            for ($page = 1; ; $page++) {
                $answer = $engine->jobs(["page" => $page, "page_size" => 200, "sort" => "id"])->toArray();
                array_push($jobs, ...$answer["items"]);
                if ($answer["items"] === [] || count($jobs) >= $answer["total"]) {
                    return $jobs;
                }
            }
        ');
        $result = (new Books($shop, $document, $currency === 'base'))->compare($sandbox->ask('documents'), $jobs);
        $result = ['shop' => $name, 'document' => $document, 'currency' => $currency] + $result + [
            'refused' => $sync['refused'] ?? [], 'calls' => $drain['calls'], 'difference_cents' => $drain['difference_cents'], 'stopped' => $drain['stopped'],
            'seconds' => ['prepare' => round($before - $began, 1), 'sync' => round($synced - $before, 1), 'drain' => round($drained - $synced, 1)],
        ];
        $agrees = true;
        if (isset($options['accountant'])) {
            $held = $shop->folder . '/held';
            $numbers = array_merge([], ...array_values(array_map(static fn (array $codes): array => array_merge(...array_values($codes)), array_intersect_key($result['held'], [$document => 1, 'creditmemo' => 1]))));
            file_put_contents($held, implode("\n", array_map(static fn (string $message): string => strstr($message, ': ', true), $numbers)));
            $accountant = new Process([PHP_BINARY, dirname(__DIR__) . '/accountant/run.php', '--sandbox=' . $sandbox->address, "--document=$document", "--currency=$currency", "--held=$held"], $shop->folder, $shop->environment);
            $agrees = $accountant->wait(600) === 0;
            $result['accountant'] = $accountant->output() . $accountant->errors();
        }
        show($result, $options);
        if (isset($options['keep'])) {
            fwrite(STDERR, "The books: $sandbox->address; press Enter to end.\n");
            fgets(STDIN);
        }
    } finally {
        $sandbox->end();
    }
    return $agrees && $result['wrong'] === [] && $result['missing'] === [] && !isset($result['held'][$document]['defect']);
}

/** What an organisation needs to keep this shop's books: its currencies, and the tax rates that were used. */
function facts(Shop $shop): array
{
    return $shop->inShop('
        $reader = $shop->get(\Ledgerline\Xero\Snapshot\Reader::class);
        $store = $shop->get(\Magento\Store\Model\StoreManagerInterface::class)->getDefaultStoreView();
        $facts = ["base" => $store->getBaseCurrencyCode(), "currencies" => [], "rates" => []];
        foreach (\Ledgerline\Xero\Snapshot\Reader::DOCUMENTS as $kind) {
            foreach ($shop->get(\Ledgerline\Xero\Config\Connections::class)->all() as $connection) {
                $after = 0;
                while ($ids = $reader->ids($kind, $connection, $after, 500)) {
                    $after = end($ids);
                    foreach ($reader->read($kind, $ids) as $one) {
                        $facts["currencies"][$one["currency"]] = $facts["currencies"][$one["base_currency"]] = true;
                        foreach ([...$one["lines"], ...$one["extra_totals"], ...array_filter([$one["shipping"]])] as $part) {
                            $codes = implode(" + ", array_column($part["taxes"], "code"));
                            if ($part["tax_percent"] !== null) {
                                $percent = rtrim(rtrim($part["tax_percent"], "0"), ".") ?: "0";
                                // Rates that yielded nothing have no names: their percentage stands for them.
                                $facts["rates"][$codes === "" ? $percent : $codes] = $percent;
                            }
                        }
                    }
                }
            }
        }
        return $facts;
    ');
}

/** @return array{0: Sandbox, 1: array[]} */
function sandbox(Shop $shop, array $facts): array
{
    $rates = $map = [];
    unset($facts['rates']['0']);
    foreach (array_keys($facts['rates']) as $position => $codes) {
        $type = sprintf('SHOP%03d', $position + 1);
        $codes = (string)$codes;
        $rates[] = ['tax_type' => $type, 'name' => mb_substr("Shop: $codes", 0, 50), 'rate' => $facts['rates'][$codes], 'purchases' => false];
        $map[] = ['rate' => $codes, 'tax_type' => $type];
    }
    $organisation = ['currencies' => array_keys($facts['currencies']), 'multicurrency' => true, 'add_tax_rates' => $rates];
    return [new Sandbox($shop->folder, $facts['base'], ['--limits', 'off'], $organisation), $map];
}

function show(array $result, array $options): void
{
    if (isset($options['json'])) {
        echo json_encode($result, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
        return;
    }
    $count = static fn (array $lists): int => array_sum(array_map('count', $lists));
    printf("%s (sale = %s, amounts in %s currency)\n", $result['shop'], $result['document'], $result['currency']);
    foreach ($result['expected'] as $entity => $expected) {
        printf(
            "  %-11s %5d in the shop  %5d equal in Xero  %5d held  %5d not sent\n",
            $entity, $expected, $result['documents'][$entity] ?? 0, $count($result['held'][$entity] ?? []), $count($result['skipped'][$entity] ?? [])
        );
    }
    foreach (['held' => 'held', 'skipped' => 'not sent'] as $group => $word) {
        foreach ($result[$group] as $entity => $reasons) {
            foreach ($reasons as $code => $messages) {
                printf("  %s %s, %s: %d, such as %s\n", $entity, $word, $code, count($messages), $messages[0]);
                foreach (isset($options['details']) ? array_slice($messages, 1) : [] as $message) {
                    echo '    ', $message, "\n";
                }
            }
        }
    }
    printf("  wrong: %d   missing: %d   differences: %d cents in totals, %d in tax (the engine's own comparison: %d)\n", count($result['wrong']), count($result['missing']),
        $result['total_cents'], $result['tax_cents'], $result['difference_cents']);
    foreach ([...$result['wrong'], ...$result['missing'], ...array_map('json_encode', $result['refused'])] as $line) {
        echo '    ', $line, "\n";
    }
    printf("  %d calls; %s s to prepare, %s s to read, %s s to send (%s)\n", $result['calls'], ...array_values($result['seconds']), ...[$result['stopped']]);
    echo $result['accountant'] ?? '', "\n";
}
