//! Photos and restricted fields of workers, through the front door: kept, shown, replaced, removed; on passes and cards; at rest,
//! exported, rotated.

use std::path::PathBuf;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Role;
use envelope::Kind;
use pass::{StatusList, Trust, Verifier};
use reqwest::multipart::Form;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::made::{chunk, exif, jpeg, png, segment};
use crate::operator::stdout;
use crate::serve::Installation;
use crate::squad::{Firm, PASSWORD, Persona, file, text};

const HEALTH: &str = "Asma bronquial.\nInhalador azul en el casillero 12.";
/// The name of a worker, and a part of his photo.
const SHOWN: &str = "Rostro Único Pérez";
const ID: &str = "GOMC800101HDFRRL09";

/// A photo that tells where it was taken; `kept` is what stays of it.
pub(crate) fn face(kept: &str) -> (Vec<u8>, Vec<u8>) {
    let profile = segment(0xe2, format!("ICC_PROFILE\0\x01\x01{kept}").as_bytes());
    (jpeg(&[profile.clone(), segment(0xe1, &exif(1)), segment(0xfe, b"Edmonton")]), jpeg(&[profile]))
}

async fn worker(who: &Persona, name: &str) -> String {
    text(&who.post("/api/v1/workers", json!({"name": name})).await.json(201)["id"])
}

fn photo(worker: &str) -> String {
    format!("/api/v1/workers/{worker}/photo")
}

pub(crate) async fn put_photo(who: &Persona, worker: &str, bytes: Vec<u8>) -> Answer {
    let form = Form::new().part("file", file("IMG_0042.jpeg", bytes));
    Answer::of(who.request("PUT", &photo(worker)).multipart(form)).await
}

/// The path of a field and the end of its acts' names.
const FIELDS: [(&str, &str); 2] = [("medical", "medical"), ("government-id", "government_id")];

pub(crate) async fn keep(who: &Persona, worker: &str, (path, act): (&str, &str), text: &str) -> Answer {
    let path = format!("/api/v1/workers/{worker}/{path}");
    who.send_proven("PUT", &path, json!({"text": text}), &format!("worker.keep_{act}"), worker).await
}

pub(crate) async fn reveal(who: &Persona, worker: &str, (path, act): (&str, &str)) -> Answer {
    let path = format!("/api/v1/workers/{worker}/{path}/reveal");
    who.act_proven("POST", &path, &format!("worker.read_{act}"), worker).await
}

async fn remove(who: &Persona, worker: &str, (path, act): (&str, &str)) -> Answer {
    let path = format!("/api/v1/workers/{worker}/{path}");
    who.act_proven("DELETE", &path, &format!("worker.remove_{act}"), worker).await
}

fn acts(log: &[Value]) -> Vec<(String, String)> {
    log.iter().rev().map(|entry| (text(&entry["action"]), text(&entry["outcome"]))).collect()
}

/// The first 16 bytes of the SHA-256 of what is kept, in hexadecimal.
pub(crate) fn digest_of(bytes: &[u8]) -> String {
    hex::encode(&digest(&SHA256, bytes).as_ref()[..16])
}

#[tokio::test]
async fn a_photo_is_kept_without_what_it_tells_replaced_and_removed() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = worker(&ours.admin, "Úrsula").await;
    ours.admin.get(&photo(&id)).await.problem(404, "not_found");
    let (sent, kept) = face("first");
    put_photo(&ours.admin, &id, sent).await.empty(204);
    let seen = ours.admin.get(&photo(&id)).await;
    assert_eq!((seen.status, &seen.body), (200, &kept));
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
        ("content-disposition", "inline"),
        ("content-security-policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
    ] {
        assert_eq!(seen.header(name), value);
    }
    assert_eq!(Answer::of(ours.admin.request("HEAD", &photo(&id))).await.status, 405);
    assert_eq!(test.object_files().len(), 1);
    put_photo(&ours.admin, &id, png(&[])).await.empty(204);
    assert_eq!(test.object_files().len(), 1, "the first is gone");
    assert_eq!(ours.admin.get(&photo(&id)).await.header("content-type"), "image/png");

    theirs.admin.get(&photo(&id)).await.problem(404, "not_found");
    put_photo(&theirs.admin, &id, png(&[])).await.problem(404, "not_found");
    // Who does not see the worker does not get to make the server parse.
    put_photo(&theirs.admin, &id, b"no photo".to_vec()).await.problem(404, "not_found");
    Answer::of(theirs.admin.request("DELETE", &photo(&id))).await.problem(404, "not_found");

    let gone = async || Answer::of(ours.admin.request("DELETE", &photo(&id))).await;
    gone().await.empty(204);
    gone().await.problem(404, "not_found");
    assert!(test.object_files().is_empty());
    assert_eq!(test.database.one::<i64>("SELECT count(*) FROM credenza.object_keys").await, 0);
    let log = ours.admin.audit(&format!("object={id}")).await;
    let wanted = [
        ("worker.create", "done"),
        ("photo.keep", "done"),
        ("photo.view", "intent"),
        ("photo.view", "done"),
        ("photo.keep", "done"),
        ("photo.view", "intent"),
        ("photo.view", "done"),
        ("photo.remove", "done"),
    ];
    assert_eq!(acts(&log), wanted.map(|(action, outcome)| (action.to_owned(), outcome.to_owned())));
    assert_eq!(
        (&log[3]["details"]["replaced"], &log[6]["details"]["replaced"]),
        (&json!("true"), &json!("false"))
    );
}

#[tokio::test]
async fn a_photo_is_seen_by_who_stands_over_the_worker_and_kept_by_who_changes_workers() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let supervisor = test.hire(&ours, Role::Supervisor).await;
    let (himself, hse) = (test.hire(&ours, Role::Worker).await, test.hire(&ours, Role::HseManager).await);
    let role = ours.admin.new_role("Manager", &["worker.read"]).await;
    let manager = test.hire(&ours, Role::Worker).await;
    ours.admin.set_roles(&manager.member.to_string(), &[role.as_str()]).await.empty(204);
    let manager = test.sign_in(&manager.email).await;
    let crew = json!({"name": "Uno", "supervisors": [supervisor.member.to_string()]});
    let crew = text(&ours.admin.post("/api/v1/crews", crew).await.json(201)["id"]);
    let contractor = json!({"name": "Andamios", "managers": [manager.member.to_string()]});
    let contractor = text(&ours.admin.post("/api/v1/contractors", contractor).await.json(201)["id"]);
    let new = json!({"name": "Wenceslao", "crew_id": crew, "contractor_id": contractor,
                     "member_id": himself.member.to_string()});
    let id = text(&ours.admin.post("/api/v1/workers", new).await.json(201)["id"]);
    let other = worker(&ours.admin, "Otra").await;
    for id in [&id, &other] {
        put_photo(&hse, id, face("his").0).await.empty(204);
    }
    for who in [&himself, &supervisor, &manager] {
        assert_eq!(who.get(&photo(&id)).await.status, 200);
        who.get(&photo(&other)).await.problem(404, "not_found");
        put_photo(who, &id, png(&[])).await.problem(403, "forbidden");
        Answer::of(who.request("DELETE", &photo(&id))).await.problem(403, "forbidden");
    }
    assert_eq!(hse.get(&photo(&other)).await.status, 200);
    ours.member.get(&photo(&id)).await.problem(403, "forbidden");
    theirs.admin.get(&photo(&id)).await.problem(404, "not_found");
    ours.admin.patch(&format!("/api/v1/workers/{id}"), json!({"archived": true})).await.json(200);
    assert_eq!(test.object_files().len(), 2);
    put_photo(&hse, &id, png(&[])).await.problem(409, "worker_archived");
    assert_eq!(test.object_files().len(), 2, "what was sealed for nothing is gone");
}

#[tokio::test]
async fn what_is_no_photo_is_refused_with_its_reason_and_leaves_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = worker(&ours.admin, "Úrsula").await;
    let before = test.census().await;
    let refused = [
        (422, "empty", Vec::new()),
        (422, "not_photo", b"%PDF-1.7\nstartxref\n0\n%%EOF\n".to_vec()),
        (422, "not_photo", b"<svg/>".to_vec()),
        (422, "heic", b"\0\0\0\x18ftypheic".to_vec()),
        (422, "trailing_bytes", [jpeg(&[]), b"PK\x03\x04".to_vec()].concat()),
        (422, "photo_colours", png(&[chunk(b"tRNS", &[0, 0])])),
        (413, "photo_too_large", vec![0; (1 << 20) + 1]),
    ];
    for (status, code, bytes) in refused {
        put_photo(&ours.admin, &id, bytes).await.problem(status, code);
    }
    assert_eq!(test.census().await, before);
    assert!(test.object_files().is_empty());
}

#[tokio::test]
async fn passes_name_the_photo_and_cards_show_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let himself = test.hire(&ours, Role::Worker).await;
    let new = json!({"name": "Wenceslao", "member_id": himself.member.to_string()});
    let id = text(&ours.admin.post("/api/v1/workers", new).await.json(201)["id"]);
    let well_known = |part: &str| format!("/.well-known/credenza/{}/{part}", ours.org);
    let claimed = async || {
        let issued = ours.admin.post(&format!("/api/v1/workers/{id}/pass"), json!({})).await.json(200);
        let token = URL_SAFE_NO_PAD.decode(text(&issued["token"])).unwrap();
        let trust = Trust::read(&test.get(&well_known("cose-keys.cbor")).await.body).unwrap();
        let lists = [StatusList::read(&test.get(&well_known("status/1")).await.body, &trust).unwrap()];
        let now = test.app.clock.now();
        Verifier::new(&trust, &lists).check_token(&token, now, &mut pass::Replays::default()).photo
    };
    let has = |pdf: &[u8], part: &[u8]| pdf.windows(part.len()).any(|window| window == part);
    let card = format!("/api/v1/workers/{id}/card");
    assert_eq!(claimed().await, None);
    assert_eq!(himself.get("/api/v1/own-worker").await.json(200)["photo"], Value::Null);
    let (sent, kept) = face("on a card");
    put_photo(&ours.admin, &id, sent).await.empty(204);
    put_photo(&theirs.admin, &worker(&theirs.admin, "Ajena").await, face("theirs").0).await.empty(204);
    assert_eq!(claimed().await, Some(digest_of(&kept)));
    assert_eq!(himself.get("/api/v1/own-worker").await.json(200)["photo"], digest_of(&kept));
    assert!(ours.admin.audit("action=photo.view").await.is_empty(), "a pass opens nothing");

    for printed in [
        ours.admin.post(&card, json!({})).await,
        himself.post(&card, json!({})).await,
        ours.admin.post("/api/v1/cards", json!({"worker_ids": [id]})).await,
    ] {
        assert_eq!(printed.status, 200, "{}", printed.text());
        assert!(has(&printed.body, &kept) && has(&printed.body, b"/DCTDecode"));
    }
    let log = ours.admin.audit("action=photo.print").await;
    assert_eq!(acts(&log).len(), 6);
    assert_eq!((&log[0]["intent"], &log[0]["object"]["id"]), (&log[1]["seq"], &json!(id)));
    put_photo(&ours.admin, &id, png(&[])).await.empty(204);
    assert!(has(&ours.admin.post(&card, json!({})).await.body, b"/Predictor 15"));
    // A photo that does not open stops the card.
    let files = test.object_files();
    for file in files.iter().filter(|file| std::fs::metadata(file).unwrap().len() < 400) {
        std::fs::write(file, b"").unwrap();
    }
    ours.admin.post(&card, json!({})).await.problem(500, "internal");
}

/// Between the pass and the card that shows it, another photo may be kept, or one where there was none.
#[tokio::test]
async fn a_card_shows_the_photo_that_its_pass_names_and_opens_no_other() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (one, other) = (worker(&ours.admin, "Uno").await, worker(&ours.admin, "Dos").await);
    let (sent, kept) = face("another");
    put_photo(&ours.admin, &one, sent).await.empty(204);
    let client = Arc::new(test.database.superuser().await);
    let when_the_pass_is_signed = |sql: String| {
        let client = Arc::clone(&client);
        test.keys.before_unwrap(move |context| {
            let (client, sql) = (Arc::clone(&client), sql.clone());
            async move {
                if context.kind == Kind::PassKey {
                    client.batch_execute(&sql).await.unwrap();
                }
                Ok(())
            }
        });
    };
    let printed = async |id: &str| ours.admin.post(&format!("/api/v1/workers/{id}/card"), json!({})).await;
    when_the_pass_is_signed(
        "UPDATE credenza.worker_photos SET digest = substr(sha256(digest), 1, 16)".into(),
    );
    let card = printed(&one).await;
    assert_eq!(card.status, 200);
    assert!(!card.body.windows(kept.len()).any(|window| window == kept));
    let opened = ours.admin.audit("action=photo.print").await.len();

    let id = other.parse::<domain::id::WorkerId>().unwrap().uuid();
    when_the_pass_is_signed(format!("UPDATE credenza.worker_photos SET worker_id = '{id}'"));
    assert_eq!(printed(&other).await.status, 200);
    assert_eq!(ours.admin.audit("action=photo.print").await.len(), opened, "the pass names none");
}

#[tokio::test]
async fn a_restricted_field_is_shown_by_its_permission_and_a_proof_and_told_by_the_log() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = worker(&ours.admin, "Úrsula").await;
    let restricted = format!("/api/v1/workers/{id}/restricted");
    for (field, words) in FIELDS.into_iter().zip([HEALTH, ID]) {
        reveal(&ours.admin, &id, field).await.problem(404, "not_found");
        keep(&ours.admin, &id, field, &format!(" {words}\n")).await.empty(204);
        let shown = reveal(&ours.admin, &id, field).await;
        assert_eq!(
            (shown.json(200)["text"].as_str(), shown.header("cache-control")),
            (Some(words), "no-store")
        );
        let path = format!("/api/v1/workers/{id}/{}", field.0);
        ours.admin.post(&format!("{path}/reveal"), json!({})).await.problem(403, "step_up_required");
        let put = ours.admin.request("PUT", &path).json(&json!({"text": "x"}));
        Answer::of(put).await.problem(403, "step_up_required");
        Answer::of(ours.admin.request("DELETE", &path)).await.problem(403, "step_up_required");
        // A proof is for one field of one worker.
        let (other, act) = if field.1 == "medical" { FIELDS[1] } else { FIELDS[0] };
        let proof = ours.admin.prove(&format!("worker.read_{act}"), &id).await;
        ours.admin.act("POST", &format!("{path}/reveal"), &proof).await.problem(403, "step_up_required");
        for stranger in [reveal(&theirs.admin, &id, field).await, keep(&theirs.admin, &id, field, "x").await]
        {
            stranger.problem(404, "not_found");
        }
        assert_ne!(other, field.0);
    }
    let listed = ours.admin.get(&restricted).await;
    let kinds: Vec<_> =
        listed.json(200)["items"].as_array().unwrap().iter().map(|one| text(&one["field"])).collect();
    assert_eq!(kinds, ["government_id", "medical"]);
    theirs.admin.get(&restricted).await.problem(404, "not_found");

    keep(&ours.admin, &id, FIELDS[1], "OTRO-2").await.empty(204);
    assert_eq!(reveal(&ours.admin, &id, FIELDS[1]).await.json(200)["text"], "OTRO-2");
    assert_eq!(reveal(&ours.admin, &id, FIELDS[0]).await.json(200)["text"], HEALTH, "the other stays");
    assert_eq!(test.object_files().len(), 2);
    remove(&ours.admin, &id, FIELDS[0]).await.empty(204);
    reveal(&ours.admin, &id, FIELDS[0]).await.problem(404, "not_found");
    remove(&ours.admin, &id, FIELDS[0]).await.problem(404, "not_found");
    assert_eq!(test.object_files().len(), 1);

    let log = ours.admin.audit("action=worker.read_medical").await;
    let told: Vec<_> = acts(&log).into_iter().map(|(_, outcome)| outcome).collect();
    assert_eq!(told, ["intent", "done", "refused", "refused", "intent", "done"]);
    assert_eq!((&log[0]["intent"], &log[0]["object"]["id"]), (&log[1]["seq"], &json!(id)));
    let everything = ours.admin.audit("").await;
    let words = format!("{everything:?}");
    assert!(!words.contains("Asma") && !words.contains(ID) && !words.contains("OTRO-2"), "{words}");
    assert_eq!(acts(&ours.admin.audit("action=worker.remove_medical").await).len(), 2, "refused, and done");
}

#[tokio::test]
async fn each_field_has_readers_and_writers_of_its_own() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = worker(&ours.admin, "Úrsula").await;
    for field in FIELDS {
        keep(&ours.admin, &id, field, "uno").await.empty(204);
    }
    for (path, act) in FIELDS {
        for can_read in [true, false] {
            let verb = if can_read { "read" } else { "write" };
            let permission = format!("worker.{verb}_{act}");
            let role =
                ours.admin.new_role(&permission, &["worker.read", "worker.read_all", &permission]).await;
            let clerk = test.hire(&ours, Role::Worker).await;
            ours.admin.set_roles(&clerk.member.to_string(), &[role.as_str()]).await.empty(204);
            let clerk = test.sign_in(&clerk.email).await;
            for field in FIELDS {
                let own = field == (path, act);
                let shown = reveal(&clerk, &id, field).await;
                let kept = keep(&clerk, &id, field, "dos").await;
                if own && can_read {
                    assert_eq!(shown.status, 200);
                } else {
                    shown.problem(403, "forbidden");
                }
                if own && !can_read {
                    kept.empty(204);
                } else {
                    kept.problem(403, "forbidden");
                }
            }
            let listed = clerk.get(&format!("/api/v1/workers/{id}/restricted")).await.json(200);
            assert_eq!(listed["items"].as_array().unwrap().len(), usize::from(can_read), "{permission}");
        }
    }
    // Who manages everybody's safety is not for that told of their health.
    let hse = test.hire(&ours, Role::HseManager).await;
    reveal(&hse, &id, FIELDS[0]).await.problem(403, "forbidden");
    // No program shows them: its token cannot be made for it.
    let token = ours.admin.api_token(&["worker.read", "worker.read_all", "worker.read_medical"]).await;
    let shown = token.persona.post(&format!("/api/v1/workers/{id}/medical/reveal"), json!({})).await;
    assert_eq!(shown.status, 403, "{}", shown.text());
    // A worker of whom something is kept is not deleted.
    Answer::of(ours.admin.request("DELETE", &format!("/api/v1/workers/{id}"))).await.problem(409, "in_use");
}

#[tokio::test]
async fn what_is_written_wrong_is_told_without_saying_it_again() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = worker(&ours.admin, "Úrsula").await;
    for (field, words, code) in [
        (FIELDS[0], " \n ".to_owned(), "restricted_length"),
        (FIELDS[0], "secreto".repeat(600), "restricted_length"),
        (FIELDS[1], "secreto".repeat(10), "restricted_length"),
        (FIELDS[1], "secreto\n1".to_owned(), "text_control"),
    ] {
        let answer = keep(&ours.admin, &id, field, &words).await;
        assert_eq!(answer.problem(422, "invalid")["errors"][0]["code"], code);
        assert!(!answer.text().contains("secreto"), "{}", answer.text());
    }
    assert!(test.object_files().is_empty());
    ours.admin.patch(&format!("/api/v1/workers/{id}"), json!({"archived": true})).await.json(200);
    keep(&ours.admin, &id, FIELDS[0], "x").await.problem(409, "worker_archived");
    assert!(test.object_files().is_empty());
}

/// A worker of whom all of it is kept, and looked at.
pub(crate) async fn looked_at(firm: &Firm) {
    let id = with_everything(firm, SHOWN).await;
    assert_eq!(firm.admin.get(&photo(&id)).await.status, 200);
    for field in FIELDS {
        reveal(&firm.admin, &id, field).await.json(200);
    }
    assert_eq!(firm.admin.post(&format!("/api/v1/workers/{id}/card"), json!({})).await.status, 200);
}

/// What must be found nowhere then, by the kinds of objects in their order.
pub(crate) fn secrets() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let photo = format!("ICC_PROFILE\0\x01\x01{SHOWN}").into_bytes();
    [("government-id", ID.as_bytes().to_vec()), ("medical", HEALTH.as_bytes().to_vec()), ("photo", photo)]
        .into_iter()
}

/// The sealed bytes of a worker's objects: photo, health, government id.
async fn sealed(test: &TestApp, firm: &Firm, worker: &str) -> [PathBuf; 3] {
    let id: domain::id::WorkerId = worker.parse().unwrap();
    let of = async |sql: &str| {
        let sql = format!(
            "SELECT credenza.type_id('obj', object_id) FROM credenza.{sql} AND worker_id = '{}'",
            id.uuid()
        );
        let object: String = test.database.one(&sql).await;
        test.object_file(&firm.org.to_string(), &object)
    };
    [
        of("worker_photos WHERE true").await,
        of("restricted_fields WHERE kind = 'medical'").await,
        of("restricted_fields WHERE kind = 'government_id'").await,
    ]
}

async fn with_everything(firm: &Firm, name: &str) -> String {
    let id = worker(&firm.admin, name).await;
    put_photo(&firm.admin, &id, face(name).0).await.empty(204);
    keep(&firm.admin, &id, FIELDS[0], HEALTH).await.empty(204);
    keep(&firm.admin, &id, FIELDS[1], ID).await.empty(204);
    id
}

#[tokio::test]
async fn what_was_swapped_opens_nowhere() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (one, two) = (with_everything(&ours, "Uno").await, with_everything(&ours, "Dos").await);
    let foreign = with_everything(&theirs, "Ajena").await;
    let files = [
        sealed(&test, &ours, &one).await,
        sealed(&test, &ours, &two).await,
        sealed(&test, &theirs, &foreign).await,
    ];
    let own = &files[0];
    let swaps = [(1, &own[2]), (1, &files[1][1]), (2, &files[1][2]), (1, &files[2][1]), (0, &own[1])];
    for (which, other) in swaps {
        let (whole, others) = (std::fs::read(&own[which]).unwrap(), std::fs::read(other).unwrap());
        std::fs::write(&own[which], &others).unwrap();
        let answer = match which {
            0 => ours.admin.get(&photo(&one)).await,
            n => reveal(&ours.admin, &one, FIELDS[n - 1]).await,
        };
        answer.problem(500, "internal");
        std::fs::write(&own[which], &whole).unwrap();
    }
    let log = ours.admin.audit("action=worker.read_medical").await;
    assert_eq!((&log[0]["outcome"], &log[0]["intent"]), (&json!("failed"), &log[1]["seq"]));
    assert_eq!(reveal(&ours.admin, &one, FIELDS[0]).await.json(200)["text"], HEALTH);
    // A row that calls one kind another does not make it open as that.
    let superuser = test.database.superuser().await;
    let swap = "UPDATE credenza.restricted_fields f SET object_id = o.object_id FROM credenza.restricted_fields o
                WHERE o.org_id = f.org_id AND o.worker_id = f.worker_id AND o.kind <> f.kind AND f.kind = 'medical'";
    superuser.batch_execute(&format!(
        "ALTER TABLE credenza.restricted_fields DISABLE TRIGGER destroy_object;
         ALTER TABLE credenza.restricted_fields DROP CONSTRAINT restricted_fields_org_id_object_id_object_version_key;
         {swap}"
    )).await.unwrap();
    reveal(&ours.admin, &one, FIELDS[0]).await.problem(500, "internal");
    assert_eq!(reveal(&ours.admin, &one, FIELDS[1]).await.json(200)["text"], ID);
}

/// The administrator at a server that runs as its own process.
struct Remote {
    http: reqwest::Client,
    origin: String,
    access: String,
}

impl Remote {
    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse().unwrap(), format!("{}{path}", self.origin)).bearer_auth(&self.access)
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Answer {
        Answer::of(self.request(method, path).json(&body)).await
    }

    async fn send_proven(&self, method: &str, path: &str, body: Value, action: &str, object: &str) -> Answer {
        let wanted = json!({"action": action, "object": object, "password": PASSWORD});
        let proof = self.send("POST", "/api/v1/auth/step-up", wanted).await.json(200);
        let request = self.request(method, path).header("Step-Up", text(&proof["step_up_token"]));
        Answer::of(request.json(&body)).await
    }

    /// His photo and what is kept of his health are there.
    async fn sees(&self, worker: &str, kept: &[u8]) {
        assert_eq!(Answer::of(self.request("GET", &photo(worker))).await.body, kept);
        let path = format!("/api/v1/workers/{worker}/medical/reveal");
        let shown = self.send_proven("POST", &path, json!({}), "worker.read_medical", worker).await;
        assert_eq!(shown.json(200)["text"], HEALTH);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn they_get_under_new_keys_and_come_back_from_a_backup() {
    let installation = Installation::new();
    stdout(&installation.create_org("Norte", "ana@norte.test"));
    let server = installation.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    let ana = Remote { http: server.http.clone(), origin: server.origin.clone(), access };
    let made = ana.send("POST", "/api/v1/workers", json!({"name": "Úrsula"})).await;
    let id = text(&made.json(201)["id"]);
    let (sent, kept) = face("kept");
    let form = Form::new().part("file", file("a.jpg", sent));
    Answer::of(ana.request("PUT", &photo(&id)).multipart(form)).await.empty(204);
    let (path, body) = (format!("/api/v1/workers/{id}/medical"), json!({"text": HEALTH}));
    ana.send_proven("PUT", &path, body, "worker.keep_medical", &id).await.empty(204);

    let done = installation.run(&["kek", "rotate", "--json"]);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let told: Value = serde_json::from_str(&stdout(&done)).unwrap();
    assert!(told["organizations"][0]["rewrapped"].as_u64().unwrap() >= 2, "{told}");
    ana.sees(&id, &kept).await;
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
    let ana = Remote { http: server.http.clone(), origin: server.origin.clone(), access };
    ana.sees(&id, &kept).await;
    server.stop().await;
}
