//! Creating and changing tax rates.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::complaints::Complaints;
use super::fields::Fields;
use super::writing::Writing;
use crate::books::money::places;
use crate::books::tax_rate::{Component, TaxRate};

/// Creates a rate; Xero gives it the next free type `TAX…`.
pub(crate) fn create(writing: &mut Writing<'_>, sent: Fields<'_>) -> Result<Uuid, Complaints> {
    let next = (1..=u32::MAX)
        .map(|n| format!("TAX{n:03}"))
        .find(|t| writing.books.tax_rate(t).is_none())
        .unwrap_or_default();
    let rate = TaxRate {
        id: Uuid::new_v4(),
        tax_type: next,
        status: "ACTIVE".to_owned(),
        assets: true,
        equity: true,
        expenses: true,
        liabilities: true,
        revenue: true,
        ..TaxRate::default()
    };
    save(writing, sent, rate)
}

/// Changes, or deletes, the rate that the type or the name means.
pub(crate) fn update(writing: &mut Writing<'_>, sent: Fields<'_>) -> Result<Uuid, Complaints> {
    let by_type = sent.filled("TaxType").and_then(|t| writing.books.tax_rate(&t).cloned());
    let by_name = || {
        sent.filled("Name").and_then(|n| {
            writing
                .books
                .tax_rates
                .with_key(&format!("name:{}", n.to_lowercase()))
                .next()
                .cloned()
        })
    };
    match by_type.or_else(by_name) {
        Some(rate) => save(writing, sent, rate),
        None => Err(Complaints::of("Tax rate could not be found")),
    }
}

fn save(writing: &mut Writing<'_>, sent: Fields<'_>, mut rate: TaxRate) -> Result<Uuid, Complaints> {
    let mut complaints = Complaints::default();
    if let Some(name) = sent.filled("Name") {
        complaints.longer("Name", &name, 50);
        rate.name = name;
    }
    if let Some(report) = sent.filled("ReportTaxType") {
        rate.report_type = report;
    }
    match sent.filled("Status").as_deref() {
        None => {}
        Some(word @ ("ACTIVE" | "DELETED" | "ARCHIVED")) => rate.status = word.to_owned(),
        Some(other) => complaints.add(format!("The status '{other}' is not valid for tax rates")),
    }
    if let Some(list) = sent.list("TaxComponents") {
        rate.components = list.into_iter().map(|c| component(c, &mut complaints)).collect();
    }
    if rate.name.is_empty()
        || writing
            .books
            .tax_rates
            .with_key(&format!("name:{}", rate.name.to_lowercase()))
            .any(|r| r.id != rate.id)
    {
        complaints.add("Please enter a unique Name.");
    }
    if rate.components.is_empty() {
        complaints.add("At least one tax component must be specified");
    }
    if rate.components.iter().filter(|c| c.compound).count() > 1 {
        complaints.add("Only one tax component may be compound");
    }
    let rate = complaints.or(rate)?;
    let id = rate.id;
    writing.books.tax_rates.put(rate);
    Ok(id)
}

fn component(sent: Fields<'_>, complaints: &mut Complaints) -> Component {
    let rate = sent.decimal("Rate").unwrap_or_else(|| {
        complaints.add("Rate must be specified");
        Decimal::ZERO
    });
    if rate < Decimal::ZERO || rate > Decimal::ONE_HUNDRED || places(rate) > 4 {
        complaints.add("Rate must be between 0 and 100 with at most 4 decimal places");
    }
    Component {
        name: sent.filled("Name").unwrap_or_else(|| {
            complaints.add("Tax component name must be specified");
            String::new()
        }),
        rate,
        compound: sent.flag("IsCompound").unwrap_or(false),
        non_recoverable: sent.flag("IsNonRecoverable").unwrap_or(false),
    }
}
