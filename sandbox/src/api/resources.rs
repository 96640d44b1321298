//! The collections of the API: their names, the scope they need, and which methods they have.

use super::shapes::{self, Shape};

/// A collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resource {
    Organisation,
    Accounts,
    TaxRates,
    Currencies,
    TrackingCategories,
    BrandingThemes,
    Contacts,
    Items,
    Invoices,
    CreditNotes,
    Payments,
}

/// Endpoints of Xero's that the sandbox knows by name only.
pub(crate) const ELSEWHERE: &[&str] = &[
    "banktransactions",
    "banktransfers",
    "batchpayments",
    "budgets",
    "contactgroups",
    "employees",
    "expenseclaims",
    "invoicereminders",
    "journals",
    "linkedtransactions",
    "manualjournals",
    "overpayments",
    "paymentservices",
    "prepayments",
    "purchaseorders",
    "quotes",
    "receipts",
    "repeatinginvoices",
    "reports",
    "setup",
    "users",
];

const ALL: &[(Resource, &str)] = &[
    (Resource::Organisation, "Organisations"),
    (Resource::Accounts, "Accounts"),
    (Resource::TaxRates, "TaxRates"),
    (Resource::Currencies, "Currencies"),
    (Resource::TrackingCategories, "TrackingCategories"),
    (Resource::BrandingThemes, "BrandingThemes"),
    (Resource::Contacts, "Contacts"),
    (Resource::Items, "Items"),
    (Resource::Invoices, "Invoices"),
    (Resource::CreditNotes, "CreditNotes"),
    (Resource::Payments, "Payments"),
];

impl Resource {
    /// By the first segment of the path, without regard to case; the organisation's path is singular.
    pub(crate) fn read(segment: &str) -> Option<Self> {
        let path = |resource: Self, name: &'static str| {
            if resource == Self::Organisation {
                "Organisation"
            } else {
                name
            }
        };
        ALL.iter()
            .find(|(r, name)| path(*r, name).eq_ignore_ascii_case(segment))
            .map(|(r, _)| *r)
    }

    /// The key of the list in requests and responses.
    pub(crate) fn plural(self) -> &'static str {
        ALL.iter().find(|(r, _)| *r == self).map_or("", |(_, name)| name)
    }

    pub(crate) fn singular(self) -> &'static str {
        match self {
            Self::Currencies => "Currency",
            Self::TrackingCategories => "TrackingCategory",
            _ => self.plural().strip_suffix('s').unwrap_or_default(),
        }
    }

    pub(crate) fn id_field(self) -> &'static str {
        match self {
            Self::Organisation => "OrganisationID",
            Self::Accounts => "AccountID",
            Self::TaxRates => "TaxType",
            Self::Currencies => "Code",
            Self::TrackingCategories => "TrackingCategoryID",
            Self::BrandingThemes => "BrandingThemeID",
            Self::Contacts => "ContactID",
            Self::Items => "ItemID",
            Self::Invoices => "InvoiceID",
            Self::CreditNotes => "CreditNoteID",
            Self::Payments => "PaymentID",
        }
    }

    /// Scopes of which one is needed; `write` tells reading from writing.
    pub(crate) fn scopes(self, write: bool, items_with_invoices: bool) -> &'static [&'static str] {
        match self {
            Self::Contacts => &["accounting.contacts"],
            Self::Invoices | Self::CreditNotes => &["accounting.invoices"],
            Self::Payments => &["accounting.payments"],
            Self::Items if !write || items_with_invoices => &["accounting.settings", "accounting.invoices"],
            _ => &["accounting.settings"],
        }
    }

    pub(crate) fn shape(self) -> Option<&'static Shape> {
        Some(match self {
            Self::Accounts => &shapes::ACCOUNT,
            Self::TaxRates => &shapes::TAX_RATE,
            Self::Currencies => &shapes::CURRENCY,
            Self::TrackingCategories => &shapes::TRACKING,
            Self::Contacts => &shapes::CONTACT,
            Self::Items => &shapes::ITEM,
            Self::Invoices => &shapes::INVOICE,
            Self::CreditNotes => &shapes::CREDIT_NOTE,
            Self::Payments => &shapes::PAYMENT,
            Self::Organisation | Self::BrandingThemes => return None,
        })
    }

    /// Most elements in a request; 0 for no fixed number.
    pub(crate) fn most_elements(self) -> usize {
        match self {
            Self::Accounts | Self::TaxRates | Self::Currencies | Self::TrackingCategories => 1,
            Self::Items => 500,
            _ => 0,
        }
    }

    pub(crate) fn allows(self, method: &str, with_id: bool) -> bool {
        match (method, self) {
            ("GET", _) => true,
            ("PUT", Self::Organisation | Self::BrandingThemes)
            | ("POST", Self::Organisation | Self::BrandingThemes | Self::Currencies) => false,
            ("PUT", _) => !with_id,
            ("POST", Self::TrackingCategories) => with_id,
            ("POST", Self::Accounts | Self::TaxRates) => true,
            ("POST", _) => true,
            ("DELETE", Self::Items) => with_id,
            _ => false,
        }
    }
}
