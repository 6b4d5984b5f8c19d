//! Photos that a scanner carries, where its site says so: listed by names that tell nothing, sealed for who is shown the pass, and for
//! that site's scanners alone.

use domain::{Clock, Role};
use pass::from_text;
use pass::gate::{Bundle, open_photo, photo_name};
use pass::{Replays, StatusList, Verifier};
use reqwest::multipart::Form;
use serde_json::{Value, json};
use server::limit::Class;

use crate::app::TestApp;
use crate::client::Answer;
use crate::scanner::{Scanner, invite_again, token_of};
use crate::scanners::site;
use crate::sealed_records::face;
use crate::spy::narrow;
use crate::squad::{Persona, file, text};

/// A worker of a crew, with a photo; and what is kept of that.
async fn worker(who: &Persona, crew: &str, name: &str) -> (String, Vec<u8>) {
    let body = json!({"name": name, "crew_id": crew});
    let id = text(&who.post("/api/v1/workers", body).await.json(201)["id"]);
    (id.clone(), put(who, &id, name).await)
}

/// Keeps another photo of him.
async fn put(who: &Persona, worker: &str, mark: &str) -> Vec<u8> {
    let (sent, kept) = face(mark);
    let form = Form::new().part("file", file("a.jpeg", sent));
    let path = format!("/api/v1/workers/{worker}/photo");
    Answer::of(who.request("PUT", &path).multipart(form)).await.empty(204);
    kept
}

async fn crew(who: &Persona, site: &str, name: &str) -> String {
    text(&who.post("/api/v1/crews", json!({"name": name, "site_id": site})).await.json(201)["id"])
}

async fn set(who: &Persona, site: &str, body: Value) -> Answer {
    Answer::of(who.request("PUT", &format!("/api/v1/sites/{site}/gate")).json(&body)).await
}

/// Switches photos on or off.
async fn switch(who: &Persona, site: &str, on: bool) {
    set(who, site, json!({"max_status_age": null, "photos": on})).await.empty(204);
}

fn digest(photo: &[u8]) -> [u8; 16] {
    crate::scanner::sha256(photo)[..16].try_into().unwrap()
}

async fn listed(scanner: &Scanner) -> Option<Vec<[u8; 16]>> {
    Bundle::read(&scanner.bundle("").await.body).unwrap().photos
}

async fn fetch(scanner: &Scanner, photo: &[u8]) -> Answer {
    scanner.photo(&hex::encode(photo_name(&digest(photo)))).await
}

#[tokio::test]
async fn a_scanner_carries_the_photos_of_its_sites_crews_and_the_pass_opens_them() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (here, there) = (site(admin, "Pozo 7").await, site(admin, "Pozo 8").await);
    let (own, other) = (crew(admin, &here, "Turno A").await, crew(admin, &there, "Turno B").await);
    let (hand, his) = worker(admin, &own, "Úrsula Peña").await;
    let (_, elsewhere) = worker(admin, &other, "Óscar Ibáñez").await;
    let (left, gone) = worker(admin, &own, "Ana Gil").await;
    let path = format!("/api/v1/workers/{left}");
    Answer::of(admin.request("PATCH", &path).json(&json!({"archived": true}))).await.json(200);
    let abroad = site(&theirs.admin, "Pozo 7").await;
    let strange = crew(&theirs.admin, &abroad, "Turno A").await;
    let (_, foreign) = worker(&theirs.admin, &strange, "Iván Cruz").await;

    let scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    assert_eq!(listed(&scanner).await, None, "nobody has switched it on");
    fetch(&scanner, &his).await.problem(404, "not_found");
    switch(admin, &here, true).await;
    assert_eq!(listed(&scanner).await, Some(vec![photo_name(&digest(&his))]));
    for photo in [&elsewhere, &gone, &foreign] {
        fetch(&scanner, photo).await.problem(404, "not_found");
    }
    let answer = fetch(&scanner, &his).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/octet-stream"));
    assert_eq!(answer.header("cache-control"), "no-store");
    // Of the face there is nothing in it to be seen, and with what stands on his pass it is there whole.
    assert!(!answer.body.windows(20).any(|part| his.windows(20).any(|own| own == part)));
    let issued = admin.post(&format!("/api/v1/workers/{hand}/pass"), json!({})).await.json(200);
    let bundle = Bundle::read(&scanner.bundle("").await.body).unwrap();
    let lists: Vec<_> =
        bundle.lists.iter().map(|list| StatusList::read(list, &bundle.keys).unwrap()).collect();
    let token = from_text(issued["text"].as_str().unwrap()).unwrap();
    let report = Verifier::new(&bundle.keys, &lists).check_token(
        &token,
        Clock::now(&*test.clock),
        &mut Replays::default(),
    );
    let on_pass: [u8; 16] = hex::decode(report.photo.unwrap()).unwrap().try_into().unwrap();
    assert_eq!(open_photo(&answer.body, &on_pass), Some(his.clone()));
    assert_eq!(open_photo(&answer.body, &digest(&elsewhere)), None);

    // The log has each before and after, and of whom it was; nothing of those that there were none of.
    let log = admin.audit("action=photo.carry").await;
    let said: Vec<_> = log
        .iter()
        .map(|entry| (text(&entry["outcome"]), text(&entry["object"]["id"]), text(&entry["details"]["by"])))
        .collect();
    let entry = |outcome: &str| (outcome.to_owned(), hand.clone(), "scanner".to_owned());
    assert_eq!(said, [entry("done"), entry("intent")]);
    assert_eq!(log[1]["details"]["scanner"], json!(scanner.id));
    assert_eq!(log[0]["intent"], log[1]["seq"], "{log:?}");
    assert!(theirs.admin.audit("action=photo.carry").await.is_empty());
}

#[tokio::test]
async fn who_may_change_the_site_switches_photos_on_and_the_log_has_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let here = site(&ours.admin, "Pozo 7").await;
    let supervisor = test.hire(&ours, Role::Supervisor).await;
    let on = json!({"max_status_age": 3600, "photos": true});
    set(&supervisor, &here, on.clone()).await.problem(403, "forbidden");
    set(&theirs.admin, &here, on.clone()).await.problem(404, "not_found");
    set(&ours.admin, &here, json!({"max_status_age": null, "photos": "yes"}))
        .await
        .problem(400, "bad_request");
    let scanner = Scanner::at(&test, &ours.admin, &here, "Puerta").await;
    assert_eq!(listed(&scanner).await, None);
    set(&ours.admin, &here, on).await.empty(204);
    assert_eq!(listed(&scanner).await, Some(Vec::new()));
    // Who does not speak of it changes nothing of it.
    set(&ours.admin, &here, json!({"max_status_age": null})).await.empty(204);
    assert_eq!(listed(&scanner).await, Some(Vec::new()));
    let said: Vec<_> = ours.admin.audit("action=site.update").await;
    let said: Vec<_> = said.iter().rev().map(|entry| entry["details"]["scanner_photos"].clone()).collect();
    assert_eq!(said, [json!("true"), json!("true")]);
}

#[tokio::test]
async fn what_a_scanner_carries_changes_with_the_site() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let (here, there) = (site(admin, "Pozo 7").await, site(admin, "Pozo 8").await);
    let (own, other) = (crew(admin, &here, "Turno A").await, crew(admin, &there, "Turno B").await);
    let (hand, first) = worker(admin, &own, "Úrsula Peña").await;
    for site in [&here, &there] {
        switch(admin, site, true).await;
    }
    let scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    let elsewhere = Scanner::at(&test, admin, &there, "Puerta").await;
    fetch(&elsewhere, &first).await.problem(404, "not_found");
    assert_eq!(fetch(&scanner, &first).await.status, 200);
    let tag = scanner.bundle("").await.header("etag").to_owned();
    scanner.bundle(&tag).await.empty(304);
    // Another photo of him: the one before is no more.
    let second = put(admin, &hand, "otra").await;
    assert_ne!(scanner.bundle(&tag).await.header("etag"), tag);
    fetch(&scanner, &first).await.problem(404, "not_found");
    assert_eq!(fetch(&scanner, &second).await.status, 200);
    // He works elsewhere from now on.
    let path = format!("/api/v1/workers/{hand}");
    Answer::of(admin.request("PATCH", &path).json(&json!({"crew_id": other}))).await.json(200);
    assert_eq!(listed(&scanner).await, Some(Vec::new()));
    fetch(&scanner, &second).await.problem(404, "not_found");
    assert_eq!(fetch(&elsewhere, &second).await.status, 200);
    switch(admin, &there, false).await;
    assert_eq!(listed(&elsewhere).await, None);
    fetch(&elsewhere, &second).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_scanner_without_authority_gets_no_photo() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let here = site(admin, "Pozo 7").await;
    let own = crew(admin, &here, "Turno A").await;
    let (_, his) = worker(admin, &own, "Úrsula Peña").await;
    switch(admin, &here, true).await;
    let old = Scanner::at(&test, admin, &here, "Puerta").await;
    let new = Scanner::follow(&test, &token_of(&invite_again(admin, &old.id).await)).await;
    fetch(&old, &his).await.problem(403, "scanner_epoch_closed");
    assert_eq!(fetch(&new, &his).await.status, 200);
    // Not by a request for another photo, nor for the bundle; and not by a name that is none.
    let path = new.path(&format!("photos/{}", hex::encode(photo_name(&digest(&his)))));
    for signed in [new.path("bundle"), new.path(&format!("photos/{}", "0".repeat(32)))] {
        let header = new.authorization("GET", &signed, b"");
        let asked = test.request("GET", &path).header("authorization", header);
        Answer::of(asked).await.problem(401, "unauthorized");
    }
    for name in ["0", "x", &"0".repeat(32), &"g".repeat(32), &"0".repeat(64)] {
        new.photo(name).await.problem(404, "not_found");
    }
    admin.get(&path).await.problem(401, "unauthorized");
    admin.post(&format!("/api/v1/scanners/{}/revoke", new.id), json!({})).await.empty(204);
    fetch(&new, &his).await.problem(403, "scanner_revoked");
    assert_eq!(admin.audit("action=photo.carry").await.len(), 2, "one was fetched");
}

#[tokio::test]
async fn a_photo_whose_bytes_are_lost_is_not_sent_and_the_log_says_so() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let here = site(admin, "Pozo 7").await;
    let own = crew(admin, &here, "Turno A").await;
    let (_, his) = worker(admin, &own, "Úrsula Peña").await;
    switch(admin, &here, true).await;
    let scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    let sql = "UPDATE credenza.object_keys SET wrapped_dek = decode(repeat('0e', 40), 'hex')
               WHERE object_id IN (SELECT object_id FROM credenza.worker_photos)";
    assert_eq!(test.database.change(sql).await, 1);
    let answer = fetch(&scanner, &his).await;
    assert!(answer.status >= 500, "{}", answer.text());
    let log = admin.audit("action=photo.carry").await;
    let outcomes: Vec<_> = log.iter().map(|entry| text(&entry["outcome"])).collect();
    assert_eq!(outcomes, ["failed", "intent"]);
}

#[tokio::test]
async fn fetching_photos_is_limited_for_each_scanner() {
    let test = TestApp::with_limiter(narrow(Class::ScannerPhoto, 1)).await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let here = site(admin, "Pozo 7").await;
    let own = crew(admin, &here, "Turno A").await;
    let (_, his) = worker(admin, &own, "Úrsula Peña").await;
    switch(admin, &here, true).await;
    let scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    assert_eq!(fetch(&scanner, &his).await.status, 200);
    fetch(&scanner, &his).await.problem(429, "rate_limited");
    let other = Scanner::at(&test, admin, &here, "Patio").await;
    assert_eq!(fetch(&other, &his).await.status, 200);
    assert_eq!(admin.audit("action=photo.carry").await.len(), 4);
}
