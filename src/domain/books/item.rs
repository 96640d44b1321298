//! Defines the item in the books: untracked, sold.
//!
//! It does not track stock.

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
}
