//! The gate log: records come once and in order, whatever happens on the way; and who sees which.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Role;
use domain::id::PassId;
use pass::gate::{CodeStatus, Decision, Scan, SignedScan, write_upload};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::app::TestApp;
use crate::audit_log::{export, verify};
use crate::passes::Hand;
use crate::scanner::{Key, Scanner, let_in, typed};
use crate::scanners::site;
use crate::squad::{Firm, Persona, text};

/// A firm's site, and a scanner there.
async fn gate(test: &TestApp, firm: &Firm) -> (String, Scanner) {
    let here = site(&firm.admin, "Pozo 7").await;
    let scanner = Scanner::at(test, &firm.admin, &here, "Puerta").await;
    (here, scanner)
}

pub(crate) async fn items(who: &Persona, query: &str) -> Vec<Value> {
    let answer = who.get(&format!("/api/v1/gate-log?limit=200&{query}")).await.json(200);
    answer["items"].as_array().unwrap().clone()
}

/// The numbers in the log of an organization, and in its audit log, in the order of that.
async fn numbers(firm: &Firm) -> (Vec<u64>, Vec<String>) {
    let mut logged: Vec<_> =
        items(&firm.admin, "").await.iter().map(|scan| scan["number"].as_u64().unwrap()).collect();
    logged.sort_unstable();
    let entries = firm.admin.audit("action=gate.scan").await;
    (logged, entries.iter().rev().map(|entry| text(&entry["details"]["number"])).collect())
}

#[tokio::test]
async fn records_come_in_order_each_with_its_entry() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (_, mut scanner) = gate(&test, &ours).await;
    let (_, mut other) = gate(&test, &theirs).await;
    let records: Vec<_> = (0..5).map(|_| scanner.scan(|_| ())).collect();
    assert_eq!(scanner.bring(&records).await.json(200), scanner.end());
    let record = other.scan(|_| ());
    other.bring(&[record]).await.json(200);
    let entries = ours.admin.audit("action=gate.scan").await;
    let scans = items(&ours.admin, "").await;
    assert_eq!((entries.len(), scans.len()), (5, 5));
    for (entry, scan) in entries.iter().zip(&scans) {
        assert_eq!((&entry["actor"], &entry["outcome"]), (&json!({"kind": "anonymous"}), &json!("done")));
        assert_eq!(entry["object"], json!({"id": scanner.id, "kind": "scanner"}));
        let details = &entry["details"];
        assert_eq!(details["number"], scan["number"].to_string());
        assert_eq!((&details["record"], &details["by"]), (&scan["hash"], &json!("scanner")));
        assert_eq!((&details["decision"], &details["verdict"]), (&scan["decision"], &scan["verdict"]));
        // The record is the one that was signed.
        let bytes = URL_SAFE_NO_PAD.decode(text(&scan["record"])).unwrap();
        let read = SignedScan::read(&bytes, scanner.id.parse().unwrap(), 1, &scanner.key.point()).unwrap();
        assert_eq!(hex::encode(read.hash), text(&scan["hash"]));
        assert_eq!(read.scan.seq.to_string(), scan["number"].to_string());
    }
    assert_eq!(items(&theirs.admin, "").await.len(), 1);
    let report = verify(&export(&ours.admin).await);
    assert_eq!(report.verdict, audit::Verdict::Consistent, "{report:?}");
}

#[tokio::test]
async fn a_typed_code_is_a_check_like_another_and_never_go() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (_, mut scanner) = gate(&test, &ours).await;
    let hand = Hand::new(&ours.admin, "Úrsula Peña").await;
    let stranger = Hand::new(&theirs.admin, "Iván Cruz").await;
    let waiting = json!({"type": "H2S", "number": "SECRET-78", "issued_on": "2026-01-10"});
    let path = format!("/api/v1/workers/{}/tickets", hand.id);
    let waiting = ours.admin.post(&path, waiting).await.json(201);
    let (own, foreign) = (text(&hand.tickets[0]["code"]), text(&stranger.tickets[0]["code"]));
    let records = [
        scanner.scan(|scan| typed(scan, &own, CodeStatus::Valid)),
        scanner.scan(|scan| typed(scan, &own, CodeStatus::Superseded)),
        scanner.scan(|scan| typed(scan, &foreign, CodeStatus::Valid)),
        scanner.scan(|scan| typed(scan, &text(&waiting["code"]), CodeStatus::Unknown)),
        scanner.scan(|_| ()),
    ];
    assert_eq!(scanner.bring(&records).await.json(200), scanner.end());
    let told: Vec<_> = items(&ours.admin, "").await.into_iter().rev().collect();
    let said =
        |scan: &Value| ["kind", "code_status", "decision", "verdict"].map(|member| scan[member].clone());
    assert_eq!(
        told.iter().map(said).collect::<Vec<_>>(),
        [
            ["code", "valid", "cannot_tell", "valid"].map(Value::from),
            ["code", "superseded", "no_go", "expired"].map(Value::from),
            ["code", "valid", "cannot_tell", "valid"].map(Value::from),
            ["code", "unknown", "no_go", "unknown_issuer"].map(Value::from),
            [json!("pass"), json!(null), json!("no_go"), json!("forged")],
        ]
    );
    // Whose ticket it is, the organization knows; of another's, and of one that nobody approved, nobody's.
    assert_eq!((&told[0]["worker_id"], &told[0]["ticket_id"]), (&json!(hand.id), &hand.tickets[0]["id"]));
    assert_eq!((&told[0]["code"], &told[0]["pass_id"]), (&json!(own), &json!(null)));
    for scan in &told[2..] {
        assert_eq!((&scan["worker_id"], &scan["ticket_id"]), (&json!(null), &json!(null)));
    }
    let of_worker = items(&ours.admin, &format!("worker={}", hand.id)).await;
    assert_eq!(of_worker.len(), 2);
    assert!(items(&theirs.admin, "").await.is_empty());
    let kinds: Vec<_> = ours.admin.audit("action=gate.scan").await;
    let kinds: Vec<_> = kinds.iter().rev().map(|entry| entry["details"]["kind"].clone()).collect();
    assert_eq!(kinds, [json!("code"), json!("code"), json!("code"), json!("code"), json!(null)]);
    // What is waiting can still be taken back.
    let path = format!("/api/v1/tickets/{}", text(&waiting["id"]));
    crate::client::Answer::of(ours.admin.request("DELETE", &path)).await.empty(204);
    // A code that says go is refused, by whoever made it.
    let mut go = scanner.next();
    let_in(&mut go, [7; 16]);
    go.code = Some((own.parse().unwrap(), CodeStatus::Valid));
    let refused = scanner.sign(&go);
    scanner.bring(&[refused]).await.problem(422, "scanner_log_refused");
    let page = crate::worker_pages::page(&test, &ours.admin, "/gate-log").await;
    assert!(page.contains(&own) && page.contains("Another ticket had taken its place"), "{page}");
}

#[tokio::test]
async fn what_comes_twice_in_part_or_at_once_is_there_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (_, mut scanner) = gate(&test, &ours).await;
    let records: Vec<_> = (0..40).map(|_| scanner.scan(|_| ())).collect();
    scanner.bring(&records[..10]).await.json(200);
    let again = scanner.bring(&records[..10]).await.json(200);
    assert_eq!(again["seq"], 10);
    assert_eq!(scanner.bring(&records[3..7]).await.json(200)["seq"], 10, "what is there is there");
    assert_eq!(scanner.bring(&records[5..15]).await.json(200)["seq"], 15, "half of it new");
    // Two tabs, and a third that is behind, all at once.
    let sends: Vec<_> = [10..40, 10..40, 0..30, 14..25, 15..40]
        .into_iter()
        .map(|range| tokio::spawn(scanner.sending(write_upload(&records[range])).send()))
        .collect();
    for sent in sends {
        assert_eq!(sent.await.unwrap().unwrap().status(), 200);
    }
    assert_eq!(scanner.bring(&records[39..]).await.json(200), scanner.end());
    let (logged, entries) = numbers(&ours).await;
    assert_eq!(logged, (1..=40).collect::<Vec<_>>());
    assert_eq!(entries, (1..=40).map(|number| number.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_gap_is_told_and_nothing_of_it_is_kept() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (_, mut scanner) = gate(&test, &ours).await;
    let start = scanner.end();
    let records: Vec<_> = (0..4).map(|_| scanner.scan(|_| ())).collect();
    assert_eq!(scanner.bring(&records[1..]).await.problem(409, "scanner_log_gap")["log"], start);
    let there = scanner.bring(&records[..1]).await.json(200);
    // One is left out in the middle: nothing before it is kept either.
    let holed = [records[1].clone(), records[3].clone()];
    assert_eq!(scanner.bring(&holed).await.problem(409, "scanner_log_gap")["log"], there);
    assert_eq!(numbers(&ours).await.0, [1]);
    scanner.bring(&records[1..]).await.json(200);
    assert_eq!(numbers(&ours).await.0, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_fork_is_a_finding_and_nothing_of_it_is_kept() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (here, mut scanner) = gate(&test, &ours).await;
    let records: Vec<_> = (0..3).map(|_| scanner.scan(|_| ())).collect();
    let there = scanner.bring(&records).await.json(200);
    // The second, told otherwise; then the next, after another third than is there.
    let first = SignedScan::read(&records[0], scanner.id.parse().unwrap(), 1, &scanner.key.point()).unwrap();
    let other = Scan { seq: 2, prev: first.hash, at: 1, ..scanner.next() };
    let after = Scan { prev: other.hash(), ..scanner.next() };
    for forked in [vec![scanner.sign(&other)], vec![records[2].clone(), scanner.sign(&after)]] {
        assert_eq!(scanner.bring(&forked).await.problem(409, "scanner_log_forked")["log"], there);
    }
    // A good one before it does not get in with it.
    let good = scanner.next();
    let bad = Scan { seq: 5, prev: [9; 32], ..scanner.next() };
    let both = [scanner.sign(&good), scanner.sign(&bad)];
    scanner.bring(&both).await.problem(409, "scanner_log_forked");
    assert_eq!(numbers(&ours).await.0, [1, 2, 3]);
    let found = ours.admin.audit("action=gate.fork").await;
    assert_eq!(found.len(), 1, "the first is the finding: {found:?}");
    assert_eq!((&found[0]["outcome"], &found[0]["details"]["number"]), (&json!("refused"), &json!("2")));
    assert_eq!(found[0]["details"]["record"], hex::encode(other.hash()));
    let marked = ours.admin.get(&format!("/api/v1/sites/{here}/scanners")).await.json(200);
    assert!(marked["items"][0]["forked_at"].is_string(), "{marked}");
    assert!(theirs.admin.audit("action=gate.fork").await.is_empty());
    // The phone whose log it is goes on.
    let next = scanner.scan(|_| ());
    assert_eq!(scanner.bring(&[next]).await.json(200)["seq"], 4);
}

#[tokio::test]
async fn what_is_no_record_of_this_epoch_is_refused_whole() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (_, scanner) = gate(&test, &ours).await;
    let (_, mut other) = gate(&test, &theirs).await;
    let good = scanner.sign(&scanner.next());
    let mut bent = good.clone();
    *bent.last_mut().unwrap() ^= 1;
    let strangers = scanner.next().sign(|message| Key::new().sign(message)).unwrap();
    let unsound = Scan { decision: Decision::Go, ..scanner.next() };
    for (why, bad) in [
        ("signature", bent),
        ("signature", strangers),
        ("signature", other.scan(|_| ())),
        ("other", scanner.sign(&Scan { scanner: other.id.parse().unwrap(), ..scanner.next() })),
        ("other", scanner.sign(&Scan { epoch: 2, ..scanner.next() })),
        ("malformed", scanner.sign(&unsound)),
        ("malformed", vec![0]),
    ] {
        let refused = scanner.bring(&[good.clone(), bad]).await.problem(422, "scanner_log_refused");
        assert_eq!(refused["errors"][0]["code"], why);
        assert!(text(&refused["detail"]).contains("record 2"), "{refused}");
    }
    for body in
        [Vec::new(), vec![0x80], write_upload(&[]), b"[]".to_vec(), write_upload(&vec![good.clone(); 201])]
    {
        scanner.send(body).await.problem(422, "scanner_log_refused");
    }
    scanner.send(vec![0; 512 * 1024 + 1]).await.problem(413, "too_large");
    assert_eq!(numbers(&ours).await.0, [0; 0]);
    // As many as there may be.
    let mut scanner = scanner;
    let many: Vec<_> = (0..200).map(|_| scanner.scan(|_| ())).collect();
    assert_eq!(scanner.bring(&many).await.json(200), scanner.end());
}

#[tokio::test]
async fn a_wrong_clock_is_seen_beside_ours() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (_, mut scanner) = gate(&test, &ours).await;
    let now = (scanner.now)();
    let records = [
        // Corrected, ten years behind; a little ahead; not corrected; corrected to next week; before it was enrolled.
        scanner.scan(|scan| (scan.at, scan.clock_offset) = (now - 315_360_000, Some(315_360_000))),
        scanner.scan(|scan| (scan.at, scan.clock_offset) = (now + 40, Some(-40))),
        scanner.scan(|scan| scan.clock_offset = None),
        scanner.scan(|scan| scan.at = now + 7 * 86_400),
        scanner.scan(|scan| scan.at = now - 3600),
        scanner.scan(|scan| scan.at = 253_402_300_799),
        scanner.scan(|scan| (scan.at, scan.clock_offset) = (0, Some(-1_000_000_000_000))),
    ];
    scanner.bring(&records).await.json(200);
    let mut scans = items(&ours.admin, "").await;
    scans.sort_by_key(|scan| scan["number"].as_u64());
    let doubtful: Vec<_> = scans.iter().map(|scan| scan["doubtful"].as_bool().unwrap()).collect();
    assert_eq!(doubtful, [false, false, true, true, true, true, true]);
    let at = |number: usize, member: &str| {
        OffsetDateTime::parse(&text(&scans[number][member]), &Rfc3339).unwrap().unix_timestamp()
    };
    assert_eq!((at(0, "at"), at(0, "phone_at")), (now, now - 315_360_000));
    assert_eq!(at(1, "at"), now);
    for number in 3..7 {
        assert_eq!(at(number, "at"), at(number, "received_at"), "when it cannot be, ours");
    }
}

/// A worker of a crew, with a supervisor and an account of his own, and a pass.
pub(crate) struct Crew {
    supervisor: Persona,
    pub(crate) worker: Persona,
    pub(crate) pass: [u8; 16],
    pub(crate) id: String,
}

pub(crate) async fn crew(test: &TestApp, firm: &Firm, name: &str) -> Crew {
    let (supervisor, worker) = (test.hire(firm, Role::Supervisor).await, test.hire(firm, Role::Worker).await);
    let crew = json!({"name": name, "supervisors": [supervisor.member]});
    let crew = text(&firm.admin.post("/api/v1/crews", crew).await.json(201)["id"]);
    let hand = Hand::new(&firm.admin, name).await;
    let change = json!({"crew_id": crew, "member_id": worker.member});
    firm.admin.patch(&format!("/api/v1/workers/{}", hand.id), change).await.json(200);
    let issued = firm.admin.post(&format!("/api/v1/workers/{}/pass", hand.id), json!({})).await.json(200);
    let pass: PassId = text(&issued["id"]).parse().unwrap();
    Crew { supervisor, worker, pass: *pass.as_bytes(), id: hand.id }
}

#[tokio::test]
async fn everybody_sees_the_scans_of_those_over_whom_he_stands() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (_, mut scanner) = gate(&test, &ours).await;
    let (_, mut other) = gate(&test, &theirs).await;
    let (one, two) = (crew(&test, &ours, "Uno").await, crew(&test, &ours, "Dos").await);
    let foreign = crew(&test, &theirs, "Uno").await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let records = [
        scanner.scan(|scan| let_in(scan, one.pass)),
        scanner.scan(|scan| let_in(scan, two.pass)),
        scanner.scan(|_| ()),
        // A pass of the other organization is nobody's here.
        scanner.scan(|scan| scan.pass = Some(foreign.pass)),
    ];
    scanner.bring(&records).await.json(200);
    let record = other.scan(|scan| let_in(scan, foreign.pass));
    other.bring(&[record]).await.json(200);
    let seen = async |who: &Persona| {
        let numbers = items(who, "").await;
        numbers.iter().map(|scan| scan["number"].as_u64().unwrap()).collect::<BTreeSet<_>>()
    };
    assert_eq!(seen(&ours.admin).await, BTreeSet::from([1, 2, 3, 4]));
    assert_eq!(seen(&hse).await, BTreeSet::from([1, 2, 3, 4]));
    for who in [&one.supervisor, &one.worker] {
        assert_eq!(seen(who).await, BTreeSet::from([1]));
    }
    for who in [&two.supervisor, &two.worker] {
        assert_eq!(seen(who).await, BTreeSet::from([2]));
    }
    assert_eq!(seen(&foreign.worker).await, BTreeSet::from([1]));
    let mine = &items(&one.worker, "").await[0];
    assert_eq!((&mine["worker_id"], &mine["worker_name"]), (&json!(one.id), &json!("Uno")));
    assert_eq!((&mine["scanner_name"], &mine["site_name"]), (&json!("Puerta"), &json!("Pozo 7")));
    let unknown = items(&hse, "decision=no_go&verdict=forged").await;
    assert!(unknown.len() == 2 && unknown.iter().all(|scan| scan["worker_id"].is_null()), "{unknown:?}");
    for who in [&ours.member, &ours.auditor] {
        who.get("/api/v1/gate-log").await.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn the_log_is_filtered_and_turned_page_by_page() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (here, mut scanner) = gate(&test, &ours).await;
    let (_, other) = gate(&test, &theirs).await;
    let elsewhere = site(&ours.admin, "Pozo 9").await;
    let mut second = Scanner::at(&test, &ours.admin, &elsewhere, "Patio").await;
    let hand = crew(&test, &ours, "Uno").await;
    let now = (scanner.now)();
    let records: Vec<_> = (0..7)
        .map(|number| {
            scanner.scan(|scan| {
                scan.at = now - 10 + number;
                if number == 0 {
                    let_in(scan, hand.pass);
                }
            })
        })
        .collect();
    scanner.bring(&records).await.json(200);
    let record = second.scan(|scan| scan.at = now);
    second.bring(&[record]).await.json(200);
    let found = async |query: &str| items(&ours.admin, query).await.len();
    for (query, count) in [
        (String::new(), 8),
        (format!("site={here}"), 7),
        (format!("site={elsewhere}"), 1),
        (format!("scanner={}", second.id), 1),
        (format!("scanner={}", other.id), 0),
        (format!("worker={}", hand.id), 1),
        ("decision=go".into(), 1),
        ("decision=no_go&verdict=forged".into(), 7),
        ("verdict=revoked".into(), 0),
        ("site=&scanner=&decision=&verdict=&worker=&from=&to=".into(), 8),
        ("from=2999-01-01".into(), 0),
        ("to=1999-01-01".into(), 0),
    ] {
        assert_eq!(found(&query).await, count, "{query}");
    }
    for query in ["site=x", "scanner=sit_01h455vb4pex5vsknk084sn02q", "worker=%00", "from=yesterday"] {
        ours.admin.get(&format!("/api/v1/gate-log?{query}")).await.problem(400, "bad_request");
    }
    let (mut cursor, mut seen) = (String::new(), Vec::new());
    loop {
        let page = ours.admin.get(&format!("/api/v1/gate-log?limit=3&cursor={cursor}")).await.json(200);
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|scan| (text(&scan["at"]), scan["hash"].clone())),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 8);
    assert!(seen.is_sorted_by(|one, next| one.0 >= next.0), "{seen:?}");
    assert_eq!(seen.iter().map(|(_, hash)| hash.to_string()).collect::<BTreeSet<_>>().len(), 8);
    let token = ours.admin.api_token(&["gate_log.read", "worker.read", "worker.read_all"]).await.persona;
    assert_eq!(items(&token, "").await.len(), 8, "a program may read it");
}
