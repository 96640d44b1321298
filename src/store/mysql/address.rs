//! Reads the address of a store on a server.

use std::fmt;
use std::path::PathBuf;

use url::Url;
use url::form_urlencoded::parse;

use crate::message::{Message, say};
use crate::secret::{Secret, without_credentials};

/// How the way to the server is protected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Tls {
    /// Not at all: a socket, or a network that nobody else reads.
    #[default]
    Off,
    /// By TLS with a certificate of an authority that is known, or of the one in this file.
    Verified(Option<PathBuf>),
    /// By TLS, whoever answers.
    Unverified,
}

/// Where a store on a server is.
#[derive(Clone, PartialEq, Eq)]
pub struct MysqlAddress {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) socket: Option<PathBuf>,
    pub(super) user: String,
    pub(super) password: Secret,
    pub(super) database: String,
    prefix: String,
    pub(super) tls: Tls,
    /// The folder of this machine's witness.
    pub(super) witness: Option<PathBuf>,
}

/// A part of an address without its percent signs.
fn decoded(text: &str) -> String {
    // A plus is a plus here.
    let text = text.replace('+', "%2B");
    parse(format!("x={text}").as_bytes())
        .map(|(_, value)| value.into_owned())
        .next()
        .unwrap_or_default()
}

impl MysqlAddress {
    /// Reads `mysql://user:password@host:port/database` with the parameters `prefix` (of the tables' names, as Magento has it), `socket`,
    /// `tls` (`off`, `on`, `unverified`), `ca` (a file of authorities, for `tls=on`) and `witness` (a folder of this machine).
    ///
    /// # Errors
    /// What is wrong with it, without its password.
    pub fn read(text: &str) -> Result<Self, Message> {
        let bad = |what: &str| say::STORE_ADDRESS_INVALID.with(without_credentials(what));
        // Some of them would be left out in silence.
        if text.contains(char::is_control) {
            return Err(bad("?"));
        }
        let url = Url::parse(text).map_err(|error| bad(&error.to_string()))?;
        let database = decoded(url.path().trim_start_matches('/'));
        // A password with a sign in it that should have been encoded ends up in the path.
        let misplaced = url.cannot_be_a_base() || url.path().contains('@') || url.fragment().is_some();
        if database.is_empty() || database.contains('/') || misplaced {
            return Err(bad("mysql://user:password@host:port/database"));
        }
        let mut address = Self {
            host: url
                .host_str()
                .filter(|host| !host.is_empty())
                .unwrap_or("localhost")
                .to_owned(),
            port: url.port().unwrap_or(3306),
            socket: None,
            user: decoded(url.username()),
            password: Secret::new(decoded(url.password().unwrap_or_default())),
            database,
            prefix: "ledgerline_".to_owned(),
            tls: Tls::Off,
            witness: None,
        };
        let mut ca = None;
        for (name, value) in url.query_pairs() {
            let folder = || Some(PathBuf::from(value.as_ref())).filter(|path| path.is_absolute());
            if without_credentials(&value) != value {
                return Err(bad("@"));
            }
            match name.as_ref() {
                "prefix"
                    if value.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_') && value.len() <= 32 =>
                {
                    address.prefix = format!("{value}ledgerline_");
                }
                "socket" if value.starts_with('/') => address.socket = folder(),
                "ca" if value.starts_with('/') => ca = folder(),
                "witness" if value.starts_with('/') => address.witness = folder(),
                "tls" => {
                    address.tls = match value.as_ref() {
                        "off" => Tls::Off,
                        "on" => Tls::Verified(None),
                        "unverified" => Tls::Unverified,
                        _ => return Err(bad("tls (off, on, unverified)")),
                    }
                }
                // Their values are not told: a password with a sign in it that should have been encoded may be a part of one.
                other if other.bytes().all(|sign| sign.is_ascii_lowercase()) => return Err(bad(other)),
                _ => return Err(bad("?")),
            }
        }
        match (&mut address.tls, ca) {
            (Tls::Verified(file), Some(ca)) => *file = Some(ca),
            (_, Some(_)) => return Err(bad("ca (tls=on)")),
            (_, None) => {}
        }
        Ok(address)
    }

    /// What the tables' names begin with.
    pub(super) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What names this store on its server, in at most 64 signs: of a lock there.
    pub(super) fn lock(&self, of: &str) -> String {
        let all = crate::secret::fingerprint(&[self.database.as_bytes(), self.prefix.as_bytes()]);
        format!("ledgerline_{of}_{}", all.get(..32).unwrap_or(&all))
    }
}

impl fmt::Debug for MysqlAddress {
    /// As for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for MysqlAddress {
    /// For people: where, without who and with which password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.socket {
            Some(socket) => write!(f, "mysql:{}/{}", socket.display(), self.database)?,
            None => write!(f, "mysql://{}:{}/{}", self.host, self.port, self.database)?,
        }
        write!(f, " ({}*)", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_all_that_is_needed_to_connect() {
        let address = MysqlAddress::read(
            "mysql://shop%40x:p%2F%3A+s@db.example:3307/magento?prefix=m2_&tls=on&ca=/etc/ca.pem&witness=/var/ledgerline",
        )
        .unwrap();
        assert_eq!((address.user.as_str(), address.password.reveal()), ("shop@x", "p/:+s"));
        assert_eq!((address.host.as_str(), address.port), ("db.example", 3307));
        assert_eq!(
            (address.database.as_str(), address.prefix()),
            ("magento", "m2_ledgerline_")
        );
        assert_eq!(address.tls, Tls::Verified(Some("/etc/ca.pem".into())));
        assert_eq!(address.witness, Some("/var/ledgerline".into()));
        let address = MysqlAddress::read("mysql://root@localhost/magento?socket=/run/mysqld/mysqld.sock").unwrap();
        assert_eq!(
            (address.port, address.socket),
            (3306, Some("/run/mysqld/mysqld.sock".into()))
        );
    }

    #[test]
    fn what_makes_no_sense_is_refused_and_the_password_is_never_shown() {
        for text in [
            "mysql://shop:s3cret@db",
            "mysql://shop:s3cret@db/",
            "mysql://shop:s3cret@db/a/b",
            "mysql://shop:s3cret@db:99999/shop",
            "mysql://shop:s3cret@db/shop?prefix=a;b",
            "mysql://shop:s3cret@db/shop?tls=maybe",
            "mysql://shop:s3cret@db/shop?ca=/x.pem",
            "mysql://shop:s3cret@db/shop?socket=run",
            "mysql://shop:s3cret@db/shop?timeout=9",
            "mysql:shop:s3cret@db",
            "mysql://shop:x@db/shop?socket=/run/s3c\nret@db",
            "mysql://shop:7/s3cret@db",
            "mysql://shop:7/#s3cret@db",
            "mysql://shop:x@db/shop?tls://shop:s3cret@db=on",
            "mysql://shop:x@db/shop?socket=shop:s3cret@db",
        ] {
            let refused = MysqlAddress::read(text).unwrap_err().to_string();
            assert!(!refused.contains("s3cret"), "{refused}");
        }
        let address = MysqlAddress::read("mysql://shop:s3cret@db/shop").unwrap();
        assert!(!format!("{address} {address:?}").contains("s3cret"));
        assert_eq!(address.to_string(), "mysql://db:3306/shop (ledgerline_*)");
        assert!(address.lock("sender").len() <= 64);
    }
}
