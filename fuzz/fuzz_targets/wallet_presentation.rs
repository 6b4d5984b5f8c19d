//! A credential as anybody may show it, and JSON in places where it is read before the signature: refused, never a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pass::{Asked, Presented, PresentationError, Trust, present};
use time::OffsetDateTime;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let asked = Asked { audience: "a", nonce: "n" };
    let refused = Presented::read(text, &Trust::default(), OffsetDateTime::UNIX_EPOCH, Some(asked)).unwrap_err();
    assert!(matches!(refused, PresentationError::Malformed | PresentationError::UnknownKey));
    let shown = present(text, |_| true, asked, 0, |_| Ok::<_, std::convert::Infallible>([0; 64]));
    if let Ok(shown) = shown {
        assert!(shown.len() > text.rfind('~').unwrap_or_default());
    }
});
