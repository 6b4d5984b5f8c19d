//! API tokens: a program acts for a member, within what its token was made for, and nothing else.

use serde_json::{Value, json};

use crate::app::{TestApp, client};
use crate::client::Answer;
use crate::routes::{Object, ROUTES, Route, Things};
use crate::samples::{EFIRMA, MODERN, bytes};
use crate::squad::{Firm, Persona, text};

const LIST: &str = "/api/v1/api-tokens";
const CUSTOMERS: &str = "/api/v1/customers";

/// A token for one sensitive act on this object.
async fn standing(who: &Persona, action: &str, object: &str) -> Persona {
    let wanted = json!({
        "name": "Copia",
        "scopes": ["certificate.read", action],
        "sensitive_actions": [action],
        "sensitive_object": object,
    });
    who.api_token_of(wanted).await.persona
}

async fn revoke(who: &Persona, id: &str) -> Answer {
    Answer::of(who.request("DELETE", &format!("{LIST}/{id}"))).await
}

#[tokio::test]
async fn a_token_does_what_it_was_made_for_and_no_more() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let certificate = ours.member.keep(EFIRMA).await;
    let token = ours.member.api_token(&["customer.read", "certificate.read"]).await;
    let program = &token.persona;
    assert!(program.access.starts_with("cza_") && program.access.len() == 116);
    assert_eq!(program.get(CUSTOMERS).await.status, 200);
    let seen = program.get(&format!("/api/v1/certificates/{certificate}")).await.json(200);
    assert_eq!(seen["id"], certificate);
    let me = program.get("/api/v1/organization").await.json(200);
    assert_eq!(me["member"]["permissions"], json!(["customer.read", "certificate.read"]));
    // What its maker may do, and it was not made for.
    program.post(CUSTOMERS, json!({"name": "x"})).await.problem(403, "forbidden");
    program.upload(MODERN).await.problem(403, "forbidden");
    // Who it was: a member, by a token.
    let wide = ours.member.api_token(&["customer.read", "customer.write"]).await;
    wide.persona.new_customer("Muñoz").await;
    let log = ours.admin.audit("action=customer.create").await;
    assert_eq!(log[0]["actor"]["id"], ours.member.member.to_string());
    assert_eq!(log[0]["assurance"]["amr"], json!(["api_token"]));
    let suffix = wide.id.strip_prefix("tok_").unwrap();
    assert_eq!(log[0]["assurance"]["session"], format!("ses_{suffix}"), "the log tells which");
}

#[tokio::test]
async fn a_token_opens_no_page_and_nothing_of_ones_own() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let everything: Vec<_> = domain::Permission::ALL.iter().map(|p| p.as_str()).collect();
    let token = ours.admin.api_token(&everything).await;
    // What a scanner asks looks at no token.
    let own =
        |route: &&Route| !route.public && route.action.is_none() && route.object != Object::EnrolledScanner;
    for route in ROUTES.iter().filter(own) {
        let path = route.path(things.id(route.object));
        // Everybody sees the organization, and of alerts those of what he sees.
        if path.starts_with("/api/v1/organization") || path.starts_with("/api/v1/alerts") {
            continue;
        }
        let answer = Answer::of(route.fill(token.persona.request(route.method, &path))).await;
        answer.problem(403, "not_for_tokens");
    }
    for path in ["/", "/certificates", "/customers", "/settings", "/settings/audit", "/account/api-tokens"] {
        let answer = token.persona.get(path).await;
        assert_eq!(answer.status, 403, "{path}");
        let cookie = format!("__Host-access={}", token.persona.access);
        let answer = Answer::of(test.request("GET", path).header("cookie", cookie)).await;
        assert_eq!(answer.status, 303, "{path}: no cookie either");
    }
    // A token in the place of a refresh token, and as a proof.
    let refresh = json!({"refresh_token": token.persona.access});
    test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    let path = format!("/api/v1/certificates/{}/reveal-password", things.certificate);
    token.persona.act("POST", &path, &token.persona.access).await.problem(403, "step_up_required");
    assert_eq!(test.keys.unwrapped(), 1, "for the pass that is among the things");
}

#[tokio::test]
async fn without_a_standing_proof_nothing_sensitive_is_done_whatever_is_sent() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let everything: Vec<_> = domain::Permission::ALL.iter().map(|p| p.as_str()).collect();
    let program = ours.admin.api_token(&everything).await.persona;
    let open = |route: &&Route| server::auth::api_token::opens(route.path);
    for route in ROUTES.iter().filter(|route| route.proves().is_some()).filter(open) {
        let action = route.proves().unwrap();
        let object = things.id(route.object);
        let path = route.path(object);
        let before = ours.admin.audit(&format!("action={action}")).await.len();
        // His own proof does not help the program: it is bound to his session.
        let proof = ours.admin.prove(action.as_str(), object).await;
        for proof in ["", proof.as_str(), "czs_x"] {
            let request = route.fill(program.request(route.method, &path)).header("Step-Up", proof);
            Answer::of(request).await.problem(403, "step_up_required");
        }
        let log = ours.admin.audit(&format!("action={action}")).await;
        assert_eq!(log.len(), before + 3, "{action}: each refusal is recorded");
        assert!(log.iter().take(3).all(|entry| entry["outcome"] == "refused"));
    }
    assert_eq!(test.keys.unwrapped(), 1, "for the pass that is among the things");
}

#[tokio::test]
async fn a_standing_proof_is_for_its_acts_on_its_object_and_each_use_is_recorded() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (certificate, org) = (ours.member.keep(MODERN).await, ours.org.to_string());
    let foreign = theirs.member.keep(MODERN).await;
    let program = standing(&ours.member, "certificate.reveal_password", &org).await;
    let reveal = |id: &str| format!("/api/v1/certificates/{id}/reveal-password");
    for _ in 0..2 {
        let password = Answer::of(program.request("POST", &reveal(&certificate))).await.json(200);
        assert_eq!(password["password"], MODERN.password.unwrap());
    }
    let log = ours.admin.audit("action=certificate.reveal_password").await;
    let outcomes: Vec<_> = log.iter().map(|entry| text(&entry["outcome"])).collect();
    assert_eq!(outcomes, ["done", "intent", "done", "intent"], "the intent first, each time");
    let made = ours.admin.audit("action=api_token.create_sensitive").await;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["details"]["object"], org);
    assert_eq!(made[0]["details"]["sensitive"], "certificate.reveal_password");
    for entry in &log {
        assert_eq!(
            entry["assurance"]["step_up"], made[0]["assurance"]["step_up"],
            "the proof it was made with"
        );
        assert_eq!(entry["assurance"]["amr"], json!(["api_token"]));
    }
    // Another act, and another organization's certificate.
    let url = format!("/api/v1/certificates/{certificate}/download-url");
    Answer::of(program.request("POST", &url)).await.problem(403, "forbidden");
    Answer::of(program.request("POST", &reveal(&foreign))).await.problem(403, "step_up_required");
    assert_eq!(test.keys.unwrapped(), 2);
}

#[tokio::test]
async fn a_standing_proof_for_a_customer_ends_at_his_certificates() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let (customer, other) = (ours.member.new_customer("Muñoz").await, ours.member.new_customer("Peña").await);
    let form = |sample| crate::squad::form(sample);
    let his = ours.member.send(form(MODERN).text("customer_id", customer.clone())).await.json(201);
    let others = ours.member.send(form(EFIRMA).text("customer_id", other)).await.json(201);
    let program = standing(&ours.member, "certificate.download", &customer).await;
    let path = |id: &Value| format!("/api/v1/certificates/{}/download-url", text(id));
    let issued = Answer::of(program.request("POST", &path(&his["id"]))).await.json(200);
    let url = text(&issued["url"]);
    ours.member.get(&url).await.problem(404, "not_found");
    let file = program.get(&url).await;
    assert_eq!((file.status, file.body), (200, bytes(MODERN.file)));
    program.get(&url).await.problem(404, "not_found");
    Answer::of(program.request("POST", &path(&others["id"]))).await.problem(403, "step_up_required");
    // Given to another customer, it is out of reach; his again, it is not.
    let to = |customer: Option<&str>| json!({"customer_id": customer});
    let certificate = format!("/api/v1/certificates/{}", text(&his["id"]));
    ours.member.patch(&certificate, to(None)).await.json(200);
    Answer::of(program.request("POST", &path(&his["id"]))).await.problem(403, "step_up_required");
    ours.member.patch(&certificate, to(Some(&customer))).await.json(200);
    Answer::of(program.request("POST", &path(&his["id"]))).await.json(200);
}

#[tokio::test]
async fn a_token_never_has_more_than_its_member() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let beyond =
        ours.member.make_api_token(json!({"name": "x", "scopes": ["member.read", "audit.read"]})).await;
    assert_eq!(beyond.problem(422, "invalid")["errors"][0]["code"], "scope_beyond_own");
    let program = ours.member.api_token(&["customer.read", "certificate.read"]).await.persona;
    assert_eq!(program.get(CUSTOMERS).await.status, 200);
    let superuser = test.database.superuser().await;
    let member = ours.member.member.uuid();
    // He becomes an auditor: what he has lost, it has lost; what he has gained, it has not.
    let sql = "UPDATE credenza.member_roles SET role_id = 'auditor' WHERE member_id = $1";
    assert_eq!(superuser.execute(sql, &[&member]).await.unwrap(), 1);
    program.get(CUSTOMERS).await.problem(403, "forbidden");
    program.get("/api/v1/audit").await.problem(403, "forbidden");
    assert_eq!(ours.member.get("/api/v1/audit").await.status, 200);
    let sql = "UPDATE credenza.member_roles SET role_id = 'member' WHERE member_id = $1";
    superuser.execute(sql, &[&member]).await.unwrap();
    assert_eq!(program.get(CUSTOMERS).await.status, 200);
    for status in ["suspended", "removed"] {
        let sql = "UPDATE credenza.members SET status = $1 WHERE id = $2";
        superuser.execute(sql, &[&status, &member]).await.unwrap();
        program.get(CUSTOMERS).await.problem(401, "unauthorized");
    }
}

#[tokio::test]
async fn a_token_ends_when_it_is_revoked_and_on_its_day() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let token = ours.member.api_token(&["customer.read"]).await;
    let of_admin = ours.admin.api_token(&["customer.read"]).await;
    // Not one's own, and no permission to manage; another organization's; none at all.
    for (who, id) in [
        (&ours.member, of_admin.id.as_str()),
        (&theirs.admin, token.id.as_str()),
        (&ours.admin, "tok_01h455vb4pex5vsknk084sn02q"),
        (&ours.admin, "ses_01h455vb4pex5vsknk084sn02q"),
    ] {
        revoke(who, id).await.problem(404, "not_found");
    }
    assert_eq!(token.persona.get(CUSTOMERS).await.status, 200);
    revoke(&ours.member, &token.id).await.empty(204);
    token.persona.get(CUSTOMERS).await.problem(401, "unauthorized");
    revoke(&ours.member, &token.id).await.problem(404, "not_found");
    assert_eq!(ours.member.get(CUSTOMERS).await.status, 200, "his own session goes on");
    // An administrator ends another's.
    let second = ours.member.api_token(&["customer.read"]).await;
    revoke(&ours.admin, &second.id).await.empty(204);
    second.persona.get(CUSTOMERS).await.problem(401, "unauthorized");
    let log = ours.admin.audit("action=api_token.revoke_other").await;
    assert_eq!(log[0]["object"]["id"], second.id);
    assert_eq!(log[0]["details"]["member"], ours.member.member.to_string());
    assert_eq!(ours.admin.audit("action=api_token.revoke").await.len(), 1);
    // A session cannot be ended as if it were a token.
    let session = test.session_of(&ours.member).to_string().replace("ses_", "tok_");
    revoke(&ours.member, &session).await.problem(404, "not_found");

    let third = ours
        .member
        .api_token_of(json!({"name": "x", "scopes": ["customer.read"], "expires_in_days": 1}))
        .await;
    assert_eq!(third.persona.get(CUSTOMERS).await.status, 200);
    let later =
        "UPDATE credenza.sessions SET expires_at = now(), idle_expires_at = now() WHERE scope IS NOT NULL";
    test.database.change(later).await;
    third.persona.get(CUSTOMERS).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_token_is_used_from_where_it_may_and_its_use_is_shown() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let wanted = json!({"name": "Nube", "scopes": ["customer.read"], "addresses": ["127.0.0.2", "10.0.0.0/8", "2001:db8::/32"]});
    let token = ours.member.api_token_of(wanted).await;
    let from = |address: &str| {
        let http = client().local_address(address.parse::<std::net::IpAddr>().unwrap()).build().unwrap();
        http.get(format!("{}{CUSTOMERS}", test.origin)).bearer_auth(&token.persona.access)
    };
    Answer::of(from("127.0.0.1")).await.problem(403, "address_not_allowed");
    let shown = ours.member.get(LIST).await.json(200);
    assert_eq!(shown["items"][0]["last_used_at"], Value::Null, "a refusal is no use");
    assert_eq!(Answer::of(from("127.0.0.2")).await.status, 200);
    let forwarded = from("127.0.0.1").header("x-forwarded-for", "127.0.0.2");
    Answer::of(forwarded).await.problem(403, "address_not_allowed");
    let shown = ours.member.get(LIST).await.json(200);
    let item = &shown["items"][0];
    assert_eq!(item["last_address"], "127.0.0.2");
    assert!(text(&item["last_used_at"]).ends_with('Z'));
    assert_eq!(item["addresses"], json!(["127.0.0.2/32", "10.0.0.0/8", "2001:db8::/32"]));
    let log = ours.admin.audit("action=api_token.use").await;
    assert_eq!(log.len(), 2);
    assert_eq!((&log[0]["outcome"], &log[0]["object"]["id"]), (&json!("refused"), &json!(token.id)));
    assert!(!log[0]["details"].to_string().contains("127.0.0.1"), "an address is personal: {}", log[0]);
}

#[tokio::test]
async fn a_token_is_shown_once_and_kept_nowhere() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let wanted = json!({"name": "Nómina de Ana", "scopes": ["customer.read"]});
    let made = ours.admin.make_api_token(wanted).await;
    assert_eq!(made.header("cache-control"), "no-store");
    let token = text(&made.json(201)["token"]);
    let secret = token.strip_prefix("cza_").unwrap();
    let superuser = test.database.superuser().await;
    for table in test.database.tables().await {
        let rows = superuser.query(&format!("SELECT t::text FROM {table} t"), &[]).await.unwrap();
        for row in &rows {
            let row: String = row.get(0);
            assert!(!row.contains(secret.get(64..).unwrap()), "{table}: {row}");
        }
    }
    let raw = "SELECT count(*) FROM audit.entries WHERE convert_from(bytes, 'UTF8') LIKE '%Nómina%'";
    assert_eq!(
        test.database.one::<i64>(raw).await,
        0,
        "its name is a person's words: committed to, not told"
    );
    let list = ours.admin.get(LIST).await;
    assert!(!list.text().contains(secret.get(64..).unwrap()));
    assert_eq!(list.json(200)["items"].as_array().unwrap().len(), 1);
    assert_eq!(theirs.admin.get(LIST).await.json(200)["items"], json!([]));
}

#[tokio::test]
async fn who_manages_tokens_sees_all_of_the_organization() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    for firm in [&ours, &theirs] {
        for who in [&firm.admin, &firm.member, &firm.auditor] {
            who.api_token(&["member.read"]).await;
        }
    }
    let all = format!("{LIST}?all=true");
    let count = |answer: Answer| answer.json(200)["items"].as_array().unwrap().len();
    assert_eq!(count(ours.admin.get(&all).await), 3);
    assert_eq!(count(ours.admin.get(LIST).await), 1);
    assert_eq!(count(ours.member.get(LIST).await), 1);
    ours.member.get(&all).await.problem(403, "forbidden");
    ours.auditor.get(&all).await.problem(403, "forbidden");
}

/// Whose mistake, and where it is told.
async fn assert_refused(firm: &Firm, wanted: Value, field: &str) {
    let request = firm.admin.request("POST", LIST).header("Step-Up", "czs_x").json(&wanted);
    let problem = Answer::of(request).await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["field"], field, "{wanted}");
}

#[tokio::test]
async fn what_is_wrong_with_a_wish_is_told_at_its_field() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let customer = ours.admin.new_customer("Muñoz").await;
    let before = test.census().await;
    let base = json!({"name": "x", "scopes": ["certificate.download", "audit.export"]});
    let with = |more: Value| {
        let mut wanted = base.clone();
        wanted.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        wanted
    };
    let download = ["certificate.download"];
    let (org, foreign) = (ours.org.to_string(), theirs.org.to_string());
    for (more, field) in [
        (json!({"name": " "}), "name"),
        (json!({"name": "x".repeat(81)}), "name"),
        (json!({"scopes": []}), "scopes"),
        (json!({"scopes": ["customer.*"]}), "scopes"),
        (json!({"expires_in_days": 0}), "expires_in_days"),
        (json!({"expires_in_days": 366}), "expires_in_days"),
        (json!({"addresses": ["10.0.0.1/8"]}), "addresses"),
        (json!({"addresses": vec!["10.0.0.0/8"; 17]}), "addresses"),
        (json!({"sensitive_actions": ["customer.delete"], "sensitive_object": org}), "sensitive_actions"),
        (json!({"sensitive_actions": ["api_token.create"], "sensitive_object": org}), "sensitive_actions"),
        (json!({"sensitive_actions": ["certificate.delete"], "sensitive_object": org}), "sensitive_actions"),
        (json!({"sensitive_actions": download}), "sensitive_object"),
        (json!({"sensitive_actions": download, "sensitive_object": foreign}), "sensitive_object"),
        (
            json!({"sensitive_actions": download, "sensitive_object": "crt_01h455vb4pex5vsknk084sn02q"}),
            "sensitive_object",
        ),
        (json!({"sensitive_actions": ["audit.export"], "sensitive_object": customer}), "sensitive_object"),
        (json!({"sensitive_object": org}), "sensitive_object"),
    ] {
        assert_refused(&ours, with(more), field).await;
    }
    assert_eq!(test.census().await, before, "and nothing is left of it");
    // A customer of another organization does not exist.
    let theirs = theirs.admin.new_customer("Ajeno").await;
    let wanted = with(json!({"sensitive_actions": download, "sensitive_object": theirs}));
    let problem = ours.admin.make_api_token(wanted).await.problem(422, "invalid");
    assert_eq!(problem["errors"][0]["code"], "customer");
}

#[tokio::test]
async fn garbage_reaches_neither_limiter_nor_database() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let token = ours.member.api_token(&["customer.read"]).await.persona.access;
    let before = test.gate.traffic();
    for garbage in ["cza_", "cza_x", &token[..100], &token.replace("cza_", "cza_A"), &format!("{token}x")] {
        let answer = Answer::of(test.request("GET", CUSTOMERS).bearer_auth(garbage)).await;
        answer.problem(401, "unauthorized");
        assert_eq!(answer.header("ratelimit"), "", "nobody's limit was touched");
    }
    assert_eq!(test.gate.traffic(), before);
}

#[tokio::test]
async fn tokens_count_as_their_member() {
    use server::limit::Class;
    let test = TestApp::with_limiter(crate::spy::narrow(Class::Read, 3)).await;
    let (ours, _theirs) = test.firms().await;
    let (one, two) =
        (ours.member.api_token(&["customer.read"]).await, ours.member.api_token(&["customer.read"]).await);
    for who in [&one.persona, &two.persona, &ours.member] {
        assert_eq!(who.get(CUSTOMERS).await.status, 200);
    }
    let before = test.gate.traffic();
    for who in [&one.persona, &two.persona, &ours.member] {
        who.get(CUSTOMERS).await.problem(429, "rate_limited");
    }
    assert_eq!(test.gate.traffic(), before);
}

#[tokio::test]
async fn the_same_step_up_makes_one_token_of_its_kind() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let org = ours.org.to_string();
    let plain = json!({"name": "x", "scopes": ["audit.export"]});
    let sensitive = json!({"name": "x", "scopes": ["audit.export"], "sensitive_actions": ["audit.export"], "sensitive_object": org});
    let make = |proof: String, wanted: Value| {
        Answer::of(ours.admin.request("POST", LIST).header("Step-Up", proof).json(&wanted))
    };
    let proof = ours.admin.prove("api_token.create", &ours.admin.member.to_string()).await;
    make(proof.clone(), sensitive.clone()).await.problem(403, "step_up_required");
    make(proof.clone(), plain.clone()).await.json(201);
    make(proof, plain.clone()).await.problem(403, "step_up_required");
    let proof = ours.admin.prove("api_token.create_sensitive", &org).await;
    make(proof.clone(), plain).await.problem(403, "step_up_required");
    make(proof, sensitive).await.json(201);
}

#[tokio::test]
async fn every_route_for_programs_is_listed() {
    // One's own account, and who is a member and may do what, are for people: whoever adds a route says which it is.
    let closed = [
        "auth",
        "sessions",
        "api-tokens",
        "members",
        "invitations",
        "roles",
        "pass-keys",
        "pass-settings",
        "webhooks",
        "webhook-deliveries",
        "own-worker",
    ];
    for route in ROUTES.iter().filter(|route| !route.public) {
        let part = route.path.trim_start_matches("/api/v1/").split('/').next().unwrap();
        let opens = server::auth::api_token::opens(route.path);
        assert_eq!(opens, !closed.contains(&part), "{}", route.name());
    }
}
