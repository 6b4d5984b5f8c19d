//! What is this file, shown in proof of a ticket: a photo (JPEG, PNG) or a PDF?
//!
//! [`read`] takes the bytes and answers with what is kept of them, or with the reason why nothing is ([`Refusal`]). Magic bytes
//! come first, then the structure to its last byte, then bounds ([`limits`]). Of a picture, what tells of the camera, the
//! place and the moment is left behind, segment by segment and chunk by chunk, so that what shows stays as it was, bit for bit.
//! A PDF is kept as it came: it may be signed. What runs, opens or carries other things in it is refused.
//!
//! [`photo`] takes pictures alone, as photos of workers: narrower bounds, and how they are drawn.
//!
//! No I/O, no clock: answers are functions of the bytes.

mod jpeg;
pub mod limits;
mod orientation;
mod pdf;
mod photo;
mod png;
mod refusal;

pub use photo::{Colours, Photo, Picture, photo};
pub use refusal::Refusal;
use zeroize::Zeroizing;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// ISO/IEC 10918-1, baseline, extended or progressive, Huffman-coded.
    Jpeg,
    /// ISO/IEC 15948.
    Png,
    /// ISO 32000.
    Pdf,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// The media type, by which it is kept and served.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The form of this media type.
    #[must_use]
    pub fn from_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.media_type() == text)
    }

    /// How the names of such files end.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// Whether it is a picture.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        !matches!(self, Self::Pdf)
    }
}

/// What is kept of a file.
#[derive(Debug)]
pub struct Evidence {
    /// What it is.
    pub form: Form,
    /// Its bytes, without what was left behind.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Of a picture, how large it is.
    pub size: Option<Size>,
}

/// Pixels across and down, as they lie in the file.
pub type Size = (u32, u32);

/// Reads a file.
///
/// # Errors
/// Why it is not taken.
pub fn read(bytes: &[u8]) -> Result<Evidence, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > limits::MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        let (bytes, size) = jpeg::strip(bytes)?;
        return Ok(Evidence { form: Form::Jpeg, bytes, size: Some(size) });
    }
    if bytes.starts_with(png::SIGNATURE) {
        let (bytes, size) = png::strip(bytes)?;
        return Ok(Evidence { form: Form::Png, bytes, size: Some(size) });
    }
    if bytes.starts_with(b"%PDF-") {
        pdf::check(bytes)?;
        return Ok(Evidence { form: Form::Pdf, bytes: Zeroizing::new(bytes.to_vec()), size: None });
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return Err(Refusal::Heic);
    }
    Err(Refusal::NotEvidence)
}
