//! How records look in answers.

pub(crate) mod documents;
pub(crate) mod records;
pub(crate) mod settings;
