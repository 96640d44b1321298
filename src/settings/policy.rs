//! Decides which setting holds for the records of a store view: the view's own, its website's, else everybody's.
//!
//! It checks nothing: what was read is right.

use std::collections::BTreeMap;

use super::raw::{Loose, RawDocuments, RawScope};
use super::words::{
    AMOUNTS, DOCUMENT_DATE, DUE_TERMS, LOCKS, PAYMENT_DATE, RATES, STATUSES, STORE_CREDIT, TAX_ROUNDING, UNPAID,
    ZERO_TOTALS, word,
};
use super::{Settings, chosen, days};
use crate::domain::policy::{
    Account, Accounts, Affix, ContactRules, DocumentRules, Due, DueTerms, Policy, SalesSource, TaxRate, TaxTable,
};
use crate::domain::shop::Store;
use crate::xero::catalogue::Catalogue;

/// When an invoice is due. As the organisation says, where these settings leave it to Xero and it says anything.
fn due(given: Loose, terms: Option<DueTerms>, sales_terms: Option<Due>) -> Due {
    let chosen = |terms| Due {
        days: days(given.0),
        terms,
    };
    match terms {
        Some(terms) => chosen(terms),
        None => sales_terms.unwrap_or(chosen(DueTerms::AfterDate)),
    }
}

impl Settings {
    /// Magento numbers the documents of each store view on its own: the nearest scope says what surrounds a number.
    fn affix(&self, store: &Store, entity: &str, prefix: &str) -> Affix {
        let raw = self.entities.get(entity);
        let scoped = || self.scopes(store).filter_map(|scope| scope.entities.0.get(entity));
        Affix {
            prefix: scoped()
                .find_map(|scope| scope.prefix.clone())
                .or_else(|| raw.and_then(|raw| raw.prefix.clone()))
                .unwrap_or_else(|| prefix.to_owned()),
            suffix: scoped()
                .find_map(|scope| scope.suffix.clone())
                .or_else(|| raw.and_then(|raw| raw.suffix.clone()))
                .unwrap_or_default(),
        }
    }

    /// Order statuses from which an order is sent; none: the shop did not choose.
    pub fn order_statuses(&self) -> &[String] {
        self.entities
            .get("orders")
            .map(|raw| raw.statuses.as_slice())
            .unwrap_or_default()
    }

    /// What a record's store view or website has otherwise, the nearest first.
    fn scopes<'a>(&'a self, store: &Store) -> impl Iterator<Item = &'a RawScope> + use<'a> {
        let of_store = self.stores.get(&store.id);
        of_store.into_iter().chain(self.websites.get(&store.website_id))
    }

    fn rule<T: Copy>(
        &self,
        store: &Store,
        words: &[(&str, T)],
        field: impl Fn(&RawDocuments) -> Option<&String>,
    ) -> Option<T> {
        let scoped = self.scopes(store).map(|scope| &scope.documents);
        scoped
            .chain(std::iter::once(&self.documents))
            .find_map(|documents| word("", field(documents).map(String::as_str), words).ok().flatten())
    }

    /// How buyers become contacts.
    pub fn contact_rules(&self) -> &ContactRules {
        &self.contacts
    }

    /// Whether documents of nothing are left out.
    pub fn skips_zero_totals(&self, store: &Store) -> bool {
        self.rule(store, ZERO_TOTALS, |documents| documents.zero_totals.as_ref())
            .unwrap_or(false)
    }

    /// Whether documents wait until the shop calls them paid.
    pub fn waits_for_payment(&self, store: &Store) -> bool {
        self.rule(store, UNPAID, |documents| documents.unpaid.as_ref())
            .unwrap_or(false)
    }

    fn document_rules(&self, store: &Store, sales_terms: Option<Due>) -> DocumentRules {
        let all = || {
            self.scopes(store)
                .map(|scope| &scope.documents)
                .chain(std::iter::once(&self.documents))
        };
        let mut by_method = BTreeMap::new();
        for documents in all() {
            for (method, given) in &documents.due_days_by_method.0 {
                // Days alone are counted from the invoice's date, whatever holds for other methods.
                let terms = word("", given.terms.as_deref(), DUE_TERMS).ok().flatten();
                let terms = terms.unwrap_or(Some(DueTerms::AfterDate));
                by_method
                    .entry(method.clone())
                    .or_insert_with(|| due(given.days, terms, sales_terms));
            }
        }
        let due_days = all().find_map(|documents| documents.due_days).unwrap_or_default();
        let terms = self
            .rule(store, DUE_TERMS, |documents| documents.due_terms.as_ref())
            .unwrap_or(Some(DueTerms::AfterDate));
        DocumentRules {
            status: self
                .rule(store, STATUSES, |documents| documents.status.as_ref())
                .unwrap_or_default(),
            credit_note_status: self
                .rule(store, STATUSES, |documents| documents.credit_note_status.as_ref())
                .unwrap_or_default(),
            reference: all()
                .find_map(|documents| chosen(documents.reference.as_ref()))
                .unwrap_or_default(),
            dated_by_order: self
                .rule(store, DOCUMENT_DATE, |documents| documents.date.as_ref())
                .unwrap_or(false),
            due: due(due_days, terms, sales_terms),
            due_by_method: by_method,
            branding_theme: all().find_map(|documents| chosen(documents.branding_theme.as_ref())),
            amounts: self
                .rule(store, AMOUNTS, |documents| documents.amounts.as_ref())
                .unwrap_or_default(),
            without_link: all().find_map(|documents| documents.link).is_some_and(|link| !link.0),
            lock_date: self
                .rule(store, LOCKS, |documents| documents.lock_date.as_ref())
                .unwrap_or_default(),
            hold_doubtful_rate: self
                .rule(store, RATES, |documents| documents.doubtful_rate.as_ref())
                .unwrap_or(false),
            payments_on_document_date: self
                .rule(store, PAYMENT_DATE, |documents| documents.payment_date.as_ref())
                .unwrap_or(false),
            store_credit_open: self
                .rule(store, STORE_CREDIT, |documents| documents.store_credit.as_ref())
                .unwrap_or(false),
            hold_tax_per_piece: self
                .rule(store, TAX_ROUNDING, |documents| documents.tax_rounding.as_ref())
                .unwrap_or(false),
        }
    }

    /// The parts of the organisation that these settings name, besides those that every document needs.
    pub fn names(&self) -> (bool, bool) {
        let themes = std::iter::once(&self.documents)
            .chain(
                self.websites
                    .values()
                    .chain(self.stores.values())
                    .map(|scope| &scope.documents),
            )
            .any(|documents| chosen(documents.branding_theme.as_ref()).is_some());
        (themes, !self.tracking.is_empty())
    }

    /// A store view for each scope that has settings of its own, after everybody's: with its words for people.
    pub fn scoped(&self) -> Vec<(String, Store)> {
        let website = |id: &String| Store {
            website_id: id.clone(),
            ..Store::default()
        };
        let view = |id: &String| Store {
            id: id.clone(),
            ..Store::default()
        };
        std::iter::once((String::new(), Store::default()))
            .chain(self.websites.keys().map(|id| (format!("website {id}"), website(id))))
            .chain(self.stores.keys().map(|id| (format!("store view {id}"), view(id))))
            .collect()
    }

    /// What the mapping needs for records of a store view, given what Xero offers.
    pub fn policy(&self, store: &Store, catalogue: &Catalogue) -> Policy {
        let account = |name: &str| {
            self.scopes(store)
                .find_map(|scope| chosen(scope.accounts.0.get(name).and_then(Option::as_ref)))
                .or_else(|| chosen(self.accounts.get(name).and_then(Option::as_ref)))
        };
        Policy {
            shop: self.shop.clone(),
            accounts: Accounts {
                bank: account("bank"),
                sales: account("sales"),
                shipping: account("shipping"),
                rounding: account("rounding"),
                adjustment: account("adjustment"),
                fixed_product_tax: account("fixed_product_tax"),
                inventory: account("inventory"),
                cost_of_goods: account("cogs"),
            },
            chart: catalogue
                .accounts
                .iter()
                .map(|account| Account {
                    id: account.id.clone(),
                    code: Some(account.code.clone()).filter(|code| !code.is_empty()),
                    name: account.name.clone(),
                    type_: account.kind.clone(),
                    class: account.class.clone(),
                    active: account.active(),
                    payments: account.payments,
                    system: Some(account.system.clone()).filter(|system| !system.is_empty()),
                    currency: Some(account.currency.clone()).filter(|currency| !currency.is_empty()),
                })
                .collect(),
            tax: TaxTable {
                automatic: self.tax.0,
                map: self.tax.1.clone(),
                rules: self.tax.2.clone(),
                rates: catalogue
                    .tax_rates
                    .iter()
                    .map(|rate| TaxRate {
                        tax_type: rate.kind.clone(),
                        name: rate.name.clone(),
                        rate: rate.rate,
                        active: rate.active(),
                        sales: rate.sales,
                        refused_on: rate.refused_on.clone(),
                    })
                    .collect(),
                country: Some(catalogue.organisation.country.clone()).filter(|code| !code.is_empty()),
            },
            currencies: catalogue.currencies.clone(),
            base_currency: catalogue.organisation.base_currency.clone(),
            lock_date: catalogue.organisation.lock_date,
            invoice_number: self.affix(
                store,
                if self.document == SalesSource::Order {
                    "orders"
                } else {
                    "invoices"
                },
                "",
            ),
            credit_note_number: self.affix(store, "creditmemos", "CM-"),
            document: self.document,
            payment_accounts: self.payments.clone(),
            payment_fees: self.fees.clone(),
            documents: self.document_rules(store, catalogue.organisation.sales_terms),
            contacts: self.contacts.clone(),
            inventory: self.inventory,
            total_accounts: self.totals.clone(),
            tracking: self.tracking.clone(),
        }
    }
}
