//! Rows of the ledger of calls: who called when, and what is known of the limits.

use rusqlite::{OptionalExtension, Row, params};

use super::SqliteRows;
use super::damage::readable;
use crate::limits::{Allowance, CallRow};
use crate::store::rows::{CallRows, NewCall, TakenCall};
use crate::store_error::StoreError;

fn call(row: &Row<'_>) -> rusqlite::Result<CallRow> {
    Ok(CallRow {
        id: row.get(0)?,
        started_at_ms: row.get(1)?,
        ended_at_ms: row.get(2)?,
        permit_until_ms: row.get(3)?,
    })
}

impl CallRows for SqliteRows<'_> {
    fn allowance(&self, organisation: &str) -> Result<Option<Allowance>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT day_limit, day_learnt, day_began, day_used, day_remaining, day_remaining_call, foreign_calls, foreign_until,
                       blocked_until, blocked_at FROM allowance WHERE organisation = ?1",
                )?
                .query_row([organisation], |row| {
                    Ok(Allowance {
                        day_limit: row.get(0)?,
                        day_learnt: row.get(1)?,
                        day_began_ms: row.get(2)?,
                        day_used: row.get(3)?,
                        day_remaining: row.get(4)?,
                        day_remaining_call: row.get(5)?,
                        foreign_calls: row.get(6)?,
                        foreign_until_ms: row.get(7)?,
                        blocked_until_ms: row.get(8)?,
                        blocked_at_ms: row.get(9)?,
                    })
                })
                .optional()
        })
    }

    fn put_allowance(&mut self, organisation: &str, allowance: &Allowance) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "INSERT OR REPLACE INTO allowance (organisation, day_limit, day_learnt, day_began, day_used, day_remaining,
                       day_remaining_call, foreign_calls, foreign_until, blocked_until, blocked_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?
                .execute(params![
                    organisation,
                    allowance.day_limit,
                    allowance.day_learnt,
                    allowance.day_began_ms,
                    allowance.day_used,
                    allowance.day_remaining,
                    allowance.day_remaining_call,
                    allowance.foreign_calls,
                    allowance.foreign_until_ms,
                    allowance.blocked_until_ms,
                    allowance.blocked_at_ms
                ])?;
            Ok(())
        })
    }

    fn remove_allowance(&mut self, organisation: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("DELETE FROM allowance WHERE organisation = ?1")?
                .execute([organisation])?;
            Ok(())
        })
    }

    fn calls_since(&self, organisation: &str, since_ms: i64) -> Result<Vec<CallRow>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT id, started_at, ended_at, permit_until FROM call
                     WHERE organisation = ?1 AND (ended_at > ?2 OR (ended_at IS NULL AND permit_until > ?2))",
                )?
                .query_map(params![organisation, since_ms], call)?
                .collect()
        })
    }

    fn count_calls_after(&self, organisation: &str, call: i64) -> Result<i64, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT COUNT(*) FROM call WHERE organisation = ?1 AND id > ?2")?
                .query_row(params![organisation, call], |row| row.get(0))
        })
    }

    fn insert_call(&mut self, call: &NewCall<'_>) -> Result<i64, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "INSERT INTO call (organisation, purpose, started_at, permit_until, owner) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .insert(params![
                    call.organisation,
                    call.purpose,
                    call.started_at_ms,
                    call.permit_until_ms,
                    call.owner
                ])
        })
    }

    fn save_calls(&mut self, calls: &[CallRow]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut save = sqlite
                .prepare_cached("UPDATE call SET started_at = ?2, ended_at = ?3, permit_until = ?4 WHERE id = ?1")?;
            for call in calls {
                save.execute(params![
                    call.id,
                    call.started_at_ms,
                    call.ended_at_ms,
                    call.permit_until_ms
                ])?;
            }
            Ok(())
        })
    }

    fn end_call(&mut self, call: i64, ended_at_ms: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("UPDATE call SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL")?
                .execute(params![call, ended_at_ms])?;
            Ok(())
        })
    }

    fn take_call(&mut self, call: i64) -> Result<Option<TakenCall>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "DELETE FROM call WHERE id = ?1 AND ended_at IS NULL RETURNING organisation, purpose, started_at",
                )?
                .query_row([call], |row| {
                    Ok(TakenCall {
                        organisation: row.get(0)?,
                        purpose: row.get(1)?,
                        started_at_ms: row.get(2)?,
                    })
                })
                .optional()
        })
    }

    fn remove_calls(&mut self, organisation: &str, before_ms: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("DELETE FROM call WHERE organisation = ?1 AND started_at < ?2")?
                .execute(params![organisation, before_ms])?;
            Ok(())
        })
    }

    fn move_calls(&mut self, from: &str, to: &str) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            let moved = sqlite
                .prepare_cached("UPDATE call SET organisation = ?2 WHERE organisation = ?1")?
                .execute([from, to])?;
            Ok(moved as u64)
        })
    }

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

    fn add_daily(&mut self, organisation: &str, day: &str, purpose: &str, calls: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "INSERT INTO daily (organisation, day, purpose, calls) VALUES (?1, ?2, ?3, MAX(?4, 0))
                     ON CONFLICT DO UPDATE SET calls = MAX(calls + ?4, 0)",
                )?
                .execute(params![organisation, day, purpose, calls])?;
            Ok(())
        })
    }

    fn move_daily(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "INSERT INTO daily (organisation, day, purpose, calls) SELECT ?2, day, purpose, calls FROM daily WHERE organisation = ?1
                     ON CONFLICT DO UPDATE SET calls = calls + excluded.calls",
                )?
                .execute([from, to])?;
            sqlite
                .prepare_cached("DELETE FROM daily WHERE organisation = ?1")?
                .execute([from])?;
            Ok(())
        })
    }

    fn days(&self, organisation: &str, since: &str) -> Result<Vec<(String, String, i64)>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT day, purpose, calls FROM daily WHERE organisation = ?1 AND day >= ?2 AND calls > 0 ORDER BY day DESC, purpose",
                )?
                .query_map([organisation, since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })
    }

    fn minutes(&self, organisation: &str, since_ms: i64) -> Result<Vec<(i64, String, i64)>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT started_at / 60000, purpose, COUNT(*) FROM call WHERE organisation = ?1 AND started_at >= ?2 GROUP BY 1, 2 ORDER BY 1",
                )?
                .query_map(params![organisation, since_ms], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect()
        })
    }
}
