//! A reader of DER values (X.690) in order, which takes one encoding only, and what is written of them.

use time::{Date, Month, OffsetDateTime, Time};

use crate::Reason;

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const SEQUENCE: u8 = 0x30;

/// `[n]`, constructed.
pub(crate) const fn context(n: u8) -> u8 {
    0xa0 | n
}

/// `[n]`, primitive.
pub(crate) const fn implicit(n: u8) -> u8 {
    0x80 | n
}

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
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The content of the one sequence that fills `bytes`.
    pub(crate) fn whole(bytes: &'a [u8]) -> Result<Self, Reason> {
        let mut outer = Self::new(bytes);
        let inner = outer.sequence()?;
        outer.finish()?;
        Ok(inner)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next value, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Value<'a>, Reason> {
        let (&tag, rest) = self.rest.split_first().ok_or(Reason::Malformed)?;
        let (&first, rest) = rest.split_first().ok_or(Reason::Malformed)?;
        if tag & 0x1f == 0x1f {
            return Err(Reason::Malformed);
        }
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) =
                    rest.split_at_checked(usize::from(first & 0x7f)).ok_or(Reason::Malformed)?;
                let length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
                // X.690, 10.1: the shortest form.
                if length < 0x80 || bytes.first() == Some(&0) {
                    return Err(Reason::Malformed);
                }
                (length, rest)
            }
            _ => return Err(Reason::Malformed),
        };
        let (content, rest) = rest.split_at_checked(length).ok_or(Reason::Malformed)?;
        let raw = self.rest.get(..self.rest.len() - rest.len()).ok_or(Reason::Malformed)?;
        self.rest = rest;
        Ok(Value { tag, content, raw })
    }

    /// The next value, which must have `tag`.
    pub(crate) fn value(&mut self, tag: u8) -> Result<Value<'a>, Reason> {
        let value = self.any()?;
        if value.tag == tag { Ok(value) } else { Err(Reason::Malformed) }
    }

    /// The content of the next value, which must have `tag`.
    pub(crate) fn read(&mut self, tag: u8) -> Result<&'a [u8], Reason> {
        self.value(tag).map(|value| value.content)
    }

    /// The content of the next value if it has `tag`.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Reason> {
        if self.peek() == Some(tag) { self.read(tag).map(Some) } else { Ok(None) }
    }

    /// A reader of the content of the next value, a sequence.
    pub(crate) fn sequence(&mut self) -> Result<Self, Reason> {
        self.read(SEQUENCE).map(Self::new)
    }

    /// An integer's content, in its shortest form.
    pub(crate) fn integer(&mut self) -> Result<&'a [u8], Reason> {
        let content = self.read(INTEGER)?;
        match content {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => Err(Reason::Malformed),
            whole => Ok(whole),
        }
    }

    /// A bit string of whole bytes.
    pub(crate) fn bits(&mut self) -> Result<&'a [u8], Reason> {
        match self.read(BIT_STRING)?.split_first() {
            Some((0, bits)) => Ok(bits),
            _ => Err(Reason::Malformed),
        }
    }

    /// A time as RFC 5280, 4.1.2.5, writes it: UTC, with seconds.
    pub(crate) fn time(&mut self) -> Result<OffsetDateTime, Reason> {
        let value = self.any()?;
        time(value.tag, value.content).ok_or(Reason::Malformed)
    }

    /// A `GeneralizedTime`. OCSP asks for whole seconds (RFC 6960, 4.2.2.1), and some responders write fractions all the same.
    pub(crate) fn generalized_time(&mut self) -> Result<OffsetDateTime, Reason> {
        let content = self.read(GENERALIZED_TIME)?;
        let whole = match content.iter().position(|byte| *byte == b'.') {
            Some(point) => {
                let (seconds, fraction) = content.split_at(point);
                match fraction {
                    [_, digits @ .., b'Z']
                        if (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) => {}
                    _ => return Err(Reason::Malformed),
                }
                [seconds, b"Z"].concat()
            }
            None => content.to_vec(),
        };
        time(GENERALIZED_TIME, &whole).ok_or(Reason::Malformed)
    }

    /// Succeeds when nothing is left.
    pub(crate) const fn finish(self) -> Result<(), Reason> {
        if self.rest.is_empty() { Ok(()) } else { Err(Reason::Malformed) }
    }
}

fn time(tag: u8, content: &[u8]) -> Option<OffsetDateTime> {
    let digits = content.strip_suffix(b"Z")?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |digits: &[u8]| digits.iter().fold(0_u16, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    let (year, rest) = match (tag, digits.len()) {
        (UTC_TIME, 12) => {
            let (year, rest) = digits.split_at_checked(2)?;
            let year = number(year);
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        (GENERALIZED_TIME, 14) => {
            let (year, rest) = digits.split_at_checked(4)?;
            (number(year), rest)
        }
        _ => return None,
    };
    let mut parts = rest.chunks_exact(2).map(|pair| u8::try_from(number(pair)).ok());
    let mut next = || parts.next().flatten();
    let month = Month::try_from(next()?).ok()?;
    let date = Date::from_calendar_date(i32::from(year), month, next()?).ok()?;
    Some(date.with_time(Time::from_hms(next()?, next()?, next()?).ok()?).assume_utc())
}

/// An extension (RFC 5280, 4.1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
}

/// The extensions in the content of a `SEQUENCE OF Extension`; each of them once.
pub(crate) fn extensions(content: &[u8]) -> Result<Vec<Extension<'_>>, Reason> {
    let mut list = Reader::whole(content)?;
    let mut found: Vec<Extension<'_>> = Vec::new();
    while !list.is_empty() {
        let mut one = list.sequence()?;
        let oid = one.read(OID)?;
        let critical = match one.optional(BOOLEAN)? {
            None => false,
            Some([0xff]) => true,
            Some(_) => return Err(Reason::Malformed),
        };
        let value = one.read(OCTET_STRING)?;
        one.finish()?;
        if found.iter().any(|other| other.oid == oid) || found.len() >= 64 {
            return Err(Reason::Malformed);
        }
        found.push(Extension { oid, critical, value });
    }
    Ok(found)
}

/// One value with `tag` and the concatenation of `parts` as content.
pub(crate) fn write(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = length.to_be_bytes();
            let significant: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
            out.extend(significant);
        }
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn one_encoding_only() {
        let read = |bytes: &[u8]| Reader::new(bytes).any().map(|value| value.content.len());
        assert_eq!(read(&[4, 1, 7]), Ok(1));
        for wrong in [&[4, 0x81, 1, 7][..], &[4, 0x80, 0, 0], &[4, 2, 7], &[0x1f, 1, 7], &[4], &[]] {
            assert_eq!(read(wrong), Err(Reason::Malformed), "{wrong:?}");
        }
        for wrong in [&[2, 0][..], &[2, 2, 0, 1], &[2, 2, 0xff, 0x80]] {
            assert_eq!(Reader::new(wrong).integer(), Err(Reason::Malformed), "{wrong:?}");
        }
        assert_eq!(write(4, &[&[7; 300]])[..4], [4, 0x82, 1, 44]);
        assert_eq!(read(&write(4, &[&[7; 200]])), Ok(200));
    }

    #[test]
    fn times_are_utc_with_seconds() {
        assert_eq!(time(UTC_TIME, b"491231235959Z"), Some(datetime!(2049-12-31 23:59:59 UTC)));
        assert_eq!(time(UTC_TIME, b"500101000000Z"), Some(datetime!(1950-01-01 00:00 UTC)));
        assert_eq!(time(GENERALIZED_TIME, b"20270301120000Z"), Some(datetime!(2027-03-01 12:00 UTC)));
        for wrong in
            [&b"2703011200Z"[..], b"270301120000+0100", b"271301120000Z", b"27030112000aZ", b"Z", b""]
        {
            assert_eq!(time(UTC_TIME, wrong), None, "{wrong:?}");
        }
        assert_eq!(time(GENERALIZED_TIME, b"20270301120000.5Z"), None);
    }
}
