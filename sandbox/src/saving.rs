//! Saved before told: a reply leaves once the state file holds what it tells of. What a caller was told is never forgotten.

use tokio::sync::{Notify, watch};

use crate::api::problem;
use crate::exchange::{Ending, Reply};

/// How far the state file has come.
#[derive(Clone, Default)]
struct Progress {
    /// The newest version of the world in the file.
    version: u64,
    /// Why the last try failed.
    problem: Option<String>,
}

/// Joins those who wait for the state file with the one who writes it.
pub(crate) struct Saving {
    progress: watch::Sender<Progress>,
    wanted: Notify,
}

impl Default for Saving {
    fn default() -> Self {
        Self {
            progress: watch::Sender::new(Progress::default()),
            wanted: Notify::new(),
        }
    }
}

impl Saving {
    /// The reply once this version is saved; 503 in its place while the file cannot be written. A reply that a fault ends is
    /// left as it is.
    pub(crate) async fn or_unavailable(&self, version: u64, reply: Reply) -> Reply {
        if reply.ending != Ending::Send {
            return reply;
        }
        let mut progress = self.progress.subscribe();
        if progress.borrow().version < version {
            self.wanted.notify_one();
        }
        let problem = match progress.wait_for(|p| p.version >= version || p.problem.is_some()).await {
            Ok(progress) if progress.version >= version => None,
            Ok(progress) => progress.problem.clone(),
            Err(_) => Some("the sandbox is stopping".to_owned()),
        };
        match problem {
            None => reply,
            Some(sentence) => problem::unavailable(&format!("The sandbox cannot save its books: {sentence}")),
        }
    }

    /// Until somebody waits.
    pub(crate) async fn wanted(&self) {
        self.wanted.notified().await;
    }

    pub(crate) fn succeeded(&self, version: u64) {
        self.progress.send_replace(Progress { version, problem: None });
    }

    /// Whether the reason is another one than the last time.
    pub(crate) fn failed(&self, sentence: &str) -> bool {
        let news = self.problem().as_deref() != Some(sentence);
        self.progress.send_modify(|p| p.problem = Some(sentence.to_owned()));
        news
    }

    /// Why the books cannot be saved at present.
    pub(crate) fn problem(&self) -> Option<String> {
        self.progress.borrow().problem.clone()
    }
}
