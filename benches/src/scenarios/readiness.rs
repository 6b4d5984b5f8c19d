//! The board of readiness after one ticket has changed: from the look that finds that something has, to how many are ready at each site.
//! Beside it, the same for a board that is opened.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use server::app::App;
use store::{Caller, KeptBoard, People, ReadinessFilter};
use tokio_postgres::Client;
use uuid::Uuid;

use super::Sizes;
use crate::ground::Ground;
use crate::report::Line;
use crate::rounds::{Plan, Round, Side, alone};

/// In milliseconds.
const GOAL: f64 = 50.0;

const TYPES: &str = "
    INSERT INTO credenza.ticket_types (org_id, id, code, name)
    SELECT $1, gen_random_uuid(), 'NEED-' || n, 'Need ' || n FROM generate_series(1, 8) AS n";

const SITES: &str = "
    INSERT INTO credenza.sites (org_id, id, name)
    SELECT $1, gen_random_uuid(), 'Site ' || n FROM generate_series(1, $2::integer) AS n";

/// Each site needs four of the eight types.
const NEEDS: &str = "
    INSERT INTO credenza.site_requirements (org_id, site_id, type_id)
    SELECT s.org_id, s.id, y.id
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM credenza.sites WHERE org_id = $1) AS s
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place FROM credenza.ticket_types WHERE org_id = $1 AND code LIKE 'NEED-%') AS y
        ON (s.place + y.place) % 2 = 0";

const WORKERS: &str = "
    INSERT INTO credenza.workers (org_id, id, name)
    SELECT $1, gen_random_uuid(), 'Worker ' || md5(n::text) FROM generate_series(1, $2::integer) AS n";

/// Each worker has six of the eight, some of which have expired.
const TICKETS: &str = "
    INSERT INTO credenza.tickets (org_id, id, worker_id, type_id, code, issued_on, expires_on, state, recorded_by, approved_by, approved_at)
    SELECT w.org_id, gen_random_uuid(), w.id, y.id, lpad((w.place * 8 + y.place)::text, 8, '0'), '2024-01-01',
        current_date - 30 + ((w.place * 31 + y.place * 17) % 700)::integer, 'approved', $2, $2, now()
    FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM credenza.workers WHERE org_id = $1) AS w
    JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place FROM credenza.ticket_types WHERE org_id = $1 AND code LIKE 'NEED-%') AS y
        ON (w.place + y.place) % 4 <> 0";

/// Suspends a ticket, or takes that back.
const CHANGE: &str = "
    UPDATE credenza.tickets SET state = CASE state WHEN 'approved' THEN 'suspended' ELSE 'approved' END, reason = 'bench',
        version = version + 1, updated_at = clock_timestamp()
    WHERE org_id = $1 AND id = $2";

struct Watcher<'a> {
    app: App,
    caller: Caller,
    admin: &'a Client,
    org: Uuid,
    tickets: Vec<Uuid>,
    next: usize,
    seen: String,
    kept: KeptBoard,
    /// Whether nothing is kept from one change to the next, as when a board is opened.
    anew: bool,
    workers: usize,
}

impl Watcher<'_> {
    /// The board after a change, which is not measured.
    async fn follow(&mut self) -> anyhow::Result<Duration> {
        let ticket = self.tickets.get(self.next % self.tickets.len()).context("no tickets")?;
        self.next += 1;
        self.admin.execute(CHANGE, &[&self.org, ticket]).await?;
        let now = self.app.clock.now();
        let began = Instant::now();
        let (_, mark) = self.app.store.readiness_mark(&self.caller, now).await?;
        let filter = ReadinessFilter::default();
        if self.anew {
            self.kept = KeptBoard::default();
        }
        self.app.store.follow_readiness(&self.caller, &filter, now, &mut self.kept).await?;
        let tallies: Vec<_> =
            self.kept.tallies(People::Everybody).into_iter().map(|(_, tally)| tally).collect();
        let elapsed = began.elapsed();
        ensure!(mark != self.seen, "nothing has changed");
        ensure!(
            tallies.iter().all(|tally| tally.iter().sum::<usize>() == self.workers),
            "somebody was not counted"
        );
        self.seen = mark;
        Ok(elapsed)
    }
}

impl Side for Watcher<'_> {
    async fn prepare(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    async fn round(&mut self, time: Duration) -> anyhow::Result<Round> {
        let began = Instant::now();
        let mut round = Round::default();
        loop {
            let elapsed = self.follow().await?;
            round.elapsed += elapsed;
            round.latencies.push(u32::try_from(elapsed.as_micros())?);
            if began.elapsed() >= time {
                return Ok(round);
            }
        }
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan, sizes: &Sizes) -> anyhow::Result<Vec<Line>> {
    // One that no other measurement fills with workers.
    let firm = ground.firms.get(1).or_else(|| ground.firms.first()).context("no organization")?;
    let (org, admin) = (firm.org.uuid(), &ground.admin);
    admin.execute(TYPES, &[&org]).await?;
    admin.execute(SITES, &[&org, &i32::try_from(sizes.sites)?]).await?;
    admin.execute(NEEDS, &[&org]).await?;
    admin.execute(WORKERS, &[&org, &i32::try_from(sizes.workers)?]).await?;
    // As they stand, not as they came about.
    admin.batch_execute("SET session_replication_role = replica").await?;
    admin.execute(TICKETS, &[&org, &firm.member.uuid()]).await?;
    admin.batch_execute("RESET session_replication_role").await?;
    admin
        .batch_execute(
            "VACUUM ANALYZE credenza.tickets, credenza.workers, credenza.sites, credenza.site_requirements",
        )
        .await?;
    let rows = admin.query("SELECT id FROM credenza.tickets WHERE org_id = $1", &[&org]).await?;
    let tickets: Vec<Uuid> = rows.iter().map(|row| Ok(row.try_get(0)?)).collect::<anyhow::Result<_>>()?;
    let mut lines = Vec::new();
    for (anew, what, goal) in [(false, "after a change", Some(GOAL)), (true, "from nothing", None)] {
        let mut watcher = Watcher {
            app: ground.app.clone(),
            caller: firm.session(&ground.app).caller,
            admin,
            org,
            tickets: tickets.clone(),
            next: 0,
            seen: String::new(),
            kept: KeptBoard::default(),
            anew,
            workers: sizes.workers,
        };
        let figures = alone(plan, &mut watcher).await?;
        let name = format!("readiness of {} workers at {} sites {what}", sizes.workers, sizes.sites);
        lines.push(Line::alone(&name, 1, figures, goal));
    }
    Ok(lines)
}
