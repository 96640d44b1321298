//! Decides how free text of the shop becomes text that Xero accepts: no markup, no control characters, within its lengths.
//!
//! It does not know what a text is for.

/// Elements of HTML. Anything else in angle brackets is text (`L <wide>`).
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "center",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
];

/// Elements that do not separate words.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "big", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
];

/// Named entities that appear in shops' texts.
const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("euro", '€'),
    ("pound", '£'),
    ("yen", '¥'),
    ("cent", '¢'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("times", '×'),
    ("divide", '÷'),
    ("plusmn", '±'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("bull", '•'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("aring", 'å'),
    ("aelig", 'æ'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("igrave", 'ì'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("ntilde", 'ñ'),
    ("ograve", 'ò'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("oslash", 'ø'),
    ("ugrave", 'ù'),
    ("uacute", 'ú'),
    ("ucirc", 'û'),
    ("Eacute", 'É'),
    ("Egrave", 'È'),
    ("Agrave", 'À'),
    ("Ccedil", 'Ç'),
    ("shy", '\u{200B}'),
];

/// One line of plain text: no markup, entities decoded, single spaces.
pub(super) fn plain(text: &str) -> String {
    clean(&decode(&strip(text)))
}

/// One line: control and invisible characters out, single spaces.
pub(super) fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`clean`] text without angle brackets, which Xero refuses in names.
pub(super) fn name(text: &str) -> String {
    clean(&text.replace(['<', '>'], " "))
}

/// Cuts to `units` UTF-16 code units (Xero's way of counting) between two characters.
pub(super) fn limit(text: &str, units: usize) -> String {
    let mut used = 0;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            used += c.len_utf16();
            used > units
        })
        .map_or(text.len(), |(index, _)| index);
    text.get(..end).unwrap_or(text).trim_end().to_owned()
}

/// Cleaned and cut, or nothing when nothing is left.
pub(super) fn field(text: Option<&str>, units: usize) -> Option<String> {
    let text = limit(&clean(text?), units);
    (!text.is_empty()).then_some(text)
}

/// The address when Xero will take it: ASCII, one `@`, a domain with a dot.
pub(super) fn email(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let dotted = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let plausible = text.len() <= 255
        && text.is_ascii()
        && !local.is_empty()
        && dotted(local)
        && local
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"()<>[]:;@\\,\"".contains(&b))
        && domain.contains('.')
        && dotted(domain)
        && domain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    plausible.then(|| text.to_owned())
}

/// Lower-case hexadecimal digits of the text's SHA-256.
pub(super) fn digest(text: &str) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, text.as_bytes());
    hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes HTML elements out, with the content of scripts and styles.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = split_at_char(rest, '<') {
        out.push_str(before);
        match element(from) {
            Some((name, closing, after)) => {
                if !INLINE.contains(&name.as_str()) {
                    out.push(' ');
                }
                rest = after;
                if !closing && (name == "script" || name == "style") {
                    rest = skip_content(after, &name);
                }
            }
            None => match from.strip_prefix("<!--") {
                Some(comment) => rest = comment.split_once("-->").map_or("", |(_, after)| after),
                None => {
                    out.push('<');
                    rest = from.strip_prefix('<').unwrap_or_default();
                }
            },
        }
    }
    out.push_str(rest);
    out
}

/// What precedes the character, and the rest from it on.
fn split_at_char(text: &str, at: char) -> Option<(&str, &str)> {
    text.split_at_checked(text.find(at)?)
}

/// The name of the element that starts the text, whether it closes, and what follows it.
fn element(text: &str) -> Option<(String, bool, &str)> {
    let inner = text.strip_prefix('<')?;
    let (closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect();
    let after_name = inner.get(name.len()..)?;
    let name = name.to_ascii_lowercase();
    if !ELEMENTS.contains(&name.as_str()) || !after_name.starts_with(['>', '/', ' ', '\t', '\n', '\r']) {
        return None;
    }
    let (_, after) = after_name.split_once('>')?;
    Some((name, closing, after))
}

fn skip_content<'a>(text: &'a str, name: &str) -> &'a str {
    let end = text.to_ascii_lowercase().find(&format!("</{name}"));
    end.and_then(|index| text.get(index..)).unwrap_or_default()
}

/// Decodes entities once: `&amp;lt;` is `&lt;`.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = split_at_char(rest, '&') {
        out.push_str(before);
        let inner = from.strip_prefix('&').unwrap_or_default();
        let decoded = inner
            .split_once(';')
            .filter(|(name, _)| name.len() <= 10)
            .and_then(|(name, after)| Some((entity(name)?, after)));
        match decoded {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push('&');
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text() {
        let table = [
            (
                "<b>Bold</b> T-Shirt &amp; \"Quoted\" <script>alert(1)</script>",
                "Bold T-Shirt & \"Quoted\"",
            ),
            ("Size: L <wide>", "Size: L <wide>"),
            ("for Ben <3 & co", "for Ben <3 & co"),
            ("one<br/>two<p class=\"x\">three</p>", "one two three"),
            ("un<i>bel</i>ievable", "unbelievable"),
            (
                "a &#8364; b &#x20AC; c &euro; d &unknown; e & f",
                "a € b € c € d &unknown; e & f",
            ),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("x<!-- note -->y <", "xy <"),
            ("<style>b{}</style>z<script>", "z"),
            (
                "tab\there\u{A0}and\u{0} zero\u{200B}width\r\n",
                "tab here and zerowidth",
            ),
            ("👩‍👩‍👧 stays", "👩‍👩‍👧 stays"),
            ("&#0;&#xD800;", "&#xD800;"),
        ];
        for (text, expected) in table {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn lengths() {
        assert_eq!(limit("abcdef", 3), "abc");
        assert_eq!(limit("ab cd", 3), "ab");
        assert_eq!(limit("🚀🚀🚀", 5), "🚀🚀");
        assert_eq!(limit("é", 1), "é");
    }

    #[test]
    fn emails() {
        for good in [
            "ann@example.com",
            "very.long+tag-with.many_parts.1@example.co.uk",
            "o'neill@example.org",
        ] {
            assert_eq!(email(Some(good)).as_deref(), Some(good));
        }
        for bad in [
            "",
            "ann",
            "ann@",
            "@example.com",
            "ann@localhost",
            "zoë@example.com",
            "a b@example.com",
            "a@b@c.d",
            ".a@b.c",
            "a@b..c",
        ] {
            assert_eq!(email(Some(bad)), None, "{bad}");
        }
    }
}
