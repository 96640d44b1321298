//! Organisation, accounts, tax rates, currencies, tracking and branding as JSON.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::books::account::Account;
use crate::books::money::number;
use crate::books::organisation::{Organisation, TrackingCategory};
use crate::books::tax_rate::TaxRate;
use crate::clock::{ms_date, ms_moment};
use crate::exchange::Node;
use crate::rules::currencies;

pub(crate) fn organisation(books: &Organisation) -> Value {
    Node::new()
        .put("Name", books.name.as_str())
        .put("LegalName", books.name.as_str())
        .put("PaysTax", true)
        .put("Version", books.version.as_str())
        .put("OrganisationType", "COMPANY")
        .put("BaseCurrency", books.base_currency.as_str())
        .put("CountryCode", books.country.as_str())
        .put("IsDemoCompany", books.demo)
        .put("OrganisationStatus", "ACTIVE")
        .put("RegistrationNumber", "01234567")
        .put("TaxNumber", "101-2-303")
        .put("FinancialYearEndDay", 31)
        .put("FinancialYearEndMonth", 3)
        .put("SalesTaxBasis", "ACCRUALS")
        .put("SalesTaxPeriod", "QUARTERLY")
        .put("DefaultSalesTax", "Tax Exclusive")
        .put("DefaultPurchasesTax", "Tax Exclusive")
        .maybe("PeriodLockDate", books.period_lock.map(ms_date))
        .maybe("EndOfYearLockDate", books.year_lock.map(ms_date))
        .put("CreatedDateUTC", format!("/Date({})/", books.created))
        .put("OrganisationEntityType", "COMPANY")
        .put("Timezone", books.timezone.as_str())
        .put("ShortCode", books.short_code.as_str())
        .put("OrganisationID", books.id.to_string())
        .put("Edition", "BUSINESS")
        .put("Class", books.class.as_str())
        .put("Addresses", json!([]))
        .put("Phones", json!([]))
        .put("ExternalLinks", json!([]))
        .put("PaymentTerms", payment_terms(books))
        .done()
}

/// Only what somebody chose.
fn payment_terms(books: &Organisation) -> Value {
    match &books.sales_terms {
        Some((day, terms)) => json!({ "Sales": { "Day": day, "Type": terms } }),
        None => json!({}),
    }
}

pub(crate) fn account(account: &Account) -> Value {
    Node::new()
        .put("AccountID", account.id.to_string())
        .filled("Code", &account.code)
        .put("Name", account.name.as_str())
        .put("Status", if account.archived { "ARCHIVED" } else { "ACTIVE" })
        .put("Type", account.kind.as_str())
        .put("TaxType", account.tax_type.as_str())
        .filled("Description", &account.description)
        .put("Class", account.class())
        .put("SystemAccount", account.system.as_str())
        .put("EnablePaymentsToAccount", account.payments)
        .put("ShowInExpenseClaims", false)
        .filled("BankAccountNumber", &account.bank_number)
        .put("BankAccountType", if account.is_bank() { "BANK" } else { "" })
        .filled("CurrencyCode", &account.currency)
        .put("ReportingCode", account.class())
        .put("ReportingCodeName", account.class())
        .put("HasAttachments", false)
        .put("UpdatedDateUTC", ms_moment(account.updated))
        .put("AddToWatchlist", false)
        .done()
}

pub(crate) fn tax_rate(rate: &TaxRate) -> Value {
    let components: Vec<Value> = rate
        .components
        .iter()
        .map(|c| json!({"Name": c.name, "Rate": number(c.rate, 4), "IsCompound": c.compound, "IsNonRecoverable": c.non_recoverable}))
        .collect();
    Node::new()
        .put("Name", rate.name.as_str())
        .put("TaxType", rate.tax_type.as_str())
        .put("ReportTaxType", rate.report_type.as_str())
        .put("CanApplyToAssets", rate.assets)
        .put("CanApplyToEquity", rate.equity)
        .put("CanApplyToExpenses", rate.expenses)
        .put("CanApplyToLiabilities", rate.liabilities)
        .put("CanApplyToRevenue", rate.revenue)
        .put("DisplayTaxRate", number(rate.effective(), 4))
        .put("EffectiveRate", number(rate.effective(), 4))
        .put("Status", rate.status.as_str())
        .put("TaxComponents", components)
        .done()
}

pub(crate) fn currency(code: &str) -> Value {
    json!({"Code": code, "Description": currencies::name(code)})
}

/// A tracking category with its options; the archived ones only when they were asked for.
pub(crate) fn tracking_category(category: &TrackingCategory, archived_too: bool) -> Value {
    let options: Vec<Value> = category
        .options
        .iter()
        .filter(|(id, _)| archived_too || !category.archived_options.contains(id))
        .map(|(id, name)| tracking_option(*id, name, category.archived_options.contains(id)))
        .collect();
    json!({
        "Name": category.name, "Status": if category.archived { "ARCHIVED" } else { "ACTIVE" },
        "TrackingCategoryID": category.id, "Options": options,
    })
}

pub(crate) fn tracking_option(id: Uuid, name: &str, archived: bool) -> Value {
    json!({
        "TrackingOptionID": id, "Name": name, "Status": if archived { "ARCHIVED" } else { "ACTIVE" }, "HasValidationErrors": false,
        "IsDeleted": false, "IsArchived": archived, "IsActive": !archived,
    })
}

pub(crate) fn branding_themes(books: &Organisation) -> Vec<Value> {
    let theme = |(at, (id, name)): (usize, &(Uuid, String))| json!({"BrandingThemeID": id, "Name": name, "SortOrder": at, "CreatedDateUTC": ms_moment(books.created), "Type": "INVOICE"});
    books.branding_themes.iter().enumerate().map(theme).collect()
}
