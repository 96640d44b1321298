//! What a rule needs to know while something is written: the books, the switches, the time, who writes, and how.

use chrono::NaiveDate;

use crate::books::organisation::Organisation;
use crate::clock::{Millis, day};
use crate::switches::Switches;

/// Which of the two writing methods was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// PUT: only create.
    Create,
    /// POST: update what is found, else create.
    Upsert,
}

/// A call that writes.
pub(crate) struct Writing<'a> {
    pub books: &'a mut Organisation,
    pub switches: &'a Switches,
    pub now: Millis,
    pub client: &'a str,
    pub manner: Manner,
    /// Digits of unit prices: 2, or 4 when asked for.
    pub unit_places: u32,
    /// Whether tracked items may be sold that are not there.
    pub allow_backorders: bool,
    /// Warnings about the element that is being written.
    pub warnings: Vec<String>,
    pub contacts_changed: u64,
}

impl Writing<'_> {
    /// Today, in UTC (the default organisations are in London, without summer time).
    pub(crate) fn today(&self) -> NaiveDate {
        day(self.now)
    }
}
