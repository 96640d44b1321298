<?php
declare(strict_types=1);

namespace Ledgerline\Xero\Model;

/**
 * Why documents are held, in words that are true for all documents with the same code; each document's own sentence says more.
 */
class Reason
{
    /** What the document's own sentence adds nothing to. */
    public const BY_PERSON = 'held_by_person';

    /**
     * How many documents need a person: without those that a person put on hold.
     *
     * @param array[] $held as EngineInterface::counts() gives them
     * @param string|null $connection null: of all
     * @return int
     */
    public static function attention(array $held, ?string $connection = null): int
    {
        $count = 0;
        foreach ($held as $row) {
            $isMeant = $connection === null || ($row['connection'] ?? '') === $connection;
            $count += $isMeant && $row['code'] !== self::BY_PERSON ? (int)$row['count'] : 0;
        }
        return $count;
    }

    /**
     * The title of a group of documents.
     *
     * @param string $code
     * @return string
     */
    public function title(string $code): string
    {
        return (string)($this->titles()[$code] ?? __('Another reason (%1)', $code));
    }

    /**
     * Titles by code.
     *
     * @return array<string,\Magento\Framework\Phrase>
     */
    private function titles(): array
    {
        return [
            'account_missing' => __('No account is chosen'),
            'account_invalid' => __('The chosen account cannot be used in Xero'),
            'tax_rate_unmapped' => __('The tax rate is not mapped'),
            'tax_rate_invalid' => __('The mapped tax rate cannot be used in Xero'),
            'tax_rate_differs' => __('The mapped tax rate has another percentage in Xero'),
            'tax_type_invalid' => __('Xero does not allow the tax rate on the account'),
            'rate_invalid' => __('The percentage of a tax rate cannot be read'),
            'branding_theme_invalid' => __('Xero does not know the branding theme'),
            'tracking_invalid' => __('Xero does not take the tracking option'),
            'currency_not_enabled' => __('The organisation in Xero does not use the currency'),
            'currency_rate_doubtful' => __('The shop\'s exchange rate cannot be right'),
            'changed_by_xero' => __('Xero changed something of what was sent'),
            'period_locked' => __('The period is locked in Xero'),
            'plan_limit' => __('Xero\'s plan allows no more approved invoices this month'),
            'number_invalid' => __('The number cannot be used in Xero'),
            'number_taken' => __('Another document in Xero has the number'),
            'document_changed' => __('Changed in the shop after it was sent'),
            'cancellation_refused' => __('Cancelled in the shop, but cannot be voided in Xero'),
            'sold_in_part' => __('A part of the order is in Xero as invoices'),
            'document_held' => __('Waits for a document that is held'),
            'document_not_sent' => __('Waits for a document that was never sent'),
            'document_not_authorised' => __('The document is not approved in Xero'),
            'nothing_to_set_off' => __('Nothing is open on the invoice of the credit memo'),
            'refund_exceeds_paid' => __('More is paid back than was paid'),
            'credit_of_several_invoices' => __('The credit memo is for several unpaid invoices'),
            'payment_exceeds_due' => __('Less is open in Xero than was paid'),
            'invoice_not_in_xero' => __('The invoice of the credit memo is not in Xero'),
            'not_in_xero' => __('What it refers to is not in Xero any more'),
            'contact_missing' => __('Nothing identifies the customer'),
            'contact_excluded' => __('The customer is never sent'),
            'contact_held' => __('Waits for a customer who is held'),
            'contact_archived' => __('The contact is archived in Xero'),
            'contact_name_taken' => __('Another contact in Xero has the name'),
            'item_code_missing' => __('The product has no SKU'),
            'total_unmapped' => __('A total of another extension has no account'),
            'total_unexplained' => __('The lines do not explain the total'),
            'total_mismatch' => __('Xero\'s arithmetic cannot give the total'),
            'total_differs' => __('Xero computed another total'),
            'amount_negative' => __('The total is below zero'),
            'amount_too_large' => __('The amount is too large for Xero'),
            'invalid_document' => __('Xero refused it'),
            'snapshot_malformed' => __('The record cannot be read'),
            'outcome_unproven' => __('Nobody can tell whether it is in Xero'),
            'sent_elsewhere' => __('Sent to an organisation that is not connected'),
            'never_answered' => __('Xero never answered well'),
            'link_damaged' => __('What the store knows of it is damaged'),
            'not_sent' => __('Xero could not be reached'),
            'xero_unreachable' => __('Xero could not be reached'),
            'xero_trouble' => __('Xero could not be reached'),
            self::BY_PERSON => __('Put on hold by a person'),
        ];
    }
}
