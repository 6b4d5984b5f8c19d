//! PKCS#12 (RFC 7292), opened layer by layer.
//!
//! Each layer is normalized, its derivations are priced, and only then is it decrypted. What an encrypted layer hides
//! is priced in turn once it is open, out of the same budget: a file cannot hide a costly derivation inside.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::ber::{self, Bytes};
use crate::contents::{Kind, Material, PasswordUse};
use crate::der::{CONTEXT_0, Malformed, OCTET_STRING, OID, Reader, SEQUENCE, SET};
use crate::key::{self, PublicKey};
use crate::limits::{Budget, MAX_CERTIFICATES, too_costly};
use crate::mac::Mac;
use crate::password::Password;
use crate::pbe::{Locked, Scheme};
use crate::refusal::{ReasonCode, Refusal};

const DATA: &str = "1.2.840.113549.1.7.1";
const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
/// `[0] IMPLICIT`, primitive.
const IMPLICIT_0: u8 = 0x80;

/// What the layers hold, as far as they are open.
#[derive(Default)]
struct Bags {
    certificates: Vec<Vec<u8>>,
    keys: Vec<KeyBag>,
}

enum KeyBag {
    Plain { key: Zeroizing<Vec<u8>>, encrypted: bool },
    Shrouded { scheme: Scheme, data: Vec<u8> },
}

/// One part of the authenticated safe.
enum Safe<'a> {
    Plain(&'a [u8]),
    Encrypted { scheme: Scheme, data: Cow<'a, [u8]> },
}

/// Opens the file in `der`, the normalized outer layer.
pub(crate) fn open(der: &[u8], password: &mut Password, budget: &mut Budget) -> Result<Material, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its PKCS#12 structure");
    let (content, mac) = pfx(der).map_err(Outer::into_refusal)?;
    let mac = mac.map(Mac::parse).transpose()?;
    let safe = ber::normalize_whole(content, budget)?;
    let safes = safes(Reader::new(safe.as_slice()).sequence().map_err(damaged)?)?;

    let mut bags = Bags::default();
    let mut price = mac.as_ref().map_or(0, |mac| mac.work(password.length()));
    for safe in &safes {
        match safe {
            Safe::Plain(content) => bags.collect(content, false, budget)?,
            Safe::Encrypted { scheme, .. } => price = price.saturating_add(scheme.work(password.length())),
        }
    }
    let visible = bags.price(password.length());
    if !budget.affords(price.saturating_add(visible)) {
        return Err(too_costly());
    }

    if let Some(mac) = &mac
        && !mac.verify(password, content, budget)?
    {
        return Err(shut(password));
    }
    let encrypted = bags.is_shrouded() || safes.iter().any(|safe| matches!(safe, Safe::Encrypted { .. }));
    let locked = |locked: Locked, password: &Password| match locked {
        Locked::Refused(refusal) => refusal,
        // The MAC proves that password and bytes are the right ones.
        Locked::Shut if mac.is_some() => another_password(),
        Locked::Shut => shut(password),
    };
    for safe in &safes {
        if let Safe::Encrypted { scheme, data } = safe {
            let opened = scheme
                .open(password, data, budget, |plain, budget| {
                    let mut inside = Bags::default();
                    inside.collect(&plain, true, budget)?;
                    Ok(inside)
                })
                .map_err(|error| locked(error, password))?;
            bags.certificates.extend(opened.certificates);
            bags.keys.extend(opened.keys);
            bags.check_counts()?;
        }
    }
    if !budget.affords(bags.price(password.length())) {
        return Err(too_costly());
    }
    let key = bags.open_key(password, budget, |error| locked(error, password))?;
    let password = PasswordUse::of(password, mac.is_some(), encrypted);
    finish(&bags.certificates, key, password, budget)
}

fn shut(password: &Password) -> Refusal {
    if password.given { Refusal::WrongPassword } else { Refusal::PasswordRequired }
}

fn another_password() -> Refusal {
    Refusal::refused(
        ReasonCode::SeveralPasswords,
        "The password opens the file, but not all that is in it: a part, such as the private key, has another password. \
         Export it again with one password for everything.",
    )
}

fn finish(
    certificates: &[Vec<u8>],
    key: Option<(PublicKey, bool)>,
    password: PasswordUse,
    budget: &mut Budget,
) -> Result<Material, Refusal> {
    if certificates.is_empty() {
        return Err(Refusal::refused(
            ReasonCode::NoCertificate,
            "The PKCS#12 file holds no certificate. Export it again together with its certificate.",
        ));
    }
    let certificates = certificates
        .iter()
        .map(|der| crate::certificate::parse(der, budget))
        .collect::<Result<Vec<_>, _>>()?;
    let key = key.map(|(key, encrypted)| key.into_info(encrypted));
    Ok(Material { kind: Kind::Pkcs12, certificates, key, password })
}

/// Why the outer layer cannot be read.
enum Outer {
    Malformed,
    PublicKeyMode,
}

impl From<Malformed> for Outer {
    fn from(_: Malformed) -> Self {
        Self::Malformed
    }
}

impl Outer {
    fn into_refusal(self) -> Refusal {
        match self {
            Self::Malformed => Refusal::damaged("its PKCS#12 structure"),
            Self::PublicKeyMode => Refusal::algorithm("PKCS#12 signed instead of protected by a password"),
        }
    }
}

/// The content of the authenticated safe and `MacData`.
fn pfx(der: &[u8]) -> Result<(&[u8], Option<Reader<'_>>), Outer> {
    let mut pfx = Reader::new(der).sequence()?;
    if pfx.uint()? != 3 {
        return Err(Outer::Malformed);
    }
    let mut info = pfx.sequence()?;
    if info.oid()? != DATA {
        return Err(Outer::PublicKeyMode);
    }
    let mut content = Reader::new(info.read(CONTEXT_0)?);
    let octets = content.read(OCTET_STRING)?;
    content.finish()?;
    info.finish()?;
    let mac = if pfx.is_empty() { None } else { Some(pfx.sequence()?) };
    pfx.finish()?;
    Ok((octets, mac))
}

fn safes(mut list: Reader<'_>) -> Result<Vec<Safe<'_>>, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its PKCS#12 structure");
    let mut safes = Vec::new();
    while !list.is_empty() {
        let mut info = list.sequence().map_err(damaged)?;
        let oid = info.oid().map_err(damaged)?;
        let mut content = Reader::new(info.read(CONTEXT_0).map_err(damaged)?);
        info.finish().map_err(damaged)?;
        match oid.as_str() {
            DATA => safes.push(Safe::Plain(content.read(OCTET_STRING).map_err(damaged)?)),
            ENCRYPTED_DATA => safes.push(encrypted(content.sequence().map_err(damaged)?)?),
            _ => return Err(Refusal::algorithm(&format!("PKCS#12 content {oid}"))),
        }
        content.finish().map_err(damaged)?;
    }
    Ok(safes)
}

/// `EncryptedData` (RFC 2315, section 13).
fn encrypted(mut data: Reader<'_>) -> Result<Safe<'_>, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its encrypted part");
    data.uint().map_err(damaged)?;
    let mut info = data.sequence().map_err(damaged)?;
    if info.oid().map_err(damaged)? != DATA {
        return Err(damaged(Malformed));
    }
    let scheme = Scheme::parse(info.sequence().map_err(damaged)?)?;
    let content = info.any().map_err(damaged)?;
    info.finish().map_err(damaged)?;
    let data =
        ber::implicit_octets(content.tag, content.content, IMPLICIT_0).ok_or_else(|| damaged(Malformed))?;
    Ok(Safe::Encrypted { scheme, data })
}

impl Bags {
    /// Takes the bags of `SafeContents` in BER, those of nested ones too. `encrypted`: whether this layer was.
    fn collect(&mut self, content: &[u8], encrypted: bool, budget: &mut Budget) -> Result<(), Refusal> {
        let damaged = |_: Malformed| Refusal::damaged("its PKCS#12 contents");
        let normal: Bytes<'_> = ber::normalize_whole(content, budget)?;
        let mut open = vec![Reader::new(normal.as_slice()).sequence().map_err(damaged)?];
        while let Some(contents) = open.last_mut() {
            if contents.is_empty() {
                open.pop();
                continue;
            }
            let mut bag = contents.sequence().map_err(damaged)?;
            let oid = bag.oid().map_err(damaged)?;
            let mut value = Reader::new(bag.read(CONTEXT_0).map_err(damaged)?);
            bag.optional(SET).map_err(damaged)?;
            bag.finish().map_err(damaged)?;
            match oid.strip_prefix("1.2.840.113549.1.12.10.1.") {
                Some("6") => {
                    open.push(value.sequence().map_err(damaged)?);
                    continue;
                }
                Some("1") => {
                    let key = Zeroizing::new(value.any().map_err(damaged)?.raw.to_vec());
                    self.keys.push(KeyBag::Plain { key, encrypted });
                }
                Some("2") => self.keys.push(shrouded(&mut value)?),
                Some("3") => self.certificates.extend(certificate(&mut value)?),
                // Revocation lists and secrets beside the certificate are passed over.
                Some("4" | "5") => {
                    value.any().map_err(damaged)?;
                }
                _ => return Err(Refusal::algorithm(&format!("PKCS#12 bag {oid}"))),
            }
            value.finish().map_err(damaged)?;
            self.check_counts()?;
        }
        Ok(())
    }

    fn check_counts(&self) -> Result<(), Refusal> {
        if self.certificates.len() > MAX_CERTIFICATES {
            return Err(crate::contents::too_many_certificates());
        }
        if self.keys.len() > 1 {
            return Err(crate::contents::several_keys());
        }
        Ok(())
    }

    fn is_shrouded(&self) -> bool {
        self.keys.iter().any(|key| matches!(key, KeyBag::Shrouded { .. }))
    }

    /// What opening the keys costs.
    fn price(&self, password: usize) -> u64 {
        self.keys.iter().fold(0, |sum: u64, key| match key {
            KeyBag::Plain { .. } => sum,
            KeyBag::Shrouded { scheme, .. } => sum.saturating_add(scheme.work(password)),
        })
    }

    /// The public half of the one key, and whether it was encrypted.
    fn open_key(
        &self,
        password: &Password,
        budget: &mut Budget,
        locked: impl Fn(Locked) -> Refusal,
    ) -> Result<Option<(PublicKey, bool)>, Refusal> {
        match self.keys.as_slice() {
            [] => Ok(None),
            [KeyBag::Plain { key, encrypted }] => Ok(Some((key::parse_any(key, budget)?, *encrypted))),
            [KeyBag::Shrouded { scheme, data }] => scheme
                .open(password, data, budget, |plain, budget| key::parse_any(&plain, budget))
                .map(|key| Some((key, true)))
                .map_err(locked),
            _ => Err(crate::contents::several_keys()),
        }
    }
}

/// `EncryptedPrivateKeyInfo` (RFC 5958, section 3).
fn shrouded(value: &mut Reader<'_>) -> Result<KeyBag, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its encrypted private key");
    let mut info = value.sequence().map_err(damaged)?;
    let scheme = Scheme::parse(info.sequence().map_err(damaged)?)?;
    let data = info.read(OCTET_STRING).map_err(damaged)?.to_vec();
    info.finish().map_err(damaged)?;
    Ok(KeyBag::Shrouded { scheme, data })
}

/// The X.509 certificate of a `CertBag`; SDSI certificates are passed over.
fn certificate(value: &mut Reader<'_>) -> Result<Option<Vec<u8>>, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its PKCS#12 contents");
    let mut bag = value.sequence().map_err(damaged)?;
    if bag.peek() != Some(OID) {
        return Err(damaged(Malformed));
    }
    let oid = bag.oid().map_err(damaged)?;
    let mut content = Reader::new(bag.read(CONTEXT_0).map_err(damaged)?);
    bag.finish().map_err(damaged)?;
    if oid != "1.2.840.113549.1.9.22.1" {
        return Ok(None);
    }
    let der = match content.peek() {
        // Some programs leave the octet string out.
        Some(SEQUENCE) => content.any().map_err(damaged)?.raw,
        _ => content.read(OCTET_STRING).map_err(damaged)?,
    };
    content.finish().map_err(damaged)?;
    Ok(Some(der.to_vec()))
}
