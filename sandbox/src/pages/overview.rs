//! The overview: tiles with counts and limits, tables of what the books hold.

use rust_decimal::Decimal;

use super::layout::{escape, page};
use crate::books::document::Document;
use crate::books::organisation::Organisation;
use crate::exchange::{Query, Reply};
use crate::world::{Shared, World};

const ROWS: usize = 200;

fn page_body(world: &World, books: &Organisation, problem: Option<&str>, now: i64, refresh: bool) -> String {
    let mut html = String::from(
        "<header><div><b>Ledgerline sandbox</b><span class=\"note\">A local Xero. Nothing here is real.</span><nav>",
    );
    for o in &world.organisations {
        let on = if o.id == books.id { " class=\"on\"" } else { "" };
        html.push_str(&format!(
            "<a{on} href=\"/?organisation={}\">{}</a>",
            o.id,
            escape(&o.name)
        ));
    }
    let (word, value) = if refresh {
        ("Stop refreshing", "")
    } else {
        ("Refresh every 5 seconds", "&refresh=1")
    };
    html.push_str(&format!(
        "<a href=\"/?organisation={}{value}\">{word}</a></nav></div></header><main><h1>{}</h1>",
        books.id,
        escape(&books.name)
    ));
    if let Some(problem) = problem {
        html.push_str(&format!(
            "<p class=\"bad\">The books cannot be saved, so every call is answered with 503: {}</p>",
            escape(problem)
        ));
    }
    html.push_str(&tiles(world, books, now));
    for (title, credit) in [("Invoices", false), ("Credit notes", true)] {
        html.push_str(&format!("<h2>{title}</h2>{}", documents(books, credit)));
    }
    html.push_str(&format!(
        "<h2>Payments</h2>{}<h2>Contacts</h2>{}<h2>Items</h2>{}",
        payments(books),
        contacts(books),
        items(books)
    ));
    html.push_str("<p class=\"none\">More: <a href=\"/sandbox/ledger?format=text\">ledger</a>, <a href=\"/sandbox/documents\">documents</a>, <a href=\"/sandbox/calls?bodies=false\">calls</a>, <a href=\"/sandbox/counts\">counts</a>, <a href=\"/sandbox/switches\">switches</a> as JSON.</p></main>");
    html
}

fn page_for(shared: &Shared, query: &Query) -> Option<String> {
    let problem = shared.saving.as_ref().and_then(super::super::saving::Saving::problem);
    let mut world = shared.world();
    let id = world.organisation_named(query.get("organisation")).map(|o| o.id)?;
    let refresh = query.get("refresh").is_some();
    let books = world.organisation(id)?;
    Some(page(
        "Ledgerline sandbox",
        &page_body(&world, books, problem.as_deref(), shared.clock.now(), refresh),
        refresh,
    ))
}

/// Answers `GET /`.
pub(super) fn answer(shared: &Shared, query: &Query) -> Reply {
    page_for(shared, query).map_or_else(
        || {
            Reply::html(
                404,
                page(
                    "No such organisation",
                    "<main><h1>No such organisation</h1></main>",
                    false,
                ),
            )
        },
        |html| Reply::html(200, html),
    )
}

fn tiles(world: &World, books: &Organisation, now: i64) -> String {
    let count = |credit: bool| books.documents.iter().filter(|d| d.kind.is_credit() == credit).count();
    let client = world.apps.first().map(|a| a.client_id.as_str()).unwrap_or_default();
    let left = world.limits.remaining(books.id, client, &world.switches, now);
    let lock = books
        .period_lock
        .max(books.year_lock)
        .map_or("none".to_owned(), |d| d.to_string());
    let tiles = [
        ("Invoices", count(false).to_string()),
        ("Credit notes", count(true).to_string()),
        (
            "Payments",
            books.payments.iter().filter(|p| !p.deleted).count().to_string(),
        ),
        ("Contacts", books.contacts.len().to_string()),
        ("Items", books.items.len().to_string()),
        ("Calls so far", world.journal.calls_total.to_string()),
        (
            "Refused with 429",
            world.journal.refused_429.values().sum::<u64>().to_string(),
        ),
        (
            "Calls left this minute",
            if world.switches.limits {
                left.minute.to_string()
            } else {
                "no limit".to_owned()
            },
        ),
        (
            "Calls left today",
            if world.switches.limits {
                left.day.to_string()
            } else {
                "no limit".to_owned()
            },
        ),
        (
            "Unknown properties sent",
            world.journal.unknown_properties.values().sum::<u64>().to_string(),
        ),
        ("Locked up to", lock),
    ];
    let html: String = tiles
        .iter()
        .map(|(name, value)| format!("<div class=\"tile\"><b>{value}</b><span>{name}</span></div>"))
        .collect();
    format!("<div class=\"tiles\">{html}</div>")
}

fn empty() -> String {
    "<div class=\"box\"><div class=\"none\">Nothing yet.</div></div>".to_owned()
}

fn table(head: &str, rows: &[String], foot: &str, total: usize) -> String {
    let more = if total > rows.len() {
        format!("<div class=\"none\">The last {} of {total}.</div>", rows.len())
    } else {
        String::new()
    };
    format!(
        "<div class=\"box\"><table><thead><tr>{head}</tr></thead><tbody>{}</tbody><tfoot>{foot}</tfoot></table>{more}</div>",
        rows.concat()
    )
}

fn documents(books: &Organisation, credit: bool) -> String {
    let chosen: Vec<&Document> = books
        .documents
        .iter()
        .filter(|d| d.kind.is_credit() == credit)
        .collect();
    if chosen.is_empty() {
        return empty();
    }
    let row = |d: &&Document| {
        let contact = books
            .contacts
            .get(d.contact)
            .map(|c| c.name.as_str())
            .unwrap_or_default();
        let status = d.status.word();
        format!(
            "<tr><td><a href=\"/document/{}\">{}</a></td><td class=\"wide\">{}</td><td>{}</td><td><span class=\"s {status}\">{status}</span></td><td>{}</td><td class=\"n\">{:.2}</td><td class=\"n\">{:.2}</td><td class=\"n\">{:.2}</td></tr>",
            d.id,
            escape(&d.number),
            escape(contact),
            d.date,
            d.currency,
            d.tax,
            d.total,
            d.due_amount(),
        )
    };
    let rows: Vec<String> = chosen.iter().rev().take(ROWS).map(row).collect();
    table(
        "<th>Number</th><th>Contact</th><th>Date</th><th>Status</th><th>Currency</th><th class=\"n\">Tax</th><th class=\"n\">Total</th><th class=\"n\">Open</th>",
        &rows,
        &sums(&chosen),
        chosen.len(),
    )
}

/// One line of sums per currency, without what was voided or deleted.
fn sums(chosen: &[&Document]) -> String {
    let mut by_currency = std::collections::BTreeMap::<&str, (Decimal, Decimal, Decimal)>::new();
    for d in chosen.iter().filter(|d| d.status.is_approved()) {
        let sum = by_currency.entry(&d.currency).or_default();
        *sum = (sum.0 + d.tax, sum.1 + d.total, sum.2 + d.due_amount());
    }
    let row = |(currency, (tax, total, due)): (&&str, &(Decimal, Decimal, Decimal))| {
        format!(
            "<tr><td colspan=\"4\">Approved and paid</td><td>{currency}</td><td class=\"n\">{tax:.2}</td><td class=\"n\">{total:.2}</td><td class=\"n\">{due:.2}</td></tr>"
        )
    };
    by_currency.iter().map(row).collect()
}

fn payments(books: &Organisation) -> String {
    if books.payments.len() == 0 {
        return empty();
    }
    let row = |p: &crate::books::settlement::Payment| {
        let document = books.documents.get(p.document);
        let account = books
            .accounts
            .get(p.account)
            .map(|a| format!("{} {}", a.code, a.name))
            .unwrap_or_default();
        format!(
            "<tr><td>{}</td><td><a href=\"/document/{}\">{}</a></td><td>{}</td><td class=\"wide\">{}</td><td>{}</td><td>{}</td><td class=\"n\">{:.2}</td></tr>",
            p.date,
            p.document,
            escape(document.map(|d| d.number.as_str()).unwrap_or_default()),
            escape(&account),
            escape(&p.reference),
            if p.deleted {
                "<span class=\"s DELETED\">DELETED</span>"
            } else {
                ""
            },
            document.map(|d| d.currency.as_str()).unwrap_or_default(),
            p.amount
        )
    };
    let rows: Vec<String> = books.payments.iter().rev().take(ROWS).map(row).collect();
    table(
        "<th>Date</th><th>Document</th><th>Account</th><th>Reference</th><th></th><th>Currency</th><th class=\"n\">Amount</th>",
        &rows,
        "",
        books.payments.len(),
    )
}

fn contacts(books: &Organisation) -> String {
    if books.contacts.len() == 0 {
        return empty();
    }
    let row = |c: &crate::books::contact::Contact| {
        let status = if c.archived {
            "<span class=\"s ARCHIVED\">ARCHIVED</span>"
        } else {
            ""
        };
        format!(
            "<tr><td class=\"wide\"><a href=\"/contact/{}\">{}</a></td><td>{}</td><td class=\"wide\">{}</td><td>{status}</td></tr>",
            c.id,
            escape(&c.name),
            escape(&c.number),
            escape(&c.email)
        )
    };
    let rows: Vec<String> = books.contacts.iter().rev().take(ROWS).map(row).collect();
    table(
        "<th>Name</th><th>Contact number</th><th>E-mail</th><th></th>",
        &rows,
        "",
        books.contacts.len(),
    )
}

fn items(books: &Organisation) -> String {
    if books.items.len() == 0 {
        return empty();
    }
    let row = |i: &crate::books::item::Item| {
        let price = i.sales.price.map(|p| p.to_string()).unwrap_or_default();
        format!(
            "<tr><td>{}</td><td class=\"wide\">{}</td><td>{}</td><td class=\"n\">{price}</td></tr>",
            escape(&i.code),
            escape(&i.name),
            escape(&i.sales.account)
        )
    };
    let rows: Vec<String> = books.items.iter().rev().take(ROWS).map(row).collect();
    table(
        "<th>Code</th><th>Name</th><th>Sales account</th><th class=\"n\">Price</th>",
        &rows,
        "",
        books.items.len(),
    )
}
