//! Decides which account a line or a payment is booked to, and whether Xero will take it there.
//!
//! It does not create or read accounts.

mod proposal;
mod role;
mod taxable;

use crate::domain::books::AccountRef;
use crate::domain::policy::{Account, Hold, HoldCode, Policy};
use crate::domain::shop::{ExtraTotal, Tender};
use crate::message::{Message, Template, say};

pub use proposal::{AccountProposal, missing_accounts};
pub(super) use role::kept;
pub use role::{AccountRole, Fault, account_fault};
pub(super) use taxable::{item_takes, take_the_tax};
use taxable::{refuses_sales_tax, taxed};

/// Stands for every total that nothing explains.
const ANY_TOTAL: &str = "*";
/// The one account of Xero's own to which lines may be booked.
const ROUNDING: &str = "ROUNDING";
/// Code of gift cards among the totals, and of the products that are gift cards.
pub(super) const GIFT_CARD: &str = "giftcard";
/// Magento's method for orders of which nothing is to be paid.
pub(super) const FREE: &str = "free";

/// The account of sales lines.
pub(super) fn sales(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(p.accounts.sales.as_deref()) {
        Some(account) => for_lines(p, account, &say::FOR_SALES.into(), say::ACCOUNTS_PAGE),
        None => Err(missing(&say::FOR_SALES.into())),
    }
}

/// The account of a product's sales: its own, or the one of all sales.
pub(super) fn product(p: &Policy, own: Option<&str>, name: &str) -> Result<AccountRef, Hold> {
    match own.map(str::trim).filter(|account| !account.is_empty()) {
        Some(account) => for_lines(p, account, &say::FOR_PRODUCT.with(name), say::PRODUCT_PAGE),
        None => sales(p),
    }
}

/// The account of a gift card that is sold: the product's own, or the one that gift cards are redeemed from. `None` when neither
/// is known: what is sold so is owed, and never earned by default.
pub(super) fn gift_card(p: &Policy, own: Option<&str>, name: &str) -> Result<Option<AccountRef>, Hold> {
    if own.is_some_and(|account| !account.trim().is_empty()) {
        return product(p, own, name).map(Some);
    }
    let redeemed = ExtraTotal {
        code: GIFT_CARD.to_owned(),
        ..ExtraTotal::default()
    };
    extra_total(p, &redeemed)
}

/// The account of fixed product taxes: its own, or the one of sales.
pub(super) fn fixed_product_tax(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(p.accounts.fixed_product_tax.as_deref()) {
        Some(account) => for_lines(p, account, &say::FOR_FIXED_PRODUCT_TAXES.into(), say::ACCOUNTS_PAGE),
        None => sales(p),
    }
}

/// The account of shipping: its own, or the one of sales.
pub(super) fn shipping(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(p.accounts.shipping.as_deref()) {
        Some(account) => for_lines(p, account, &say::FOR_SHIPPING.into(), say::ACCOUNTS_PAGE),
        None => sales(p),
    }
}

/// The account of adjustment refunds and fees: its own, or the one of sales.
pub(super) fn adjustment(p: &Policy) -> Result<AccountRef, Hold> {
    match chosen(p.accounts.adjustment.as_deref()) {
        Some(account) => for_lines(p, account, &say::FOR_ADJUSTMENTS.into(), say::ACCOUNTS_PAGE),
        None => sales(p),
    }
}

/// The code of the account that holds the value of tracked items.
pub(super) fn inventory(p: &Policy) -> Result<String, Hold> {
    of_stock(
        p,
        p.accounts.inventory.as_deref(),
        say::FOR_INVENTORY.into(),
        Some("INVENTORY"),
    )
}

/// The code of the account that takes the cost of tracked items.
pub(super) fn cost_of_goods(p: &Policy) -> Result<String, Hold> {
    of_stock(
        p,
        p.accounts.cost_of_goods.as_deref(),
        say::FOR_COST_OF_GOODS.into(),
        None,
    )
}

/// An account of tracked items, which Xero knows by its code only.
fn of_stock(p: &Policy, account: Option<&str>, purpose: Message, type_: Option<&str>) -> Result<String, Hold> {
    let account = chosen(account).ok_or_else(|| missing(&purpose))?;
    if p.chart.is_empty() {
        return Ok(account.to_owned());
    }
    let found = find(p, account, &purpose, say::ACCOUNTS_PAGE)?;
    let code = found.code.as_deref().filter(|code| !code.is_empty());
    match code {
        Some(code) if type_.is_none_or(|type_| type_ == found.type_) => Ok(code.to_owned()),
        _ => Err(Hold::new(
            HoldCode::AccountInvalid,
            match type_ {
                Some(type_) => say::STOCK_ACCOUNT_OF_TYPE.with((label(found), purpose.clone(), type_)),
                None => say::STOCK_ACCOUNT_WITHOUT_CODE.with((label(found), purpose.clone())),
            },
            say::CHOOSE_ANOTHER_ACCOUNT.with((purpose.clone(), say::ACCOUNTS_PAGE)),
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
        .map(|account| for_lines(p, account, &say::FOR_TOTAL.with(&total.code), say::TOTALS_PAGE))
        .transpose()
}

/// The account of what nothing explains, when the shop chose one.
pub(super) fn other_charges(p: &Policy) -> Result<Option<AccountRef>, Hold> {
    let account = p.total_accounts.get(ANY_TOTAL).map(|account| account.trim());
    account
        .filter(|account| !account.is_empty())
        .map(|account| for_lines(p, account, &say::FOR_UNKNOWN_TOTALS.into(), say::TOTALS_PAGE))
        .transpose()
}

/// The account of the rounding line: its own, or the organisation's rounding account.
pub(super) fn rounding(p: &Policy) -> Result<AccountRef, Hold> {
    if let Some(account) = chosen(p.accounts.rounding.as_deref()) {
        return for_lines(p, account, &say::FOR_ROUNDING.into(), say::ACCOUNTS_PAGE);
    }
    let own = p
        .chart
        .iter()
        .find(|account| account.active && account.system.as_deref() == Some(ROUNDING));
    own.map(reference).ok_or_else(|| missing(&say::FOR_ROUNDING.into()))
}

/// The account that a tender other than money is paid from; `None` when none is known or wanted.
pub(super) fn tender(p: &Policy, tender: &Tender, currency: &str) -> Result<Option<AccountRef>, Hold> {
    let mapped = || p.total_accounts.get(&tender.code);
    let own = tender.account.as_ref().filter(|account| !account.trim().is_empty());
    let account = own.or_else(mapped).map(|account| account.trim());
    account
        .filter(|account| !account.is_empty() && !account.eq_ignore_ascii_case("none"))
        .map(|account| {
            let purpose = Message::words(format!("\"{}\"", tender.code));
            paying(p, account, &purpose, Pays::Tender, say::TOTALS_PAGE, currency)
        })
        .transpose()
}

/// No account is known for a tender that paid a sale.
pub(super) fn tender_missing(tender: &Tender) -> Hold {
    Hold::new(
        HoldCode::AccountMissing,
        say::TENDER_ACCOUNT_MISSING.with(&tender.code),
        say::TENDER_ACCOUNT_MISSING_FIX.with((say::TOTALS_PAGE, &tender.code)),
    )
    .with("code", &tender.code)
}

/// The account that a payment method's money goes to; `None` when no payment is wanted.
pub(super) fn payment(p: &Policy, method: Option<&str>, currency: &str) -> Result<Option<AccountRef>, Hold> {
    // Nothing was paid, whatever a total says and the method is mapped to.
    if method == Some(FREE) {
        return Ok(None);
    }
    let mapped = method
        .and_then(|method| p.payment_accounts.get(method))
        .filter(|account| !account.trim().is_empty());
    if mapped.is_some_and(|account| account.trim().eq_ignore_ascii_case("none")) {
        return Ok(None);
    }
    let (account, page) = match (mapped, chosen(p.accounts.bank.as_deref())) {
        (Some(account), _) => (account.trim(), say::PAYMENTS_PAGE),
        (None, Some(bank)) => (bank, say::ACCOUNTS_PAGE),
        (None, None) => {
            return Err(Hold::new(
                HoldCode::AccountMissing,
                say::PAYMENT_ACCOUNT_MISSING.with(method.unwrap_or("unknown method")),
                say::PAYMENT_ACCOUNT_MISSING_FIX.with((say::ACCOUNTS_PAGE, say::PAYMENTS_PAGE)),
            )
            .with("account", "bank")
            .with("method", method.unwrap_or_default()));
        }
    };
    paying(p, account, &say::FOR_PAYMENTS.into(), Pays::Money, page, currency).map(Some)
}

/// The account that pays what a gateway keeps.
pub(super) fn fee(p: &Policy, method: &str, account: &str, currency: &str) -> Result<AccountRef, Hold> {
    let account = account.trim();
    let purpose = say::FOR_FEES.with(method);
    if account.is_empty() {
        return Err(Hold::new(
            HoldCode::AccountMissing,
            say::ACCOUNT_MISSING.with(purpose),
            say::FEE_ACCOUNT_MISSING_FIX.with(say::PAYMENTS_PAGE),
        )
        .with("method", method));
    }
    paying(p, account, &purpose, Pays::Fees, say::PAYMENTS_PAGE, currency).map_err(|hold| hold.with("method", method))
}

/// What a payment on an account stands for. A bank account must not take the place of the other two: it would show money that
/// never moved.
#[derive(Clone, Copy)]
enum Pays {
    Money,
    Tender,
    Fees,
}

/// An account that Xero takes payments of this currency on.
fn paying(
    p: &Policy,
    account: &str,
    purpose: &Message,
    pays: Pays,
    page: Template<0>,
    currency: &str,
) -> Result<AccountRef, Hold> {
    if p.chart.is_empty() {
        return Ok(unchecked(account));
    }
    let found = find(p, account, purpose, page)?;
    if found.type_ != "BANK" && !found.payments {
        return Err(Hold::new(
            HoldCode::AccountInvalid,
            say::ACCOUNT_TAKES_NO_PAYMENTS.with((label(found), purpose.clone())),
            match pays {
                Pays::Money => say::ENABLE_PAYMENTS_OR_BANK,
                Pays::Tender => say::ENABLE_PAYMENTS_OR_LIABILITY,
                Pays::Fees => say::ENABLE_PAYMENTS_OR_EXPENSE,
            }
            .with(page),
        )
        .with("account", account)
        .with("type", &found.type_));
    }
    match found.currency.as_deref().filter(|own| !own.is_empty()) {
        Some(own) if own != currency && own != p.base_currency && !p.base_currency.is_empty() => Err(Hold::new(
            HoldCode::AccountInvalid,
            say::ACCOUNT_CURRENCY.with((label(found), purpose.clone(), own, currency, &p.base_currency)),
            say::ACCOUNT_CURRENCY_FIX.with((currency, &p.base_currency, page)),
        )
        .with("account", account)
        .with("account_currency", own)
        .with("currency", currency)),
        _ => Ok(reference(found)),
    }
}

fn for_lines(p: &Policy, account: &str, purpose: &Message, page: Template<0>) -> Result<AccountRef, Hold> {
    if p.chart.is_empty() {
        return Ok(unchecked(account));
    }
    let found = find(p, account, purpose, page)?;
    let system = found.system.as_deref().unwrap_or_default();
    let reserved = !matches!(system, "" | ROUNDING);
    // Xero moves the stock account on its own, with tracked items.
    if matches!(found.type_.as_str(), "BANK" | "INVENTORY") || reserved {
        return Err(Hold::new(
            HoldCode::AccountInvalid,
            say::ACCOUNT_TAKES_NO_LINES.with((label(found), purpose.clone())),
            say::CHOOSE_ANOTHER_ACCOUNT.with((purpose.clone(), page)),
        )
        .with("account", account)
        .with("purpose", purpose)
        .with("type", &found.type_));
    }
    Ok(reference(found))
}

/// What is wrong with the accounts that were chosen, before any document meets them. Nothing, while the chart was never read.
pub fn wrong_accounts(p: &Policy) -> Vec<Hold> {
    if p.chart.is_empty() {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let mut look = |chosen: Result<(), Hold>| {
        if let Err(hold) = chosen
            && hold.code == HoldCode::AccountInvalid
            && !wrong.contains(&hold)
        {
            wrong.push(hold);
        }
    };
    look(sales(p).map(drop));
    look(taxed(p, p.accounts.sales.as_deref(), say::SALES_GO, say::FOR_SALES));
    look(shipping(p).map(drop));
    look(taxed(
        p,
        p.accounts.shipping.as_deref(),
        say::SHIPPING_GOES,
        say::FOR_SHIPPING,
    ));
    look(fixed_product_tax(p).map(drop));
    look(adjustment(p).map(drop));
    look(rounding(p).map(drop));
    look(payment(p, None, &p.base_currency).map(drop));
    if p.inventory {
        look(inventory(p).map(drop));
        look(cost_of_goods(p).map(drop));
    }
    look(other_charges(p).map(drop));
    for (code, account) in p.total_accounts.iter().filter(|(code, _)| *code != ANY_TOTAL) {
        let total = ExtraTotal {
            code: code.clone(),
            account: Some(account.clone()),
            ..ExtraTotal::default()
        };
        look(extra_total(p, &total).map(drop));
    }
    for method in p.payment_accounts.keys() {
        look(payment(p, Some(method), &p.base_currency).map(drop));
    }
    for (method, kept) in &p.payment_fees {
        look(fee(p, method, &kept.account, &p.base_currency).map(drop));
    }
    wrong
}

/// The account of this code or id.
fn known<'a>(p: &'a Policy, account: &str) -> Option<&'a Account> {
    let by_code = p.chart.iter().find(|known| known.code.as_deref() == Some(account));
    by_code.or_else(|| p.chart.iter().find(|known| known.id.eq_ignore_ascii_case(account)))
}

fn active<'a>(p: &'a Policy, account: &str) -> Option<&'a Account> {
    known(p, account).filter(|found| found.active)
}

fn find<'a>(p: &'a Policy, account: &str, purpose: &Message, page: Template<0>) -> Result<&'a Account, Hold> {
    match known(p, account) {
        Some(found) if found.active => Ok(found),
        Some(found) => Err(invalid(
            say::ACCOUNT_ARCHIVED.with((label(found), purpose.clone())),
            say::ACCOUNT_ARCHIVED_FIX.with(page),
        )),
        None => Err(invalid(
            say::ACCOUNT_UNKNOWN.with((account, purpose.clone())),
            say::ACCOUNT_UNKNOWN_FIX.with(page),
        )),
    }
    .map_err(|hold| hold.with("account", account).with("purpose", purpose))
}

fn invalid(message: Message, fix: Message) -> Hold {
    Hold::new(HoldCode::AccountInvalid, message, fix)
}

fn missing(purpose: &Message) -> Hold {
    Hold::new(
        HoldCode::AccountMissing,
        say::ACCOUNT_MISSING.with(purpose.clone()),
        say::ACCOUNT_MISSING_FIX.with(say::ACCOUNTS_PAGE),
    )
    .with("account", purpose)
}

fn chosen(account: Option<&str>) -> Option<&str> {
    account.map(str::trim).filter(|account| !account.is_empty())
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
mod tests;
