//! The ciphers that certificate files use, decrypting only.
//!
//! AES is aws-lc's. RC2, RC4, DES and triple DES, which real files of authorities and of Windows still use, are
//! OpenSSL's, in a library context of its own with the legacy provider: the process's default context stays as it is.

use std::sync::OnceLock;

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use openssl::cipher::Cipher as OpenSslCipher;
use openssl::cipher_ctx::CipherCtx;
use openssl::lib_ctx::LibCtx;
use openssl::provider::Provider;
use zeroize::Zeroizing;

/// A cipher; all but RC4 in CBC mode with PKCS#7 padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cipher {
    Aes128,
    Aes192,
    Aes256,
    /// Triple DES with three keys.
    Des3,
    /// Triple DES with two keys.
    Des3TwoKey,
    Des,
    Rc2With40,
    Rc2With64,
    Rc2With128,
    Rc4With40,
    Rc4With128,
}

/// Why nothing was decrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecryptError {
    /// The key is wrong or the data is damaged: the padding does not fit.
    Padding,
    /// OpenSSL on this machine has no legacy provider.
    Unavailable,
}

impl Cipher {
    /// Length of the key, in bytes.
    pub(crate) const fn key_len(self) -> usize {
        match self {
            Self::Rc2With40 | Self::Rc4With40 => 5,
            Self::Des | Self::Rc2With64 => 8,
            Self::Aes128 | Self::Des3TwoKey | Self::Rc2With128 | Self::Rc4With128 => 16,
            Self::Aes192 | Self::Des3 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Length of the initialization vector, in bytes; 0 for none.
    pub(crate) const fn iv_len(self) -> usize {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => 16,
            Self::Rc4With40 | Self::Rc4With128 => 0,
            _ => 8,
        }
    }

    /// Decrypts `data`. Lengths of key and IV must be those of the cipher.
    pub(crate) fn decrypt(
        self,
        key: &[u8],
        iv: &[u8],
        data: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
        match self {
            Self::Aes128 | Self::Aes192 | Self::Aes256 => self.aes(key, iv, data),
            _ => self.legacy(key, iv, data),
        }
    }

    fn aes(self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
        let algorithm = match self {
            Self::Aes128 => &AES_128,
            Self::Aes192 => &AES_192,
            _ => &AES_256,
        };
        let iv: [u8; 16] = iv.try_into().map_err(|_| DecryptError::Padding)?;
        let mut out = Zeroizing::new(data.to_vec());
        let length = UnboundCipherKey::new(algorithm, key)
            .and_then(PaddedBlockDecryptingKey::cbc_pkcs7)
            .and_then(|key| {
                let context = DecryptionContext::Iv128(FixedLength::from(iv));
                key.decrypt(&mut out, context).map(|plain| plain.len())
            })
            .map_err(|_| DecryptError::Padding)?;
        out.truncate(length);
        Ok(out)
    }

    const fn openssl_name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128-CBC",
            Self::Aes192 => "AES-192-CBC",
            Self::Aes256 => "AES-256-CBC",
            Self::Des3 => "DES-EDE3-CBC",
            Self::Des3TwoKey => "DES-EDE-CBC",
            Self::Des => "DES-CBC",
            Self::Rc2With40 => "RC2-40-CBC",
            Self::Rc2With64 => "RC2-64-CBC",
            Self::Rc2With128 => "RC2-CBC",
            Self::Rc4With40 => "RC4-40",
            Self::Rc4With128 => "RC4",
        }
    }

    fn legacy(self, key: &[u8], iv: &[u8], data: &[u8]) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
        let legacy = Legacy::get().ok_or(DecryptError::Unavailable)?;
        let cipher = OpenSslCipher::fetch(Some(&legacy.context), self.openssl_name(), None)
            .map_err(|_| DecryptError::Unavailable)?;
        let fits = cipher.key_length() == key.len() && cipher.iv_length() == iv.len();
        let iv = Some(iv).filter(|iv| !iv.is_empty());
        let mut context = CipherCtx::new().map_err(|_| DecryptError::Unavailable)?;
        if !fits || context.decrypt_init(Some(&cipher), Some(key), iv).is_err() {
            return Err(DecryptError::Padding);
        }
        let mut out = Zeroizing::new(vec![0; data.len() + cipher.block_size()]);
        let written = context.cipher_update(data, Some(&mut out)).map_err(|_| DecryptError::Padding)?;
        let rest = out.get_mut(written..).ok_or(DecryptError::Padding)?;
        let last = context.cipher_final(rest).map_err(|_| DecryptError::Padding)?;
        out.truncate(written + last);
        Ok(out)
    }
}

/// OpenSSL with both providers, kept for the life of the process: a provider that is dropped takes its ciphers along.
struct Legacy {
    context: LibCtx,
    _providers: [Provider; 2],
}

impl Legacy {
    fn get() -> Option<&'static Self> {
        static LEGACY: OnceLock<Option<Legacy>> = OnceLock::new();
        LEGACY.get_or_init(Self::load).as_ref()
    }

    fn load() -> Option<Self> {
        let context = LibCtx::new().ok()?;
        let providers =
            [Provider::load(Some(&context), "legacy").ok()?, Provider::load(Some(&context), "default").ok()?];
        Some(Self { context, _providers: providers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Cipher; 11] = [
        Cipher::Aes128,
        Cipher::Aes192,
        Cipher::Aes256,
        Cipher::Des3,
        Cipher::Des3TwoKey,
        Cipher::Des,
        Cipher::Rc2With40,
        Cipher::Rc2With64,
        Cipher::Rc2With128,
        Cipher::Rc4With40,
        Cipher::Rc4With128,
    ];

    #[test]
    fn every_cipher_opens_what_openssl_encrypts() {
        let legacy = Legacy::get().expect("the legacy provider is installed");
        for cipher in ALL {
            let key: Vec<u8> = (1..=32).take(cipher.key_len()).collect();
            let iv: Vec<u8> = (7..=32).take(cipher.iv_len()).collect();
            let fetched =
                OpenSslCipher::fetch(Some(&legacy.context), cipher.openssl_name(), None).expect("known");
            let mut context = CipherCtx::new().expect("context");
            let some_iv = Some(iv.as_slice()).filter(|iv| !iv.is_empty());
            context.encrypt_init(Some(&fetched), Some(&key), some_iv).expect("init");
            let mut sealed = Vec::new();
            context.cipher_update_vec(b"nineteen characters", &mut sealed).expect("update");
            context.cipher_final_vec(&mut sealed).expect("final");
            let opened = cipher.decrypt(&key, &iv, &sealed).expect("opens");
            assert_eq!(opened.as_slice(), b"nineteen characters", "{cipher:?}");
            if cipher.iv_len() > 0 {
                assert_eq!(
                    cipher.decrypt(&key, &iv, &sealed[..15]),
                    Err(DecryptError::Padding),
                    "{cipher:?}"
                );
                assert_eq!(cipher.decrypt(&key, &iv, &[]), Err(DecryptError::Padding), "{cipher:?}");
            }
        }
    }
}
