<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Ledgerline\Xero\Text\Percentage;

/** What of the shop becomes what in Xero: tax rates, payment methods, totals of other extensions, tracking. */
class Mappings
{
    /** Conditions of a tax rule besides the rate. */
    public const CONDITIONS = ['applies', 'customer_class', 'country', 'vat_number'];

    public function __construct(private readonly Values $values, private readonly Connections $connections) {}

    /** Whether tax rates that are not in the map are matched by percentage. */
    public function taxAutomatic(string $connection): bool
    {
        return $this->values->flag('tax/automatic', $this->connections->scope($connection), true);
    }

    /** @return array<string,string> Magento tax rate (code or percentage without trailing zeros) to Xero tax type */
    public function taxMap(string $connection): array
    {
        $map = [];
        foreach ($this->pairs('tax/map', 'rate', 'tax_type', $connection) as $rate => $type) {
            $map[Percentage::plain((string)$rate)] = $type;
        }
        return $map;
    }

    /**
     * Tax rules with conditions, in their order.
     * @return array[] rate, applies, customer_class, country (texts, empty for any), vat_number (true, false, null for any), tax_type
     */
    public function taxRules(string $connection): array
    {
        $rules = [];
        foreach ($this->rows('tax/rules', $connection) as $row) {
            $type = trim((string)($row['tax_type'] ?? ''));
            if ($type === '') {
                continue;
            }
            $rules[] = [
                'rate' => Percentage::plain(trim((string)($row['rate'] ?? ''))),
                'applies' => trim((string)($row['applies'] ?? '')),
                'customer_class' => trim((string)($row['customer_class'] ?? '')),
                'country' => strtoupper(trim((string)($row['country'] ?? ''))),
                'vat_number' => $this->tri($row['vat_number'] ?? null),
                'tax_type' => $type,
            ];
        }
        return $rules;
    }

    /** @return array<string,string> payment method to Xero account; "none" means that no payment is made in Xero */
    public function paymentMap(string $connection): array
    {
        return $this->pairs('payments/map', 'method', 'account', $connection);
    }

    /** @return array<string,array{account:string, percent:string, fixed:string}> payment method to what the gateway keeps */
    public function paymentFees(string $connection): array
    {
        $fees = [];
        foreach ($this->rows('payments/fees', $connection) as $row) {
            $method = trim((string)($row['method'] ?? ''));
            $fee = [
                'account' => trim((string)($row['account'] ?? '')),
                'percent' => trim((string)($row['percent'] ?? '')) ?: '0',
                'fixed' => trim((string)($row['fixed'] ?? '')) ?: '0',
            ];
            if ($method !== '' && $fee['account'] !== '') {
                $fees[$method] = $fee;
            }
        }
        return $fees;
    }

    /** @return array<string,string> code of a total of another extension to Xero account; "*" is everything else */
    public function totals(string $connection): array
    {
        return $this->pairs('totals/map', 'code', 'account', $connection);
    }

    /** @return array[] tracking categories, at most two: category, by, map (id to option), default */
    public function tracking(string $connection): array
    {
        $rules = [];
        foreach ($this->rows('tracking/rules', $connection) as $row) {
            $category = trim((string)($row['category'] ?? ''));
            if ($category === '') {
                continue;
            }
            $map = is_array($row['map'] ?? null) ? $row['map'] : [];
            $rules[] = [
                'category' => $category,
                'by' => trim((string)($row['by'] ?? '')) ?: 'store',
                'map' => array_filter(array_map(trim(...), array_map(strval(...), $map)), strlen(...)),
                'default' => trim((string)($row['default'] ?? '')),
            ];
        }
        return array_slice($rules, 0, 2);
    }

    /** @return array<string,string> a table of two columns, complete rows only */
    private function pairs(string $path, string $from, string $to, string $connection): array
    {
        $map = [];
        foreach ($this->rows($path, $connection) as $row) {
            $key = trim((string)($row[$from] ?? ''));
            $value = trim((string)($row[$to] ?? ''));
            if ($key !== '' && $value !== '') {
                $map[$key] = $value;
            }
        }
        return $map;
    }

    private function rows(string $path, string $connection): array
    {
        return $this->values->rows($path, $this->connections->scope($connection));
    }

    /** @param mixed $value */
    private function tri($value): ?bool
    {
        if (is_bool($value)) {
            return $value;
        }
        $text = is_scalar($value) ? trim((string)$value) : '';
        return $text === '' ? null : !in_array($text, ['0', 'false', 'no'], true);
    }
}
