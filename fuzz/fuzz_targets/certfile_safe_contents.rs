//! Any bytes as the contents of a PKCS#12 safe: bags, keys and certificates without a password.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target calls one of the entries")]
#[path = "../../crates/certfile/tests/certfile/entries.rs"]
mod entries;

fuzz_target!(|data: &[u8]| entries::safe_contents(data));
