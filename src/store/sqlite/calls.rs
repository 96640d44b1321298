//! Stores the ledger of calls: who called when, and what Xero's headers taught.

use rusqlite::{OptionalExtension, Transaction, params};

use super::damage::readable;
use super::{SqliteRows, SqliteStore};
use crate::clock::SKEW_MS;
use crate::limits::sane::{self, MOST_PERMIT_MS};
use crate::limits::{
    Barrier, CallLedger, Caller, DAY_LIMIT, DAY_MS, Lesson, MINUTE_LIMIT, MINUTE_MS, Reservation, Usage, Verdict,
    plan_was_raised, verdict,
};
use crate::store::rows::CallRows;
use crate::store_error::StoreError;

fn usage(connection: &rusqlite::Connection, organisation: &str, now_ms: i64) -> rusqlite::Result<Usage> {
    let in_flight = connection
        .prepare_cached("SELECT COUNT(*) FROM call WHERE organisation = ?1 AND ended_at IS NULL AND permit_until > ?2")?
        .query_row(params![organisation, now_ms], |row| row.get(0))?;
    // A call whose caller died counts as ended when its permit did.
    let recent_ends_ms = connection
        .prepare_cached(
            "SELECT COALESCE(ended_at, permit_until) AS ended FROM call
             WHERE organisation = ?1 AND (ended_at > ?2 OR (ended_at IS NULL AND permit_until > ?2 AND permit_until <= ?3)) ORDER BY ended",
        )?
        .query_map(params![organisation, now_ms - MINUTE_MS, now_ms], |row| {
            Ok(sane::past(row.get(0)?, now_ms))
        })?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut found = Usage {
        in_flight,
        recent_ends_ms,
        day_limit: DAY_LIMIT,
        ..Usage::default()
    };
    let mut set = false;
    let row = connection
        .prepare_cached(
            "SELECT day_limit, day_learnt, day_began, day_used, day_remaining, day_remaining_call, foreign_calls, foreign_until, blocked_until,
               blocked_at FROM allowance WHERE organisation = ?1",
        )?
        .query_row([organisation], |row| {
            let chosen: i64 = row.get(0)?;
            let learnt: i64 = row.get(1)?;
            set = chosen > 0;
            found.day_limit = if set { chosen } else { learnt.max(DAY_LIMIT) };
            found.day_began_ms = row.get::<_, Option<i64>>(2)?.map(|began| sane::past(began, now_ms));
            found.day_used = row.get(3)?;
            let foreign_until: i64 = row.get(7)?;
            found.foreign = Some((row.get(6)?, sane::until(foreign_until, foreign_until - MINUTE_MS, MINUTE_MS, now_ms)));
            let blocked_at: i64 = row.get(9)?;
            found.blocked_until_ms = Some(row.get::<_, i64>(8)?)
                .filter(|until| *until > 0)
                .map(|until| sane::until(until, blocked_at, DAY_MS, now_ms));
            Ok((row.get::<_, Option<i64>>(4)?, row.get::<_, i64>(5)?))
        })
        .optional()?;
    if let Some((Some(remaining), call)) = row {
        let since: i64 = connection
            .prepare_cached("SELECT COUNT(*) FROM call WHERE organisation = ?1 AND id > ?2")?
            .query_row(params![organisation, call], |row| row.get(0))?;
        found.day_remaining = Some((remaining, since));
    }
    if let (Some((remaining, since)), true) = (found.day_remaining, set) {
        // A limit that a person set is a limit, whatever Xero would allow on top of it.
        found.day_remaining = Some((remaining.min(found.day_limit - found.day_used + since), since));
    }
    Ok(found)
}

/// Writes down as now what a clock that was ahead wrote into the future, so that it passes.
fn heal(transaction: &Transaction<'_>, organisation: &str, now_ms: i64) -> rusqlite::Result<()> {
    let latest = now_ms + SKEW_MS;
    transaction
        .prepare_cached(
            "UPDATE call SET ended_at = ?2, started_at = MIN(started_at, ?2) WHERE organisation = ?1 AND ended_at > ?3",
        )?
        .execute(params![organisation, now_ms, latest])?;
    transaction
        .prepare_cached(
            "UPDATE call SET permit_until = MIN(?2 + MAX(permit_until - started_at, 0), ?4), started_at = MIN(started_at, ?2)
             WHERE organisation = ?1 AND ended_at IS NULL AND (started_at > ?3 OR permit_until > ?4)",
        )?
        .execute(params![organisation, now_ms, latest, now_ms + MOST_PERMIT_MS])?;
    let stored: Option<(Option<i64>, i64, i64, i64)> = transaction
        .prepare_cached(
            "SELECT day_began, foreign_until, blocked_until, blocked_at FROM allowance WHERE organisation = ?1",
        )?
        .query_row([organisation], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((began, foreign, blocked, at)) = stored else {
        return Ok(());
    };
    let sound = (
        began.map(|began| sane::past(began, now_ms)),
        sane::until(foreign, foreign.saturating_sub(MINUTE_MS), MINUTE_MS, now_ms),
        sane::until(blocked, at, DAY_MS, now_ms),
        sane::past(at, now_ms),
    );
    if sound != (began, foreign, blocked, at) {
        transaction.execute(
            "UPDATE allowance SET day_began = ?2, foreign_until = ?3, blocked_until = ?4, blocked_at = ?5 WHERE organisation = ?1",
            params![organisation, sound.0, sound.1, sound.2, sound.3],
        )?;
    }
    Ok(())
}

fn begin_day(transaction: &Transaction<'_>, organisation: &str, now_ms: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO allowance (organisation, day_began) VALUES (?1, ?2)
             ON CONFLICT (organisation) DO UPDATE SET
               day_used = CASE WHEN day_began IS NULL OR day_began + ?3 <= ?2 THEN 0 ELSE day_used END,
               day_remaining = CASE WHEN day_began IS NULL OR day_began + ?3 <= ?2 THEN NULL ELSE day_remaining END,
               day_began = CASE WHEN day_began IS NULL OR day_began + ?3 <= ?2 THEN ?2 ELSE day_began END",
        )?
        .execute(params![organisation, now_ms, DAY_MS])?;
    Ok(())
}

impl CallLedger for SqliteStore {
    fn reserve(
        &self,
        organisation: &str,
        purpose: &str,
        caller: Caller,
        permit_until_ms: i64,
        now_ms: i64,
    ) -> Result<Reservation, StoreError> {
        self.write(|transaction| {
            heal(transaction, organisation, now_ms)?;
            match verdict(&usage(transaction, organisation, now_ms)?, caller, now_ms) {
                Verdict::NotBefore(until, barrier) => Ok(Reservation::NotBefore(until, barrier)),
                Verdict::Go => {
                    begin_day(transaction, organisation, now_ms)?;
                    transaction.execute(
                        "UPDATE allowance SET day_used = day_used + 1 WHERE organisation = ?1",
                        [organisation],
                    )?;
                    transaction.execute(
                        "INSERT INTO call (organisation, purpose, started_at, permit_until, owner) VALUES (?1, ?2, ?3, ?4, ?5)",
                        params![organisation, purpose, now_ms, permit_until_ms, crate::queue::owner_of_this_process()],
                    )?;
                    let id = transaction.last_insert_rowid();
                    transaction.execute(
                        "INSERT INTO daily (organisation, day, purpose, calls) VALUES (?1, ?2, ?3, 1) ON CONFLICT DO UPDATE SET calls = calls + 1",
                        params![organisation, &crate::clock::timestamp(now_ms)[..10], purpose],
                    )?;
                    transaction.execute(
                        "DELETE FROM call WHERE organisation = ?1 AND started_at < ?2",
                        params![organisation, now_ms - 2 * DAY_MS],
                    )?;
                    Ok(Reservation::Granted(id))
                }
            }
        })
    }

    fn answered(&self, organisation: &str, call: i64, lesson: &Lesson, now_ms: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE call SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL",
                params![call, now_ms],
            )?;
            if let Some(remaining) = lesson.day_remaining {
                learn_day(transaction, organisation, call, remaining, now_ms)?;
            }
            if let Some(remaining) = lesson.minute_remaining {
                let usage = usage(transaction, organisation, now_ms)?;
                let own = usage.in_flight + i64::try_from(usage.recent_ends_ms.len()).unwrap_or(i64::MAX);
                // Calls of other programs that use the same app; they leave the window within a minute.
                let foreign = (MINUTE_LIMIT - remaining - own).max(0);
                transaction.execute(
                    "UPDATE allowance SET foreign_calls = ?2, foreign_until = ?3 WHERE organisation = ?1",
                    params![organisation, foreign, if foreign > 0 { now_ms + MINUTE_MS } else { 0 }],
                )?;
            }
            if let Some((barrier, seconds)) = lesson.refused {
                let until = now_ms + sane::wait_seconds(barrier, seconds) * 1_000;
                transaction.execute(
                    "UPDATE allowance SET blocked_until = ?2, blocked_at = ?3 WHERE organisation = ?1 AND blocked_until < ?2",
                    params![organisation, until, now_ms],
                )?;
                if let (Barrier::Day, Some(_)) = (barrier, seconds) {
                    // Xero's own word when its day begins: not later, as this ledger's day might.
                    transaction.execute(
                        "UPDATE allowance SET day_remaining = 0, day_remaining_call = MAX(day_remaining_call, ?3), day_began = ?2
                         WHERE organisation = ?1",
                        params![organisation, until - DAY_MS, call],
                    )?;
                }
            }
            Ok(())
        })
    }

    fn returned(&self, _: &str, call: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            let gone: Option<(String, i64, String)> = transaction
                .query_row(
                    // It may have become another organisation's meanwhile.
                    "DELETE FROM call WHERE id = ?1 AND ended_at IS NULL RETURNING purpose, started_at, organisation",
                    [call],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            if let Some((purpose, started_at, organisation)) = gone {
                let organisation = &organisation;
                transaction.execute(
                    "UPDATE allowance SET day_used = MAX(day_used - 1, 0) WHERE organisation = ?1",
                    [organisation],
                )?;
                transaction.execute(
                    "UPDATE daily SET calls = calls - 1 WHERE organisation = ?1 AND calls > 0 AND day = ?2 AND purpose = ?3",
                    params![organisation, &crate::clock::timestamp(started_at)[..10], purpose],
                )?;
            }
            Ok(())
        })
    }

    fn move_calls(&self, from: &str, organisation: &str, now_ms: i64) -> Result<(), StoreError> {
        if from == organisation {
            return Ok(());
        }
        self.write(|transaction| {
            let moved = transaction.execute(
                "UPDATE call SET organisation = ?2 WHERE organisation = ?1",
                [from, organisation],
            )?;
            if moved == 0 {
                return Ok(());
            }
            begin_day(transaction, organisation, now_ms)?;
            // Those who know the limits better keep their word; a block is for the app, whatever it is called.
            transaction.execute(
                "UPDATE allowance SET
                   day_used = day_used + COALESCE((SELECT day_used FROM allowance WHERE organisation = ?1), 0),
                   blocked_at = CASE WHEN blocked_until < (SELECT blocked_until FROM allowance WHERE organisation = ?1)
                     THEN (SELECT blocked_at FROM allowance WHERE organisation = ?1) ELSE blocked_at END,
                   blocked_until = MAX(blocked_until, COALESCE((SELECT blocked_until FROM allowance WHERE organisation = ?1), 0))
                 WHERE organisation = ?2",
                [from, organisation],
            )?;
            transaction.execute(
                "INSERT INTO daily (organisation, day, purpose, calls) SELECT ?2, day, purpose, calls FROM daily WHERE organisation = ?1
                 ON CONFLICT DO UPDATE SET calls = calls + excluded.calls",
                [from, organisation],
            )?;
            transaction.execute("DELETE FROM daily WHERE organisation = ?1", [from])?;
            transaction.execute("DELETE FROM allowance WHERE organisation = ?1", [from])?;
            Ok(())
        })
    }

    fn set_day_limit(&self, organisation: &str, calls: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            let known: Option<(i64, i64)> = transaction
                .prepare_cached("SELECT day_limit, day_learnt FROM allowance WHERE organisation = ?1")?
                .query_row([organisation], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            if let Some((chosen, learnt)) = known
                && plan_was_raised(chosen, learnt, calls)
            {
                // A block of a minute stays: it passes before anybody could notice.
                transaction.execute(
                    "UPDATE allowance SET day_remaining = NULL, blocked_until = CASE WHEN blocked_until - blocked_at > ?2 THEN 0 ELSE blocked_until END
                     WHERE organisation = ?1",
                    params![organisation, MINUTE_MS],
                )?;
            }
            transaction.execute(
                "INSERT INTO allowance (organisation, day_limit) VALUES (?1, ?2) ON CONFLICT (organisation) DO UPDATE SET day_limit = ?2
                 WHERE day_limit <> ?2",
                params![organisation, calls.max(0)],
            )?;
            Ok(())
        })
    }

    fn usage(&self, organisation: &str, now_ms: i64) -> Result<Usage, StoreError> {
        self.read(|connection| usage(connection, organisation, now_ms))
    }

    fn days(&self, organisation: &str, since: &str) -> Result<Vec<(String, String, i64)>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT day, purpose, calls FROM daily WHERE organisation = ?1 AND day >= ?2 AND calls > 0 ORDER BY day DESC, purpose",
                )?
                .query_map([organisation, since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })
    }

    fn minutes(&self, organisation: &str, since_ms: i64) -> Result<Vec<(i64, String, i64)>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached(
                    "SELECT started_at / 60000, purpose, COUNT(*) FROM call WHERE organisation = ?1 AND started_at >= ?2 GROUP BY 1, 2 ORDER BY 1",
                )?
                .query_map(params![organisation, since_ms], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })
    }
}

/// Answers may overtake each other: only the newest call's header counts. A header that shows more than is thought to be
/// left means that Xero's day began again.
fn learn_day(
    transaction: &Transaction<'_>,
    organisation: &str,
    call: i64,
    remaining: i64,
    now_ms: i64,
) -> rusqlite::Result<()> {
    let known: Option<(Option<i64>, i64, i64)> = transaction
        .query_row(
            "SELECT day_remaining, day_remaining_call, day_learnt FROM allowance WHERE organisation = ?1",
            [organisation],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((before, newest, learnt)) = known else {
        return Ok(());
    };
    if call < newest {
        return Ok(());
    }
    let limit = if remaining >= DAY_LIMIT { 5_000 } else { DAY_LIMIT };
    // Answers that overtook each other differ by a few calls only.
    let began_anew = before.is_some_and(|before| remaining > before + 50);
    transaction.execute(
        "UPDATE allowance SET day_remaining = ?2, day_remaining_call = ?3, day_learnt = ?4,
           day_used = CASE WHEN ?5 THEN 1 ELSE day_used END, day_began = CASE WHEN ?5 THEN ?6 ELSE day_began END
         WHERE organisation = ?1",
        params![
            organisation,
            remaining,
            call,
            limit.max(if began_anew { 0 } else { learnt }),
            began_anew,
            now_ms
        ],
    )?;
    Ok(())
}

impl CallRows for SqliteRows<'_> {
    fn permits_after(&self, until_ms: i64) -> Result<Vec<(i64, String)>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT id, owner FROM call WHERE ended_at IS NULL AND permit_until > ?1")?
                .query_map([until_ms], |row| Ok((row.get(0)?, readable(row, 1)?)))?
                .collect()
        })
    }

    fn end_permits(&mut self, ids: &[i64], until_ms: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut end =
                sqlite.prepare_cached("UPDATE call SET permit_until = ?2 WHERE id = ?1 AND ended_at IS NULL")?;
            for id in ids {
                end.execute(params![id, until_ms])?;
            }
            Ok(())
        })
    }
}
