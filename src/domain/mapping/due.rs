//! Decides on which day an invoice is due.
//!
//! Source: the four payment terms of Xero's invoice settings (`PaymentTermType` of its API).

use chrono::{Datelike as _, Days, Months, NaiveDate};

use crate::domain::policy::{Due, DueTerms, Policy};
use crate::domain::shop::SalesDocument;

/// The day on which an invoice of the day `date` is due, never before that day.
pub(super) fn date(d: &SalesDocument, date: NaiveDate, p: &Policy) -> NaiveDate {
    let method = d.payment.method.as_ref();
    let due = method.and_then(|method| p.documents.due_by_method.get(method));
    by(date, *due.unwrap_or(&p.documents.due)).max(date)
}

fn by(date: NaiveDate, due: Due) -> NaiveDate {
    let later = |from: NaiveDate| from.checked_add_days(Days::new(u64::from(due.days)));
    let found = match due.terms {
        DueTerms::AfterDate => later(date),
        DueTerms::AfterMonth => on(date, 31).and_then(later),
        DueTerms::OfFollowingMonth => date
            .checked_add_months(Months::new(1))
            .and_then(|next| on(next, due.days)),
        DueTerms::OfCurrentMonth => on(date, due.days),
    };
    found.unwrap_or(date)
}

/// A day of the month that a date is in; its last one where it has not so many.
fn on(month: NaiveDate, day: u32) -> Option<NaiveDate> {
    let last = u32::from(month.num_days_in_month());
    month.with_day(day.clamp(1, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn each_of_xeros_terms_gives_its_day() {
        for (date, days, terms, due) in [
            ("2026-01-31", 0, DueTerms::AfterDate, "2026-01-31"),
            ("2026-01-31", 30, DueTerms::AfterDate, "2026-03-02"),
            ("2026-12-31", 1, DueTerms::AfterDate, "2027-01-01"),
            ("2026-01-15", 0, DueTerms::AfterMonth, "2026-01-31"),
            ("2028-02-29", 0, DueTerms::AfterMonth, "2028-02-29"),
            ("2026-02-01", 30, DueTerms::AfterMonth, "2026-03-30"),
            ("2026-01-31", 20, DueTerms::OfFollowingMonth, "2026-02-20"),
            ("2026-01-31", 31, DueTerms::OfFollowingMonth, "2026-02-28"),
            ("2026-12-01", 20, DueTerms::OfFollowingMonth, "2027-01-20"),
            ("2026-01-31", 0, DueTerms::OfFollowingMonth, "2026-02-01"),
            ("2026-04-10", 31, DueTerms::OfCurrentMonth, "2026-04-30"),
            ("2026-04-10", 20, DueTerms::OfCurrentMonth, "2026-04-20"),
            ("2026-04-10", 365, DueTerms::OfCurrentMonth, "2026-04-30"),
        ] {
            assert_eq!(by(day(date), Due { days, terms }), day(due), "{date} {days} {terms:?}");
        }
    }

    #[test]
    fn an_invoice_is_never_due_before_its_day_and_never_without_one() {
        let terms = [
            DueTerms::AfterDate,
            DueTerms::AfterMonth,
            DueTerms::OfFollowingMonth,
            DueTerms::OfCurrentMonth,
        ];
        let mut p = Policy::default();
        let d = SalesDocument::default();
        for terms in terms {
            for days in [0, 1, 28, 29, 30, 31, 32, 365, u32::MAX] {
                p.documents.due = Due { days, terms };
                let mut of = day("2027-12-25");
                while of < day("2028-03-05") {
                    let due = date(&d, of, &p);
                    assert!(due >= of, "{of} {due} {days} {terms:?}");
                    let month = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month()).unwrap();
                    match terms {
                        DueTerms::OfFollowingMonth => assert_eq!(month(due), month(of) + 1),
                        DueTerms::OfCurrentMonth => assert_eq!(month(due), month(of)),
                        DueTerms::AfterMonth if (1..=28).contains(&days) => assert_eq!(month(due), month(of) + 1),
                        DueTerms::AfterMonth | DueTerms::AfterDate => {}
                    }
                    of = of.succ_opt().unwrap();
                }
            }
        }
    }
}
