//! What scanners sign, from anywhere: nothing is believed, and what is read is written as it was.
#![no_main]

use domain::id::ScannerId;
use libfuzzer_sys::fuzz_target;
use pass::Point;
use pass::gate::{Proof, Scan, SignedRequest, SignedScan};

fuzz_target!(|data: &[u8]| {
    if let Some(scan) = Scan::from_unsigned_payload(data) {
        assert!(scan.is_sound());
        assert_eq!(scan.payload(), data);
    }
    if let Some(proof) = Proof::from_unsigned_payload(data) {
        assert_eq!(proof.payload(), data);
    }
    // A request is read before it is known who signed it.
    let read = SignedRequest::read(data);
    if let Some(key) = data.get(..77).and_then(Point::from_cose_key) {
        let rest = &data[77..];
        assert!(Proof::read(rest, &key).is_none());
        let scanner = read.map_or(ScannerId::from_uuid(Default::default()), |request| request.claimed_by().0);
        assert!(SignedScan::read(rest, scanner, 1, &key).is_err());
    }
});
