//! Any bytes as an entry, a disclosure or a manifest: refused, or the one byte form of what they say.
#![no_main]

use audit::{Disclosure, Entry, Manifest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(entry) = Entry::parse(data) {
        assert_eq!(entry.to_bytes().expect("what was read can be written"), data);
    }
    if let Ok(disclosure) = Disclosure::parse(data) {
        assert_eq!(disclosure.to_bytes().expect("what was read can be written"), data);
    }
    if let Ok(manifest) = Manifest::parse(data) {
        assert_eq!(manifest.to_bytes().expect("what was read can be written"), data);
    }
});
