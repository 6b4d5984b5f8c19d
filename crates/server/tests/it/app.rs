//! A server over a fresh database, listening on a port of this machine.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::Rng;
use server::app::{App, DOWNLOAD_SECONDS, PARSERS, Parts};
use server::auth::passkeys::Passkeys;
use server::auth::password::Passwords;
use server::auth::tokens::Tokens;
use server::checkpoints::Signer;
use server::config::TrustFiles;
use server::kms::LocalKeys;
use server::limit::{Counted, Limiter};
use server::machine::{SystemClock, SystemRng};
use server::mail::{Mail, Mailer, Outbox, QueueKey};
use server::metrics::Metrics;
use server::places::Places;
use server::proxies::TrustedProxies;
use server::routes;
use server::webhooks::{Reach, Webhooks};
use store::{Objects, PoolSizes, Store};
use tokio::net::TcpListener;

use crate::client::Answer;
use crate::database::{self, Database};
use crate::gate::Gate;
use crate::spy::{SpyKeys, TestClock, generous};

/// The server under test.
pub(crate) struct TestApp {
    /// `http://127.0.0.1:PORT`
    pub(crate) origin: String,
    pub(crate) app: App,
    pub(crate) database: Database,
    pub(crate) clock: Arc<TestClock>,
    pub(crate) keys: Arc<SpyKeys>,
    pub(crate) gate: Gate,
    pub(crate) http: reqwest::Client,
    pub(crate) folder: tempfile::TempDir,
}

/// A client that asks this machine directly, whatever proxy the environment names, and follows no redirect.
pub(crate) fn client() -> reqwest::ClientBuilder {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none())
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with_limiter(generous()).await
    }

    pub(crate) async fn with_limiter(limiter: Arc<dyn Limiter>) -> Self {
        Self::behind(TrustedProxies::default(), limiter).await
    }

    /// A server that believes these proxies where a request comes from.
    pub(crate) async fn behind(proxies: TrustedProxies, limiter: Arc<dyn Limiter>) -> Self {
        Self::with(proxies, limiter, None, webhooks(), None).await
    }

    /// A server with this secret, whose webhooks go out so.
    pub(crate) async fn with_webhooks(secret: [u8; 32], webhooks: Webhooks) -> Self {
        Self::with(TrustedProxies::default(), generous(), None, (secret, webhooks), None).await
    }

    /// Mail goes out by `mailer`.
    pub(crate) async fn with_mailer(mailer: Arc<dyn Mailer>) -> Self {
        Self::with(TrustedProxies::default(), generous(), Some(mailer), webhooks(), None).await
    }

    /// A server that hands out this trust pack.
    pub(crate) async fn with_trust(trust: TrustFiles) -> Self {
        Self::with(TrustedProxies::default(), generous(), None, webhooks(), Some(trust)).await
    }

    async fn with(
        proxies: TrustedProxies,
        limiter: Arc<dyn Limiter>,
        mailer: Option<Arc<dyn Mailer>>,
        (secret, webhooks): ([u8; 32], Webhooks),
        trust: Option<TrustFiles>,
    ) -> Self {
        let database = Database::new().await;
        let gate = Gate::new(&database::socket());
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("objects")).expect("a folder");
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let clock = Arc::new(TestClock::default());
        let keyring = folder.path().join("keyring.txt");
        let keys = LocalKeys::open(&keyring, true, &SystemClock, Arc::clone(&rng)).expect("a new keyring");
        let keys = Arc::new(SpyKeys::new(keys));
        let store = Store::new(
            database::config(gate.folder(), "credenza_app", &database.name),
            database::config(gate.folder(), "credenza_system", &database.name),
            PoolSizes::default(),
            Objects::local(&folder.path().join("objects")).expect("a folder of objects"),
            Arc::clone(&rng),
        )
        .expect("a store");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let outbox = folder.path().join("outbox");
        std::fs::create_dir(&outbox).expect("a folder");
        let sender = "Credenza <credenza@firm.test>".parse().expect("an address");
        let metrics = Arc::new(Metrics::default());
        let observer = Arc::clone(&metrics);
        store.on_commit(move |took| observer.committed(took));
        let limiter = Arc::new(Counted::new(limiter, Arc::clone(&metrics)));
        let mailer = mailer.unwrap_or_else(|| Arc::new(Outbox::new(outbox)));
        let mail = Mail::new(QueueKey::new(&secret).expect("a key"), sender, mailer);
        let app = App::new(Parts {
            store,
            keys: Arc::<SpyKeys>::clone(&keys),
            tokens: Tokens::new(&secret).expect("tokens"),
            signer: Signer::open(
                &folder.path().join("audit-log.key"),
                &folder.path().join("signer"),
                &SystemRng,
            )
            .expect("a signer"),
            passwords: Passwords::new(Arc::clone(&rng)).expect("hashing"),
            passkeys: Passkeys::new(&origin).expect("a relying party"),
            limiter,
            mail,
            webhooks,
            clock: Arc::<TestClock>::clone(&clock),
            rng,
            public_origin: origin.clone(),
            proxies,
            download_seconds: DOWNLOAD_SECONDS,
            metrics,
            demonstration: false,
            trust,
            parsers: Places::new(PARSERS),
            signing: tokio::sync::Mutex::default(),
        });
        let service = routes::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let http = client().build().expect("a client");
        Self { origin, app, database, clock, keys, gate, http, folder }
    }

    /// A request of nobody.
    pub(crate) fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        self.http.request(method, format!("{}{path}", self.origin))
    }

    pub(crate) async fn post(&self, path: &str, body: serde_json::Value) -> Answer {
        Answer::of(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request("GET", path)).await
    }

    pub(crate) fn keyring(&self) -> PathBuf {
        self.folder.path().join("keyring.txt")
    }

    /// Every file below the folder of sealed objects.
    pub(crate) fn object_files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        files(&self.folder.path().join("objects"), &mut found);
        found.sort();
        found
    }

    pub(crate) fn outbox(&self) -> PathBuf {
        self.folder.path().join("outbox")
    }

    /// Where an object's sealed bytes are.
    pub(crate) fn object_file(&self, org: &str, object: &str) -> PathBuf {
        self.folder.path().join("objects").join(org).join(object).join("1")
    }

    /// How many rows every table has, and which objects there are: equal before and after what left nothing.
    pub(crate) async fn census(&self) -> BTreeMap<String, i64> {
        let superuser = self.database.superuser().await;
        let mut census = BTreeMap::new();
        for table in self.database.tables().await {
            let row =
                superuser.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.expect("a count");
            census.insert(table, row.get(0));
        }
        for file in self.object_files() {
            census.insert(file.display().to_string(), 1);
        }
        census
    }
}

/// Webhooks that reach the public Internet, and the secret of their server.
fn webhooks() -> ([u8; 32], Webhooks) {
    let secret = SystemRng.bytes::<32>();
    (secret, Webhooks::new(&secret, Reach::default()).expect("a key"))
}

/// A server over a database that is there, which serves nobody: for what runs beside requests.
pub(crate) fn replica(database: &str) -> App {
    let folder = std::env::temp_dir();
    let rng: Arc<dyn Rng> = Arc::new(SystemRng);
    let (keyring, signer) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let keyring = keyring.path().join("keyring.txt");
    let keys = LocalKeys::open(&keyring, true, &SystemClock, Arc::clone(&rng)).expect("a new keyring");
    let store = Store::new(
        database::config(database::socket(), "credenza_app", database),
        database::config(database::socket(), "credenza_system", database),
        PoolSizes::default(),
        Objects::local(&folder).expect("a folder of objects"),
        Arc::clone(&rng),
    )
    .expect("a store");
    let secret = SystemRng.bytes::<32>();
    let sender = "Credenza <credenza@firm.test>".parse().expect("an address");
    App::new(Parts {
        store,
        keys: Arc::new(keys),
        tokens: Tokens::new(&secret).expect("tokens"),
        signer: Signer::open(&signer.path().join("key"), &signer.path().join("signer"), &SystemRng)
            .expect("a signer"),
        passwords: Passwords::new(Arc::clone(&rng)).expect("hashing"),
        passkeys: Passkeys::new("https://credenza.test").expect("a relying party"),
        metrics: Arc::default(),
        limiter: generous(),
        mail: Mail::new(QueueKey::new(&secret).expect("a key"), sender, Arc::new(Outbox::new(folder))),
        webhooks: Webhooks::new(&secret, Reach::default()).expect("a key"),
        clock: Arc::new(SystemClock),
        rng,
        public_origin: "https://credenza.test".into(),
        proxies: TrustedProxies::default(),
        download_seconds: DOWNLOAD_SECONDS,
        demonstration: false,
        trust: None,
        parsers: Places::new(PARSERS),
        signing: tokio::sync::Mutex::default(),
    })
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}
