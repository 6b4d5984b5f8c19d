//! Keys encrypted as OpenSSL did before PKCS#8: `Proc-Type: 4,ENCRYPTED` and `DEK-Info: CIPHER,IV` in PEM.

use crate::cipher::Cipher;
use crate::kdf::Kdf;
use crate::pbe::Scheme;
use crate::refusal::Refusal;

/// The scheme that the value of `DEK-Info` states.
pub(crate) fn scheme(encryption: &str) -> Result<Scheme, Refusal> {
    let damaged = || Refusal::damaged("the encryption header of the private key");
    let (name, iv) = encryption.split_once(',').ok_or_else(damaged)?;
    let cipher = match name {
        "AES-128-CBC" => Cipher::Aes128,
        "AES-192-CBC" => Cipher::Aes192,
        "AES-256-CBC" => Cipher::Aes256,
        "DES-EDE3-CBC" => Cipher::Des3,
        "DES-CBC" => Cipher::Des,
        "RC2-CBC" => Cipher::Rc2With128,
        _ => return Err(Refusal::algorithm("an unusual cipher of a traditional PEM key")),
    };
    let iv = hex::decode(iv.trim()).map_err(|_| damaged())?;
    if iv.len() != cipher.iv_len() {
        return Err(damaged());
    }
    // The first eight bytes of the IV are the salt, too.
    let salt = iv.get(..8).ok_or_else(damaged)?.to_vec();
    Ok(Scheme { kdf: Kdf::BytesToKey { salt }, cipher, iv: Some(iv) })
}
