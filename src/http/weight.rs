//! Decides whether an answer may be turned into a tree of values: pure, one pass over its bytes, nothing is allocated.
//!
//! Fifteen megabytes of `{}` would become two gigabytes of values. So the memory that the tree would take is estimated before it is
//! built; whether the bytes are JSON at all is not asked here.

use crate::message::{Message, say};

/// Memory that the values of one answer may take, in bytes. A page of a thousand contacts takes some 15 MB, fifty documents with
/// seventy lines each some 20 MB. Whoever finds a record keeps a second one of it.
pub(super) const MOST_MEMORY: usize = 24 * 1024 * 1024;
/// Levels of lists and objects in each other; Xero's own answers have six. The JSON reader refuses more than 128.
const MOST_DEPTH: u32 = 100;

// What one more of each costs, as measured with serde_json's values in the order of their keys; generous.
const OBJECT: usize = 220;
const LIST: usize = 290;
const MEMBER: usize = 200;
const ELEMENT: usize = 110;

/// Refuses what would take too much memory or is nested too deeply; says which.
pub(super) fn weigh(body: &[u8]) -> Result<(), Message> {
    let mut memory = body.len();
    let mut depth = 0_u32;
    let mut bytes = body.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => skip_text(&mut bytes),
            b'{' | b'[' => {
                memory += if *byte == b'{' { OBJECT } else { LIST };
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(say::ANSWER_LEVELS.with(MOST_DEPTH));
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b':' => memory += MEMBER,
            b',' => memory += ELEMENT,
            _ => {}
        }
        if memory > MOST_MEMORY {
            return Err(say::ANSWER_VALUES.into());
        }
    }
    Ok(())
}

fn skip_text(bytes: &mut std::slice::Iter<'_, u8>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xero_really_answers_passes() {
        let line = r#"{"LineItemID":"00000000-0000-0000-0000-000000000000","Description":"A, b: {c} [d] \"e\"","Quantity":1.0000,"UnitAmount":10.00,"TaxType":"OUTPUT2","TaxAmount":2.00,"LineAmount":10.00,"AccountCode":"200","AccountID":"x","Item":{"ItemID":"x","Name":"n","Code":"c"},"Tracking":[],"ItemCode":"c","DiscountRate":0.00,"ValidationErrors":[]}"#;
        let document = format!(
            r#"{{"Type":"ACCREC","InvoiceID":"x","Contact":{{"ContactID":"x","Name":"n","Addresses":[],"Phones":[]}},"LineItems":[{}]}}"#,
            vec![line; 75].join(",")
        );
        let fifty = format!(r#"{{"Invoices":[{}]}}"#, vec![document; 50].join(","));
        assert_eq!(weigh(fifty.as_bytes()), Ok(()), "fifty documents of 75 lines");
        let address =
            r#"{"AddressType":"STREET","AddressLine1":"","City":"c","Region":"","PostalCode":"p","Country":""}"#;
        let phone = r#"{"PhoneType":"DEFAULT","PhoneNumber":"1","PhoneAreaCode":"2","PhoneCountryCode":"3"}"#;
        let contact = format!(
            r#"{{"ContactID":"x","ContactNumber":"M2-C1","ContactStatus":"ACTIVE","Name":"n","EmailAddress":"e","Addresses":[{address},{address}],"Phones":[{phone},{phone},{phone},{phone}],"UpdatedDateUTC":"/Date(1)/","ContactGroups":[],"IsSupplier":false,"IsCustomer":true,"HasAttachments":false,"HasValidationErrors":false}}"#
        );
        let thousand = format!(r#"{{"Contacts":[{}]}}"#, vec![contact; 1_000].join(","));
        assert_eq!(weigh(thousand.as_bytes()), Ok(()), "a page of a thousand contacts");
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        for (name, element) in [
            ("objects", "{}"),
            ("lists", "[]"),
            ("numbers", "1"),
            ("members", r#"{"a":1}"#),
        ] {
            let body = format!("[{}]", vec![element; 600_000].join(","));
            assert_eq!(weigh(body.as_bytes()), Err(say::ANSWER_VALUES.into()), "{name}");
        }
    }

    #[test]
    fn depth_is_bounded_and_texts_are_not_counted() {
        assert!(weigh("[".repeat(101).as_bytes()).is_err());
        assert_eq!(weigh("[]".repeat(101).as_bytes()), Ok(()));
        let quoted = format!("\"{}\\\"{}\"", "[".repeat(101), "{".repeat(500_000));
        assert_eq!(weigh(quoted.as_bytes()), Ok(()));
        assert_eq!(weigh(b"\"\\"), Ok(()));
        assert_eq!(weigh(b"]]]]"), Ok(()));
    }
}
