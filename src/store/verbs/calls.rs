//! The port of the ledger of calls over rows.

use crate::clock::timestamp;
use crate::limits::{
    Allowance, CallLedger, Caller, HOUR_MS, KEPT_MS, Lesson, MINUTE_MS, Pressure, Reservation, Usage, Verdict,
    may_run_short, usage, verdict,
};
use crate::queue::DEAD_PERMIT_MS;
use crate::store::RowStore;
use crate::store::rows::{Database, NewCall, Rows};
use crate::store_error::StoreError;

/// The day of a moment (YYYY-MM-DD, UTC).
fn day_of(ms: i64) -> String {
    timestamp(ms).chars().take(10).collect()
}

fn used(rows: &dyn Rows, organisation: &str, allowance: Option<&Allowance>, now_ms: i64) -> Result<Usage, StoreError> {
    let calls = rows.calls_since(organisation, now_ms - MINUTE_MS)?;
    let later = match allowance {
        Some(known) if known.day_remaining.is_some() => {
            rows.count_calls_after(organisation, known.day_remaining_call)?
        }
        _ => 0,
    };
    let mut usage = usage(allowance, &calls, later, now_ms);
    if may_run_short(&usage, now_ms) {
        let minutes = rows.minutes(organisation, now_ms - HOUR_MS)?;
        usage.pressure = minutes.last().map(|(last, ..)| Pressure {
            hour: minutes.iter().map(|(.., calls)| calls).sum(),
            minute_ms: last * MINUTE_MS,
            in_minute: minutes
                .iter()
                .filter(|(minute, ..)| minute == last)
                .map(|(.., calls)| calls)
                .sum(),
        });
    }
    Ok(usage)
}

/// What is known, without what a clock that was ahead wrote.
fn healed(rows: &mut dyn Rows, organisation: &str, now_ms: i64) -> Result<Option<Allowance>, StoreError> {
    let calls = rows.calls_since(organisation, now_ms)?;
    let sound: Vec<_> = calls.iter().filter_map(|call| call.healed(now_ms)).collect();
    if !sound.is_empty() {
        rows.save_calls(&sound)?;
    }
    let Some(known) = rows.allowance(organisation)? else {
        return Ok(None);
    };
    let sound = known.clone().healed(now_ms);
    if sound != known {
        rows.put_allowance(organisation, &sound)?;
    }
    Ok(Some(sound))
}

impl<D: Database> RowStore<D> {
    /// A killed process holds its lanes no longer than Xero may still be busy with what it sent.
    pub(super) fn end_permits_of_the_dead(
        &self,
        now_ms: i64,
        is_dead: &dyn Fn(&str) -> bool,
    ) -> Result<(), StoreError> {
        let until = now_ms + DEAD_PERMIT_MS;
        let held = self.database.read(|rows| rows.permits_after(until))?;
        let dead: Vec<i64> = held
            .into_iter()
            .filter(|(_, owner)| is_dead(owner))
            .map(|(id, _)| id)
            .collect();
        if dead.is_empty() {
            return Ok(());
        }
        self.database.write(|rows| rows.end_permits(&dead, until))
    }
}

impl<D: Database> CallLedger for RowStore<D> {
    fn reserve(
        &self,
        organisation: &str,
        purpose: &str,
        caller: Caller,
        permit_until_ms: i64,
        now_ms: i64,
    ) -> Result<Reservation, StoreError> {
        let owner = self.processes.own();
        self.database.write(|rows| {
            let known = healed(rows, organisation, now_ms)?;
            match verdict(&used(rows, organisation, known.as_ref(), now_ms)?, caller, now_ms) {
                Verdict::NotBefore(until, barrier) => Ok(Reservation::NotBefore(until, barrier)),
                Verdict::Go => {
                    rows.put_allowance(organisation, &known.unwrap_or_default().granted(now_ms))?;
                    let id = rows.insert_call(&NewCall {
                        organisation,
                        purpose,
                        owner: &owner,
                        started_at_ms: now_ms,
                        permit_until_ms,
                    })?;
                    rows.add_daily(organisation, &day_of(now_ms), purpose, 1)?;
                    rows.remove_calls(organisation, now_ms - KEPT_MS)?;
                    Ok(Reservation::Granted(id))
                }
            }
        })
    }

    fn answered(&self, organisation: &str, call: i64, lesson: &Lesson, now_ms: i64) -> Result<(), StoreError> {
        self.database.write(|rows| {
            rows.end_call(call, now_ms)?;
            let Some(known) = rows.allowance(organisation)? else {
                return Ok(());
            };
            let own = match lesson.minute_remaining {
                Some(_) => {
                    let usage = used(rows, organisation, Some(&known), now_ms)?;
                    usage.in_flight + i64::try_from(usage.recent_ends_ms.len()).unwrap_or(i64::MAX)
                }
                None => 0,
            };
            let taught = known.clone().taught(call, lesson, own, now_ms);
            if taught != known {
                rows.put_allowance(organisation, &taught)?;
            }
            Ok(())
        })
    }

    fn returned(&self, _: &str, call: i64) -> Result<(), StoreError> {
        self.database.write(|rows| {
            // It may have become another organisation's meanwhile.
            let Some(taken) = rows.take_call(call)? else {
                return Ok(());
            };
            if let Some(known) = rows.allowance(&taken.organisation)? {
                rows.put_allowance(&taken.organisation, &known.returned())?;
            }
            rows.add_daily(&taken.organisation, &day_of(taken.started_at_ms), &taken.purpose, -1)
        })
    }

    fn move_calls(&self, from: &str, organisation: &str, now_ms: i64) -> Result<(), StoreError> {
        if from == organisation {
            return Ok(());
        }
        self.database.write(|rows| {
            if rows.move_calls(from, organisation)? == 0 {
                return Ok(());
            }
            let other = rows.allowance(from)?;
            let known = rows.allowance(organisation)?.unwrap_or_default();
            rows.put_allowance(organisation, &known.joined_by(other.as_ref(), now_ms))?;
            rows.move_daily(from, organisation)?;
            rows.remove_allowance(from)
        })
    }

    fn set_day_limit(&self, organisation: &str, calls: i64) -> Result<(), StoreError> {
        self.database.write(|rows| {
            let known = rows.allowance(organisation)?;
            let limited = known.clone().unwrap_or_default().limited(calls);
            if known.as_ref() == Some(&limited) {
                return Ok(());
            }
            rows.put_allowance(organisation, &limited)
        })
    }

    fn usage(&self, organisation: &str, now_ms: i64) -> Result<Usage, StoreError> {
        self.database.read(|rows| {
            let known = rows.allowance(organisation)?;
            used(rows, organisation, known.as_ref(), now_ms)
        })
    }

    fn days(&self, organisation: &str, since: &str) -> Result<Vec<(String, String, i64)>, StoreError> {
        self.database.read(|rows| rows.days(organisation, since))
    }

    fn minutes(&self, organisation: &str, since_ms: i64) -> Result<Vec<(i64, String, i64)>, StoreError> {
        self.database.read(|rows| rows.minutes(organisation, since_ms))
    }
}
