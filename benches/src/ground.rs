//! What everything is measured on: a PostgreSQL of our own with the settings of the embedded mode, a server over it on
//! a loopback port, and firms in it. All of it is gone afterwards.

use std::collections::HashMap;
use std::fs::{File, Permissions};
use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use domain::Rng;
use server::app::{App, DOWNLOAD_SECONDS, PARSERS, Parts};
use server::auth::passkeys::Passkeys;
use server::auth::password::Passwords;
use server::auth::tokens::{SECRET_LEN, Tokens};
use server::checkpoints::Signer;
use server::datadir::{DataDir, DirLock};
use server::embedded::{Cluster, DATABASE, SUPERUSER};
use server::kms::LocalKeys;
use server::limit::{Class, InProcess, Rate};
use server::listen::{self, Limits};
use server::machine::{SystemClock, SystemRng};
use server::mail::{Mail, Outbox, QueueKey, Sender};
use server::places::Places;
use server::proxies::TrustedProxies;
use server::routes;
use server::tls::{Names, Source, Tls};
use server::webhooks::{Reach, Webhooks};
use store::{Objects, PoolSizes, Store, provision};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_postgres::{Client, NoTls};
use tokio_util::sync::CancellationToken;

use crate::files::Files;
use crate::firms::{Firm, found};
use crate::http::Target;
use crate::{pgbench, unsecured};

/// Where the server logs, in the folder.
const LOG: &str = "server.log";

/// A role that row-level security does not hold, for the baselines.
const ROLE: &str = "CREATE SCHEMA bench;
    CREATE ROLE bench_unsecured NOLOGIN BYPASSRLS;
    GRANT USAGE ON SCHEMA credenza, bench TO bench_unsecured;
    GRANT EXECUTE ON FUNCTION credenza.fold(text) TO bench_unsecured;
    GRANT SELECT ON credenza.certificates, credenza.customers, credenza.objects, credenza.revocations, credenza.alerts
        TO bench_unsecured;
    CREATE TABLE bench.entries (LIKE audit.entries INCLUDING ALL);
    GRANT INSERT ON bench.entries TO bench_unsecured;";

/// See the module.
pub(crate) struct Ground {
    pub(crate) app: App,
    pub(crate) target: Target,
    pub(crate) firms: Arc<Vec<Firm>>,
    pub(crate) files: Files,
    /// A superuser's connection, for preparing and for looking.
    pub(crate) admin: Client,
    /// Connections of the role that row-level security does not hold, as many as the server has.
    pub(crate) unsecured: deadpool_postgres::Pool,
    /// The folder of PostgreSQL's socket.
    pub(crate) sockets: PathBuf,
    /// For whatever a measurement needs to put somewhere.
    pub(crate) folder: TempDir,
    cluster: Cluster,
    _lock: DirLock,
    shutdown: CancellationToken,
    listener: JoinHandle<()>,
}

impl Ground {
    /// Prepares it with so many firms, and so many files of each kind.
    pub(crate) async fn prepare(firms: usize, files: usize) -> anyhow::Result<Self> {
        // PostgreSQL, running as another user, has to reach its folder inside.
        let folder =
            tempfile::Builder::new().prefix("bench-").permissions(Permissions::from_mode(0o755)).tempdir()?;
        log_into(folder.path().join(LOG))?;
        let dir = DataDir::open(&folder.path().join("data"))?;
        let lock = dir.lock()?;
        let cluster = Cluster::start(&dir, &lock, &SystemRng).await?;
        let mut admin = connect(&cluster.config(SUPERUSER, DATABASE)).await?;
        provision::migrate(&mut admin).await?;
        admin.batch_execute(ROLE).await?;
        admin.batch_execute(pgbench::TABLE).await?;
        let app = app(&dir, &cluster)?;
        let unsecured = unsecured::pool(cluster.config(SUPERUSER, DATABASE))?;

        let source = Source::local(&dir, Names::of_server(IpAddr::V4(Ipv4Addr::LOCALHOST), None, None));
        let tls = Tls::load(source, &SystemClock)?;
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let target = Target::new(socket.local_addr()?, &dir.tls().join("ca.pem"))?;
        let shutdown = CancellationToken::new();
        let router = routes::router_with(app.clone(), unsecured::router(&unsecured));
        let listener =
            tokio::spawn(listen::serve(socket, tls.config(), router, Limits::default(), shutdown.clone()));

        let files = Files::make(files, folder.path()).await?;
        let first = files.certificates.first().context("no file")?;
        let firms = found(&app, &admin, firms, first).await?;
        let sockets = cluster.endpoint().socket_dir().to_path_buf();
        Ok(Self {
            app,
            target,
            firms,
            files,
            admin,
            unsecured,
            sockets,
            folder,
            cluster,
            _lock: lock,
            shutdown,
            listener,
        })
    }

    /// An access token for each firm, good for five minutes.
    pub(crate) fn tokens(&self) -> anyhow::Result<Arc<Vec<String>>> {
        Ok(Arc::new(self.firms.iter().map(|firm| firm.token(&self.app)).collect::<Result<_, _>>()?))
    }

    /// The last that the server logged, for when something went wrong.
    pub(crate) fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(self.folder.path().join(LOG)).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(10)).map(|line| format!("{line}\n")).collect()
    }

    /// Stops everything and removes it.
    pub(crate) async fn clear(self) -> anyhow::Result<()> {
        self.shutdown.cancel();
        self.listener.await?;
        drop((self.app, self.admin, self.unsecured));
        self.cluster.stop().await;
        Ok(self.folder.close()?)
    }
}

fn app(dir: &DataDir, cluster: &Cluster) -> anyhow::Result<App> {
    let rng: Arc<dyn Rng> = Arc::new(SystemRng);
    let store = Store::new(
        cluster.config("credenza_app", DATABASE),
        cluster.config("credenza_system", DATABASE),
        PoolSizes::default(),
        Objects::local(&dir.objects())?,
        Arc::clone(&rng),
    )?;
    let keys = LocalKeys::open(&dir.keys().join("keyring.txt"), true, &SystemClock, Arc::clone(&rng))?;
    // The limiter decides about every request, and lets all of them pass.
    let unlimited = Rate::per_minute(u32::MAX, u32::MAX);
    let rates: HashMap<Class, Rate> = Class::ALL.iter().map(|class| (*class, unlimited)).collect();
    let sender = Sender::of_host("localhost").context("a sender")?;
    let mail = Mail::new(QueueKey::new(&[7; SECRET_LEN])?, sender, Arc::new(Outbox::new(dir.outbox())));
    Ok(App::new(Parts {
        store,
        keys: Arc::new(keys),
        tokens: Tokens::new(&[7; SECRET_LEN])?,
        signer: Signer::open(&dir.keys().join("audit-log.key"), &dir.signer(), &SystemRng)?,
        passwords: Passwords::new(Arc::clone(&rng))?,
        passkeys: Passkeys::new("https://localhost")?,
        limiter: Arc::new(InProcess::new(&rates)),
        mail,
        webhooks: Webhooks::new(&[7; SECRET_LEN], Reach::default())?,
        clock: Arc::new(SystemClock),
        rng,
        public_origin: "https://localhost".into(),
        proxies: TrustedProxies::default(),
        trust: None,
        download_seconds: DOWNLOAD_SECONDS,
        metrics: Arc::default(),
        demonstration: false,
        parsers: Places::new(PARSERS),
        signing: tokio::sync::Mutex::default(),
    }))
}

async fn connect(config: &tokio_postgres::Config) -> anyhow::Result<Client> {
    let (client, connection) = config.connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// As the server logs: a line a request.
fn log_into(path: PathBuf) -> anyhow::Result<()> {
    use tracing_subscriber::filter::{LevelFilter, Targets};
    use tracing_subscriber::layer::{Layer, SubscriberExt};
    use tracing_subscriber::util::SubscriberInitExt;
    let filter =
        Targets::new().with_default(LevelFilter::INFO).with_target("tokio_postgres", LevelFilter::WARN);
    let log = tracing_subscriber::fmt::layer().with_writer(File::create(path)?).with_target(false);
    Ok(tracing_subscriber::registry().with(log.with_filter(filter)).try_init()?)
}
