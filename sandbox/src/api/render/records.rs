//! Contacts and items as JSON.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::books::contact::Contact;
use crate::books::document::contact_key;
use crate::books::item::{Item, Side};
use crate::books::money::{money, number};
use crate::books::organisation::Organisation;
use crate::clock::{day, ms_moment};
use crate::exchange::Node;

/// Where a contact is shown, which decides how much of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// On its own: with balances, and what it was merged into.
    Alone,
    /// On a page of contacts: with what it was merged into.
    Page,
    /// In a list without pages, or inside a document.
    List,
}

/// A contact.
pub(crate) fn contact(books: &Organisation, contact: &Contact, place: Place) -> Value {
    let persons: Vec<Value> = contact
        .persons
        .iter()
        .map(|p| json!({"FirstName": p.first_name, "LastName": p.last_name, "EmailAddress": p.email, "IncludeInEmails": p.in_emails}))
        .collect();
    let mut node = Node::new()
        .put("ContactID", contact.id.to_string())
        .filled("ContactNumber", &contact.number)
        .filled("AccountNumber", &contact.account_number)
        .put("ContactStatus", if contact.archived { "ARCHIVED" } else { "ACTIVE" })
        .maybe(
            "MergedToContactID",
            contact
                .merged_to
                .filter(|_| place != Place::List)
                .map(|id| id.to_string()),
        )
        .put("Name", contact.name.as_str())
        .filled("FirstName", &contact.first_name)
        .filled("LastName", &contact.last_name)
        .filled("CompanyNumber", &contact.company_number)
        .put("EmailAddress", contact.email.as_str())
        .put("BankAccountDetails", contact.bank_account.as_str())
        .filled("TaxNumber", &contact.tax_number)
        .filled("AccountsReceivableTaxType", &contact.receivable_tax_type)
        .filled("AccountsPayableTaxType", &contact.payable_tax_type)
        .filled("SalesDefaultAccountCode", &contact.sales_account)
        .filled("PurchasesDefaultAccountCode", &contact.purchases_account)
        .filled("DefaultCurrency", &contact.default_currency)
        .put(
            "Addresses",
            slots(
                &contact.addresses,
                "AddressType",
                &["STREET", "POBOX"],
                &["City", "Region", "PostalCode", "Country"],
            ),
        )
        .put(
            "Phones",
            slots(
                &contact.phones,
                "PhoneType",
                &["DDI", "DEFAULT", "FAX", "MOBILE"],
                &["PhoneNumber", "PhoneAreaCode", "PhoneCountryCode"],
            ),
        )
        .put("UpdatedDateUTC", ms_moment(contact.updated))
        .put("ContactGroups", json!([]))
        .put("IsSupplier", contact.supplier)
        .put("IsCustomer", contact.customer);
    if place == Place::Alone && (contact.customer || contact.supplier) {
        node = node.put("Balances", balances(books, contact));
    }
    node.put("ContactPersons", persons)
        .put("HasAttachments", false)
        .put("HasValidationErrors", false)
        .done()
}

/// All slots of a kind, the unused ones empty.
fn slots(kept: &[Value], type_field: &str, types: &[&str], empty: &[&str]) -> Vec<Value> {
    let blank = |kind: &str| {
        let mut slot = Map::new();
        slot.insert(type_field.to_owned(), json!(kind));
        for name in empty {
            slot.insert((*name).to_owned(), json!(""));
        }
        Value::Object(slot)
    };
    let of = |kind: &str| {
        kept.iter()
            .find(|k| k.get(type_field).and_then(Value::as_str) == Some(kind))
            .cloned()
    };
    let mut all: Vec<Value> = types
        .iter()
        .map(|kind| of(kind).unwrap_or_else(|| blank(kind)))
        .collect();
    all.extend(
        kept.iter()
            .filter(|k| !types.contains(&k.get(type_field).and_then(Value::as_str).unwrap_or_default()))
            .cloned(),
    );
    all
}

fn balances(books: &Organisation, contact: &Contact) -> Value {
    let today = day(contact.updated);
    let side = |sale: bool| {
        let open = books
            .documents
            .with_key(&contact_key(contact.id))
            .filter(|d| d.kind.is_sale() == sale && d.status.is_approved());
        let (mut outstanding, mut overdue) = (Decimal::ZERO, Decimal::ZERO);
        for document in open {
            let amount = if document.kind.is_credit() {
                -document.due_amount()
            } else {
                document.due_amount()
            };
            outstanding += amount;
            if document.due.is_some_and(|due| due < today) {
                overdue += amount;
            }
        }
        json!({"Outstanding": money(outstanding), "Overdue": money(overdue)})
    };
    json!({"AccountsReceivable": side(true), "AccountsPayable": side(false)})
}

/// An item, with what approved documents moved of it.
pub(crate) fn item(item: &Item, moved: Decimal, places: u32) -> Value {
    let mut node = Node::new()
        .put("ItemID", item.id.to_string())
        .put("Code", item.code.as_str())
        .filled("Description", &item.description)
        .filled("PurchaseDescription", &item.purchase_description)
        .put("UpdatedDateUTC", ms_moment(item.updated))
        .put("PurchaseDetails", side(&item.purchases, places))
        .put("SalesDetails", side(&item.sales, places))
        .filled("Name", &item.name)
        .put("IsTrackedAsInventory", item.tracked());
    if item.tracked() {
        node = node
            .put("InventoryAssetAccountCode", item.inventory_account.as_str())
            .put("TotalCostPool", money(Decimal::ZERO))
            .put("QuantityOnHand", number(item.quantity_on_hand + moved, 4));
    }
    node.put("IsSold", item.sold).put("IsPurchased", item.purchased).done()
}

fn side(side: &Side, places: u32) -> Value {
    Node::new()
        .maybe("UnitPrice", side.price.map(|p| number(p, places)))
        .filled("AccountCode", &side.account)
        .filled("COGSAccountCode", &side.cogs_account)
        .filled("TaxType", &side.tax_type)
        .done()
}
