//! Defines a row of a document: an amount with everything that its line in Xero needs.

use rust_decimal::Decimal;

use super::tax::TaxChoice;
use crate::domain::books::AccountRef;

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something sold.
    Product,
    /// Shipping.
    Shipping,
    /// A fixed product tax.
    FixedTax,
    /// An adjustment refund or fee.
    Adjustment,
    /// A total of another extension.
    Extra,
    /// A discount that did not reduce the tax.
    Discount,
    /// One of a pair that gives back what rounding per piece did to the tax.
    Correction,
}

/// An amount of the document with everything that its line needs.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) kind: Kind,
    pub(super) description: String,
    pub(super) item_code: Option<String>,
    pub(super) account: AccountRef,
    pub(super) choice: TaxChoice,
    /// Without tax, after discount; not rounded.
    pub(super) net: Decimal,
    /// The shop's tax; not rounded.
    pub(super) tax: Decimal,
    /// How many rates the shop applied one by one.
    pub(super) rates: usize,
    pub(super) quantity: Decimal,
    /// The shop's price without tax, before discount.
    pub(super) unit_net: Decimal,
    /// The shop's price with tax, before discount.
    pub(super) unit_gross: Decimal,
    /// The discount, without and with its tax.
    pub(super) discount_net: Decimal,
    pub(super) discount_gross: Decimal,
}
