//! The integrity check of a PKCS#12 file: HMAC with a PKCS#12-derived key (RFC 7292, section 4) or PBMAC1 (RFC 9879).

use aws_lc_rs::hmac;

use crate::der::{Malformed, NULL, OCTET_STRING, Reader};
use crate::kdf::{Hash, Kdf, Purpose};
use crate::limits::{Budget, MAX_SCRYPT_BYTES, too_costly};
use crate::password::Password;
use crate::pbe;
use crate::refusal::Refusal;

/// The longest key that PBMAC1 may derive, in bytes.
const MAX_KEY: u64 = 256;

/// How to check, and the expected value.
pub(crate) struct Mac<'a> {
    kdf: Kdf,
    hash: Hash,
    key_len: usize,
    expected: &'a [u8],
}

impl<'a> Mac<'a> {
    /// Reads the content of `MacData`.
    pub(crate) fn parse(mut data: Reader<'a>) -> Result<Self, Refusal> {
        let damaged = |_: Malformed| Refusal::damaged("its integrity check");
        let mut info = data.sequence().map_err(damaged)?;
        let mut algorithm = info.sequence().map_err(damaged)?;
        let expected = info.read(OCTET_STRING).map_err(damaged)?;
        info.finish().map_err(damaged)?;
        let salt = data.read(OCTET_STRING).map_err(damaged)?.to_vec();
        let rounds = if data.is_empty() { 1 } else { data.uint().map_err(damaged)? };
        data.finish().map_err(damaged)?;
        let oid = algorithm.oid().map_err(damaged)?;
        let mac = if oid == "1.2.840.113549.1.5.14" {
            Self::pbmac1(algorithm, expected)?
        } else {
            let hash = Hash::from_oid(&oid)
                .ok_or_else(|| Refusal::algorithm(&format!("integrity check with {oid}")))?;
            algorithm.optional(NULL).map_err(damaged)?;
            algorithm.finish().map_err(damaged)?;
            Self { kdf: Kdf::Pkcs12 { hash, salt, rounds }, hash, key_len: hash.len(), expected }
        };
        if !mac.kdf.is_sound() || mac.expected.len() != mac.hash.len() {
            return Err(Refusal::damaged("its integrity check"));
        }
        if mac.kdf.memory() > MAX_SCRYPT_BYTES {
            return Err(too_costly());
        }
        Ok(mac)
    }

    fn pbmac1(mut algorithm: Reader<'_>, expected: &'a [u8]) -> Result<Self, Refusal> {
        let damaged = |_: Malformed| Refusal::damaged("its integrity check");
        let mut parameters = algorithm.sequence().map_err(damaged)?;
        algorithm.finish().map_err(damaged)?;
        let derivation = parameters.sequence().map_err(damaged)?;
        let mut scheme = parameters.sequence().map_err(damaged)?;
        parameters.finish().map_err(damaged)?;
        let oid = scheme.oid().map_err(damaged)?;
        let hash = Hash::from_hmac_oid(&oid)
            .ok_or_else(|| Refusal::algorithm(&format!("integrity check with {oid}")))?;
        let key_len = pbe::stated_key_length(derivation.clone())
            .filter(|length| (1..=MAX_KEY).contains(length))
            .and_then(|length| usize::try_from(length).ok())
            .ok_or_else(|| Refusal::damaged("its integrity check"))?;
        let kdf = pbe::derivation(derivation, None)?;
        Ok(Self { kdf, hash, key_len, expected })
    }

    /// What one attempt costs with a password of `password` bytes.
    pub(crate) fn work(&self, password: usize) -> u64 {
        self.kdf.work(self.key_len, password)
    }

    /// Whether a form of `password` fits `content`; the right one is preferred from then on.
    pub(crate) fn verify(
        &self,
        password: &mut Password,
        content: &[u8],
        budget: &mut Budget,
    ) -> Result<bool, Refusal> {
        let Some(algorithm) = self.hash.hmac() else { return Ok(false) };
        let forms = if self.kdf.wants_wide() { &password.wide } else { &password.plain };
        let work = self.work(password.length());
        let mut fitting = None;
        for (index, form) in forms.iter().enumerate() {
            if index > 0 && !budget.affords(work) {
                break;
            }
            budget.spend(work)?;
            let Some(key) = self.kdf.derive(form, Purpose::Mac, self.key_len) else { break };
            if hmac::verify(&hmac::Key::new(algorithm, &key), content, self.expected).is_ok() {
                fitting = Some(index);
                break;
            }
        }
        if let Some(index) = fitting
            && self.kdf.wants_wide()
        {
            password.prefer_wide(index);
        }
        Ok(fitting.is_some())
    }
}
