//! Which record in Xero stands for which record of the shop.

use ledgerline::queue::{Kind, Link, Settled};

use super::{Factory, NOW, done, job, line, take};

pub fn links_are_found_by_key_number_id_and_name(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let Settled::Done {
        link: Some(mut link), ..
    } = done("id-1")
    else {
        unreachable!()
    };
    link.note = Some("Ann Lee".into());
    store
        .settle(
            &take(&*store, NOW),
            &Settled::Done {
                link: Some(link.clone()),
                next: Vec::new(),
            },
            &line(""),
            NOW,
        )
        .unwrap();
    assert_eq!(
        store
            .link_by_number("default", Kind::Invoice, "id-1")
            .unwrap()
            .unwrap()
            .0,
        "1"
    );
    assert_eq!(
        store
            .link_by_xero_id("default", Kind::Invoice, "id-1")
            .unwrap()
            .unwrap()
            .1,
        Link {
            settled_at_ms: NOW,
            ..*link.clone()
        }
    );
    assert_eq!(store.link_by_xero_id("default", Kind::Payment, "id-1").unwrap(), None);
    assert_eq!(
        store.links_with_note("default", Kind::Invoice, "ANN lee").unwrap(),
        ["1"]
    );
    store.unlink("default", Kind::Invoice, "1").unwrap();
    assert_eq!(store.link("default", Kind::Invoice, "1").unwrap(), None);
}
