//! The head of a document: dates, currency, number, reference and the other fields beside the lines.

use rust_decimal::Decimal;

use super::numbering;
use crate::books::document::{Document, LineAmounts, Status};
use crate::books::money::places;
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;
use crate::rules::periods;
use crate::rules::writing::Writing;

/// Takes the fields that were sent over into the document.
pub(super) fn take(writing: &mut Writing<'_>, sent: Fields<'_>, document: &mut Document, complaints: &mut Complaints) {
    let number_field = if document.kind.is_credit() {
        "CreditNoteNumber"
    } else {
        "InvoiceNumber"
    };
    if let Some(number) = sent.filled(number_field) {
        document.number = number;
    }
    if let Some(reference) = sent.text("Reference") {
        document.reference = reference;
    }
    if let Some(date) = sent.date("Date") {
        document.date = date;
    }
    document.due = sent.date("DueDate").or(document.due);
    document.expected_payment = sent.date("ExpectedPaymentDate").or(document.expected_payment);
    document.planned_payment = sent.date("PlannedPaymentDate").or(document.planned_payment);
    if let Some(word) = sent.filled("LineAmountTypes") {
        match LineAmounts::read(&word) {
            Some(line_amounts) => document.line_amounts = line_amounts,
            None => complaints.add(format!(
                "LineAmountTypes '{word}' is not valid; it is Exclusive, Inclusive or NoTax"
            )),
        }
    }
    take_currency(writing, sent, document, complaints);
    if let Some(theme) = sent.uuid("BrandingThemeID") {
        if writing.books.branding_themes.iter().any(|(id, _)| *id == theme) {
            document.branding_theme = Some(theme);
        } else {
            complaints.add("Branding theme could not be found");
        }
    }
    if let Some(url) = sent.filled("Url") {
        if url.to_lowercase().contains("xero")
            || !(url.starts_with("https://") || url.starts_with("http://"))
            || url.contains(' ')
        {
            complaints.add("Url must be a valid absolute URL and must not contain 'xero'");
        }
        complaints.longer("Url", &url, 2000);
        document.url = url;
    }
}

fn take_currency(writing: &mut Writing<'_>, sent: Fields<'_>, document: &mut Document, complaints: &mut Complaints) {
    let before = document.currency.clone();
    if let Some(code) = sent.filled("CurrencyCode") {
        document.currency = code;
    }
    let code = &document.currency;
    let base = &writing.books.base_currency;
    if !writing.books.is_subscribed_to(code) {
        complaints.add(format!("Organisation is not subscribed to currency {code}"));
        return;
    }
    if code == base {
        document.currency_rate = Decimal::ONE;
    } else if let Some(rate) = sent.decimal("CurrencyRate").filter(|r| !r.is_zero()) {
        if rate < Decimal::ZERO || places(rate) > 6 {
            complaints.add("CurrencyRate must be positive and have at most 6 decimal places");
        }
        // Since April 2026 Xero warns of rates that are far from the market's, and of one to one.
        let market = writing.books.day_rate(code);
        // A market rate of 1 is a currency whose rate the sandbox does not know.
        if market != Decimal::ONE
            && (rate == Decimal::ONE || rate > market * Decimal::TWO || rate * Decimal::TWO < market)
        {
            writing.warnings.push(format!(
                "The currency rate {rate} is unusual: the market rate of {code} is {market}."
            ));
        }
        document.currency_rate = rate;
    } else if *code != before || document.currency_rate.is_zero() || document.currency_rate == Decimal::ONE {
        document.currency_rate = writing.books.day_rate(code);
    }
}

/// What must be true of the whole document before it is put into the books.
pub(super) fn check(writing: &Writing<'_>, document: &Document, complaints: &mut Complaints) {
    if document.status == Status::Deleted || document.status == Status::Voided {
        periods::check(writing.books, document.date, complaints);
        return;
    }
    numbering::check(writing, document.kind, &document.number, document.id, complaints);
    complaints.longer("Reference", &document.reference, 255);
    periods::check(writing.books, document.date, complaints);
    if document.total < Decimal::ZERO {
        complaints.add("The Total for this document must be greater than or equal to zero.");
    }
    if document.status == Status::Draft {
        return;
    }
    if document.lines.is_empty() {
        complaints.add("One or more line items must be specified");
    }
    if !document.kind.is_credit() && document.due.is_none() {
        complaints.add("Due date cannot be empty.");
    }
}

/// Sums that were sent must be the sums that come out.
pub(super) fn check_sums(sent: Fields<'_>, document: &Document, complaints: &mut Complaints) {
    let noun = if document.kind.is_credit() {
        "credit note"
    } else {
        "invoice"
    };
    for (name, words, value) in [
        ("SubTotal", "subtotal", document.subtotal),
        ("TotalTax", "total tax", document.tax),
        ("Total", "total", document.total),
    ] {
        if sent.decimal(name).is_some_and(|given| given != value) {
            complaints.add(format!("The {noun} {words} does not equal the sum of the lines."));
        }
    }
}
