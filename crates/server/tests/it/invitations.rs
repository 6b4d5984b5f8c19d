//! Invitations: by mail, by a link that works once, and to nobody who does not read that mail.

use domain::Role;
use serde_json::{Value, json};
use store::operator::{Seats, set_seats};

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{PASSWORD, Persona, text};

const LIST: &str = "/api/v1/invitations";

impl TestApp {
    /// The secret of the newest link that was mailed to this address.
    async fn link_of(&self, email: &str) -> String {
        let mails = self.mails().await;
        let mail = mails.iter().rev().find(|mail| mail.to.contains(email)).expect("a mail");
        let start = format!("{}/invitation#", self.origin);
        let from = mail.text.find(&start).unwrap_or_else(|| panic!("{}", mail.text)) + start.len();
        mail.text[from..].split_whitespace().next().expect("a secret").to_owned()
    }

    async fn accept(&self, token: &str, name: &str, password: &str) -> Answer {
        let body = json!({"token": token, "name": name, "password": password});
        self.post("/api/v1/invitations/accept", body).await
    }

    async fn look(&self, token: &str) -> Answer {
        self.post("/api/v1/invitations/look", json!({"token": token})).await
    }
}

const NEW: &str = "nueva@example.test";

#[tokio::test]
async fn somebody_new_joins_by_the_link_in_his_mail() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.admin.invite(" Nueva@Example.TEST ", &["member"]).await;
    let listed = ours.admin.get(LIST).await.json(200);
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["email"]), (&json!(id), &json!(NEW)));
    assert_eq!(listed["items"][0]["invited_by"], "Ana Peña");
    assert_eq!(theirs.admin.get(LIST).await.json(200)["items"], json!([]));
    let mails = test.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.contains("Gestoría norte"), "{}", mails[0].subject);
    let token = test.link_of(NEW).await;
    let answer = ours.admin.get(LIST).await.text();
    assert!(!answer.contains(&token), "the link is in the mail alone");

    assert_eq!(
        test.look(&token).await.json(200),
        json!({"organization": "Gestoría norte", "logo": null, "email": NEW})
    );
    test.accept(&token, "Nueva", "corta").await.problem(422, "invalid");
    let joined = test.accept(&token, "Nieves Nueva", PASSWORD).await.json(201);
    assert_eq!(joined["organization_id"], ours.org.to_string());
    let new = test.sign_in(NEW).await;
    assert_eq!((new.org, new.member.to_string()), (ours.org, text(&joined["member_id"])));
    assert_eq!(new.get("/api/v1/customers").await.status, 200);
    new.get(LIST).await.problem(403, "forbidden");
    let shown = ours.admin.get(&format!("/api/v1/members/{}", new.member)).await.json(200);
    assert_eq!((&shown["name"], &shown["roles"]), (&json!("Nieves Nueva"), &json!(["member"])));

    // Once.
    test.accept(&token, "Otra", PASSWORD).await.problem(410, "invitation_closed");
    test.look(&token).await.problem(410, "invitation_closed");
    assert_eq!(ours.admin.get(LIST).await.json(200)["items"], json!([]));
    let log = ours.admin.audit("action=invitation.accept").await;
    assert_eq!(log.len(), 1);
    assert_eq!(log[0]["actor"], json!({"kind": "anonymous"}));
    assert_eq!(log[0]["details"], json!({"invitation": id, "roles": "member"}));
    assert_eq!(log[0]["disclosed"], json!({"email": NEW}));
    assert!(!log[0].to_string().replace(&log[0]["disclosed"].to_string(), "").contains(NEW));
}

#[tokio::test]
async fn who_has_an_account_gives_its_password() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    theirs.admin.invite(&ours.member.email, &["auditor"]).await;
    let token = test.link_of(&ours.member.email).await;
    test.accept(&token, "", "otra frase bastante larga").await.problem(401, "bad_credentials");
    let refused = theirs.admin.audit("action=invitation.accept").await;
    assert_eq!(refused[0]["outcome"], "refused");
    let tried = ours.admin.audit("action=session.sign_in").await;
    assert_eq!(tried[0]["outcome"], "refused", "and where he is a member already, it counts as a sign-in");
    test.accept(&token, "Otro nombre", PASSWORD).await.json(201);
    let there = test.sign_in_to(&ours.member.email, Some(theirs.org)).await;
    assert_eq!(there.org, theirs.org);
    let shown = theirs.admin.get(&format!("/api/v1/members/{}", there.member)).await.json(200);
    assert_eq!(shown["name"], "Benito", "an account keeps its name");
    assert_eq!(ours.member.get("/api/v1/customers").await.status, 200, "and his other session goes on");
}

#[tokio::test]
async fn inviting_tells_nobody_who_has_an_account() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let body = |email: &str| json!({"email": email, "roles": ["member"]});
    let org = ours.org.to_string();
    let invite = async |email: &str| {
        ours.admin.send_proven("POST", LIST, body(email), "invitation.create", &org).await
    };
    let (known, unknown) = (invite(&theirs.member.email).await, invite("nadie@example.test").await);
    let without = |answer: &Answer| {
        let mut value = answer.json(201);
        for field in ["id", "email", "expires_at"] {
            assert!(value[field].take().is_string());
        }
        value
    };
    assert_eq!(without(&known), without(&unknown));
    let mut mails = test.mails().await;
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    let words =
        |n: usize| mails[n].text.lines().filter(|line| !line.contains("czi_")).collect::<Vec<_>>().join("\n");
    assert_eq!(words(0), words(1), "nor do the mails differ");
    // A link is asked for where it leads, and both say the same.
    for email in [theirs.member.email.as_str(), "nadie@example.test"] {
        let token = test.link_of(email).await;
        assert_eq!(test.look(&token).await.json(200)["email"], email);
    }
}

#[tokio::test]
async fn a_link_that_was_replaced_taken_back_or_is_over_opens_nothing() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.admin.invite(NEW, &["member"]).await;
    let first = test.link_of(NEW).await;
    let path = format!("{LIST}/{id}");
    ours.admin.act_proven("POST", &format!("{path}/resend"), "invitation.resend", &id).await.json(200);
    let second = test.link_of(NEW).await;
    assert_ne!(first, second);
    test.accept(&first, "x", PASSWORD).await.problem(410, "invitation_closed");
    assert_eq!(test.look(&second).await.status, 200);
    let over = "UPDATE credenza.invitations SET expires_at = now()";
    assert_eq!(test.database.change(over).await, 1);
    test.accept(&second, "x", PASSWORD).await.problem(410, "invitation_closed");
    assert_eq!(ours.admin.get(LIST).await.json(200)["items"][0]["expired"], true);
    ours.admin.act_proven("POST", &format!("{path}/resend"), "invitation.resend", &id).await.json(200);
    let third = test.link_of(NEW).await;
    ours.admin.act_proven("DELETE", &path, "invitation.revoke", &id).await.empty(204);
    test.accept(&third, "x", PASSWORD).await.problem(410, "invitation_closed");
    for token in ["", "x", "czi_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "'; --"] {
        test.accept(token, "x", PASSWORD).await.problem(410, "invitation_closed");
    }
    assert_eq!(test.database.one::<i64>("SELECT count(*) FROM credenza.members").await, 6);
    let lives = "SELECT count(*) FROM credenza.users";
    assert_eq!(test.database.one::<i64>(lives).await, 6, "and nobody got an account");
}

#[tokio::test]
async fn an_address_is_invited_once_and_a_member_not_at_all() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let org = ours.org.to_string();
    let invite = async |email: &str, roles: &[&str]| {
        let body = json!({"email": email, "roles": roles});
        ours.admin.send_proven("POST", LIST, body, "invitation.create", &org).await
    };
    ours.admin.invite(NEW, &["member"]).await;
    theirs.admin.invite(NEW, &["member"]).await;
    invite(NEW, &["member"]).await.problem(409, "already_invited");
    invite(&ours.auditor.email, &["member"]).await.problem(409, "already_member");
    for (email, roles, field) in [
        ("nobody", &["member"][..], "email"),
        ("a@b c", &["member"], "email"),
        ("<a@b.test>", &["member"], "email"),
        ("a..b@example.test", &["member"], "email"),
        ("x@example.test", &[], "roles"),
        ("x@example.test", &["nobody"], "roles"),
    ] {
        let problem = invite(email, roles).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["field"], field);
    }
    assert_eq!(test.mails().await.len(), 2, "what is refused sends nothing");
    // Who was removed can be asked again, and is the member that he was.
    let before = ours.member.member.to_string();
    ours.admin.change_member(&before, "remove").await.empty(204);
    invite(&ours.member.email, &["auditor"]).await.json(201);
    let token = test.link_of(&ours.member.email).await;
    assert_eq!(test.accept(&token, "", PASSWORD).await.json(201)["member_id"], before);
    assert_eq!(test.sign_in(&ours.member.email).await.get("/api/v1/audit").await.status, 200);
}

/// What was given to him by name went with him; a suspended member finds it again.
#[tokio::test]
async fn who_comes_back_stands_over_nobody_and_his_old_calendar_is_closed() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let admin = &ours.admin;
    let boss = test.hire(&ours, Role::Supervisor).await;
    let id = boss.member.to_string();
    let crew = json!({"name": "Turno", "supervisors": [id]});
    let crew = text(&admin.post("/api/v1/crews", crew).await.json(201)["id"]);
    let contractor = text(&admin.post("/api/v1/contractors", json!({"name": "Grúas"})).await.json(201)["id"]);
    admin.patch(&format!("/api/v1/contractors/{contractor}"), json!({"managers": [id]})).await.json(200);
    admin.post("/api/v1/workers", json!({"name": "Wenceslao", "crew_id": crew})).await.json(201);
    let feed = async |who: &Persona| {
        let proof = who.prove("calendar_feed.create", &who.member.to_string()).await;
        text(&who.act("POST", "/api/v1/auth/calendar-feed", &proof).await.json(201)["feed_url"])
    };
    let (his, others) = (feed(&boss).await, feed(&theirs.member).await);
    let people =
        async |who: &Persona| who.get("/api/v1/workers").await.json(200)["items"].as_array().unwrap().len();
    admin.change_member(&id, "suspend").await.empty(204);
    test.follow(&his).await.problem(404, "not_found");
    admin.change_member(&id, "reinstate").await.empty(204);
    assert_eq!(people(&test.sign_in(&boss.email).await).await, 1);
    assert_eq!(test.follow(&his).await.status, 200);

    admin.change_member(&id, "remove").await.empty(204);
    admin.invite(&boss.email, &["supervisor"]).await;
    let token = test.link_of(&boss.email).await;
    assert_eq!(test.accept(&token, "", PASSWORD).await.json(201)["member_id"], id);
    let back = test.sign_in(&boss.email).await;
    assert_eq!(people(&back).await, 0);
    test.follow(&his).await.problem(404, "not_found");
    assert_eq!(test.follow(&others).await.status, 200);
    for (path, field) in [
        (format!("/api/v1/crews/{crew}"), "supervisors"),
        (format!("/api/v1/contractors/{contractor}"), "managers"),
    ] {
        assert_eq!(admin.get(&path).await.json(200)[field], json!([]), "{path}");
    }
    // Who leaves by himself leaves the same.
    admin.patch(&format!("/api/v1/crews/{crew}"), json!({"supervisors": [id]})).await.json(200);
    back.leave().await.empty(204);
    assert_eq!(admin.get(&format!("/api/v1/crews/{crew}")).await.json(200)["supervisors"], json!([]));
}

#[tokio::test]
async fn an_invitation_falls_with_its_inviter() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let second = test.hire(&ours, Role::Admin).await;
    second.invite(NEW, &["admin"]).await;
    let token = test.link_of(NEW).await;
    ours.admin.set_roles(&second.member.to_string(), &["member"]).await.empty(204);
    test.accept(&token, "x", PASSWORD).await.problem(410, "invitation_closed");
    ours.admin.change_member(&second.member.to_string(), "remove").await.empty(204);
    assert_eq!(ours.admin.get(LIST).await.json(200)["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_are_never_exceeded_by_many_who_accept_at_once() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let client = test.database.superuser().await;
    let request = domain::id::RequestId::new(domain::Clock::now(&*test.clock), &*test.app.rng);
    assert_eq!(set_seats(&client, ours.org, Some(6), request).await.unwrap(), Seats::Set { taken: 3 });
    let mut tokens = Vec::new();
    for n in 0..8 {
        let email = format!("{n}@example.test");
        ours.admin.invite(&email, &["member"]).await;
        tokens.push(test.link_of(&email).await);
    }
    let answers =
        futures_util::future::join_all(tokens.iter().map(|token| test.accept(token, "x", PASSWORD))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 3);
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.problem(409, "no_seat");
    }
    let active = "SELECT count(*) FROM credenza.members m JOIN credenza.organizations o USING (org_id)
                  WHERE o.seat_limit = 6 AND m.status = 'active'";
    assert_eq!(test.database.one::<i64>(active).await, 6);
    // A seat that a suspended member left is free for one who waits, and then not for him.
    let member = ours.member.member.to_string();
    ours.admin.change_member(&member, "suspend").await.empty(204);
    let (waiting, _) = tokens.iter().zip(&answers).find(|(_, answer)| answer.status != 201).unwrap();
    test.accept(waiting, "x", PASSWORD).await.json(201);
    ours.admin.change_member(&member, "reinstate").await.problem(409, "no_seat");
    assert_eq!(set_seats(&client, ours.org, Some(5), request).await.unwrap(), Seats::TooFew { taken: 6 });
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_accepts_two_invitations_at_once_and_has_one_account() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let mut tokens = Vec::new();
    for firm in [&ours, &theirs] {
        firm.admin.invite(NEW, &["member"]).await;
        tokens.push(test.link_of(NEW).await);
    }
    let (here, there) = tokio::join!(
        test.accept(&tokens[0], "Nieves", PASSWORD),
        test.accept(&tokens[1], "Nieves", PASSWORD)
    );
    here.json(201);
    there.json(201);
    let accounts = format!("SELECT count(*) FROM credenza.users WHERE email = '{NEW}'");
    assert_eq!(test.database.one::<i64>(&accounts).await, 1);
    for firm in [&ours, &theirs] {
        assert_eq!(test.sign_in_to(NEW, Some(firm.org)).await.org, firm.org);
    }
}

#[tokio::test]
async fn guessing_passwords_by_a_link_is_limited_as_signing_in_is() {
    let test = TestApp::with_limiter(crate::spy::narrow(server::limit::Class::SignInAccount, 9)).await;
    let (ours, theirs) = test.firms().await;
    theirs.admin.invite(&ours.member.email, &["auditor"]).await;
    let token = test.link_of(&ours.member.email).await;
    let mut statuses: Vec<u16> = Vec::new();
    for _ in 0..10 {
        statuses.push(test.accept(&token, "", "otra frase bastante larga").await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 8, "one was for his own sign-in");
    let last: Value = test.accept(&token, "", PASSWORD).await.problem(429, "rate_limited");
    assert!(last["detail"].as_str().is_some_and(|detail| detail.contains("try again")));
}
