//! One call on an organisation's books: what every endpoint is given.

use serde_json::Value;

use super::envelope::Envelope;
use crate::books::organisation::Organisation;
use crate::clock::Millis;
use crate::exchange::{Query, Reply, Request};
use crate::journal::Journal;
use crate::rules::writing::{Manner, Writing};
use crate::switches::Switches;

/// Elements that fail for no reason of theirs.
pub(crate) enum Transient {
    None,
    Some(Vec<usize>),
    All,
}

impl Transient {
    pub(crate) fn fails(&self, position: usize) -> bool {
        match self {
            Self::None => false,
            Self::Some(positions) => positions.contains(&position),
            Self::All => true,
        }
    }
}

/// A call on an organisation's books.
pub(crate) struct Visit<'a> {
    pub books: &'a mut Organisation,
    pub switches: &'a Switches,
    pub journal: &'a mut Journal,
    pub request: &'a Request,
    pub query: Query,
    pub client: &'a str,
    pub envelope: Envelope,
    pub now: Millis,
    pub transient: Transient,
}

impl Visit<'_> {
    pub(crate) fn unit_places(&self) -> u32 {
        if self.query.get("unitdp") == Some("4") { 4 } else { 2 }
    }

    pub(crate) fn writing(&mut self, manner: Manner) -> Writing<'_> {
        Writing {
            unit_places: self.unit_places(),
            allow_backorders: self.query.flag("allowBackorders").unwrap_or(false),
            books: self.books,
            switches: self.switches,
            now: self.now,
            client: self.client,
            manner,
            warnings: Vec::new(),
            contacts_changed: 0,
        }
    }

    /// 200 with a list under its name.
    pub(crate) fn list(&self, name: &str, list: Vec<Value>) -> Reply {
        self.envelope.list(name, list)
    }
}
