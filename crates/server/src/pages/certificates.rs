//! The list that a firm looks at every morning.

use askama::Template;
use domain::Permission;
use domain::id::{CertificateId, CustomerId};
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use super::{PageContext, Status, query, render};

/// A certificate, pair or waiting key, as lists show it.
#[derive(Debug, Clone)]
pub struct CertificateRow {
    /// Its id.
    pub id: CertificateId,
    /// The name that the firm gave it, else the holder's.
    pub name: String,
    /// The holder's tax id, as the certificate writes it.
    pub tax_id: Option<String>,
    /// Whose certificate it is; `None` when nobody said yet.
    pub customer: Option<(CustomerId, String)>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// What it is: a code of the message family `kind`.
    pub kind: String,
    /// Where it stands.
    pub status: Status,
    /// The end of its validity; `None` for a key that waits for its certificate.
    pub not_after: Option<OffsetDateTime>,
    /// Whether its private key is in custody too.
    pub has_private_key: bool,
}

impl CertificateRow {
    /// The customer's name, unless it is the certificate's own, which need not be said twice.
    pub(super) fn other_customer(&self) -> Option<&str> {
        let (_, customer) = self.customer.as_ref()?;
        (customer.to_lowercase() != self.name.to_lowercase()).then_some(customer.as_str())
    }
}

/// What the list was asked for. Empty texts do not restrict.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct CertificateFilter {
    /// Words of name, holder, tax id, serial or customer.
    pub q: String,
    /// The name of a [`Status`].
    pub status: String,
    /// A customer's id.
    pub customer: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// A code of the message family `kind`.
    pub kind: String,
    /// The first day of expiry to show, `2026-11-22`.
    pub expires_from: String,
    /// The last day of expiry to show.
    pub expires_to: String,
    /// `expiry` (the default), `name` or `customer`, with `-` in front for the other direction.
    pub sort: String,
    /// Where the page begins.
    pub cursor: String,
}

impl CertificateFilter {
    /// Whether anything restricts the list.
    #[must_use]
    pub fn is_active(&self) -> bool {
        let restrictions = [
            &self.q,
            &self.status,
            &self.customer,
            &self.country,
            &self.kind,
            &self.expires_from,
            &self.expires_to,
        ];
        restrictions.iter().any(|text| !text.is_empty())
    }

    /// The address of the same list in another order or on another page.
    fn link(&self, sort: &str, cursor: &str) -> String {
        let pairs = [
            ("q", self.q.as_str()),
            ("status", &self.status),
            ("customer", &self.customer),
            ("country", &self.country),
            ("kind", &self.kind),
            ("expires_from", &self.expires_from),
            ("expires_to", &self.expires_to),
            ("sort", sort),
            ("cursor", cursor),
        ];
        format!("/certificates?{}", query(&pairs))
    }

    fn sort_key(&self) -> &str {
        if self.sort.is_empty() { "expiry" } else { &self.sort }
    }
}

/// What there is to choose from in the filters.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// Customers by name.
    pub customers: Vec<(CustomerId, String)>,
    /// Countries that occur.
    pub countries: Vec<String>,
    /// Kinds that occur, as the rows' [`CertificateRow::kind`].
    pub kinds: Vec<String>,
}

/// One page of the list.
#[derive(Debug, Clone)]
pub struct CertificateList {
    /// What was asked for.
    pub filter: CertificateFilter,
    /// What there is to choose from.
    pub facets: Facets,
    /// How many match in all, when that was counted.
    pub total: Option<u64>,
    /// This page's.
    pub rows: Vec<CertificateRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "certificates.html", blocks = ["results"])]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a CertificateList,
}

impl CertificateList {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// The results alone, for a search while typing (a request with the header `HX-Request`).
    #[must_use]
    pub fn render_results(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self }.as_results())
    }

    /// The `aria-sort` of a column.
    fn direction(&self, column: &str) -> &'static str {
        match self.filter.sort_key().strip_prefix('-') {
            Some(key) if key == column => "descending",
            None if self.filter.sort_key() == column => "ascending",
            _ => "none",
        }
    }

    /// The address of the list sorted by `column`, the other way round when it is already.
    fn sorted_by(&self, column: &str) -> String {
        let sort =
            if self.direction(column) == "ascending" { format!("-{column}") } else { column.to_owned() };
        self.filter.link(&sort, "")
    }

    fn count_words(&self, ctx: &PageContext) -> String {
        match self.total {
            Some(count) => ctx.t("certificates-count").with("count", count).to_string(),
            None => ctx.t("certificates-shown").with("count", self.rows.len()).to_string(),
        }
    }

    fn next_page(&self) -> Option<String> {
        self.next_cursor.as_ref().map(|cursor| self.filter.link(&self.filter.sort, cursor))
    }

    /// The days of expiry that restrict the list, in words; `None` when none do or they are no dates.
    fn range(&self, ctx: &PageContext) -> Option<String> {
        let date = |text: &str| Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
        let (from, to) = (date(&self.filter.expires_from), date(&self.filter.expires_to));
        match (from, to) {
            (Some(from), Some(to)) => Some(ctx.range_words(from, to)),
            (Some(from), None) => Some(ctx.t("range-from").with("date", ctx.date_words(from)).to_string()),
            (None, Some(to)) => Some(ctx.t("range-to").with("date", ctx.date_words(to)).to_string()),
            (None, None) => None,
        }
    }

    /// The kinds to filter by, with words that tell those of different countries apart, in the order of the words.
    fn kinds(&self, ctx: &PageContext) -> Vec<(&str, String)> {
        let words = |kind: &str| {
            let word = ctx.named("kind", kind);
            match kind.split_once('.') {
                Some((country, _)) => {
                    format!("{word} · {}", ctx.named("country", &country.to_ascii_uppercase()))
                }
                None => word,
            }
        };
        let mut kinds: Vec<_> = self.facets.kinds.iter().map(|kind| (kind.as_str(), words(kind))).collect();
        kinds.sort_by_key(|(_, words)| words.to_lowercase());
        kinds
    }

    fn is_customer(&self, customer: &CustomerId) -> bool {
        self.filter.customer == customer.to_string()
    }

    fn chosen(&self, status: &Status) -> bool {
        self.filter.status == status.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn kinds_of_different_countries_can_be_told_apart() {
        let kinds = ["x509", "it.person", "es.person"].map(String::from).to_vec();
        let list = CertificateList {
            filter: CertificateFilter::default(),
            facets: Facets { kinds, ..Facets::default() },
            total: None,
            rows: vec![],
            next_cursor: None,
        };
        let ctx = super::super::sample::context(Locale::En, "/certificates", None);
        let words: Vec<_> = list.kinds(&ctx).into_iter().map(|(_, words)| words).collect();
        assert_eq!(words, ["Certificate", "Person · Italy", "Person · Spain"]);
    }

    #[test]
    fn links_keep_the_filter_and_escape_it() {
        let filter =
            CertificateFilter { q: "Núñez & Cía".into(), country: "MX".into(), ..Default::default() };
        let list = CertificateList {
            filter,
            facets: Facets::default(),
            total: None,
            rows: vec![],
            next_cursor: Some("a+b".into()),
        };
        assert_eq!(
            list.sorted_by("expiry"),
            "/certificates?q=N%C3%BA%C3%B1ez+%26+C%C3%ADa&country=MX&sort=-expiry"
        );
        assert_eq!(
            list.next_page().unwrap(),
            "/certificates?q=N%C3%BA%C3%B1ez+%26+C%C3%ADa&country=MX&cursor=a%2Bb"
        );
    }
}
