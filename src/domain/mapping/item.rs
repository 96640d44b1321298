//! Decides what a product is in the books, and the code under which every SKU is found again.
//!
//! It does not track stock.

use rust_decimal::Decimal;

use super::{accounts, text};
use crate::domain::books::Item;
use crate::domain::money;
use crate::domain::policy::{Hold, HoldCode, Policy};
use crate::domain::shop;

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
            format!(
                "The product \"{}\" has no SKU.",
                text::limit(&text::plain(&i.name), NAME)
            ),
            "Enter a SKU in Catalog > Products and save the product.",
        ));
    }
    let account = match &p.accounts.sales {
        Some(account) if !account.trim().is_empty() => Some(accounts::sales(p)?),
        _ => None,
    };
    let name = text::plain(&i.name);
    let name = if name.is_empty() { text::clean(&i.sku) } else { name };
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
        tax_type: None,
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
    fn a_product() {
        let mut product = shop::Product {
            name: "<b>Bag</b>".into(),
            price: Some(Decimal::new(3400005, 5)),
            ..Default::default()
        };
        assert_eq!(
            item(&product, &Policy::default()).unwrap_err().code,
            HoldCode::ItemCodeMissing
        );
        product.sku = "24-MB01".into();
        let bag = item(&product, &Policy::default()).unwrap();
        assert_eq!((bag.name.as_str(), bag.description.as_deref()), ("Bag", Some("Bag")));
        assert_eq!(bag.unit_price, Some(Decimal::new(340001, 4)));
        product.price_includes_tax = true;
        assert_eq!(item(&product, &Policy::default()).unwrap().unit_price, None);
    }
}
