//! Trust packs: the organizations and keys that a verifier trusts, signed offline by a root that it knows.
//!
//! A key set comes from the server that publishes it, and whoever has that server can add a key. A pack does not: its root's
//! private half never is on a server. It names the organizations, tells which keys were given up, and has a number, so that
//! nobody brings back the one from before.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use ciborium::Value;
use domain::id::OrgId;

use crate::cbor;
use crate::claims::{is_shown, text_map};
use crate::cose::{self, Header, SIGNATURE, Sign1};
use crate::keys::{Point, Trust, read_cose_keys};

/// The most bytes of a trust pack that are read: some thousand organizations.
pub const MAX_TRUST_PACK: usize = 1024 * 1024;
/// The longest that a pack is good, in seconds: 366 days.
pub const MAX_PACK_LIFETIME: i64 = 366 * 24 * 60 * 60;
/// The most characters of an organization's name.
pub const MAX_ORGANIZATION: usize = 200;

/// The end of the year 9999.
const MAX_MOMENT: i64 = 253_402_300_799;

/// RFC 9596.
const TYP: &str = "application/credenza-trust+cwt";

// RFC 8392, section 4, and private claims, below -65536.
const EXP: i64 = 4;
const IAT: i64 = 6;
const SEQUENCE: i64 = -70_020;
const ORGANIZATIONS: i64 = -70_021;
const KEYS: i64 = -70_022;

/// The organizations and keys that a root vouches for.
#[derive(Debug, Clone)]
pub struct TrustPack {
    sequence: u32,
    issued_at: i64,
    expires_at: i64,
    names: BTreeMap<OrgId, String>,
    keys: Trust,
}

/// Why a trust pack is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// Not a trust pack, or larger than is read.
    #[error("it is not a trust pack")]
    Malformed,
    /// Signed under another root than the one that is trusted.
    #[error("it is of another root than the one that is trusted")]
    OtherRoot,
    /// The signature is wrong.
    #[error("its signature is not good")]
    Forged,
    /// Its number is lower than one that was seen.
    #[error("a newer one was seen before")]
    Older,
}

/// Why a trust pack is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackFault {
    /// Its number is zero.
    #[error("the first pack has the number 1")]
    Sequence,
    /// It is good for no time, for longer than [`MAX_PACK_LIFETIME`], or outside of the years 1970 to 9999.
    #[error("a pack is good for a second to 366 days")]
    Lifetime,
    /// A name is empty, longer than [`MAX_ORGANIZATION`], or has characters that are not shown.
    #[error("the name of an organization has 1 to 200 characters, none of which controls or formats")]
    Name,
    /// An organization has a key and no name, or a name and no key.
    #[error("each organization has a name, and a key or more")]
    Unnamed,
    /// More than is read.
    #[error("it would be larger than a pack may be")]
    TooLarge,
}

impl TrustPack {
    /// The pack with this number, good from `issued_at` until `expires_at` (seconds since 1970, UTC), of organizations with
    /// their names and keys.
    ///
    /// # Errors
    /// [`PackFault`].
    pub fn new(
        sequence: u32,
        issued_at: i64,
        expires_at: i64,
        names: BTreeMap<OrgId, String>,
        keys: Trust,
    ) -> Result<Self, PackFault> {
        let pack = Self { sequence, issued_at, expires_at, names, keys };
        match pack.fault() {
            Some(fault) => Err(fault),
            // Header, signature and what is around them.
            None if pack.claims().len() > MAX_TRUST_PACK - 256 => Err(PackFault::TooLarge),
            None => Ok(pack),
        }
    }

    fn fault(&self) -> Option<PackFault> {
        let issuers: BTreeSet<_> = self.keys.keys().into_iter().map(|(_, key)| key.issuer).collect();
        let is_name = |name: &String| {
            (1..=MAX_ORGANIZATION).contains(&name.chars().count()) && name.chars().all(is_shown)
        };
        let lifetime = self.expires_at.saturating_sub(self.issued_at);
        if self.sequence == 0 {
            Some(PackFault::Sequence)
        } else if !(1..=MAX_PACK_LIFETIME).contains(&lifetime)
            || self.issued_at < 0
            || self.expires_at > MAX_MOMENT
        {
            Some(PackFault::Lifetime)
        } else if !self.names.values().all(is_name) {
            Some(PackFault::Name)
        } else if !issuers.iter().eq(self.names.keys()) {
            Some(PackFault::Unnamed)
        } else {
            None
        }
    }

    /// Its number: each pack of a root has a higher one than the pack before.
    #[must_use]
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// When it was made, in seconds since 1970 (UTC).
    #[must_use]
    pub fn issued_at(&self) -> i64 {
        self.issued_at
    }

    /// From when on nothing is good by it any more, in seconds since 1970 (UTC).
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// The organizations and their names.
    #[must_use]
    pub fn names(&self) -> &BTreeMap<OrgId, String> {
        &self.names
    }

    /// Their keys.
    #[must_use]
    pub fn keys(&self) -> &Trust {
        &self.keys
    }

    /// Signs it under a root; see [`crate::mint`] about `sign`.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn sign<E>(
        &self,
        root: &Point,
        sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>,
    ) -> Result<Vec<u8>, E> {
        cose::sign(&Header { kid: Some(root.key_id()), typ: Some(TYP.into()) }, self.claims(), sign)
    }

    /// Whether the bytes say of themselves that they are a trust pack; nothing of it is believed.
    #[must_use]
    pub fn is_named_so(bytes: &[u8]) -> bool {
        bytes.len() <= MAX_TRUST_PACK
            && Sign1::read(bytes).is_some_and(|signed| signed.header.typ.as_deref() == Some(TYP))
    }

    /// Reads a signed pack and holds it against the root that is trusted, and the highest number that was seen, which is 0
    /// where none was. Whether it is still good is asked later.
    ///
    /// # Errors
    /// [`PackError`].
    pub fn read(bytes: &[u8], root: &Point, newest: u32) -> Result<Self, PackError> {
        if bytes.len() > MAX_TRUST_PACK {
            return Err(PackError::Malformed);
        }
        let signed = Sign1::read(bytes).ok_or(PackError::Malformed)?;
        if signed.header.typ.as_deref() != Some(TYP) {
            return Err(PackError::Malformed);
        }
        if signed.header.kid != Some(root.key_id()) {
            return Err(PackError::OtherRoot);
        }
        if !signed.is_signed_by(root.uncompressed()) {
            return Err(PackError::Forged);
        }
        let pack = Self::from_unsigned_claims(&signed.payload).ok_or(PackError::Malformed)?;
        if pack.sequence < newest { Err(PackError::Older) } else { Ok(pack) }
    }

    /// Its claims, as they are signed.
    #[must_use]
    pub fn claims(&self) -> Vec<u8> {
        let names = self.names.iter().map(|(org, name)| (org.to_string(), name.clone())).collect::<Vec<_>>();
        let names = names.iter().map(|(org, name)| (org.as_str(), Value::Text(name.clone()))).collect();
        cbor::write(&cbor::labelled(vec![
            (EXP, self.expires_at.into()),
            (IAT, self.issued_at.into()),
            (SEQUENCE, self.sequence.into()),
            (ORGANIZATIONS, text_map(names)),
            (KEYS, self.keys.to_cose_keys()),
        ]))
    }

    /// What claims say **that nobody signed**: for who looks at a pack, never for who trusts one. `None` for what is not in the
    /// one form of a pack.
    #[must_use]
    pub fn from_unsigned_claims(bytes: &[u8]) -> Option<Self> {
        let (mut expires_at, mut issued_at, mut sequence, mut names, mut keys) =
            (None, None, None, None, None);
        for (label, value) in cbor::labels(cbor::read(bytes)?)? {
            match label {
                EXP => expires_at = Some(cbor::integer(&value)?),
                IAT => issued_at = Some(cbor::integer(&value)?),
                SEQUENCE => sequence = Some(u32::try_from(cbor::integer(&value)?).ok()?),
                ORGANIZATIONS => names = Some(read_names(value)?),
                KEYS => keys = Some(read_cose_keys(value).ok()?),
                _ => return None,
            }
        }
        let pack = Self::new(sequence?, issued_at?, expires_at?, names?, keys?).ok()?;
        // Keys in the order of their ids, with no member more than they need.
        (pack.claims() == bytes).then_some(pack)
    }
}

impl From<TrustPack> for Trust {
    fn from(pack: TrustPack) -> Self {
        let mut trust = pack.keys;
        trust.names = pack.names;
        trust.times = Some(pack.issued_at..pack.expires_at);
        trust
    }
}

fn read_names(value: Value) -> Option<BTreeMap<OrgId, String>> {
    let entries = value.into_map().ok()?.into_iter();
    entries.map(|(org, name)| Some((OrgId::from_str(org.as_text()?).ok()?, name.into_text().ok()?))).collect()
}
