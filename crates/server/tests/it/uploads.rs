//! What may be uploaded, what is read from it, and that a refusal leaves nothing.

use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN, PLAIN, SEAL, SEAL_PFX, SPANISH_P12, SPANISH_PFX, Sample, bytes, root};
use crate::squad::{Persona, file, text};

#[tokio::test]
async fn every_sample_is_taken_into_custody_and_read() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let expected = [
        (SPANISH_P12, "pkcs12", "ES", "99999999R", "EIDAS CERTIFICADO PRUEBAS"),
        (SPANISH_PFX, "pkcs12", "ES", "38864159X", "Fisico activo prueba"),
        (EFIRMA, "pair", "MX", "AAA010101AAA", "ACCEM SERVICIOS"),
        (SEAL, "pair", "MX", "AAA010101AAA", "ACCEM SERVICIOS"),
        (MODERN, "pkcs12", "DE", "", "Erika Mustermann"),
    ];
    for (sample, kind, country, tax_id, holder) in expected {
        let kept = ours.member.upload(sample).await.json(201);
        assert_eq!(kept["kind"], kind, "{kept}");
        assert_eq!(kept["country"].as_str().unwrap_or_default(), country, "{kept}");
        assert_eq!(kept["tax_id"].as_str().unwrap_or_default(), tax_id, "{kept}");
        assert!(
            kept["holder"].as_str().unwrap_or_default().to_lowercase().contains(&holder.to_lowercase()),
            "{kept}"
        );
        assert_eq!((&kept["has_private_key"], &kept["has_password"]), (&json!(true), &json!(true)), "{kept}");
        assert_eq!(kept["name"], sample.file);
    }
    let alone = ours.member.upload(PLAIN).await.json(201);
    assert_eq!((&alone["kind"], &alone["has_private_key"]), (&json!("certificate"), &json!(false)));

    // The same seal as a .pfx is the same certificate.
    let again = ours.member.upload(SEAL_PFX).await.problem(409, "certificate_exists");
    assert!(text(&again["existing"]).starts_with("crt_"));
    assert_eq!(theirs.admin.get("/api/v1/certificates").await.json(200)["items"], json!([]));
    assert!(theirs.admin.upload(SEAL_PFX).await.status == 201, "what another firm has is no conflict");
}

/// A case of `vectors/certfile/index.json`.
#[derive(Deserialize)]
struct Case {
    file: String,
    name: Option<String>,
    key: Option<String>,
    password: Option<String>,
    expect: Value,
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_gets_its_own_code_and_leaves_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let index = std::fs::read_to_string(root().join("vectors/certfile/index.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_str(&index).unwrap();
    let before = test.census().await;
    let mut codes = std::collections::BTreeSet::new();
    for case in cases.iter().filter(|case| case.expect["verdict"] != "accepted") {
        let name = case.name.as_deref().unwrap_or(&case.file);
        let mut form = Form::new().part("file", file(name, bytes(&case.file)));
        if let Some(key) = &case.key {
            form = form.part("key", file(key, bytes(key)));
        }
        if let Some(password) = &case.password {
            form = form.text("password", password.clone());
        }
        let answer = ours.member.send(form).await;
        let code = text(&case.expect["reason"]);
        let problem = answer.problem(422, &code);
        let field =
            if code.ends_with("password") || code == "password_required" { "password" } else { "file" };
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        codes.insert(code);
    }
    for code in [
        "password_required",
        "wrong_password",
        "damaged",
        "looks_like_pdf",
        "empty",
        "trailing_data",
        "too_costly",
    ] {
        assert!(codes.contains(code), "{code} was not among the cases: {codes:?}");
    }
    assert_eq!(test.census().await, before);
}

#[tokio::test]
async fn forms_that_are_no_upload_are_refused() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let member = &ours.member;
    let foreign = theirs.admin.new_customer("Ajena").await;
    let before = test.census().await;
    let plain = || file("es-person.cer", bytes(PLAIN.file));

    let json = member.post("/api/v1/certificates", json!({"file": "AAAA"})).await;
    json.problem(400, "bad_request");
    member.send(Form::new().text("password", "x")).await.problem(422, "invalid");
    member.send(Form::new().part("file", plain()).part("file", plain())).await.problem(400, "bad_request");
    member.send(Form::new().part("file", plain()).text("role", "admin")).await.problem(400, "bad_request");
    let nonsense = Form::new().part("file", plain()).text("customer_id", "the best one");
    assert_eq!(member.send(nonsense).await.problem(422, "invalid")["errors"][0]["field"], "customer_id");
    let theirs = Form::new().part("file", plain()).text("customer_id", foreign);
    let refused = member.send(theirs).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "customer_id");
    let cut = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.cer\"\r\n\r\nMIIB";
    let cut = member
        .request("POST", "/api/v1/certificates")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(cut);
    Answer::of(cut).await.problem(400, "bad_request");

    let large = Form::new().part("file", file("a.p12", vec![0x30; 1024 * 1024 + 1]));
    member.send(large).await.problem(413, "too_large");
    assert_eq!(test.census().await, before);
}

#[tokio::test]
async fn a_name_loses_its_folders_and_keeps_its_letters() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let windows = Part::bytes(bytes(PLAIN.file)).file_name("C:\\Gestoría\\..\\Muñoz «2026».cer");
    let kept = ours.member.send(Form::new().part("file", windows)).await.json(201);
    assert_eq!(kept["name"], "Muñoz «2026».cer");
    assert_eq!(kept["files"][0]["file_name"], "Muñoz «2026».cer");
}

/// One half of a pair.
fn half(name: &'static str, password: Option<&'static str>) -> Sample {
    Sample { file: name, key: None, password }
}

/// The one certificate that somebody has: complete, with both files and the password.
async fn assert_paired(who: &Persona, id: &str) {
    let certificate = who.get(&format!("/api/v1/certificates/{id}")).await.json(200);
    assert_eq!((&certificate["kind"], &certificate["has_private_key"]), (&json!("pair"), &json!(true)));
    assert_eq!(certificate["tax_id"], "AAA010101AAA");
    let kinds: Vec<_> =
        certificate["files"].as_array().unwrap().iter().map(|file| text(&file["kind"])).collect();
    assert_eq!(kinds, ["certificate-file", "password", "private-key-file"]);
    assert_eq!(certificate["has_password"], true);
    assert!(
        certificate["metadata"]["private_key"].is_object()
            && certificate["metadata"]["certificate"].is_object()
    );
}

#[tokio::test]
async fn the_halves_of_a_pair_find_each_other_in_either_order() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    for (who, certificate_first) in [(&ours.member, true), (&theirs.member, false)] {
        let (certificate, key) = (half(EFIRMA.file, None), half(EFIRMA.key.unwrap(), EFIRMA.password));
        let (first, second) = if certificate_first { (certificate, key) } else { (key, certificate) };
        let waiting = who.upload(first).await.json(201);
        let status = if certificate_first { "expired" } else { "awaiting_certificate" };
        assert_eq!(waiting["status"], status, "{waiting}");
        let complete = who.upload(second).await.json(201);
        assert_eq!(waiting["id"], complete["id"]);
        assert_paired(who, &text(&complete["id"])).await;
        assert_eq!(complete["version"], 2);
        let log = who_reads(&ours, &theirs, who).audit("").await;
        let actions: Vec<_> =
            log.iter().filter(|e| e["object"]["id"] == complete["id"]).map(|e| text(&e["action"])).collect();
        assert_eq!(actions, ["certificate.pair", "certificate.upload"]);
        for half in [first, second] {
            who.upload(half).await.problem(409, "certificate_exists");
        }
    }
    // Together, the key in the field of the file.
    let swapped = Sample { file: SEAL.key.unwrap(), key: Some(SEAL.file), password: SEAL.password };
    let pair = ours.member.keep(swapped).await;
    assert_paired(&ours.member, &pair).await;
    let (certificate, key) = (
        ours.member.download_url(&pair, "").await,
        ours.member.download_url(&pair, "?part=private_key").await,
    );
    assert_eq!(ours.member.get(&certificate).await.body, bytes(SEAL.file));
    assert_eq!(ours.member.get(&key).await.body, bytes(SEAL.key.unwrap()));
}

/// Uploads what is in `file` and `key` under names that tell nothing.
async fn send_nameless(who: &Persona, sent: &str, key: &str, password: Option<&str>) -> Answer {
    // A .p12 is called so; the others could be anything.
    let name = if sent.ends_with(".p12") { sent } else { "privkey.pem" };
    let mut form =
        Form::new().part("file", file(name, bytes(sent))).part("key", file("cert.pem", bytes(key)));
    if let Some(password) = password {
        form = form.text("password", password.to_owned());
    }
    who.send(form).await
}

#[tokio::test]
async fn the_halves_of_a_pair_are_told_by_what_they_are_whatever_they_are_called() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (certificate, key) = (EFIRMA.file, EFIRMA.key.unwrap());
    // Both orders; new, and where the certificate is in custody already.
    for (firm, waits) in [(&ours, false), (&theirs, true)] {
        let who = &firm.admin;
        for (sent, beside) in [(certificate, key), (key, certificate)] {
            if waits {
                who.upload(half(certificate, None)).await.json(201);
            }
            let kept = send_nameless(who, sent, beside, EFIRMA.password).await.json(201);
            let id = text(&kept["id"]);
            assert_paired(who, &id).await;
            for (part, expected) in [("", certificate), ("?part=private_key", key)] {
                let url = who.download_url(&id, part).await;
                assert_eq!(who.get(&url).await.body, bytes(expected), "{sent} {part}");
            }
            assert_eq!(who.delete_certificate(&id).await.status, 204);
        }
    }
}

#[tokio::test]
async fn a_second_password_is_refused_with_what_to_do() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (certificate, key) =
        (half("cert-only.p12", Some("contraseñaÑ1")), half("pkcs8-aes256.key", Some("contraseñaÑ1")));
    let whole = half("aes256.p12", Some("contraseñaÑ1"));
    for (who, first, others) in
        [(&ours.member, certificate, &[key, whole][..]), (&theirs.member, key, &[certificate][..])]
    {
        let kept = who.upload(first).await.json(201);
        let before = test.census().await;
        for other in others {
            let problem = who.upload(*other).await.problem(409, "certificate_has_password");
            assert_eq!(problem["existing"], kept["id"]);
            assert!(text(&problem["detail"]).contains("Delete the certificate"), "{problem}");
        }
        assert_eq!(test.census().await, before);
    }
    // A key without one is taken, also beside the certificate that has one.
    let pair = send_nameless(&ours.member, "cert-only.p12", "rsa.key", certificate.password).await.json(201);
    assert_eq!((&pair["has_private_key"], &pair["has_password"]), (&json!(true), &json!(true)));
    let names: Vec<_> =
        pair["files"].as_array().unwrap().iter().map(|file| text(&file["file_name"])).collect();
    assert_eq!(names, ["cert-only.p12", "password", "cert.pem"]);
}

#[tokio::test]
async fn what_the_parser_accepts_has_room_in_custody() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for name in ["nul-in-url.cer", "utc-offset.cer", "negative-serial.cer", "es-accv.cer", "latin1-name.pem"]
    {
        assert_eq!(ours.member.upload(half(name, None)).await.status, 201, "{name}");
    }
}

/// The administrator of somebody's firm: members do not read the audit log.
fn who_reads<'a>(ours: &'a crate::squad::Firm, theirs: &'a crate::squad::Firm, who: &Persona) -> &'a Persona {
    if who.org == ours.org { &ours.admin } else { &theirs.admin }
}

#[tokio::test]
async fn a_file_goes_to_the_customer_that_has_its_tax_id() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let customer = async |who: &Persona, country: &str, tax_id: &str| {
        let customer = json!({"name": "Cliente", "country": country, "tax_id": tax_id});
        text(&who.post("/api/v1/customers", customer).await.json(201)["id"])
    };
    let spanish = customer(&theirs.admin, "ES", "99.999.999-R").await;
    let mexican = customer(&ours.admin, "MX", "AAA010101AAA").await;
    // Another organization's customer is nobody's here; neither is one whose id another country gave.
    customer(&ours.admin, "DE", "99999999R").await;
    assert_eq!(ours.member.upload(PLAIN).await.json(201)["customer_id"], json!(null));
    let kept = theirs.member.upload(PLAIN).await.json(201);
    assert_eq!((&kept["customer_id"], &kept["customer"]["name"]), (&json!(spanish), &json!("Cliente")));
    // Who says whose it is, is believed.
    let chosen = ours.member.new_customer("Su gestor").await;
    let seal =
        Form::new().part("file", file("csd.cer", bytes(SEAL.file))).text("customer_id", chosen.clone());
    assert_eq!(ours.member.send(seal).await.json(201)["customer_id"], json!(chosen));
    let key = ours.member.upload(half(SEAL.key.unwrap(), SEAL.password)).await.json(201);
    assert_eq!(key["customer_id"], json!(chosen));
    // A key does not tell whose it is, and learns it from its certificate.
    let waiting = ours.member.upload(half(EFIRMA.key.unwrap(), EFIRMA.password)).await.json(201);
    assert_eq!(waiting["customer_id"], json!(null));
    let complete = ours.member.upload(half(EFIRMA.file, None)).await.json(201);
    assert_eq!((&complete["id"], &complete["customer_id"]), (&waiting["id"], &json!(mexican)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_halves_of_a_pair_find_each_other_at_the_same_moment() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    for who in [&ours.member, &ours.admin, &theirs.member, &theirs.admin] {
        let pair = if who.member == ours.member.member || who.member == theirs.member.member {
            EFIRMA
        } else {
            SEAL
        };
        let (certificate, key) = tokio::join!(
            who.upload(half(pair.file, None)),
            who.upload(half(pair.key.unwrap(), pair.password))
        );
        let (certificate, key) = (certificate.json(201), key.json(201));
        assert_eq!(certificate["id"], key["id"]);
        assert_paired(who, &text(&certificate["id"])).await;
    }
    let counts = "SELECT count(*) FROM credenza.certificates";
    assert_eq!(test.database.one::<i64>(counts).await, 4);
    assert_eq!(test.object_files().len(), 12, "no bytes of an attempt that lost are left");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_same_file_many_times_at_once_one_is_kept() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let answers = futures_util::future::join_all((0..6).map(|_| ours.member.upload(MODERN))).await;
    let kept: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(kept.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        let problem = answer.problem(409, "certificate_exists");
        assert_eq!(problem["existing"], kept[0].value()["id"]);
    }
    assert_eq!(test.object_files().len(), 2, "the file and its password");
    assert_eq!(test.database.one::<i64>("SELECT count(*) FROM credenza.objects").await, 2);
    assert_eq!(ours.admin.audit("action=certificate.upload").await.len(), 1);
}
