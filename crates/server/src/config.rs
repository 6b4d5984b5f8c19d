//! The configuration: one TOML file, every key of which the environment overrides, and nothing that is misspelt.
//!
//! A key `section.key` of the file is `CREDENZA__SECTION__KEY` in the environment. Command-line flags win over the
//! environment, the environment over the file, the file over the defaults. The keys are listed in `docs/OPERATIONS.md`.

mod error;
mod mail;
mod sources;
mod values;

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use pass::{Point, TrustPack};
use secrecy::SecretString;
use serde::Deserialize;

use crate::checkpoints::witnesses;
use crate::mail::{Relay, ResendAccount, Sender};
use crate::networks::Networks;
use crate::proxies::TrustedProxies;
use crate::{outbound, webhooks};
pub use error::ConfigError;
use mail::{RawResend, RawSmtp};
use values::SecretText;
pub use values::{MailBy, PublicUrl, Rate};

/// What the command line sets.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `--data-dir`, or `CREDENZA_DATA_DIR`.
    pub data_dir: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<SocketAddr>,
}

/// The configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// `listen`: where HTTPS is served.
    pub listen: SocketAddr,
    /// `public_url`: where people reach it.
    pub public_url: Option<PublicUrl>,
    /// `data_dir`; when absent, [`crate::datadir::default_path`].
    pub data_dir: Option<PathBuf>,
    /// `http_redirect`: where plain HTTP is redirected to HTTPS.
    pub http_redirect: Option<SocketAddr>,
    /// `database`: nothing for the private cluster in the data directory.
    pub database: Option<Database>,
    /// `tls`: nothing for the local certification authority.
    pub tls: Option<TlsFiles>,
    /// `limits`: how often a caller may do what.
    pub limits: RateLimits,
    /// `limiter` and `limiter_url`: where requests are counted.
    pub limiter: LimiterChoice,
    /// `log`: what is logged, and how.
    pub log: Log,
    /// `mail`, `mail_from`: how mail goes out.
    pub mail: Mail,
    /// `metrics.listen`: where metrics are served, on this machine alone; absent: nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// `http.trusted_proxies`: whose word about a client's address counts.
    pub trusted_proxies: TrustedProxies,
    /// `webhooks`: where webhooks may lead, beside the public Internet.
    pub webhooks: webhooks::Reach,
    /// `revocation`: how issuers are asked whether certificates were revoked; absent: they are not asked.
    pub revocation: Option<outbound::Reach>,
    /// `audit.witnesses`: who is shown the checkpoints of audit logs.
    pub witnesses: Vec<witnesses::Named>,
    /// `audit.witness_ca`: authorities beside the machine's, PEM, for asking them.
    pub witness_ca: Option<Vec<u8>>,
    /// `trust`: whom verifiers are to trust, as a root says; absent: as the organizations publish.
    pub trust: Option<TrustFiles>,
    /// `objects.dir`: where sealed objects go; when absent, into the data directory.
    pub objects_dir: Option<PathBuf>,
}

/// A PostgreSQL of the operator's.
#[derive(Debug, Clone)]
pub struct Database {
    /// `database.url`: as the role `credenza_app`.
    pub app: tokio_postgres::Config,
    /// `database.system_url`: as the role `credenza_system`.
    pub system: tokio_postgres::Config,
    /// `database.owner_url`: as a role that may run migrations. Without it the schema must be up to date.
    pub owner: Option<tokio_postgres::Config>,
}

/// The operator's own certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// `tls.cert`: the certificate and its intermediates, PEM.
    pub cert: PathBuf,
    /// `tls.key`: its private key, PEM.
    pub key: PathBuf,
}

/// The root that this server shows to verifiers, and the pack that it hands to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustFiles {
    /// `trust.root`: its public half.
    pub root: Point,
    /// `trust.pack`: the trust pack, which may be exchanged while the server runs.
    pub pack: PathBuf,
}

/// How often one caller may do what is worth limiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RateLimits {
    /// Attempts to sign in.
    pub sign_in: Rate,
    /// Uploads.
    pub upload: Rate,
    /// Downloads.
    pub download: Rate,
    /// Passwords revealed.
    pub reveal: Rate,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            sign_in: Rate::per_minute(10),
            upload: Rate::per_minute(120),
            download: Rate::per_minute(30),
            reveal: Rate::per_minute(20),
        }
    }
}

/// Where requests are counted.
#[derive(Debug, Clone)]
pub enum LimiterChoice {
    /// `process`: in the server's memory.
    Process,
    /// `redis`: in a Redis that replicas share.
    Redis {
        /// `limiter_url`: where it is, and its password.
        url: SecretString,
        /// Where it is, for the log.
        address: String,
    },
}

/// How mail goes out.
#[derive(Debug, Clone)]
pub struct Mail {
    /// `mail`: by what.
    pub by: MailBy,
    /// `mail_from`: the sender; when absent, `credenza` at the host of `public_url`.
    pub from: Option<Sender>,
    /// `smtp`: the relay, when mail goes out by SMTP.
    pub relay: Option<Relay>,
    /// `resend`: the service, when mail goes out by its API.
    pub resend: Option<ResendAccount>,
}

/// What is logged, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Log {
    /// `log.level`.
    pub level: tracing::Level,
    /// `log.json`: one JSON object a line instead of text.
    pub json: bool,
}

impl Config {
    /// Reads the file, if one is named, then the environment (pass [`std::env::vars_os`]), then the flags.
    ///
    /// # Errors
    /// For what cannot be read, an unknown key, a wrong type, or values that contradict one another: with the key, where
    /// it was set, and what was expected.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        flags: Flags,
    ) -> Result<Self, ConfigError> {
        let figment = sources::merge(file, environment)?;
        let raw: Raw = figment.extract().map_err(|error| ConfigError::from_figment(&error, file))?;
        raw.check(flags)
    }

    /// The address that people use, without a trailing slash: `public_url`, or `localhost` with the port that is
    /// actually listened on.
    #[must_use]
    pub fn origin(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.origin().to_owned(),
            None if bound.port() == 443 => "https://localhost".to_owned(),
            None => format!("https://localhost:{}", bound.port()),
        }
    }
}

/// As written: what is a path to a secret here is the secret in [`Config`].
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    listen: SocketAddr,
    public_url: Option<PublicUrl>,
    data_dir: Option<PathBuf>,
    http_redirect: Option<SocketAddr>,
    mail: MailBy,
    mail_from: Option<values::SenderText>,
    smtp: RawSmtp,
    resend: RawResend,
    webhooks: RawWebhooks,
    database: RawDatabase,
    tls: RawTls,
    limits: RateLimits,
    limiter: values::LimiterKind,
    limiter_url: Option<SecretText>,
    limiter_url_file: Option<PathBuf>,
    log: RawLog,
    metrics: RawMetrics,
    objects: RawObjects,
    http: RawHttp,
    revocation: RawRevocation,
    audit: RawAudit,
    trust: RawTrust,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 8443).into(),
            public_url: None,
            data_dir: None,
            http_redirect: None,
            mail: MailBy::Outbox,
            mail_from: None,
            smtp: RawSmtp::default(),
            resend: RawResend::default(),
            webhooks: RawWebhooks::default(),
            database: RawDatabase::default(),
            tls: RawTls::default(),
            limits: RateLimits::default(),
            limiter: values::LimiterKind::Process,
            limiter_url: None,
            limiter_url_file: None,
            log: RawLog::default(),
            metrics: RawMetrics::default(),
            objects: RawObjects::default(),
            http: RawHttp::default(),
            revocation: RawRevocation::default(),
            audit: RawAudit::default(),
            trust: RawTrust::default(),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawDatabase {
    url: Option<SecretText>,
    url_file: Option<PathBuf>,
    system_url: Option<SecretText>,
    system_url_file: Option<PathBuf>,
    owner_url: Option<SecretText>,
    owner_url_file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawAudit {
    witnesses: values::WitnessList,
    witness_ca: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawWebhooks {
    allow: Networks,
    ca: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawTls {
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawTrust {
    root: Option<PathBuf>,
    pack: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawLog {
    level: values::Level,
    json: bool,
}

impl Default for RawLog {
    fn default() -> Self {
        Self { level: values::Level(tracing::Level::INFO), json: false }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawMetrics {
    listen: Option<SocketAddr>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawObjects {
    dir: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawHttp {
    trusted_proxies: TrustedProxies,
}

#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawRevocation {
    check: values::RevocationCheck,
    proxy: Option<values::ProxyUrl>,
    allow_networks: Networks,
}

impl Default for RawRevocation {
    fn default() -> Self {
        Self { check: values::RevocationCheck::Daily, proxy: None, allow_networks: Networks::default() }
    }
}

impl Raw {
    fn check(self, flags: Flags) -> Result<Config, ConfigError> {
        Ok(Config {
            listen: flags.listen.unwrap_or(self.listen),
            public_url: self.public_url,
            data_dir: flags.data_dir.or(self.data_dir),
            http_redirect: self.http_redirect,
            database: self.database.check()?,
            tls: self.tls.check()?,
            limits: self.limits,
            limiter: values::limiter(self.limiter, self.limiter_url, self.limiter_url_file)?,
            mail: Mail {
                by: self.mail,
                from: self.mail_from.map(|sender| sender.0),
                relay: self.smtp.check(self.mail)?,
                resend: self.resend.check(self.mail)?,
            },
            log: Log { level: self.log.level.0, json: self.log.json },
            metrics_listen: self.metrics.check()?,
            trusted_proxies: self.http.trusted_proxies,
            webhooks: webhooks::Reach {
                allow: self.webhooks.allow,
                authorities: read("webhooks.ca", self.webhooks.ca)?,
            },
            revocation: self.revocation.check()?,
            witnesses: self.audit.witnesses.0,
            witness_ca: read("audit.witness_ca", self.audit.witness_ca)?,
            trust: self.trust.check()?,
            objects_dir: self.objects.dir,
        })
    }
}

impl RawDatabase {
    fn check(self) -> Result<Option<Database>, ConfigError> {
        let app = values::connection("database.url", self.url, self.url_file)?;
        let system = values::connection("database.system_url", self.system_url, self.system_url_file)?;
        let owner = values::connection("database.owner_url", self.owner_url, self.owner_url_file)?;
        match (app, system, owner) {
            (None, None, None) => Ok(None),
            (Some(app), Some(system), owner) => Ok(Some(Database { app, system, owner })),
            (None, ..) => {
                Err(ConfigError::new("database.url", "expected, because another database URL is set"))
            }
            (_, None, _) => {
                Err(ConfigError::new("database.system_url", "expected, because another database URL is set"))
            }
        }
    }
}

impl RawMetrics {
    fn check(self) -> Result<Option<SocketAddr>, ConfigError> {
        match self.listen {
            Some(address) if !address.ip().is_loopback() => Err(ConfigError::new(
                "metrics.listen",
                "expected a loopback address such as 127.0.0.1:9464: metrics are for this machine alone",
            )),
            listen => Ok(listen),
        }
    }
}

/// A file that the operator names.
fn read(key: &str, path: Option<PathBuf>) -> Result<Option<Vec<u8>>, ConfigError> {
    let Some(path) = path else { return Ok(None) };
    let failed = |error| ConfigError::new(key, format!("cannot read {}: {error}", path.display()));
    std::fs::read(&path).map(Some).map_err(failed)
}

impl RawRevocation {
    fn check(self) -> Result<Option<outbound::Reach>, ConfigError> {
        match self.check {
            values::RevocationCheck::Daily => Ok(Some(outbound::Reach {
                proxy: self.proxy.map(|proxy| proxy.0),
                allowed: self.allow_networks,
            })),
            values::RevocationCheck::Off if self.proxy.is_some() => {
                Err(ConfigError::new("revocation.check", "expected daily, because revocation.proxy is set"))
            }
            values::RevocationCheck::Off => Ok(None),
        }
    }
}

impl RawTrust {
    fn check(self) -> Result<Option<TrustFiles>, ConfigError> {
        let pack = match (&self.root, self.pack) {
            (None, None) => return Ok(None),
            (Some(_), Some(pack)) => pack,
            (None, _) => return Err(ConfigError::new("trust.root", "expected, because trust.pack is set")),
            (_, None) => return Err(ConfigError::new("trust.pack", "expected, because trust.root is set")),
        };
        let root = read("trust.root", self.root)?.and_then(|bytes| Point::from_cose_key(&bytes));
        let expected =
            "expected the public half of a root, the file root.cbor of `credenza pass trust new-root`";
        let root = root.ok_or_else(|| ConfigError::new("trust.root", expected))?;
        let bytes = read("trust.pack", Some(pack.clone()))?.unwrap_or_default();
        TrustPack::read(&bytes, &root, 0)
            .map_err(|error| ConfigError::new("trust.pack", format!("{}: {error}", pack.display())))?;
        Ok(Some(TrustFiles { root, pack }))
    }
}

impl RawTls {
    fn check(self) -> Result<Option<TlsFiles>, ConfigError> {
        match (self.cert, self.key) {
            (None, None) => Ok(None),
            (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert, key })),
            (None, _) => Err(ConfigError::new("tls.cert", "expected, because tls.key is set")),
            (_, None) => Err(ConfigError::new("tls.key", "expected, because tls.cert is set")),
        }
    }
}

#[cfg(test)]
mod tests;
