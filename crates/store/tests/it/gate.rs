//! What the cast has of scanners and of what they said; and what a scanner's context is worth.

use domain::id::{PassId, ScannerId, WorkerId};
use domain::{Clock, Rng};
use store::{Appended, Enrolling, Error, NewScan, ScannerCaller};
use tokio_postgres::Client;

use crate::cast::{Cast, Firm, prove};
use crate::catalogue::tables;
use crate::firm::{TestClock, TestRng, request};
use crate::matrix::{cell, enter};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Gate {
    /// One that is enrolled.
    pub(crate) scanner: ScannerId,
    /// One that waits for its phone.
    pub(crate) invited: ScannerId,
    /// The secret of its enrolment.
    pub(crate) handle: [u8; 32],
}

impl Gate {
    pub(crate) fn fresh() -> Self {
        let now = TestClock.now();
        Self {
            scanner: ScannerId::new(now, &TestRng),
            invited: ScannerId::new(now, &TestRng),
            handle: TestRng.bytes(),
        }
    }

    /// Puts in three scanners, one of them revoked, and scans: of a worker of the crew, of one of the contractor's, and of nobody.
    pub(crate) async fn add(&self, superuser: &Client, firm: &Firm) {
        let (org, site) = (firm.org.uuid(), firm.records.site.uuid());
        let admin = firm.admin.member.uuid();
        let (scanner, invited) = (self.scanner.uuid(), self.invited.uuid());
        let sql = format!(
            "INSERT INTO credenza.scanners (org_id, id, site_id, name, created_by)
                 VALUES ('{org}', '{scanner}', '{site}', 'Puerta', '{admin}'), ('{org}', '{invited}', '{site}', 'Patio', '{admin}');
             INSERT INTO credenza.scanners (org_id, id, site_id, name, created_by, revoked_at, revoked_by)
                 VALUES ('{org}', gen_random_uuid(), '{site}', 'Caseta', '{admin}', now(), '{admin}');
             INSERT INTO credenza.scanner_epochs (org_id, scanner_id, epoch, handle_hash, point, start, seq, hash)
                 VALUES ('{org}', '{scanner}', 1, sha256('\\x{handle}'), decode(repeat('04', 64), 'hex'), sha256('start'), 3, sha256('3'));
             INSERT INTO credenza.scanner_links (org_id, scanner_id, token_hash, made_by, expires_at, used_epoch)
                 VALUES ('{org}', '{scanner}', sha256(uuid_send('{scanner}')), '{admin}', now(), 1),
                        ('{org}', '{invited}', sha256(uuid_send('{invited}')), '{admin}', now() + interval '15 minutes', NULL);",
            handle = hex::encode(self.handle)
        );
        superuser.batch_execute(&sql).await.unwrap();
        for (number, worker) in
            [Some(firm.records.worker), Some(firm.records.outsider), None].into_iter().enumerate()
        {
            self.add_scan(superuser, firm, number + 1, worker).await;
        }
        self.add_code(superuser, firm).await;
    }

    /// In the other firm: of the worker who has the id of one of ours.
    pub(crate) async fn add_twin(&self, superuser: &Client, firm: &Firm, worker: WorkerId) {
        let pass = format!(
            "INSERT INTO credenza.passes (org_id, id, worker_id, issued_by, signed_at, expires_at)
             VALUES ('{}', '{}', '{}', '{}', now(), now() + interval '1 day')",
            firm.org.uuid(),
            PassId::new(TestClock.now(), &TestRng).uuid(),
            worker.uuid(),
            firm.admin.member.uuid()
        );
        superuser.batch_execute(&pass).await.unwrap();
        self.add_scan(superuser, firm, 4, Some(worker)).await;
        let more = format!(
            "INSERT INTO credenza.scanner_epochs (org_id, scanner_id, epoch, handle_hash, point, start, hash)
             VALUES ('{}', '{}', 1, sha256('twin'), decode(repeat('05', 64), 'hex'), sha256('start'), sha256('start'))",
            firm.org.uuid(),
            self.invited.uuid()
        );
        superuser.batch_execute(&more).await.unwrap();
    }

    /// A typed code, of a ticket of the organization.
    async fn add_code(&self, superuser: &Client, firm: &Firm) {
        let sql = format!(
            "INSERT INTO credenza.gate_log (org_id, scanner_id, epoch, seq, site_id, at, received_at, told_at, doubtful, code, code_status,
                 ticket_id, worker_id, verdict, reason, decision, missing, hash, record)
             SELECT t.org_id, '{}', 1, 9, '{}', now(), now(), now(), true, '7K3M9QXF', 'valid', t.id, t.worker_id, 'valid', 'good',
                 'cannot_tell', '{{}}', sha256('9'), '\\x00'
             FROM credenza.tickets t WHERE t.org_id = '{}' AND t.id = '{}'",
            self.scanner.uuid(),
            firm.records.site.uuid(),
            firm.org.uuid(),
            firm.records.approved.uuid()
        );
        assert_eq!(superuser.execute(&sql, &[]).await.unwrap(), 1);
    }

    async fn add_scan(&self, superuser: &Client, firm: &Firm, number: usize, worker: Option<WorkerId>) {
        let worker = worker.map_or("NULL".into(), |worker| format!("'{}'", worker.uuid()));
        let sql = format!(
            "INSERT INTO credenza.gate_log (org_id, scanner_id, epoch, seq, site_id, at, received_at, told_at, doubtful, pass_id, worker_id,
                 verdict, reason, decision, missing, hash, record)
             SELECT '{}', '{}', 1, {number}, '{}', now(), now(), now(), true, p.id, p.worker_id, 'valid', 'good', 'no_go', '{{}}',
                 sha256('{number}'), '\\x00'
             FROM (VALUES (1)) AS one LEFT JOIN LATERAL (
                 SELECT q.id, q.worker_id FROM credenza.passes q WHERE q.org_id = '{}' AND q.worker_id = {worker}::uuid LIMIT 1) AS p ON true",
            firm.org.uuid(),
            self.scanner.uuid(),
            firm.records.site.uuid(),
            firm.org.uuid()
        );
        assert_eq!(superuser.execute(&sql, &[]).await.unwrap(), 1);
    }
}

fn enter_scanner(handle: &[u8; 32]) -> String {
    format!("SELECT FROM credenza.enter_scanner('\\x{}')", hex::encode(handle))
}

const ASK: &str = "SELECT org_name FROM credenza.scanner_bundle(now())";

#[tokio::test]
async fn a_scanner_sees_no_table_and_its_own_sites_bundle() {
    let cast = Cast::new().await;
    let (north, superuser) = (&cast.north, cast.database.superuser().await);
    let app = cast.database.app().await;
    app.batch_execute("BEGIN").await.unwrap();
    app.batch_execute(&enter_scanner(&north.gate.handle)).await.unwrap();
    for table in tables(&superuser).await {
        let seen = cell(&app, &format!("SELECT count(*) FROM {}", table.name), true).await;
        assert!(["0", "denied"].contains(&seen.as_str()), "{}: {seen}", table.name);
    }
    assert_eq!(cell(&app, "SELECT credenza.org()", true).await, "", "no member");
    assert_eq!(cell(&app, ASK, true).await, "Norte");
    app.batch_execute("ROLLBACK").await.unwrap();
    // Nor is a member a scanner.
    app.batch_execute("BEGIN").await.unwrap();
    app.batch_execute(&enter(&north.admin)).await.unwrap();
    assert_eq!(cell(&app, ASK, true).await, "!CZ401");
    app.batch_execute("ROLLBACK").await.unwrap();
}

#[tokio::test]
async fn a_context_that_is_forged_copied_or_old_is_none() {
    let cast = Cast::new().await;
    let (north, south) = (&cast.north, &cast.south);
    let app = cast.database.app().await;
    let other = cast.database.app().await;
    let set = |context: &str| format!("SELECT set_config('credenza.scanner', '{context}', true)");
    app.batch_execute("BEGIN").await.unwrap();
    app.batch_execute(&enter_scanner(&north.gate.handle)).await.unwrap();
    let good: String = app.query_one("SELECT current_setting('credenza.scanner')", &[]).await.unwrap().get(0);
    let hashes = [north.gate.handle, south.gate.handle];
    let [ours, theirs] = [cast.database.sha256(&hashes[0]).await, cast.database.sha256(&hashes[1]).await];
    assert!(good.starts_with(&hex::encode(ours)));
    let forged = good.replace(&hex::encode(ours), &hex::encode(theirs));
    let mut bent = good.clone().into_bytes();
    bent[100] = if bent[100] == b'0' { b'1' } else { b'0' };
    let member: String = {
        app.batch_execute(&enter(&north.admin)).await.unwrap();
        app.query_one("SELECT current_setting('credenza.context')", &[]).await.unwrap().get(0)
    };
    for worthless in
        [forged, String::from_utf8(bent).unwrap(), member.clone(), String::new(), "x".repeat(128)]
    {
        app.batch_execute(&set(&worthless)).await.unwrap();
        assert_eq!(cell(&app, ASK, true).await, "!CZ401", "{worthless}");
    }
    app.batch_execute(&set(&good)).await.unwrap();
    assert_eq!(cell(&app, ASK, true).await, "Norte", "its own, put back");
    // A scanner's is no member's either.
    app.batch_execute(&format!("SELECT set_config('credenza.context', '{good}', true)")).await.unwrap();
    assert_eq!(cell(&app, "SELECT credenza.org()", true).await, "");
    other.batch_execute("BEGIN").await.unwrap();
    other.batch_execute(&set(&good)).await.unwrap();
    assert_eq!(cell(&other, ASK, true).await, "!CZ401", "of another connection");
    app.batch_execute("COMMIT; BEGIN").await.unwrap();
    app.batch_execute(&set(&good)).await.unwrap();
    assert_eq!(cell(&app, ASK, true).await, "!CZ401", "of another transaction");
}

fn scan(seq: u32, prev: [u8; 32], hash: [u8; 32]) -> NewScan<'static> {
    NewScan {
        seq,
        prev,
        hash,
        at: TestClock.now().unix_timestamp(),
        clock_offset: Some(0),
        bundle_at: None,
        pass: None,
        verdict: "forged",
        reason: "not_a_pass",
        assurance: None,
        status_as_of: None,
        decision: "no_go",
        missing: &[],
        code: None,
        task: None,
        record: b"record",
    }
}

#[tokio::test]
async fn who_is_revoked_while_he_waits_appends_nothing() {
    let cast = Cast::new().await;
    let (north, store) = (&cast.north, &cast.database.store);
    let superuser = cast.database.superuser().await;
    // Somebody holds the epoch; the scanner waits for it.
    superuser
        .batch_execute(&format!(
            "BEGIN; SELECT FROM credenza.scanner_epochs WHERE scanner_id = '{}' FOR UPDATE",
            north.gate.scanner.uuid()
        ))
        .await
        .unwrap();
    let caller = ScannerCaller::new(&north.gate.handle, request());
    let third = cast.database.sha256(b"3").await;
    let waiting = {
        let store = store.clone();
        tokio::spawn(async move { store.append_scans(&caller, &[scan(4, third, [4; 32])]).await })
    };
    let observer = cast.database.superuser().await;
    let blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%append_scans%'";
    while observer.query_one(blocked, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        assert!(!waiting.is_finished(), "it did not wait");
    }
    superuser
        .batch_execute(&format!(
            "UPDATE credenza.scanners SET revoked_at = now(), revoked_by = created_by WHERE id = '{}'; COMMIT",
            north.gate.scanner.uuid()
        ))
        .await
        .unwrap();
    assert!(matches!(waiting.await.unwrap(), Err(Error::NoSession)));
    let sql = "SELECT count(*) FROM credenza.gate_log WHERE seq > 3 AND code IS NULL AND org_id = $1";
    assert_eq!(observer.query_one(sql, &[&north.org.uuid()]).await.unwrap().get::<_, i64>(0), 0);
    // Nor does it get in any more.
    let app = cast.database.app().await;
    app.batch_execute("BEGIN").await.unwrap();
    assert_eq!(cell(&app, &enter_scanner(&north.gate.handle), true).await, "!CZ401");
}

#[tokio::test]
async fn no_enrolment_outlives_a_restore() {
    let cast = Cast::new().await;
    let (north, store) = (&cast.north, &cast.database.store);
    let caller = || ScannerCaller::new(&north.gate.handle, request());
    assert!(store.scanner_bundle(&caller(), TestClock.now()).await.is_ok());
    let superuser = cast.database.superuser().await;
    store::operator::begin_after_restore(&superuser, &serde_json::json!({}), request()).await.unwrap();
    let after = store.scanner_bundle(&caller(), TestClock.now()).await;
    assert!(matches!(after, Err(Error::NoSession)), "{after:?}");
    // What it holds it may still bring.
    let third = cast.database.sha256(b"3").await;
    let brought = store.append_scans(&caller(), &[scan(4, third, [4; 32])]).await.unwrap();
    assert!(matches!(brought, Appended::Whole(_)), "{brought:?}");
    let link = cast.database.sha256(north.gate.invited.uuid().as_bytes()).await;
    let new = Enrolling {
        token_hash: &link,
        point: &[6; 64],
        key_hash: &[6; 32],
        start: &[6; 32],
        handle: &[6; 32],
    };
    assert!(store.system().enroll_scanner(&new, request()).await.unwrap().is_none(), "nor does a link");
}

#[tokio::test]
async fn a_proof_for_one_scanner_makes_no_link_for_another() {
    let cast = Cast::new().await;
    let (north, south) = (&cast.north, &cast.south);
    let action = domain::Action::ScannerInvite;
    let id = north.gate.scanner;
    let token = prove(&cast.database, &north.admin, action, &id.to_string()).await;
    for (who, scanner) in [(&north.admin, north.gate.invited), (&south.admin, id)] {
        let tx = cast.database.store.begin(&who.caller()).await.unwrap();
        let spent = tx.spend_step_up(&token, action, &id.to_string()).await;
        let made = match &spent {
            Ok(proof) => tx.invite_scanner(scanner, &[1; 32], time::Duration::minutes(15), proof).await,
            Err(_) => Err(Error::NoStepUp),
        };
        assert!(matches!(made, Err(Error::NoStepUp)), "{made:?}");
        tx.rollback().await;
    }
    let tx = cast.database.store.begin(&north.admin.caller()).await.unwrap();
    let proof = tx.spend_step_up(&token, action, &id.to_string()).await.unwrap();
    tx.invite_scanner(id, &[1; 32], time::Duration::minutes(15), &proof).await.unwrap();
}
