//! Decides which accounts of Xero fit each purpose that the shop needs an account for, what is wrong with one that was chosen, and
//! what to use or create where none was.
//!
//! It creates no account and names none for people; what a document meets on its way is decided in `accounts`.

use super::{ROUNDING, known, refuses_sales_tax};
use crate::domain::policy::{Account, Policy};

const INCOME: &[&str] = &["REVENUE", "SALES", "OTHERINCOME"];
const INCOME_OR_COST: &[&str] = &["REVENUE", "SALES", "OTHERINCOME", "DIRECTCOSTS", "EXPENSE", "OVERHEADS"];
const COST: &[&str] = &["DIRECTCOSTS", "EXPENSE", "OVERHEADS"];
const INCOME_OR_OWED: &[&str] = &["REVENUE", "SALES", "OTHERINCOME", "CURRLIAB", "LIABILITY", "TERMLIAB"];
const ANY_TOTAL: &[&str] = &[
    "REVENUE",
    "SALES",
    "OTHERINCOME",
    "DIRECTCOSTS",
    "EXPENSE",
    "OVERHEADS",
    "CURRLIAB",
    "LIABILITY",
    "TERMLIAB",
    "CURRENT",
];
/// What the shop needs an account for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountRole {
    /// Where payments go.
    Bank,
    /// Sales.
    Sales,
    /// Shipping.
    Shipping,
    /// The value of tracked items.
    Inventory,
    /// The cost of tracked items.
    CostOfGoods,
    /// The rounding line.
    Rounding,
    /// Adjustment refunds and fees.
    Adjustment,
    /// Fixed product taxes.
    FixedProductTax,
    /// A total of another extension: income, cost, or what the shop owes (gift cards, store credit).
    Total,
    /// What a gateway keeps: it must take payments.
    Fee,
}

/// What leaving a purpose without an account means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empty {
    /// Documents are held: one has to be chosen.
    Held,
    /// The sales account is used.
    Sales,
    /// The organisation's rounding account is used.
    Rounding,
    /// Nothing is booked.
    Nothing,
}

impl Empty {
    /// As the shop's screens get it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Sales => "sales",
            Self::Rounding => "rounding",
            Self::Nothing => "nothing",
        }
    }
}

impl AccountRole {
    /// All purposes, in the order of the configuration page.
    pub const ALL: [Self; 10] = [
        Self::Bank,
        Self::Sales,
        Self::Shipping,
        Self::Inventory,
        Self::CostOfGoods,
        Self::Rounding,
        Self::Adjustment,
        Self::FixedProductTax,
        Self::Total,
        Self::Fee,
    ];

    /// Its name in settings and on screens.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Sales => "sales",
            Self::Shipping => "shipping",
            Self::Inventory => "inventory",
            Self::CostOfGoods => "cogs",
            Self::Rounding => "rounding",
            Self::Adjustment => "adjustment",
            Self::FixedProductTax => "fixed_product_tax",
            Self::Total => "total",
            Self::Fee => "fee",
        }
    }

    /// The purpose of this name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Xero's types of accounts that serve it and may be created for it, the usual one first. What takes payments is told by the
    /// account, not by its type.
    pub const fn types(self) -> &'static [&'static str] {
        match self {
            Self::Bank => &["BANK"],
            Self::Sales | Self::Shipping => INCOME,
            Self::Inventory => &["INVENTORY", "CURRENT"],
            Self::CostOfGoods => COST,
            Self::Rounding | Self::Adjustment => INCOME_OR_COST,
            Self::FixedProductTax => INCOME_OR_OWED,
            Self::Total => ANY_TOTAL,
            Self::Fee => &[],
        }
    }

    /// What it means that no account is chosen.
    pub const fn empty(self) -> Empty {
        match self {
            Self::Bank | Self::Sales => Empty::Held,
            Self::Shipping | Self::Adjustment | Self::FixedProductTax => Empty::Sales,
            Self::Rounding => Empty::Rounding,
            Self::Inventory | Self::CostOfGoods | Self::Total | Self::Fee => Empty::Nothing,
        }
    }

    /// Whether an account can serve it.
    pub fn fits(self, account: &Account) -> bool {
        let system = account.system.as_deref().unwrap_or_default();
        account.active
            && match self {
                Self::Bank => takes_payments(account),
                Self::Fee => takes_payments(account) && account.type_ != "BANK" && system.is_empty(),
                _ if system.is_empty() => self.types().contains(&account.type_.as_str()),
                _ => self == Self::Rounding && system == ROUNDING,
            }
    }

    /// What is created when nothing fits: code, name, type. Rounding has none: every organisation has such an account.
    pub(super) const fn usual(self) -> Option<(&'static str, &'static str, &'static str)> {
        match self {
            Self::Bank => Some(("M090", "Web shop receipts", "BANK")),
            Self::Sales => Some(("200", "Sales", "REVENUE")),
            Self::Shipping => Some(("205", "Shipping Income", "REVENUE")),
            Self::Inventory => Some(("630", "Inventory", "INVENTORY")),
            Self::CostOfGoods => Some(("310", "Cost of Goods Sold", "DIRECTCOSTS")),
            Self::Adjustment => Some(("210", "Refund Adjustments", "REVENUE")),
            Self::Rounding | Self::FixedProductTax | Self::Total | Self::Fee => None,
        }
    }
}

/// Whether payments can be entered on an account.
fn takes_payments(account: &Account) -> bool {
    account.type_ == "BANK" || account.payments
}

/// What is wrong with an account for a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault<'a> {
    /// Xero has no such account.
    Unknown,
    /// It is archived.
    Archived(&'a Account),
    /// Its amounts are taxed, and Xero allows no sales tax on it.
    Untaxed(&'a Account),
    /// It is of a type that cannot be used.
    Unfit(&'a Account),
}

impl Fault<'_> {
    /// As the shop's screens get it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Archived(_) => "archived",
            Self::Untaxed(_) => "untaxed",
            Self::Unfit(_) => "unfit",
        }
    }

    /// The account, where there is one.
    pub const fn account(&self) -> Option<&Account> {
        match self {
            Self::Unknown => None,
            Self::Archived(account) | Self::Untaxed(account) | Self::Unfit(account) => Some(account),
        }
    }
}

/// What is wrong with the account of this code or id for a purpose. Nothing is known to be while the chart was never read, and with no
/// account at all: what that means is the purpose's `empty`.
pub fn account_fault<'a>(p: &'a Policy, role: AccountRole, value: &str) -> Option<Fault<'a>> {
    if value.is_empty() || p.chart.is_empty() {
        return None;
    }
    let Some(found) = known(p, value) else {
        return Some(Fault::Unknown);
    };
    if !found.active {
        return Some(Fault::Archived(found));
    }
    let taxed = matches!(role, AccountRole::Sales | AccountRole::Shipping);
    if taxed && refuses_sales_tax(found, p) {
        return Some(Fault::Untaxed(found));
    }
    (!role.fits(found)).then_some(Fault::Unfit(found))
}

/// What the configuration keeps of an account: its code, or its id when it has none (as banks often do).
pub(in crate::domain::mapping) fn kept(account: &Account) -> &str {
    account
        .code
        .as_deref()
        .filter(|code| !code.is_empty())
        .unwrap_or(&account.id)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::domain::mapping::accounts) fn account(code: &str, name: &str, type_: &str) -> Account {
        Account {
            id: format!("id-{name}"),
            code: (!code.is_empty()).then(|| code.to_owned()),
            name: name.to_owned(),
            type_: type_.to_owned(),
            active: true,
            ..Account::default()
        }
    }

    fn of_system(system: &str, account: Account) -> Account {
        Account {
            system: Some(system.to_owned()),
            ..account
        }
    }

    fn paid_on(account: Account) -> Account {
        Account {
            payments: true,
            ..account
        }
    }

    pub(in crate::domain::mapping::accounts) fn archived(account: Account) -> Account {
        Account {
            active: false,
            ..account
        }
    }

    #[test]
    fn an_account_fits_only_what_it_can_be_used_for() {
        for (account, fits) in [
            (account("", "Bank", "BANK"), "bank"),
            (paid_on(account("850", "PayPal", "CURRENT")), "bank inventory total fee"),
            (
                paid_on(account("404", "Bank fees", "OVERHEADS")),
                "bank cogs rounding adjustment total fee",
            ),
            (
                account("200", "Sales", "REVENUE"),
                "sales shipping rounding adjustment fixed_product_tax total",
            ),
            (archived(account("201", "Old", "REVENUE")), ""),
            (archived(account("", "Old bank", "BANK")), ""),
            (account("310", "Cost", "DIRECTCOSTS"), "cogs rounding adjustment total"),
            (account("630", "Stock", "INVENTORY"), "inventory"),
            // Receivables belong to Xero.
            (of_system("DEBTORS", account("610", "Receivable", "CURRENT")), ""),
            // So do its accounts that take payments: fees are not booked there.
            (of_system("WAGES", paid_on(account("814", "Wages", "CURRLIAB"))), "bank"),
            (of_system(ROUNDING, account("860", "Rounding", "CURRLIAB")), "rounding"),
            // Gift cards that are owed.
            (account("805", "Gift cards", "CURRLIAB"), "fixed_product_tax total"),
            (account("970", "Owner", "EQUITY"), ""),
        ] {
            let found: Vec<&str> = AccountRole::ALL
                .into_iter()
                .filter(|role| role.fits(&account))
                .map(AccountRole::code)
                .collect();
            assert_eq!(found.join(" "), fits, "{}", account.name);
        }
    }

    #[test]
    fn a_purpose_is_known_by_its_name_and_the_usual_account_fits_it() {
        for role in AccountRole::ALL {
            assert_eq!(AccountRole::from_code(role.code()), Some(role));
            if let Some((code, name, type_)) = role.usual() {
                assert!(role.fits(&account(code, name, type_)), "{role:?}");
                assert_eq!(role.types().first(), Some(&type_), "{role:?}");
            }
        }
        assert_eq!(AccountRole::from_code("tax"), None);
    }

    #[test]
    fn what_is_wrong_with_a_choice() {
        use AccountRole::{Adjustment, Bank, FixedProductTax, Sales, Shipping};
        let mut p = Policy {
            chart: vec![
                account("090", "Bank", "BANK"),
                account("200", "Sales", "REVENUE"),
                archived(account("299", "Old", "REVENUE")),
                account("425", "Postage", "OVERHEADS"),
                account("805", "Gift cards", "CURRLIAB"),
            ],
            ..Policy::default()
        };
        p.tax.map.insert("VAT".into(), "OUTPUT2".into());
        p.tax.rates.push(crate::domain::policy::TaxRate {
            tax_type: "OUTPUT2".into(),
            name: "20% (VAT on Income)".into(),
            rate: rust_decimal::Decimal::from(20),
            active: true,
            sales: true,
            refused_on: vec!["EXPENSE".into()],
        });
        let never_read = Policy::default();
        for (role, value, code) in [
            (Sales, "200", ""),
            (Sales, "id-Sales", ""),
            (Sales, "ID-SALES", ""),
            (Sales, "", ""),
            (Sales, "999", "unknown"),
            (Sales, "299", "archived"),
            (Sales, "425", "untaxed"),
            (Shipping, "425", "untaxed"),
            // Adjustments may be untaxed, and a cost.
            (Adjustment, "425", ""),
            (FixedProductTax, "425", "unfit"),
            (FixedProductTax, "805", ""),
            (Sales, "805", "unfit"),
            (Sales, "090", "unfit"),
            (Bank, "200", "unfit"),
        ] {
            let fault = account_fault(&p, role, value);
            assert_eq!(fault.as_ref().map_or("", Fault::code), code, "{role:?} {value}");
            let named = !matches!(code, "" | "unknown");
            assert_eq!(
                fault.as_ref().and_then(Fault::account).is_some(),
                named,
                "{role:?} {value}"
            );
            assert_eq!(account_fault(&never_read, role, value), None, "{role:?} {value}");
        }
    }
}
