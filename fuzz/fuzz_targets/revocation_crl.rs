//! Revocation lists, from anybody.
#![no_main]

use libfuzzer_sys::fuzz_target;
use revocation::{Authority, Crl, Issuance};
use time::macros::datetime;

const HOLDER: &[u8] = include_bytes!("../../vectors/revocation/listed.crt.der");
const ISSUER: &[u8] = include_bytes!("../../vectors/revocation/issuer.crt.der");

fuzz_target!(|list: &[u8]| {
    let (Ok(issuance), Ok(issuer)) = (Issuance::of(HOLDER), Authority::read(ISSUER)) else {
        panic!("the vectors are good");
    };
    if let Ok(list) = Crl::read(list.to_vec(), &issuer) {
        let _ = list.finding(&issuance, datetime!(2026-11-01 12:00 UTC));
    }
});
