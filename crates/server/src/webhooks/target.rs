//! Where a webhook leads, and with what its messages are signed: checked, and sealed for the database with AES-256-GCM under a key
//! derived from the server's session secret, bound to organization and webhook.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Rng;
use domain::id::{OrgId, WebhookId};
use secrecy::{ExposeSecret, SecretString};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Url};
use zeroize::Zeroizing;

use super::signature::PREFIX;
use crate::auth::tokens::{TokenError, derive};
use crate::networks::Networks;
use crate::networks::is_public;

/// The longest address, in octets.
const LONGEST: usize = 2_000;

/// Why an address is none that a webhook may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    /// It is no URL.
    #[error("Give an absolute address such as https://example.com/hook.")]
    NoUrl,
    /// It is not `https`.
    #[error("Give an address that begins with https://.")]
    NotHttps,
    /// A user or a password is in it.
    #[error("Give an address without a user and a password in it.")]
    Credentials,
    /// It is too long.
    #[error("Give an address of 2000 characters at most.")]
    TooLong,
    /// It is an address of a private network, or of this machine.
    #[error("This address is not on the public Internet; who runs the server can allow it.")]
    NotPublic,
}

impl Misplaced {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoUrl => "webhook_url",
            Self::NotHttps => "webhook_https",
            Self::Credentials => "webhook_credentials",
            Self::TooLong => "webhook_long",
            Self::NotPublic => "webhook_not_public",
        }
    }
}

/// An address, and a secret.
#[derive(Serialize, Deserialize)]
pub struct Target {
    /// The address. Who knows that of a chat room may write into it.
    #[serde(serialize_with = "written", deserialize_with = "read")]
    url: Url,
    /// The secret, as it is shown.
    #[serde(serialize_with = "exposed")]
    pub(super) secret: SecretString,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Target")
    }
}

fn written<S: Serializer>(url: &Url, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(url.as_str())
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    Url::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn exposed<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

impl Target {
    /// The address that somebody typed, and a fresh secret of 32 octets. A name is looked at when it is connected to, each time.
    ///
    /// # Errors
    /// [`Misplaced`].
    pub fn new(typed: &str, allow: &Networks, rng: &dyn Rng) -> Result<Self, Misplaced> {
        let typed = typed.trim();
        if typed.len() > LONGEST {
            return Err(Misplaced::TooLong);
        }
        let mut url = Url::parse(typed).map_err(|_| Misplaced::NoUrl)?;
        if url.scheme() != "https" {
            return Err(Misplaced::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Misplaced::Credentials);
        }
        url.set_fragment(None);
        let literal = match url.host() {
            Some(Host::Ipv4(v4)) => Some(v4.into()),
            Some(Host::Ipv6(v6)) => Some(v6.into()),
            Some(Host::Domain(_)) => None,
            None => return Err(Misplaced::NoUrl),
        };
        if literal.is_some_and(|address| !is_public(address) && !allow.contains(address)) {
            return Err(Misplaced::NotPublic);
        }
        if url.as_str().len() > LONGEST || url.host_str().is_some_and(|host| host.len() > 253) {
            return Err(Misplaced::TooLong);
        }
        let mut key = Zeroizing::new([0; 32]);
        rng.fill(&mut *key);
        let mut secret = Zeroizing::new(PREFIX.to_owned());
        STANDARD.encode_string(*key, &mut secret);
        Ok(Self { url, secret: SecretString::from(secret.as_str()) })
    }

    /// The address.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// The address, if it is one of numbers.
    pub(super) fn literal(&self) -> Option<std::net::IpAddr> {
        match self.url.host()? {
            Host::Ipv4(v4) => Some(v4.into()),
            Host::Ipv6(v6) => Some(v6.into()),
            Host::Domain(_) => None,
        }
    }

    /// The host, with a port that is not the usual one.
    pub(super) fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}

/// Seals and opens targets.
pub(super) struct TargetKey(LessSafeKey);

impl TargetKey {
    pub(super) fn new(secret: &[u8]) -> Result<Self, TokenError> {
        let key = derive(secret, "webhook-target")?;
        Ok(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*key).map_err(|_| TokenError::Secret)?)))
    }

    /// Nonce, ciphertext, tag.
    pub(super) fn seal(&self, org: OrgId, id: WebhookId, target: &Target, rng: &dyn Rng) -> Option<Vec<u8>> {
        let plain = Zeroizing::new(serde_json::to_vec(target).ok()?);
        let mut nonce = [0; NONCE_LEN];
        rng.fill(&mut nonce);
        let mut sealed = nonce.to_vec();
        let mut body = plain.to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.0.seal_in_place_append_tag(nonce, Aad::from(place(org, id)), &mut body).ok()?;
        sealed.append(&mut body);
        Some(sealed)
    }

    /// Nothing for what was sealed for another place or by another server, or was changed.
    pub(super) fn open(&self, org: OrgId, id: WebhookId, sealed: &[u8]) -> Option<Target> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let plain = self.0.open_in_place(nonce, Aad::from(place(org, id)), &mut body).ok()?;
        serde_json::from_slice(plain).ok()
    }
}

fn place(org: OrgId, id: WebhookId) -> [u8; 32] {
    let mut place = [0; 32];
    let (front, back) = place.split_at_mut(16);
    front.copy_from_slice(org.as_bytes());
    back.copy_from_slice(id.as_bytes());
    place
}

#[cfg(test)]
mod tests {
    use domain::Clock;
    use proptest::prelude::*;

    use super::*;
    use crate::machine::{SystemClock, SystemRng};

    fn target(typed: &str) -> Result<Target, Misplaced> {
        Target::new(typed, &Networks::parse("10.7.0.0/16").unwrap(), &SystemRng)
    }

    #[test]
    fn addresses_are_looked_at_before_they_are_kept() {
        for (typed, host) in [
            ("https://hooks.example.com/services/T0/B0/x?y=z", "hooks.example.com"),
            (" https://example.com:8443/ ", "example.com:8443"),
            ("https://EXAMPLE.com:443/#x", "example.com"),
            ("https://10.7.1.2/hook", "10.7.1.2"),
            ("https://1.1.1.1/", "1.1.1.1"),
        ] {
            assert_eq!(target(typed).unwrap().host(), host, "{typed}");
        }
        for (typed, why) in [
            ("", Misplaced::NoUrl),
            ("example.com/hook", Misplaced::NoUrl),
            ("https://", Misplaced::NoUrl),
            ("http://example.com/", Misplaced::NotHttps),
            ("file:///etc/passwd", Misplaced::NotHttps),
            ("gopher://example.com/", Misplaced::NotHttps),
            ("https://ana:x@example.com/", Misplaced::Credentials),
            ("https://127.0.0.1/", Misplaced::NotPublic),
            ("https://2130706433/", Misplaced::NotPublic),
            ("https://0x7f.1/", Misplaced::NotPublic),
            ("https://[::1]/", Misplaced::NotPublic),
            ("https://[::ffff:10.0.0.1]/", Misplaced::NotPublic),
            ("https://169.254.169.254/latest/meta-data/", Misplaced::NotPublic),
            ("https://10.8.0.1/", Misplaced::NotPublic),
        ] {
            assert_eq!(target(typed).unwrap_err(), why, "{typed}");
        }
        assert_eq!(target(&format!("https://a.test/{}", "x".repeat(2000))).unwrap_err(), Misplaced::TooLong);
    }

    #[test]
    fn a_sealed_target_opens_in_its_place_alone() {
        let (key, other) = (TargetKey::new(&[1; 32]).unwrap(), TargetKey::new(&[2; 32]).unwrap());
        let now = SystemClock.now();
        let (org, id) = (OrgId::new(now, &SystemRng), WebhookId::new(now, &SystemRng));
        let made = target("https://a.test/x").unwrap();
        let sealed = key.seal(org, id, &made, &SystemRng).unwrap();
        let opened = key.open(org, id, &sealed).unwrap();
        assert_eq!(opened.url, made.url);
        assert_eq!(opened.secret.expose_secret(), made.secret.expose_secret());
        assert_eq!(made.secret.expose_secret().len(), PREFIX.len() + 44);
        assert!(other.open(org, id, &sealed).is_none());
        assert!(key.open(OrgId::new(now, &SystemRng), id, &sealed).is_none());
        assert!(key.open(org, WebhookId::new(now, &SystemRng), &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(org, id, &changed).is_none(), "{at}");
        }
        assert!(key.open(org, id, b"").is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_looked_at_without_panic(typed in "(https?://)?\\PC{0,80}") {
            if let Ok(target) = target(&typed) {
                prop_assert_eq!(target.url().scheme(), "https");
                prop_assert!(target.literal().is_none_or(is_public) || target.host().starts_with("10.7."));
            }
        }
    }
}
