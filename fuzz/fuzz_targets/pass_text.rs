//! The text of any QR code, and the bytes of any token: a verdict, never good, never a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pass::{Replays, Trust, Verifier};
use time::OffsetDateTime;

fuzz_target!(|data: &[u8]| {
    let trust = Trust::default();
    let (verifier, mut replays) = (Verifier::new(&trust, &[]), Replays::default());
    let now = OffsetDateTime::UNIX_EPOCH;
    assert!(!verifier.check_token(data, now, &mut replays).is_good());
    if let Ok(text) = std::str::from_utf8(data) {
        assert!(!verifier.check(text, now, &mut replays).is_good());
        if let Some(token) = pass::from_text(text) {
            assert!(pass::to_text("https://pass.example", &token).ends_with(text.trim_ascii().rsplit('#').next().unwrap_or_default()));
        }
    }
});
