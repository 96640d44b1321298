//! Says in SQL which rows are chosen and what changes of them.
//!
//! Words and numbers of the product stand in the text itself (so that partial indexes are used); everything else is bound.

use rusqlite::types::{ToSqlOutput, Value, ValueRef};

use super::damage::APART;
use super::job_row::kept_print;
use crate::queue::State;
use crate::queue::row::{Change, Codes, Priority, Which};
use crate::store::packed::Kept;

/// A piece of SQL with its values, in order.
#[derive(Default)]
pub(super) struct Piece<'a> {
    pub(super) sql: String,
    pub(super) values: Vec<ToSqlOutput<'a>>,
}

pub(super) fn text(text: &str) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

pub(super) fn number<'a>(number: i64) -> ToSqlOutput<'a> {
    ToSqlOutput::Owned(Value::Integer(number))
}

fn nullable(value: Option<&str>) -> ToSqlOutput<'_> {
    value.map_or(ToSqlOutput::Owned(Value::Null), text)
}

/// A list of numbers as one value, however long it is: SQLite binds 32,766 values at most.
pub(super) fn list<'a>(ids: &[i64]) -> ToSqlOutput<'a> {
    ToSqlOutput::Owned(Value::Text(numbers(ids)))
}

/// A list of numbers as JSON.
pub(super) fn numbers(ids: &[i64]) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    format!("[{}]", ids.join(","))
}

/// States in the order in which the schema's partial indexes list them.
pub(super) fn states(states: &[State]) -> String {
    let listed: Vec<String> = State::ALL
        .iter()
        .filter(|state| states.contains(state))
        .map(|state| format!("'{}'", state.as_str()))
        .collect();
    match listed.as_slice() {
        [] => format!("job.state <> '{APART}'"),
        [one] => format!("job.state = {one}"),
        many => format!("job.state IN ({})", many.join(", ")),
    }
}

/// The condition on `job`.
pub(super) fn condition<'a>(which: &Which<'a>) -> Piece<'a> {
    let mut piece = Piece {
        sql: states(which.states),
        values: Vec::new(),
    };
    let Piece { sql, values } = &mut piece;
    let mut and = |text: &str, bound: Vec<ToSqlOutput<'a>>| {
        sql.push_str(" AND ");
        sql.push_str(text);
        values.extend(bound);
    };
    match which.ids {
        Some([id]) => and("job.id = ?", vec![number(*id)]),
        Some(ids) => and("job.id IN (SELECT value FROM json_each(?))", vec![list(ids)]),
        None => {}
    }
    if let Some(after) = which.after_id {
        and("job.id > ?", vec![number(after)]);
    }
    if let Some(connection) = which.connection {
        // A record has few rows, a connection many: the plus keeps SQLite from choosing an index of the connection.
        let column = if which.of.is_some() {
            "+job.connection"
        } else {
            "job.connection"
        };
        and(&format!("{column} = ?"), vec![text(connection)]);
    }
    if let Some((entity, id)) = which.of {
        and(
            "job.entity = ? AND job.entity_id = ?",
            vec![text(entity.as_str()), text(id)],
        );
    }
    if let Some((kind, key)) = which.record {
        and("job.kind = ? AND job.key = ?", vec![text(kind.as_str()), text(key)]);
    }
    if !which.kinds.is_empty() {
        let kinds: Vec<String> = which.kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
        and(&format!("job.kind IN ({})", kinds.join(", ")), vec![]);
    }
    match which.claimed {
        Some(true) => and("EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id)", vec![]),
        Some(false) => and("NOT EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id)", vec![]),
        None => {}
    }
    let (word, codes) = match which.codes {
        Codes::Any => ("", [].as_slice()),
        Codes::Only(codes) => ("", codes),
        Codes::Except(codes) => ("NOT ", codes),
    };
    if which.codes != Codes::Any {
        let marks = vec!["?"; codes.len()].join(", ");
        and(
            &format!("job.code {word}IN ({marks})"),
            codes.iter().map(|code| text(code)).collect(),
        );
    }
    if let Some(least) = which.least_priority {
        and(&format!("job.priority >= {least}"), vec![]);
    }
    if let Some(most) = which.most_priority {
        and("job.priority <= ?", vec![number(most)]);
    }
    for (moment, compared) in [
        (which.ready_by_ms, "job.not_before <= ?"),
        (which.pausing_at_ms, "job.not_before > ?"),
        (which.created_until_ms, "job.created_at <= ?"),
        (which.updated_from_ms, "job.updated_at >= ?"),
        (which.updated_before_ms, "job.updated_at < ?"),
    ] {
        if let Some(moment) = moment {
            and(compared, vec![number(moment)]);
        }
    }
    if which.with_snapshot {
        and("(job.snapshot <> '' OR job.packed IS NOT NULL)", vec![]);
    }
    piece
}

/// The columns that change, as in `UPDATE job SET …`; empty when nothing does.
pub(super) fn assignments<'a>(change: &'a Change) -> Piece<'a> {
    let mut piece = Piece::default();
    let mut set = |text: &str, value: ToSqlOutput<'a>| {
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
    ];
    for (column, value) in texts {
        if let Some(value) = value {
            set(column, text(value));
        }
    }
    let prints = [
        ("snapshot_hash = ?", "snapshot_print = ?", &change.snapshot_hash),
        ("settings_hash = ?", "settings_print = ?", &change.settings_hash),
    ];
    for (column, print, hash) in prints {
        if let Some(hash) = hash {
            let (kept, bytes) = kept_print(hash);
            set(column, text(kept));
            set(print, ToSqlOutput::Owned(bytes.map_or(Value::Null, Value::Blob)));
        }
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
            set(column, number(value));
        }
    }
    let told = [
        ("message = ?", "message_data = ?", &change.message),
        ("fix = ?", "fix_data = ?", &change.fix),
    ];
    for (english, data, message) in told {
        if let Some(message) = message {
            set(english, ToSqlOutput::Owned(Value::Text(message.to_string())));
            set(data, ToSqlOutput::Owned(Value::Text(message.column())));
        }
    }
    if let Some(snapshot) = &change.snapshot {
        let kept = Kept::of(snapshot);
        set("snapshot = ?", text(kept.text));
        set(
            "packed = ?",
            ToSqlOutput::Owned(kept.packed.map_or(Value::Null, Value::Blob)),
        );
    }
    match change.priority {
        Some(Priority::Exactly(priority)) => set("priority = ?", number(priority)),
        Some(Priority::AtMost(priority)) => set("priority = MIN(priority, ?)", number(priority)),
        None => {}
    }
    if let Some(since) = change.held_since_ms {
        set("held_since = ?", since.map_or(ToSqlOutput::Owned(Value::Null), number));
    }
    if let Some(total) = &change.total {
        set("total = ?", nullable(total.as_deref()));
    }
    if let Some(currency) = &change.currency {
        set("currency = ?", nullable(currency.as_deref()));
    }
    piece
}
