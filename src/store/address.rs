//! Decides which store an address names. A store of another kind is one more scheme here.

use std::path::PathBuf;

use super::sqlite::FILE_NAME;
use crate::message::{Message, say};

/// Where a shop's rows are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// SQLite's file, in this folder.
    Sqlite(PathBuf),
}

impl Address {
    /// Reads an address: `sqlite:/folder`, or a folder alone. A folder is an absolute path.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, Message> {
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if !scheme.contains('/') => (scheme, rest),
            _ => ("sqlite", text),
        };
        let folder = match scheme {
            "sqlite" => rest.strip_prefix("//").unwrap_or(rest),
            _ => {
                return Err(Message::words(format!(
                    "There is no store of the kind \"{scheme}\" (sqlite)."
                )));
            }
        };
        if !folder.starts_with('/') {
            return Err(say::STORE_FOLDER_NOT_ABSOLUTE.with(folder));
        }
        Ok(Self::Sqlite(folder.into()))
    }

    /// What holds the rows, for people: a file.
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite(folder) => folder.join(FILE_NAME).display().to_string(),
        }
    }
}

impl std::fmt::Display for Address {
    /// For people: a folder.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(folder) => write!(f, "{}", folder.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_kind_of_store_and_a_folder_alone_is_sqlite() {
        for (text, folder) in [
            ("/var/store", "/var/store"),
            ("sqlite:/var/store", "/var/store"),
            ("sqlite:///var/store", "/var/store"),
            ("/var/a:b/store", "/var/a:b/store"),
        ] {
            assert_eq!(Address::read(text), Ok(Address::Sqlite(folder.into())), "{text}");
        }
        for text in [
            "var/store",
            "sqlite:var/store",
            "sqlite:",
            "mysql://shop@db/ledgerline",
            "./a:b",
        ] {
            assert!(Address::read(text).is_err(), "{text}");
        }
    }
}
