//! What can be wrong with a tax id, as a sentence and as a stable code for translations.

/// Why a text is not a tax id of its country.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxIdError {
    /// Nothing was given.
    #[error("The tax id is empty.")]
    Empty,
    /// Longer than any tax id.
    #[error("The tax id is too long: expected at most {} characters.", super::MAX_CHARS)]
    TooLong,
    /// Holds control characters.
    #[error("The tax id holds characters that cannot be printed.")]
    Control,
    /// The wrong length or characters in the wrong places.
    #[error("This is not a valid {id}: expected {expected}.")]
    Structure {
        /// The name of the id, as its country calls it.
        id: &'static str,
        /// How it is made.
        expected: &'static str,
    },
    /// The date inside it does not exist.
    #[error("This is not a valid {id}: its digits {digits} are not a date.")]
    Date {
        /// The name of the id.
        id: &'static str,
        /// The digits or characters that should be a date.
        digits: String,
    },
    /// The check digit does not fit: most often a typing mistake.
    #[error("This {id} has a wrong check digit: expected {expected}. Look for a mistyped digit.")]
    CheckDigit {
        /// The name of the id.
        id: &'static str,
        /// The check digit or letter that the other characters ask for.
        expected: String,
    },
    /// A number whose check digit fits but that is never issued, such as eleven equal digits.
    #[error("This {id} is never issued.")]
    NeverIssued {
        /// The name of the id.
        id: &'static str,
    },
}

impl TaxIdError {
    /// The stable machine code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "tax_id.empty",
            Self::TooLong => "tax_id.too_long",
            Self::Control => "tax_id.control",
            Self::Structure { .. } => "tax_id.structure",
            Self::Date { .. } => "tax_id.date",
            Self::CheckDigit { .. } => "tax_id.check_digit",
            Self::NeverIssued { .. } => "tax_id.never_issued",
        }
    }

    /// The check digit that was expected, when that is what is wrong.
    #[must_use]
    pub fn expected_check_digit(&self) -> Option<&str> {
        match self {
            Self::CheckDigit { expected, .. } => Some(expected),
            _ => None,
        }
    }
}

/// What looks wrong in an id that may still be true.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TaxIdWarning {
    /// The check digit does not fit; the authority is known to have issued such ids.
    #[error(
        "The check digit of this {id} is unusual: {expected} was expected. Please compare it with the tax card."
    )]
    CheckDigit {
        /// The name of the id.
        id: &'static str,
        /// The check digit that the other characters ask for.
        expected: String,
    },
}

impl TaxIdWarning {
    /// The stable machine code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CheckDigit { .. } => "tax_id.check_digit",
        }
    }

    /// The check digit that was expected.
    #[must_use]
    pub fn expected_check_digit(&self) -> &str {
        match self {
            Self::CheckDigit { expected, .. } => expected,
        }
    }
}
