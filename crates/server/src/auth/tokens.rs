//! The tokens of a session.
//!
//! - The *access token* is a JWT (RFC 7519) signed with Ed25519, good for five minutes and verified without the
//!   database: the limiter answers before a connection is taken.
//! - The *refresh token* is opaque, used once, and known to the database by its hash.
//! - The *handle* finds the session in the database. It is the session id under a keyed hash, so it stands in no token
//!   and in no row, and a statement injected into the database cannot make one up.
//!
//! All keys are derived from one secret; replicas share it.

use aws_lc_rs::hkdf;
use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Rng;
use domain::id::{DownloadId, MemberId, OrgId, SessionId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use super::alert_link::AlertLinks;
use super::api_token::{ApiTokenClaims, ApiTokenKeys};
use super::seen::Seen;

/// How long an access token is good for.
pub const ACCESS_LIFETIME: Duration = Duration::minutes(5);

/// Bytes of the secret from which the keys are derived.
pub const SECRET_LEN: usize = 32;

const AUDIENCE: &str = "credenza";

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The member.
    pub sub: MemberId,
    /// The organization.
    pub org: OrgId,
    /// The session.
    pub sid: SessionId,
    /// For whom the token is: always `credenza`.
    pub aud: String,
    /// When it was issued, seconds since 1970.
    pub iat: i64,
    /// When it ends, seconds since 1970.
    pub exp: i64,
}

/// Why there are no tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The secret is not [`SECRET_LEN`] bytes long.
    #[error("the session secret must be {SECRET_LEN} bytes long")]
    Secret,
    /// The library refused a key or a token of ours.
    #[error("a token could not be signed")]
    Signing,
}

/// Makes and checks tokens.
pub struct Tokens {
    signing: EncodingKey,
    verifying: DecodingKey,
    handles: hmac::Key,
    downloads: hmac::Key,
    limits: Zeroizing<[u8; 32]>,
    api_tokens: ApiTokenKeys,
    alert_links: AlertLinks,
    seen: Seen,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tokens")
    }
}

struct Len32;

impl hkdf::KeyType for Len32 {
    fn len(&self) -> usize {
        32
    }
}

/// 32 bytes for the purpose that `label` names, from the session secret.
///
/// # Errors
/// [`TokenError::Secret`].
pub(crate) fn derive(secret: &[u8], label: &str) -> Result<Zeroizing<[u8; 32]>, TokenError> {
    let mut out = Zeroizing::new([0; 32]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"credenza/session-secret/v1")
        .extract(secret)
        .expand(&[label.as_bytes()], Len32)
        .and_then(|okm| okm.fill(&mut *out))
        .map_err(|_| TokenError::Secret)?;
    Ok(out)
}

impl Tokens {
    /// # Errors
    /// [`TokenError::Secret`] when the secret has not [`SECRET_LEN`] bytes.
    pub fn new(secret: &[u8]) -> Result<Self, TokenError> {
        if secret.len() != SECRET_LEN {
            return Err(TokenError::Secret);
        }
        let pair = Ed25519KeyPair::from_seed_unchecked(&*derive(secret, "access-token")?)
            .map_err(|_| TokenError::Signing)?;
        let pkcs8 = pair.to_pkcs8v1().map_err(|_| TokenError::Signing)?;
        Ok(Self {
            signing: EncodingKey::from_ed_der(pkcs8.as_ref()),
            verifying: DecodingKey::from_ed_der(pair.public_key().as_ref()),
            handles: hmac::Key::new(hmac::HMAC_SHA256, &*derive(secret, "session-handle")?),
            downloads: hmac::Key::new(hmac::HMAC_SHA256, &*derive(secret, "download-url")?),
            limits: derive(secret, "limiter-keys")?,
            api_tokens: ApiTokenKeys {
                tags: hmac::Key::new(hmac::HMAC_SHA256, &*derive(secret, "api-token-tag")?),
                handles: hmac::Key::new(hmac::HMAC_SHA256, &*derive(secret, "api-token-handle")?),
            },
            alert_links: AlertLinks::new(&*derive(secret, "alert-link")?),
            seen: Seen::default(),
        })
    }

    /// An access token, and the seconds it is good for.
    ///
    /// # Errors
    /// [`TokenError::Signing`].
    pub fn issue(
        &self,
        org: OrgId,
        member: MemberId,
        session: SessionId,
        now: OffsetDateTime,
    ) -> Result<(String, i64), TokenError> {
        let iat = now.unix_timestamp();
        let lifetime = ACCESS_LIFETIME.whole_seconds();
        let claims =
            Claims { sub: member, org, sid: session, aud: AUDIENCE.into(), iat, exp: iat + lifetime };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.signing)
            .map_err(|_| TokenError::Signing)?;
        Ok((token, lifetime))
    }

    /// What a token says, if it is one of ours and good at `now`.
    #[must_use]
    pub fn verify(&self, token: &str, now: OffsetDateTime) -> Option<Claims> {
        let claims = match self.seen.recall(token) {
            Some(claims) => claims,
            None => self.signed(token)?,
        };
        let now = now.unix_timestamp();
        (now < claims.exp && claims.exp - claims.iat <= ACCESS_LIFETIME.whole_seconds()).then_some(claims)
    }

    /// What a token with our signature says, whenever it ends.
    fn signed(&self, token: &str) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        // The library would ask the machine's clock; ours is an argument.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.verifying, &validation).ok()?.claims;
        self.seen.remember(token, &claims);
        Some(claims)
    }

    /// A new API token for this session, to be shown once, and what it says.
    #[must_use]
    pub fn issue_api_token(
        &self,
        org: OrgId,
        member: MemberId,
        session: SessionId,
        rng: &dyn Rng,
    ) -> (SecretString, ApiTokenClaims) {
        self.api_tokens.issue(org, member, session, rng)
    }

    /// What an API token says, if this server made it. Whether it is still good, the database knows.
    #[must_use]
    pub fn verify_api_token(&self, token: &str) -> Option<ApiTokenClaims> {
        self.api_tokens.verify(token)
    }

    /// Makes and checks the links of mails about alerts.
    #[must_use]
    pub fn alert_links(&self) -> &AlertLinks {
        &self.alert_links
    }

    /// What names the keys of a limiter that replicas share.
    #[must_use]
    pub fn limiter_secret(&self) -> Zeroizing<[u8; 32]> {
        self.limits.clone()
    }

    /// The handle of a session.
    #[must_use]
    pub fn handle(&self, session: SessionId) -> Zeroizing<[u8; 32]> {
        let tag = hmac::sign(&self.handles, session.uuid().as_bytes());
        let mut handle = Zeroizing::new([0; 32]);
        handle.copy_from_slice(tag.as_ref());
        handle
    }

    /// The handle of a scanner's enrolment, by what its log begins with: as that of a session, it stands in no row.
    #[must_use]
    pub fn scanner_handle(&self, start: &[u8]) -> Zeroizing<[u8; 32]> {
        // Longer than the id of a session: no two different things give the same bytes.
        let mut context = hmac::Context::with_key(&self.handles);
        context.update(b"credenza/scanner");
        context.update(start);
        let mut handle = Zeroizing::new([0; 32]);
        handle.copy_from_slice(context.sign().as_ref());
        handle
    }

    /// The signature of a download URL: over the permission, the session it is for, and its end.
    #[must_use]
    pub fn sign_download(&self, id: DownloadId, session: SessionId, expires: i64) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.downloads, &download_message(id, session, expires)))
    }

    /// Whether `signature` is that of [`Tokens::sign_download`], compared in constant time.
    #[must_use]
    pub fn verify_download(&self, id: DownloadId, session: SessionId, expires: i64, signature: &str) -> bool {
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|tag| {
            hmac::verify(&self.downloads, &download_message(id, session, expires), &tag).is_ok()
        })
    }
}

fn download_message(id: DownloadId, session: SessionId, expires: i64) -> Vec<u8> {
    // Fixed lengths: no two different triples give the same bytes.
    [id.uuid().as_bytes().as_slice(), session.uuid().as_bytes(), &expires.to_be_bytes()].concat()
}

/// A new opaque token with the given prefix, and the hash under which the database knows it.
#[must_use]
pub fn opaque(prefix: &str, rng: &dyn Rng) -> (String, [u8; 32]) {
    let mut secret = Zeroizing::new([0; 32]);
    rng.fill(&mut *secret);
    let token = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(*secret));
    let hash = hash(token.as_bytes());
    (token, hash)
}

/// SHA-256: what the database keeps of a token. The tokens are random, so no salt is needed.
#[must_use]
pub fn hash(token: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token).as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::SystemRng;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 06:30 UTC);

    fn ids() -> (OrgId, MemberId, SessionId) {
        (OrgId::new(NOW, &SystemRng), MemberId::new(NOW, &SystemRng), SessionId::new(NOW, &SystemRng))
    }

    #[test]
    fn an_access_token_is_good_for_five_minutes() {
        let tokens = Tokens::new(&[1; 32]).unwrap();
        let (org, member, session) = ids();
        let (token, seconds) = tokens.issue(org, member, session, NOW).unwrap();
        assert_eq!(seconds, 300);
        let claims = tokens.verify(&token, NOW + Duration::seconds(299)).unwrap();
        assert_eq!((claims.org, claims.sub, claims.sid), (org, member, session));
        assert_eq!(tokens.verify(&token, NOW + Duration::seconds(300)), None, "remembered, but over");
        assert_eq!(tokens.verify(&token, NOW + Duration::seconds(299)), Some(claims), "and the same again");
    }

    #[test]
    fn a_token_of_another_key_or_a_changed_one_is_refused() {
        let (tokens, others) = (Tokens::new(&[1; 32]).unwrap(), Tokens::new(&[2; 32]).unwrap());
        let (org, member, session) = ids();
        let (token, _) = tokens.issue(org, member, session, NOW).unwrap();
        assert_eq!(others.verify(&token, NOW), None);
        let parts: Vec<_> = token.split('.').collect();
        let none = format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#), parts[1]);
        assert_eq!(tokens.verify(&none, NOW), None);
        let mut payload = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
        let last = payload.len() - 2;
        payload[last] ^= 1;
        let changed = format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(payload), parts[2]);
        assert_eq!(tokens.verify(&changed, NOW), None);
    }

    #[test]
    fn a_download_url_is_bound_to_permission_session_and_end() {
        let tokens = Tokens::new(&[1; 32]).unwrap();
        let (id, session) = (DownloadId::new(NOW, &SystemRng), SessionId::new(NOW, &SystemRng));
        let signature = tokens.sign_download(id, session, 60);
        assert!(tokens.verify_download(id, session, 60, &signature));
        assert!(!tokens.verify_download(id, session, 61, &signature));
        assert!(!tokens.verify_download(id, SessionId::new(NOW, &SystemRng), 60, &signature));
        assert!(!tokens.verify_download(DownloadId::new(NOW, &SystemRng), session, 60, &signature));
        assert!(!tokens.verify_download(id, session, 60, "AAAA"));
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(matches!(Tokens::new(&[1; 31]), Err(TokenError::Secret)));
    }
}
