//! A fresh database with two firms in it.

use std::path::PathBuf;
use std::sync::Arc;

use domain::id::{KekId, MemberId, OrgId, RequestId, SessionId, UserId};
use domain::{Clock, Rng};
use store::{Caller, NewOrganization, NewSession, Objects, PoolSizes, Store, provision};
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

pub(crate) fn config(user: &str, database: &str) -> Config {
    let mut config = Config::new();
    config.host_path(socket()).user(user).dbname(database);
    config
}

pub(crate) async fn connect(user: &str, database: &str) -> Client {
    let (client, connection) = config(user, database).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

pub(crate) struct Database {
    pub(crate) name: String,
    pub(crate) store: Store,
    _objects: tempfile::TempDir,
}

/// A member signed in.
pub(crate) struct Persona {
    pub(crate) org: OrgId,
    pub(crate) member: MemberId,
    pub(crate) handle: [u8; 32],
}

impl Persona {
    pub(crate) fn caller(&self) -> Caller {
        Caller::new(&self.handle, RequestId::new(TestClock.now(), &TestRng))
    }
}

impl Database {
    /// A fresh, migrated database.
    pub(crate) async fn new() -> Self {
        let name = format!("t_{:032x}", u128::from_le_bytes(TestRng.bytes()));
        let admin = connect("postgres", "postgres").await;
        provision::create_database(&admin, &name).await.unwrap();
        let mut owner = connect("postgres", &name).await;
        provision::migrate(&mut owner).await.unwrap();
        let objects = tempfile::tempdir().unwrap();
        let store = Store::new(
            config("credenza_app", &name),
            config("credenza_system", &name),
            PoolSizes::default(),
            Objects::local(objects.path()).unwrap(),
            Arc::new(TestRng),
        )
        .unwrap();
        Self { name, store, _objects: objects }
    }

    /// A connection that may do everything, for looking behind the curtain.
    pub(crate) async fn superuser(&self) -> Client {
        connect("postgres", &self.name).await
    }

    /// A new organization with its administrator signed in.
    pub(crate) async fn firm(&self, name: &str) -> Persona {
        let now = TestClock.now();
        let (org, member) = (OrgId::new(now, &TestRng), MemberId::new(now, &TestRng));
        let new = NewOrganization {
            org,
            name: name.into(),
            locale: "es".into(),
            time_zone: "America/Mexico_City".into(),
            member,
            user: UserId::new(now, &TestRng),
            email: format!("{member}@example.test"),
            member_name: "Ana Peña".into(),
            password: "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA".into(),
            kek: KekId::new(now, &TestRng),
            wrapped_kek: vec![7; 48],
            setup_hash: None,
        };
        assert!(self.store.system().create_organization(&new, request()).await.unwrap());
        let handle = TestRng.bytes();
        self.sign_in(org, member, handle).await;
        Persona { org, member, handle }
    }

    /// Opens a session with this handle.
    pub(crate) async fn sign_in(&self, org: OrgId, member: MemberId, handle: [u8; 32]) {
        let superuser = self.superuser().await;
        let hash: Vec<u8> =
            superuser.query_one("SELECT sha256($1)", &[&handle.as_slice()]).await.unwrap().get(0);
        let new = NewSession {
            session: SessionId::new(TestClock.now(), &TestRng),
            org,
            member,
            handle_hash: hash.try_into().unwrap(),
            refresh_hash: TestRng.bytes(),
            amr: &["pwd"],
            user_agent: "test",
            address: "127.0.0.1",
        };
        self.store.system().open_session(&new, request()).await.unwrap();
    }
}

pub(crate) fn request() -> RequestId {
    RequestId::new(TestClock.now(), &TestRng)
}
