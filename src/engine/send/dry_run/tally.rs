//! Decides how the outcomes of a dry run are counted: by kind, outcome, code, what is missing and currency, with a few examples of each.
//!
//! Pure. Two tallies make one, in whatever portions the shop was read.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::message::Message;
use crate::xero::{decimal, text};

/// Examples of each outcome.
const EXAMPLES: usize = 5;
/// Things that are missing for one reason, each named; of the others only the number is told.
const SUBJECTS: usize = 50;

/// What would become of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It would be sent, equal to the cent.
    Sent,
    /// It would be sent with a line for rounding.
    Rounded,
    /// It would be held: a person must act.
    Held,
    /// Xero is asked before anything is sent; nobody can say here what it answers.
    Asks,
    /// It is in Xero already.
    InXero,
    /// It is in Xero, and would be sent otherwise today.
    Differs,
    /// There is nothing to book.
    Skipped,
    /// The settings keep it in the shop, or a person took it out.
    LeftOut,
    /// It could not be read.
    Refused,
}

impl Outcome {
    const ALL: [Self; 9] = [
        Self::Sent,
        Self::Rounded,
        Self::Held,
        Self::Asks,
        Self::InXero,
        Self::Differs,
        Self::Skipped,
        Self::LeftOut,
        Self::Refused,
    ];

    /// Its stable name.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Rounded => "rounded",
            Self::Held => "held",
            Self::Asks => "asks_xero",
            Self::InXero => "in_xero",
            Self::Differs => "differs",
            Self::Skipped => "skipped",
            Self::LeftOut => "left_out",
            Self::Refused => "refused",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == code)
    }
}

/// What outcomes are counted by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    kind: String,
    outcome: String,
    code: String,
    currency: String,
    subject: String,
}

/// Records of one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Sum {
    count: u64,
    amount: Decimal,
    /// The largest line for rounding.
    most: Decimal,
    /// The first message with its fix, for people.
    words: Value,
    examples: Vec<Value>,
}

/// What a record would become, to be counted.
#[derive(Debug, Clone)]
pub(super) struct Counted<'a> {
    /// Contact, item, invoice …; of what makes no job, the kind of record in the shop.
    pub(super) kind: &'a str,
    pub(super) outcome: Outcome,
    pub(super) code: &'a str,
    pub(super) subject: &'a str,
    pub(super) currency: &'a str,
    pub(super) amount: Decimal,
    pub(super) rounding: Decimal,
    pub(super) message: &'a Message,
    pub(super) fix: &'a Message,
    pub(super) entity: &'a str,
    pub(super) entity_id: &'a str,
    pub(super) number: &'a str,
}

/// Outcomes, counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    read: u64,
    rows: BTreeMap<Key, Sum>,
}

fn words(message: &Message, fix: &Message) -> Value {
    if message.is_empty() {
        return Value::Null;
    }
    json!({ "message": message, "message_data": message.data(), "fix": fix, "fix_data": fix.data() })
}

impl Tally {
    pub(super) fn of(read: usize) -> Self {
        Self {
            read: u64::try_from(read).unwrap_or(u64::MAX),
            rows: BTreeMap::new(),
        }
    }

    pub(super) fn count(&mut self, one: &Counted<'_>) {
        let said = words(one.message, one.fix);
        let key = Key {
            kind: one.kind.to_owned(),
            outcome: one.outcome.as_str().to_owned(),
            code: one.code.to_owned(),
            currency: one.currency.to_owned(),
            subject: one.subject.to_owned(),
        };
        let mut example = json!({
            "entity": one.entity, "entity_id": one.entity_id, "number": one.number, "amount": one.amount.to_string(),
        });
        if let (Some(example), Some(said)) = (example.as_object_mut(), said.as_object()) {
            example.extend(said.clone());
        }
        let sum = Sum {
            count: 1,
            amount: one.amount,
            most: one.rounding.abs(),
            words: said,
            examples: vec![example],
        };
        self.add(key, sum);
    }

    fn add(&mut self, key: Key, sum: Sum) {
        let key = self.named(key);
        let row = self.rows.entry(key).or_default();
        row.count += sum.count;
        row.amount += sum.amount;
        row.most = row.most.max(sum.most);
        if row.words.is_null() {
            row.words = sum.words;
        }
        let free = EXAMPLES - row.examples.len().min(EXAMPLES);
        row.examples.extend(sum.examples.into_iter().take(free));
    }

    /// Past the first things that are missing, one is not named any more.
    fn named(&self, key: Key) -> Key {
        if key.subject.is_empty() || self.rows.contains_key(&key) {
            return key;
        }
        let others = Key {
            subject: String::new(),
            ..key.clone()
        };
        let like = |known: &&Key| {
            (&known.kind, &known.outcome, &known.code, &known.currency)
                == (&key.kind, &key.outcome, &key.code, &key.currency)
        };
        let known = self
            .rows
            .range(&others..)
            .map(|(known, _)| known)
            .take_while(like)
            .count();
        if known < SUBJECTS { key } else { others }
    }

    /// Both together.
    #[must_use]
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.read += other.read;
        for (key, sum) in other.rows {
            self.add(key, sum);
        }
        self
    }

    /// For PHP, which hands it back with the next portion.
    pub(super) fn to_json(&self) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|(key, sum)| {
                let mut row = json!({
                    "kind": key.kind, "outcome": key.outcome, "code": key.code, "subject": key.subject, "currency": key.currency,
                    "count": sum.count, "amount": sum.amount.to_string(), "most": sum.most.normalize().to_string(), "examples": sum.examples,
                });
                if let (Some(row), Some(said)) = (row.as_object_mut(), sum.words.as_object()) {
                    row.extend(said.clone());
                }
                row
            })
            .collect();
        json!({ "read": self.read, "rows": rows })
    }

    /// From what [`Self::to_json`] made; `None` when it is something else.
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_u64);
        let mut tally = Self::default();
        if value.is_null() {
            return Some(tally);
        }
        tally.read = number(value, "read")?;
        for row in value.get("rows")?.as_array()? {
            let key = Key {
                kind: text(row, "kind"),
                outcome: Outcome::from_code(&text(row, "outcome"))?.as_str().to_owned(),
                code: text(row, "code"),
                currency: text(row, "currency"),
                subject: text(row, "subject"),
            };
            let said = |name: &str| row.get(name).cloned().unwrap_or_default();
            let sum = Sum {
                count: number(row, "count")?,
                amount: decimal(row, "amount")?,
                most: decimal(row, "most")?,
                words: match row.get("message") {
                    None => Value::Null,
                    Some(message) => json!({
                        "message": message, "message_data": said("message_data"), "fix": said("fix"), "fix_data": said("fix_data"),
                    }),
                },
                examples: row.get("examples")?.as_array()?.clone(),
            };
            tally.rows.insert(key, sum);
        }
        Some(tally)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::say;

    fn one<'a>(outcome: Outcome, code: &'a str, subject: &'a str, amount: &str, number: &'a str) -> Tally {
        let mut tally = Tally::of(1);
        let message = if code.is_empty() {
            Message::default()
        } else {
            say::ORDERS_ARE_SALES.into()
        };
        tally.count(&Counted {
            kind: "invoice",
            outcome,
            code,
            subject,
            currency: "GBP",
            amount: amount.parse().expect("an amount"),
            rounding: amount.parse::<Decimal>().expect("an amount") / Decimal::from(-100),
            message: &message,
            fix: &Message::default(),
            entity: "invoice",
            entity_id: number,
            number,
        });
        tally
    }

    fn all() -> Vec<Tally> {
        vec![
            one(Outcome::Sent, "", "", "10.10", "1"),
            one(Outcome::Rounded, "", "", "0.30", "2"),
            one(Outcome::Sent, "", "", "20.05", "3"),
            one(Outcome::Held, "tax_rate_unmapped", "GB-VAT", "5.00", "4"),
            one(Outcome::Rounded, "", "", "0.50", "5"),
        ]
    }

    fn merged(tallies: impl IntoIterator<Item = Tally>) -> Tally {
        tallies.into_iter().fold(Tally::default(), Tally::merge)
    }

    #[test]
    fn portions_add_up_however_the_shop_was_read() {
        let whole = merged(all());
        let json = whole.to_json();
        assert_eq!(json["read"], 5);
        let row = |outcome: &str| {
            let rows = json["rows"].as_array().expect("rows");
            rows.iter()
                .find(|row| row["outcome"] == outcome)
                .expect("a row")
                .clone()
        };
        assert_eq!(
            (row("sent")["count"].clone(), row("sent")["amount"].clone()),
            (json!(2), json!("30.15"))
        );
        assert_eq!(
            (row("rounded")["count"].clone(), row("rounded")["most"].clone()),
            (json!(2), json!("0.005"))
        );
        assert_eq!(row("held")["subject"], "GB-VAT");
        assert_eq!(row("held")["examples"][0]["number"], "4");
        for split in 0..=5 {
            let all = all();
            let (left, right) = all.split_at(split);
            let both = merged(left.to_vec()).merge(merged(right.to_vec()));
            assert_eq!(both, whole, "split at {split}");
            assert_eq!(Tally::from_json(&both.to_json()).as_ref(), Some(&whole), "through JSON");
        }
    }

    #[test]
    fn it_stays_small() {
        let many = (0..300).map(|index| {
            let subject = format!("rate {index:03}");
            one(Outcome::Held, "tax_rate_unmapped", &subject, "1.00", "7")
        });
        let json = merged(many).to_json();
        let rows = json["rows"].as_array().expect("rows");
        assert_eq!(rows.len(), SUBJECTS + 1);
        let count: u64 = rows.iter().filter_map(|row| row["count"].as_u64()).sum();
        assert_eq!(count, 300, "none is lost");
        let same = (0..300).map(|_| one(Outcome::Sent, "", "", "1.00", "7"));
        assert_eq!(
            merged(same).to_json()["rows"][0]["examples"].as_array().map(Vec::len),
            Some(EXAMPLES)
        );
    }

    #[test]
    fn what_is_no_tally_is_refused() {
        for value in [
            json!({}),
            json!({ "read": "many", "rows": [] }),
            json!({ "read": 1, "rows": [{ "kind": "invoice", "outcome": "gone" }] }),
            json!({ "read": 1, "rows": [{ "kind": "invoice", "outcome": "sent", "count": 1, "amount": "much", "most": "0", "examples": [] }] }),
        ] {
            assert_eq!(Tally::from_json(&value), None, "{value}");
        }
        assert_eq!(Tally::from_json(&Value::Null), Some(Tally::default()));
    }
}
