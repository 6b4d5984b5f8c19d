//! Any bytes as each part of an authenticator's answer: refused, or read to the last byte, the same each time.
//!
//! The server is not a library of parsers, and building it takes minutes: its two files are compiled into this target.
#![no_main]
#![allow(dead_code, reason = "the files hold what the server needs, and this target reads some of it")]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/server/src/auth/passkeys/refusal.rs"]
mod refusal;
#[path = "../../crates/server/src/auth/passkeys/strict.rs"]
mod strict;

use strict::{Expected, attestation_object, authenticator_data, client_data};

fuzz_target!(|data: &[u8]| {
    // Whatever the bytes are for, so that more of them gets past the first look.
    let rp_id_hash = data.first_chunk().copied().unwrap_or_default();
    let expected = Expected {
        kind: "webauthn.get",
        challenge: "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc",
        origin: "https://example.org",
        rp_id_hash,
    };
    let first = client_data(data, &expected);
    assert_eq!(client_data(data, &expected), first);
    if let Ok(inner) = attestation_object(data) {
        assert!(inner.len() < data.len());
    }
    for registering in [true, false] {
        if let Ok(read) = authenticator_data(data, &expected, registering) {
            assert_eq!(read.credential_id.is_some(), registering);
            assert!(read.credential_id.is_none_or(|id| (16..=1023).contains(&id.len())));
            assert!(data[32] & 5 == 5, "present and verified");
        }
    }
});
