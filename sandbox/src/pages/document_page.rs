//! The page of one document, and of one contact.

use uuid::Uuid;

use super::layout::{escape, page};
use crate::books::document::{Document, contact_key};
use crate::books::organisation::Organisation;
use crate::clock::moment;
use crate::exchange::Reply;
use crate::world::Shared;

fn missing() -> Reply {
    Reply::html(
        404,
        page(
            "Not found",
            "<main><h1>Not in these books</h1><p><a href=\"/\">To the overview</a></p></main>",
            false,
        ),
    )
}

fn head(books: &Organisation) -> String {
    format!(
        "<header><div><b>Ledgerline sandbox</b><span class=\"note\">{}</span><nav><a href=\"/?organisation={}\">Overview</a></nav></div></header>",
        escape(&books.name),
        books.id
    )
}

/// A document, or the document of a payment.
pub(super) fn document(shared: &Shared, id: &str) -> Reply {
    let Ok(id) = id.parse::<Uuid>() else { return missing() };
    let world = shared.world();
    for books in &world.organisations {
        let found = books
            .documents
            .get(id)
            .or_else(|| books.payments.get(id).and_then(|p| books.documents.get(p.document)));
        if let Some(found) = found {
            return Reply::html(
                200,
                page(
                    &format!("{} {}", found.kind.word(), found.number),
                    &body(books, found),
                    false,
                ),
            );
        }
    }
    missing()
}

fn body(books: &Organisation, d: &Document) -> String {
    let contact = books.contacts.get(d.contact);
    let name = if d.kind.is_credit() { "Credit note" } else { "Invoice" };
    let status = d.status.word();
    let mut html = format!(
        "{}<main><h1>{name} {} <span class=\"s {status}\">{status}</span></h1><div class=\"box\"><dl>",
        head(books),
        escape(&d.number)
    );
    let link = if d.url.is_empty() {
        String::new()
    } else {
        format!("<a href=\"{0}\">{0}</a>", escape(&d.url))
    };
    let rows = [
        (
            "To",
            format!(
                "<a href=\"/contact/{}\">{}</a>",
                d.contact,
                escape(contact.map(|c| c.name.as_str()).unwrap_or_default())
            ),
        ),
        ("Date", d.date.to_string()),
        ("Due", d.due.map(|d| d.to_string()).unwrap_or_default()),
        ("Reference", escape(&d.reference)),
        (
            "Currency",
            format!("{} (1 {} = {})", d.currency, books.base_currency, d.currency_rate),
        ),
        ("Amounts are", d.line_amounts.word().to_owned()),
        ("Link", link),
        ("Id", format!("<code>{}</code>", d.id)),
    ];
    for (name, value) in rows.iter().filter(|(_, v)| !v.is_empty()) {
        html.push_str(&format!("<dt>{name}</dt><dd>{value}</dd>"));
    }
    html.push_str("</dl></div><h2>Lines</h2><div class=\"box\"><table><thead><tr><th>Item</th><th>Description</th><th class=\"n\">Quantity</th><th class=\"n\">Price</th><th class=\"n\">Discount</th><th>Account</th><th>Tax</th><th class=\"n\">Tax amount</th><th class=\"n\">Amount</th></tr></thead><tbody>");
    for l in &d.lines {
        let discount = l
            .discount_rate
            .map(|r| format!("{} %", r.normalize()))
            .or_else(|| l.discount_amount.map(|a| format!("{a:.2}")))
            .unwrap_or_default();
        let number = |n: Option<rust_decimal::Decimal>| n.map(|n| n.to_string()).unwrap_or_default();
        html.push_str(&format!(
            "<tr><td>{}</td><td class=\"wide\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{discount}</td><td>{}</td><td>{}</td><td class=\"n\">{:.2}</td><td class=\"n\">{:.2}</td></tr>",
            escape(&l.item_code),
            escape(&l.description),
            number(l.quantity.map(|q| q.normalize())),
            number(l.unit),
            escape(&l.account_code),
            escape(&l.tax_type),
            l.tax,
            l.amount
        ));
    }
    html.push_str("</tbody><tfoot>");
    for (name, amount) in [
        ("Subtotal", d.subtotal),
        ("Tax", d.tax),
        ("Total", d.total),
        ("Paid", d.paid),
        ("Credited", d.credited),
        ("Open", d.due_amount()),
    ] {
        html.push_str(&format!(
            "<tr><td colspan=\"8\" class=\"n\">{name}</td><td class=\"n\">{amount:.2}</td></tr>"
        ));
    }
    html.push_str("</tfoot></table></div>");
    html.push_str(&settlements(books, d));
    html.push_str(&history(books, d.id));
    html.push_str("</main>");
    html
}

fn settlements(books: &Organisation, d: &Document) -> String {
    let mut rows = String::new();
    for p in books.payments_of(d.id) {
        let account = books
            .accounts
            .get(p.account)
            .map(|a| format!("{} {}", a.code, a.name))
            .unwrap_or_default();
        rows.push_str(&format!(
            "<tr><td>{}</td><td>Payment, {}</td><td>{}</td><td class=\"n\">{:.2}</td></tr>",
            p.date,
            escape(&account),
            escape(&p.reference),
            p.amount
        ));
    }
    for a in books.allocations_of(d.id) {
        let other = if a.invoice == d.id { a.credit_note } else { a.invoice };
        let number = books.documents.get(other).map(|o| o.number.clone()).unwrap_or_default();
        rows.push_str(&format!(
            "<tr><td>{}</td><td>Allocation</td><td><a href=\"/document/{other}\">{}</a></td><td class=\"n\">{:.2}</td></tr>",
            a.date,
            escape(&number),
            a.amount
        ));
    }
    if rows.is_empty() {
        rows
    } else {
        format!("<h2>Payments and allocations</h2><div class=\"box\"><table><tbody>{rows}</tbody></table></div>")
    }
}

fn history(books: &Organisation, id: Uuid) -> String {
    let rows: String = books
        .notes
        .with_key(&format!("subject:{id}"))
        .map(|n| {
            format!(
                "<tr><td>{}</td><td>{}</td><td class=\"wide\">{}</td></tr>",
                moment(n.at).format("%Y-%m-%d %H:%M:%S"),
                escape(&n.changes),
                escape(&n.details)
            )
        })
        .collect();
    format!("<h2>History</h2><div class=\"box\"><table><tbody>{rows}</tbody></table></div>")
}

/// A contact with its documents.
pub(super) fn contact(shared: &Shared, id: &str) -> Reply {
    let Ok(id) = id.parse::<Uuid>() else { return missing() };
    let world = shared.world();
    let Some((books, contact)) = world
        .organisations
        .iter()
        .find_map(|o| o.contacts.get(id).map(|c| (o, c)))
    else {
        return missing();
    };
    let mut html = format!(
        "{}<main><h1>{}</h1><div class=\"box\"><dl>",
        head(books),
        escape(&contact.name)
    );
    let address = |a: &serde_json::Value| {
        let parts = a
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(_, v)| v.as_str())
            .filter(|v| !v.is_empty());
        escape(&parts.collect::<Vec<_>>().join(", "))
    };
    let addresses = contact
        .addresses
        .iter()
        .chain(&contact.phones)
        .map(address)
        .collect::<Vec<_>>()
        .join("<br>");
    let rows = [
        ("Contact number", escape(&contact.number)),
        ("Account number", escape(&contact.account_number)),
        ("E-mail", escape(&contact.email)),
        ("Tax number", escape(&contact.tax_number)),
        (
            "Person",
            escape(format!("{} {}", contact.first_name, contact.last_name).trim()),
        ),
        ("Addresses", addresses),
        (
            "Status",
            if contact.archived {
                "archived".to_owned()
            } else {
                String::new()
            },
        ),
        ("Id", format!("<code>{}</code>", contact.id)),
    ];
    for (name, value) in rows.iter().filter(|(_, v)| !v.is_empty()) {
        html.push_str(&format!("<dt>{name}</dt><dd>{value}</dd>"));
    }
    html.push_str("</dl></div><h2>Documents</h2><div class=\"box\"><table><tbody>");
    for d in books.documents.with_key(&contact_key(id)) {
        let status = d.status.word();
        html.push_str(&format!(
            "<tr><td><a href=\"/document/{}\">{}</a></td><td>{}</td><td><span class=\"s {status}\">{status}</span></td><td class=\"n\">{:.2} {}</td></tr>",
            d.id,
            escape(&d.number),
            d.date,
            d.total,
            d.currency
        ));
    }
    html.push_str(&format!("</tbody></table></div>{}</main>", history(books, id)));
    Reply::html(200, page(&contact.name, &html, false))
}
