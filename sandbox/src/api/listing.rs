//! Lists: what is chosen, in which order, and which page of it.

use std::cmp::Ordering;

use super::filter::grammar::{self, Condition};
use super::filter::{self, value::Value};
use super::problem;
use crate::clock::{Millis, read_moment};
use crate::exchange::{Query, Reply, Request};

/// A page of a list.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub number: usize,
    pub size: usize,
    pub items: usize,
}

/// What a request wants to see.
pub(crate) struct Wanted {
    condition: Option<Condition>,
    order: Vec<(String, bool)>,
    pub since: Option<Millis>,
    page: Option<(usize, usize)>,
}

/// Fields of a record by lower-case path.
pub(crate) type Lookup<T> = fn(&crate::books::organisation::Organisation, &T, &str) -> Option<Value>;

impl Wanted {
    /// Reads the parameters. `paged`: whether the list has pages at all, and whether it is paged without asking.
    pub(crate) fn read(
        request: &Request,
        query: &Query,
        pages: bool,
        forced: bool,
        default_order: &str,
    ) -> Result<Self, Reply> {
        let condition = query
            .get("where")
            .map(grammar::parse)
            .transpose()
            .map_err(|sentence| problem::query_parse(&sentence))?;
        let mut order = Vec::new();
        for part in query.get("order").unwrap_or(default_order).split(',') {
            let mut words = part.split_whitespace();
            let Some(field) = words.next() else { continue };
            let descending = match words.next().map(str::to_lowercase).as_deref() {
                None | Some("asc" | "ascending") => false,
                Some("desc" | "descending") => true,
                Some(_) => return Err(problem::query_parse("Syntax error")),
            };
            order.push((field.to_owned(), descending));
        }
        let since = match request.header("if-modified-since") {
            None => None,
            Some(text) => Some(
                read_moment(text)
                    .ok_or_else(|| problem::bad_request(0, "BadRequest", "If-Modified-Since is not a valid date"))?,
            ),
        };
        let number = |name: &str| {
            let given = query.get(name).map(|v| v.parse::<i64>().unwrap_or(1).max(1));
            given.map(|n| usize::try_from(n).unwrap_or(usize::MAX))
        };
        let page = (pages && (forced || query.get("page").is_some() || query.get("pageSize").is_some())).then(|| {
            let size = number("pageSize").unwrap_or(100).min(1000);
            (number("page").unwrap_or(1), size)
        });
        Ok(Self {
            condition,
            order,
            since,
            page,
        })
    }

    pub(crate) fn is_paged(&self) -> bool {
        self.page.is_some()
    }

    /// Chooses, orders and cuts out the page.
    pub(crate) fn choose<'a, T>(
        &self,
        books: &crate::books::organisation::Organisation,
        all: impl Iterator<Item = &'a T>,
        entity: &str,
        lookup: Lookup<T>,
    ) -> Result<(Vec<&'a T>, Option<Page>), Reply> {
        let mut chosen = Vec::new();
        for row in all {
            let fields = |name: &str| lookup(books, row, name);
            if let Some(since) = self.since {
                let updated = lookup(books, row, "updateddateutc");
                // Seconds are compared, and the second itself counts as modified.
                if matches!(updated, Some(Value::Moment(at)) if at / 1000 < since / 1000) {
                    continue;
                }
            }
            let fits = match &self.condition {
                None => true,
                Some(condition) => {
                    filter::holds(condition, entity, &fields).map_err(|sentence| problem::query_parse(&sentence))?
                }
            };
            if fits {
                chosen.push(row);
            }
        }
        let mut keyed = Vec::with_capacity(chosen.len());
        for row in chosen {
            let mut keys = Vec::with_capacity(self.order.len());
            for (field, _) in &self.order {
                let value = lookup(books, row, &field.to_lowercase());
                keys.push(value.ok_or_else(|| {
                    problem::query_parse(&format!("No property or field '{field}' exists in type '{entity}'"))
                })?);
            }
            keyed.push((keys, row));
        }
        keyed.sort_by(|(a, _), (b, _)| {
            let by = |at: usize| {
                let order = filter::order(&a[at], &b[at]);
                if self.order[at].1 { order.reverse() } else { order }
            };
            (0..self.order.len())
                .map(by)
                .find(|o| *o != Ordering::Equal)
                .unwrap_or(Ordering::Equal)
        });
        let items = keyed.len();
        let rows = keyed.into_iter().map(|(_, row)| row);
        Ok(match self.page {
            None => (rows.collect(), None),
            Some((number, size)) => (
                rows.skip((number - 1) * size).take(size).collect(),
                Some(Page { number, size, items }),
            ),
        })
    }
}
