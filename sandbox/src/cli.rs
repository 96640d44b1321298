//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::books::seed_country::Country;
use crate::identity::apps::App;
use crate::switches::{Plan, Switches};

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OnOff {
    /// Yes.
    On,
    /// No.
    Off,
}

/// A local Xero for trying Ledgerline without real books.
#[derive(Clone, Debug, Parser)]
#[command(name = "ledgerline-sandbox", version)]
pub struct Options {
    /// Address to listen on; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:7410")]
    pub listen: SocketAddr,
    /// Allow an address that other machines can reach.
    #[arg(long)]
    pub allow_remote: bool,
    /// Address that others use for this sandbox, when it is not the one it listens on.
    #[arg(long)]
    pub public_url: Option<String>,
    /// Keep the books in this file.
    #[arg(long)]
    pub state: Option<PathBuf>,
    /// Xero's limits (calls at once, a minute, a day).
    #[arg(long, value_enum)]
    pub limits: Option<OnOff>,
    /// Tier of the app: calls a day.
    #[arg(long, value_enum)]
    pub plan: Option<Plan>,
    /// Organisations of one's own, instead of the two that come with the sandbox (JSON).
    #[arg(long)]
    pub organisation: Option<PathBuf>,
    /// Country of the organisations, which decides currency and tax rates: gb, de, au or us.
    #[arg(long, value_enum, ignore_case = true, default_value = "gb")]
    pub country: Country,
    /// One more app: id:secret:web[:redirect,…], `id::pkce`[:redirect,…] or id:secret:custom[:organisation].
    #[arg(long = "app")]
    pub apps: Vec<App>,
    /// Any switch, as name=value (see the README). May be repeated.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
}

impl Options {
    /// The switches at the start.
    pub fn switches(&self) -> Result<Switches, String> {
        let mut switches = Switches::default();
        if let Some(limits) = self.limits {
            switches.limits = limits == OnOff::On;
        }
        if let Some(plan) = self.plan {
            switches.plan = plan;
        }
        for assignment in &self.set {
            switches
                .set(assignment)
                .map_err(|e| format!("--set {assignment}: {e}"))?;
        }
        Ok(switches)
    }

    /// The default apps and those of the command line; a repeated id replaces.
    pub fn all_apps(&self) -> Vec<App> {
        let mut all = App::defaults();
        for app in &self.apps {
            all.retain(|a| a.client_id != app.client_id);
            all.push(app.clone());
        }
        all
    }
}
