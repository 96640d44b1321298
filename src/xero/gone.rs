//! Names of what Xero listed once and lists no more: a mapping may still hold its code, and nobody knows a code by heart.

use serde_json::{Map, Value, json};

use super::catalogue::{BRANDING_THEMES, Catalogue, TRACKING};

/// So many names of a list are remembered.
const MOST: usize = 5_000;

fn named<'a>(id: &'a str, name: &str) -> (&'a str, Value) {
    (id, json!({ "id": id, "name": name }))
}

/// The lists whose entries settings hold: each entry with the value that settings have of it.
fn listed(catalogue: &Catalogue) -> [(&'static str, Vec<(&str, Value)>); 4] {
    let accounts = catalogue.accounts.iter().map(|account| {
        let value = if account.code.is_empty() {
            &account.id
        } else {
            &account.code
        };
        let facts = json!({ "id": account.id, "code": account.code, "name": account.name });
        (value.as_str(), facts)
    });
    let rates = catalogue.tax_rates.iter().map(|rate| {
        let facts = json!({ "type": rate.kind, "name": rate.name, "rate": rate.rate.normalize().to_string() });
        (rate.kind.as_str(), facts)
    });
    let themes = catalogue.branding_themes.iter().map(|(id, name)| named(id, name));
    let tracking = catalogue.tracking.iter().flat_map(|category| {
        let options = category.options.iter().map(|(id, name)| named(id, name));
        std::iter::once(named(&category.id, &category.name)).chain(options)
    });
    [
        ("accounts", accounts.collect()),
        ("tax_rates", rates.collect()),
        (BRANDING_THEMES, themes.collect()),
        (TRACKING, tracking.collect()),
    ]
}

/// Adds to `known` what an answer names. Whether that added or changed anything.
pub fn remember(known: &mut Value, part: &str, answer: &Value) -> bool {
    let mut seen = Catalogue::default();
    seen.take(part, answer);
    if !known.is_object() {
        *known = Value::Object(Map::new());
    }
    let before = known.clone();
    let Some(lists) = known.as_object_mut() else {
        return false;
    };
    for (list, entries) in listed(&seen) {
        let names = lists.entry(list).or_insert_with(|| Value::Object(Map::new()));
        let Some(names) = names.as_object_mut() else {
            continue;
        };
        for (value, facts) in entries {
            if !value.is_empty() && (names.len() < MOST || names.contains_key(value)) {
                names.insert(value.to_owned(), facts);
            }
        }
    }
    *known != before
}

/// What is known by name and not listed any more, by list.
pub fn gone(known: &Value, catalogue: &Catalogue) -> Value {
    let mut all = Map::new();
    for (list, entries) in listed(catalogue) {
        let names = known.get(list).and_then(Value::as_object);
        let missing = names
            .into_iter()
            .flatten()
            .filter(|(value, _)| !entries.iter().any(|(listed, _)| listed == value));
        all.insert(list.to_owned(), missing.map(|(_, facts)| facts.clone()).collect());
    }
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(types: &[(&str, &str)]) -> Value {
        let rates = types.iter().map(|(kind, name)| {
            json!({ "TaxType": kind, "Name": name, "EffectiveRate": 20.0, "Status": "ACTIVE", "CanApplyToRevenue": true })
        });
        json!({ "TaxRates": rates.collect::<Vec<_>>() })
    }

    #[test]
    fn what_is_listed_no_more_keeps_its_last_name() {
        let mut known = Value::Null;
        assert!(remember(
            &mut known,
            "tax_rates",
            &rates(&[("OUTPUT2", "Standard"), ("TAX9", "Old name")])
        ));
        assert!(remember(
            &mut known,
            "tax_rates",
            &rates(&[("OUTPUT2", "Standard"), ("TAX9", "New name")])
        ));
        let last = rates(&[("OUTPUT2", "Standard")]);
        assert!(!remember(&mut known, "tax_rates", &last), "nothing new");
        let mut catalogue = Catalogue::default();
        catalogue.take("tax_rates", &last);
        assert_eq!(
            gone(&known, &catalogue),
            json!({
                "accounts": [], "branding_themes": [], "tracking": [],
                "tax_rates": [{ "type": "TAX9", "name": "New name", "rate": "20" }],
            })
        );
        catalogue.take("tax_rates", &rates(&[("TAX9", "Back again"), ("OUTPUT2", "Standard")]));
        assert_eq!(gone(&known, &catalogue)["tax_rates"], json!([]));
    }

    #[test]
    fn an_account_goes_by_its_code_and_a_bank_by_its_id() {
        let mut known = Value::Null;
        let chart = json!({ "Accounts": [
            { "AccountID": "a1", "Code": "200", "Name": "Sales" }, { "AccountID": "b1", "Name": "Bank" },
        ] });
        remember(&mut known, "accounts", &chart);
        let mut catalogue = Catalogue::default();
        catalogue.take(
            "accounts",
            &json!({ "Accounts": [{ "AccountID": "a2", "Code": "200", "Name": "Other sales" }] }),
        );
        let found = gone(&known, &catalogue);
        // The code is in use: it names the account that has it now.
        assert_eq!(found["accounts"], json!([{ "id": "b1", "code": "", "name": "Bank" }]));
    }

    #[test]
    fn options_of_tracking_and_themes_are_known_by_their_ids() {
        let mut known = Value::Null;
        let tracking = json!({ "TrackingCategories": [{ "TrackingCategoryID": "t1", "Name": "Region", "Status": "ACTIVE",
            "Options": [{ "TrackingOptionID": "o1", "Name": "North", "Status": "ACTIVE" }] }] });
        remember(&mut known, TRACKING, &tracking);
        remember(
            &mut known,
            BRANDING_THEMES,
            &json!({ "BrandingThemes": [{ "BrandingThemeID": "b1", "Name": "Blue" }] }),
        );
        let found = gone(&known, &Catalogue::default());
        assert_eq!(found[BRANDING_THEMES], json!([{ "id": "b1", "name": "Blue" }]));
        assert_eq!(
            found[TRACKING],
            json!([{ "id": "t1", "name": "Region" }, { "id": "o1", "name": "North" }])
        );
    }

    #[test]
    fn names_without_end_are_not_kept() {
        let mut known = Value::Null;
        let many: Vec<Value> = (0..MOST + 10)
            .map(|i| json!({ "BrandingThemeID": format!("b{i}"), "Name": "x" }))
            .collect();
        remember(&mut known, BRANDING_THEMES, &json!({ "BrandingThemes": many }));
        assert_eq!(known[BRANDING_THEMES].as_object().map(Map::len), Some(MOST));
    }
}
