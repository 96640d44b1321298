//! Documents that promise something name the test of each promise: every one of them is there.

use crate::support::repository;

/// Documents, and how many promises there are at least.
const DOCUMENTS: [(&str, usize); 2] = [("docs/security.md", 30), ("docs/bad-weather.md", 12)];

/// A test as a cell names it: file and name.
fn named(cell: &str) -> Vec<(&str, &str)> {
    cell.split('`').filter_map(|quoted| quoted.split_once(" › ")).collect()
}

/// The last cells of a document's tables about promises, each with its row.
fn promises(page: &str) -> Vec<(&str, Vec<&str>)> {
    page.split(" | The test |")
        .skip(1)
        .flat_map(|table| table.lines().skip(2).take_while(|line| line.starts_with('|')))
        .map(|row| (row, row.trim_matches('|').split('|').map(str::trim).collect()))
        .collect()
}

#[test]
fn every_promise_names_what_holds_it_and_tests_that_exist() {
    for (document, least) in DOCUMENTS {
        let page = std::fs::read_to_string(repository(document)).expect("the page");
        let promises = promises(&page);
        assert!(promises.len() >= least, "{document}: {} promises", promises.len());
        for (row, cells) in promises {
            assert!(cells.iter().all(|cell| !cell.is_empty()), "{document}: {row}");
            let tests = named(cells.last().expect("a cell"));
            assert!(!tests.is_empty(), "{document} names no test: {row}");
            for (file, name) in tests {
                let is_there = std::fs::read_to_string(repository(file)).is_ok_and(|text| text.contains(name));
                assert!(is_there, "{document} names {file} › {name}, which is not there");
            }
        }
    }
}
