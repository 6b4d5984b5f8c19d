//! Any bytes as a certificate file and a key file that come together.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target calls one of the entries")]
#[path = "../../crates/certfile/tests/certfile/entries.rs"]
mod entries;

fuzz_target!(|data: &[u8]| entries::pair(data));
