//! What a supervisor reads: counts by route and class, and nobody's name.

use std::collections::BTreeMap;

use server::limit::Class;
use server::metrics;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::{TestApp, client};
use crate::client::Answer;
use crate::samples::MODERN;
use crate::serve::Installation;
use crate::spy::narrow;
use crate::squad::Firm;

/// The samples of a page, by name and labels.
fn samples(page: &str) -> BTreeMap<String, f64> {
    assert!(page.ends_with("# EOF\n"), "{page}");
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
            (name.to_owned(), value.parse().unwrap_or_else(|_| panic!("{line}")))
        })
        .collect()
}

/// Looks through HTTP.
struct Supervisor {
    origin: String,
    http: reqwest::Client,
}

impl Supervisor {
    async fn of(test: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(metrics::serve(listener, test.app.clone(), CancellationToken::new()));
        Self { origin, http: client().build().unwrap() }
    }

    async fn page(&self) -> String {
        let answer = Answer::of(self.http.get(format!("{}/metrics", self.origin))).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
        answer.text()
    }
}

/// A morning of two firms.
async fn work(test: &TestApp, ours: &Firm, theirs: &Firm) -> String {
    let id = ours.member.keep(MODERN).await;
    theirs.member.keep(MODERN).await;
    ours.member.reveal(&id).await.json(200);
    ours.member.download(&id).await;
    ours.member.get(&format!("/api/v1/certificates/{id}")).await.json(200);
    ours.member.get("/api/v1/certificates/crt_01h455vb4pex5vsknk084sn02q").await.problem(404, "not_found");
    test.get("/nowhere/at/all").await.problem(404, "not_found");
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_counted_and_nobody_is_named() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let supervisor = Supervisor::of(&test).await;
    let id = work(&test, &ours, &theirs).await;
    let page = supervisor.page().await;
    let found = samples(&page);
    let value = |name: &str| *found.get(name).unwrap_or_else(|| panic!("{name}:\n{page}"));
    let answered = |method: &str, route: &str, status: u16| {
        value(&format!(
            "credenza_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
        ))
    };
    assert_eq!(answered("POST", "/api/v1/certificates", 201), 2.0);
    assert_eq!(answered("GET", "/api/v1/certificates/{id}", 200), 1.0);
    assert_eq!(answered("GET", "/api/v1/certificates/{id}", 404), 1.0);
    assert_eq!(answered("GET", "none", 404), 1.0);
    let timed =
        "credenza_http_request_duration_seconds_count{method=\"GET\",route=\"/api/v1/certificates/{id}\"}";
    assert_eq!(value(timed), 2.0);
    for (action, count) in
        [("certificate.upload", 2.0), ("certificate.reveal_password", 1.0), ("certificate.download", 1.0)]
    {
        assert_eq!(value(&format!("credenza_acts_total{{action=\"{action}\",outcome=\"done\"}}")), count);
    }
    assert_eq!((value("credenza_database_up"), value("credenza_mail_waiting")), (1.0, 0.0));
    assert!(value("credenza_database_connections{pool=\"app\",state=\"open\"}") >= 1.0);
    assert!(
        value("credenza_process_resident_memory_bytes") > 1e6 && value("credenza_process_cpu_seconds") > 0.0
    );
    assert!(value("credenza_process_open_files") > 3.0);
    let (org, member, session) =
        (ours.org.to_string(), ours.member.member.to_string(), ours.member.session.to_string());
    for name in ["Norte", "Sur", "@", "127.0.0", &id, &org, &member, &session, MODERN.file] {
        assert!(!page.contains(name), "{name} is in the metrics:\n{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_counted_and_an_outage_is_seen() {
    let test = TestApp::with_limiter(narrow(Class::Reveal, 1)).await;
    let (ours, theirs) = test.firms().await;
    let supervisor = Supervisor::of(&test).await;
    let (id, other) = (ours.member.keep(MODERN).await, theirs.member.keep(MODERN).await);
    ours.member.reveal(&id).await.json(200);
    ours.member.reveal(&id).await.problem(429, "rate_limited");
    theirs.member.reveal(&other).await.json(200);
    let found = samples(&supervisor.page().await);
    assert_eq!(found["credenza_limiter_refusals_total{class=\"reveal\"}"], 1.0);
    assert!(found["credenza_commit_duration_seconds_count"] > 3.0);
    test.gate.close();
    let found = samples(&supervisor.page().await);
    assert_eq!(found["credenza_database_up"], 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn they_are_served_to_this_machine_alone_and_only_when_asked_for() {
    let installation = Installation::new();
    let beyond = [("CREDENZA__METRICS__LISTEN", "0.0.0.0:0")];
    let refused = installation.run_with(&["serve", "--listen", "127.0.0.1:0"], &beyond);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && said.contains("metrics.listen"), "{said}");
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let server = installation.serve_with(&[("CREDENZA__METRICS__LISTEN", &port)]).await;
    let http = client().build().unwrap();
    let page = Answer::of(http.get(format!("http://{port}/metrics"))).await;
    assert!(samples(&page.text())["credenza_process_start_time_seconds"] > 1.7e9);
    let other = Answer::of(http.get(format!("http://{port}/api/v1/certificates"))).await;
    assert_eq!(other.status, 404);
    let public = Answer::of(server.http.get(format!("{}/metrics", server.origin))).await;
    assert_eq!(public.status, 404);
    server.stop().await;
}
