//! Defines the JSON of invoices and credit notes.

use serde_json::{Map, Value, json};

use super::{account_of_line, number, put};
use crate::domain::books::{Document, DocumentKind};
use crate::domain::policy::PostStatus;

/// A document to create, for a contact by its id. `known_item` says whether an item code exists in Xero.
pub fn document(document: &Document, contact_id: &str, known_item: &dyn Fn(&str) -> bool) -> Value {
    let invoice = document.kind == DocumentKind::Invoice;
    let mut map = Map::new();
    put(&mut map, "Type", if invoice { "ACCREC" } else { "ACCRECCREDIT" });
    map.insert("Contact".to_owned(), json!({ "ContactID": contact_id }));
    let number_field = if invoice { "InvoiceNumber" } else { "CreditNoteNumber" };
    put(&mut map, number_field, &document.number);
    put(&mut map, "Reference", &document.reference);
    put(&mut map, "Date", &document.date.to_string());
    if invoice {
        put(&mut map, "DueDate", &document.due_date.to_string());
    }
    put(&mut map, "CurrencyCode", &document.currency);
    if let Some(rate) = document.currency_rate {
        map.insert("CurrencyRate".to_owned(), number(rate));
    }
    put(&mut map, "LineAmountTypes", document.amounts.as_str());
    put(&mut map, "Status", status(document.status));
    put(
        &mut map,
        "BrandingThemeID",
        document.branding_theme.as_deref().unwrap_or_default(),
    );
    if invoice && let Some(url) = &document.url {
        put(&mut map, "Url", url);
    }
    let lines = document
        .lines
        .iter()
        .map(|line| {
            let mut map = Map::new();
            put(&mut map, "Description", &line.description);
            map.insert("Quantity".to_owned(), number(line.quantity));
            map.insert("UnitAmount".to_owned(), number(line.unit_amount));
            if let Some(discount) = line.discount_amount {
                map.insert("DiscountAmount".to_owned(), number(discount));
            }
            if let Some(code) = line.item_code.as_deref().filter(|code| known_item(code)) {
                put(&mut map, "ItemCode", code);
            }
            account_of_line(&mut map, &line.account);
            put(&mut map, "TaxType", &line.tax_type);
            if !line.tracking.is_empty() {
                let tracking = line
                    .tracking
                    .iter()
                    .map(|(category, option)| json!({ "TrackingCategoryID": category, "TrackingOptionID": option }));
                map.insert("Tracking".to_owned(), tracking.collect());
            }
            Value::Object(map)
        })
        .collect();
    map.insert("LineItems".to_owned(), Value::Array(lines));
    Value::Object(map)
}

const fn status(status: PostStatus) -> &'static str {
    match status {
        PostStatus::Authorised => "AUTHORISED",
        PostStatus::Submitted => "SUBMITTED",
        PostStatus::Draft => "DRAFT",
    }
}
