<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Config;

use Ledgerline\Xero\Config\Source\DueTerms;

/** How documents are written: the part "documents" of the settings document, in any scope. */
class DocumentRules
{
    /** Amounts as the customer ordered, or as the shop keeps them. */
    public const CURRENCY_ORDER = 'order';
    public const CURRENCY_BASE = 'base';

    public function __construct(private readonly Values $values) {}

    public function of(array $scope): array
    {
        return [
            'status' => $this->values->word('documents/status', $scope, 'authorised'),
            'credit_note_status' => $this->values->word('documents/credit_note_status', $scope, 'authorised'),
            'reference' => trim($this->values->text('documents/reference', $scope)),
            'date' => $this->values->word('documents/date', $scope, 'document'),
            'due_days' => $this->values->number('documents/due_days', $scope),
            'due_terms' => $this->values->word('documents/due_terms', $scope, DueTerms::AFTER_DATE),
            'due_days_by_method' => $this->dueDays($scope),
            'branding_theme' => trim($this->values->text('documents/branding_theme', $scope)),
            'amounts' => $this->values->word('documents/amounts', $scope, 'automatic'),
            'link' => $this->values->flag('documents/link', $scope, true),
            'zero_totals' => $this->values->word('documents/zero_totals', $scope, 'send'),
            'unpaid' => $this->values->word('documents/unpaid', $scope, 'send'),
            'lock_date' => $this->values->word('documents/lock_date', $scope, 'hold'),
            'tax_rounding' => $this->values->word('documents/tax_rounding', $scope, 'lines'),
            'payment_date' => $this->values->word('documents/payment_date', $scope, 'paid'),
            'store_credit' => $this->values->word('documents/store_credit', $scope, 'account'),
            'doubtful_rate' => $this->values->word('documents/doubtful_rate', $scope, 'xero'),
        ];
    }

    /** In which currency documents of a scope are sent: the order's or the base currency. */
    public function currency(array $scope): string
    {
        return $this->values->word('documents/currency', $scope, self::CURRENCY_ORDER) === self::CURRENCY_BASE
            ? self::CURRENCY_BASE
            : self::CURRENCY_ORDER;
    }

    /** @return array<string,array{days:int,terms:string}> payment method to when its invoices are due */
    private function dueDays(array $scope): array
    {
        $due = [];
        foreach ($this->values->rows('documents/due_days_by_method', $scope) as $row) {
            $method = trim((string)($row['method'] ?? ''));
            $number = trim((string)($row['days'] ?? ''));
            if ($method !== '' && ctype_digit($number)) {
                $due[$method] = ['days' => (int)$number, 'terms' => trim((string)($row['terms'] ?? '')) ?: DueTerms::AFTER_DATE];
            }
        }
        return $due;
    }
}
