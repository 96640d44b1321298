//! Defines the JSON of payments, refunds and allocations.

use serde_json::{Map, Value, json};

use super::{account_of_payment, number, put, put_some};
use crate::domain::books::{Allocation, DocumentKind, Payment};

/// A payment of the document with this id in Xero.
pub fn payment(payment: &Payment, document_id: &str) -> Value {
    let mut map = Map::new();
    match payment.of {
        DocumentKind::Invoice => {
            map.insert("Invoice".to_owned(), json!({ "InvoiceID": document_id }));
        }
        DocumentKind::CreditNote => {
            map.insert("CreditNote".to_owned(), json!({ "CreditNoteID": document_id }));
        }
    }
    map.insert("Account".to_owned(), account_of_payment(&payment.account));
    put(&mut map, "Date", &payment.date.to_string());
    map.insert("Amount".to_owned(), number(payment.amount));
    if let Some(rate) = payment.currency_rate {
        map.insert("CurrencyRate".to_owned(), number(rate));
    }
    put_some(&mut map, "Reference", payment.reference.as_ref());
    Value::Object(map)
}

/// An allocation of a credit note to the invoice with this id in Xero. The date is in Xero's schema but read-only by its
/// documentation; it is sent because a schema check asks for it.
pub fn allocation(allocation: &Allocation, invoice_id: &str) -> Value {
    json!({
        "Invoice": { "InvoiceID": invoice_id },
        "Amount": number(allocation.amount),
        "Date": allocation.date.to_string(),
    })
}
