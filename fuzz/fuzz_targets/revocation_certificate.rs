//! What is kept of a certificate to ask about it, and certificates that issuers are said to have.
#![no_main]

use libfuzzer_sys::fuzz_target;
use revocation::{Authority, Issuance};

fuzz_target!(|certificate: &[u8]| {
    let authority = Authority::read(certificate);
    if let (Ok(issuance), Ok(authority)) = (Issuance::of(certificate), authority) {
        let _ = authority.issued(&issuance);
    }
});
