//! Any bytes as a keyring: refused, or written back as a text that reads the same.
#![no_main]

use domain::id::{ObjectId, OrgId};
use envelope::{Keyring, Permit};
use libfuzzer_sys::fuzz_target;

struct Any;

impl Permit for Any {
    fn covers(&self, _: OrgId, _: ObjectId, _: u32) -> bool {
        true
    }
}

fuzz_target!(|data: &[u8]| {
    if let Ok(keyring) = Keyring::<Any>::parse(data) {
        let written = keyring.to_bytes();
        let again = Keyring::<Any>::parse(&written).expect("what was written parses");
        assert_eq!(again.to_bytes(), written);
    }
});
