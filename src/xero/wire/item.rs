//! Defines an item's JSON. Items are untracked unless the shop asked for it: the shop keeps its own stock.

use serde_json::{Map, Value};

use super::{account_of_line, number, put, put_some};
use crate::domain::books::{AccountRef, Item};

/// An item to create, or to update when `id` is given.
pub fn item(item: &Item, id: Option<&str>) -> Value {
    let mut map = Map::new();
    put(&mut map, "ItemID", id.unwrap_or_default());
    put(&mut map, "Code", &item.code);
    put(&mut map, "Name", &item.name);
    put_some(&mut map, "Description", item.description.as_ref());
    let mut sales = Map::new();
    if let Some(price) = item.unit_price {
        sales.insert("UnitPrice".to_owned(), number(price));
    }
    // Sales details know an account's code only.
    if let Some(account @ AccountRef::Code(_)) = &item.account {
        account_of_line(&mut sales, account);
    }
    put_some(&mut sales, "TaxType", item.tax_type.as_ref());
    if !sales.is_empty() {
        map.insert("SalesDetails".to_owned(), Value::Object(sales));
    }
    map.insert("IsSold".to_owned(), Value::Bool(true));
    // Xero tracks only what is bought too.
    map.insert("IsPurchased".to_owned(), Value::Bool(item.tracked.is_some()));
    if let Some(tracked) = &item.tracked {
        let mut purchase = Map::new();
        put(&mut purchase, "COGSAccountCode", &tracked.cost_of_goods);
        map.insert("PurchaseDetails".to_owned(), Value::Object(purchase));
        put(&mut map, "InventoryAssetAccountCode", &tracked.inventory);
        map.insert("IsTrackedAsInventory".to_owned(), Value::Bool(true));
    }
    Value::Object(map)
}
