//! A ticket's code and its days, as anybody may type them: read or refused, never a crash, and always in one form.
#![no_main]

use domain::TicketCode;
use domain::ticket::{day_text, parse_day};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(code) = text.parse::<TicketCode>() {
        assert_eq!(code.as_str().parse(), Ok(code));
        assert_eq!(code.as_str().len(), 8);
    }
    if let Some(day) = parse_day(text) {
        assert!(text.starts_with(&day_text(day)));
        assert_eq!(parse_day(&day_text(day)), Some(day));
    }
});
