//! The public key of a phone, from anywhere: what is read is on the curve.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pass::DeviceKey;

fuzz_target!(|data: &[u8]| {
    let json = std::str::from_utf8(data).ok().and_then(|text| DeviceKey::from_jwk(text).ok());
    for key in json.into_iter().chain(DeviceKey::from_cose(data).ok()) {
        assert_eq!(DeviceKey::from_compressed(key.compressed()), Some(key));
    }
});
