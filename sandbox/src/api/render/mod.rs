//! How records look in answers.

pub mod documents;
pub mod records;
pub mod settings;
