//! A year of days over many certificates, with three replicas that are killed again and again, and a clock that jumps: people
//! are told of just what one server that never dies would have told them, and of each step once.
//!
//! The replicas are processes of their own: this test's program, started again with [`a_replica`] alone.
//! `CREDENZA_SIMULATED_CERTIFICATES` says how many certificates there are.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use domain::ladder::{Ladder, Standing};
use domain::{Rng, Zone};
use server::alerts::tell_in;
use server::machine::SystemRng;
use store::AlertTurn;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::app::{TestApp, replica};
use crate::squad::Firm;

const START: OffsetDateTime = datetime!(2027-01-01 08:30 UTC);
const DAYS: i64 = 365;
const REPLICAS: usize = 3;
const DATABASE: &str = "CREDENZA_REPLICA_DATABASE";
const CLOCK: &str = "CREDENZA_REPLICA_CLOCK";

fn certificates() -> i64 {
    let wanted = std::env::var("CREDENZA_SIMULATED_CERTIFICATES").ok();
    wanted.map_or(300, |number| number.parse().expect("CREDENZA_SIMULATED_CERTIFICATES is a number"))
}

/// One of the replicas, until it is killed. Not a test by itself.
#[tokio::test]
#[ignore = "started by the simulation"]
async fn a_replica() {
    let (Ok(database), Some(clock)) = (std::env::var(DATABASE), std::env::var_os(CLOCK)) else { return };
    let app = replica(&database);
    loop {
        if let Some(turn) = std::fs::read_to_string(&clock).ok().as_deref().and_then(parse) {
            // What goes wrong is tried again in the next round.
            if matches!(app.store.system().alerts_wait(turn.at).await, Ok(true)) {
                drop(tell_in(&app, turn).await);
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

/// What the clock says: a number, and seconds since 1970.
fn parse(text: &str) -> Option<AlertTurn> {
    let (number, seconds) = text.split_once(' ')?;
    let at = OffsetDateTime::from_unix_timestamp(seconds.parse().ok()?).ok()?;
    Some(AlertTurn { at, number: number.parse().ok()? })
}

/// The replicas, and the clock that they read.
struct Fleet<'a> {
    database: &'a str,
    clock: &'a Path,
    ships: Vec<Child>,
}

impl Drop for Fleet<'_> {
    fn drop(&mut self) {
        for ship in &mut self.ships {
            let _ = ship.kill();
            let _ = ship.wait();
        }
    }
}

impl<'a> Fleet<'a> {
    fn new(database: &'a str, clock: &'a Path) -> Self {
        let mut fleet = Self { database, clock, ships: Vec::new() };
        fleet.ships = (0..REPLICAS).map(|_| fleet.launch()).collect();
        fleet
    }

    fn launch(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "simulation::a_replica", "--ignored", "--nocapture"])
            .env(DATABASE, self.database)
            .env(CLOCK, self.clock)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    fn set(&self, number: i64, at: OffsetDateTime) {
        // Renamed into its place: nobody reads half of it.
        let next = self.clock.with_extension("next");
        std::fs::write(&next, format!("{number} {}", at.unix_timestamp())).unwrap();
        std::fs::rename(next, self.clock).unwrap();
    }

    /// SIGKILL, and another in its place.
    fn kill_one(&mut self, number: usize) {
        self.ships[number].kill().unwrap();
        self.ships[number].wait().unwrap();
        self.ships[number] = self.launch();
    }
}

/// What one server that never dies knows of a certificate, and has told.
struct Reference {
    ladder: Ladder,
    standings: Vec<Standing>,
    told: BTreeSet<Told>,
}

/// A certificate's number, a step, and whether it was an escalation.
type Told = (usize, i32, bool);

impl Reference {
    fn look(&mut self, at: OffsetDateTime) {
        for (number, standing) in self.standings.iter_mut().enumerate() {
            let outlook = self.ladder.outlook(&Zone::UTC, standing, at);
            let Some((step, _)) = outlook.due else { continue };
            if standing.told.is_none_or(|(told, _)| told != step) {
                standing.told = Some((step, at));
            }
            self.told.insert((number, step, false));
            if outlook.escalate {
                standing.escalated = Some(step);
                self.told.insert((number, step, true));
            }
        }
    }
}

/// Certificates of the firm that end one after another over the year and some weeks; the moment of each end.
async fn keep_many(test: &TestApp, firm: &Firm, number: i64) -> Vec<OffsetDateTime> {
    let superuser = test.database.superuser().await;
    let spread = (Duration::days(DAYS + 30) / i32::try_from(number).unwrap()).whole_seconds();
    superuser
        .execute(
            "INSERT INTO credenza.certificates (org_id, id, name, kind, not_before, not_after, fingerprint_sha256, spki_sha256,
                 key_algorithm, has_private_key, has_password, metadata, created_by, created_at)
             SELECT $1, gen_random_uuid(), 'c' || n, 'pem', $3::timestamptz, $3 + make_interval(secs => $4::float8 * n), sha256(int8send(n)), sha256(int8send(n)),
                 'RSA-2048', false, false, '{}', $2, $3 - interval '1 year'
             FROM generate_series(0, $5::bigint - 1) AS n",
            &[&firm.org.uuid(), &firm.admin.member.uuid(), &START, &(f64::from(u32::try_from(spread).unwrap())), &number],
        )
        .await
        .unwrap();
    (0..number).map(|n| START + Duration::seconds(spread * n)).collect()
}

/// Approved tickets of a worker each, that end one after another over the year and some weeks; the moment of each end.
async fn keep_tickets(test: &TestApp, firm: &Firm, number: i64) -> Vec<OffsetDateTime> {
    let superuser = test.database.superuser().await;
    let days = (DAYS + 30) / number;
    // Past the trigger that wants each step of a ticket's life to be taken by itself.
    superuser.batch_execute("SET session_replication_role = replica").await.unwrap();
    superuser
        .execute(
            "WITH kind AS (INSERT INTO credenza.ticket_types (org_id, id, code, name) VALUES ($1, gen_random_uuid(), 'x', 'X')
                           RETURNING id),
                  worker AS (INSERT INTO credenza.workers (org_id, id, name)
                             SELECT $1, gen_random_uuid(), n::text FROM generate_series(0, $4::bigint - 1) AS n
                             RETURNING id, name::bigint AS n)
             INSERT INTO credenza.tickets (org_id, id, worker_id, type_id, code, number, expires_on, state, recorded_by,
                 approved_by, approved_at)
             SELECT $1, gen_random_uuid(), w.id, k.id, lpad(w.n::text, 8, '0'), 't' || w.n,
                 ($3::timestamptz AT TIME ZONE 'UTC')::date + (w.n * $5::bigint)::integer, 'approved', $2, $2, now()
             FROM worker w, kind k",
            &[&firm.org.uuid(), &firm.admin.member.uuid(), &START, &number, &days],
        )
        .await
        .unwrap();
    superuser.batch_execute("SET session_replication_role = origin").await.unwrap();
    let watch = "SELECT credenza_private.watch_tickets(org_id, id) FROM credenza.workers";
    superuser.batch_execute(watch).await.unwrap();
    let end = START.replace_time(time::macros::time!(23:59:59));
    (0..number).map(|n| end + Duration::days(n * days)).collect()
}

/// Waits until the replicas have done all that is due.
async fn drained(test: &TestApp, at: OffsetDateTime) {
    while test.app.store.system().alerts_wait(at).await.unwrap() {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

/// Somebody sees to a certificate that was told of.
async fn acknowledge(test: &TestApp, reference: &mut Reference, number: usize) {
    let Some((told, _)) = reference.standings[number].told else { return };
    reference.standings[number].acknowledged = Some(told);
    let sql = format!(
        "UPDATE credenza.alerts SET acknowledged_step = last_step, acknowledged_at = now() WHERE certificate_id =
             (SELECT id FROM credenza.certificates WHERE name = 'c{number}')"
    );
    assert_eq!(test.database.change(&sql).await, 1);
}

async fn found(test: &TestApp, member: domain::id::MemberId) -> BTreeSet<Told> {
    let sql = "SELECT substr(c.name, 2)::bigint, n.step, n.kind = 'escalation' FROM credenza.alert_notices n
        JOIN credenza.certificates c ON c.org_id = n.org_id AND c.id = n.subject_id WHERE n.member_id = $1";
    found_by(test, sql, member).await
}

async fn found_tickets(test: &TestApp, member: domain::id::MemberId) -> BTreeSet<Told> {
    let sql =
        "SELECT substr(t.number, 2)::bigint, n.step, n.kind = 'escalation' FROM credenza.alert_notices n
        JOIN credenza.tickets t ON t.org_id = n.org_id AND t.id = n.subject_id WHERE n.member_id = $1";
    found_by(test, sql, member).await
}

async fn found_by(test: &TestApp, sql: &str, member: domain::id::MemberId) -> BTreeSet<Told> {
    let superuser = test.database.superuser().await;
    let rows = superuser.query(sql, &[&member.uuid()]).await.unwrap();
    rows.iter().map(|row| (usize::try_from(row.get::<_, i64>(0)).unwrap(), row.get(1), row.get(2))).collect()
}

#[tokio::test]
async fn a_year_with_three_replicas_that_are_killed_tells_each_step_once() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let ends = keep_many(&test, &ours, certificates()).await;
    let hse = test.hire(&ours, domain::Role::HseManager).await;
    let ticket_ends = keep_tickets(&test, &ours, 30).await;
    let standing = |ends_at: &OffsetDateTime| Standing {
        ends_at: *ends_at,
        watched_from: START - Duration::days(365),
        dated: false,
        told: None,
        escalated: None,
        acknowledged: None,
        snoozed_until: None,
        silent: false,
    };
    let of = |ends: &[OffsetDateTime]| Reference {
        ladder: Ladder::default(),
        standings: ends.iter().map(standing).collect(),
        told: BTreeSet::new(),
    };
    let (mut reference, mut of_tickets) = (of(&ends), of(&ticket_ends));
    let clock = test.folder.path().join("clock");
    let mut fleet = Fleet::new(&test.database.name, &clock);
    let mut kills = 0;
    for day in 0..DAYS {
        let mut at = START + Duration::days(day);
        // Now and then the clock falls back, and comes right again.
        if day % 50 == 49 {
            at -= Duration::days(3);
        }
        fleet.set(day + 1, at);
        let [chance, number] = SystemRng.bytes::<2>();
        if chance < 24 {
            fleet.kill_one(usize::from(number) % REPLICAS);
            kills += 1;
        }
        drained(&test, at).await;
        reference.look(at);
        of_tickets.look(at);
        let seen_to = usize::try_from(day * 7).unwrap() % ends.len();
        acknowledge(&test, &mut reference, seen_to).await;
    }
    drop(fleet);
    assert!(kills > 10, "{kills}");
    let admin = found(&test, ours.admin.member).await;
    let differ: Vec<_> = admin.symmetric_difference(&reference.told).take(20).collect();
    assert!(differ.is_empty(), "the administrator is told of all that the reference tells: {differ:?}");
    let (escalated, steps): (BTreeSet<_>, BTreeSet<_>) =
        reference.told.iter().copied().partition(|(.., escalated)| *escalated);
    assert!(
        found(&test, ours.member.member).await == steps,
        "and so is the member, but of what nobody sees to"
    );
    assert!(escalated.len() > ends.len() / 2, "{}", escalated.len());
    assert!(found(&test, theirs.member.member).await.is_empty());
    // Of tickets who approves them is told each step, and who administers what nobody sees to.
    let (escalated, steps): (BTreeSet<_>, BTreeSet<_>) =
        of_tickets.told.iter().copied().partition(|(.., escalated)| *escalated);
    assert!(steps.len() > ticket_ends.len() && !escalated.is_empty(), "{} {}", steps.len(), escalated.len());
    assert!(found_tickets(&test, hse.member).await == steps && found(&test, hse.member).await.is_empty());
    assert!(found_tickets(&test, ours.admin.member).await == escalated);
    assert!(found_tickets(&test, ours.member.member).await.is_empty());
    // Whoever is there sends what was gathered when the last replica was killed.
    let last = AlertTurn { at: START + Duration::days(DAYS - 1), number: DAYS + 1 };
    let waits = "SELECT EXISTS (SELECT FROM credenza.alert_notices WHERE send_at IS NOT NULL)";
    while test.database.one::<bool>(waits).await {
        tell_in(&test.app, last).await.unwrap();
    }
    // Each mail is about something, and in the queue once; and there are far fewer than there was to tell.
    let whole =
        "SELECT count(DISTINCT n.mail_id) = count(DISTINCT q.id) AND count(DISTINCT n.mail_id) < count(*)
            AND count(DISTINCT n.mail_id) = (SELECT count(*) FROM credenza.mail_queue)
        FROM credenza.alert_notices n LEFT JOIN credenza.mail_queue q ON q.id = n.mail_id";
    assert!(test.database.one::<bool>(whole).await);
}
