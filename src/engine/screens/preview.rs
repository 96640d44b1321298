//! Decides what a record would become, without sending it.

use serde_json::{Value, json};

use crate::domain::books::DocumentKind;
use crate::domain::mapping;
use crate::domain::policy::Hold;
use crate::domain::shop::Record;
use crate::engine::send::policy_of;
use crate::engine::{Engine, EngineError, ErrorKind};
use crate::message::Message;
use crate::queue::Kind;
use crate::snapshot;
use crate::xero::wire;

impl Engine {
    /// The document as it would be sent, or why it would be held.
    ///
    /// # Errors
    /// When the snapshot cannot be read or the connection does not exist.
    pub fn preview(&self, value: &Value) -> Result<Value, EngineError> {
        let core = &self.core;
        let record = snapshot::read(value).map_err(|malformed| {
            EngineError::new(
                ErrorKind::DocumentRejected,
                malformed.code,
                Message::words(format!("{} {}", malformed.field, malformed.message)),
            )
            .with("field", malformed.field.clone())
        })?;
        let books = core.books(&core.row(&record.head().connection)?)?;
        let policy = policy_of(&books, &record);
        let held = |hold: &Hold| json!({ "held": { "code": hold.code.as_str(), "message": hold.message, "message_data": hold.message.data(), "fix": hold.fix, "fix_data": hold.fix.data() } });
        Ok(match &record {
            Record::Customer(customer) => match mapping::contact(customer, &policy) {
                Ok(contact) => json!({ "endpoint": "Contacts", "body": wire::contact(&contact, None) }),
                Err(reason) => held(&reason),
            },
            Record::Product(product) => match mapping::item(product, &policy) {
                Ok(item) => json!({ "endpoint": "Items", "body": wire::item(&item, None) }),
                Err(reason) => held(&reason),
            },
            Record::Document(document) => match mapping::document(document, &policy) {
                Ok(mapped) => {
                    let (key, ..) = core.party(&books, document)?;
                    let contact = core.store.link(&books.code, Kind::Contact, &key)?;
                    let contact_id = contact.map(|link| link.xero_id).unwrap_or_default();
                    json!({
                        "endpoint": if mapped.kind == DocumentKind::Invoice { "Invoices" } else { "CreditNotes" },
                        "body": wire::document(&mapped, &contact_id, &|_| true),
                        "total": mapped.expected.total.to_string(),
                        "tax": mapped.expected.tax.to_string(),
                        "currency": mapped.currency,
                        "lines": mapped.lines.len(),
                        "rounding": mapped.rounding.to_string(),
                    })
                }
                Err(reason) => held(&reason),
            },
        })
    }
}
