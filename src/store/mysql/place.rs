//! Decides which store this is: the server, its data, and since when they are there.

use super::asking::{Asking, values};
use super::failure::Failure;

/// By so many seconds the server's own start may seem to move: it is told as a time that has passed.
const JITTER: i64 = 2;

/// Which store this is: the server, its data, when the tables were made, and when the server started. Costs some milliseconds.
pub(super) fn place(asking: &mut Asking<'_>) -> Result<String, Failure> {
    let table = asking.table("#store");
    let server = asking.one(
        "SELECT @@hostname, @@port, @@datadir, DATABASE(),
           (SELECT COALESCE(UNIX_TIMESTAMP(create_time), 0) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?)",
        values![table.as_str()],
    )?;
    // MySQL has an id of the server's data folder. MariaDB has none.
    let id = asking.line("SHOW VARIABLES LIKE 'server_uuid'", vec![])?;
    let up = asking.one("SHOW GLOBAL STATUS LIKE 'Uptime'", vec![])?;
    let now = asking.one("SELECT UNIX_TIMESTAMP()", vec![])?.number(0)?;
    let start =
        start(now, &up.readable(1)).ok_or_else(|| Failure::Row("the server's uptime is no number".to_owned()))?;
    let words = [0, 1, 2, 3, 4].map(|index| server.readable(index));
    Ok(format!(
        "{}/{table}/{}/{}",
        words.join("/"),
        id.map(|row| row.readable(1)).unwrap_or_default(),
        start
    ))
}

/// When a server started, in its own seconds since 1970. Where its clock was set back to before that, it tells the time that has passed as
/// a number without a sign, which is negative.
fn start(now: i64, uptime: &str) -> Option<i64> {
    let passed: i128 = uptime.trim().parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "the sign that was lost comes back")]
    let passed = passed as i64;
    Some(now.wrapping_sub(passed))
}

/// The place as it was written down, when it is the same but for what cannot be told exactly.
pub(super) fn same_place<'a>(written: &'a str, present: &'a str) -> &'a str {
    let parts = |place: &'a str| {
        let (head, start) = place.rsplit_once('/')?;
        Some((head, start.parse::<i64>().ok()?))
    };
    match (parts(written), parts(present)) {
        (Some((before, then)), Some((now, start))) if before == now && (then - start).abs() <= JITTER => written,
        _ => present,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_whose_clock_was_set_back_to_before_its_start_still_tells_when_that_was() {
        assert_eq!(start(1_000, "100"), Some(900));
        // MariaDB 10.11, 300 seconds back, one second after its start.
        assert_eq!(start(1_000, "18446744073709551317"), Some(1_299));
        assert_eq!(start(1_000, "soon"), None);
    }

    #[test]
    fn a_place_is_the_same_while_the_server_runs() {
        for (written, present, same) in [
            ("db/3306/x/100", "db/3306/x/101", true),
            ("db/3306/x/100", "db/3306/x/103", false),
            ("db/3306/x/100", "db/3306/y/100", false),
            ("", "db/3306/x/100", false),
        ] {
            assert_eq!(same_place(written, present) == written, same, "{written} {present}");
        }
    }
}
