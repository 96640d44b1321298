//! Harmless disturbances of replies, to prove that a client reads leniently: unknown fields, unknown enum values, numbers as strings.

use serde_json::{Value, json};

use crate::exchange::Reply;
use crate::switches::Switches;

/// Fields whose lists of values grow.
const GROWING: &[&str] = &[
    "Class",
    "ReportTaxType",
    "Edition",
    "Timezone",
    "BankAccountType",
    "TaxNumberType",
    "ReportingCode",
];

/// Disturbs so many per cent of the values of a good reply.
pub(crate) fn disturb(reply: Reply, switches: &Switches, call: u64) -> Reply {
    if switches.noise == 0 || reply.status >= 300 {
        return reply;
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(&reply.body) else {
        return reply;
    };
    let mut dice = Dice {
        state: switches.noise_seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ call,
        percent: u64::from(switches.noise.min(100)),
    };
    walk(&mut value, &mut dice);
    Reply {
        body: value.to_string().into_bytes(),
        ..reply
    }
}

struct Dice {
    state: u64,
    percent: u64,
}

impl Dice {
    fn hit(&mut self) -> bool {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % 100 < self.percent
    }
}

fn walk(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|inner| walk(inner, dice)),
        Value::Object(members) => {
            for (name, inner) in members.iter_mut() {
                match inner {
                    Value::Number(number) if dice.hit() => *inner = Value::String(number.to_string()),
                    Value::String(_) if GROWING.contains(&name.as_str()) && dice.hit() => {
                        *inner = json!("SOMETHINGNEW");
                    }
                    Value::Bool(flag) if name == "HasAttachments" && dice.hit() => *inner = json!(flag.to_string()),
                    _ => walk(inner, dice),
                }
            }
            if dice.hit() {
                members.insert("AddedLater".to_owned(), json!({"Since": "tomorrow", "List": [null, 1]}));
            }
        }
        _ => {}
    }
}
