//! The state file: the books, the grants, the used calls and the counts as JSON, replaced in one step so that it is always whole.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use crate::books::organisation::Organisation;
use crate::clock::Clock;
use crate::identity::grants::Grants;
use crate::journal::Journal;
use crate::limits::Limits;
use crate::world::{Kept, World};

const FORMAT: u32 = 1;

/// Loads a file into the world; a file that is not there is an empty sandbox. Returns how far the clock was moved.
pub(crate) fn load(path: &Path, world: &mut World) -> Result<i64, String> {
    let text = match std::fs::read(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(e) => return Err(format!("{}: {e}", path.display())),
    };
    let kept: Kept<Vec<Organisation>, Grants, Limits, Journal> =
        serde_json::from_slice(&text).map_err(|e| format!("{}: not a state file: {e}", path.display()))?;
    if kept.format != FORMAT {
        return Err(format!("{}: written by another version of the sandbox", path.display()));
    }
    world.organisations = kept.organisations;
    world.grants = kept.grants;
    world.limits = kept.limits;
    world.journal = kept.journal;
    Ok(kept.clock_offset_seconds)
}

/// The world as text.
pub(crate) fn text(world: &World, clock: &Clock) -> Result<Vec<u8>, String> {
    let kept = Kept {
        format: FORMAT,
        clock_offset_seconds: clock.offset_seconds(),
        organisations: &world.organisations,
        grants: &world.grants,
        limits: &world.limits,
        journal: &world.journal,
    };
    serde_json::to_vec(&kept).map_err(|e| e.to_string())
}

/// Writes beside the file, syncs, renames.
pub(crate) fn write(path: &Path, text: &[u8]) -> Result<(), String> {
    let beside = path.with_extension("new");
    let replace = || {
        let mut file = File::create(&beside)?;
        file.write_all(text)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    replace().map_err(|e: std::io::Error| format!("{}: {e}", path.display()))
}
