//! Passes, without a server: verified and signed beside the bare ES256 of the same library, and the status list of a million tickets.

use anyhow::{Context as _, anyhow, ensure};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey,
};
use domain::id::OrgId;
use domain::{Clock, Rng};
use pass::{
    Claims, Point, Purpose, Replays, Status, StatusBits, StatusList, TicketClaim, Trust, TrustedKey,
    Verifier, mint,
};
use server::machine::{SystemClock, SystemRng};
use time::{Duration, OffsetDateTime};

use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, alone, compare};

/// The tickets of a list, of which every hundredth is revoked.
const LISTED: u32 = 1_000_000;
/// The bytes of a signature.
const SIGNATURE: usize = 64;
const HOUR: i64 = 3600;
const LIST: &str = "https://passes.example/.well-known/credenza/org/status/1";

/// A key of an organization.
struct Key {
    pair: EcdsaKeyPair,
    point: Point,
}

impl Key {
    fn generate() -> anyhow::Result<Self> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
        let point = Point::from_uncompressed(pair.public_key().as_ref()).context("a point")?;
        Ok(Self { pair, point })
    }

    fn sign(&self, message: &[u8]) -> anyhow::Result<[u8; SIGNATURE]> {
        let signature = self.pair.sign(&SystemRandom::new(), message)?;
        signature.as_ref().try_into().map_err(|_| anyhow!("a signature of another length"))
    }
}

/// Signs `claims` as a pass.
struct Issuer(Key, Claims);

impl Act for Issuer {
    async fn act(&mut self) -> anyhow::Result<()> {
        std::hint::black_box(mint(&self.1, &self.0.point, |message| self.0.sign(message))?);
        Ok(())
    }
}

/// Signs bytes, as many as those of a pass.
struct Signer(Key, Vec<u8>);

impl Act for Signer {
    async fn act(&mut self) -> anyhow::Result<()> {
        std::hint::black_box(self.0.sign(&self.1)?);
        Ok(())
    }
}

/// Finds the verdict about a pass.
struct Gate {
    trust: Trust,
    lists: Vec<StatusList>,
    text: String,
    now: OffsetDateTime,
}

impl Act for Gate {
    async fn act(&mut self) -> anyhow::Result<()> {
        let verifier = Verifier::new(&self.trust, &self.lists);
        let report = verifier.check(&self.text, self.now, &mut Replays::default());
        ensure!(report.is_good(), "not a good pass: {}", report.sentence);
        Ok(())
    }
}

/// Verifies a signature, under a key that was made ready once, as that of a gate is.
struct Bare {
    key: ParsedPublicKey,
    message: Vec<u8>,
    signature: [u8; SIGNATURE],
}

impl Act for Bare {
    async fn act(&mut self) -> anyhow::Result<()> {
        Ok(self.key.verify_sig(&self.message, &self.signature)?)
    }
}

/// Makes and signs the list.
struct Lister {
    key: Key,
    issuer: OrgId,
    now: i64,
}

impl Lister {
    fn list(&self, entries: u32) -> StatusList {
        let mut bits = StatusBits::new(entries);
        // Scattered, as random places are: what repeats would pack too well.
        for n in 0..u64::from(entries / 100) {
            let index = n * 2_654_435_761 % u64::from(entries);
            bits.set(u32::try_from(index).unwrap_or(0), Status::Invalid);
        }
        StatusList {
            issuer: self.issuer,
            uri: LIST.to_owned(),
            issued_at: self.now,
            expires_at: self.now + 24 * HOUR,
            ttl: 900,
            entries: bits,
        }
    }
}

impl Act for Lister {
    async fn act(&mut self) -> anyhow::Result<()> {
        let signed = self.list(LISTED).sign(&self.key.point, |message| self.key.sign(message))?;
        std::hint::black_box(signed);
        Ok(())
    }
}

/// A printed pass with six tickets.
fn claims(issuer: OrgId, now: OffsetDateTime) -> Claims {
    let ticket = |n: u32| TicketClaim {
        code: format!("TICKET-{n}"),
        valid_until: Some(now.date() + Duration::days(200)),
        status_index: 2 + n,
    };
    let mut id = [0; 16];
    SystemRng.fill(&mut id);
    Claims {
        issuer,
        id,
        issued_at: now.unix_timestamp(),
        not_before: None,
        expires_at: now.unix_timestamp() + 24 * HOUR,
        device_key: None,
        status_uri: LIST.to_owned(),
        status_index: 1,
        name: Some("Ana María Núñez".to_owned()),
        photo: None,
        tickets: (0..6).map(ticket).collect(),
        roles: None,
    }
}

/// What a gate knows.
fn trust(issuer: OrgId, now: i64, keys: [(&Key, Purpose); 1]) -> anyhow::Result<Trust> {
    let known = keys.map(|(key, purpose)| TrustedKey {
        point: key.point,
        issuer,
        purpose,
        not_before: now - HOUR,
        not_after: now + 48 * HOUR,
        distrusted: false,
    });
    Ok(Trust::new(known)?)
}

pub(super) async fn measure(plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let now = SystemClock.now();
    let seconds = now.unix_timestamp();
    let issuer = OrgId::new(now, &SystemRng);
    let claims = claims(issuer, now);
    let key = Key::generate()?;
    let mut signed = Vec::new();
    let token = mint(&claims, &key.point, |message| {
        signed = message.to_vec();
        key.sign(message)
    })?;
    let lister = Lister { key: Key::generate()?, issuer, now: seconds };
    let gate = Gate {
        trust: trust(issuer, seconds, [(&key, Purpose::Pass)])?,
        lists: vec![lister.list(1000)],
        text: pass::to_text("https://passes.example", &token),
        now,
    };
    let bare = Bare {
        key: ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.pair.public_key())?,
        signature: key.sign(&signed)?,
        message: signed.clone(),
    };
    let verified = compare(plan, &mut Clients(vec![bare]), &mut Clients(vec![gate])).await?;
    let signer = Signer(Key::generate()?, signed);
    let minted = compare(plan, &mut Clients(vec![signer]), &mut Clients(vec![Issuer(key, claims)])).await?;
    let listed = alone(plan, &mut Clients(vec![lister])).await?;
    Ok(vec![
        Line::compared("verdict about a pass", "an ES256 verification", 1, verified, Some(0.85)),
        Line::compared("pass with six tickets signed", "an ES256 signature", 1, minted, Some(0.7)),
        Line::alone("status list of 1,000,000 signed", 1, listed, Some(1000.0)),
    ])
}
