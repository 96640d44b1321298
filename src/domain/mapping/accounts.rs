//! Decides which account a line or a payment is booked to, and whether Xero will take it there.
//!
//! It does not create or read accounts.

use crate::domain::books::AccountRef;
use crate::domain::policy::{Account, Hold, HoldCode, Policy};
use crate::domain::shop::ExtraTotal;

/// Where accounts are chosen.
const ACCOUNTS_PAGE: &str = "Stores > Configuration > Xero Integration > Configure the account types in Xero";
/// Where payment methods are mapped.
const PAYMENTS_PAGE: &str = "Xero Integration > Payment mapping";
/// Where totals of other extensions are mapped.
pub(super) const TOTALS_PAGE: &str = "Xero Integration > Totals of other extensions";
/// Where a product has an account of its own.
const PRODUCT_PAGE: &str = "Catalog > Products (attribute \"Xero sales account\")";
/// Stands for every total that nothing explains.
const ANY_TOTAL: &str = "*";
/// Xero's own accounts, to which no line may be booked.
const RESERVED: [&str; 3] = ["DEBTORS", "CREDITORS", "GST"];

/// The account of sales lines.
pub(super) fn sales(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(&p.accounts.sales) {
        Some(account) => for_lines(p, account, "sales", ACCOUNTS_PAGE),
        None => Err(missing("sales")),
    }
}

/// The account of a product's sales: its own, or the one of all sales.
pub(super) fn product(p: &Policy, own: Option<&str>, name: &str) -> Result<AccountRef, Hold> {
    match own.map(str::trim).filter(|account| !account.is_empty()) {
        Some(account) => for_lines(p, account, &format!("the product \"{name}\""), PRODUCT_PAGE),
        None => sales(p),
    }
}

/// The account of fixed product taxes: its own, or the one of sales.
pub(super) fn fixed_product_tax(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(&p.accounts.fixed_product_tax) {
        Some(account) => for_lines(p, account, "fixed product taxes", ACCOUNTS_PAGE),
        None => sales(p),
    }
}

/// The account of shipping: its own, or the one of sales.
pub(super) fn shipping(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(&p.accounts.shipping) {
        Some(account) => for_lines(p, account, "shipping", ACCOUNTS_PAGE),
        None => sales(p),
    }
}

/// The account of adjustment refunds and fees: its own, or the one of sales.
pub(super) fn adjustment(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(&p.accounts.adjustment) {
        Some(account) => for_lines(p, account, "adjustments", ACCOUNTS_PAGE),
        None => sales(p),
    }
}

/// The code of the account that holds the value of tracked items.
pub(super) fn inventory(p: &Policy) -> Result<String, Hold> {
    of_stock(p, &p.accounts.inventory, "inventory", Some("INVENTORY"))
}

/// The code of the account that takes the cost of tracked items.
pub(super) fn cost_of_goods(p: &Policy) -> Result<String, Hold> {
    of_stock(p, &p.accounts.cost_of_goods, "cost of goods sold", None)
}

/// An account of tracked items, which Xero knows by its code only.
fn of_stock(p: &Policy, account: &Option<String>, purpose: &str, type_: Option<&str>) -> Result<String, Hold> {
    let account = chosen(account).ok_or_else(|| missing(purpose))?;
    if p.chart.is_empty() {
        return Ok(account.to_owned());
    }
    let found = find(p, account, purpose, ACCOUNTS_PAGE)?;
    let code = found.code.as_deref().filter(|code| !code.is_empty());
    match code {
        Some(code) if type_.is_none_or(|type_| type_ == found.type_) => Ok(code.to_owned()),
        _ => Err(Hold::new(
            HoldCode::AccountInvalid,
            format!(
                "The account {} cannot be used for {purpose}: Xero wants one with a code{}.",
                label(found),
                type_
                    .map(|type_| format!(" and of the type {type_}"))
                    .unwrap_or_default()
            ),
            format!("Choose another account for {purpose} in {ACCOUNTS_PAGE}."),
        )
        .with("account", account)
        .with("purpose", purpose)
        .with("type", &found.type_)),
    }
}

/// The account of a total of another extension: the one it names itself, or the one of its code.
pub(super) fn extra_total(p: &Policy, total: &ExtraTotal) -> Result<Option<AccountRef>, Hold> {
    let mapped = || p.total_accounts.get(&total.code);
    total
        .account
        .as_ref()
        .filter(|account| !account.trim().is_empty())
        .or_else(mapped)
        .map(|account| account.trim())
        .filter(|account| !account.is_empty())
        .map(|account| for_lines(p, account, &format!("the total \"{}\"", total.code), TOTALS_PAGE))
        .transpose()
}

/// The account of what nothing explains, when the shop chose one.
pub(super) fn other_charges(p: &Policy) -> Result<Option<AccountRef>, Hold> {
    let account = p.total_accounts.get(ANY_TOTAL).map(|account| account.trim());
    account
        .filter(|account| !account.is_empty())
        .map(|account| for_lines(p, account, "unknown totals", TOTALS_PAGE))
        .transpose()
}

/// The account of the rounding line: its own, or the organisation's rounding account.
pub(super) fn rounding(p: &Policy) -> Result<AccountRef, Hold> {
    if let Some(account) = chosen(&p.accounts.rounding) {
        return for_lines(p, account, "rounding", ACCOUNTS_PAGE);
    }
    let own = p
        .chart
        .iter()
        .find(|account| account.active && account.system.as_deref() == Some("ROUNDING"));
    own.map(reference).ok_or_else(|| missing("rounding"))
}

/// The account that a payment method's money goes to; `None` when no payment is wanted.
pub(super) fn payment(p: &Policy, method: Option<&str>, currency: &str) -> Result<Option<AccountRef>, Hold> {
    let mapped = method
        .and_then(|method| p.payment_accounts.get(method))
        .filter(|account| !account.trim().is_empty());
    if mapped.is_some_and(|account| account.trim().eq_ignore_ascii_case("none")) {
        return Ok(None);
    }
    let (account, page) = match (mapped, chosen(&p.accounts.bank)) {
        (Some(account), _) => (account.trim(), PAYMENTS_PAGE),
        (None, Some(bank)) => (bank, ACCOUNTS_PAGE),
        (None, None) => {
            return Err(Hold::new(
                HoldCode::AccountMissing,
                format!(
                    "No account has been chosen for payments by \"{}\".",
                    method.unwrap_or("unknown method")
                ),
                format!(
                    "Choose the bank account in {ACCOUNTS_PAGE}, or one for this payment method in {PAYMENTS_PAGE}."
                ),
            )
            .with("account", "bank")
            .with("method", method.unwrap_or_default()));
        }
    };
    paying(p, account, "payments", page, currency).map(Some)
}

/// The account that pays what a gateway keeps.
pub(super) fn fee(p: &Policy, method: &str, account: &str, currency: &str) -> Result<AccountRef, Hold> {
    let account = account.trim();
    let purpose = format!("the fees of \"{method}\"");
    if account.is_empty() {
        return Err(Hold::new(
            HoldCode::AccountMissing,
            format!("No account has been chosen for {purpose}."),
            format!("Choose it in {PAYMENTS_PAGE}, or leave the fee empty."),
        )
        .with("method", method));
    }
    paying(p, account, &purpose, PAYMENTS_PAGE, currency).map_err(|hold| hold.with("method", method))
}

/// An account that Xero takes payments of this currency on.
fn paying(p: &Policy, account: &str, purpose: &str, page: &str, currency: &str) -> Result<AccountRef, Hold> {
    if p.chart.is_empty() {
        return Ok(unchecked(account));
    }
    let found = find(p, account, purpose, page)?;
    if found.type_ != "BANK" && !found.payments {
        return Err(Hold::new(
            HoldCode::AccountInvalid,
            format!("Xero takes no payments on the account {}.", label(found)),
            format!("Choose a bank account in {page}, or tick \"Enable payments to this account\" for it in Xero (Accounting > Chart of accounts)."),
        )
        .with("account", account)
        .with("type", &found.type_));
    }
    match found.currency.as_deref().filter(|own| !own.is_empty()) {
        Some(own) if own != currency && own != p.base_currency && !p.base_currency.is_empty() => Err(Hold::new(
            HoldCode::AccountInvalid,
            format!(
                "The account {} chosen for {purpose} is kept in {own}. Xero books a payment in {currency} only to an account in {currency} or in the organisation's own currency, {}.",
                label(found),
                p.base_currency
            ),
            format!("Choose an account in {currency} or {} in {page}.", p.base_currency),
        )
        .with("account", account)
        .with("account_currency", own)
        .with("currency", currency)),
        _ => Ok(reference(found)),
    }
}

fn for_lines(p: &Policy, account: &str, purpose: &str, page: &str) -> Result<AccountRef, Hold> {
    if p.chart.is_empty() {
        return Ok(unchecked(account));
    }
    let found = find(p, account, purpose, page)?;
    let reserved = found.system.as_deref().is_some_and(|system| RESERVED.contains(&system));
    if found.type_ == "BANK" || reserved {
        return Err(Hold::new(
            HoldCode::AccountInvalid,
            format!("The account {} cannot be used for {purpose}: Xero keeps bank, receivables, payables and tax accounts for itself.", label(found)),
            format!("Choose another account for {purpose} in {page}."),
        )
        .with("account", account)
        .with("purpose", purpose)
        .with("type", &found.type_));
    }
    Ok(reference(found))
}

fn find<'a>(p: &'a Policy, account: &str, purpose: &str, page: &str) -> Result<&'a Account, Hold> {
    let by_code = p.chart.iter().find(|known| known.code.as_deref() == Some(account));
    let found = by_code.or_else(|| p.chart.iter().find(|known| known.id.eq_ignore_ascii_case(account)));
    match found {
        Some(found) if found.active => Ok(found),
        Some(found) => Err(invalid(
            format!("The account {} chosen for {purpose} is archived in Xero.", label(found)),
            format!("Restore it in Xero (Accounting > Chart of accounts), or choose another one in {page}."),
        )),
        None => Err(invalid(
            format!("The account \"{account}\" chosen for {purpose} does not exist in Xero."),
            format!("Choose another one in {page}; \"Refresh\" there reads the accounts again."),
        )),
    }
    .map_err(|hold| hold.with("account", account).with("purpose", purpose))
}

fn invalid(message: String, fix: String) -> Hold {
    Hold::new(HoldCode::AccountInvalid, message, fix)
}

fn missing(purpose: &str) -> Hold {
    Hold::new(
        HoldCode::AccountMissing,
        format!("No account has been chosen for {purpose}."),
        format!("Choose it in {ACCOUNTS_PAGE}."),
    )
    .with("account", purpose)
}

fn chosen(account: &Option<String>) -> Option<&str> {
    account.as_deref().map(str::trim).filter(|account| !account.is_empty())
}

fn reference(account: &Account) -> AccountRef {
    match account.code.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => AccountRef::Code(code.to_owned()),
        None => AccountRef::Id(account.id.clone()),
    }
}

/// An account of a chart that was never read: ids have the form of a UUID, codes at most 10 characters.
fn unchecked(account: &str) -> AccountRef {
    if account.len() == 36 {
        AccountRef::Id(account.to_owned())
    } else {
        AccountRef::Code(account.to_owned())
    }
}

fn label(account: &Account) -> String {
    match account.code.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => format!("\"{code} {}\"", account.name),
        None => format!("\"{}\"", account.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(code: &str, id: &str, type_: &str) -> Account {
        Account {
            id: id.into(),
            code: (!code.is_empty()).then(|| code.into()),
            name: format!("Account {id}"),
            type_: type_.into(),
            active: true,
            ..Account::default()
        }
    }

    fn policy() -> Policy {
        let mut policy = Policy {
            chart: vec![
                account("200", "a", "REVENUE"),
                account("", "b", "BANK"),
                Account {
                    payments: true,
                    ..account("880", "c", "CURRENT")
                },
                Account {
                    system: Some("DEBTORS".into()),
                    ..account("610", "d", "CURRENT")
                },
                Account {
                    active: false,
                    ..account("299", "e", "REVENUE")
                },
                Account {
                    system: Some("ROUNDING".into()),
                    ..account("860", "f", "EXPENSE")
                },
            ],
            ..Policy::default()
        };
        policy.accounts.sales = Some("200".into());
        policy.accounts.bank = Some("b".into());
        policy
    }

    #[test]
    fn lines() {
        let mut p = policy();
        assert_eq!(sales(&p), Ok(AccountRef::Code("200".into())));
        assert_eq!(shipping(&p), sales(&p));
        assert_eq!(adjustment(&p), sales(&p));
        assert_eq!(rounding(&p), Ok(AccountRef::Code("860".into())));
        for (choice, code) in [
            (None, HoldCode::AccountMissing),
            (Some(" "), HoldCode::AccountMissing),
            (Some("299"), HoldCode::AccountInvalid),
            (Some("610"), HoldCode::AccountInvalid),
            (Some("b"), HoldCode::AccountInvalid),
            (Some("999"), HoldCode::AccountInvalid),
        ] {
            p.accounts.sales = choice.map(str::to_owned);
            assert_eq!(sales(&p).unwrap_err().code, code, "{choice:?}");
        }
        p.chart.clear();
        assert_eq!(sales(&p), Ok(AccountRef::Code("999".into())));
        assert_eq!(rounding(&p).unwrap_err().code, HoldCode::AccountMissing);
    }

    #[test]
    fn own_accounts() {
        let mut p = policy();
        assert_eq!(product(&p, Some(" "), "Bag"), sales(&p));
        assert_eq!(product(&p, Some("860"), "Bag"), Ok(AccountRef::Code("860".into())));
        let hold = product(&p, Some("999"), "Bag").unwrap_err();
        assert_eq!(hold.code, HoldCode::AccountInvalid);
        assert!(
            hold.message.contains("\"Bag\"") && hold.fix.contains("Catalog"),
            "{hold:?}"
        );
        assert_eq!(fixed_product_tax(&p), sales(&p));
        p.accounts.fixed_product_tax = Some("860".into());
        assert_eq!(fixed_product_tax(&p), Ok(AccountRef::Code("860".into())));
    }

    #[test]
    fn currencies_of_bank_accounts() {
        let mut p = policy();
        p.base_currency = "GBP".into();
        let with = |p: &mut Policy, own: &str| p.chart[1].currency = Some(own.into());
        for (own, currency, fits) in [
            ("GBP", "GBP", true),
            ("GBP", "EUR", true),
            ("EUR", "EUR", true),
            ("EUR", "GBP", false),
            ("USD", "EUR", false),
            ("", "EUR", true),
        ] {
            with(&mut p, own);
            let account = payment(&p, None, currency);
            assert_eq!(account.is_ok(), fits, "{own} {currency}");
            if let Err(hold) = account {
                assert_eq!(hold.code, HoldCode::AccountInvalid);
                assert!(hold.message.contains(own) && hold.fix.contains(currency), "{hold:?}");
            }
        }
        p.base_currency.clear();
        with(&mut p, "USD");
        assert!(payment(&p, None, "EUR").is_ok());
    }

    #[test]
    fn payments() {
        let mut p = policy();
        assert_eq!(
            payment(&p, Some("checkmo"), "GBP"),
            Ok(Some(AccountRef::Id("b".into())))
        );
        p.payment_accounts.insert("paypal".into(), "880".into());
        p.payment_accounts.insert("free".into(), "none".into());
        p.payment_accounts.insert("wrong".into(), "200".into());
        assert_eq!(
            payment(&p, Some("paypal"), "GBP"),
            Ok(Some(AccountRef::Code("880".into())))
        );
        assert_eq!(payment(&p, Some("free"), "GBP"), Ok(None));
        assert_eq!(
            payment(&p, Some("wrong"), "GBP").unwrap_err().code,
            HoldCode::AccountInvalid
        );
        p.accounts.bank = None;
        assert_eq!(
            payment(&p, Some("checkmo"), "GBP").unwrap_err().code,
            HoldCode::AccountMissing
        );
        assert_eq!(payment(&p, None, "GBP").unwrap_err().code, HoldCode::AccountMissing);
    }
}
