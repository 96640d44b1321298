//! The sandbox's time: the machine's clock plus an offset that a test may move, and how dates are written and read.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// Milliseconds since 1970 (UTC).
pub(crate) type Millis = i64;

/// A clock that can be moved forward, so that expiry and windows need no waiting.
#[derive(Default)]
pub(crate) struct Clock {
    offset: AtomicI64,
}

impl Clock {
    pub(crate) fn now(&self) -> Millis {
        let real = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX));
        real + self.offset.load(Ordering::Relaxed)
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.offset.fetch_add(seconds.saturating_mul(1000), Ordering::Relaxed);
    }

    pub(crate) fn offset_seconds(&self) -> i64 {
        self.offset.load(Ordering::Relaxed) / 1000
    }
}

/// The moment as chrono knows it.
pub(crate) fn moment(at: Millis) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or(DateTime::UNIX_EPOCH)
}

/// The calendar day of a moment, in UTC.
pub(crate) fn day(at: Millis) -> NaiveDate {
    moment(at).date_naive()
}

/// `/Date(1539993600000+0000)/`, midnight UTC for a day without a time.
pub(crate) fn ms_date(date: NaiveDate) -> String {
    let at = date
        .and_hms_opt(0, 0, 0)
        .unwrap_or_default()
        .and_utc()
        .timestamp_millis();
    format!("/Date({at}+0000)/")
}

/// `/Date(…+0000)/` of a moment.
pub(crate) fn ms_moment(at: Millis) -> String {
    format!("/Date({at}+0000)/")
}

/// The readable twin of a date: `2026-05-01T00:00:00`.
pub(crate) fn date_string(date: NaiveDate) -> String {
    format!("{}T00:00:00", date.format("%Y-%m-%d"))
}

/// Seven fractional digits and no zone, as the connections list writes its times.
pub(crate) fn seven_digits(at: Millis) -> String {
    format!("{}0000", moment(at).format("%Y-%m-%dT%H:%M:%S%.3f"))
}

/// Reads `YYYY-MM-DD`, the same followed by a time, or `/Date(ms±zzzz)/`.
pub(crate) fn read_date(text: &str) -> Option<NaiveDate> {
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|t| t.strip_suffix(")/")) {
        let end = inner
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '+' || *c == '-')
            .map_or(inner.len(), |(i, _)| i);
        return inner[..end].parse::<i64>().ok().map(day);
    }
    let head = text.get(..10)?;
    let date = NaiveDate::parse_from_str(head, "%Y-%m-%d").ok()?;
    match text.as_bytes().get(10) {
        None | Some(b'T' | b' ') => Some(date),
        Some(_) => None,
    }
}

/// Reads the forms of If-Modified-Since that clients use: with a zone, without one (UTC), and the HTTP date.
pub(crate) fn read_moment(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.timestamp_millis());
    }
    if let Ok(at) = DateTime::parse_from_rfc2822(text) {
        return Some(at.timestamp_millis());
    }
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .map(|at| at.and_utc().timestamp_millis())
        .or_else(|| {
            read_date(text)
                .and_then(|d| d.and_hms_opt(0, 0, 0))
                .map(|at| at.and_utc().timestamp_millis())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_documented_form() {
        let expected = NaiveDate::from_ymd_opt(2018, 10, 20);
        for text in [
            "2018-10-20",
            "2018-10-20T00:00:00",
            "/Date(1539993600000)/",
            "/Date(1539993600000+0000)/",
        ] {
            assert_eq!(read_date(text), expected, "{text}");
        }
        assert_eq!(
            read_date("/Date(-62135596800000+0000)/"),
            NaiveDate::from_ymd_opt(1, 1, 1)
        );
        assert_eq!(read_date("20.10.2018"), None);
        assert_eq!(read_date("2018-10-2x"), None);
    }

    #[test]
    fn a_day_is_written_as_midnight_utc() {
        let date = NaiveDate::from_ymd_opt(2018, 10, 20).unwrap();
        assert_eq!(ms_date(date), "/Date(1539993600000+0000)/");
        assert_eq!(seven_digits(1_539_993_600_123), "2018-10-20T00:00:00.1230000");
    }
}
