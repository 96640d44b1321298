//! Defines why something is held instead of sent, in words for the person who can solve it.
//!
//! It does not decide when to try again.

use crate::message::Message;

/// The reasons for holding. The codes are stored and filtered by, so they never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HoldCode {
    /// No account has been chosen for this purpose.
    AccountMissing,
    /// The chosen account is not in Xero, archived, or of a type that does not fit.
    AccountInvalid,
    /// No Xero tax type is known for a tax rate of the shop.
    TaxRateUnmapped,
    /// The chosen Xero tax type does not exist, is not active, or may not be used on sales.
    TaxRateInvalid,
    /// The chosen Xero tax type has another percentage than the shop charged.
    TaxRateDiffers,
    /// The organisation does not use the document's currency.
    CurrencyNotEnabled,
    /// The shop's exchange rate cannot be right.
    CurrencyRateDoubtful,
    /// The document's date is in a period that is locked in Xero.
    PeriodLocked,
    /// The document number cannot be used in Xero.
    NumberInvalid,
    /// A credit memo without any amount.
    CreditNoteEmpty,
    /// The lines do not explain the grand total.
    TotalUnexplained,
    /// No account is known for a total of another extension.
    TotalUnmapped,
    /// Xero's arithmetic cannot reproduce the totals.
    TotalMismatch,
    /// The total is below zero.
    AmountNegative,
    /// A credit memo pays back more than was ever paid for its order.
    RefundExceedsPaid,
    /// A credit memo is for several unpaid invoices, of which none is as much.
    CreditOfSeveralInvoices,
    /// An amount is larger than Xero or exact arithmetic can hold.
    AmountTooLarge,
    /// Nothing identifies the contact.
    ContactMissing,
    /// A product without a SKU.
    ItemCodeMissing,
    /// The document was cancelled in the shop.
    DocumentCanceled,
    /// The record is of a kind that cannot become what was asked for.
    DocumentKind,
}

impl HoldCode {
    /// Every code, for pages that list them.
    pub const ALL: [HoldCode; 21] = [
        HoldCode::AccountMissing,
        HoldCode::AccountInvalid,
        HoldCode::TaxRateUnmapped,
        HoldCode::TaxRateInvalid,
        HoldCode::TaxRateDiffers,
        HoldCode::CurrencyNotEnabled,
        HoldCode::CurrencyRateDoubtful,
        HoldCode::PeriodLocked,
        HoldCode::NumberInvalid,
        HoldCode::CreditNoteEmpty,
        HoldCode::TotalUnexplained,
        HoldCode::TotalUnmapped,
        HoldCode::TotalMismatch,
        HoldCode::AmountNegative,
        HoldCode::RefundExceedsPaid,
        HoldCode::CreditOfSeveralInvoices,
        HoldCode::AmountTooLarge,
        HoldCode::ContactMissing,
        HoldCode::ItemCodeMissing,
        HoldCode::DocumentCanceled,
        HoldCode::DocumentKind,
    ];

    /// The stable `snake_case` name.
    pub const fn as_str(self) -> &'static str {
        match self {
            HoldCode::AccountMissing => "account_missing",
            HoldCode::AccountInvalid => "account_invalid",
            HoldCode::TaxRateUnmapped => "tax_rate_unmapped",
            HoldCode::TaxRateInvalid => "tax_rate_invalid",
            HoldCode::TaxRateDiffers => "tax_rate_differs",
            HoldCode::CurrencyNotEnabled => "currency_not_enabled",
            HoldCode::CurrencyRateDoubtful => "currency_rate_doubtful",
            HoldCode::PeriodLocked => "period_locked",
            HoldCode::NumberInvalid => "number_invalid",
            HoldCode::CreditNoteEmpty => "credit_note_empty",
            HoldCode::TotalUnexplained => "total_unexplained",
            HoldCode::TotalUnmapped => "total_unmapped",
            HoldCode::TotalMismatch => "total_mismatch",
            HoldCode::AmountNegative => "amount_negative",
            HoldCode::RefundExceedsPaid => "refund_exceeds_paid",
            HoldCode::CreditOfSeveralInvoices => "credit_of_several_invoices",
            HoldCode::AmountTooLarge => "amount_too_large",
            HoldCode::ContactMissing => "contact_missing",
            HoldCode::ItemCodeMissing => "item_code_missing",
            HoldCode::DocumentCanceled => "document_canceled",
            HoldCode::DocumentKind => "document_kind",
        }
    }
}

impl std::fmt::Display for HoldCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a record is held: a code for programs, a sentence and a remedy for people, and the facts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Hold {
    /// The reason.
    pub code: HoldCode,
    /// What is wrong, for a shop owner.
    pub message: Message,
    /// What to do about it, and where.
    pub fix: Message,
    /// The facts by name (amount, account, rate …).
    pub details: Vec<(String, String)>,
}

impl Hold {
    /// A hold without facts.
    pub fn new(code: HoldCode, message: impl Into<Message>, fix: impl Into<Message>) -> Self {
        Hold {
            code,
            message: message.into(),
            fix: fix.into(),
            details: Vec::new(),
        }
    }

    /// What is missing, when something is: a tax rate, another extension's total, a payment method, an account, a currency.
    pub fn subject(&self) -> &str {
        ["rate", "code", "method", "account", "currency"]
            .iter()
            .find_map(|name| {
                self.details
                    .iter()
                    .find(|(known, value)| known == name && !value.is_empty())
            })
            .map_or("", |(_, value)| value)
    }

    /// Adds a fact.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "a fact is a number as often as a text")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.details.push((name.to_owned(), value.to_string()));
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_distinct_words() {
        let codes: BTreeSet<&str> = HoldCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), HoldCode::ALL.len());
        assert!(
            codes
                .iter()
                .all(|code| { code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') })
        );
    }
}
