//! The granular scopes an app may ask for, and what each lets it do, in words for the consent page.

/// Scope and what it means to the person who is asked.
pub(crate) const GRANULAR: &[(&str, &str)] = &[
    ("openid", "Know who you are"),
    ("profile", "See your name"),
    ("email", "See your e-mail address"),
    ("offline_access", "Stay connected when you are not there"),
    (
        "accounting.invoices",
        "View and manage invoices, credit notes, quotes and items",
    ),
    (
        "accounting.invoices.read",
        "View invoices, credit notes, quotes and items",
    ),
    ("accounting.payments", "View and manage payments"),
    ("accounting.payments.read", "View payments"),
    ("accounting.banktransactions", "View and manage bank transactions"),
    ("accounting.banktransactions.read", "View bank transactions"),
    ("accounting.manualjournals", "View and manage manual journals"),
    ("accounting.manualjournals.read", "View manual journals"),
    ("accounting.contacts", "View and manage contacts"),
    ("accounting.contacts.read", "View contacts"),
    (
        "accounting.settings",
        "View and manage accounts, tax rates, currencies, items and other settings",
    ),
    (
        "accounting.settings.read",
        "View accounts, tax rates, currencies, items and other settings",
    ),
    ("accounting.attachments", "View and manage attachments"),
    ("accounting.attachments.read", "View attachments"),
    ("accounting.budgets.read", "View budgets"),
    ("accounting.reports.aged.read", "View aged reports"),
    ("accounting.reports.balancesheet.read", "View the balance sheet"),
    ("accounting.reports.banksummary.read", "View the bank summary"),
    ("accounting.reports.budgetsummary.read", "View the budget summary"),
    ("accounting.reports.executivesummary.read", "View the executive summary"),
    ("accounting.reports.profitandloss.read", "View profit and loss"),
    ("accounting.reports.trialbalance.read", "View the trial balance"),
    ("accounting.reports.taxreports.read", "View tax reports"),
    ("paymentservices", "Offer payment services on invoices"),
];

/// Scopes of an app itself, without an organisation.
pub(crate) const WITHOUT_ORGANISATION: &[&str] = &["app.connections", "marketplace.billing", "einvoicing"];

pub(crate) fn meaning(scope: &str) -> Option<&'static str> {
    GRANULAR.iter().find(|(name, _)| *name == scope).map(|(_, text)| *text)
}

/// Splits a scope parameter; an unknown, broad or missing scope is refused.
pub(crate) fn read(text: &str) -> Option<Vec<String>> {
    let scopes: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let known = !scopes.is_empty() && scopes.iter().all(|s| meaning(s).is_some());
    known.then_some(scopes)
}

/// Whether the granted scopes allow reading, or writing, under any of these scope names.
pub(crate) fn allow(granted: &[String], names: &[&str], write: bool) -> bool {
    granted.iter().any(|g| {
        names
            .iter()
            .any(|n| g == n || (!write && g.strip_suffix(".read") == Some(n)))
    })
}
