//! Stores how a store stands as a text: JSON.

use super::rows::Standing;

/// How a store stands that kept this; one that was never moved has nothing.
pub(super) fn read(story: &str) -> Standing {
    serde_json::from_str(story).unwrap_or_default()
}

/// What a store keeps of how it stands.
pub(super) fn write(standing: &Standing) -> String {
    serde_json::to_string(standing).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::rows::{Cell, Stands};

    #[test]
    fn how_a_store_stands_comes_back_as_it_was_written() {
        let standing = Standing {
            state: Stands::Receiving,
            id: "own".into(),
            attempt: 2,
            place: "/elsewhere".into(),
            from: "other.3".into(),
            table: "link".into(),
            after: vec![Cell::Bytes(vec![0, 255]), Cell::Number(-1), Cell::Null],
        };
        assert_eq!(read(&write(&standing)), standing);
        assert_eq!(read(""), Standing::default());
    }
}
