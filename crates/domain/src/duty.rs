//! What somebody does, as far as it asks for tickets (`docs/adr/0043-duties.md`).
//!
//! Pages call these roles and tasks. In code they are *duties*, so that nobody takes one for a member's [`Role`](crate::Role).

/// Whether somebody is it, or does it today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DutyKind {
    /// What a worker is: a scaffolder, a forklift driver. He has none, one or several.
    Role,
    /// What is done today: work in a confined space, hot work. Nobody has one; it is chosen.
    Task,
}

impl DutyKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Role, Self::Task];

    /// The word in the API and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Task => "task",
        }
    }

    /// The one that this word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::DutyKind;

    #[test]
    fn words_are_read_as_they_are_written() {
        for kind in DutyKind::ALL {
            assert_eq!(DutyKind::from_word(kind.as_str()), Some(kind));
        }
        assert_eq!(DutyKind::from_word("Role"), None);
    }
}
