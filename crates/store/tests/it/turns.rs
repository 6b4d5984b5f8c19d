//! Two things are done to one person at once: the one waits for the other, never each for the other, and the later of both sees what the
//! earlier did (V111, V121).

use domain::Rng;
use domain::id::MemberId;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::firm::{Database, PASSWORD, Persona, TestRng, request};
use crate::live_sessions::differences;

/// A person who is a member of two firms, with sessions in both, a passkey, and a link for a new password.
struct Person {
    here: Persona,
    /// His membership in the other firm.
    there: Persona,
    passkey: Uuid,
    link: String,
}

struct Ground {
    database: Database,
    /// The administrators of both firms.
    north: Persona,
    south: Persona,
    superuser: Client,
}

impl Ground {
    async fn new() -> Self {
        let database = Database::new().await;
        let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
        let superuser = database.superuser().await;
        // Who makes passkeys a duty has one.
        give_passkey(&superuser, &north).await;
        Self { database, north, south, superuser }
    }

    async fn person(&self) -> Person {
        let here = self.database.hire(self.north.org, "Pía", &["member"]).await;
        let member = MemberId::from_uuid(fresh());
        let sql = "INSERT INTO credenza.members (org_id, id, user_id, name, email)
                   SELECT $1, $2, m.user_id, m.name, m.email FROM credenza.members m WHERE m.id = $3";
        let ids = [self.south.org.uuid(), member.uuid(), here.member.uuid()];
        self.superuser.execute(sql, &[&ids[0], &ids[1], &ids[2]]).await.unwrap();
        for _ in 0..2 {
            self.database.sign_in(here.org, here.member).await;
        }
        // Who looks by when they were last seen finds them the other way round than who looks by id.
        let seen = "UPDATE credenza.sessions s SET last_seen_at = now() - n * interval '1 second' FROM (
                        SELECT id, row_number() OVER (ORDER BY id) AS n FROM credenza.sessions WHERE member_id = $1) AS o
                    WHERE o.id = s.id";
        self.superuser.execute(seen, &[&here.member.uuid()]).await.unwrap();
        let there = self.database.sign_in(self.south.org, member).await;
        let passkey = give_passkey(&self.superuser, &here).await;
        let link = hex::encode(TestRng.bytes::<32>());
        let sql = "INSERT INTO credenza.password_resets (id, user_id, token_hash, expires_at)
                   SELECT gen_random_uuid(), user_id, decode($2, 'hex'), now() + interval '1 hour' FROM credenza.members WHERE id = $1";
        self.superuser.execute(sql, &[&here.member.uuid(), &link]).await.unwrap();
        Person { here, there, passkey, link }
    }

    /// What an act is in SQL.
    fn act(&self, name: &str, who: &Person) -> String {
        let (member, request) = (who.here.member.uuid(), request());
        let mine = |sql: &str| acting("credenza_app", &who.here, sql);
        let admin = |sql: &str| acting("credenza_app", &self.north, sql);
        let system = |sql: &str| format!("SET SESSION AUTHORIZATION credenza_system; {sql}");
        let (handle, link) = (hex::encode(who.here.handle), &who.link);
        let new = "gen_random_uuid(), sha256(random()::text::bytea), sha256(random()::text::bytea)";
        let mail = format!("gen_random_uuid(), decode(repeat('0a', 40), 'hex'), '1 hour', '{request}'");
        match name {
            "other roles" => admin(&format!("SELECT credenza.set_member_roles('{member}', '{{member,worker}}')")),
            "removal" => admin(&format!("SELECT credenza.remove_member('{member}')")),
            "suspension" => admin(&format!("SELECT credenza.suspend_member('{member}')")),
            "passkeys as a duty" => {
                admin("UPDATE credenza.organizations SET require_passkeys = NOT require_passkeys")
            }
            "shorter sessions" => admin(
                "UPDATE credenza.organizations SET idle_timeout = least(idle_timeout, '14 minutes') - interval '1 second'",
            ),
            "a new password" => system(&format!(
                "SELECT system.change_password('\\x{handle}', '{PASSWORD}', '$argon2id$new', {new}, {mail}, NULL)"
            )),
            "a password by link" => {
                system(&format!("SELECT system.reset_password('\\x{link}', '$argon2id$new', {mail})"))
            }
            "a link for a password" => system(&format!(
                "SELECT system.issue_reset((SELECT r.user_id FROM system.find_reset('\\x{link}') r), gen_random_uuid(),
                     sha256(random()::text::bytea), '1 hour', gen_random_uuid(), decode(repeat('0a', 40), 'hex'), '{request}')"
            )),
            "a sign-in" => {
                let org = who.here.org.uuid();
                system(&format!(
                    "SELECT system.open_session('{org}', gen_random_uuid(), '{member}', sha256(random()::text::bytea),
                         sha256(random()::text::bytea), '{{pwd}}', NULL, 'test', '127.0.0.1', '{request}', '{{}}')"
                ))
            }
            "a switch" => {
                let (from, org) = (hex::encode(who.there.handle), who.here.org.uuid());
                system(&format!(
                    "SELECT system.switch_session('\\x{from}', '{org}', {new}, 'test', '127.0.0.1', '{request}', '{{}}')"
                ))
            }
            "another passkey" => {
                mine("SELECT credenza.add_passkey(gen_random_uuid(), sha256(random()::text::bytea), '{}', 0, false, 'x')")
            }
            "a passkey less" => mine(&format!("SELECT credenza.remove_passkey('{}')", who.passkey)),
            "new recovery codes" => mine("SELECT credenza.replace_recovery_codes('{}')"),
            "the end of other sessions" => mine("SELECT credenza.end_other_sessions()"),
            "leaving" => {
                let end = "SELECT credenza.leave_organization(); COMMIT";
                mine("SELECT credenza.may_leave()").replace("COMMIT", end)
            }
            _ => panic!("{name}"),
        }
    }
}

/// All acts that [`Ground::act`] knows; the first are an administrator's, who take turns on their organization.
const ACTS: [&str; 15] = [
    "other roles",
    "suspension",
    "removal",
    "passkeys as a duty",
    "shorter sessions",
    "a new password",
    "a password by link",
    "a link for a password",
    "a sign-in",
    "a switch",
    "another passkey",
    "a passkey less",
    "new recovery codes",
    "the end of other sessions",
    "leaving",
];

const ADMINS: usize = 5;

/// An act of somebody, with its entry in the log, in one message.
fn acting(role: &str, who: &Persona, sql: &str) -> String {
    let (handle, request) = (hex::encode(who.handle), request());
    format!(
        "SET SESSION AUTHORIZATION {role}; BEGIN; SELECT credenza.enter('\\x{handle}'); {sql};
         SELECT credenza.enter('\\x{handle}');
         SELECT audit.append('session.revoke', NULL, NULL, NULL, 'done', NULL, '{request}', '{{}}', '{{}}', NULL, false); COMMIT"
    )
}

fn fresh() -> Uuid {
    Uuid::from_bytes(TestRng.bytes())
}

async fn give_passkey(superuser: &Client, who: &Persona) -> Uuid {
    let id = fresh();
    let sql = "INSERT INTO credenza.passkeys (id, user_id, credential_id, credential, sign_count, backed_up, name)
               SELECT $2, user_id, sha256(random()::text::bytea), '{}', 0, false, 'x' FROM credenza.members WHERE id = $1";
    superuser.execute(sql, &[&who.member.uuid(), &id]).await.unwrap();
    id
}

/// Begun, and come as far as it can for now: over, or waiting for another.
struct Begun(tokio::task::JoinHandle<Result<(), tokio_postgres::Error>>);

async fn begin(database: &Database, looking: &Client, sql: String) -> Begun {
    let client = database.superuser().await;
    let pid: i32 = client.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);
    let running = tokio::spawn(async move { client.batch_execute(&sql).await });
    let blocked = "SELECT cardinality(pg_blocking_pids($1)) > 0";
    while !running.is_finished() && !looking.query_one(blocked, &[&pid]).await.unwrap().get::<_, bool>(0) {}
    Begun(running)
}

impl Begun {
    /// What came of it: done, or why not.
    async fn end(self) -> Result<(), SqlState> {
        self.0.await.unwrap().map_err(|error| error.code().unwrap_or_else(|| panic!("{error}")).clone())
    }
}

/// Each act with each other, in both orders. The first comes as far as its sessions, its password or the log; the second as far as it can;
/// then both go on.
#[tokio::test]
async fn no_two_acts_wait_in_a_circle() {
    let ground = Ground::new().await;
    let holding = ground.database.superuser().await;
    let mut circles = Vec::new();
    for first in ACTS {
        for second in ACTS {
            if ACTS[..ADMINS].contains(&first) && ACTS[..ADMINS].contains(&second) {
                continue;
            }
            let who = ground.person().await;
            let place =
                format!("(org_id, member_id) = ('{}', '{}')", who.here.org.uuid(), who.here.member.uuid());
            let hold = match first {
                "a new password" => "SELECT FROM credenza.user_passwords FOR UPDATE".to_owned(),
                "a sign-in" | "a switch" | "leaving" | "new recovery codes" | "a link for a password" => {
                    "SELECT FROM audit.heads FOR UPDATE".to_owned()
                }
                _ => format!("SELECT FROM credenza.sessions WHERE {place} FOR UPDATE"),
            };
            holding.batch_execute(&format!("BEGIN; {hold}")).await.unwrap();
            let one = begin(&ground.database, &ground.superuser, ground.act(first, &who)).await;
            let two = begin(&ground.database, &ground.superuser, ground.act(second, &who)).await;
            holding.batch_execute("COMMIT").await.unwrap();
            for came in [one.end().await, two.end().await] {
                match came {
                    Err(SqlState::T_R_DEADLOCK_DETECTED) => circles.push(format!("{first}, then {second}")),
                    // What the first has ended, the second cannot do any more; and whose passkey is asked for has no proof here.
                    Ok(()) => {}
                    Err(state) => assert!(
                        state.code().starts_with("CZ") || state.code() == "42501",
                        "{first}, {second}: {state:?}"
                    ),
                }
            }
            assert_eq!(differences(&ground.superuser).await, [""; 0], "{first}, then {second}");
        }
    }
    assert_eq!(circles, [""; 0]);
}

/// Who removes his last passkey while his organization makes them a duty either cannot, or has to enrol another.
#[tokio::test]
async fn nobody_removes_his_last_passkey_past_the_duty() {
    let ground = Ground::new().await;
    for duty_first in [false, true] {
        let who = ground.person().await;
        ground
            .superuser
            .batch_execute("UPDATE credenza.organizations SET require_passkeys = false")
            .await
            .unwrap();
        let (duty, less) = (ground.act("passkeys as a duty", &who), ground.act("a passkey less", &who));
        let (first, second) = if duty_first { (&duty, &less) } else { (&less, &duty) };
        let one = ground.database.superuser().await;
        one.batch_execute(&first.replace("COMMIT", "")).await.unwrap();
        let two = begin(&ground.database, &ground.superuser, second.clone()).await;
        assert!(!two.0.is_finished(), "it did not wait");
        one.batch_execute("COMMIT").await.unwrap();
        two.end().await.unwrap();
        let sql = "SELECT m.must_enrol, EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id)
                   FROM credenza.members m WHERE m.id = $1";
        let row = ground.superuser.query_one(sql, &[&who.here.member.uuid()]).await.unwrap();
        assert_eq!((row.get::<_, bool>(0), row.get::<_, bool>(1)), (!duty_first, duty_first));
    }
}

/// And who joins such an organization meanwhile.
#[tokio::test]
async fn nobody_joins_past_the_duty_while_he_removes_his_last_passkey() {
    let ground = Ground::new().await;
    let who = ground.person().await;
    let (superuser, west) = (&ground.superuser, ground.database.firm("Oeste").await);
    give_passkey(superuser, &west).await;
    let sql = "UPDATE credenza.organizations SET require_passkeys = true WHERE org_id = $1";
    superuser.execute(sql, &[&west.org.uuid()]).await.unwrap();
    let one = ground.database.superuser().await;
    one.batch_execute(&ground.act("a passkey less", &who).replace("COMMIT", "")).await.unwrap();
    let (org, member, known) = (west.org.uuid(), fresh(), who.here.member.uuid());
    let joins = format!(
        "INSERT INTO credenza.members (org_id, id, user_id, name, email)
         SELECT '{org}', '{member}', m.user_id, m.name, m.email FROM credenza.members m WHERE m.id = '{known}'"
    );
    let two = begin(&ground.database, superuser, joins).await;
    assert!(!two.0.is_finished(), "it did not wait");
    one.batch_execute("COMMIT").await.unwrap();
    two.end().await.unwrap();
    let sql = "SELECT must_enrol FROM credenza.members WHERE id = $1";
    assert!(superuser.query_one(sql, &[&member]).await.unwrap().get::<_, bool>(0));
}
