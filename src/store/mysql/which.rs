//! Says in SQL which rows are chosen and what changes of them.

use mysql::Value;

use super::asking::{marks, numbers};
use crate::queue::State;
use crate::queue::row::{Change, Codes, Priority, Which};
use crate::store::packed::Kept;
use crate::store::rows::APART;

/// A piece of SQL with its values, in order.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

/// The condition of some states on `job`; of all but those that were set apart when there are none.
pub(super) fn states(states: &[State]) -> String {
    let listed: Vec<String> = states.iter().map(|state| format!("'{}'", state.as_str())).collect();
    match listed.as_slice() {
        [] => format!("job.state <> '{APART}'"),
        many => format!("job.state IN ({})", many.join(", ")),
    }
}

/// The condition on `job`.
pub(super) fn condition(which: &Which<'_>) -> Piece {
    let mut piece = Piece {
        sql: states(which.states),
        values: Vec::new(),
    };
    let Piece { sql, values } = &mut piece;
    let mut and = |text: &str, bound: Vec<Value>| {
        sql.push_str(" AND ");
        sql.push_str(text);
        values.extend(bound);
    };
    if let Some(ids) = which.ids {
        match ids {
            [id] => and("job.id = ?", vec![Value::from(*id)]),
            ids => and(&format!("job.id IN ({})", numbers(ids)), vec![]),
        }
    }
    if let Some(connection) = which.connection {
        and("job.connection = ?", vec![Value::from(connection)]);
    }
    if let Some((entity, id)) = which.of {
        and(
            "job.entity = ? AND job.entity_id = ?",
            vec![Value::from(entity.as_str()), Value::from(id)],
        );
    }
    if let Some((kind, key)) = which.record {
        and(
            "job.kind = ? AND job.record_key = ?",
            vec![Value::from(kind.as_str()), Value::from(key)],
        );
    }
    if !which.kinds.is_empty() {
        let kinds: Vec<String> = which.kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
        and(&format!("job.kind IN ({})", kinds.join(", ")), vec![]);
    }
    let claim = "EXISTS (SELECT 1 FROM #claim AS claim WHERE claim.job_id = job.id)";
    match which.claimed {
        Some(true) => and(claim, vec![]),
        Some(false) => and(&format!("NOT {claim}"), vec![]),
        None => {}
    }
    let codes = |codes: &[&str]| codes.iter().map(|code| Value::from(*code)).collect::<Vec<_>>();
    match which.codes {
        Codes::Any | Codes::Except([]) => {}
        Codes::Only([]) => and("1 = 0", vec![]),
        Codes::Only(list) => and(&format!("job.code IN ({})", marks(list.len())), codes(list)),
        Codes::Except(list) => and(&format!("job.code NOT IN ({})", marks(list.len())), codes(list)),
    }
    for (number, compared) in [
        (which.after_id, "job.id > ?"),
        (which.least_priority, "job.priority >= ?"),
        (which.most_priority, "job.priority <= ?"),
        (which.ready_by_ms, "job.not_before <= ?"),
        (which.pausing_at_ms, "job.not_before > ?"),
        (which.created_until_ms, "job.created_at <= ?"),
        (which.updated_from_ms, "job.updated_at >= ?"),
        (which.updated_before_ms, "job.updated_at < ?"),
    ] {
        if let Some(number) = number {
            and(compared, vec![Value::from(number)]);
        }
    }
    if which.with_snapshot {
        and("(job.snapshot <> '' OR job.packed IS NOT NULL)", vec![]);
    }
    piece
}

/// The columns that change, as in `UPDATE #job SET …`; empty when nothing does.
pub(super) fn assignments(change: &Change) -> Piece {
    let mut piece = Piece::default();
    let mut set = |text: &str, value: Value| {
        if !piece.sql.is_empty() {
            piece.sql.push_str(", ");
        }
        piece.sql.push_str(text);
        piece.values.push(value);
    };
    let texts = [
        ("state = ?", change.state.map(State::as_str)),
        ("action = ?", change.action.as_deref()),
        ("owner = ?", change.owner.as_deref()),
        ("code = ?", change.code.as_deref()),
        ("subject = ?", change.subject.as_deref()),
        ("number = ?", change.number.as_deref()),
        ("store_id = ?", change.store_id.as_deref()),
        ("snapshot_hash = ?", change.snapshot_hash.as_deref()),
        ("settings_hash = ?", change.settings_hash.as_deref()),
    ];
    for (column, value) in texts {
        if let Some(value) = value {
            set(column, Value::from(value));
        }
    }
    if let Some(snapshot) = &change.snapshot {
        let kept = Kept::of(snapshot);
        set("snapshot = ?", Value::from(kept.text));
        set("packed = ?", Value::from(kept.packed));
    }
    let numbers = [
        ("fence = ?", change.fence),
        ("lease_until = ?", change.lease_until_ms),
        ("attempts = ?", change.attempts.map(i64::from)),
        ("not_before = ?", change.not_before_ms),
        ("created_at = ?", change.created_at_ms),
        ("updated_at = ?", change.updated_at_ms),
    ];
    for (column, value) in numbers {
        if let Some(value) = value {
            set(column, Value::from(value));
        }
    }
    let told = [
        ("message = ?", "message_data = ?", &change.message),
        ("fix = ?", "fix_data = ?", &change.fix),
    ];
    for (english, data, message) in told {
        if let Some(message) = message {
            set(english, Value::from(message.to_string()));
            set(data, Value::from(message.column()));
        }
    }
    match change.priority {
        Some(Priority::Exactly(priority)) => set("priority = ?", Value::from(priority)),
        Some(Priority::AtMost(priority)) => set("priority = LEAST(priority, ?)", Value::from(priority)),
        None => {}
    }
    if let Some(since) = change.held_since_ms {
        set("held_since = ?", Value::from(since));
    }
    if let Some(total) = &change.total {
        set("total = ?", Value::from(total.as_deref()));
    }
    if let Some(currency) = &change.currency {
        set("currency = ?", Value::from(currency.as_deref()));
    }
    piece
}
