//! Defines the shop's orders, invoices and credit memos, amounts as the shop stores them.
//!
//! It does not round, explain or judge any amount.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Address, Head, Person};

/// Which document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// An invoice.
    #[default]
    Invoice,
    /// An order.
    Order,
    /// A credit memo.
    CreditMemo,
}

/// Where a document stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// Not paid, not refunded.
    #[default]
    Open,
    /// Paid.
    Paid,
    /// Refunded (credit memos).
    Refunded,
    /// Cancelled.
    Canceled,
    /// An order's state in the shop's word, e.g. `processing`.
    Other(String),
}

/// An order, an invoice or a credit memo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SalesDocument {
    /// What every record has.
    pub head: Head,
    /// Which document.
    pub kind: DocumentKind,
    /// The number people see.
    pub number: String,
    /// Its date in the store's time zone.
    pub date: NaiveDate,
    /// Where it stands.
    pub state: State,
    /// Currency of all amounts.
    pub currency: String,
    /// The website's own currency.
    pub base_currency: String,
    /// Units of `currency` for one of `base_currency`.
    pub base_to_order_rate: Decimal,
    /// The shop's global currency; empty when it is not known.
    pub global_currency: String,
    /// Units of `global_currency` for one of `base_currency`; zero when it is not known.
    pub base_to_global_rate: Decimal,
    /// The header's amounts.
    pub totals: Totals,
    /// The rows that carry amounts.
    pub lines: Vec<Line>,
    /// What other extensions put into the grand total.
    pub extra_totals: Vec<ExtraTotal>,
    /// Of an order: what was cancelled of it, when something was.
    pub canceled: Option<Canceled>,
    /// Shipping, when something was shipped or charged.
    pub shipping: Option<Shipping>,
    /// How it is paid.
    pub payment: Payment,
    /// The parts of the grand total that are not money.
    pub tenders: Vec<Tender>,
    /// The order behind it.
    pub order: Order,
    /// Of a credit memo: the invoice it was made from.
    pub invoice: Option<InvoiceSummary>,
    /// Of orders and credit memos: all invoices of the order.
    pub invoices: Vec<InvoiceSummary>,
    /// Who bought.
    pub customer: Buyer,
    /// Where the invoice goes.
    pub billing_address: Option<Address>,
    /// Where the goods go.
    pub shipping_address: Option<Address>,
}

impl SalesDocument {
    /// Whether nothing of it is owed any more. An order that was cancelled in part, after some of it was billed, is a sale.
    pub fn is_canceled(&self) -> bool {
        let in_part = self
            .canceled
            .as_ref()
            .is_some_and(|canceled| canceled.grand_total < self.totals.grand_total);
        self.state == State::Canceled && !in_part
    }

    /// The sum of everything that the grand total should consist of, other extensions' totals of these codes left out. `None`
    /// beyond exact arithmetic.
    pub fn parts(&self, without: &[&str]) -> Option<Decimal> {
        let t = &self.totals;
        let header = [
            t.shipping,
            -t.shipping_discount,
            t.shipping_discount_tax_compensation,
            t.adjustment_positive,
            -t.adjustment_negative,
            t.tax,
        ];
        let of_lines = self.lines.iter().flat_map(|line| {
            [
                line.row_total,
                -line.discount,
                line.discount_tax_compensation,
                line.fixed_product_tax_row,
            ]
        });
        let of_others = self
            .extra_totals
            .iter()
            .filter(|total| !without.contains(&total.code.as_str()))
            .map(|total| total.amount);
        header
            .into_iter()
            .chain(of_lines)
            .chain(of_others)
            .try_fold(Decimal::ZERO, Decimal::checked_add)
    }
}

/// The header's amounts, with the signs that the shop stores.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows without tax, before discount.
    pub subtotal: Decimal,
    /// Rows with tax, before discount.
    pub subtotal_incl_tax: Decimal,
    /// Discount, negative, including the one on shipping.
    pub discount: Decimal,
    /// Tax that was hidden in the discount.
    pub discount_tax_compensation: Decimal,
    /// Shipping without tax, before discount.
    pub shipping: Decimal,
    /// Shipping with tax.
    pub shipping_incl_tax: Decimal,
    /// Tax on shipping.
    pub shipping_tax: Decimal,
    /// Discount on shipping, positive.
    pub shipping_discount: Decimal,
    /// Tax that was hidden in the shipping discount.
    pub shipping_discount_tax_compensation: Decimal,
    /// Tax.
    pub tax: Decimal,
    /// What the customer pays.
    pub grand_total: Decimal,
    /// The same in the base currency.
    pub base_grand_total: Decimal,
    /// Refunded on top.
    pub adjustment_positive: Decimal,
    /// Kept back, positive.
    pub adjustment_negative: Decimal,
}

/// A row that carries amounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// The row's id.
    pub id: String,
    /// The order row's id.
    pub order_item_id: Option<String>,
    /// The product's id, which may no longer exist.
    pub product_id: Option<String>,
    /// What was ordered: a configurable's chosen child, options append their own SKUs.
    pub sku: Option<String>,
    /// What the catalogue calls the product today; none when it is gone.
    pub product_sku: Option<String>,
    /// Name, perhaps with markup.
    pub name: Option<String>,
    /// The shop's product type.
    pub product_type: Option<String>,
    /// Chosen options in words.
    pub options: Option<String>,
    /// Quantity.
    pub quantity: Decimal,
    /// Unit price without tax.
    pub price: Decimal,
    /// Unit price with tax.
    pub price_incl_tax: Decimal,
    /// Row without tax, before discount.
    pub row_total: Decimal,
    /// Row with tax, before discount.
    pub row_total_incl_tax: Decimal,
    /// Discount, positive.
    pub discount: Decimal,
    /// Tax that was hidden in the discount.
    pub discount_tax_compensation: Decimal,
    /// Tax.
    pub tax: Decimal,
    /// All rates together, in percent.
    pub tax_percent: Option<Decimal>,
    /// The rates by name.
    pub taxes: Vec<AppliedTax>,
    /// Fixed product tax per unit, without VAT.
    pub fixed_product_tax: Decimal,
    /// Fixed product tax of the row, without VAT.
    pub fixed_product_tax_row: Decimal,
    /// The VAT on the row's fixed product tax; none when the shop's reader did not tell.
    pub fixed_product_tax_tax: Option<Decimal>,
    /// What the fixed product tax is called.
    pub fixed_product_tax_name: Option<String>,
    /// Fixed product tax of the row in the base currency, where the shop has it in no other; else zero.
    pub base_fixed_product_tax_row: Decimal,
    /// Of an order: how many were cancelled.
    pub quantity_canceled: Decimal,
    /// The product's own sales account in the books.
    pub sales_account: Option<String>,
}

/// A total of another extension: store credit, a gift card, a surcharge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtraTotal {
    /// Its code.
    pub code: String,
    /// What the customer reads.
    pub title: Option<String>,
    /// Without tax, signed as it enters the grand total.
    pub amount: Decimal,
    /// Its tax, which the header's tax contains.
    pub tax: Decimal,
    /// All rates together, in percent.
    pub tax_percent: Option<Decimal>,
    /// The rates by name.
    pub taxes: Vec<AppliedTax>,
    /// The account in the books that the other extension names itself.
    pub account: Option<String>,
}

/// What was cancelled of an order, all positive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Canceled {
    /// Rows without tax, before discount.
    pub subtotal: Decimal,
    /// Discount.
    pub discount: Decimal,
    /// Tax that was hidden in the discount.
    pub discount_tax_compensation: Decimal,
    /// Shipping without tax.
    pub shipping: Decimal,
    /// Tax.
    pub tax: Decimal,
    /// What the customer need not pay.
    pub grand_total: Decimal,
}

/// A tax rate that was applied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppliedTax {
    /// The rate's code.
    pub code: String,
    /// The rate's title.
    pub title: Option<String>,
    /// Its percentage.
    pub percent: Decimal,
    /// ISO code of the country where it is charged; `None` when the shop does not say.
    pub country: Option<String>,
    /// Abbreviation of the state or province where it is charged; `None` for the whole country, or when the shop does not say.
    pub region: Option<String>,
}

/// Shipping; its amounts are in [`Totals`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shipping {
    /// Carrier and method.
    pub method: Option<String>,
    /// In words.
    pub description: Option<String>,
    /// All rates together, in percent.
    pub tax_percent: Option<Decimal>,
    /// The rates by name.
    pub taxes: Vec<AppliedTax>,
}

/// How a document is paid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment {
    /// The method's code.
    pub method: Option<String>,
    /// The method's title.
    pub title: Option<String>,
    /// The gateway's id of the transaction.
    pub transaction_id: Option<String>,
    /// What the gateway kept, positive; none when the shop does not know.
    pub fee: Option<Decimal>,
    /// The day on which the money moved, in the store's time zone; none when the shop does not know.
    pub paid_on: Option<NaiveDate>,
}

/// A part of a document's total that is not paid, or paid back, in money: store credit, a gift card, reward points.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tender {
    /// Its code, as of [`ExtraTotal`].
    pub code: String,
    /// What the customer reads.
    pub title: Option<String>,
    /// How much of the grand total, positive.
    pub amount: Decimal,
    /// The account in the books that the other extension names itself.
    pub account: Option<String>,
}

/// The order behind a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// Its id.
    pub id: String,
    /// The number people see.
    pub number: String,
    /// Its date in the store's time zone.
    pub date: Option<NaiveDate>,
    /// Its state.
    pub state: Option<String>,
    /// Its status.
    pub status: Option<String>,
    /// Paid so far.
    pub total_paid: Decimal,
    /// Still to be paid.
    pub total_due: Decimal,
    /// Refunded so far.
    pub total_refunded: Decimal,
    /// Cancelled so far.
    pub total_canceled: Decimal,
    /// What the customer pays.
    pub grand_total: Decimal,
    /// The customer's purchase order number.
    pub purchase_order: Option<String>,
}

/// An invoice as other documents refer to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvoiceSummary {
    /// Its id.
    pub id: String,
    /// The number people see.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// What the customer pays.
    pub grand_total: Option<Decimal>,
    /// Its date in the store's time zone.
    pub date: Option<NaiveDate>,
}

/// Who bought, as the order knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Buyer {
    /// The customer's id; none for guests and deleted customers.
    pub id: Option<String>,
    /// Whether the order was placed without an account.
    pub is_guest: bool,
    /// Customer group's id.
    pub group_id: Option<String>,
    /// Customer group's name.
    pub group_code: Option<String>,
    /// Name of the customer's tax class.
    pub tax_class: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The name.
    pub person: Person,
    /// VAT number.
    pub vat_number: Option<String>,
}
