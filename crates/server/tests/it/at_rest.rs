//! What lies on disk and in the database opens nothing by itself, and nothing that was moved opens at all.

use std::path::Path;
use std::process::Command;

use base64::Engine;
use serde_json::{Value, json};
use tokio_postgres::Client;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN, SEAL, SPANISH_P12, Sample, bytes, root};
use crate::sealed_records;
use crate::squad::Persona;

/// A secret, in every form in which it could lie around.
struct Needle {
    what: String,
    raw: Vec<u8>,
}

impl Needle {
    fn is_in(&self, text: &str) -> bool {
        let plain = std::str::from_utf8(&self.raw).is_ok_and(|raw| text.contains(raw));
        plain
            || text.contains(&hex::encode(&self.raw))
            || text.contains(&base64::engine::general_purpose::STANDARD_NO_PAD.encode(&self.raw))
    }
}

/// Pieces of a file, taken so that none lies in its public part, and its password.
fn needles(sample: Sample) -> Vec<Needle> {
    // Of a pair, the certificate is public; of a .p12, all lies behind the password.
    let name = sample.key.unwrap_or(sample.file);
    let file = bytes(name);
    let mut needles: Vec<_> = (0..file.len() / 48 - 1)
        .map(|piece| Needle {
            what: format!("{name}, piece {piece}"),
            raw: file[piece * 48 + 24..][..24].to_vec(),
        })
        .collect();
    let password = sample.password.unwrap();
    needles.push(Needle { what: format!("the password of {name}"), raw: password.as_bytes().to_vec() });
    needles
}

/// Every row of every table, as text: `bytea` in hex.
async fn all_rows(test: &TestApp) -> Vec<(String, String)> {
    let superuser = test.database.superuser().await;
    let mut rows = Vec::new();
    for table in test.database.tables().await {
        for row in superuser.query(&format!("SELECT t::text FROM {table} t"), &[]).await.unwrap() {
            rows.push((table.clone(), row.get(0)));
        }
    }
    rows
}

#[tokio::test]
async fn no_fragment_of_a_file_or_password_lies_anywhere() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let samples = [MODERN, EFIRMA, SEAL];
    for sample in samples {
        let id = ours.member.keep(sample).await;
        theirs.member.keep(sample).await;
        // What was opened must not stay behind either.
        ours.member.reveal(&id).await.json(200);
        ours.member.download(&id).await;
    }
    for firm in [&ours, &theirs] {
        sealed_records::looked_at(firm).await;
    }
    let rows = all_rows(&test).await;
    let files: Vec<_> = test.object_files().iter().map(|path| std::fs::read(path).unwrap()).collect();
    assert_eq!(
        files.len(),
        28,
        "two of the .p12, three of each pair, three of a worker, three keys of passes, twice"
    );
    let of_workers = sealed_records::secrets().map(|(what, raw)| Needle { what: what.into(), raw });
    for needle in samples.iter().flat_map(|sample| needles(*sample)).chain(of_workers) {
        let table = rows.iter().find(|(_, row)| needle.is_in(row));
        assert!(table.is_none(), "{} is in {}", needle.what, table.unwrap().0);
        assert!(
            !files.iter().any(|file| file.windows(needle.raw.len()).any(|window| window == needle.raw)),
            "{}",
            needle.what
        );
    }
    // The search finds what is there in clear: a holder, a fingerprint.
    let list = ours.member.get("/api/v1/certificates?q=aaa010101aaa").await.json(200);
    let certificate = &list["items"][0];
    let holder =
        Needle { what: String::new(), raw: certificate["holder"].as_str().unwrap().as_bytes().to_vec() };
    let fingerprint = hex::decode(certificate["fingerprint_sha256"].as_str().unwrap()).unwrap();
    let fingerprint = Needle { what: String::new(), raw: fingerprint };
    assert!([holder, fingerprint].iter().all(|needle| rows.iter().any(|(_, row)| needle.is_in(row))));
}

/// An object of a certificate, as the database has it.
struct Stored {
    org: String,
    object: String,
    kind: String,
    file: std::path::PathBuf,
}

async fn stored(test: &TestApp, superuser: &Client, who: &Persona, certificate: &str) -> Vec<Stored> {
    let id: domain::id::CertificateId = certificate.parse().unwrap();
    let sql = "SELECT credenza.type_id('obj', id), kind FROM credenza.objects WHERE certificate_id = $1 ORDER BY kind";
    let org = who.org.to_string();
    let rows = superuser.query(sql, &[&id.uuid()]).await.unwrap();
    rows.iter()
        .map(|row| {
            let (object, kind): (String, String) = (row.get(0), row.get(1));
            Stored { file: test.object_file(&org, &object), org: org.clone(), object, kind }
        })
        .collect()
}

fn swap(one: &Path, two: &Path) {
    let (first, second) = (std::fs::read(one).unwrap(), std::fs::read(two).unwrap());
    std::fs::write(one, second).unwrap();
    std::fs::write(two, first).unwrap();
}

/// Neither file nor password of a certificate opens, with the same words, and the log says "failed" for both.
async fn assert_dead(who: &Persona, admin: &Persona, id: &str) {
    let (file, password) = (who.download(id).await, who.reveal(id).await);
    assert_eq!(file.problem(500, "internal"), password.problem(500, "internal"), "one text for all");
    for action in ["certificate.download", "certificate.reveal_password"] {
        let log = admin.audit(&format!("action={action}&object={id}")).await;
        assert_eq!((&log[0]["outcome"], &log[0]["intent"]), (&json!("failed"), &log[1]["seq"]));
    }
}

async fn assert_alive(who: &Persona, id: &str, sample: Sample) {
    assert_eq!(who.download(id).await.body, bytes(sample.file));
    assert_eq!(who.reveal(id).await.json(200)["password"], sample.password.unwrap());
}

#[tokio::test]
async fn sealed_files_that_were_swapped_open_nowhere() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let superuser = test.database.superuser().await;
    let (one, two) = (ours.admin.keep(MODERN).await, ours.admin.keep(SPANISH_P12).await);
    let foreign = theirs.admin.keep(MODERN).await;
    let objects = [
        stored(&test, &superuser, &ours.admin, &one).await,
        stored(&test, &superuser, &ours.admin, &two).await,
        stored(&test, &superuser, &theirs.admin, &foreign).await,
    ];
    // Between two certificates, between two organizations, between two kinds of one certificate.
    for (left, right) in [((0, 0), (1, 0)), ((0, 0), (2, 0)), ((0, 0), (0, 1))] {
        let (a, b) = (&objects[left.0][left.1], &objects[right.0][right.1]);
        let (c, d) = (&objects[left.0][1 - left.1], &objects[right.0][1 - right.1]);
        let both = left.0 != right.0;
        swap(&a.file, &b.file);
        if both {
            swap(&c.file, &d.file);
        }
        assert_dead(&ours.admin, &ours.admin, &one).await;
        match right.0 {
            1 => assert_dead(&ours.admin, &ours.admin, &two).await,
            2 => assert_dead(&theirs.admin, &theirs.admin, &foreign).await,
            _ => {}
        }
        swap(&a.file, &b.file);
        if both {
            swap(&c.file, &d.file);
        }
    }
    for object in &objects[0] {
        let whole = std::fs::read(&object.file).unwrap();
        let mut flipped = whole.clone();
        flipped[whole.len() - 20] ^= 1;
        std::fs::write(&object.file, flipped).unwrap();
    }
    assert_dead(&ours.admin, &ours.admin, &one).await;
    for object in &objects[0] {
        std::fs::write(&object.file, b"").unwrap();
    }
    assert_dead(&ours.admin, &ours.admin, &one).await;
    assert_alive(&ours.admin, &two, SPANISH_P12).await;
    assert_alive(&theirs.admin, &foreign, MODERN).await;
}

/// Gives the wrapped keys of one certificate's objects to another's, kind by kind.
const SWAP_KEYS: &str = "
    UPDATE credenza.object_keys k SET wrapped_dek = other.wrapped_dek
    FROM credenza.objects mine, credenza.objects theirs, credenza.object_keys other
    WHERE k.object_id = mine.id AND other.object_id = theirs.id AND mine.kind = theirs.kind
      AND ((mine.certificate_id = $1 AND theirs.certificate_id = $2)
        OR (mine.certificate_id = $2 AND theirs.certificate_id = $1))";

#[tokio::test]
async fn wrapped_keys_that_were_swapped_open_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let superuser = test.database.superuser().await;
    let (one, two) = (ours.admin.keep(MODERN).await, ours.admin.keep(SPANISH_P12).await);
    let foreign = theirs.admin.keep(MODERN).await;
    let uuid = |id: &str| id.parse::<domain::id::CertificateId>().unwrap().uuid();
    for (other, who, sample) in [(&two, &ours.admin, SPANISH_P12), (&foreign, &theirs.admin, MODERN)] {
        assert_eq!(superuser.execute(SWAP_KEYS, &[&uuid(&one), &uuid(other)]).await.unwrap(), 4);
        assert_dead(&ours.admin, &ours.admin, &one).await;
        assert_dead(who, who, other).await;
        assert_eq!(superuser.execute(SWAP_KEYS, &[&uuid(&one), &uuid(other)]).await.unwrap(), 4);
        assert_alive(&ours.admin, &one, MODERN).await;
        assert_alive(who, other, sample).await;
    }
    // The organizations' own keys, each wrapped for its organization and under its name.
    let swap_keks = "UPDATE credenza.keks k SET wrapped_kek = o.wrapped_kek FROM credenza.keks o WHERE k.org_id <> o.org_id";
    assert_eq!(test.database.change(swap_keks).await, 2);
    assert_dead(&ours.admin, &ours.admin, &one).await;
    assert_dead(&theirs.admin, &theirs.admin, &foreign).await;
    assert_eq!(test.database.change(swap_keks).await, 2);
    assert_alive(&ours.admin, &one, MODERN).await;
}

#[tokio::test]
async fn destroying_the_key_of_an_organization_destroys_what_it_sealed_and_nothing_else() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (id, foreign) = (ours.admin.keep(MODERN).await, theirs.admin.keep(MODERN).await);
    let shred = format!(
        "UPDATE credenza.keks SET wrapped_kek = NULL, state = 'destroyed' WHERE org_id = '{}'",
        ours.org.uuid()
    );
    assert_eq!(test.database.change(&shred).await, 1);
    let answer = ours.admin.download(&id).await;
    assert!(answer.status >= 400 && answer.body != bytes(MODERN.file));
    assert_eq!(test.keys.unwrapped(), 0);
    let refused = ours.admin.upload(EFIRMA).await;
    assert!(refused.status >= 500, "nothing is sealed without a key: {}", refused.text());
    assert_alive(&theirs.admin, &foreign, MODERN).await;
}

const DESCRIPTORS: &str = "
    SELECT credenza.type_id('org', o.org_id), credenza.type_id('obj', o.id), o.version, o.kind,
           credenza.type_id('kek', k.kek_id), encode(e.wrapped_kek, 'hex'), encode(k.wrapped_dek, 'hex')
    FROM credenza.objects o
    JOIN credenza.object_keys k ON k.org_id = o.org_id AND k.object_id = o.id AND k.version = o.version
    JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id
    WHERE o.certificate_id = $1 OR ($1 IS NULL AND o.certificate_id IS NULL) ORDER BY o.kind";

fn python() -> Command {
    let own = root().join(".venv/bin/python3");
    let mut command = Command::new(if own.exists() { own } else { "python3".into() });
    command.arg(root().join("tools/open_sealed.py"));
    command
}

/// What the separately written decryptor makes of an object: its plaintext, or nothing.
fn open_independently(test: &TestApp, descriptor: &Value, sealed: &Path) -> Option<Vec<u8>> {
    let path = test.folder.path().join("descriptor.json");
    std::fs::write(&path, descriptor.to_string()).unwrap();
    let output =
        python().arg("--keyring").arg(test.keyring()).arg("--descriptor").arg(&path).arg(sealed).output();
    let output = output.expect("python3");
    match output.status.code() {
        Some(0) => Some(output.stdout),
        Some(1) if output.stdout.is_empty() => None,
        other => panic!("{other:?}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

#[tokio::test]
async fn a_stranger_opens_what_the_server_sealed_with_the_published_format() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let superuser = test.database.superuser().await;
    theirs.admin.keep(EFIRMA).await;
    let large = Sample { file: "PFActivoFirSHA256.pfx", key: None, password: Some("12341234") };
    for sample in [EFIRMA, SPANISH_P12, large] {
        let id = ours.admin.keep(sample).await;
        let uuid = id.parse::<domain::id::CertificateId>().unwrap().uuid();
        let objects = stored(&test, &superuser, &ours.admin, &id).await;
        let rows = superuser.query(DESCRIPTORS, &[&uuid]).await.unwrap();
        assert_eq!(rows.len(), objects.len());
        for (row, object) in rows.iter().zip(&objects) {
            let text = |column: usize| row.get::<_, String>(column);
            let mut descriptor = json!({
                "org": text(0), "object": text(1), "version": row.get::<_, i32>(2), "kind": text(3),
                "kek": text(4), "wrapped_kek": text(5), "wrapped_dek": text(6),
            });
            assert_eq!((&object.org, &object.object, &object.kind), (&text(0), &text(1), &text(3)));
            let expected = match text(3).as_str() {
                "password" => sample.password.unwrap().as_bytes().to_vec(),
                "private-key-file" => bytes(sample.key.unwrap()),
                _ => bytes(sample.file),
            };
            assert_eq!(open_independently(&test, &descriptor, &object.file), Some(expected));
            descriptor["version"] = json!(2);
            assert_eq!(open_independently(&test, &descriptor, &object.file), None);
        }
    }
    sealed_records::looked_at(&ours).await;
    let rows = superuser.query(DESCRIPTORS, &[&None::<uuid::Uuid>]).await.unwrap();
    let of_workers: Vec<_> = rows.iter().filter(|row| !row.get::<_, String>(3).ends_with("-key")).collect();
    assert_eq!((rows.len(), of_workers.len()), (6, 3), "and the three keys of passes");
    for (row, (kind, expected)) in of_workers.into_iter().zip(sealed_records::secrets()) {
        let text = |column: usize| row.get::<_, String>(column);
        let mut descriptor = json!({
            "org": text(0), "object": text(1), "version": row.get::<_, i32>(2), "kind": text(3),
            "kek": text(4), "wrapped_kek": text(5), "wrapped_dek": text(6),
        });
        let file = test.object_file(&text(0), &text(1));
        let opened = open_independently(&test, &descriptor, &file).unwrap();
        assert!(text(3) == kind && opened.windows(expected.len()).any(|part| part == expected), "{kind}");
        descriptor["kind"] = json!("evidence");
        assert_eq!(open_independently(&test, &descriptor, &file), None);
    }
}

#[tokio::test]
async fn answers_that_hold_secrets_are_not_to_be_kept() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.admin.keep(MODERN).await;
    let answers = [ours.admin.reveal(&id).await, ours.admin.download(&id).await];
    for answer in answers.iter().chain([&Answer::of(test.request("GET", "/api/v1/customers")).await]) {
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}
