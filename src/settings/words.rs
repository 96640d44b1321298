//! Decides which words the rules of documents may have, and what each means.

use super::SettingsError;
use super::raw::RawDocuments;
use crate::domain::policy::{AmountsRule, DueTerms, LockPolicy, PostStatus};
use crate::message::{Arg, say};

/// One of several words, or the first of them when nothing was said.
pub(super) fn word<T: Copy>(field: &str, given: Option<&str>, words: &[(&str, T)]) -> Result<Option<T>, SettingsError> {
    let given = given.map(str::trim).unwrap_or_default();
    if given.is_empty() {
        return Ok(None);
    }
    let found = words.iter().find(|(name, _)| *name == given).map(|(_, value)| *value);
    match found {
        Some(value) => Ok(Some(value)),
        None => {
            let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
            Err(SettingsError {
                field: field.to_owned(),
                message: say::SETTING_NOT_AMONG.with((given, Arg::list(names))),
            })
        }
    }
}

pub(super) const STATUSES: &[(&str, PostStatus)] = &[
    ("authorised", PostStatus::Authorised),
    ("submitted", PostStatus::Submitted),
    ("draft", PostStatus::Draft),
];
pub(super) const AMOUNTS: &[(&str, AmountsRule)] = &[
    ("automatic", AmountsRule::Automatic),
    ("exclusive", AmountsRule::Exclusive),
    ("inclusive", AmountsRule::Inclusive),
];
pub(super) const LOCKS: &[(&str, LockPolicy)] = &[
    ("hold", LockPolicy::Hold),
    ("draft", LockPolicy::Draft),
    ("first_open_day", LockPolicy::FirstOpenDay),
];
pub(super) const DOCUMENT_DATE: &[(&str, bool)] = &[("document", false), ("order", true)];
/// Nothing: as the organisation's own invoice settings say.
pub(super) const DUE_TERMS: &[(&str, Option<DueTerms>)] = &[
    ("after_date", Some(DueTerms::AfterDate)),
    ("after_month", Some(DueTerms::AfterMonth)),
    ("of_following_month", Some(DueTerms::OfFollowingMonth)),
    ("of_current_month", Some(DueTerms::OfCurrentMonth)),
    ("xero", None),
];
pub(super) const ZERO_TOTALS: &[(&str, bool)] = &[("send", false), ("skip", true)];
pub(super) const UNPAID: &[(&str, bool)] = &[("send", false), ("wait", true)];
pub(super) const RATES: &[(&str, bool)] = &[("xero", false), ("hold", true)];
pub(super) const TAX_ROUNDING: &[(&str, bool)] = &[("lines", false), ("hold", true)];
pub(super) const PAYMENT_DATE: &[(&str, bool)] = &[("paid", false), ("document", true)];
pub(super) const STORE_CREDIT: &[(&str, bool)] = &[("account", false), ("open", true)];

impl RawDocuments {
    /// Every word must be one that is known.
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        word("documents.status", self.status.as_deref(), STATUSES)?;
        word(
            "documents.credit_note_status",
            self.credit_note_status.as_deref(),
            STATUSES,
        )?;
        word("documents.amounts", self.amounts.as_deref(), AMOUNTS)?;
        word("documents.lock_date", self.lock_date.as_deref(), LOCKS)?;
        word("documents.date", self.date.as_deref(), DOCUMENT_DATE)?;
        word("documents.due_terms", self.due_terms.as_deref(), DUE_TERMS)?;
        for due in self.due_days_by_method.0.values() {
            word("documents.due_days_by_method", due.terms.as_deref(), DUE_TERMS)?;
        }
        word("documents.zero_totals", self.zero_totals.as_deref(), ZERO_TOTALS)?;
        word("documents.unpaid", self.unpaid.as_deref(), UNPAID)?;
        word("documents.doubtful_rate", self.doubtful_rate.as_deref(), RATES)?;
        word("documents.tax_rounding", self.tax_rounding.as_deref(), TAX_ROUNDING)?;
        word("documents.payment_date", self.payment_date.as_deref(), PAYMENT_DATE)?;
        word("documents.store_credit", self.store_credit.as_deref(), STORE_CREDIT)?;
        Ok(())
    }
}
