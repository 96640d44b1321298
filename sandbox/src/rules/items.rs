//! Creating, changing and deleting items.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::complaints::Complaints;
use super::fields::Fields;
use super::writing::{Manner, Writing};
use crate::books::item::{Item, Side};
use crate::books::money::round;

/// Writes an item as sent to the collection, or to its own address (`at`).
pub(crate) fn write(writing: &mut Writing<'_>, sent: Fields<'_>, at: Option<Uuid>) -> Result<Uuid, Complaints> {
    let code = sent.text("Code").unwrap_or_default();
    let existing = writing
        .books
        .item_by_code(&code)
        .filter(|_| !code.is_empty())
        .map(|i| i.id);
    if writing.manner == Manner::Create {
        if sent.has("ItemID") {
            return Err(Complaints::of("ItemID must not be given to create an item."));
        }
        if existing.is_some() {
            return Err(Complaints::of(format!(
                "Price List Item with Code '{code}' already exists"
            )));
        }
        return save(writing, sent, new(writing));
    }
    let named = at.or_else(|| sent.uuid("ItemID"));
    let item = match named.or(existing) {
        Some(id) => match writing.books.items.get(id) {
            Some(item) => item.clone(),
            None => {
                return Err(Complaints::of(
                    "The document with the supplied id was not found for this endpoint.",
                ));
            }
        },
        None => new(writing),
    };
    save(writing, sent, item)
}

fn new(writing: &Writing<'_>) -> Item {
    Item {
        id: Uuid::new_v4(),
        sold: true,
        purchased: true,
        updated: writing.now,
        ..Item::default()
    }
}

fn save(writing: &mut Writing<'_>, sent: Fields<'_>, mut item: Item) -> Result<Uuid, Complaints> {
    let mut complaints = Complaints::default();
    let texts: [(&str, &mut String, usize); 4] = [
        ("Code", &mut item.code, 30),
        ("Name", &mut item.name, 50),
        ("Description", &mut item.description, 4000),
        ("PurchaseDescription", &mut item.purchase_description, 4000),
    ];
    for (name, target, most) in texts {
        if let Some(text) = sent.text(name) {
            complaints.longer(name, &text, most);
            *target = text;
        }
    }
    if item.code.is_empty() {
        complaints.add("Code cannot be empty.");
    }
    if writing
        .books
        .item_by_code(&item.code)
        .is_some_and(|other| other.id != item.id)
    {
        complaints.add(format!("Price List Item with Code '{}' already exists", item.code));
    }
    if let Some(account) = sent.text("InventoryAssetAccountCode") {
        let good = writing
            .books
            .account_by_code(&account)
            .is_some_and(|a| a.kind == "INVENTORY" && !a.archived);
        if !account.is_empty() && !good {
            complaints.add(format!(
                "Account code '{account}' is not a valid code for this document."
            ));
        }
        item.inventory_account = account;
    }
    item.sold = sent.flag("IsSold").unwrap_or(item.sold);
    item.purchased = sent.flag("IsPurchased").unwrap_or(item.purchased);
    let places = writing.unit_places;
    take_side(
        writing,
        sent.object("SalesDetails"),
        &mut item.sales,
        true,
        places,
        &mut complaints,
    );
    take_side(
        writing,
        sent.object("PurchaseDetails"),
        &mut item.purchases,
        false,
        places,
        &mut complaints,
    );
    check_tracking(writing, sent, &item, &mut complaints);
    // A side that is switched off is emptied.
    if !item.sold {
        item.sales = Side::default();
        item.description.clear();
    }
    if !item.purchased {
        item.purchases = Side::default();
        item.purchase_description.clear();
    }
    item.updated = writing.now;
    let item = complaints.or(item)?;
    let id = item.id;
    let is_new = writing.books.items.get(id).is_none();
    writing.books.items.put(item);
    writing.books.note(
        id,
        if is_new { "Created" } else { "Edited" },
        "Item saved.",
        writing.now,
    );
    Ok(id)
}

/// A tracked item has an inventory account and one for the cost of what is sold, and no other account for purchases.
fn check_tracking(writing: &Writing<'_>, sent: Fields<'_>, item: &Item, complaints: &mut Complaints) {
    let cost = &item.purchases.cogs_account;
    if !item.tracked() {
        if sent.flag("IsTrackedAsInventory") == Some(true) {
            complaints.add("A tracked item needs an InventoryAssetAccountCode.");
        }
        if !cost.is_empty() {
            complaints.add("COGSAccountCode is only applicable to tracked items.");
        }
        return;
    }
    if sent.flag("IsTrackedAsInventory") == Some(false) {
        complaints.add("An item with an InventoryAssetAccountCode is tracked.");
    }
    if cost.is_empty() {
        complaints.add("A tracked item needs PurchaseDetails with a COGSAccountCode.");
    } else if writing
        .books
        .account_by_code(cost)
        .is_some_and(|a| a.class() != "EXPENSE")
    {
        complaints.add(format!("Account code '{cost}' is not a valid code for this document."));
    }
    if !item.purchases.account.is_empty() {
        complaints.add("AccountCode is not applicable to the PurchaseDetails of a tracked item.");
    }
    let before = writing.books.items.get(item.id);
    let used = || {
        writing
            .books
            .documents
            .iter()
            .any(|d| d.lines.iter().any(|l| l.item_code.eq_ignore_ascii_case(&item.code)))
    };
    if before.is_some_and(|b| !b.tracked()) && used() {
        complaints.add("An item that was used cannot become a tracked item.");
    }
}

fn take_side(
    writing: &Writing<'_>,
    sent: Option<Fields<'_>>,
    side: &mut Side,
    sales: bool,
    places: u32,
    complaints: &mut Complaints,
) {
    let Some(sent) = sent else { return };
    if let Some(price) = sent.decimal("UnitPrice") {
        if price < Decimal::ZERO {
            complaints.add("UnitPrice must not be negative.");
        }
        side.price = Some(round(price, places));
    }
    for (name, target) in [
        ("AccountCode", &mut side.account),
        ("COGSAccountCode", &mut side.cogs_account),
    ] {
        if let Some(code) = sent.text(name) {
            match writing.books.account_by_code(&code) {
                _ if code.is_empty() => {}
                None => complaints.add(format!("Account code '{code}' is not a valid code for this document.")),
                Some(a) if a.archived => {
                    complaints.add(format!("Account code '{code}' has been archived, or has been deleted. Each line item must reference a valid account."));
                }
                Some(a) if a.is_bank() || !matches!(a.system.as_str(), "" | "ROUNDING") => {
                    complaints.add(format!("Account code '{code}' is not a valid code for this document."));
                }
                Some(_) => {}
            }
            *target = code;
        }
    }
    if let Some(tax_type) = sent.text("TaxType") {
        let rate = writing.books.tax_rate(&tax_type).filter(|r| r.status == "ACTIVE");
        let fits = rate.is_some_and(|r| if sales { r.revenue } else { r.expenses });
        if !tax_type.is_empty() && !fits {
            complaints.add(format!(
                "The TaxType code '{tax_type}' does not exist or cannot be used with this type of transaction."
            ));
        }
        side.tax_type = tax_type;
        let account = writing.books.account_by_code(&side.account);
        if let (true, Some(rate), Some(account)) = (fits, rate, account)
            && !rate.fits(account.class())
        {
            complaints.add(format!(
                "The TaxType code '{}' cannot be used with account code '{}'.",
                side.tax_type, side.account
            ));
        }
    }
}

/// Deletes an item that no tracked stock depends on.
pub(crate) fn delete(writing: &mut Writing<'_>, id: Uuid) -> Result<(), Complaints> {
    let Some(item) = writing.books.items.get(id) else {
        return Err(Complaints::of(
            "The document with the supplied id was not found for this endpoint.",
        ));
    };
    let used = writing
        .books
        .documents
        .iter()
        .any(|d| d.lines.iter().any(|l| l.item_code.eq_ignore_ascii_case(&item.code)));
    if item.tracked() && used {
        return Err(Complaints::of("A tracked item that was used cannot be deleted."));
    }
    writing.books.items.remove(id);
    Ok(())
}
