//! A refusal for every route of the OpenAPI document: nobody comes in without a session, nobody sees another
//! organization's things, nobody does what his role may not, and no form of garbage gets more than a sentence.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::SessionId;
use domain::{Clock, Role};
use serde_json::{Value, json};
use server::auth::tokens::Tokens;
use server::machine::{SystemClock, SystemRng};
use time::Duration;

use crate::app::TestApp;
use crate::client::Answer;
use crate::routes::{Input, Object, ROUTES, Records, Route, Things};
use crate::squad::Firm;

#[test]
fn every_route_has_a_refusal() {
    let document = serde_json::to_value(server::routes::api::document()).unwrap();
    let mut documented = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| !["parameters", "summary"].contains(&key.as_str()))
        {
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let refused: BTreeSet<_> = ROUTES.iter().map(Route::name).collect();
    assert_eq!(documented, refused, "a route without a refusal, or a refusal without a route");
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.to_lowercase()];
        assert_eq!(
            operation["security"] == json!([{}]),
            route.public,
            "{}: what the document says",
            route.name()
        );
        use Object::{None, Oneself, Organization, OwnSession};
        let named_elsewhere = matches!(route.object, None | Organization | Oneself | OwnSession);
        assert_eq!(route.path.contains("{id}"), !named_elsewhere);
    }
}

#[tokio::test]
async fn a_cursor_made_up_by_the_client_is_refused() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (certificate, customer) = ("crt_01h455vb4pex5vsknk084sn02q", "cus_01h455vb4pex5vsknk084sn02q");
    let made_up = [
        ("certificates?sort=holder", format!("{certificate}|a\u{0}b")),
        ("certificates?sort=customer", format!("{certificate}|\u{0}")),
        ("certificates?sort=expires", format!("{certificate}|yesterday")),
        ("certificates?sort=expires", format!("{certificate}|-infinity")),
        ("certificates?sort=expires", format!("{certificate}|9999-99-99 00:00:00+00")),
        ("certificates?sort=newest", format!("{certificate}|2026-01-01 00:00:00")),
        ("certificates?sort=holder", format!("{customer}|a")),
        ("certificates?sort=holder", certificate.to_owned()),
        ("customers?limit=1", format!("{customer}|\u{0}")),
        ("customers?limit=1", format!("{certificate}|a")),
        ("members?limit=1", format!("{customer}|a")),
        ("invitations?limit=1", format!("{customer}|a@b")),
        ("alerts?limit=1", format!("{certificate}|yesterday")),
        ("alerts?limit=1", format!("{customer}|2026-01-01T00:00:00Z")),
        ("alerts/mails?limit=1", format!("{certificate}|2026-01-01T00:00:00Z")),
        ("workers?limit=1", format!("{customer}|a")),
        ("sites?limit=1", format!("{customer}|a")),
        ("ticket-types?limit=1", format!("{customer}|a")),
        ("duties?limit=1", format!("{customer}|a")),
        ("tickets?limit=1", "tkt_01h455vb4pex5vsknk084sn02q|yesterday".into()),
        ("tickets?limit=1", "tkt_01h455vb4pex5vsknk084sn02q|-infinity".into()),
        ("tickets?limit=1", format!("{customer}|2026-01-01")),
        ("webhook-deliveries?limit=1", format!("{certificate}|2026-01-01T00:00:00Z")),
        ("gate-log?limit=1", "scn_01h455vb4pex5vsknk084sn02q 1 1|yesterday".into()),
        ("gate-log?limit=1", "scn_01h455vb4pex5vsknk084sn02q 1|1".into()),
        ("gate-log?limit=1", format!("{customer} 1 1|1")),
        ("gate-log?limit=1", "scn_01h455vb4pex5vsknk084sn02q 1 1|99999999999999999999999999999999999".into()),
        ("audit?limit=1", "1".into()),
        ("audit?limit=1", "1|x".into()),
        ("audit?action=%00", "1|1".into()),
        ("audit?limit=1", "99999999999|99999999999999999999".into()),
    ];
    for (list, cursor) in made_up {
        println!("{list} {cursor:?}");
        let path = format!("/api/v1/{list}&cursor={}", hex::encode(cursor));
        ours.admin.get(&path).await.problem(400, "bad_request");
    }
}

/// What is no access token, or not any more: what is wrong with it, the token, and the session that it names.
async fn worthless_tokens(test: &TestApp, firm: &Firm) -> Vec<(&'static str, String, SessionId)> {
    let (org, member) = (firm.org, firm.admin.member);
    let now = test.app.clock.now();
    let session = test.session_of(&firm.admin);
    let payload = firm.admin.access.split('.').nth(1).unwrap();
    let unsigned = format!("{}.{payload}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#));
    let others = Tokens::new(&[7; 32]).unwrap();
    let nobodys = SessionId::new(SystemClock.now(), &SystemRng);
    let ended = test.sign_in(&firm.admin.email).await;
    ended.post("/api/v1/auth/logout", json!({})).await.empty(204);
    let ended_session = test.session_of(&ended);
    vec![
        ("garbage", "garbage".into(), session),
        ("empty", String::new(), session),
        ("unsigned", unsigned, session),
        ("the refresh token", firm.admin.refresh.clone(), session),
        (
            "expired",
            test.app.tokens.issue(org, member, session, now - Duration::minutes(5)).unwrap().0,
            session,
        ),
        ("of another server", others.issue(org, member, session, now).unwrap().0, session),
        ("of no session", test.app.tokens.issue(org, member, nobodys, now).unwrap().0, nobodys),
        ("signed out", ended.access, ended_session),
    ]
}

#[tokio::test]
async fn no_route_opens_without_a_live_session() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let tokens = worthless_tokens(&test, &ours).await;
    let before = test.census().await;
    for route in ROUTES.iter().filter(|route| !route.public) {
        let session = test.session_of(&ours.admin);
        let path = path_for(&test, route, &things, session);
        println!("{}", route.name());
        Answer::of(route.fill(test.request(route.method, &path))).await.problem(401, "unauthorized");
        let basic = test.request(route.method, &path).basic_auth(&ours.admin.email, Some("x"));
        Answer::of(route.fill(basic)).await.problem(401, "unauthorized");
        for (what, token, session) in &tokens {
            println!("  {what}");
            let path = path_for(&test, route, &things, *session);
            let answer = Answer::of(route.fill(test.request(route.method, &path).bearer_auth(token))).await;
            answer.problem(401, "unauthorized");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(test.census().await, before);
}

#[tokio::test]
async fn who_is_suspended_or_removed_stops_at_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    for status in ["suspended", "removed"] {
        let sql = "UPDATE credenza.members SET status = $1, access_epoch = access_epoch + 1 WHERE id = $2";
        let superuser = test.database.superuser().await;
        superuser.execute(sql, &[&status, &ours.member.member.uuid()]).await.unwrap();
        let session = test.session_of(&ours.member);
        for route in ROUTES.iter().filter(|route| !route.public) {
            let path = path_for(&test, route, &things, session);
            let request = route.fill(ours.member.request(route.method, &path));
            Answer::of(request).await.problem(401, "unauthorized");
        }
        let refresh = json!({"refresh_token": ours.member.refresh});
        test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    }
}

/// The path of a route that names a thing of ours; of a download, one that does not exist, well signed for `session`.
fn path_for(test: &TestApp, route: &Route, things: &Things, session: SessionId) -> String {
    if route.object != Object::Download {
        return route.path(things.id(route.object));
    }
    let id = domain::id::DownloadId::new(SystemClock.now(), &SystemRng);
    let expires = test.app.clock.now().unix_timestamp() + 60;
    let signature = test.app.tokens.sign_download(id, session, expires);
    route.path(&format!("{id}?expires={expires}&signature={signature}"))
}

#[tokio::test]
async fn a_cookie_that_another_site_sends_changes_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let before = test.census().await;
    // What a scanner asks reads no cookie, and is refused without one look at it.
    let by_cookie =
        |route: &&Route| !route.public && route.method != "GET" && route.object != Object::EnrolledScanner;
    for route in ROUTES.iter().filter(by_cookie) {
        let path = route.path(things.id(route.object));
        let origins: [&[(&str, &str)]; 5] = [
            &[],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site"), ("origin", &test.origin)],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://evil.test")],
        ];
        for headers in origins {
            let cookie = format!("__Host-access={}", ours.admin.access);
            let mut request = test.request(route.method, &path).header("cookie", cookie);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            Answer::of(route.fill(request)).await.problem(403, "cross_site");
        }
    }
    assert_eq!(test.census().await, before);
    let own_page = test.request("PATCH", "/api/v1/organization").header("sec-fetch-site", "same-origin");
    let own_page = own_page
        .header("cookie", format!("__Host-access={}", ours.admin.access))
        .json(&json!({"name": "Otra"}));
    assert_eq!(Answer::of(own_page).await.json(200)["name"], "Otra");
}

/// Ids of the right kind that name nothing at all.
fn named_nothing() -> Things {
    Things {
        customer: domain::id::CustomerId::new(SystemClock.now(), &SystemRng).to_string(),
        certificate: domain::id::CertificateId::new(SystemClock.now(), &SystemRng).to_string(),
        organization: domain::id::OrgId::new(SystemClock.now(), &SystemRng).to_string(),
        session: SessionId::new(SystemClock.now(), &SystemRng).to_string(),
        api_token: domain::id::ApiTokenId::new(SystemClock.now(), &SystemRng).to_string(),
        member: domain::id::MemberId::new(SystemClock.now(), &SystemRng).to_string(),
        invitation: domain::id::InvitationId::new(SystemClock.now(), &SystemRng).to_string(),
        role: domain::id::RoleId::new(SystemClock.now(), &SystemRng).to_string(),
        oneself: String::new(),
        own_session: String::new(),
        records: Records {
            site: domain::id::SiteId::new(SystemClock.now(), &SystemRng).to_string(),
            crew: domain::id::CrewId::new(SystemClock.now(), &SystemRng).to_string(),
            contractor: domain::id::ContractorId::new(SystemClock.now(), &SystemRng).to_string(),
            ticket_type: domain::id::TicketTypeId::new(SystemClock.now(), &SystemRng).to_string(),
            duty: domain::id::DutyId::new(SystemClock.now(), &SystemRng).to_string(),
            worker: domain::id::WorkerId::new(SystemClock.now(), &SystemRng).to_string(),
            ticket: domain::id::TicketId::new(SystemClock.now(), &SystemRng).to_string(),
            second_ticket: String::new(),
            evidence: domain::id::EvidenceId::new(SystemClock.now(), &SystemRng).to_string(),
            pass: domain::id::PassId::new(SystemClock.now(), &SystemRng).to_string(),
            pass_key: domain::id::PassKeyId::new(SystemClock.now(), &SystemRng).to_string(),
        },
        webhook: domain::id::WebhookId::new(SystemClock.now(), &SystemRng).to_string(),
        webhook_event: domain::id::WebhookEventId::new(SystemClock.now(), &SystemRng).to_string(),
        scanner: domain::id::ScannerId::new(SystemClock.now(), &SystemRng).to_string(),
    }
}

#[tokio::test]
async fn what_another_organization_has_does_not_exist() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (things, foreign) = (Things::of(&ours).await, Things::of(&theirs).await);
    let nothing = named_nothing();
    let named = |route: &&Route| {
        use Object::{ApiToken, Certificate, Customer, Invitation, Member, Role, Session};
        use Object::{Contractor, Crew, Pass, PassKey, Site, Ticket, TicketType, Worker};
        use Object::{Scanner, Webhook, WebhookEvent};
        matches!(route.object, Customer | Certificate | Member | Invitation | Role | Session | ApiToken)
            || matches!(
                route.object,
                Contractor | Crew | Pass | PassKey | Site | Ticket | TicketType | Worker
            )
            || matches!(route.object, Webhook | WebhookEvent | Scanner)
    };
    for route in ROUTES.iter().filter(named) {
        println!("{}", route.name());
        let mut answers = Vec::new();
        for id in [
            foreign.id(route.object),
            nothing.id(route.object),
            things.id(other(route.object)),
            "x",
            "%00",
            "..%2f",
        ] {
            let mut request = route.fill(ours.admin.request(route.method, &route.path(id)));
            if let Some(action) = route.proves()
                && id.len() == 30
            {
                request = request.header("Step-Up", ours.admin.prove(action.as_str(), id).await);
            }
            let answer = Answer::of(request).await;
            answer.problem(404, "not_found");
            answers.push(answer.body);
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "which of them exists must not show");
    }
    // What a foreign download URL is about does not show either: its signature is for another session.
    let url = theirs.admin.download_url(&foreign.certificate, "").await;
    ours.admin.get(&url).await.problem(404, "not_found");
    // An export of another organization's log cannot be named: the step-up for it opens nothing.
    let proof = ours.admin.prove("audit.export", &foreign.organization).await;
    ours.admin.act("POST", "/api/v1/audit/export", &proof).await.problem(403, "step_up_required");
    for list in ["customers", "certificates"] {
        let items = ours.admin.get(&format!("/api/v1/{list}")).await.json(200);
        assert_eq!(items["items"].as_array().unwrap().len(), 1, "{items}");
    }
    let mentions = |entries: &[Value], id: &str| entries.iter().any(|entry| entry.to_string().contains(id));
    assert!(!mentions(&ours.admin.audit("action=customer.create").await, &foreign.customer));
    assert_eq!(theirs.admin.get(&format!("/api/v1/certificates/{}", foreign.certificate)).await.status, 200);
}

/// Another kind of thing, whose id does not fit in this one's place.
fn other(object: Object) -> Object {
    if object == Object::Customer { Object::Certificate } else { Object::Customer }
}

#[tokio::test]
async fn what_a_role_may_not_is_refused_and_what_is_sensitive_is_recorded() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let mut refusals = 0;
    for role in Role::ALL {
        let who = &test.of_role(&ours, *role).await;
        for route in ROUTES {
            let Some(action) = route.action else { continue };
            // What is one's own takes no permission.
            let Some(permission) = action.permission() else { continue };
            if role.permissions().contains(permission) {
                continue;
            }
            println!("{} {}", role.as_str(), route.name());
            let path = path_for(&test, route, &things, test.session_of(who));
            let before = test
                .database
                .one::<i64>("SELECT count(*) FROM audit.entries WHERE outcome = 'refused'")
                .await;
            let mut request = route.fill(who.request(route.method, &path));
            if let Some(action) = route.proves() {
                request =
                    request.header("Step-Up", who.prove(action.as_str(), things.id(route.object)).await);
            }
            Answer::of(request).await.problem(403, "forbidden");
            let after = test
                .database
                .one::<i64>("SELECT count(*) FROM audit.entries WHERE outcome = 'refused'")
                .await;
            assert_eq!(after - before, i64::from(action.is_sensitive()), "recorded when it is sensitive");
            refusals += 1;
        }
    }
    assert!(refusals > 15, "{refusals}");
    let certificate = ours.admin.get(&format!("/api/v1/certificates/{}", things.certificate)).await.json(200);
    assert_eq!(certificate["version"], 1, "nothing was changed");
}

#[tokio::test]
async fn garbage_in_body_and_query_gets_a_sentence() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    for route in ROUTES {
        let path = route.path(things.id(route.object));
        let request = |path: &str| {
            let builder = test.request(route.method, path);
            if route.public { builder } else { builder.bearer_auth(&ours.admin.access) }
        };
        match route.input {
            Input::Json(_) => {
                for body in [
                    "",
                    "{",
                    "[]",
                    "null",
                    "7",
                    "\"x\"",
                    r#"{"surprise":1}"#,
                    r#"{"name":{"$gt":""}}"#,
                    "\u{0}",
                ] {
                    let request = request(&path).header("content-type", "application/json").body(body);
                    Answer::of(request).await.problem(400, "bad_request");
                }
                Answer::of(request(&path).body("name=x")).await.problem(400, "bad_request");
                let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
                let deep = request(&path).header("content-type", "application/json").body(deep);
                Answer::of(deep).await.problem(400, "bad_request");
            }
            Input::Query if route.object == Object::Download => {
                for query in ["", "?expires=1", "?expires=x&signature=x", "?expires=1&signature=x&x=1"] {
                    let path = format!(
                        "/api/v1/downloads/{}{query}",
                        domain::id::DownloadId::new(SystemClock.now(), &SystemRng)
                    );
                    Answer::of(request(&path)).await.problem(400, "bad_request");
                }
            }
            Input::Query => {
                for query in
                    ["surprise=1", "limit=x", "limit=-1", "part=everything", "cursor=zz", "cursor=00"]
                {
                    let answer = Answer::of(request(&format!("{path}?{query}"))).await;
                    answer.problem(400, "bad_request");
                }
            }
            Input::None | Input::Form => {}
        }
    }
}

#[tokio::test]
async fn what_is_no_route_is_told_so() {
    let test = TestApp::new().await;
    test.get("/api/v1/nothing").await.problem(404, "not_found");
    Answer::of(test.request("PUT", "/api/v1/customers")).await.problem(405, "method_not_allowed");
    Answer::of(test.request("TRACE", "/api/v1/auth/login")).await.problem(405, "method_not_allowed");
}
