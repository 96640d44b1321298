//! Decides whether the process that claimed a job still lives, so that a killed one is noticed at once.
//!
//! Only processes of this host can be asked; for others the lease decides.

use std::sync::OnceLock;

/// `host:pid:start` of this process. The start time tells a process from a later one with the same id.
pub fn owner_of_this_process() -> String {
    let pid = std::process::id();
    format!("{}:{}:{}", host(), pid, started(pid).unwrap_or_default())
}

/// `Some(false)` when the owner is known to be gone, `Some(true)` when it lives, `None` when it cannot be told (another host).
pub fn is_alive(owner: &str) -> Option<bool> {
    let mut parts = owner.rsplitn(3, ':');
    let start = parts.next()?;
    let pid: u32 = parts.next()?.parse().ok()?;
    if parts.next()? != host() {
        return None;
    }
    Some(started(pid).as_deref() == Some(start))
}

fn host() -> &'static str {
    static HOST: OnceLock<String> = OnceLock::new();
    HOST.get_or_init(|| {
        // The boot id changes when the machine restarts, when all its processes are gone.
        let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        format!("{}/{}", name.trim(), boot.trim().get(..8).unwrap_or_default())
    })
}

fn started(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The command name is in brackets and may hold spaces: count the fields behind the last bracket.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    if matches!(fields.next(), Some("Z" | "X")) {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_lives_and_a_made_up_one_does_not() {
        let own = owner_of_this_process();
        assert_eq!(is_alive(&own), Some(true));
        let (head, _) = own.rsplit_once(':').unwrap();
        assert_eq!(is_alive(&format!("{head}:1")), Some(false));
        assert_eq!(is_alive("elsewhere:1:2"), None);
    }
}
