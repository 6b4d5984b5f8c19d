//! A photo of a worker: a JPEG or PNG that is small enough to be carried, and plain enough to be printed as it is.

use zeroize::Zeroizing;

use crate::limits::{MAX_PHOTO_BYTES, MAX_PHOTO_PIXELS};
use crate::{Evidence, Form, Refusal, jpeg, png, read};

/// What the samples of a picture mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Colours {
    /// Lightness.
    Gray,
    /// Red, green, blue.
    Rgb,
    /// Places in this list of red, green and blue, a byte each; PNG alone.
    Palette(Vec<u8>),
}

/// What is kept of a photo, and how it is drawn.
#[derive(Debug)]
pub struct Photo {
    /// JPEG or PNG.
    pub form: Form,
    /// Its bytes, without what was left behind.
    pub bytes: Zeroizing<Vec<u8>>,
    /// How it is drawn.
    pub picture: Picture,
}

/// How a picture is drawn.
#[derive(Debug)]
pub struct Picture {
    /// Pixels, as they are stored.
    pub width: u32,
    /// Pixels, as they are stored.
    pub height: u32,
    /// Which way up it is, 1 to 8 as EXIF counts.
    pub turned: u8,
    /// What its samples mean.
    pub colours: Colours,
    /// Bits of a sample.
    pub depth: u8,
    /// Of a PNG, its lines, filtered and compressed (ISO/IEC 15948, clauses 9 and 10).
    pub packed: Option<Zeroizing<Vec<u8>>>,
}

/// Reads a photo as [`read`] does, within narrower bounds. What it keeps, it reads again to the same.
///
/// # Errors
/// Why it is not taken.
pub fn photo(bytes: &[u8]) -> Result<Photo, Refusal> {
    if bytes.len() > MAX_PHOTO_BYTES {
        return Err(Refusal::PhotoTooLarge);
    }
    let read = read(bytes).map_err(|refusal| match refusal {
        Refusal::NotEvidence => Refusal::NotPhoto,
        other => other,
    })?;
    let Evidence { form, bytes, .. } = read;
    let picture = match form {
        Form::Jpeg => jpeg::picture(&bytes)?,
        Form::Png => png::picture(&bytes)?,
        Form::Pdf => return Err(Refusal::NotPhoto),
    };
    if u64::from(picture.width) * u64::from(picture.height) > MAX_PHOTO_PIXELS {
        return Err(Refusal::PhotoTooManyPixels);
    }
    Ok(Photo { form, bytes, picture })
}
