//! C2SP chunked-encryption (<https://c2sp.org/chunked-encryption>) in its Cobblestone-256 form: HKDF-Expand-SHA-512 and
//! AES-256-GCM, over whole messages in memory.
//!
//! ```text
//! salt (24) || commitment (32) || chunk 0 || chunk 1 || ... || last chunk
//! ```
//!
//! Every chunk but the last carries 16 KiB of the message, the last one less (possibly nothing), each followed by its
//! 16-byte tag. A last chunk that is not shorter means that the message was cut.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

use crate::OpenError;
use crate::primitives::{KEY_LEN, Key, expand};

pub(crate) const SALT_LEN: usize = 24;
const COMMITMENT_LEN: usize = 32;
const CHUNK_LEN: usize = 16 * 1024;
const TAG_LEN: usize = 16;
const INFO_PREFIX: &[u8] = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0";

/// What one message is encrypted with.
struct MessageKey {
    aead: LessSafeKey,
    base_nonce: [u8; NONCE_LEN],
    commitment: [u8; COMMITMENT_LEN],
}

impl MessageKey {
    #[expect(clippy::expect_used, reason = "fails only for a wrong key length, which is a constant here")]
    fn derive(input_key: &Key, salt: &[u8; SALT_LEN], context: &[u8]) -> Self {
        let mut material = Zeroizing::new([0; KEY_LEN + NONCE_LEN + COMMITMENT_LEN]);
        expand(input_key, &[INFO_PREFIX, salt, context], material.as_mut_slice());

        let (key, rest) = material.split_at(KEY_LEN);
        let mut this = Self {
            aead: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("an AES-256 key of 32 bytes")),
            base_nonce: [0; NONCE_LEN],
            commitment: [0; COMMITMENT_LEN],
        };
        let (base_nonce, commitment) = rest.split_at(NONCE_LEN);
        this.base_nonce.copy_from_slice(base_nonce);
        this.commitment.copy_from_slice(commitment);
        this
    }

    /// The base nonce XOR the number of the chunk, big-endian. The format ends at 2^38 chunks (4 PiB), more than fits
    /// in memory.
    fn nonce(&self, chunk: u64) -> Nonce {
        let mut nonce = self.base_nonce;
        for (byte, counter) in nonce.iter_mut().rev().zip(chunk.to_le_bytes()) {
            *byte ^= counter;
        }
        Nonce::assume_unique_for_key(nonce)
    }
}

/// Encrypts `message`. A `salt` must never be used twice with the same `input_key`.
/// The length of a sealed message: every 16 KiB a tag, and one for the last chunk, which is always shorter.
pub(crate) const fn sealed_len(message: usize) -> usize {
    SALT_LEN + COMMITMENT_LEN + message + TAG_LEN * (message / CHUNK_LEN + 1)
}

#[expect(clippy::expect_used, reason = "fails only for wrong buffer lengths, which are computed right here")]
pub(crate) fn seal(input_key: &Key, salt: &[u8; SALT_LEN], context: &[u8], message: &[u8]) -> Vec<u8> {
    let message_key = MessageKey::derive(input_key, salt, context);
    let chunks = message.chunks_exact(CHUNK_LEN);
    let header_len = SALT_LEN + COMMITMENT_LEN;
    let sealed_len = sealed_len(message.len());
    let mut sealed = Vec::with_capacity(sealed_len);
    sealed.extend_from_slice(salt);
    sealed.extend_from_slice(&message_key.commitment);
    sealed.resize(sealed_len, 0);

    let (_, mut free) = sealed.split_at_mut(header_len);
    let last = chunks.remainder();
    for (number, chunk) in (0..).zip(chunks.chain([last])) {
        let (ciphertext, rest) = free.split_at_mut(chunk.len());
        let (tag, rest) = rest.split_at_mut(TAG_LEN);
        message_key
            .aead
            .seal_out_of_place_scatter(message_key.nonce(number), Aad::empty(), chunk, ciphertext, &[], tag)
            .expect("AES-256-GCM of at most 16 KiB");
        free = rest;
    }
    sealed
}

/// The message, if all of it authenticates; nothing of it otherwise.
pub(crate) fn open(input_key: &Key, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (salt, rest) = sealed.split_first_chunk::<SALT_LEN>().ok_or(OpenError)?;
    let (commitment, body) = rest.split_first_chunk::<COMMITMENT_LEN>().ok_or(OpenError)?;
    let chunks = body.chunks_exact(CHUNK_LEN + TAG_LEN);
    let last = chunks.remainder();
    let last_len = last.len().checked_sub(TAG_LEN).ok_or(OpenError)?;

    let message_key = MessageKey::derive(input_key, salt, context);
    verify_slices_are_equal(commitment, &message_key.commitment).map_err(|_| OpenError)?;

    let mut message = Zeroizing::new(vec![0; chunks.len() * CHUNK_LEN + last_len]);
    let mut free = message.as_mut_slice();
    for (number, chunk) in (0..).zip(chunks.chain([last])) {
        let (ciphertext, tag) = chunk.split_last_chunk::<TAG_LEN>().ok_or(OpenError)?;
        let (plaintext, rest) = free.split_at_mut_checked(ciphertext.len()).ok_or(OpenError)?;
        message_key
            .aead
            .open_separate_gather(message_key.nonce(number), Aad::empty(), ciphertext, tag, plaintext)
            .map_err(|_| OpenError)?;
        free = rest;
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use aws_lc_rs::digest;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Suite {
        #[serde(rename = "testGroups")]
        groups: Vec<Group>,
    }

    #[derive(Deserialize)]
    struct Group {
        aead: String,
        sha: String,
        tests: Vec<Case>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Case {
        tc_id: u32,
        key: String,
        ctx: String,
        ct: String,
        msg_length: Option<usize>,
        msg_sha512: Option<String>,
        result: String,
        flags: Vec<String>,
    }

    fn inflate(hex_zlib: &str) -> Vec<u8> {
        let mut out = Vec::new();
        flate2::read::ZlibDecoder::new(hex::decode(hex_zlib).unwrap().as_slice())
            .read_to_end(&mut out)
            .unwrap();
        out
    }

    /// The project Wycheproof's vectors of Cobblestone-256, each opened and, where valid, sealed again to the byte.
    #[test]
    fn agrees_with_wycheproof() {
        let suite: Suite =
            serde_json::from_str(include_str!("../../../vectors/envelope/wycheproof_cobblestone_256.json"))
                .unwrap();
        let (mut valid, mut invalid) = (0, 0);
        for group in suite.groups {
            assert_eq!((group.aead.as_str(), group.sha.as_str()), ("AEAD_AES_256_GCM", "SHA-512"));
            for case in group.tests {
                let sealed = inflate(&case.ct);
                let context = hex::decode(case.ctx).unwrap();
                let Ok(key) = hex::decode(case.key).unwrap().try_into() else {
                    assert!(case.flags.contains(&"InvalidKeySize".to_owned()), "case {}", case.tc_id);
                    continue;
                };
                let key = Key::from_slice(&key);
                let opened = open(&key, &context, &sealed);
                if case.result == "invalid" {
                    assert!(opened.is_err(), "case {}", case.tc_id);
                    invalid += 1;
                    continue;
                }
                let message = opened.unwrap();
                assert_eq!(Some(message.len()), case.msg_length, "case {}", case.tc_id);
                let sha512 = digest::digest(&digest::SHA512, &message);
                assert_eq!(Some(hex::encode(sha512)), case.msg_sha512, "case {}", case.tc_id);
                let salt = sealed.first_chunk().unwrap();
                assert_eq!(seal(&key, salt, &context, &message), sealed, "case {}", case.tc_id);
                valid += 1;
            }
        }
        assert_eq!((valid, invalid), (10, 23));
    }
}
