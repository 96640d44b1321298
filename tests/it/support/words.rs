//! What people are told, made of its data again as the module does it: the data must say what the English says.

use ledgerline::message::say;
use serde_json::Value;

/// The English of a message's data.
pub fn english(data: &Value) -> String {
    let sentences = data.as_array().expect("sentences").iter().map(|one| match one {
        Value::String(words) => words.clone(),
        said => {
            let id = said["id"].as_str().expect("an id");
            let sentence = say::all()
                .find(|known| known.id == id)
                .unwrap_or_else(|| panic!("no sentence {id}"));
            let none = Vec::new();
            let args = said.get("args").map_or(&none, |args| args.as_array().expect("args"));
            assert_eq!(args.len(), sentence.places, "{said}");
            let mut parts = sentence.english.split('%');
            let mut text = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                match part.chars().next().and_then(|place| place.to_digit(10)) {
                    Some(place) => text += &(value(&args[place as usize - 1]) + &part[1..]),
                    None => text += &format!("%{part}"),
                }
            }
            text
        }
    });
    sentences.collect::<Vec<_>>().join(" ")
}

fn value(arg: &Value) -> String {
    let text = |name: &str| arg[name].as_str().unwrap_or_default();
    let first = match arg {
        Value::String(words) => return words.clone(),
        map => map.as_object().and_then(|map| map.keys().next()).expect("a kind"),
    };
    match first.as_str() {
        "amount" => format!("{} {}", text("amount"), text("currency")).trim().to_owned(),
        "country" => text("name").to_owned(),
        "message" => english(&arg["message"]),
        "list" => {
            let list = arg["list"].as_array().expect("a list");
            list.iter().map(value).collect::<Vec<_>>().join(text("between"))
        }
        plain => text(plain).to_owned(),
    }
}

/// Every text of these rows that has data is what its data says.
pub fn assert_told(rows: &[Value]) {
    for row in rows {
        for name in ["message", "fix"] {
            let data = &row[format!("{name}_data")];
            if data.as_array().is_some_and(|data| !data.is_empty()) {
                assert_eq!(row[name], english(data).as_str(), "{row}");
            }
        }
    }
}
