//! Lines of a document: what was sent, merged with what is there, checked, and computed.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::arithmetic::{line_amount, line_tax};
use crate::books::account::Account;
use crate::books::document::{Document, Kind, Line, LineAmounts, Status};
use crate::books::money::{places, round};
use crate::books::tax_rate::TaxRate;
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;
use crate::rules::tracking;
use crate::rules::writing::Writing;
use crate::switches::TaxAmountRule;

/// Accounts of the system's that lines may name nevertheless.
const OPEN_SYSTEM_ACCOUNTS: &[&str] = &["", "ROUNDING"];

/// Reads all sent lines. Lines of the document that are not among them are gone.
pub(super) fn take(
    writing: &Writing<'_>,
    sent: Fields<'_>,
    before: Option<&Document>,
    document: &mut Document,
    complaints: &mut Complaints,
) {
    let Some(list) = sent.list("LineItems") else {
        // The same lines, unless they are asked to carry tax in another way or must now be complete.
        let as_before = |b: &Document| {
            b.line_amounts == document.line_amounts && (b.status != Status::Draft || document.status == Status::Draft)
        };
        if before.is_some_and(as_before) || matches!(document.status, Status::Voided | Status::Deleted) {
            return;
        }
        for at in 0..document.lines.len() {
            let mut line = document.lines[at].clone();
            compute(writing, document, None, &mut line, at, complaints);
            document.lines[at] = line;
        }
        return;
    };
    let old = std::mem::take(&mut document.lines);
    let mut lines = Vec::with_capacity(list.len());
    for (at, fields) in list.into_iter().enumerate() {
        let known = fields.uuid("LineItemID").and_then(|id| old.iter().find(|l| l.id == id));
        let mut line = known.cloned().unwrap_or_else(|| Line {
            id: Uuid::new_v4(),
            ..Line::default()
        });
        read(
            writing,
            document.kind,
            fields,
            known.is_none(),
            &mut line,
            at,
            complaints,
        );
        compute(writing, document, Some(fields), &mut line, at, complaints);
        lines.push(line);
    }
    document.lines = lines;
}

fn read(
    writing: &Writing<'_>,
    kind: Kind,
    fields: Fields<'_>,
    new: bool,
    line: &mut Line,
    at: usize,
    complaints: &mut Complaints,
) {
    if let Some(code) = fields.text("ItemCode") {
        if code.is_empty() || writing.books.item_by_code(&code).is_some() {
            line.item_code = code;
        } else {
            complaints.add_line(at, format!("Item code '{code}' is not valid"));
        }
    }
    if let Some(description) = fields.exact_text("Description") {
        line.description = description;
    }
    line.quantity = fields.decimal("Quantity").or(line.quantity);
    line.unit = fields.decimal("UnitAmount").or(line.unit);
    line.discount_rate = fields.decimal("DiscountRate").or(line.discount_rate);
    line.discount_amount = fields.decimal("DiscountAmount").or(line.discount_amount);
    if let Some(code) = fields.text("AccountCode") {
        line.account_code = code;
        line.account = None;
    } else if let Some(id) = fields.uuid("AccountID") {
        line.account = Some(id);
        line.account_code = writing
            .books
            .accounts
            .get(id)
            .map(|a| a.code.clone())
            .unwrap_or_default();
    }
    if let Some(tax_type) = fields.text("TaxType") {
        line.tax_type = tax_type;
    }
    if fields.has("Tracking") {
        line.tracking = tracking::read(writing.books, fields, at, complaints);
    }
    if new {
        fill_from_item(writing, kind, line);
    }
}

/// A new line takes from its item what it does not say itself.
fn fill_from_item(writing: &Writing<'_>, kind: Kind, line: &mut Line) {
    let Some(item) = writing
        .books
        .item_by_code(&line.item_code)
        .filter(|_| !line.item_code.is_empty())
    else {
        return;
    };
    let (side, text) = if kind.is_sale() {
        (&item.sales, &item.description)
    } else {
        (&item.purchases, &item.purchase_description)
    };
    if line.description.is_empty() {
        line.description = if text.is_empty() {
            item.name.clone()
        } else {
            text.clone()
        };
    }
    line.unit = line.unit.or(side.price);
    if line.account_code.is_empty() && line.account.is_none() {
        line.account_code = side.account.clone();
    }
    if line.tax_type.is_empty() {
        line.tax_type = side.tax_type.clone();
    }
}

fn compute(
    writing: &Writing<'_>,
    document: &Document,
    fields: Option<Fields<'_>>,
    line: &mut Line,
    at: usize,
    complaints: &mut Complaints,
) {
    if line.description.trim().is_empty() {
        complaints.add_line(at, "The description field is mandatory for each line item.");
    } else if line.description.chars().count() > 4000 {
        complaints.add_line(at, "Description is too long. Maximum of 4000 characters allowed");
    }
    let given_amount = fields.and_then(|f| f.decimal("LineAmount"));
    check_numbers(line, at, complaints);
    line.quantity = line.quantity.map(|q| round(q, 4));
    if line.unit.is_none()
        && let Some(amount) = given_amount
    {
        let quantity = *line.quantity.get_or_insert(Decimal::ONE);
        line.unit = amount.checked_div(quantity);
    }
    // The price is rounded before anything is multiplied.
    let unit_places = if fields.is_some() { writing.unit_places } else { 4 };
    line.unit = line.unit.map(|u| round(u, unit_places));
    check_discount(document.kind, line, at, complaints);
    let is_text = line.quantity.is_none_or(|q| q.is_zero())
        && line.unit.is_none_or(|u| u.is_zero())
        && line.account_code.is_empty()
        && line.account.is_none();
    if is_text {
        (line.amount, line.tax) = (Decimal::ZERO, Decimal::ZERO);
        return;
    }
    let quantity = *line.quantity.get_or_insert(Decimal::ONE);
    let unit = *line.unit.get_or_insert(Decimal::ZERO);
    match line_amount(quantity, unit, line.discount_rate, line.discount_amount) {
        Some(amount) => line.amount = amount,
        None => complaints.add_line(
            at,
            "The line amount must be between -9,999,999,999.99 and 9,999,999,999.99.",
        ),
    }
    if let Some(given) = given_amount.filter(|given| *given != line.amount) {
        complaints.add_line(
            at,
            format!(
                "The line total {given:.2} does not match the expected line total {:.2}",
                line.amount
            ),
        );
    }
    let account = account(writing, document, line, at, complaints);
    let rate = tax_rate(writing, document, account, line, at, complaints);
    let exact = writing.switches.exact_compound_rates;
    let percent = rate.map_or(Decimal::ZERO, |r| if exact { r.exact() } else { r.effective() });
    line.tax = line_tax(line.amount, percent, document.line_amounts);
    if let Some(given) = fields.and_then(|f| f.decimal("TaxAmount")) {
        match writing.switches.tax_amount {
            TaxAmountRule::Override => line.tax = round(given, 2),
            TaxAmountRule::Refuse => complaints.add_line(at, "TaxAmount must not be sent."),
            TaxAmountRule::Equal if given != line.tax => {
                complaints.add_line(
                    at,
                    format!(
                        "The tax amount {given} does not match the expected tax amount {:.2}",
                        line.tax
                    ),
                );
            }
            TaxAmountRule::Equal => {}
        }
    }
}

fn check_numbers(line: &Line, at: usize, complaints: &mut Complaints) {
    if let Some(quantity) = line.quantity {
        if quantity < Decimal::ZERO {
            complaints.add_line(
                at,
                format!("The quantity value '{quantity:.4}' is invalid. Quantity must not be less than zero."),
            );
        }
        if round(quantity, 4).normalize().to_string().len() > 13 {
            complaints.add_line(at, "Quantity is too long. Maximum of 13 characters allowed");
        }
    }
    if line.unit.is_some_and(|u| places(u) > 8) {
        complaints.add_line(at, "Account must be valid.");
        complaints.add_line(at, "Tax rate must be valid.");
    }
}

fn check_discount(kind: Kind, line: &mut Line, at: usize, complaints: &mut Complaints) {
    let zero = |d: &Decimal| d.is_zero();
    line.discount_rate = line.discount_rate.filter(|d| !zero(d));
    line.discount_amount = line.discount_amount.filter(|d| !zero(d)).map(|d| round(d, 2));
    if line.discount_rate.is_none() && line.discount_amount.is_none() {
        return;
    }
    if kind != Kind::Invoice {
        complaints.add_line(at, "Discounts are only supported on sales invoices and quotes.");
        (line.discount_rate, line.discount_amount) = (None, None);
        return;
    }
    if line.discount_rate.is_some() && line.discount_amount.is_some() {
        complaints.add_line(at, "A line may have a DiscountRate or a DiscountAmount, not both.");
    }
    if line
        .discount_rate
        .is_some_and(|r| r < Decimal::ZERO || r > Decimal::ONE_HUNDRED)
    {
        complaints.add_line(at, "DiscountRate must be between 0 and 100.");
    }
    let gross = line
        .quantity
        .unwrap_or(Decimal::ONE)
        .checked_mul(line.unit.unwrap_or_default())
        .unwrap_or(Decimal::MAX);
    if line
        .discount_amount
        .is_some_and(|d| d < Decimal::ZERO || d > round(gross, 2))
    {
        complaints.add_line(at, "DiscountAmount must be between 0 and the amount of the line.");
    }
}

fn account<'a>(
    writing: &'a Writing<'_>,
    document: &Document,
    line: &mut Line,
    at: usize,
    complaints: &mut Complaints,
) -> Option<&'a Account> {
    let needed = !matches!(document.status, Status::Draft | Status::Deleted);
    let found = match line.account {
        Some(id) => writing.books.accounts.get(id),
        None if line.account_code.is_empty() => {
            if needed {
                complaints.add_line(at, "Account code must be specified");
            }
            return None;
        }
        None => writing.books.account_by_code(&line.account_code),
    };
    let code = line.account_code.clone();
    let Some(account) = found else {
        complaints.add_line(
            at,
            format!("Account code '{code}' is not a valid code for this document."),
        );
        return None;
    };
    line.account = Some(account.id);
    let inventory = account.kind == "INVENTORY"
        && !writing
            .books
            .item_by_code(&line.item_code)
            .is_some_and(crate::books::item::Item::tracked);
    if account.archived {
        complaints.add_line(at, format!("Account code '{code}' has been archived, or has been deleted. Each line item must reference a valid account."));
    } else if account.is_bank() || inventory || !OPEN_SYSTEM_ACCOUNTS.contains(&account.system.as_str()) {
        complaints.add_line(
            at,
            format!("Account code '{code}' is not a valid code for this document."),
        );
    }
    Some(account)
}

fn tax_rate<'a>(
    writing: &'a Writing<'_>,
    document: &Document,
    account: Option<&Account>,
    line: &mut Line,
    at: usize,
    complaints: &mut Complaints,
) -> Option<&'a TaxRate> {
    if document.line_amounts == LineAmounts::NoTax {
        line.tax_type = "NONE".to_owned();
        return writing.books.tax_rate("NONE");
    }
    if line.tax_type.is_empty() {
        line.tax_type = account.map(|a| a.tax_type.clone()).unwrap_or_default();
    }
    if line.tax_type.is_empty() {
        return None;
    }
    let rate = writing.books.tax_rate(&line.tax_type);
    let Some(rate) = rate.filter(|r| r.status == "ACTIVE") else {
        complaints.add_line(
            at,
            format!(
                "The TaxType code '{}' does not exist or cannot be used with this type of transaction.",
                line.tax_type
            ),
        );
        return None;
    };
    let side = if document.kind.is_sale() {
        rate.revenue
    } else {
        rate.expenses
    };
    if let Some(account) = account
        && !(side && rate.fits(account.class()))
    {
        complaints.add_line(
            at,
            format!(
                "The TaxType code '{}' cannot be used with account code '{}'.",
                line.tax_type, account.code
            ),
        );
    }
    Some(rate)
}
