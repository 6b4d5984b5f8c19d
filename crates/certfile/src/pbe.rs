//! Password-based encryption as an `AlgorithmIdentifier` states it: PKCS#5 (RFC 8018), PKCS#12 (RFC 7292), scrypt
//! (RFC 7914). Parameters are read and priced first; only then is anything derived.

use zeroize::Zeroizing;

use crate::cipher::{Cipher, DecryptError};
use crate::der::{INTEGER, Malformed, NULL, OCTET_STRING, Reader, SEQUENCE};
use crate::kdf::{Hash, Kdf, Purpose};
use crate::limits::{Budget, MAX_SCRYPT_BYTES, too_costly};
use crate::password::Password;
use crate::refusal::Refusal;

/// An encryption scheme with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scheme {
    pub(crate) kdf: Kdf,
    pub(crate) cipher: Cipher,
    /// `None`: derived from the password too.
    pub(crate) iv: Option<Vec<u8>>,
}

/// Why data stayed encrypted.
#[derive(Debug)]
pub(crate) enum Locked {
    /// No form of the password opens it, or the data is damaged.
    Shut,
    /// The file is refused.
    Refused(Refusal),
}

impl From<Refusal> for Locked {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Scheme {
    /// Reads the content of an `AlgorithmIdentifier` and checks that its parameters are sound.
    pub(crate) fn parse(algorithm: Reader<'_>) -> Result<Self, Refusal> {
        let scheme = parse_scheme(algorithm)?;
        let iv_fits = scheme.iv.as_ref().is_none_or(|iv| iv.len() == scheme.cipher.iv_len());
        if !iv_fits || !scheme.kdf.is_sound() {
            return Err(Refusal::damaged("its encryption parameters"));
        }
        if scheme.kdf.memory() > MAX_SCRYPT_BYTES {
            return Err(too_costly());
        }
        Ok(scheme)
    }

    /// What one attempt costs with a password of `password` bytes.
    pub(crate) fn work(&self, password: usize) -> u64 {
        self.lengths().map(|(_, length)| self.kdf.work(length, password)).sum()
    }

    /// What is derived: one derivation each.
    fn lengths(&self) -> impl Iterator<Item = (Purpose, usize)> {
        let (key, iv) = (self.cipher.key_len(), self.cipher.iv_len());
        let derived_iv = self.iv.is_none() && iv > 0;
        match self.kdf {
            // PKCS#5 version 1 derives key and IV together.
            Kdf::Pbkdf1 { .. } => [Some((Purpose::Key, key + iv)), None],
            _ => [Some((Purpose::Key, key)), derived_iv.then_some((Purpose::Iv, iv))],
        }
        .into_iter()
        .flatten()
    }

    /// Decrypts `data` with the first form of `password` whose plaintext `accept` takes.
    ///
    /// Only the first form must be affordable; others are tried as long as the budget lasts.
    pub(crate) fn open<T>(
        &self,
        password: &Password,
        data: &[u8],
        budget: &mut Budget,
        mut accept: impl FnMut(Zeroizing<Vec<u8>>, &mut Budget) -> Result<T, Refusal>,
    ) -> Result<T, Locked> {
        let forms = if self.kdf.wants_wide() { &password.wide } else { &password.plain };
        let work = self.work(password.length());
        for (attempt, form) in forms.iter().enumerate() {
            if attempt > 0 && !budget.affords(work) {
                break;
            }
            budget.spend(work)?;
            let opened = match self.decrypt(form, data) {
                Ok(plain) => accept(plain, budget),
                Err(DecryptError::Padding) => continue,
                Err(DecryptError::Unavailable) => {
                    return Err(Refusal::algorithm(
                        "an old cipher for which OpenSSL's legacy provider is missing",
                    )
                    .into());
                }
            };
            match opened {
                Ok(value) => return Ok(value),
                // A wrong key can leave a valid padding: what it opens is then no structure at all.
                Err(refusal) if refusal.code() == "damaged" || refusal.code() == "trailing_data" => {}
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Err(Locked::Shut)
    }

    fn decrypt(&self, password: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
        let mut derived = Vec::new();
        for (purpose, length) in self.lengths() {
            derived.push(self.kdf.derive(password, purpose, length).ok_or(DecryptError::Padding)?);
        }
        let mut all = derived.iter();
        let (key, rest) = all
            .next()
            .and_then(|first| first.split_at_checked(self.cipher.key_len()))
            .ok_or(DecryptError::Padding)?;
        let iv = match (&self.iv, all.next()) {
            (Some(iv), _) => iv.as_slice(),
            (None, Some(derived)) => derived,
            (None, None) => rest,
        };
        self.cipher.decrypt(key, iv, data)
    }
}

fn parse_scheme(mut algorithm: Reader<'_>) -> Result<Scheme, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its encryption parameters");
    let oid = algorithm.oid().map_err(damaged)?;
    // The hash of a scheme of PKCS#5 version 1; none for one of PKCS#12, whose function always uses SHA-1.
    let (hash, cipher) = match oid.as_str() {
        "1.2.840.113549.1.5.13" => return pbes2(algorithm),
        "1.2.840.113549.1.5.3" => (Some(Hash::Md5), Cipher::Des),
        "1.2.840.113549.1.5.6" => (Some(Hash::Md5), Cipher::Rc2With64),
        "1.2.840.113549.1.5.10" => (Some(Hash::Sha1), Cipher::Des),
        "1.2.840.113549.1.5.11" => (Some(Hash::Sha1), Cipher::Rc2With64),
        "1.2.840.113549.1.12.1.1" => (None, Cipher::Rc4With128),
        "1.2.840.113549.1.12.1.2" => (None, Cipher::Rc4With40),
        "1.2.840.113549.1.12.1.3" => (None, Cipher::Des3),
        "1.2.840.113549.1.12.1.4" => (None, Cipher::Des3TwoKey),
        "1.2.840.113549.1.12.1.5" => (None, Cipher::Rc2With128),
        "1.2.840.113549.1.12.1.6" => (None, Cipher::Rc2With40),
        _ => return Err(Refusal::algorithm(&format!("encryption {oid}"))),
    };
    let (salt, rounds) = salt_and_rounds(&mut algorithm).map_err(damaged)?;
    algorithm.finish().map_err(damaged)?;
    let kdf = match hash {
        Some(hash) => Kdf::Pbkdf1 { hash, salt, rounds },
        None => Kdf::Pkcs12 { hash: Hash::Sha1, salt, rounds },
    };
    Ok(Scheme { kdf, cipher, iv: None })
}

fn salt_and_rounds(algorithm: &mut Reader<'_>) -> Result<(Vec<u8>, u64), Malformed> {
    let mut parameters = algorithm.sequence()?;
    let salt = parameters.read(OCTET_STRING)?.to_vec();
    let rounds = parameters.uint()?;
    parameters.finish()?;
    Ok((salt, rounds))
}

/// RFC 8018, section 6.2.
fn pbes2(mut algorithm: Reader<'_>) -> Result<Scheme, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its encryption parameters");
    let mut parameters = algorithm.sequence().map_err(damaged)?;
    algorithm.finish().map_err(damaged)?;
    let kdf = parameters.sequence().map_err(damaged)?;
    let mut encryption = parameters.sequence().map_err(damaged)?;
    parameters.finish().map_err(damaged)?;
    let oid = encryption.oid().map_err(damaged)?;
    let cipher = match oid.as_str() {
        "2.16.840.1.101.3.4.1.2" => Cipher::Aes128,
        "2.16.840.1.101.3.4.1.22" => Cipher::Aes192,
        "2.16.840.1.101.3.4.1.42" => Cipher::Aes256,
        "1.2.840.113549.3.7" => Cipher::Des3,
        "1.3.14.3.2.7" => Cipher::Des,
        "1.2.840.113549.3.2" => return rc2(encryption, kdf),
        _ => return Err(Refusal::algorithm(&format!("encryption {oid}"))),
    };
    let iv = encryption.read(OCTET_STRING).map_err(damaged)?.to_vec();
    encryption.finish().map_err(damaged)?;
    let kdf = derivation(kdf, Some(cipher.key_len()))?;
    Ok(Scheme { kdf, cipher, iv: Some(iv) })
}

/// RC2-CBC states its effective key length in a code (RFC 8018, appendix B.2.3).
fn rc2(mut encryption: Reader<'_>, kdf: Reader<'_>) -> Result<Scheme, Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its encryption parameters");
    let mut parameters = encryption.sequence().map_err(damaged)?;
    let version = if parameters.peek() == Some(INTEGER) { parameters.uint().map_err(damaged)? } else { 0 };
    let iv = parameters.read(OCTET_STRING).map_err(damaged)?.to_vec();
    let cipher = match version {
        160 => Cipher::Rc2With40,
        120 => Cipher::Rc2With64,
        58 => Cipher::Rc2With128,
        _ => return Err(Refusal::algorithm("RC2 with an unusual key length")),
    };
    let kdf = derivation(kdf, Some(cipher.key_len()))?;
    Ok(Scheme { kdf, cipher, iv: Some(iv) })
}

/// PBKDF2 or scrypt. The key length, where it is stated, must be `key_len`; where `key_len` is `None` (PBMAC1) the
/// caller reads it with [`stated_key_length`].
pub(crate) fn derivation(mut algorithm: Reader<'_>, key_len: Option<usize>) -> Result<Kdf, Refusal> {
    let oid = algorithm.oid().map_err(|_| Refusal::damaged("its encryption parameters"))?;
    let (kdf, stated) = match oid.as_str() {
        "1.2.840.113549.1.5.12" => pbkdf2(algorithm)?,
        "1.3.6.1.4.1.11591.4.11" => {
            scrypt(algorithm).map_err(|_| Refusal::damaged("its encryption parameters"))?
        }
        _ => return Err(Refusal::algorithm(&format!("derivation {oid}"))),
    };
    if let (Some(stated), Some(expected)) = (stated, key_len)
        && stated != expected as u64
    {
        return Err(Refusal::damaged("its encryption parameters"));
    }
    Ok(kdf)
}

/// The key length that PBKDF2 parameters state; PBMAC1 must have it (RFC 9879, section 4).
pub(crate) fn stated_key_length(mut algorithm: Reader<'_>) -> Option<u64> {
    algorithm.oid().ok()?;
    pbkdf2(algorithm).ok()?.1
}

fn pbkdf2(mut algorithm: Reader<'_>) -> Result<(Kdf, Option<u64>), Refusal> {
    let damaged = |_: Malformed| Refusal::damaged("its encryption parameters");
    let mut parameters = algorithm.sequence().map_err(damaged)?;
    let salt = parameters.read(OCTET_STRING).map_err(damaged)?.to_vec();
    let rounds = parameters.uint().map_err(damaged)?;
    let stated = match parameters.peek() {
        Some(INTEGER) => Some(parameters.uint().map_err(damaged)?),
        _ => None,
    };
    let mut prf = Hash::Sha1;
    if parameters.peek() == Some(SEQUENCE) {
        let mut algorithm = parameters.sequence().map_err(damaged)?;
        let oid = algorithm.oid().map_err(damaged)?;
        prf =
            Hash::from_hmac_oid(&oid).ok_or_else(|| Refusal::algorithm(&format!("derivation with {oid}")))?;
        algorithm.optional(NULL).map_err(damaged)?;
        algorithm.finish().map_err(damaged)?;
    }
    parameters.finish().map_err(damaged)?;
    Ok((Kdf::Pbkdf2 { prf, salt, rounds }, stated))
}

fn scrypt(mut algorithm: Reader<'_>) -> Result<(Kdf, Option<u64>), Malformed> {
    let mut parameters = algorithm.sequence()?;
    let salt = parameters.read(OCTET_STRING)?.to_vec();
    let (n, r, p) = (parameters.uint()?, parameters.uint()?, parameters.uint()?);
    let stated = if parameters.is_empty() { None } else { Some(parameters.uint()?) };
    parameters.finish()?;
    Ok((Kdf::Scrypt { salt, n, r, p }, stated))
}
