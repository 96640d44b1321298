//! Tax rates and the percentage that follows from their components.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::money::round;
use super::table::Row;

/// A part of a rate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Component {
    pub name: String,
    pub rate: Decimal,
    #[serde(default)]
    pub compound: bool,
    #[serde(default)]
    pub non_recoverable: bool,
}

/// A tax rate; `tax_type` is what documents name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct TaxRate {
    pub id: Uuid,
    pub name: String,
    pub tax_type: String,
    pub report_type: String,
    /// ACTIVE, DELETED, ARCHIVED, PENDING.
    pub status: String,
    pub components: Vec<Component>,
    /// To which classes of account it may be applied.
    pub assets: bool,
    pub equity: bool,
    pub expenses: bool,
    pub liabilities: bool,
    pub revenue: bool,
}

impl TaxRate {
    /// Total percentage with all digits: simple components add up, a compound one applies to the amount with the others' tax.
    pub(crate) fn exact(&self) -> Decimal {
        let simple: Decimal = self.components.iter().filter(|c| !c.compound).map(|c| c.rate).sum();
        let compound: Decimal = self.components.iter().filter(|c| c.compound).map(|c| c.rate).sum();
        simple + (Decimal::ONE_HUNDRED + simple) * compound / Decimal::ONE_HUNDRED
    }

    /// The percentage that is published, with four digits.
    pub(crate) fn effective(&self) -> Decimal {
        round(self.exact(), 4)
    }

    /// Whether the rate may be used with an account of this class.
    pub(crate) fn fits(&self, class: &str) -> bool {
        match class {
            "ASSET" => self.assets,
            "EQUITY" => self.equity,
            "EXPENSE" => self.expenses,
            "LIABILITY" => self.liabilities,
            _ => self.revenue,
        }
    }
}

impl Row for TaxRate {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        vec![
            format!("type:{}", self.tax_type),
            format!("name:{}", self.name.to_lowercase()),
        ]
    }
}
