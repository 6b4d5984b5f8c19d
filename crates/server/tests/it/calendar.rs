//! The calendar, its files, and the link by which a member's own calendar reads it.

use std::sync::Arc;

use domain::id::CertificateId;
use domain::{Clock, Role};
use serde_json::{Value, json};
use server::limit::Class;
use time::{Duration, OffsetDateTime};

use crate::app::TestApp;
use crate::client::Answer;
use crate::samples::{EFIRMA, MODERN, PLAIN, Sample};
use crate::spy::{Exchangeable, narrow};
use crate::squad::{Persona, text};

const FEED: &str = "/api/v1/auth/calendar-feed";

impl TestApp {
    /// A certificate in custody that ends so many days from now.
    async fn ending_in(&self, who: &Persona, sample: Sample, days: i64) -> String {
        let id = who.keep(sample).await;
        let end: OffsetDateTime = self.clock.now() + Duration::days(days);
        let certificate: CertificateId = id.parse().unwrap();
        let sql = "UPDATE credenza.certificates SET not_after = $2 WHERE id = $1";
        let superuser = self.database.superuser().await;
        assert_eq!(superuser.execute(sql, &[&certificate.uuid(), &end]).await.unwrap(), 1);
        id
    }

    pub(crate) async fn follow(&self, url: &str) -> Answer {
        Answer::of(self.http.get(url)).await
    }

    /// The page of `who`, or a file of it, with his cookie.
    async fn page(&self, who: &Persona, path: &str) -> Answer {
        let cookie = format!("__Host-access={}", who.access);
        Answer::of(self.request("GET", path).header("cookie", cookie)).await
    }
}

impl Persona {
    /// Makes a link; its URL.
    async fn feed(&self) -> String {
        let made = self.act_proven("POST", FEED, "calendar_feed.create", &self.member.to_string()).await;
        assert_eq!(made.header("cache-control"), "no-store");
        text(&made.json(201)["feed_url"])
    }
}

/// The content lines of a calendar, unfolded.
fn lines(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let text = answer.text();
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    text.replace("\r\n ", "").trim_end().split("\r\n").map(str::to_owned).collect()
}

fn events(answer: &Answer) -> usize {
    lines(answer).iter().filter(|line| *line == "BEGIN:VEVENT").count()
}

#[tokio::test]
async fn a_link_shows_what_ends_and_no_more() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.ending_in(&ours.member, EFIRMA, 20).await;
    test.ending_in(&ours.member, PLAIN, -20).await;
    test.ending_in(&ours.member, MODERN, -40).await;
    test.ending_in(&theirs.member, MODERN, 5).await;
    assert_eq!(
        ours.member.get(FEED).await.json(200),
        json!({"id": null, "created_at": null, "last_read_at": null})
    );
    let url = ours.member.feed().await;
    assert!(url.starts_with(&format!("{}/calendar/feed.ics?key=czf_", test.origin)), "{url}");
    let read = test.follow(&url).await;
    assert_eq!(read.header("cache-control"), "private, no-store");
    assert_eq!(events(&read), 2, "what ended a while ago is no event any more: {}", read.text());
    let lines = lines(&read);
    let uid = format!("UID:{id}@{}", test.origin.split_once("//").unwrap().1);
    assert!(lines.contains(&uid), "{lines:#?}");
    let end = (test.clock.now() + Duration::days(20)).date();
    let day = format!("DTSTART;VALUE=DATE:{}", end.to_string().replace('-', ""));
    assert!(lines.contains(&day), "{day} is not in {lines:#?}");
    assert!(lines.contains(&format!("URL:{}/certificates/{id}", test.origin)));
    assert!(!read.text().contains("AAA010101AAA") && !read.text().contains('⟦'), "{}", read.text());

    // The same again, but for the moment at which it was made.
    let again = test.follow(&url).await;
    let still = |answer: &Answer| -> Vec<String> {
        self::lines(answer).into_iter().filter(|line| !line.starts_with("DTSTAMP")).collect()
    };
    assert_eq!(still(&read), still(&again));
    let seen = ours.member.get(FEED).await.json(200);
    assert!(seen["last_read_at"].is_string() && !seen.to_string().contains("czf_"), "{seen}");

    // Renewed and muted ones are silent.
    ours.admin
        .post(&format!("/api/v1/certificates/{id}/alert"), json!({"act": "mute", "reason": "x"}))
        .await
        .json(200);
    assert_eq!(events(&test.follow(&url).await), 1);
    let told = test.mails().await;
    assert!(
        told.iter().any(|mail| mail.to.contains(&ours.member.email) && mail.subject.contains("calendario"))
    );
    let log = ours.admin.audit("action=calendar_feed.create").await;
    assert_eq!((log.len(), &log[0]["object"]["id"]), (1, &seen["id"]));
    assert!(theirs.admin.audit("action=calendar_feed.create").await.is_empty());
}

#[tokio::test]
async fn a_link_that_is_over_opens_nothing() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    test.ending_in(&ours.member, EFIRMA, 20).await;
    let first = ours.member.feed().await;
    let others = theirs.member.feed().await;
    let second = ours.member.feed().await;
    let closed = async |url: &str| {
        test.follow(url).await.problem(404, "not_found");
    };
    closed(&first).await;
    assert_eq!((events(&test.follow(&second).await), events(&test.follow(&others).await)), (1, 0));
    // Nobody can take back another's.
    Answer::of(theirs.member.request("DELETE", FEED)).await.empty(204);
    assert_eq!(events(&test.follow(&second).await), 1);
    Answer::of(ours.member.request("DELETE", FEED)).await.empty(204);
    closed(&second).await;
    Answer::of(ours.member.request("DELETE", FEED)).await.problem(404, "not_found");
    for key in ["", "?key=", "?key=x", "?key=czf_", &format!("?key=czf_{}", "A".repeat(43))] {
        closed(&format!("{}/calendar/feed.ics{key}", test.origin)).await;
    }
    test.follow(&format!("{}/calendar/feed.ics?key=czf_x&key=y", test.origin))
        .await
        .problem(400, "bad_request");
    assert_eq!(ours.admin.audit("action=calendar_feed.revoke").await.len(), 1);
}

#[tokio::test]
async fn a_link_ends_at_once_with_what_its_member_may_see() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    test.ending_in(&ours.member, EFIRMA, 20).await;
    let (member, url) = (ours.member.member.to_string(), ours.member.feed().await);
    assert_eq!(events(&test.follow(&url).await), 1);
    ours.admin.change_member(&member, "suspend").await.empty(204);
    test.follow(&url).await.problem(404, "not_found");
    ours.admin.change_member(&member, "reinstate").await.empty(204);
    assert_eq!(events(&test.follow(&url).await), 1);
    let roles = ours.admin.set_roles(&member, &["auditor"]).await;
    assert!(roles.status < 300, "{}", roles.text());
    test.follow(&url).await.problem(404, "not_found");
    ours.admin.set_roles(&member, &["member"]).await;
    assert_eq!(events(&test.follow(&url).await), 1);
    // Who must enrol a passkey first sees nothing either.
    test.database.change("UPDATE credenza.members SET must_enrol = true").await;
    test.follow(&url).await.problem(404, "not_found");
    test.database.change("UPDATE credenza.members SET must_enrol = false").await;
    // A restored backup is the past, in which a link that was taken back would live again.
    test.database.change("DELETE FROM credenza_private.context_key").await;
    test.follow(&url).await.problem(404, "not_found");
}

#[tokio::test]
async fn who_sees_nothing_that_ends_makes_no_link() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let auditor = &ours.auditor;
    auditor
        .act_proven("POST", FEED, "calendar_feed.create", &auditor.member.to_string())
        .await
        .problem(403, "forbidden");
    Answer::of(ours.member.request("POST", FEED)).await.problem(403, "step_up_required");
    let proof = ours.member.prove("calendar_feed.create", &ours.member.member.to_string()).await;
    ours.member.act("POST", FEED, &proof).await.json(201);
    ours.member.act("POST", FEED, &proof).await.problem(403, "step_up_required");
    let program = ours.admin.api_token(&["certificate.read"]).await.persona;
    assert_eq!(program.get(FEED).await.status, 403, "a program makes no link");
}

#[tokio::test]
async fn a_supervisor_has_a_link_to_what_he_stands_over() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    test.ending_in(&ours.member, EFIRMA, 20).await;
    let ends = (test.clock.now() + Duration::days(30)).date().to_string();
    let mut over = Vec::new();
    for firm in [&ours, &theirs] {
        let hse = test.hire(firm, Role::HseManager).await;
        let supervisor = test.hire(firm, Role::Supervisor).await;
        hse.post("/api/v1/ticket-types", json!({"code": "h2s", "name": "Gas"})).await.json(201);
        let mut workers = Vec::new();
        for (crew, supervisors, name) in
            [("Norte", json!([supervisor.member]), "Úrsula"), ("Sur", json!([]), "Íñigo")]
        {
            let crew = json!({"name": crew, "supervisors": supervisors});
            let crew = hse.post("/api/v1/crews", crew).await.json(201);
            let worker = json!({"name": name, "crew_id": crew["id"]});
            let worker = hse.post("/api/v1/workers", worker).await.json(201);
            let path = format!("/api/v1/workers/{}/tickets", text(&worker["id"]));
            let ticket = json!({"type": "h2s", "issued_on": "2024-01-01", "expires_on": ends});
            let ticket = hse.post(&path, ticket).await.json(201);
            let path = format!("/api/v1/tickets/{}/approve", text(&ticket["id"]));
            firm.admin.post(&path, json!({})).await.json(200);
            workers.push((worker, crew));
        }
        over.push((supervisor, hse, workers));
    }
    let (supervisor, hse, workers) = &over[0];
    let url = supervisor.feed().await;
    let foreign = over[1].0.feed().await;
    let read = test.follow(&url).await;
    assert_eq!(events(&read), 1, "neither certificates nor another crew: {}", read.text());
    let whole = lines(&read).join("\n");
    assert!(whole.contains("Úrsula") && !whole.contains("Íñigo"), "{whole}");
    let everything = events(&test.follow(&hse.feed().await).await);
    assert_eq!(everything, 2, "who manages safety sees both workers");
    // Whoever leaves his crew leaves his calendar.
    let path = format!("/api/v1/workers/{}", text(&workers[0].0["id"]));
    hse.patch(&path, json!({"crew_id": workers[1].1["id"]})).await.json(200);
    assert_eq!(events(&test.follow(&url).await), 0);
    assert_eq!(events(&test.follow(&foreign).await), 1, "the other organization's has not changed");
    ours.admin.change_member(&supervisor.member.to_string(), "suspend").await.empty(204);
    test.follow(&url).await.problem(404, "not_found");
    let log = ours.admin.audit("action=calendar_feed.create").await;
    assert_eq!(log.len(), 2);
}

#[tokio::test]
async fn reading_is_limited_by_link_and_by_address() {
    let limiter = Arc::new(Exchangeable::default());
    let test = TestApp::with_limiter(Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, theirs) = test.firms().await;
    let (one, two) = (ours.member.feed().await, theirs.member.feed().await);
    limiter.exchange(narrow(Class::FeedLink, 1));
    assert_eq!(test.follow(&one).await.status, 200);
    test.follow(&one).await.problem(429, "rate_limited");
    assert_eq!(test.follow(&two).await.status, 200, "each link has its own");
    limiter.exchange(narrow(Class::Feed, 1));
    assert_eq!(test.follow(&one).await.status, 200);
    test.follow(&two).await.problem(429, "rate_limited");
}

#[tokio::test]
async fn the_calendar_counts_and_lists_what_ends() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let customer = ours.admin.new_customer("Muñoz e Hijos").await;
    let near = test.ending_in(&ours.member, EFIRMA, 3).await;
    let far = test.ending_in(&ours.member, PLAIN, 400).await;
    let foreign = test.ending_in(&theirs.member, MODERN, 3).await;
    ours.admin
        .patch(&format!("/api/v1/certificates/{near}"), json!({"customer_id": customer}))
        .await
        .json(200);
    let page = test.page(&ours.member, "/calendar").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let shown = page.text();
    assert!(shown.contains(&format!("/certificates/{near}")), "{shown}");
    assert!(!shown.contains(&far) && !shown.contains(&foreign) && !shown.contains('⟦'), "{shown}");
    let by_customer = test.page(&ours.member, "/calendar?by=customer").await.text();
    assert!(by_customer.contains("Muñoz e Hijos") && by_customer.contains(&format!("customer={customer}")));
    let narrowed =
        test.page(&ours.member, &format!("/calendar?by=customer&customer={customer}")).await.text();
    assert!(narrowed.contains(&near), "a row leads to its customer's");
    // A later year, another customer, another kind.
    let end = (test.clock.now() + Duration::days(400)).date();
    let month = format!("{:04}-{:02}", end.year(), u8::from(end.month()));
    assert!(test.page(&ours.member, &format!("/calendar?from={month}")).await.text().contains(&far));
    let other = ours.admin.new_customer("Otro").await;
    let none = test.page(&ours.member, &format!("/calendar?customer={other}")).await.text();
    assert!(!none.contains(&near), "{none}");
    assert!(!test.page(&ours.member, "/calendar?kind=x509").await.text().contains(&near));
    for wrong in ["from=x", "month=2026-13", "from=9999-99", "by=x", "renewed=maybe"] {
        assert_eq!(test.page(&ours.member, &format!("/calendar?{wrong}")).await.status, 200, "{wrong}");
    }
    assert_eq!(test.page(&ours.member, "/calendar?customer=x").await.status, 400);
    assert_eq!(test.page(&ours.member, "/calendar?cursor=x").await.status, 400);
    assert_eq!(test.page(&ours.auditor, "/calendar").await.status, 403);
    assert_eq!(test.get("/calendar").await.status, 303, "nobody is led to sign in");
}

#[tokio::test]
async fn files_have_the_same_list_and_nothing_to_compute() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = test.ending_in(&ours.member, EFIRMA, 3).await;
    test.ending_in(&ours.member, PLAIN, 400).await;
    test.ending_in(&theirs.member, MODERN, 3).await;
    let name = json!({"name": "=HYPERLINK(\"https://evil.test\",\"x\")"});
    ours.admin.patch(&format!("/api/v1/certificates/{id}"), name).await.json(200);
    let csv = test.page(&ours.member, "/calendar/export.csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"calendar.csv\"");
    let text = csv.text();
    let rows: Vec<_> = text.strip_prefix('\u{feff}').expect("a mark").split("\r\n").collect();
    assert_eq!(rows.len(), 3, "a head, one row, and the end of its line: {text}");
    let day = (test.clock.now() + Duration::days(3)).date().to_string();
    assert!(rows[1].starts_with(&format!("\"{day}\",")), "{text}");
    assert!(rows[1].contains("\"'=HYPERLINK(\"\"https://evil.test\"\",\"\"x\"\")\""), "{text}");
    assert!(rows[1].contains(&format!("{}/certificates/{id}", test.origin)));
    let holder =
        "UPDATE credenza.certificates SET holder = 'Peña AAA010101AAA' WHERE tax_id = 'AAA010101AAA'";
    assert!(test.database.change(holder).await > 0);
    let ical = test.page(&ours.member, "/calendar/export.ics").await;
    assert!(ical.text().contains("Peña …"), "{}", ical.text());
    assert_eq!(
        (events(&ical), ical.header("content-disposition")),
        (1, "attachment; filename=\"calendar.ics\"")
    );
    assert!(!ical.text().contains("AAA010101AAA"), "no tax id leaves the house by a calendar");
    for path in ["/calendar/export.csv", "/calendar/export.ics"] {
        assert_eq!(test.page(&ours.auditor, path).await.status, 403);
        assert_eq!(test.get(path).await.status, 303);
    }
}

#[tokio::test]
async fn exports_are_limited() {
    let limiter = Arc::new(Exchangeable::default());
    let test = TestApp::with_limiter(Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, _theirs) = test.firms().await;
    limiter.exchange(narrow(Class::Export, 1));
    assert_eq!(test.page(&ours.member, "/calendar/export.csv").await.status, 200);
    assert_eq!(test.page(&ours.member, "/calendar/export.ics").await.status, 429);
    assert_eq!(test.page(&ours.admin, "/calendar/export.ics").await.status, 200);
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_when_it_is_asked_for() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let old = test.ending_in(&ours.member, EFIRMA, 3).await;
    let new = test.ending_in(&ours.member, PLAIN, 200).await;
    let act = json!({"act": "supersede", "successor_id": new});
    ours.admin.post(&format!("/api/v1/certificates/{old}/alert"), act).await.json(200);
    let links = async |query: &str| -> Vec<bool> {
        let shown = test.page(&ours.member, &format!("/calendar{query}")).await.text();
        [&old, &new].into_iter().map(|id| shown.contains(id.as_str())).collect()
    };
    assert_eq!(links("").await, [false, true]);
    assert_eq!(links("?renewed=yes").await, [true, true]);
    let csv = test.page(&ours.member, "/calendar/export.csv?renewed=yes").await.text();
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert_eq!(Value::from(csv.contains(&old)), json!(true));
}

/// What ends of each kind in an organization, with the people of its site.
struct Ends {
    site: crate::alert_subjects::Site,
    certificate: String,
    ticket: Value,
    medical: Value,
    invitation: String,
    token: String,
}

impl TestApp {
    async fn whatever_ends(&self, firm: &crate::squad::Firm) -> Ends {
        let site = self.site(firm).await;
        let last = |days| (self.clock.now() + Duration::days(days)).date().to_string();
        Ends {
            certificate: self.ending_in(&firm.member, EFIRMA, 12).await,
            ticket: self.ticket(firm, &site, "first_aid", &last(10)).await,
            medical: self.ticket(firm, &site, "fit", &last(-2)).await,
            invitation: firm.admin.invite("berta@sur.example", &["worker"]).await,
            token: firm.member.api_token(&["certificate.read"]).await.id,
            site,
        }
    }
}

impl Ends {
    /// Of these ids, which a text has: certificate, ticket, medical ticket, invitation, token.
    fn seen_in(&self, text: &str) -> [bool; 5] {
        let (ticket, medical) =
            (crate::squad::text(&self.ticket["id"]), crate::squad::text(&self.medical["id"]));
        [&self.certificate, &ticket, &medical, &self.invitation, &self.token]
            .map(|id| text.contains(id.as_str()))
    }
}

/// A calendar that begins a month ago, since one of the ends has passed.
fn from_last_month(test: &TestApp, more: &str) -> String {
    let from = (test.clock.now() - Duration::days(31)).date();
    format!("?from={:04}-{:02}{more}", from.year(), u8::from(from.month()))
}

#[tokio::test]
async fn everybody_sees_the_ends_of_what_he_may_see_and_no_others() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (here, there) = (test.whatever_ends(&ours).await, test.whatever_ends(&theirs).await);
    let query = from_last_month(&test, "");
    let nothing = [false; 5];
    for (who, sees) in [
        (&ours.admin, [true; 5]),
        (&ours.member, [true, false, false, false, true]),
        (&here.site.hse, [false, true, true, false, false]),
        (&here.site.over, [false, true, true, false, false]),
        (&here.site.worker, [false, true, true, false, false]),
        (&here.site.elsewhere, nothing),
    ] {
        let page = test.page(who, &format!("/calendar{query}")).await;
        assert_eq!(page.status, 200, "{}", who.email);
        assert!(!page.text().contains('⟦'));
        assert_eq!(here.seen_in(&page.text()), sees, "the page of {}", who.email);
        let counted = page.text().contains("calendar-table");
        assert_eq!(counted, sees != nothing, "the counts of {}", who.email);
        assert_eq!(there.seen_in(&page.text()), nothing, "another organization's, {}", who.email);
        for path in ["/calendar/export.csv", "/calendar/export.ics"] {
            let file = test.page(who, &format!("{path}{query}")).await.text();
            let unfolded = file.replace("\r\n ", "");
            assert_eq!(here.seen_in(&unfolded), sees, "{path} of {}", who.email);
            assert_eq!(there.seen_in(&unfolded), nothing, "{path} of {}", who.email);
        }
        let fed = test.follow(&who.feed().await).await.text().replace("\r\n ", "");
        assert_eq!(here.seen_in(&fed), sees, "the feed of {}", who.email);
        assert_eq!(there.seen_in(&fed), nothing, "the feed of {}", who.email);
        let today = test.page(who, "/").await;
        if who.email == here.site.worker.email {
            assert_eq!(today.status, 303, "who sees nobody but himself begins at his own page");
            continue;
        }
        assert_eq!(today.status, 200);
        assert_eq!(today.text().contains("/calendar?subject=ticket"), sees[1], "the day of {}", who.email);
    }
    for path in ["/calendar", "/calendar/export.csv", "/calendar/export.ics"] {
        assert_eq!(test.page(&ours.auditor, path).await.status, 403, "{path}");
    }
    assert_eq!(test.page(&ours.auditor, "/").await.status, 303);
    // Who is moved to another crew sees another's ends, at once.
    let worker = here.site.tickets.trim_end_matches("/tickets");
    ours.admin.patch(worker, json!({"crew_id": null})).await.json(200);
    let page = test.page(&here.site.over, &format!("/calendar{query}")).await.text();
    assert_eq!(here.seen_in(&page), nothing);
}

#[tokio::test]
async fn ends_are_filtered_by_kind_type_crew_status_and_days() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (here, there) = (test.whatever_ends(&ours).await, test.whatever_ends(&theirs).await);
    let crews = ours.admin.get("/api/v1/crews").await.json(200)["items"].clone();
    let crew = |name: &str| {
        let found = crews.as_array().unwrap().iter().find(|crew| crew["name"] == name).unwrap();
        text(&found["id"])
    };
    let types = ours.admin.get("/api/v1/ticket-types").await.json(200)["items"].clone();
    let fit = types.as_array().unwrap().iter().find(|kind| kind["code"] == "fit").unwrap();
    let fit = text(&fit["id"]);
    let foreign = theirs.admin.get("/api/v1/ticket-types").await.json(200)["items"][0].clone();
    let day = |days| (test.clock.now() + Duration::days(days)).date();
    let seen = async |more: &str| {
        let query = from_last_month(&test, more);
        let page = test.page(&ours.admin, &format!("/calendar{query}")).await;
        assert_eq!(page.status, 200, "{more}");
        let csv = test.page(&ours.admin, &format!("/calendar/export.csv{query}")).await.text();
        assert_eq!(there.seen_in(&page.text()), [false; 5], "{more}");
        assert_eq!(here.seen_in(&page.text()), here.seen_in(&csv), "page and file of {more}");
        here.seen_in(&csv)
    };
    for (more, sees) in [
        ("&subject=ticket".to_owned(), [false, true, true, false, false]),
        ("&subject=certificate".to_owned(), [true, false, false, false, false]),
        ("&subject=invitation".to_owned(), [false, false, false, true, false]),
        ("&subject=api_token".to_owned(), [false, false, false, false, true]),
        ("&subject=x".to_owned(), [true; 5]),
        (format!("&kind={fit}"), [false, false, true, false, false]),
        (format!("&kind={}", text(&foreign["id"])), [false; 5]),
        ("&kind=mx.efirma".to_owned(), [true, false, false, false, false]),
        ("&kind=invitation".to_owned(), [false, false, false, true, false]),
        (format!("&crew={}", crew("Norte")), [false, true, true, false, false]),
        (format!("&crew={}", crew("Sur")), [false; 5]),
        ("&status=ended".to_owned(), [false, false, true, false, false]),
        ("&status=ahead".to_owned(), [true, true, false, true, true]),
        ("&status=quiet".to_owned(), [true; 5]),
        ("&status=muted".to_owned(), [false; 5]),
        ("&status=nonsense".to_owned(), [true; 5]),
        (format!("&since={}&until={}", day(9), day(11)), [false, true, false, false, false]),
        (format!("&since={}&until={}", day(11), day(9)), [true; 5]),
    ] {
        assert_eq!(seen(&more).await, sees, "{more}");
    }
    for by in ["", "subject", "customer", "crew", "worker"] {
        let shown = test.page(&ours.admin, &format!("/calendar?by={by}")).await.text();
        let row = match by {
            "subject" => "Invitaciones",
            "customer" => "Sin cliente",
            "crew" => "Norte",
            "worker" => "Úrsula",
            _ => "Type first_aid",
        };
        let table = shown.split("class=\"table table-sm months\"").nth(1).unwrap();
        assert!(table.split("</table>").next().unwrap().contains(row), "{row}");
    }
    assert_eq!(test.page(&ours.admin, "/calendar?crew=x").await.status, 400);
    // What was revoked needs nobody, and is shown when it is asked for.
    let revoke = format!("/api/v1/tickets/{}/revoke", text(&here.medical["id"]));
    ours.admin.post(&revoke, json!({"reason": "forged"})).await.json(200);
    assert!(!seen("").await[2]);
    assert!(seen("&renewed=yes").await[2]);
    assert_eq!(seen("&status=closed").await, [false, false, true, false, false]);
}

#[tokio::test]
async fn a_ticket_ends_on_its_last_day_under_one_name_and_tells_of_nobodys_health() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    // West of Greenwich, the last second of the last day is another day in UTC.
    let zone = json!({"time_zone": "America/Mexico_City", "version": 1});
    assert!(ours.admin.patch("/api/v1/organization", zone).await.status < 300);
    let ends = test.whatever_ends(&ours).await;
    let query = from_last_month(&test, "&subject=ticket");
    let (url, path) = (ends.site.over.feed().await, format!("/calendar/export.ics{query}"));
    let (fed, file) = (test.follow(&url).await, test.page(&ends.site.over, &path).await);
    let last = (test.clock.now() + Duration::days(10)).date().to_string();
    for file in [&fed, &file] {
        let lines = lines(file);
        let uid = format!("UID:{}@{}", text(&ends.ticket["id"]), test.origin.split_once("//").unwrap().1);
        assert!(lines.contains(&uid), "{lines:#?}");
        assert!(lines.contains(&format!("DTSTART;VALUE=DATE:{}", last.replace('-', ""))), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains("Úrsula · Type first_aid")), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains(&text(&ends.medical["code"]))), "{lines:#?}");
        assert!(!lines.iter().any(|line| line.contains("Type fit")), "no word of anybody's health");
    }
    let csv = test.page(&ends.site.over, &format!("/calendar/export.csv{query}")).await.text();
    assert!(csv.contains(&format!("\"{last}\",")), "{csv}");
    // In three languages, whoever reads.
    for (locale, word) in [("en", "Ticket"), ("es", "Acreditación"), ("pt", "Qualificação")] {
        let cookie = format!("__Host-access={}; language={locale}", ends.site.over.access);
        let page =
            Answer::of(test.request("GET", &format!("/calendar/export.csv{query}")).header("cookie", cookie))
                .await;
        assert!(page.text().contains(word), "{locale}: {}", page.text());
    }
}

#[tokio::test]
async fn pages_of_the_list_meet_without_a_gap() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let site = test.site(&ours).await;
    // More than a page, many of which end at one moment.
    test.database
        .change(
            "INSERT INTO credenza.tickets (org_id, id, worker_id, type_id, code, expires_on, recorded_by)
             SELECT w.org_id, gen_random_uuid(), w.id, y.id, lpad(n::text, 8, '0'), current_date + 5 + n / 50, m.id
             FROM credenza.workers w
             JOIN credenza.ticket_types y ON y.org_id = w.org_id AND y.code = 'first_aid'
             JOIN LATERAL (SELECT id FROM credenza.members m WHERE m.org_id = w.org_id LIMIT 1) m ON true,
             generate_series(0, 249) n",
        )
        .await;
    test.database
        .change(
            "UPDATE credenza.tickets SET state = 'approved', approved_at = now(), approved_by = recorded_by",
        )
        .await;
    // The last of one type alone would need somebody.
    test.database
        .change(
            "INSERT INTO credenza.alerts (org_id, subject_id, subject, ends_at, watched_from)
             SELECT t.org_id, t.id, 'ticket', t.expires_on + interval '1 day', now() FROM credenza.tickets t
             ON CONFLICT (org_id, subject_id) DO UPDATE SET ends_at = excluded.ends_at, closed = false",
        )
        .await;
    let (mut path, mut seen) = ("/calendar".to_owned(), Vec::new());
    for page in 0.. {
        let shown = test.page(&site.hse, &path).await.text();
        let ids =
            shown.split("href=\"/alerts/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        seen.extend(ids);
        let Some(next) =
            shown.split("rel=\"next\" href=\"").nth(1).filter(|_| shown.contains("class=\"pager\""))
        else {
            assert_eq!(page, 2, "three pages");
            break;
        };
        path = next
            .split('"')
            .next()
            .unwrap()
            .split('#')
            .next()
            .unwrap()
            .replace("&amp;", "&")
            .replace("&#38;", "&");
    }
    assert_eq!(seen.len(), 250);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 250, "none twice");
}
