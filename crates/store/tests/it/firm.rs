//! A fresh database, firms in it, and their people signed in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::id::{KekId, MemberId, ObjectId, OrgId, RequestId, SessionId, UserId};
use domain::{Action, Clock, Rng};
use store::{
    AuditEvent, Caller, Error, NewOrganization, NewSession, Objects, PoolSizes, SealedKey, Store, provision,
};
use time::OffsetDateTime;
use tokio_postgres::{Client, Config, NoTls};

/// Random bytes of the operating system, by way of the standard library's hash seeds: good enough for tests.
#[derive(Debug)]
pub(crate) struct TestRng;

impl Rng for TestRng {
    fn fill(&self, out: &mut [u8]) {
        use std::hash::{BuildHasher, Hasher};
        for chunk in out.chunks_mut(8) {
            let word = std::collections::hash_map::RandomState::new().build_hasher().finish().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

#[derive(Debug)]
pub(crate) struct TestClock;

impl Clock for TestClock {
    #[allow(
        clippy::disallowed_methods,
        reason = "the database under test has the real time, so must its callers"
    )]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// Where the tests' PostgreSQL listens: `script/test-postgres` starts one and tells.
fn socket() -> PathBuf {
    let dir = std::env::var_os("CREDENZA_TEST_PG")
        .expect("CREDENZA_TEST_PG is not set: run `eval $(script/test-postgres start)`, or script/test");
    PathBuf::from(dir)
}

pub(crate) fn config(socket: &Path, user: &str, database: &str) -> Config {
    let mut config = Config::new();
    config.host_path(socket).user(user).dbname(database);
    config
}

pub(crate) async fn connect_to(socket: &Path, user: &str, database: &str) -> Client {
    let (client, connection) = config(socket, user, database).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

pub(crate) async fn connect(user: &str, database: &str) -> Client {
    connect_to(&socket(), user, database).await
}

pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) store: Store,
    socket: PathBuf,
    _objects: tempfile::TempDir,
}

/// A member signed in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Persona {
    pub(crate) org: OrgId,
    pub(crate) member: MemberId,
    pub(crate) session: SessionId,
    pub(crate) handle: [u8; 32],
    /// The hash of the session's first refresh token.
    pub(crate) refresh: [u8; 32],
}

impl Persona {
    pub(crate) fn caller(&self) -> Caller {
        Caller::new(&self.handle, request())
    }
}

impl Database {
    /// A fresh, migrated database.
    pub(crate) async fn new() -> Self {
        let name = format!("t_{:032x}", u128::from_le_bytes(TestRng.bytes()));
        Self::on(&socket(), name).await
    }

    /// A database in which nothing has been made.
    pub(crate) async fn empty() -> Self {
        let name = format!("t_{:032x}", u128::from_le_bytes(TestRng.bytes()));
        Self::unmigrated(&socket(), name).await
    }

    /// A fresh, migrated database of the PostgreSQL that listens in `socket`.
    pub(crate) async fn on(socket: &Path, name: String) -> Self {
        let database = Self::unmigrated(socket, name).await;
        provision::migrate(&mut database.superuser().await).await.unwrap();
        database
    }

    async fn unmigrated(socket: &Path, name: String) -> Self {
        let admin = connect_to(socket, "postgres", "postgres").await;
        provision::create_database(&admin, &name).await.unwrap();
        let objects = tempfile::tempdir().unwrap();
        let store = Store::new(
            config(socket, "credenza_app", &name),
            config(socket, "credenza_system", &name),
            PoolSizes::default(),
            Objects::local(objects.path()).unwrap(),
            Arc::new(TestRng),
        )
        .unwrap();
        Self { name, store, socket: socket.into(), _objects: objects }
    }

    /// A connection that may do everything, for looking behind the curtain.
    pub(crate) async fn superuser(&self) -> Client {
        connect_to(&self.socket, "postgres", &self.name).await
    }

    /// A connection of the role that requests run as.
    pub(crate) async fn app(&self) -> Client {
        connect_to(&self.socket, "credenza_app", &self.name).await
    }

    /// A new organization with its administrator signed in.
    pub(crate) async fn firm(&self, name: &str) -> Persona {
        let new = new_organization(name);
        assert!(self.store.system().create_organization(&new, request()).await.unwrap());
        self.sign_in(new.org, new.member).await
    }

    /// A new member of an organization with these roles, signed in.
    pub(crate) async fn hire(&self, org: OrgId, name: &str, roles: &[&str]) -> Persona {
        let now = TestClock.now();
        let (user, member) = (UserId::new(now, &TestRng), MemberId::new(now, &TestRng));
        let superuser = self.superuser().await;
        let email = format!("{member}@example.test");
        superuser
            .execute(
                "WITH person AS (INSERT INTO credenza.users (id, email, name) VALUES ($1, $2, $3)),
                      password AS (INSERT INTO credenza.user_passwords (user_id, phc) VALUES ($1, $6))
                 INSERT INTO credenza.members (org_id, id, user_id, name, email) VALUES ($4, $5, $1, $3, $2)",
                &[&user.uuid(), &email, &name, &org.uuid(), &member.uuid(), &PASSWORD],
            )
            .await
            .unwrap();
        for role in roles {
            superuser
                .execute(
                    "INSERT INTO credenza.member_roles VALUES ($1, $2, $3)",
                    &[&org.uuid(), &member.uuid(), role],
                )
                .await
                .unwrap();
        }
        self.sign_in(org, member).await
    }

    /// Opens a session.
    pub(crate) async fn sign_in(&self, org: OrgId, member: MemberId) -> Persona {
        let (handle, refresh) = (TestRng.bytes(), TestRng.bytes());
        let session = SessionId::new(TestClock.now(), &TestRng);
        let new = NewSession {
            session,
            org,
            member,
            handle_hash: self.sha256(&handle).await,
            refresh_hash: refresh,
            amr: &["pwd"],
            password_since: None,
            user_agent: "test",
            address: "127.0.0.1",
        };
        self.store.system().open_session(&new, request()).await.unwrap();
        Persona { org, member, session, handle, refresh }
    }

    /// The wrapped keys that come with an intent of this member's to open an object, whatever policy would say.
    pub(crate) async fn sealed_key(&self, persona: &Persona, object: ObjectId) -> Result<SealedKey, Error> {
        let tx = self.store.begin(&persona.caller()).await.unwrap();
        let (_, intent) = tx.commit_intent(AuditEvent::new(Action::EvidenceView), object, 1).await.unwrap();
        intent.sealed_key().cloned()
    }

    /// An API token of somebody's, as if he had made it: its session.
    pub(crate) async fn add_token(&self, persona: &Persona, scope: &[&str]) -> Persona {
        let (session, handle) = (SessionId::new(TestClock.now(), &TestRng), TestRng.bytes());
        let superuser = self.superuser().await;
        superuser
            .execute(
                "WITH session AS (
                     INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at, scope)
                     VALUES ($1, $2, $3, sha256($4), '{api_token}', now() + interval '1 day', now() + interval '1 day', $5))
                 INSERT INTO credenza.api_tokens (org_id, id, member_id, name, scope, step_up, expires_at)
                 VALUES ($1, $2, $3, 'Nube', $5, credenza.type_id('stp', $2), now() + interval '1 day')",
                &[&persona.org.uuid(), &session.uuid(), &persona.member.uuid(), &handle.as_slice(), &scope],
            )
            .await
            .unwrap();
        Persona { session, handle, ..*persona }
    }

    /// The database computes it, so that these tests need no library for it.
    pub(crate) async fn sha256(&self, bytes: &[u8]) -> [u8; 32] {
        let app = self.app().await;
        let hash: Vec<u8> = app.query_one("SELECT sha256($1)", &[&bytes]).await.unwrap().get(0);
        hash.try_into().unwrap()
    }

    /// The chain of the caller's organization, read to its end and checked by the verifier. Panics when it finds a
    /// failure or the head is not the last entry.
    pub(crate) async fn verified_log(&self, persona: &Persona) -> Vec<audit::Entry> {
        let mut verifier = audit::ChainVerifier::new(Some(persona.org));
        let (mut entries, mut last) = (Vec::new(), (0, 0));
        let mut leaf = String::new();
        loop {
            let page = self.store.audit_chain(&persona.caller(), last.0, last.1, 1_000).await.unwrap();
            let Some(end) = page.last() else { break };
            last = (end.epoch, end.seq);
            leaf = audit::leaf_hash(&end.bytes).to_string();
            entries.extend(page.iter().filter_map(|record| verifier.push(&record.bytes)));
        }
        let report = verifier.finish();
        assert_eq!(report.verdict, audit::Verdict::Consistent, "{report:?}");
        let head = self.store.audit_head(&persona.caller()).await.unwrap();
        assert_eq!((hex::encode(&head.hash), (head.epoch, head.seq)), (leaf, last));
        assert_eq!(entries.len(), usize::try_from(head.seq).unwrap());
        entries
    }
}

/// A hash in the form that the database asks for. Nobody verifies it here.
pub(crate) const PASSWORD: &str = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA";

pub(crate) fn new_organization(name: &str) -> NewOrganization {
    let now = TestClock.now();
    let member = MemberId::new(now, &TestRng);
    NewOrganization {
        org: OrgId::new(now, &TestRng),
        name: name.into(),
        locale: "es".into(),
        time_zone: "America/Mexico_City".into(),
        member,
        user: UserId::new(now, &TestRng),
        email: format!("{member}@example.test"),
        member_name: "Ana Peña".into(),
        password: PASSWORD.into(),
        kek: KekId::new(now, &TestRng),
        wrapped_kek: vec![7; 48],
        setup_hash: None,
    }
}

pub(crate) fn request() -> RequestId {
    RequestId::new(TestClock.now(), &TestRng)
}
