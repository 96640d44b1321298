//! Makes hostile values of good ones: somewhere in a document something else stands, is missing, is there twice or is cut off.

use serde_json::{Value, json};

use super::dice::Dice;

/// Texts that somebody somewhere takes for something else.
const TEXTS: &[&str] = &[
    "",
    " ",
    "0",
    "-0",
    "-1",
    "1e5",
    "1e-400",
    "1e99999999999",
    "-1e2147483648",
    "0.00000000000000000000000000001",
    "79228162514264337593543950335",
    "79228162514264337593543950336",
    "-99999999999999999999.99999999",
    "999999999999999999999999999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "NaN",
    "INF",
    "true",
    "null",
    "0000-00-00",
    "2024-02-30",
    "9999-12-31",
    "-262144-01-01",
    "2026-01-0é",
    "/Date(9223372036854775807)/",
    "/Date(-8334601228800001)/",
    "/Date()/",
    "/Date(é+0000)/",
    "/Date(+)/",
    "Wed, 21 Oct 99999 07:28:00 GMT",
    "00000000-0000-0000-0000-000000000000",
    "../../connections",
    "a/b?c=d#e%2f%00",
    "x' OR '1'='1",
    "x\" && Name!=null && \"",
    "=HYPERLINK(\"http://x\",\"y\")",
    "<script>alert(1)</script>",
    "{{var x}} %1 %2 %s {0} {}",
    "\r\nX-Injected: 1\r\n\r\n",
    "\u{0}\u{1}\u{7}\u{8}\u{b}\u{1b}[31m\u{7f}\u{9b}",
    "\u{202e}\u{2066}\u{feff}\u{200b}\u{ad}",
    "e\u{301}\u{1f468}\u{200d}\u{1f469}\u{fffd}\u{10ffff}\u{e000}",
    "ſKİıßẞǅ",
    "=",
    "__proto__",
    "default",
    "INVOICE",
    "AUTHORISED",
    "DELETED",
    "VOIDED",
    "ARCHIVED",
    "GBP",
    "XXX",
];

/// A value that nobody expects, anywhere.
pub fn wild(dice: &mut Dice) -> Value {
    match dice.below(14) {
        0 => Value::Null,
        1 => json!(dice.one_in(2)),
        2 => json!([]),
        3 => json!({}),
        4 => json!([null, [], {}, ""]),
        5 => serde_json::from_str(dice.pick::<&str>(&[
            "0",
            "-0.0",
            "-1",
            "1e308",
            "1e-308",
            "1e99999999999",
            "-1E+2147483648",
            "123456789012345678901234567890123456789012345678901234567890",
            "0.1234567890123456789012345678901234567890",
            "9223372036854775808",
            "18446744073709551616",
        ]))
        .expect("a number"),
        6 => json!("x".repeat(*dice.pick(&[40, 64, 65, 255, 256, 513, 1_025, 70_000]))),
        7 => json!("é🦀".repeat(*dice.pick(&[20, 43, 128, 5_000]))),
        8 => {
            let mut deep = json!("end");
            for _ in 0..*dice.pick(&[3, 20, 60]) {
                deep = if dice.one_in(2) {
                    json!([deep])
                } else {
                    json!({ "a": deep })
                };
            }
            deep
        }
        _ => json!(dice.pick(TEXTS)),
    }
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(nodes).sum(),
        Value::Object(map) => map.values().map(nodes).sum(),
        _ => 0,
    }
}

/// The node of this number, counted from the outermost, 0.
fn node(value: &mut Value, number: usize) -> Option<&mut Value> {
    if number == 0 {
        return Some(value);
    }
    let mut left = number - 1;
    let inner: Vec<&mut Value> = match value {
        Value::Array(list) => list.iter_mut().collect(),
        Value::Object(map) => map.values_mut().collect(),
        _ => return None,
    };
    for one in inner {
        let size = nodes(one);
        if left < size {
            return node(one, left);
        }
        left -= size;
    }
    None
}

/// Changes one to four places of a document.
pub fn document(value: &mut Value, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let number = dice.below(nodes(value));
        let Some(found) = node(value, number) else { continue };
        change(found, dice);
    }
}

fn change(found: &mut Value, dice: &mut Dice) {
    match found {
        Value::Object(map) if !map.is_empty() && !dice.one_in(4) => {
            let name = map.keys().nth(dice.below(map.len())).expect("a field").clone();
            match dice.below(4) {
                0 => {
                    map.remove(&name);
                }
                1 => {
                    let other = map.keys().nth(dice.below(map.len())).expect("a field").clone();
                    let value = map[&other].clone();
                    map.insert(name, value);
                }
                2 => {
                    let value = wild(dice);
                    map.insert((*dice.pick(TEXTS)).to_owned(), value);
                }
                _ => {
                    let value = wild(dice);
                    map.insert(name, value);
                }
            }
        }
        Value::Array(list) if !list.is_empty() && !dice.one_in(4) => {
            let at = dice.below(list.len());
            match dice.below(4) {
                0 => {
                    list.remove(at);
                }
                1 => {
                    let copies = vec![list[at].clone(); *dice.pick(&[1, 2, 60])];
                    list.extend(copies);
                }
                2 => list.reverse(),
                _ => list[at] = wild(dice),
            }
        }
        Value::String(text) if dice.one_in(3) => {
            let mut changed = text.clone().into_bytes();
            bytes(&mut changed, dice);
            *text = String::from_utf8_lossy(&changed).into_owned();
        }
        other => *other = wild(dice),
    }
}

/// Changes one to four places of bytes: cut off, twice, flipped, or something else put in.
pub fn bytes(all: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        if all.is_empty() {
            all.extend(dice.pick(TEXTS).bytes());
            continue;
        }
        let at = dice.below(all.len());
        match dice.below(7) {
            0 => all.truncate(at),
            1 => {
                all.remove(at);
            }
            2 => all[at] ^= 1 << dice.below(8),
            3 => all.insert(at, dice.byte()),
            4 => {
                let end = at + dice.below(all.len() - at + 1);
                let part = all[at..end].to_vec();
                all.splice(at..at, part);
            }
            5 => {
                all.insert(at, *dice.pick(b"{}[]\",:\\/?#@%&=;.- \n\0"));
            }
            _ => {
                let text = dice.pick(TEXTS).bytes();
                all.splice(at..at, text);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_case_is_the_same_document_and_another_one_is_not() {
        let of = |seed, case| {
            let mut value = json!({ "a": [1, { "b": "text" }], "c": null });
            document(&mut value, &mut Dice::of(seed, case));
            value.to_string()
        };
        let good = json!({ "a": [1, { "b": "text" }], "c": null }).to_string();
        let all: std::collections::BTreeSet<String> = (0..200).map(|case| of(1, case)).collect();
        assert!(all.len() > 150, "{} documents of 200", all.len());
        assert!((0..200).all(|case| of(1, case) == of(1, case)));
        assert!((0..200).filter(|case| of(1, *case) == good).count() < 20);
        assert!((0..200).any(|case| of(1, case) != of(2, case)));
    }
}
