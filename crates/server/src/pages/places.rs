//! Sites, crews and contractors: the three lists, and the form of one.

use askama::Template;
use domain::Permission;

use super::{FieldError, PageContext, render};

/// A site, crew or contractor, as the lists show it.
#[derive(Debug, Clone)]
pub struct PlaceRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Of a crew: where it works.
    pub site: Option<String>,
    /// Who stands over its people.
    pub overseers: Vec<String>,
    /// How many workers of it the viewer sees.
    pub workers: u64,
}

impl PlaceRow {
    fn about(&self, ctx: &PageContext) -> String {
        let count = ctx.t("place-workers").with("count", self.workers).to_string();
        let people = self.overseers.join(", ");
        let parts = [self.site.clone().unwrap_or_default(), people, count];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// The three lists.
#[derive(Debug, Clone, Default)]
pub struct PlacesPage {
    /// Sites, by name.
    pub sites: Vec<PlaceRow>,
    /// Crews, by name.
    pub crews: Vec<PlaceRow>,
    /// Contractors, by name.
    pub contractors: Vec<PlaceRow>,
}

#[derive(Template)]
#[template(path = "places.html")]
struct ListView<'a> {
    ctx: &'a PageContext,
    page: &'a PlacesPage,
}

impl PlacesPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ListView { ctx, page: self })
    }

    /// The kind, its title, what it is, and what there are of it.
    fn lists(&self, ctx: &PageContext) -> [(&'static str, String, String, &[PlaceRow]); 3] {
        let words = |family: &str, kind: &str| ctx.named(family, kind);
        [
            ("site", words("places", "site"), words("places-about", "site"), &self.sites),
            ("crew", words("places", "crew"), words("places-about", "crew"), &self.crews),
            (
                "contractor",
                words("places", "contractor"),
                words("places-about", "contractor"),
                &self.contractors,
            ),
        ]
    }
}

/// The form of one.
#[derive(Debug, Clone, Default)]
pub struct PlaceForm {
    /// `site`, `crew` or `contractor`.
    pub kind: &'static str,
    /// Its id; `None` for a new one.
    pub id: Option<String>,
    /// The field `name`.
    pub name: String,
    /// The field `site_id`, of a crew.
    pub site: String,
    /// The sites to choose from: id and name.
    pub sites: Vec<(String, String)>,
    /// The members to choose from, those marked who stand over its people.
    pub members: Vec<(String, String, bool)>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "place_form.html")]
struct FormView<'a> {
    ctx: &'a PageContext,
    page: &'a PlaceForm,
}

impl PlaceForm {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&FormView { ctx, page: self })
    }

    /// Where the form is sent.
    fn address(&self) -> String {
        match &self.id {
            Some(id) => format!("/workers/places/{id}"),
            None => format!("/workers/places/new?kind={}", self.kind),
        }
    }

    fn title(&self, ctx: &PageContext) -> String {
        ctx.named(if self.id.is_some() { "place-edit" } else { "place-new" }, self.kind)
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
