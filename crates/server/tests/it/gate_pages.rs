//! The pages of scanners and of the gate log, asked for by a browser.

use domain::Role;
use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::gate_log::crew;
use crate::scanner::{Scanner, invite, let_in};
use crate::scanners::site;
use crate::squad::text;
use crate::worker_pages::{leads, open, page, send};

#[tokio::test]
async fn a_site_shows_its_scanners_to_who_may_enrol_them() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let here = site(&hse, "Pozo 7").await;
    let path = format!("/workers/places/{here}/scanners");
    assert!(page(&test, &hse, "/workers/places").await.contains(&format!("href=\"{path}\"")));
    assert!(page(&test, &hse, &path).await.contains("No phone has this site’s authority yet"));
    let invited = invite(&hse, &here, "Puerta <b>").await;
    // What is drawn is the link.
    let drawn = card::path_of(&text(&invited["link"])).unwrap();
    assert_eq!(invited["code"], json!({"size": drawn.size, "path": drawn.path}));
    let shown = page(&test, &hse, &path).await;
    assert!(shown.contains("Puerta &#60;b&#62;") && shown.contains("Waits for a phone"), "{shown}");
    let link = text(&invited["link"]);
    assert!(!shown.contains(link.split_once('#').unwrap().1), "it is shown once");
    let mut scanner = Scanner::at(&test, &hse, &here, "Patio").await;
    let record = scanner.scan(|_| ());
    scanner.bring(&[record]).await.json(200);
    let shown = page(&test, &hse, &path).await;
    assert!(shown.contains("Enrolment 1") && shown.contains("1 record"), "{shown}");

    let limit = [("max_status_age", "3600"), ("version", "1")];
    assert_eq!(leads(&send(&test, &hse, &path, &limit).await), format!("{path}?saved=true"));
    assert!(page(&test, &hse, &path).await.contains("value=\"3600\" selected"));
    assert_eq!(send(&test, &hse, &path, &limit).await.status, 409, "somebody else was faster");
    let none = [("max_status_age", ""), ("version", "2")];
    leads(&send(&test, &hse, &path, &none).await);
    for (value, status) in [("1", 422), ("x", 400)] {
        let wrong = [("max_status_age", value), ("version", "3")];
        assert_eq!(send(&test, &hse, &path, &wrong).await.status, status, "{value}");
    }
    assert!(!page(&test, &hse, &path).await.contains(" checked>"));
    let faces = [("max_status_age", ""), ("photos", "true"), ("version", "3")];
    leads(&send(&test, &hse, &path, &faces).await);
    let shown = page(&test, &hse, &path).await;
    assert!(shown.contains("Faces at the gate") && shown.contains(" checked>"), "{shown}");
    for who in [&theirs.admin, &test.hire(&theirs, Role::HseManager).await] {
        assert_eq!(open(&test, who, &path).await.status, 404);
        assert_eq!(send(&test, who, &path, &limit).await.status, 404);
    }
    let supervisor = test.hire(&ours, Role::Supervisor).await;
    assert_eq!(open(&test, &supervisor, &path).await.status, 403);
    assert!(!page(&test, &supervisor, "/workers/places").await.contains("/scanners"));
}

#[tokio::test]
async fn the_gate_log_is_a_page_and_a_file() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    // Whoever writes a ticket approves it as long as nobody else can.
    let (one, two) = (crew(&test, &ours, "Ágata").await, crew(&test, &ours, "Bruno").await);
    let hse = test.hire(&ours, Role::HseManager).await;
    assert!(page(&test, &hse, "/gate-log").await.contains("No scans yet"));
    let here = site(&hse, "=Pozo 7").await;
    let mut scanner = Scanner::at(&test, &hse, &here, "Puerta").await;
    let records = [
        scanner.scan(|scan| let_in(scan, one.pass)),
        scanner.scan(|scan| {
            let_in(scan, two.pass);
            scan.decision = pass::gate::Decision::NoGo;
            scan.missing = vec!["RIG-7".into(), "eyes".into(), "gone".into()];
        }),
        scanner.scan(|scan| scan.clock_offset = None),
    ];
    // What is about health has no name where scanners are.
    for kind in [
        json!({"code": "RIG-7", "name": "Gas sulfhídrico"}),
        json!({"code": "eyes", "name": "Vista", "medical": true}),
    ] {
        hse.post("/api/v1/ticket-types", kind).await.json(201);
    }
    scanner.bring(&records).await.json(200);
    let shown = page(&test, &hse, "/gate-log").await;
    for words in [
        "Ágata",
        "Bruno",
        "No-go",
        "Missing: Gas sulfhídrico, eyes, gone",
        "Nobody of yours",
        "Not certain; received",
        "=Pozo 7",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let filtered = page(&test, &hse, "/gate-log?decision=go").await;
    assert!(filtered.contains("Ágata") && !filtered.contains("Missing:"), "{filtered}");
    let of_one = page(&test, &hse, &format!("/gate-log?worker={}", one.id)).await;
    assert!(of_one.contains("Ágata") && !of_one.contains("Bruno"), "{of_one}");
    let cookies = format!("__Host-access={}; language=en", hse.access);
    let partial = test
        .request("GET", "/gate-log?verdict=forged")
        .header("cookie", cookies)
        .header("hx-request", "true");
    let partial = Answer::of(partial).await.text();
    assert!(partial.trim_start().starts_with("<section") && !partial.contains("Ágata"), "{partial}");
    // A worker sees himself, and nobody else's name.
    let own = page(&test, &one.worker, "/gate-log").await;
    assert!(own.contains("Ágata") && !own.contains("Bruno") && !own.contains("Nobody of yours"), "{own}");

    let file = open(&test, &hse, "/gate-log/export.csv").await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").contains("gate-log.csv"));
    let lines: Vec<String> = file.text().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines.iter().skip(1).all(|line| line.contains("\"'=Pozo 7\"")), "nothing is computed: {lines:?}");
    let of_one = open(&test, &hse, &format!("/gate-log/export.csv?worker={}", one.id)).await.text();
    assert!(of_one.contains("Ágata") && of_one.lines().count() == 2, "{of_one}");
    let foreign = open(&test, &theirs.admin, "/gate-log/export.csv").await.text();
    assert_eq!(foreign.lines().count(), 1, "{foreign}");
    for path in ["/gate-log", "/gate-log/export.csv"] {
        assert_eq!(open(&test, &ours.auditor, path).await.status, 403, "{path}");
    }
    assert!(!page(&test, &ours.auditor, "/settings").await.contains("href=\"/gate-log\""));
}

#[tokio::test]
async fn a_link_opens_the_gate_and_nothing_of_it_reaches_the_server() {
    let test = TestApp::new().await;
    let gate = test.get("/v/enroll").await;
    assert_eq!((gate.status, gate.header("set-cookie")), (200, ""));
    assert_eq!(gate.body, test.get("/v").await.body, "the same page, which reads what follows the #");
    assert!(gate.header("permissions-policy").contains("camera=(self),"));
}
