//! OCSP answers, from anybody.
#![no_main]

use libfuzzer_sys::fuzz_target;
use revocation::{Authority, Issuance, ocsp};
use time::macros::datetime;

const HOLDER: &[u8] = include_bytes!("../../vectors/revocation/good.crt.der");
const ISSUER: &[u8] = include_bytes!("../../vectors/revocation/issuer.crt.der");

fuzz_target!(|answer: &[u8]| {
    let (Ok(issuance), Ok(issuer)) = (Issuance::of(HOLDER), Authority::read(ISSUER)) else {
        panic!("the vectors are good");
    };
    let now = datetime!(2026-11-01 12:00 UTC);
    let _ = ocsp::read(answer, &issuance, &issuer, &[0; ocsp::NONCE_BYTES], now);
});
