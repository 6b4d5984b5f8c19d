//! What is wrong with a configuration, said so that it can be mended.

use std::fmt;
use std::path::Path;

use figment::error::Kind;

/// What is wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The key, dotted; empty when the fault lies in no single one.
    key: String,
    /// Where it was set.
    place: Option<String>,
    problem: String,
}

impl ConfigError {
    pub(super) fn new(key: &str, problem: impl Into<String>) -> Self {
        Self { key: key.to_owned(), place: None, problem: problem.into() }
    }

    pub(super) fn from_figment(error: &figment::Error, file: Option<&Path>) -> Self {
        let mut key = error.path.join(".");
        let problem = match &error.kind {
            Kind::UnknownField(name, known) => {
                if error.path.last() != Some(name) {
                    key = [key.as_str(), name]
                        .into_iter()
                        .filter(|part| !part.is_empty())
                        .collect::<Vec<_>>()
                        .join(".");
                }
                format!("unknown key; expected one of: {}", known.join(", "))
            }
            // Without what was found: that may be a secret in the wrong place.
            Kind::InvalidType(found, expected) => {
                format!("expected {}, found {}", plain(expected), kind_of(found))
            }
            Kind::InvalidValue(_, expected) => format!("expected {}", plain(expected)),
            Kind::Message(message) => message.clone(),
            other => other.to_string(),
        };
        let place = error.metadata.as_ref().and_then(|metadata| match metadata.name.as_ref() {
            super::sources::ENVIRONMENT => {
                Some(format!("environment variable {}", super::sources::variable(&key)))
            }
            _ => file.map(|file| file.display().to_string()),
        });
        Self { key, place, problem }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("configuration")?;
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        if let Some(place) = &self.place {
            write!(f, " ({place})")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// Rust's own names of types mean nothing to an operator.
fn plain(expected: &str) -> &str {
    match expected {
        "path string" => "a path",
        "bool" | "a boolean" => "true or false",
        expected if expected.starts_with("struct ") => "a section of keys",
        other => other,
    }
}

fn kind_of(found: &figment::error::Actual) -> &'static str {
    use figment::error::Actual;
    match found {
        Actual::Bool(_) => "true or false",
        Actual::Unsigned(_) | Actual::Signed(_) | Actual::Float(_) => "a number",
        Actual::Str(_) | Actual::Char(_) | Actual::Bytes(_) => "text",
        Actual::Seq => "a list",
        Actual::Map => "a section of keys",
        _ => "something else",
    }
}
