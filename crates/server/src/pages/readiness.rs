//! Who may work where: a bar for each site, the workers at one of them, and the form of what it needs.

use askama::Template;
use domain::id::{SiteId, WorkerId};
use domain::{Outlook, Permission, TicketStatus};
use time::Date;

use super::markup::Html;
use super::tickets::{sign, tone};
use super::{FieldError, PageContext, Places, Status, query, render};

/// What the board is narrowed to: ids and a word, empty for any.
#[derive(Debug, Clone, Default)]
pub struct ReadinessChoice {
    /// The site whose workers are shown.
    pub site: String,
    /// A crew.
    pub crew: String,
    /// A contractor.
    pub contractor: String,
    /// An outlook.
    pub outlook: String,
}

/// A site, and how many of the workers have which outlook there.
#[derive(Debug, Clone)]
pub struct SiteBar {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// How many types of tickets it needs.
    pub needs: usize,
    /// In the order of [`Outlook::ALL`].
    pub tally: [usize; 5],
}

/// A worker at the site that is shown.
#[derive(Debug, Clone)]
pub struct ReadyRow {
    /// His id.
    pub id: WorkerId,
    /// His name.
    pub name: String,
    /// His crew and contractor.
    pub place: String,
    /// For how long he may work there.
    pub outlook: Outlook,
    /// The last day, and the type that ends it.
    pub until: Option<(Date, String)>,
    /// The types that he lacks, and what became of the tickets that there are.
    pub lacks: Vec<(String, Option<TicketStatus>)>,
}

/// The board.
#[derive(Debug, Clone, Default)]
pub struct ReadinessPage {
    /// What it is narrowed to.
    pub chosen: ReadinessChoice,
    /// What there is to choose from.
    pub places: Places,
    /// How many workers were looked at.
    pub workers: usize,
    /// Sites, by name.
    pub bars: Vec<SiteBar>,
    /// The names of the types that the chosen site needs.
    pub needed: Vec<String>,
    /// The chosen site's workers.
    pub rows: Vec<ReadyRow>,
    /// Where their next page begins.
    pub next_cursor: Option<String>,
}

#[derive(Template)]
#[template(path = "readiness.html", blocks = ["results"])]
struct BoardView<'a> {
    ctx: &'a PageContext,
    page: &'a ReadinessPage,
}

/// Colour and shape are those of what certificates have left.
const fn as_status(outlook: Outlook) -> Status {
    match outlook {
        Outlook::NotReady => Status::Expired,
        Outlook::Within7 => Status::Within7,
        Outlook::Within30 => Status::Within30,
        Outlook::Within60 => Status::Within60,
        Outlook::Ready => Status::Later,
    }
}

/// A part of a bar: where it begins, its width, its colour, its shape and its words.
struct Part {
    from: usize,
    count: usize,
    tone: &'static str,
    icon: Html,
    words: String,
}

impl SiteBar {
    /// The bar from its ready end, without what is empty.
    fn parts(&self, ctx: &PageContext) -> Vec<Part> {
        let mut from = 0;
        let mut parts = Vec::with_capacity(Outlook::ALL.len());
        for (outlook, count) in Outlook::ALL.into_iter().zip(self.tally).rev().filter(|(_, count)| *count > 0)
        {
            let (status, key) = (as_status(outlook), format!("outlook-count-{}", outlook.as_str()));
            let words = ctx.t(&key).with("count", count).to_string();
            parts.push(Part { from, count, tone: status.class(), icon: status.icon(), words });
            from += count;
        }
        parts
    }

    fn total(&self) -> usize {
        self.tally.iter().sum()
    }
}

impl ReadyRow {
    fn tone(&self) -> &'static str {
        as_status(self.outlook).class()
    }

    fn icon(&self) -> Html {
        as_status(self.outlook).icon()
    }

    fn word(&self, ctx: &PageContext) -> String {
        ctx.named("outlook", self.outlook.as_str())
    }

    /// Why he may not, or until when he may.
    fn reasons(&self, ctx: &PageContext) -> Vec<(&'static str, Option<Html>, String)> {
        let lack = |(kind, why): &(String, Option<TicketStatus>)| {
            let word = why.map_or_else(
                || ctx.t("readiness-missing").to_string(),
                |why| ctx.named("ticket-status", why.as_str()),
            );
            let icon = why.map_or_else(|| as_status(Outlook::NotReady).icon(), sign);
            (why.map_or("tone-expired", tone), Some(icon), format!("{kind}: {word}"))
        };
        match &self.until {
            Some((day, kind)) => {
                let words = ctx.t("readiness-until").with("date", ctx.date_words(*day)).with("type", kind);
                vec![("tone-quiet", None, words.to_string())]
            }
            None => self.lacks.iter().map(lack).collect(),
        }
    }
}

impl ReadinessPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&BoardView { ctx, page: self })
    }

    /// The results alone, for a change of filters.
    #[must_use]
    pub fn render_results(&self, ctx: &PageContext) -> String {
        render(&BoardView { ctx, page: self }.as_results())
    }

    fn outlooks(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let named = |outlook: Outlook| (outlook.as_str(), ctx.named("outlook", outlook.as_str()));
        Outlook::ALL.into_iter().map(named).collect()
    }

    /// The site whose workers are shown.
    fn shown(&self) -> Option<&SiteBar> {
        self.bars.iter().find(|bar| bar.id.to_string() == self.chosen.site)
    }

    fn address(&self, site: &str, cursor: &str) -> String {
        let chosen = &self.chosen;
        let pairs: [(&str, &str); 5] = [
            ("site", site),
            ("crew", &chosen.crew),
            ("contractor", &chosen.contractor),
            ("outlook", &chosen.outlook),
            ("cursor", cursor),
        ];
        format!("/readiness?{}", query(&pairs))
    }

    /// The board with another site's workers.
    fn of_site(&self, id: &SiteId) -> String {
        self.address(&id.to_string(), "")
    }

    fn next_page(&self) -> Option<String> {
        Some(self.address(&self.chosen.site, self.next_cursor.as_deref()?))
    }
}

/// The form of what a site needs.
#[derive(Debug, Clone)]
pub struct NeedsForm {
    /// The site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Types to choose from, those marked that it needs.
    pub types: Vec<(String, String, bool)>,
    /// The version of the site that was seen.
    pub version: i32,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "readiness_needs.html")]
struct NeedsView<'a> {
    ctx: &'a PageContext,
    page: &'a NeedsForm,
}

impl NeedsForm {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&NeedsView { ctx, page: self })
    }
}
