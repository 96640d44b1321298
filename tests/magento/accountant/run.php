<?php
/**
 * What a bookkeeper looks at: sales, shipping, adjustments, tax, credit notes and payments by account, per month and currency, from Magento's own tables beside the ledger
 * of a sandbox. Ends with an error unless documents, net, tax, gross, payments, refunds and their accounts agree to the cent. See README.md in tests/magento/proof.
 *
 * How the net divides into goods, shipping and so on may differ by cents: Xero computes the tax of each line, so that Magento's tax is sometimes reached
 * only by moving a cent from one line to another. Those are counted and printed, and --strict makes them errors, too.
 *
 *   scripts/magento-run php $LEDGERLINE_TESTS/magento/accountant/run.php --sandbox=URL [--document=invoice|order] [--currency=order|base] [--held=FILE] [--strict]
 *
 * --held: a file with the numbers in Xero of documents that are held, one a line; they are reported as not in the books, and are nobody's difference.
 *
 * The shop's side is SQL over Magento's tables and the settings in core_config_data; nothing of the module is asked.
 */
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Accountant;

use Ledgerline\Xero\Tests\Magento\Proof\Shop;

require_once dirname(__DIR__) . '/proof/Shop.php';
require_once dirname(__DIR__) . '/proof/Books.php';
require_once __DIR__ . '/MagentoLedger.php';
require_once __DIR__ . '/XeroLedger.php';

/** Title => width, in the order in which a bookkeeper reads them. */
const COLUMNS = [
    'documents' => 'Invoices', 'credit_notes' => 'Cr. notes', 'sales' => 'Sales net', 'shipping' => 'Shipping', 'fixed_product_tax' => 'Fixed tax', 'adjustment' => 'Adjustm.', 'rounding' => 'Rounding',
    'net' => 'Net', 'tax' => 'Tax', 'gross' => 'Gross', 'payments_in' => 'Paid', 'refunds_out' => 'Refunded', 'allocated' => 'Allocated',
];

$options = getopt('', ['sandbox:', 'document:', 'currency:', 'held:', 'strict']);
$root = getenv('MAGENTO_ROOT') ?: throw new \RuntimeException('MAGENTO_ROOT is not set: run this by scripts/magento-run.');
$address = $options['sandbox'] ?? throw new \RuntimeException('--sandbox=URL is missing.');
$shop = new Shop($root, sys_get_temp_dir());
$magento = new MagentoLedger($shop, $options['document'] ?? 'invoice', ($options['currency'] ?? 'order') === 'base');
$held = array_filter(explode("\n", (string)(isset($options['held']) ? file_get_contents($options['held']) : '')));
$mine = $magento->rows($held);
$theirs = (new XeroLedger($address, $magento->accounts()))->rows();

$keys = array_unique([...array_keys($mine), ...array_keys($theirs)]);
sort($keys);
const COUNTED = ['documents', 'credit_notes'];
/** Parts of the net, which may lie some cents a document otherwise. */
const CENTS_PER_DOCUMENT = 5;
const PARTS = ['sales', 'shipping', 'fixed_product_tax', 'adjustment', 'rounding'];
$differences = [];
$moved = 0;
$print = static function (string $label, array $row): void {
    printf('%-26s', $label);
    foreach (array_keys(COLUMNS) as $column) {
        printf('%13s', in_array($column, COUNTED, true) ? (int)($row[$column] ?? 0) : amount((int)($row[$column] ?? 0)));
    }
    echo "\n";
};
printf("%-26s%s\n", '', implode('', array_map(static fn (string $title): string => sprintf('%13s', $title), COLUMNS)));
foreach ($keys as $key) {
    $isTotal = str_starts_with($key, MagentoLedger::ALL);
    $one = $mine[$key] ?? [];
    $other = $theirs[$key] ?? [];
    foreach (array_unique([...array_keys($one), ...array_keys($other)]) as $column) {
        $cents = abs(($one[$column] ?? 0) - ($other[$column] ?? 0));
        $documents = ($one['documents'] ?? 0) + ($one['credit_notes'] ?? 0);
        if (in_array($column, PARTS, true) && !isset($options['strict']) && $cents <= CENTS_PER_DOCUMENT * $documents) {
            $moved += $isTotal ? $cents : 0;
        } elseif ($cents !== 0) {
            $show = static fn (int $value): string => in_array($column, COUNTED, true) ? (string)$value : amount($value);
            $differences[] = sprintf('%s %s: Magento %s, Xero %s', $key, $column, $show($one[$column] ?? 0), $show($other[$column] ?? 0));
        }
    }
    $print("$key Magento", $one);
    $print(str_repeat(' ', mb_strlen($key)) . ' Xero', $other);
}
echo "\nPayments by account\n";
foreach ($keys as $key) {
    foreach (array_unique([...accounts($mine[$key] ?? []), ...accounts($theirs[$key] ?? [])]) as $column) {
        printf("%-14s %-20s Magento %14s   Xero %14s\n", $key, str_replace(':', ' ', $column), amount((int)($mine[$key][$column] ?? 0)), amount((int)($theirs[$key][$column] ?? 0)));
    }
}
foreach ($differences as $difference) {
    echo 'DIFFERENT  ', $difference, "\n";
}
foreach ($magento->left as $key => $gross) {
    printf("Held, not in the books: %s %s\n", $key, amount($gross));
}
printf("%d cents of net lie on another line's account than Magento's rounding would put them, of %d documents.\n", intdiv($moved, 2), array_sum(array_map(
    static fn (string $key): int => str_starts_with($key, MagentoLedger::ALL) ? ($mine[$key]['documents'] ?? 0) + ($mine[$key]['credit_notes'] ?? 0) : 0, array_keys($mine)
)));
echo $differences === [] ? "They agree to the cent.\n" : count($differences) . " differences.\n";
exit($differences === [] ? 0 : 1);

/** @return string[] columns of payments by account */
function accounts(array $row): array
{
    return array_values(array_filter(array_keys($row), static fn (string $column): bool => str_contains($column, ':')));
}

function amount(int $cents): string
{
    return ($cents < 0 ? '-' : '') . number_format(intdiv(abs($cents), 100)) . sprintf('.%02d', abs($cents) % 100);
}
