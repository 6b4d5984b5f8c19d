//! A wish for a pass to be signed anew, from anywhere: read or not, never a crash, and of nobody's key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pass::Renewal;

fuzz_target!(|data: &[u8]| {
    if let Some(read) = Renewal::read(data) {
        assert!(data.len() <= pass::MAX_RENEWAL);
        let _ = read.is_of(0);
    }
});
