//! Rows of the ledger of calls: who called when, and what is known of the limits.

use super::MysqlRows;
use super::asking::{numbers, values};
use super::failure::Failure;
use super::line::Line;
use crate::limits::{Allowance, CallRow};
use crate::store::rows::{CallRows, NewCall, TakenCall};
use crate::store_error::StoreError;

fn call(row: &Line) -> Result<CallRow, Failure> {
    Ok(CallRow {
        id: row.number(0)?,
        started_at_ms: row.number(1)?,
        ended_at_ms: row.optional_number(2)?,
        permit_until_ms: row.number(3)?,
    })
}

impl CallRows for MysqlRows<'_> {
    fn allowance(&self, organisation: &str) -> Result<Option<Allowance>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT day_limit, day_learnt, day_began, day_used, day_remaining, day_remaining_call, foreign_calls, foreign_until,
                   blocked_until, blocked_at FROM #allowance WHERE organisation = ?",
                values![organisation],
            )?;
            let read = |row: Line| {
                Ok(Allowance {
                    day_limit: row.small(0)?,
                    day_learnt: row.small(1)?,
                    day_began_ms: row.optional_number(2)?,
                    day_used: row.small(3)?,
                    day_remaining: row.optional_number(4)?,
                    day_remaining_call: row.number(5)?,
                    foreign_calls: row.small(6)?,
                    foreign_until_ms: row.number(7)?,
                    blocked_until_ms: row.number(8)?,
                    blocked_at_ms: row.number(9)?,
                })
            };
            found.map(read).transpose()
        })
    }

    fn put_allowance(&mut self, organisation: &str, allowance: &Allowance) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "REPLACE INTO #allowance (organisation, day_limit, day_learnt, day_began, day_used, day_remaining, day_remaining_call,
                       foreign_calls, foreign_until, blocked_until, blocked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values![
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
                    ],
                )
                .map(drop)
        })
    }

    fn remove_allowance(&mut self, organisation: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run("DELETE FROM #allowance WHERE organisation = ?", values![organisation])
                .map(drop)
        })
    }

    fn calls_since(&self, organisation: &str, since_ms: i64) -> Result<Vec<CallRow>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                "SELECT id, started_at, ended_at, permit_until FROM #call
                 WHERE organisation = ? AND (ended_at > ? OR (ended_at IS NULL AND permit_until > ?)) ORDER BY id",
                values![organisation, since_ms, since_ms],
            )?;
            rows.iter().map(call).collect()
        })
    }

    fn count_calls_after(&self, organisation: &str, call: i64) -> Result<i64, StoreError> {
        self.ask(|asking| {
            asking
                .one(
                    "SELECT COUNT(*) FROM #call WHERE organisation = ? AND id > ?",
                    values![organisation, call],
                )?
                .number(0)
        })
    }

    fn insert_call(&mut self, call: &NewCall<'_>) -> Result<i64, StoreError> {
        let row = values![
            call.organisation,
            call.purpose,
            call.started_at_ms,
            call.permit_until_ms,
            call.owner
        ];
        self.ask(|asking| {
            let ids = asking.insert(
                "#call",
                "organisation, purpose, started_at, permit_until, owner",
                vec![row],
            )?;
            ids.first()
                .copied()
                .ok_or_else(|| Failure::Row("the call has no number".to_owned()))
        })
    }

    fn save_calls(&mut self, calls: &[CallRow]) -> Result<(), StoreError> {
        self.ask(|asking| {
            for call in calls {
                asking.run(
                    "UPDATE #call SET started_at = ?, ended_at = ?, permit_until = ? WHERE id = ?",
                    values![call.started_at_ms, call.ended_at_ms, call.permit_until_ms, call.id],
                )?;
            }
            Ok(())
        })
    }

    fn end_call(&mut self, call: i64, ended_at_ms: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #call SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
                    values![ended_at_ms, call],
                )
                .map(drop)
        })
    }

    fn take_call(&mut self, call: i64) -> Result<Option<TakenCall>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT organisation, purpose, started_at FROM #call WHERE id = ? AND ended_at IS NULL",
                values![call],
            )?;
            let Some(row) = found else { return Ok(None) };
            asking.run("DELETE FROM #call WHERE id = ?", values![call])?;
            Ok(Some(TakenCall {
                organisation: row.text(0)?,
                purpose: row.text(1)?,
                started_at_ms: row.number(2)?,
            }))
        })
    }

    fn remove_calls(&mut self, organisation: &str, before_ms: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "DELETE FROM #call WHERE organisation = ? AND started_at < ?",
                    values![organisation, before_ms],
                )
                .map(drop)
        })
    }

    fn move_calls(&mut self, from: &str, to: &str) -> Result<u64, StoreError> {
        self.ask(|asking| {
            asking.run(
                "UPDATE #call SET organisation = ? WHERE organisation = ?",
                values![to, from],
            )
        })
    }

    fn permits_after(&self, until_ms: i64) -> Result<Vec<(i64, String)>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                "SELECT id, owner FROM #call WHERE ended_at IS NULL AND permit_until > ? ORDER BY id",
                values![until_ms],
            )?;
            rows.iter().map(|row| Ok((row.number(0)?, row.readable(1)))).collect()
        })
    }

    fn end_permits(&mut self, ids: &[i64], until_ms: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    &format!(
                        "UPDATE #call SET permit_until = ? WHERE id IN ({}) AND ended_at IS NULL",
                        numbers(ids)
                    ),
                    values![until_ms],
                )
                .map(drop)
        })
    }

    fn add_daily(&mut self, organisation: &str, day: &str, purpose: &str, calls: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "INSERT INTO #daily (organisation, on_day, purpose, calls) VALUES (?, ?, ?, GREATEST(?, 0))
                     ON DUPLICATE KEY UPDATE calls = GREATEST(calls + ?, 0)",
                    values![organisation, day, purpose, calls, calls],
                )
                .map(drop)
        })
    }

    fn move_daily(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking.run(
                "INSERT INTO #daily (organisation, on_day, purpose, calls)
                 SELECT ?, moved.on_day, moved.purpose, moved.calls FROM #daily AS moved WHERE moved.organisation = ?
                 ON DUPLICATE KEY UPDATE calls = #daily.calls + VALUES(calls)",
                values![to, from],
            )?;
            asking
                .run("DELETE FROM #daily WHERE organisation = ?", values![from])
                .map(drop)
        })
    }

    fn days(&self, organisation: &str, since: &str) -> Result<Vec<(String, String, i64)>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                "SELECT on_day, purpose, calls FROM #daily WHERE organisation = ? AND on_day >= ? AND calls > 0 ORDER BY on_day DESC, purpose",
                values![organisation, since],
            )?;
            rows.iter()
                .map(|row| Ok((row.text(0)?, row.text(1)?, row.number(2)?)))
                .collect()
        })
    }

    fn minutes(&self, organisation: &str, since_ms: i64) -> Result<Vec<(i64, String, i64)>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                "SELECT started_at DIV 60000, purpose, COUNT(*) FROM #call WHERE organisation = ? AND started_at >= ?
                 GROUP BY 1, 2 ORDER BY 1, 2",
                values![organisation, since_ms],
            )?;
            rows.iter()
                .map(|row| Ok((row.number(0)?, row.text(1)?, row.number(2)?)))
                .collect()
        })
    }
}
