//! Defines what people are told, as data: which sentence of the catalogue, and the values in it.
//!
//! English is made at the edge, by `Display`; other languages are made by who shows it, from [`Message::data`]. It knows no
//! language but English and decides nothing.

mod arg;
mod data;
pub mod say;
mod template;

use template::templates;

pub use arg::Arg;
pub use data::from_column;
pub use template::{Fill, Sentence, Template};

use serde_json::Value;

/// One or several sentences (or a part of one) for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    parts: Vec<Part>,
}

/// What a message is made of, one space apart.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A sentence of the catalogue and what is filled into it.
    Said(Sentence, Vec<Arg>),
    /// Words that no catalogue has, such as Xero's own or those of an operating system.
    Words(String),
    /// A message as it was stored: its English, and its data.
    Kept(String, Vec<Value>),
}

impl Message {
    /// Words that are the same in every language: what Xero said, what the operating system said, what only a program reads.
    pub fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            parts: if text.is_empty() {
                Vec::new()
            } else {
                vec![Part::Words(text)]
            },
        }
    }

    /// A message from where it was stored. Data that cannot be read leaves the English alone.
    pub fn kept(english: impl Into<String>, data: &str) -> Self {
        let english = english.into();
        let data = serde_json::from_str(data).unwrap_or_default();
        Self {
            parts: if english.is_empty() {
                Vec::new()
            } else {
                vec![Part::Kept(english, data)]
            },
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// This message, and then another.
    #[must_use]
    pub fn and(mut self, next: impl Into<Message>) -> Self {
        self.parts.extend(next.into().parts);
        self
    }
}

impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            match part {
                Part::Said(sentence, args) => sentence.render(args, f)?,
                Part::Words(text) | Part::Kept(text, _) => f.write_str(text)?,
            }
        }
        Ok(())
    }
}

/// Compared by its English.
impl PartialEq<&str> for Message {
    fn eq(&self, english: &&str) -> bool {
        format!("{self}") == **english
    }
}

/// Its English.
impl serde::Serialize for Message {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<Template<0>> for Message {
    fn from(template: Template<0>) -> Self {
        template.with(())
    }
}

#[cfg(test)]
mod tests;
