//! The renewal link: who asks, what the customer's page may know, what is taken by it, once, and what is not.

use domain::Clock;
use domain::id::CertificateId;
use reqwest::multipart::Form;
use serde_json::{Value, json};
use server::alerts::tell_due;
use server::limit::Class;
use std::sync::Arc;
use time::Duration;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN, PLAIN, Sample, bytes};
use crate::spy::{Exchangeable, narrow};
use crate::squad::{Persona, file, form, text};

/// A person's certificate and its key: two files, without a password.
const PERSON: Sample = Sample { file: "es-person.cer", key: Some("rsa.key"), password: None };

const CUSTOMER: &str = "cliente@example.test";

impl TestApp {
    /// A certificate in custody that ends soon, of which this sample is the new file: it is the same, but for its end and its key.
    async fn older(&self, who: &Persona, sample: Sample) -> String {
        let id = who.keep(sample).await;
        let older: CertificateId = id.parse().unwrap();
        let sql = "UPDATE credenza.certificates SET not_before = now() - interval '3 years', not_after = now() + interval '5 days',
                       fingerprint_sha256 = sha256(uuid_send(id)), spki_sha256 = sha256(uuid_send(id)) WHERE id = $1";
        assert_eq!(self.database.superuser().await.execute(sql, &[&older.uuid()]).await.unwrap(), 1);
        id
    }

    async fn look_at(&self, token: &str) -> Answer {
        self.post("/api/v1/renewals/look", json!({"token": token})).await
    }

    async fn send_by(&self, token: &str, form: Form) -> Answer {
        Answer::of(self.request("POST", "/api/v1/renewals").header("Renewal-Token", token).multipart(form))
            .await
    }

    /// How many objects are sealed on disk.
    fn sealed_files(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.folder.path().join("objects"))
    }

    async fn change_links(&self, change: &str) {
        let sql = format!("UPDATE credenza.renewal_links SET {change}");
        assert!(self.database.change(&sql).await > 0);
    }
}

fn renewal_path(id: &str) -> String {
    format!("/api/v1/certificates/{id}/renewal")
}

impl Persona {
    /// Asks by a link to be passed on; its secret.
    async fn link_for(&self, id: &str) -> String {
        let asked = self.post(&renewal_path(id), json!({})).await.json(201);
        secret(&text(&asked["url"]))
    }

    async fn certificates(&self) -> usize {
        self.get("/api/v1/certificates").await.json(200)["items"].as_array().unwrap().len()
    }
}

fn secret(url: &str) -> String {
    url.split_once('#').expect("a fragment").1.to_owned()
}

/// The codes of everything that is wrong.
fn codes(problem: &Value) -> Vec<String> {
    problem["errors"].as_array().unwrap().iter().map(|error| text(&error["code"])).collect()
}

#[tokio::test]
async fn a_customer_renews_without_an_account() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let customer = ours.admin.new_customer("Muñoz").await;
    let id = test.older(&ours.member, PERSON).await;
    ours.admin
        .patch(
            &format!("/api/v1/certificates/{id}"),
            json!({"name": "Firma de María", "customer_id": customer}),
        )
        .await;
    assert_eq!(tell_due(&test.app, test.clock.now()).await.unwrap(), 2);

    let body = json!({"email": " Cliente@Example.TEST ", "locale": "en", "days": 10});
    let asked = ours.member.post(&renewal_path(&id), body).await.json(201);
    assert_eq!(
        (&asked["email"], &asked["url"]),
        (&json!(CUSTOMER), &Value::Null),
        "the link is in the mail alone"
    );
    let mails = test.mails().await;
    let mail = mails.iter().find(|mail| mail.to.contains(CUSTOMER)).expect("a mail");
    assert!(mail.subject.contains("Gestoría norte needs the new certificate"), "{}", mail.subject);
    assert!(!mail.raw.contains("99999999R"), "no tax id");
    let url =
        mail.text.split_whitespace().find(|word| word.contains("/renewal?language=en#")).expect("a link");
    let token = secret(url);
    let seen = ours.admin.get(&renewal_path(&id)).await.json(200);
    assert_eq!((&seen["contact_email"], &seen["link"]["attempts_left"]), (&json!(CUSTOMER), &json!(20)));
    assert!(!seen.to_string().contains(&token));

    let what = test.look_at(&token).await.json(200);
    let fields: Vec<_> = what.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        fields,
        ["ends_at", "expires_at", "holder", "kind", "logo", "organization", "with_private_key"]
    );
    assert!(!what.to_string().contains("99999999R") && what["organization"] == "Gestoría norte", "{what}");

    let arrived = test.send_by(&token, form(PERSON)).await.json(201);
    assert!(text(&arrived["ends_at"]) > text(&what["ends_at"]));
    let kept = ours.admin.get("/api/v1/certificates?sort=newest").await.json(200);
    let new =
        kept["items"].as_array().unwrap().iter().find(|item| item["id"] != id.as_str()).unwrap().clone();
    assert_eq!((&new["name"], &new["customer"]["id"]), (&json!("Firma de María"), &json!(customer)));
    let downloaded = ours.admin.download(&text(&new["id"])).await;
    assert_eq!(downloaded.body, bytes("es-person.cer"), "sealed as in custody");

    // The alert is closed, and the firm told.
    let alert = ours.admin.get(&format!("/api/v1/certificates/{id}/alert")).await.json(200);
    assert_eq!((&alert["state"], &alert["successor_id"]), (&json!("superseded"), &new["id"]));
    assert_eq!(tell_due(&test.app, test.clock.now() + Duration::days(4)).await.unwrap(), 0);
    let told = test.mails().await;
    let told = told.iter().find(|mail| mail.subject.contains("Llegó el certificado nuevo")).expect("a mail");
    assert!(told.to.contains(&ours.member.email) && told.html.contains(&text(&new["id"])), "{}", told.to);

    // By the link, says the log, and that is all it says.
    let log = ours.admin.audit("action=certificate.renew").await;
    assert_eq!(
        (log.len(), &log[0]["actor"], &log[0]["object"]["id"]),
        (1, &json!({"kind": "anonymous"}), &json!(id))
    );
    let details = json!({"by": "renewal_link", "link": asked["id"], "successor": new["id"]});
    assert_eq!(log[0]["details"], details);
    let upload = &ours.admin.audit("action=certificate.upload").await[0];
    assert_eq!((&upload["actor"]["kind"], &upload["details"]["link"]), (&json!("anonymous"), &asked["id"]));
    let asking = &ours.admin.audit("action=certificate.ask_renewal").await[0];
    assert_eq!(asking["disclosed"], json!({"email": CUSTOMER}));
    assert!(!asking["details"].to_string().contains(CUSTOMER));

    // Once.
    test.send_by(&token, form(PERSON)).await.problem(410, "renewal_used");
    test.look_at(&token).await.problem(410, "renewal_used");
    assert_eq!((ours.admin.certificates().await, theirs.admin.certificates().await), (2, 0));
    ours.member.post(&renewal_path(&id), json!({})).await.problem(409, "renewed");
    assert!(theirs.admin.audit("action=certificate.renew").await.is_empty());
}

#[tokio::test]
async fn what_does_not_renew_it_is_refused_with_every_reason_and_nothing_is_kept() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    test.older(&theirs.member, PERSON).await;
    let token = ours.member.link_for(&id).await;
    let before = (test.sealed_files(), ours.admin.certificates().await);
    let refused = test.send_by(&token, form(PLAIN)).await.problem(422, "no_renewal");
    assert_eq!(codes(&refused), ["renewal_key_missing"], "{refused}");
    let refused = test.send_by(&token, form(EFIRMA)).await.problem(422, "no_renewal");
    assert_eq!(codes(&refused)[..3], ["renewal_other_holder", "renewal_other_tax_id", "renewal_other_kind"]);
    assert!(!refused.to_string().contains("99999999R"), "what is asked for is not told: {refused}");
    let alone = Form::new().part("file", file("rsa.key", bytes("rsa.key")));
    let refused = test.send_by(&token, alone).await.problem(422, "no_renewal");
    assert_eq!(codes(&refused), ["renewal_no_certificate"]);
    test.send_by(&token, form(Sample { password: None, ..MODERN })).await.problem(422, "password_required");
    test.send_by(&token, form(Sample { password: Some("falsa"), ..MODERN }))
        .await
        .problem(422, "wrong_password");
    let pdf = Form::new().part("file", file("a.p12", b"%PDF-1.7".to_vec()));
    test.send_by(&token, pdf).await.problem(422, "looks_like_pdf");
    assert_eq!((test.sealed_files(), ours.admin.certificates().await), before);

    let log = ours.admin.audit("action=certificate.renew").await;
    assert_eq!(log.len(), 6, "each refusal is recorded");
    assert!(log.iter().all(|entry| entry["outcome"] == "refused" && entry["object"]["id"] == id.as_str()));
    assert_eq!(log[5]["details"]["reason"], "renewal_key_missing");
    assert!(theirs.admin.audit("action=certificate.renew").await.is_empty());
    assert_eq!(ours.admin.get(&renewal_path(&id)).await.json(200)["link"]["attempts_left"], 14);
    test.look_at(&token).await.json(200);
}

#[tokio::test]
async fn what_ends_no_later_and_what_is_there_already_is_refused() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let token = ours.member.link_for(&id).await;
    test.database.change("UPDATE credenza.certificates SET not_after = '2200-01-01'").await;
    let refused = test.send_by(&token, form(PERSON)).await.problem(422, "no_renewal");
    assert_eq!(codes(&refused), ["renewal_not_later"]);
    // The one that is to be renewed itself.
    let same = ours.admin.keep(MODERN).await;
    let token = ours.member.link_for(&same).await;
    let refused = test.send_by(&token, form(MODERN)).await.problem(422, "no_renewal");
    assert_eq!(codes(&refused), ["renewal_same_file"]);
}

#[tokio::test]
async fn a_file_with_a_password_is_sealed_with_it() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = test.older(&ours.member, MODERN).await;
    let token = ours.member.link_for(&id).await;
    test.send_by(&token, form(MODERN)).await.json(201);
    let kept = ours.admin.get("/api/v1/certificates?sort=-expires").await.json(200);
    let new = text(&kept["items"][0]["id"]);
    assert_ne!(new, id);
    assert_eq!(ours.admin.reveal(&new).await.json(200)["password"], MODERN.password.unwrap());
}

#[tokio::test]
async fn a_link_that_is_over_taken_back_or_replaced_opens_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let first = ours.member.link_for(&id).await;
    let second = ours.admin.link_for(&id).await;
    let is_closed = async |token: &str| {
        test.look_at(token).await.problem(410, "renewal_closed");
        test.send_by(token, form(PERSON)).await.problem(410, "renewal_closed");
    };
    is_closed(&first).await;
    test.look_at(&second).await.json(200);
    Answer::of(theirs.admin.request("DELETE", &renewal_path(&id))).await.problem(404, "not_found");
    Answer::of(ours.auditor.request("DELETE", &renewal_path(&id))).await.problem(403, "forbidden");
    test.look_at(&second).await.json(200);
    Answer::of(ours.member.request("DELETE", &renewal_path(&id))).await.empty(204);
    is_closed(&second).await;
    Answer::of(ours.member.request("DELETE", &renewal_path(&id))).await.problem(404, "not_found");

    let third = ours.member.link_for(&id).await;
    test.change_links("expires_at = now()").await;
    is_closed(&third).await;
    assert_eq!(test.app.store.system().forget_renewals().await.unwrap(), 1);

    let fourth = ours.member.link_for(&id).await;
    test.change_links("attempts = 20").await;
    test.send_by(&fourth, form(PERSON)).await.problem(410, "renewal_exhausted");
    let fifth = ours.member.link_for(&id).await;
    ours.admin.delete_certificate(&id).await.empty(204);
    is_closed(&fifth).await;
    for nothing in ["", "x", "czr_", &"czr_".repeat(50), &first.replace("czr_", "czp_")] {
        is_closed(nothing).await;
    }
    assert_eq!(ours.admin.certificates().await, 0);
}

#[tokio::test]
async fn what_was_renewed_meanwhile_needs_no_file() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let token = ours.member.link_for(&id).await;
    ours.admin.keep(PERSON).await;
    test.look_at(&token).await.problem(410, "renewal_superseded");
    test.send_by(&token, form(PERSON)).await.problem(410, "renewal_superseded");
    assert_eq!((ours.admin.certificates().await, theirs.admin.certificates().await), (2, 0));
}

#[tokio::test]
async fn of_many_at_once_one_wins() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let token = ours.member.link_for(&id).await;
    let before = test.sealed_files();
    let answers = futures_util::future::join_all((0..5).map(|_| test.send_by(&token, form(PERSON)))).await;
    let won = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(won, 1);
    assert!(answers.iter().all(|answer| [201, 410].contains(&answer.status)));
    assert_eq!(ours.admin.certificates().await, 2);
    assert_eq!(test.sealed_files(), before + 2, "of the losers no bytes stay");
}

#[tokio::test]
async fn the_engine_takes_nothing_else_by_a_link() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let token = ours.member.link_for(&id).await;
    let hash = server::auth::tokens::hash(token.as_bytes());
    let asked = test.app.store.system().find_renewal(&hash).await.unwrap().unwrap();
    let row = |change: fn(&mut store::NewCertificate)| {
        let mut row = store::NewCertificate {
            name: "x".into(),
            kind: "certificate".into(),
            profile: asked.profile.clone(),
            holder: asked.holder.clone(),
            tax_id: asked.tax_id.clone(),
            country: None,
            not_before: Some(asked.not_after),
            not_after: Some(asked.not_after + Duration::days(1)),
            fingerprint_sha256: Some(vec![7; 32]),
            spki_sha256: vec![7; 32],
            key_algorithm: "RSA-2048".into(),
            has_private_key: true,
            has_password: false,
            metadata: json!({}),
        };
        change(&mut row);
        row
    };
    let request = domain::id::RequestId::new(asked.not_after, &*test.app.rng);
    let changes: [fn(&mut store::NewCertificate); 5] = [
        |row| row.holder = Some("Otro".into()),
        |row| row.tax_id = None,
        |row| row.profile = Some("mx.csd".into()),
        |row| row.not_after = row.not_before,
        |row| row.has_private_key = false,
    ];
    for (at, change) in changes.into_iter().enumerate() {
        let row = row(change);
        let new = store::Renewing {
            id: CertificateId::new(asked.not_after, &*test.app.rng),
            row: &row,
            objects: &[],
            mails: &[],
            lifetime: Duration::days(1),
            file_name: "x",
        };
        let answer = test.app.store.system().renew(&hash, asked.org, &new, request).await;
        assert!(matches!(answer, Err(store::Error::Wall(_))), "{at}: {answer:?}");
    }
    assert_eq!((ours.admin.certificates().await, theirs.admin.certificates().await), (1, 0));
    test.look_at(&token).await.json(200);
}

#[tokio::test]
async fn only_who_may_keep_certificates_asks_and_only_for_his_firm() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    theirs.admin.post(&renewal_path(&id), json!({})).await.problem(404, "not_found");
    theirs.admin.get(&renewal_path(&id)).await.problem(404, "not_found");
    ours.auditor.post(&renewal_path(&id), json!({})).await.problem(403, "forbidden");
    ours.auditor.get(&renewal_path(&id)).await.problem(403, "forbidden");
    for (body, field) in [
        (json!({"days": 0}), "days"),
        (json!({"days": 61}), "days"),
        (json!({"email": "nadie"}), "email"),
        (json!({"locale": "xx"}), "locale"),
    ] {
        let refused = ours.member.post(&renewal_path(&id), body).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], field);
    }
    // A key that waits for its certificate has no end yet.
    let waiting = text(
        &ours.member.send(Form::new().part("file", file("ec.key", bytes("ec.key")))).await.json(201)["id"],
    );
    ours.member.post(&renewal_path(&waiting), json!({})).await.problem(404, "not_found");
    assert!(test.mails().await.is_empty());
    assert_eq!(ours.admin.get(&renewal_path(&id)).await.json(200)["link"], Value::Null);
    for locale in ["en", "es", "pt"] {
        let asked = ours.member.post(&renewal_path(&id), json!({"locale": locale})).await.json(201);
        assert!(text(&asked["url"]).contains(&format!("/renewal?language={locale}#")), "{asked}");
    }
}

#[tokio::test]
async fn when_who_asked_has_gone_the_administrators_are_told() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let token = ours.member.link_for(&id).await;
    ours.admin.change_member(&ours.member.member.to_string(), "remove").await.empty(204);
    test.send_by(&token, form(PERSON)).await.json(201);
    let mails = test.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.contains(&ours.admin.email), "{}", mails[0].to);
}

#[tokio::test]
async fn files_are_limited_by_link_and_by_address() {
    let limiter = Arc::new(Exchangeable::default());
    let test = TestApp::with_limiter(Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, _theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let token = ours.member.link_for(&id).await;
    limiter.exchange(narrow(Class::RenewalLink, 1));
    test.send_by(&token, form(PLAIN)).await.problem(422, "no_renewal");
    test.send_by(&token, form(PERSON)).await.problem(429, "rate_limited");
    assert_eq!(ours.admin.get(&renewal_path(&id)).await.json(200)["link"]["attempts_left"], 19);
    limiter.exchange(narrow(Class::Renewal, 1));
    test.look_at("czr_x").await.problem(410, "renewal_closed");
    let before = test.gate.traffic();
    test.look_at(&token).await.problem(429, "rate_limited");
    test.send_by(&token, form(PERSON)).await.problem(429, "rate_limited");
    assert_eq!(test.gate.traffic(), before, "decided before the database");
}

#[tokio::test]
async fn the_pages_ask_show_the_link_once_and_take_it_back() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.older(&ours.member, PERSON).await;
    let page = format!("/certificates/{id}");
    let submit = async |who: &Persona, body: &str| {
        let cookie = format!("__Host-access={}", who.access);
        let request = test.request("POST", &format!("{page}/renewal")).header("cookie", cookie);
        let request = request.header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::of(request.body(body.to_owned())).await
    };
    let show = async || {
        let cookie = format!("__Host-access={}", ours.member.access);
        Answer::of(test.request("GET", &page).header("cookie", cookie)).await.text()
    };
    let shown = submit(&ours.member, "act=link&email=&locale=en&days=14").await;
    assert_eq!((shown.status, shown.header("cache-control")), (200, "no-store"));
    assert!(shown.text().contains("/renewal?language=en#czr_"), "{}", shown.text());
    assert!(!show().await.contains("czr_"), "it is shown once");
    assert_eq!(submit(&ours.member, "act=revoke").await.status, 303);
    assert_eq!(submit(&ours.member, "act=mail&email=nadie&locale=es&days=14").await.status, 422);
    let sent = format!("act=mail&email={CUSTOMER}&locale=es&days=14");
    assert_eq!(submit(&ours.member, &sent).await.header("location"), format!("{page}#renewal"));
    assert!(show().await.contains(CUSTOMER));
    assert_eq!(submit(&theirs.admin, &sent).await.status, 404);
    assert_eq!(submit(&ours.auditor, &sent).await.status, 403);
    assert_eq!(test.mails().await.len(), 1);
    for (query, language) in [("?language=en", "en"), ("?language=es", "es"), ("?language=pt", "pt")] {
        let public = test.request("GET", &format!("/renewal{query}")).header("accept-language", "fr");
        assert!(Answer::of(public).await.text().contains(&format!("<html lang=\"{language}\"")), "{query}");
    }
}
