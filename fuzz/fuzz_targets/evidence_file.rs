//! Any bytes as a photo or PDF.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target calls one of the entries")]
#[path = "../../crates/evidence/tests/it/entries.rs"]
mod entries;

fuzz_target!(|data: &[u8]| entries::file(data));
