//! What a text's bytes mean: UTF-8 or UTF-16 by their mark, UTF-8 by being it, else Windows-1252, in which spreadsheets of
//! western Europe and America write CSV.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::refusal::Refusal;

/// The text, without a mark.
///
/// # Errors
/// [`Refusal::NotATable`] for bytes that are no text.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        Cow::Borrowed(std::str::from_utf8(rest).map_err(|_| Refusal::Damaged("its text"))?)
    } else if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        UTF_16LE
            .decode_without_bom_handling_and_without_replacement(rest)
            .ok_or(Refusal::Damaged("its text"))?
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        UTF_16BE
            .decode_without_bom_handling_and_without_replacement(rest)
            .ok_or(Refusal::Damaged("its text"))?
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        Cow::Borrowed(text)
    } else {
        WINDOWS_1252.decode_without_bom_handling(bytes).0
    };
    // C1 controls are the bytes that Windows-1252 leaves open.
    let is_text = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n');
    if text.chars().all(is_text) { Ok(text) } else { Err(Refusal::NotATable) }
}
