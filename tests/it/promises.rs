//! docs/security.md names a test for each promise: every one of them is there.

use crate::support::repository;

/// A test as the page names it: file and name.
fn named(page: &str) -> Vec<(&str, &str)> {
    page.split('`').filter_map(|quoted| quoted.split_once(" › ")).collect()
}

#[test]
fn every_promise_of_the_page_about_security_has_its_test() {
    let page = std::fs::read_to_string(repository("docs/security.md")).expect("the page");
    let tests = named(&page);
    assert!(tests.len() > 50, "{} tests", tests.len());
    let missing: Vec<_> = tests
        .iter()
        .filter(|(file, name)| !std::fs::read_to_string(repository(file)).is_ok_and(|text| text.contains(name)))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_promise_of_the_page_about_security_names_what_holds_it_and_a_test() {
    let page = std::fs::read_to_string(repository("docs/security.md")).expect("the page");
    let mut promises = 0;
    for table in page.split("| Promise | What holds it | The test |").skip(1) {
        for row in table.lines().skip(2).take_while(|line| line.starts_with('|')) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            assert_eq!(cells.len(), 3, "{row}");
            assert!(!cells[1].is_empty() && !named(cells[2]).is_empty(), "{row}");
            promises += 1;
        }
    }
    assert!(promises > 30, "{promises} promises");
}
