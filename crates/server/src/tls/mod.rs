//! The certificate of the HTTPS listener: from a local certification authority that the first start makes, or from PEM
//! files of the operator's own. Either is replaced while the server runs.

mod authority;
mod certificate;
mod names;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Once, PoisonError, RwLock};
use std::time::Duration;

use domain::Clock;
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_util::sync::CancellationToken;

use crate::datadir::{DataDir, DataDirError, durable};
pub use names::{Names, machine_name};

/// How often the local certificate is looked at, and renewed when it is about to expire.
const RENEWAL_CHECK: Duration = Duration::from_secs(12 * 60 * 60);

/// Why there is no certificate to serve with.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written, or is exposed.
    #[error(transparent)]
    File(#[from] DataDirError),
    /// An operator's file does not hold what it should.
    #[error("{key} = {path}: {problem}")]
    Unusable {
        /// The configuration key: `tls.cert` or `tls.key`.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// The local certification authority cannot issue.
    #[error("the local certification authority: {0}")]
    Issue(#[from] rcgen::Error),
    /// The TLS library refuses the certificate or its own settings.
    #[error("TLS: {0}")]
    Library(#[from] rustls::Error),
}

/// Makes aws-lc-rs the process' cryptography for TLS. Call it before anything else uses TLS; calling it again does
/// nothing.
pub fn install_crypto_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if default_provider().install_default().is_err() {
            tracing::warn!("another cryptography provider for TLS was installed earlier");
        }
    });
}

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The local authority in the `tls` folder of the data directory.
    Local {
        /// That folder.
        folder: PathBuf,
        /// What the certificate is to be good for.
        names: Names,
    },
    /// The operator's own PEM files.
    Files {
        /// The certificate, followed by its intermediates.
        cert: PathBuf,
        /// Its private key, unencrypted: PKCS#8, PKCS#1 or SEC 1.
        key: PathBuf,
    },
}

impl Source {
    /// The local authority of a data directory.
    #[must_use]
    pub fn local(dir: &DataDir, names: Names) -> Self {
        Self::Local { folder: dir.tls(), names }
    }

    fn load(&self, clock: &dyn Clock) -> Result<CertifiedKey, TlsError> {
        match self {
            Self::Local { folder, names } => certificate::ensure(folder, names, clock.now()),
            Self::Files { cert, key } => from_files(cert, key, clock),
        }
    }
}

/// TLS of the listener, with a certificate that can be exchanged while connections are served.
#[derive(Debug)]
pub struct Tls {
    source: Source,
    current: Arc<Current>,
    config: Arc<ServerConfig>,
}

impl Tls {
    /// Loads the certificate; the local authority issues one where there is none, or none that will do.
    ///
    /// # Errors
    /// When a file is unreadable or unsuitable; the message names it.
    pub fn load(source: Source, clock: &dyn Clock) -> Result<Self, TlsError> {
        install_crypto_provider();
        let current = Arc::new(Current(RwLock::new(Arc::new(source.load(clock)?))));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .with_no_client_auth()
            .with_cert_resolver(Arc::<Current>::clone(&current));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { source, current, config: Arc::new(config) })
    }

    /// For [`crate::listen::serve`]: TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    #[must_use]
    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }

    /// Loads the certificate again: new connections get it, open ones keep theirs.
    ///
    /// # Errors
    /// As [`Tls::load`]; the certificate in use then stays.
    pub fn reload(&self, clock: &dyn Clock) -> Result<(), TlsError> {
        let loaded = Arc::new(self.source.load(clock)?);
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }

    /// Reloads when the process gets SIGHUP, and twice a day, so that a local certificate is renewed in time. Runs until
    /// `shutdown`.
    pub async fn keep_fresh(&self, clock: &dyn Clock, shutdown: CancellationToken) {
        let hangup = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup());
        let mut hangup = match hangup {
            Ok(hangup) => hangup,
            Err(error) => {
                tracing::error!(%error, "SIGHUP cannot be received: certificates are not reloaded");
                return;
            }
        };
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                received = hangup.recv() => if received.is_none() { return },
                () = tokio::time::sleep(RENEWAL_CHECK) => {}
            }
            match self.reload(clock) {
                Ok(()) => tracing::info!("certificate loaded"),
                Err(error) => tracing::error!(%error, "the certificate in use stays"),
            }
        }
    }
}

/// The certificate that new connections get.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn from_files(cert: &Path, key: &Path, clock: &dyn Clock) -> Result<CertifiedKey, TlsError> {
    let unusable = |key: &'static str, path: &Path, problem: String| TlsError::Unusable {
        key,
        path: path.to_path_buf(),
        problem,
    };
    let pem = std::fs::read(cert).map_err(|error| unusable("tls.cert", cert, error.to_string()))?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|error| unusable("tls.cert", cert, format!("not PEM: {error}")))?;
    let Some(leaf) = chain.first() else {
        return Err(unusable("tls.cert", cert, "expected PEM, beginning with the certificate".to_owned()));
    };
    warn_of_expiry(cert, leaf, clock)?;
    let pem =
        durable::read_secret_of_operator(key).map_err(|error| unusable("tls.key", key, error.to_string()))?;
    let private = PrivateKeyDer::from_pem_slice(&pem)
        .map_err(|_| unusable("tls.key", key, "expected an unencrypted private key in PEM".to_owned()))?;
    CertifiedKey::from_der(chain, private, &default_provider())
        .map_err(|error| unusable("tls.key", key, format!("does not serve for {}: {error}", cert.display())))
}

fn warn_of_expiry(path: &Path, leaf: &CertificateDer<'_>, clock: &dyn Clock) -> Result<(), TlsError> {
    let (_, parsed) = x509_parser::parse_x509_certificate(leaf).map_err(|error| TlsError::Unusable {
        key: "tls.cert",
        path: path.to_path_buf(),
        problem: format!("not an X.509 certificate: {error}"),
    })?;
    let left = parsed.validity().not_after.timestamp() - clock.now().unix_timestamp();
    if left < 0 {
        tracing::error!(path = %path.display(), "the certificate has expired: browsers will refuse it");
    } else if left < 14 * 24 * 60 * 60 {
        tracing::warn!(path = %path.display(), days = left / 86_400, "the certificate expires soon");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
