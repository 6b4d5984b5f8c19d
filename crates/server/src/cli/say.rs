//! What commands say on standard output.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether something that was to be said could not be.
static UNSAID: AtomicBool = AtomicBool::new(false);

/// Prints a line, as `println!` does, without its panic.
macro_rules! say {
    ($($said:tt)*) => { $crate::cli::say::line(format_args!($($said)*)) };
}
pub(super) use say;

/// Who closes the pipe, as `head` does, wants no more of it: that stops no work. What cannot be written for another reason is
/// remembered for [`all_said`].
pub(super) fn line(said: Arguments<'_>) {
    heed(writeln!(std::io::stdout().lock(), "{said}"));
}

/// Whether all reached who wanted it. A script must not take half an answer for a whole one.
pub(super) fn all_said() -> bool {
    heed(std::io::stdout().flush());
    !UNSAID.load(Ordering::Relaxed)
}

fn heed(written: std::io::Result<()>) {
    if written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
        UNSAID.store(true, Ordering::Relaxed);
    }
}
