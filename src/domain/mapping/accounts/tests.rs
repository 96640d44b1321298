//! Tables of accounts.

use super::*;

fn account(code: &str, id: &str, type_: &str) -> Account {
    Account {
        id: id.into(),
        code: (!code.is_empty()).then(|| code.into()),
        name: format!("Account {id}"),
        type_: type_.into(),
        active: true,
        ..Account::default()
    }
}

fn policy() -> Policy {
    let mut policy = Policy {
        chart: vec![
            account("200", "a", "REVENUE"),
            account("", "b", "BANK"),
            Account {
                payments: true,
                ..account("880", "c", "CURRENT")
            },
            Account {
                system: Some("DEBTORS".into()),
                ..account("610", "d", "CURRENT")
            },
            Account {
                active: false,
                ..account("299", "e", "REVENUE")
            },
            Account {
                system: Some("ROUNDING".into()),
                ..account("860", "f", "EXPENSE")
            },
        ],
        ..Policy::default()
    };
    policy.accounts.sales = Some("200".into());
    policy.accounts.bank = Some("b".into());
    policy
}

#[test]
fn lines() {
    let mut p = policy();
    assert_eq!(sales(&p), Ok(AccountRef::Code("200".into())));
    assert_eq!(shipping(&p), sales(&p));
    assert_eq!(adjustment(&p), sales(&p));
    assert_eq!(rounding(&p), Ok(AccountRef::Code("860".into())));
    for (choice, code) in [
        (None, HoldCode::AccountMissing),
        (Some(" "), HoldCode::AccountMissing),
        (Some("299"), HoldCode::AccountInvalid),
        (Some("610"), HoldCode::AccountInvalid),
        (Some("b"), HoldCode::AccountInvalid),
        (Some("999"), HoldCode::AccountInvalid),
    ] {
        p.accounts.sales = choice.map(str::to_owned);
        assert_eq!(sales(&p).unwrap_err().code, code, "{choice:?}");
    }
    p.chart.clear();
    assert_eq!(sales(&p), Ok(AccountRef::Code("999".into())));
    assert_eq!(rounding(&p).unwrap_err().code, HoldCode::AccountMissing);
}

#[test]
fn own_accounts() {
    let mut p = policy();
    assert_eq!(product(&p, Some(" "), "Bag"), sales(&p));
    assert_eq!(product(&p, Some("860"), "Bag"), Ok(AccountRef::Code("860".into())));
    let hold = product(&p, Some("999"), "Bag").unwrap_err();
    assert_eq!(hold.code, HoldCode::AccountInvalid);
    assert!(
        hold.message.to_string().contains("\"Bag\"") && hold.fix.to_string().contains("Catalog"),
        "{hold:?}"
    );
    assert_eq!(fixed_product_tax(&p), sales(&p));
    p.accounts.fixed_product_tax = Some("860".into());
    assert_eq!(fixed_product_tax(&p), Ok(AccountRef::Code("860".into())));
}

#[test]
fn currencies_of_bank_accounts() {
    let mut p = policy();
    p.base_currency = "GBP".into();
    let with = |p: &mut Policy, own: &str| p.chart[1].currency = Some(own.into());
    for (own, currency, fits) in [
        ("GBP", "GBP", true),
        ("GBP", "EUR", true),
        ("EUR", "EUR", true),
        ("EUR", "GBP", false),
        ("USD", "EUR", false),
        ("", "EUR", true),
    ] {
        with(&mut p, own);
        let account = payment(&p, None, currency);
        assert_eq!(account.is_ok(), fits, "{own} {currency}");
        if let Err(hold) = account {
            assert_eq!(hold.code, HoldCode::AccountInvalid);
            assert!(
                hold.message.to_string().contains(own) && hold.fix.to_string().contains(currency),
                "{hold:?}"
            );
        }
    }
    p.base_currency.clear();
    with(&mut p, "USD");
    assert!(payment(&p, None, "EUR").is_ok());
}

#[test]
fn payments() {
    let mut p = policy();
    assert_eq!(
        payment(&p, Some("checkmo"), "GBP"),
        Ok(Some(AccountRef::Id("b".into())))
    );
    p.payment_accounts.insert("paypal".into(), "880".into());
    p.payment_accounts.insert("free".into(), "none".into());
    p.payment_accounts.insert("wrong".into(), "200".into());
    assert_eq!(
        payment(&p, Some("paypal"), "GBP"),
        Ok(Some(AccountRef::Code("880".into())))
    );
    assert_eq!(payment(&p, Some("free"), "GBP"), Ok(None));
    assert_eq!(
        payment(&p, Some("wrong"), "GBP").unwrap_err().code,
        HoldCode::AccountInvalid
    );
    p.accounts.bank = None;
    assert_eq!(
        payment(&p, Some("checkmo"), "GBP").unwrap_err().code,
        HoldCode::AccountMissing
    );
    assert_eq!(payment(&p, None, "GBP").unwrap_err().code, HoldCode::AccountMissing);
}

/// A British chart in small: sales tax is refused on expenses.
fn british() -> Policy {
    use crate::domain::policy::TaxRate;
    let mut p = policy();
    p.chart.extend([
        account("425", "g", "OVERHEADS"),
        account("310", "h", "DIRECTCOSTS"),
        account("805", "i", "CURRLIAB"),
        account("710", "j", "FIXED"),
        account("630", "k", "INVENTORY"),
        Account {
            system: Some("RETAINEDEARNINGS".into()),
            ..account("960", "l", "EQUITY")
        },
    ]);
    p.tax.automatic = true;
    for (tax_type, percent, refused) in [("OUTPUT2", "20", &["EXPENSE"][..]), ("NONE", "0", &[])] {
        p.tax.rates.push(TaxRate {
            tax_type: tax_type.into(),
            name: tax_type.into(),
            rate: percent.parse().unwrap(),
            active: true,
            sales: true,
            refused_on: refused.iter().map(|class| (*class).to_owned()).collect(),
        });
    }
    p
}

#[test]
fn an_account_that_takes_no_sales_tax_is_named_with_its_role() {
    use crate::domain::mapping::{document, tests};
    let mut d = tests::sale(
        crate::domain::shop::DocumentKind::Invoice,
        vec![tests::line(["1", "100", "100", "0", "20", "20"])],
    );
    tests::ship(&mut d, "10", "2", "20");
    let mut p = british();
    p.accounts.shipping = Some("425".into());
    let hold = document(&d, &p).unwrap_err();
    assert_eq!((hold.code, hold.subject()), (HoldCode::AccountInvalid, "425"));
    assert_eq!(
        hold.message,
        "Shipping goes to account 425, which is an expense; Xero allows no sales tax there."
    );
    assert!(
        hold.fix
            .to_string()
            .starts_with("Choose an income account for shipping in "),
        "{}",
        hold.fix
    );
    // Free of tax it may go there.
    let mut free = d.clone();
    tests::ship(&mut free, "10", "0", "0");
    assert!(document(&free, &p).is_ok());
    // Gift cards sold with tax on a liability, machines sold from fixed assets: Xero takes them.
    for (account, fits) in [
        ("805", true),
        ("710", true),
        ("310", false),
        ("630", false),
        ("960", false),
        ("610", false),
    ] {
        p.accounts.shipping = Some(account.into());
        assert_eq!(document(&d, &p).is_ok(), fits, "{account}");
    }
    p.accounts.shipping = None;
    p.accounts.sales = Some("310".into());
    let hold = document(&d, &p).unwrap_err();
    assert_eq!(
        hold.message,
        "Sales go to account 310, which is an expense; Xero allows no sales tax there."
    );
    p.accounts.sales = Some("200".into());
    d.lines[0].sales_account = Some("425".into());
    let hold = document(&d, &p).unwrap_err();
    assert_eq!(
        hold.message,
        "The product \"Bag\" goes to account 425, which is an expense; Xero allows no sales tax there."
    );
    assert!(hold.fix.to_string().contains("Catalog"), "{}", hold.fix);
}

#[test]
fn an_item_whose_account_takes_no_sales_tax_is_held_too() {
    let mut p = british();
    p.tax.automatic = false;
    p.tax.map.insert("20".into(), "OUTPUT2".into());
    let mut product = crate::domain::shop::Product {
        sku: "A".into(),
        name: "Bag".into(),
        ..Default::default()
    };
    assert!(crate::domain::mapping::item(&product, &p).is_ok());
    product.sales_account = Some("425".into());
    let hold = crate::domain::mapping::item(&product, &p).unwrap_err();
    assert_eq!(
        (hold.code, hold.message.to_string().as_str()),
        (
            HoldCode::AccountInvalid,
            "The product \"Bag\" goes to account 425, which is an expense; Xero allows no sales tax there."
        )
    );
    // Without a tax type of its own the item leaves the account's.
    p.tax.automatic = true;
    assert!(crate::domain::mapping::item(&product, &p).is_ok());
}

#[test]
fn chosen_accounts_are_looked_at_before_any_document() {
    let mut p = british();
    assert_eq!(wrong_accounts(&p), []);
    p.accounts.shipping = Some("425".into());
    p.accounts.adjustment = Some("425".into());
    p.accounts.fixed_product_tax = Some("299".into());
    p.accounts.rounding = Some("610".into());
    p.accounts.bank = Some("200".into());
    p.total_accounts.insert("giftcard".into(), "999".into());
    p.payment_accounts.insert("paypal".into(), "805".into());
    p.payment_accounts.insert("free".into(), "none".into());
    p.payment_fees.insert(
        "paypal".into(),
        crate::domain::policy::GatewayFee {
            account: "425".into(),
            ..Default::default()
        },
    );
    let wrong = wrong_accounts(&p);
    for hold in &wrong {
        // Fees that are paid from a bank account would stand there as money that moved.
        let bank = hold.fix.to_string().starts_with("Choose a bank account");
        assert_eq!(
            bank,
            hold.message.to_string().ends_with("chosen for payments."),
            "{}",
            hold.fix
        );
    }
    let told: Vec<String> = wrong.into_iter().map(|hold| hold.message.to_string()).collect();
    assert_eq!(
        told,
        [
            "Shipping goes to account 425, which is an expense; Xero allows no sales tax there.",
            "The account \"299 Account e\" chosen for fixed product taxes is archived in Xero.",
            "The account \"610 Account d\" cannot be used for rounding: Xero takes no lines on bank, inventory and system accounts \
             (receivables, payables, tax).",
            "Xero takes no payments on the account \"200 Account a\" chosen for payments.",
            "The account \"999\" chosen for the total \"giftcard\" does not exist in Xero.",
            "Xero takes no payments on the account \"805 Account i\" chosen for payments.",
            "Xero takes no payments on the account \"425 Account g\" chosen for the fees of \"paypal\".",
        ]
    );
    p.chart.clear();
    assert_eq!(wrong_accounts(&p), [], "nothing is known");
}
