//! What an organization makes sensitive takes a proof, on every face; what is sensitive everywhere stays so.

use domain::{Action, Permission};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::imports::table;
use crate::routes::{Object, Things};
use crate::samples::{EFIRMA, MODERN, PLAIN};
use crate::squad::{Persona, form, text};
use crate::worker_pages::send;

const LIST: &str = "/api/v1/organization/sensitive-permissions";
const CUSTOMERS: &str = "/api/v1/customers";
const ALL: [&str; 6] = [
    "customer.write",
    "certificate.write",
    "token.manage",
    "organization.manage",
    "ticket.approve",
    "ticket.revoke",
];

/// Sets the list.
async fn demand(who: &Persona, permissions: &[&str]) -> Answer {
    let (body, org) = (json!({"permissions": permissions}), who.org.to_string());
    who.send_proven("PUT", LIST, body, "organization.sensitive_permissions", &org).await
}

/// The acts that can be made sensitive: the request, and what its proof names.
fn acts(
    who: &Persona,
    things: &Things,
    others_token: &str,
) -> Vec<(Action, reqwest::RequestBuilder, String)> {
    let (customer, certificate) = (things.id(Object::Customer), things.id(Object::Certificate));
    let (org, name) = (things.organization.clone(), json!({"name": "Otro nombre"}));
    let patch = |path: String| who.request("PATCH", &path).json(&name);
    let upload = who.request("POST", "/api/v1/certificates").multipart(form(PLAIN));
    let revoke = who.request("DELETE", &format!("/api/v1/api-tokens/{others_token}"));
    let (ticket, second) = (things.id(Object::Ticket), &things.records.second_ticket);
    let decide = |ticket: &str, act: &str| {
        who.request("POST", &format!("/api/v1/tickets/{ticket}/{act}")).json(&json!({"reason": "x"}))
    };
    vec![
        (Action::CustomerCreate, who.request("POST", CUSTOMERS).json(&name), org.clone()),
        (Action::CustomerUpdate, patch(format!("{CUSTOMERS}/{customer}")), customer.into()),
        (Action::CertificateUpload, upload, org.clone()),
        (Action::CertificateUpdate, patch(format!("/api/v1/certificates/{certificate}")), certificate.into()),
        (Action::OrganizationUpdate, patch("/api/v1/organization".into()), org),
        (Action::ApiTokenRevokeOther, revoke, others_token.into()),
        (
            Action::CustomerImport,
            who.request("POST", "/api/v1/imports/customers").multipart(table("a.csv", "name\nImportado\n")),
            things.organization.clone(),
        ),
        (
            Action::CertificateImport,
            who.request("POST", "/api/v1/imports/certificates").multipart(form(PLAIN)),
            things.organization.clone(),
        ),
        (Action::TicketApprove, decide(ticket, "approve"), ticket.into()),
        (Action::TicketSuspend, decide(ticket, "suspend"), ticket.into()),
        (Action::TicketReinstate, decide(ticket, "reinstate"), ticket.into()),
        (Action::TicketRevoke, decide(ticket, "revoke"), ticket.into()),
        (Action::TicketSendBack, decide(second, "send-back"), second.into()),
    ]
}

#[tokio::test]
async fn what_was_made_sensitive_takes_a_proof_for_the_act_and_its_object() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let things = Things::of(&ours).await;
    let token = ours.member.api_token(&["customer.read"]).await.id;
    let all = Action::ALL.iter().filter(|action| action.may_be_made_sensitive()).count();
    assert_eq!(acts(&ours.admin, &things, &token).len(), all, "an act is missing here");
    demand(&ours.admin, &ALL).await.json(200);

    for at in 0..all {
        let (action, request, object) = acts(&ours.admin, &things, &token).swap_remove(at);
        println!("{action}");
        Answer::of(request).await.problem(403, "step_up_required");
        let foreign = theirs.org.to_string();
        for (proven, on) in acts(&ours.admin, &things, &token).into_iter().map(|(action, _, on)| (action, on))
        {
            let right = proven == action;
            let proof = ours.admin.prove(proven.as_str(), if right { &foreign } else { &on }).await;
            let (_, request, _) = acts(&ours.admin, &things, &token).swap_remove(at);
            Answer::of(request.header("Step-Up", proof)).await.problem(403, "step_up_required");
        }
        let mut log = ours.admin.audit(&format!("action={action}")).await;
        log.retain(|entry| entry["outcome"] == "refused");
        assert_eq!(log.len(), all + 1, "each refusal is recorded");

        let proof = ours.admin.prove(action.as_str(), &object).await;
        let (_, request, _) = acts(&ours.admin, &things, &token).swap_remove(at);
        let answer = Answer::of(request.header("Step-Up", &proof)).await;
        assert!(answer.status < 300, "{}", answer.text());
        let log = ours.admin.audit(&format!("action={action}")).await;
        assert!(log[0]["assurance"]["step_up"].as_str().unwrap().starts_with("stp_"), "{}", log[0]);
        let (_, request, _) = acts(&ours.admin, &things, &token).swap_remove(at);
        let again = Answer::of(request.header("Step-Up", &proof)).await;
        // What is done already is told before a proof is looked at.
        let done = match action {
            Action::CertificateUpload => (409, "certificate_exists"),
            _ => (403, "step_up_required"),
        };
        again.problem(done.0, done.1);
    }
    // The other organization has set nothing.
    theirs.member.new_customer("Suyo").await;
    theirs.member.keep(EFIRMA).await;
}

#[tokio::test]
async fn the_list_shows_what_is_asked_for_and_cannot_weaken_what_always_is() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let certificate = ours.member.keep(MODERN).await;
    let words = |list: &Value| -> Vec<(String, String)> {
        let items = list["items"].as_array().unwrap();
        items.iter().map(|item| (text(&item["permission"]), text(&item["step_up"]))).collect()
    };
    let before = words(&ours.member.get(LIST).await.json(200));
    assert_eq!(before.len(), Permission::ALL.len());
    for (permission, step_up) in &before {
        let expected = match permission.as_str() {
            permission if ALL.contains(&permission) => "free",
            "customer.read" | "certificate.read" | "audit.read" | "member.read" | "gate_log.read" => "never",
            "worker.read_medical" | "worker.write_medical" => "always",
            "worker.read_government_id" | "worker.write_government_id" => "always",
            // What is kept of workers otherwise, and their passes, takes none yet.
            kept if ["worker.", "ticket.", "ticket_type.", "site.", "pass.", "evidence."]
                .iter()
                .any(|of| kept.starts_with(of)) =>
            {
                "never"
            }
            _ => "always",
        };
        assert_eq!(step_up, expected, "{permission}");
    }
    let set = demand(&ours.admin, &["customer.write", "certificate.download"]).await.json(200);
    let chosen: Vec<_> = words(&set).into_iter().filter(|(_, step_up)| step_up == "chosen").collect();
    assert_eq!(chosen, [("customer.write".into(), "chosen".into())]);
    assert_eq!(words(&theirs.admin.get(LIST).await.json(200)), before);
    let log = ours.admin.audit("action=organization.sensitive_permissions").await;
    assert_eq!(log[0]["details"], json!({"before": "", "permissions": "customer.write"}));

    // An empty list takes back what the organization has added, and no more.
    demand(&ours.admin, &[]).await.json(200);
    assert_eq!(words(&ours.member.get(LIST).await.json(200)), before);
    let reveal = format!("/api/v1/certificates/{certificate}/reveal-password");
    Answer::of(ours.admin.request("POST", &reveal)).await.problem(403, "step_up_required");
    Answer::of(ours.admin.request("PUT", LIST).json(&json!({"permissions": []})))
        .await
        .problem(403, "step_up_required");
    for (name, code) in [("audit.read", "permission_shows"), ("no.such", "unknown_permission")] {
        let wrong = demand(&ours.admin, &["customer.write", name]).await.problem(422, "invalid");
        assert_eq!(wrong["errors"][0]["field"], "permissions");
        assert_eq!(wrong["errors"][0]["code"], code);
    }
    ours.member.new_customer("Libre").await;
}

#[tokio::test]
async fn a_program_does_it_with_a_token_that_was_made_for_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (org, customer) = (ours.org.to_string(), ours.member.new_customer("Muñoz").await);
    let other = ours.member.new_customer("Otra").await;
    let scopes = ["customer.write", "customer.read", "certificate.write", "certificate.read"];
    let plain = ours.member.api_token(&scopes).await.persona;
    plain.new_customer("Antes").await;
    demand(&ours.admin, &ALL).await.json(200);
    let upload = plain.upload(EFIRMA).await.problem(403, "step_up_required");
    assert!(text(&upload["detail"]).contains("not made for certificate.upload"), "{upload}");
    plain.post(CUSTOMERS, json!({"name": "x"})).await.problem(403, "step_up_required");
    // A proof of its member helps no program.
    let proof = ours.member.prove("customer.create", &org).await;
    let borrowed = plain.request("POST", CUSTOMERS).header("Step-Up", proof).json(&json!({"name": "x"}));
    Answer::of(borrowed).await.problem(403, "step_up_required");

    let made = |acts: &[&str], object: &str| json!({"name": "Nube", "scopes": scopes, "sensitive_actions": acts, "sensitive_object": object});
    let whole = ours.member.api_token_of(made(
        &["certificate.upload", "customer.create", "customer.update", "certificate.update"],
        &org,
    ));
    let whole = whole.await.persona;
    let certificate = text(&whole.upload(EFIRMA).await.json(201)["id"]);
    let log = ours.admin.audit("action=certificate.upload").await;
    let standing = ours.admin.audit("action=api_token.create_sensitive").await;
    assert_eq!(
        log[0]["assurance"]["step_up"], standing[0]["assurance"]["step_up"],
        "the log cites its proof"
    );
    whole.new_customer("Nueva").await;
    whole.patch(&format!("{CUSTOMERS}/{other}"), json!({"notes": "x"})).await.json(200);
    let mine = json!({"customer_id": customer});
    whole.patch(&format!("/api/v1/certificates/{certificate}"), mine).await.json(200);

    // For one customer: him and his certificates. Uploads and new customers are the organization's.
    let confined =
        ours.member.api_token_of(made(&["customer.update", "certificate.update"], &customer)).await.persona;
    confined.patch(&format!("{CUSTOMERS}/{customer}"), json!({"notes": "y"})).await.json(200);
    confined.patch(&format!("/api/v1/certificates/{certificate}"), json!({"name": "y"})).await.json(200);
    let others = confined.patch(&format!("{CUSTOMERS}/{other}"), json!({"notes": "y"})).await;
    others.problem(403, "step_up_required");
    confined.upload(MODERN).await.problem(403, "step_up_required");
    for act in ["certificate.upload", "customer.create"] {
        let refused = ours.member.make_api_token(made(&[act], &customer)).await.problem(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], "sensitive_object");
    }
    let reader = json!({"name": "x", "scopes": ["customer.read"], "sensitive_actions": ["customer.create"], "sensitive_object": org});
    let refused = ours.member.make_api_token(reader).await.problem(422, "invalid");
    assert_eq!(refused["errors"][0]["field"], "sensitive_actions");
    assert_eq!(theirs.admin.get(CUSTOMERS).await.json(200)["items"], json!([]));
}

#[tokio::test]
async fn a_decision_on_a_page_carries_the_proof() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (own, foreign) = (Things::of(&ours).await, Things::of(&theirs).await);
    demand(&ours.admin, &["ticket.approve"]).await.json(200);
    let decide = async |who: &Persona, ticket: &str, act: &str, proof: &str| {
        let path = format!("/workers/tickets/{ticket}/decide");
        send(&test, who, &path, &[("act", act), ("reason", "x"), ("step_up", proof)]).await
    };
    let (ticket, second) = (&own.records.ticket, &own.records.second_ticket);
    assert_eq!(decide(&ours.admin, ticket, "approve", "").await.status, 403);
    let proof = ours.admin.prove("ticket.approve", second).await;
    assert_eq!(decide(&ours.admin, ticket, "approve", &proof).await.status, 403, "another's");
    let proof = ours.admin.prove("ticket.approve", ticket).await;
    let done = decide(&ours.admin, ticket, "approve", &proof).await;
    assert_eq!(done.status, 303, "{}", done.text());
    // What it has not made sensitive goes on, and so does the other organization.
    assert_eq!(decide(&ours.admin, ticket, "suspend", "").await.status, 303);
    assert_eq!(decide(&theirs.admin, &foreign.records.ticket, "approve", "").await.status, 303);
    let log = ours.admin.audit("action=ticket.approve").await;
    let outcomes: Vec<_> = log.iter().map(|entry| text(&entry["outcome"])).collect();
    assert_eq!(outcomes, ["done", "refused", "refused"]);
}

#[tokio::test]
async fn forms_carry_the_proof_and_a_repeated_request_needs_no_second() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    demand(&ours.admin, &["customer.write"]).await.json(200);
    let org = ours.org.to_string();
    let submit = |fields: &[(&str, &str)]| {
        let body = fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
        let request = test.request("POST", "/customers").header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::of(request.header("cookie", format!("__Host-access={}", ours.member.access)).body(body))
    };
    assert_eq!(submit(&[("name", "Formulario")]).await.status, 403);
    let proof = ours.member.prove("customer.create", &org).await;
    let done = submit(&[("name", "Formulario"), ("step_up", &proof)]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(done.header("location").starts_with("/customers/cus_"));

    let proof = ours.member.prove("customer.create", &org).await;
    let create = || {
        let request = ours.member.request("POST", CUSTOMERS).header("Step-Up", &proof);
        Answer::of(request.header("Idempotency-Key", "uno").json(&json!({"name": "Una vez"})))
    };
    let first = create().await.json(201);
    assert_eq!(create().await.json(201)["id"], first["id"], "what was done with its proof is told again");
}
