//! What a verification asks stands in a table of its own (V109): it says at every moment what the sessions and members say.

use domain::id::{MailId, SessionId};
use domain::{Clock, Rng};
use store::{PasswordChange, SealedMail};
use time::Duration;
use tokio_postgres::Client;

use crate::firm::{Database, PASSWORD, Persona, TestClock, TestRng, request};

/// Rows that are in one of the two and not in the other.
pub(crate) async fn differences(superuser: &Client) -> Vec<String> {
    let columns = "org_id, session_id, name, ends_at, member_id, user_id, session_label, member_label, amr, authenticated_at, scope,
                   permissions, must_enrol";
    let sql = format!(
        "SELECT 'kept: ' || kept::text FROM (SELECT {columns} FROM credenza_private.live_sessions
                                              EXCEPT SELECT {columns} FROM credenza_private.standing) AS kept
         UNION ALL
         SELECT 'missing: ' || missing::text FROM (SELECT {columns} FROM credenza_private.standing
                                                    EXCEPT SELECT {columns} FROM credenza_private.live_sessions) AS missing"
    );
    superuser.query(&sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

/// How many sessions of somebody can be acted by.
async fn live(superuser: &Client, persona: &Persona) -> i64 {
    let sql = "SELECT count(*) FROM credenza_private.live_sessions WHERE member_id = $1";
    superuser.query_one(sql, &[&persona.member.uuid()]).await.unwrap().get(0)
}

/// Everything that changes what somebody may do, one after the other, and pairs of them in one transaction.
#[tokio::test]
async fn whatever_changes_a_session_or_its_member_changes_what_may_be_done_by_it() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let auditor = database.hire(north.org, "Lucía", &["auditor", "member"]).await;
    database.add_token(&auditor, &["customer.read", "worker.read"]).await;
    database.add_token(&north, &["customer.read"]).await;
    let superuser = database.superuser().await;
    assert_eq!(live(&superuser, &auditor).await, 2);
    let acts = [
        "UPDATE credenza.members SET status = 'suspended' WHERE id = $1",
        "UPDATE credenza.members SET status = 'active' WHERE id = $1",
        "UPDATE credenza.members SET must_enrol = NOT must_enrol WHERE id = $1",
        "UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE id = $1",
        "UPDATE credenza.roles r SET permissions = '{customer.read,worker.read}' FROM credenza.members m
         WHERE m.id = $1 AND r.org_id = m.org_id AND r.id = 'member'",
        "UPDATE credenza.roles r SET permissions = '{customer.read}' FROM credenza.members m
         WHERE m.id = $1 AND r.org_id = m.org_id AND r.id = 'member'",
        "DELETE FROM credenza.member_roles WHERE role_id = 'auditor' AND member_id = $1",
        "INSERT INTO credenza.member_roles SELECT org_id, id, 'auditor' FROM credenza.members WHERE id = $1 ON CONFLICT DO NOTHING",
        "UPDATE credenza.sessions SET idle_expires_at = idle_expires_at + interval '1 hour' WHERE member_id = $1",
        "UPDATE credenza.sessions SET expires_at = expires_at - interval '1 hour' WHERE member_id = $1",
        "UPDATE credenza.sessions SET amr = '{otp,pwd}', authenticated_at = now() WHERE member_id = $1",
        "UPDATE credenza.sessions SET scope = '{customer.read}' WHERE member_id = $1 AND scope IS NOT NULL",
        "UPDATE credenza.sessions SET handle_hash = sha256(handle_hash) WHERE member_id = $1",
        "INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at)
         SELECT org_id, gen_random_uuid(), id, sha256('new'), '{pwd}', now(), now() FROM credenza.members WHERE id = $1",
        "DELETE FROM credenza.sessions WHERE member_id = $1 AND handle_hash = sha256('new')",
        "UPDATE credenza.organizations o SET absolute_timeout = '2 hours', idle_timeout = '1 hour' FROM credenza.members m
         WHERE m.id = $1 AND o.org_id = m.org_id",
        "UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'signed_out'
         WHERE id = (SELECT min(id::text)::uuid FROM credenza.sessions WHERE member_id = $1)",
        "DELETE FROM credenza.sessions WHERE member_id = $1",
    ];
    for (n, first) in acts.iter().enumerate() {
        for second in &acts[n..] {
            superuser.batch_execute("BEGIN").await.unwrap();
            for act in [first, second] {
                superuser.execute(*act, &[&auditor.member.uuid()]).await.unwrap();
                assert_eq!(differences(&superuser).await, [""; 0], "{first}; {second}");
            }
            // The neighbour is never touched.
            assert_eq!(live(&superuser, &south).await, 1, "{first}; {second}");
            superuser.batch_execute("ROLLBACK").await.unwrap();
        }
    }
    // What was compared was something: the check sees a row that is wrong, and one that is missing.
    for wrong in [
        "UPDATE credenza_private.live_sessions SET permissions = '{}'",
        "DELETE FROM credenza_private.live_sessions",
    ] {
        superuser.batch_execute(&format!("BEGIN; {wrong}")).await.unwrap();
        assert!(!differences(&superuser).await.is_empty(), "{wrong}");
        superuser.batch_execute("ROLLBACK").await.unwrap();
    }
}

/// A refresh, or anything else of a session, must not end the requests that are under way in it; a change of roles must.
#[tokio::test]
async fn secrets_outlive_a_refresh_and_not_a_change_of_roles() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let superuser = database.superuser().await;
    let secret = async |of: &Persona| -> Vec<u8> {
        let sql = "SELECT secret FROM credenza_private.live_sessions WHERE session_id = $1";
        superuser.query_one(sql, &[&of.session.uuid()]).await.unwrap().get(0)
    };
    let (first, other) = (secret(&north).await, secret(&south).await);
    assert_ne!(first, other);
    for act in [
        "UPDATE credenza.sessions SET idle_expires_at = now() + interval '5 minutes' WHERE member_id = $1",
        "UPDATE credenza.members SET must_enrol = true WHERE id = $1",
        "UPDATE credenza.members SET must_enrol = false WHERE id = $1",
    ] {
        superuser.execute(act, &[&north.member.uuid()]).await.unwrap();
        assert_eq!(secret(&north).await, first, "{act}");
    }
    superuser
        .execute(
            "UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE id = $1",
            &[&north.member.uuid()],
        )
        .await
        .unwrap();
    assert_ne!(secret(&north).await, first);
    assert_eq!(secret(&south).await, other);
}

/// Who signs in while he is being suspended gets a session that nobody can act by, whichever comes first.
#[tokio::test]
async fn nobody_signs_in_past_his_own_suspension() {
    const SUSPEND: &str = "UPDATE credenza.members SET status = 'suspended' WHERE id = $1";
    const SIGN_IN: &str = "INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at)
        SELECT org_id, gen_random_uuid(), id, sha256('new'), '{pwd}', now() + interval '1 hour', now() + interval '1 hour'
        FROM credenza.members WHERE id = $1 AND status = 'active'";
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let (one, looking) = (database.superuser().await, database.superuser().await);
    let member = north.member.uuid();
    for (first, second) in [(SUSPEND, SIGN_IN), (SIGN_IN, SUSPEND)] {
        one.batch_execute("BEGIN").await.unwrap();
        one.execute(first, &[&member]).await.unwrap();
        let two = database.superuser().await;
        let pid: i32 = two.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
        let waiting = tokio::spawn(async move { two.execute(second, &[&member]).await });
        let blocked = "SELECT count(*) FROM unnest(pg_blocking_pids($1))";
        while looking.query_one(blocked, &[&pid]).await.unwrap().get::<_, i64>(0) == 0 {
            assert!(!waiting.is_finished(), "{second} did not wait for {first}");
        }
        one.batch_execute("COMMIT").await.unwrap();
        waiting.await.unwrap().unwrap();
        assert_eq!(differences(&looking).await, [""; 0], "{first}, then {second}");
        assert_eq!(
            (live(&looking, &north).await, live(&looking, &south).await),
            (0, 1),
            "{first}, then {second}"
        );
        looking
            .execute("UPDATE credenza.members SET status = 'active' WHERE id = $1", &[&member])
            .await
            .unwrap();
    }
}

/// How many connections wait for this one.
async fn waiting_for(looking: &Client, pid: i32) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))";
    looking.query_one(sql, &[&pid]).await.unwrap().get(0)
}

/// Somebody's password and his roles change at once: the one waits for the other, and both are done.
#[tokio::test]
async fn a_new_password_and_new_roles_do_not_wait_in_a_circle() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let (holds, looking) = (database.superuser().await, database.superuser().await);
    let pid: i32 = holds.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
    // Where the password is kept, the new one waits; it has its session by then.
    holds.batch_execute("BEGIN; SELECT FROM credenza.user_passwords FOR UPDATE").await.unwrap();
    let mail = SealedMail {
        id: MailId::new(TestClock.now(), &TestRng),
        sealed: TestRng.bytes::<40>().to_vec(),
        lifetime: Duration::hours(1),
    };
    let change = PasswordChange {
        old: PASSWORD,
        new: "$argon2id$new",
        session: SessionId::new(TestClock.now(), &TestRng),
        handle_hash: TestRng.bytes(),
        refresh_hash: TestRng.bytes(),
        mail: &mail,
        proof: None,
    };
    let new_password =
        async { database.store.system().change_password(&north.handle, &change, request()).await };
    let new_roles = async {
        while waiting_for(&looking, pid).await == 0 {}
        let blocking = "SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))";
        let password: i32 = looking.query_one(blocking, &[&pid]).await.unwrap().get(0);
        let (two, member) = (database.superuser().await, north.member.uuid());
        let roles = tokio::spawn(async move {
            let sql = "UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE id = $1";
            two.execute(sql, &[&member]).await
        });
        while waiting_for(&looking, password).await == 0 {
            assert!(!roles.is_finished(), "the roles did not wait for the password");
        }
        holds.batch_execute("COMMIT").await.unwrap();
        roles.await.unwrap()
    };
    let (password, roles) = tokio::join!(new_password, new_roles);
    assert!(password.unwrap());
    roles.unwrap();
    assert_eq!(differences(&looking).await, [""; 0]);
    assert_eq!(
        (live(&looking, &north).await, live(&looking, &south).await),
        (1, 1),
        "the new session, and the neighbour's"
    );
}

/// Sessions that were over long ago cost nothing when their member or the times of sessions change.
#[tokio::test]
async fn what_is_over_is_in_nobodys_way() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let superuser = database.superuser().await;
    let end =
        "UPDATE credenza.sessions SET idle_expires_at = now() - $2::text::interval WHERE member_id = $1";
    for (ago, rows) in [("1 hour", 1), ("2 days", 0)] {
        let who = database.hire(north.org, "Lucía", &["member"]).await;
        superuser.execute(end, &[&who.member.uuid(), &ago]).await.unwrap();
        assert_eq!(live(&superuser, &who).await, rows, "{ago}");
        let roles = "UPDATE credenza.members SET access_epoch = access_epoch + 1 WHERE id = $1";
        superuser.execute(roles, &[&who.member.uuid()]).await.unwrap();
        assert_eq!(live(&superuser, &who).await, rows, "{ago}");
        assert!(matches!(database.store.begin(&who.caller()).await, Err(store::Error::NoSession)), "{ago}");
    }
    // Whose end comes to lie long ago is out at once, by whatever its row said.
    let old = database.hire(north.org, "Aurora", &["member"]).await;
    let began = "UPDATE credenza.sessions SET created_at = now() - interval '10 days', last_seen_at = now() - interval '10 days',
                 idle_expires_at = now() + interval '1 day', expires_at = now() + interval '20 days' WHERE member_id = $1";
    superuser.execute(began, &[&old.member.uuid()]).await.unwrap();
    assert_eq!(live(&superuser, &old).await, 1);
    let shorter = "UPDATE credenza.organizations SET absolute_timeout = '2 hours', idle_timeout = '1 hour' WHERE org_id = $1";
    let over = "SELECT count(*) FROM credenza.sessions WHERE xmin = pg_current_xact_id()::xid";
    superuser.batch_execute("BEGIN").await.unwrap();
    superuser.execute(shorter, &[&north.org.uuid()]).await.unwrap();
    // Written were the administrator's, which lasts twelve hours, and that one; not those that had ended.
    assert_eq!(superuser.query_one(over, &[]).await.unwrap().get::<_, i64>(0), 2);
    superuser.batch_execute("COMMIT").await.unwrap();
    assert_eq!((live(&superuser, &old).await, live(&superuser, &south).await), (0, 1));
    assert_eq!(differences(&superuser).await, [""; 0]);
}

/// What is kept of a session when it is over, and for how long.
#[tokio::test]
async fn sessions_are_forgotten_thirty_days_after_their_end() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let superuser = database.superuser().await;
    let gone = database.hire(north.org, "Lucía", &["member"]).await;
    let late = database.sign_in(north.org, gone.member).await;
    let out = database.sign_in(north.org, gone.member).await;
    let token = database.add_token(&gone, &["customer.read"]).await;
    for (session, change) in [
        (&gone, "idle_expires_at = now() - interval '30 days', expires_at = now() - interval '29 days'"),
        (&late, "idle_expires_at = now() - interval '29 days'"),
        (&out, "revoked_at = now() - interval '30 days', revoked_because = 'signed_out'"),
        (&token, "idle_expires_at = now() - interval '90 days', expires_at = now() - interval '90 days'"),
    ] {
        let sql = format!("UPDATE credenza.sessions SET {change} WHERE id = $1");
        superuser.execute(&sql, &[&session.session.uuid()]).await.unwrap();
    }
    // As if it had run out by itself: nothing told its row.
    let row = "ALTER TABLE credenza.sessions DISABLE TRIGGER follow_session; UPDATE credenza.sessions
               SET idle_expires_at = now() - interval '1 day' WHERE member_id = '{}';
               ALTER TABLE credenza.sessions ENABLE TRIGGER follow_session;
               UPDATE credenza_private.live_sessions SET ends_at = now() - interval '1 day' WHERE member_id = '{}'";
    superuser.batch_execute(&row.replace("{}", &south.member.uuid().to_string())).await.unwrap();
    assert_eq!(live(&superuser, &south).await, 1);
    let wrong = superuser.query(include_str!("../../sql/inspect_sessions.sql"), &[]).await.unwrap();
    assert!(wrong.is_empty(), "nobody acts by it, so nothing is wrong with it");

    assert_eq!(database.store.system().forget_sessions().await.unwrap(), 2);
    assert_eq!(database.store.system().forget_sessions().await.unwrap(), 0);
    let kept = "SELECT array_agg(id::text ORDER BY id) FROM credenza.sessions WHERE member_id = $1";
    let kept: Vec<String> = superuser.query_one(kept, &[&gone.member.uuid()]).await.unwrap().get(0);
    let mut expected = [late.session.uuid().to_string(), token.session.uuid().to_string()];
    expected.sort();
    assert_eq!(kept, expected, "one that ended a day later, and the API token, which is listed");
    let tokens = "SELECT count(*) FROM credenza.refresh_tokens t JOIN credenza.sessions s ON s.id = t.session_id WHERE s.member_id = $1";
    assert_eq!(superuser.query_one(tokens, &[&gone.member.uuid()]).await.unwrap().get::<_, i64>(0), 1);
    assert_eq!((live(&superuser, &south).await, live(&superuser, &north).await), (0, 1));
    assert!(database.store.begin(&north.caller()).await.is_ok());
}
