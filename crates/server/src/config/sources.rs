//! Where configuration comes from: the file and the environment.

use std::ffi::OsString;
use std::path::Path;

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::ConfigError;

/// The name of the environment as a source.
pub(super) const ENVIRONMENT: &str = "environment";
const PREFIX: &str = "CREDENZA__";
const SEPARATOR: &str = "__";

/// The environment over the file.
pub(super) fn merge(
    file: Option<&Path>,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Figment, ConfigError> {
    let mut figment = Figment::new();
    if let Some(path) = file {
        let text = std::fs::read_to_string(path)
            .map_err(|error| ConfigError::new("", format!("cannot read {}: {error}", path.display())))?;
        figment = figment.merge(Toml::string(&text));
    }
    Ok(figment.merge(Environment(variables(environment)?)))
}

/// The variable that sets a dotted key.
pub(super) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('.', SEPARATOR))
}

fn variables(
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Vec<(Vec<String>, String)>, ConfigError> {
    let mut found = Vec::new();
    for (name, value) in environment {
        let Some(key) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        let path: Vec<_> = key.split(SEPARATOR).map(str::to_lowercase).collect();
        let value = value
            .into_string()
            .map_err(|_| ConfigError::new(&path.join("."), "the environment variable is not UTF-8"))?;
        found.push((path, value));
    }
    Ok(found)
}

struct Environment(Vec<(Vec<String>, String)>);

impl Provider for Environment {
    fn metadata(&self) -> Metadata {
        Metadata::named(ENVIRONMENT)
    }

    fn data(&self) -> figment::error::Result<Map<Profile, Dict>> {
        let mut root = Dict::new();
        for (path, text) in &self.0 {
            insert(&mut root, path, text);
        }
        Ok(Map::from([(Profile::Default, root)]))
    }
}

fn insert(dict: &mut Dict, path: &[String], text: &str) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        dict.insert(first.clone(), value(text));
        return;
    }
    // A section that was set as a value too: what is wrong with that is said when the section is read.
    if let Value::Dict(_, section) = dict.entry(first.clone()).or_insert_with(|| Value::from(Dict::new())) {
        insert(section, rest, text);
    }
}

/// Text, unless it says `true` or `false`: no key is a number, and a secret that looks like one must stay as it is.
fn value(text: &str) -> Value {
    match text {
        "true" => Value::from(true),
        "false" => Value::from(false),
        text => Value::from(text),
    }
}
