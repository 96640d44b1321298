//! Decides how the rows of the mapping pages stand: the shop's payment methods and totals beside what was chosen for them; its tax rates: `rates`.
//!
//! It reads neither the shop nor the queue, and books nothing: what a document gets is decided where documents are mapped.

mod rates;

use super::accounts::{AccountRole, FREE, kept};
use crate::domain::policy::Account;

pub use rates::{Proposed, RatePlace, RateRow, ShopRate, Use, joint_place, proposed, rate_row};

/// Chosen where no payment is wanted.
const NO_PAYMENT: &str = "none";

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MappingState {
    /// Mapped by a person.
    Mapped,
    /// Found without being mapped.
    Automatic,
    /// Something fits, but documents are held until a person confirms it.
    Proposal,
    /// Documents are held.
    Missing,
    /// There is an account, but Xero does not take it: documents are held.
    Held,
    /// Mapped to what Xero does not have any more.
    Gone,
    /// The usual account is used.
    Usual,
    /// Nothing is made of it.
    Without,
    /// Not chosen, and nothing to choose from yet.
    Open,
    /// A rate that comes only together with another: the rate of Xero for both counts.
    Part,
    /// Nothing is to be done.
    None,
}

impl MappingState {
    /// As the shop's screens get it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Mapped => "mapped",
            Self::Automatic => "automatic",
            Self::Proposal => "proposal",
            Self::Missing => "missing",
            Self::Held => "held",
            Self::Gone => "gone",
            Self::Usual => "usual",
            Self::Without => "without",
            Self::Open => "open",
            Self::Part => "part",
            Self::None => "none",
        }
    }

    /// Whether documents are held for it until a person has mapped it.
    pub const fn blocks(self) -> bool {
        matches!(self, Self::Missing | Self::Held | Self::Gone)
    }
}

/// A row with what was chosen, and how it would stand without that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// How it stands.
    pub state: MappingState,
    /// How it would without a choice of its own.
    pub unmapped: MappingState,
}

/// How a payment method stands: `account` chosen for it, or empty; `usual` the bank account of all payments, or empty; `held`
/// documents with it; `is_read`: the organisation's accounts are known.
pub fn payment_row(method: &str, account: &str, usual: &str, held: u64, is_read: bool, chart: &[Account]) -> Row {
    let unmapped = match (method, usual) {
        (FREE, _) => MappingState::Without,
        (_, "") if is_read => MappingState::Missing,
        (_, "") => MappingState::Open,
        _ => MappingState::Usual,
    };
    let state = match account {
        "" => unmapped,
        NO_PAYMENT => MappingState::Without,
        own if is_read && !serves(AccountRole::Bank, own, chart) => MappingState::Gone,
        _ => MappingState::Mapped,
    };
    Row {
        state: match held > 0 && !state.blocks() {
            true => MappingState::Held,
            false => state,
        },
        unmapped,
    }
}

/// Whether there is anything to choose for a payment method: of what costs nothing no payment is made, whatever is mapped.
pub fn payment_counts(method: &str, account: &str) -> bool {
    method != FREE || !account.is_empty()
}

/// How a total of another extension stands: `account` chosen for it, or empty; `held` documents with it.
pub fn total_row(account: &str, held: u64, is_read: bool, chart: &[Account]) -> Row {
    let unmapped = match held {
        0 => MappingState::None,
        _ => MappingState::Missing,
    };
    let state = match account {
        "" => unmapped,
        own if is_read && !serves(AccountRole::Total, own, chart) => MappingState::Gone,
        _ => MappingState::Mapped,
    };
    Row { state, unmapped }
}

fn serves(role: AccountRole, value: &str, chart: &[Account]) -> bool {
    chart.iter().any(|account| role.fits(account) && kept(account) == value)
}

#[cfg(test)]
mod tests {
    use super::MappingState as S;
    use super::*;

    fn chart() -> Vec<Account> {
        let account = |code: &str, type_: &str, active: bool| Account {
            id: format!("id-{code}"),
            code: Some(code.into()),
            type_: type_.into(),
            active,
            ..Account::default()
        };
        vec![
            account("090", "BANK", true),
            account("091", "BANK", false),
            account("200", "REVENUE", true),
            account("805", "CURRLIAB", true),
            Account {
                code: None,
                ..account("till", "BANK", true)
            },
        ]
    }

    #[test]
    fn payment_methods() {
        for (method, account, usual, held, is_read, state, unmapped) in [
            ("checkmo", "", "090", 0, true, S::Usual, S::Usual),
            ("checkmo", "", "", 0, true, S::Missing, S::Missing),
            ("checkmo", "", "", 0, false, S::Open, S::Open),
            ("checkmo", "090", "", 0, true, S::Mapped, S::Missing),
            ("checkmo", "id-till", "090", 0, true, S::Mapped, S::Usual),
            ("checkmo", "none", "090", 0, true, S::Without, S::Usual),
            ("checkmo", "091", "090", 0, true, S::Gone, S::Usual),
            ("checkmo", "200", "090", 0, true, S::Gone, S::Usual),
            ("checkmo", "200", "090", 0, false, S::Mapped, S::Usual),
            ("checkmo", "", "090", 3, true, S::Held, S::Usual),
            ("checkmo", "none", "090", 3, true, S::Held, S::Usual),
            ("checkmo", "091", "090", 3, true, S::Gone, S::Usual),
            ("checkmo", "", "", 3, true, S::Missing, S::Missing),
            ("free", "", "090", 0, true, S::Without, S::Without),
            ("free", "", "", 0, true, S::Without, S::Without),
            ("free", "090", "090", 0, true, S::Mapped, S::Without),
        ] {
            let found = payment_row(method, account, usual, held, is_read, &chart());
            assert_eq!(
                found,
                Row { state, unmapped },
                "{method} {account} {usual} {held} {is_read}"
            );
        }
        for (method, account, counts) in [("free", "", false), ("free", "090", true), ("checkmo", "", true)] {
            assert_eq!(payment_counts(method, account), counts, "{method} {account}");
        }
    }

    #[test]
    fn totals_of_other_extensions() {
        for (account, held, is_read, state, unmapped) in [
            ("", 0, true, S::None, S::None),
            ("", 1, true, S::Missing, S::Missing),
            ("", 1, false, S::Missing, S::Missing),
            ("805", 0, true, S::Mapped, S::None),
            ("805", 1, true, S::Mapped, S::Missing),
            ("090", 0, true, S::Gone, S::None),
            ("999", 1, true, S::Gone, S::Missing),
            ("999", 1, false, S::Mapped, S::Missing),
        ] {
            let found = total_row(account, held, is_read, &chart());
            assert_eq!(found, Row { state, unmapped }, "{account} {held} {is_read}");
        }
    }

    #[test]
    fn only_what_holds_documents_blocks() {
        for (state, blocks) in [
            (S::Missing, true),
            (S::Held, true),
            (S::Gone, true),
            (S::Mapped, false),
            (S::Automatic, false),
            (S::Proposal, false),
            (S::Usual, false),
            (S::Without, false),
            (S::Open, false),
            (S::Part, false),
            (S::None, false),
        ] {
            assert_eq!(state.blocks(), blocks, "{state:?}");
        }
    }
}
