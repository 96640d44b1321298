//! Apps that may connect: their secrets, their kind and where the browser may be sent back to.

use std::str::FromStr;

/// How an app connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppKind {
    /// With a browser and a secret.
    Web,
    /// With a browser and PKCE, without a secret.
    Pkce,
    /// Custom Connection: one organisation, no browser.
    Custom,
}

/// An app.
#[derive(Clone, Debug)]
pub struct App {
    pub client_id: String,
    pub secret: String,
    pub kind: AppKind,
    /// Registered redirect addresses; when empty every loopback address is good.
    pub redirects: Vec<String>,
    pub name: String,
    /// Name or id of a custom connection's organisation; the first one when missing.
    pub organisation: Option<String>,
}

impl App {
    /// The apps that every sandbox knows.
    pub fn defaults() -> Vec<Self> {
        let app = |id: &str, kind, name: &str| Self {
            client_id: id.to_owned(),
            secret: format!("{id}-secret"),
            kind,
            redirects: Vec::new(),
            name: name.to_owned(),
            organisation: None,
        };
        vec![
            app("sandbox-web", AppKind::Web, "Sandbox web app"),
            app("sandbox-custom", AppKind::Custom, "Sandbox custom connection"),
        ]
    }

    /// Whether the browser may be sent there. Registered addresses must be equal, letter by letter.
    pub fn accepts_redirect(&self, address: &str) -> bool {
        if !self.redirects.is_empty() {
            return self.redirects.iter().any(|r| r == address);
        }
        is_loopback(address)
    }
}

/// Web app addresses are https, or http on this machine.
fn is_permitted(address: &str) -> bool {
    address.starts_with("https://") && address.len() > 8 && !address.contains('*') || is_loopback(address)
}

fn is_loopback(address: &str) -> bool {
    let Some(rest) = address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"))
    else {
        return false;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = if authority.starts_with('[') {
        authority.split(']').next().unwrap_or_default()
    } else {
        authority.split(':').next().unwrap_or_default()
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1")
}

impl FromStr for App {
    type Err = String;

    /// `id:secret:web[:redirect]`, `id::pkce[:redirect]` or `id:secret:custom[:organisation]`; the redirect may be a list with commas.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(4, ':');
        let (Some(id), Some(secret), Some(kind)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("expected id:secret:web|pkce|custom[:redirect or organisation]".to_owned());
        };
        let kind = match kind {
            "web" => AppKind::Web,
            "pkce" => AppKind::Pkce,
            "custom" => AppKind::Custom,
            other => return Err(format!("unknown kind of app: {other}")),
        };
        if id.is_empty() || (secret.is_empty() != (kind == AppKind::Pkce)) {
            return Err("an app has an id, and a secret unless it is a pkce app".to_owned());
        }
        let rest = parts.next().filter(|r| !r.is_empty());
        let mut redirects = Vec::new();
        let mut organisation = None;
        if kind == AppKind::Custom {
            organisation = rest.map(str::to_owned);
        } else if let Some(rest) = rest {
            redirects = rest.split(',').map(str::to_owned).collect();
            if let Some(bad) = redirects.iter().find(|r| !is_permitted(r)) {
                return Err(format!("redirect address {bad} must be https, or http on this machine"));
            }
        }
        Ok(Self {
            client_id: id.to_owned(),
            secret: secret.to_owned(),
            kind,
            redirects,
            name: id.to_owned(),
            organisation,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_addresses_are_compared_exactly() {
        let app: App = "a:s:web:https://shop.example/cb".parse().unwrap();
        assert!(app.accepts_redirect("https://shop.example/cb"));
        assert!(!app.accepts_redirect("https://shop.example/cb/") && !app.accepts_redirect("http://localhost/cb"));
        assert!("a:s:web:http://shop.example/cb".parse::<App>().is_err());
    }

    #[test]
    fn an_app_without_registration_is_sent_back_to_this_machine_only() {
        let app = &App::defaults()[0];
        for good in [
            "http://localhost:8080/x",
            "http://127.0.0.1/x",
            "http://[::1]:9/x",
            "https://localhost/x",
        ] {
            assert!(app.accepts_redirect(good), "{good}");
        }
        for bad in [
            "http://localhost.evil.example/",
            "http://evil.example/localhost",
            "localhost",
            "http://127.0.0.1@evil.example/",
        ] {
            assert!(!app.accepts_redirect(bad), "{bad}");
        }
    }
}
