//! Who may work where, over HTTP: what sites need, who is ready and who is not and why, and who is told.

use std::net::Ipv4Addr;

use domain::id::RequestId;
use domain::{Clock, Outlook, Role};
use serde_json::{Value, json};
use server::auth::session::{Origin, Session};
use server::machine::SystemRng;
use store::{KeptBoard, People, ReadinessFilter};

use crate::app::TestApp;
use crate::client::Answer;
use crate::routes::Records;
use crate::squad::{Persona, text};

const BOARD: &str = "/api/v1/readiness";

pub(crate) async fn require(who: &Persona, site: &str, types: Value) -> Answer {
    let path = format!("/api/v1/sites/{site}/requirements");
    Answer::of(who.request("PUT", &path).json(&types)).await
}

async fn at(who: &Persona, site: &str, query: &str) -> Value {
    who.get(&format!("/api/v1/sites/{site}/readiness?{query}")).await.json(200)
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["worker_name"].as_str().unwrap()).collect()
}

/// A worker with one approved ticket that ends on this day, if on any.
pub(crate) async fn ready(who: &Persona, name: &str, more: Value, kind: &str, end: &str) -> String {
    let mut worker = json!({"name": name});
    worker.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let id = text(&who.post("/api/v1/workers", worker).await.json(201)["id"]);
    let ticket = json!({"type": kind, "number": "1", "issued_on": "2020-01-01", "expires_on": end});
    let ticket = text(&who.post(&format!("/api/v1/workers/{id}/tickets"), ticket).await.json(201)["id"]);
    who.post(&format!("/api/v1/tickets/{ticket}/approve"), json!({})).await.json(200);
    ticket
}

#[tokio::test]
async fn a_site_says_what_it_needs_and_who_lacks_it_is_named_with_the_reason() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let site = &records.site;
    assert_eq!(
        at(admin, site, "").await["items"][0]["go"],
        true,
        "a site that needs nothing takes everybody"
    );

    let set = require(admin, site, json!({"types": [records.ticket_type]})).await.json(200);
    assert_eq!((&set["types"][0]["name"], &set["version"]), (&json!("H2S"), &json!(2)));
    let lacking = &at(admin, site, "").await["items"][0];
    assert_eq!((&lacking["go"], &lacking["outlook"]), (&json!(false), &json!("not_ready")));
    assert_eq!(lacking["lacks"][0]["why"], "pending");
    let ticket = ready(admin, "Ana", json!({}), "h2s", "2199-01-01").await;
    let ana = &at(admin, site, "outlook=ready").await["items"][0];
    assert_eq!((&ana["worker_name"], &ana["until"]), (&json!("Ana"), &json!("2199-01-01")));
    admin.post(&format!("/api/v1/tickets/{ticket}/suspend"), json!({"reason": "x"})).await.json(200);
    assert_eq!(at(admin, site, "").await["items"][0]["lacks"][0]["why"], "suspended");
    admin.post(&format!("/api/v1/tickets/{ticket}/revoke"), json!({"reason": "x"})).await.json(200);
    let revoked = &at(admin, site, "").await["items"][0]["lacks"][0];
    assert_eq!((&revoked["why"], &revoked["type_name"]), (&json!("revoked"), &json!("H2S")));

    let foreign_type = require(admin, site, json!({"types": [foreign.ticket_type]})).await;
    assert_eq!(foreign_type.problem(422, "invalid")["errors"][0]["field"], "types");
    require(admin, site, json!({"types": ["x"]})).await.problem(422, "invalid");
    require(admin, site, json!({"types": [], "version": 1})).await.problem(409, "stale");
    let needed =
        Answer::of(admin.request("DELETE", &format!("/api/v1/ticket-types/{}", records.ticket_type)));
    needed.await.problem(409, "in_use");
    let theirs_still = at(&theirs.admin, &foreign.site, "").await;
    assert_eq!(theirs_still["items"][0]["go"], true, "the other organization's site needs nothing");
    let told = admin.get("/api/v1/audit?action=site.require").await.json(200);
    assert_eq!(told["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_board_counts_those_whom_the_caller_sees_and_filters_them() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    require(admin, &records.site, json!({"types": [records.ticket_type]})).await.json(200);
    ready(admin, "Bea", json!({"crew_id": records.crew}), "h2s", "2199-01-01").await;
    ready(admin, "Ciro", json!({"contractor_id": records.contractor}), "h2s", "2021-01-01").await;

    let board = admin.get(BOARD).await.json(200);
    let counts = &board["sites"][0];
    assert_eq!(
        (&board["workers"], &counts["ready"], &counts["not_ready"]),
        (&json!(3), &json!(1), &json!(2))
    );
    for (query, workers, ready) in [
        (format!("crew_id={}", records.crew), 1, 1),
        (format!("contractor_id={}", records.contractor), 1, 0),
        (format!("crew_id={}", foreign.crew), 0, 0),
    ] {
        let board = admin.get(&format!("{BOARD}?{query}")).await.json(200);
        assert_eq!(
            (&board["workers"], &board["sites"][0]["ready"]),
            (&json!(workers), &json!(ready)),
            "{query}"
        );
    }
    let supervisor = test.hire(&ours, Role::Supervisor).await;
    assert_eq!(supervisor.get(BOARD).await.json(200)["workers"], 0);
    let crew = format!("/api/v1/crews/{}", records.crew);
    admin.patch(&crew, json!({"supervisors": [supervisor.member]})).await.json(200);
    assert_eq!(names(&at(&supervisor, &records.site, "").await), ["Bea"]);
    let set = require(&supervisor, &records.site, json!({"types": []})).await;
    set.problem(403, "forbidden");

    let first = at(admin, &records.site, "limit=2").await;
    let rest =
        at(admin, &records.site, &format!("limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((names(&first), names(&rest)), (vec!["Bea", "Ciro"], vec!["Úrsula"]));
    assert_eq!(rest["next_cursor"], Value::Null);
    admin
        .get(&format!("/api/v1/sites/{}/readiness?outlook=soon", records.site))
        .await
        .problem(400, "bad_request");
    admin.get(&format!("/api/v1/sites/{}/readiness", foreign.site)).await.problem(404, "not_found");
}

/// A board that is kept, brought up to date and held against the same that is worked out from nothing.
pub(crate) struct Keeping<'a> {
    test: &'a TestApp,
    who: &'a Persona,
    filter: ReadinessFilter,
    kept: KeptBoard,
}

impl<'a> Keeping<'a> {
    pub(crate) fn of(test: &'a TestApp, who: &'a Persona, filter: ReadinessFilter) -> Self {
        Self { test, who, filter, kept: KeptBoard::default() }
    }

    /// How many are ready in 60 days too, at the first site.
    pub(crate) fn ready(&self) -> usize {
        self.kept.tallies(People::Everybody)[0].1[4]
    }

    pub(crate) async fn agrees(&mut self, when: &str) -> usize {
        let Self { test, who, filter, kept } = self;
        let origin = Origin {
            request: RequestId::new(test.clock.now(), &SystemRng),
            address: Ipv4Addr::LOCALHOST.into(),
            user_agent: "test".into(),
        };
        let caller = Session::of(&test.app, who.org, who.member, who.session, origin, false).caller;
        let (filter, now) = (*filter, test.clock.now());
        test.app.store.follow_readiness(&caller, &filter, now, kept).await.unwrap();
        let (_, whole) = test.app.store.readiness(&caller, &filter, now).await.unwrap();
        for people in [People::Everybody, People::OfSite] {
            let fresh: Vec<_> = whole.sites.iter().map(|site| (site, whole.tally(site, people))).collect();
            assert_eq!(
                (kept.tallies(people), kept.workers()),
                (fresh, whole.workers.len()),
                "{when} {people:?}"
            );
            for site in &whole.sites {
                for outlook in [None, Some(Outlook::Ready), Some(Outlook::NotReady)] {
                    let ours = kept.page((site.id, people), outlook, 2).unwrap();
                    let theirs = test
                        .app
                        .store
                        .readiness_at(&caller, (site.id, people), &filter, outlook, (None, 2), now)
                        .await
                        .unwrap();
                    assert_eq!(ours.page.items, theirs.page.items, "{when} {people:?} {outlook:?}");
                    assert_eq!((ours.page.next, ours.asked), (theirs.page.next, theirs.asked), "{when}");
                }
            }
        }
        kept.workers()
    }
}

#[tokio::test]
async fn a_kept_board_stays_the_board_whatever_changes() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let (records, foreign) = (Records::of(admin).await, Records::of(&theirs.admin).await);
    let over = test.hire(&ours, Role::Supervisor).await;
    let keep = |who| Keeping::of(&test, who, ReadinessFilter::default());
    let (mut all, mut his, mut other) = (keep(admin), keep(&over), keep(&theirs.admin));
    assert_eq!((all.agrees("at first").await, his.agrees("at first").await), (1, 0));
    require(admin, &records.site, json!({"types": [records.ticket_type]})).await.json(200);
    all.agrees("a site needs something").await;
    let bea = ready(admin, "Bea", json!({}), "h2s", "2199-01-01").await;
    let ciro = ready(admin, "ciro", json!({"crew_id": records.crew}), "h2s", "2021-01-01").await;
    assert_eq!(all.agrees("two have come").await, 3);
    let act = async |ticket: &str, act: &str| {
        let path = format!("/api/v1/tickets/{ticket}/{act}");
        admin.post(&path, json!({"reason": "x"})).await.json(200);
    };
    act(&bea, "suspend").await;
    all.agrees("one ticket is suspended").await;
    act(&bea, "reinstate").await;
    act(&ciro, "revoke").await;
    all.agrees("and another revoked").await;
    let crew = format!("/api/v1/crews/{}", records.crew);
    admin.patch(&crew, json!({"supervisors": [over.member]})).await.json(200);
    assert_eq!(his.agrees("the crew is his").await, 1);
    let workers = admin.get("/api/v1/workers").await.json(200)["items"].clone();
    let path = |name: &str| {
        let found = workers.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
        format!("/api/v1/workers/{}", text(&found["id"]))
    };
    admin.patch(&path("Bea"), json!({"name": "Zoe", "crew_id": records.crew})).await.json(200);
    all.agrees("another name, another crew").await;
    assert_eq!(his.agrees("she is in his crew").await, 2);
    admin.patch(&path("ciro"), json!({"archived": true})).await.json(200);
    assert_eq!((all.agrees("one has left").await, his.agrees("one has left").await), (2, 1));
    admin.patch(&crew, json!({"supervisors": []})).await.json(200);
    assert_eq!(his.agrees("the crew is his no more").await, 0);
    require(admin, &records.site, json!({"types": []})).await.json(200);
    all.agrees("the site needs nothing").await;
    require(&theirs.admin, &foreign.site, json!({"types": [foreign.ticket_type]})).await.json(200);
    assert_eq!((all.agrees("elsewhere").await, other.agrees("elsewhere").await), (2, 1));
}

/// A board that is being followed.
struct Board(reqwest::Response, String);

impl Board {
    async fn follow(test: &TestApp, who: &Persona, seen: Option<&str>) -> Self {
        let cookies = format!("__Host-access={}; language=en", who.access);
        let mut request = test.request("GET", "/readiness/events").header("cookie", cookies);
        if let Some(seen) = seen {
            request = request.header("last-event-id", seen);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self(response, String::new())
    }

    /// The next event: its name, its id and what it says.
    async fn next(&mut self) -> (String, String, String) {
        let whole = loop {
            if let Some((event, rest)) = self.1.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.1 = rest;
                if event.contains("data:") {
                    break event;
                }
                continue;
            }
            let bytes = self.0.chunk().await.unwrap().expect("the stream goes on");
            self.1.push_str(std::str::from_utf8(&bytes).unwrap());
        };
        let field = |name: &str| {
            let lines = whole.lines().filter_map(|line| line.strip_prefix(&format!("{name}:")));
            lines.map(str::trim_start).collect::<Vec<_>>().join("\n")
        };
        (field("event"), field("id"), field("data"))
    }
}

#[tokio::test]
async fn a_board_follows_what_happens_and_goes_on_after_a_cut() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let records = Records::of(&ours.admin).await;
    Records::of(&theirs.admin).await;
    let mut board = Board::follow(&test, &ours.admin, None).await;
    let (name, first, shown) = board.next().await;
    assert_eq!(name, "board");
    assert!(shown.contains("Nothing is needed here yet"), "{shown}");
    // What happens elsewhere is no news here: the next event is of the change after it.
    theirs.admin.post("/api/v1/workers", json!({"name": "Forastero"})).await.json(201);
    require(&ours.admin, &records.site, json!({"types": [records.ticket_type]})).await.json(200);
    let (_, second, shown) = board.next().await;
    assert!(shown.contains("H2S: To be checked") && !shown.contains("Forastero"), "{shown}");
    assert_ne!(first, second);
    drop(board);

    // After a cut: what was missed comes at once, and what was seen does not come again.
    let (_, id, shown) = Board::follow(&test, &ours.admin, Some(&first)).await.next().await;
    assert_eq!(id, second);
    assert!(shown.contains("H2S: To be checked"), "{shown}");
    let mut seen = Board::follow(&test, &ours.admin, Some(&second)).await;
    ours.admin.post("/api/v1/workers", json!({"name": "Nueva"})).await.json(201);
    let (_, third, shown) = seen.next().await;
    assert!(third != second && shown.contains("Nueva"), "{shown}");
    // The first task comes with the menu that offers it; nobody else's does.
    assert!(shown.contains("<div class=\"filter\" hidden><label for=\"task\">"), "{shown}");
    theirs.admin.post("/api/v1/duties", json!({"kind": "task", "name": "Ajena"})).await.json(201);
    ours.admin.post("/api/v1/duties", json!({"kind": "task", "name": "Soldar"})).await.json(201);
    let (_, _, shown) = seen.next().await;
    assert!(
        shown.contains("<div class=\"filter\"><label for=\"task\">") && shown.contains(">Soldar</option>"),
        "{shown}"
    );
    assert!(!shown.contains("Ajena"), "{shown}");
}

#[tokio::test]
async fn a_board_ends_with_the_right_to_see_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    Records::of(&theirs.admin).await;
    let hse = test.hire(&ours, Role::HseManager).await;
    let mut board = Board::follow(&test, &hse, None).await;
    assert_eq!(board.next().await.0, "board");
    ours.admin.change_member(&hse.member.to_string(), "suspend").await.empty(204);
    ours.admin.post("/api/v1/workers", json!({"name": "Secreta"})).await.json(201);
    let (name, _, said) = board.next().await;
    assert_eq!((name.as_str(), said.as_str()), ("over", "over"));
    assert!(board.0.chunk().await.unwrap().is_none(), "nothing follows");

    let cookies = format!("__Host-access={}", ours.auditor.access);
    let refused = test.request("GET", "/readiness/events").header("cookie", cookies);
    assert_eq!(Answer::of(refused).await.status, 403);
    assert_eq!(Answer::of(test.request("GET", "/readiness/events")).await.status, 401);
}

/// Whoever opens a board in each of his windows leaves the others theirs.
#[tokio::test]
async fn nobody_takes_all_places_at_boards() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let mut open = Vec::new();
    for _ in 0..6 {
        open.push(Board::follow(&test, &ours.admin, None).await);
    }
    let cookies = format!("__Host-access={}; language=en", ours.admin.access);
    let more = test.request("GET", "/readiness/events").header("cookie", cookies);
    Answer::of(more).await.problem(503, "busy");
    for other in [&test.hire(&ours, Role::HseManager).await, &theirs.admin] {
        open.push(Board::follow(&test, other, None).await);
    }
}
