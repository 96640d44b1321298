//! XML for those who did not ask for JSON: a plain rendering, enough to show a client its mistake.

use serde_json::Value;

use crate::exchange::Reply;

/// The same reply in XML.
pub(crate) fn from_json(reply: Reply) -> Reply {
    let Ok(value) = serde_json::from_slice::<Value>(&reply.body) else {
        return reply;
    };
    let root = if value.get("ErrorNumber").is_some() {
        "ApiException"
    } else {
        "Response"
    };
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    element(root, &value, &mut text);
    let mut headers = reply.headers;
    headers.retain(|(name, _)| name != "content-type");
    headers.push(("content-type".to_owned(), "text/xml; charset=utf-8".to_owned()));
    Reply {
        headers,
        body: text.into_bytes(),
        ..reply
    }
}

fn element(name: &str, value: &Value, text: &mut String) {
    text.push_str(&format!("<{name}>"));
    match value {
        Value::Null => {}
        Value::Bool(b) => text.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) => text.push_str(&n.to_string()),
        Value::String(s) => text.push_str(&escaped(s)),
        Value::Object(members) => {
            for (name, value) in members {
                element(name, value, text);
            }
        }
        Value::Array(list) => {
            let single = name
                .strip_suffix("ies")
                .map(|n| format!("{n}y"))
                .or_else(|| name.strip_suffix('s').map(str::to_owned));
            let single = single.unwrap_or_else(|| "Element".to_owned());
            for value in list {
                element(&single, value, text);
            }
        }
    }
    text.push_str(&format!("</{name}>"));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
