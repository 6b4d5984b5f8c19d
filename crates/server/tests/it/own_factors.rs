//! What becomes of the factors of an account: who changes a password, what the owner is told, and a lost passkey.

use domain::Role;
use domain::id::{MemberId, UserId};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{PASSWORD, Persona, text};

const NEW: &str = "otra frase que nadie adivina";
const CHANGE: &str = "account.password_change";

async fn change(who: &Persona, present: &str, proof: Option<&str>) -> Answer {
    let body = json!({"current_password": present, "new_password": NEW});
    let request = who.request("POST", "/api/v1/auth/password").json(&body);
    Answer::of(match proof {
        Some(proof) => request.header("Step-Up", proof),
        None => request,
    })
    .await
}

/// Signs in with a recovery code, as the second step.
async fn recover(test: &TestApp, who: &Persona, code: &str) -> Answer {
    let step = test.password_step(&who.email).await;
    let body = json!({"token": step["token"], "recovery_code": code});
    test.post("/api/v1/auth/login/second-step", body).await
}

async fn take_off(admin: &Persona, id: &str) -> Answer {
    let path = format!("/api/v1/members/{id}/passkeys");
    admin.act_proven("DELETE", &path, "member.remove_passkeys", id).await
}

#[tokio::test]
async fn who_has_a_passkey_changes_his_password_with_it() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let who = &ours.member;
    let oneself = who.member.to_string();
    let by_password = who.prove(CHANGE, &oneself).await;
    let (mut authenticator, _) = who.enrol(&test).await;
    change(who, PASSWORD, None).await.problem(403, "step_up_required");
    change(who, PASSWORD, Some(&by_password)).await.problem(403, "step_up_required");
    for (action, object) in [(CHANGE, theirs.member.member.to_string()), ("passkey.enrol", oneself.clone())] {
        let proof = who.prove_by(&mut authenticator, action, &object).await;
        change(who, PASSWORD, Some(&proof)).await.problem(403, "step_up_required");
    }
    let mut log = ours.admin.audit("action=account.password_change").await;
    log.retain(|entry| entry["outcome"] == "refused");
    assert_eq!(log.len(), 4, "each refusal is recorded");

    let proof = who.prove_by(&mut authenticator, CHANGE, &oneself).await;
    change(who, "no es la mía, seguro", Some(&proof)).await.problem(401, "bad_credentials");
    let tokens = change(who, PASSWORD, Some(&proof)).await.json(200);
    let renewed = who.with_access(text(&tokens["access_token"]));
    change(&renewed, NEW, Some(&proof)).await.problem(422, "invalid");
    renewed.get("/api/v1/customers").await.json(200);
    // Who has none goes on with the password alone.
    change(&theirs.member, PASSWORD, None).await.json(200);
}

#[tokio::test]
async fn the_owner_is_told_by_mail_what_becomes_of_his_factors() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let who = &ours.member;
    who.api_token(&["customer.read"]).await;
    let (mut authenticator, first) = who.enrol(&test).await;
    let codes = who.new_codes(&mut authenticator).await;
    recover(&test, who, "nothing").await.problem(401, "bad_recovery_code");
    recover(&test, who, &codes[0]).await.json(200);
    // A code proves it once more, for removing the passkey that was lost.
    let body = json!({"action": "passkey.remove", "object": first, "recovery_code": codes[1]});
    let proof = text(&who.post("/api/v1/auth/step-up", body).await.json(200)["step_up_token"]);
    who.act("DELETE", &format!("/api/v1/auth/passkeys/{first}"), &proof).await.empty(204);
    let robbed = test.sign_in(&who.email).await;
    let refresh = json!({"refresh_token": robbed.refresh});
    test.post("/api/v1/auth/refresh", refresh.clone()).await.json(200);
    test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");

    let mails = test.mails().await;
    let mut subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    subjects.sort_unstable();
    assert_eq!(
        subjects,
        [
            "Códigos de recuperación nuevos",
            "Se cerró una de sus sesiones",
            "Se creó un token de API",
            "Se quitó una llave de acceso",
            "Se registró una llave de acceso",
            "Se usó un código de recuperación",
            "Se usó un código de recuperación",
        ]
    );
    for mail in &mails {
        assert!(mail.to.contains(&who.email), "{}", mail.to);
        assert!(mail.text.contains("127.0.0.1") && mail.text.contains("UTC"), "{}", mail.text);
        assert!(mail.text.contains('?') || mail.text.contains("Si no sabe"), "what to do: {}", mail.text);
        assert!(codes.iter().all(|code| !mail.raw.contains(code.as_str())));
        assert!(!mail.raw.contains("pky_") && !mail.raw.contains("Portátil"), "{}", mail.raw);
    }
}

#[tokio::test]
async fn lost_passkeys_are_taken_off_by_an_administrator_and_others_can_be_enrolled() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let who = &ours.member;
    let id = who.member.to_string();
    take_off(&ours.admin, &id).await.problem(409, "passkeys_stay");
    let (mut authenticator, _) = who.enrol(&test).await;
    who.new_codes(&mut authenticator).await;
    take_off(&theirs.admin, &id).await.problem(404, "not_found");
    test.mails().await;

    take_off(&ours.admin, &id).await.empty(204);
    who.get("/api/v1/customers").await.problem(401, "unauthorized");
    let back = test.sign_in(&who.email).await;
    let own = back.own().await;
    assert_eq!((&own["items"], &own["recovery_codes"]), (&json!([]), &json!(0)), "{own}");
    back.enrol(&test).await;
    let log = ours.admin.audit("action=member.remove_passkeys").await;
    assert_eq!((&log[0]["outcome"], &log[0]["object"]["id"]), (&json!("done"), &json!(id)));
    assert!(log[0]["assurance"]["step_up"] != Value::Null && log[1]["outcome"] == "refused");
    let mails = test.mails().await;
    let told = mails.iter().find(|mail| mail.subject == "Se retiraron sus llaves de acceso").expect("a mail");
    assert!(told.to.contains(&who.email) && !told.text.contains("127.0.0.1"), "{}", told.text);
}

/// The passkey of somebody who is a member elsewhere guards that place too: who manages him here must not open it.
#[tokio::test]
async fn nobody_takes_off_what_guards_another_organization_or_more_than_he_manages() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let who = &ours.member;
    who.enrol(&test).await;
    let sql = format!("SELECT user_id FROM credenza.members WHERE id = '{}'", who.member.uuid());
    let user = UserId::from_uuid(test.database.one(&sql).await);
    let there = MemberId::from_uuid(uuid::Uuid::from_u128(7));
    test.add_member(theirs.org, there, user, &who.email, Role::Member).await;
    for status in ["active", "suspended"] {
        test.database
            .change(&format!("UPDATE credenza.members SET status = '{status}' WHERE id = '{}'", there.uuid()))
            .await;
        take_off(&ours.admin, &who.member.to_string()).await.problem(409, "passkeys_stay");
        take_off(&theirs.admin, &there.to_string()).await.problem(409, "passkeys_stay");
    }
    assert_eq!(test.database.one::<i64>("SELECT count(*) FROM credenza.passkeys").await, 1);
    test.database
        .change(&format!("UPDATE credenza.members SET status = 'removed' WHERE id = '{}'", there.uuid()))
        .await;
    take_off(&ours.admin, &who.member.to_string()).await.empty(204);

    let oneself = ours.admin.member.to_string();
    take_off(&ours.admin, &oneself).await.problem(409, "oneself");
    let people = ours.admin.new_role("Personal", &["member.manage", "member.read"]).await;
    ours.admin.set_roles(&ours.auditor.member.to_string(), &[people.as_str()]).await.empty(204);
    ours.admin.enrol(&test).await;
    take_off(&ours.auditor, &oneself).await.problem(403, "beyond_own");
}
