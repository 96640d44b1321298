//! Decides what the shop's records become in the books.
//!
//! It does not send anything and does not know what the books hold already.

mod accounts;
mod balance;
mod cancellation;
mod cents;
mod contact;
mod correction;
mod countries;
mod currency;
mod diagnosis;
mod document;
mod due;
mod item;
mod lines;
mod reference;
mod row;
mod rows;
mod settlement;
mod state;
mod tax;
mod text;

#[cfg(test)]
mod tests;

pub use accounts::{AccountProposal, AccountRole, Fault, account_fault, missing_accounts, wrong_accounts};
pub use cancellation::cancellation;
pub use contact::{
    Buyer, as_guest, buyer, contact, document_contact, guest_number, guest_of, is_guest_number, name_with_number,
    possible_guests,
};
pub use document::{document, document_number};
pub use item::{item, item_code};
pub use settlement::{awaits_refund, fee, payment, settlement, tender};
pub use state::{
    MappingState, Proposed, RatePlace, RateRow, Row as MappingRow, ShopRate, Use, joint_place, payment_counts,
    payment_row, proposed, rate_row, total_row,
};
pub use tax::{Fit, Proposal, is_surely_held};
