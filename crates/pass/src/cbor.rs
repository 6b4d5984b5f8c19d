//! Deterministic CBOR (RFC 8949, section 4.2.1), read and written: shortest arguments, definite lengths, map keys in the
//! order of their bytes and each of them once. A token has one byte form, so that nothing can be smuggled in another.

use ciborium::Value;

/// How deep CBOR may nest; a pass needs four.
pub(crate) const MAX_DEPTH: usize = 8;
/// For how many items room is made before they are seen.
const AT_ONCE: usize = 16;

/// The value in `bytes`, all of them; `None` when they are not one value in its deterministic form. What `docs/PASS.md` has no use
/// for, floating point among it, is refused, as the gate in `web` refuses it.
pub(crate) fn read(bytes: &[u8]) -> Option<Value> {
    let mut reader = Reader(bytes);
    let value = reader.value(MAX_DEPTH)?;
    reader.0.is_empty().then_some(value)
}

/// What is still to be read. A value is held against the rules while it is read: reading any form of it, and writing it again
/// to compare, takes several times as long.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Option<Value> {
        let first = *self.take(1)?.first()?;
        let major = first >> 5;
        if major == 7 {
            return simple(first);
        }
        let argument = self.argument(first & 31)?;
        let length = || usize::try_from(argument).ok();
        Some(match major {
            0 => Value::Integer(argument.into()),
            1 => Value::Integer((-1 - i128::from(argument)).try_into().ok()?),
            2 => Value::Bytes(self.take(length()?)?.to_vec()),
            3 => Value::Text(std::str::from_utf8(self.take(length()?)?).ok()?.to_owned()),
            4 => Value::Array(self.array(length()?, depth.checked_sub(1)?)?),
            5 => Value::Map(self.map(length()?, depth.checked_sub(1)?)?),
            // Integers that do not fit.
            _ if argument == 2 || argument == 3 => return None,
            _ => Value::Tag(argument, Box::new(self.value(depth.checked_sub(1)?)?)),
        })
    }

    /// Never longer than it must be.
    fn argument(&mut self, code: u8) -> Option<u64> {
        let (argument, least) = match code {
            0..24 => return Some(code.into()),
            24 => (u64::from(*self.take(1)?.first()?), 24),
            25 => (u16::from_be_bytes(self.take(2)?.try_into().ok()?).into(), 1 << 8),
            26 => (u32::from_be_bytes(self.take(4)?.try_into().ok()?).into(), 1 << 16),
            27 => (u64::from_be_bytes(self.take(8)?.try_into().ok()?), 1 << 32),
            _ => return None,
        };
        (argument >= least).then_some(argument)
    }

    /// Every item takes a byte or more: a count that was made up ends with the bytes.
    fn array(&mut self, count: usize, depth: usize) -> Option<Vec<Value>> {
        let mut items = Vec::with_capacity(count.min(AT_ONCE));
        for _ in 0..count {
            items.push(self.value(depth)?);
        }
        Some(items)
    }

    fn map(&mut self, count: usize, depth: usize) -> Option<Vec<(Value, Value)>> {
        let mut entries = Vec::with_capacity(count.min(AT_ONCE));
        let mut before: Option<&[u8]> = None;
        for _ in 0..count {
            let start = self.0;
            let key = self.value(depth)?;
            let written = start.get(..start.len() - self.0.len())?;
            if before.is_some_and(|before| before >= written) {
                return None;
            }
            before = Some(written);
            entries.push((key, self.value(depth)?));
        }
        Some(entries)
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

fn simple(first: u8) -> Option<Value> {
    match first {
        0xf4 => Some(Value::Bool(false)),
        0xf5 => Some(Value::Bool(true)),
        0xf6 => Some(Value::Null),
        _ => None,
    }
}

/// The bytes of a value whose maps are in order.
pub(crate) fn write(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory does not fail.
    let _ = ciborium::into_writer(value, &mut bytes);
    bytes
}

/// A map with its keys in order.
pub(crate) fn map(mut entries: Vec<(Value, Value)>) -> Value {
    entries.sort_by_cached_key(|(key, _)| write(key));
    Value::Map(entries)
}

/// A map with integer keys.
pub(crate) fn labelled(entries: Vec<(i64, Value)>) -> Value {
    map(entries.into_iter().map(|(label, value)| (label.into(), value)).collect())
}

/// The entries of a map whose keys are all integers.
pub(crate) fn labels(value: Value) -> Option<Vec<(i64, Value)>> {
    let entries = value.into_map().ok()?;
    entries.into_iter().map(|(key, value)| Some((integer(&key)?, value))).collect()
}

pub(crate) fn integer(value: &Value) -> Option<i64> {
    i64::try_from(value.as_integer()?).ok()
}

#[cfg(test)]
mod tests {
    use ciborium::Value;
    use proptest::prelude::*;

    use super::{MAX_DEPTH, read, write};

    /// Reads as the library does, every form of a value, and takes the one that it writes.
    fn read_twice(bytes: &[u8]) -> Option<Value> {
        let mut rest = bytes;
        let value = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH).ok()?;
        (rest.is_empty() && is_plain(&value) && write(&value) == bytes).then_some(value)
    }

    /// Without floating point and integers of more than 64 bits, and with maps in order.
    fn is_plain(value: &Value) -> bool {
        match value {
            Value::Float(_) | Value::Tag(2 | 3, _) => false,
            Value::Array(items) => items.iter().all(is_plain),
            Value::Tag(_, inner) => is_plain(inner),
            Value::Map(entries) => {
                let keys: Vec<_> = entries.iter().map(|(key, _)| write(key)).collect();
                keys.is_sorted_by(|one, next| one < next)
                    && entries.iter().all(|(key, value)| is_plain(key) && is_plain(value))
            }
            _ => true,
        }
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (0_u32..300).prop_map(Value::from),
            any::<bool>().prop_map(Value::Bool),
            Just(Value::Null),
            prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
            any::<String>().prop_map(Value::Text),
        ];
        leaf.prop_recursive(10, 60, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..30).prop_map(Value::Array),
                prop::collection::vec((inner.clone(), inner.clone()), 0..6).prop_map(super::map),
                prop::collection::vec((inner.clone(), inner.clone()), 0..6).prop_map(Value::Map),
                (0_u64..1000, inner).prop_map(|(tag, value)| Value::Tag(tag, Box::new(value))),
            ]
        })
    }

    proptest! {
        #[test]
        fn values_are_read_as_the_library_reads_them(
            value in any_value(), at in any::<prop::sample::Index>(), other in any::<u8>()
        ) {
            let mut bytes = write(&value);
            prop_assert_eq!(read(&bytes), read_twice(&bytes));
            let at = at.index(bytes.len());
            prop_assert_eq!(read(&bytes[..at]), None);
            bytes[at] = other;
            prop_assert_eq!(read(&bytes), read_twice(&bytes));
        }

        #[test]
        fn what_is_read_is_written_as_it_was(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            if let Some(value) = read(&bytes) {
                prop_assert_eq!(write(&value), bytes);
            }
        }
    }

    #[test]
    fn one_form_of_a_value_is_read() {
        for good in [
            "00",
            "17",
            "1818",
            "20",
            "43010203",
            "63616263",
            "820102",
            "a201020304",
            "d28440a0f640",
            "f4",
            "f5",
            "1bffffffffffffffff",
            "3bffffffffffffffff",
            "818181818181818101",
            "8181818181818180",
        ] {
            assert!(read(&hex::decode(good).unwrap()).is_some(), "{good}");
        }
        for bad in [
            "",                         // nothing
            "1817",                     // an argument longer than it must be
            "190018",                   // the same
            "5f4101ff",                 // an indefinite length
            "9f01ff",                   // the same, of an array
            "bf0102ff",                 // the same, of a map
            "a203040102",               // keys out of order
            "a201020103",               // a key twice
            "a1616101ff",               // bytes after the map
            "0000",                     // bytes left over
            "1900ff",                   // the same, in two bytes
            "1a0000ffff",               // the same, in four
            "1b00000000ffffffff",       // the same, in eight
            "1c",                       // a width that there is not
            "18",                       // an argument that is missing
            "f93e00",                   // 1.5, and floating point has no place here
            "fb3ff8000000000000",       // the same in eight bytes
            "c249010000000000000000",   // an integer of 65 bits
            "c24101",                   // an integer in the form of those
            "f7",                       // neither true nor false nor null
            "f820",                     // the same
            "ff",                       // an end without a beginning
            "61ff",                     // not UTF-8
            "9bffffffffffffffff",       // more items than there are bytes
            "5bffffffffffffffff",       // more bytes than there are
            "818181818181818181",       // an item that is missing
            "81818181818181818101",     // nine deep
            "818181818181818181818101", // too deep
        ] {
            assert!(read(&hex::decode(bad).unwrap()).is_none(), "{bad}");
        }
    }
}
