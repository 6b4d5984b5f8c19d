//! Printed cards: a worker's pass as PDF, on a page of a credit card's size (ISO/IEC 7810, ID-1) or ten to a sheet of A4.
//!
//! A printed pass can be copied by anybody, so a card says that the face is to be compared. The same cards give the same bytes: the
//! file names no time and no program. Its fonts are inside (`fonts/`, SIL Open Font License), with all letters of Latin alphabets.
//! No I/O.

mod draw;
mod font;
mod matrix;
mod page;
mod picture;

pub use matrix::{MAX_VERSION, Path, holds, path_of};
pub use picture::{Colours, Packed, Picture};

/// The most cards of one file.
pub const MAX_CARDS: usize = 50;

/// The most tickets that find room on a card; a pass has no more.
pub const MAX_TICKETS: usize = 6;

/// What stands on a card. Texts are in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Who vouches.
    pub organization: String,
    /// Whose card it is, as the pass tells; empty where passes show no name.
    pub name: String,
    /// What the organization calls him elsewhere; empty for nothing.
    pub reference: String,
    /// The tickets on the pass.
    pub tickets: Vec<Line>,
    /// How many tickets more there are, in words; empty for none.
    pub more: String,
    /// Until when the pass is good, in words.
    pub until: String,
    /// That the face is to be compared, in words.
    pub compare: String,
    /// What stands where a photo goes, if there is none.
    pub photo: String,
    /// The photo.
    pub picture: Option<Picture>,
    /// What the QR code holds.
    pub text: String,
}

/// A ticket, as it is to be read on a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What its type is called.
    pub kind: String,
    /// Its own code, which is typed where scanning fails.
    pub code: String,
    /// Its last day.
    pub until: String,
}

/// How cards lie on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One to a page of its own size.
    Card,
    /// Ten to a page of A4, with marks to cut along.
    Sheet,
}

/// Why there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// No card, or more than [`MAX_CARDS`].
    #[error("a file has one card or more, and at most {MAX_CARDS}")]
    Count,
    /// The code would have too many modules to be read from a card ([`MAX_VERSION`]).
    #[error("what the code holds is too long for a card")]
    Code,
    /// A photo has no size, or colours that there are not.
    #[error("a photo cannot be drawn")]
    Picture,
    /// The fonts that are built in cannot be read.
    #[error("the fonts are damaged")]
    Font,
}

/// The cards as PDF. `language`: of their texts, as a tag (RFC 5646); `title`: what a reader of PDF calls the file.
///
/// # Errors
/// [`CardError`].
pub fn pdf(cards: &[Card], layout: Layout, language: &str, title: &str) -> Result<Vec<u8>, CardError> {
    if cards.is_empty() || cards.len() > MAX_CARDS {
        return Err(CardError::Count);
    }
    if !cards.iter().filter_map(|card| card.picture.as_ref()).all(Picture::can_be_drawn) {
        return Err(CardError::Picture);
    }
    let fonts = font::Fonts::load().ok_or(CardError::Font)?;
    let drawn = cards
        .iter()
        .map(|card| Ok((card, matrix::Matrix::of(&card.text).ok_or(CardError::Code)?)))
        .collect::<Result<Vec<_>, CardError>>()?;
    Ok(page::document(&drawn, layout, &fonts, language, title))
}
