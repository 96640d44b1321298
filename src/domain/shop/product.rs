//! Defines the shop's product.
//!
//! It does not know the quantity in stock, nor the item that it becomes.

use rust_decimal::Decimal;

use super::Head;

/// A product.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Product {
    /// What every record has.
    pub head: Head,
    /// Stock keeping unit.
    pub sku: String,
    /// Name, perhaps with markup.
    pub name: String,
    /// Description, perhaps with markup.
    pub description: Option<String>,
    /// The shop's product type, e.g. `simple`.
    pub kind: String,
    /// Catalogue price, if it has one of its own.
    pub price: Option<Decimal>,
    /// Currency of `price`, if the shop told.
    pub currency: Option<String>,
    /// Whether `price` contains tax.
    pub price_includes_tax: bool,
    /// Whether it is sold at present.
    pub enabled: bool,
    /// The product's own sales account in the books.
    pub sales_account: Option<String>,
    /// Whether the shop keeps its quantity.
    pub manages_stock: bool,
}
