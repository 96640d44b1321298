//! The grammar of `where`: comparisons with `==`, `!=`, `<`, `<=`, `>`, `>=`, joined by AND and OR, with `guid()`, `DateTime()` and three text methods.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::value::Value;

/// A condition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Compare(Operand, Operator, Operand),
    /// Field, method, argument.
    Method(String, Method, String),
    /// A field that is true or false itself.
    Flag(String),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Field(String),
    Value(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Contains,
    StartsWith,
    EndsWith,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(Decimal),
    Symbol(&'static str),
}

const SYMBOLS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<>", "=", "<", ">", "(", ")", ",", ".",
];

/// Parses a condition; the error is the sentence of the exception.
pub(crate) fn parse(text: &str) -> Result<Condition, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
    };
    let condition = parser.any()?;
    if parser.at < parser.tokens.len() {
        Err("Syntax error".to_owned())
    } else {
        Ok(condition)
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut all = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            return Err("Character literal must contain exactly one character".to_owned());
        } else if first == '"' {
            let end = rest[1..].find('"').ok_or("Unterminated string literal")?;
            all.push(Token::Text(rest[1..=end].to_owned()));
            rest = &rest[end + 2..];
        } else if first.is_ascii_digit() || (first == '-' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
            let end = rest[1..]
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .map_or(rest.len(), |e| e + 1);
            all.push(Token::Number(rest[..end].parse().map_err(|_| "Digit expected")?));
            rest = &rest[end..];
        } else if first.is_alphabetic() || first == '_' {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_')
                .unwrap_or(rest.len());
            all.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        } else if let Some(symbol) = SYMBOLS.iter().find(|s| rest.starts_with(**s)) {
            all.push(Token::Symbol(symbol));
            rest = &rest[symbol.len()..];
        } else {
            return Err(format!("Syntax error '{first}'"));
        }
        rest = rest.trim_start();
    }
    Ok(all)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Condition, String> {
        let mut all = vec![self.all()?];
        while self.take_joint("||", "OR") {
            all.push(self.all()?);
        }
        Ok(if all.len() == 1 {
            all.remove(0)
        } else {
            Condition::Any(all)
        })
    }

    fn all(&mut self) -> Result<Condition, String> {
        let mut all = vec![self.one()?];
        while self.take_joint("&&", "AND") {
            all.push(self.one()?);
        }
        Ok(if all.len() == 1 {
            all.remove(0)
        } else {
            Condition::All(all)
        })
    }

    fn one(&mut self) -> Result<Condition, String> {
        if self.take("(") {
            let inner = self.any()?;
            return if self.take(")") {
                Ok(inner)
            } else {
                Err("')' or operator expected".to_owned())
            };
        }
        let (left, method) = self.operand()?;
        if let (Operand::Field(field), Some((method, argument))) = (&left, method) {
            // A method may be compared with true.
            if self.take("==") || self.take("=") {
                match self.operand()?.0 {
                    Operand::Value(Value::Flag(true)) => {}
                    _ => return Err("Expression expected".to_owned()),
                }
            }
            return Ok(Condition::Method(field.clone(), method, argument));
        }
        let operator = [
            ("==", Operator::Equal),
            ("=", Operator::Equal),
            ("!=", Operator::Unequal),
            ("<>", Operator::Unequal),
            ("<=", Operator::LessOrEqual),
            (">=", Operator::GreaterOrEqual),
            ("<", Operator::Less),
            (">", Operator::Greater),
        ]
        .into_iter()
        .find(|(symbol, _)| self.take(symbol))
        .map(|(_, operator)| operator);
        match (operator, left) {
            (Some(operator), left) => Ok(Condition::Compare(left, operator, self.operand()?.0)),
            (None, Operand::Field(field)) => Ok(Condition::Flag(field)),
            (None, Operand::Value(_)) => Err("Expression of type 'Boolean' expected".to_owned()),
        }
    }

    fn operand(&mut self) -> Result<(Operand, Option<(Method, String)>), String> {
        let token = self.tokens.get(self.at).cloned().ok_or("Expression expected")?;
        self.at += 1;
        let value = |v| Ok((Operand::Value(v), None));
        match token {
            Token::Text(text) => value(Value::Text(text)),
            Token::Number(number) => value(Value::Number(number)),
            Token::Symbol(_) => Err("Expression expected".to_owned()),
            Token::Word(word) => match word.to_lowercase().as_str() {
                "null" => value(Value::Null),
                "true" => value(Value::Flag(true)),
                "false" => value(Value::Flag(false)),
                "guid" if self.next_is("(") => value(Value::Guid(self.guid()?)),
                "datetime" if self.next_is("(") => value(Value::Date(self.date()?)),
                _ => self.path(word),
            },
        }
    }

    fn path(&mut self, first: String) -> Result<(Operand, Option<(Method, String)>), String> {
        let mut path = first;
        while self.take(".") {
            let Some(Token::Word(next)) = self.tokens.get(self.at).cloned() else {
                return Err("Identifier expected".to_owned());
            };
            self.at += 1;
            if !self.next_is("(") {
                path = format!("{path}.{next}");
                continue;
            }
            let method = match next.to_lowercase().as_str() {
                "contains" => Method::Contains,
                "startswith" => Method::StartsWith,
                "endswith" => Method::EndsWith,
                // Comparison ignores case anyway.
                "tolower" | "toupper" => {
                    self.expect("(")?;
                    self.expect(")")?;
                    continue;
                }
                _ => return Err(format!("No applicable method '{next}' exists in type 'String'")),
            };
            self.expect("(")?;
            let Some(Token::Text(argument)) = self.tokens.get(self.at).cloned() else {
                return Err("Expression expected".to_owned());
            };
            self.at += 1;
            self.expect(")")?;
            return Ok((Operand::Field(path), Some((method, argument))));
        }
        Ok((Operand::Field(path), None))
    }

    fn guid(&mut self) -> Result<Uuid, String> {
        self.expect("(")?;
        let Some(Token::Text(text)) = self.tokens.get(self.at).cloned() else {
            return Err("Expression expected".to_owned());
        };
        self.at += 1;
        self.expect(")")?;
        text.parse().map_err(|_| {
            "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).".to_owned()
        })
    }

    fn date(&mut self) -> Result<NaiveDate, String> {
        self.expect("(")?;
        let mut parts = Vec::new();
        loop {
            let Some(Token::Number(number)) = self.tokens.get(self.at).cloned() else {
                return Err("Expression expected".to_owned());
            };
            self.at += 1;
            parts.push(u32::try_from(number.mantissa()).unwrap_or_default());
            if self.take(")") {
                break;
            }
            self.expect(",")?;
        }
        match parts.as_slice() {
            [year, month, day, ..] => NaiveDate::from_ymd_opt(*year as i32, *month, *day),
            _ => None,
        }
        .ok_or_else(|| "No applicable constructor exists in type 'DateTime'".to_owned())
    }

    fn next_is(&self, symbol: &str) -> bool {
        matches!(self.tokens.get(self.at), Some(Token::Symbol(s)) if *s == symbol)
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = self.next_is(symbol);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), String> {
        if self.take(symbol) {
            Ok(())
        } else {
            Err(format!("'{symbol}' expected"))
        }
    }

    fn take_joint(&mut self, symbol: &str, word: &str) -> bool {
        let found = self.next_is(symbol)
            || matches!(self.tokens.get(self.at), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_forms_are_read() {
        for text in [
            r#"Status=="PAID""#,
            r#"Type=="ACCREC" AND AmountDue>0"#,
            r#"Contact.ContactID=guid("96988e67-ecf9-466d-bfbf-0afa1725a649")"#,
            r"Date >= DateTime(2020, 01, 31) && Date < DateTime(2020, 02, 29)",
            r#"(Reference!=null && Reference.Contains("x")) OR Name.ToLower().StartsWith("a")==true"#,
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn broken_ones_are_told_as_xero_does() {
        assert_eq!(
            parse("Name=='abc'").unwrap_err(),
            "Character literal must contain exactly one character"
        );
        assert_eq!(parse("Name==").unwrap_err(), "Expression expected");
        assert_eq!(parse(r#"Name=="a"b""#).unwrap_err(), "Unterminated string literal");
    }
}
