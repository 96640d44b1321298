//! A search of the file looks at texts that stand beside the rows: it finds what looking at the rows would find, whoever changed them.

use ledgerline::queue::{JobStore as _, Kind, Query};

use super::conformance::{NOW, filters, job};
use crate::support::disk::Disk;

fn search(text: &str) -> Query {
    Query {
        search: text.into(),
        page: 1,
        page_size: 5,
        ..Query::default()
    }
}

#[test]
fn a_search_finds_every_row_that_has_the_text_among_many() {
    let disk = Disk::new();
    let store = disk.store();
    let jobs: Vec<_> = (1..=300).map(|n| job(Kind::Invoice, &format!("A{n}"), "x")).collect();
    // Portions that begin and end amid what is written together.
    for portion in jobs.chunks(47) {
        store.enqueue(portion, NOW).unwrap();
    }
    for text in ["a1", "7", "a299", "A30", "b"] {
        let expected = (1..=300)
            .filter(|n| format!("a{n}").contains(&text.to_lowercase()))
            .count();
        let page = store.jobs(&search(text)).unwrap();
        assert_eq!(usize::try_from(page.total), Ok(expected), "{text}");
        assert_eq!(page.items.len(), expected.min(5), "{text}");
    }
    let narrowed = Query {
        filters: filters(&[("number", "eq", "A17".into())]),
        ..search("7")
    };
    assert_eq!(store.jobs(&narrowed).unwrap().total, 1);
}

#[test]
fn a_search_finds_what_other_hands_changed() {
    let disk = Disk::new();
    let store = disk.store();
    let jobs: Vec<_> = (1..=100).map(|n| job(Kind::Invoice, &format!("A{n}"), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let found = |text: &str| store.jobs(&search(text)).unwrap().total;
    disk.sqlite()
        .execute_batch(
            "UPDATE job SET number = 'changed' WHERE number = 'A50'; UPDATE job SET message = 'A remark.' WHERE number = 'A60';
             DELETE FROM job WHERE number = 'A70'",
        )
        .unwrap();
    let all = || ["changed", "remark", "a70", "a71"].map(found);
    assert_eq!(all(), [1, 1, 0, 1]);
    // The next transaction writes what is searched.
    store.enqueue(&[job(Kind::Invoice, "A101", "x")], NOW).unwrap();
    let unwritten: i64 = disk
        .sqlite()
        .query_row("SELECT COUNT(*) FROM unsought", [], |row| row.get(0))
        .unwrap();
    assert_eq!(unwritten, 0);
    assert_eq!(all(), [1, 1, 0, 1]);
    disk.sqlite().execute_batch("DELETE FROM job").unwrap();
    store.set_cursor("x", "y").unwrap();
    let left: i64 = disk
        .sqlite()
        .query_row("SELECT COUNT(*) FROM sought_job", [], |row| row.get(0))
        .unwrap();
    assert_eq!((found("a"), left), (0, 0), "what is gone takes no place");
}
