//! The JSON of this format: RFC 8785 canonical JSON without fractions, negative numbers and booleans, which no member
//! here takes.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

/// The largest integer that every JSON reader keeps exactly (RFC 8785 section 3.2.2.3): 2^53 - 1.
pub(crate) const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Why bytes are not an entry, a disclosure or a manifest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Longer than the format allows.
    #[error("it is longer than {limit} bytes")]
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Not JSON (RFC 8259), or JSON with what this format has no use for: a member twice, a lone surrogate, a
    /// fraction, a negative number, an integer above 2^53 - 1, a boolean.
    #[error("it is not JSON that this format allows: {0}")]
    NotJson(String),
    /// A member is missing.
    #[error("member `{0}` is missing")]
    Missing(&'static str),
    /// A member that this version of the format does not have. The name is escaped.
    #[error("member `{0}` is not part of this format")]
    Unknown(String),
    /// A member has a value that it may not have.
    #[error("`{member}` must be {expected}")]
    Invalid {
        /// The member's name.
        member: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// The manifest is of a format that this version does not know. The name is escaped.
    #[error("format `{0}` is not known")]
    UnknownFormat(String),
    /// The same content, written otherwise than RFC 8785 does: a second byte form of one meaning.
    #[error("it is not in canonical form (RFC 8785): the same content has other bytes")]
    NotCanonical,
}

/// One value of a canonical document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Integer(u64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// Reads one JSON text, in any of its byte forms.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        serde_json::from_slice(bytes).map_err(|error| FormError::NotJson(error.to_string()))
    }

    pub(crate) fn text(value: impl fmt::Display) -> Self {
        Self::Text(value.to_string())
    }

    pub(crate) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// The RFC 8785 form. Names sort by their bytes, which for the ASCII names of this format is the order of UTF-16
    /// code units that section 3.2.3 asks for.
    pub(crate) fn to_canonical(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Integer(value) => out.push_str(&value.to_string()),
            Self::Text(text) => write_text(text, out),
            Self::List(values) => {
                out.push('[');
                for (position, value) in values.iter().enumerate() {
                    if position > 0 {
                        out.push(',');
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (position, (name, value)) in members.iter().enumerate() {
                    if position > 0 {
                        out.push(',');
                    }
                    write_text(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// RFC 8785 section 3.2.2.2: two-character escapes where JSON has them, `\u00xx` in lower case for the other control
/// characters, everything else as it is.
fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(JsonVisitor)
    }
}

struct JsonVisitor;

impl<'de> Visitor<'de> for JsonVisitor {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null, a whole number from 0 to 2^53 - 1, a text, a list or an object")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Json, E> {
        if value > MAX_INTEGER {
            return Err(E::custom("an integer above 2^53 - 1"));
        }
        Ok(Json::Integer(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = object.next_entry::<String, Json>()? {
            if members.contains_key(&name) {
                return Err(A::Error::custom(format!("member `{}` stands there twice", shown(&name))));
            }
            members.insert(name, value);
        }
        Ok(Json::Object(members))
    }
}

/// The members of an object, taken out one by one, so that one left over is one that the format does not have.
pub(crate) struct Members(BTreeMap<String, Json>);

impl Members {
    /// The members of `value`, which is what `member` holds.
    pub(crate) fn of(value: Json, member: &'static str) -> Result<Self, FormError> {
        match value {
            Json::Object(members) => Ok(Self(members)),
            _ => Err(FormError::Invalid { member, expected: "an object" }),
        }
    }

    pub(crate) fn optional(&mut self, name: &str) -> Option<Json> {
        self.0.remove(name)
    }

    pub(crate) fn take(&mut self, name: &'static str) -> Result<Json, FormError> {
        self.0.remove(name).ok_or(FormError::Missing(name))
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<String, FormError> {
        match self.take(name)? {
            Json::Text(text) => Ok(text),
            _ => Err(FormError::Invalid { member: name, expected: "a text" }),
        }
    }

    /// A number from 1: no number of this format starts at 0.
    pub(crate) fn number(&mut self, name: &'static str) -> Result<u64, FormError> {
        positive(&self.take(name)?, name)
    }

    /// A text that `T` reads.
    pub(crate) fn parsed<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
        expected: &'static str,
    ) -> Result<T, FormError> {
        self.text(name)?.parse().map_err(|_| FormError::Invalid { member: name, expected })
    }

    /// Refuses what is left.
    pub(crate) fn finish(self) -> Result<(), FormError> {
        self.0.into_keys().next().map_or(Ok(()), |name| Err(FormError::Unknown(shown(&name))))
    }

    pub(crate) fn into_map(self) -> BTreeMap<String, Json> {
        self.0
    }
}

/// A text out of a stranger's file, as a message may repeat it: short, and without a character that a terminal acts on.
pub(crate) fn shown(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}

/// `value` as a number from 1.
pub(crate) fn positive(value: &Json, member: &'static str) -> Result<u64, FormError> {
    match value {
        Json::Integer(number) if *number >= 1 => Ok(*number),
        _ => Err(FormError::Invalid { member, expected: "a whole number from 1 to 2^53 - 1" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_the_string_escapes_of_rfc_8785() {
        let text = Json::Text("\u{20ac}$\u{f}\nA'\u{42}\u{22}\u{5c}\\\"/\u{7f}\u{2028}".to_owned());
        let expected = "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7f}\u{2028}\"";
        assert_eq!(String::from_utf8(text.to_canonical()).unwrap(), expected);
    }

    #[test]
    fn refuses_what_is_ambiguous_or_of_no_use() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":{"b":1,"\u0062":2}}"#,
            "1.0",
            "1e0",
            "-1",
            "-0",
            "true",
            "9007199254740992",
            "1e999",
            r#""\ud800""#,
            r#""\udc00\ud800""#,
            "NaN",
            "01",
            "+1",
            "'a'",
            "\"\t\"",
            "{} {}",
            "[1,]",
            "",
            "\u{feff}1",
        ] {
            assert!(Json::parse(text.as_bytes()).is_err(), "{text}");
        }
        assert!(Json::parse(b"\"\xff\"").is_err());
        assert!(Json::parse("[".repeat(100_000).as_bytes()).is_err());
        assert_eq!(Json::parse(b" 9007199254740991\r\n"), Ok(Json::Integer(MAX_INTEGER)));
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text: String) {
            let json = Json::Text(text);
            prop_assert_eq!(Json::parse(&json.to_canonical()), Ok(json));
        }
    }
}
