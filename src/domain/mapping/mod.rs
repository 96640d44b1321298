//! Decides what the shop's records become in the books.
//!
//! It does not send anything and does not know what the books hold already.

use crate::domain::books::{self, Settlement};
use crate::domain::hold::{Hold, HoldCode};
use crate::domain::policy::Policy;
use crate::domain::shop;

/// The contact of a registered customer.
pub fn contact(c: &shop::Customer, p: &Policy) -> Result<books::Contact, Hold> {
    let _ = (c, p);
    Err(Hold::new(HoldCode::ContactMissing, "", ""))
}

/// The contact of a document's buyer: the registered customer, or the guest of that e-mail address.
pub fn document_contact(d: &shop::SalesDocument, p: &Policy) -> Result<books::Contact, Hold> {
    let _ = (d, p);
    Err(Hold::new(HoldCode::ContactMissing, "", ""))
}

/// The contact's name with its number, for when another active contact has the name already.
pub fn name_with_number(contact: &books::Contact) -> String {
    contact.name.clone()
}

/// The item of a product.
pub fn item(i: &shop::Product, p: &Policy) -> Result<books::Item, Hold> {
    let _ = (i, p);
    Err(Hold::new(HoldCode::ItemCodeMissing, "", ""))
}

/// The item code of a SKU: the SKU itself when it fits, else a shortening that no other SKU has.
pub fn item_code(sku: &str) -> String {
    sku.to_owned()
}

/// The invoice or credit note of a sales document.
pub fn document(d: &shop::SalesDocument, p: &Policy) -> Result<books::Document, Hold> {
    let _ = (d, p);
    Err(Hold::new(HoldCode::TotalMismatch, "", ""))
}

/// The number of a sales document in the books.
pub fn document_number(d: &shop::SalesDocument, p: &Policy) -> Result<String, Hold> {
    let _ = p;
    Ok(d.number.clone())
}

/// The payment of an invoice that the shop calls paid.
pub fn payment(d: &shop::SalesDocument, p: &Policy) -> Result<Option<books::Payment>, Hold> {
    let _ = (d, p);
    Ok(None)
}

/// What becomes of a credit memo: a refund, or an allocation to the unpaid invoice.
pub fn settlement(d: &shop::SalesDocument, p: &Policy) -> Result<Option<Settlement>, Hold> {
    let _ = (d, p);
    Ok(None)
}
