//! Rows of the ledger of calls.

use std::collections::BTreeMap;

use ledgerline::limits::{Allowance, CallRow};
use ledgerline::store::rows::{CallRows, NewCall, TakenCall};
use ledgerline::store_error::StoreError;

use super::MemoryRows;

#[derive(Clone)]
pub(super) struct Call {
    organisation: String,
    purpose: String,
    owner: String,
    row: CallRow,
}

impl CallRows for MemoryRows<'_> {
    fn allowance(&self, organisation: &str) -> Result<Option<Allowance>, StoreError> {
        Ok(self.tables.allowances.get(&organisation.to_owned()).cloned())
    }

    fn put_allowance(&mut self, organisation: &str, allowance: &Allowance) -> Result<(), StoreError> {
        self.tables.allowances.put(organisation.to_owned(), allowance.clone());
        Ok(())
    }

    fn remove_allowance(&mut self, organisation: &str) -> Result<(), StoreError> {
        self.tables.allowances.remove(&organisation.to_owned());
        Ok(())
    }

    fn calls_since(&self, organisation: &str, since_ms: i64) -> Result<Vec<CallRow>, StoreError> {
        let calls = self.tables.calls.iter().map(|(_, call)| call);
        Ok(calls
            .filter(|call| call.organisation == organisation)
            .filter(|call| call.row.ended_at_ms.unwrap_or(call.row.permit_until_ms) > since_ms)
            .map(|call| call.row.clone())
            .collect())
    }

    fn count_calls_after(&self, organisation: &str, call: i64) -> Result<i64, StoreError> {
        let later = self.tables.calls.range(call + 1..);
        Ok(later.filter(|(_, call)| call.organisation == organisation).count() as i64)
    }

    fn insert_call(&mut self, call: &NewCall<'_>) -> Result<i64, StoreError> {
        let id = self.tables.next("call");
        let row = CallRow {
            id,
            started_at_ms: call.started_at_ms,
            ended_at_ms: None,
            permit_until_ms: call.permit_until_ms,
        };
        let call = Call {
            organisation: call.organisation.to_owned(),
            purpose: call.purpose.to_owned(),
            owner: call.owner.to_owned(),
            row,
        };
        self.tables.calls.put(id, call);
        Ok(id)
    }

    fn save_calls(&mut self, calls: &[CallRow]) -> Result<(), StoreError> {
        for row in calls {
            self.tables.calls.change(&row.id, |call| call.row = row.clone());
        }
        Ok(())
    }

    fn end_call(&mut self, call: i64, ended_at_ms: i64) -> Result<(), StoreError> {
        self.tables.calls.change(&call, |call| {
            call.row.ended_at_ms.get_or_insert(ended_at_ms);
        });
        Ok(())
    }

    fn take_call(&mut self, call: i64) -> Result<Option<TakenCall>, StoreError> {
        if self
            .tables
            .calls
            .get(&call)
            .is_none_or(|call| call.row.ended_at_ms.is_some())
        {
            return Ok(None);
        }
        let gone = self.tables.calls.remove(&call);
        Ok(gone.map(|call| TakenCall {
            organisation: call.organisation,
            purpose: call.purpose,
            started_at_ms: call.row.started_at_ms,
        }))
    }

    fn remove_calls(&mut self, organisation: &str, before_ms: i64) -> Result<(), StoreError> {
        let old = |call: &Call| call.organisation == organisation && call.row.started_at_ms < before_ms;
        self.tables.calls.remove_where(|_, call| old(call));
        Ok(())
    }

    fn move_calls(&mut self, from: &str, to: &str) -> Result<u64, StoreError> {
        let ids = self.tables.calls.keys_where(|_, call| call.organisation == from);
        for id in &ids {
            self.tables
                .calls
                .change(id, |call| to.clone_into(&mut call.organisation));
        }
        Ok(ids.len() as u64)
    }

    fn permits_after(&self, until_ms: i64) -> Result<Vec<(i64, String)>, StoreError> {
        let calls = self.tables.calls.iter();
        Ok(calls
            .filter(|(_, call)| call.row.ended_at_ms.is_none() && call.row.permit_until_ms > until_ms)
            .map(|(id, call)| (*id, call.owner.clone()))
            .collect())
    }

    fn end_permits(&mut self, ids: &[i64], until_ms: i64) -> Result<(), StoreError> {
        for id in ids {
            if self
                .tables
                .calls
                .get(id)
                .is_some_and(|call| call.row.ended_at_ms.is_none())
            {
                self.tables.calls.change(id, |call| call.row.permit_until_ms = until_ms);
            }
        }
        Ok(())
    }

    fn add_daily(&mut self, organisation: &str, day: &str, purpose: &str, calls: i64) -> Result<(), StoreError> {
        let key = (organisation.to_owned(), day.to_owned(), purpose.to_owned());
        let sum = self.tables.daily.get(&key).unwrap_or(&0) + calls;
        self.tables.daily.put(key, sum.max(0));
        Ok(())
    }

    fn move_daily(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        for key in self.tables.daily.keys_where(|(of, ..), _| of == from) {
            let calls = self.tables.daily.remove(&key).unwrap_or_default();
            let (_, day, purpose) = key;
            self.add_daily(to, &day, &purpose, calls)?;
        }
        Ok(())
    }

    fn days(&self, organisation: &str, since: &str) -> Result<Vec<(String, String, i64)>, StoreError> {
        let daily = self.tables.daily.iter();
        let mut days: Vec<_> = daily
            .filter(|((of, day, _), calls)| of == organisation && day.as_str() >= since && **calls > 0)
            .map(|((_, day, purpose), calls)| (day.clone(), purpose.clone(), *calls))
            .collect();
        days.sort_by(|(a, first, _), (b, second, _)| b.cmp(a).then(first.cmp(second)));
        Ok(days)
    }

    fn minutes(&self, organisation: &str, since_ms: i64) -> Result<Vec<(i64, String, i64)>, StoreError> {
        let mut minutes: BTreeMap<(i64, &str), i64> = BTreeMap::new();
        for (_, call) in self.tables.calls.iter() {
            if call.organisation == organisation && call.row.started_at_ms >= since_ms {
                *minutes
                    .entry((call.row.started_at_ms / 60_000, &call.purpose))
                    .or_default() += 1;
            }
        }
        let listed = minutes.into_iter();
        Ok(listed
            .map(|((minute, purpose), calls)| (minute, purpose.to_owned(), calls))
            .collect())
    }
}
