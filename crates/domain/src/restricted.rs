//! What is kept of a worker that hardly anybody may read.

use crate::{Action, Permission};

/// A restricted field of a worker. Each is sealed by itself, and read and written by permissions of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RestrictedField {
    /// What tells of his health: a fitness to work, an allergy, a medicine.
    Medical,
    /// A number that a government has given him.
    GovernmentId,
}

impl RestrictedField {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Medical, Self::GovernmentId];

    /// The name used in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::GovernmentId => "government_id",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// The most characters that it holds.
    #[must_use]
    pub const fn max_chars(self) -> usize {
        match self {
            Self::Medical => 4_000,
            Self::GovernmentId => 64,
        }
    }

    /// The permission that shows it.
    #[must_use]
    pub const fn reading(self) -> Permission {
        match self {
            Self::Medical => Permission::WorkerReadMedical,
            Self::GovernmentId => Permission::WorkerReadGovernmentId,
        }
    }

    /// The permission that keeps and removes it.
    #[must_use]
    pub const fn writing(self) -> Permission {
        match self {
            Self::Medical => Permission::WorkerWriteMedical,
            Self::GovernmentId => Permission::WorkerWriteGovernmentId,
        }
    }

    /// Showing it.
    #[must_use]
    pub const fn reveal(self) -> Action {
        match self {
            Self::Medical => Action::MedicalReveal,
            Self::GovernmentId => Action::GovernmentIdReveal,
        }
    }

    /// Keeping it.
    #[must_use]
    pub const fn keep(self) -> Action {
        match self {
            Self::Medical => Action::MedicalKeep,
            Self::GovernmentId => Action::GovernmentIdKeep,
        }
    }

    /// Removing it.
    #[must_use]
    pub const fn remove(self) -> Action {
        match self {
            Self::Medical => Action::MedicalRemove,
            Self::GovernmentId => Action::GovernmentIdRemove,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_acts_and_permissions_of_its_own() {
        for field in RestrictedField::ALL {
            assert_eq!(RestrictedField::from_name(field.as_str()), Some(field));
            assert_eq!(field.reveal().permission(), Some(field.reading()));
            for act in [field.keep(), field.remove()] {
                assert_eq!(act.permission(), Some(field.writing()));
            }
            for act in [field.reveal(), field.keep(), field.remove()] {
                assert!(act.is_sensitive() && act.as_str().ends_with(field.as_str()), "{act}");
            }
        }
        assert_eq!(RestrictedField::from_name("government-id"), None);
    }
}
