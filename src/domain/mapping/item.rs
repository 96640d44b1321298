//! Decides what a product is in the books, and the code under which every SKU is found again.
//!
//! It does not know the quantity in stock.

use rust_decimal::Decimal;

use super::{accounts, tax, text};
use crate::domain::books::{Item, Tracked};
use crate::domain::money;
use crate::domain::policy::{Hold, HoldCode, Policy};
use crate::domain::shop;
use crate::message::say;

/// What Xero holds of a code.
const CODE: usize = 30;
/// What a shortened code keeps of its SKU.
const KEPT: usize = 17;
/// Digits of the SKU's digest in a shortened code; five bits each.
const DIGITS: usize = 12;
/// Stands between the two.
const MARK: char = '~';
/// Item names.
const NAME: usize = 50;
/// Descriptions.
const DESCRIPTION: usize = 4_000;

/// The item of a product.
pub fn item(i: &shop::Product, p: &Policy) -> Result<Item, Hold> {
    if i.sku.trim().is_empty() {
        return Err(Hold::new(
            HoldCode::ItemCodeMissing,
            say::PRODUCT_WITHOUT_SKU.with(text::limit(&text::plain(&i.name), NAME)),
            say::PRODUCT_WITHOUT_SKU_FIX,
        ));
    }
    let name = text::plain(&i.name);
    let name = if name.is_empty() { text::clean(&i.sku) } else { name };
    let chosen = |account: &Option<String>| account.as_deref().is_some_and(|account| !account.trim().is_empty());
    let account = if chosen(&i.sales_account) || chosen(&p.accounts.sales) {
        Some(accounts::product(
            p,
            i.sales_account.as_deref(),
            &text::limit(&name, NAME),
        )?)
    } else {
        None
    };
    let tax_type = tax::only(p);
    if let (Some(account), Some(tax_type)) = (&account, &tax_type) {
        accounts::item_takes(p, account, tax_type, &text::limit(&name, NAME))?;
    }
    let tracked =
        if p.inventory && i.manages_stock && chosen(&p.accounts.inventory) && chosen(&p.accounts.cost_of_goods) {
            Some(Tracked {
                inventory: accounts::inventory(p)?,
                cost_of_goods: accounts::cost_of_goods(p)?,
            })
        } else {
            None
        };
    let description = i
        .description
        .as_deref()
        .map(text::plain)
        .filter(|text| !text.is_empty());
    let own_currency = match (&i.currency, p.base_currency.as_str()) {
        (Some(currency), base) if !base.is_empty() => currency == base,
        _ => true,
    };
    let largest = Decimal::new(9_999_999_999, 0);
    let sellable =
        |price: &Decimal| own_currency && !i.price_includes_tax && *price >= Decimal::ZERO && *price <= largest;
    Ok(Item {
        code: item_code(&i.sku),
        description: Some(text::limit(description.as_deref().unwrap_or(&name), DESCRIPTION)),
        name: text::limit(&name, NAME),
        unit_price: i.price.filter(sellable).map(|price| money::round(price, 4)),
        account,
        tax_type,
        tracked,
    })
}

/// The item code of a SKU: the SKU itself when it fits, else a shortening that no other SKU has.
///
/// A SKU that looks like a shortening is shortened too, so that it cannot take another one's code.
pub fn item_code(sku: &str) -> String {
    let fits =
        !sku.is_empty() && sku.encode_utf16().count() <= CODE && text::clean(sku) == sku && !looks_shortened(sku);
    if fits {
        return sku.to_owned();
    }
    let kept: String = text::limit(&text::clean(sku), KEPT);
    format!("{kept}{MARK}{}", digits(sku))
}

fn looks_shortened(sku: &str) -> bool {
    sku.rsplit_once(MARK)
        .is_some_and(|(_, end)| end.len() == DIGITS && end.bytes().all(|byte| ALPHABET.contains(&byte)))
}

/// Digits and letters without those that are read wrongly.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Sixty bits of the SKU's digest.
fn digits(sku: &str) -> String {
    let digest = text::digest(sku);
    let bits = digest
        .get(..15)
        .and_then(|hex| u64::from_str_radix(hex, 16).ok())
        .unwrap_or_default();
    (0..DIGITS)
        .rev()
        .map(|digit| {
            let index = (bits >> (5 * digit)) & 31;
            ALPHABET.get(index as usize).map_or('0', |byte| char::from(*byte))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::books::AccountRef;
    use crate::domain::policy::Account;

    #[test]
    fn codes() {
        for same in [
            "24-MB01",
            "000123",
            "123",
            "SEED/SLASH & AMP",
            "SEED-ACCENT-é",
            "123456789012345678901234567890",
        ] {
            assert_eq!(item_code(same), same);
        }
        let long = "SEED-EXTRA-LONG-SKU-COLLIDES-AFTER-THIRTY-CHARS-000";
        let codes: BTreeSet<String> = (0..2_000).map(|i| item_code(&format!("{long}{i}"))).collect();
        assert_eq!(codes.len(), 2_000);
        assert!(
            codes
                .iter()
                .all(|code| code.len() == 30 && code.starts_with("SEED-EXTRA-LONG-S~"))
        );
        let code = item_code(long);
        assert_eq!(code, item_code(long));
        assert_ne!(item_code(&code), code);
        assert_ne!(item_code("A\u{A0}1"), item_code("A 1"));
        assert!(item_code(&"漢".repeat(40)).encode_utf16().count() <= 30);
        assert!(item_code(&"🚀".repeat(40)).encode_utf16().count() <= 30);
    }

    #[test]
    fn accounts_and_stock() {
        let mut product = shop::Product {
            sku: "24-MB01".into(),
            name: "<p>Sac à dos</p> 🎒 &amp; plus, with a name that is longer than fifty".into(),
            manages_stock: true,
            ..Default::default()
        };
        let mut p = Policy {
            inventory: true,
            ..Policy::default()
        };
        for (code, type_) in [
            ("200", "REVENUE"),
            ("210", "REVENUE"),
            ("630", "INVENTORY"),
            ("310", "DIRECTCOSTS"),
        ] {
            p.chart.push(Account {
                code: Some(code.into()),
                id: format!("id-{code}"),
                type_: type_.into(),
                active: true,
                ..Account::default()
            });
        }
        let plain = item(&product, &p).unwrap();
        assert_eq!((&plain.account, &plain.tracked), (&None, &None));
        assert_eq!(plain.name, "Sac à dos 🎒 & plus, with a name that is longer th");
        assert_eq!(plain.name.encode_utf16().count(), 50);
        p.accounts.sales = Some("200".into());
        p.accounts.inventory = Some("id-630".into());
        assert_eq!(item(&product, &p).unwrap().tracked, None);
        p.accounts.cost_of_goods = Some("310".into());
        let tracked = Tracked {
            inventory: "630".into(),
            cost_of_goods: "310".into(),
        };
        assert_eq!(item(&product, &p).unwrap().tracked, Some(tracked));
        product.sales_account = Some("210".into());
        assert_eq!(
            item(&product, &p).unwrap().account,
            Some(AccountRef::Code("210".into()))
        );
        product.sales_account = Some("999".into());
        assert_eq!(item(&product, &p).unwrap_err().code, HoldCode::AccountInvalid);
        product.sales_account = None;
        p.accounts.inventory = Some("200".into());
        let hold = item(&product, &p).unwrap_err();
        assert_eq!(hold.code, HoldCode::AccountInvalid);
        assert!(hold.message.to_string().contains("INVENTORY"), "{hold}");
        product.manages_stock = false;
        assert_eq!(item(&product, &p).unwrap().tracked, None);
        product.manages_stock = true;
        p.inventory = false;
        assert_eq!(item(&product, &p).unwrap().tracked, None);
    }

    #[test]
    fn the_tax_type_when_there_is_only_one() {
        let product = shop::Product {
            sku: "24-MB01".into(),
            ..Default::default()
        };
        let mut p = Policy::default();
        let tax_type = |p: &Policy| item(&product, p).unwrap().tax_type;
        p.tax.map.insert("20".into(), "OUTPUT2".into());
        p.tax.map.insert("GB VAT 20%".into(), "OUTPUT2".into());
        assert_eq!(tax_type(&p), Some("OUTPUT2".into()));
        p.tax.automatic = true;
        assert_eq!(tax_type(&p), None);
        p.tax.automatic = false;
        p.tax.map.insert("0".into(), "NONE".into());
        assert_eq!(tax_type(&p), None);
    }

    #[test]
    fn a_product() {
        let mut product = shop::Product {
            name: "<b>Bag</b>".into(),
            price: Some(Decimal::new(3_400_005, 5)),
            ..Default::default()
        };
        assert_eq!(
            item(&product, &Policy::default()).unwrap_err().code,
            HoldCode::ItemCodeMissing
        );
        product.sku = "24-MB01".into();
        let bag = item(&product, &Policy::default()).unwrap();
        assert_eq!((bag.name.as_str(), bag.description.as_deref()), ("Bag", Some("Bag")));
        assert_eq!(bag.unit_price, Some(Decimal::new(340_001, 4)));
        assert_eq!((bag.tax_type, bag.tracked), (None, None));
        product.price_includes_tax = true;
        assert_eq!(item(&product, &Policy::default()).unwrap().unit_price, None);
    }
}
