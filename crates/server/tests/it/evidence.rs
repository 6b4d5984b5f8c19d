//! What proves a ticket, through the front door: added, looked at, checked beside it, taken away; at rest, rotated.

use std::path::PathBuf;

use domain::Role;
use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::made::{deflated, exif, jpeg, pdf, png, segment, stream};
use crate::operator::stdout;
use crate::serve::Installation;
use crate::squad::{Firm, Persona, file, text};

/// A photo that tells where it was taken.
fn photo() -> Vec<u8> {
    jpeg(&[segment(0xe1, &exif(1)), segment(0xfe, b"Edmonton")])
}

fn paper() -> Vec<u8> {
    pdf(&[b"<</Type/Pages/Kids[]/Count 0>>", b"<</Title(DC-3)>>"], b"")
}

/// A ticket that waits to be checked, of a worker, recorded by this member.
async fn ticket(who: &Persona) -> String {
    let types = who.get("/api/v1/ticket-types?q=h2s").await.json(200);
    if types["items"].as_array().unwrap().is_empty() {
        who.post("/api/v1/ticket-types", json!({"code": "h2s", "name": "H2S"})).await.json(201);
    }
    let worker = text(&who.post("/api/v1/workers", json!({"name": "Úrsula"})).await.json(201)["id"]);
    let made = who.post(&format!("/api/v1/workers/{worker}/tickets"), json!({"type": "h2s"})).await;
    text(&made.json(201)["id"])
}

async fn send(who: &Persona, ticket: &str, name: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new().part("file", file(name, bytes));
    let path = format!("/api/v1/tickets/{ticket}/evidence");
    Answer::of(who.request("POST", &path).multipart(form)).await
}

async fn add(who: &Persona, ticket: &str, name: &str, bytes: Vec<u8>) -> String {
    text(&send(who, ticket, name, bytes).await.json(201)["id"])
}

async fn look(who: &Persona, evidence: &str) -> Answer {
    who.get(&format!("/api/v1/evidence/{evidence}")).await
}

async fn remove(who: &Persona, evidence: &str) -> Answer {
    Answer::of(who.request("DELETE", &format!("/api/v1/evidence/{evidence}"))).await
}

/// Two who may record and approve.
async fn pair(test: &TestApp, firm: &Firm) -> (Persona, Persona) {
    (test.hire(firm, Role::HseManager).await, test.hire(firm, Role::HseManager).await)
}

#[tokio::test]
async fn a_ticket_is_approved_by_who_looked_at_what_proves_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (hse, other) = pair(&test, &ours).await;
    let id = ticket(&hse).await;
    let added = send(&hse, &id, "C:\\fotos\\carnet.JPEG", photo()).await;
    let shown = added.json(201);
    assert_eq!((&shown["file_name"], &shown["media_type"]), (&json!("carnet.jpg"), &json!("image/jpeg")));
    assert_eq!(added.header("location"), format!("/api/v1/evidence/{}", text(&shown["id"])));
    let second = add(&hse, &id, "dc3.pdf", paper()).await;
    let list = other.get(&format!("/api/v1/tickets/{id}/evidence")).await.json(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!(other.get(&format!("/api/v1/tickets/{id}")).await.json(200)["evidence"], 2);

    let seen = look(&other, &text(&shown["id"])).await;
    assert_eq!((seen.status, &seen.body), (200, &jpeg(&[])), "without where it was taken");
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "inline"),
        ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    ] {
        assert_eq!(seen.header(name), value);
    }
    let read = look(&other, &second).await;
    assert_eq!((read.header("content-type"), &read.body), ("application/pdf", &paper()));
    assert!(read.header("content-disposition").starts_with("attachment; filename=\"dc3.pdf\""));

    for act in ["evidence", "evidence/x"] {
        theirs.admin.get(&format!("/api/v1/tickets/{id}/{act}")).await.problem(404, "not_found");
    }
    look(&theirs.admin, &second).await.problem(404, "not_found");
    remove(&theirs.admin, &second).await.problem(404, "not_found");
    send(&theirs.admin, &id, "x.png", png(&[])).await.problem(404, "not_found");

    hse.post(&format!("/api/v1/tickets/{id}/approve"), json!({})).await.problem(409, "own_ticket");
    other.post(&format!("/api/v1/tickets/{id}/approve"), json!({"version": 3})).await.json(200);
    let log = ours.admin.audit(&format!("object={id}")).await;
    let told: Vec<_> =
        log.iter().rev().map(|entry| (text(&entry["action"]), text(&entry["outcome"]))).collect();
    let wanted = [
        ("ticket.create", "done"),
        ("evidence.add", "done"),
        ("evidence.add", "done"),
        ("evidence.view", "intent"),
        ("evidence.view", "done"),
        ("evidence.view", "intent"),
        ("evidence.view", "done"),
        ("ticket.approve", "refused"),
        ("ticket.approve", "done"),
    ];
    assert_eq!(told, wanted.map(|(action, outcome)| (action.to_owned(), outcome.to_owned())));
    assert_eq!(log[0]["details"]["evidence"], "2");
    assert_eq!((&log[2]["intent"], &log[2]["disclosed"]["file"]), (&log[3]["seq"], &json!("dc3.pdf")));

    // What was approved keeps what it was approved on.
    remove(&hse, &second).await.problem(409, "ticket_state");
    send(&hse, &id, "x.png", png(&[])).await.problem(409, "ticket_state");
}

#[tokio::test]
async fn what_changed_since_it_was_looked_at_is_not_approved() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (hse, other) = pair(&test, &ours).await;
    let id = ticket(&hse).await;
    let first = add(&hse, &id, "a.png", png(&[])).await;
    let seen = other.get(&format!("/api/v1/tickets/{id}")).await.json(200)["version"].clone();
    remove(&hse, &first).await.empty(204);
    add(&hse, &id, "b.png", png(&[])).await;
    let approve = format!("/api/v1/tickets/{id}/approve");
    other.post(&approve, json!({"version": seen})).await.problem(409, "stale");
    other.post(&approve, json!({"version": 4})).await.json(200);
}

#[tokio::test]
async fn a_worker_proves_his_own_and_sees_nobody_elses() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (worker, elsewhere) = (test.hire(&ours, Role::Worker).await, test.hire(&theirs, Role::Worker).await);
    let others = ticket(&ours.admin).await;
    let foreign = add(&ours.admin, &others, "a.png", png(&[])).await;
    let new = json!({"name": "Wenceslao", "member_id": worker.member.to_string()});
    let me = text(&ours.admin.post("/api/v1/workers", new).await.json(201)["id"]);
    let made = worker.post(&format!("/api/v1/workers/{me}/tickets"), json!({"type": "h2s"})).await.json(201);
    let own = text(&made["id"]);
    let proof = add(&worker, &own, "carnet.jpg", photo()).await;
    assert_eq!(look(&worker, &proof).await.status, 200);
    look(&worker, &foreign).await.problem(404, "not_found");
    look(&elsewhere, &proof).await.problem(404, "not_found");
    send(&worker, &others, "a.png", png(&[])).await.problem(404, "not_found");
    remove(&worker, &foreign).await.problem(404, "not_found");
    // Who has nothing to do with workers.
    look(&ours.member, &proof).await.problem(403, "forbidden");
}

#[tokio::test]
async fn who_may_not_look_does_not_approve() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let role = ours.admin.new_role("Blind", &["worker.read", "worker.read_all", "ticket.approve"]).await;
    let blind = test.hire(&ours, Role::Worker).await;
    ours.admin.set_roles(&blind.member.to_string(), &[role.as_str()]).await.empty(204);
    let id = ticket(&hse).await;
    let proof = add(&hse, &id, "a.png", png(&[])).await;
    let blind = test.sign_in(&blind.email).await;
    look(&blind, &proof).await.problem(403, "forbidden");
    blind.post(&format!("/api/v1/tickets/{id}/approve"), json!({})).await.problem(409, "evidence_unseen");
    let log = ours.admin.audit(&format!("object={id}")).await;
    assert_eq!((&log[0]["action"], &log[0]["outcome"]), (&json!("ticket.approve"), &json!("refused")));
}

#[tokio::test]
async fn what_is_no_evidence_is_refused_with_its_reason_and_leaves_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ticket(&ours.admin).await;
    let before = test.census().await;
    let script = pdf(&[b"<</S/JavaScript/JS(x)>>"], b"");
    let hidden = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &deflated(b"4 0 <</S/Launch>>"));
    let refused = [
        (422, "empty", Vec::new()),
        (422, "not_evidence", b"<svg/>".to_vec()),
        (422, "heic", b"\0\0\0\x18ftypheic".to_vec()),
        (422, "trailing_bytes", [photo(), b"PK\x03\x04".to_vec()].concat()),
        (422, "breaks_off", photo()[..40].to_vec()),
        (422, "active_pdf", script),
        (422, "active_pdf", pdf(&[&hidden], b"")),
        (422, "encrypted_pdf", pdf(&[], b"/Encrypt 3 0 R")),
        (422, "pdf_carries_files", pdf(&[b"<</EmbeddedFiles 3 0 R>>"], b"")),
        (413, "evidence_too_large", vec![0; (8 << 20) + 1]),
    ];
    for (status, code, bytes) in refused {
        let told = send(&ours.admin, &id, "carnet.jpg", bytes).await.problem(status, code);
        if status == 422 {
            assert_eq!(told["errors"][0]["field"], "file", "{told}");
        }
    }
    assert_eq!(test.census().await, before);
    assert!(test.object_files().is_empty());
}

#[tokio::test]
async fn what_is_taken_away_or_withdrawn_is_gone_with_its_key() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ticket(&ours.admin).await;
    let kept = ticket(&theirs.admin).await;
    add(&theirs.admin, &kept, "x.png", png(&[])).await;
    let first = add(&ours.admin, &id, "a.png", png(&[])).await;
    let second = add(&ours.admin, &id, "b.pdf", paper()).await;
    assert_eq!(test.object_files().len(), 3);
    remove(&ours.admin, &first).await.empty(204);
    look(&ours.admin, &first).await.problem(404, "not_found");
    remove(&ours.admin, &first).await.problem(404, "not_found");
    assert_eq!(test.object_files().len(), 2);
    Answer::of(ours.admin.request("DELETE", &format!("/api/v1/tickets/{id}"))).await.empty(204);
    look(&ours.admin, &second).await.problem(404, "not_found");
    assert_eq!(test.object_files().len(), 1);
    let keys: i64 = test.database.one("SELECT count(*) FROM credenza.object_keys").await;
    assert_eq!(keys, 1, "the other organization's");
}

/// The file of a piece of evidence.
async fn sealed(test: &TestApp, who: &Persona, evidence: &str) -> PathBuf {
    let id: domain::id::EvidenceId = evidence.parse().unwrap();
    let sql = format!(
        "SELECT credenza.type_id('obj', object_id) FROM credenza.evidence WHERE id = '{}'",
        id.uuid()
    );
    let object: String = test.database.one(&sql).await;
    test.object_file(&who.org.to_string(), &object)
}

#[tokio::test]
async fn at_rest_it_is_sealed_and_what_was_swapped_opens_nowhere() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (id, elsewhere) = (ticket(&ours.admin).await, ticket(&theirs.admin).await);
    let one = add(&ours.admin, &id, "a.jpg", photo()).await;
    let two = add(&ours.admin, &id, "b.pdf", paper()).await;
    let foreign = add(&theirs.admin, &elsewhere, "a.jpg", photo()).await;
    let files = [
        sealed(&test, &ours.admin, &one).await,
        sealed(&test, &ours.admin, &two).await,
        sealed(&test, &theirs.admin, &foreign).await,
    ];
    let whole = files.each_ref().map(|file| std::fs::read(file).unwrap());
    assert!(whole.iter().all(|bytes| !bytes.windows(5).any(|part| part == b"JFIF\0" || part == b"%PDF-")));
    for other in [1, 2] {
        std::fs::write(&files[0], &whole[other]).unwrap();
        std::fs::write(&files[other], &whole[0]).unwrap();
        look(&ours.admin, &one).await.problem(500, "internal");
        let (who, id) = if other == 1 { (&ours.admin, &two) } else { (&theirs.admin, &foreign) };
        look(who, id).await.problem(500, "internal");
        std::fs::write(&files[0], &whole[0]).unwrap();
        std::fs::write(&files[other], &whole[other]).unwrap();
    }
    let log = ours.admin.audit("action=evidence.view").await;
    assert_eq!((&log[0]["outcome"], &log[0]["intent"]), (&json!("failed"), &log[1]["seq"]));
    // Wrapped keys that were swapped open nothing either.
    let superuser = test.database.superuser().await;
    let swap = "UPDATE credenza.object_keys k SET wrapped_dek = o.wrapped_dek FROM credenza.object_keys o
                JOIN credenza.evidence v ON v.object_id = o.object_id JOIN credenza.evidence w ON w.ticket_id = v.ticket_id AND w.id <> v.id
                WHERE k.object_id = w.object_id";
    assert_eq!(superuser.execute(swap, &[]).await.unwrap(), 2);
    look(&ours.admin, &one).await.problem(500, "internal");
    assert_eq!(superuser.execute(swap, &[]).await.unwrap(), 2);
    assert_eq!(look(&ours.admin, &one).await.body, jpeg(&[]));
    assert_eq!(look(&theirs.admin, &foreign).await.body, jpeg(&[]));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_gets_under_new_keys_and_comes_back_from_a_backup() {
    let installation = Installation::new();
    stdout(&installation.create_org("Norte", "ana@norte.test"));
    let server = installation.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    let post = async |path: &str, body: Value| {
        let request = server.http.post(format!("{}{path}", server.origin)).bearer_auth(&access);
        text(&Answer::of(request.json(&body)).await.json(201)["id"])
    };
    post("/api/v1/ticket-types", json!({"code": "h2s", "name": "H2S"})).await;
    let worker = post("/api/v1/workers", json!({"name": "Úrsula"})).await;
    let ticket = post(&format!("/api/v1/workers/{worker}/tickets"), json!({"type": "h2s"})).await;
    let sent =
        server.http.post(format!("{}/api/v1/tickets/{ticket}/evidence", server.origin)).bearer_auth(&access);
    let sent = sent.multipart(Form::new().part("file", file("a.jpg", photo())));
    let evidence = text(&Answer::of(sent).await.json(201)["id"]);
    let path = format!("/api/v1/evidence/{evidence}");

    let done = installation.run(&["kek", "rotate", "--json"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let told: Value = serde_json::from_str(&stdout(&done)).unwrap();
    assert!(told["organizations"][0]["rewrapped"].as_u64().unwrap() >= 1, "{told}");
    let seen = Answer::of(server.http.get(format!("{}{path}", server.origin)).bearer_auth(&access)).await;
    assert_eq!(seen.body, jpeg(&[]));
    assert_eq!(installation.run(&["fsck"]).status.code(), Some(0));

    let beside = |name: &str| installation.data().with_file_name(name).to_str().unwrap().to_owned();
    let taken = installation.run(&["backup", &beside("backup"), "--keyring", &beside("keyring.txt")]);
    assert_eq!(taken.status.code(), Some(0), "{}", String::from_utf8_lossy(&taken.stderr));
    server.stop().await;
    let there = installation.beside("restored");
    let restored = there.run(&["restore", &beside("backup"), "--keyring", &beside("keyring.txt")]);
    assert_eq!(restored.status.code(), Some(0), "{}", String::from_utf8_lossy(&restored.stderr));
    assert_eq!(there.run(&["fsck"]).status.code(), Some(0));
    let server = there.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    let seen = Answer::of(server.http.get(format!("{}{path}", server.origin)).bearer_auth(&access)).await;
    assert_eq!(seen.body, jpeg(&[]));
    server.stop().await;
}

async fn open(test: &TestApp, who: &Persona, path: &str) -> Answer {
    let cookies = format!("__Host-access={}; language=en", who.access);
    Answer::of(test.request("GET", path).header("cookie", cookies)).await
}

async fn submit(test: &TestApp, who: &Persona, path: &str, name: &str, bytes: Vec<u8>) -> Answer {
    let cookies = format!("__Host-access={}; language=en", who.access);
    let request =
        test.request("POST", path).header("cookie", cookies).header("sec-fetch-site", "same-origin");
    Answer::of(request.multipart(Form::new().part("file", file(name, bytes)))).await
}

#[tokio::test]
async fn by_forms_alone_it_is_added_seen_beside_the_decision_and_taken_away() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (hse, other) = pair(&test, &ours).await;
    let id = ticket(&hse).await;
    let page = format!("/workers/tickets/{id}");
    assert!(open(&test, &hse, &page).await.text().contains("Nobody has added a photo or PDF yet."));
    let wrong = submit(&test, &hse, &format!("{page}/evidence"), "a.jpg", b"<svg/>".to_vec()).await;
    assert!(
        wrong.status == 422 && wrong.text().contains("neither a photo (JPEG, PNG) nor a PDF"),
        "{}",
        wrong.text()
    );
    let large = submit(&test, &hse, &format!("{page}/evidence"), "a.jpg", vec![0; (8 << 20) + 1]).await;
    assert!(large.status == 413 && large.text().contains("larger than 8 MiB"), "{}", large.text());
    let added = submit(&test, &hse, &format!("{page}/evidence"), "<b>.jpg", photo()).await;
    assert_eq!((added.status, added.header("location")), (303, page.as_str()));
    let list = hse.get(&format!("/api/v1/tickets/{id}/evidence")).await.json(200);
    let picture = format!("/workers/evidence/{}", text(&list["items"][0]["id"]));

    assert!(open(&test, &other, "/workers/approvals").await.text().contains("1 file"));
    let shown = open(&test, &other, &page).await.text();
    assert!(shown.contains(&format!("src=\"{picture}\"")) && shown.contains("value=\"approve\""), "{shown}");
    assert!(shown.contains("&#60;b&#62;.jpg") && shown.contains("name=\"version\" value=\"2\""), "{shown}");
    let seen = open(&test, &other, &picture).await;
    assert_eq!((seen.header("content-type"), seen.header("cache-control")), ("image/jpeg", "no-store"));
    assert_eq!(seen.body, jpeg(&[]));
    assert_eq!(open(&test, &theirs.admin, &picture).await.status, 404);
    assert_eq!(open(&test, &theirs.admin, &page).await.status, 404);

    let form = |path: &str, body: &'static str| {
        let request = test.request("POST", path).header("sec-fetch-site", "same-origin");
        request.header("content-type", "application/x-www-form-urlencoded").body(body)
    };
    let as_member = |request: reqwest::RequestBuilder, who: &Persona| {
        Answer::of(request.header("cookie", format!("__Host-access={}; language=en", who.access)))
    };
    let decide = format!("{page}/decide");
    let stale = as_member(form(&decide, "act=approve&next=ticket&version=1"), &other).await;
    assert_eq!(stale.status, 409);
    let removed = as_member(form(&format!("{picture}/remove"), ""), &hse).await;
    assert_eq!((removed.status, removed.header("location")), (303, page.as_str()));
    let approved = as_member(form(&decide, "act=approve&next=ticket&version=3"), &other).await;
    assert_eq!((approved.status, approved.header("location")), (303, "/workers/approvals"));
    let done = open(&test, &hse, &page).await.text();
    assert!(!done.contains("type=\"file\""), "what is approved is not added to");
}
