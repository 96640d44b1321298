//! The repository's own source, for rules about it: without comments, and without the tests inside it.

use std::path::Path;

use super::repository;

pub struct File {
    /// Path in the repository, with slashes.
    pub path: String,
    pub code: String,
}

/// Files of a folder and below, by the end of their names.
pub fn files(folder: &str, end: &str) -> Vec<File> {
    let root = repository("");
    let mut found = Vec::new();
    let mut waiting = vec![repository(folder)];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == end) {
                let code = std::fs::read_to_string(&path).unwrap();
                found.push(File {
                    path: relative(&path, &root),
                    code,
                });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

/// Rust files of a folder as they are compiled into the product.
pub fn rust(folder: &str) -> Vec<File> {
    files(folder, "rs")
        .into_iter()
        .filter(|file| !file.path.contains("/tests/") && !file.path.ends_with("/tests.rs"))
        .map(|file| File {
            code: product(&file.code),
            path: file.path,
        })
        .collect()
}

/// Without line comments and without the test module at the end.
pub fn product(code: &str) -> String {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines()
        .map(|line| {
            line.split_once("//")
                .filter(|(before, _)| !before.contains('"'))
                .map_or(line, |(before, _)| before)
        })
        .collect::<Vec<_>>()
        .join("\n")
}
