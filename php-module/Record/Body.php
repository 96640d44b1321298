<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Catalogue\Catalogue;
use Ledgerline\Xero\Text\Display;

/** What Xero is given, in words for people: its fields with names, its lines with accounts and tax rates by name. */
class Body
{
    private const HIDDEN = ['LineItems', 'Contact', 'Type'];

    /** Parts of addresses and telephone numbers that only Xero needs. */
    private const TECHNICAL = ['PhoneType', 'AddressType', 'AttentionTo'];

    private const NAMED = ['AccountCode', 'UnitPrice', 'TaxType', 'COGSAccountCode'];

    /** Xero's way to write a moment: milliseconds since 1970. */
    private const MOMENT = '~^/Date\((-?\d+)(?:[+-]\d{4})?\)/$~';

    public function __construct(private readonly Catalogue $catalogue, private readonly Display $display) {}

    /**
     * Everything but the lines, as label and value.
     * @param string $contact who it is about, where the body names nobody
     * @return array[] label, value
     */
    public function facts(array $body, string $connection, string $contact = ''): array
    {
        $facts = [];
        if (isset($body['Contact'])) {
            $facts[] = [(string)__('Contact'), (string)($body['Contact']['Name'] ?? $contact)];
        }
        foreach (array_diff_key($body, array_flip(self::HIDDEN)) as $name => $value) {
            if ($this->isId((string)$name)) {
                continue;
            }
            if ($name === 'Account' && isset($value['Code'])) {
                $value = implode(' – ', array_filter([
                    (string)$value['Code'],
                    (string)(array_column($this->catalogue->accounts($connection), 'name', 'code')[$value['Code']] ?? ''),
                ]));
            }
            $text = is_array($value)
                ? $this->flat($value)
                : $this->word((string)$name, $this->plain($value), $connection);
            $facts[] = [$this->label((string)$name), $text];
        }
        return array_values(array_filter($facts, static fn (array $fact): bool => $fact[1] !== ''));
    }

    /** @return array[] description, item, quantity, price, discount, account, account_name, tax, tax_name, amount, tracking */
    public function lines(array $lines, string $connection): array
    {
        if ($lines === []) {
            return [];
        }
        $accounts = array_column($this->catalogue->accounts($connection), 'name', 'code');
        $rates = array_column($this->catalogue->taxRates($connection), 'name', 'type');
        $rates += $rates === [] ? [] : ['NONE' => (string)__('No tax')];
        $gone = fn (string $list, string $key): array => array_map(
            static fn (string $name): string => (string)__('%1 (not in Xero any more)', $name),
            array_column($this->catalogue->gone($connection, $list), 'name', $key)
        );
        $rates += $gone('tax_rates', 'type');
        $accounts += $gone('accounts', 'code');
        $categories = array_column($this->catalogue->tracking($connection), null, 'id');
        $unlisted = $gone('tracking', 'id');
        return array_map(function (array $line) use ($accounts, $rates, $categories, $unlisted): array {
            $account = (string)($line['AccountCode'] ?? '');
            $tax = (string)($line['TaxType'] ?? '');
            return [
                'description' => (string)($line['Description'] ?? ''),
                'item' => (string)($line['ItemCode'] ?? ''),
                'quantity' => $this->decimal($line['Quantity'] ?? '', 0),
                'price' => $this->decimal($line['UnitAmount'] ?? ''),
                'discount' => isset($line['DiscountRate']) ? $this->decimal($line['DiscountRate'], 0) . ' %'
                    : $this->decimal($line['DiscountAmount'] ?? ''),
                'account' => $account,
                'account_name' => (string)($accounts[$account] ?? ''),
                'tax' => $tax,
                'tax_name' => (string)($rates[$tax] ?? ($tax === '' || $rates === [] ? '' : __('%1 (not in Xero any more)', $tax))),
                'amount' => $this->amount($line),
                'tracking' => implode(', ', array_map(
                    fn (array $one): string => $this->tracked($one, $categories, $unlisted),
                    $line['Tracking'] ?? []
                )),
            ];
        }, $lines);
    }

    /**
     * As text, for developers; beside each of Xero's moments its date.
     * @param mixed $content JSON as arrays, or the words of a refusal
     */
    public function text($content): string
    {
        if (is_string($content)) {
            return $content;
        }
        $text = (string)json_encode(
            $content,
            JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE
        );
        return (string)preg_replace_callback(
            '~"(/Date\(-?\d+(?:[+-]\d{4})?\)/)",?$~m',
            fn (array $found): string => $found[0] . '  ← ' . $this->date($found[1]),
            $text
        );
    }

    /**
     * A tracking category with its option: Xero's answers name them, what is sent has their ids alone.
     * @param array[] $categories of the organisation, by id
     * @param string[] $gone names of what Xero lists no more, by id
     */
    private function tracked(array $one, array $categories, array $gone): string
    {
        $category = $categories[$one['TrackingCategoryID'] ?? ''] ?? [];
        $options = array_column($category['options'] ?? [], 'name', 'id');
        $option = (string)($one['TrackingOptionID'] ?? '');
        return implode(': ', array_filter([
            (string)($one['Name'] ?? $category['name'] ?? $gone[$one['TrackingCategoryID'] ?? ''] ?? ''),
            (string)($one['Option'] ?? $options[$option] ?? $gone[$option] ?? $option),
        ], static fn (string $text): bool => $text !== ''));
    }

    /** What a line comes to, the way Xero computes it. */
    private function amount(array $line): string
    {
        if (isset($line['LineAmount'])) {
            return $this->plain($line['LineAmount']);
        }
        $gross = bcmul($this->plain($line['Quantity'] ?? '0'), $this->plain($line['UnitAmount'] ?? '0'), 10);
        if (isset($line['DiscountRate'])) {
            $gross = bcsub($gross, bcdiv(bcmul($gross, $this->plain($line['DiscountRate']), 14), '100', 14), 10);
        } elseif (isset($line['DiscountAmount'])) {
            $gross = bcsub($gross, $this->plain($line['DiscountAmount']), 10);
        }
        // Half up, away from zero.
        return bcadd($gross, str_starts_with($gross, '-') ? '-0.005' : '0.005', 2);
    }

    /** Whether a field holds one of Xero's own ids, which tell people nothing. */
    private function isId(string $name): bool
    {
        return str_ends_with($name, 'ID') && $name !== 'BrandingThemeID';
    }

    /** A value for people: Xero's code words in plain ones, days as people write them. */
    private function word(string $name, string $value, string $connection): string
    {
        $words = [
            'LineAmountTypes' => ['Exclusive' => __('without tax'), 'Inclusive' => __('with tax'), 'NoTax' => __('free of tax')],
            'Status' => ['DRAFT' => __('Draft'), 'SUBMITTED' => __('Awaiting approval'), 'AUTHORISED' => __('Approved')],
        ];
        if ($name === 'BrandingThemeID') {
            return (string)(array_column($this->catalogue->brandingThemes($connection), 'name', 'id')[$value] ?? $value);
        }
        if ($name === 'Amount') {
            return $this->decimal($value);
        }
        return (string)($words[$name][$value] ?? $this->date($value));
    }

    /** A day or a moment as people write it; anything else as it is. */
    private function date(string $value): string
    {
        if (preg_match('/^(\d{4}-\d{2}-\d{2})(T00:00:00)?$/', $value, $day)) {
            return $this->display->day($day[1]);
        }
        if (!preg_match(self::MOMENT, $value, $moment)) {
            return $value;
        }
        $seconds = intdiv((int)$moment[1], 1000);
        // Days of documents are midnights, in no time zone.
        return (int)$moment[1] % 86400000 === 0
            ? $this->display->day(gmdate('Y-m-d', $seconds))
            : $this->display->moment($seconds);
    }

    private function label(string $name): string
    {
        $labels = [
            'InvoiceNumber' => __('Number'), 'CreditNoteNumber' => __('Number'), 'ContactNumber' => __('Number'),
            'Code' => __('Code'), 'Name' => __('Name'), 'FirstName' => __('First name'), 'LastName' => __('Last name'),
            'EmailAddress' => __('Email'), 'TaxNumber' => __('VAT number'), 'Addresses' => __('Addresses'),
            'Phones' => __('Telephone'), 'Reference' => __('Reference'), 'Date' => __('Date'),
            'DueDate' => __('Due date'), 'CurrencyCode' => __('Currency'), 'CurrencyRate' => __('Exchange rate'),
            'LineAmountTypes' => __('Amounts are'), 'Status' => __('Status'), 'Url' => __('Link back to the shop'),
            'BrandingThemeID' => __('Branding theme'), 'Description' => __('Description'),
            'SalesDetails' => __('Sales'), 'PurchaseDetails' => __('Purchases'), 'IsSold' => __('Is sold'),
            'IsPurchased' => __('Is purchased'), 'IsTrackedAsInventory' => __('Tracked as inventory'),
            'InventoryAssetAccountCode' => __('Inventory account'), 'SentToContact' => __('Sent to contact'),
            'Amount' => __('Amount'), 'Account' => __('Account'), 'Invoice' => __('Sales invoice'),
            'CreditNote' => __('Credit note'), 'AccountCode' => __('Account'), 'UnitPrice' => __('Price'),
            'TaxType' => __('Tax rate'), 'COGSAccountCode' => __('Cost of goods sold account'),
        ];
        return (string)($labels[$name] ?? $name);
    }

    /** Lists and objects inside a document on one line each. */
    private function flat(array $value): string
    {
        if (array_is_list($value)) {
            // Customers often have one address for everything.
            return implode("\n", array_unique(array_filter(array_map(
                fn ($one): string => is_array($one) ? $this->flat($one) : $this->plain($one),
                $value
            ), static fn (string $one): bool => $one !== '')));
        }
        $parts = [];
        foreach ($value as $name => $part) {
            $text = is_array($part) ? $this->flat($part) : $this->plain($part);
            if ($text !== '' && !$this->isId((string)$name) && !in_array($name, self::TECHNICAL, true)) {
                $parts[] = in_array($name, self::NAMED, true)
                    ? $this->label((string)$name) . ' ' . $text
                    : $text;
            }
        }
        return implode(', ', $parts);
    }

    /**
     * A number in the person's way, with all decimals that it has and at least so many.
     * @param mixed $value
     */
    private function decimal($value, int $least = 2): string
    {
        $plain = $this->plain($value);
        if (!preg_match('/^-?\d+(?:\.(\d*?)0*)?$/', $plain, $part)) {
            return $plain;
        }
        $decimals = strlen($part[1] ?? '');
        $text = $this->display->amount($plain) . substr($part[1] ?? '', 2);
        // Of "12.00" and "5.50" quantities and percentages need no more than "12" and "5.5".
        return $least > 0 || $decimals > 1 ? $text : substr($text, 0, $decimals === 0 ? -3 : -1);
    }

    /**
     * A value as text. Numbers come as the engine wrote them.
     * @param mixed $value
     */
    private function plain($value): string
    {
        if (is_bool($value)) {
            return (string)($value ? __('Yes') : __('No'));
        }
        if (is_float($value)) {
            // Xero has four decimals at most; the shortest text that means the same number may be "1.0E-5".
            return rtrim(rtrim(number_format($value, 4, '.', ''), '0'), '.');
        }
        return (string)$value;
    }
}
