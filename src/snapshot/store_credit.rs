//! Defines how Adobe Commerce's columns of store credit are read: which part of it a credit memo's total is without, and which
//! part of the total went to store credit instead of leaving the bank.
//!
//! The column `customer_balance_amount` has two meanings. Store credit that had paid the sale reduces the memo's total. Since 2.3
//! Magento also adds what was refunded to store credit to the same column, and the total is not reduced by that
//! (`Magento\CustomerBalance\Observer\CreditmemoDataImportObserver`). Only the sum of the parts tells one from the other.

use rust_decimal::Decimal;

use crate::domain::shop::{ExtraTotal, SalesDocument, Tender};

/// Code of Adobe Commerce's store credit.
const CODE: &str = "customer_balance";
/// Code of its gift cards: what they had paid comes back as store credit, beside the total.
const GIFT_CARD: &str = "giftcard";
/// What the customer reads.
const TITLE: &str = "Store credit";
/// Two amounts of four decimals that are the same differ by no more.
const SAME: Decimal = Decimal::from_parts(2, 0, 0, false, 2);

/// The columns of a credit memo as they are, in the document's currency.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Columns {
    /// `customer_bal_total_refunded`: what was added to the customer's store credit.
    pub(super) refunded: Decimal,
    /// `customer_balance_amount`.
    pub(super) amount: Decimal,
}

/// Says of a credit memo what its total is without, and what of it is not money. A reader that lists store credit among the
/// tenders has told that already.
pub(super) fn settle(d: &mut SalesDocument, columns: Columns) {
    let listed: Decimal = d
        .extra_totals
        .iter()
        .filter(|total| total.code == CODE)
        .map(|total| -total.amount)
        .fold(Decimal::ZERO, Decimal::saturating_add);
    let amount = columns.amount.max(listed);
    let contained = contained(d, amount, columns.refunded).unwrap_or(listed);
    if contained != listed {
        d.extra_totals.retain(|total| total.code != CODE);
        if !contained.is_zero() {
            d.extra_totals.push(ExtraTotal {
                code: CODE.to_owned(),
                title: Some(TITLE.to_owned()),
                amount: -contained,
                ..ExtraTotal::default()
            });
        }
    }
    if d.tenders.iter().any(|tender| tender.code == CODE) {
        return;
    }
    let cards = d
        .extra_totals
        .iter()
        .filter(|total| total.code == GIFT_CARD && total.amount < Decimal::ZERO)
        .fold(Decimal::ZERO, |sum, total| sum.saturating_sub(total.amount));
    // What store credit and gift cards had paid comes back first, beside the total.
    let beyond = columns.refunded.saturating_sub(contained).saturating_sub(cards);
    let amount = beyond.min(d.totals.grand_total);
    if amount > Decimal::ZERO {
        d.tenders.push(Tender {
            code: CODE.to_owned(),
            title: Some(TITLE.to_owned()),
            amount,
            account: None,
        });
    }
}

/// How much of the column's amount the total is without: all of it, what is left of it without the refund, or nothing, whichever
/// makes the parts add up. `None` when none of them does.
fn contained(d: &SalesDocument, amount: Decimal, refunded: Decimal) -> Option<Decimal> {
    if amount <= Decimal::ZERO {
        return None;
    }
    let missing = d.parts(&[CODE])?.checked_sub(d.totals.grand_total)?;
    let left = amount.checked_sub(refunded)?;
    [amount, left, Decimal::ZERO]
        .into_iter()
        .filter(|contained| *contained >= Decimal::ZERO)
        .find(|contained| {
            missing
                .checked_sub(*contained)
                .is_some_and(|difference| difference.abs() <= SAME)
        })
}
