//! Adds up approved sales invoices, credit notes (negative) and payments by period. Bills, drafts and voided documents do not count.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::books::document::{Document, LineAmounts, Status};
use crate::books::money::round;
use crate::books::organisation::Organisation;

/// Length of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Day,
    Month,
    Year,
}

impl By {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    pub(crate) fn read(word: &str) -> Option<Self> {
        [Self::Day, Self::Month, Self::Year]
            .into_iter()
            .find(|b| b.word() == word)
    }

    fn period(self, date: NaiveDate) -> String {
        date.format(match self {
            Self::Day => "%Y-%m-%d",
            Self::Month => "%Y-%m",
            Self::Year => "%Y",
        })
        .to_string()
    }
}

/// An amount in the document's currency and in the organisation's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Amount {
    pub own: Decimal,
    pub base: Decimal,
}

impl std::ops::AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.own += other.own;
        self.base += other.base;
    }
}

/// Net and tax of lines.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sales {
    pub net: Amount,
    pub tax: Amount,
}

/// Money that came in for invoices and went out for credit notes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Money {
    pub payments_in: Amount,
    pub refunds_out: Amount,
}

/// Totals of a period, all currencies or one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    pub documents: u64,
    pub credit_notes: u64,
    pub net: Amount,
    pub tax: Amount,
    pub gross: Amount,
    pub payments_in: Amount,
    pub refunds_out: Amount,
    /// Credit notes set against invoices.
    pub allocated: Amount,
    /// Drafts and submitted documents, which are in no other number.
    pub not_approved: u64,
}

/// Code, name and currency: what a row is about.
pub(crate) type Key = (String, String, String);

/// Everything of a period.
#[derive(Clone, Debug, Default)]
pub(crate) struct Period {
    pub totals: Totals,
    pub currencies: BTreeMap<String, Totals>,
    /// By account of the lines.
    pub accounts: BTreeMap<Key, Sales>,
    /// By tax type of the lines.
    pub taxes: BTreeMap<Key, Sales>,
    /// By account of the payments.
    pub money: BTreeMap<Key, Money>,
}

impl Period {
    fn add(&mut self, currency: &str, what: impl Fn(&mut Totals)) {
        what(&mut self.totals);
        what(self.currencies.entry(currency.to_owned()).or_default());
    }
}

/// The periods in which something happened, and all of them together under an empty name.
pub(crate) fn periods(
    books: &Organisation,
    by: By,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> BTreeMap<String, Period> {
    let mut all = BTreeMap::<String, Period>::new();
    let inside = |date: NaiveDate| from.is_none_or(|f| date >= f) && to.is_none_or(|t| date <= t);
    let mut each = |date: NaiveDate, what: &dyn Fn(&mut Period)| {
        if inside(date) {
            what(all.entry(by.period(date)).or_default());
            what(all.entry(String::new()).or_default());
        }
    };
    for document in books.documents.iter().filter(|d| d.kind.is_sale()) {
        match document.status {
            Status::Authorised | Status::Paid => {
                let posted = Posted::of(books, document);
                each(document.date, &|period| posted.add_to(period, document));
            }
            Status::Draft | Status::Submitted => each(document.date, &|period| {
                period.add(&document.currency, |t| t.not_approved += 1);
            }),
            Status::Voided | Status::Deleted => {}
        }
    }
    for payment in books.payments.iter().filter(|p| !p.deleted) {
        let Some(document) = books.documents.get(payment.document).filter(|d| d.kind.is_sale()) else {
            continue;
        };
        let amount = Amount {
            own: payment.amount,
            base: in_base(payment.amount, payment.currency_rate),
        };
        let refund = document.kind.is_credit();
        let (code, name) = account(books, Some(payment.account));
        each(payment.date, &|period| {
            let row = period
                .money
                .entry((code.clone(), name.clone(), document.currency.clone()))
                .or_default();
            *(if refund {
                &mut row.refunds_out
            } else {
                &mut row.payments_in
            }) += amount;
            period.add(&document.currency, |t| {
                *(if refund { &mut t.refunds_out } else { &mut t.payments_in }) += amount;
            });
        });
    }
    for allocation in books.allocations.iter().filter(|a| !a.deleted) {
        let Some(credit) = books.documents.get(allocation.credit_note).filter(|d| d.kind.is_sale()) else {
            continue;
        };
        let amount = Amount {
            own: allocation.amount,
            base: in_base(allocation.amount, credit.currency_rate),
        };
        each(allocation.date, &|period| {
            period.add(&credit.currency, |t| t.allocated += amount);
        });
    }
    all
}

/// Units of the document's currency for one of the base currency turn the one into the other.
fn in_base(amount: Decimal, rate: Decimal) -> Decimal {
    if rate == Decimal::ONE {
        amount
    } else {
        amount.checked_div(rate).map_or(amount, |a| round(a, 2))
    }
}

fn account(books: &Organisation, id: Option<Uuid>) -> (String, String) {
    id.and_then(|id| books.accounts.get(id))
        .map(|a| (a.code.clone(), a.name.clone()))
        .unwrap_or_default()
}

/// A line as it is posted.
struct PostedLine {
    /// Code and name.
    account: (String, String),
    /// Type and name.
    tax: (String, String),
    sales: Sales,
}

/// What a document posts.
struct Posted {
    net: Amount,
    tax: Amount,
    gross: Amount,
    lines: Vec<PostedLine>,
}

impl Posted {
    fn of(books: &Organisation, document: &Document) -> Self {
        let sign = if document.kind.is_credit() {
            -Decimal::ONE
        } else {
            Decimal::ONE
        };
        let base = |amount: Decimal| in_base(amount, document.currency_rate);
        let (gross, tax) = (base(document.total), base(document.tax));
        let mut lines: Vec<PostedLine> = document
            .lines
            .iter()
            .filter(|l| l.account.is_some() || !l.amount.is_zero())
            .map(|l| {
                let net = if document.line_amounts == LineAmounts::Inclusive {
                    l.amount - l.tax
                } else {
                    l.amount
                };
                let sales = Sales {
                    net: Amount {
                        own: net,
                        base: base(net),
                    },
                    tax: Amount {
                        own: l.tax,
                        base: base(l.tax),
                    },
                };
                let tax_name = books.tax_rate(&l.tax_type).map(|r| r.name.clone()).unwrap_or_default();
                PostedLine {
                    account: account(books, l.account),
                    tax: (l.tax_type.clone(), tax_name),
                    sales,
                }
            })
            .collect();
        // Converted line by line the cents would not add up; the largest line carries the difference, so that accounts agree with documents.
        let (net_of_lines, tax_of_lines) = lines.iter().fold((Decimal::ZERO, Decimal::ZERO), |(n, t), l| {
            (n + l.sales.net.base, t + l.sales.tax.base)
        });
        if let Some(largest) = lines.iter_mut().max_by_key(|l| l.sales.net.own.abs()) {
            largest.sales.net.base += gross - tax - net_of_lines;
        }
        if let Some(largest) = lines.iter_mut().max_by_key(|l| l.sales.tax.own.abs()) {
            largest.sales.tax.base += tax - tax_of_lines;
        }
        let signed = |own: Decimal, base: Decimal| Amount {
            own: own * sign,
            base: base * sign,
        };
        for PostedLine { sales, .. } in &mut lines {
            sales.net = signed(sales.net.own, sales.net.base);
            sales.tax = signed(sales.tax.own, sales.tax.base);
        }
        Self {
            net: signed(document.subtotal, gross - tax),
            tax: signed(document.tax, tax),
            gross: signed(document.total, gross),
            lines,
        }
    }

    fn add_to(&self, period: &mut Period, document: &Document) {
        period.add(&document.currency, |t| {
            *(if document.kind.is_credit() {
                &mut t.credit_notes
            } else {
                &mut t.documents
            }) += 1;
            t.net += self.net;
            t.tax += self.tax;
            t.gross += self.gross;
        });
        let key = |(code, name): &(String, String)| (code.clone(), name.clone(), document.currency.clone());
        for PostedLine { account, tax, sales } in &self.lines {
            for row in [
                period.accounts.entry(key(account)).or_default(),
                period.taxes.entry(key(tax)).or_default(),
            ] {
                row.net += sales.net;
                row.tax += sales.tax;
            }
        }
    }
}
