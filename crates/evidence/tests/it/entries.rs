//! What the fuzz target calls, tried here with bytes of all kinds: nothing may panic, and what is kept is taken again as it is.

use evidence::limits::{MAX_BYTES, MAX_PHOTO_BYTES, MAX_PHOTO_PIXELS};
use evidence::{Form, photo, read};

/// A photo or PDF.
pub(crate) fn file(data: &[u8]) {
    photographed(data);
    let Ok(kept) = read(data) else { return };
    assert!(data.len() <= MAX_BYTES && kept.bytes.len() <= data.len() + 64);
    assert!(kept.form != Form::Pdf || *kept.bytes == data);
    let again = read(&kept.bytes).map(|again| (again.form, again.bytes));
    assert!(again == Ok((kept.form, kept.bytes)));
}

/// The same, as the photo of a worker.
fn photographed(data: &[u8]) {
    let Ok(kept) = photo(data) else { return };
    assert!(data.len() <= MAX_PHOTO_BYTES && kept.form.is_picture());
    assert!(read(data).is_ok_and(|read| (read.form, &read.bytes) == (kept.form, &kept.bytes)));
    let (drawn, again) = (kept.picture, photo(&kept.bytes).map(|again| again.picture));
    assert!(
        u64::from(drawn.width) * u64::from(drawn.height) <= MAX_PHOTO_PIXELS
            && (1..=8).contains(&drawn.turned)
    );
    let same = again.is_ok_and(|again| {
        (again.width, again.height, again.turned, again.colours, again.packed)
            == (drawn.width, drawn.height, drawn.turned, drawn.colours, drawn.packed)
    });
    assert!(same);
}
