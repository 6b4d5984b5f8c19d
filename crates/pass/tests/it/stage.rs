//! Two organizations with their keys, a worker with a phone, and a moment.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use domain::Rng;
use domain::id::OrgId;
use pass::{
    Claims, NONCE, Point, Purpose, Replays, Report, Status, StatusBits, StatusList, TTL, TicketClaim, Trust,
    TrustedKey, Verifier, mint, mint_live, to_text,
};
use time::macros::{date, datetime};
use time::{Duration, OffsetDateTime};

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
pub(crate) const DAY: i64 = 24 * 60 * 60;
pub(crate) const ORIGIN: &str = "https://pass.example.com";

pub(crate) struct Key(EcdsaKeyPair);

impl Key {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub(crate) fn point(&self) -> Point {
        Point::from_uncompressed(self.0.public_key().as_ref()).unwrap()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<[u8; 64], std::convert::Infallible> {
        Ok(self.0.sign(&SystemRandom::new(), message).unwrap().as_ref().try_into().unwrap())
    }
}

/// Different ids for different numbers.
struct Numbered(u8);

impl Rng for Numbered {
    fn fill(&self, out: &mut [u8]) {
        out.fill(self.0);
    }
}

pub(crate) struct Organization {
    pub(crate) id: OrgId,
    pub(crate) passes: Key,
    pub(crate) lists: Key,
}

impl Organization {
    fn new(number: u8) -> Self {
        Self { id: OrgId::new(NOW, &Numbered(number)), passes: Key::new(), lists: Key::new() }
    }

    pub(crate) fn keys(&self) -> [TrustedKey; 2] {
        let key = |key: &Key, purpose| TrustedKey {
            point: key.point(),
            issuer: self.id,
            purpose,
            not_before: NOW.unix_timestamp() - 30 * DAY,
            not_after: NOW.unix_timestamp() + 60 * DAY,
            distrusted: false,
        };
        [key(&self.passes, Purpose::Pass), key(&self.lists, Purpose::Status)]
    }

    pub(crate) fn uri(&self) -> String {
        format!("{ORIGIN}/.well-known/credenza/{}/status/1", self.id)
    }
}

pub(crate) struct Stage {
    pub(crate) ours: Organization,
    pub(crate) theirs: Organization,
    pub(crate) phone: Key,
    pub(crate) trust: Trust,
    pub(crate) replays: Replays,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let (ours, theirs) = (Organization::new(1), Organization::new(2));
        let trust = Trust::new(ours.keys().into_iter().chain(theirs.keys())).unwrap();
        Self { ours, theirs, phone: Key::new(), trust, replays: Replays::default() }
    }

    /// A pass of ours, made ten minutes ago for three days, with two tickets.
    pub(crate) fn claims(&self) -> Claims {
        let now = NOW.unix_timestamp();
        Claims {
            issuer: self.ours.id,
            id: [7; 16],
            issued_at: now - 600,
            not_before: None,
            expires_at: now + 3 * DAY,
            device_key: Some(self.phone.point().into()),
            status_uri: self.ours.uri(),
            status_index: 70_000,
            name: Some("Ana R.".into()),
            photo: Some([9; 16]),
            tickets: vec![
                TicketClaim {
                    code: "H2S".into(),
                    valid_until: Some(date!(2027 - 06 - 30)),
                    status_index: 11,
                },
                TicketClaim { code: "FIRST-AID".into(), valid_until: None, status_index: 12 },
            ],
            roles: None,
        }
    }

    pub(crate) fn mint(&self, claims: &Claims) -> Vec<u8> {
        mint(claims, &self.ours.passes.point(), |message| self.ours.passes.sign(message)).unwrap()
    }

    pub(crate) fn live(&self, pass: &[u8], shown_at: OffsetDateTime, nonce: u8) -> Vec<u8> {
        let nonce = [nonce; NONCE];
        mint_live(pass, shown_at.unix_timestamp(), &nonce, |message| self.phone.sign(message)).unwrap()
    }

    /// A list of ours, made so long ago, in which these are not valid.
    pub(crate) fn list(&self, ago: Duration, marked: &[(u32, Status)]) -> StatusList {
        let mut entries = StatusBits::new(100_000);
        for (index, status) in marked {
            assert!(entries.set(*index, *status));
        }
        let issued_at = (NOW - ago).unix_timestamp();
        StatusList {
            issuer: self.ours.id,
            uri: self.ours.uri(),
            issued_at,
            expires_at: issued_at + DAY,
            ttl: TTL,
            entries,
        }
    }

    pub(crate) fn check(&mut self, token: &[u8], lists: &[StatusList], now: OffsetDateTime) -> Report {
        let verifier = Verifier::new(&self.trust, lists);
        verifier.check(&to_text(ORIGIN, token), now, &mut self.replays)
    }

    /// What is thought of a pass with these claims now, without a list.
    pub(crate) fn of(&mut self, claims: &Claims) -> Report {
        let token = self.mint(claims);
        self.check(&token, &[], NOW)
    }
}
