//! GET of every collection and of single records, with the filters that each collection has.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::listing::Wanted;
use super::render::documents::Detail;
use super::render::records::Place;
use super::resources::Resource;
use super::visit::Visit;
use super::{batch, problem, record_fields, render};
use crate::books::document::Document;
use crate::books::item::Item;
use crate::exchange::Reply;
use crate::rules::stock;

/// A list of ids from the query; anything that is no id matches nothing.
fn ids(visit: &Visit<'_>, name: &str) -> Option<HashSet<Uuid>> {
    visit
        .query
        .list(name)
        .map(|list| list.iter().map(|id| id.parse().unwrap_or_default()).collect())
}

/// GET of a collection.
pub(crate) fn list(visit: &mut Visit<'_>, resource: Resource) -> Reply {
    let reply = match resource {
        Resource::Organisation => Ok(visit.list("Organisations", vec![render::settings::organisation(visit.books)])),
        Resource::Accounts => accounts(visit),
        Resource::TaxRates => tax_rates(visit),
        Resource::Currencies => Ok(visit.list(
            "Currencies",
            visit
                .books
                .currencies
                .iter()
                .map(|c| render::settings::currency(c))
                .collect(),
        )),
        Resource::TrackingCategories => {
            let archived = visit.query.flag("includeArchived").unwrap_or(false);
            let shown = visit
                .books
                .tracking
                .iter()
                .filter(|c| archived || !c.archived)
                .map(|c| render::settings::tracking_category(c, archived));
            Ok(visit.list("TrackingCategories", shown.collect()))
        }
        Resource::BrandingThemes => Ok(visit.list("BrandingThemes", render::settings::branding_themes(visit.books))),
        Resource::Contacts => contacts(visit),
        Resource::Items => items(visit),
        Resource::Invoices => invoices(visit, false),
        Resource::CreditNotes => invoices(visit, true),
        Resource::Payments => payments(visit),
    };
    reply.unwrap_or_else(|refused| refused)
}

/// GET of one record.
pub(crate) fn single(visit: &Visit<'_>, resource: Resource, key: &str) -> Reply {
    if resource == Resource::BrandingThemes {
        let all = render::settings::branding_themes(visit.books);
        let found: Vec<Value> = all
            .into_iter()
            .filter(|t| t.get("BrandingThemeID").and_then(Value::as_str) == Some(key))
            .collect();
        return if found.is_empty() {
            problem::not_found()
        } else {
            visit.list("BrandingThemes", found)
        };
    }
    match record_fields::locate(visit.books, resource, key) {
        Some(id) => visit.list(resource.plural(), vec![batch::render(visit, resource, id)]),
        None => problem::not_found(),
    }
}

/// `GET /Organisation/Actions`: what the plan allows.
pub(crate) fn actions(visit: &Visit<'_>) -> Reply {
    let word = |allowed: bool| if allowed { "ALLOWED" } else { "NOT-ALLOWED" };
    let today = crate::clock::day(visit.now);
    let approvals = visit
        .switches
        .approvals_per_month
        .is_none_or(|cap| visit.books.approved_in_month(today) < cap as usize);
    let list = [
        ("CreateApprovedInvoice", approvals),
        ("CreateDraftInvoice", true),
        ("CreateApprovedBill", true),
        ("CreateDraftBill", true),
        ("CreateInvoicePayment", true),
        ("CreateRepeatingInvoice", true),
        ("CreateRepeatingBill", true),
        ("CreateDraftQuote", true),
        ("CreateSentQuote", true),
        ("CreateDraftPurchaseOrder", true),
        ("CreateApprovedPurchaseOrder", true),
        ("AttachFilesIntoInvoice", true),
        ("UseMulticurrency", visit.books.multicurrency),
    ];
    visit.list(
        "Actions",
        list.iter()
            .map(|(name, allowed)| json!({"Name": name, "Status": word(*allowed)}))
            .collect(),
    )
}

/// The answer to a list; perhaps 304 when nothing is newer.
fn finish(
    visit: &Visit<'_>,
    wanted: &Wanted,
    name: &str,
    list: Vec<Value>,
    page: Option<super::listing::Page>,
) -> Reply {
    if list.is_empty() && wanted.since.is_some() && visit.switches.not_modified_304 {
        return Reply::empty(304);
    }
    visit.envelope.page(name, list, page)
}

fn invoices(visit: &Visit<'_>, credit: bool) -> Result<Reply, Reply> {
    let query = &visit.query;
    let statuses = query.list("Statuses");
    let summary = query.flag("summaryOnly").unwrap_or(false);
    let order = if credit {
        "UpdatedDateUTC ASC, CreditNoteID ASC"
    } else {
        "UpdatedDateUTC ASC, InvoiceID ASC"
    };
    let wanted = Wanted::read(visit.request, query, true, statuses.is_some() || summary, order)?;
    let wanted_ids = ids(visit, "IDs");
    let contacts = ids(visit, "ContactIDs");
    let numbers: Option<HashSet<String>> = query
        .list(if credit { "CreditNoteNumbers" } else { "InvoiceNumbers" })
        .map(|l| l.iter().map(|n| n.to_lowercase()).collect());
    let mine = query.flag("createdByMyApp").unwrap_or(false);
    let search = query.get("searchTerm").map(str::to_lowercase);
    let books = &*visit.books;
    let fits = |d: &&Document| {
        let contact_name = || {
            books
                .contacts
                .get(d.contact)
                .map(|c| c.name.to_lowercase())
                .unwrap_or_default()
        };
        d.kind.is_credit() == credit
            && wanted_ids.as_ref().is_none_or(|ids| ids.contains(&d.id))
            && numbers.as_ref().is_none_or(|n| n.contains(&d.number.to_lowercase()))
            && contacts.as_ref().is_none_or(|ids| ids.contains(&d.contact))
            && statuses
                .as_ref()
                .is_none_or(|s| s.iter().any(|s| s.eq_ignore_ascii_case(d.status.word())))
            && (!mine || d.made_by == visit.client)
            && search.as_ref().is_none_or(|t| {
                d.number.to_lowercase().contains(t)
                    || d.reference.to_lowercase().contains(t)
                    || contact_name().contains(t)
            })
    };
    let entity = if credit { "CreditNote" } else { "Invoice" };
    let (chosen, page) = wanted.choose(
        books,
        books.documents.iter().filter(fits),
        entity,
        record_fields::document,
    )?;
    let detail = if summary {
        Detail::Summary
    } else if wanted.is_paged() {
        Detail::Full
    } else {
        Detail::List
    };
    let places = visit.unit_places();
    let shown = chosen
        .into_iter()
        .map(|d| render::documents::render(books, d, places, detail))
        .collect();
    Ok(finish(
        visit,
        &wanted,
        if credit { "CreditNotes" } else { "Invoices" },
        shown,
        page,
    ))
}

fn contacts(visit: &Visit<'_>) -> Result<Reply, Reply> {
    let query = &visit.query;
    let wanted = Wanted::read(
        visit.request,
        query,
        true,
        query.flag("summaryOnly").unwrap_or(false),
        "UpdatedDateUTC ASC, ContactID ASC",
    )?;
    let wanted_ids = ids(visit, "IDs");
    let archived = query.flag("includeArchived").unwrap_or(false);
    let search = query.get("searchTerm").map(str::to_lowercase);
    let books = &*visit.books;
    let fits = |c: &&crate::books::contact::Contact| {
        let texts = [
            &c.name,
            &c.first_name,
            &c.last_name,
            &c.number,
            &c.company_number,
            &c.email,
        ];
        (archived || !c.archived)
            && wanted_ids.as_ref().is_none_or(|ids| ids.contains(&c.id))
            && search
                .as_ref()
                .is_none_or(|t| texts.iter().any(|x| x.to_lowercase().contains(t)))
    };
    let (chosen, page) = wanted.choose(
        books,
        books.contacts.iter().filter(fits),
        "Contact",
        record_fields::contact,
    )?;
    let summary = query.flag("summaryOnly").unwrap_or(false);
    let place = if wanted.is_paged() { Place::Page } else { Place::List };
    let show = |c: &crate::books::contact::Contact| {
        let mut shown = render::records::contact(books, c, place);
        if let (true, Value::Object(shown)) = (summary, &mut shown) {
            for name in [
                "Addresses",
                "Phones",
                "Balances",
                "ContactGroups",
                "ContactPersons",
                "IsSupplier",
                "IsCustomer",
            ] {
                shown.shift_remove(name);
            }
        }
        shown
    };
    Ok(finish(
        visit,
        &wanted,
        "Contacts",
        chosen.into_iter().map(show).collect(),
        page,
    ))
}

fn items(visit: &Visit<'_>) -> Result<Reply, Reply> {
    let wanted = Wanted::read(visit.request, &visit.query, false, false, "Code ASC")?;
    let books = &*visit.books;
    let (chosen, _) = wanted.choose(books, books.items.iter(), "Item", record_fields::item)?;
    let places = visit.unit_places();
    let moved = if books.items.iter().any(Item::tracked) {
        stock::moved(books, None)
    } else {
        HashMap::new()
    };
    let show = |i: &Item| {
        render::records::item(
            i,
            moved.get(&i.code.to_lowercase()).copied().unwrap_or_default(),
            places,
        )
    };
    Ok(finish(
        visit,
        &wanted,
        "Items",
        chosen.into_iter().map(show).collect(),
        None,
    ))
}

fn payments(visit: &Visit<'_>) -> Result<Reply, Reply> {
    let wanted = Wanted::read(
        visit.request,
        &visit.query,
        true,
        false,
        "UpdatedDateUTC ASC, PaymentID ASC",
    )?;
    let books = &*visit.books;
    let (chosen, page) = wanted.choose(books, books.payments.iter(), "Payment", record_fields::payment)?;
    Ok(finish(
        visit,
        &wanted,
        "Payments",
        chosen
            .into_iter()
            .map(|p| render::documents::payment(books, p))
            .collect(),
        page,
    ))
}

fn accounts(visit: &Visit<'_>) -> Result<Reply, Reply> {
    let wanted = Wanted::read(visit.request, &visit.query, false, false, "Code ASC")?;
    let books = &*visit.books;
    let (chosen, _) = wanted.choose(books, books.accounts.iter(), "Account", record_fields::account)?;
    Ok(finish(
        visit,
        &wanted,
        "Accounts",
        chosen.into_iter().map(render::settings::account).collect(),
        None,
    ))
}

fn tax_rates(visit: &Visit<'_>) -> Result<Reply, Reply> {
    let wanted = Wanted::read(visit.request, &visit.query, false, false, "Name ASC")?;
    let books = &*visit.books;
    let (chosen, _) = wanted.choose(books, books.tax_rates.iter(), "TaxRate", record_fields::tax_rate)?;
    Ok(finish(
        visit,
        &wanted,
        "TaxRates",
        chosen.into_iter().map(render::settings::tax_rate).collect(),
        None,
    ))
}
