//! The little of DER (X.690, 10) that the demonstration's files are written in.

/// A value with its tag and its length.
pub(super) fn tagged(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut value = vec![tag];
    let length: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    match length.as_slice() {
        [] => value.push(0),
        [short @ ..=0x7f] => value.push(*short),
        long => {
            value.push(0x80 | u8::try_from(long.len()).unwrap_or(0));
            value.extend(long);
        }
    }
    value.extend(content);
    value
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(0x30, parts)
}

pub(super) fn octets(bytes: &[u8]) -> Vec<u8> {
    tagged(0x04, &[bytes])
}

pub(super) fn null() -> Vec<u8> {
    tagged(0x05, &[])
}

/// An integer that is not negative.
pub(super) fn integer(value: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    if bytes.first().is_none_or(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    tagged(0x02, &[&bytes])
}

/// An object identifier (X.690, 8.19).
pub(super) fn oid(arcs: &[u64]) -> Vec<u8> {
    let mut body = Vec::new();
    if let [first, second, rest @ ..] = arcs {
        body.extend(groups(first * 40 + second));
        for arc in rest {
            body.extend(groups(*arc));
        }
    }
    tagged(0x06, &[&body])
}

/// In groups of seven bits, the highest first.
fn groups(arc: u64) -> Vec<u8> {
    let mut groups = vec![(arc & 0x7f) as u8];
    let mut rest = arc >> 7;
    while rest > 0 {
        groups.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    groups.reverse();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_x690_has_them() {
        assert_eq!(oid(&[1, 2, 840, 113_549]), [0x06, 6, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]);
        assert_eq!(integer(0), [0x02, 1, 0]);
        assert_eq!(integer(128), [0x02, 2, 0, 0x80]);
        assert_eq!(integer(65_537), [0x02, 3, 1, 0, 1]);
        assert_eq!(octets(&[7; 200])[..3], [0x04, 0x81, 200]);
        assert_eq!(octets(&[7; 300])[..4], [0x04, 0x82, 1, 44]);
    }
}
