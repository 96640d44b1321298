//! Calls into C that rusqlite has no safe function for.
#![allow(unsafe_code)]

use rusqlite::{Connection, ffi};

/// Milliseconds since this machine's start, the time in which it slept included; nobody can set that. `None` where the system does not say.
pub(super) fn since_boot_ms() -> Option<i64> {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the system writes one timespec through the pointer, during the call only.
    let code = unsafe { libc::clock_gettime(libc::CLOCK_BOOTTIME, &raw mut time) };
    #[allow(clippy::useless_conversion, reason = "the types differ between machines")]
    (code == 0).then(|| i64::from(time.tv_sec) * 1_000 + i64::from(time.tv_nsec) / 1_000_000)
}

/// Keeps -wal and -shm when the last connection closes: the -wal is emptied, not removed
/// (<https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntlpersistwal>).
///
/// # Errors
/// SQLite's, when the file system below cannot.
pub(super) fn keep_wal(connection: &Connection) -> rusqlite::Result<()> {
    let mut keep: std::ffi::c_int = 1;
    // SAFETY: the handle is open for as long as `connection` is borrowed; "main" ends with a zero; this control reads and writes
    // one int through the pointer, during the call only.
    let code = unsafe {
        ffi::sqlite3_file_control(
            connection.handle(),
            c"main".as_ptr(),
            ffi::SQLITE_FCNTL_PERSIST_WAL,
            std::ptr::from_mut(&mut keep).cast(),
        )
    };
    match code {
        ffi::SQLITE_OK => Ok(()),
        code => Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)),
    }
}
