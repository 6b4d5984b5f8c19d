//! The ways in which programs have turned a password into bytes.
//!
//! PKCS#12 (RFC 7292, appendix B.1) wants UTF-16BE with a terminating zero, PKCS#5 leaves the encoding open (UTF-8 by
//! habit and by RFC 9579/9879). Old programs widened each byte of their UTF-8 instead, or passed Latin-1. For ASCII all
//! agree, so that the further forms cost something only for passwords such as "contraseñaÑ1".

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// What a password looks like to one derivation function.
type Form = Zeroizing<Vec<u8>>;

/// The forms of one password, the likeliest first.
pub(crate) struct Password {
    /// For the PKCS#12 derivation function.
    pub(crate) wide: Vec<Form>,
    /// For every other one.
    pub(crate) plain: Vec<Form>,
    /// Whether somebody typed it; otherwise it stands for "no password".
    pub(crate) given: bool,
}

impl Password {
    /// Without a password the empty one is tried, since some programs write it.
    pub(crate) fn new(password: Option<&SecretString>) -> Self {
        let text = password.map_or("", |secret| secret.expose_secret());
        let utf8 = Zeroizing::new(text.as_bytes().to_vec());
        let mut wide = vec![widened(text.encode_utf16())];
        let mut plain = vec![utf8];
        if text.is_empty() {
            // "No password" is either an empty string, which is terminated, or nothing at all.
            wide.push(Zeroizing::new(Vec::new()));
        } else if !text.is_ascii() {
            wide.push(widened(text.bytes().map(u16::from)));
            let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
            plain.extend(latin.map(Zeroizing::new));
        }
        Self { wide, plain, given: password.is_some() }
    }

    /// How many bytes the typed password has, in UTF-8.
    pub(crate) fn length(&self) -> usize {
        self.plain.first().map_or(0, |form| form.len())
    }

    /// Remembers that form `index` of `wide` was the right one.
    pub(crate) fn prefer_wide(&mut self, index: usize) {
        if index < self.wide.len() {
            self.wide.swap(0, index);
        }
    }
}

fn widened(units: impl Iterator<Item = u16>) -> Form {
    let mut bytes = Zeroizing::new(Vec::with_capacity(4 * crate::limits::MAX_PASSWORD_BYTES));
    for unit in units.chain([0]) {
        bytes.extend_from_slice(&unit.to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> (Vec<String>, Vec<String>) {
        let password = Password::new(Some(&SecretString::from(text)));
        let hex = |forms: &[Form]| forms.iter().map(|form| hex::encode(form.as_slice())).collect();
        (hex(&password.wide), hex(&password.plain))
    }

    #[test]
    fn each_convention_has_its_form() {
        assert_eq!(forms("a1"), (vec!["006100310000".into()], vec!["6131".into()]));
        assert_eq!(forms(""), (vec!["0000".into(), String::new()], vec![String::new()]));
        assert_eq!(
            forms("ñ"),
            (vec!["00f10000".into(), "00c300b10000".into()], vec!["c3b1".into(), "f1".into()])
        );
        assert_eq!(forms("€").1, vec!["e282ac".to_owned()], "not in Latin-1");
        assert_eq!(forms("😀").0[0], "d83dde000000", "a surrogate pair");
    }
}
