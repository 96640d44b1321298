//! Creating and changing accounts, and which accounts take payments.

use uuid::Uuid;

use super::complaints::Complaints;
use super::fields::Fields;
use super::writing::Writing;
use crate::books::account::{Account, TYPES};

/// Creates an account.
pub(crate) fn create(writing: &mut Writing<'_>, sent: Fields<'_>) -> Result<Uuid, Complaints> {
    let mut account = Account {
        id: Uuid::new_v4(),
        tax_type: "NONE".to_owned(),
        ..Account::default()
    };
    let mut complaints = Complaints::default();
    let kind = sent.filled("Type").unwrap_or_default();
    if !TYPES.iter().any(|(t, _)| *t == kind) {
        complaints.add("Account type must be specified and valid.");
    }
    if kind == "BANK" {
        account.currency = sent
            .filled("CurrencyCode")
            .unwrap_or_else(|| writing.books.base_currency.clone());
        if !writing.books.is_subscribed_to(&account.currency) {
            complaints.add(format!(
                "Organisation is not subscribed to currency {}",
                account.currency
            ));
        }
        if sent.filled("BankAccountNumber").is_none() {
            complaints.add("Bank account number must be specified.");
        }
    } else if sent.filled("Code").is_none() {
        complaints.add("Account code must be specified");
    }
    account.kind = kind;
    if sent.filled("Name").is_none() {
        complaints.add("Please enter a unique Name.");
    }
    save(writing, sent, account, complaints)
}

/// Changes an account; archiving is a call of its own.
pub(crate) fn update(writing: &mut Writing<'_>, sent: Fields<'_>, id: Uuid) -> Result<Uuid, Complaints> {
    let Some(old) = writing.books.accounts.get(id) else {
        return Err(Complaints::of(
            "The document with the supplied id was not found for this endpoint.",
        ));
    };
    let mut account = old.clone();
    let mut complaints = Complaints::default();
    if let Some(status) = sent.filled("Status") {
        let alone = sent
            .0
            .keys()
            .all(|k| matches!(k.as_str(), "Status" | "AccountID" | "Code"));
        match status.as_str() {
            "ACTIVE" => account.archived = false,
            "ARCHIVED" if !alone => complaints.add("An account can be archived only in a call of its own."),
            "ARCHIVED" if !account.system.is_empty() => complaints.add("A system account cannot be archived."),
            "ARCHIVED" => account.archived = true,
            _ => complaints.add(format!("The status '{status}' is not valid for accounts")),
        }
    }
    if sent.filled("Type").is_some_and(|t| t != account.kind) && !account.system.is_empty() {
        complaints.add("The type of a system account cannot be changed.");
    }
    save(writing, sent, account, complaints)
}

fn save(
    writing: &mut Writing<'_>,
    sent: Fields<'_>,
    mut account: Account,
    mut complaints: Complaints,
) -> Result<Uuid, Complaints> {
    if let Some(code) = sent.text("Code") {
        if code.chars().count() > 10 {
            complaints.add("Account Code is too long. Maximum of 10 characters allowed");
        }
        account.code = code;
    }
    let texts: [(&str, &mut String, usize); 4] = [
        ("Name", &mut account.name, 150),
        ("Description", &mut account.description, 4000),
        ("TaxType", &mut account.tax_type, 50),
        ("BankAccountNumber", &mut account.bank_number, 20),
    ];
    for (name, target, most) in texts {
        if let Some(text) = sent.filled(name) {
            complaints.longer(name, &text, most);
            *target = text;
        }
    }
    account.payments = sent.flag("EnablePaymentsToAccount").unwrap_or(account.payments);
    let accounts = &writing.books.accounts;
    let taken = |key: String| accounts.with_key(&key).any(|a| a.id != account.id);
    if taken(format!("name:{}", account.name.to_lowercase())) {
        complaints.add("Please enter a unique Name.");
    }
    if !account.code.is_empty() && taken(format!("code:{}", account.code.to_lowercase())) {
        complaints.add("Please enter a unique Code.");
    }
    if writing
        .books
        .tax_rate(&account.tax_type)
        .is_none_or(|r| r.status != "ACTIVE")
    {
        complaints.add(format!(
            "The TaxType code '{}' does not exist or cannot be used with this type of transaction.",
            account.tax_type
        ));
    }
    account.updated = writing.now;
    let account = complaints.or(account)?;
    let id = account.id;
    writing.books.accounts.put(account);
    Ok(id)
}

/// Finds the account that a payment names, and complains when it does not take payments.
pub(crate) fn for_payment(
    writing: &Writing<'_>,
    sent: Option<Fields<'_>>,
    complaints: &mut Complaints,
) -> Option<Uuid> {
    let id = sent.and_then(|s| s.uuid("AccountID"));
    let code = sent.and_then(|s| s.filled("Code"));
    let found = match (id, code) {
        (Some(id), _) => writing.books.accounts.get(id),
        (None, Some(code)) => writing.books.account_by_code(&code),
        (None, None) => {
            complaints.add("The account code or ID must be specified");
            return None;
        }
    };
    let Some(account) = found else {
        complaints.add("Account could not be found");
        return None;
    };
    if account.archived || !(account.is_bank() || account.payments) {
        complaints.add("Account type is invalid for making a payment to/from.");
    }
    Some(account.id)
}

/// A bank account takes payments of documents in its own currency, and when it is in the base currency of all documents.
pub(crate) fn check_currency(writing: &Writing<'_>, account: Uuid, currency: &str, complaints: &mut Complaints) {
    let own = writing
        .books
        .accounts
        .get(account)
        .map(|a| a.currency.as_str())
        .unwrap_or_default();
    let fits = own.is_empty() || own == currency || own == writing.books.base_currency;
    if writing.switches.bank_currencies && !fits {
        complaints.add(format!(
            "A payment of a document in {currency} cannot be made to or from an account in {own}."
        ));
    }
}
