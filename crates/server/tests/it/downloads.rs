//! A download URL works once, in the session that asked for it, for a minute.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::multipart::Form;

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN, PLAIN, bytes};
use crate::squad::{file, text};

#[tokio::test]
async fn a_url_works_once_and_its_answer_is_for_nobody_else() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let form = Form::new().part("file", file("Muñoz «e.firma» 2026.p12", bytes(MODERN.file)));
    let kept = ours.member.send(form.text("password", "contraseñaÑ1")).await.json(201);
    let url = ours.member.download_url(&text(&kept["id"]), "").await;
    assert!(url.starts_with(&test.origin), "{url}");
    let answer = ours.member.get(&url).await;
    assert_eq!((answer.status, &answer.body), (200, &bytes(MODERN.file)));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"Mu_oz _e.firma_ 2026.p12\"; \
         filename*=UTF-8''Mu%C3%B1oz%20%C2%ABe.firma%C2%BB%202026.p12"
    );
    ours.member.get(&url).await.problem(404, "not_found");
    assert_eq!(test.keys.unwrapped(), 1);
}

#[tokio::test]
async fn looking_at_a_url_does_not_use_it_up() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let url = ours.member.download_url(&id, "").await;
    let looked = Answer::of(ours.member.request("HEAD", &url)).await;
    assert_eq!((looked.status, test.keys.unwrapped()), (405, 0));
    assert_eq!(ours.member.get(&url).await.body, bytes(MODERN.file));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_exactly_one_gets_the_file() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    for round in 1..=3 {
        let url = ours.member.download_url(&id, "").await;
        let answers = futures_util::future::join_all((0..8).map(|_| ours.member.get(&url))).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            answer.problem(404, "not_found");
        }
        assert_eq!(test.keys.unwrapped(), round);
    }
}

#[tokio::test]
async fn a_url_is_for_the_session_that_asked_for_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let url = ours.member.download_url(&id, "").await;
    let second_session = test.sign_in(&ours.member.email).await;
    for other in [&second_session, &ours.admin, &ours.auditor, &theirs.admin] {
        other.get(&url).await.problem(404, "not_found");
    }
    Answer::of(test.http.get(&url)).await.problem(401, "unauthorized");
    assert_eq!(ours.member.get(&url).await.status, 200, "and none of them has used it up");
}

#[tokio::test]
async fn a_url_that_was_changed_is_none() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let url = ours.member.download_url(&id, "").await;
    let (front, signature) = url.split_once("&signature=").unwrap();
    let (place, expires) = front.split_once("?expires=").unwrap();
    let expires: i64 = expires.parse().unwrap();
    let mut tag = URL_SAFE_NO_PAD.decode(signature).unwrap();
    tag[0] ^= 1;
    let another = ours.member.download_url(&id, "").await;
    let (another_front, another_signature) = another.split_once("&signature=").unwrap();
    let forged = [
        format!("{place}?expires={}&signature={signature}", expires + 60),
        format!("{front}&signature={}", URL_SAFE_NO_PAD.encode(&tag)),
        format!("{front}&signature={}", URL_SAFE_NO_PAD.encode(&tag[..16])),
        format!("{front}&signature="),
        format!("{front}&signature={another_signature}"),
        format!("{another_front}&signature={signature}"),
    ];
    for url in forged {
        ours.member.get(&url).await.problem(404, "not_found");
    }
    assert_eq!(test.keys.unwrapped(), 0);
    assert_eq!(ours.member.get(&url).await.status, 200);
}

#[tokio::test]
async fn a_url_ends_after_a_minute() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let url = ours.member.download_url(&id, "").await;
    let longest = "SELECT max(expires_at) <= now() + interval '60 seconds' FROM credenza.downloads";
    assert!(test.database.one::<bool>(longest).await);
    test.database.change("UPDATE credenza.downloads SET expires_at = now()").await;
    ours.member.get(&url).await.problem(404, "not_found");
    assert_eq!(test.keys.unwrapped(), 0);
}

#[tokio::test]
async fn a_url_does_not_outlive_its_session_or_its_certificate() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    let leaving = test.sign_in(&ours.member.email).await;
    let url = leaving.download_url(&id, "").await;
    leaving.post("/api/v1/auth/logout", serde_json::json!({})).await.empty(204);
    leaving.get(&url).await.problem(401, "unauthorized");

    let url = ours.member.download_url(&id, "").await;
    ours.member.delete_certificate(&id).await.empty(204);
    ours.member.get(&url).await.problem(404, "not_found");
    assert_eq!(test.keys.unwrapped(), 0);
}

#[tokio::test]
async fn the_parts_of_a_pair_are_fetched_one_by_one() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let pair = ours.member.keep(EFIRMA).await;
    let key = ours.member.download_url(&pair, "?part=private_key").await;
    let answer = ours.member.get(&key).await;
    assert_eq!(answer.body, bytes(EFIRMA.key.unwrap()));
    assert!(answer.header("content-disposition").contains("FIEL_AAA010101AAA.key"));
    assert_eq!(ours.member.download(&pair).await.body, bytes(EFIRMA.file));
    // A certificate without a key has no such part; asking for it does not use the proof up.
    let alone = ours.member.keep(PLAIN).await;
    let path = format!("/api/v1/certificates/{alone}/download-url");
    let proof = ours.member.prove("certificate.download", &alone).await;
    let missing = ours.member.act("POST", &format!("{path}?part=private_key"), &proof).await;
    assert_eq!(missing.problem(422, "invalid")["errors"][0]["field"], "part");
    assert_eq!(ours.member.act("POST", &path, &proof).await.status, 200);
}
