//! Decides what Xero's words about one element mean.
//!
//! Xero publishes no codes and changes its wording, so texts are matched loosely and always kept as they came.

use crate::message::{Template, say};

/// What an element's errors mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The number, code or contact number exists: look it up and adopt it.
    AlreadyExists,
    /// Another active contact has this name: send it with its number.
    NameTaken,
    /// The e-mail address is not accepted: send without it.
    EmailInvalid,
    /// The item code is not known: send without it.
    ItemUnknown,
    /// The document is paid already, or less is open than thought: look it up.
    AlreadyPaid,
    /// Xero's own passing trouble, dressed as a validation error.
    Passing,
    /// A person must act: stable code and what to do.
    Held(&'static str, Template<0>),
}

/// Mapping the tax again would move every other sale to another box of the tax return: the account is looked at first.
const TAX_ON_ACCOUNT: Template<0> = say::XERO_TAX_FIX;

/// (all of these words, meaning); the first match wins.
const MEANINGS: &[(&[&str], Refusal)] = &[
    (&["an error occurred in xero"], Refusal::Passing),
    (
        &["lock date"],
        Refusal::Held("period_locked", say::XERO_PERIOD_LOCKED_FIX),
    ),
    // Our own contact of before has both our number and our name: the number decides.
    (&["another contact has this contact number"], Refusal::AlreadyExists),
    (&["already assigned to another contact"], Refusal::NameTaken),
    (&["must be unique"], Refusal::AlreadyExists),
    (&["not of valid status for modification"], Refusal::AlreadyExists),
    (&["already exists"], Refusal::AlreadyExists),
    (&["exceeds the amount outstanding"], Refusal::AlreadyPaid),
    (&["amount is greater than the amount outstanding"], Refusal::AlreadyPaid),
    (&["already paid"], Refusal::AlreadyPaid),
    (&["email address"], Refusal::EmailInvalid),
    (&["item code", "not valid"], Refusal::ItemUnknown),
    (
        &["branding theme"],
        Refusal::Held("branding_theme_invalid", say::XERO_BRANDING_THEME_FIX),
    ),
    (&["tracking"], Refusal::Held("tracking_invalid", say::XERO_TRACKING_FIX)),
    // Sentences about tax types name the account too.
    (&["taxtype"], Refusal::Held("tax_type_invalid", TAX_ON_ACCOUNT)),
    (&["tax type"], Refusal::Held("tax_type_invalid", TAX_ON_ACCOUNT)),
    (&["tax rate"], Refusal::Held("tax_type_invalid", TAX_ON_ACCOUNT)),
    (
        &["account", "archived"],
        Refusal::Held("account_invalid", say::XERO_ACCOUNT_ARCHIVED_FIX),
    ),
    (&["archived"], Refusal::Held("contact_archived", say::RESTORE_CONTACT)),
    (
        &["status 'archived'"],
        Refusal::Held("contact_archived", say::RESTORE_CONTACT),
    ),
    (
        &["account type is invalid"],
        Refusal::Held("account_invalid", say::XERO_ACCOUNT_TYPE_FIX),
    ),
    (
        &["account code"],
        Refusal::Held("account_invalid", say::XERO_ACCOUNT_FIX),
    ),
    (
        &["account could not be found"],
        Refusal::Held("account_invalid", say::XERO_ACCOUNT_FIX),
    ),
    (
        &["account", "must be valid"],
        Refusal::Held("account_invalid", say::XERO_ACCOUNT_FIX),
    ),
    (
        &["not subscribed to currency"],
        Refusal::Held("currency_not_enabled", say::XERO_CURRENCY_FIX),
    ),
    (
        &["limit of invoices you can approve"],
        Refusal::Held("plan_limit", say::XERO_PLAN_FIX),
    ),
    // A paid document is no longer authorised: perhaps it was paid by us.
    (&["against authorised documents"], Refusal::AlreadyPaid),
    (
        &["could not be found"],
        Refusal::Held("not_in_xero", say::XERO_NOT_FOUND_FIX),
    ),
    (
        &["was not found"],
        Refusal::Held("not_in_xero", say::XERO_NOT_FOUND_FIX),
    ),
];

/// What the errors of one element mean; what is not known is for a person to look at.
pub fn meaning(errors: &[String]) -> Refusal {
    let lower: Vec<String> = errors.iter().map(|error| error.to_ascii_lowercase()).collect();
    MEANINGS
        .iter()
        .find(|(words, _)| lower.iter().any(|error| words.iter().all(|word| error.contains(word))))
        .map_or(
            Refusal::Held("invalid_document", say::CORRECT_ABOVE_AND_RETRY),
            |(_, meaning)| *meaning,
        )
}

/// The stable codes that this module can give, for the list of codes.
pub fn codes() -> Vec<&'static str> {
    let mut codes: Vec<&str> = MEANINGS
        .iter()
        .filter_map(|(_, meaning)| match meaning {
            Refusal::Held(code, _) => Some(*code),
            _ => None,
        })
        .chain(["invalid_document", "document_not_authorised"])
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Refusal {
        meaning(&[text.to_owned()])
    }

    #[test]
    fn xeros_sentences_are_understood() {
        let held = |text: &str| match of(text) {
            Refusal::Held(code, _) => code,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(
            held("The document date cannot be before the period lock date, currently set at 31/12/2025"),
            "period_locked"
        );
        assert_eq!(
            held("The document date cannot be before the end of year lock date, currently set at …"),
            "period_locked"
        );
        assert_eq!(
            held("Account code '476' is not a valid code for this document."),
            "account_invalid"
        );
        assert_eq!(
            held(
                "Account code '1' has been archived, or has been deleted. Each line item must reference a valid account."
            ),
            "account_invalid"
        );
        assert_eq!(
            held("The TaxType code 'X' cannot be used with account code 'Y'."),
            "tax_type_invalid"
        );
        assert_eq!(
            held(
                "The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes"
            ),
            "contact_archived"
        );
        assert_eq!(
            held("The status 'ARCHIVED' is not valid for contacts"),
            "contact_archived"
        );
        assert_eq!(
            held("Organisation is not subscribed to currency EUR"),
            "currency_not_enabled"
        );
        assert_eq!(
            held("You have reached the limit of invoices you can approve"),
            "plan_limit"
        );
        assert_eq!(
            held("Account type is invalid for making a payment to/from."),
            "account_invalid"
        );
        assert_eq!(held("Something entirely new"), "invalid_document");
        assert_eq!(of("Invoice # must be unique."), Refusal::AlreadyExists);
        assert_eq!(
            of("Price List Item with Code 'abc' already exists"),
            Refusal::AlreadyExists
        );
        assert_eq!(
            of("Another contact has this contact number. Please enter a different contact number."),
            Refusal::AlreadyExists
        );
        assert_eq!(
            of(
                "The contact name A is already assigned to another contact. The contact name must be unique across all active contacts."
            ),
            Refusal::NameTaken
        );
        assert_eq!(of("Email address must be valid"), Refusal::EmailInvalid);
        assert_eq!(
            of("Payment amount exceeds the amount outstanding on this document"),
            Refusal::AlreadyPaid
        );
        assert_eq!(
            of("An error occurred in Xero. Check the API Status page …"),
            Refusal::Passing
        );
    }
}
