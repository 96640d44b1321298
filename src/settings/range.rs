//! Defines which numbers settings may have. The shop's fields refuse others (tests hold them to this table); what comes another way is
//! brought into the range or refused.

use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A whole number from `least` to `most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) least: i64,
    pub(super) most: i64,
}

/// Days until an invoice is due.
pub(super) const DUE_DAYS: Range = Range { least: 0, most: 365 };
/// Elements per call; Xero takes no more in one.
pub(super) const BATCH_SIZE: Range = Range { least: 1, most: 50 };
/// Calls a day; 0: learn.
pub(super) const DAY_LIMIT: Range = Range {
    least: 0,
    most: 1_000_000,
};
/// A gateway's percentage is below this.
pub(super) const FEE_PERCENT_BELOW: Decimal = Decimal::ONE_HUNDRED;
/// A gateway's fixed amount is below this.
pub(super) const FEE_FIXED_BELOW: Decimal = Decimal::ONE_THOUSAND;

impl Range {
    /// The nearest number in it.
    pub(super) fn nearest(self, given: i64) -> i64 {
        given.clamp(self.least, self.most)
    }

    /// Whether a number is in it.
    pub(super) fn has(self, given: i64) -> bool {
        (self.least..=self.most).contains(&given)
    }

    fn to_json(self) -> Value {
        json!({ "least": self.least, "most": self.most })
    }
}

/// All of them by the path of the shop's field; decimals are `below` a number and not below zero.
pub fn ranges() -> Value {
    json!({
        "documents/due_days": DUE_DAYS.to_json(),
        "limits/batch_size": BATCH_SIZE.to_json(),
        "limits/day_limit": DAY_LIMIT.to_json(),
        "payments/fees/percent": { "below": FEE_PERCENT_BELOW.to_string() },
        "payments/fees/fixed": { "below": FEE_FIXED_BELOW.to_string() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_in_a_range_or_brought_there() {
        for (range, given, has, nearest) in [
            (DUE_DAYS, -1, false, 0),
            (DUE_DAYS, 0, true, 0),
            (DUE_DAYS, 365, true, 365),
            (DUE_DAYS, 366, false, 365),
            (BATCH_SIZE, 0, false, 1),
            (BATCH_SIZE, 51, false, 50),
            (DAY_LIMIT, 5_000, true, 5_000),
            (DAY_LIMIT, i64::MAX, false, 1_000_000),
        ] {
            assert_eq!(
                (range.has(given), range.nearest(given)),
                (has, nearest),
                "{range:?} {given}"
            );
        }
    }
}
