//! An entry appended to the audit log, chained, by a member whose context is established; beside an insert of the same
//! entry without a chain. In all organizations by turns, and in one.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

use anyhow::Context;
use deadpool_postgres::Pool;
use domain::{Action, Clock, Rng};
use server::app::App;
use server::machine::{SystemClock, SystemRng};
use store::AuditEvent;
use time::OffsetDateTime;

use crate::firms::Firm;
use crate::ground::Ground;
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, compare};

const GOAL_SPREAD: f64 = 0.6;
const GOAL_HOT: f64 = 0.5;

/// What is appended: an act on a certificate with one detail.
fn event(firm: &Firm) -> AuditEvent {
    AuditEvent::new(Action::CertificateUpdate)
        .on("certificate", &firm.certificate)
        .version(2)
        .detail("changed", "name")
}

struct Appender {
    app: App,
    firms: Arc<Vec<Firm>>,
    next: Arc<AtomicUsize>,
}

impl Act for Appender {
    async fn act(&mut self) -> anyhow::Result<()> {
        let n = self.next.fetch_add(1, Ordering::Relaxed) % self.firms.len();
        let firm = self.firms.get(n).context("no organization")?;
        let caller = firm.session(&self.app).caller;
        Ok(self.app.store.record(&caller, &event(firm)).await?)
    }
}

/// The columns of an entry, for inserting the like of it.
struct Entry {
    actor: String,
    action: String,
    object: String,
    bytes: Vec<u8>,
}

struct Inserter {
    pool: Pool,
    firms: Arc<Vec<Firm>>,
    entry: Arc<Entry>,
    next: Arc<AtomicUsize>,
    seq: Arc<AtomicI64>,
}

impl Act for Inserter {
    async fn act(&mut self) -> anyhow::Result<()> {
        let n = self.next.fetch_add(1, Ordering::Relaxed) % self.firms.len();
        let org = self.firms.get(n).context("no organization")?.org.uuid();
        let seq = self.seq.fetch_add(1, Ordering::Relaxed);
        let prev: [u8; 32] = SystemRng.bytes();
        let now: OffsetDateTime = SystemClock.now();
        let client = self.pool.get().await?;
        let statement = client
            .prepare_cached(
                "INSERT INTO bench.entries (org_id, epoch, seq, prev, at, actor, action, object, outcome, intent, bytes)
                 VALUES ($1, 1, $2, $3, $4, $5, $6, $7, 'done', NULL, $8)",
            )
            .await?;
        let Entry { actor, action, object, bytes } = &*self.entry;
        client
            .execute(&statement, &[&org, &seq, &prev.as_slice(), &now, actor, action, object, bytes])
            .await?;
        Ok(())
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let hot = Arc::new(ground.firms.iter().take(1).cloned().collect::<Vec<_>>());
    let seq = Arc::new(AtomicI64::new(1));
    let mut lines = Vec::new();
    for (name, firms, goal) in [
        (format!("audited append, {} organizations", ground.firms.len()), &ground.firms, GOAL_SPREAD),
        ("audited append, one organization".to_owned(), &hot, GOAL_HOT),
    ] {
        let entry = Arc::new(entry(ground, firms.first().context("no organization")?).await?);
        for &clients in &plan.clients {
            let (theirs, ours) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let baseline = (0..clients).map(|_| Inserter {
                pool: ground.unsecured.clone(),
                firms: firms.clone(),
                entry: entry.clone(),
                next: theirs.clone(),
                seq: seq.clone(),
            });
            let subject = (0..clients).map(|_| Appender {
                app: ground.app.clone(),
                firms: firms.clone(),
                next: ours.clone(),
            });
            let (mut baseline, mut subject) = (Clients(baseline.collect()), Clients(subject.collect()));
            let comparison = compare(plan, &mut baseline, &mut subject).await?;
            lines.push(Line::compared(
                &name,
                "insert of an entry, unchained",
                clients,
                comparison,
                Some(goal),
            ));
        }
    }
    Ok(lines)
}

/// Appends one, and reads it.
async fn entry(ground: &Ground, firm: &Firm) -> anyhow::Result<Entry> {
    ground.app.store.record(&firm.session(&ground.app).caller, &event(firm)).await?;
    let row = ground
        .admin
        .query_one(
            "SELECT actor, action, object, bytes FROM audit.entries WHERE org_id = $1 ORDER BY seq DESC LIMIT 1",
            &[&firm.org.uuid()],
        )
        .await?;
    Ok(Entry {
        actor: row.try_get(0)?,
        action: row.try_get(1)?,
        object: row.try_get(2)?,
        bytes: row.try_get(3)?,
    })
}
