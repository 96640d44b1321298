//! Everything about the sandbox that can be turned: limits, delays, and each rule on which Xero's documentation is silent or contradicts itself.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Tier of the app, which decides the calls a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Plan {
    /// 1,000 calls a day per organisation.
    Starter,
    /// 5,000 calls a day per organisation.
    Core,
}

/// What happens to a `TaxAmount` sent on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaxAmountRule {
    /// Accepted only when it equals the calculation.
    Equal,
    /// Replaces the calculation.
    Override,
    /// Always a validation error.
    Refuse,
}

/// Where the errors of a line are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineErrors {
    /// In the element's list.
    Element,
    /// In the line's list.
    Line,
    /// In both.
    Both,
}

/// What happens to a document for a contact that was merged into another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MergedContacts {
    /// Refused, as for any archived contact.
    Refuse,
    /// Made out to the contact that is left.
    Follow,
}

/// All switches, with Xero's documented behaviour as the default.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Whether calls are limited at all. The Remaining headers are sent either way.
    pub limits: bool,
    pub plan: Plan,
    pub concurrent_limit: u32,
    pub minute_limit: u32,
    /// Calls a day; null follows the plan.
    pub day_limit: Option<u32>,
    pub app_minute_limit: u32,
    /// Whether calls answered with 429 use up the windows too.
    pub count_refused: bool,
    /// Waiting before a call is processed.
    pub latency_ms: u64,
    /// Waiting after a call was processed and before it is answered.
    pub latency_after_ms: u64,
    /// Whether a used refresh token works for 30 more minutes.
    pub grace: bool,
    pub idempotency: bool,
    pub idempotency_seconds: i64,
    pub body_limit: usize,
    /// Most elements in one request, all endpoints; 0 for none (items always 500, accounts and tax rates one).
    pub max_elements: usize,
    /// Whether invoices and credit notes share one sequence of numbers and its uniqueness.
    pub shared_numbers: bool,
    /// Whether the number of a voided document stays taken.
    pub voided_numbers_taken: bool,
    /// Whether the number of a deleted draft stays taken.
    pub deleted_numbers_taken: bool,
    /// Whether contact names must be unique among active contacts.
    pub unique_contact_names: bool,
    /// Whether a contact can be archived, and made active again, through the API.
    pub archive_contacts: bool,
    pub unarchive_contacts: bool,
    pub merged_contacts: MergedContacts,
    /// Whether a sent list of addresses or phones replaces all of them, or only those of the types it has.
    pub contact_lists_replace: bool,
    /// Whether a bank account in another currency than the document's and the base currency refuses its payments.
    pub bank_currencies: bool,
    /// Whether more of a tracked item may be sold than there is.
    pub sell_below_stock: bool,
    /// Sales invoices that may be approved per calendar month; null for no cap.
    pub approvals_per_month: Option<u32>,
    /// A warning that every element written comes back with; null for none.
    pub warning: Option<String>,
    pub tax_amount: TaxAmountRule,
    /// Whether an approved document over nothing is PAID at once.
    pub zero_total_paid: bool,
    /// Whether one bad element undoes the whole call when errors are summarised.
    pub batch_atomic: bool,
    /// Value of summarizeErrors when it is not sent.
    pub summarize_errors_default: bool,
    pub line_errors: LineErrors,
    /// Whether items may be written with accounting.invoices alone.
    pub items_with_invoices_scope: bool,
    /// Whether a compound rate is applied with all its digits instead of the four that are published.
    pub exact_compound_rates: bool,
    /// Whether unknown and read-only properties, nulls and numbers as texts are refused, instead of counted only.
    pub strict_fields: bool,
    /// Whether JSON strings are taken for numbers (they are listed under /sandbox/counts either way).
    pub accept_string_numbers: bool,
    /// Whether a read that finds nothing newer than If-Modified-Since is answered 304.
    pub not_modified_304: bool,
    /// Percentage of values in replies that are disturbed harmlessly: unknown fields, unknown enum values, numbers as strings.
    pub noise: u32,
    /// Seed of the noise.
    pub noise_seed: u64,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            limits: true,
            plan: Plan::Starter,
            concurrent_limit: 5,
            minute_limit: 60,
            day_limit: None,
            app_minute_limit: 10_000,
            count_refused: false,
            latency_ms: 0,
            latency_after_ms: 0,
            grace: true,
            idempotency: true,
            idempotency_seconds: 360,
            body_limit: 10 * 1024 * 1024,
            max_elements: 0,
            shared_numbers: false,
            voided_numbers_taken: true,
            deleted_numbers_taken: true,
            unique_contact_names: true,
            archive_contacts: true,
            unarchive_contacts: true,
            merged_contacts: MergedContacts::Refuse,
            contact_lists_replace: true,
            bank_currencies: true,
            sell_below_stock: false,
            approvals_per_month: None,
            warning: None,
            tax_amount: TaxAmountRule::Equal,
            zero_total_paid: true,
            batch_atomic: true,
            summarize_errors_default: true,
            line_errors: LineErrors::Both,
            items_with_invoices_scope: false,
            exact_compound_rates: false,
            strict_fields: false,
            accept_string_numbers: true,
            not_modified_304: false,
            noise: 0,
            noise_seed: 1,
        }
    }
}

impl Switches {
    pub fn calls_per_day(&self) -> u32 {
        self.day_limit.unwrap_or(match self.plan {
            Plan::Starter => 1_000,
            Plan::Core => 5_000,
        })
    }

    /// Takes over the members of a JSON object; an unknown name or a wrong type changes nothing and is told.
    pub fn patch(&mut self, changes: &Value) -> Result<(), String> {
        let Value::Object(changes) = changes else {
            return Err("expected a JSON object".to_owned());
        };
        let Ok(Value::Object(mut all)) = serde_json::to_value(&*self) else {
            return Err("switches cannot be read".to_owned());
        };
        for (name, value) in changes {
            all.insert(name.clone(), value.clone());
        }
        *self = serde_json::from_value(Value::Object(all)).map_err(|e| e.to_string())?;
        Ok(())
    }

    /// Takes `name=value`, where the value is JSON or a bare word.
    pub fn set(&mut self, assignment: &str) -> Result<(), String> {
        let (name, value) = assignment.split_once('=').ok_or("expected name=value")?;
        let value = match value {
            "on" => Value::Bool(true),
            "off" => Value::Bool(false),
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
        };
        let mut changes = serde_json::Map::new();
        changes.insert(name.to_owned(), value);
        self.patch(&Value::Object(changes))
    }
}
