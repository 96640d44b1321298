//! Decides what Xero's warnings about an element that it took mean: a remark, or that something is in the books otherwise than sent.
//!
//! Like refusals they have no codes: texts are matched loosely and kept as they came.

/// What a warning means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// Nothing was lost.
    Remark,
    /// Xero took the exchange rate, but finds it unlikely.
    DoubtfulRate,
    /// Something was left out, replaced or changed, or nobody knows what it means: a failure of the element, although it is in Xero.
    Changed,
}

/// (all of these words, meaning); the first match wins. What stands in none of them is taken for a change: Xero says in ever new
/// words that it left something out, and a person who looks at a harmless one loses a minute.
const MEANINGS: &[(&[&str], Warning)] = &[
    // Known and harmless: the document's lines and amounts are as sent.
    (&["senttocontact"], Warning::Remark),
    (&["currency", "rate", "ignored"], Warning::Changed),
    (&["currency", "rate", "replaced"], Warning::Changed),
    (&["currencyrate"], Warning::DoubtfulRate),
    (&["currency rate"], Warning::DoubtfulRate),
    (&["exchange rate"], Warning::DoubtfulRate),
];

/// The gravest meaning of an element's warnings; what is not known is a change.
pub fn meaning(warnings: &[String]) -> Warning {
    let of = |warning: &String| {
        let lower = warning.to_ascii_lowercase();
        MEANINGS
            .iter()
            .find(|(words, _)| words.iter().all(|word| lower.contains(word)))
            .map_or(Warning::Changed, |(_, meaning)| *meaning)
    };
    let told: Vec<Warning> = warnings.iter().map(of).collect();
    [Warning::Changed, Warning::DoubtfulRate]
        .into_iter()
        .find(|grave| told.contains(grave))
        .unwrap_or(Warning::Remark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_removes_or_changes_data_is_no_remark() {
        for (text, expected) in [
            (
                "Only AUTHORISED invoices may have SentToContact updated.",
                Warning::Remark,
            ),
            (
                "Account code '476' has been removed as it does not match a recognised account.",
                Warning::Changed,
            ),
            (
                "Line item 2 was removed because it has no description.",
                Warning::Changed,
            ),
            ("The TaxType has been changed to NONE.", Warning::Changed),
            ("The supplied CurrencyRate was ignored.", Warning::Changed),
            (
                "The currency rate 1.000000 differs from the market rate by more than 10%.",
                Warning::DoubtfulRate,
            ),
            ("Line item 2 was dropped.", Warning::Changed),
            ("Something entirely new", Warning::Changed),
        ] {
            assert_eq!(meaning(&[text.to_owned()]), expected, "{text}");
        }
        let several = [
            "Only AUTHORISED invoices may have SentToContact updated.".to_owned(),
            "The tracking option has been removed.".to_owned(),
        ];
        assert_eq!(meaning(&several), Warning::Changed);
        assert_eq!(meaning(&[]), Warning::Remark);
    }
}
