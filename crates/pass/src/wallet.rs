//! A worker's tickets as a credential for wallets: an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc) with selective disclosure (RFC 9901).
//! Its holder shows of it what he wants: his name, and each of his tickets, are disclosures of their own.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Rng;
use domain::id::OrgId;
use serde_json::{Value, json};
use time::Date;

use crate::claims::{MAX_CODE, MAX_INDEX, MAX_NAME, MAX_TICKETS, MAX_URI, is_shown};
use crate::cose::SIGNATURE;
use crate::jws::{self, ES256};
use crate::keys::Point;
use crate::mint::MintError;

/// The type of the credential, as verifiers ask for it.
pub const VCT: &str = "urn:credenza:work-tickets:1";
/// The longest that a credential for wallets lives, in seconds: 366 days. What became of it in the meantime is in the status list.
pub const MAX_WALLET_LIFETIME: i64 = 366 * 24 * 60 * 60;
/// The most characters of the name of a ticket's type.
pub const MAX_TYPE_NAME: usize = 200;

pub(crate) const TYP: &str = "dc+sd-jwt";
/// Bytes of a salt (RFC 9901, section 9.3).
const SALT: usize = 16;
/// As many digests of tickets there are, or the next multiple of this: that somebody has five is nobody's business.
const DIGESTS: usize = 8;

/// What a credential for wallets says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletCredential {
    /// The organization that vouches.
    pub issuer: OrgId,
    /// The same as an address; see [`issuer_uri`].
    pub issuer_uri: String,
    /// When it was made, in seconds since 1970 (UTC).
    pub issued_at: i64,
    /// From when it does not count any more: at most [`MAX_WALLET_LIFETIME`] after it was made.
    pub expires_at: i64,
    /// The key in the holder's wallet.
    pub holder: Point,
    /// Where the status of credential and tickets is published.
    pub status_uri: String,
    /// Its own place in that list.
    pub status_index: u32,
    /// As much of the worker's name as the organization lets passes show.
    pub name: Option<String>,
    /// His tickets.
    pub tickets: Vec<WalletTicket>,
}

/// A ticket in a credential for wallets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletTicket {
    /// What passes call its type.
    pub code: String,
    /// What people call it; none where that would tell of the holder's health.
    pub name: Option<String>,
    /// The last day on which it is good; `None` when it does not end.
    pub valid_until: Option<Date>,
    /// Its place in the status list.
    pub status_index: u32,
}

/// The address by which verifiers know an organization: the server's, `https://` and a host, and the organization's id.
#[must_use]
pub fn issuer_uri(origin: &str, org: OrgId) -> String {
    format!("{origin}/{org}")
}

impl WalletCredential {
    /// Whether it may be given to a wallet.
    pub(crate) fn is_sound(&self) -> bool {
        let lifetime = self.expires_at.checked_sub(self.issued_at);
        lifetime.is_some_and(|seconds| (1..=MAX_WALLET_LIFETIME).contains(&seconds))
            && (0..=253_402_300_799).contains(&self.issued_at)
            && is_issuer(&self.issuer_uri, self.issuer)
            && is_address(&self.status_uri)
            && self.status_index < MAX_INDEX
            && self.name.as_ref().is_none_or(|name| is_text(name, MAX_NAME))
            && self.tickets.len() <= MAX_TICKETS
            && self.tickets.iter().all(WalletTicket::is_sound)
    }

    /// Makes the credential, with all disclosures, as its holder is given it. `rng` makes the salts; about `sign`, see
    /// [`crate::mint`].
    ///
    /// # Errors
    /// [`MintError`].
    pub fn mint<E>(
        &self,
        key: &Point,
        rng: &dyn Rng,
        sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
    ) -> Result<String, MintError<E>> {
        if !self.is_sound() {
            return Err(MintError::Claims);
        }
        let mut disclosures = Vec::with_capacity(self.tickets.len() + 1);
        let mut disclosed = |value: Value| {
            let disclosure = URL_SAFE_NO_PAD.encode(value.to_string());
            let digest = digest_of(&disclosure);
            disclosures.push(disclosure);
            digest
        };
        let name = match &self.name {
            Some(name) => disclosed(json!([salt(rng), "name", name])),
            None => decoy(rng),
        };
        let mut digests: Vec<String> = self
            .tickets
            .iter()
            .map(|ticket| disclosed(json!([salt(rng), ticket.to_value(&self.status_uri)])))
            .collect();
        while digests.is_empty() || !digests.len().is_multiple_of(DIGESTS) {
            digests.push(decoy(rng));
        }
        let claims = json!({
            "iss": self.issuer_uri,
            "iat": self.issued_at,
            "exp": self.expires_at,
            "vct": VCT,
            "cnf": { "jwk": self.holder.to_jwk() },
            "status": status(&self.status_uri, self.status_index),
            "_sd_alg": "sha-256",
            "_sd": [name],
            "tickets": digests.into_iter().map(|digest| json!({ "...": digest })).collect::<Vec<_>>(),
        });
        let header = json!({ "alg": ES256, "kid": key.key_id().to_string(), "typ": TYP });
        let signed = jws::sign(&header, &claims, sign).map_err(MintError::Sign)?;
        Ok([signed].into_iter().chain(disclosures).map(|part| part + "~").collect())
    }
}

impl WalletTicket {
    pub(crate) fn is_sound(&self) -> bool {
        let known = |c: char| c.is_ascii_alphanumeric() || "-_.#".contains(c);
        (1..=MAX_CODE).contains(&self.code.len())
            && self.code.chars().all(known)
            && self.name.as_ref().is_none_or(|name| is_text(name, MAX_TYPE_NAME))
            && self.status_index < MAX_INDEX
    }

    fn to_value(&self, status_uri: &str) -> Value {
        let mut ticket = json!({ "type": self.code, "status": status(status_uri, self.status_index) });
        for (member, value) in
            [("name", self.name.clone()), ("valid_until", self.valid_until.map(|day| day.to_string()))]
        {
            if let Some(value) = value {
                ticket[member] = value.into();
            }
        }
        ticket
    }
}

pub(crate) fn is_issuer(uri: &str, org: OrgId) -> bool {
    is_address(uri) && uri.strip_suffix(&org.to_string()).is_some_and(|origin| origin.ends_with('/'))
}

pub(crate) fn is_address(uri: &str) -> bool {
    uri.starts_with("https://") && uri.len() <= MAX_URI
}

pub(crate) fn is_text(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && text.chars().all(is_shown)
}

/// RFC 9901, section 4.2.3: of the disclosure as it is sent.
pub(crate) fn digest_of(disclosure: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, disclosure.as_bytes()))
}

/// The `status` of draft-ietf-oauth-status-list, section 6.1.
fn status(uri: &str, index: u32) -> Value {
    json!({ "status_list": { "idx": index, "uri": uri } })
}

fn salt(rng: &dyn Rng) -> String {
    let mut salt = [0; SALT];
    rng.fill(&mut salt);
    URL_SAFE_NO_PAD.encode(salt)
}

/// A digest of nothing that anybody could disclose (RFC 9901, section 4.2.7).
fn decoy(rng: &dyn Rng) -> String {
    digest_of(&salt(rng))
}
