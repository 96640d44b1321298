//! Fields of records as `where` and `order` name them, and records by id, number or code in the path.

use uuid::Uuid;

use super::filter::value::Value;
use super::resources::Resource;
use crate::books::account::Account;
use crate::books::contact::{Contact, number_key};
use crate::books::document::{Document, Kind};
use crate::books::item::Item;
use crate::books::organisation::Organisation;
use crate::books::settlement::Payment;
use crate::books::tax_rate::TaxRate;

/// The record that the key in a path means.
pub(crate) fn locate(books: &Organisation, resource: Resource, key: &str) -> Option<Uuid> {
    let id = key.parse::<Uuid>().ok();
    let by_number = |kinds: [Kind; 2]| {
        kinds
            .iter()
            .find_map(|k| books.document_by_number(*k, key))
            .map(|d| d.id)
    };
    match resource {
        Resource::Invoices => match id {
            Some(id) => books.documents.get(id).filter(|d| !d.kind.is_credit()).map(|d| d.id),
            None => by_number([Kind::Invoice, Kind::Bill]),
        },
        Resource::CreditNotes => match id {
            Some(id) => books.documents.get(id).filter(|d| d.kind.is_credit()).map(|d| d.id),
            None => by_number([Kind::CreditNote, Kind::BillCredit]),
        },
        Resource::Contacts => match id {
            Some(id) => books.contacts.get(id).map(|c| c.id),
            None => books.contacts.with_key(&number_key(key)).next().map(|c| c.id),
        },
        Resource::Items => id
            .and_then(|id| books.items.get(id))
            .or_else(|| books.item_by_code(key))
            .map(|i| i.id),
        Resource::Payments => id.and_then(|id| books.payments.get(id)).map(|p| p.id),
        Resource::Accounts => id.and_then(|id| books.accounts.get(id)).map(|a| a.id),
        Resource::TaxRates => books.tax_rate(key).map(|r| r.id),
        Resource::TrackingCategories => id.filter(|id| books.tracking.iter().any(|c| c.id == *id)),
        Resource::BrandingThemes => id.filter(|id| books.branding_themes.iter().any(|(t, _)| t == id)),
        Resource::Organisation | Resource::Currencies => None,
    }
}

/// Fields of a contact that a document shows too.
fn contact_field(books: &Organisation, contact: Uuid, name: &str) -> Option<Value> {
    let found = books.contacts.get(contact);
    Some(match name {
        "contact.contactid" => Value::Guid(contact),
        "contact.name" => found.map_or(Value::Null, |c| Value::text(&c.name)),
        "contact.contactnumber" => found.map_or(Value::Null, |c| Value::text(&c.number)),
        "contact.emailaddress" => found.map_or(Value::Null, |c| Value::text(&c.email)),
        _ => return None,
    })
}

pub(crate) fn document(books: &Organisation, d: &Document, name: &str) -> Option<Value> {
    Some(match (name, d.kind.is_credit()) {
        ("invoiceid", false) | ("creditnoteid", true) => Value::Guid(d.id),
        ("invoicenumber", false) | ("creditnotenumber", true) => Value::text(&d.number),
        ("type", _) => Value::text(d.kind.word()),
        ("status", _) => Value::text(d.status.word()),
        ("reference", _) => Value::text(&d.reference),
        ("date", _) => Value::Date(d.date),
        ("duedate", _) => Value::date(d.due),
        ("currencycode", _) => Value::text(&d.currency),
        ("subtotal", _) => Value::Number(d.subtotal),
        ("totaltax", _) => Value::Number(d.tax),
        ("total", _) => Value::Number(d.total),
        ("amountdue", false) | ("remainingcredit", true) => Value::Number(d.due_amount()),
        ("amountpaid", false) => Value::Number(d.paid),
        ("amountcredited", false) => Value::Number(d.credited),
        ("senttocontact", false) => Value::Flag(d.sent),
        ("fullypaidondate", _) => Value::date(d.fully_paid_on),
        ("updateddateutc", _) => Value::Moment(d.updated),
        ("brandingthemeid", _) => d.branding_theme.map_or(Value::Null, Value::Guid),
        _ => return contact_field(books, d.contact, name),
    })
}

pub(crate) fn contact(_books: &Organisation, c: &Contact, name: &str) -> Option<Value> {
    Some(match name {
        "contactid" => Value::Guid(c.id),
        "contactnumber" => Value::text(&c.number),
        "accountnumber" => Value::text(&c.account_number),
        "contactstatus" => Value::text(if c.archived { "ARCHIVED" } else { "ACTIVE" }),
        "name" => Value::text(&c.name),
        "firstname" => Value::text(&c.first_name),
        "lastname" => Value::text(&c.last_name),
        "emailaddress" => Value::text(&c.email),
        "companynumber" => Value::text(&c.company_number),
        "taxnumber" => Value::text(&c.tax_number),
        "iscustomer" => Value::Flag(c.customer),
        "issupplier" => Value::Flag(c.supplier),
        "updateddateutc" => Value::Moment(c.updated),
        _ => return None,
    })
}

pub(crate) fn item(_books: &Organisation, i: &Item, name: &str) -> Option<Value> {
    Some(match name {
        "itemid" => Value::Guid(i.id),
        "code" => Value::text(&i.code),
        "name" => Value::text(&i.name),
        "description" => Value::text(&i.description),
        "issold" => Value::Flag(i.sold),
        "ispurchased" => Value::Flag(i.purchased),
        "istrackedasinventory" => Value::Flag(i.tracked()),
        "updateddateutc" => Value::Moment(i.updated),
        _ => return None,
    })
}

pub(crate) fn payment(books: &Organisation, p: &Payment, name: &str) -> Option<Value> {
    let document = books.documents.get(p.document)?;
    Some(match name {
        "paymentid" => Value::Guid(p.id),
        "paymenttype" => Value::text(match document.kind {
            Kind::Invoice => "ACCRECPAYMENT",
            Kind::Bill => "ACCPAYPAYMENT",
            Kind::CreditNote => "ARCREDITPAYMENT",
            Kind::BillCredit => "APCREDITPAYMENT",
        }),
        "status" => Value::text(if p.deleted { "DELETED" } else { "AUTHORISED" }),
        "date" => Value::Date(p.date),
        "amount" => Value::Number(p.amount),
        "reference" => Value::text(&p.reference),
        "isreconciled" => Value::Flag(p.reconciled),
        "invoice.invoiceid" => Value::Guid(p.document),
        "invoice.invoicenumber" => Value::text(&document.number),
        "account.accountid" => Value::Guid(p.account),
        "updateddateutc" => Value::Moment(p.updated),
        _ => return None,
    })
}

pub(crate) fn account(_books: &Organisation, a: &Account, name: &str) -> Option<Value> {
    Some(match name {
        "accountid" => Value::Guid(a.id),
        "code" => Value::text(&a.code),
        "name" => Value::text(&a.name),
        "type" => Value::text(&a.kind),
        "class" => Value::text(a.class()),
        "status" => Value::text(if a.archived { "ARCHIVED" } else { "ACTIVE" }),
        "systemaccount" => Value::text(&a.system),
        "taxtype" => Value::text(&a.tax_type),
        "enablepaymentstoaccount" => Value::Flag(a.payments),
        "updateddateutc" => Value::Moment(a.updated),
        _ => return None,
    })
}

pub(crate) fn tax_rate(_books: &Organisation, r: &TaxRate, name: &str) -> Option<Value> {
    Some(match name {
        "taxtype" => Value::text(&r.tax_type),
        "name" => Value::text(&r.name),
        "status" => Value::text(&r.status),
        "reporttaxtype" => Value::text(&r.report_type),
        "effectiverate" => Value::Number(r.effective()),
        "canapplytorevenue" => Value::Flag(r.revenue),
        _ => return None,
    })
}
