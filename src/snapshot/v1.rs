//! Defines version 1 of the snapshots, field by field.
//!
//! It does not know any other version, and unknown fields are nothing to it.

use super::Malformed;
use super::field::{Object, malformed};
use super::store_credit::{self, Columns};
use crate::domain::shop::{
    Address, AppliedTax, Buyer, Canceled, Customer, DocumentKind, ExtraTotal, Head, InvoiceSummary, Line, Order,
    Payment, Person, Product, Record, Role, SalesDocument, Shipping, State, Store, Tender, Totals,
};
use crate::json::Node;

/// Reads a snapshot of version 1.
pub(super) fn record(value: Node<'_>) -> Result<Record, Malformed> {
    let root = Object::root(value)?;
    match root.required("kind")?.as_str() {
        "customer" => customer(&root).map(|record| Record::Customer(Box::new(record))),
        "product" => product(&root).map(|record| Record::Product(Box::new(record))),
        "invoice" => document(&root, DocumentKind::Invoice),
        "order" => document(&root, DocumentKind::Order),
        "creditmemo" => document(&root, DocumentKind::CreditMemo),
        other => Err(malformed(
            "kind",
            format!(
                "\"{}\" is not a kind of record",
                other.chars().take(40).collect::<String>()
            ),
        )),
    }
}

fn head(root: &Object) -> Result<Head, Malformed> {
    let store = root.object("store")?.ok_or_else(|| malformed("store", "is missing"))?;
    Ok(Head {
        id: root.required_name("id")?,
        connection: root.required_name("connection")?,
        store: Store {
            id: store.name("id")?.unwrap_or_default(),
            code: store.name("code")?.unwrap_or_default(),
            website_id: store.name("website_id")?.unwrap_or_default(),
            website_code: store.name("website_code")?.unwrap_or_default(),
            name: store.text("name")?,
            url: store.text("url")?,
        },
        created_at: root.text("created_at")?,
        updated_at: root.text("updated_at")?,
        updated_on: root.date("updated_on")?,
        admin_url: root.text("admin_url")?,
    })
}

fn person(object: &Object) -> Result<Person, Malformed> {
    Ok(Person {
        prefix: object.text("prefix")?,
        first_name: object.text("first_name")?,
        middle_name: object.text("middle_name")?,
        last_name: object.text("last_name")?,
        suffix: object.text("suffix")?,
    })
}

fn address(object: &Object, role: Role) -> Result<Address, Malformed> {
    Ok(Address {
        role,
        person: person(object)?,
        company: object.text("company")?,
        street: object.texts("street")?,
        city: object.text("city")?,
        region: object.text("region")?,
        postcode: object.text("postcode")?,
        country: object.text("country")?,
        telephone: object.text("telephone")?,
        vat_number: object.text("vat_number")?,
    })
}

fn customer(root: &Object) -> Result<Customer, Malformed> {
    let mut addresses = Vec::new();
    for object in root.objects("addresses")? {
        let role = match object.required("role")?.as_str() {
            "billing" => Role::Billing,
            "shipping" => Role::Shipping,
            _ => {
                return Err(malformed(object.path("role"), "is neither billing nor shipping"));
            }
        };
        addresses.push(address(&object, role)?);
    }
    Ok(Customer {
        head: head(root)?,
        email: root.text("email")?,
        person: person(root)?,
        company: root.text("company")?,
        vat_number: root.text("vat_number")?,
        group_id: root.text("group_id")?,
        group_code: root.text("group_code")?,
        tax_class: root.text("tax_class")?,
        addresses,
    })
}

fn product(root: &Object) -> Result<Product, Malformed> {
    Ok(Product {
        head: head(root)?,
        sku: root.text("sku")?.unwrap_or_default(),
        name: root.text("name")?.unwrap_or_default(),
        description: root.text("description")?,
        kind: root.text("type")?.unwrap_or_default(),
        price: root.number("price")?,
        currency: root.text("currency")?,
        price_includes_tax: root.flag("price_includes_tax")?,
        enabled: root.flag("enabled")?,
        sales_account: root.text("sales_account")?,
        manages_stock: root.flag("manages_stock")?,
    })
}

fn document(root: &Object, kind: DocumentKind) -> Result<Record, Malformed> {
    let invoice = match root.object("invoice")? {
        Some(object) => Some(summary(&object)?),
        None => None,
    };
    let invoices = root
        .objects("invoices")?
        .iter()
        .map(summary)
        .collect::<Result<_, _>>()?;
    let lines = root.objects("lines")?.iter().map(line).collect::<Result<_, _>>()?;
    let extra_totals = root.objects("extra_totals")?;
    let extra_totals = extra_totals.iter().map(extra_total).collect::<Result<_, _>>()?;
    let mut document = SalesDocument {
        head: head(root)?,
        kind,
        number: root.required_name("number")?,
        date: root.date("date")?.ok_or_else(|| malformed("date", "is missing"))?,
        state: state(root.text("state")?.as_deref()),
        currency: root.currency("currency").and_then(|_| root.required("currency"))?,
        base_currency: root.currency("base_currency")?,
        base_to_order_rate: root.amount("base_to_order_rate")?,
        global_currency: root.currency("global_currency")?,
        base_to_global_rate: root.amount("base_to_global_rate")?,
        totals: totals(root)?,
        lines,
        extra_totals,
        canceled: canceled(root)?,
        shipping: shipping(root)?,
        payment: payment(root)?,
        tenders: tenders(root)?,
        order: order(root)?,
        invoice,
        invoices,
        customer: buyer(root)?,
        billing_address: plain_address(root, "billing_address", Role::Billing)?,
        shipping_address: plain_address(root, "shipping_address", Role::Shipping)?,
    };
    if kind == DocumentKind::CreditMemo {
        store_credit::settle(&mut document, store_credit(root)?);
    }
    Ok(Record::Document(Box::new(document)))
}

fn state(word: Option<&str>) -> State {
    match word {
        None | Some("open") => State::Open,
        Some("paid") => State::Paid,
        Some("refunded") => State::Refunded,
        Some("canceled") => State::Canceled,
        Some(other) => State::Other(other.to_owned()),
    }
}

fn totals(root: &Object) -> Result<Totals, Malformed> {
    let object = root
        .object("totals")?
        .ok_or_else(|| malformed("totals", "is missing"))?;
    Ok(Totals {
        subtotal: object.amount("subtotal")?,
        subtotal_incl_tax: object.amount("subtotal_incl_tax")?,
        discount: object.amount("discount")?,
        discount_tax_compensation: object.amount("discount_tax_compensation")?,
        shipping: object.amount("shipping")?,
        shipping_incl_tax: object.amount("shipping_incl_tax")?,
        shipping_tax: object.amount("shipping_tax")?,
        shipping_discount: object.amount("shipping_discount")?,
        shipping_discount_tax_compensation: object.amount("shipping_discount_tax_compensation")?,
        tax: object.amount("tax")?,
        grand_total: object.amount("grand_total")?,
        base_grand_total: object.amount("base_grand_total")?,
        adjustment_positive: object.amount("adjustment_positive")?,
        adjustment_negative: object.amount("adjustment_negative")?,
    })
}

fn line(object: &Object) -> Result<Line, Malformed> {
    Ok(Line {
        id: object.text("id")?.unwrap_or_default(),
        order_item_id: object.text("order_item_id")?,
        product_id: object.text("product_id")?,
        sku: object.text("sku")?,
        product_sku: object.text("product_sku")?,
        name: object.text("name")?,
        product_type: object.text("product_type")?,
        options: object.text("options")?,
        quantity: object.amount("quantity")?,
        price: object.amount("price")?,
        price_incl_tax: object.amount("price_incl_tax")?,
        row_total: object.amount("row_total")?,
        row_total_incl_tax: object.amount("row_total_incl_tax")?,
        discount: object.amount("discount")?,
        discount_tax_compensation: object.amount("discount_tax_compensation")?,
        tax: object.amount("tax")?,
        tax_percent: object.number("tax_percent")?,
        taxes: taxes(object)?,
        fixed_product_tax: object.amount("fixed_product_tax")?,
        fixed_product_tax_row: object.amount("fixed_product_tax_row")?,
        fixed_product_tax_tax: object.number("fixed_product_tax_tax")?,
        fixed_product_tax_name: object.text("fixed_product_tax_name")?,
        base_fixed_product_tax_row: object.amount("base_fixed_product_tax_row")?,
        quantity_canceled: object.amount("quantity_canceled")?,
        sales_account: object.text("sales_account")?,
    })
}

fn extra_total(object: &Object) -> Result<ExtraTotal, Malformed> {
    Ok(ExtraTotal {
        code: object.required("code")?,
        title: object.text("title")?,
        amount: object.amount("amount")?,
        tax: object.amount("tax")?,
        tax_percent: object.number("tax_percent")?,
        taxes: taxes(object)?,
        account: object.text("account")?,
    })
}

fn tenders(root: &Object) -> Result<Vec<Tender>, Malformed> {
    root.objects("tenders")?
        .iter()
        .map(|object| {
            Ok(Tender {
                code: object.required("code")?,
                title: object.text("title")?,
                amount: object.amount("amount")?,
                account: object.text("account")?,
            })
        })
        .collect()
}

/// Adobe Commerce's columns of store credit, as they are.
fn store_credit(root: &Object) -> Result<Columns, Malformed> {
    let in_base = root.text("currency")? == root.text("base_currency")?;
    let refunded = match root.number("customer_bal_total_refunded")? {
        None if in_base => root.amount("bs_customer_bal_total_refunded")?,
        known => known.unwrap_or_default(),
    };
    Ok(Columns {
        refunded,
        amount: root.amount("customer_balance_amount")?,
    })
}

fn canceled(root: &Object) -> Result<Option<Canceled>, Malformed> {
    let Some(object) = root.object("canceled")? else {
        return Ok(None);
    };
    Ok(Some(Canceled {
        subtotal: object.amount("subtotal")?,
        discount: object.amount("discount")?,
        discount_tax_compensation: object.amount("discount_tax_compensation")?,
        shipping: object.amount("shipping")?,
        tax: object.amount("tax")?,
        grand_total: object.amount("grand_total")?,
    }))
}

fn taxes(object: &Object) -> Result<Vec<AppliedTax>, Malformed> {
    object
        .objects("taxes")?
        .iter()
        .map(|tax| {
            Ok(AppliedTax {
                code: tax.text("code")?.unwrap_or_default(),
                title: tax.text("title")?,
                percent: tax.amount("percent")?,
                country: tax.text("country")?,
                region: tax.text("region")?,
            })
        })
        .collect()
}

fn shipping(root: &Object) -> Result<Option<Shipping>, Malformed> {
    let Some(object) = root.object("shipping")? else {
        return Ok(None);
    };
    Ok(Some(Shipping {
        method: object.text("method")?,
        description: object.text("description")?,
        tax_percent: object.number("tax_percent")?,
        taxes: taxes(&object)?,
    }))
}

fn payment(root: &Object) -> Result<Payment, Malformed> {
    let Some(object) = root.object("payment")? else {
        return Ok(Payment::default());
    };
    Ok(Payment {
        method: object.text("method")?,
        title: object.text("title")?,
        transaction_id: object.text("transaction_id")?,
        fee: object.number("fee")?,
        paid_on: object.date("paid_on")?,
    })
}

fn order(root: &Object) -> Result<Order, Malformed> {
    let Some(object) = root.object("order")? else {
        return Ok(Order::default());
    };
    Ok(Order {
        id: object.name("id")?.unwrap_or_default(),
        number: object.name("number")?.unwrap_or_default(),
        date: object.date("date")?,
        state: object.text("state")?,
        status: object.text("status")?,
        total_paid: object.amount("total_paid")?,
        total_due: object.amount("total_due")?,
        total_refunded: object.amount("total_refunded")?,
        total_canceled: object.amount("total_canceled")?,
        grand_total: object.amount("grand_total")?,
        purchase_order: object.text("po_number")?,
    })
}

fn summary(object: &Object) -> Result<InvoiceSummary, Malformed> {
    Ok(InvoiceSummary {
        id: object.name("id")?.unwrap_or_default(),
        number: object.required_name("number")?,
        state: state(object.text("state")?.as_deref()),
        grand_total: object.number("grand_total")?,
        date: object.date("date")?,
    })
}

fn buyer(root: &Object) -> Result<Buyer, Malformed> {
    let Some(object) = root.object("customer")? else {
        return Ok(Buyer::default());
    };
    Ok(Buyer {
        id: object.name("id")?,
        is_guest: object.flag("is_guest")?,
        group_id: object.text("group_id")?,
        group_code: object.text("group_code")?,
        tax_class: object.text("tax_class")?,
        email: object.text("email")?,
        person: person(&object)?,
        vat_number: object.text("vat_number")?,
    })
}

fn plain_address(root: &Object, name: &str, role: Role) -> Result<Option<Address>, Malformed> {
    match root.object(name)? {
        Some(object) => address(&object, role).map(Some),
        None => Ok(None),
    }
}
