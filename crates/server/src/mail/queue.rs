//! How mails lie in the queue: AES-256-GCM under a key derived from the server's session secret, bound to the mail's id.
//! Who reads the database, or a backup of it, finds neither an address nor a link.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use domain::Rng;
use domain::id::MailId;
use zeroize::Zeroizing;

use super::MailError;
use super::letter::{Queued, ToQueue};
use crate::auth::tokens::{TokenError, derive};

/// The most that the queue takes, in bytes.
const MAX_SEALED: usize = 16 * 1024;

/// Seals and opens queued mails.
pub struct QueueKey(LessSafeKey);

impl std::fmt::Debug for QueueKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("QueueKey")
    }
}

impl QueueKey {
    /// The key of the server with this session secret.
    ///
    /// # Errors
    /// [`TokenError::Secret`].
    pub fn new(secret: &[u8]) -> Result<Self, TokenError> {
        let key = derive(secret, "mail-queue")?;
        Ok(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*key).map_err(|_| TokenError::Secret)?)))
    }

    /// Nonce, ciphertext, tag.
    pub(super) fn seal(
        &self,
        id: MailId,
        content: &ToQueue<'_>,
        rng: &dyn Rng,
    ) -> Result<Vec<u8>, MailError> {
        let plain = Zeroizing::new(serde_json::to_vec(content).map_err(|_| MailError::Unsealed)?);
        let mut nonce = [0; NONCE_LEN];
        rng.fill(&mut nonce);
        let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(&nonce);
        let mut body = plain.to_vec();
        self.0
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(id.as_bytes()),
                &mut body,
            )
            .map_err(|_| MailError::Unsealed)?;
        sealed.append(&mut body);
        if sealed.len() > MAX_SEALED { Err(MailError::Unsealed) } else { Ok(sealed) }
    }

    pub(super) fn open(&self, id: MailId, sealed: &[u8]) -> Result<Queued, MailError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(MailError::Unreadable)?;
        let mut body = Zeroizing::new(body.to_vec());
        let plain = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(id.as_bytes()), &mut body)
            .map_err(|_| MailError::Unreadable)?;
        serde_json::from_slice(plain).map_err(|_| MailError::Unreadable)
    }
}
