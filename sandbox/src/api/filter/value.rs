//! A value that a filter compares: of a field, or written in the filter.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

/// Value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Text(String),
    Number(Decimal),
    Date(NaiveDate),
    /// A moment, in milliseconds.
    Moment(i64),
    Guid(Uuid),
    Flag(bool),
}

impl Value {
    pub(crate) fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Null
        } else {
            Self::Text(text.to_owned())
        }
    }

    pub(crate) fn date(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Null, Self::Date)
    }

    /// Its type, as Xero's exceptions name it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "Null",
            Self::Text(_) => "String",
            Self::Number(_) => "Decimal",
            Self::Date(_) | Self::Moment(_) => "DateTime",
            Self::Guid(_) => "Guid",
            Self::Flag(_) => "Boolean",
        }
    }
}
