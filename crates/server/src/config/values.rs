//! The types of values: what an operator may write, and what he is told when he writes something else.

use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use http::Uri;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use tokio_postgres::config::SslMode;
use zeroize::Zeroizing;

use super::{ConfigError, LimiterChoice};
use crate::checkpoints::witnesses::Named;
use crate::datadir::durable::read_secret_of_operator;
use crate::mail::{RelayTls, Sender};

/// Reads text and converts it; says what was expected, and never what was found.
struct Text<T> {
    expected: &'static str,
    parse: fn(&str) -> Option<T>,
}

impl<T> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
    }
}

/// A secret: not shown, wiped when dropped.
#[derive(Debug)]
pub(super) struct SecretText(SecretString);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parse = |text: &str| Some(Self(text.into()));
        deserializer.deserialize_str(Text { expected: "text", parse })
    }
}

/// So many in a time: as many at once (of uploads twice as many), and then one as each `per / requests` has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub requests: NonZeroU32,
    /// In which time: a second, a minute or an hour.
    pub per: Duration,
}

impl Rate {
    pub(super) const fn per_minute(requests: u32) -> Self {
        let requests = match NonZeroU32::new(requests) {
            Some(requests) => requests,
            None => NonZeroU32::MIN,
        };
        Self { requests, per: Duration::from_secs(60) }
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text { expected: "a rate such as 5/s, 30/min or 200/h", parse: rate })
    }
}

fn rate(text: &str) -> Option<Rate> {
    let (requests, per) = text.split_once('/')?;
    let seconds = match per {
        "s" => 1,
        "min" => 60,
        "h" => 60 * 60,
        _ => return None,
    };
    Some(Rate { requests: requests.parse().ok()?, per: Duration::from_secs(seconds) })
}

/// By what mail goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailBy {
    /// As `.eml` files into the folder `outbox` of the data directory.
    Outbox,
    /// By SMTP, to the relay that `smtp` names.
    Smtp,
    /// By the API of Resend, or what is compatible with it.
    Resend,
}

impl<'de> Deserialize<'de> for MailBy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parse = |text: &str| match text {
            "outbox" => Some(Self::Outbox),
            "smtp" => Some(Self::Smtp),
            "resend" => Some(Self::Resend),
            _ => None,
        };
        deserializer.deserialize_str(Text { expected: "outbox, smtp or resend", parse })
    }
}

/// Whether issuers are asked if certificates were revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RevocationCheck {
    /// Once a day, or as often as the issuer says something new.
    Daily,
    /// Never.
    Off,
}

impl<'de> Deserialize<'de> for RevocationCheck {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parse = |text: &str| match text {
            "daily" => Some(Self::Daily),
            "off" => Some(Self::Off),
            _ => None,
        };
        deserializer.deserialize_str(Text { expected: "daily or off", parse })
    }
}

/// An HTTP proxy that requests go out through.
#[derive(Debug, Clone)]
pub(super) struct ProxyUrl(pub(super) url::Url);

impl<'de> Deserialize<'de> for ProxyUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parse = |text: &str| {
            let url = url::Url::parse(text).ok()?;
            (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(Self(url))
        };
        deserializer.deserialize_str(Text { expected: "a proxy such as http://proxy.example:3128", parse })
    }
}

/// Witnesses of audit logs: of each the address, a space and the public key; a comma between two.
#[derive(Debug, Default)]
pub(super) struct WitnessList(pub(super) Vec<Named>);

/// The most witnesses. Each is one more signature of every checkpoint.
const MAX_WITNESSES: usize = 8;

impl<'de> Deserialize<'de> for WitnessList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let one = |text: &str| {
            let (url, key) = text.trim().split_once(' ')?;
            let (url, key) = (url::Url::parse(url).ok()?, key.trim().parse().ok()?);
            (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(Named { url, key })
        };
        let expected = "up to 8 witnesses such as https://witness.example NAME+ID+KEY, with commas between them and no key twice";
        let text = String::deserialize(deserializer)?;
        let texts = text.split(',').filter(|text| !text.trim().is_empty());
        let named: Option<Vec<Named>> = texts.map(one).collect();
        let differ =
            |all: &[Named]| (1..all.len()).all(|at| all[..at].iter().all(|other| other.key != all[at].key));
        named
            .filter(|all| all.len() <= MAX_WITNESSES && differ(all))
            .map(Self)
            .ok_or_else(|| D::Error::invalid_value(Unexpected::Other("text"), &expected))
    }
}

/// How the connection to the relay is encrypted.
#[derive(Debug, Clone, Copy)]
pub(super) struct TlsKind(pub(super) RelayTls);

impl<'de> Deserialize<'de> for TlsKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parse = |text: &str| match text {
            "starttls" => Some(Self(RelayTls::StartTls)),
            "tls" => Some(Self(RelayTls::Tls)),
            _ => None,
        };
        deserializer.deserialize_str(Text { expected: "starttls or tls", parse })
    }
}

/// A port, as a number or as text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Port(pub(super) u16);

impl<'de> Deserialize<'de> for Port {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u16),
            Text(String),
        }
        let port = match Written::deserialize(deserializer) {
            Ok(Written::Number(port)) => Some(port),
            Ok(Written::Text(text)) => text.parse().ok(),
            Err(_) => None,
        };
        port.filter(|port| *port > 0).map(Self).ok_or_else(|| D::Error::custom("expected a port, 1 to 65535"))
    }
}

/// Who mail is from.
#[derive(Debug)]
pub(super) struct SenderText(pub(super) Sender);

impl<'de> Deserialize<'de> for SenderText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "an address such as Credenza <credenza@example.com>";
        let parse = |text: &str| text.parse().ok().map(Self);
        deserializer.deserialize_str(Text { expected, parse })
    }
}

/// How much is logged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level(pub(super) tracing::Level);

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "one of error, warn, info, debug, trace";
        let parse = |text: &str| tracing::Level::from_str(text).ok().map(Self);
        deserializer.deserialize_str(Text { expected, parse })
    }
}

/// Where requests are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LimiterKind {
    Process,
    Redis,
}

impl<'de> Deserialize<'de> for LimiterKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parse = |text: &str| match text {
            "process" => Some(Self::Process),
            "redis" => Some(Self::Redis),
            _ => None,
        };
        deserializer.deserialize_str(Text { expected: "process or redis", parse })
    }
}

/// The limiter, with the URL of its Redis given directly or as the path of a file with it.
pub(super) fn limiter(
    kind: LimiterKind,
    direct: Option<SecretText>,
    file: Option<PathBuf>,
) -> Result<LimiterChoice, ConfigError> {
    let key = "limiter_url";
    match (kind, secret(key, direct, file)?) {
        (LimiterKind::Process, None) => Ok(LimiterChoice::Process),
        (LimiterKind::Process, Some(_)) => {
            Err(ConfigError::new("limiter", "expected redis, because limiter_url is set"))
        }
        (LimiterKind::Redis, None) => Err(ConfigError::new(key, "expected, because limiter is redis")),
        (LimiterKind::Redis, Some(text)) => {
            let url = SecretString::from(text.as_str());
            let address =
                crate::limit::address(&url).map_err(|error| ConfigError::new(key, error.to_string()))?;
            Ok(LimiterChoice::Redis { url, address })
        }
    }
}

/// The scheme, host and port under which people reach the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    host: String,
}

impl PublicUrl {
    /// Without a trailing slash, and without the port when it is 443.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The host, in brackets when it is an IPv6 address.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl<'de> Deserialize<'de> for PublicUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let expected = "https://HOST or https://HOST:PORT, without a path";
        deserializer.deserialize_str(Text { expected, parse: public_url })
    }
}

fn public_url(text: &str) -> Option<PublicUrl> {
    let uri: Uri = text.parse().ok()?;
    let authority = uri.authority()?;
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !text.contains(['#', '@']);
    if uri.scheme_str() != Some("https") || !bare || authority.host().is_empty() {
        return None;
    }
    let host = authority.host().to_ascii_lowercase();
    let origin = match authority.port_u16() {
        None if authority.as_str().len() != host.len() => return None,
        None | Some(443) => format!("https://{host}"),
        Some(port) => format!("https://{host}:{port}"),
    };
    Some(PublicUrl { origin, host })
}

/// A secret, given directly or as the path of a file with it.
pub(super) fn secret(
    key: &str,
    direct: Option<SecretText>,
    file: Option<PathBuf>,
) -> Result<Option<Zeroizing<String>>, ConfigError> {
    let file_key = format!("{key}_file");
    match (direct, file) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            Err(ConfigError::new(key, format!("expected only one of {key} and {file_key}")))
        }
        (Some(SecretText(secret)), None) => Ok(Some(Zeroizing::new(secret.expose_secret().to_owned()))),
        (None, Some(path)) => {
            let bytes = read_secret_of_operator(&path)
                .map_err(|error| ConfigError::new(&file_key, error.to_string()))?;
            let text = std::str::from_utf8(&bytes)
                .map_err(|_| ConfigError::new(&file_key, format!("{} is not UTF-8", path.display())))?;
            Ok(Some(Zeroizing::new(text.trim().to_owned())))
        }
    }
}

/// A database URL, given directly or as the path of a file with it.
pub(super) fn connection(
    key: &str,
    direct: Option<SecretText>,
    file: Option<PathBuf>,
) -> Result<Option<tokio_postgres::Config>, ConfigError> {
    let Some(text) = secret(key, direct, file)? else { return Ok(None) };
    // The parser's own message could quote the password.
    let expected = "expected postgres://USER:PASSWORD@HOST/DATABASE, or postgres:///DATABASE?host=/SOCKET/FOLDER&user=USER";
    let config: tokio_postgres::Config = text.parse().map_err(|_| ConfigError::new(key, expected))?;
    if config.get_user().is_none() || config.get_dbname().is_none() || config.get_hosts().is_empty() {
        return Err(ConfigError::new(key, expected));
    }
    if config.get_ssl_mode() == SslMode::Require {
        let problem =
            "sslmode=require is not possible: connect by unix socket, or through a tunnel on this machine";
        return Err(ConfigError::new(key, problem));
    }
    Ok(Some(config))
}
