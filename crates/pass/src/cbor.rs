//! Deterministic CBOR (RFC 8949, section 4.2.1), read and written: shortest arguments, definite lengths, map keys in the
//! order of their bytes and each of them once. A token has one byte form, so that nothing can be smuggled in another.

use ciborium::Value;

/// How deep CBOR may nest; a pass needs four.
pub(crate) const MAX_DEPTH: usize = 8;

/// The value in `bytes`, all of them; `None` when they are not one value in its deterministic form.
pub(crate) fn read(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes;
    let value: Value = ciborium::de::from_reader_with_recursion_limit(&mut rest, MAX_DEPTH).ok()?;
    // The library reads every form of a value, and writes but one. What is left over is not in what it writes.
    (rest.is_empty() && is_ordered(&value) && write(&value) == bytes).then_some(value)
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

fn is_ordered(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().all(is_ordered),
        Value::Tag(_, inner) => is_ordered(inner),
        Value::Map(entries) => {
            let keys: Vec<_> = entries.iter().map(|(key, _)| write(key)).collect();
            keys.is_sorted_by(|one, next| one < next)
                && entries.iter().all(|(key, value)| is_ordered(key) && is_ordered(value))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn one_form_of_a_value_is_read() {
        for good in ["00", "17", "1818", "20", "43010203", "63616263", "820102", "a201020304", "d28440a0f640"]
        {
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
            "fb3ff8000000000000",       // 1.5 in eight bytes, where two do
            "818181818181818181818101", // too deep
        ] {
            assert!(read(&hex::decode(bad).unwrap()).is_none(), "{bad}");
        }
    }
}
