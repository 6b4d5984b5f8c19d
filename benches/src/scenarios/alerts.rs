//! What is due over all organizations: found by the engine, beside a bare index-only scan of the same range. Then claimed, which locks
//! each alert and reads what it is about, and has no goal: it is work on what was found, not the scan.

use anyhow::{Context, ensure};
use deadpool_postgres::Pool;
use domain::Clock;
use server::app::App;
use server::machine::SystemClock;
use store::FoundAlert;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::ground::Ground;
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, alone, compare};

/// The scan takes at most three times as long.
const GOAL: f64 = 1.0 / 3.0;

/// More than is due.
const MOST: i32 = 1_000_000;

/// As many as the engine claims at a time.
const BATCH: usize = 250;

/// Copies of each organization's certificate, over five years. Nothing but rows: no trigger looks at each of a million.
const CERTIFICATES: &str = "
    INSERT INTO credenza.certificates (org_id, id, name, kind, profile, holder, tax_id, country, not_before, not_after,
        fingerprint_sha256, spki_sha256, key_algorithm, has_private_key, has_password, metadata, created_by)
    SELECT c.org_id, gen_random_uuid(), 'certificado-' || n || '.cer', c.kind, c.profile, 'Titular ' || n, 'XBXX' || n, c.country,
        now() - interval '3 years', now() + make_interval(hours => (n::bigint * 7919 % 43800)::integer - 17520),
        sha256(convert_to('w' || n, 'UTF8')), sha256(convert_to('x' || n, 'UTF8')),
        c.key_algorithm, c.has_private_key, c.has_password, '{}', c.created_by
    FROM credenza.certificates c CROSS JOIN generate_series(1, $2::integer) AS n
    WHERE c.id = ANY ($1::uuid[])";

/// One of a hundred is due now, since some moment of the last day; the others within the next year. All were looked at before.
const ALERTS: &str = "
    INSERT INTO credenza.alerts (org_id, subject_id, subject, ends_at, watched_from, checked_at, due_at)
    SELECT c.org_id, c.id, 'certificate', c.not_after, now(), now() - interval '3 days',
        CASE WHEN random() < 0.01 THEN now() - random() * interval '1 day' ELSE now() + interval '1 day' + random() * interval '1 year' END
    FROM credenza.certificates c
    WHERE c.not_after IS NOT NULL
    ON CONFLICT (org_id, subject_id) DO UPDATE SET due_at = excluded.due_at, checked_at = excluded.checked_at";

/// The same range of the same index, by a role that no policy holds.
const BARE: &str = "SELECT org_id, subject_id FROM credenza.alerts WHERE due_at <= $1 AND due_at < 'infinity' ORDER BY due_at";

struct Scanner {
    app: App,
    at: OffsetDateTime,
    due: usize,
}

impl Act for Scanner {
    async fn act(&mut self) -> anyhow::Result<()> {
        let found = self.app.store.system().due_alerts(self.at, MOST).await?;
        ensure!(found.len() == self.due, "{} found, {} due", found.len(), self.due);
        Ok(())
    }
}

struct Bare {
    pool: Pool,
    at: OffsetDateTime,
    due: usize,
}

impl Act for Bare {
    async fn act(&mut self) -> anyhow::Result<()> {
        let client = self.pool.get().await?;
        let statement = client.prepare_cached(BARE).await?;
        let rows = client.query(&statement, &[&self.at]).await?;
        let ids: Vec<(Uuid, Uuid)> =
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<anyhow::Result<_>>()?;
        ensure!(ids.len() == self.due, "{} found, {} due", ids.len(), self.due);
        Ok(())
    }
}

/// Claims some, and gives them back.
struct Claimer {
    app: App,
    found: Vec<FoundAlert>,
    next: usize,
}

impl Act for Claimer {
    async fn act(&mut self) -> anyhow::Result<()> {
        let system = self.app.store.system();
        let turn = system.alert_turn(None).await?;
        let round = system.begin_alert_round().await?;
        let batches = self.found.len().div_ceil(BATCH).max(1);
        let some = self.found.chunks(BATCH).nth(self.next % batches).context("nothing is due")?;
        self.next += 1;
        let claimed = round.claim(turn, some).await?;
        ensure!(claimed.len() == some.len(), "{} of {} claimed", claimed.len(), some.len());
        round.rollback().await;
        Ok(())
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan, watched: usize) -> anyhow::Result<Vec<Line>> {
    let each = i32::try_from(watched.div_ceil(ground.firms.len()))?;
    let ids: Vec<Uuid> = ground.firms.iter().map(|firm| firm.certificate.uuid()).collect();
    ground.admin.batch_execute("SET session_replication_role = replica").await?;
    ground.admin.execute(CERTIFICATES, &[&ids, &each]).await?;
    ground.admin.execute(ALERTS, &[]).await?;
    ground.admin.batch_execute("DELETE FROM credenza.alerts WHERE subject <> 'certificate'").await?;
    ground.admin.batch_execute("RESET session_replication_role").await?;
    ground.admin.batch_execute("VACUUM ANALYZE credenza.alerts, credenza.certificates").await?;
    // The database's clock, a moment later: what is due stays the same.
    let at = SystemClock.now();
    let mut found = ground.app.store.system().due_alerts(at, MOST).await?;
    let due = found.len();
    let mut lines = Vec::new();
    for (what, at, due) in [
        (format!("{due} due of {watched} in {} organizations found", ground.firms.len()), at, due),
        (format!("nothing due of {watched} found"), at - Duration::days(2), 0),
    ] {
        let mut bare = Clients(vec![Bare { pool: ground.unsecured.clone(), at, due }]);
        let mut scan = Clients(vec![Scanner { app: ground.app.clone(), at, due }]);
        let comparison = compare(plan, &mut bare, &mut scan).await?;
        lines.push(Line::compared(&what, "index-only scan of what is due", 1, comparison, Some(GOAL)));
    }
    found.sort_unstable();
    let claimer = Claimer { app: ground.app.clone(), found, next: 0 };
    let claimed = alone(plan, &mut Clients(vec![claimer])).await?;
    lines.push(Line::alone(&format!("{BATCH} of them claimed"), 1, claimed, None));
    Ok(lines)
}
