//! What the fuzz target calls, tried here with bytes of all kinds: nothing may panic, and what is kept is taken again as it is.

use evidence::limits::MAX_BYTES;
use evidence::{Form, read};

/// A photo or PDF.
pub(crate) fn file(data: &[u8]) {
    let Ok(kept) = read(data) else { return };
    assert!(data.len() <= MAX_BYTES && kept.bytes.len() <= data.len() + 64);
    assert!(kept.form != Form::Pdf || *kept.bytes == data);
    let again = read(&kept.bytes).map(|again| (again.form, again.bytes));
    assert!(again == Ok((kept.form, kept.bytes)));
}
