<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Record;

use Ledgerline\Xero\Api\EngineInterface;
use Ledgerline\Xero\Model\Catalogue;
use Ledgerline\Xero\Snapshot\Reader;

/**
 * A record as it would be in Xero, in words for people: nothing is sent, and nothing of it is decided here.
 */
class Preview
{
    private const HIDDEN = ['LineItems', 'Contact', 'Type', 'ContactID', 'ItemID', 'InvoiceID', 'CreditNoteID'];

    /**
     * @param EngineInterface $engine
     * @param Reader $reader
     * @param Catalogue $catalogue
     */
    public function __construct(
        private EngineInterface $engine,
        private Reader $reader,
        private Catalogue $catalogue
    ) {
    }

    /**
     * The documents that a record would become, one for each connection.
     *
     * @param string $entity
     * @param int $id
     * @return array[] connection, kind, held {code, message, fix} or null, facts [[label, value]], lines, hints of the
     *     lines' columns (has), subtotal, tax, total, currency, body
     */
    public function of(string $entity, int $id): array
    {
        $previews = [];
        foreach ($this->reader->read($entity, [$id]) as $snapshot) {
            $previews[] = $this->one($snapshot, $this->engine->preview($snapshot));
        }
        return $previews;
    }

    /**
     * One document.
     *
     * @param array $snapshot
     * @param array $preview as the engine gives it
     * @return array
     */
    private function one(array $snapshot, array $preview): array
    {
        $connection = (string)$snapshot['connection'];
        $body = $preview['body'] ?? [];
        $isInclusive = ($body['LineAmountTypes'] ?? '') === 'Inclusive';
        $total = (string)($preview['total'] ?? '');
        $tax = (string)($preview['tax'] ?? '');
        return [
            'connection' => $connection,
            'kind' => $this->kind((string)($preview['endpoint'] ?? ''), (string)$snapshot['kind']),
            'held' => $preview['held'] ?? null,
            'facts' => $this->facts($body, $snapshot),
            'lines' => $this->lines($body['LineItems'] ?? [], $connection),
            'inclusive' => $isInclusive,
            'net' => $total === '' || $tax === '' ? '' : bcsub($total, $tax, 2),
            'tax' => $tax,
            'total' => $total,
            'currency' => (string)($preview['currency'] ?? ''),
            'body' => (string)json_encode(
                $body,
                JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE
            ),
        ];
    }

    /**
     * What it is called in Xero.
     *
     * @param string $endpoint
     * @param string $entity
     * @return string
     */
    private function kind(string $endpoint, string $entity): string
    {
        $kinds = ['Invoices' => __('Sales invoice'), 'CreditNotes' => __('Credit note'), 'Contacts' => __('Contact'),
            'Items' => __('Item')];
        $byEntity = [Reader::CUSTOMER => 'Contacts', Reader::PRODUCT => 'Items', Reader::CREDITMEMO => 'CreditNotes'];
        return (string)$kinds[$endpoint === '' ? $byEntity[$entity] ?? 'Invoices' : $endpoint];
    }

    /**
     * Everything but the lines, as label and value.
     *
     * @param array $body
     * @param array $snapshot
     * @return array[] label, value
     */
    private function facts(array $body, array $snapshot): array
    {
        $facts = [];
        if (isset($body['Contact'])) {
            $facts[] = [(string)__('Contact'), (string)($body['Contact']['Name'] ?? $this->buyer($snapshot))];
        }
        foreach (array_diff_key($body, array_flip(self::HIDDEN)) as $name => $value) {
            $text = is_array($value) ? $this->flat($value) : $this->word((string)$name, $this->plain($value));
            if ($text !== '') {
                $facts[] = [$this->label((string)$name), $text];
            }
        }
        return $facts;
    }

    /**
     * A value for people: Xero's code words in plain ones.
     *
     * @param string $name
     * @param string $value
     * @return string
     */
    private function word(string $name, string $value): string
    {
        $words = [
            'LineAmountTypes' => ['Exclusive' => __('without tax'), 'Inclusive' => __('with tax'), 'NoTax' => __('free of tax')],
            'Status' => ['DRAFT' => __('Draft'), 'SUBMITTED' => __('Awaiting approval'), 'AUTHORISED' => __('Authorised')],
        ];
        return (string)($words[$name][$value] ?? $value);
    }

    /**
     * A field's name for people.
     *
     * @param string $name
     * @return string
     */
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
        ];
        return (string)($labels[$name] ?? $name);
    }

    /**
     * Lists and objects inside a document on one line each.
     *
     * @param array $value
     * @return string
     */
    private function flat(array $value): string
    {
        if (array_is_list($value)) {
            return implode("\n", array_map(
                fn ($one): string => is_array($one) ? $this->flat($one) : $this->plain($one),
                $value
            ));
        }
        $parts = [];
        foreach ($value as $name => $part) {
            $text = is_array($part) ? $this->flat($part) : $this->plain($part);
            if ($text !== '' && !in_array($name, ['PhoneType', 'AddressType', 'AttentionTo'], true)) {
                $parts[] = in_array($name, ['AccountCode', 'UnitPrice', 'TaxType', 'COGSAccountCode'], true)
                    ? $this->label((string)preg_replace('/(?<!^)([A-Z][a-z])/', ' $1', (string)$name)) . ' ' . $text
                    : $text;
            }
        }
        return implode(', ', $parts);
    }

    /**
     * Lines of a document.
     *
     * @param array[] $lines
     * @param string $connection
     * @return array[] description, item, quantity, price, discount, account, account_name, tax, tax_name, tax_amount, amount,
     *     tracking
     */
    private function lines(array $lines, string $connection): array
    {
        if ($lines === []) {
            return [];
        }
        $accounts = array_column($this->catalogue->accounts($connection), 'name', 'code');
        $rates = array_column($this->catalogue->taxRates($connection), 'name', 'type');
        return array_map(function (array $line) use ($accounts, $rates): array {
            $account = (string)($line['AccountCode'] ?? '');
            $tax = (string)($line['TaxType'] ?? '');
            return [
                'description' => (string)($line['Description'] ?? ''),
                'item' => (string)($line['ItemCode'] ?? ''),
                'quantity' => $this->plain($line['Quantity'] ?? ''),
                'price' => $this->plain($line['UnitAmount'] ?? ''),
                'discount' => isset($line['DiscountRate']) ? $this->plain($line['DiscountRate']) . ' %'
                    : $this->plain($line['DiscountAmount'] ?? ''),
                'account' => $account,
                'account_name' => (string)($accounts[$account] ?? ''),
                'tax' => $tax,
                'tax_name' => (string)($rates[$tax] ?? ''),
                'amount' => $this->amount($line),
                'tracking' => implode(', ', array_map(
                    static fn (array $one): string => ($one['Name'] ?? '') . ': ' . ($one['Option'] ?? ''),
                    $line['Tracking'] ?? []
                )),
            ];
        }, $lines);
    }

    /**
     * What a line comes to, the way Xero computes it.
     *
     * @param array $line
     * @return string
     */
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

    /**
     * Who bought, as the shop says.
     *
     * @param array $snapshot
     * @return string
     */
    private function buyer(array $snapshot): string
    {
        $person = $snapshot['customer'] ?? [];
        return trim(($person['first_name'] ?? '') . ' ' . ($person['last_name'] ?? '')) ?: (string)($person['email'] ?? '');
    }

    /**
     * A value as text. Numbers come as the engine wrote them.
     *
     * @param mixed $value
     * @return string
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
