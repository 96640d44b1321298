//! Defines what can be filled into a sentence, by what it is, so that each language writes it its own way.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Message, Template};

/// A value in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// A name, a number of a document, Xero's words: the same in every language.
    Text(String),
    /// A number, with as many decimals as it has.
    Number(Decimal),
    /// An amount of money and its currency (ISO 4217); an empty currency is not shown.
    Amount(Decimal, String),
    /// A day of the calendar.
    Day(NaiveDate),
    /// A moment, in milliseconds since 1970.
    Moment(i64),
    /// A country: ISO code and its English name.
    Country(String, String),
    /// Words that are translated themselves.
    Message(Message),
    /// Several values: messages are put apart by semicolons, everything else by commas.
    List(Vec<Arg>),
}

impl Arg {
    /// Several values.
    pub fn list<T: Into<Arg>>(values: impl IntoIterator<Item = T>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// What stands between the values of a list.
pub(super) fn separator(values: &[Arg]) -> &'static str {
    if values.iter().any(|value| matches!(value, Arg::Message(_))) {
        "; "
    } else {
        ", "
    }
}

impl std::fmt::Display for Arg {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Amount(amount, currency) if currency.is_empty() => write!(f, "{amount}"),
            Self::Amount(amount, currency) => write!(f, "{amount} {currency}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Moment(ms) => f.write_str(&moment(*ms)),
            Self::Country(_, name) => f.write_str(name),
            Self::Message(message) => write!(f, "{message}"),
            Self::List(values) => {
                let between = separator(values);
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        f.write_str(between)?;
                    }
                    write!(f, "{value}")?;
                }
                Ok(())
            }
        }
    }
}

/// `YYYY-MM-DD HH:MM:SS` (UTC).
pub(super) fn moment(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms)
        .map(|time| time.format("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default()
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<NaiveDate> for Arg {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(message)
    }
}

impl From<Template<0>> for Arg {
    fn from(template: Template<0>) -> Self {
        Self::Message(template.into())
    }
}

// A status of HTTP is a name, not a number: no `From<u16>`.
macro_rules! counts {
    ($($type:ty)+) => {
        $(impl From<$type> for Arg {
            fn from(count: $type) -> Self {
                Self::Number(Decimal::from(count))
            }
        })+
    };
}

counts!(u32 i32 u64 i64 usize);
