//! What can be looked at: state, calls, counts, and documents in a form that is easy to compare with other books.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::books::money::money;
use crate::clock::moment;
use crate::exchange::Query;
use crate::ledger::report::Ledger;
use crate::limits::Limits;
use crate::world::Shared;

/// Everything, for a human or a test in trouble.
pub(super) fn state(shared: &Shared) -> Value {
    let world = shared.world();
    let apps: Vec<Value> = world
        .apps
        .iter()
        .map(|a| json!({"client_id": a.client_id, "kind": format!("{:?}", a.kind), "redirects": a.redirects}))
        .collect();
    json!({
        "now": moment(shared.clock.now()).to_rfc3339(), "clock_offset_seconds": shared.clock.offset_seconds(),
        "switches": world.switches, "faults": world.faults.waiting, "apps": apps, "connections": world.grants.connections,
        "dropped_scopes": world.dropped_scopes, "organisations": world.organisations,
    })
}

/// The last calls, oldest first. `since` is the number of the last one known, `path` and `method` choose.
pub(super) fn calls(shared: &Shared, query: &Query) -> Value {
    let world = shared.world();
    let number = |name: &str| query.get(name).and_then(|v| v.parse::<u64>().ok());
    let since = number("since").unwrap_or(0);
    let limit = number("limit").map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let bodies = query.flag("bodies").unwrap_or(true);
    let chosen = world.journal.calls.iter().filter(|c| {
        c.number > since
            && query
                .get("path")
                .is_none_or(|p| c.path.to_lowercase().starts_with(&p.to_lowercase()))
            && query.get("method").is_none_or(|m| c.method.eq_ignore_ascii_case(m))
    });
    let mut list: Vec<Value> = chosen
        .map(|c| {
            let mut shown = json!(c);
            if !bodies {
                shown["body"] = json!(c.body.len());
                shown["answer"] = json!(c.answer.len());
            }
            shown
        })
        .collect();
    if list.len() > limit {
        list.drain(..list.len() - limit);
    }
    json!(list)
}

/// Counts of everything a test may want to be zero, or not.
pub(super) fn counts(shared: &Shared) -> Value {
    let world = shared.world();
    let now = shared.clock.now();
    let organisations: Vec<Value> = world
        .organisations
        .iter()
        .map(|o| {
            let kind = |credit: bool| o.documents.iter().filter(|d| d.kind.is_credit() == credit).count();
            let (minute, day) = Limits::until_reset(o.id, now);
            let clients: Vec<Value> = world
                .apps
                .iter()
                .map(|a| json!({"client_id": a.client_id, "remaining": world.limits.remaining(o.id, &a.client_id, &world.switches, now)}))
                .collect();
            json!({
                "id": o.id, "name": o.name, "contacts": o.contacts.len(), "items": o.items.len(), "invoices": kind(false), "credit_notes": kind(true),
                "payments": o.payments.iter().filter(|p| !p.deleted).count(), "allocations": o.allocations.iter().filter(|a| !a.deleted).count(),
                "accounts": o.accounts.len(), "tax_rates": o.tax_rates.len(),
                "under_way": world.limits.under_way(o.id), "minute_ends_in": minute, "day_ends_in": day, "limits": clients,
            })
        })
        .collect();
    let mut all = json!(world.journal);
    all["refused_429_total"] = json!(world.journal.refused_429.values().sum::<u64>());
    all["faults_struck"] = json!(world.faults.struck);
    all["faults_waiting"] = json!(world.faults.waiting.len());
    all["idempotency_keys"] = json!(shared.keys.len());
    all["organisations"] = json!(organisations);
    all
}

/// Sums by period, as an accountant compares them.
pub(super) fn ledger(shared: &Shared, query: &Query) -> Result<Ledger, String> {
    let mut world = shared.world();
    let books = world
        .organisation_named(query.get("organisation"))
        .ok_or("no such organisation")?;
    Ledger::of(books, query)
}

/// Documents with amounts as text, ready to be compared.
pub(super) fn documents(shared: &Shared, query: &Query) -> Result<Value, String> {
    let mut world = shared.world();
    let Some(books) = world.organisation_named(query.get("organisation")) else {
        return Err("no such organisation".to_owned());
    };
    let contact = |id: Uuid| {
        books
            .contacts
            .get(id)
            .map(|c| json!({"id": c.id, "number": c.number, "name": c.name}))
            .unwrap_or_default()
    };
    let list: Vec<Value> = books
        .documents
        .iter()
        .map(|d| {
            let payments: Vec<Value> = books
                .payments_of(d.id)
                .into_iter()
                .map(|p| {
                    let account = books.accounts.get(p.account).map(|a| a.code.clone());
                    json!({"id": p.id, "amount": money(p.amount).to_string(), "date": p.date, "account": account, "reference": p.reference})
                })
                .collect();
            let allocations: Vec<Value> = books
                .allocations_of(d.id)
                .into_iter()
                .map(|a| json!({"id": a.id, "amount": money(a.amount).to_string(), "credit_note": a.credit_note, "invoice": a.invoice}))
                .collect();
            json!({
                "id": d.id, "type": d.kind.word(), "number": d.number, "reference": d.reference, "contact": contact(d.contact),
                "date": d.date, "due_date": d.due, "status": d.status.word(), "currency": d.currency, "currency_rate": d.currency_rate.to_string(),
                "line_amounts": d.line_amounts.word(), "lines": d.lines.len(), "subtotal": money(d.subtotal).to_string(), "tax": money(d.tax).to_string(),
                "total": money(d.total).to_string(), "due": money(d.due_amount()).to_string(), "paid": money(d.paid).to_string(),
                "credited": money(d.credited).to_string(), "url": d.url, "made_by": d.made_by, "payments": payments, "allocations": allocations,
            })
        })
        .collect();
    Ok(json!(list))
}
