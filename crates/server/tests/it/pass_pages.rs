//! Passes as people meet them: on the worker's phone, on his page in the office, on paper, in a mail; and the page on which anybody
//! asks what a ticket is worth.

use domain::Role;
use serde_json::{Value, json};
use server::limit::Class;

use crate::app::TestApp;
use crate::client::Answer;
use crate::duties::{duty, ticket_type};
use crate::passes::{Hand, Phone, act};
use crate::spy::{Exchangeable, narrow};
use crate::squad::{Persona, text};
use crate::worker_pages::{leads, open, page, send};

/// Links a worker's record to an account.
async fn link(who: &Persona, hand: &Hand, worker: &Persona) {
    let path = format!("/api/v1/workers/{}", hand.id);
    who.patch(&path, json!({"member_id": worker.member})).await.json(200);
}

#[tokio::test]
async fn a_worker_is_told_of_himself_alone() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let worker = test.hire(&ours, Role::Worker).await;
    let (own, other) = (Hand::new(&ours.admin, "Wenceslao").await, Hand::new(&ours.admin, "Otra").await);
    worker.get("/api/v1/own-worker").await.problem(404, "not_found");
    link(&ours.admin, &own, &worker).await;
    let answer = worker.get("/api/v1/own-worker").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let told = answer.json(200);
    assert_eq!((&told["id"], &told["name"]), (&json!(own.id), &json!("Wenceslao")));
    assert!(!text(&told["organization"]).is_empty());
    let tickets = told["tickets"].as_array().unwrap();
    assert_eq!(tickets.len(), 2);
    assert!(tickets.iter().all(|ticket| ticket["worker_id"] == own.id.as_str()), "{tickets:?}");
    assert!(!answer.text().contains(&other.id));
    for stranger in [&ours.admin, &theirs.admin] {
        stranger.get("/api/v1/own-worker").await.problem(404, "not_found");
    }
    ours.member.get("/api/v1/own-worker").await.problem(403, "forbidden");
}

#[tokio::test]
async fn the_page_of_a_pass_knows_nobody_and_may_be_kept() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let worker = test.hire(&ours, Role::Worker).await;
    let hand = Hand::new(&ours.admin, "Wenceslao").await;
    link(&ours.admin, &hand, &worker).await;
    let stranger = Answer::of(test.request("GET", "/pass")).await;
    let cookies = format!("__Host-access={}; __Host-refresh=y", worker.access);
    let own = Answer::of(test.request("GET", "/pass").header("cookie", cookies)).await;
    for answer in [&stranger, &own] {
        assert_eq!((answer.status, answer.header("set-cookie")), (200, ""));
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("data:"), "{policy}");
        assert!(answer.header("permissions-policy").contains("camera=(),"));
    }
    assert_eq!(stranger.text(), own.text(), "what a phone keeps is of nobody");
    let script = Answer::of(test.request("GET", "/pass/worker.js")).await;
    assert_eq!((script.status, script.header("service-worker-allowed")), (200, "/pass"));
    assert_eq!(script.header("cache-control"), "no-cache");
    let manifest = Answer::of(test.request("GET", "/pass/app.webmanifest")).await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let told = manifest.value();
    assert_eq!((&told["scope"], &told["start_url"]), (&json!("/pass"), &json!("/pass")));
    for path in ["/pass/", "/pass/page.html", "/pass/worker.js.br", "/pass/decoder-00000000.js"] {
        assert_eq!(Answer::of(test.request("GET", path)).await.status, 404, "{path}");
    }
}

/// The texts of the codes in a file are not in clear: what was issued is asked for.
async fn issued(who: &Persona, hand: &Hand) -> Vec<Value> {
    let passes = who.get(&format!("/api/v1/workers/{}/passes", hand.id)).await.json(200);
    passes["items"].as_array().unwrap().clone()
}

fn assert_is_pdf(answer: &Answer, pages: usize) {
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"pass-card"));
    let file = answer.text();
    assert!(file.starts_with("%PDF-"));
    assert!(file.contains(&format!("/Count {pages}")), "pages");
}

#[tokio::test]
async fn a_card_is_a_pass_of_those_whom_one_sees_and_an_act_of_its_own() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (admin, worker) = (&ours.admin, test.hire(&ours, Role::Worker).await);
    let (own, other) = (Hand::new(admin, "María Núñez").await, Hand::new(admin, "João Conceição").await);
    link(admin, &own, &worker).await;
    let card = |hand: &Hand| format!("/api/v1/workers/{}/card", hand.id);
    assert_is_pdf(&admin.post(&card(&own), json!({})).await, 1);
    assert_is_pdf(&worker.post(&card(&own), json!({})).await, 1);
    worker.post(&card(&other), json!({})).await.problem(403, "forbidden");
    theirs.admin.post(&card(&own), json!({})).await.problem(404, "not_found");
    ours.member.post(&card(&own), json!({})).await.problem(403, "forbidden");
    let told = issued(admin, &own).await;
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|pass| pass["assurance"] == "static"), "{told:?}");
    let acts: Vec<_> =
        admin.audit("action=pass.issue").await.iter().map(|entry| text(&entry["outcome"])).collect();
    assert_eq!(acts.iter().filter(|outcome| *outcome == "intent").count(), 1, "{acts:?}");

    // A sheet: all of them, or none.
    let sheet = json!({"worker_ids": [own.id, other.id]});
    assert_is_pdf(&admin.post("/api/v1/cards", sheet.clone()).await, 1);
    assert_eq!((issued(admin, &own).await.len(), issued(admin, &other).await.len()), (3, 1));
    worker.post("/api/v1/cards", sheet.clone()).await.problem(403, "forbidden");
    theirs.admin.post("/api/v1/cards", sheet.clone()).await.problem(404, "not_found");
    admin.post("/api/v1/cards", json!({"worker_ids": []})).await.problem(422, "invalid");
    let many = vec![own.id.clone(); 51];
    admin.post("/api/v1/cards", json!({"worker_ids": many})).await.problem(422, "invalid");
    // Who has left gets none.
    admin.patch(&format!("/api/v1/workers/{}", own.id), json!({"archived": true})).await.json(200);
    admin.post(&card(&own), json!({})).await.problem(409, "worker_archived");
}

/// A code on paper has no room for everything: he who has more still gets a card, and says what he has on his phone.
#[tokio::test]
async fn a_card_has_as_many_tickets_as_its_code_holds() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (hand, other) = (Hand::new(admin, "María Núñez").await, Hand::new(admin, "Otra").await);
    for number in 0..10 {
        let code = format!("CONFINED-SPACE-{number}");
        ticket_type(admin, &code, &code).await;
        let new = json!({"type": code, "issued_on": "2026-01-10", "expires_on": "2099-01-10"});
        let made = admin.post(&format!("/api/v1/workers/{}/tickets", hand.id), new).await.json(201);
        act(admin, &made, "approve").await;
    }
    let mut roles = Vec::new();
    for number in 0..4 {
        roles.push(duty(admin, "role", &format!("Role {number}"), &[]).await);
    }
    let record = format!("/api/v1/workers/{}", hand.id);
    admin.patch(&record, json!({"roles": roles})).await.json(200);

    let sheet = json!({"worker_ids": [hand.id, other.id]});
    assert_is_pdf(&admin.post("/api/v1/cards", sheet).await, 1);
    let path = format!("{record}/pass");
    let paper = admin.post(&path, json!({})).await.json(200);
    let (on, out) = (paper["tickets"].as_array().unwrap().len(), &paper["left_out"]);
    assert_eq!(json!(12 - on), *out);
    assert!(on > 4 && on < 12 && card::holds(&text(&paper["text"])), "{on} tickets");
    let phone = admin.post(&path, json!({"device_key": Phone::new().jwk()})).await.json(200);
    assert_eq!((phone["tickets"].as_array().unwrap().len(), &phone["left_out"]), (12, &json!(0)));
    theirs.admin.post(&path, json!({})).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_mail_leads_to_the_pass_and_has_none_in_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Wenceslao").await;
    let path = format!("/api/v1/workers/{}/pass-mail", hand.id);
    ours.admin.post(&path, json!({})).await.problem(422, "invalid");
    let record = format!("/api/v1/workers/{}", hand.id);
    ours.admin.patch(&record, json!({"email": "wenceslao@obra.test"})).await.json(200);
    theirs.admin.post(&path, json!({})).await.problem(404, "not_found");
    ours.member.post(&path, json!({})).await.problem(403, "forbidden");
    assert_eq!(ours.admin.post(&path, json!({})).await.status, 204);
    let mails = test.mails().await;
    let [mail] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    assert!(mail.to.contains("wenceslao@obra.test"), "{}", mail.to);
    assert!(mail.text.lines().any(|line| line.trim_end().ends_with("/pass")), "{}", mail.text);
    assert!(!mail.text.contains("/v#") && !mail.text.contains("SECRET-77") && !mail.text.contains("H2S"));
    assert_eq!(ours.admin.audit("action=pass.mail").await.len(), 1);
    ours.admin.patch(&record, json!({"archived": true})).await.json(200);
    ours.admin.post(&path, json!({})).await.problem(409, "worker_archived");
}

#[tokio::test]
async fn passes_are_printed_mailed_and_taken_back_on_the_page_of_a_worker() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    // Before there is somebody else who may approve: then nobody checks his own.
    let hand = Hand::new(&ours.admin, "Wenceslao").await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let path = format!("/workers/{}", hand.id);
    assert!(page(&test, &hse, &path).await.contains("Print a card"));
    assert_is_pdf(&send(&test, &hse, &format!("{path}/card"), &[]).await, 1);
    assert_is_pdf(&send(&test, &hse, "/workers/cards", &[("q", "wences")]).await, 1);
    let told = issued(&hse, &hand).await;
    assert_eq!(told.len(), 2);
    let shown = page(&test, &hse, &path).await;
    assert_eq!(shown.matches(">A printed card<").count(), 2, "{shown}");
    let pass = text(&told[0]["id"]);
    let taking = [("pass", pass.as_str()), ("reason", "perdida <b>")];
    for (who, status) in [(&theirs.admin, 404), (&ours.member, 403)] {
        assert_eq!(send(&test, who, &format!("{path}/passes"), &taking).await.status, status);
        assert_eq!(send(&test, who, &format!("{path}/card"), &[]).await.status, status);
        assert_eq!(send(&test, who, &format!("{path}/pass-mail"), &[]).await.status, status);
    }
    assert_eq!(send(&test, &theirs.admin, "/workers/cards", &[("q", "wences")]).await.status, 422);
    let refused = send(&test, &hse, &format!("{path}/passes"), &[("pass", &pass), ("reason", " ")]).await;
    assert_eq!(refused.status, 422);
    assert_eq!(leads(&send(&test, &hse, &format!("{path}/passes"), &taking).await), path);
    let shown = page(&test, &hse, &path).await;
    assert!(shown.contains("Taken back") && shown.contains("perdida &#60;b&#62;"), "{shown}");
    assert_eq!(issued(&hse, &hand).await.iter().filter(|pass| !pass["revoked_at"].is_null()).count(), 1);

    // No address yet.
    assert_eq!(send(&test, &hse, &format!("{path}/pass-mail"), &[]).await.status, 422);
    let record = format!("/api/v1{path}");
    hse.patch(&record, json!({"email": "wenceslao@obra.test"})).await.json(200);
    let mailed = send(&test, &hse, &format!("{path}/pass-mail"), &[]).await;
    assert!(mailed.status == 200 && mailed.text().contains("The mail is on its way."), "{}", mailed.text());
    // A worker sees his record, and issues no passes.
    let worker = test.hire(&ours, Role::Worker).await;
    link(&ours.admin, &hand, &worker).await;
    assert!(!page(&test, &worker, &path).await.contains("Print a card"));
}

#[tokio::test]
async fn anybody_asks_on_a_page_what_a_ticket_is_worth() {
    let limiter = std::sync::Arc::new(Exchangeable::default());
    let test = TestApp::with_limiter(std::sync::Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, theirs) = test.firms().await;
    let hand = Hand::new(&ours.admin, "Úrsula Peña").await;
    let [h2s, medical] = hand.tickets.as_slice() else { panic!("two tickets") };
    let code = text(&h2s["code"]);
    let ask = async |path: &str| {
        Answer::of(test.request("GET", &format!("/verify{path}")).header("cookie", "language=en")).await
    };
    let form = ask("").await;
    assert_eq!((form.status, form.header("set-cookie")), (200, ""));
    let typed = format!("?code={}+-{}", &code[..4].to_lowercase(), &code[4..]);
    let to = leads(&ask(&typed).await);
    let answer = ask(to.strip_prefix("/verify").unwrap()).await;
    assert_eq!((answer.status, answer.header("set-cookie")), (200, ""));
    assert_eq!(answer.header("cache-control"), "no-store");
    let html = answer.text();
    assert!(
        html.contains("H2S Alive") && html.contains("The organization vouches for this ticket."),
        "{html}"
    );
    for secret in ["SECRET-77", "rsula", "Pe\u{f1}a", &hand.id, &text(&h2s["id"])] {
        assert!(!html.contains(secret), "{secret}");
    }
    // Nothing is loaded from elsewhere.
    assert!(!html.contains("src=\"http") && !html.contains("href=\"http"), "{html}");
    // Who is signed in, in whatever organization, is told the same, and stays what he is.
    let signed_in = open(&test, &theirs.admin, &format!("/verify/{code}")).await;
    assert_eq!((signed_in.status, signed_in.header("set-cookie")), (200, ""));
    assert!(signed_in.text().contains("H2S Alive") && !signed_in.text().contains("Sur"));
    let untold = ask(&format!("/{}", text(&medical["code"]))).await.text();
    assert!(untold.contains("A ticket whose kind is not told") && !untold.contains("Drug"), "{untold}");
    for (act_, says) in
        [("suspend", "suspended this ticket"), ("reinstate", "vouches"), ("revoke", "revoked this")]
    {
        act(&ours.admin, h2s, act_).await;
        assert!(ask(&format!("/{code}")).await.text().contains(says), "{act_}");
    }
    let wrong = if code.ends_with('0') { '1' } else { '0' };
    let mistyped = ask(&format!("/{}{wrong}", &code[..7])).await;
    assert!(mistyped.status == 400 && mistyped.text().contains("Look at each character again"));
    let none = domain::TicketCode::new(&server::machine::SystemRng);
    let unknown = ask(&format!("/{}", none.as_str())).await;
    assert!(unknown.status == 404 && unknown.text().contains(none.as_str()));
    for (other, status) in
        [("/%3Cscript%3E", 400), ("/%00", 400), ("?code=%3Cb%3E", 303), ("?code=%3C%3E", 200)]
    {
        let answer = ask(other).await;
        assert_eq!(answer.status, status, "{other}");
        assert!(!answer.text().contains("<script>alert") && !answer.text().contains("<b>"), "{other}");
    }
    limiter.exchange(narrow(Class::Verify, 1));
    assert_eq!(ask(&format!("/{code}")).await.status, 200);
    assert_eq!(ask(&format!("/{code}")).await.status, 429);
}

#[tokio::test]
async fn the_cards_of_a_page_are_those_of_whom_it_shows() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let first = Hand::new(&ours.admin, "A 0").await;
    for n in 1..50 {
        ours.admin.post("/api/v1/workers", json!({"name": format!("B {n}")})).await.json(201);
    }
    let last = Hand::new(&ours.admin, "C 50").await;
    let shown = page(&test, &ours.admin, "/workers").await;
    assert!(shown.contains("Print 50 cards (A4)"), "{shown}");
    let (_, rest) = shown.split_once("href=\"/workers?cursor=").expect("a next page");
    let cursor = rest.split('"').next().unwrap();
    let shown = page(&test, &ours.admin, &format!("/workers?cursor={cursor}")).await;
    assert!(shown.contains("Print 1 card (A4)"), "{shown}");
    let (_, rest) = shown.split_once("name=\"cursor\" value=\"").expect("where the page begins");
    let cursor = rest.split('"').next().unwrap();
    assert_is_pdf(&send(&test, &ours.admin, "/workers/cards", &[("cursor", cursor)]).await, 1);
    assert_eq!((issued(&ours.admin, &first).await.len(), issued(&ours.admin, &last).await.len()), (0, 1));
}
