//! A reader of DER values in order, and the few values that are written.

use crate::ber::push_length;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// `[0]`, constructed: explicit, or implicit over a constructed type.
pub(crate) const CONTEXT_0: u8 = 0xa0;
/// `[1]`, constructed.
pub(crate) const CONTEXT_1: u8 = 0xa1;

/// The bytes do not have the expected structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

/// One value: its tag, its content, and both as they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    pub(crate) raw: &'a [u8],
}

/// Reads values one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Value<'a>, Malformed> {
        let (&tag, rest) = self.rest.split_first().ok_or(Malformed)?;
        let (&first, rest) = rest.split_first().ok_or(Malformed)?;
        if tag & 0x1f == 0x1f {
            return Err(Malformed);
        }
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f)).ok_or(Malformed)?;
                (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
            }
            _ => return Err(Malformed),
        };
        let (content, rest) = rest.split_at_checked(length).ok_or(Malformed)?;
        let raw = self.rest.get(..self.rest.len() - rest.len()).ok_or(Malformed)?;
        self.rest = rest;
        Ok(Value { tag, content, raw })
    }

    /// The content of the next value, which must have `tag`.
    pub(crate) fn read(&mut self, tag: u8) -> Result<&'a [u8], Malformed> {
        let value = self.any()?;
        if value.tag == tag { Ok(value.content) } else { Err(Malformed) }
    }

    /// The content of the next value if it has `tag`.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Malformed> {
        if self.peek() == Some(tag) { self.read(tag).map(Some) } else { Ok(None) }
    }

    /// A reader of the content of the next value, a sequence.
    pub(crate) fn sequence(&mut self) -> Result<Reader<'a>, Malformed> {
        self.read(SEQUENCE).map(Reader::new)
    }

    /// An object identifier, dotted.
    pub(crate) fn oid(&mut self) -> Result<String, Malformed> {
        dotted(self.read(OID)?)
    }

    /// A non-negative integer. What does not fit is `u64::MAX`: too large for any bound.
    pub(crate) fn uint(&mut self) -> Result<u64, Malformed> {
        let content = self.read(INTEGER)?;
        let first = *content.first().ok_or(Malformed)?;
        if first & 0x80 != 0 {
            return Err(Malformed);
        }
        Ok(content.iter().fold(0_u64, |value, byte| {
            value.checked_mul(256).map_or(u64::MAX, |shifted| shifted.saturating_add(u64::from(*byte)))
        }))
    }

    /// Succeeds when nothing is left.
    pub(crate) fn finish(self) -> Result<(), Malformed> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

/// The dotted form of an object identifier's content.
pub(crate) fn dotted(content: &[u8]) -> Result<String, Malformed> {
    let whole = (1..=64).contains(&content.len()) && content.last().is_some_and(|byte| byte & 0x80 == 0);
    if !whole {
        return Err(Malformed);
    }
    let mut text = String::new();
    let mut arc = 0_u128;
    for byte in content {
        arc = arc.checked_mul(128).ok_or(Malformed)? + u128::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let root = (arc / 40).min(2);
            text = format!("{root}.{}", arc - root * 40);
        } else {
            text.push('.');
            text.push_str(&arc.to_string());
        }
        arc = 0;
    }
    Ok(text)
}

/// One value with `tag` and the concatenation of `parts` as content.
pub(crate) fn write(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    push_length(&mut out, length);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_in_dots() {
        assert_eq!(
            dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]),
            Ok("1.2.840.113549.1.7.1".into())
        );
        assert_eq!(dotted(&[0x88, 0x37, 0x03]), Ok("2.999.3".into()));
        assert_eq!(dotted(&[0x2a, 0x86]), Err(Malformed));
        assert_eq!(dotted(&[]), Err(Malformed));
    }

    #[test]
    fn integers_saturate() {
        assert_eq!(Reader::new(&[2, 2, 8, 0]).uint(), Ok(2048));
        assert_eq!(Reader::new(&[2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0]).uint(), Ok(u64::MAX));
        assert_eq!(Reader::new(&[2, 1, 0x80]).uint(), Err(Malformed));
        assert_eq!(Reader::new(&[2, 0]).uint(), Err(Malformed));
    }
}
