//! Starting and stopping: builds the world from the command line, loads the state file, listens.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::books::{seed, seed_file};
use crate::cli::Options;
use crate::clock::Clock;
use crate::saving::Saving;
use crate::world::{Shared, World};
use crate::{server, state_file};

/// A sandbox that listens.
pub struct Running {
    shared: Arc<Shared>,
    state: Option<PathBuf>,
    server: JoinHandle<Infallible>,
    keeper: Option<JoinHandle<Infallible>>,
}

/// Starts a sandbox. Ready for callers when this returns.
pub async fn start(options: Options) -> Result<Running, String> {
    let now = Clock::default().now();
    let organisations = match &options.organisation {
        None => seed::organisations(options.country, now),
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            seed_file::read(&text, options.country, now).map_err(|e| format!("{}: {e}", path.display()))?
        }
    };
    let mut world = World::new(organisations, options.all_apps(), options.switches()?);
    let offset = match &options.state {
        Some(path) => state_file::load(path, &mut world)?,
        None => 0,
    };
    let listener = server::bind(options.listen, options.allow_remote)
        .await
        .map_err(|e| format!("cannot listen on {}: {e}", options.listen))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let base = options.public_url.map_or_else(
        || format!("http://{address}"),
        |url| url.trim_end_matches('/').to_owned(),
    );
    let shared = Arc::new(Shared::new(
        world,
        base,
        options.state.as_ref().map(|_| Saving::default()),
    ));
    shared.clock.advance(offset);
    let keeper = options
        .state
        .clone()
        .map(|path| tokio::spawn(keep(Arc::clone(&shared), path)));
    let server = tokio::spawn(server::serve(listener, Arc::clone(&shared)));
    Ok(Running {
        shared,
        state: options.state,
        server,
        keeper,
    })
}

/// How often a change that nobody waits for is looked for.
const PAUSE: Duration = Duration::from_millis(150);

/// Writes the state file: at once when a reply waits for it, else shortly after each change.
async fn keep(shared: Arc<Shared>, path: PathBuf) -> Infallible {
    let state_of = |world: &World| (world.version, world.journal.calls_total);
    let Some(saving) = &shared.saving else {
        return std::future::pending().await;
    };
    let mut written = state_of(&shared.world());
    loop {
        // After a failure nobody's waiting hurries the next try.
        match saving.problem() {
            Some(_) => tokio::time::sleep(PAUSE).await,
            None => drop(tokio::time::timeout(PAUSE, saving.wanted()).await),
        }
        let (state, text) = {
            let world = shared.world();
            let state = state_of(&world);
            if state == written {
                continue;
            }
            (state, state_file::text(&world, &shared.clock))
        };
        let target = path.clone();
        let result = tokio::task::spawn_blocking(move || text.and_then(|t| state_file::write(&target, &t))).await;
        match result.unwrap_or_else(|e| Err(e.to_string())) {
            Ok(()) => {
                written = state;
                saving.succeeded(state.0);
            }
            Err(sentence) => {
                if saving.failed(&sentence) {
                    eprintln!("ledgerline-sandbox: {sentence}");
                }
            }
        }
    }
}

impl Running {
    /// The address that replaces all of Xero's.
    pub fn base(&self) -> &str {
        &self.shared.base
    }

    /// Stops listening and writes the state file a last time.
    pub fn stop(self) -> Result<(), String> {
        self.server.abort();
        if let Some(keeper) = &self.keeper {
            keeper.abort();
        }
        match &self.state {
            Some(path) => state_file::write(path, &state_file::text(&self.shared.world(), &self.shared.clock)?),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
        if let Some(keeper) = &self.keeper {
            keeper.abort();
        }
    }
}
