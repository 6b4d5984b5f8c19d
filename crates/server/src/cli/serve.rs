//! `credenza serve`.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{OK, Place};
use crate::app::App;
use crate::auth::tokens;
use crate::backend::Backend;
use crate::config::{Config, Log, MailBy};
use crate::datadir::DataDir;
use crate::listen::{self, Limits};
use crate::machine::{SystemClock, SystemRng};
use crate::tls::{self, Names, Source, Tls};
use crate::{alerts, checkpoints, demo, mail, metrics, ops, revocations, routes, webhooks};

/// Between two sweeps of the object store.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// Between two rounds of forgetting idle callers.
const FORGET: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address to listen on
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Fill a new data directory with a made-up firm, to look at before you begin
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let mut config = self.place.load(self.listen)?;
        if self.demo {
            demo::set_apart(&mut config)?;
        }
        log_to_stderr(config.log);
        // A core dump would hold keys and plaintext.
        rlimit::setrlimit(rlimit::Resource::CORE, 0, 0).context("switching core dumps off")?;
        tls::install_crypto_provider();
        let backend = Backend::open_alone(&config).await?;
        let tls = Tls::load(source(&config, &backend), &SystemClock)?;
        let listener = TcpListener::bind(config.listen).await.with_context(|| {
            format!("listening on {}; choose another address with --listen", config.listen)
        })?;
        let origin = config.origin(listener.local_addr()?);
        let metrics = match config.metrics_listen {
            Some(address) => Some(
                TcpListener::bind(address)
                    .await
                    .with_context(|| format!("listening on {address} (metrics.listen)"))?,
            ),
            None => None,
        };
        let redirect = match config.http_redirect {
            Some(address) => Some(
                TcpListener::bind(address)
                    .await
                    .with_context(|| format!("listening on {address} (http_redirect)"))?,
            ),
            None => None,
        };
        let demonstration = if self.demo { Some(demo::begin(&backend).await?) } else { None };
        let dir = backend.dir.clone();
        let (app, cluster, _lock) = backend.into_app(origin.clone())?;

        let shutdown = CancellationToken::new();
        let tasks = TaskTracker::new();
        tasks.spawn(stop_on_signal(shutdown.clone()));
        let demonstration = match demonstration {
            Some(record) => Some(filled(&app, &dir, record, &shutdown).await?),
            None => None,
        };
        keep_at_work(&app, &config, &tasks, &shutdown)?;
        if let Some(listener) = metrics {
            tasks.spawn(metrics::serve(listener, app.clone(), shutdown.clone()));
        }
        if let Some(redirect) = redirect {
            tasks.spawn(listen::redirect_to_https(redirect, origin.clone(), shutdown.clone()));
        }
        let outbox = (config.mail.by == MailBy::Outbox).then(|| dir.outbox());
        let config = tls.config();
        let freshness = shutdown.clone();
        tasks.spawn(async move { tls.keep_fresh(&SystemClock, freshness).await });
        announce(&app, &origin, outbox.as_deref(), demonstration.as_ref()).await?;
        let limits = Limits { proxies: app.proxies.clone(), ..Limits::default() };
        listen::serve(listener, config, routes::router(app.clone()), limits, shutdown.clone()).await;

        shutdown.cancel();
        tasks.close();
        tasks.wait().await;
        drop(app);
        if let Some(cluster) = cluster {
            cluster.stop().await;
        }
        Ok(OK)
    }
}

/// Starts what the server does by itself.
fn keep_at_work(
    app: &App,
    config: &Config,
    tasks: &TaskTracker,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    tasks.spawn(keep_house(app.clone(), shutdown.clone()));
    tasks.spawn(mail::keep_delivering(app.clone(), shutdown.clone()));
    tasks.spawn(webhooks::keep_delivering(app.clone(), shutdown.clone()));
    tasks.spawn(alerts::keep_telling(app.clone(), shutdown.clone()));
    tasks.spawn(ops::passes::keys::keep_making(app.clone(), shutdown.clone()));
    tasks.spawn(checkpoints::keep_signing(app.clone(), shutdown.clone()));
    tasks.spawn(checkpoints::witnesses::keep_showing(app.clone(), shutdown.clone()));
    if let Some(reach) = &config.revocation {
        let checker = revocations::Checker::new(reach).context("revocation")?;
        tasks.spawn(revocations::keep_asking(app.clone(), checker, shutdown.clone()));
    }
    Ok(())
}

/// The demonstration, made now unless it is there already. It is complete only when all of it is on disk.
async fn filled(
    app: &App,
    dir: &DataDir,
    mut record: demo::Record,
    shutdown: &CancellationToken,
) -> anyhow::Result<demo::Record> {
    if !record.complete {
        tokio::select! {
            filled = demo::fill(app, &record) => filled.context("making the demonstration")?,
            () = shutdown.cancelled() => anyhow::bail!("stopped while the demonstration was made"),
        }
        record.complete = true;
        record.write(dir)?;
    }
    tracing::warn!("this is a demonstration: keep nothing real in {}", dir.path().display());
    Ok(record)
}

pub(super) fn log_to_stderr(log: Log) {
    use tracing_subscriber::filter::{LevelFilter, Targets};
    use tracing_subscriber::layer::{Layer, SubscriberExt};
    use tracing_subscriber::util::SubscriberInitExt;
    // PostgreSQL's notices to us are not the operator's, nor is each migration.
    let filter = Targets::new()
        .with_default(LevelFilter::from_level(log.level))
        .with_target("tokio_postgres", LevelFilter::WARN)
        .with_target("refinery_core", LevelFilter::WARN);
    // In a file or a journal, colours are noise.
    let colours =
        std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let lines =
        tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(std::io::stderr).with_target(false);
    let lines = if log.json { lines.json().boxed() } else { lines.boxed() };
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
}

fn source(config: &Config, backend: &Backend) -> Source {
    match &config.tls {
        Some(files) => Source::Files { cert: files.cert.clone(), key: files.key.clone() },
        None => {
            let public_host = config.public_url.as_ref().map(crate::config::PublicUrl::host);
            let machine = tls::machine_name();
            let names = Names::of_server(config.listen.ip(), machine.as_deref(), public_host);
            Source::local(&backend.dir, names)
        }
    }
}

/// The listener is bound, so whoever reads this line can connect. The set-up link stands there only while there is no
/// organization; each start makes a new one, and the older ones are void.
async fn announce(
    app: &App,
    origin: &str,
    outbox: Option<&Path>,
    demonstration: Option<&demo::Record>,
) -> anyhow::Result<()> {
    let (token, hash) = tokens::opaque("", &SystemRng);
    let vacant = app.store.system().add_setup_token(&hash).await?;
    let mut out = std::io::stdout();
    writeln!(out, "ready {origin}")?;
    if vacant {
        writeln!(out, "setup {origin}/setup#{token}")?;
    }
    if let Some(outbox) = outbox {
        writeln!(out, "outbox {}", outbox.display())?;
    }
    if let Some(record) = demonstration {
        for person in &record.people {
            writeln!(out, "demo {} {}", person.email, person.role)?;
        }
        writeln!(out, "password {}", record.password.expose_secret())?;
    }
    out.flush()?;
    Ok(())
}

pub(super) async fn stop_on_signal(shutdown: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::error!("signals cannot be received: stop the server with SIGKILL, the next start recovers");
        return;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        () = shutdown.cancelled() => return,
    }
    tracing::info!("stopping; requests in flight are let finish");
    shutdown.cancel();
}

/// Removes what crashes left, now and every hour; forgets idle callers.
async fn keep_house(app: App, shutdown: CancellationToken) {
    let mut sweep = tokio::time::interval(SWEEP);
    let mut forget = tokio::time::interval(FORGET);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = forget.tick() => app.limiter.forget_idle(),
            _ = sweep.tick() => {
                let swept = ops::sweep::sweep(&app).await;
                app.metrics.swept(swept.as_ref().ok().copied());
                match swept {
                    Ok(0) => {}
                    Ok(removed) => tracing::info!(removed, "swept sealed bytes that belonged to nothing"),
                    Err(error) => tracing::warn!(%error, "the sweep failed; the next one tries again"),
                }
                if let Err(error) = app.store.system().forget_idempotency_keys().await {
                    tracing::warn!(%error, "old idempotency keys stay until the next sweep");
                }
                if let Err(error) = app.store.system().forget_renewals().await {
                    tracing::warn!(%error, "renewal links that are over were not removed");
                }
                if let Err(error) = app.store.system().forget_resets().await {
                    tracing::warn!(%error, "old reset links stay until the next sweep");
                }
                if let Err(error) = app.store.system().forget_sessions().await {
                    tracing::warn!(%error, "sessions that ended long ago stay until the next sweep");
                }
                match app.store.system().expire_webhooks().await {
                    Ok(0) => {}
                    Ok(expired) => tracing::warn!(expired, "webhooks that could not be told in their time"),
                    Err(error) => tracing::warn!(%error, "what webhooks were not told stays until the next sweep"),
                }
                match app.store.system().forget_expired_mail().await {
                    Ok(0) => {}
                    Ok(forgotten) => tracing::warn!(forgotten, "mails that could not be delivered in their time"),
                    Err(error) => tracing::warn!(%error, "old mails stay until the next sweep"),
                }
            }
        }
    }
}
