//! Defines the catalogue's sentences: an id that never changes its meaning, and English with `%1`, `%2` … for what is filled in.

use super::{Arg, Message, Part};

/// A sentence of the catalogue, whatever is filled into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its stable name.
    pub id: &'static str,
    /// Its English.
    pub english: &'static str,
    /// How many values it takes.
    pub places: usize,
}

/// A sentence with `N` places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template<const N: usize>(pub(super) Sentence);

impl<const N: usize> Template<N> {
    /// The sentence with its values, in the order of its places. Another number of values does not compile:
    ///
    /// ```
    /// # use ledgerline::message::say;
    /// let told = say::CREDIT_LEFT_OPEN.with("Store credit");
    /// # assert!(told.to_string().starts_with("\"Store credit\" was refunded"));
    /// ```
    /// ```compile_fail,E0277
    /// # use ledgerline::message::say;
    /// let told = say::CREDIT_LEFT_OPEN.with(("Store credit", "12.50"));
    /// ```
    pub fn with(self, values: impl Fill<N>) -> Message {
        Message {
            parts: vec![Part::Said(self.0, values.args())],
        }
    }

    /// Its stable name.
    pub fn id(self) -> &'static str {
        self.0.id
    }
}

impl Sentence {
    pub(super) fn render(&self, args: &[Arg], f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.english;
        while let Some(at) = rest.find('%') {
            let (before, from) = rest.split_at(at);
            f.write_str(before)?;
            let place = from.as_bytes().get(1).copied().unwrap_or_default();
            match args.get(usize::from(place.wrapping_sub(b'1'))) {
                Some(arg) if place.is_ascii_digit() => {
                    write!(f, "{arg}")?;
                    rest = from.get(2..).unwrap_or_default();
                }
                _ => {
                    f.write_str("%")?;
                    rest = from.get(1..).unwrap_or_default();
                }
            }
        }
        f.write_str(rest)
    }
}

/// The values of a sentence with `N` places: nothing, one value, or a tuple of them.
pub trait Fill<const N: usize> {
    /// The values in order.
    fn args(self) -> Vec<Arg>;
}

impl Fill<0> for () {
    fn args(self) -> Vec<Arg> {
        Vec::new()
    }
}

impl<A: Into<Arg>> Fill<1> for A {
    fn args(self) -> Vec<Arg> {
        vec![self.into()]
    }
}

macro_rules! fill {
    ($count:literal: $($name:ident)+) => {
        impl<$($name: Into<Arg>),+> Fill<$count> for ($($name,)+) {
            #[allow(non_snake_case)]
            fn args(self) -> Vec<Arg> {
                let ($($name,)+) = self;
                vec![$($name.into()),+]
            }
        }
    };
}

fill!(2: A B);
fill!(3: A B C);
fill!(4: A B C D);
fill!(5: A B C D E);
fill!(6: A B C D E F);
fill!(7: A B C D E F G);
fill!(8: A B C D E F G H);

/// How many places a sentence has, from `%1` without a gap; stops the build when there is one.
pub(super) const fn places(english: &str) -> usize {
    let bytes = english.as_bytes();
    let mut seen = [false; 10];
    let mut at = 0;
    while at + 1 < bytes.len() {
        if bytes[at] == b'%' && bytes[at + 1].is_ascii_digit() {
            seen[(bytes[at + 1] - b'0') as usize] = true;
        }
        at += 1;
    }
    assert!(!seen[0] && !seen[9], "places are %1 to %8");
    let mut count = 0;
    while count < 8 && seen[count + 1] {
        count += 1;
    }
    let mut after = count + 1;
    while after < 10 {
        assert!(!seen[after], "a place is left out");
        after += 1;
    }
    count
}

/// The name of a constant in small letters.
pub(super) const fn small<const L: usize>(name: &str) -> [u8; L] {
    let bytes = name.as_bytes();
    let mut small = [0; L];
    let mut at = 0;
    while at < L {
        small[at] = bytes[at].to_ascii_lowercase();
        at += 1;
    }
    small
}

/// The text of letters that [`small`] made.
pub(super) const fn text(letters: &'static [u8]) -> &'static str {
    match std::str::from_utf8(letters) {
        Ok(text) => text,
        Err(_) => panic!("a name is made of letters"),
    }
}

/// A table of sentences: `NAME = "Text with %1.";`, one in a line. Each becomes a constant; `ALL` has them all.
///
/// `scripts/phrases` reads these tables for the translators, so they hold nothing but such lines and comments.
macro_rules! templates {
    ($($(#[$doc:meta])* $name:ident = $english:literal;)+) => {
        $(
            $(#[$doc])*
            #[doc = $english]
            pub const $name: $crate::message::Template<{ $crate::message::template::places($english) }> = {
                const ID: &[u8] = &$crate::message::template::small::<{ stringify!($name).len() }>(stringify!($name));
                $crate::message::Template($crate::message::Sentence {
                    id: $crate::message::template::text(ID),
                    english: $english,
                    places: $crate::message::template::places($english),
                })
            };
        )+
        /// All of this table.
        pub(super) const ALL: &[$crate::message::Sentence] = &[$($name.0),+];
    };
}

pub(super) use templates;
