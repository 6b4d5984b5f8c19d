//! What a file looks like by its first bytes, and which kind of DER a value is by its first elements.

use std::ops::Deref;

use zeroize::Zeroizing;

use crate::ber;
use crate::der::{BIT_STRING, CONTEXT_0, INTEGER, Malformed, OCTET_STRING, OID, Reader, SEQUENCE};
use crate::limits::Budget;
use crate::pem;
use crate::refusal::{Look, ReasonCode, Refusal};

/// What can be read further.
pub(crate) enum Form<'a> {
    /// PEM text.
    Pem(Text<'a>),
    /// A value in BER or DER that fills the file.
    Asn1(Shape),
}

/// The text of a file, which may hold a private key.
pub(crate) enum Text<'a> {
    /// As it stands.
    Utf8(&'a str),
    /// OpenSSL prints the names of keys in Latin-1.
    Latin1(Zeroizing<String>),
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Utf8(text) => text,
            Self::Latin1(text) => text,
        }
    }
}

/// The kinds of values that are told apart by structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Certificate,
    Pkcs12,
    /// PKCS#8, PKCS#1 or SEC 1.
    PrivateKey,
    EncryptedPrivateKey,
    Other(Look),
}

/// First bytes of formats that are no certificate files.
const MAGIC: &[(&[u8], Look)] = &[
    (b"%PDF", Look::Pdf),
    (b"PK\x03\x04", Look::Zip),
    (b"PK\x05\x06", Look::Zip),
    (b"\x1f\x8b", Look::Archive),
    (b"Rar!", Look::Archive),
    (b"7z\xbc\xaf\x27\x1c", Look::Archive),
    (b"BZh", Look::Archive),
    (b"\xfd7zXZ", Look::Archive),
    (b"\x89PNG", Look::Png),
    (b"\xff\xd8\xff", Look::Jpeg),
    (b"GIF8", Look::Gif),
    (b"\xd0\xcf\x11\xe0", Look::Office),
    (b"MZ", Look::Program),
    (b"\x7fELF", Look::Program),
    (b"\xfe\xed\xfe\xed", Look::JavaKeyStore),
    (b"\xce\xce\xce\xce", Look::JavaKeyStore),
    (b"\xff\xfe", Look::Utf16),
    (b"\xfe\xff", Look::Utf16),
    (b"ssh-", Look::OpenSsh),
    (b"ecdsa-sha2-", Look::OpenSsh),
];

/// Decides by content what `bytes` are.
///
/// # Errors
/// What the file looks like instead, or that nothing or too much is there.
pub(crate) fn form<'a>(bytes: &'a [u8], budget: &mut Budget) -> Result<Form<'a>, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::refused(ReasonCode::Empty, "The file is empty."));
    }
    if bytes.len() > crate::limits::MAX_FILE_BYTES {
        return Err(Refusal::refused(
            ReasonCode::TooLarge,
            "The file is larger than 1 MiB; certificate files are a few kilobytes.",
        ));
    }
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(Refusal::looks_like(Look::Zeros));
    }
    if let Some((_, look)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Refusal::looks_like(*look));
    }
    if let Some(text) = as_text(bytes) {
        return if text.contains(pem::BEGIN) {
            pem_form(text)
        } else {
            Err(Refusal::looks_like(text_look(&text)))
        };
    }
    if bytes.first() == Some(&SEQUENCE) {
        let der = ber::normalize_whole(bytes, budget)?;
        return Ok(Form::Asn1(shape(der.as_slice())));
    }
    Err(binary_look(bytes))
}

/// Text without control characters; a byte-order mark is left out.
fn as_text(bytes: &[u8]) -> Option<Text<'_>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Text::Utf8(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(_) => Text::Latin1(from_latin1(bytes)?),
    };
    (!text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\r' | '\n'))).then_some(text)
}

/// PEM whose commentary is in Latin-1; what counts of it is ASCII.
fn from_latin1(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let begin = pem::BEGIN.as_bytes();
    if !bytes.windows(begin.len()).any(|window| window == begin) {
        return None;
    }
    // With room for all of it, so that no half of a key is left where the text has grown.
    let mut text = Zeroizing::new(String::with_capacity(2 * bytes.len()));
    text.extend(bytes.iter().map(|byte| char::from(*byte)));
    Some(text)
}

fn pem_form(text: Text<'_>) -> Result<Form<'_>, Refusal> {
    match text_look(&text) {
        look @ (Look::Html | Look::Xml | Look::Json) => Err(Refusal::looks_like(look)),
        _ => Ok(Form::Pem(text)),
    }
}

fn text_look(text: &str) -> Look {
    let text = text.trim();
    let start: String = text.chars().take(64).collect::<String>().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<script") {
        return Look::Html;
    }
    if start.starts_with('<') {
        return Look::Xml;
    }
    if start.starts_with('{') || start.starts_with('[') {
        return Look::Json;
    }
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=\r\n".contains(c);
    // `MI` is how the Base64 of a DER sequence of some length begins.
    if text.starts_with("MI") && text.chars().all(is_base64) {
        return Look::Base64;
    }
    Look::Text
}

/// Junk before DER is told apart from what is no DER at all.
fn binary_look(bytes: &[u8]) -> Refusal {
    let hidden = (1..bytes.len().min(1024)).any(|start| {
        let Some(rest) = bytes.get(start..) else { return false };
        // A long sequence that ends with the file.
        rest.starts_with(&[SEQUENCE, 0x82])
            && Reader::new(rest).any().is_ok_and(|value| value.raw.len() == rest.len())
    });
    if hidden {
        return Refusal::refused(
            ReasonCode::ForeignData,
            "Something stands before the certificate data. Get the original file.",
        );
    }
    let start: Vec<u8> = bytes.iter().copied().take(512).collect();
    let contains =
        |needle: &[u8]| start.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle));
    if contains(b"<html") {
        return Refusal::looks_like(Look::Html);
    }
    if contains(b"%PDF-") {
        return Refusal::looks_like(Look::Pdf);
    }
    // OpenPGP packets have the first bit of their tag set.
    if matches!(bytes.first(), Some(0x85 | 0x88 | 0x95 | 0x98 | 0x99 | 0xc5 | 0xc6)) {
        return Refusal::looks_like(Look::Pgp);
    }
    Refusal::looks_like(Look::Binary)
}

/// The kind of a DER value by the tags of its first elements.
pub(crate) fn shape(der: &[u8]) -> Shape {
    shape_of(der).unwrap_or(Shape::Other(Look::Asn1))
}

fn shape_of(der: &[u8]) -> Result<Shape, Malformed> {
    let mut outer = Reader::new(der).sequence()?;
    let first = outer.any()?;
    Ok(match (first.tag, outer.peek()) {
        (INTEGER, Some(SEQUENCE)) => {
            let mut inner = outer.sequence()?;
            match (first.content, inner.oid().is_ok(), outer.peek()) {
                ([3], true, _) => Shape::Pkcs12,
                (_, true, Some(OCTET_STRING)) => Shape::PrivateKey,
                _ => Shape::Other(Look::Asn1),
            }
        }
        (INTEGER, Some(INTEGER)) => integers(outer),
        (INTEGER, Some(OCTET_STRING)) => Shape::PrivateKey,
        (OID, Some(CONTEXT_0)) => Shape::Other(Look::Pkcs7),
        (SEQUENCE, Some(OCTET_STRING)) => Shape::EncryptedPrivateKey,
        (SEQUENCE, Some(BIT_STRING)) => Shape::Other(Look::PublicKey),
        (SEQUENCE, Some(SEQUENCE)) => signed(Reader::new(first.content)),
        _ => Shape::Other(Look::Asn1),
    })
}

/// Numbers only: an RSA or DSA key has more of them than an RSA public key or Diffie-Hellman parameters.
fn integers(mut rest: Reader<'_>) -> Shape {
    let mut count = 1;
    while rest.read(INTEGER).is_ok() {
        count += 1;
    }
    match count {
        9 => Shape::PrivateKey,
        // A DSA key; refused as such when it is read.
        6 => Shape::PrivateKey,
        2 => Shape::Other(Look::PublicKey),
        3 => Shape::Other(Look::Parameters),
        _ => Shape::Other(Look::Asn1),
    }
}

/// Something signed: certificate, request or revocation list, by what is signed.
fn signed(mut body: Reader<'_>) -> Shape {
    let Ok(first) = body.any() else { return Shape::Other(Look::Asn1) };
    match (first.tag, body.peek()) {
        (CONTEXT_0, _) => Shape::Certificate,
        (INTEGER, Some(SEQUENCE)) => {
            // Version 1 certificate: serial, algorithm, name, validity. Request: version, name, key. List: version, algorithm, name, time.
            let mut tags = [0; 4];
            for tag in &mut tags {
                *tag = body.any().map_or(0, |value| value.tag);
            }
            match tags {
                [SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE] => Shape::Certificate,
                [SEQUENCE, SEQUENCE, 0x17 | 0x18, _] => Shape::Other(Look::Crl),
                [SEQUENCE, SEQUENCE, CONTEXT_0 | 0, 0] => Shape::Other(Look::Request),
                _ => Shape::Other(Look::Asn1),
            }
        }
        (SEQUENCE, Some(SEQUENCE)) => Shape::Other(Look::Crl),
        _ => Shape::Other(Look::Asn1),
    }
}
