//! What scanners carry and send, from anywhere: what is read is written as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pass::gate::{Bundle, read_upload, write_upload};

fuzz_target!(|data: &[u8]| {
    if let Some(bundle) = Bundle::read(data) {
        assert_eq!(bundle.to_bytes().as_deref(), Some(data));
        assert!(bundle.required(None).len() <= bundle.requirement.iter().flatten().count());
    }
    if let Some(records) = read_upload(data) {
        assert_eq!(write_upload(&records), data);
    }
});
