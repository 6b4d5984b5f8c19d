//! Passwords that somebody gives along with many files, to be tried on those that ask for one. They live as long as the import
//! and no longer; the one that opens a file is sealed with it, as in an upload.

use intake::fold;
use secrecy::SecretString;

/// How many are tried on one file.
pub(super) const MOST_TRIED: usize = 24;
/// How many may be given.
pub const MOST_GIVEN: usize = 500;

/// A password, and what it is thought to open.
#[derive(Debug)]
pub struct PasswordHint {
    /// The password.
    pub password: SecretString,
    /// A tax id, a customer's name or a part of a file's name or folder; empty for any file.
    pub of: String,
}

/// All that were given.
#[derive(Debug, Default)]
pub struct Passwords(Vec<(SecretString, String)>);

impl Passwords {
    /// These.
    #[must_use]
    pub fn new(hints: Vec<PasswordHint>) -> Self {
        Self(hints.into_iter().map(|hint| (hint.password, fold(&hint.of))).collect())
    }

    /// Which to try on a file of this name and folder, the likeliest first: those for it, those for any, then the others, since
    /// people file things under the wrong name.
    pub(super) fn for_file(&self, label: &str) -> Vec<SecretString> {
        let label = fold(label);
        let rank = |of: &str| match of {
            "" => 1,
            of if label.contains(of) => 0,
            _ => 2,
        };
        let mut ranked: Vec<_> = self.0.iter().map(|(password, of)| (rank(of), password)).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().take(MOST_TRIED).map(|(_, password)| password.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_likeliest_is_tried_first() {
        let hint = |password: &str, of: &str| PasswordHint { password: password.into(), of: of.into() };
        let given = vec![hint("other", "Panificadora"), hint("any", ""), hint("his", "AAA-010101-AAA")];
        let tried = Passwords::new(given).for_file("fieles/aaa010101aaa/Clave.key");
        let tried: Vec<_> = tried.iter().map(|password| password.expose_secret().to_owned()).collect();
        assert_eq!(tried, ["his", "any", "other"]);
        let many = Passwords::new((0..100).map(|n| hint(&n.to_string(), "")).collect());
        assert_eq!(many.for_file("a.p12").len(), MOST_TRIED);
    }
}
