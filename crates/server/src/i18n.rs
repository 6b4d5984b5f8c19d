//! Messages in the user's language: Fluent catalogues embedded in the binary.
//!
//! A page asks for a message by key and gets a [`Message`], which is written out when it is displayed. A key that
//! is missing in a language falls back to English; one that is nowhere is shown as `⟦key⟧`, which the tests refuse.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::Entry;
use unic_langid::LanguageIdentifier;

/// A language that the pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// Portuguese, as in Brazil.
    Pt,
}

impl Locale {
    /// All of them, in the order of the language menu.
    pub const ALL: &'static [Self] = &[Self::En, Self::Es, Self::Pt];

    /// The BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
        }
    }

    /// The language's name in itself.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
            Self::Pt => "Português",
        }
    }

    /// The text of the catalogue.
    #[must_use]
    pub const fn catalogue(self) -> &'static str {
        match self {
            Self::En => include_str!("../locales/en.ftl"),
            Self::Es => include_str!("../locales/es.ftl"),
            Self::Pt => include_str!("../locales/pt.ftl"),
        }
    }

    /// The language that is kept as `tag`, which is taken as it is, with no region.
    #[must_use]
    pub fn kept(tag: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|locale| locale.tag() == tag)
    }

    /// The language of a BCP 47 tag, whatever its region: `es-MX` is Spanish.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.trim().split(['-', '_']).next()?;
        Self::ALL.iter().copied().find(|locale| locale.tag().eq_ignore_ascii_case(language))
    }

    /// The language for a request: what the user chose, else the best of `Accept-Language` (RFC 9110, section
    /// 12.5.4), else `default`, the organization's.
    #[must_use]
    pub fn negotiate(chosen: Option<&str>, accept_language: Option<&str>, default: Self) -> Self {
        chosen
            .and_then(Self::from_tag)
            .or_else(|| accept_language.and_then(Self::best_accepted))
            .unwrap_or(default)
    }

    fn best_accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for range in header.split(',').take(32) {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let Some(locale) = Self::from_tag(tag) else { continue };
            let weight = weight_thousandths(parameters);
            if weight > 0 && best.is_none_or(|(_, least)| weight > least) {
                best = Some((locale, weight));
            }
        }
        best.map(|(locale, _)| locale)
    }
}

/// The weight of RFC 9110, section 12.4.2, in thousandths; what cannot be read counts as 0.
fn weight_thousandths(parameters: &str) -> u16 {
    let Some(value) = parameters.trim().strip_prefix("q=") else { return 1000 };
    let Ok(weight) = value.trim().parse::<f32>() else { return 0 };
    (0_u16..=1000).rev().find(|step| f32::from(*step) <= weight * 1000.0 + 0.5).unwrap_or(0)
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<Vec<Bundle>> = LazyLock::new(|| Locale::ALL.iter().map(|l| bundle(*l)).collect());

fn bundle(locale: Locale) -> Bundle {
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![language]);
    // The marks that isolate directions would end up in titles and attributes, and all our languages run one way.
    bundle.set_use_isolating(false);
    // A catalogue with an error still gives its other messages; the tests refuse one.
    let resource =
        FluentResource::try_new(locale.catalogue().to_owned()).unwrap_or_else(|(partial, _)| partial);
    bundle.add_resource_overriding(resource);
    bundle
}

fn bundle_of(locale: Locale) -> Option<&'static Bundle> {
    let position = Locale::ALL.iter().position(|known| *known == locale)?;
    BUNDLES.get(position)
}

/// Whether `locale` itself, without falling back to English, has the message `key`.
#[must_use]
pub fn has(locale: Locale, key: &str) -> bool {
    bundle_of(locale).is_some_and(|bundle| bundle.has_message(key))
}

/// The messages of `locale` whose keys begin with one of `prefixes`, for scripts: a placeholder `$name` is written
/// `{name}`, to be filled in the browser.
#[must_use]
pub fn family(locale: Locale, prefixes: &[&str]) -> BTreeMap<String, String> {
    let wanted = |key: &str| prefixes.iter().any(|prefix| key.starts_with(prefix));
    let text = |key: &str| {
        let message = Message::new(locale, key);
        SCRIPT_PLACEHOLDERS
            .iter()
            .fold(message, |message, (name, slot)| message.with(name, *slot))
            .to_string()
    };
    KEYS.iter().filter(|key| wanted(key)).map(|key| (key.clone(), text(key))).collect()
}

const SCRIPT_PLACEHOLDERS: &[(&str, &str)] = &[
    ("file", "{file}"),
    ("other", "{other}"),
    ("email", "{email}"),
    ("count", "{count}"),
    ("total", "{total}"),
    ("seconds", "{seconds}"),
    ("percent", "{percent}"),
    ("status", "{status}"),
    ("limit", "{limit}"),
    ("date", "{date}"),
    ("row", "{row}"),
    ("shown", "{shown}"),
    ("heading", "{heading}"),
    ("field", "{field}"),
    ("fields", "{fields}"),
    ("columns", "{columns}"),
];

static KEYS: LazyLock<Vec<String>> = LazyLock::new(|| keys(Locale::default()));

/// The keys of a catalogue, in its order.
fn keys(locale: Locale) -> Vec<String> {
    let parsed =
        FluentResource::try_new(locale.catalogue().to_owned()).unwrap_or_else(|(partial, _)| partial);
    let key = |entry: &Entry<&str>| match entry {
        Entry::Message(message) => Some(message.id.name.to_owned()),
        _ => None,
    };
    parsed.entries().filter_map(key).collect()
}

/// A value for a placeholder of a message.
pub trait Argument<'a> {
    /// The value as Fluent takes it.
    fn value(self) -> FluentValue<'a>;
}

impl<'a> Argument<'a> for &'a str {
    fn value(self) -> FluentValue<'a> {
        FluentValue::from(self)
    }
}

impl<'a> Argument<'a> for &'a String {
    fn value(self) -> FluentValue<'a> {
        FluentValue::from(self.as_str())
    }
}

impl<'a> Argument<'a> for &&'a str {
    fn value(self) -> FluentValue<'a> {
        FluentValue::from(*self)
    }
}

impl<'a> Argument<'a> for String {
    fn value(self) -> FluentValue<'a> {
        FluentValue::from(self)
    }
}

macro_rules! number_arguments {
    ($($number:ty),*) => {$(
        impl<'a> Argument<'a> for $number {
            fn value(self) -> FluentValue<'a> {
                FluentValue::from(self)
            }
        }
        impl<'a> Argument<'a> for &$number {
            fn value(self) -> FluentValue<'a> {
                FluentValue::from(*self)
            }
        }
        impl<'a> Argument<'a> for &&$number {
            fn value(self) -> FluentValue<'a> {
                FluentValue::from(**self)
            }
        }
    )*};
}

number_arguments!(i64, u32, u64, usize);

/// A message that is written out when displayed. Plain text: whoever puts it into HTML escapes it.
#[derive(Debug)]
pub struct Message<'a> {
    locale: Locale,
    key: &'a str,
    arguments: FluentArgs<'a>,
}

impl<'a> Message<'a> {
    /// The message `key` in `locale`.
    #[must_use]
    pub fn new(locale: Locale, key: &'a str) -> Self {
        Self { locale, key, arguments: FluentArgs::new() }
    }

    /// The message with its placeholder `name` filled.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Argument<'a>) -> Self {
        self.arguments.set(name, value.value());
        self
    }

    fn write(&self, locale: Locale, f: &mut fmt::Formatter<'_>) -> Option<fmt::Result> {
        let bundle = bundle_of(locale)?;
        let pattern = bundle.get_message(self.key)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&self.arguments), &mut errors);
        Some(if errors.is_empty() { f.write_str(&text) } else { write!(f, "{text}⟦{}⟧", self.key) })
    }
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(self.locale, f)
            .or_else(|| self.write(Locale::default(), f))
            .unwrap_or_else(|| write!(f, "⟦{}⟧", self.key))
    }
}

#[cfg(test)]
mod tests;
