//! Decides which store an address names. A store of another kind is one more scheme here.

use std::path::PathBuf;

use super::mysql::MysqlAddress;
use super::sqlite::{Durability, FILE_NAME};
use crate::message::{Message, say};
use crate::secret::without_credentials;

/// Name of the parameter that says how sure a commit is against a loss of power.
pub const DURABILITY: &str = "durability";

/// Where a shop's rows are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// SQLite's file.
    Sqlite {
        /// The folder of the file.
        folder: PathBuf,
        /// How sure its commits are.
        durability: Durability,
    },
    /// Tables on a MySQL or MariaDB server.
    Mysql(Box<MysqlAddress>),
}

impl Address {
    /// Reads an address: `sqlite:/folder`, perhaps with parameters (`sqlite:/folder?durability=normal`), or a folder alone. A folder is an
    /// absolute path. Or the address of a server: [`MysqlAddress::read`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, Message> {
        let (scheme, rest, parameters) = match text.split_once(':') {
            Some((scheme, rest)) if !scheme.contains('/') => {
                let (rest, parameters) = rest.split_once('?').unwrap_or((rest, ""));
                (scheme, rest, parameters)
            }
            // A folder's name may have any sign in it.
            _ => ("sqlite", text, ""),
        };
        let mut address = match scheme {
            "sqlite" => Self::in_folder(rest.strip_prefix("//").unwrap_or(rest))?,
            "mysql" => return Ok(Self::Mysql(Box::new(MysqlAddress::read(text)?))),
            _ => {
                return Err(Message::words(format!(
                    "There is no store of the kind \"{}\" (sqlite, mysql).",
                    without_credentials(scheme)
                )));
            }
        };
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            address.set(name, value)?;
        }
        Ok(address)
    }

    fn in_folder(folder: &str) -> Result<Self, Message> {
        let shown = without_credentials(folder);
        // The address of a server that lost its colon would be a folder whose name has a password in it.
        if !folder.starts_with('/') || folder.contains(char::is_control) || shown != folder {
            return Err(say::STORE_FOLDER_NOT_ABSOLUTE.with(shown));
        }
        Ok(Self::Sqlite {
            folder: folder.into(),
            durability: Durability::default(),
        })
    }

    /// Sets a parameter of this kind of store.
    ///
    /// # Errors
    /// When this kind has no such parameter, or it does not take the value.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), Message> {
        match (self, name) {
            (Self::Sqlite { durability, .. }, DURABILITY) => {
                *durability = Durability::from_code(value).ok_or_else(|| {
                    Message::words(format!(
                        "\"{}\" is not a durability (full or normal).",
                        without_credentials(value)
                    ))
                })?;
                Ok(())
            }
            (Self::Mysql(_), DURABILITY) => match value {
                // The server decides that for all its databases.
                "full" => Ok(()),
                _ => Err(say::STORE_ADDRESS_INVALID.with(without_credentials(&format!("{name}={value}")))),
            },
            (Self::Mysql(_), _) => Err(say::STORE_ADDRESS_INVALID.with(without_credentials(name))),
            (Self::Sqlite { .. }, _) => Err(Message::words(format!(
                "A store in SQLite has no parameter \"{}\" (durability).",
                without_credentials(name)
            ))),
        }
    }

    /// What holds the rows, for people: a file, or tables on a server.
    pub fn place(&self) -> String {
        match self {
            Self::Sqlite { folder, .. } => folder.join(FILE_NAME).display().to_string(),
            Self::Mysql(address) => address.to_string(),
        }
    }

    /// How sure a commit is against a loss of power, where the address decides it.
    pub fn durability(&self) -> Option<&'static str> {
        match self {
            Self::Sqlite { durability, .. } => Some(durability.as_str()),
            Self::Mysql(_) => None,
        }
    }
}

impl std::fmt::Display for Address {
    /// For people: a folder, or a server.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { folder, .. } => write!(f, "{}", folder.display()),
            Self::Mysql(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sqlite(folder: &str, durability: Durability) -> Address {
        Address::Sqlite {
            folder: folder.into(),
            durability,
        }
    }

    #[test]
    fn an_address_names_a_kind_of_store_and_a_folder_alone_is_sqlite() {
        for (text, folder) in [
            ("/var/store", "/var/store"),
            ("sqlite:/var/store", "/var/store"),
            ("sqlite:///var/store", "/var/store"),
            ("/var/a:b/store", "/var/a:b/store"),
            ("/var/what?durability=normal", "/var/what?durability=normal"),
            ("sqlite:/var/store?", "/var/store"),
        ] {
            assert_eq!(Address::read(text), Ok(sqlite(folder, Durability::Full)), "{text}");
        }
        for text in [
            "var/store",
            "sqlite:var/store",
            "sqlite:",
            "mysql://shop@db/",
            "/var/www/sh\u{1b}[2Jop",
            "/var/www/shop/mysql//shop:s3cret@db/shop",
            "postgres://shop@db/ledgerline",
            "./a:b",
        ] {
            let refused = Address::read(text).unwrap_err().to_string();
            assert!(!refused.contains("s3cret"), "{refused}");
        }
    }

    #[test]
    fn a_server_is_named_without_its_user_and_decides_how_sure_commits_are() {
        let mut address = Address::read("mysql://shop:s3cret@db/shop").unwrap();
        assert_eq!(address.place(), "mysql://db:3306/shop (ledgerline_*)");
        assert!(!format!("{address:?}").contains("s3cret"));
        assert_eq!(address.durability(), None);
        assert_eq!(address.set(DURABILITY, "full"), Ok(()));
        assert!(address.set(DURABILITY, "normal").is_err() && address.set("cache", "big").is_err());
    }

    #[test]
    fn an_address_says_how_sure_commits_are() {
        for (text, durability) in [
            ("sqlite:/s?durability=normal", Durability::Normal),
            ("sqlite:///s?durability=full", Durability::Full),
            ("sqlite:/s?durability=full&durability=normal", Durability::Normal),
        ] {
            assert_eq!(Address::read(text), Ok(sqlite("/s", durability)), "{text}");
            assert_eq!(Address::read(text).unwrap().durability(), Some(durability.as_str()));
        }
        for (text, why) in [
            (
                "sqlite:/s?durability=some",
                "\"some\" is not a durability (full or normal).",
            ),
            ("sqlite:/s?durability", "\"\" is not a durability (full or normal)."),
            (
                "sqlite:/s?cache=big",
                "A store in SQLite has no parameter \"cache\" (durability).",
            ),
        ] {
            assert_eq!(Address::read(text).unwrap_err().to_string(), why);
        }
    }
}
