//! Defines what the shop says, what the books should hold, and the rules from one to the other.
//!
//! Everything here is pure: no clock, no I/O, no serialisation, no floating point, no panic. It does not read snapshots
//! (`snapshot`), know Xero's JSON (`xero`) or decide when something is sent (`engine`).

pub mod books;
pub mod hold;
pub mod mapping;
pub mod money;
pub mod policy;
pub mod shop;
