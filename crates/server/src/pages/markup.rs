//! What is HTML already. Everything else is escaped by the templates.

use std::collections::BTreeMap;
use std::fmt;

use crate::assets;

/// A piece of HTML that templates insert as it is.
#[derive(Debug, Clone)]
pub struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::FastWritable for Html {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        dest.write_str(&self.0)?;
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Html {}

/// An icon of the kit: decoration beside words, hidden from screen readers.
pub(super) fn icon(name: &str) -> Html {
    let shapes = assets::icon(name).unwrap_or_default();
    Html(format!(
        r#"<svg class="icon" data-icon="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{shapes}</svg>"#
    ))
}

/// Texts by name as JSON, with `<` written as an escape: no text can end the element it stands in.
pub(super) fn json(texts: &BTreeMap<String, String>) -> Html {
    Html(serde_json::to_string(texts).unwrap_or_default().replace('<', "\\u003c"))
}

/// A `time` element. `machine` is RFC 3339 and `shown` and `full` are made of message texts and digits.
pub(super) fn time(machine: &str, shown: &str, full: &str) -> Html {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Html(format!(r#"<time datetime="{}" title="{}">{}</time>"#, escape(machine), escape(full), escape(shown)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_leave_their_script_element() {
        let texts = BTreeMap::from([("a".to_owned(), "</script><script>alert(1)".to_owned())]);
        assert_eq!(json(&texts).to_string(), r#"{"a":"\u003c/script>\u003cscript>alert(1)"}"#);
    }

    #[test]
    fn texts_cannot_leave_their_attribute() {
        assert!(!time("", "<b>", "\"x").to_string().contains("<b>"));
    }
}
