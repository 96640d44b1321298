//! Defines how a message is stored and handed on: `[{"id": …, "args": […]}, "words", …]`, a sentence each.
//!
//! An arg is a text, or a map that says what it is: `{"number": "21"}`, `{"amount": "12.50", "currency": "EUR"}`,
//! `{"day": "2026-03-01"}`, `{"moment": "2026-03-01 12:00:00"}` (UTC), `{"country": "DE", "name": "Germany"}`,
//! `{"message": […]}`, `{"list": […], "between": "; "}`.

use serde_json::{Map, Value, json};

use super::arg::{moment, separator};
use super::{Arg, Message, Part};

impl Message {
    /// The message as data; an empty list when there is nothing in it to translate.
    pub fn data(&self) -> Value {
        let is_words = |part: &Part| match part {
            Part::Said(..) => false,
            Part::Words(_) => true,
            Part::Kept(_, data) => data.is_empty(),
        };
        if self.parts.iter().all(is_words) {
            return json!([]);
        }
        let mut all = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            match part {
                Part::Said(sentence, args) => {
                    let mut said = Map::new();
                    said.insert("id".into(), json!(sentence.id));
                    if !args.is_empty() {
                        said.insert("args".into(), args.iter().map(arg).collect());
                    }
                    all.push(Value::Object(said));
                }
                Part::Words(text) => all.push(json!(text)),
                Part::Kept(text, data) if data.is_empty() => all.push(json!(text)),
                Part::Kept(_, data) => all.extend(data.iter().cloned()),
            }
        }
        Value::Array(all)
    }

    /// The data as text for a column; empty when there is nothing to translate.
    pub fn column(&self) -> String {
        match self.data() {
            Value::Array(parts) if parts.is_empty() => String::new(),
            data => data.to_string(),
        }
    }
}

/// The data of a column; what cannot be read says nothing.
pub fn from_column(column: &str) -> Value {
    serde_json::from_str(column)
        .ok()
        .filter(Value::is_array)
        .unwrap_or_else(|| json!([]))
}

fn arg(arg: &Arg) -> Value {
    match arg {
        Arg::Text(text) => json!(text),
        Arg::Number(number) => json!({ "number": number.to_string() }),
        Arg::Amount(amount, currency) => json!({ "amount": amount.to_string(), "currency": currency }),
        Arg::Day(day) => json!({ "day": day.to_string() }),
        Arg::Moment(ms) => json!({ "moment": moment(*ms) }),
        Arg::Country(code, name) => json!({ "country": code, "name": name }),
        Arg::Message(message) => match message.data() {
            // Nothing in it to translate.
            Value::Array(parts) if parts.is_empty() => json!(message.to_string()),
            data => json!({ "message": data }),
        },
        Arg::List(values) => {
            json!({ "list": values.iter().map(self::arg).collect::<Value>(), "between": separator(values) })
        }
    }
}
