//! The links of mails about alerts. What they say is in them, and a MAC of the server: nothing is kept of them, and nothing
//! that was made up reaches the database.
//!
//! A link to decide is base64url of 100 bytes: organization, member and what it is about (a UUID each), which of its ends (microseconds
//! since 1970), the step that the mail told of, the end of the link (seconds since 1970), and an HMAC-SHA-256 over a byte that
//! tells its purpose and all before. A link to unsubscribe has organization, member and MAC, and no end: it must work
//! whenever somebody finds the mail (RFC 8058).

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{MemberId, OrgId};
use store::AlertLink;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long a link to decide is good for.
pub const LIFETIME: Duration = Duration::days(30);

const DECIDE: u8 = b'd';
const UNSUBSCRIBE: u8 = b'u';
const MAC: usize = 32;

/// Makes and checks links.
pub struct AlertLinks(hmac::Key);

impl std::fmt::Debug for AlertLinks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AlertLinks")
    }
}

impl AlertLinks {
    pub(super) fn new(key: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The token of a link to decide, good until [`LIFETIME`] after `now`.
    #[must_use]
    pub fn decide(&self, link: &AlertLink, now: OffsetDateTime) -> String {
        let ends = i64::try_from(link.ends_at.unix_timestamp_nanos() / 1000).unwrap_or(i64::MAX);
        let expires = (now + LIFETIME).unix_timestamp();
        let (org, member) = (link.org, link.member);
        self.sign(
            DECIDE,
            &[
                org.as_bytes(),
                member.as_bytes(),
                link.subject.as_bytes(),
                &ends.to_be_bytes(),
                &link.step.to_be_bytes(),
                &expires.to_be_bytes(),
            ],
        )
    }

    /// What a link to decide is about, if it is ours and good at `now`.
    #[must_use]
    pub fn read_decide(&self, token: &str, now: OffsetDateTime) -> Option<AlertLink> {
        let bytes = self.verify(DECIDE, token)?;
        let (ids, rest) = bytes.split_first_chunk::<48>()?;
        let (ends, rest) = rest.split_first_chunk::<8>()?;
        let (step, expires) = rest.split_first_chunk::<4>()?;
        let expires = i64::from_be_bytes(*expires.as_array()?);
        let ends = i128::from(i64::from_be_bytes(*ends)).checked_mul(1000)?;
        (now.unix_timestamp() < expires).then_some(AlertLink {
            org: OrgId::from_uuid(uuid(ids, 0)?),
            member: MemberId::from_uuid(uuid(ids, 16)?),
            subject: uuid(ids, 32)?,
            ends_at: OffsetDateTime::from_unix_timestamp_nanos(ends).ok()?,
            step: i32::from_be_bytes(*step),
        })
    }

    /// The token of a link that ends a member's mails about alerts.
    #[must_use]
    pub fn unsubscribe(&self, org: OrgId, member: MemberId) -> String {
        self.sign(UNSUBSCRIBE, &[org.as_bytes(), member.as_bytes()])
    }

    /// Whose mails a link ends, if it is ours.
    #[must_use]
    pub fn read_unsubscribe(&self, token: &str) -> Option<(OrgId, MemberId)> {
        let bytes = self.verify(UNSUBSCRIBE, token)?;
        let ids = bytes.as_slice().as_array::<32>()?;
        Some((OrgId::from_uuid(uuid(ids, 0)?), MemberId::from_uuid(uuid(ids, 16)?)))
    }

    fn sign(&self, purpose: u8, parts: &[&[u8]]) -> String {
        let mut bytes = parts.concat();
        bytes.extend_from_slice(self.mac(purpose, &bytes).as_ref());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn mac(&self, purpose: u8, body: &[u8]) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(&[purpose]);
        context.update(body);
        context.sign()
    }

    /// What stands before the MAC, if that is ours, compared in constant time.
    fn verify(&self, purpose: u8, token: &str) -> Option<Vec<u8>> {
        // Longer than any of ours is not decoded.
        let mut bytes = URL_SAFE_NO_PAD.decode(Some(token).filter(|token| token.len() <= 200)?).ok()?;
        let mac = bytes.split_off(bytes.len().checked_sub(MAC)?);
        let message = [&[purpose], bytes.as_slice()].concat();
        hmac::verify(&self.0, &message, &mac).ok()?;
        Some(bytes)
    }
}

fn uuid(ids: &[u8], at: usize) -> Option<Uuid> {
    Some(Uuid::from_bytes(*ids.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;
    use crate::machine::SystemRng;

    const NOW: OffsetDateTime = datetime!(2026-11-22 06:30 UTC);

    fn link() -> AlertLink {
        AlertLink {
            org: OrgId::new(NOW, &SystemRng),
            member: MemberId::new(NOW, &SystemRng),
            subject: domain::id::uuid_v7(NOW, &SystemRng),
            ends_at: datetime!(2026-12-01 11:22:33.123456 UTC),
            step: -7,
        }
    }

    #[test]
    fn a_link_says_what_it_is_about_for_thirty_days() {
        let (links, link) = (AlertLinks::new(&[1; 32]), link());
        let token = links.decide(&link, NOW);
        assert_eq!(token.len(), 134);
        assert_eq!(links.read_decide(&token, NOW + LIFETIME - Duration::SECOND), Some(link));
        assert_eq!(links.read_decide(&token, NOW + LIFETIME), None);
        assert_eq!(AlertLinks::new(&[2; 32]).read_decide(&token, NOW), None);
        assert_eq!(links.read_unsubscribe(&token), None);
        let unsubscribe = links.unsubscribe(link.org, link.member);
        assert_eq!(links.read_unsubscribe(&unsubscribe), Some((link.org, link.member)));
        assert_eq!(links.read_decide(&unsubscribe, NOW), None, "each is for one purpose");
    }

    proptest! {
        #[test]
        fn a_changed_link_is_refused(at in 0..100_usize, bit in 0..8_u8) {
            let links = AlertLinks::new(&[1; 32]);
            let mut bytes = URL_SAFE_NO_PAD.decode(links.decide(&link(), NOW)).unwrap();
            bytes[at] ^= 1 << bit;
            prop_assert_eq!(links.read_decide(&URL_SAFE_NO_PAD.encode(bytes), NOW), None);
        }

        #[test]
        fn any_text_is_refused_without_panic(text in "\\PC{0,220}|[A-Za-z0-9_-]{0,220}") {
            let links = AlertLinks::new(&[1; 32]);
            prop_assert!(links.read_decide(&text, NOW).is_none() && links.read_unsubscribe(&text).is_none());
        }
    }
}
