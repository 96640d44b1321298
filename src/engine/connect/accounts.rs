//! Decides nothing itself: asks `domain::mapping` which accounts serve what, for screens and the command line.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::domain::mapping::{self, AccountRole};
use crate::domain::shop::Store;
use crate::engine::{Engine, EngineError};
use crate::xero::catalogue::Account;
use crate::xero::text;

/// What the shop needs accounts for: by purpose what leaving it `empty` means, and the `types` of Xero that serve it.
pub fn account_roles() -> Value {
    AccountRole::ALL
        .into_iter()
        .map(|role| {
            (
                role.code(),
                json!({ "empty": role.empty().code(), "types": role.types() }),
            )
        })
        .collect()
}

impl Engine {
    /// What is wrong with accounts: for each of `asked` (`role`, `value`: code or id) a `fault` (empty, "unknown", "archived", "untaxed",
    /// "unfit") and the `account`, where there is one. No call.
    ///
    /// # Errors
    /// When the connection is unknown, or a role.
    pub fn account_faults(&self, connection: &str, asked: &Value) -> Result<Value, EngineError> {
        let books = self.core.books(&self.core.row(connection)?)?;
        let policy = books.settings.policy(&Store::default(), &books.catalogue);
        let known = |id: &str| books.catalogue.accounts.iter().find(|account| account.id == id);
        let mut faults = Vec::new();
        for one in asked.as_array().into_iter().flatten() {
            let code = text(one, "role");
            let role = AccountRole::from_code(&code).ok_or_else(|| {
                EngineError::argument("argument_invalid", format!("There is no account role \"{code}\"."))
            })?;
            let fault = mapping::account_fault(&policy, role, &text(one, "value"));
            let account = fault.as_ref().and_then(mapping::Fault::account);
            faults.push(json!({
                "fault": fault.as_ref().map_or("", mapping::Fault::code),
                "account": account.and_then(|account| known(&account.id)).map(Account::to_json),
            }));
        }
        Ok(Value::Array(faults))
    }

    /// What to do for the purposes that have no account: `chosen` and `names` by purpose (what is chosen, what new accounts are called).
    /// Made of the lists as they were last read; no call.
    ///
    /// # Errors
    /// When the connection is unknown.
    pub fn missing_accounts(&self, connection: &str, chosen: &Value, names: &Value) -> Result<Value, EngineError> {
        let books = self.core.books(&self.core.row(connection)?)?;
        let policy = books.settings.policy(&Store::default(), &books.catalogue);
        let known = |id: &str| books.catalogue.accounts.iter().find(|account| account.id == id);
        let missing = mapping::missing_accounts(&policy.chart, &by_role(chosen), &by_role(names));
        let told = missing.into_iter().map(|one| {
            json!({
                "role": one.role.code(), "wanted": one.wanted, "fitting": one.fitting,
                "use": one.ready.and_then(|account| known(&account.id)).map(Account::to_json),
                "code": one.code, "name": one.name, "type": one.type_,
            })
        });
        Ok(told.collect())
    }
}

/// Texts by purpose; what is none is left out.
fn by_role(value: &Value) -> BTreeMap<String, String> {
    let named = AccountRole::ALL
        .into_iter()
        .map(|role| (role.code(), text(value, role.code())));
    named
        .filter(|(_, text)| !text.is_empty())
        .map(|(role, text)| (role.to_owned(), text))
        .collect()
}
