<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Tests\Magento\Proof;

/**
 * What must stand in the books, from Magento's tables by SQL of its own, beside what does.
 */
final class Books
{
    /**
     * Condition for orders that are sales. Others are on hold, payment pending, under review, or cancelled before anything was billed;
     * what was billed of a cancelled one is a sale.
     */
    public const IS_SALE = "(state IN ('new', 'processing', 'complete', 'closed') OR (state = 'canceled' AND COALESCE(total_invoiced, 0) > 0))";

    private const TABLES = ['invoice' => ['sales_invoice', ''], 'creditmemo' => ['sales_creditmemo', 'CM-'], 'order' => ['sales_order', '']];

    /**
     * @param string $document what is posted as a sale: invoice or order
     * @param bool $isBase whether documents are in the base currency
     */
    public function __construct(private Shop $shop, private string $document, private bool $isBase)
    {
    }

    /**
     * @return array<string, array{entity: string, total: string, tax: string, currency: string}> by number in the books
     */
    public function expected(): array
    {
        $expected = [];
        foreach ([$this->document, 'creditmemo'] as $entity) {
            [$table, $prefix] = self::TABLES[$entity];
            $base = $this->isBase ? 'base_' : '';
            $currency = $this->isBase ? 'base_currency_code' : 'order_currency_code';
            $sql = "SELECT increment_id, COALESCE({$base}grand_total, 0) AS total, COALESCE({$base}tax_amount, 0) AS tax, $currency AS currency FROM {{$table}}" . ($entity === 'order' ? ' WHERE ' . self::IS_SALE : '') . ' ORDER BY entity_id';
            foreach ($this->shop->rows($sql) as $row) {
                $expected[$prefix . $row['increment_id']] = [
                    'entity' => $entity, 'total' => self::cents($row['total']), 'tax' => self::cents($row['tax']), 'currency' => $row['currency'],
                ];
            }
        }
        if ($this->document === 'order') {
            // What was cancelled of a sale is taken back.
            $base = $this->isBase ? 'base_' : '';
            $sql = "SELECT increment_id, {$base}grand_total - COALESCE({$base}total_invoiced, 0) AS total, {$base}tax_amount - COALESCE({$base}tax_invoiced, 0) AS tax,"
                . " {$base}currency_code AS currency FROM {sales_order} WHERE subtotal_canceled IS NOT NULL AND " . self::IS_SALE . ' HAVING total > 0';
            foreach ($this->shop->rows(str_replace(' currency_code', ' order_currency_code', $sql)) as $row) {
                $expected['CM-' . $row['increment_id'] . '-X'] = [
                    'entity' => 'cancellation', 'total' => self::cents($row['total']), 'tax' => self::cents($row['tax']), 'currency' => $row['currency'],
                ];
            }
        }
        return $expected;
    }

    /**
     * @param array[] $documents of the sandbox
     * @param array[] $jobs of the queue
     */
    public function compare(array $documents, array $jobs): array
    {
        $expected = $this->expected();
        $result = ['documents' => [], 'held' => [], 'skipped' => [], 'wrong' => [], 'missing' => [], 'total_cents' => 0, 'tax_cents' => 0];
        $found = [];
        foreach ($documents as $document) {
            $number = (string)$document['number'];
            $mine = $expected[$number] ?? null;
            if ($mine === null || isset($found[$number])) {
                $result['wrong'][] = "$number: " . ($mine === null ? 'not in the shop' : 'twice in Xero');
                continue;
            }
            $found[$number] = true;
            $total = self::toCents((string)$document['total']) - self::toCents($mine['total']);
            $tax = self::toCents((string)$document['tax']) - self::toCents($mine['tax']);
            $result['total_cents'] += abs($total);
            $result['tax_cents'] += abs($tax);
            if ($total !== 0 || $tax !== 0 || $document['currency'] !== $mine['currency']) {
                $result['wrong'][] = "$number: {$document['total']} (tax {$document['tax']}) {$document['currency']} instead of {$mine['total']} ({$mine['tax']}) {$mine['currency']}";
            } else {
                $result['documents'][$mine['entity']] = ($result['documents'][$mine['entity']] ?? 0) + 1;
            }
        }
        $states = [];
        foreach ($jobs as $job) {
            $number = ($job['entity'] === 'creditmemo' ? 'CM-' : '') . $job['number'];
            $states[$job['entity']][$number] = $job;
            if ($job['state'] === 'held') {
                $what = in_array($job['kind'], ['payment', 'refund'], true) ? $job['kind'] : $job['entity'];
                $result['held'][$what][$job['code']][] = $number . ': ' . $job['message'];
            }
        }
        foreach ($expected as $number => $mine) {
            $job = $states[$mine['entity']][$number] ?? null;
            if (isset($found[$number]) || ($job['state'] ?? '') === 'held') {
                continue;
            }
            if (($job['state'] ?? '') === 'done') {
                $result['skipped'][$mine['entity']][$job['code'] ?: 'done'][] = $number . ': ' . $job['message'];
            } else {
                $result['missing'][] = $mine['entity'] . ' ' . $number . ' ' . ($job['state'] ?? 'not in the queue');
            }
        }
        return ['expected' => array_count_values(array_column($expected, 'entity'))] + $result;
    }

    /** Rounded half away from zero, as money is. */
    public static function cents(string $amount): string
    {
        $half = str_starts_with($amount, '-') ? '-0.005' : '0.005';
        return bcadd($amount, $half, 2);
    }

    public static function toCents(string $amount): int
    {
        return (int)bcmul($amount, '100', 0);
    }
}
