//! Locked periods: nothing dated on or before a lock date may be written or changed.

use chrono::NaiveDate;

use super::complaints::Complaints;
use crate::books::organisation::Organisation;

/// Complains about a date in a locked period.
pub(crate) fn check(books: &Organisation, date: NaiveDate, complaints: &mut Complaints) {
    let shown = |lock: NaiveDate| lock.format("%-d %b %Y").to_string();
    if let Some(lock) = books.year_lock.filter(|lock| date <= *lock) {
        complaints.add(format!(
            "The document date cannot be before the end of year lock date, currently set at {}",
            shown(lock)
        ));
    } else if let Some(lock) = books.period_lock.filter(|lock| date <= *lock) {
        complaints.add(format!(
            "The document date cannot be before the period lock date, currently set at {}",
            shown(lock)
        ));
    }
}
