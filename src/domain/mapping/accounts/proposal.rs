//! Decides what is proposed for purposes that have no account: to use one that is there, or to create one.

use std::collections::{BTreeMap, BTreeSet};

use super::role::{AccountRole, Empty, kept};
use crate::domain::policy::Account;

/// Codes and names that are tried before the last one is proposed although it is taken.
const TRIES: u32 = 100;

/// What to do for a purpose that has no account: use one that is there, or create one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountProposal<'a> {
    /// The purpose.
    pub role: AccountRole,
    /// Whether it is proposed to be done: documents are held without, and there is no choice to make.
    pub wanted: bool,
    /// How many accounts could be chosen instead; 0 when one is to be used.
    pub fitting: usize,
    /// An account that already is what would be created.
    pub ready: Option<&'a Account>,
    /// Code of the one to create.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its type at Xero.
    pub type_: &'static str,
}

/// What to do for the purposes that have no account yet, or one that the organisation does not have. `chosen` and `names` are by the
/// code of the purpose: what is chosen, and what new accounts are called in the language of the person who makes them.
pub fn missing_accounts<'a>(
    chart: &'a [Account],
    chosen: &BTreeMap<String, String>,
    names: &BTreeMap<String, String>,
) -> Vec<AccountProposal<'a>> {
    let mut sorted: Vec<&Account> = chart.iter().collect();
    sorted.sort_by_key(|account| (account.code.as_deref().unwrap_or_default(), account.name.as_str()));
    let lower = |text: &str| text.trim().to_lowercase();
    let mut codes: BTreeSet<String> = sorted
        .iter()
        .map(|one| lower(one.code.as_deref().unwrap_or_default()))
        .collect();
    let mut taken: BTreeSet<String> = sorted.iter().map(|one| lower(&one.name)).collect();
    let mut proposals = Vec::new();
    for role in AccountRole::ALL {
        let Some((code, english, type_)) = role.usual() else {
            continue;
        };
        let value = chosen.get(role.code()).map(String::as_str).unwrap_or_default();
        if !value.is_empty() && sorted.iter().any(|account| kept(account) == value) {
            continue;
        }
        let name = names.get(role.code()).map_or(english, String::as_str);
        let fitting: Vec<&Account> = sorted.iter().copied().filter(|account| role.fits(account)).collect();
        let held = role.empty() == Empty::Held;
        let named = fitting
            .iter()
            .find(|account| [lower(name), lower(english)].contains(&lower(&account.name)));
        let ready = match (named, fitting.as_slice()) {
            (Some(account), _) => Some(*account),
            (None, [only]) if held => Some(*only),
            _ => None,
        };
        let code = free(code, &codes, |tried| match code.parse::<u32>() {
            Ok(number) => number.saturating_add(tried).to_string(),
            Err(_) => format!("{code}{tried}"),
        });
        let name = free(name, &taken, |tried| format!("{name} {}", tried + 1));
        codes.insert(lower(&code));
        taken.insert(lower(&name));
        proposals.push(AccountProposal {
            role,
            wanted: held && (ready.is_some() || fitting.is_empty()),
            fitting: if ready.is_some() { 0 } else { fitting.len() },
            ready,
            code,
            name,
            type_,
        });
    }
    proposals
}

/// The first text that nobody has: the first, or one of those that follow it.
fn free(first: &str, taken: &BTreeSet<String>, next: impl Fn(u32) -> String) -> String {
    let mut text = first.to_owned();
    let mut tried = 0;
    while tried < TRIES && taken.contains(&text.to_lowercase()) {
        tried += 1;
        text = next(tried);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mapping::accounts::role::tests::{account, archived};

    fn proposal<'a>(chart: &'a [Account], role: AccountRole, chosen: &str) -> Option<AccountProposal<'a>> {
        let chosen = BTreeMap::from([(role.code().to_owned(), chosen.to_owned())]);
        missing_accounts(chart, &chosen, &BTreeMap::new())
            .into_iter()
            .find(|one| one.role == role)
    }

    #[test]
    fn what_is_chosen_and_there_is_not_missing() {
        let chart = [
            account("090", "Bank", "BANK"),
            archived(account("200", "Sales", "REVENUE")),
        ];
        assert_eq!(proposal(&chart, AccountRole::Bank, "090"), None);
        // That it is archived is told where it was chosen.
        assert_eq!(proposal(&chart, AccountRole::Sales, "200"), None);
        assert!(proposal(&chart, AccountRole::Sales, "201").is_some());
        assert!(proposal(&[], AccountRole::Sales, "200").is_some());
        let all: Vec<&str> = missing_accounts(&[], &BTreeMap::new(), &BTreeMap::new())
            .iter()
            .map(|one| one.role.code())
            .collect();
        assert_eq!(all, ["bank", "sales", "shipping", "inventory", "cogs", "adjustment"]);
    }

    #[test]
    fn an_account_of_the_same_name_or_the_only_one_is_used() {
        use AccountRole::{Bank, CostOfGoods, Sales, Shipping};
        let one = |code: &str, name: &str, type_: &str| vec![account(code, name, type_)];
        for (chart, role, ready, wanted, fitting) in [
            (one("4000", " sales", "REVENUE"), Sales, Some("4000"), true, 0),
            (one("4000", "Turnover", "REVENUE"), Sales, Some("4000"), true, 0),
            // Documents are not held for want of one: the only account is no reason to use it.
            (one("4000", "Turnover", "REVENUE"), Shipping, None, false, 1),
            (
                one("4000", "SHIPPING INCOME", "REVENUE"),
                Shipping,
                Some("4000"),
                false,
                0,
            ),
            (
                one("310", "Cost of Goods Sold", "DIRECTCOSTS"),
                CostOfGoods,
                Some("310"),
                false,
                0,
            ),
            (vec![], Bank, None, true, 0),
            (vec![], Shipping, None, false, 0),
            // Where a person can choose, nothing is ticked.
            (
                vec![account("1", "One", "BANK"), account("2", "Two", "BANK")],
                Bank,
                None,
                false,
                2,
            ),
            // Of two with the name, the one of the lower code.
            (
                vec![account("2", "Sales", "REVENUE"), account("1", "Sales", "SALES")],
                Sales,
                Some("1"),
                true,
                0,
            ),
        ] {
            let found = proposal(&chart, role, "").expect("it is missing");
            let told = (
                found.ready.and_then(|one| one.code.as_deref()),
                found.wanted,
                found.fitting,
            );
            assert_eq!(told, (ready, wanted, fitting), "{role:?} {chart:?}");
        }
    }

    #[test]
    fn an_account_is_found_by_its_name_in_the_persons_language() {
        let chart = [
            account("4000", "Umsatz", "REVENUE"),
            account("4100", "Erlöse", "REVENUE"),
        ];
        let names = BTreeMap::from([("sales".to_owned(), "ERLÖSE".to_owned())]);
        let found = missing_accounts(&chart, &BTreeMap::new(), &names);
        let sales = found.iter().find(|one| one.role == AccountRole::Sales).expect("sales");
        assert_eq!(sales.ready.map(|one| one.name.as_str()), Some("Erlöse"));
    }

    #[test]
    fn codes_and_names_that_are_taken_are_avoided() {
        let chart = [
            account("205", "Postage", "OVERHEADS"),
            account("9", "Shipping Income", "OVERHEADS"),
            account("m090", "Till", "CURRENT"),
        ];
        let shipping = proposal(&chart, AccountRole::Shipping, "").expect("shipping");
        assert_eq!(
            (shipping.code.as_str(), shipping.name.as_str(), shipping.type_),
            ("206", "Shipping Income 2", "REVENUE")
        );
        let bank = proposal(&chart, AccountRole::Bank, "").expect("bank");
        assert_eq!((bank.code.as_str(), bank.name.as_str()), ("M0901", "Web shop receipts"));
        // Nor does one proposal take what another has.
        let names = BTreeMap::from(["sales", "shipping"].map(|role| (role.to_owned(), "Erlöse".to_owned())));
        let both: Vec<String> = missing_accounts(&[], &BTreeMap::new(), &names)
            .into_iter()
            .filter(|one| one.name.starts_with("Erl"))
            .map(|one| one.name)
            .collect();
        assert_eq!(both, ["Erlöse", "Erlöse 2"]);
    }
}
