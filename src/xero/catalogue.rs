//! Defines what an organisation in Xero offers to choose from: accounts, tax rates, currencies, and its own facts.
//!
//! Read from Xero's answers, which are kept as they came.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::value::{decimal, flag, text, xero_date};
use crate::domain::policy::{Due, DueTerms};

/// Parts that are read and kept apart: name in the store, path at Xero, list in the answer.
pub const PARTS: &[(&str, &str, &str)] = &[
    ("organisation", "/Organisation", "Organisations"),
    ("accounts", "/Accounts", "Accounts"),
    ("tax_rates", "/TaxRates", "TaxRates"),
    ("currencies", "/Currencies", "Currencies"),
    (BRANDING_THEMES, "/BrandingThemes", "BrandingThemes"),
    (TRACKING, "/TrackingCategories", "TrackingCategories"),
];

/// The part of branding themes: read when a setting names one, or when a person asks.
pub const BRANDING_THEMES: &str = "branding_themes";
/// The part of tracking categories: read when a setting names one, or when a person asks.
pub const TRACKING: &str = "tracking";

/// Classes of accounts, with the field of a tax rate that says whether it may be used there.
const CLASSES: [(&str, &str); 5] = [
    ("ASSET", "CanApplyToAssets"),
    ("EQUITY", "CanApplyToEquity"),
    ("EXPENSE", "CanApplyToExpenses"),
    ("LIABILITY", "CanApplyToLiabilities"),
    ("REVENUE", "CanApplyToRevenue"),
];

/// The organisation itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Base currency.
    pub base_currency: String,
    /// ISO country code.
    pub country: String,
    /// Short code for links into Xero.
    pub short_code: String,
    /// The later of period lock date and end of year lock date.
    pub lock_date: Option<NaiveDate>,
    /// When its invoices are due, where its invoice settings say so.
    pub sales_terms: Option<Due>,
}

/// An account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: String,
    /// Code; banks may have none.
    pub code: String,
    /// Name.
    pub name: String,
    /// Xero's type.
    pub kind: String,
    /// Class.
    pub class: String,
    /// ACTIVE or ARCHIVED.
    pub status: String,
    /// Whether payments may go to it although it is no bank.
    pub payments: bool,
    /// System account's name.
    pub system: String,
    /// Currency of a bank account.
    pub currency: String,
}

impl Account {
    /// Whether it can be used.
    pub fn active(&self) -> bool {
        self.status.is_empty() || self.status == "ACTIVE"
    }

    /// As the shop's screens get it.
    pub fn to_json(&self) -> Value {
        json!({
            "id": self.id, "code": self.code, "name": self.name, "type": self.kind, "class": self.class, "status": self.status,
            "payments": self.payments, "system": self.system, "currency": self.currency,
        })
    }
}

/// A tax rate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxRate {
    /// Xero's tax type.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Effective percentage.
    pub rate: Decimal,
    /// ACTIVE, DELETED, ARCHIVED, PENDING.
    pub status: String,
    /// Whether it may be used on sales.
    pub sales: bool,
    /// Classes of accounts on which it is refused.
    pub refused_on: Vec<String>,
}

impl TaxRate {
    /// Whether it can be used.
    pub fn active(&self) -> bool {
        self.status.is_empty() || self.status == "ACTIVE"
    }
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The organisation.
    pub organisation: Organisation,
    /// Its accounts.
    pub accounts: Vec<Account>,
    /// Its tax rates.
    pub tax_rates: Vec<TaxRate>,
    /// Codes of its currencies.
    pub currencies: Vec<String>,
    /// Its branding themes: id and name.
    pub branding_themes: Vec<(String, String)>,
    /// Its active tracking categories.
    pub tracking: Vec<TrackingCategory>,
}

/// A tracking category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrackingCategory {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Active options: id and name.
    pub options: Vec<(String, String)>,
}

impl Catalogue {
    /// Takes one part of Xero's answer.
    pub fn take(&mut self, part: &str, answer: &Value) {
        let list = |name: &str| answer.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
        match part {
            "organisation" => {
                if let Some(found) = list("Organisations").first() {
                    let lock = ["PeriodLockDate", "EndOfYearLockDate"]
                        .iter()
                        .filter_map(|field| xero_date(&text(found, field)))
                        .max();
                    self.organisation = Organisation {
                        id: text(found, "OrganisationID"),
                        name: text(found, "Name"),
                        base_currency: text(found, "BaseCurrency"),
                        country: text(found, "CountryCode"),
                        short_code: text(found, "ShortCode"),
                        lock_date: lock,
                        sales_terms: sales_terms(found),
                    };
                }
            }
            "accounts" => {
                self.accounts = list("Accounts")
                    .iter()
                    .map(|found| Account {
                        id: text(found, "AccountID"),
                        code: text(found, "Code"),
                        name: text(found, "Name"),
                        kind: text(found, "Type"),
                        class: text(found, "Class"),
                        status: text(found, "Status"),
                        payments: flag(found.into(), "EnablePaymentsToAccount", false),
                        system: text(found, "SystemAccount"),
                        currency: text(found, "CurrencyCode"),
                    })
                    .collect();
            }
            "tax_rates" => {
                self.tax_rates = list("TaxRates")
                    .iter()
                    .map(|found| TaxRate {
                        kind: text(found, "TaxType"),
                        name: text(found, "Name"),
                        rate: decimal(found, "EffectiveRate")
                            .or_else(|| decimal(found, "DisplayTaxRate"))
                            .unwrap_or_default(),
                        status: text(found, "Status"),
                        sales: flag(found.into(), "CanApplyToRevenue", true),
                        refused_on: CLASSES
                            .iter()
                            .filter(|(_, field)| !flag(found.into(), field, true))
                            .map(|(class, _)| (*class).to_owned())
                            .collect(),
                    })
                    .collect();
            }
            "currencies" => {
                self.currencies = list("Currencies").iter().map(|found| text(found, "Code")).collect();
            }
            BRANDING_THEMES => {
                self.branding_themes = list("BrandingThemes")
                    .iter()
                    .map(|found| (text(found, "BrandingThemeID"), text(found, "Name")))
                    .collect();
            }
            TRACKING => {
                let active = |found: &&Value| matches!(text(found, "Status").as_str(), "" | "ACTIVE");
                self.tracking = list("TrackingCategories")
                    .iter()
                    .filter(active)
                    .map(|found| TrackingCategory {
                        id: text(found, "TrackingCategoryID"),
                        name: text(found, "Name"),
                        options: found
                            .get("Options")
                            .and_then(Value::as_array)
                            .into_iter()
                            .flatten()
                            .filter(active)
                            .map(|option| (text(option, "TrackingOptionID"), text(option, "Name")))
                            .collect(),
                    })
                    .collect();
            }
            _ => {}
        }
    }
}

/// When an organisation's sales invoices are due (`PaymentTerms.Sales`); nothing where it does not say, or says it in words of a later time.
fn sales_terms(organisation: &Value) -> Option<Due> {
    let sales = organisation.get("PaymentTerms")?.get("Sales")?;
    let terms = match text(sales, "Type").as_str() {
        "DAYSAFTERBILLDATE" => DueTerms::AfterDate,
        "DAYSAFTERBILLMONTH" => DueTerms::AfterMonth,
        "OFFOLLOWINGMONTH" => DueTerms::OfFollowingMonth,
        "OFCURRENTMONTH" => DueTerms::OfCurrentMonth,
        _ => return None,
    };
    let days = sales.get("Day").and_then(Value::as_u64)?;
    Some(Due {
        days: u32::try_from(days).ok()?,
        terms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_terms_of_sales_are_read_where_they_are_whole() {
        for (terms, due) in [
            (
                json!({"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}}),
                Some((20, DueTerms::OfFollowingMonth)),
            ),
            (
                json!({"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}, "Bills": {"Day": 7, "Type": "OFCURRENTMONTH"}}),
                Some((30, DueTerms::AfterDate)),
            ),
            (
                json!({"Sales": {"Day": 0, "Type": "DAYSAFTERBILLMONTH"}}),
                Some((0, DueTerms::AfterMonth)),
            ),
            (
                json!({"Sales": {"Day": 15, "Type": "OFCURRENTMONTH"}}),
                Some((15, DueTerms::OfCurrentMonth)),
            ),
            (json!({"Bills": {"Day": 7, "Type": "OFCURRENTMONTH"}}), None),
            (json!({"Sales": {"Day": 7, "Type": "BYTHEMOON"}}), None),
            (json!({"Sales": {"Day": -1, "Type": "OFCURRENTMONTH"}}), None),
            (json!({"Sales": {"Type": "OFCURRENTMONTH"}}), None),
            (json!({}), None),
        ] {
            let mut catalogue = Catalogue::default();
            catalogue.take(
                "organisation",
                &json!({"Organisations": [{"Name": "Demo", "PaymentTerms": terms}]}),
            );
            let read = catalogue.organisation.sales_terms.map(|due| (due.days, due.terms));
            assert_eq!(read, due, "{terms}");
        }
    }

    #[test]
    fn the_later_lock_date_counts() {
        let mut catalogue = Catalogue::default();
        catalogue.take(
            "organisation",
            &json!({"Organisations": [{"Name": "Demo", "PeriodLockDate": "/Date(1767139200000)/", "EndOfYearLockDate": "/Date(1735603200000)/"}]}),
        );
        assert_eq!(catalogue.organisation.lock_date, Some("2025-12-31".parse().unwrap()));
    }
}
