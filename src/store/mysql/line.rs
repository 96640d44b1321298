//! Reads the columns of a row. A row that cannot be read is named, never guessed.

use mysql::Value;

use super::failure::Failure;
use crate::queue::row::{Damaged, Hashes};
use crate::store::packed::unpacked;

/// A row that the server answered.
pub(super) struct Line(pub(super) Vec<Value>);

fn unreadable(index: usize, what: &str) -> Failure {
    Failure::Row(format!("column {index}: {what}"))
}

impl Line {
    fn value(&self, index: usize) -> &Value {
        self.0.get(index).unwrap_or(&Value::NULL)
    }

    /// Whether there is nothing.
    pub(super) fn is_null(&self, index: usize) -> bool {
        matches!(self.value(index), Value::NULL)
    }

    /// A whole number.
    pub(super) fn number(&self, index: usize) -> Result<i64, Failure> {
        self.optional_number(index)?
            .ok_or_else(|| unreadable(index, "it is empty"))
    }

    /// A whole number, or nothing.
    pub(super) fn optional_number(&self, index: usize) -> Result<Option<i64>, Failure> {
        match self.value(index) {
            Value::NULL => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            Value::UInt(number) => i64::try_from(*number)
                .map(Some)
                .map_err(|_| unreadable(index, "it is too large")),
            // Sums are decimals, which travel as text.
            Value::Bytes(bytes) => std::str::from_utf8(bytes)
                .ok()
                .and_then(|text| text.parse().ok())
                .map(Some)
                .ok_or_else(|| unreadable(index, "it is no number")),
            _ => Err(unreadable(index, "it is no number")),
        }
    }

    /// A number of a smaller kind.
    pub(super) fn small<T: TryFrom<i64>>(&self, index: usize) -> Result<T, Failure> {
        T::try_from(self.number(index)?).map_err(|_| unreadable(index, "it is out of range"))
    }

    /// Whether a number is not 0.
    pub(super) fn flag(&self, index: usize) -> Result<bool, Failure> {
        Ok(self.number(index)? != 0)
    }

    /// Bytes.
    pub(super) fn bytes(&self, index: usize) -> Result<&[u8], Failure> {
        match self.value(index) {
            Value::Bytes(bytes) => Ok(bytes),
            _ => Err(unreadable(index, "it holds no bytes")),
        }
    }

    /// A text.
    pub(super) fn text(&self, index: usize) -> Result<String, Failure> {
        String::from_utf8(self.bytes(index)?.to_vec()).map_err(|error| unreadable(index, &error.to_string()))
    }

    /// A text, or nothing.
    pub(super) fn optional_text(&self, index: usize) -> Result<Option<String>, Failure> {
        match self.value(index) {
            Value::NULL => Ok(None),
            _ => self.text(index).map(Some),
        }
    }

    /// A snapshot, from the column of its text on; the packed one is the next column.
    pub(super) fn snapshot(&self, from: usize) -> Result<String, Failure> {
        match self.is_null(from + 1) {
            true => self.text(from),
            false => unpacked(self.bytes(from + 1)?).ok_or_else(|| unreadable(from + 1, "it cannot be unpacked")),
        }
    }

    /// A text with marks where its bytes are no text; for screens.
    pub(super) fn readable(&self, index: usize) -> String {
        match self.value(index) {
            Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Value::Int(number) => number.to_string(),
            Value::UInt(number) => number.to_string(),
            _ => String::new(),
        }
    }

    /// A stable name that must be known: what was not written by Ledgerline is damage.
    pub(super) fn known<T>(&self, index: usize, read: impl Fn(&str) -> Option<T>) -> Result<T, Failure> {
        let text = self.text(index)?;
        read(&text).ok_or_else(|| unreadable(index, &format!("\"{text}\" is no known word")))
    }

    /// Fingerprints, from a column on.
    pub(super) fn hashes(&self, from: usize) -> Hashes {
        Hashes {
            snapshot: self.readable(from),
            settings: self.readable(from + 1),
        }
    }

    /// What `read` makes of the row, or which one cannot be read: its id is column 0.
    pub(super) fn or_damage<T>(
        &self,
        read: impl Fn(&Self) -> Result<T, Failure>,
    ) -> Result<Result<T, Damaged>, Failure> {
        let id = self.number(0)?;
        match read(self) {
            Ok(found) => Ok(Ok(found)),
            Err(failure) if failure.is_of_a_row() => Ok(Err(Damaged(id))),
            Err(failure) => Err(failure),
        }
    }
}
