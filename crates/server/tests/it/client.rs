//! Answers of the server, and what must hold of them.

use axum::http::HeaderMap;
use serde_json::Value;

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.bytes().await.expect("a body").to_vec() }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}: {}", self.status, self.text()))
    }

    /// The JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/json");
        self.value()
    }

    /// The JSON of an answer of another media type.
    #[track_caller]
    pub(crate) fn json_of(&self, kind: &str) -> Value {
        assert_eq!((self.status, self.header("content-type")), (200, kind), "{}", self.text());
        self.value()
    }

    /// The answer must have this status and no body.
    #[track_caller]
    pub(crate) fn empty(&self, status: u16) {
        assert_eq!((self.status, self.text().as_str()), (status, ""));
    }

    /// The answer must be problem details (RFC 9457) of this status and code, that tell nothing of the inside.
    #[track_caller]
    pub(crate) fn problem(&self, status: u16, code: &str) -> Value {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json", "{text}");
        assert_eq!(self.header("cache-control"), "no-store", "{text}");
        let problem = self.value();
        assert_eq!(problem["code"], code, "{text}");
        assert_eq!(problem["type"], format!("urn:credenza:problem:{code}"));
        assert_eq!(problem["status"], status);
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()), "{text}");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.ends_with('.'), "not a sentence: {text}");
        for inside in [
            "SELECT",
            "constraint",
            "panicked",
            "PostgreSQL",
            "postgres",
            "_fkey",
            "_org_id_",
            ".rs",
            "credenza_",
        ] {
            assert!(!text.contains(inside), "{inside} is nobody's business: {text}");
        }
        problem
    }
}

/// The names and types in a JSON value, one a line, the items of a list once: what a client relies on. What was read from
/// a certificate is the parser's own vocabulary, with vectors of its own: it is not opened.
pub(crate) fn shape(value: &Value) -> String {
    let mut lines = Vec::new();
    describe(value, "  ", &mut lines);
    lines.dedup();
    lines.join("\n")
}

fn describe(value: &Value, at: &str, lines: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if name == "metadata" {
                    lines.push(format!("{at}.metadata object"));
                    continue;
                }
                describe(value, &format!("{at}.{name}"), lines);
            }
        }
        Value::Array(items) => {
            lines.push(format!("{at}[]"));
            if let Some(first) = items.first() {
                describe(first, &format!("{at}[]"), lines);
            }
        }
        Value::String(_) => lines.push(format!("{at} string")),
        Value::Number(_) => lines.push(format!("{at} number")),
        Value::Bool(_) => lines.push(format!("{at} boolean")),
        Value::Null => lines.push(format!("{at} null")),
    }
}
