//! The QR code of a card.

use qrcode::{Color, EcLevel, QrCode, Version};

/// The largest version of a code, at level M, that is read from a card.
pub const MAX_VERSION: i16 = 18;

/// Modules around a code that stay white (ISO/IEC 18004, section 9.1).
pub(crate) const QUIET: usize = 4;

/// Whether a card's code has room for a text.
#[must_use]
pub fn holds(text: &str) -> bool {
    let bits = qrcode::bits::encode_auto(text.as_bytes(), EcLevel::M);
    bits.is_ok_and(|bits| matches!(bits.version(), Version::Normal(1..=MAX_VERSION)))
}

/// Its modules, row by row; `true` is dark.
pub(crate) struct Matrix {
    pub(crate) width: usize,
    modules: Vec<bool>,
}

/// What is dark in one stroke: row, first column, modules.
pub(crate) type Run = (usize, usize, usize);

impl Matrix {
    /// The code of a text, in the segments that make it smallest; `None` when it would be larger than [`MAX_VERSION`].
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let Version::Normal(1..=MAX_VERSION) = code.version() else { return None };
        let width = code.width();
        let modules = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
        Some(Self { width, modules })
    }

    /// What is dark, in as few strokes as rows allow.
    pub(crate) fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (row, modules) in self.modules.chunks(self.width).enumerate() {
            for (column, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                match runs.last_mut() {
                    Some((of, from, length)) if *of == row && *from + *length == column => *length += 1,
                    _ => runs.push((row, column, 1)),
                }
            }
        }
        runs
    }
}

/// A code as a page draws it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The side of the square, in modules, with what stays white.
    pub size: usize,
    /// The dark modules, as the path of an SVG.
    pub path: String,
}

/// The code of a text for a page; `None` when it would be larger than [`MAX_VERSION`].
#[must_use]
pub fn path_of(text: &str) -> Option<Path> {
    let matrix = Matrix::of(text)?;
    let stroke =
        |(row, column, length): Run| format!("M{} {}h{length}v1h-{length}z", column + QUIET, row + QUIET);
    Some(Path { size: matrix.width + 2 * QUIET, path: matrix.runs().into_iter().map(stroke).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_what_is_dark_and_nothing_else() {
        let matrix = Matrix::of("https://pass.example/v#0123456789").unwrap();
        let mut drawn = vec![false; matrix.width * matrix.width];
        for (row, from, length) in matrix.runs() {
            for column in from..from + length {
                assert!(!std::mem::replace(&mut drawn[row * matrix.width + column], true), "drawn twice");
            }
        }
        assert_eq!(drawn, matrix.modules);
    }

    #[test]
    fn what_is_too_large_is_no_code() {
        let digits = |count| format!("https://pass.example/v#{}", "7".repeat(count));
        for count in [1_000, 1_600].into_iter().chain(1_280..1_320) {
            assert_eq!(holds(&digits(count)), Matrix::of(&digits(count)).is_some(), "{count}");
        }
        assert!(holds(&digits(1_280)) && !holds(&digits(1_319)));
    }

    #[test]
    fn a_page_draws_what_a_card_prints() {
        let drawn = path_of("https://pass.example/v/enroll#abc").unwrap();
        let matrix = Matrix::of("https://pass.example/v/enroll#abc").unwrap();
        assert_eq!(drawn.size, matrix.width + 8);
        assert!(drawn.path.starts_with("M4 4h7v1h-7z"), "the corner of the first mark: {}", drawn.path);
        assert_eq!(drawn.path.matches('M').count(), matrix.runs().len());
        assert_eq!(path_of(&"x".repeat(2000)), None);
    }
}
