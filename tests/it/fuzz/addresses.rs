//! What app/etc/env.php and the environment say: addresses of stores and of Xero, a proxy.

use ledgerline::app::Options;
use ledgerline::oauth::Endpoints;
use ledgerline::store::Address;
use serde_json::json;

use super::dice::Dice;
use super::{mutate, run};

const PASSWORD: &str = "s3cretPASSw0rd";

const STORES: &[&str] = &[
    "/var/www/shop/var/ledgerline",
    "sqlite:/var/ledgerline?durability=normal",
    "mysql://shop:s3cretPASSw0rd@db.example:3307/magento?prefix=m2_&tls=on&ca=/etc/ca.pem&witness=/var/ledgerline",
    "mysql://shop:s3cretPASSw0rd@localhost/magento?socket=/run/mysqld/mysqld.sock",
    "mysql://shop:s3cretPASSw0rd@[::1]/magento",
];

const PLACES: &[&str] = &[
    "https://xero.example:8443/base",
    "http://127.0.0.1:7410/",
    "http://[::1]:9",
    "https://user:s3cretPASSw0rd@xero.example",
    "http://proxy:s3cretPASSw0rd@10.0.0.1:3128",
];

fn text(list: &[&str], dice: &mut Dice) -> String {
    let mut all = dice.pick(list).as_bytes().to_vec();
    if !dice.one_in(10) {
        mutate::bytes(&mut all, dice);
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// Whether the password is written as one wherever it stands. Elsewhere it is a part of a host, a folder or a user.
fn is_password(given: &str) -> bool {
    given.matches(PASSWORD).count() == given.matches(&format!(":{PASSWORD}@")).count()
}

fn assert_silent(shown: &str, given: &str) {
    assert!(
        !(shown.contains(PASSWORD) && is_password(given)),
        "a password is shown: {shown}, of {given}"
    );
}

#[test]
fn an_address_of_a_store_never_shows_its_password() {
    run("addresses::an_address_of_a_store_never_shows_its_password", |dice| {
        let given = text(STORES, dice);
        match Address::read(&given) {
            Ok(address) => {
                assert_silent(&format!("{address} {address:?} {}", address.place()), &given);
            }
            Err(message) => assert_silent(&format!("{message} {message:?} {}", message.data()), &given),
        }
    });
}

#[test]
fn an_address_of_xero_is_on_this_machine_or_encrypted() {
    run(
        "addresses::an_address_of_xero_is_on_this_machine_or_encrypted",
        |dice| {
            let (place, proxy) = (text(PLACES, dice), text(PLACES, dice));
            match Endpoints::new(Some(&place)) {
                Ok(endpoints) => {
                    for address in [&endpoints.token, &endpoints.api, &endpoints.connections] {
                        let Ok(url) = url::Url::parse(address) else {
                            panic!("{address} is no address, of {place}");
                        };
                        let local = matches!(url.host_str(), Some("localhost" | "[::1]"))
                            || url.host_str().is_some_and(|host| host.starts_with("127."));
                        let xero = place.trim().is_empty() && address.contains("xero.com");
                        assert!(
                            url.scheme() == "https" || local && url.scheme() == "http" || xero,
                            "{address}"
                        );
                        assert!(
                            url.username().is_empty() && url.password().is_none() && url.query().is_none(),
                            "{address}"
                        );
                    }
                    assert_silent(&format!("{endpoints:?}"), &place);
                }
                Err(message) => assert_silent(&format!("{message} {}", message.data()), &place),
            }
            let options =
                Options::read(&json!({ "store": "/tmp/x", "keys": ["key"], "xero_url": place, "proxy": proxy }));
            let options = format!("{options:?}");
            assert!(
                !(options.contains(PASSWORD) && is_password(&place) && is_password(&proxy)),
                "{options} of {place} and {proxy}"
            );
        },
    );
}
