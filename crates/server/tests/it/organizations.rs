//! One person in several organizations: where a sign-in leads, and going from one to another.

use domain::Role;
use domain::id::{MemberId, UserId};
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{Firm, Persona, text};

/// Makes the administrator of `ours` an auditor of `theirs`.
async fn join(test: &TestApp, ours: &Firm, theirs: &Firm) -> MemberId {
    let superuser = test.database.superuser().await;
    let sql = "SELECT user_id FROM credenza.members WHERE id = $1";
    let user: uuid::Uuid = superuser.query_one(sql, &[&ours.admin.member.uuid()]).await.unwrap().get(0);
    let member = MemberId::from_uuid(uuid::Uuid::from_u128(7));
    test.add_member(theirs.org, member, UserId::from_uuid(user), &ours.admin.email, Role::Auditor).await;
    member
}

async fn switch(who: &Persona, org: &str) -> Answer {
    who.post("/api/v1/auth/switch", json!({"organization_id": org})).await
}

fn arrived(test: &TestApp, who: &Persona, tokens: &Value) -> Persona {
    let mut there = who.clone();
    there.access = text(&tokens["access_token"]);
    there.refresh = text(&tokens["refresh_token"]);
    let claims = test.app.tokens.verify(&there.access, domain::Clock::now(&*test.clock)).unwrap();
    (there.org, there.member, there.session) = (claims.org, claims.sub, claims.sid);
    there
}

#[tokio::test]
async fn switching_ends_one_session_and_opens_another_by_the_same_authentication() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let member = join(&test, &ours, &theirs).await;
    let own = ours.admin.get("/api/v1/auth/organizations").await.json(200);
    let names: Vec<_> =
        own["items"].as_array().unwrap().iter().map(|o| (text(&o["name"]), o["current"] == true)).collect();
    assert_eq!(names, [("Gestoría norte".into(), true), ("Gestoría sur".into(), false)]);
    let own = ours.member.get("/api/v1/auth/organizations").await.json(200);
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "of nobody else");

    let earlier = "UPDATE credenza.sessions SET authenticated_at = authenticated_at - interval '2 hours'";
    test.database.change(earlier).await;
    let proof = ours.admin.prove("audit.export", &theirs.org.to_string()).await;
    let tokens = switch(&ours.admin, &theirs.org.to_string()).await.json(200);
    let there = arrived(&test, &ours.admin, &tokens);
    assert_eq!((there.org, there.member), (theirs.org, member));
    assert_eq!(there.get("/api/v1/audit").await.status, 200);
    there.get("/api/v1/customers").await.problem(403, "forbidden");
    ours.admin.get("/api/v1/customers").await.problem(401, "unauthorized");
    let old = json!({"refresh_token": ours.admin.refresh});
    test.post("/api/v1/auth/refresh", old).await.problem(401, "bad_refresh_token");
    let new = json!({"refresh_token": there.refresh});
    test.post("/api/v1/auth/refresh", new).await.json(200);
    there.act("POST", "/api/v1/audit/export", &proof).await.problem(403, "step_up_required");
    let same = format!(
        "SELECT old.amr = new.amr AND old.authenticated_at = new.authenticated_at AND old.revoked_because = 'signed_out'
             AND new.expires_at = new.authenticated_at + interval '12 hours'
         FROM credenza.sessions old, credenza.sessions new WHERE old.id = '{}' AND new.id = '{}'",
        test.session_of(&ours.admin).uuid(),
        test.session_of(&there).uuid()
    );
    assert!(test.database.one::<bool>(&same).await, "methods and time go along");
    let log = there.audit("action=session.switch").await;
    assert_eq!((log.len(), &log[0]["actor"]["id"]), (1, &json!(member)));
    let again = test.sign_in_to(&ours.admin.email, Some(ours.org)).await;
    assert_eq!(again.audit("action=session.sign_out").await.len(), 1);
}

#[tokio::test]
async fn nobody_switches_where_he_is_no_member_or_after_his_time() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let (there, nowhere) = (theirs.org.to_string(), "org_01h455vb4pex5vsknk084sn02q");
    for org in [&there, nowhere] {
        switch(&ours.admin, org).await.problem(404, "not_found");
    }
    let member = join(&test, &ours, &theirs).await.to_string();
    theirs.admin.change_member(&member, "suspend").await.empty(204);
    switch(&ours.admin, &there).await.problem(404, "not_found");
    let own = ours.admin.get("/api/v1/auth/organizations").await.json(200);
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "nor is it offered");
    theirs.admin.change_member(&member, "reinstate").await.empty(204);
    let long_ago = "UPDATE credenza.sessions SET authenticated_at = now() - interval '12 hours'";
    test.database.change(long_ago).await;
    switch(&ours.admin, &there).await.problem(401, "unauthorized");
    assert_eq!(ours.admin.get("/api/v1/customers").await.status, 200, "and the session goes on");
}

#[tokio::test]
async fn a_sign_in_leads_to_where_one_was_last() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    join(&test, &ours, &theirs).await;
    assert_eq!(test.sign_in(&ours.admin.email).await.org, ours.org);
    let there = test.sign_in_to(&ours.admin.email, Some(theirs.org)).await;
    assert_eq!(there.org, theirs.org);
    assert_eq!(test.sign_in(&ours.admin.email).await.org, theirs.org);
    switch(&test.sign_in(&ours.admin.email).await, &ours.org.to_string()).await.json(200);
    assert_eq!(test.sign_in(&ours.admin.email).await.org, ours.org);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_switches_at_once_one_is_done() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    join(&test, &ours, &theirs).await;
    let there = theirs.org.to_string();
    let answers = futures_util::future::join_all((0..6).map(|_| switch(&ours.admin, &there))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.problem(401, "unauthorized");
    }
}
