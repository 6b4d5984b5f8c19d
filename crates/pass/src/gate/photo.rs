//! A photo that a scanner carries: sealed so that only who is shown a pass that names it can open it.
//!
//! A pass has the first 16 bytes of its photo's SHA-256, which nobody knows who has neither. The key comes from them, and so does
//! another value, the *name*, by which a bundle lists the photo: from the name nobody gets to the digest.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::digest::{Context, SHA256};

use super::proof::sha256;
use crate::claims::PHOTO_DIGEST;

/// The most bytes of a photo.
pub const MAX_PHOTO: usize = 1024 * 1024;
/// Bytes of the nonce that stands before what is sealed.
pub const PHOTO_NONCE: usize = 12;
/// Bytes of a name.
pub const PHOTO_NAME: usize = 16;

const TAG: usize = 16;
const NAME_LABEL: &[u8] = b"credenza/gate-photo-name/v1";
const KEY_LABEL: &[u8] = b"credenza/gate-photo-key/v1";

/// The name of the photo with this digest.
#[must_use]
pub fn photo_name(digest: &[u8; PHOTO_DIGEST]) -> [u8; PHOTO_NAME] {
    beginning(labelled(NAME_LABEL, digest))
}

/// Seals a photo for scanners; `None` for one that is too large. The nonce is random, once for each time.
#[must_use]
pub fn seal_photo(photo: &[u8], nonce: [u8; PHOTO_NONCE]) -> Option<Vec<u8>> {
    if photo.len() > MAX_PHOTO {
        return None;
    }
    let digest: [u8; PHOTO_DIGEST] = beginning(sha256(photo));
    let mut sealed = photo.to_vec();
    let at = Nonce::assume_unique_for_key(nonce);
    key(&digest)?.seal_in_place_append_tag(at, Aad::empty(), &mut sealed).ok()?;
    Some([nonce.as_slice(), &sealed].concat())
}

/// Opens one with the digest that a pass has; `None` for anything but the photo with that digest.
#[must_use]
pub fn open_photo(sealed: &[u8], digest: &[u8; PHOTO_DIGEST]) -> Option<Vec<u8>> {
    if sealed.len() > PHOTO_NONCE + MAX_PHOTO + TAG {
        return None;
    }
    let (nonce, rest) = sealed.split_first_chunk::<PHOTO_NONCE>()?;
    let mut opened = rest.to_vec();
    let at = Nonce::assume_unique_for_key(*nonce);
    let photo = key(digest)?.open_in_place(at, Aad::empty(), &mut opened).ok()?.to_vec();
    (beginning::<PHOTO_DIGEST>(sha256(&photo)) == *digest).then_some(photo)
}

fn key(digest: &[u8; PHOTO_DIGEST]) -> Option<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, &labelled(KEY_LABEL, digest)).ok().map(LessSafeKey::new)
}

fn labelled(label: &[u8], digest: &[u8; PHOTO_DIGEST]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(label);
    context.update(digest);
    let mut all = [0; 32];
    all.copy_from_slice(context.finish().as_ref());
    all
}

fn beginning<const LEN: usize>(hash: [u8; 32]) -> [u8; LEN] {
    let mut begins = [0; LEN];
    for (to, from) in begins.iter_mut().zip(hash) {
        *to = from;
    }
    begins
}
