//! Key sets and status lists from anywhere. A key set that is read is written as one that is read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pass::{StatusList, Trust};

fuzz_target!(|data: &[u8]| {
    assert!(StatusList::read(data, &Trust::default()).is_err());
    if let Ok(trust) = Trust::read(data) {
        for written in [trust.to_cose_key_set(), trust.to_jwks().to_string().into_bytes()] {
            let again = Trust::read(&written).expect("what was written is read");
            assert_eq!(again.keys(), trust.keys());
        }
    }
});
