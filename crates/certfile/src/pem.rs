//! PEM (RFC 7468), and the headers of traditional encrypted keys (RFC 1421).
//!
//! Between blocks only what OpenSSL and browsers print there is accepted; after the last one, nothing but blank space.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use crate::refusal::{Look, ReasonCode, Refusal};

/// What begins every block.
pub(crate) const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";
/// The most blocks of a file.
const MAX_BLOCKS: usize = crate::limits::MAX_CERTIFICATES + 8;

/// One block.
pub(crate) struct Block {
    pub(crate) label: String,
    /// The value of `DEK-Info` of a traditional encrypted key.
    pub(crate) encryption: Option<String>,
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// The blocks of `text`.
pub(crate) fn read(text: &str) -> Result<Vec<Block>, Refusal> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    let mut foreign_tail = false;
    while let Some(line) = lines.next() {
        let line = line.trim_end();
        if let Some(label) = line.strip_prefix(BEGIN) {
            let label = label.strip_suffix(DASHES).ok_or_else(|| Refusal::damaged("a BEGIN line"))?;
            if blocks.len() == MAX_BLOCKS {
                return Err(Refusal::refused(
                    ReasonCode::TooManyCertificates,
                    "The file holds too many parts.",
                ));
            }
            blocks.push(block(label, &mut lines)?);
            foreign_tail = false;
        } else if line.starts_with(END) {
            return Err(Refusal::damaged("a part without its BEGIN line"));
        } else if !line.trim().is_empty() {
            if !is_commentary(line) {
                return Err(foreign(blocks.is_empty()));
            }
            foreign_tail = true;
        }
    }
    match blocks.is_empty() {
        true => Err(Refusal::looks_like(Look::Text)),
        false if foreign_tail => Err(foreign(false)),
        false => Ok(blocks),
    }
}

fn foreign(leading: bool) -> Refusal {
    let (code, place) =
        if leading { (ReasonCode::ForeignData, "before") } else { (ReasonCode::TrailingData, "after") };
    Refusal::refused(
        code,
        format!("Foreign text stands {place} the certificate data. Get the original file."),
    )
}

/// Attributes and dumps that `openssl` and certificate bundles print between blocks.
fn is_commentary(line: &str) -> bool {
    let starts = [
        " ",
        "\t",
        "#",
        "Bag Attributes",
        "Key Attributes",
        "Certificate:",
        "subject=",
        "subject:",
        "issuer=",
        "issuer:",
        "notBefore=",
        "notAfter=",
        "Server certificate",
        "Certificate chain",
        "=====",
        "Private-Key:",
        "RSA Private-Key:",
    ];
    // A part that is set off as a remark would be kept unread.
    starts.iter().any(|start| line.starts_with(start))
        && !line.contains(BEGIN)
        && !line.chars().any(|c| c.is_control() && c != '\t')
}

fn block<'a>(label: &str, lines: &mut impl Iterator<Item = &'a str>) -> Result<Block, Refusal> {
    let end = format!("{END}{label}{DASHES}");
    let mut encoded = Zeroizing::new(String::with_capacity(crate::limits::MAX_FILE_BYTES / 64));
    let mut encryption = None;
    let mut closed = false;
    for line in lines {
        let line = line.trim();
        if line == end {
            closed = true;
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            if !encoded.is_empty() {
                return Err(Refusal::damaged("the Base64 text"));
            }
            match name {
                "DEK-Info" => encryption = Some(value.trim().to_owned()),
                // `X-` headers and `Comment` say nothing about the key.
                "Proc-Type" | "Comment" => {}
                _ if name.starts_with("X-") => {}
                _ => return Err(Refusal::damaged("a header of the PEM text")),
            }
            continue;
        }
        encoded.push_str(line);
    }
    if !closed {
        return Err(Refusal::damaged("the END line, which is missing, so that a part"));
    }
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical);
    let bytes = GeneralPurpose::new(&STANDARD, config)
        .decode(encoded.as_bytes())
        .map_err(|_| Refusal::damaged("the Base64 text"))?;
    Ok(Block { label: label.to_owned(), encryption, bytes: Zeroizing::new(bytes) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn outcome(text: &str) -> Result<usize, &'static str> {
        read(text).map(|blocks| blocks.len()).map_err(|refusal| refusal.code())
    }

    const BLOCK: &str = "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n";

    #[test]
    fn blocks_with_what_openssl_prints() {
        assert_eq!(outcome(BLOCK), Ok(1));
        assert_eq!(outcome(&BLOCK.replace('\n', "\r\n")), Ok(1));
        assert_eq!(
            outcome(&format!("Bag Attributes\n    localKeyID: 01 \nsubject=CN = x\n\n{BLOCK}\n\n{BLOCK}")),
            Ok(2)
        );
        assert_eq!(outcome(&format!("# My CA\n{BLOCK}")), Ok(1));
    }

    #[test]
    fn anything_else_around_is_refused() {
        assert_eq!(outcome(&format!("junk\n{BLOCK}")), Err("foreign_data"));
        for hidden in [" ", "\t", "# ", "#", "subject="].map(|start| format!("{start}{BLOCK}")) {
            assert_eq!(outcome(&format!("{hidden}{BLOCK}")), Err("foreign_data"), "{hidden}");
            assert_eq!(outcome(&format!("{BLOCK}{hidden}{BLOCK}")), Err("trailing_data"), "{hidden}");
        }
        assert_eq!(outcome(&format!("{BLOCK}<script>alert(1)</script>\n")), Err("trailing_data"));
        assert_eq!(outcome(&format!("{BLOCK}# a remark\n")), Err("trailing_data"));
        assert_eq!(outcome("-----BEGIN CERTIFICATE-----\nAAEC\n"), Err("damaged"));
        assert_eq!(outcome("-----BEGIN CERTIFICATE-----\nAAE\n-----END CERTIFICATE-----\n"), Err("damaged"));
        assert_eq!(outcome("-----BEGIN CERTIFICATE-----\nAA!C\n-----END CERTIFICATE-----\n"), Err("damaged"));
        assert_eq!(outcome("-----END CERTIFICATE-----\n"), Err("damaged"));
        assert_eq!(outcome("-----BEGIN A-----\nAAEC\n-----END B-----\n"), Err("damaged"));
        assert_eq!(outcome(&BLOCK.repeat(50)), Err("too_many_certificates"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in any::<String>()) {
            let _ = read(&text);
        }
    }
}
