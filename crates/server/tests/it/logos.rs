//! The firm's logo: what is taken, who sets it, and where it is seen.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Role;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::made::{chunk, exif, frame, header, jpeg, jpeg_of, pdf, png, segment};
use crate::samples::EFIRMA;
use crate::squad::{Persona, file, text};
use crate::worker_pages::{leads, page, send};

const LOGO: &str = "/api/v1/organization/logo";

async fn set(who: &Persona, bytes: Vec<u8>) -> Answer {
    let form = Form::new().part("file", file("logo.png", bytes));
    Answer::of(who.request("PUT", LOGO).multipart(form)).await
}

/// A PNG with a place and a name in it, and the same without.
fn told_and_kept() -> (Vec<u8>, Vec<u8>) {
    let told = [chunk(b"tEXt", b"Author\0Ximena"), chunk(b"eXIf", b"II*\0GPS")];
    (png(&told), png(&[]))
}

#[tokio::test]
async fn a_logo_is_set_seen_and_taken_away_by_its_organization_alone() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let worker = test.hire(&ours, Role::Worker).await;
    ours.admin.get(LOGO).await.problem(404, "not_found");
    let (told, kept) = told_and_kept();
    set(&ours.admin, told).await.empty(204);
    for who in [&ours.admin, &ours.auditor, &worker] {
        let seen = who.get(LOGO).await;
        assert_eq!((seen.status, &seen.body), (200, &kept), "what it told of is left behind");
        assert_eq!(seen.header("content-type"), "image/png");
        assert!(seen.header("content-security-policy").contains("sandbox"));
    }
    theirs.admin.get(LOGO).await.problem(404, "not_found");
    for who in [&ours.member, &ours.auditor, &worker] {
        set(who, png(&[])).await.problem(403, "forbidden");
        Answer::of(who.request("DELETE", LOGO)).await.problem(403, "forbidden");
    }
    Answer::of(theirs.admin.request("DELETE", LOGO)).await.problem(404, "not_found");
    // Another takes its place.
    set(&ours.admin, jpeg(&[segment(0xe1, &exif(6))])).await.empty(204);
    assert_eq!(ours.member.get(LOGO).await.header("content-type"), "image/jpeg");
    Answer::of(ours.admin.request("DELETE", LOGO)).await.empty(204);
    ours.member.get(LOGO).await.problem(404, "not_found");
    let log = ours.admin.audit("action=organization.set_logo").await;
    let told: Vec<_> = log.iter().map(|entry| (&entry["outcome"], &entry["details"])).collect();
    assert_eq!(log.len(), 3, "{told:?}");
    assert_eq!(told[0].1["removed"], "true");
    assert_eq!(told[2].1, &json!({"media_type": "image/png", "bytes": kept.len().to_string()}));
    assert!(theirs.admin.audit("action=organization.set_logo").await.is_empty());
}

#[tokio::test]
async fn what_is_no_small_picture_is_refused_with_its_reason() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
    let wide = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        header(1201, 1, [8, 0, 0, 0, 0]),
        chunk(b"IDAT", &crate::made::deflated(&[0; 1202])),
        chunk(b"IEND", b""),
    ];
    let heavy = png(&[chunk(b"iCCP", &vec![7; 200 << 10])]);
    // Also where what makes it heavy would be left behind.
    let laden = png(&[chunk(b"tEXt", &vec![b'x'; 200 << 10])]);
    for (bytes, code) in [
        (svg, "not_evidence"),
        (pdf(&[], b""), "logo_no_picture"),
        (wide.concat(), "logo_too_large"),
        (jpeg_of(&[], &frame(8, 1201)), "logo_too_large"),
        (heavy, "logo_too_large"),
        (laden, "logo_too_large"),
        ([png(&[]), b"more".to_vec()].concat(), "trailing"),
    ] {
        let answer = set(&ours.admin, bytes).await;
        assert_eq!(answer.status, 422, "{code}: {}", answer.text());
        assert!(answer.text().contains(code), "{code}: {}", answer.text());
    }
    ours.admin.get(LOGO).await.problem(404, "not_found");
    assert!(ours.admin.audit("action=organization.set_logo").await.is_empty());
}

#[tokio::test]
async fn mails_of_the_firm_and_pages_behind_its_links_show_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (told, kept) = told_and_kept();
    set(&ours.admin, told).await.empty(204);
    let url = format!("data:image/png;base64,{}", STANDARD.encode(&kept));
    for (firm, logo) in [(&ours, json!(url)), (&theirs, json!(null))] {
        let new = format!("new-{}@example.test", firm.org);
        firm.admin.invite(&new, &["member"]).await;
        let mails = test.mails().await;
        let mail = mails.iter().find(|mail| mail.to.contains(&new)).expect("a mail");
        assert_eq!(mail.html.contains("src=\"cid:logo@credenza\""), logo.is_string(), "{}", mail.html);
        assert_eq!(mail.logo.is_some(), logo.is_string());
        if let Some((id, picture)) = &mail.logo {
            assert_eq!((id.as_str(), picture), ("<logo@credenza>", &kept));
        }
        assert!(!mail.html.contains("src=\"http"), "nothing is loaded: {}", mail.html);
        let token = mail.text.split_once("/invitation#").expect("a link").1;
        let token = token.split_whitespace().next().expect("a secret");
        let look = test.post("/api/v1/invitations/look", json!({"token": token})).await.json(200);
        assert_eq!(look["logo"], logo);

        let id = firm.member.keep(EFIRMA).await;
        let path = format!("/api/v1/certificates/{id}/renewal");
        let asked = firm.member.post(&path, json!({})).await.json(201);
        let link = text(&asked["url"]);
        let token = link.split_once('#').expect("a fragment").1;
        let look = test.post("/api/v1/renewals/look", json!({"token": token})).await.json(200);
        assert_eq!(look["logo"], logo);
    }
    // Who has no link learns nothing.
    let none = test.post("/api/v1/renewals/look", json!({"token": "czr_x"})).await;
    assert!(none.status == 410 && !none.text().contains("base64"));
    // A mail of Credenza's own is not the firm's.
    test.post("/api/v1/auth/forgot", json!({"email": ours.member.email})).await;
    let mails = test.mails().await;
    assert!(mails.iter().filter(|mail| mail.text.contains("/reset#")).all(|mail| mail.logo.is_none()));
}

#[tokio::test]
async fn the_page_of_settings_takes_it_by_a_form() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let post = async |bytes: Vec<u8>| {
        let form = Form::new().part("file", Part::bytes(bytes).file_name("logo.png"));
        let cookies = format!("__Host-access={}; language=en", ours.admin.access);
        let request = test.request("POST", "/settings/logo").header("cookie", cookies);
        Answer::of(request.header("sec-fetch-site", "same-origin").multipart(form)).await
    };
    let refused = post(pdf(&[], b"")).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Send a PNG or a JPEG."), "{}", refused.text());
    assert_eq!(leads(&post(png(&[])).await), "/settings?saved=yes");
    let html = page(&test, &ours.admin, "/settings").await;
    assert!(html.contains("src=\"/settings/logo\"") && html.contains("Remove the logo"));
    let html = page(&test, &ours.member, "/settings").await;
    assert!(html.contains("src=\"/settings/logo\"") && !html.contains("Remove the logo"));
    assert_eq!(leads(&send(&test, &ours.admin, "/settings/logo/remove", &[]).await), "/settings?saved=yes");
    assert!(!page(&test, &ours.admin, "/settings").await.contains("src=\"/settings/logo\""));
}
