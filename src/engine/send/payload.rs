//! Defines what is sent of a record: its values, and their JSON, which is written once for the size, the key, the call and the log.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use serde_json::Value;

/// An element of a call. Whoever changes it has it written again.
#[derive(Debug, Clone, Default)]
pub(super) struct Payload {
    value: Value,
    json: OnceLock<String>,
}

impl Payload {
    /// Its JSON.
    pub(super) fn json(&self) -> &str {
        self.json.get_or_init(|| self.value.to_string())
    }
}

impl From<Value> for Payload {
    fn from(value: Value) -> Self {
        Self {
            value,
            json: OnceLock::new(),
        }
    }
}

impl Deref for Payload {
    type Target = Value;

    fn deref(&self) -> &Value {
        &self.value
    }
}

impl DerefMut for Payload {
    fn deref_mut(&mut self) -> &mut Value {
        self.json.take();
        &mut self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_changes_is_written_again() {
        let mut payload = Payload::from(json!({ "a": 1 }));
        assert_eq!(payload.json(), r#"{"a":1}"#);
        payload["a"] = json!(2);
        assert_eq!(payload.json(), r#"{"a":2}"#);
    }
}
