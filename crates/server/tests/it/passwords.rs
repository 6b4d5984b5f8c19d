//! Changing a password, and setting one by a link sent by mail.

use serde_json::{Value, json};

use crate::app::TestApp;
use crate::authenticator::Quirk;
use crate::client::Answer;
use crate::squad::{PASSWORD, Persona, text};

const NEW: &str = "otra frase que nadie adivina";
const LIST: &str = "/api/v1/customers";
const SECOND_STEP: &str = "/api/v1/auth/login/second-step";

async fn change(who: &Persona, present: &str, new: &str) -> Answer {
    let body = json!({"current_password": present, "new_password": new});
    who.post("/api/v1/auth/password", body).await
}

async fn sign_in_with(test: &TestApp, email: &str, password: &str) -> Answer {
    test.post("/api/v1/auth/login", json!({"email": email, "password": password})).await
}

async fn forgot(test: &TestApp, email: &str) -> Answer {
    test.post("/api/v1/auth/forgot-password", json!({"email": email})).await
}

async fn reset(test: &TestApp, token: &str, password: &str) -> Answer {
    test.post("/api/v1/auth/reset-password", json!({"token": token, "password": password})).await
}

/// The token of the link in the newest mail to this address.
async fn token(test: &TestApp, email: &str) -> String {
    let mails = test.mails().await;
    let mail = mails.iter().rfind(|mail| mail.to.contains(email)).expect("a mail");
    let (_, rest) = mail.text.split_once(&format!("{}/reset#", test.origin)).expect("a link");
    rest.split_whitespace().next().expect("a token").to_owned()
}

/// The same person as a member of the other firm, signed in there.
async fn also_in(test: &TestApp, who: &Persona, firm: &crate::squad::Firm) -> Persona {
    let sql = format!("SELECT user_id FROM credenza.members WHERE id = '{}'", who.member.uuid());
    let user = domain::id::UserId::from_uuid(test.database.one(&sql).await);
    let member = domain::id::MemberId::from_uuid(uuid::Uuid::from_u128(7));
    test.add_member(firm.org, member, user, &who.email, domain::Role::Member).await;
    test.sign_in_to(&who.email, Some(firm.org)).await
}

#[tokio::test]
async fn a_change_ends_every_session_and_tells_its_owner() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let elsewhere = test.sign_in(&ours.admin.email).await;
    let there = also_in(&test, &ours.admin, &theirs).await;
    let tokens = change(&ours.admin, PASSWORD, NEW).await.json(200);
    for gone in [&ours.admin, &elsewhere, &there] {
        gone.get(LIST).await.problem(401, "unauthorized");
        let refresh = json!({"refresh_token": gone.refresh});
        test.post("/api/v1/auth/refresh", refresh).await.problem(401, "bad_refresh_token");
    }
    for other in [&ours.member, &theirs.admin] {
        assert_eq!(other.get(LIST).await.status, 200);
    }
    let mut renewed = ours.admin.clone();
    renewed.access = text(&tokens["access_token"]);
    assert_eq!(renewed.get(LIST).await.status, 200, "who changed it goes on");
    let refresh = json!({"refresh_token": tokens["refresh_token"]});
    test.post("/api/v1/auth/refresh", refresh).await.json(200);
    sign_in_with(&test, &ours.admin.email, PASSWORD).await.problem(401, "bad_credentials");
    sign_in_with(&test, &ours.admin.email, NEW).await.json(200);
    assert_eq!(sign_in_with(&test, &theirs.admin.email, PASSWORD).await.status, 200);

    let mails = test.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.contains(&ours.admin.email) && mails[0].subject == "Su contraseña ha cambiado");
    assert!(mails[0].text.contains("127.0.0.1") && !mails[0].text.contains(NEW), "{}", mails[0].text);
    for (reader, session) in [(&renewed, true), (&theirs.admin, false)] {
        let log = reader.audit("action=account.password_change").await;
        assert_eq!((log.len(), &log[0]["outcome"]), (1, &json!("done")));
        assert_eq!(log[0]["actor"]["kind"], "member");
        assert_eq!(
            log[0]["assurance"] != Value::Null,
            session,
            "another organization's session is not its business"
        );
    }
    let ended = renewed.get("/api/v1/sessions?ended=true").await.json(200);
    let because: Vec<_> =
        ended["items"].as_array().unwrap().iter().map(|s| text(&s["ended_because"])).collect();
    assert_eq!(because, ["password_changed"], "the renewed session is the same to its owner");
}

#[tokio::test]
async fn a_renewed_session_has_no_longer_life_than_the_old_one() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let near = format!(
        "UPDATE credenza.sessions SET expires_at = now() + interval '4 minutes' WHERE id = '{}'",
        ours.admin.session.uuid()
    );
    test.database.change(&near).await;
    change(&ours.admin, PASSWORD, NEW).await.json(200);
    let sql = format!(
        "SELECT bool_and(n.expires_at = o.expires_at AND n.idle_expires_at <= o.expires_at AND n.created_at = o.created_at)
         FROM credenza.sessions o JOIN credenza.sessions n ON n.member_id = o.member_id AND n.id <> o.id WHERE o.id = '{}'",
        ours.admin.session.uuid()
    );
    assert!(test.database.one::<bool>(&sql).await);
}

#[tokio::test]
async fn a_change_takes_the_present_password_and_an_acceptable_new_one() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for wrong in ["", "correcto caballo pila grap", NEW] {
        change(&ours.admin, wrong, NEW).await.problem(401, "bad_credentials");
    }
    let log = ours.admin.audit("action=account.password_change").await;
    assert_eq!(log.len(), 3);
    assert!(log.iter().all(|entry| entry["outcome"] == "refused"));
    for (new, code) in [
        ("once letras", "password_too_short"),
        ("passwordpassword", "password_common"),
        ("admin@norte.test", "password_personal"),
        (&"una frase ".repeat(30), "password_too_long"),
        (PASSWORD, "password_same"),
    ] {
        let problem = change(&ours.admin, PASSWORD, new).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], code);
    }
    assert_eq!(ours.admin.get(LIST).await.status, 200, "nothing was changed");
    assert!(test.mails().await.is_empty());
    sign_in_with(&test, &ours.admin.email, PASSWORD).await.json(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_one_wins() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let second = test.sign_in(&ours.admin.email).await;
    let (one, two) = tokio::join!(
        change(&ours.admin, PASSWORD, "la primera de dos frases"),
        change(&second, PASSWORD, "la segunda de dos frases")
    );
    let mut answers = [one.status, two.status];
    answers.sort_unstable();
    assert_eq!(answers, [200, 401]);
    assert_eq!(test.mails().await.len(), 1);
}

#[tokio::test]
async fn a_link_sets_a_new_password_once_and_opens_no_session() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let there = also_in(&test, &ours.admin, &theirs).await;
    forgot(&test, &format!(" {} ", ours.admin.email.to_uppercase())).await.empty(202);
    let token = token(&test, &ours.admin.email).await;
    assert_eq!(ours.admin.get(LIST).await.status, 200, "asking changes nothing");
    sign_in_with(&test, &ours.admin.email, PASSWORD).await.json(200);
    for (password, code) in [("short", "password_too_short"), ("qwertyuiopasdfgh", "password_common")] {
        let problem = reset(&test, &token, password).await.problem(422, "invalid");
        assert_eq!(problem["errors"][0]["code"], code, "and the link stays good");
    }
    let done = reset(&test, &token, NEW).await;
    done.empty(204);
    assert!(done.headers.get("set-cookie").is_none());
    reset(&test, &token, NEW).await.problem(410, "reset_closed");
    for gone in [&ours.admin, &there] {
        gone.get(LIST).await.problem(401, "unauthorized");
    }
    assert_eq!(ours.member.get(LIST).await.status, 200);
    sign_in_with(&test, &ours.admin.email, PASSWORD).await.problem(401, "bad_credentials");
    let there = json!({"email": ours.admin.email, "password": NEW, "organization_id": ours.org});
    let again = test.post("/api/v1/auth/login", there).await.json(200);
    let mails = test.mails().await;
    let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, ["Ponga una contraseña nueva", "Su contraseña ha cambiado"]);
    let mut reader = ours.admin.clone();
    reader.access = text(&again["access_token"]);
    for action in ["account.password_reset_request", "account.password_reset"] {
        for reader in [&reader, &theirs.admin] {
            let log = reader.audit(&format!("action={action}")).await;
            assert_eq!((log.len(), &log[0]["actor"]), (1, &json!({"kind": "anonymous"})), "{action}");
            assert_eq!(log[0]["object"]["kind"], "member");
            assert!(!log[0].to_string().contains('@'), "no address in the log");
        }
    }
    assert!(theirs.admin.audit("action=account.password_change").await.is_empty());
}

#[tokio::test]
async fn only_the_newest_link_is_good_for_half_an_hour_and_not_after_a_change() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    forgot(&test, &ours.admin.email).await.empty(202);
    let older = token(&test, &ours.admin.email).await;
    forgot(&test, &ours.admin.email).await.empty(202);
    let newest = token(&test, &ours.admin.email).await;
    assert_ne!(older, newest);
    reset(&test, &older, NEW).await.problem(410, "reset_closed");
    change(&ours.admin, PASSWORD, "mientras tanto otra frase").await.json(200);
    reset(&test, &newest, NEW).await.problem(410, "reset_closed");
    forgot(&test, &theirs.admin.email).await.empty(202);
    let late = token(&test, &theirs.admin.email).await;
    let half_hour =
        "SELECT expires_at - now() BETWEEN '29 minutes' AND '30 minutes' FROM credenza.password_resets";
    assert!(test.database.one::<bool>(half_hour).await);
    test.database.change("UPDATE credenza.password_resets SET expires_at = now()").await;
    reset(&test, &late, NEW).await.problem(410, "reset_closed");
    sign_in_with(&test, &theirs.admin.email, PASSWORD).await.json(200);
    assert_eq!(test.app.store.system().forget_resets().await.unwrap(), 1);
}

/// Holds sign-ins where their password has been verified and nothing opened, lets `meanwhile` happen, and lets them go on.
async fn held<T>(
    test: &TestApp,
    sign_ins: impl Future<Output = T>,
    count: i64,
    meanwhile: impl Future<Output = ()>,
) -> T {
    let (holds, looking) = (test.database.superuser().await, test.database.superuser().await);
    let pid: i32 = holds.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
    // Whether there are passkeys is asked then.
    holds.batch_execute("BEGIN; LOCK TABLE credenza.passkeys").await.unwrap();
    let going_on = async {
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))";
        while looking.query_one(waiting, &[&pid]).await.unwrap().get::<_, i64>(0) < count {}
        meanwhile.await;
        holds.batch_execute("COMMIT").await.unwrap();
    };
    tokio::join!(sign_ins, going_on).0
}

/// Whoever knows the old password is out, also when he was half-way in.
#[tokio::test]
async fn no_sign_in_by_the_old_password_outlives_the_new_one() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let email = &ours.admin.email;
    forgot(&test, email).await.empty(202);
    let link = token(&test, email).await;
    let late = held(&test, sign_in_with(&test, email, PASSWORD), 1, async {
        reset(&test, &link, NEW).await.empty(204);
    });
    late.await.problem(401, "bad_credentials");
    let live = format!(
        "SELECT count(*) FROM credenza.sessions WHERE revoked_at IS NULL AND member_id = '{}'",
        ours.admin.member.uuid()
    );
    assert_eq!(test.database.one::<i64>(&live).await, 0);
    let again = sign_in_with(&test, email, NEW).await.json(200);
    let mut reader = ours.admin.clone();
    reader.access = text(&again["access_token"]);
    let log = reader.audit("action=session.sign_in").await;
    let last: Vec<_> = log.iter().take(2).map(|entry| text(&entry["outcome"])).collect();
    assert_eq!(last, ["done", "refused"]);
}

/// The second step of somebody who gave the old password leads nowhere, and spends no recovery code.
#[tokio::test]
async fn no_second_step_outlives_the_password_that_led_to_it() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let who = &ours.member;
    let (mut passkey, _) = who.enrol(&test).await;
    let codes = who.new_codes(&mut passkey).await;
    let before = test.password_step(&who.email).await;
    forgot(&test, &who.email).await.empty(202);
    let link = token(&test, &who.email).await;
    // One that was begun, and one whose password was verified when the link was spent.
    let after = held(&test, sign_in_with(&test, &who.email, PASSWORD), 1, async {
        reset(&test, &link, NEW).await.empty(204);
    });
    let after = after.await.json(202);
    for step in [&before, &after] {
        let by_code = json!({"token": step["token"], "recovery_code": codes[0]});
        assert_eq!(test.post(SECOND_STEP, by_code).await.status, 401);
        let credential = passkey.sign(&step["options"], &Quirk::default());
        let by_passkey = json!({"token": step["token"], "credential": credential});
        assert_eq!(test.post(SECOND_STEP, by_passkey).await.status, 401);
    }
    assert_eq!(
        test.database
            .one::<i64>("SELECT count(*) FROM credenza.recovery_codes WHERE used_at IS NOT NULL")
            .await,
        0
    );
    let step = sign_in_with(&test, &who.email, NEW).await.json(202);
    let by_code = json!({"token": step["token"], "recovery_code": codes[0]});
    test.post(SECOND_STEP, by_code).await.json(200);
}

/// A password that is hashed anew is the same password: nobody who has just given it is refused for that.
#[tokio::test]
async fn hashing_a_password_anew_refuses_nobody() {
    use argon2::password_hash::PasswordHasher;
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let params = argon2::Params::new(64, 1, 1, None).unwrap();
    let weak = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"salt of sixteen!")
        .unwrap();
    test.database.change(&format!("UPDATE credenza.user_passwords SET phc = '{weak}'")).await;
    let email = &ours.admin.email;
    let both =
        async { tokio::join!(sign_in_with(&test, email, PASSWORD), sign_in_with(&test, email, PASSWORD)) };
    let (one, two) = held(&test, both, 2, async {}).await;
    assert_eq!((one.status, two.status), (200, 200));
}

#[tokio::test]
async fn what_is_no_link_is_told_the_same() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let mut bodies = Vec::new();
    for token in ["", "x", "czp_", "czp_AAAA", &ours.admin.refresh, &"x".repeat(10_000), "czp_\u{0}"] {
        let answer = reset(&test, token, NEW).await;
        answer.problem(410, "reset_closed");
        bodies.push(answer.body);
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[tokio::test]
async fn asking_for_a_link_tells_nobody_who_has_an_account() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let suspended = format!(
        "UPDATE credenza.members SET status = 'suspended' WHERE id = '{}'",
        ours.auditor.member.uuid()
    );
    test.database.change(&suspended).await;
    let addresses = [ours.admin.email.as_str(), "nobody@norte.test", &ours.auditor.email];
    let (mut answers, mut traffic) = (Vec::new(), Vec::new());
    for address in addresses {
        // The second time, when statements are prepared: what goes to the database and back is the same, byte for byte.
        forgot(&test, address).await.empty(202);
        let (rows, before) = (waiting(&test).await, test.gate.traffic());
        let answer = forgot(&test, address).await;
        traffic.push(test.gate.traffic() - before);
        assert_eq!(waiting(&test).await, rows + 1, "one row, whoever it is");
        answers.push((answer.status, answer.body, answer.headers.len()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let widest = traffic.iter().max().unwrap() - traffic.iter().min().unwrap();
    assert!(widest <= "nobody@norte.test".len() as u64, "{traffic:?}");
    let mails = test.mails().await;
    assert!(mails.iter().all(|mail| mail.to.contains(&ours.admin.email)), "who has no account gets no mail");
    assert_eq!(mails.len(), 2);
    forgot(&test, "not an address").await.problem(422, "invalid");
}

async fn waiting(test: &TestApp) -> i64 {
    test.database.one("SELECT count(*) FROM credenza.mail_queue").await
}

/// A field that cuts what is pasted would set another password than the one that was meant.
#[tokio::test]
async fn what_is_too_long_is_told_and_not_cut() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let cookie = format!("__Host-access={}", ours.member.access);
    let page = Answer::of(test.request("GET", "/account/password").header("cookie", &cookie)).await;
    assert_eq!(page.status, 200);
    for field in page.text().split("<input").filter(|field| field.contains("new-password")) {
        assert!(!field.split('>').next().unwrap().contains("maxlength"), "{field}");
    }
    let long = "x y".repeat(100);
    let body = format!("current_password={PASSWORD}&password={long}&password_again={long}").replace(' ', "+");
    let request = test.request("POST", "/account/password").header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer =
        Answer::of(request.header("cookie", cookie).header("accept-language", "en").body(body)).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("at most 256"), "{}", answer.text());
    assert_eq!(sign_in_with(&test, &ours.member.email, PASSWORD).await.status, 200);
}
