//! Invoices, credit notes, payments and allocations as JSON.

use serde_json::{Value, json};

use crate::books::contact::Contact;
use crate::books::document::{Document, Line};
use crate::books::money::{money, number, places as places_of};
use crate::books::organisation::Organisation;
use crate::books::settlement::{Allocation, Payment};
use crate::clock::{date_string, moment, ms_date, ms_moment};
use crate::exchange::Node;

/// How much of a document is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// One document, or a page of them.
    Full,
    /// A list without pages: no lines.
    List,
    /// `summaryOnly=true`.
    Summary,
}

pub(crate) fn full(books: &Organisation, document: &Document, places: u32) -> Value {
    render(books, document, places, Detail::Full)
}

pub(crate) fn render(books: &Organisation, document: &Document, places: u32, detail: Detail) -> Value {
    let credit = document.kind.is_credit();
    let (id_field, number_field) = if credit {
        ("CreditNoteID", "CreditNoteNumber")
    } else {
        ("InvoiceID", "InvoiceNumber")
    };
    let mut node = Node::new()
        .put("Type", document.kind.word())
        .put(id_field, document.id.to_string())
        .put(number_field, document.number.as_str())
        .put("Reference", document.reference.as_str())
        .filled("Url", &document.url);
    if detail != Detail::Summary {
        node = settlements(node, books, document);
    }
    node = if credit {
        node.put("ID", document.id.to_string())
            .put("RemainingCredit", money(document.due_amount()))
            .put("AppliedAmount", money(document.credited))
    } else {
        node.put("AmountDue", money(document.due_amount()))
            .put("AmountPaid", money(document.paid))
            .put("AmountCredited", money(document.credited))
            .put("SentToContact", document.sent)
            .put(
                "IsDiscounted",
                document
                    .lines
                    .iter()
                    .any(|l| l.discount_rate.is_some() || l.discount_amount.is_some()),
            )
            .put("HasErrors", false)
    };
    node = node.put("CurrencyRate", number(document.currency_rate, 10));
    if detail != Detail::Summary {
        node = node.put("HasAttachments", false);
    }
    node = node
        .put("Contact", contact(books, document, detail))
        .put("DateString", date_string(document.date))
        .put("Date", ms_date(document.date));
    if let Some(due) = document.due {
        node = node.put("DueDateString", date_string(due)).put("DueDate", ms_date(due));
    }
    node = node
        .maybe("ExpectedPaymentDate", document.expected_payment.map(ms_date))
        .maybe("PlannedPaymentDate", document.planned_payment.map(ms_date))
        .maybe("BrandingThemeID", document.branding_theme.map(|b| b.to_string()))
        .put("Status", document.status.word())
        .put("LineAmountTypes", document.line_amounts.word());
    match detail {
        Detail::Full => {
            node = node.put(
                "LineItems",
                document
                    .lines
                    .iter()
                    .map(|l| line(books, l, places))
                    .collect::<Vec<_>>(),
            );
        }
        Detail::List => node = node.put("LineItems", Vec::<Value>::new()),
        Detail::Summary => {}
    }
    node = node
        .put("SubTotal", money(document.subtotal))
        .put("TotalTax", money(document.tax))
        .put("Total", money(document.total));
    if !document.discount.is_zero() {
        node = node.put("TotalDiscount", money(document.discount));
    }
    node.put("UpdatedDateUTC", ms_moment(document.updated))
        .put(
            "UpdatedDateUTCString",
            moment(document.updated).format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        )
        .put("CurrencyCode", document.currency.as_str())
        .maybe("FullyPaidOnDate", document.fully_paid_on.map(ms_date))
        .done()
}

/// Payments, and what was credited, inside the document.
fn settlements(node: Node, books: &Organisation, document: &Document) -> Node {
    let payments: Vec<Value> = books.payments_of(document.id).into_iter().map(inner_payment).collect();
    let allocations = books.allocations_of(document.id);
    let node = node.put("Payments", payments);
    if document.kind.is_credit() {
        return node.put(
            "Allocations",
            allocations
                .into_iter()
                .map(|a| inner_allocation(books, a))
                .collect::<Vec<_>>(),
        );
    }
    let credit = |a: &Allocation| {
        let number = books
            .documents
            .get(a.credit_note)
            .map(|d| d.number.clone())
            .unwrap_or_default();
        json!({"CreditNoteID": a.credit_note, "ID": a.credit_note, "CreditNoteNumber": number, "AppliedAmount": money(a.amount), "Date": ms_date(a.date), "LineItems": []})
    };
    node.put("CreditNotes", allocations.into_iter().map(credit).collect::<Vec<_>>())
        .put("Prepayments", json!([]))
        .put("Overpayments", json!([]))
}

fn inner_payment(payment: &Payment) -> Value {
    Node::new()
        .put("PaymentID", payment.id.to_string())
        .put("Date", ms_date(payment.date))
        .put("Amount", money(payment.amount))
        .filled("Reference", &payment.reference)
        .put("CurrencyRate", number(payment.currency_rate, 10))
        .put("HasAccount", false)
        .put("HasValidationErrors", false)
        .done()
}

fn inner_allocation(books: &Organisation, allocation: &Allocation) -> Value {
    let number = books
        .documents
        .get(allocation.invoice)
        .map(|d| d.number.clone())
        .unwrap_or_default();
    json!({
        "AllocationID": allocation.id, "Amount": money(allocation.amount), "Date": ms_date(allocation.date),
        "Invoice": {"InvoiceID": allocation.invoice, "InvoiceNumber": number},
    })
}

fn contact(books: &Organisation, document: &Document, detail: Detail) -> Value {
    let Some(contact) = books.contacts.get(document.contact) else {
        return json!({"ContactID": document.contact});
    };
    if detail == Detail::Full {
        return super::records::contact(books, contact, super::records::Place::List);
    }
    short_contact(contact)
}

fn short_contact(contact: &Contact) -> Value {
    Node::new()
        .put("ContactID", contact.id.to_string())
        .filled("ContactNumber", &contact.number)
        .put("Name", contact.name.as_str())
        .put("Addresses", json!([]))
        .put("Phones", json!([]))
        .put("ContactGroups", json!([]))
        .put("ContactPersons", json!([]))
        .put("HasValidationErrors", false)
        .done()
}

fn line(books: &Organisation, line: &Line, places: u32) -> Value {
    let mut node = Node::new();
    if let Some(item) = books
        .item_by_code(&line.item_code)
        .filter(|_| !line.item_code.is_empty())
    {
        node = node.put("ItemCode", item.code.as_str());
        node = node.put("Item", json!({"ItemID": item.id, "Name": item.name, "Code": item.code}));
    } else {
        node = node.filled("ItemCode", &line.item_code);
    }
    let tracking: Vec<Value> = line
        .tracking
        .iter()
        .filter_map(|t| {
            let category = books.tracking.iter().find(|c| c.id == t.category)?;
            let option = category.options.iter().find(|(id, _)| *id == t.option)?;
            Some(json!({"Name": category.name, "Option": option.1, "TrackingCategoryID": t.category, "TrackingOptionID": t.option}))
        })
        .collect();
    node.put("Description", line.description.as_str())
        .maybe("UnitAmount", line.unit.map(|u| number(u, places)))
        .filled("TaxType", &line.tax_type)
        .put("TaxAmount", money(line.tax))
        .put("LineAmount", money(line.amount))
        .filled("AccountCode", &line.account_code)
        .maybe("AccountID", line.account.map(|a| a.to_string()))
        .put("Tracking", tracking)
        .maybe("Quantity", line.quantity.map(|q| number(q, 4)))
        .maybe(
            "DiscountRate",
            line.discount_rate.map(|r| number(r, places_of(r).max(2))),
        )
        .maybe("DiscountAmount", line.discount_amount.map(money))
        .put("LineItemID", line.id.to_string())
        .put("ValidationErrors", json!([]))
        .done()
}

/// A payment as its own endpoint shows it.
pub(crate) fn payment(books: &Organisation, payment: &Payment) -> Value {
    let account = books.accounts.get(payment.account);
    let account = account.map_or(Value::Null, |a| {
        Node::new()
            .put("AccountID", a.id.to_string())
            .filled("Code", &a.code)
            .put("Name", a.name.as_str())
            .done()
    });
    let mut node = Node::new()
        .put("PaymentID", payment.id.to_string())
        .put("Date", ms_date(payment.date))
        .put("BankAmount", money(payment.bank_amount))
        .put("Amount", money(payment.amount))
        .filled("Reference", &payment.reference)
        .put("CurrencyRate", number(payment.currency_rate, 10));
    if let Some(document) = books.documents.get(payment.document) {
        let kind = match document.kind {
            crate::books::document::Kind::Invoice => "ACCRECPAYMENT",
            crate::books::document::Kind::Bill => "ACCPAYPAYMENT",
            crate::books::document::Kind::CreditNote => "ARCREDITPAYMENT",
            crate::books::document::Kind::BillCredit => "APCREDITPAYMENT",
        };
        let mut shown = render(books, document, 2, Detail::List);
        // A credit note is shown as an invoice of its type, and as a credit note.
        if document.kind.is_credit() {
            node = node.put(
                "CreditNote",
                json!({"CreditNoteID": document.id, "CreditNoteNumber": document.number}),
            );
            if let Value::Object(shown) = &mut shown {
                shown.insert("InvoiceID".to_owned(), json!(document.id));
                shown.insert("InvoiceNumber".to_owned(), json!(document.number));
            }
        }
        node = node.put("PaymentType", kind).put("Invoice", shown);
    }
    node.put("Status", if payment.deleted { "DELETED" } else { "AUTHORISED" })
        .put("UpdatedDateUTC", ms_moment(payment.updated))
        .put(
            "UpdatedDateUTCString",
            moment(payment.updated).format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        )
        .put("HasAccount", true)
        .put("IsReconciled", payment.reconciled)
        .put("Account", account)
        .put("HasValidationErrors", false)
        .done()
}

/// An allocation as its own endpoint shows it.
pub(crate) fn allocation(books: &Organisation, allocation: &Allocation) -> Value {
    let mut shown = inner_allocation(books, allocation);
    if let Value::Object(shown) = &mut shown {
        let number = books
            .documents
            .get(allocation.credit_note)
            .map(|d| d.number.clone())
            .unwrap_or_default();
        shown.insert(
            "CreditNote".to_owned(),
            json!({"CreditNoteID": allocation.credit_note, "ID": allocation.credit_note, "CreditNoteNumber": number}),
        );
        shown.insert("ValidationErrors".to_owned(), json!([]));
    }
    shown
}
