//! Defines every stable code that people and scripts meet: what it means, who acts, what helps, and where that is done.
//!
//! Screens ask for it (`Engine::codes()`), and docs/errors.md is written from it ([`page`]). It decides nothing.

mod table;

use serde_json::{Map, Value, json};

use crate::message::Template;

/// Who can do something about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// It is tried again on its own, or there is nothing to do.
    Nobody,
    /// In the shop's admin.
    Owner,
    /// In Xero.
    Accountant,
    /// Of the server.
    Administrator,
    /// Of the shop or of Ledgerline.
    Developer,
}

impl Who {
    /// Its word, in docs/errors.md and for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Owner => "owner",
            Self::Accountant => "accountant",
            Self::Administrator => "administrator",
            Self::Developer => "developer",
        }
    }
}

/// The page of the admin on which a person solves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Xero Integration > Tax mapping.
    TaxMapping,
    /// Xero Integration > Totals of other extensions.
    TotalsMapping,
    /// Xero Integration > Tracking mapping.
    TrackingMapping,
    /// Stores > Configuration > Xero Integration, with the group or field (`group_field`) there; empty: the page as a whole.
    Configuration(&'static str),
}

impl Page {
    /// Name of the page: the module's right for it without its prefix.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TaxMapping => "tax_mapping",
            Self::TotalsMapping => "totals_mapping",
            Self::TrackingMapping => "tracking_mapping",
            Self::Configuration(_) => "config",
        }
    }

    fn field(self) -> &'static str {
        match self {
            Self::Configuration(field) => field,
            _ => "",
        }
    }
}

/// The page of the guide that lists messages: what explains a code that no other page explains.
const MESSAGES: &str = "troubleshooting";

/// What is known of a code.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// Stable `snake_case` word. It never changes its meaning and is never used again for another one.
    pub name: &'static str,
    /// Who can do something about it.
    pub who: Who,
    /// What the shop owner sees, in Markdown.
    pub seen: &'static str,
    /// What to do, in Markdown; empty when there is nothing.
    pub remedy: &'static str,
    /// What documents that are held for it have in common; `None` where it holds nothing.
    pub title: Option<Template<0>>,
    /// Where it is solved; `None` where no page of the module does that.
    pub page: Option<Page>,
    /// Page of docs/user-guide (without `.md`), with a heading's anchor where one explains it.
    pub guide: &'static str,
}

const fn code(name: &'static str, who: Who, seen: &'static str, remedy: &'static str) -> Code {
    Code {
        name,
        who,
        seen,
        remedy,
        title: None,
        page: None,
        guide: MESSAGES,
    }
}

impl Code {
    const fn titled(mut self, title: Template<0>) -> Self {
        self.title = Some(title);
        self
    }

    const fn fixed_at(mut self, page: Page) -> Self {
        self.page = Some(page);
        self
    }

    const fn explained(mut self, guide: &'static str) -> Self {
        self.guide = guide;
        self
    }
}

/// Every section of the page, with its codes.
pub fn sections() -> &'static [(&'static str, &'static [Code])] {
    table::SECTIONS
}

/// Every code.
pub fn all() -> impl Iterator<Item = &'static Code> {
    table::SECTIONS.iter().flat_map(|(_, codes)| codes.iter())
}

/// The table for screens: code to `who`, `title` (id of a sentence of the catalogue, or empty), `page`, `field` and `guide`.
pub fn data() -> Value {
    let row = |code: &Code| {
        json!({
            "who": code.who.as_str(),
            "title": code.title.map_or("", Template::id),
            "page": code.page.map_or("", Page::as_str),
            "field": code.page.map_or("", Page::field),
            "guide": code.guide,
        })
    };
    Value::Object(
        all()
            .map(|code| (code.name.to_owned(), row(code)))
            .collect::<Map<_, _>>(),
    )
}

/// docs/errors.md.
pub fn page() -> String {
    let mut page = table::HEAD.to_owned();
    for (section, codes) in table::SECTIONS {
        page += &format!(
            "\n## {section}\n\n| code | what the shop owner sees | who acts | what to do | guide |\n|---|---|---|---|---|\n"
        );
        for code in *codes {
            let remedy = if code.remedy.is_empty() { "–" } else { code.remedy };
            let guide = match code.guide.split_once('#') {
                _ if code.guide == MESSAGES => "–".to_owned(),
                Some((page, heading)) => format!("[{page}](user-guide/{page}.md#{heading})"),
                None => format!("[{0}](user-guide/{0}.md)", code.guide),
            };
            page += &format!(
                "| `{}` | {} | {} | {remedy} | {guide} |\n",
                code.name,
                code.seen,
                code.who.as_str()
            );
        }
    }
    page
}
