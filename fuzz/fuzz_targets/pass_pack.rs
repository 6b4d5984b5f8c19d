//! Trust packs from anywhere: none is believed, and claims that are read are written as they were.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pass::{Point, TrustPack};

fuzz_target!(|data: &[u8]| {
    if let Some(pack) = TrustPack::from_unsigned_claims(data) {
        assert_eq!(pack.claims(), data);
        assert!(pack.sequence() > 0 && pack.issued_at() < pack.expires_at());
    }
    if let Some(root) = Point::from_cose_key(data) {
        assert_eq!(root.to_cose_key(), data);
        assert!(TrustPack::read(data, &root, 0).is_err());
    }
    let _ = TrustPack::is_named_so(data);
});
