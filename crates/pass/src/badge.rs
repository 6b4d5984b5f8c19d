//! A ticket as an Open Badge (Open Badges 3.0, in the data model of W3C's Verifiable Credentials 2.0), secured as a JWT (section 8.2 of
//! Open Badges). A badge is one whole: who shows it shows all of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::OrgId;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use crate::claims::{MAX_INDEX, MAX_NAME};
use crate::cose::SIGNATURE;
use crate::jws::{self, ES256};
use crate::keys::Point;
use crate::mint::MintError;
use crate::wallet::{MAX_TYPE_NAME, MAX_WALLET_LIFETIME, is_address, is_issuer, is_text};

const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// The most characters of an organization's name on a badge.
const MAX_ISSUER_NAME: usize = 200;

/// What a badge says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// Which it is, an address of the scheme `urn:`.
    pub id: String,
    /// The organization that vouches.
    pub issuer: OrgId,
    /// The same as an address; see [`crate::issuer_uri`].
    pub issuer_uri: String,
    /// What people call it.
    pub issuer_name: String,
    /// Where the key that signs can be fetched.
    pub key_uri: String,
    /// When it was made, in seconds since 1970 (UTC).
    pub issued_at: i64,
    /// From when it does not count any more: at most [`MAX_WALLET_LIFETIME`] after it was made.
    pub expires_at: i64,
    /// The key in the holder's wallet.
    pub holder: Point,
    /// As much of the worker's name as the organization lets passes show.
    pub name: Option<String>,
    /// The ticket's type, an address of the scheme `urn:`.
    pub achievement: String,
    /// What people call it, or a code that tells nothing.
    pub achievement_name: String,
    /// The ticket's first day.
    pub issued_on: Option<Date>,
    /// Where the status of the ticket is published, without the purpose at its end; see [`crate::StatusList::sign_bitstring`].
    pub status_uri: String,
    /// The ticket's place in that list.
    pub status_index: u32,
}

impl Badge {
    fn is_sound(&self) -> bool {
        let lifetime = self.expires_at.checked_sub(self.issued_at);
        lifetime.is_some_and(|seconds| (1..=MAX_WALLET_LIFETIME).contains(&seconds))
            && [&self.id, &self.achievement].iter().all(|urn| urn.starts_with("urn:") && urn.len() <= 100)
            && is_issuer(&self.issuer_uri, self.issuer)
            && is_text(&self.issuer_name, MAX_ISSUER_NAME)
            && is_text(&self.achievement_name, MAX_TYPE_NAME)
            && self.name.as_ref().is_none_or(|name| is_text(name, MAX_NAME))
            && is_address(&self.key_uri)
            && is_address(&self.status_uri)
            && self.status_index < MAX_INDEX
    }

    /// Makes the badge, a JWT in compact form; about `sign`, see [`crate::mint`].
    ///
    /// # Errors
    /// [`MintError`].
    pub fn mint<E>(
        &self,
        sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
    ) -> Result<String, MintError<E>> {
        let claims = self.claims().filter(|_| self.is_sound()).ok_or(MintError::Claims)?;
        let header = json!({ "alg": ES256, "kid": self.key_uri, "typ": "JWT" });
        jws::sign(&header, &claims, sign).map_err(MintError::Sign)
    }

    fn claims(&self) -> Option<Value> {
        // did:jwk: the key itself is the name of its holder.
        let holder = format!("did:jwk:{}", URL_SAFE_NO_PAD.encode(self.holder.to_jwk().to_string()));
        let mut subject = json!({
            "id": holder,
            "type": ["AchievementSubject"],
            "achievement": {
                "id": self.achievement,
                "type": ["Achievement"],
                "achievementType": "Certification",
                "name": self.achievement_name,
                "description": format!("{}, as {} holds it of its people.", self.achievement_name, self.issuer_name),
                "criteria": { "narrative": "The organization has checked the ticket against its evidence and approved it." },
            },
        });
        if let Some(name) = &self.name {
            subject["identifier"] = json!([{
                "type": "IdentityObject", "identityType": "name", "identityHash": name, "hashed": false
            }]);
        }
        let mut badge = json!({
            "@context": [CREDENTIALS, OPEN_BADGES],
            "id": self.id,
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": self.achievement_name,
            "issuer": { "id": self.issuer_uri, "type": ["Profile"], "name": self.issuer_name },
            "validFrom": moment(self.issued_at)?,
            "validUntil": moment(self.expires_at)?,
            "credentialSubject": subject,
            "credentialStatus": [
                entry(&self.status_uri, "revocation", self.status_index),
                entry(&self.status_uri, "suspension", self.status_index),
            ],
            "iss": self.issuer_uri,
            "sub": holder,
            "jti": self.id,
            "nbf": self.issued_at,
            "exp": self.expires_at,
        });
        if let Some(day) = self.issued_on {
            badge["awardedDate"] = format!("{day}T00:00:00Z").into();
        }
        Some(badge)
    }
}

/// As W3C's Bitstring Status List 1.0 has it, section 2.1.
fn entry(uri: &str, purpose: &str, index: u32) -> Value {
    let list = format!("{uri}/{purpose}");
    json!({
        "id": format!("{list}#{index}"),
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": index.to_string(),
        "statusListCredential": list,
    })
}

/// RFC 3339, UTC.
pub(crate) fn moment(seconds: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(seconds).ok()?.format(&Rfc3339).ok()
}
