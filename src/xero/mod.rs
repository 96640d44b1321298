//! Speaks Xero's accounting API: requests, answers, and what each failure means.
//!
//! It sends nothing (that is `transport`) and decides nothing about retries (that is `engine`).

mod answer;
mod call;
pub mod catalogue;
pub mod failure;
pub mod gone;
pub mod refusal;
mod value;
pub mod warning;
pub mod wire;

pub use answer::{Element, element, element_list, elements, lesson, named};
pub use call::{Address, Call, segment};
pub use value::{decimal, text, xero_date};
