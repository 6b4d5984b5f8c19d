//! From a password to a key: the derivation functions that certificate files use, each with its cost.

use std::num::NonZeroU32;

use aws_lc_rs::{digest, hmac, pbkdf2};
use openssl::hash::{MessageDigest, hash};
use zeroize::{Zeroize, Zeroizing};

use crate::limits::MAX_SCRYPT_BYTES;

/// A hash function, as a derivation or a MAC uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    /// For PKCS#5 version 1 and traditional PEM only.
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// By the object identifier of the hash itself.
    pub(crate) fn from_oid(oid: &str) -> Option<Self> {
        Some(match oid {
            "1.3.14.3.2.26" => Self::Sha1,
            "2.16.840.1.101.3.4.2.4" => Self::Sha224,
            "2.16.840.1.101.3.4.2.1" => Self::Sha256,
            "2.16.840.1.101.3.4.2.2" => Self::Sha384,
            "2.16.840.1.101.3.4.2.3" => Self::Sha512,
            _ => return None,
        })
    }

    /// By the object identifier of the HMAC over it (RFC 8018, appendix B.1.2).
    pub(crate) fn from_hmac_oid(oid: &str) -> Option<Self> {
        Some(match oid {
            "1.2.840.113549.2.7" => Self::Sha1,
            "1.2.840.113549.2.8" => Self::Sha224,
            "1.2.840.113549.2.9" => Self::Sha256,
            "1.2.840.113549.2.10" => Self::Sha384,
            "1.2.840.113549.2.11" => Self::Sha512,
            _ => return None,
        })
    }

    /// Length of the output, in bytes.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Length of the block, in bytes.
    const fn block(self) -> usize {
        match self {
            Self::Sha384 | Self::Sha512 => 128,
            _ => 64,
        }
    }

    /// Work of one compression. SHA-224 as PBKDF2 is OpenSSL's, which is slower.
    const fn work(self) -> u64 {
        match self {
            Self::Sha224 | Self::Sha384 | Self::Sha512 => 2,
            _ => 1,
        }
    }

    fn algorithm(self) -> Option<&'static digest::Algorithm> {
        Some(match self {
            Self::Md5 => return None,
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &digest::SHA224,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        })
    }

    /// The HMAC over this hash; `None` for MD5.
    pub(crate) fn hmac(self) -> Option<hmac::Algorithm> {
        Some(match self {
            Self::Md5 => return None,
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => hmac::HMAC_SHA224,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha384 => hmac::HMAC_SHA384,
            Self::Sha512 => hmac::HMAC_SHA512,
        })
    }

    fn digest(self, parts: &[&[u8]]) -> Option<Zeroizing<Vec<u8>>> {
        if let Some(algorithm) = self.algorithm() {
            let mut context = digest::Context::new(algorithm);
            parts.iter().for_each(|part| context.update(part));
            return Some(Zeroizing::new(context.finish().as_ref().to_vec()));
        }
        let input = Zeroizing::new(parts.concat());
        Some(Zeroizing::new(hash(MessageDigest::md5(), &input).ok()?.to_vec()))
    }
}

/// What the bytes are for (RFC 7292, appendix B.3).
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Key = 1,
    Iv = 2,
    Mac = 3,
}

/// A derivation function with its parameters, as a file states them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kdf {
    /// RFC 7292, appendix B.2.
    Pkcs12 { hash: Hash, salt: Vec<u8>, rounds: u64 },
    /// RFC 8018, section 5.1: key and IV in one.
    Pbkdf1 { hash: Hash, salt: Vec<u8>, rounds: u64 },
    /// RFC 8018, section 5.2.
    Pbkdf2 { prf: Hash, salt: Vec<u8>, rounds: u64 },
    /// RFC 7914.
    Scrypt { salt: Vec<u8>, n: u64, r: u64, p: u64 },
    /// OpenSSL's own, of traditional PEM: MD5, one round, the salt from the IV.
    BytesToKey { salt: Vec<u8> },
}

impl Kdf {
    /// What `length` bytes for a password of `password` bytes cost, in units of [`crate::limits`].
    pub(crate) fn work(&self, length: usize, password: usize) -> u64 {
        let (password, size) = (password as u64, length as u64);
        match self {
            Self::Pkcs12 { hash, salt, rounds } => {
                let input = (salt.len() as u64 + 4 * password) / hash.block() as u64 + 4;
                // The set-up of a digest costs as much as its one compression.
                let round = rounds.saturating_mul(2);
                round
                    .saturating_add(16 * input)
                    .saturating_mul(hash.work() * size.div_ceil(hash.len() as u64))
            }
            Self::Pbkdf1 { rounds, salt, .. } => {
                rounds.saturating_mul(8).saturating_add((salt.len() as u64 + password) / 8)
            }
            Self::Pbkdf2 { prf, salt, rounds } => {
                let input = (salt.len() as u64 + password) / prf.block() as u64 + 4;
                let block = rounds.saturating_mul(2).saturating_add(input);
                block.saturating_mul(prf.work() * size.div_ceil(prf.len() as u64))
            }
            Self::Scrypt { n, r, p, salt } => {
                // 4·N·r·p Salsa20/8 cores; with its memory traffic one takes about as long as a compression.
                let blocks = r.saturating_mul(*p);
                let mix = n.saturating_mul(blocks).saturating_mul(4);
                // PBKDF2 before makes 128·r·p bytes, and hashes the whole salt for every 32 of them; after, they are the salt.
                let before = blocks.saturating_mul(4 * (salt.len() as u64 / 64 + 4));
                let after = blocks.saturating_mul(2).saturating_add(4).saturating_mul(size.div_ceil(32));
                mix.saturating_add(before).saturating_add(after)
            }
            Self::BytesToKey { .. } => password / 16 + 8,
        }
    }

    /// Whether the parameters are ones that the function has; apart from what they cost.
    pub(crate) fn is_sound(&self) -> bool {
        match self {
            Self::Pkcs12 { rounds, .. } | Self::Pbkdf1 { rounds, .. } | Self::Pbkdf2 { rounds, .. } => {
                *rounds > 0
            }
            Self::Scrypt { n, r, p, .. } => *n > 1 && n.is_power_of_two() && *r > 0 && *p > 0,
            Self::BytesToKey { .. } => true,
        }
    }

    /// The memory that it needs, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        match self {
            Self::Scrypt { n, r, p, .. } => n.saturating_add(*p).saturating_mul(*r).saturating_mul(128),
            _ => 0,
        }
    }

    /// Whether the PKCS#12 form of the password is wanted.
    pub(crate) const fn wants_wide(&self) -> bool {
        matches!(self, Self::Pkcs12 { .. })
    }

    /// `length` bytes for `purpose`. The caller has paid [`Kdf::work`].
    ///
    /// `None` when the parameters are not ones that the function has.
    pub(crate) fn derive(
        &self,
        password: &[u8],
        purpose: Purpose,
        length: usize,
    ) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; length]);
        match self {
            Self::Pkcs12 { hash, salt, rounds } => pkcs12(*hash, password, salt, *rounds, purpose, &mut out)?,
            Self::Pbkdf1 { hash, salt, rounds } => {
                let mut key = hash.digest(&[password, salt])?;
                for _ in 1..*rounds {
                    key = hash.digest(&[&key])?;
                }
                out.copy_from_slice(key.get(..length)?);
            }
            Self::Pbkdf2 { prf, salt, rounds } => {
                let rounds = NonZeroU32::new(u32::try_from(*rounds).ok()?)?;
                pbkdf2_hmac(*prf, rounds, salt, password, &mut out)?;
            }
            Self::Scrypt { salt, n, r, p } => {
                openssl::pkcs5::scrypt(password, salt, *n, *r, *p, MAX_SCRYPT_BYTES + (1 << 20), &mut out)
                    .ok()?;
            }
            Self::BytesToKey { salt } => {
                let mut block = Zeroizing::new(Vec::new());
                for chunk in out.chunks_mut(Hash::Md5.len()) {
                    block = Hash::Md5.digest(&[&block, password, salt])?;
                    chunk.copy_from_slice(block.get(..chunk.len())?);
                }
            }
        }
        Some(out)
    }
}

fn pbkdf2_hmac(prf: Hash, rounds: NonZeroU32, salt: &[u8], password: &[u8], out: &mut [u8]) -> Option<()> {
    let algorithm = match prf {
        Hash::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
        Hash::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
        Hash::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
        Hash::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        Hash::Sha224 => {
            let rounds = usize::try_from(rounds.get()).ok()?;
            return openssl::pkcs5::pbkdf2_hmac(password, salt, rounds, MessageDigest::sha224(), out).ok();
        }
        Hash::Md5 => return None,
    };
    pbkdf2::derive(algorithm, rounds, salt, password, out);
    Some(())
}

/// RFC 7292, appendix B.2; the names of its variables are kept.
fn pkcs12(
    hash: Hash,
    password: &[u8],
    salt: &[u8],
    rounds: u64,
    purpose: Purpose,
    out: &mut [u8],
) -> Option<()> {
    let v = hash.block();
    let repeated = |bytes: &[u8]| -> Vec<u8> {
        bytes.iter().copied().cycle().take(bytes.len().div_ceil(v) * v).collect()
    };
    let d = vec![purpose as u8; v];
    let mut i = Zeroizing::new(repeated(salt));
    let mut p = repeated(password);
    i.reserve_exact(p.len());
    i.extend_from_slice(&p);
    p.zeroize();
    let algorithm = hash.algorithm()?;
    for chunk in out.chunks_mut(hash.len()) {
        let mut a = hash.digest(&[&d, &i])?;
        for _ in 1..rounds {
            let next = digest::digest(algorithm, &a);
            a.copy_from_slice(next.as_ref());
        }
        chunk.copy_from_slice(a.get(..chunk.len())?);
        let b: Zeroizing<Vec<u8>> = Zeroizing::new(a.iter().copied().cycle().take(v).collect());
        for block in i.chunks_mut(v) {
            // I_j = (I_j + B + 1) mod 2^(8v)
            let mut carry = 1_u16;
            for (x, y) in block.iter_mut().zip(b.iter()).rev() {
                let sum = u16::from(*x) + u16::from(*y) + carry;
                *x = sum.to_be_bytes()[1];
                carry = sum >> 8;
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pkcs12_derivation_gives_the_published_values() {
        // Bouncy Castle's and many others' vector: "smeg", from the PKCS#12 test vectors of Dr Stephen Henson.
        let password = hex::decode("0073006d006500670000").expect("hex");
        for (salt, purpose, expected) in [
            ("0a58cf64530d823f", Purpose::Key, "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"),
            ("0a58cf64530d823f", Purpose::Iv, "79993dfe048d3b76"),
            ("3d83c0e4546ac140", Purpose::Mac, "8d967d88f6caa9d714800ab3d48051d63f73a312"),
        ] {
            let salt = hex::decode(salt).expect("hex");
            let kdf = Kdf::Pkcs12 { hash: Hash::Sha1, salt, rounds: 1 };
            let derived = kdf.derive(&password, purpose, expected.len() / 2).expect("sound");
            assert_eq!(hex::encode(derived.as_slice()), expected);
        }
    }

    #[test]
    fn pbkdf2_gives_the_values_of_rfc_6070() {
        let kdf = Kdf::Pbkdf2 { prf: Hash::Sha1, salt: b"salt".to_vec(), rounds: 4096 };
        let derived = kdf.derive(b"password", Purpose::Key, 20).expect("sound");
        assert_eq!(hex::encode(derived.as_slice()), "4b007901b765489abead49d926f721d065a429c1");
    }

    #[test]
    fn scrypt_gives_the_values_of_rfc_7914() {
        let kdf = Kdf::Scrypt { salt: b"NaCl".to_vec(), n: 1024, r: 8, p: 16 };
        let derived = kdf.derive(b"password", Purpose::Key, 16).expect("sound");
        assert_eq!(hex::encode(derived.as_slice()), "fdbabe1c9d3472007856e7190d01e9fe");
    }

    #[test]
    fn the_salt_of_scrypt_is_paid_for_as_often_as_it_is_hashed() {
        let work = |salt, p| Kdf::Scrypt { salt: vec![0; salt], n: 2, r: 1, p }.work(32, 8);
        assert!(work(16, 100_000) < crate::limits::MAX_WORK);
        assert!(work(2_000, 100_000) > crate::limits::MAX_WORK);
        assert_eq!(work(64_000, 10) - work(0, 10), 4 * 10 * 1_000);
    }

    #[test]
    fn work_never_wraps() {
        let salt = vec![0; 8];
        for kdf in [
            Kdf::Pkcs12 { hash: Hash::Sha512, salt: salt.clone(), rounds: u64::MAX },
            Kdf::Pbkdf1 { hash: Hash::Md5, salt: salt.clone(), rounds: u64::MAX },
            Kdf::Pbkdf2 { prf: Hash::Sha512, salt: salt.clone(), rounds: u64::MAX },
            Kdf::Scrypt { salt, n: 1 << 63, r: u64::MAX, p: u64::MAX },
        ] {
            assert!(kdf.work(48, 1024) > crate::limits::MAX_WORK, "{kdf:?}");
        }
    }
}
