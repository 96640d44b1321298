//! What an app asks a person for: shared by the check, the page and the answer.

use super::apps::App;

/// What an app asks for, found to be in order.
pub(crate) struct Asked {
    pub app: App,
    pub redirect: String,
    pub state: Option<String>,
    pub scopes: Vec<String>,
    pub challenge: Option<String>,
}
