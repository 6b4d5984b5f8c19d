//! Delivery to a relay by SMTP (RFC 5321), always encrypted: TLS from the first byte (RFC 8314, 3.3), or STARTTLS (RFC 3207),
//! without which nothing is said.
//!
//! A mail is the relay's from its answer to the last dot. Until that dot has been written, nothing was accepted, and a failure is
//! safe to try again. Between dot and answer is the one window in which nobody can know: RFC 5321, 4.5.3.2.6 asks for
//! patience there, so the answer has minutes; if it does not come, the mail is in doubt and waits long before it is tried again,
//! under the same `Message-ID`.

use std::time::Duration;

use futures_util::future::BoxFuture;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::{MailError, Mailer, Message};

/// For everything up to the relay's consent to take the mail's text.
const BEFORE: Duration = Duration::from_secs(25);

/// For the relay's answer to the text.
const ANSWER: Duration = Duration::from_secs(5 * 60);

/// For a farewell that nobody waits for.
const FAREWELL: Duration = Duration::from_secs(5);

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayTls {
    /// In clear until `STARTTLS`, which the relay must offer.
    StartTls,
    /// From the first byte.
    Tls,
}

/// Where mail is handed over.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Its name, which its certificate must be for.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: RelayTls,
    /// User and password.
    pub credentials: Option<(String, SecretString)>,
    /// The authorities of its certificate, PEM; those of the machine when none.
    pub authorities: Option<Vec<u8>>,
}

/// A way to a relay.
pub struct Smtp {
    relay: Relay,
    tls: TlsParameters,
    hello: ClientId,
    before: Duration,
    answer: Duration,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Smtp({}:{})", self.relay.host, self.relay.port)
    }
}

impl Smtp {
    /// A way to `relay`, to which this server calls itself `name`.
    ///
    /// # Errors
    /// [`MailError::Refused`] when the authorities are not PEM.
    pub fn new(relay: Relay, name: &str) -> Result<Self, MailError> {
        let unusable = |error: SmtpError| MailError::Refused(format!("TLS to the relay: {error}"));
        let mut tls = TlsParameters::builder(relay.host.clone());
        if let Some(pem) = &relay.authorities {
            let authority = Certificate::from_pem(pem).map_err(unusable)?;
            tls = tls
                .certificate_store(lettre::transport::smtp::client::CertificateStore::None)
                .add_root_certificate(authority);
        }
        let tls = tls.build().map_err(unusable)?;
        let hello = ClientId::Domain(name.to_owned());
        Ok(Self { relay, tls, hello, before: BEFORE, answer: ANSWER })
    }

    /// The same, with other patience: for the relay's consent to take a mail, and for its answer.
    #[must_use]
    pub fn patient_for(self, before: Duration, answer: Duration) -> Self {
        Self { before, answer, ..self }
    }

    /// Up to the relay's consent to take the text.
    async fn offer(&self, message: &Message) -> Result<AsyncSmtpConnection, MailError> {
        let mut connection = self.connect().await?;
        let mut options = Vec::new();
        let addresses = message.envelope.from().into_iter().chain(message.envelope.to());
        if addresses.into_iter().any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(MailError::Refused("the relay takes no address beyond ASCII".into()));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        let from = message.envelope.from().cloned();
        connection.command(Mail::new(from, options)).await.map_err(before)?;
        for to in message.envelope.to() {
            connection.command(Rcpt::new(to.clone(), vec![])).await.map_err(before)?;
        }
        connection.command(Data).await.map_err(before)?;
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let address = (self.relay.host.as_str(), self.relay.port);
        let at_once = (self.relay.tls == RelayTls::Tls).then(|| self.tls.clone());
        let connecting =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.before), &self.hello, at_once, None);
        let mut connection = connecting.await.map_err(away)?;
        if self.relay.tls == RelayTls::StartTls {
            if !connection.can_starttls() {
                return Err(MailError::Undelivered("the relay offers no STARTTLS".into()));
            }
            connection.starttls(self.tls.clone(), &self.hello).await.map_err(away)?;
        }
        if let Some((user, password)) = &self.relay.credentials {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            // A wrong password is the operator's to correct, not the mail's fault.
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(away)?;
        }
        Ok(connection)
    }

    async fn hand_over(&self, message: Message) -> Result<String, MailError> {
        let late = |_| MailError::Undelivered("the relay did not answer in time".into());
        let mut connection = timeout(self.before, self.offer(&message)).await.map_err(late)??;
        let answer = match timeout(self.answer, connection.message(&message.bytes)).await {
            Ok(Ok(response)) => {
                let lines: Vec<_> = response.message().collect();
                Ok(format!("{} {}", response.code(), lines.join(" ")))
            }
            Ok(Err(error)) if error.is_permanent() || error.is_transient() => Err(before(error)),
            Ok(Err(error)) => Err(MailError::Doubtful(error.to_string())),
            Err(_) => Err(MailError::Doubtful("the relay took the mail and did not answer in time".into())),
        };
        // It has answered: whatever becomes of the connection changes nothing.
        drop(timeout(FAREWELL, connection.quit()).await);
        answer
    }
}

/// A failure that has nothing to do with the mail.
#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn away(error: SmtpError) -> MailError {
    MailError::Undelivered(words(&error))
}

/// A failure before the relay took the mail: a permanent refusal is for good, anything else may pass.
#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn before(error: SmtpError) -> MailError {
    if error.is_permanent() {
        MailError::Refused(words(&error))
    } else {
        MailError::Undelivered(words(&error))
    }
}

/// The relay's words, with its code.
fn words(error: &SmtpError) -> String {
    let mut text = error.status().map(|code| format!("{code} ")).unwrap_or_default();
    text += &error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

impl Mailer for Smtp {
    fn hold(&self) -> Option<Duration> {
        Some(self.before + self.answer + FAREWELL + Duration::from_secs(60))
    }

    fn deliver(&self, message: Message) -> BoxFuture<'_, Result<String, MailError>> {
        Box::pin(self.hand_over(message))
    }
}
