//! Delivery by the API of Resend: a mail is a request, under the mail's id as idempotency key.
//!
//! The key is good for a day: a request whose answer was lost is sent again, and answered with what the first one brought about. So
//! no mail is in doubt here, as one by SMTP can be.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::BoxFuture;
use reqwest::{Certificate, Client, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{LOGO, MailError, Mailer, Message};

/// The service, unless configured otherwise.
pub const RESEND: &str = "https://api.resend.com";

/// For a request and its answer: shorter than a mail is claimed for.
const PATIENCE: Duration = Duration::from_secs(20);

/// The most octets of an answer that are read.
const READ: usize = 16 * 1024;

/// Who sends.
#[derive(Debug, Clone)]
pub struct ResendAccount {
    /// `resend.url`: `https://HOST[:PORT]`.
    pub origin: String,
    /// `resend.api_key`.
    pub key: SecretString,
    /// `resend.ca`: the authorities of its certificate, PEM; those of the machine when none.
    pub authorities: Option<Vec<u8>>,
}

/// A way to the service.
pub struct Resend {
    account: ResendAccount,
    client: Client,
    patience: Duration,
}

impl std::fmt::Debug for Resend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Resend({})", self.account.origin)
    }
}

#[derive(Deserialize)]
struct Taken {
    id: String,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    name: String,
    #[serde(default)]
    message: String,
}

impl Resend {
    /// A way to the service of `account`.
    ///
    /// # Errors
    /// [`MailError::Refused`] when TLS cannot be set up.
    pub fn new(account: ResendAccount) -> Result<Self, MailError> {
        let unusable = |error: reqwest::Error| MailError::Refused(format!("TLS to the service: {error}"));
        let mut builder = Client::builder()
            .https_only(true)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("Credenza/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &account.authorities {
            builder = builder.tls_certs_only(Certificate::from_pem_bundle(pem).map_err(unusable)?);
        }
        Ok(Self { account, client: builder.build().map_err(unusable)?, patience: PATIENCE })
    }

    /// The same, with other patience.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    async fn ask(&self, message: &Message) -> Result<String, MailError> {
        let parts = &message.parts;
        let headers: Map<String, Value> =
            parts.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone().into())).collect();
        let mut body = json!({
            "from": parts.from,
            "to": [parts.to],
            "subject": parts.subject,
            "text": parts.text,
            "html": parts.html,
            "headers": headers,
        });
        if let Some(logo) = &parts.logo {
            let name = if logo.media_type == "image/png" { "logo.png" } else { "logo.jpg" };
            body["attachments"] = json!([{
                "content": STANDARD.encode(&logo.bytes),
                "filename": name,
                "content_type": logo.media_type,
                "content_id": LOGO,
            }]);
        }
        let request = self
            .client
            .post(format!("{}/emails", self.account.origin))
            .bearer_auth(self.account.key.expose_secret())
            .header("Idempotency-Key", message.id.to_string())
            .json(&body);
        let away = |error: reqwest::Error| MailError::Undelivered(error.without_url().to_string());
        let mut response = request.send().await.map_err(away)?;
        let (status, mut read) = (response.status(), Vec::new());
        while let Some(chunk) = response.chunk().await.map_err(away)? {
            read.extend(chunk.iter().take(READ - read.len()));
            if read.len() == READ {
                break;
            }
        }
        judge(status, &read)
    }
}

/// What an answer means.
fn judge(status: StatusCode, body: &[u8]) -> Result<String, MailError> {
    if status.is_success() {
        // Whatever it says, it has taken the mail.
        let id = serde_json::from_slice::<Taken>(body).map(|taken| taken.id).unwrap_or_default();
        return Ok(format!("{} {id}", status.as_u16()).trim_end().to_owned());
    }
    let said = match serde_json::from_slice::<Refusal>(body) {
        Ok(refusal) => format!("{} {}: {}", status.as_u16(), refusal.name, refusal.message),
        Err(_) => status.as_u16().to_string(),
    };
    match status {
        // What is wrong with the mail itself.
        StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY => {
            Err(MailError::Refused(said))
        }
        // A wrong key or an unknown domain is the operator's to correct, haste and trouble there pass.
        _ => Err(MailError::Undelivered(said)),
    }
}

impl Mailer for Resend {
    fn deliver(&self, message: Message) -> BoxFuture<'_, Result<String, MailError>> {
        Box::pin(async move {
            let late = |_| MailError::Undelivered("the service did not answer in time".into());
            tokio::time::timeout(self.patience, self.ask(&message)).await.map_err(late)?
        })
    }
}
