//! The text of an API token.
//!
//! `cza_` and 112 characters of base64url without padding (RFC 4648, section 5), which are 84 bytes: organization, member
//! and session (a UUID each), 16 random bytes, a tag of 16 bytes, and the first 4 bytes of the SHA-256 of all before, the
//! prefix included.
//!
//! - The *checksum* at the end lets anybody tell a token from what only looks like one, offline: a scanner for leaked
//!   secrets, or a client that was given half of it.
//! - The *tag* is an HMAC-SHA-256, cut, under a key of the server: a token that is made up reaches neither the limiter nor
//!   the database, and the limiter knows whose requests it counts.
//! - The *handle*, by which the database finds the session, is another HMAC over session and random bytes. The database
//!   keeps its hash. The random bytes are nowhere but in the token, so neither the database nor the server's key, nor both
//!   together, yield it.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Rng;
use domain::id::{MemberId, OrgId, SessionId};
use secrecy::SecretString;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::tokens::hash;

/// How every API token begins.
pub const PREFIX: &str = "cza_";

const IDS: usize = 48;
const SIGNED: usize = IDS + 16;
const TAGGED: usize = SIGNED + 16;
const LEN: usize = TAGGED + 4;

/// Whose token it is, and what finds its session.
#[derive(Debug, Clone)]
pub struct ApiTokenClaims {
    /// The organization.
    pub org: OrgId,
    /// The member.
    pub member: MemberId,
    /// The token's session.
    pub session: SessionId,
    /// The session's handle.
    pub handle: Zeroizing<[u8; 32]>,
}

/// The keys of API tokens.
pub(super) struct ApiTokenKeys {
    pub(super) tags: hmac::Key,
    pub(super) handles: hmac::Key,
}

impl ApiTokenKeys {
    /// A new token, to be shown once, and what it says.
    pub(super) fn issue(
        &self,
        org: OrgId,
        member: MemberId,
        session: SessionId,
        rng: &dyn Rng,
    ) -> (SecretString, ApiTokenClaims) {
        let mut nonce = Zeroizing::new([0; 16]);
        rng.fill(&mut *nonce);
        let mut bytes = Zeroizing::new(Vec::with_capacity(LEN));
        for id in [org.as_bytes(), member.as_bytes(), session.as_bytes()] {
            bytes.extend_from_slice(id);
        }
        bytes.extend_from_slice(&*nonce);
        let tag = hmac::sign(&self.tags, &bytes);
        bytes.extend_from_slice(tag.as_ref().first_chunk::<16>().unwrap_or(&[0; 16]));
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum);
        let mut text = Zeroizing::new(String::with_capacity(PREFIX.len() + LEN.div_ceil(3) * 4));
        text.push_str(PREFIX);
        URL_SAFE_NO_PAD.encode_string(&*bytes, &mut text);
        let handle = self.handle(session, &*nonce);
        (SecretString::from(text.as_str()), ApiTokenClaims { org, member, session, handle })
    }

    /// What a token says, if this server made it. Whether it is still good, the database knows.
    pub(super) fn verify(&self, token: &str) -> Option<ApiTokenClaims> {
        let mut bytes = Zeroizing::new([0; LEN]);
        let length = URL_SAFE_NO_PAD.decode_slice(token.strip_prefix(PREFIX)?, &mut *bytes).ok()?;
        let (tagged, sum) = bytes.split_first_chunk::<TAGGED>()?;
        if length != LEN || sum != checksum(tagged) {
            return None;
        }
        let (signed, tag) = tagged.split_first_chunk::<SIGNED>()?;
        verify_slices_are_equal(hmac::sign(&self.tags, signed).as_ref().get(..16)?, tag).ok()?;
        let id = |at: usize| Some(Uuid::from_bytes(*signed.get(at..)?.first_chunk()?));
        let session = SessionId::from_uuid(id(32)?);
        Some(ApiTokenClaims {
            org: OrgId::from_uuid(id(0)?),
            member: MemberId::from_uuid(id(16)?),
            session,
            handle: self.handle(session, signed.get(IDS..)?),
        })
    }

    fn handle(&self, session: SessionId, nonce: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut context = hmac::Context::with_key(&self.handles);
        context.update(session.as_bytes());
        context.update(nonce);
        let mut handle = Zeroizing::new([0; 32]);
        handle.copy_from_slice(context.sign().as_ref());
        handle
    }
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    let mut text = Zeroizing::new(PREFIX.as_bytes().to_vec());
    text.extend_from_slice(bytes);
    let [a, b, c, d, ..] = hash(&text);
    [a, b, c, d]
}

/// What a token opens, by the third part of a path: things in the organization, where permissions decide. All else (one's
/// own account, proofs, sessions, other tokens, and every page) is for people.
const OPEN: &[&str] = &[
    "organization",
    "overview",
    "customers",
    "certificates",
    "downloads",
    "alerts",
    "audit",
    "sites",
    "crews",
    "contractors",
    "ticket-types",
    "workers",
    "tickets",
    "evidence",
    "passes",
    "cards",
    "imports",
    "readiness",
    "scanners",
    "gate-log",
    "duties",
];

/// Whether an API token opens this path.
#[must_use]
pub fn opens(path: &str) -> bool {
    let part = path.strip_prefix("/api/v1/").and_then(|rest| rest.split('/').next());
    part.is_some_and(|part| OPEN.contains(&part))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;
    use time::macros::datetime;

    use super::*;
    use crate::auth::tokens::Tokens;
    use crate::machine::SystemRng;

    fn issued(tokens: &Tokens) -> (String, ApiTokenClaims) {
        let now = datetime!(2026-11-22 06:30 UTC);
        let (org, member) = (OrgId::new(now, &SystemRng), MemberId::new(now, &SystemRng));
        let session = SessionId::new(now, &SystemRng);
        let (token, claims) = tokens.issue_api_token(org, member, session, &SystemRng);
        (token.expose_secret().to_owned(), claims)
    }

    #[test]
    fn a_token_says_whose_it_is_and_finds_its_session() {
        let tokens = Tokens::new(&[1; 32]).unwrap();
        let (token, claims) = issued(&tokens);
        assert_eq!((token.len(), token.get(..4)), (116, Some("cza_")));
        let read = tokens.verify_api_token(&token).unwrap();
        assert_eq!((read.org, read.member, read.session), (claims.org, claims.member, claims.session));
        assert_eq!(read.handle, claims.handle);
        assert_ne!(read.handle, tokens.handle(claims.session), "a session of a person is found otherwise");
        let again = tokens.issue_api_token(claims.org, claims.member, claims.session, &SystemRng).1;
        assert_ne!(again.handle, claims.handle, "the session's id alone finds nothing");
    }

    #[test]
    fn a_token_of_another_server_and_every_changed_one_is_refused() {
        let (tokens, others) = (Tokens::new(&[1; 32]).unwrap(), Tokens::new(&[2; 32]).unwrap());
        let (token, _) = issued(&tokens);
        assert!(others.verify_api_token(&token).is_none());
        for at in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert!(tokens.verify_api_token(std::str::from_utf8(&changed).unwrap()).is_none(), "{at}");
        }
        // With a checksum that fits, the tag decides.
        let mut bytes = URL_SAFE_NO_PAD.decode(token.get(4..).unwrap()).unwrap();
        bytes[20] ^= 1;
        let sum = checksum(&bytes[..TAGGED]);
        bytes[TAGGED..].copy_from_slice(&sum);
        assert!(tokens.verify_api_token(&format!("cza_{}", URL_SAFE_NO_PAD.encode(bytes))).is_none());
        for garbage in
            ["", "cza_", "cza_AAAA", &token[1..], &token[..115], &format!("{token}A"), &format!(" {token}")]
        {
            assert!(tokens.verify_api_token(garbage).is_none(), "{garbage}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_refused_without_panic(text in "\\PC{0,130}|cza_[A-Za-z0-9_-]{0,130}") {
            prop_assert!(Tokens::new(&[1; 32]).unwrap().verify_api_token(&text).is_none());
        }
    }

    #[test]
    fn a_stranger_can_tell_a_token_by_its_checksum() {
        let (token, _) = issued(&Tokens::new(&[1; 32]).unwrap());
        let bytes = URL_SAFE_NO_PAD.decode(token.get(4..).unwrap()).unwrap();
        let (body, sum) = bytes.split_at(80);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &[b"cza_", body].concat());
        assert_eq!(&digest.as_ref()[..4], sum);
    }

    #[test]
    fn tokens_open_the_organization_and_no_account() {
        for path in ["/api/v1/customers", "/api/v1/certificates/crt_x/download-url", "/api/v1/audit/export"] {
            assert!(opens(path), "{path}");
        }
        for path in [
            "/",
            "/customers",
            "/settings/audit",
            "/api/v1/auth/step-up",
            "/api/v1/api-tokens",
            "/api/v1/sessions",
            "/api/v1/customersx",
            "/api/v1",
            "/api/v2/customers",
            "//api/v1/customers",
        ] {
            assert!(!opens(path), "{path}");
        }
    }
}
