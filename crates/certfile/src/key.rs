//! Private keys: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) and SEC 1 (RFC 5915), read for their public half only.
//!
//! The public half is computed with OpenSSL's arithmetic, because certificates in the field use sizes and curves
//! (RSA-1024, brainpool) that aws-lc does not import. Nothing private leaves this file.

use aws_lc_rs::digest::{SHA256, digest};
use openssl::asn1::Asn1Object;
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::pkey::{Id, PKey};
use serde::Serialize;

use crate::ber;
use crate::der::{
    BIT_STRING, CONTEXT_0, CONTEXT_1, INTEGER, Malformed, NULL, OCTET_STRING, OID, Reader, SEQUENCE, write,
};
use crate::limits::Budget;
use crate::refusal::{ReasonCode, Refusal};

pub(crate) const RSA: &str = "1.2.840.113549.1.1.1";
pub(crate) const RSA_PSS: &str = "1.2.840.113549.1.1.10";
pub(crate) const EC: &str = "1.2.840.10045.2.1";
const RSA_OID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC_OID: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// The largest RSA modulus, in bytes: 16,384 bits.
const MAX_MODULUS: usize = 2048;

/// What is told about a private key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyInfo {
    /// SHA-256 of the public key as `SubjectPublicKeyInfo`, hex: equals the certificate's when they belong together.
    pub spki_sha256: String,
    /// Kind and size, such as `RSA-2048`, `EC-P256` or `Ed25519`.
    pub algorithm: String,
    /// Whether the key was encrypted in the file.
    pub encrypted: bool,
}

/// A public key in the one form in which keys and certificates are compared.
pub(crate) struct PublicKey {
    pub(crate) algorithm: String,
    spki: Vec<u8>,
}

impl PublicKey {
    pub(crate) fn sha256(&self) -> String {
        hex::encode(digest(&SHA256, &self.spki))
    }

    pub(crate) fn into_info(self, encrypted: bool) -> KeyInfo {
        KeyInfo { spki_sha256: self.sha256(), algorithm: self.algorithm, encrypted }
    }

    /// Reads a `SubjectPublicKeyInfo`. A key of an unknown kind is compared as it stands.
    pub(crate) fn from_spki(der: &[u8]) -> Result<Self, Refusal> {
        parse_spki(der).map_err(|Malformed| Refusal::damaged("the public key of a certificate"))
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        let modulus = unsigned(modulus);
        let bits = modulus.len() * 8 - modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let numbers = write(SEQUENCE, &[&integer(modulus), &integer(unsigned(exponent))]);
        let algorithm = write(SEQUENCE, &[&write(OID, &[RSA_OID]), &write(NULL, &[])]);
        Self {
            algorithm: format!("RSA-{bits}"),
            spki: write(SEQUENCE, &[&algorithm, &write(BIT_STRING, &[&[0], &numbers])]),
        }
    }

    fn ec(curve: &[u8], point: &[u8]) -> Result<Self, Malformed> {
        let algorithm = write(SEQUENCE, &[&write(OID, &[EC_OID]), &write(OID, &[curve])]);
        Ok(Self {
            algorithm: format!("EC-{}", curve_name(&crate::der::dotted(curve)?)),
            spki: write(SEQUENCE, &[&algorithm, &write(BIT_STRING, &[&[0], point])]),
        })
    }
}

fn parse_spki(der: &[u8]) -> Result<PublicKey, Malformed> {
    let mut spki = Reader::new(der).sequence()?;
    let mut algorithm = spki.sequence()?;
    let bits = spki.read(BIT_STRING)?;
    spki.finish()?;
    let oid = algorithm.oid()?;
    let key = bits.strip_prefix(&[0]).ok_or(Malformed)?;
    if oid == RSA || oid == RSA_PSS {
        let mut numbers = Reader::new(key).sequence()?;
        let (modulus, exponent) = (numbers.read(INTEGER)?, numbers.read(INTEGER)?);
        if unsigned(modulus).is_empty() {
            return Err(Malformed);
        }
        return Ok(PublicKey::rsa(modulus, exponent));
    }
    if oid == EC && algorithm.peek() == Some(OID) {
        let curve = algorithm.read(OID)?;
        // A compressed point is the same key as the whole one.
        return match key.first() {
            Some(2 | 3) => PublicKey::ec(curve, &decompressed(curve, key).ok_or(Malformed)?),
            _ => PublicKey::ec(curve, key),
        };
    }
    let name = match oid.as_str() {
        "1.3.101.112" => "Ed25519".to_owned(),
        "1.3.101.113" => "Ed448".to_owned(),
        "1.2.840.10040.4.1" => "DSA".to_owned(),
        EC => "EC-explicit".to_owned(),
        "2.16.840.1.101.3.4.3.17" => "ML-DSA-44".to_owned(),
        "2.16.840.1.101.3.4.3.18" => "ML-DSA-65".to_owned(),
        "2.16.840.1.101.3.4.3.19" => "ML-DSA-87".to_owned(),
        _ => oid,
    };
    Ok(PublicKey { algorithm: name, spki: der.to_vec() })
}

/// Reads a private key in any of the three structures, told apart by their first values.
pub(crate) fn parse_any(bytes: &[u8], budget: &mut Budget) -> Result<PublicKey, Refusal> {
    let der = ber::normalize_whole(bytes, budget)?;
    let mut outer = Reader::new(der.as_slice()).sequence().map_err(broken)?;
    let version = outer.any().map_err(broken)?;
    match (version.tag, outer.peek()) {
        (INTEGER, Some(SEQUENCE)) => pkcs8(der.as_slice()),
        (INTEGER, Some(INTEGER)) if is_dsa(outer) => Err(Refusal::algorithm("DSA")),
        (INTEGER, Some(INTEGER)) => pkcs1(der.as_slice()),
        (INTEGER, Some(OCTET_STRING)) => sec1(der.as_slice(), None),
        _ => Err(broken(Malformed)),
    }
}

/// Whether what follows the version is what OpenSSL writes of a DSA key: p, q, g, and the two halves.
fn is_dsa(mut rest: Reader<'_>) -> bool {
    (0..5).all(|_| rest.read(INTEGER).is_ok()) && rest.is_empty()
}

fn broken(_: Malformed) -> Refusal {
    Refusal::damaged("the private key")
}

fn contradicts() -> Refusal {
    Refusal::refused(
        ReasonCode::InvalidKey,
        "The private key contradicts itself and cannot be used. Get the original file.",
    )
}

/// RFC 5958, section 2.
fn pkcs8(der: &[u8]) -> Result<PublicKey, Refusal> {
    let mut info = Reader::new(der).sequence().map_err(broken)?;
    if info.uint().map_err(broken)? > 1 {
        return Err(broken(Malformed));
    }
    let mut algorithm = info.sequence().map_err(broken)?;
    let key = info.read(OCTET_STRING).map_err(broken)?;
    info.optional(CONTEXT_0).map_err(broken)?;
    if !info.is_empty() {
        // The public key, `[1] IMPLICIT BIT STRING`, of version 2.
        let public = info.any().map_err(broken)?;
        if public.tag != CONTEXT_1 & !0x20 {
            return Err(broken(Malformed));
        }
    }
    info.finish().map_err(broken)?;
    let oid = algorithm.oid().map_err(broken)?;
    match oid.as_str() {
        RSA | RSA_PSS => pkcs1(key),
        EC => {
            let curve = match algorithm.peek() {
                Some(OID) => Some(algorithm.read(OID).map_err(broken)?),
                Some(_) => return Err(Refusal::algorithm("an elliptic curve given by its parameters")),
                None => None,
            };
            sec1(key, curve)
        }
        "1.3.101.112" => edwards(key, Id::ED25519, "Ed25519"),
        "1.3.101.113" => edwards(key, Id::ED448, "Ed448"),
        _ => Err(Refusal::algorithm(&format!("private key {oid}"))),
    }
}

/// RFC 8017, appendix A.1.2. The numbers must fit each other: a modulus that matches a certificate proves nothing
/// when the rest belongs to another key.
fn pkcs1(der: &[u8]) -> Result<PublicKey, Refusal> {
    let mut numbers = [&[][..]; 8];
    let mut outer = Reader::new(der);
    let mut key = outer.sequence().map_err(broken)?;
    outer.finish().map_err(broken)?;
    if key.uint().map_err(broken)? != 0 {
        return Err(Refusal::algorithm("RSA with more than two primes"));
    }
    for number in &mut numbers {
        *number = unsigned(key.read(INTEGER).map_err(broken)?);
        if number.is_empty() || number.len() > MAX_MODULUS {
            return Err(contradicts());
        }
    }
    key.finish().map_err(broken)?;
    let [modulus, exponent, ..] = numbers;
    if rsa_fits(&numbers) != Some(true) {
        return Err(contradicts());
    }
    Ok(PublicKey::rsa(modulus, exponent))
}

/// Whether n = p·q and d is the inverse of e modulo p − 1 and q − 1.
fn rsa_fits(numbers: &[&[u8]; 8]) -> Option<bool> {
    let [n, e, d, p, q, ..] = numbers.map(BigNum::from_slice);
    let (n, e, mut d, mut p, mut q) = (n.ok()?, e.ok()?, d.ok()?, p.ok()?, q.ok()?);
    let mut product = BigNum::new().ok()?;
    let fits = rsa_relations(&n, &e, &d, [&mut p, &mut q], &mut product);
    for secret in [&mut d, &mut p, &mut q, &mut product] {
        secret.clear();
    }
    fits
}

/// `product` is scratch space that the caller clears; the primes are left one too small.
fn rsa_relations(
    n: &BigNum,
    e: &BigNum,
    d: &BigNum,
    [p, q]: [&mut BigNum; 2],
    product: &mut BigNum,
) -> Option<bool> {
    let mut context = BigNumContext::new().ok()?;
    product.checked_mul(p, q, &mut context).ok()?;
    let mut fits = *product == *n;
    product.checked_mul(e, d, &mut context).ok()?;
    let one = BigNum::from_u32(1).ok()?;
    for prime in [p, q] {
        prime.sub_word(1).ok()?;
        let mut rest = BigNum::new().ok()?;
        rest.checked_rem(product, prime, &mut context).ok()?;
        fits &= rest == one;
    }
    Some(fits)
}

/// RFC 5915, section 3. Only named curves: parameters of a file's own have broken many libraries.
fn sec1(der: &[u8], curve: Option<&[u8]>) -> Result<PublicKey, Refusal> {
    let mut outer = Reader::new(der);
    let mut key = outer.sequence().map_err(broken)?;
    outer.finish().map_err(broken)?;
    if key.uint().map_err(broken)? != 1 {
        return Err(broken(Malformed));
    }
    let scalar = key.read(OCTET_STRING).map_err(broken)?;
    let stated = match key.optional(CONTEXT_0).map_err(broken)? {
        Some(parameters) => {
            let mut parameters = Reader::new(parameters);
            if parameters.peek() != Some(OID) {
                return Err(Refusal::algorithm("an elliptic curve given by its parameters"));
            }
            Some(parameters.read(OID).map_err(broken)?)
        }
        None => None,
    };
    let public = key.optional(CONTEXT_1).map_err(broken)?;
    key.finish().map_err(broken)?;
    let curve = curve.or(stated).ok_or_else(|| broken(Malformed))?;
    if stated.is_some_and(|stated| stated != curve) || scalar.len() > 72 {
        return Err(contradicts());
    }
    let group = group(curve).ok_or_else(|| {
        Refusal::algorithm(&format!("curve {}", crate::der::dotted(curve).unwrap_or_default()))
    })?;
    let point = public_point(&group, scalar).ok_or_else(contradicts)?;
    if let Some(public) = public {
        let bits = Reader::new(public).read(BIT_STRING).map_err(broken)?;
        let stated = bits.strip_prefix(&[0]).ok_or_else(|| broken(Malformed))?;
        if whole_point(&group, stated).as_deref() != Some(point.as_slice()) {
            return Err(contradicts());
        }
    }
    PublicKey::ec(curve, &point).map_err(broken)
}

fn group(curve: &[u8]) -> Option<EcGroup> {
    let dotted = crate::der::dotted(curve).ok()?;
    let nid = Asn1Object::from_str(&dotted).ok()?.nid();
    EcGroup::from_curve_name(nid).ok()
}

/// The public point of a private scalar, uncompressed.
fn public_point(group: &EcGroup, scalar: &[u8]) -> Option<Vec<u8>> {
    let mut scalar = BigNum::from_slice(scalar).ok()?;
    let point = generated_point(group, &scalar);
    scalar.clear();
    point
}

fn generated_point(group: &EcGroup, scalar: &BigNum) -> Option<Vec<u8>> {
    let mut context = BigNumContext::new().ok()?;
    let mut point = EcPoint::new(group).ok()?;
    point.mul_generator2(group, scalar, &mut context).ok()?;
    // Checks the range of the scalar and that both belong together.
    EcKey::from_private_components(group, scalar, &point).ok()?.check_key().ok()?;
    point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context).ok()
}

/// The uncompressed form of a point of the curve.
fn whole_point(group: &EcGroup, point: &[u8]) -> Option<Vec<u8>> {
    let mut context = BigNumContext::new().ok()?;
    let point = EcPoint::from_bytes(group, point, &mut context).ok()?;
    point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context).ok()
}

fn decompressed(curve: &[u8], point: &[u8]) -> Option<Vec<u8>> {
    whole_point(&group(curve)?, point)
}

/// RFC 8410, section 7.
fn edwards(key: &[u8], id: Id, name: &str) -> Result<PublicKey, Refusal> {
    let mut outer = Reader::new(key);
    let seed = outer.read(OCTET_STRING).map_err(broken)?;
    outer.finish().map_err(broken)?;
    let spki = PKey::private_key_from_raw_bytes(seed, id)
        .and_then(|key| key.public_key_to_der())
        .map_err(|_| contradicts())?;
    Ok(PublicKey { algorithm: name.to_owned(), spki })
}

fn curve_name(oid: &str) -> String {
    match oid {
        "1.2.840.10045.3.1.7" => "P256".to_owned(),
        "1.3.132.0.34" => "P384".to_owned(),
        "1.3.132.0.35" => "P521".to_owned(),
        "1.3.132.0.10" => "secp256k1".to_owned(),
        "1.3.36.3.3.2.8.1.1.7" => "brainpoolP256r1".to_owned(),
        "1.3.36.3.3.2.8.1.1.11" => "brainpoolP384r1".to_owned(),
        "1.3.36.3.3.2.8.1.1.13" => "brainpoolP512r1".to_owned(),
        _ => oid.to_owned(),
    }
}

/// Without leading zeros.
fn unsigned(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// A non-negative INTEGER from its unsigned bytes.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if bytes.first().is_none_or(|byte| byte & 0x80 != 0) { &[0] } else { &[] };
    write(INTEGER, &[padding, bytes])
}
