//! Starting and stopping: builds the world from the command line, loads the state file, listens.

use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::books::{seed, seed_file};
use crate::cli::Options;
use crate::clock::Clock;
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
    let listener = server::bind(options.listen, options.allow_remote).await.map_err(|e| format!("cannot listen on {}: {e}", options.listen))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let base = options.public_url.map_or_else(|| format!("http://{address}"), |url| url.trim_end_matches('/').to_owned());
    let shared = Arc::new(Shared::new(world, base));
    shared.clock.advance(offset);
    let keeper = options.state.clone().map(|path| tokio::spawn(keep(Arc::clone(&shared), path)));
    let server = tokio::spawn(server::serve(listener, Arc::clone(&shared)));
    Ok(Running { shared, state: options.state, server, keeper })
}

/// Writes the state file shortly after each change.
async fn keep(shared: Arc<Shared>, path: PathBuf) -> Infallible {
    let mut written = shared.world().version;
    loop {
        tokio::time::sleep(Duration::from_millis(150)).await;
        let (version, text) = {
            let world = shared.world();
            if world.version == written {
                continue;
            }
            (world.version, state_file::text(&world, &shared.clock))
        };
        let target = path.clone();
        let result = tokio::task::spawn_blocking(move || text.and_then(|t| state_file::write(&target, &t))).await;
        match result {
            Ok(Ok(())) => written = version,
            Ok(Err(sentence)) => eprintln!("ledgerline-sandbox: {sentence}"),
            Err(e) => eprintln!("ledgerline-sandbox: {e}"),
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
