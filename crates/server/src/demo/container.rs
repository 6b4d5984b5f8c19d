//! Keys under a password: PKCS#8 as the SAT hands it out (RFC 5958, RFC 8018), and PKCS#12 (RFC 7292).

use std::num::NonZeroU32;

use anyhow::anyhow;
use aws_lc_rs::cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{hmac, pbkdf2};
use domain::Rng;
use zeroize::Zeroizing;

use super::der::{integer, null, octets, oid, sequence, tagged};

const PBES2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 13];
const PBKDF2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 12];
const HMAC_SHA256: &[u64] = &[1, 2, 840, 113_549, 2, 9];
const AES_256_CBC: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 1, 42];
const SHA_256: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 2, 1];
const DATA: &[u64] = &[1, 2, 840, 113_549, 1, 7, 1];
const SHROUDED_KEY: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 2];
const CERTIFICATE: &[u64] = &[1, 2, 840, 113_549, 1, 12, 10, 1, 3];
const X509: &[u64] = &[1, 2, 840, 113_549, 1, 9, 22, 1];

/// Rounds of both derivations: what such files have, and few enough to open forty of them at once.
const ROUNDS: NonZeroU32 = NonZeroU32::new(2048).unwrap();

const SALT_LEN: usize = 16;

/// A key (PKCS#8, DER) under a password: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC.
pub(super) fn encrypted_key(key: &[u8], password: &str, rng: &dyn Rng) -> anyhow::Result<Vec<u8>> {
    let (mut salt, mut iv) = ([0; SALT_LEN], [0; 16]);
    rng.fill(&mut salt);
    rng.fill(&mut iv);
    let mut derived = Zeroizing::new([0; 32]);
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, &salt, password.as_bytes(), &mut *derived);
    let failed = |_| anyhow!("a key could not be encrypted");
    let cipher = UnboundCipherKey::new(&AES_256, &*derived).map_err(failed)?;
    let cipher = PaddedBlockEncryptingKey::cbc_pkcs7(cipher).map_err(failed)?;
    let mut encrypted = key.to_vec();
    let with_iv = EncryptionContext::Iv128(FixedLength::from(iv));
    cipher.less_safe_encrypt(&mut encrypted, with_iv).map_err(failed)?;
    let prf = sequence(&[&oid(HMAC_SHA256), &null()]);
    let derivation = sequence(&[&oid(PBKDF2), &sequence(&[&octets(&salt), &integer(ROUNDS.get()), &prf])]);
    let scheme = sequence(&[&oid(AES_256_CBC), &octets(&iv)]);
    let algorithm = sequence(&[&oid(PBES2), &sequence(&[&derivation, &scheme])]);
    Ok(sequence(&[&algorithm, &octets(&encrypted)]))
}

/// A certificate and its key in one file with a password: the key as above, the certificate in clear, a MAC over both.
pub(super) fn pkcs12(
    certificate: &[u8],
    key: &[u8],
    password: &str,
    rng: &dyn Rng,
) -> anyhow::Result<Vec<u8>> {
    let shrouded = encrypted_key(key, password, rng)?;
    let bag = |kind, content: &[u8]| sequence(&[&oid(kind), &tagged(0xa0, &[content])]);
    let certificate = sequence(&[&oid(X509), &tagged(0xa0, &[&octets(certificate)])]);
    let bags = sequence(&[&bag(SHROUDED_KEY, &shrouded), &bag(CERTIFICATE, &certificate)]);
    let data = |content: &[u8]| sequence(&[&oid(DATA), &tagged(0xa0, &[&octets(content)])]);
    let safe = sequence(&[&data(&bags)]);
    let mut salt = [0; SALT_LEN];
    rng.fill(&mut salt);
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &mac_key(password, &salt)), &safe);
    let algorithm = sequence(&[&oid(SHA_256), &null()]);
    let mac =
        sequence(&[&sequence(&[&algorithm, &octets(mac.as_ref())]), &octets(&salt), &integer(ROUNDS.get())]);
    Ok(sequence(&[&integer(3), &data(&safe), &mac]))
}

/// The key of the MAC (RFC 7292, appendix B.2, with the diversifier 3). One block of SHA-256 is all of it.
fn mac_key(password: &str, salt: &[u8]) -> Zeroizing<Vec<u8>> {
    const BLOCK: usize = 64;
    let mut text: Zeroizing<Vec<u8>> =
        Zeroizing::new(password.encode_utf16().flat_map(u16::to_be_bytes).collect());
    text.extend([0, 0]);
    let filled = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(BLOCK) * BLOCK;
        bytes.iter().copied().cycle().take(length).collect()
    };
    let input = Zeroizing::new([vec![3; BLOCK], filled(salt), filled(&text)].concat());
    let mut hash = Zeroizing::new(digest(&SHA256, &input).as_ref().to_vec());
    for _ in 1..ROUNDS.get() {
        hash = Zeroizing::new(digest(&SHA256, &hash).as_ref().to_vec());
    }
    hash
}

#[cfg(test)]
mod tests {
    use certfile::{File, PasswordUse, read};
    use rcgen::{CertificateParams, KeyPair};
    use secrecy::SecretString;

    use super::*;
    use crate::machine::SystemRng;

    #[test]
    fn what_is_written_is_read_and_only_with_its_password() {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::default().self_signed(&key).unwrap().der().to_vec();
        let both = pkcs12(&certificate, &key.serialize_der(), "contraseñaÑ1", &SystemRng).unwrap();
        let alone = encrypted_key(&key.serialize_der(), "contraseñaÑ1", &SystemRng).unwrap();
        for (name, bytes) in [("both.p12", &both), ("alone.key", &alone)] {
            let file = || File { name, bytes };
            let contents = read(file(), Some(&SecretString::from("contraseñaÑ1")), None).unwrap();
            assert_eq!(contents.password, PasswordUse::Opens, "{name}");
            assert!(contents.private_key.is_some(), "{name}");
            let wrong = read(file(), Some(&SecretString::from("contraseñaÑ2")), None).unwrap_err();
            assert_eq!(wrong.code(), "wrong_password", "{name}");
        }
    }
}
