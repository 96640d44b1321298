//! The command `ledgerline-sandbox`: starts the sandbox, says where it listens, and ends on Ctrl-C or SIGTERM.

use std::process::ExitCode;

use clap::Parser as _;
use ledgerline_sandbox::{Options, start};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let options = Options::parse();
    let running = match start(options).await {
        Ok(running) => running,
        Err(sentence) => {
            eprintln!("ledgerline-sandbox: {sentence}");
            return ExitCode::FAILURE;
        }
    };
    println!("listening on {}", running.base());
    wait_for_the_end().await;
    match running.stop() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("ledgerline-sandbox: {sentence}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(unix)]
async fn wait_for_the_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

#[cfg(not(unix))]
async fn wait_for_the_end() {
    let _ = tokio::signal::ctrl_c().await;
}
