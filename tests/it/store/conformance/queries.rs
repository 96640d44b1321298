//! Questions of screens: pages of queue and log.

use ledgerline::queue::{Kind, Query};

use super::{Factory, NOW, job};

pub fn screens_page_filter_sort_and_search(new: &dyn Factory) {
    let store = new.store();
    let jobs: Vec<_> = (1..=25)
        .map(|n| job(Kind::Invoice, &format!("10%_{n:02}"), "x"))
        .collect();
    store.enqueue(&jobs, NOW).unwrap();
    let page = |query: Query| store.jobs(&query).unwrap();
    let third = page(Query {
        sort: "number".into(),
        ascending: true,
        page: 3,
        page_size: 10,
        ..Query::default()
    });
    assert_eq!((third.total, third.items.len()), (25, 5));
    assert_eq!(third.items[0]["number"], "10%_21");
    assert_eq!(
        page(Query {
            search: "%_0".into(),
            page_size: 50,
            ..Query::default()
        })
        .total,
        9,
        "signs of LIKE are meant as they are"
    );
    let filter = |condition: &str, value: serde_json::Value| {
        page(Query {
            filters: vec![("number".into(), condition.into(), value)],
            page_size: 50,
            ..Query::default()
        })
        .total
    };
    assert_eq!(filter("eq", "10%_07".into()), 1);
    assert_eq!(filter("in", serde_json::json!(["10%_07", "10%_08", "x"])), 2);
    assert_eq!(filter("nin", serde_json::json!(["10%_07"])), 24);
    assert_eq!(filter("like", "%2_".into()), 6);
    assert_eq!(filter("eq", "' OR 1 = 1 --".into()), 0);
    let unknown = Query {
        filters: vec![("nonsense".into(), "eq".into(), "1".into())],
        ..Query::default()
    };
    assert_eq!(store.jobs(&unknown).unwrap_err().code, "query_invalid");
}
