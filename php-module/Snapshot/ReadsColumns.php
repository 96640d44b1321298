<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Snapshot;

/** What columns of the database say, in the types of a snapshot. */
trait ReadsColumns
{
    protected function text(mixed $value): ?string
    {
        return is_scalar($value) && (string)$value !== '' ? (string)$value : null;
    }

    protected function id(mixed $value): ?string
    {
        return is_numeric($value) && (int)$value > 0 ? (string)(int)$value : null;
    }

    /** A column of a store view, website or customer group, whose id 0 is a real one. */
    protected function number(mixed $value): ?int
    {
        return is_numeric($value) ? (int)$value : null;
    }

    /** @return string[] street lines of an address column */
    protected function street(mixed $street): array
    {
        $lines = preg_split('/\R/', (string)$street) ?: [];
        return array_values(array_filter(array_map(trim(...), $lines), static fn (string $line): bool => $line !== ''));
    }

    protected function addressFields(array $row): array
    {
        return [
            'prefix' => $this->text($row['prefix']),
            'first_name' => $this->text($row['firstname']),
            'middle_name' => $this->text($row['middlename']),
            'last_name' => $this->text($row['lastname']),
            'suffix' => $this->text($row['suffix']),
            'company' => $this->text($row['company']),
            'street' => $this->street($row['street']),
            'city' => $this->text($row['city']),
            'region' => $this->text($row['region']),
            'postcode' => $this->text($row['postcode']),
            'country' => $this->text($row['country_id']),
            'telephone' => $this->text($row['telephone']),
            'vat_number' => $this->text($row['vat_id']),
        ];
    }
}
