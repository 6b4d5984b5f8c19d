//! The three hashes: an entry's leaf hash, a commitment, and the text form of both.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{Context, SHA256};
use domain::id::OrgId;

/// The first of the committed fields, which keeps a commitment from being a hash of anything else.
const COMMITMENT_LABEL: &str = "credenza.audit.commitment.v1";

/// A SHA-256 value. Its text form is 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// What `prev` holds in the first entry of an organization: 32 zero bytes.
    pub const ZERO: Self = Self([0; 32]);
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 lower-case hexadecimal digits")]
pub struct ParseDigestError;

impl FromStr for Digest {
    type Err = ParseDigestError;

    fn from_str(text: &str) -> Result<Self, ParseDigestError> {
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(ParseDigestError);
        }
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseDigestError)?;
        Ok(Self(bytes))
    }
}

impl serde::Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The leaf hash of an entry's exact bytes, RFC 6962 section 2.1: SHA-256(0x00 || bytes).
#[must_use]
pub fn leaf_hash(bytes: &[u8]) -> Digest {
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    context.update(bytes);
    finish(context)
}

/// The hash of a node of the Merkle tree, RFC 6962 section 2.1: SHA-256(0x01 || left || right).
#[must_use]
pub(crate) fn node_hash(left: Digest, right: Digest) -> Digest {
    let mut context = Context::new(&SHA256);
    context.update(&[1]);
    context.update(&left.0);
    context.update(&right.0);
    finish(context)
}

/// The commitment to one personal value: SHA-256 over five fields, each preceded by its length in bytes as an unsigned
/// 64-bit big-endian number: the label `credenza.audit.commitment.v1`, the organization's id as text, the field's
/// name, the salt, the value in UTF-8.
///
/// The salt is 32 random bytes, fresh for each value: once value and salt are erased, the commitment tells nothing.
#[must_use]
pub fn commit(org: OrgId, field: &str, salt: &[u8; 32], value: &str) -> Digest {
    let org = org.to_string();
    let mut context = Context::new(&SHA256);
    for part in [COMMITMENT_LABEL.as_bytes(), org.as_bytes(), field.as_bytes(), salt, value.as_bytes()] {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    finish(context)
}

fn finish(context: Context) -> Digest {
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    Digest(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaf_hash_is_that_of_rfc_6962() {
        // The hash of a tree of one empty leaf, in the test data of Certificate Transparency implementations.
        assert_eq!(
            leaf_hash(b"").to_string(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }

    #[test]
    fn no_field_of_a_commitment_runs_into_the_next() {
        let org: OrgId = "org_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let other: OrgId = "org_01h455vb4pex5vsknk084sn02r".parse().unwrap();
        let all = [
            commit(org, "ab", &[7; 32], "c"),
            commit(org, "a", &[7; 32], "bc"),
            commit(org, "ab", &[8; 32], "c"),
            commit(org, "ab", &[7; 32], ""),
            commit(other, "ab", &[7; 32], "c"),
        ];
        for (position, one) in all.iter().enumerate() {
            assert!(all.iter().skip(position + 1).all(|two| one != two));
        }
    }

    #[test]
    fn digests_have_one_text_form() {
        let text = leaf_hash(b"x").to_string();
        assert_eq!(text.parse(), Ok(leaf_hash(b"x")));
        for wrong in
            [text.to_uppercase(), text[1..].to_owned(), format!("{text}00"), format!("0x{}", &text[2..])]
        {
            assert_eq!(wrong.parse::<Digest>(), Err(ParseDigestError), "{wrong}");
        }
    }
}
