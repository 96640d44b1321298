//! Knows what is true of a tax rate of Xero whoever chooses it: when two percentages are the same, and what means no tax.

use rust_decimal::Decimal;

use crate::domain::policy::TaxTable;

/// The tax type that means no tax.
pub(super) const NONE: &str = "NONE";
/// A stored percentage is cut to four decimals, so that two ways of computing it may differ by this.
pub(super) const PERCENT_TOLERANCE: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// Whether the organisation has the tax type that means no tax; taken for granted before its rates were read.
pub(super) fn none_exists(taxes: &TaxTable) -> bool {
    let rates = &taxes.rates;
    rates.is_empty()
        || rates
            .iter()
            .any(|rate| rate.tax_type == NONE && rate.active && rate.rate.is_zero())
}
