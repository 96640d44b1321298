//! What the hot paths cost, in instructions: `scripts/costs` runs each of them under valgrind, which counts what the function of its name takes.
//!
//! A test prepares; what is counted is the function `counted_…` alone. Its budget stands in `tests/it/costs.txt`.

use ledgerline::domain::mapping;
use ledgerline::domain::policy::Policy;
use ledgerline::domain::shop::{Record, SalesDocument};
use ledgerline::queue::{
    Came, Claimed, Departure, Entity, Exchange, JobStore as _, Kind, Link, LogLine, NewJob, Proof, RecordBook as _,
    Settled, State,
};
use ledgerline::secret::Sealer;
use ledgerline::snapshot;
use ledgerline::store::sqlite::{Durability, SqliteStore};
use ledgerline::xero::wire;

use crate::support::fixtures;

const NOW: i64 = 1_790_000_000_000;
const BATCH: u32 = 50;

fn document(text: &str) -> SalesDocument {
    match snapshot::read_text(text) {
        Ok(Record::Document(document)) => *document,
        other => panic!("a document: {other:?}"),
    }
}

fn policy(text: &str) -> Policy {
    let document = document(text);
    fixtures::policy([&document], &document.currency)
}

fn text_of(id: u32) -> String {
    fixtures::invoice_of(id, id).to_string()
}

#[inline(never)]
fn counted_mapping(snapshot: &str, policy: &Policy) -> ledgerline::domain::books::Document {
    mapping::document(&document(snapshot), policy).expect("what is proven")
}

#[test]
#[ignore = "counted by scripts/costs"]
fn an_invoice_is_read_mapped_and_proven() {
    let text = text_of(1);
    let policy = policy(&text);
    assert!(!counted_mapping(&text, &policy).lines.is_empty());
}

fn written(documents: &[ledgerline::domain::books::Document]) -> Vec<String> {
    let contact = "3f8e0c7a-5a55-4e6b-9c1b-0d6f0a8f7b11";
    documents
        .iter()
        .map(|document| wire::document(document, contact, &|_| false).to_string())
        .collect()
}

// Without a closure, whose name would begin as its own.
#[inline(never)]
fn counted_writing(documents: &[ledgerline::domain::books::Document]) -> Vec<String> {
    written(documents)
}

#[test]
#[ignore = "counted by scripts/costs"]
fn fifty_invoices_are_written() {
    let texts: Vec<String> = (1..=BATCH).map(text_of).collect();
    let policy = policy(&texts[0]);
    let mapped: Vec<_> = texts.iter().map(|text| counted_mapping(text, &policy)).collect();
    assert!(counted_writing(&mapped).iter().all(|json| json.contains("LineItems")));
}

fn jobs() -> Vec<NewJob> {
    let job = |id: u32| NewJob {
        connection: "default".into(),
        kind: Kind::Invoice,
        key: format!("invoice:{id}"),
        entity: Entity::Invoice,
        entity_id: id.to_string(),
        number: format!("{:09}", 500_000_000 + id),
        store_id: "1".into(),
        priority: 10,
        snapshot: text_of(id),
        snapshot_hash: format!("{id:064}"),
        total: Some("100.00".into()),
        currency: Some("GBP".into()),
        only_if_absent: false,
        force: false,
        settings_hash: "settings".into(),
        compare_settings: false,
    };
    (1..=BATCH).map(job).collect()
}

fn store(folder: &tempfile::TempDir) -> SqliteStore {
    let store = SqliteStore::new(folder.path().join("store"), Durability::Normal, Sealer::new(["key"]));
    // The file and its statements are there before anything is counted.
    store.seen(NOW).expect("a store");
    store
}

#[inline(never)]
fn counted_enqueueing(store: &SqliteStore, jobs: &[NewJob]) -> u64 {
    store.enqueue(jobs, NOW).expect("a place").accepted
}

#[test]
#[ignore = "counted by scripts/costs"]
fn fifty_jobs_are_enqueued() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(counted_enqueueing(&store(&folder), &jobs()), u64::from(BATCH));
}

fn ending(job: &Claimed) -> (Claimed, Settled, LogLine) {
    let link = Link {
        xero_id: format!("3f8e0c7a-5a55-4e6b-9c1b-{:012}", job.id),
        xero_number: job.number.clone(),
        fingerprint: format!("{:064}", job.id),
        total: Some("100.00".into()),
        xero_total: Some("100.00".into()),
        currency: Some("GBP".into()),
        order_id: Some(job.entity_id.clone()),
        party: Some(format!("customer:{}", job.id)),
        ..Link::default()
    };
    let line = LogLine {
        action: "create".into(),
        status: "success".into(),
        message: ledgerline::message::Message::words("Invoice created in Xero."),
        xero_id: link.xero_id.clone(),
        exchange: Some(Box::new(Exchange {
            sent: job.snapshot.clone(),
            answered: job.snapshot.clone(),
        })),
        ..LogLine::default()
    };
    let done = Settled::Done {
        link: Some(Box::new(link)),
        next: Vec::new(),
    };
    (job.proven(Proof::Answered), done, line)
}

#[inline(never)]
fn counted_settling(store: &SqliteStore, ends: &[(Claimed, Settled, LogLine)]) -> Vec<Came> {
    store.settle_all(ends, NOW + 2).expect("an end")
}

#[test]
#[ignore = "counted by scripts/costs"]
fn fifty_jobs_are_settled() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder);
    store.enqueue(&jobs(), NOW).expect("a place");
    let (kind, state) = (Kind::Invoice, State::Waiting);
    let claimed = store
        .claim(
            "default",
            kind,
            state,
            BATCH,
            i64::MAX,
            "here:1:1",
            NOW + 60_000,
            NOW + 1,
        )
        .expect("a claim");
    let leaving = |job: &Claimed| Departure {
        id: job.id,
        fence: job.fence,
        organisation: "org".into(),
        look_up_at_ms: NOW + 5_000,
        ..Departure::default()
    };
    let leaving: Vec<Departure> = claimed.iter().map(leaving).collect();
    assert_eq!(store.mark_sent(&leaving, "key", NOW + 1), Ok(u64::from(BATCH)));
    let ends: Vec<_> = claimed.iter().map(ending).collect();
    let came = counted_settling(&store, &ends);
    assert!(came.len() == 50 && came.iter().all(|came| *came == Came::Settled));
}
