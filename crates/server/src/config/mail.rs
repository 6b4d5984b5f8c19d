//! How mail goes out, as written and as checked.

use std::path::PathBuf;

use serde::Deserialize;

use super::values::{self, MailBy, PublicUrl, SecretText};
use super::{ConfigError, read};
use crate::mail::{RESEND, Relay, RelayTls, ResendAccount};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawSmtp {
    host: Option<String>,
    port: Option<values::Port>,
    tls: Option<values::TlsKind>,
    user: Option<String>,
    password: Option<SecretText>,
    password_file: Option<PathBuf>,
    ca: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawResend {
    api_key: Option<SecretText>,
    api_key_file: Option<PathBuf>,
    url: Option<PublicUrl>,
    ca: Option<PathBuf>,
}

impl RawSmtp {
    pub(super) fn check(self, mail: MailBy) -> Result<Option<Relay>, ConfigError> {
        let password = values::secret("smtp.password", self.password, self.password_file)?;
        let Some(host) = self.host else {
            let wanted = |key| Err(ConfigError::new(key, "expected, because another key of smtp is set"));
            return match mail {
                MailBy::Smtp => Err(ConfigError::new("smtp.host", "expected, because mail is smtp")),
                _ if self.user.is_some() || password.is_some() => wanted("smtp.host"),
                MailBy::Outbox | MailBy::Resend => Ok(None),
            };
        };
        if mail != MailBy::Smtp {
            return Err(ConfigError::new("mail", "expected smtp, because smtp.host is set"));
        }
        let credentials = match (self.user, password) {
            (None, None) => None,
            (Some(user), Some(password)) => Some((user, password.as_str().into())),
            (Some(_), None) => {
                return Err(ConfigError::new("smtp.password", "expected, because smtp.user is set"));
            }
            (None, Some(_)) => {
                return Err(ConfigError::new("smtp.user", "expected, because smtp.password is set"));
            }
        };
        let authorities = read("smtp.ca", self.ca)?;
        let tls = self.tls.map_or(RelayTls::StartTls, |tls| tls.0);
        // RFC 8314, 3.3 and 7.3: submissions.
        let usual = if tls == RelayTls::Tls { 465 } else { 587 };
        let port = self.port.map_or(usual, |port| port.0);
        Ok(Some(Relay { host, port, tls, credentials, authorities }))
    }
}

impl RawResend {
    pub(super) fn check(self, mail: MailBy) -> Result<Option<ResendAccount>, ConfigError> {
        let key = values::secret("resend.api_key", self.api_key, self.api_key_file)?;
        match (mail, key) {
            (MailBy::Resend, Some(key)) => Ok(Some(ResendAccount {
                origin: self.url.map_or_else(|| RESEND.to_owned(), |url| url.origin().to_owned()),
                key: key.as_str().into(),
                authorities: read("resend.ca", self.ca)?,
            })),
            (MailBy::Resend, None) => {
                Err(ConfigError::new("resend.api_key", "expected, because mail is resend"))
            }
            (_, Some(_)) => Err(ConfigError::new("mail", "expected resend, because resend.api_key is set")),
            (_, None) => Ok(None),
        }
    }
}
