//! Decides what counts of the tables of a settings document: tax rules, gateways' fees and tracking, row by row.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::Value;

use super::range::{FEE_FIXED_BELOW, FEE_PERCENT_BELOW};
use super::raw::{RawFee, RawTaxRule, RawTracking};
use super::words::word;
use super::{SettingsError, bad, chosen};
use crate::domain::policy::{GatewayFee, TaxRule, TrackingKey, TrackingRule};
use crate::message::say;

/// An amount or a percentage that a person typed: digits with at most one point or comma, not below zero.
fn typed(field: &str, value: &Value, below: Decimal) -> Result<Decimal, SettingsError> {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().replace(',', "."),
        other => other.to_string(),
    };
    if text.is_empty() {
        return Ok(Decimal::ZERO);
    }
    text.parse()
        .ok()
        .filter(|number: &Decimal| !number.is_sign_negative() && *number < below)
        .ok_or_else(|| SettingsError {
            field: field.to_owned(),
            message: say::SETTING_NOT_A_NUMBER.with(text),
        })
}

/// Rules without a tax type decide nothing.
pub(super) fn tax_rules(given: Vec<RawTaxRule>) -> Result<Vec<TaxRule>, SettingsError> {
    let mut rules = Vec::new();
    for rule in given {
        let shipping = word(
            "tax.rules.applies",
            rule.applies.as_deref(),
            &[("shipping", true), ("product", false)],
        )?;
        let Some(tax_type) = chosen(rule.tax_type.as_ref()) else {
            continue;
        };
        rules.push(TaxRule {
            rate: chosen(rule.rate.as_ref()).unwrap_or_default(),
            shipping,
            customer_class: chosen(rule.customer_class.as_ref()).unwrap_or_default(),
            country: chosen(rule.country.as_ref()).unwrap_or_default().to_uppercase(),
            vat_number: rule.vat_number.map(|switch| switch.0),
            tax_type,
        });
    }
    Ok(rules)
}

/// Fees by payment method; without an account there is none.
pub(super) fn gateway_fees(given: BTreeMap<String, RawFee>) -> Result<BTreeMap<String, GatewayFee>, SettingsError> {
    let mut fees = BTreeMap::new();
    for (method, fee) in given {
        let Some(account) = chosen(fee.account.as_ref()) else {
            continue;
        };
        let percent = typed("payments.fees.percent", &fee.percent, FEE_PERCENT_BELOW)?;
        let fixed = typed("payments.fees.fixed", &fee.fixed, FEE_FIXED_BELOW)?;
        fees.insert(
            method,
            GatewayFee {
                account,
                percent,
                fixed,
            },
        );
    }
    Ok(fees)
}

/// At most two categories, as many as a line in Xero has.
pub(super) fn tracking_rules(given: Vec<RawTracking>) -> Result<Vec<TrackingRule>, SettingsError> {
    let mut tracking = Vec::new();
    for rule in given {
        let by = word(
            "tracking.by",
            rule.by.as_deref(),
            &[
                ("store", TrackingKey::Store),
                ("website", TrackingKey::Website),
                ("customer_group", TrackingKey::CustomerGroup),
            ],
        )?;
        let Some(category) = chosen(rule.category.as_ref()) else {
            continue;
        };
        tracking.push(TrackingRule {
            category,
            by: by.unwrap_or_default(),
            map: rule
                .map
                .0
                .into_iter()
                .filter(|(_, option)| !option.trim().is_empty())
                .collect(),
            otherwise: chosen(rule.default.as_ref()).unwrap_or_default(),
        });
    }
    if tracking.len() > 2 {
        return Err(bad("tracking", say::SETTING_TRACKING.into()));
    }
    Ok(tracking)
}
