//! Pages for people: what the sandbox holds, and the addresses that Xero's own links have.

mod deep_links;
mod document_page;
pub(crate) mod layout;
mod overview;

use crate::exchange::{Reply, Request};
use crate::world::Shared;

/// Answers a browser.
pub(crate) fn answer(shared: &Shared, request: &Request) -> Reply {
    if request.method != "GET" && request.method != "HEAD" {
        return Reply::empty(405);
    }
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let query = request.query();
    match parts.as_slice() {
        [] => overview::answer(shared, &query),
        ["document", id] => document_page::document(shared, id),
        ["contact", id] => document_page::contact(shared, id),
        _ => deep_links::answer(request).unwrap_or_else(|| {
            Reply::html(
                404,
                layout::page(
                    "Not found",
                    "<main><h1>Not found</h1><p><a href=\"/\">To the overview</a></p></main>",
                    false,
                ),
            )
        }),
    }
}
