//! The addresses of Xero's deep links, sent on to the pages of the sandbox.

use crate::exchange::{Query, Reply, Request};

/// Sends a deep link on. None: it is none.
pub(super) fn answer(request: &Request) -> Option<Reply> {
    let lower = request.path.to_lowercase();
    if lower == "/organisationlogin/default.aspx" {
        let query = request.query();
        let organisation = query.get("shortcode").unwrap_or_default();
        let target = query.get("redirecturl")?;
        // Only paths of this sandbox.
        let target = if target.starts_with('/') && !target.starts_with("//") {
            target
        } else {
            "/"
        };
        let (path, parameters) = target.split_once('?').unwrap_or((target, ""));
        let inner = Query(form_urlencoded::parse(parameters.as_bytes()).into_owned().collect());
        let page = page_of(&path.to_lowercase(), &inner);
        let home = || {
            format!(
                "/?{}",
                form_urlencoded::Serializer::new(String::new())
                    .append_pair("organisation", organisation)
                    .finish()
            )
        };
        return Some(Reply::redirect(&page.unwrap_or_else(home)));
    }
    page_of(&lower, &request.query()).map(|page| Reply::redirect(&page))
}

fn page_of(path: &str, query: &Query) -> Option<String> {
    let id = |name: &str| query.get(name).map(only_id);
    match path.trim_end_matches('/') {
        "/accountsreceivable/view.aspx" | "/accountsreceivable/edit.aspx" => {
            id("InvoiceID").map(|id| format!("/document/{id}"))
        }
        "/accountspayable/view.aspx" => id("InvoiceID").map(|id| format!("/document/{id}")),
        "/accountsreceivable/viewcreditnote.aspx" => id("creditNoteID").map(|id| format!("/document/{id}")),
        "/bank/viewtransaction.aspx" => id("bankTransactionID").map(|id| format!("/document/{id}")),
        "/dashboard" => Some("/".to_owned()),
        other => other
            .strip_prefix("/contacts/view/")
            .map(|id| format!("/contact/{}", only_id(id))),
    }
}

fn only_id(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}
