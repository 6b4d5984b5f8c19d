//! What the data directory remembers of its demonstration: that it is one, and how to sign in.

use std::path::PathBuf;

use domain::Rng;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{firm, site};
use crate::datadir::durable::{read_secret, write_secret};
use crate::datadir::{DataDir, DataDirError};

/// Crockford's base 32 in lower case: nothing in it is mistaken for something else.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Somebody who can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Person {
    /// His e-mail address.
    pub email: String,
    /// The id of his role.
    pub role: String,
}

/// The demonstration of a data directory.
#[derive(Debug)]
pub struct Record {
    /// Whether all of it is there.
    pub complete: bool,
    /// The password of everybody in it.
    pub password: SecretString,
    /// Who can sign in.
    pub people: Vec<Person>,
}

/// The record's form in its file.
#[derive(Serialize, Deserialize)]
struct Written {
    complete: bool,
    password: String,
    people: Vec<Person>,
}

fn path(dir: &DataDir) -> PathBuf {
    dir.path().join("demo.json")
}

/// Whether a data directory is a demonstration's, finished or not.
#[must_use]
pub fn is_marked(dir: &DataDir) -> bool {
    path(dir).exists()
}

impl Record {
    /// One to be made, with a password that is not yet anybody's.
    #[must_use]
    pub fn new(rng: &dyn Rng) -> Self {
        let people = firm::PEOPLE
            .iter()
            .chain(&site::PEOPLE)
            .map(|person| Person { email: person.email.into(), role: person.role.into() });
        Self { complete: false, password: password(rng), people: people.collect() }
    }

    /// The record in a data directory, if it is a demonstration's.
    ///
    /// # Errors
    /// When the file cannot be read, or is not what was written.
    pub fn read(dir: &DataDir) -> anyhow::Result<Option<Self>> {
        if !is_marked(dir) {
            return Ok(None);
        }
        let Written { complete, password, people } = serde_json::from_slice(&read_secret(&path(dir))?)?;
        Ok(Some(Self { complete, password: SecretString::from(password), people }))
    }

    /// Writes it, readable by the directory's owner alone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, dir: &DataDir) -> Result<(), DataDirError> {
        let written = Written {
            complete: self.complete,
            password: self.password.expose_secret().to_owned(),
            people: self.people.clone(),
        };
        let text = serde_json::to_vec_pretty(&written).unwrap_or_default();
        write_secret(&path(dir), &text)
    }
}

/// Four words of four characters: 80 bits. `demo` in front keeps it from being a row, a repetition or a common one,
/// whatever is drawn.
fn password(rng: &dyn Rng) -> SecretString {
    let mut drawn = [0; 16];
    rng.fill(&mut drawn);
    let mut text = String::from("demo");
    for (place, byte) in drawn.iter().enumerate() {
        if place % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[usize::from(byte & 31)]));
    }
    SecretString::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::common_passwords::is_common;

    /// Yields one byte again and again.
    struct Stuck(u8);

    impl Rng for Stuck {
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0);
        }
    }

    #[test]
    fn whatever_is_drawn_is_taken_as_a_password() {
        for byte in 0..=255 {
            let password = password(&Stuck(byte));
            assert!(!is_common(password.expose_secret()), "{}", password.expose_secret());
            assert_eq!(password.expose_secret().len(), 24);
        }
    }
}
