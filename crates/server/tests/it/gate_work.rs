//! Work at the gate: what scanners know of the organization's tasks and roles, what passes say of their holders' roles, and what the log
//! says of the task that was chosen.

use domain::id::DutyId;
use pass::gate::{Bundle, Decision, decide};
use pass::{MAX_ROLES, Replays, StatusList, Verdict, Verifier, from_text, role_mark};
use serde_json::json;

use crate::app::TestApp;
use crate::duties::{delete, duty, ticket_type};
use crate::gate_log::{crew, items};
use crate::passes::Hand;
use crate::scanner::{Scanner, let_in};
use crate::scanners::{read, site};
use crate::squad::{Persona, text};

/// What a scanner with this bundle says of a pass, at a task: the verdict, the decision and what is missing.
fn said(
    bundle: &Bundle,
    pass: &str,
    task: Option<DutyId>,
    now: time::OffsetDateTime,
) -> (Verdict, Decision, Vec<String>) {
    let lists: Vec<_> =
        bundle.lists.iter().map(|list| StatusList::read(list, &bundle.keys).unwrap()).collect();
    let (required, roles) = (bundle.required(task), bundle.asked_by_roles());
    let verifier = Verifier { required: &required, roles: &roles, ..Verifier::new(&bundle.keys, &lists) };
    let report = verifier.check_token(&from_text(pass).unwrap(), now, &mut Replays::default());
    let decided = decide(&report, Some(bundle), task);
    (report.verdict, decided.decision, decided.missing)
}

async fn printed(who: &Persona, worker: &str) -> String {
    text(&who.post(&format!("/api/v1/workers/{worker}/pass"), json!({})).await.json(200)["text"])
}

#[tokio::test]
async fn a_scanner_carries_its_organizations_tasks_and_what_they_ask_for() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let hand = Hand::new(admin, "Úrsula Peña").await;
    let (here, there) = (site(admin, "Pozo 7").await, site(&theirs.admin, "Otro").await);
    let (scanner, other) = (
        Scanner::at(&test, admin, &here, "Puerta").await,
        Scanner::at(&test, &theirs.admin, &there, "Otra").await,
    );
    // Without tasks, a bundle is what it was: phones from before read it.
    let before = scanner.bundle("").await;
    assert_eq!(read(&before).tasks, None);

    let fire = ticket_type(admin, "FIRE-WATCH", "Fire watch").await;
    let types = admin.get("/api/v1/ticket-types?limit=200").await.json(200);
    let kind = |code: &str| {
        let found = types["items"].as_array().unwrap().iter().find(|kind| kind["code"] == code);
        text(&found.unwrap()["id"])
    };
    let (held, medical) = (kind("H2S"), kind("DRUG-TEST"));
    let hot = duty(admin, "task", "Hot work", &[&held, &fire]).await;
    let space = duty(admin, "task", "Confined space", &[&held, &medical]).await;
    duty(admin, "task", "Housekeeping", &[]).await;
    duty(admin, "role", "Scaffolder", &[&fire]).await;
    duty(&theirs.admin, "task", "Trench", &[]).await;
    let after = scanner.bundle(before.header("etag")).await;
    let bundle = read(&after);
    let tasks = bundle.tasks.clone().unwrap();
    let mut names: Vec<_> = tasks.here.iter().map(|task| task.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!((tasks.total, names), (3, vec!["Confined space", "Hot work", "Housekeeping"]));
    let foreign = read(&other.bundle("").await).tasks.unwrap();
    assert_eq!((foreign.total, foreign.here[0].name.as_str()), (1, "Trench"));
    // What is medical has a name that tells nothing, here too.
    let body = String::from_utf8_lossy(&after.body).to_lowercase();
    assert!(!body.contains("drug") && body.contains("fire watch"));
    let (hot, space): (DutyId, DutyId) = (hot.parse().unwrap(), space.parse().unwrap());
    assert!(bundle.task(space).unwrap().codes.iter().any(|code| code.starts_with('#')));

    let pass = printed(admin, &hand.id).await;
    let now = domain::Clock::now(&*test.clock);
    let bundle = read(&scanner.bundle("").await);
    assert_eq!(said(&bundle, &pass, None, now).1, Decision::Go);
    assert_eq!(said(&bundle, &pass, Some(space), now).1, Decision::Go);
    assert_eq!(said(&bundle, &pass, Some(hot), now).1, Decision::NoGo);
    assert_eq!(said(&bundle, &pass, Some(hot), now).2, ["FIRE-WATCH"]);
    // Another organization's task is none here.
    let strange = foreign.here[0].id;
    assert_eq!(said(&bundle, &pass, Some(strange), now).1, Decision::CannotTell);
    // A task that changes, or goes, is another bundle.
    let tag = scanner.bundle("").await.header("etag").to_owned();
    scanner.bundle(&tag).await.empty(304);
    admin.patch(&format!("/api/v1/duties/{hot}"), json!({"types": [held]})).await.json(200);
    let bundle = read(&scanner.bundle(&tag).await);
    assert_eq!(said(&bundle, &pass, Some(hot), now).1, Decision::Go);
    delete(admin, &format!("/api/v1/duties/{hot}")).await.empty(204);
    let bundle = read(&scanner.bundle("").await);
    assert_eq!(said(&bundle, &pass, Some(hot), now).1, Decision::CannotTell);
}

#[tokio::test]
async fn the_log_says_by_which_task_it_was_decided_also_when_that_is_gone() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (here, there) = (site(admin, "Pozo 7").await, site(&theirs.admin, "Otro").await);
    let mut scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    let mut other = Scanner::at(&test, &theirs.admin, &there, "Otra").await;
    let hand = crew(&test, &ours, "Uno").await;
    let hot = duty(admin, "task", "Hot work", &[]).await;
    let role = duty(admin, "role", "Scaffolder", &[]).await;
    let foreign = duty(&theirs.admin, "task", "Trench", &[]).await;
    let at = |id: &str| Some(id.parse::<DutyId>().unwrap());
    let records = [
        scanner.scan(|scan| let_in(scan, hand.pass)),
        scanner.scan(|scan| {
            let_in(scan, hand.pass);
            scan.task = at(&hot);
        }),
        // What is no task of the organization's has no name here, whoever signed it.
        scanner.scan(|scan| scan.task = at(&foreign)),
        scanner.scan(|scan| scan.task = at(&role)),
    ];
    assert_eq!(scanner.bring(&records).await.json(200), scanner.end());
    let record = other.scan(|scan| scan.task = at(&foreign));
    other.bring(&[record]).await.json(200);
    let told = async |who: &Persona| {
        let scans = items(who, "").await;
        scans
            .iter()
            .rev()
            .map(|scan| (scan["task_id"].clone(), scan["task_name"].clone()))
            .collect::<Vec<_>>()
    };
    let expected = [
        (json!(null), json!(null)),
        (json!(hot), json!("Hot work")),
        (json!(foreign), json!(null)),
        (json!(role), json!(null)),
    ];
    assert_eq!(told(admin).await, expected);
    assert_eq!(told(&theirs.admin).await, [(json!(foreign), json!("Trench"))]);
    assert_eq!(told(&hand.worker).await, expected[..2], "who sees the check sees its task");
    // The task is renamed, and goes: what was said stays.
    admin.patch(&format!("/api/v1/duties/{hot}"), json!({"name": "Welding"})).await.json(200);
    delete(admin, &format!("/api/v1/duties/{hot}")).await.empty(204);
    assert_eq!(told(admin).await, expected);
    let page = crate::worker_pages::page(&test, admin, "/gate-log").await;
    assert!(page.contains("Task: Hot work") && !page.contains("Trench"), "{page}");
    // A record that names a task, and no bundle that it was chosen from, is none.
    let mut unsound = scanner.next();
    (unsound.task, unsound.bundle) = (at(&role), None);
    let refused = scanner.sign(&unsound);
    scanner.bring(&[refused]).await.problem(422, "scanner_log_refused");
}

/// Which roles a pass says, by their marks.
fn stated(bundle: &Bundle, pass: &str, now: time::OffsetDateTime) -> Option<Vec<String>> {
    let verifier = Verifier::new(&bundle.keys, &[]);
    verifier.check_token(&from_text(pass).unwrap(), now, &mut Replays::default()).roles
}

fn marks(roles: &[&str]) -> Option<Vec<String>> {
    let mut marks: Vec<_> = roles.iter().map(|role| hex::encode(role_mark(role.parse().unwrap()))).collect();
    marks.sort_unstable();
    Some(marks)
}

#[tokio::test]
async fn a_pass_says_its_holders_roles_and_a_scanner_knows_what_they_ask_for() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (hand, stranger) =
        (Hand::new(admin, "Úrsula Peña").await, Hand::new(&theirs.admin, "Iván Cruz").await);
    let (here, there) = (site(admin, "Pozo 7").await, site(&theirs.admin, "Otro").await);
    let scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    let other = Scanner::at(&test, &theirs.admin, &there, "Otra").await;
    let worker = format!("/api/v1/workers/{}", hand.id);
    let now = domain::Clock::now(&*test.clock);
    // Where there are no roles, passes and bundles are what they were.
    let before = printed(admin, &hand.id).await;
    let bundle = read(&scanner.bundle("").await);
    assert_eq!((bundle.roles.clone(), stated(&bundle, &before, now)), (None, None));
    assert_eq!(said(&bundle, &before, None, now).1, Decision::Go);

    let heights = ticket_type(admin, "HEIGHTS", "Heights").await;
    let scaffolder = duty(admin, "role", "Scaffolder", &[&heights]).await;
    let clerk = duty(admin, "role", "Clerk", &[]).await;
    let bundle = read(&scanner.bundle("").await);
    assert_eq!(bundle.roles.as_ref().map(|roles| roles.total), Some(2));
    // A pass from before says nothing of roles, and nobody knows what they would ask for.
    assert_eq!(said(&bundle, &before, None, now).1, Decision::CannotTell);
    let none = printed(admin, &hand.id).await;
    assert_eq!(stated(&bundle, &none, now), marks(&[]));
    assert_eq!(said(&bundle, &none, None, now).1, Decision::Go);
    admin.patch(&worker, json!({"roles": [clerk, scaffolder]})).await.json(200);
    let pass = printed(admin, &hand.id).await;
    assert_eq!(stated(&bundle, &pass, now), marks(&[&scaffolder, &clerk]));
    assert_eq!(said(&bundle, &pass, None, now), (Verdict::Valid, Decision::NoGo, vec!["HEIGHTS".to_owned()]));
    // What a role asks for changes with the next bundle, and no pass has to.
    admin.patch(&format!("/api/v1/duties/{scaffolder}"), json!({"types": []})).await.json(200);
    assert_eq!(said(&read(&scanner.bundle("").await), &pass, None, now).1, Decision::Go);
    // The other organization has no role: neither its passes nor its scanners know of any.
    let foreign = read(&other.bundle("").await);
    assert_eq!(foreign.roles, None);
    assert_eq!(stated(&foreign, &printed(&theirs.admin, &stranger.id).await, now), None);
    assert_eq!(said(&foreign, &pass, None, now).1, Decision::NoGo);
    // A role that is gone when the bundle is made is not known there.
    admin.patch(&worker, json!({"roles": [clerk]})).await.json(200);
    delete(admin, &format!("/api/v1/duties/{scaffolder}")).await.empty(204);
    assert_eq!(said(&read(&scanner.bundle("").await), &pass, None, now).1, Decision::CannotTell);
}

#[tokio::test]
async fn who_has_more_roles_than_a_pass_has_room_for_is_said_to_have_none_stated() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let admin = &ours.admin;
    let hand = Hand::new(admin, "Úrsula Peña").await;
    let here = site(admin, "Pozo 7").await;
    let scanner = Scanner::at(&test, admin, &here, "Puerta").await;
    let worker = format!("/api/v1/workers/{}", hand.id);
    let heights = ticket_type(admin, "HEIGHTS", "Heights").await;
    let mut roles = Vec::new();
    for number in 0..=MAX_ROLES {
        roles.push(duty(admin, "role", &format!("Role {number}"), &[&heights]).await);
    }
    let now = domain::Clock::now(&*test.clock);
    admin.patch(&worker, json!({"roles": roles[..MAX_ROLES]})).await.json(200);
    let pass = printed(admin, &hand.id).await;
    let whole = stated(&read(&scanner.bundle("").await), &pass, now).unwrap();
    assert_eq!(whole.len(), MAX_ROLES);
    admin.patch(&worker, json!({"roles": roles})).await.json(200);
    let pass = printed(admin, &hand.id).await;
    let bundle = read(&scanner.bundle("").await);
    assert_eq!(stated(&bundle, &pass, now), None);
    assert_eq!(said(&bundle, &pass, None, now).1, Decision::CannotTell, "never less than he has");
}
