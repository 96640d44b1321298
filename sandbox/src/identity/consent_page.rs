//! The consent page: who asks, for what, for which organisation; and the page that shows an app's mistake.

use super::asked::Asked;
use super::scopes;
use crate::books::organisation::Organisation;
use crate::exchange::Query;
use crate::pages::layout::{escape, page};

/// The page with the question.
pub(crate) fn page_for(asked: &Asked, parameters: &Query, organisations: &[Organisation]) -> String {
    let mut html = format!(
        "<main class=\"consent box\"><p class=\"note\">Ledgerline sandbox: a local Xero</p><h1>{} wants access to:</h1><ul>",
        escape(&asked.app.name)
    );
    for scope in &asked.scopes {
        html.push_str(&format!("<li>{}</li>", scopes::meaning(scope).unwrap_or(scope)));
    }
    html.push_str("</ul><form method=\"post\" action=\"/identity/connect/authorize\"><p>Choose an organisation:</p>");
    for (at, organisation) in organisations.iter().enumerate() {
        html.push_str(&format!(
            "<label><input type=\"radio\" name=\"organisation\" value=\"{}\"{}> {}</label>",
            organisation.id,
            if at == 0 { " checked" } else { "" },
            escape(&organisation.name)
        ));
    }
    for (name, value) in parameters
        .0
        .iter()
        .filter(|(n, _)| n != "decision" && n != "organisation")
    {
        html.push_str(&format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            escape(name),
            escape(value)
        ));
    }
    html.push_str(
        "<div class=\"buttons\"><button class=\"main\" name=\"decision\" value=\"allow\">Allow access</button>\
         <button name=\"decision\" value=\"cancel\">Cancel</button></div></form></main>",
    );
    page("Allow access", &html, false)
}

/// The page about an app's mistake.
pub(crate) fn mistake(code: &str, sentence: &str) -> String {
    let html = format!(
        "<main class=\"consent box\"><h1>Sorry, something went wrong</h1><p>The app asked in a way that cannot be answered.</p><p>Error: <code>{code}</code></p><p>{}</p></main>",
        escape(sentence)
    );
    page("Something went wrong", &html, false)
}
