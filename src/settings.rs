//! Defines the checked settings of a connection (docs/settings.md); as the shop wrote them they are in `raw`.
//!
//! It knows no scopes: which setting holds for a store view is decided in `policy`. It stores nothing.

mod belonging;
mod policy;
mod range;
mod raw;
mod tables;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

pub use self::belonging::{Candidate, Place};
use self::range::{BATCH_SIZE, DAY_LIMIT, DUE_DAYS};
use self::raw::{Raw, RawDocuments, RawEntity, RawScope};
use self::tables::{gateway_fees, tax_rules, tracking_rules};
use self::words::word;
use crate::domain::policy::{ContactRules, GatewayFee, Guests, SalesSource, TaxRule, TrackingRule};
use crate::message::{Message, say};
use crate::secret::{Secret, fingerprint};

pub use range::ranges;

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SettingsError {
    /// The field.
    pub field: String,
    /// For people.
    pub message: Message,
}

/// Checked settings of one connection.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Name for people.
    pub name: String,
    /// Whether it is a Custom Connection.
    pub custom: bool,
    /// The app's id; empty when nothing is configured.
    pub client_id: String,
    /// Short code of the shop.
    pub shop: String,
    /// First day whose documents are sent.
    pub start_date: Option<NaiveDate>,
    /// Which document is the sale.
    pub document: SalesSource,
    /// Elements per call, 1 to 50.
    pub batch_size: u32,
    /// Calls a day; 0: learn.
    pub day_limit: i64,
    /// Fingerprint of everything that decides what becomes of a record.
    pub hash: String,
    /// What an archived contact's documents do: restored (true) or held.
    pub restore_contacts: bool,
    /// Which contact of Xero a new customer becomes.
    pub matching: Matching,
    entities: BTreeMap<String, RawEntity>,
    accounts: BTreeMap<String, Option<String>>,
    websites: BTreeMap<String, RawScope>,
    stores: BTreeMap<String, RawScope>,
    tax: (bool, BTreeMap<String, String>, Vec<TaxRule>),
    payments: BTreeMap<String, String>,
    fees: BTreeMap<String, GatewayFee>,
    totals: BTreeMap<String, String>,
    contacts: ContactRules,
    inventory: bool,
    tracking: Vec<TrackingRule>,
    documents: RawDocuments,
}

/// Which contact of Xero a new customer becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matching {
    /// The one with our number.
    Number,
    /// Else the only active one of that e-mail address that has no number.
    #[default]
    Email,
    /// Else the only active one of that name that has neither number nor e-mail address.
    Name,
}

fn days(given: i64) -> u32 {
    u32::try_from(DUE_DAYS.nearest(given)).unwrap_or(0)
}

fn chosen(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn bad(field: &str, message: Message) -> SettingsError {
    SettingsError {
        field: field.to_owned(),
        message,
    }
}

/// The first day whose documents are sent: the day of what was given.
fn start_date(given: Option<&str>) -> Result<Option<NaiveDate>, SettingsError> {
    match given.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text
            .get(..10)
            .and_then(|day| day.parse().ok())
            .map(Some)
            .ok_or_else(|| bad("start_date", say::SETTING_START_DATE.with(text))),
    }
}

impl Settings {
    /// Checks a settings document.
    ///
    /// # Errors
    /// [`SettingsError`] with the field and a sentence.
    pub fn read(document: &Value) -> Result<Self, SettingsError> {
        let raw: Raw = serde_json::from_value(document.clone())
            .map_err(|error| bad("", say::SETTINGS_UNREADABLE.with(error.to_string())))?;
        let custom = match raw.kind.as_deref().unwrap_or("web_app") {
            "web_app" | "" => false,
            "custom" => true,
            other => {
                return Err(bad("type", say::SETTING_TYPE.with(other)));
            }
        };
        let sales = match raw.document.as_deref().unwrap_or("invoice") {
            "invoice" | "" => SalesSource::Invoice,
            "order" => SalesSource::Order,
            other => {
                return Err(bad("document", say::SETTING_DOCUMENT.with(other)));
            }
        };
        let start_date = start_date(raw.start_date.as_deref())?;
        raw.documents.check()?;
        for scope in raw.websites.0.values().chain(raw.stores.0.values()) {
            scope.documents.check()?;
        }
        let guests = word(
            "contacts.guests",
            raw.contacts.guests.as_deref(),
            &[
                ("email", Guests::Email),
                ("single", Guests::Single),
                ("each", Guests::Each),
            ],
        )?;
        let company_name = word(
            "contacts.name",
            raw.contacts.name.as_deref(),
            &[("person", false), ("company", true)],
        )?;
        let restore = word(
            "contacts.archived",
            raw.contacts.archived.as_deref(),
            &[("restore", true), ("hold", false)],
        )?;
        let matching = word(
            "contacts.match",
            raw.contacts.matching.as_deref(),
            &[
                ("number", Matching::Number),
                ("email", Matching::Email),
                ("name", Matching::Name),
            ],
        )?;
        let rules = tax_rules(raw.tax.rules)?;
        let fees = gateway_fees(raw.payments.fees.0)?;
        let tracking = tracking_rules(raw.tracking)?;
        let mut relevant = document.clone();
        if let Some(map) = relevant.as_object_mut() {
            for field in ["client_secret", "name", "admin_url", "batch_size", "day_limit"] {
                map.remove(field);
            }
        }
        Ok(Self {
            name: raw.name.unwrap_or_default(),
            custom,
            client_id: raw.client_id.unwrap_or_default().trim().to_owned(),
            shop: Some(raw.shop.unwrap_or_default().trim().to_owned())
                .filter(|shop| !shop.is_empty())
                .unwrap_or_else(|| "M2".to_owned()),
            start_date,
            document: sales,
            batch_size: Some(raw.batch_size.0)
                .filter(|size| BATCH_SIZE.has(*size))
                .and_then(|size| u32::try_from(size).ok())
                .unwrap_or(50),
            day_limit: DAY_LIMIT.nearest(raw.day_limit.0),
            hash: fingerprint(&[relevant.to_string().as_bytes()]),
            restore_contacts: restore.unwrap_or(true),
            matching: matching.unwrap_or_default(),
            entities: raw.entities,
            accounts: raw.accounts.0,
            websites: raw.websites.0,
            stores: raw.stores.0,
            tax: (raw.tax.automatic.0, raw.tax.map.0, rules),
            payments: raw.payments.map.0,
            fees,
            totals: raw.totals.map.0,
            contacts: ContactRules {
                guests: guests.unwrap_or_default(),
                guest_name: chosen(raw.contacts.guest_name.as_ref()).unwrap_or_else(|| "Guest customers".to_owned()),
                company_name: company_name.unwrap_or(false),
            },
            inventory: raw.items.inventory.is_some_and(|switch| switch.0),
            tracking,
            documents: RawDocuments {
                due_days: raw.documents.due_days.or(Some(raw.due_days)),
                ..raw.documents
            },
        })
    }

    /// The settings document without its secret, and the secret.
    pub fn split_secret(document: &Value) -> (Value, Secret) {
        let mut public = document.clone();
        let secret = public
            .as_object_mut()
            .and_then(|map| map.remove("client_secret"))
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default();
        (public, Secret::new(secret))
    }

    /// Whether an entity (customers, products, orders, invoices, creditmemos, payments) is switched on.
    pub fn enabled(&self, entity: &str) -> bool {
        self.entities.get(entity).is_none_or(|raw| raw.enabled.0)
    }

    /// Whether an entity is sent as soon as it happens.
    pub fn immediate(&self, entity: &str) -> bool {
        self.entities
            .get(entity)
            .is_some_and(|raw| raw.mode.as_deref() == Some("immediately"))
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::domain::policy::{Due, DueTerms, LockPolicy, PostStatus};
    use crate::domain::shop::Store;
    use crate::xero::catalogue::Catalogue;
    use serde_json::json;

    fn store(id: &str, website_id: &str) -> Store {
        Store {
            id: id.into(),
            website_id: website_id.into(),
            ..Store::default()
        }
    }

    #[test]
    fn values_as_php_writes_them_are_understood() {
        let settings = Settings::read(&json!({
            "client_id": " abc ", "type": "custom", "start_date": "2026-01-02 00:00:00", "batch_size": "500",
            "entities": {"customers": {"enabled": "0"}, "invoices": {"enabled": 1, "mode": "immediately"}},
            "tax": {"automatic": "1", "map": ["NONE"]}, "payments": {"map": []}, "websites": [],
            "accounts": {"sales": "200", "bank": null}
        }))
        .unwrap();
        assert!(settings.custom && settings.client_id == "abc" && settings.batch_size == 50);
        assert!(!settings.enabled("customers") && settings.enabled("payments"));
        assert!(settings.immediate("invoices") && !settings.immediate("payments"));
        assert_eq!(settings.start_date, Some("2026-01-02".parse().unwrap()));
        assert_eq!(settings.tax.1.get("0").map(String::as_str), Some("NONE"));
        assert_eq!(
            settings
                .policy(&store("1", "1"), &Catalogue::default())
                .accounts
                .sales
                .as_deref(),
            Some("200")
        );
    }

    #[test]
    fn numbers_beyond_their_range_are_brought_there_or_refused() {
        let settings = Settings::read(&json!({
            "due_days": 5_000, "day_limit": -1, "batch_size": 0, "documents": {"due_days_by_method": {"checkmo": 366}}
        }))
        .unwrap();
        let policy = settings.policy(&store("1", "1"), &Catalogue::default());
        let most = Due {
            days: 365,
            ..Due::default()
        };
        assert_eq!(
            (policy.documents.due, settings.day_limit, settings.batch_size),
            (most, 0, 50)
        );
        assert_eq!(policy.documents.due_by_method.get("checkmo"), Some(&most));
        for (column, value, taken) in [
            ("percent", "99.99", true),
            ("percent", "100", false),
            ("percent", "-1", false),
            ("fixed", "999,99", true),
            ("fixed", "1000", false),
        ] {
            let fees = json!({"payments": {"fees": {"paypal": {"account": "404", column: value}}}});
            assert_eq!(Settings::read(&fees).is_ok(), taken, "{column} {value}");
        }
    }

    #[test]
    fn a_website_may_choose_other_accounts() {
        let settings = Settings::read(&json!({
            "accounts": {"sales": "200", "bank": "090"}, "websites": {"2": {"accounts": {"sales": "210", "bank": ""}}}
        }))
        .unwrap();
        let policy = settings.policy(&store("5", "2"), &Catalogue::default());
        assert_eq!(policy.accounts.sales.as_deref(), Some("210"));
        assert_eq!(policy.accounts.bank.as_deref(), Some("090"));
    }

    #[test]
    fn the_nearest_scope_decides_each_rule_of_documents() {
        let settings = Settings::read(&json!({
            "documents": {"status": "draft", "due_days": "14", "due_days_by_method": {"cod": 3, "bank": 5}, "lock_date": "draft", "link": "0"},
            "websites": {"2": {"documents": {"status": "submitted", "due_days_by_method": {"cod": 7}}}},
            "stores": {"5": {"accounts": {"sales": "250"}, "documents": {"status": "authorised", "unpaid": "wait"}}},
        }))
        .unwrap();
        let at = |id, website| settings.policy(&store(id, website), &Catalogue::default());
        assert_eq!(at("1", "1").documents.status, PostStatus::Draft);
        assert_eq!(at("4", "2").documents.status, PostStatus::Submitted);
        let near = at("5", "2");
        assert_eq!(near.documents.status, PostStatus::Authorised);
        assert_eq!(
            (
                near.documents.due.days,
                near.documents.due_by_method["cod"].days,
                near.documents.due_by_method["bank"].days
            ),
            (14, 7, 5)
        );
        assert_eq!(near.accounts.sales.as_deref(), Some("250"));
        assert!(near.documents.without_link && near.documents.lock_date == LockPolicy::Draft);
        assert!(settings.waits_for_payment(&store("5", "2")) && !settings.waits_for_payment(&store("4", "2")));
        assert!(settings.order_statuses().is_empty());
    }

    #[test]
    fn the_nearest_scope_decides_when_an_invoice_is_due_and_xero_where_it_is_left_to_it() {
        let settings = Settings::read(&json!({
            "documents": {"due_days": 14, "due_days_by_method": {"bank": {"days": "20", "terms": "of_following_month"}, "cod": 3, "po": {"days": 7, "terms": "xero"}}},
            "websites": {"2": {"documents": {"due_terms": "xero", "date": "order"}}},
            "stores": {"5": {"documents": {"due_terms": "after_month"}}},
        }))
        .unwrap();
        let mut catalogue = Catalogue::default();
        let due = |days, terms| Due { days, terms };
        let at = |id, website, catalogue: &Catalogue| settings.policy(&store(id, website), catalogue).documents;
        for (id, website, of_all) in [
            ("1", "1", due(14, DueTerms::AfterDate)),
            ("5", "2", due(14, DueTerms::AfterMonth)),
            // The organisation does not say.
            ("4", "2", due(14, DueTerms::AfterDate)),
        ] {
            let rules = at(id, website, &catalogue);
            assert_eq!(rules.due, of_all, "{id} {website}");
            assert_eq!(rules.due_by_method["bank"], due(20, DueTerms::OfFollowingMonth));
            assert_eq!(rules.due_by_method["cod"], due(3, DueTerms::AfterDate));
            assert_eq!(rules.due_by_method["po"], due(7, DueTerms::AfterDate));
            assert_eq!(rules.dated_by_order, website == "2");
        }
        catalogue.organisation.sales_terms = Some(due(9, DueTerms::OfCurrentMonth));
        let rules = at("4", "2", &catalogue);
        assert_eq!(
            (rules.due, rules.due_by_method["po"]),
            (due(9, DueTerms::OfCurrentMonth), due(9, DueTerms::OfCurrentMonth))
        );
        assert_eq!(at("1", "1", &catalogue).due, due(14, DueTerms::AfterDate));
        for documents in [
            json!({"due_terms": "someday"}),
            json!({"date": "tomorrow"}),
            json!({"due_days_by_method": {"cod": {"days": 1, "terms": "someday"}}}),
        ] {
            assert!(Settings::read(&json!({"documents": documents})).is_err(), "{documents}");
        }
    }

    #[test]
    fn the_nearest_scope_decides_what_surrounds_a_number() {
        let settings = Settings::read(&json!({
            "entities": {"invoices": {"prefix": "WEB-"}, "creditmemos": {"prefix": "CM-", "suffix": "-C"}},
            "websites": {"2": {"entities": {"invoices": {"prefix": "EU-", "suffix": "-E"}}}},
            "stores": {"5": {"entities": {"invoices": {"prefix": "FR-"}, "creditmemos": {"prefix": ""}}}, "6": {"entities": []}},
        }))
        .unwrap();
        for (store, website, invoice, memo) in [
            ("1", "1", "WEB-7", "CM-7-C"),
            ("4", "2", "EU-7-E", "CM-7-C"),
            ("5", "2", "FR-7-E", "7-C"),
            ("6", "2", "EU-7-E", "CM-7-C"),
        ] {
            let policy = settings.policy(&self::store(store, website), &Catalogue::default());
            assert_eq!(
                (policy.invoice_number.apply("7"), policy.credit_note_number.apply("7")),
                (invoice.to_owned(), memo.to_owned()),
                "{store}"
            );
        }
    }

    #[test]
    fn fees_rules_and_tracking_are_checked() {
        let settings = Settings::read(&json!({
            "payments": {"fees": {"paypal": {"account": "404", "percent": "2,9", "fixed": 0.3}, "cod": {"account": "", "percent": "1"}}},
            "tax": {"rules": [{"rate": "0", "country": "de", "vat_number": true, "tax_type": "ECZROUTPUT"}, {"rate": "20", "tax_type": ""}]},
            "tracking": [{"category": "a", "by": "website", "map": {"1": "x", "2": ""}}, {"category": ""}],
        }))
        .unwrap();
        let policy = settings.policy(&store("1", "1"), &Catalogue::default());
        assert_eq!(policy.payment_fees["paypal"].percent, Decimal::new(29, 1));
        assert_eq!(policy.payment_fees.len(), 1);
        assert_eq!(
            (policy.tax.rules.len(), policy.tax.rules[0].country.as_str()),
            (1, "DE")
        );
        assert_eq!((policy.tracking.len(), policy.tracking[0].map.len()), (1, 1));
        for (document, field) in [
            (
                json!({"payments": {"fees": {"x": {"account": "404", "percent": "-1"}}}}),
                "payments.fees.percent",
            ),
            (
                json!({"stores": {"1": {"documents": {"lock_date": "never"}}}}),
                "documents.lock_date",
            ),
            (json!({"contacts": {"guests": "none"}}), "contacts.guests"),
            (
                json!({"tracking": [{"category": "a"}, {"category": "b"}, {"category": "c"}]}),
                "tracking",
            ),
        ] {
            assert_eq!(Settings::read(&document).unwrap_err().field, field);
        }
    }

    #[test]
    fn nonsense_is_refused_with_the_field() {
        assert_eq!(Settings::read(&json!({"type": "magic"})).unwrap_err().field, "type");
        assert_eq!(
            Settings::read(&json!({"start_date": "soon"})).unwrap_err().field,
            "start_date"
        );
        assert_eq!(
            Settings::read(&json!({"document": "quote"})).unwrap_err().field,
            "document"
        );
    }

    #[test]
    fn the_secret_does_not_stay_in_the_document() {
        let (public, secret) = Settings::split_secret(&json!({"client_id": "a", "client_secret": "s3"}));
        assert_eq!(secret.reveal(), "s3");
        assert!(!public.to_string().contains("s3"));
    }
}
