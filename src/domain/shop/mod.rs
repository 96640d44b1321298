//! Defines what the shop says: its records as facts, in the shop's words.
//!
//! It does not know the JSON in which they arrive (`snapshot`) nor what becomes of them (`mapping`).

mod customer;
mod document;
mod product;

pub use customer::{Address, Customer, Person, Role};
pub use document::{
    AppliedTax, Buyer, Canceled, DocumentKind, ExtraTotal, InvoiceSummary, Line, Order, Payment, SalesDocument,
    Shipping, State, Tender, Totals,
};
pub use product::Product;

/// A record of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// A registered customer.
    Customer(Box<Customer>),
    /// A product.
    Product(Box<Product>),
    /// An order, an invoice or a credit memo.
    Document(Box<SalesDocument>),
}

impl Record {
    /// What every record has.
    pub fn head(&self) -> &Head {
        match self {
            Record::Customer(customer) => &customer.head,
            Record::Product(product) => &product.head,
            Record::Document(document) => &document.head,
        }
    }
}

/// What every record has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The shop's id of the record.
    pub id: String,
    /// Code of the connection it belongs to.
    pub connection: String,
    /// The store it belongs to.
    pub store: Store,
    /// When the shop created it, UTC, `YYYY-MM-DD HH:MM:SS`.
    pub created_at: Option<String>,
    /// When the shop last changed it, UTC, `YYYY-MM-DD HH:MM:SS`.
    pub updated_at: Option<String>,
    /// The day of the last change in the store's time zone; none when the shop's reader did not tell.
    pub updated_on: Option<chrono::NaiveDate>,
    /// The record's page in the shop's admin.
    pub admin_url: Option<String>,
}

/// A store view.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Store {
    /// Its id.
    pub id: String,
    /// Its code.
    pub code: String,
    /// Its website's id.
    pub website_id: String,
    /// Its website's code.
    pub website_code: String,
    /// Its name.
    pub name: Option<String>,
    /// Its address.
    pub url: Option<String>,
}
