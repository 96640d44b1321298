//! Decides whether the process that claimed a job still lives, so that a killed one is noticed at once.
//!
//! Only processes of this host can be asked; for others the lease decides.

use std::sync::OnceLock;

/// Whose processes a store can ask about.
pub trait Processes: Send + Sync {
    /// The name of this process.
    fn own(&self) -> String;
    /// `Some(false)` when a process is known to be gone, `Some(true)` when it lives, `None` when it cannot be told.
    fn is_alive(&self, owner: &str) -> Option<bool>;
}

/// The processes of this host.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThisHost;

impl Processes for ThisHost {
    fn own(&self) -> String {
        owner_of_this_process()
    }

    fn is_alive(&self, owner: &str) -> Option<bool> {
        is_alive(owner)
    }
}

/// `host:pid:start` of this process. The start time tells a process from a later one with the same id.
pub fn owner_of_this_process() -> String {
    let pid = std::process::id();
    format!("{}:{}:{}", host(), pid, started(pid).ok().flatten().unwrap_or_default())
}

/// `Some(false)` when the owner is known to be gone, `Some(true)` when it lives, `None` when it cannot be told: a process of
/// another host or container, or one that this user may not see.
pub fn is_alive(owner: &str) -> Option<bool> {
    let mut parts = owner.rsplitn(3, ':');
    let start = parts.next()?;
    let pid: u32 = parts.next()?.parse().ok()?;
    if parts.next()? != host() || !sees_all() {
        return None;
    }
    match started(pid) {
        Ok(Some(found)) => Some(found == start),
        Ok(None) => Some(false),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Some(false),
        Err(_) => None,
    }
}

/// Host, boot and process namespace: what a process id belongs to.
fn host() -> &'static str {
    static HOST: OnceLock<String> = OnceLock::new();
    HOST.get_or_init(|| {
        let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        format!("{}/{}/{}", name.trim(), boot(), namespace().unwrap_or_default())
    })
}

/// What tells this start of the machine from its others, as one word; empty where the system does not say. With the machine all
/// its processes are gone.
pub fn boot() -> &'static str {
    static BOOT: OnceLock<String> = OnceLock::new();
    BOOT.get_or_init(|| {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        id.trim().get(..8).unwrap_or_default().to_owned()
    })
}

/// Number of this process's PID namespace. Containers of one pod share host name and kernel, but not their process ids.
fn namespace() -> Option<String> {
    let link = std::fs::read_link("/proc/self/ns/pid").ok()?;
    let number: String = link.to_string_lossy().chars().filter(char::is_ascii_digit).collect();
    (!number.is_empty()).then_some(number)
}

/// Whether /proc shows every process of the namespace, so that one that is missing there has ended.
fn sees_all() -> bool {
    static ALL: OnceLock<bool> = OnceLock::new();
    *ALL.get_or_init(|| {
        namespace().is_some()
            && started(std::process::id()).is_ok()
            && std::fs::read_to_string("/proc/self/mountinfo").is_ok_and(|mounts| !hides_processes(&mounts))
    })
}

/// Whether /proc is mounted so that other users' processes are hidden.
fn hides_processes(mounts: &str) -> bool {
    mounts
        .lines()
        .filter(|line| line.split(' ').nth(4) == Some("/proc"))
        .flat_map(|line| line.split([' ', ',']))
        .filter_map(|option| option.strip_prefix("hidepid="))
        .any(|value| !matches!(value, "0" | "off"))
}

/// When a process started; `None` when it has ended and only waits to be buried.
fn started(pid: u32) -> std::io::Result<Option<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The command name is in brackets and may hold spaces: count the fields behind the last bracket.
    let Some((_, rest)) = stat.rsplit_once(')') else {
        return Ok(None);
    };
    let mut fields = rest.split_whitespace();
    if matches!(fields.next(), Some("Z" | "X")) {
        return Ok(None);
    }
    Ok(fields.nth(18).map(str::to_owned))
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
        let missing = own.rsplitn(3, ':').nth(2).unwrap();
        assert_eq!(is_alive(&format!("{missing}:4194305:7")), Some(false));
        assert_eq!(is_alive("elsewhere:1:2"), None);
        // Another container of the same pod: same host name, same kernel, other process ids.
        let (machine, _) = missing.rsplit_once('/').unwrap();
        assert_eq!(is_alive(&format!("{machine}/4026999999:4194305:7")), None);
        // One of an older version, which did not name its namespace.
        assert_eq!(is_alive(&format!("{machine}:4194305:7")), None);
    }

    #[test]
    fn hidden_processes_are_noticed() {
        let mount = |options: &str| {
            format!("22 28 0:21 / /sys rw - sysfs sysfs rw\n23 28 0:22 / /proc rw,nosuid - proc proc {options}")
        };
        for (options, hidden) in [
            ("rw", false),
            ("rw,hidepid=0", false),
            ("rw,hidepid=off", false),
            ("rw,gid=4,hidepid=2", true),
            ("rw,hidepid=invisible", true),
        ] {
            assert_eq!(hides_processes(&mount(options)), hidden, "{options}");
        }
        assert!(hides_processes("23 28 0:22 / /proc rw,hidepid=1 - proc proc rw"));
    }

    #[test]
    fn an_owner_is_one_word() {
        assert_eq!(owner_of_this_process().split(':').count(), 3);
    }
}
