//! The ledger as JSON and as a text with columns.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::sums::{Amount, By, Key, Money, Period, Sales, Totals, periods};
use crate::books::money::money;
use crate::books::organisation::Organisation;
use crate::clock::read_date;
use crate::exchange::{Node, Query};

/// The ledger that a query asks for.
pub(crate) struct Ledger {
    organisation: String,
    base: String,
    by: By,
    periods: BTreeMap<String, Period>,
}

impl Ledger {
    /// `by` is day, month or year; `from` and `to` are days, both included.
    pub(crate) fn of(books: &Organisation, query: &Query) -> Result<Self, String> {
        let by = By::read(query.get("by").unwrap_or("month")).ok_or("by must be day, month or year")?;
        let date = |name: &str| {
            query
                .get(name)
                .map(|text| read_date(text).ok_or(format!("{name} must be YYYY-MM-DD")))
                .transpose()
        };
        let periods = periods(books, by, date("from")?, date("to")?);
        Ok(Self {
            organisation: books.name.clone(),
            base: books.base_currency.clone(),
            by,
            periods,
        })
    }

    pub(crate) fn json(&self) -> Value {
        let months: Vec<Value> = self
            .periods
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, p)| period(Some(name), p))
            .collect();
        let all = period(None, &self.periods.get("").cloned().unwrap_or_default());
        json!({"organisation": self.organisation, "base_currency": self.base, "by": self.by.word(), "periods": months, "all": all})
    }

    /// Columns for people; the same numbers.
    pub(crate) fn text(&self) -> String {
        let mut out = format!(
            "{}, sums by {}, base currency {}\n",
            self.organisation,
            self.by.word(),
            self.base
        );
        let named = self.periods.iter().filter(|(name, _)| !name.is_empty());
        for (name, period) in named.chain(self.periods.iter().filter(|(name, _)| name.is_empty())) {
            let name = if name.is_empty() { "All" } else { name };
            let t = &period.totals;
            let _ = writeln!(
                out,
                "\n{name}: {} documents, {} credit notes, {} not approved",
                t.documents, t.credit_notes, t.not_approved
            );
            row(
                &mut out,
                ["", "", "cur"],
                ["net", "tax", "gross", "paid in", "refunded", "allocated"],
            );
            let line = |out: &mut String, title: &str, currency: &str, t: &Totals, of: fn(Amount) -> Decimal| {
                let numbers =
                    [t.net, t.tax, t.gross, t.payments_in, t.refunds_out, t.allocated].map(|a| format!("{:.2}", of(a)));
                row(out, ["", title, currency], numbers.each_ref().map(String::as_str));
            };
            line(&mut out, "total, in base currency", &self.base, t, |a| a.base);
            for (currency, t) in &period.currencies {
                line(&mut out, "documents in", currency, t, |a| a.own);
            }
            for (title, rows) in [("account", &period.accounts), ("tax type", &period.taxes)] {
                row(
                    &mut out,
                    [title, "", "cur"],
                    ["net", "tax", "gross", "net base", "tax base", "gross base"],
                );
                for ((code, name, currency), s) in rows {
                    let numbers = [
                        s.net.own,
                        s.tax.own,
                        s.net.own + s.tax.own,
                        s.net.base,
                        s.tax.base,
                        s.net.base + s.tax.base,
                    ]
                    .map(|a| format!("{a:.2}"));
                    row(&mut out, [code, name, currency], numbers.each_ref().map(String::as_str));
                }
            }
            row(
                &mut out,
                ["paid to", "", "cur"],
                ["paid in", "refunded", "balance", "paid base", "ref. base", "bal. base"],
            );
            for ((code, name, currency), m) in &period.money {
                let (i, o) = (m.payments_in, m.refunds_out);
                let numbers = [i.own, o.own, i.own - o.own, i.base, o.base, i.base - o.base].map(|a| format!("{a:.2}"));
                row(&mut out, [code, name, currency], numbers.each_ref().map(String::as_str));
            }
        }
        out
    }
}

fn period(name: Option<&str>, period: &Period) -> Value {
    let currencies: Map<String, Value> = period
        .currencies
        .iter()
        .map(|(c, t)| (c.clone(), totals(t, |a| a.own)))
        .collect();
    Node::new()
        .maybe("period", name)
        .put("totals", totals(&period.totals, |a| a.base))
        .put("currencies", currencies)
        .put(
            "accounts",
            period
                .accounts
                .iter()
                .map(|(key, s)| sales(&["code", "name"], key, s))
                .collect::<Vec<_>>(),
        )
        .put(
            "tax_types",
            period
                .taxes
                .iter()
                .map(|(key, s)| sales(&["tax_type", "name"], key, s))
                .collect::<Vec<_>>(),
        )
        .put(
            "payment_accounts",
            period.money.iter().map(|(key, m)| payments(key, m)).collect::<Vec<_>>(),
        )
        .done()
}

fn row(out: &mut String, [code, name, currency]: [&str; 3], numbers: [&str; 6]) {
    let name: String = name.chars().take(34).collect();
    let _ = write!(out, "  {code:<16} {name:<34} {currency:<4}");
    for number in numbers {
        let _ = write!(out, "{number:>13}");
    }
    out.push('\n');
}

/// Amounts are texts with two digits.
fn text(amount: Decimal) -> String {
    money(amount).to_string()
}

fn totals(t: &Totals, of: impl Fn(Amount) -> Decimal) -> Value {
    json!({
        "documents": t.documents, "credit_notes": t.credit_notes, "net": text(of(t.net)), "tax": text(of(t.tax)), "gross": text(of(t.gross)),
        "payments_in": text(of(t.payments_in)), "refunds_out": text(of(t.refunds_out)), "allocated": text(of(t.allocated)), "not_approved": t.not_approved,
    })
}

fn sales(names: &[&str; 2], (code, name, currency): &Key, s: &Sales) -> Value {
    Node::new()
        .put(names[0], code.as_str())
        .put(names[1], name.as_str())
        .put("currency", currency.as_str())
        .put("net", text(s.net.own))
        .put("tax", text(s.tax.own))
        .put("net_base", text(s.net.base))
        .put("tax_base", text(s.tax.base))
        .done()
}

fn payments((code, name, currency): &Key, m: &Money) -> Value {
    json!({
        "code": code, "name": name, "currency": currency, "payments_in": text(m.payments_in.own), "refunds_out": text(m.refunds_out.own),
        "payments_in_base": text(m.payments_in.base), "refunds_out_base": text(m.refunds_out.base),
    })
}
