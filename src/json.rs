//! Defines JSON as it stands in a text: read without copying it, in one pass, with the place of each object.
//!
//! What is read of a snapshot or an answer is a field here and there; a tree of owned values costs several times as much as reading the
//! text. It takes exactly the texts that `serde_json` takes. It writes nothing.

use std::borrow::Cow;

use hifijson::num::LexWrite as _;
use hifijson::str::LexAlloc as _;
use hifijson::token::Lex as _;
use hifijson::{Error, Expect, SliceLexer};
use serde_json::Value;

/// Levels of lists and objects in each other; as `serde_json`.
const MOST_LEVELS: u32 = 127;

/// A value of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Tree<'a>>),
    /// An object.
    Object(Fields<'a>),
}

/// The fields of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Fields<'a> {
    /// The object as it is written.
    text: &'a str,
    fields: Vec<(Cow<'a, str>, Tree<'a>)>,
}

impl<'a> Tree<'a> {
    /// The value of a whole text; `None` when it is no JSON.
    pub fn parse(text: &'a str) -> Option<Self> {
        SliceLexer::new(text.as_bytes())
            .exactly_one(SliceLexer::ws_peek, |next, lexer| read(text, next, lexer, MOST_LEVELS))
            .ok()
    }

    /// The same of bytes that may be no text at all.
    pub fn of_bytes(bytes: &'a [u8]) -> Option<Self> {
        Self::parse(std::str::from_utf8(bytes).ok()?)
    }

    /// An object as it is written.
    pub fn written(&self) -> Option<&'a str> {
        match self {
            Self::Object(fields) => Some(fields.text),
            _ => None,
        }
    }
}

/// JSON without the space between its values; the text as it is where there is none.
pub fn compact(text: &str) -> Cow<'_, str> {
    // In a text of JSON's a line break is written as an escape, so this one stands between values.
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let (mut inside, mut escaped) = (false, false);
    let keeps = |letter: &char| {
        let kept = inside || !matches!(letter, ' ' | '\n' | '\t' | '\r');
        if *letter == '"' && !escaped {
            inside = !inside;
        }
        escaped = inside && *letter == '\\' && !escaped;
        kept
    };
    Cow::Owned(text.chars().filter(keeps).collect())
}

/// A value in either form: of a text, or owned.
#[derive(Debug, Clone, Copy)]
pub enum Node<'a> {
    /// Of a text.
    Tree(&'a Tree<'a>),
    /// Owned.
    Value(&'a Value),
}

impl<'a> From<&'a Tree<'a>> for Node<'a> {
    fn from(tree: &'a Tree<'a>) -> Self {
        Self::Tree(tree)
    }
}

impl<'a> From<&'a Value> for Node<'a> {
    fn from(value: &'a Value) -> Self {
        Self::Value(value)
    }
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(&'a str),
    /// A text.
    Text(&'a str),
    /// A list.
    List(List<'a>),
    /// An object.
    Object,
}

/// The values of a list.
#[derive(Debug, Clone, Copy)]
pub enum List<'a> {
    /// Of a text.
    Tree(&'a [Tree<'a>]),
    /// Owned.
    Value(&'a [Value]),
}

impl<'a> List<'a> {
    /// How many they are.
    pub fn len(self) -> usize {
        match self {
            Self::Tree(list) => list.len(),
            Self::Value(list) => list.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = Node<'a>> {
        let (trees, values): (&[Tree<'a>], &[Value]) = match self {
            Self::Tree(list) => (list, &[]),
            Self::Value(list) => (&[], list),
        };
        trees.iter().map(Node::Tree).chain(values.iter().map(Node::Value))
    }
}

impl<'a> Node<'a> {
    /// What it is.
    pub fn seen(self) -> Seen<'a> {
        match self {
            Self::Tree(tree) => match tree {
                Tree::Null => Seen::Null,
                Tree::Bool(flag) => Seen::Bool(*flag),
                Tree::Number(number) => Seen::Number(number),
                Tree::Text(text) => Seen::Text(text),
                Tree::List(list) => Seen::List(List::Tree(list)),
                Tree::Object(_) => Seen::Object,
            },
            Self::Value(value) => match value {
                Value::Null => Seen::Null,
                Value::Bool(flag) => Seen::Bool(*flag),
                Value::Number(number) => Seen::Number(number.as_str()),
                Value::String(text) => Seen::Text(text),
                Value::Array(list) => Seen::List(List::Value(list)),
                Value::Object(_) => Seen::Object,
            },
        }
    }

    /// A field of an object; the last one of its name.
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        match self {
            Self::Tree(Tree::Object(object)) => object
                .fields
                .iter()
                .rev()
                .find(|(field, _)| field == name)
                .map(|(_, tree)| Self::Tree(tree)),
            Self::Tree(_) => None,
            Self::Value(value) => value.get(name).map(Self::Value),
        }
    }

    /// The values of a list; nothing of what is none.
    pub fn list(self) -> Option<List<'a>> {
        match self.seen() {
            Seen::List(list) => Some(list),
            _ => None,
        }
    }
}

/// Reads one value; the texts are taken apart by `hifijson`, which keeps numbers as they are written.
fn read<'a>(text: &'a str, next: u8, lexer: &mut SliceLexer<'a>, levels: u32) -> Result<Tree<'a>, Error> {
    Ok(match next {
        b'a'..=b'z' => match lexer.null_or_bool().ok_or(Expect::Value)? {
            Some(flag) => Tree::Bool(flag),
            None => Tree::Null,
        },
        b'0'..=b'9' | b'-' => Tree::Number(lexer.num_string().validated()?.0),
        b'"' => Tree::Text(lexer.discarded().str_string()?),
        b'[' | b'{' if levels == 0 => Err(Error::Depth)?,
        b'[' => {
            let mut list = Vec::new();
            lexer
                .discarded()
                .seq(b']', SliceLexer::ws_peek, |next, lexer| -> Result<(), Error> {
                    list.push(read(text, next, lexer, levels - 1)?);
                    Ok(())
                })?;
            Tree::List(list)
        }
        b'{' => {
            let at = |lexer: &SliceLexer<'a>| text.len() - lexer.as_slice().len();
            let from = at(lexer);
            let mut fields = Vec::new();
            lexer
                .discarded()
                .seq(b'}', SliceLexer::ws_peek, |next, lexer| -> Result<(), Error> {
                    lexer.expect(|_| Some(next), b'"').ok_or(Expect::String)?;
                    let name = lexer.str_string()?;
                    lexer.expect(SliceLexer::ws_peek, b':').ok_or(Expect::Colon)?;
                    let next = lexer.ws_peek().ok_or(Expect::Value)?;
                    fields.push((name, read(text, next, lexer, levels - 1)?));
                    Ok(())
                })?;
            let text = text.get(from..at(lexer)).ok_or(Expect::Value)?;
            Tree::Object(Fields { text, fields })
        }
        _ => Err(Expect::Value)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(node: Node<'_>) -> Value {
        match node {
            Node::Value(value) => value.clone(),
            Node::Tree(tree) => match tree {
                Tree::Null => Value::Null,
                Tree::Bool(flag) => Value::Bool(*flag),
                Tree::Number(number) => serde_json::from_str(number).unwrap(),
                Tree::Text(text) => Value::String(text.to_string()),
                Tree::List(list) => list.iter().map(|one| owned(one.into())).collect(),
                Tree::Object(object) => {
                    let fields = object.fields.iter();
                    Value::Object(
                        fields
                            .map(|(name, one)| (name.to_string(), owned(one.into())))
                            .collect(),
                    )
                }
            },
        }
    }

    fn same(text: &str) {
        let read = Tree::parse(text);
        let expected: Option<Value> = serde_json::from_str(text).ok();
        assert_eq!(read.as_ref().map(|tree| owned(tree.into())), expected, "{text}");
    }

    #[test]
    fn it_takes_what_serde_json_takes() {
        for text in [
            "",
            " ",
            "null",
            " true ",
            "false",
            "nul",
            "truex",
            "0",
            "-0",
            "-",
            "01",
            "-01",
            "1.",
            ".5",
            "1.50",
            "1e5",
            "1E+5",
            "1e-07",
            "1e",
            "1e+",
            "+1",
            "NaN",
            "12345678901234567890.123456789",
            "[]",
            "[ ]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1,2",
            "{}",
            "{ }",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{\"a\" : 1 , \"b\" : [ { } ] }",
            "{\"a\":1,\"a\":2}",
            "{a:1}",
            "\"",
            "\"\\\"",
            "\"\\",
            "\"a\\nb\"",
            "\"\\u00e9\\ud83d\\ude80\"",
            "\"\\ud83d\"",
            "\"\\x\"",
            "\"\n\"",
            "\"\u{7f}é🚀\"",
            "\"\\/\\b\\f\\r\\t\\\\\"",
            "1 2",
            "[]]",
            "\u{feff}1",
            "\u{a0}1",
        ] {
            same(text);
        }
        for levels in [126, 127, 128, 129] {
            same(&format!("{}{}", "[".repeat(levels), "]".repeat(levels)));
            same(&format!("{}1{}", "[".repeat(levels), "]".repeat(levels)));
            same(&format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels)));
        }
        assert_eq!(Tree::of_bytes(b"\"\xff\""), None);
    }

    proptest::proptest! {
        #[test]
        fn it_takes_what_serde_json_takes_of_anything(text in r#"[\[\]{}:,"\\ \-+.eE01unltrfasé\n]{0,40}"#) {
            same(&text);
        }

        #[test]
        fn it_reads_what_was_written(texts in proptest::collection::vec(".{0,20}", 0..6), numbers in proptest::collection::vec(proptest::num::f64::NORMAL, 0..4)) {
            let value = serde_json::json!({ "texts": texts, "numbers": numbers, "inner": { "a": [null, true, { "b": texts }] } });
            let written = value.to_string();
            same(&written);
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            same(&pretty);
            proptest::prop_assert_eq!(compact(&pretty), written.as_str());
            proptest::prop_assert_eq!(compact(&written), written.as_str());
        }
    }

    #[test]
    fn fields_are_the_same_in_both_forms() {
        let text = r#"{"a": {"b": [1, "x", null], "a": true}, "a": {"c": -1.50}}"#;
        let (tree, value) = (Tree::parse(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        for node in [Node::from(&tree), Node::from(&value)] {
            let last = node.get("a").unwrap();
            assert!(matches!(last.get("c").map(Node::seen), Some(Seen::Number("-1.50"))));
            assert!(last.get("b").is_none() && last.get("c").unwrap().get("d").is_none());
        }
        let text = r#"[1, "x", {"a": [] }]"#;
        let (tree, value) = (Tree::parse(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        for node in [Node::from(&tree), Node::from(&value)] {
            let list = node.list().unwrap();
            assert_eq!((list.len(), list.iter().count()), (3, 3));
            assert!(list.iter().last().unwrap().get("a").unwrap().list().unwrap().is_empty());
        }
        let Tree::List(list) = &tree else { panic!("a list") };
        assert_eq!(list.last().and_then(Tree::written), Some(r#"{"a": [] }"#));
    }
}
