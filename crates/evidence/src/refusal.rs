//! Why a file is not taken: a stable code for programs and translations, and one sentence for people.

use crate::limits::{MAX_BYTES, MAX_PHOTO_BYTES, MAX_PHOTO_PIXELS, MAX_PIXELS};

/// The answer when a file is not taken. `Display` is one sentence or two, without any content of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No bytes.
    #[error("There is nothing in this file.")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("The file is larger than {} MiB. Take the photo with a lower resolution.", MAX_BYTES >> 20)]
    TooLarge,
    /// None of the forms that are taken.
    #[error("This is neither a photo (JPEG, PNG) nor a PDF.")]
    NotEvidence,
    /// HEIC, AVIF or a film.
    #[error("This is a photo or film of a kind that not everybody can open (HEIC). Save it as JPEG.")]
    Heic,
    /// The file ends before what it holds does.
    #[error("The file breaks off. Send it again.")]
    BreaksOff,
    /// Bytes after the end.
    #[error("Something follows after the end of what is shown. Save the file again in another program.")]
    Trailing,
    /// The structure is broken at this place.
    #[error("The file is damaged: {0} cannot be read. Get a fresh copy of it.")]
    Damaged(&'static str),
    /// Something that is well-formed and that no ordinary program writes.
    #[error("The file uses {0}, which is not taken. Save it again with ordinary settings.")]
    Unsupported(&'static str),
    /// Too many pixels.
    #[error("The picture has too many pixels: at most {} million are taken.", MAX_PIXELS / 1_000_000)]
    TooManyPixels,
    /// An encrypted PDF.
    #[error("The PDF is encrypted. Save it without a password.")]
    Encrypted,
    /// A PDF that runs, opens or sends something.
    #[error("The PDF can run or open something by itself. Print it to a new PDF, and send that.")]
    Active,
    /// A PDF with other files in it.
    #[error("The PDF carries other files. Print it to a new PDF, and send that.")]
    CarriesFiles,
    /// Not a photo of a worker.
    #[error("This is no photo (JPEG, PNG).")]
    NotPhoto,
    /// More than [`MAX_PHOTO_BYTES`].
    #[error("The photo is larger than {} MiB. 600 by 800 pixels are enough.", MAX_PHOTO_BYTES >> 20)]
    PhotoTooLarge,
    /// More than [`MAX_PHOTO_PIXELS`].
    #[error("The photo has more than {} million pixels. 600 by 800 pixels are enough.", MAX_PHOTO_PIXELS / 1_000_000)]
    PhotoTooManyPixels,
    /// Colours that are not printed as they are.
    #[error("The photo is transparent, interlaced, or made for a press. Save it as an ordinary JPEG.")]
    PhotoColours,
}

impl Refusal {
    /// The stable name of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "evidence_too_large",
            Self::NotEvidence => "not_evidence",
            Self::Heic => "heic",
            Self::BreaksOff => "breaks_off",
            Self::Trailing => "trailing_bytes",
            Self::Damaged(_) => "damaged_evidence",
            Self::Unsupported(_) => "unsupported_evidence",
            Self::TooManyPixels => "too_many_pixels",
            Self::Encrypted => "encrypted_pdf",
            Self::Active => "active_pdf",
            Self::CarriesFiles => "pdf_carries_files",
            Self::NotPhoto => "not_photo",
            Self::PhotoTooLarge => "photo_too_large",
            Self::PhotoTooManyPixels => "photo_too_many_pixels",
            Self::PhotoColours => "photo_colours",
        }
    }
}

/// The bounds of a picture's sides and of their product.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged("the size"));
    }
    let side = crate::limits::MAX_SIDE;
    if width > side || height > side || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Refusal::TooManyPixels);
    }
    Ok(())
}
