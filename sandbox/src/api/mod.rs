//! The accounting API over HTTP: who may call, what a call means, how answers look.

pub mod batch;
pub mod envelope;
pub mod filter;
pub mod gate;
pub mod leniency;
pub mod listing;
pub mod listings;
pub mod notes;
pub mod problem;
pub mod record_fields;
pub mod render;
pub mod resources;
pub mod router;
pub mod shape_check;
pub mod shapes;
pub mod subresources;
pub mod visit;
pub mod xml;
