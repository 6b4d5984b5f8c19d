//! Everything behind the routes, opened from a configuration: data directory, database, keys, objects. The server and
//! the commands beside it open it the same way.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use domain::Rng;
use store::{Objects, PoolSizes, Store, provision};
use tokio_postgres::{Client, NoTls};

use crate::app::{App, DOWNLOAD_SECONDS, PARSERS, Parts};
use crate::auth::passkeys::Passkeys;
use crate::auth::password::Passwords;
use crate::auth::tokens::{SECRET_LEN, Tokens};
use crate::backup;
use crate::checkpoints::Signer;
use crate::checkpoints::witnesses::Witnesses;
use crate::config::{Config, LimiterChoice, MailBy, RateLimits, TrustFiles};
use crate::datadir::durable::{read_secret, write_secret};
use crate::datadir::{self, DataDir, DirLock};
use crate::embedded::{self, Cluster, Endpoint};
use crate::kms::{KeyProvider, LocalKeys};
use crate::limit::{Class, Counted, InProcess, Limiter, Rate, Shared};
use crate::machine::{SystemClock, SystemRng};
use crate::mail::{Mail, Mailer, Outbox, QueueKey, Resend, Sender, Smtp};
use crate::metrics::Metrics;
use crate::places::Places;
use crate::proxies::TrustedProxies;
use crate::webhooks::Webhooks;

/// Name of the embedded database.
const DATABASE: &str = "credenza";

/// Where the database is, for its three kinds of callers.
struct Addresses {
    app: tokio_postgres::Config,
    system: tokio_postgres::Config,
    /// Who may run migrations; absent when the operator runs them himself.
    admin: Option<tokio_postgres::Config>,
    /// Where the private cluster is, if it is that.
    endpoint: Option<Endpoint>,
}

/// An opened installation.
pub struct Backend {
    /// The data directory.
    pub dir: DataDir,
    /// The folder of the sealed objects.
    pub objects_dir: PathBuf,
    /// PostgreSQL and the object store.
    pub store: Store,
    metrics: Arc<Metrics>,
    limiter: Arc<dyn Limiter>,
    proxies: TrustedProxies,
    keys: Arc<LocalKeys>,
    tokens: Tokens,
    signer: Signer,
    mail: Mail,
    webhooks: Webhooks,
    trust: Option<TrustFiles>,
    addresses: Addresses,
    /// The private cluster, when this process runs it.
    cluster: Option<Cluster>,
    _lock: Option<DirLock>,
}

impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Backend").field("dir", &self.dir).finish_non_exhaustive()
    }
}

impl Backend {
    /// Opens the installation beside a running server, or without one: then the database runs for as long as this
    /// value lives.
    ///
    /// # Errors
    /// What is missing or wrong, in a sentence.
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        let dir = open_dir(config)?;
        match dir.lock() {
            Ok(lock) => Self::with_lock(config, dir, lock).await,
            Err(_) if config.database.is_none() => {
                let endpoint = embedded::attach(&dir).await?;
                let addresses = Addresses {
                    app: endpoint.config("credenza_app", DATABASE),
                    system: endpoint.config("credenza_system", DATABASE),
                    admin: Some(endpoint.config("postgres", DATABASE)),
                    endpoint: Some(endpoint),
                };
                Self::assemble(config, dir, addresses, None, None).await
            }
            Err(_) => {
                let addresses = external(config).context("no database is configured")?;
                Self::assemble(config, dir, addresses, None, None).await
            }
        }
    }

    /// Opens the installation for a server, which has its data directory to itself.
    ///
    /// # Errors
    /// As [`Backend::open`]; also when another server has the data directory.
    pub async fn open_alone(config: &Config) -> anyhow::Result<Self> {
        let dir = open_dir(config)?;
        let lock = dir.lock()?;
        Self::with_lock(config, dir, lock).await
    }

    /// Opens an installation of which a backup was just restored, and that nobody else may open yet.
    ///
    /// # Errors
    /// As [`Backend::open`].
    pub async fn open_restored(config: &Config, dir: DataDir) -> anyhow::Result<Self> {
        let lock = dir.lock()?;
        Self::with_lock(config, dir, lock).await
    }

    async fn with_lock(config: &Config, dir: DataDir, lock: DirLock) -> anyhow::Result<Self> {
        if let Some(addresses) = external(config) {
            return Self::assemble(config, dir, addresses, None, Some(lock)).await;
        }
        let cluster = Cluster::start(&dir, &lock, &SystemRng).await?;
        let addresses = Addresses {
            app: cluster.config("credenza_app", DATABASE),
            system: cluster.config("credenza_system", DATABASE),
            admin: Some(cluster.config("postgres", DATABASE)),
            endpoint: Some(cluster.endpoint().clone()),
        };
        Self::assemble(config, dir, addresses, Some(cluster), Some(lock)).await
    }

    async fn assemble(
        config: &Config,
        dir: DataDir,
        addresses: Addresses,
        cluster: Option<Cluster>,
        lock: Option<DirLock>,
    ) -> anyhow::Result<Self> {
        let fresh = match &addresses.admin {
            Some(admin) => {
                let mut client = connect(admin).await?;
                provision::migrate(&mut client).await?;
                store::operator::is_fresh(&client).await?
            }
            None => false,
        };
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let keys = LocalKeys::open(&dir.keys().join("keyring.txt"), fresh, &SystemClock, Arc::clone(&rng))
            .context("the keyring, without which nothing sealed can be opened")?;
        let signer = Signer::open(&dir.keys().join("audit-log.key"), &dir.signer(), &*rng)
            .context("the key that audit logs are signed with")?
            .witnessed_by(
                Witnesses::new(config.witnesses.clone(), config.witness_ca.as_deref())
                    .context("audit.witness_ca")?,
            );
        let secret = session_secret(&dir.keys().join("session.key"), &*rng)?;
        let tokens = Tokens::new(&secret)?;
        let mail = mail(config, &dir, &secret)?;
        let webhooks = Webhooks::new(&secret, config.webhooks.clone())?;
        let objects_dir = config.objects_dir.clone().unwrap_or_else(|| dir.objects());
        let objects =
            Objects::local(&objects_dir).with_context(|| format!("objects in {}", objects_dir.display()))?;
        let store = Store::new(
            addresses.app.clone(),
            addresses.system.clone(),
            PoolSizes::default(),
            objects,
            Arc::clone(&rng),
        )?;
        store.ready().await?;
        let metrics = Arc::new(Metrics::default());
        let observer = Arc::clone(&metrics);
        store.on_commit(move |took| observer.committed(took));
        let limiter = limiter(config, &tokens).await?;
        let limiter = Arc::new(Counted::new(limiter, Arc::clone(&metrics)));
        let (keys, proxies) = (Arc::new(keys), config.trusted_proxies.clone());
        Ok(Self {
            dir,
            objects_dir,
            store,
            metrics,
            limiter,
            proxies,
            keys,
            tokens,
            signer,
            mail,
            webhooks,
            trust: config.trust.clone(),
            addresses,
            cluster,
            _lock: lock,
        })
    }

    /// A connection that row-level security does not hold.
    ///
    /// # Errors
    /// When the configuration names none, or it does not answer.
    pub async fn admin(&self) -> anyhow::Result<Client> {
        let admin = self.addresses.admin.as_ref().context("set database.owner_url for this command")?;
        connect(admin).await
    }

    /// Where the private cluster is; none for a database of the operator's own.
    pub(crate) fn endpoint(&self) -> Option<&Endpoint> {
        self.addresses.endpoint.as_ref()
    }

    /// The root keys.
    pub(crate) fn keys(&self) -> &dyn KeyProvider {
        &*self.keys
    }

    /// Who signs audit logs.
    pub(crate) fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The root keys, as the rotation needs them.
    pub(crate) fn local_keys(&self) -> &LocalKeys {
        &self.keys
    }

    /// What the routes share, and what is left to close at the end.
    ///
    /// # Errors
    /// When passwords cannot be hashed on this machine.
    pub fn into_app(self, public_origin: String) -> anyhow::Result<(App, Option<Cluster>, Option<DirLock>)> {
        let rng: Arc<dyn Rng> = Arc::new(SystemRng);
        let app = App::new(Parts {
            store: self.store,
            keys: self.keys,
            tokens: self.tokens,
            signer: self.signer,
            passwords: Passwords::new(Arc::clone(&rng))?,
            passkeys: Passkeys::new(&public_origin)?,
            metrics: self.metrics,
            limiter: self.limiter,
            proxies: self.proxies,
            mail: self.mail,
            webhooks: self.webhooks,
            clock: Arc::new(SystemClock),
            rng,
            public_origin,
            download_seconds: DOWNLOAD_SECONDS,
            trust: self.trust,
            demonstration: crate::demo::is_marked(&self.dir),
            parsers: Places::new(PARSERS),
            signing: tokio::sync::Mutex::default(),
        });
        Ok((app, self.cluster, self._lock))
    }

    /// Closes the connections, and stops the database if this process runs it.
    pub async fn close(self) {
        drop(self.store);
        if let Some(cluster) = self.cluster {
            cluster.stop().await;
        }
    }
}

/// Where the data directory is, or would be.
pub(crate) fn data_dir(config: &Config) -> anyhow::Result<PathBuf> {
    Ok(match &config.data_dir {
        Some(path) => path.clone(),
        None => datadir::default_path(embedded::effective_user()? == 0, |name| {
            std::env::var_os(name).map(Into::into)
        })?,
    })
}

fn open_dir(config: &Config) -> anyhow::Result<DataDir> {
    let dir = DataDir::open(&data_dir(config)?)?;
    anyhow::ensure!(
        !dir.path().join(backup::MARKER).exists(),
        "{} was being restored, and that was broken off: remove the directory and restore again",
        dir.path().display()
    );
    Ok(dir)
}

fn external(config: &Config) -> Option<Addresses> {
    let database = config.database.as_ref()?;
    Some(Addresses {
        app: database.app.clone(),
        system: database.system.clone(),
        admin: database.owner.clone(),
        endpoint: None,
    })
}

async fn connect(config: &tokio_postgres::Config) -> anyhow::Result<Client> {
    let (client, connection) = config.connect(NoTls).await.context("connecting to the database")?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "an administrative connection ended");
        }
    });
    Ok(client)
}

/// The secret from which the keys of sessions are derived. Losing it ends all sessions, and nothing else.
fn session_secret(path: &Path, rng: &dyn Rng) -> anyhow::Result<zeroize::Zeroizing<Vec<u8>>> {
    if !path.exists() {
        let mut secret = zeroize::Zeroizing::new([0; SECRET_LEN]);
        rng.fill(&mut *secret);
        write_secret(path, &*secret)?;
    }
    Ok(read_secret(path)?)
}

/// The limiter of the configuration. One that cannot be reached is no reason not to start: nothing passes until it answers.
async fn limiter(config: &Config, tokens: &Tokens) -> anyhow::Result<Arc<dyn Limiter>> {
    let rates = rates(&config.limits);
    let LimiterChoice::Redis { url, address } = &config.limiter else {
        return Ok(Arc::new(InProcess::new(&rates)));
    };
    let shared = Shared::new(url, &rates, &tokens.limiter_secret()).context("limiter_url")?;
    if let Err(error) = shared.ready().await {
        tracing::warn!(%error, %address, "the limiter is away: requests are refused until it answers");
    }
    Ok(Arc::new(shared))
}

/// Mail as the configuration has it. Without a sender in it, mail is from `credenza` at the server's own name.
fn mail(config: &Config, dir: &DataDir, secret: &[u8]) -> anyhow::Result<Mail> {
    let host = config.public_url.as_ref().map_or("localhost", crate::config::PublicUrl::host);
    let sender = config.mail.from.clone().or_else(|| Sender::of_host(host)).context("set mail_from")?;
    let mailer: Arc<dyn Mailer> = match (config.mail.by, &config.mail.relay) {
        (MailBy::Smtp, Some(relay)) => Arc::new(Smtp::new(relay.clone(), host).context("smtp")?),
        (MailBy::Resend, _) => {
            let account = config.mail.resend.clone().context("set resend.api_key")?;
            Arc::new(Resend::new(account).context("resend")?)
        }
        _ => Arc::new(Outbox::new(dir.outbox())),
    };
    Ok(Mail::new(QueueKey::new(secret)?, sender, mailer))
}

/// The configured rates: as many at once as come in their time, and of uploads twice as many, for a folder comes at once.
fn rates(limits: &RateLimits) -> HashMap<Class, Rate> {
    let rate = |class, rate: crate::config::Rate, times: u32| {
        let requests = rate.requests.get();
        (class, Rate::per(rate.per, requests, requests.saturating_mul(times)))
    };
    HashMap::from([
        rate(Class::SignIn, limits.sign_in, 1),
        rate(Class::Upload, limits.upload, 2),
        rate(Class::Download, limits.download, 1),
        rate(Class::Reveal, limits.reveal, 1),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_uploads_may_come_at_once() {
        let mut limits = RateLimits::default();
        assert_eq!(rates(&limits)[&Class::Upload], Class::Upload.default_rate());
        limits.upload.requests = 5.try_into().unwrap();
        let rates = rates(&limits);
        assert_eq!(rates[&Class::Upload], Rate::per_minute(5, 10));
        assert_eq!(rates[&Class::Download], Rate::per_minute(30, 30));
    }
}
