//! The accounting API over HTTP: who may call, what a call means, how answers look.

pub(crate) mod batch;
pub(crate) mod envelope;
pub(crate) mod filter;
pub(crate) mod gate;
pub(crate) mod leniency;
pub(crate) mod listing;
pub(crate) mod listings;
pub(crate) mod notes;
pub(crate) mod problem;
pub(crate) mod record_fields;
pub(crate) mod render;
pub(crate) mod resources;
pub(crate) mod router;
pub(crate) mod shape_check;
pub(crate) mod shapes;
pub(crate) mod subresources;
pub(crate) mod visit;
pub(crate) mod xml;
