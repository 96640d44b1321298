//! Hostile input of every kind, made of good input by [`mutate`]: nothing panics, nothing secret is said, nothing is too long for a store.
//!
//! Each target runs for `LEDGERLINE_FUZZ_SECONDS` (here a few) from `LEDGERLINE_FUZZ_SEED` (here always the same one, so that a run can be
//! repeated). A failure names both and its case, and `LEDGERLINE_FUZZ_CASE` runs that one alone. `scripts/bench fuzz` runs them for longer,
//! each time from another seed.

mod addresses;
mod answers;
mod dice;
mod mutate;
mod shop;
mod tokens;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use dice::Dice;

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is {text:?}: no number")))
}

/// Runs cases of a target until its time is over; each fails by panicking.
fn run(target: &str, mut case_of: impl FnMut(&mut Dice)) {
    let seed = number("LEDGERLINE_FUZZ_SEED").unwrap_or(20_261_130);
    if let Some(case) = number("LEDGERLINE_FUZZ_CASE") {
        return case_of(&mut Dice::of(seed, case));
    }
    let seconds = number("LEDGERLINE_FUZZ_SECONDS").unwrap_or(3);
    let began = Instant::now();
    let mut cases = 0;
    while began.elapsed() < Duration::from_secs(seconds) || cases == 0 {
        let mut dice = Dice::of(seed, cases);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| case_of(&mut dice))) {
            println!(
                "fuzz::{target}: to repeat it: LEDGERLINE_FUZZ_SEED={seed} LEDGERLINE_FUZZ_CASE={cases} \
                 cargo test -p ledgerline --no-default-features --test it fuzz::{target}"
            );
            std::panic::resume_unwind(panic);
        }
        cases += 1;
    }
    println!("fuzz::{target}: {cases} cases in {seconds} s from seed {seed}");
}
