//! Which properties the API's objects have, of what type, and which only Xero sets. Anything else that is sent counts as unknown.

/// Type of a property.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    Text,
    Number,
    Boolean,
    Date,
    Guid,
    One(&'static Shape),
    Many(&'static Shape),
    /// Set by Xero alone; sent values are ignored.
    ReadOnly,
    /// Read-only by the description of the API, but a number that is sent must be the one that is computed.
    Computed,
    /// Read-only by the description of the API, but a text that is sent is checked.
    CheckedText,
}

/// An object of the API.
pub(crate) struct Shape {
    pub name: &'static str,
    pub properties: &'static [(&'static str, Type)],
}

impl Shape {
    pub(crate) fn property(&self, name: &str) -> Option<Type> {
        self.properties.iter().find(|(n, _)| *n == name).map(|(_, t)| *t)
    }
}

use Type::{Boolean, CheckedText, Computed, Date, Guid, Many, Number, One, ReadOnly, Text};

pub(crate) static ADDRESS: Shape = Shape {
    name: "Address",
    properties: &[
        ("AddressType", Text),
        ("AddressLine1", Text),
        ("AddressLine2", Text),
        ("AddressLine3", Text),
        ("AddressLine4", Text),
        ("City", Text),
        ("Region", Text),
        ("PostalCode", Text),
        ("Country", Text),
        ("AttentionTo", Text),
    ],
};

pub(crate) static PHONE: Shape = Shape {
    name: "Phone",
    properties: &[
        ("PhoneType", Text),
        ("PhoneNumber", Text),
        ("PhoneAreaCode", Text),
        ("PhoneCountryCode", Text),
    ],
};

pub(crate) static CONTACT_PERSON: Shape = Shape {
    name: "ContactPerson",
    properties: &[
        ("FirstName", Text),
        ("LastName", Text),
        ("EmailAddress", Text),
        ("IncludeInEmails", Boolean),
    ],
};

pub(crate) static CONTACT: Shape = Shape {
    name: "Contact",
    properties: &[
        ("ContactID", Guid),
        ("MergedToContactID", ReadOnly),
        ("ContactNumber", Text),
        ("AccountNumber", Text),
        ("ContactStatus", Text),
        ("Name", Text),
        ("FirstName", Text),
        ("LastName", Text),
        ("CompanyNumber", Text),
        ("EmailAddress", Text),
        ("ContactPersons", Many(&CONTACT_PERSON)),
        ("BankAccountDetails", Text),
        ("TaxNumber", Text),
        ("TaxNumberType", Text),
        ("AccountsReceivableTaxType", Text),
        ("AccountsPayableTaxType", Text),
        ("Addresses", Many(&ADDRESS)),
        ("Phones", Many(&PHONE)),
        ("IsSupplier", ReadOnly),
        ("IsCustomer", ReadOnly),
        ("SalesDefaultLineAmountType", Text),
        ("PurchasesDefaultLineAmountType", Text),
        ("DefaultCurrency", Text),
        ("XeroNetworkKey", Text),
        ("SalesDefaultAccountCode", Text),
        ("PurchasesDefaultAccountCode", Text),
        ("SalesTrackingCategories", ReadOnly),
        ("PurchasesTrackingCategories", ReadOnly),
        ("TrackingCategoryName", Text),
        ("TrackingCategoryOption", Text),
        ("PaymentTerms", ReadOnly),
        ("UpdatedDateUTC", ReadOnly),
        ("ContactGroups", ReadOnly),
        ("Website", CheckedText),
        ("BrandingTheme", ReadOnly),
        ("BatchPayments", ReadOnly),
        ("Discount", ReadOnly),
        ("Balances", ReadOnly),
        ("Attachments", ReadOnly),
        ("HasAttachments", ReadOnly),
        ("HasValidationErrors", ReadOnly),
        ("ValidationErrors", ReadOnly),
        ("StatusAttributeString", ReadOnly),
    ],
};

pub(crate) static LINE_TRACKING: Shape = Shape {
    name: "LineItemTracking",
    properties: &[
        ("TrackingCategoryID", Guid),
        ("TrackingOptionID", Guid),
        ("Name", Text),
        ("Option", Text),
    ],
};

pub(crate) static TRACKING: Shape = Shape {
    name: "Tracking",
    properties: &[
        ("TrackingCategoryID", Guid),
        ("TrackingOptionID", Guid),
        ("Name", Text),
        ("Option", Text),
        ("Options", Many(&TRACKING_OPTION)),
        ("Status", Text),
    ],
};

pub(crate) static TRACKING_OPTION: Shape = Shape {
    name: "TrackingOption",
    properties: &[
        ("TrackingOptionID", Guid),
        ("TrackingCategoryID", Guid),
        ("Name", Text),
        ("Status", Text),
    ],
};

pub(crate) static LINE_ITEM: Shape = Shape {
    name: "LineItem",
    properties: &[
        ("LineItemID", Guid),
        ("Description", Text),
        ("Quantity", Number),
        ("UnitAmount", Number),
        ("ItemCode", Text),
        ("AccountCode", Text),
        ("AccountID", Guid),
        ("TaxType", Text),
        ("TaxAmount", Number),
        ("Item", ReadOnly),
        ("LineAmount", Number),
        ("Tracking", Many(&LINE_TRACKING)),
        ("DiscountRate", Number),
        ("DiscountAmount", Number),
        ("RepeatingInvoiceID", ReadOnly),
        ("Taxability", Text),
        ("SalesTaxCodeId", Number),
        ("TaxBreakdown", ReadOnly),
    ],
};

pub(crate) static INVOICE: Shape = Shape {
    name: "Invoice",
    properties: &[
        ("Type", Text),
        ("Contact", One(&CONTACT)),
        ("LineItems", Many(&LINE_ITEM)),
        ("Date", Date),
        ("DueDate", Date),
        ("LineAmountTypes", Text),
        ("InvoiceNumber", Text),
        ("Reference", Text),
        ("BrandingThemeID", Guid),
        ("Url", Text),
        ("CurrencyCode", Text),
        ("CurrencyRate", Number),
        ("Status", Text),
        ("SentToContact", Boolean),
        ("ExpectedPaymentDate", Date),
        ("PlannedPaymentDate", Date),
        ("SubTotal", Computed),
        ("TotalTax", Computed),
        ("Total", Computed),
        ("InvoiceID", Guid),
        ("CISDeduction", ReadOnly),
        ("CISRate", ReadOnly),
        ("TotalDiscount", ReadOnly),
        ("RepeatingInvoiceID", ReadOnly),
        ("HasAttachments", ReadOnly),
        ("IsDiscounted", ReadOnly),
        ("Payments", ReadOnly),
        ("Prepayments", ReadOnly),
        ("Overpayments", ReadOnly),
        ("AmountDue", ReadOnly),
        ("AmountPaid", ReadOnly),
        ("FullyPaidOnDate", ReadOnly),
        ("AmountCredited", ReadOnly),
        ("UpdatedDateUTC", ReadOnly),
        ("UpdatedDateUTCString", ReadOnly),
        ("CreditNotes", ReadOnly),
        ("Attachments", ReadOnly),
        ("HasErrors", ReadOnly),
        ("StatusAttributeString", ReadOnly),
        ("ValidationErrors", ReadOnly),
        ("Warnings", ReadOnly),
        ("InvoiceAddresses", ReadOnly),
    ],
};

pub(crate) static CREDIT_NOTE: Shape = Shape {
    name: "CreditNote",
    properties: &[
        ("Type", Text),
        ("Contact", One(&CONTACT)),
        ("LineItems", Many(&LINE_ITEM)),
        ("Date", Date),
        ("DueDate", Date),
        ("Status", Text),
        ("LineAmountTypes", Text),
        ("SubTotal", Number),
        ("TotalTax", Number),
        ("Total", Number),
        ("CurrencyCode", Text),
        ("CurrencyRate", Number),
        ("CreditNoteID", Guid),
        ("CreditNoteNumber", Text),
        ("Reference", Text),
        ("BrandingThemeID", Guid),
        ("SentToContact", ReadOnly),
        ("CISDeduction", ReadOnly),
        ("CISRate", ReadOnly),
        ("UpdatedDateUTC", ReadOnly),
        ("UpdatedDateUTCString", ReadOnly),
        ("FullyPaidOnDate", ReadOnly),
        ("RemainingCredit", ReadOnly),
        ("Allocations", ReadOnly),
        ("AppliedAmount", ReadOnly),
        ("Payments", ReadOnly),
        ("HasAttachments", ReadOnly),
        ("HasErrors", ReadOnly),
        ("StatusAttributeString", ReadOnly),
        ("ValidationErrors", ReadOnly),
        ("Warnings", ReadOnly),
        ("InvoiceAddresses", ReadOnly),
    ],
};

pub(crate) static PAYMENT: Shape = Shape {
    name: "Payment",
    properties: &[
        ("Invoice", One(&INVOICE)),
        ("CreditNote", One(&CREDIT_NOTE)),
        ("Prepayment", ReadOnly),
        ("Overpayment", ReadOnly),
        ("InvoiceNumber", Text),
        ("CreditNoteNumber", Text),
        ("BatchPayment", ReadOnly),
        ("Account", One(&ACCOUNT)),
        ("Code", Text),
        ("Date", Date),
        ("CurrencyRate", Number),
        ("Amount", Number),
        ("BankAmount", Number),
        ("Reference", Text),
        ("IsReconciled", Boolean),
        ("Status", Text),
        ("PaymentType", ReadOnly),
        ("UpdatedDateUTC", ReadOnly),
        ("UpdatedDateUTCString", ReadOnly),
        ("PaymentID", Guid),
        ("BatchPaymentID", ReadOnly),
        ("BankAccountNumber", Text),
        ("Particulars", Text),
        ("Details", Text),
        ("HasAccount", ReadOnly),
        ("HasValidationErrors", ReadOnly),
        ("StatusAttributeString", ReadOnly),
        ("ValidationErrors", ReadOnly),
        ("Warnings", ReadOnly),
    ],
};

pub(crate) static ALLOCATION: Shape = Shape {
    name: "Allocation",
    properties: &[
        ("AllocationID", Guid),
        ("Invoice", One(&INVOICE)),
        ("CreditNote", One(&CREDIT_NOTE)),
        ("Amount", Number),
        ("Date", Date),
        ("Overpayment", ReadOnly),
        ("Prepayment", ReadOnly),
        ("IsDeleted", ReadOnly),
        ("StatusAttributeString", ReadOnly),
        ("ValidationErrors", ReadOnly),
    ],
};

pub(crate) static PRICE_SIDE: Shape = Shape {
    name: "Purchase",
    properties: &[
        ("UnitPrice", Number),
        ("AccountCode", Text),
        ("COGSAccountCode", Text),
        ("TaxType", Text),
    ],
};

pub(crate) static ITEM: Shape = Shape {
    name: "Item",
    properties: &[
        ("Code", Text),
        ("InventoryAssetAccountCode", Text),
        ("Name", Text),
        ("IsSold", Boolean),
        ("IsPurchased", Boolean),
        ("Description", Text),
        ("PurchaseDescription", Text),
        ("PurchaseDetails", One(&PRICE_SIDE)),
        ("SalesDetails", One(&PRICE_SIDE)),
        ("ItemID", Guid),
        ("IsTrackedAsInventory", Boolean),
        ("TotalCostPool", ReadOnly),
        ("QuantityOnHand", ReadOnly),
        ("UpdatedDateUTC", ReadOnly),
        ("StatusAttributeString", ReadOnly),
        ("ValidationErrors", ReadOnly),
    ],
};

pub(crate) static ACCOUNT: Shape = Shape {
    name: "Account",
    properties: &[
        ("Code", Text),
        ("Name", Text),
        ("AccountID", Guid),
        ("Type", Text),
        ("BankAccountNumber", Text),
        ("Status", Text),
        ("Description", Text),
        ("BankAccountType", Text),
        ("CurrencyCode", Text),
        ("TaxType", Text),
        ("EnablePaymentsToAccount", Boolean),
        ("ShowInExpenseClaims", Boolean),
        ("ReportingCode", Text),
        ("AddToWatchlist", Boolean),
        ("Class", ReadOnly),
        ("SystemAccount", ReadOnly),
        ("ReportingCodeName", ReadOnly),
        ("HasAttachments", ReadOnly),
        ("UpdatedDateUTC", ReadOnly),
        ("ValidationErrors", ReadOnly),
    ],
};

pub(crate) static TAX_COMPONENT: Shape = Shape {
    name: "TaxComponent",
    properties: &[
        ("Name", Text),
        ("Rate", Number),
        ("IsCompound", Boolean),
        ("IsNonRecoverable", Boolean),
    ],
};

pub(crate) static TAX_RATE: Shape = Shape {
    name: "TaxRate",
    properties: &[
        ("Name", Text),
        ("TaxType", Text),
        ("TaxComponents", Many(&TAX_COMPONENT)),
        ("Status", Text),
        ("ReportTaxType", Text),
        ("CanApplyToAssets", ReadOnly),
        ("CanApplyToEquity", ReadOnly),
        ("CanApplyToExpenses", ReadOnly),
        ("CanApplyToLiabilities", ReadOnly),
        ("CanApplyToRevenue", ReadOnly),
        ("DisplayTaxRate", ReadOnly),
        ("EffectiveRate", ReadOnly),
    ],
};

pub(crate) static CURRENCY: Shape = Shape {
    name: "Currency",
    properties: &[("Code", Text), ("Description", Text)],
};

pub(crate) static HISTORY: Shape = Shape {
    name: "HistoryRecord",
    properties: &[
        ("Details", Text),
        ("Changes", Text),
        ("User", Text),
        ("DateUTC", ReadOnly),
        ("DateUTCString", ReadOnly),
    ],
};

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// What `strict_fields` lets through must be writable by Xero's own description.
    #[test]
    fn nothing_is_writable_that_the_description_does_not_have() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/xero_writes.schema.json");
        let description: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let shapes = [
            &ADDRESS,
            &PHONE,
            &CONTACT_PERSON,
            &CONTACT,
            &LINE_TRACKING,
            &LINE_ITEM,
            &INVOICE,
            &CREDIT_NOTE,
            &PAYMENT,
            &ALLOCATION,
            &PRICE_SIDE,
            &ITEM,
            &ACCOUNT,
        ];
        for shape in shapes {
            let writable = description["definitions"][shape.name]["properties"]
                .as_object()
                .unwrap_or_else(|| panic!("{}", shape.name));
            for (name, kind) in shape.properties {
                let ours = !matches!(kind, ReadOnly | Computed | CheckedText);
                assert!(!ours || writable.contains_key(*name), "{}.{name}", shape.name);
            }
        }
    }
}
