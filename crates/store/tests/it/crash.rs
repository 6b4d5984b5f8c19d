//! What has been acknowledged is there after a crash, once, and with its entry.
//!
//! SIGKILL leaves the operating system's page cache as it is. What it shows is the order of the log, and that recovery
//! brings back whatever was acknowledged. It cannot show that anything was flushed. So there are two tests more: one cuts
//! the log off where the disk, by the word of PostgreSQL, had it at the last acknowledgement, as a power failure would; the
//! other compares that place with each commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use domain::id::CustomerId;
use domain::{Action, Clock, Rng};
use store::{AuditEvent, CustomerEdit};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls};

use crate::cluster::Cluster;
use crate::firm::{Database, Persona, TestClock, TestRng, config, connect_to};

/// How many write in the busy organization, and in each of the others.
const BUSY: usize = 12;
const QUIET: usize = 1;

/// An act that was acknowledged, and how far the log was flushed just after.
#[derive(Debug, Clone, Copy)]
struct Acknowledged {
    customer: CustomerId,
    flushed: u64,
}

struct Scene {
    cluster: Cluster,
    database: Arc<Database>,
    /// The first is the busy one.
    firms: Vec<Persona>,
    stop: Arc<AtomicBool>,
    /// How many acts were acknowledged, since somebody began to write.
    done: Arc<AtomicUsize>,
}

/// What each writer of each firm was told.
type Writers = Vec<(Persona, JoinHandle<Vec<Acknowledged>>)>;

async fn flushed(client: &Client) -> Option<u64> {
    let row = client.query_one("SELECT (pg_current_wal_flush_lsn() - '0/0')::text", &[]).await.ok()?;
    row.get::<_, String>(0).parse().ok()
}

impl Scene {
    async fn new() -> Self {
        let cluster = Cluster::start().await;
        let database = Arc::new(Database::on(cluster.socket(), "credenza".into()).await);
        let mut firms = Vec::new();
        for name in ["Norte", "Sur", "Este", "Oeste"] {
            firms.push(database.firm(name).await);
        }
        Self { cluster, database, firms, stop: Arc::default(), done: Arc::default() }
    }

    /// Starts everybody who writes, until he fails or is told to stop.
    fn write(&self) -> Writers {
        self.stop.store(false, Ordering::SeqCst);
        self.done.store(0, Ordering::SeqCst);
        let mut writers = Vec::new();
        for (at, persona) in self.firms.iter().enumerate() {
            for _ in 0..if at == 0 { BUSY } else { QUIET } {
                let (database, persona) = (self.database.clone(), *persona);
                let (stop, done) = (self.stop.clone(), self.done.clone());
                let socket = self.cluster.socket().to_owned();
                let writer = tokio::spawn(async move {
                    let mut told = Vec::new();
                    // The end may come before somebody has begun.
                    let Ok((observer, connection)) =
                        config(&socket, "postgres", "credenza").connect(NoTls).await
                    else {
                        return told;
                    };
                    tokio::spawn(connection);
                    while !stop.load(Ordering::SeqCst) {
                        let Some(customer) = write_one(&database, &persona).await else { break };
                        // One that dies before it can be asked is none that can be compared.
                        let flushed = flushed(&observer).await.unwrap_or(0);
                        told.push(Acknowledged { customer, flushed });
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                    told
                });
                writers.push((persona, writer));
            }
        }
        writers
    }

    /// Waits until so many acts were acknowledged, however long this machine takes for them.
    async fn are_done(&self, acts: usize) {
        while self.done.load(Ordering::SeqCst) < acts {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Checks every log and table against what was acknowledged in them.
    async fn check(&self, told: &[(Persona, Vec<Acknowledged>)]) {
        let superuser = connect_to(self.cluster.socket(), "postgres", "credenza").await;
        for firm in &self.firms {
            let log = self.database.verified_log(firm).await;
            let mut recorded: BTreeMap<String, usize> = BTreeMap::new();
            for entry in log.iter().filter(|entry| entry.action == Action::CustomerCreate.as_str()) {
                *recorded.entry(entry.object.as_ref().unwrap().id.clone()).or_default() += 1;
            }
            let rows = superuser
                .query(
                    "SELECT credenza.type_id('cus', id) FROM credenza.customers WHERE org_id = $1",
                    &[&firm.org.uuid()],
                )
                .await
                .unwrap();
            let rows: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
            assert!(rows.iter().eq(recorded.keys()), "a row without an entry, or an entry without a row");
            assert!(recorded.values().all(|times| *times == 1), "an entry twice");
            for (persona, told) in told.iter().filter(|(persona, _)| persona.org == firm.org) {
                for act in told {
                    let times = recorded.get(&act.customer.to_string());
                    assert_eq!(times, Some(&1), "{} of {} was acknowledged", act.customer, persona.org);
                }
            }
        }
    }
}

async fn write_one(database: &Database, persona: &Persona) -> Option<CustomerId> {
    let id = CustomerId::new(TestClock.now(), &TestRng);
    let edit = CustomerEdit { name: "Uno".into(), tax_id: None, country: None, notes: String::new() };
    let event = AuditEvent::new(Action::CustomerCreate).on("customer", &id).personal("name", "Uno");
    let tx = database.store.begin(&persona.caller()).await.ok()?;
    tx.create_customer(id, &edit, &event).await.ok()?;
    Some(id)
}

async fn gather(writers: Writers) -> Vec<(Persona, Vec<Acknowledged>)> {
    let mut told = Vec::new();
    for (persona, writer) in writers {
        told.push((persona, writer.await.unwrap()));
    }
    told
}

/// Not before something was acknowledged; then any moment.
async fn a_random_moment(scene: &Scene) {
    scene.are_done(1).await;
    let random = u64::from(u16::from_le_bytes(TestRng.bytes()));
    tokio::time::sleep(Duration::from_millis(random % 400)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_sigkill() {
    let scene = Scene::new().await;
    let mut told = Vec::new();
    for round in 0..5 {
        let before = told.len();
        let writers = scene.write();
        a_random_moment(&scene).await;
        scene.cluster.kill();
        told.extend(gather(writers).await);
        let acknowledged: usize = told[before..].iter().map(|(_, acts)| acts.len()).sum();
        assert!(acknowledged > 0, "round {round}: nobody got anything done");
        // The same store goes on, without hand work.
        scene.cluster.run().await;
        scene.check(&told).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_power_failure() {
    let scene = Scene::new().await;
    let mut told = Vec::new();
    for _ in 0..3 {
        // All that the tables hold so far is on disk, and nothing later will be: see the cluster's settings.
        let superuser = connect_to(scene.cluster.socket(), "postgres", "credenza").await;
        superuser.batch_execute("CHECKPOINT").await.unwrap();
        let start = flushed(&superuser).await.unwrap();
        let writers = scene.write();
        a_random_moment(&scene).await;
        scene.cluster.kill();
        let round = gather(writers).await;
        // Who could not ask any more was told last: that the disk had his act is for the other test to show.
        let known = |acts: Vec<Acknowledged>| acts.into_iter().filter(|act| act.flushed > 0).collect();
        let round: Vec<(Persona, Vec<Acknowledged>)> =
            round.into_iter().map(|(p, acts)| (p, known(acts))).collect();
        let last = round.iter().flat_map(|(_, acts)| acts).map(|act| act.flushed).max().unwrap();
        assert!(last > start);
        told.extend(round);
        scene.cluster.cut_log(last);
        scene.cluster.run().await;
        scene.check(&told).await;
    }
}

/// At the moment at which an act is acknowledged, its commit is on disk, also when the commit itself did not wait.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_acknowledged_before_it_is_flushed() {
    let scene = Scene::new().await;
    let superuser = connect_to(scene.cluster.socket(), "postgres", "credenza").await;
    superuser.batch_execute("CREATE EXTENSION pg_walinspect").await.unwrap();
    let start = flushed(&superuser).await.unwrap();
    let writers = scene.write();
    scene.are_done(300).await;
    scene.stop.store(true, Ordering::SeqCst);
    let told = gather(writers).await;
    // The control: a commit that does not wait, and that nobody waits for.
    let unflushed = commit_without_waiting(&scene, &superuser).await;
    superuser.batch_execute("SELECT pg_logical_emit_message(true, 'test', '')").await.unwrap();
    let commits = commits(&superuser, start).await;
    // Of five, one at least: PostgreSQL writes by itself now and then.
    assert!(
        unflushed.iter().any(|act| act.flushed < commits[&act.customer.to_string()]),
        "the control is no control"
    );
    let mut compared = 0;
    for act in told.iter().flat_map(|(_, acts)| acts) {
        let commit = commits[&act.customer.to_string()];
        assert!(
            act.flushed >= commit,
            "{} was acknowledged {} bytes too early",
            act.customer,
            commit - act.flushed
        );
        compared += 1;
    }
    assert!(compared > 100, "only {compared} acts");
    let waits = "SELECT count(*) FROM pg_get_wal_records_info('0/0'::pg_lsn + $1::text::numeric, pg_current_wal_flush_lsn())
                 WHERE resource_manager = 'LogicalMessage'";
    let waits: i64 = superuser.query_one(waits, &[&start.to_string()]).await.unwrap().get(0);
    assert!(
        waits > 10 && waits < compared,
        "{waits} waits for {compared} acts: no company, or none that shared a wait"
    );
}

async fn commit_without_waiting(scene: &Scene, superuser: &Client) -> Vec<Acknowledged> {
    let app = connect_to(scene.cluster.socket(), "credenza_app", "credenza").await;
    let mut acts = Vec::new();
    for _ in 0..5 {
        let customer = CustomerId::new(TestClock.now(), &TestRng);
        app.batch_execute("BEGIN").await.unwrap();
        app.query_one("SELECT credenza.enter($1)", &[&scene.firms[0].handle.as_slice()]).await.unwrap();
        let append = format!(
            "SELECT FROM audit.append('customer.create', 'customer', '{customer}', 1, 'done', NULL, NULL, '{{}}', '{{}}', NULL, true)"
        );
        app.batch_execute(&append).await.unwrap();
        app.batch_execute("COMMIT").await.unwrap();
        acts.push(Acknowledged { customer, flushed: flushed(superuser).await.unwrap() });
    }
    acts
}

/// Where in the log the commit of each entry ends, by the entry's object.
async fn commits(superuser: &Client, start: u64) -> BTreeMap<String, u64> {
    let rows = superuser
        .query(
            "SELECT e.object, (w.end_lsn - '0/0')::text
             FROM pg_get_wal_records_info('0/0'::pg_lsn + $1::text::numeric, pg_current_wal_flush_lsn()) w
             JOIN audit.entries e ON e.xmin::text = w.xid::text
             WHERE w.resource_manager = 'Transaction' AND w.record_type LIKE 'COMMIT%' AND e.object IS NOT NULL",
            &[&start.to_string()],
        )
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get::<_, String>(1).parse().unwrap())).collect()
}
