//! Xero's four limits: calls at once, a minute and a day per organisation, and a minute per app. Windows are fixed and begin at a different moment for each organisation.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Millis;
use crate::switches::Switches;

const MINUTE: Millis = 60_000;
const DAY: Millis = 86_400_000;

/// Calls counted in a window.
#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Window {
    index: i64,
    used: u32,
}

impl Window {
    fn used_at(self, index: i64) -> u32 {
        if self.index == index { self.used } else { 0 }
    }

    fn add(&mut self, index: i64) {
        *self = Self {
            index,
            used: self.used_at(index) + 1,
        };
    }
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Tenant {
    minute: Window,
    day: Window,
    #[serde(skip)]
    in_flight: u32,
}

/// Why a call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    Concurrent,
    Minute,
    Day,
    AppMinute,
}

impl Problem {
    /// The value of X-Rate-Limit-Problem; the app's has not been documented.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Concurrent => "concurrent",
            Self::Minute => "minute",
            Self::Day => "day",
            Self::AppMinute => "appminute",
        }
    }
}

/// A refused call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub problem: Problem,
    /// Seconds; only minute and day windows say so.
    pub retry_after: Option<i64>,
}

/// What is left, for the headers of every response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Remaining {
    pub day: u32,
    pub minute: u32,
    pub app_minute: u32,
}

/// All counters.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Limits {
    tenants: HashMap<Uuid, Tenant>,
    apps: HashMap<String, Window>,
}

/// Where the windows of a tenant begin: within the minute, within the day.
fn offsets(tenant: Uuid) -> (Millis, Millis) {
    let bits = tenant.as_u128();
    ((bits % 60_000) as Millis, ((bits >> 40) % 86_400_000) as Millis)
}

fn indices(tenant: Uuid, now: Millis) -> (i64, i64) {
    let (minute, day) = offsets(tenant);
    ((now - minute).div_euclid(MINUTE), (now - day).div_euclid(DAY))
}

/// Whole seconds until the window ends, at least one.
fn left(now: Millis, offset: Millis, length: Millis) -> i64 {
    let end = ((now - offset).div_euclid(length) + 1) * length + offset;
    ((end - now + 999) / 1000).max(1)
}

impl Limits {
    /// Calls that were let in and are not answered yet.
    pub(crate) fn under_way(&self, tenant: Uuid) -> u32 {
        self.tenants.get(&tenant).map_or(0, |state| state.in_flight)
    }

    /// Lets a call in, or says which limit it hits. A call let in must leave again.
    pub(crate) fn enter(
        &mut self,
        tenant: Uuid,
        client: &str,
        switches: &Switches,
        now: Millis,
    ) -> Result<(), Refusal> {
        let (minute, day) = indices(tenant, now);
        let app_index = now.div_euclid(MINUTE);
        let state = self.tenants.entry(tenant).or_default();
        let app = self.apps.entry(client.to_owned()).or_default();
        let (minute_offset, day_offset) = offsets(tenant);
        let refusal = if !switches.limits {
            None
        } else if state.day.used_at(day) >= switches.calls_per_day() {
            Some(Refusal {
                problem: Problem::Day,
                retry_after: Some(left(now, day_offset, DAY)),
            })
        } else if state.minute.used_at(minute) >= switches.minute_limit {
            Some(Refusal {
                problem: Problem::Minute,
                retry_after: Some(left(now, minute_offset, MINUTE)),
            })
        } else if app.used_at(app_index) >= switches.app_minute_limit {
            Some(Refusal {
                problem: Problem::AppMinute,
                retry_after: None,
            })
        } else if state.in_flight >= switches.concurrent_limit {
            Some(Refusal {
                problem: Problem::Concurrent,
                retry_after: None,
            })
        } else {
            None
        };
        if refusal.is_none() || switches.count_refused {
            state.minute.add(minute);
            state.day.add(day);
            app.add(app_index);
        }
        match refusal {
            Some(refusal) => Err(refusal),
            None => {
                state.in_flight += 1;
                Ok(())
            }
        }
    }

    pub(crate) fn leave(&mut self, tenant: Uuid) {
        if let Some(state) = self.tenants.get_mut(&tenant) {
            state.in_flight = state.in_flight.saturating_sub(1);
        }
    }

    /// Forgets all calls, except those that are still under way.
    pub(crate) fn start_again(&mut self) {
        self.apps.clear();
        for tenant in self.tenants.values_mut() {
            *tenant = Tenant {
                in_flight: tenant.in_flight,
                ..Tenant::default()
            };
        }
    }

    pub(crate) fn remaining(&self, tenant: Uuid, client: &str, switches: &Switches, now: Millis) -> Remaining {
        let (minute, day) = indices(tenant, now);
        let state = self.tenants.get(&tenant).copied().unwrap_or_default();
        let app = self.apps.get(client).copied().unwrap_or_default();
        if !switches.limits {
            return Remaining {
                day: switches.calls_per_day(),
                minute: switches.minute_limit,
                app_minute: switches.app_minute_limit,
            };
        }
        Remaining {
            day: switches.calls_per_day().saturating_sub(state.day.used_at(day)),
            minute: switches.minute_limit.saturating_sub(state.minute.used_at(minute)),
            app_minute: switches
                .app_minute_limit
                .saturating_sub(app.used_at(now.div_euclid(MINUTE))),
        }
    }

    /// Seconds until the minute and the day of a tenant end.
    pub(crate) fn until_reset(tenant: Uuid, now: Millis) -> (i64, i64) {
        let (minute, day) = offsets(tenant);
        (left(now, minute, MINUTE), left(now, day, DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TENANT: Uuid = Uuid::from_u128(17_000);

    fn small() -> Switches {
        Switches {
            minute_limit: 2,
            day_limit: Some(3),
            concurrent_limit: 1,
            ..Switches::default()
        }
    }

    fn call(limits: &mut Limits, now: Millis) -> Result<(), Problem> {
        let entered = limits.enter(TENANT, "app", &small(), now).map_err(|r| r.problem);
        if entered.is_ok() {
            limits.leave(TENANT);
        }
        entered
    }

    #[test]
    fn the_minute_is_a_fixed_window_with_the_tenants_own_beginning() {
        let mut limits = Limits::default();
        // The window of this tenant begins 17 seconds after the full minute.
        assert_eq!(call(&mut limits, 16_000), Ok(()));
        assert_eq!(call(&mut limits, 16_500), Ok(()));
        let refusal = limits.enter(TENANT, "app", &small(), 16_500).unwrap_err();
        assert_eq!(
            refusal,
            Refusal {
                problem: Problem::Minute,
                retry_after: Some(1)
            }
        );
        assert_eq!(call(&mut limits, 17_000), Ok(()));
    }

    #[test]
    fn the_day_ends_later_than_the_minute() {
        let mut limits = Limits::default();
        for at in [0, 60_000, 120_000] {
            assert_eq!(call(&mut limits, at), Ok(()));
        }
        let refusal = limits.enter(TENANT, "app", &small(), 180_000).unwrap_err();
        assert_eq!(refusal.problem, Problem::Day);
        assert!(refusal.retry_after.is_some_and(|s| s > 3_600));
    }

    #[test]
    fn calls_under_way_are_counted_until_they_leave() {
        let mut limits = Limits::default();
        assert!(limits.enter(TENANT, "app", &small(), 0).is_ok());
        assert_eq!(
            limits.enter(TENANT, "app", &small(), 0).unwrap_err(),
            Refusal {
                problem: Problem::Concurrent,
                retry_after: None
            }
        );
        limits.leave(TENANT);
        assert!(limits.enter(TENANT, "app", &small(), 0).is_ok());
    }
}
