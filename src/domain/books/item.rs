//! Defines the item in the books.
//!
//! It does not know the quantity in stock: Xero moves that with bills and invoices.

use rust_decimal::Decimal;

use super::AccountRef;

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// At most 30 characters, one per SKU.
    pub code: String,
    /// At most 50 characters.
    pub name: String,
    /// At most 4,000 characters.
    pub description: Option<String>,
    /// Sales price without tax; none when the shop's price contains tax, is in another currency or not known.
    pub unit_price: Option<Decimal>,
    /// Sales account.
    pub account: Option<AccountRef>,
    /// Sales tax type; none leaves the account's own.
    pub tax_type: Option<String>,
    /// The accounts of its stock, when Xero keeps that.
    pub tracked: Option<Tracked>,
}

/// The accounts of a tracked item, by their codes: Xero takes no ids there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// Holds the value of the stock.
    pub inventory: String,
    /// Takes the cost of what is sold.
    pub cost_of_goods: String,
}
