//! What the engine itself holds about API tokens, with policy in code out of the way.

use domain::id::{ApiTokenId, MailId, SessionId, StepUpId};
use domain::{Action, Clock, Rng};
use store::{AuditEvent, Error, NewApiToken, PasswordChange, SealedMail, Switch};
use time::Duration;

use crate::cast::prove;
use crate::firm::{Database, Persona, TestClock, TestRng, request};

fn wanted<'a>(
    scope: &'a [&'static str],
    sensitive: &'a [&'static str],
    object: Option<&'a str>,
) -> NewApiToken<'a> {
    NewApiToken {
        id: ApiTokenId::new(TestClock.now(), &TestRng),
        handle_hash: TestRng.bytes(),
        name: "Nube",
        scope,
        days: 30,
        ranges: &[],
        sensitive,
        sensitive_object: object,
    }
}

/// Spends a proof for `action` on `object`, and asks for the token with it.
async fn make(
    database: &Database,
    persona: &Persona,
    new: &NewApiToken<'_>,
    action: Action,
    object: &str,
) -> Result<(), Error> {
    let token = prove(database, persona, action, object).await;
    let tx = database.store.begin(&persona.caller()).await.unwrap();
    let spent = tx.spend_step_up(&token, action, object).await?;
    tx.create_api_token(new, &spent).await?;
    tx.commit(&AuditEvent::new(action).on("api_token", &new.id).step_up(spent)).await.map(drop)
}

#[tokio::test]
async fn the_engine_makes_a_token_only_with_the_proof_for_it_and_within_its_maker() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let clerk = database.hire(north.org, "Miguel", &["member"]).await;
    let (own, org) = (clerk.member.to_string(), north.org.to_string());
    let (plain, sensitive) = (Action::ApiTokenCreate, Action::ApiTokenCreateSensitive);
    let read = ["certificate.read"];
    let download = ["certificate.download"];
    for (new, action, object) in [
        (wanted(&read, &[], None), sensitive, own.as_str()),
        (wanted(&read, &[], None), Action::CertificateReveal, own.as_str()),
        (wanted(&read, &[], None), plain, org.as_str()),
        (wanted(&download, &download, Some(&org)), plain, org.as_str()),
        (wanted(&download, &download, Some(&org)), sensitive, own.as_str()),
    ] {
        let refused = make(&database, &clerk, &new, action, object).await;
        assert!(matches!(refused, Err(Error::NoStepUp)), "{new:?} {action} {object}: {refused:?}");
    }
    for scope in [["audit.read"], ["token.manage"], ["no.such"]] {
        let refused = make(&database, &clerk, &wanted(&scope, &[], None), plain, &own).await;
        assert!(matches!(refused, Err(Error::Wall(_))), "{scope:?}: {refused:?}");
    }
    // Sensitive acts beyond the scope, or that no token may do; a year is the most.
    let reveal = ["certificate.reveal_password"];
    let deletion = ["customer.write"];
    for new in [
        wanted(&read, &reveal, Some(&org)),
        wanted(&deletion, &deletion, Some(&org)),
        NewApiToken { days: 367, ..wanted(&download, &download, Some(&org)) },
        NewApiToken { days: 0, ..wanted(&download, &download, Some(&org)) },
    ] {
        let refused = make(&database, &clerk, &new, sensitive, &org).await;
        assert!(
            matches!(refused, Err(Error::Internal(ref rule)) if rule.starts_with("23514")),
            "{refused:?}"
        );
    }
    // A proof that an earlier transaction has spent is none.
    let token = prove(&database, &clerk, plain, &own).await;
    let tx = database.store.begin(&clerk.caller()).await.unwrap();
    let spent = tx.spend_step_up(&token, plain, &own).await.unwrap();
    tx.commit(&AuditEvent::new(plain).step_up(spent.clone())).await.unwrap();
    let tx = database.store.begin(&clerk.caller()).await.unwrap();
    let late = tx.create_api_token(&wanted(&read, &[], None), &spent).await;
    assert!(matches!(late, Err(Error::NoStepUp)), "{late:?}");
    tx.rollback().await;

    make(&database, &clerk, &wanted(&read, &[], None), plain, &own).await.unwrap();
    make(&database, &clerk, &wanted(&download, &download, Some(&org)), sensitive, &org).await.unwrap();
    assert_eq!(database.store.api_tokens(&clerk.caller(), false).await.unwrap().1.len(), 2);
    assert_eq!(database.store.api_tokens(&south.caller(), true).await.unwrap().1.len(), 0);
    database.verified_log(&north).await;
}

#[tokio::test]
async fn no_proof_and_no_refresh_token_is_for_a_program() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let program = database.add_token(&north, &["certificate.read", "token.manage"]).await;
    let id = StepUpId::new(TestClock.now(), &TestRng);
    let (action, object) = (Action::ApiTokenCreate, north.member.to_string());
    let system = database.store.system();
    let granted = system
        .grant_step_up(
            &program.handle,
            id,
            &TestRng.bytes(),
            action,
            &object,
            "pwd",
            Duration::minutes(5),
            request(),
        )
        .await;
    assert!(matches!(granted, Err(Error::Wall(_))), "{granted:?}");
    let superuser = database.superuser().await;
    let refresh =
        "INSERT INTO credenza.refresh_tokens (org_id, token_hash, session_id) VALUES ($1, sha256('x'), $2)";
    let refused = superuser.execute(refresh, &[&program.org.uuid(), &program.session.uuid()]).await;
    assert_eq!(refused.unwrap_err().code().unwrap().code(), "42501");
    // Even with a proof of its member's, a token makes and revokes none.
    let token = prove(&database, &north, action, &object).await;
    let tx = database.store.begin(&program.caller()).await.unwrap();
    assert!(matches!(tx.spend_step_up(&token, action, &object).await, Err(Error::NoStepUp)));
    tx.rollback().await;
    let tx = database.store.begin(&program.caller()).await.unwrap();
    let made = tx.create_api_token(&wanted(&["certificate.read"], &[], None), &id.to_string()).await;
    assert!(matches!(made, Err(Error::Wall(_))), "{made:?}");
    tx.rollback().await;
    let tx = database.store.begin(&program.caller()).await.unwrap();
    let own = ApiTokenId::from_uuid(program.session.uuid());
    assert!(matches!(tx.revoke_api_token(own).await, Err(Error::NotFound)));
    tx.rollback().await;
}

#[tokio::test]
async fn whatever_ends_its_session_ends_the_token_also_in_its_list() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let program = database.add_token(&north, &["certificate.read"]).await;
    assert!(database.store.begin(&program.caller()).await.is_ok());
    let superuser = database.superuser().await;
    let end = "UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'signed_out' WHERE id = $1";
    superuser.execute(end, &[&program.session.uuid()]).await.unwrap();
    assert!(matches!(database.store.begin(&program.caller()).await.err(), Some(Error::NoSession)));
    let (_, tokens) = database.store.api_tokens(&north.caller(), false).await.unwrap();
    assert!(tokens[0].revoked_at.is_some());
    let address = "127.0.0.1".parse().unwrap();
    let used = database.store.system().use_api_token(north.org, &program.handle, address, request()).await;
    assert!(matches!(used, Err(Error::NoSession)), "{used:?}");
    // A session of a person is no token.
    let used = database.store.system().use_api_token(north.org, &north.handle, address, request()).await;
    assert!(matches!(used, Err(Error::NoSession)), "{used:?}");
}

/// A session that takes a token's place would have no scope: neither switching nor a new password makes one of it.
#[tokio::test]
async fn no_session_of_a_person_comes_from_a_token() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let sql = "INSERT INTO credenza.members (org_id, id, user_id, name, email)
               SELECT $1, gen_random_uuid(), user_id, name, email FROM credenza.members WHERE id = $2";
    let superuser = database.superuser().await;
    superuser.execute(sql, &[&south.org.uuid(), &north.member.uuid()]).await.unwrap();
    let sql =
        "SELECT p.phc FROM credenza.user_passwords p JOIN credenza.members m USING (user_id) WHERE m.id = $1";
    let old: String = superuser.query_one(sql, &[&north.member.uuid()]).await.unwrap().get(0);
    let token = database.add_token(&north, &["certificate.read"]).await;
    let mail = SealedMail {
        id: MailId::new(TestClock.now(), &TestRng),
        sealed: TestRng.bytes::<40>().to_vec(),
        lifetime: Duration::hours(1),
    };
    let session = || SessionId::new(TestClock.now(), &TestRng);
    let switch = |org| Switch {
        org,
        session: session(),
        handle_hash: TestRng.bytes(),
        refresh_hash: TestRng.bytes(),
        user_agent: "",
        address: "",
    };
    let change = || PasswordChange {
        old: &old,
        new: "$argon2id$new",
        session: session(),
        handle_hash: TestRng.bytes(),
        refresh_hash: TestRng.bytes(),
        mail: &mail,
        proof: None,
    };
    let system = database.store.system();
    for org in [north.org, south.org] {
        let switched = system.switch_session(&token.handle, &switch(org), request()).await;
        assert!(matches!(switched, Err(Error::NoSession)), "{switched:?}");
    }
    let changed = system.change_password(&token.handle, &change(), request()).await;
    assert!(matches!(changed, Err(Error::NoSession)), "{changed:?}");
    // The member himself can do both.
    assert!(system.change_password(&north.handle, &change(), request()).await.unwrap());
    let again = database.sign_in(north.org, north.member).await;
    system.switch_session(&again.handle, &switch(south.org), request()).await.unwrap();
}

/// Leaving, ending other sessions, and how one is told of alerts, is for people.
#[tokio::test]
async fn a_token_does_nothing_that_is_its_members_own_affair() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let who = database.hire(north.org, "Pía", &["member"]).await;
    let second = database.sign_in(north.org, who.member).await;
    let token = database.add_token(&who, &["customer.read"]).await;
    let app = database.app().await;
    let session = second.session.uuid();
    for sql in [
        "SELECT credenza.may_leave()".to_owned(),
        "SELECT credenza.leave_organization()".to_owned(),
        "SELECT credenza.end_other_sessions()".to_owned(),
        format!("SELECT credenza.end_own_session('{session}')"),
        "SELECT credenza.see_reuse()".to_owned(),
        "SELECT credenza.set_alert_preference('off', 'en')".to_owned(),
    ] {
        for (caller, allowed) in [(&token, false), (&who, true)] {
            let enter = "SELECT FROM credenza.enter($1)";
            app.batch_execute("BEGIN").await.unwrap();
            app.execute(enter, &[&caller.handle.as_slice()]).await.unwrap();
            let done = app.batch_execute(&sql).await;
            app.batch_execute("ROLLBACK").await.unwrap();
            let state = done.err().map(|error| error.code().unwrap().code().to_owned());
            assert_eq!(state.as_deref(), (!allowed).then_some("42501"), "{sql}");
        }
    }
    assert!(database.store.begin(&south.caller()).await.is_ok());
}
