//! Who may work where: a bar for each site, the workers at one of them, and the form of what it needs.

use askama::Template;
use domain::id::{SiteId, WorkerId};
use domain::{DutyKind, Outlook, Permission, TicketStatus};
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
    /// What is to be done.
    pub task: String,
    /// Whether each site counts the people of its own crews alone.
    pub of_site: bool,
}

impl ReadinessChoice {
    /// Where the board is that is narrowed so.
    fn address(&self, cursor: &str) -> String {
        let pairs: [(&str, &str); 7] = [
            ("site", &self.site),
            ("people", if self.of_site { "site" } else { "all" }),
            ("task", &self.task),
            ("crew", &self.crew),
            ("contractor", &self.contractor),
            ("outlook", &self.outlook),
            ("cursor", cursor),
        ];
        format!("/readiness?{}", query(&pairs))
    }
}

/// A site, and how many of the workers have which outlook there.
#[derive(Debug, Clone)]
pub struct SiteBar {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Whether any ticket is needed there, be it by the site, by somebody's role or by the task.
    pub asks: bool,
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
    /// What he is by his work.
    pub roles: Vec<String>,
    /// His crew and contractor.
    pub place: String,
    /// Whether he may work there.
    pub verdict: Verdict,
}

/// Whether somebody may work somewhere.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// For how long he may.
    pub outlook: Outlook,
    /// The last day, and the type that ends it.
    pub until: Option<(Date, String)>,
    /// What he lacks.
    pub lacks: Vec<LackRow>,
}

/// A type of tickets that somebody lacks.
#[derive(Debug, Clone)]
pub struct LackRow {
    /// Its name.
    pub kind: String,
    /// What became of the ticket that there is.
    pub why: Option<TicketStatus>,
    /// Who needs it.
    pub asked_by: Vec<AskedBy>,
}

/// Who needs a ticket.
#[derive(Debug, Clone)]
pub enum AskedBy {
    /// The site.
    Site,
    /// A role or the task, by its name.
    Duty(DutyKind, String),
}

/// The board.
#[derive(Debug, Clone, Default)]
pub struct ReadinessPage {
    /// What it is narrowed to.
    pub chosen: ReadinessChoice,
    /// What there is to choose from.
    pub places: Places,
    /// Tasks to choose from: id and name.
    pub tasks: Vec<(String, String)>,
    /// The names of the types that the chosen task needs.
    pub task_needs: Vec<String>,
    /// How many workers were looked at.
    pub workers: usize,
    /// How many of them are of no site.
    pub of_no_site: usize,
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
#[template(path = "readiness.html", blocks = ["board", "results"])]
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

impl Verdict {
    pub(super) fn tone(&self) -> &'static str {
        as_status(self.outlook).class()
    }

    pub(super) fn icon(&self) -> Html {
        as_status(self.outlook).icon()
    }

    pub(super) fn word(&self, ctx: &PageContext) -> String {
        ctx.named("outlook", self.outlook.as_str())
    }

    /// Why he may not, or until when he may.
    pub(super) fn reasons(&self, ctx: &PageContext) -> Vec<Because> {
        match &self.until {
            Some((day, kind)) => {
                let words = ctx.t("readiness-until").with("date", ctx.date_words(*day)).with("type", kind);
                vec![Because { mark: None, words: words.to_string(), asked_by: None }]
            }
            None => self.lacks.iter().map(|lack| lack.because(ctx)).collect(),
        }
    }
}

/// A reason: colour and shape, words, and who needs what is lacking.
pub(super) struct Because {
    pub(super) mark: Option<(&'static str, Html)>,
    pub(super) words: String,
    pub(super) asked_by: Option<String>,
}

impl LackRow {
    fn because(&self, ctx: &PageContext) -> Because {
        let word = self.why.map_or_else(
            || ctx.t("readiness-missing").to_string(),
            |why| ctx.named("ticket-status", why.as_str()),
        );
        let icon = self.why.map_or_else(|| as_status(Outlook::NotReady).icon(), sign);
        let asked_by: Vec<String> = self.asked_by.iter().map(|asker| asker.words(ctx)).collect();
        Because {
            mark: Some((self.why.map_or("tone-expired", tone), icon)),
            words: format!("{}: {word}", self.kind),
            asked_by: Some(ctx.t("asked-by").with("who", asked_by.join(", ")).to_string()),
        }
    }
}

impl AskedBy {
    fn words(&self, ctx: &PageContext) -> String {
        match self {
            Self::Site => ctx.t("asked-by-site").to_string(),
            Self::Duty(DutyKind::Role, name) => ctx.t("asked-by-role").with("name", name).to_string(),
            Self::Duty(DutyKind::Task, name) => ctx.t("asked-by-task").with("name", name).to_string(),
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

    /// What an open board is made of, filters and results, for one that follows.
    #[must_use]
    pub fn render_board(&self, ctx: &PageContext) -> String {
        render(&BoardView { ctx, page: self }.as_board())
    }

    fn outlooks(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let named = |outlook: Outlook| (outlook.as_str(), ctx.named("outlook", outlook.as_str()));
        Outlook::ALL.into_iter().map(named).collect()
    }

    /// The site whose workers are shown.
    fn shown(&self) -> Option<&SiteBar> {
        self.bars.iter().find(|bar| bar.id.to_string() == self.chosen.site)
    }

    /// The board with another site's workers.
    fn of_site(&self, id: &SiteId) -> String {
        ReadinessChoice { site: id.to_string(), ..self.chosen.clone() }.address("")
    }

    /// The board with everybody at each site.
    fn of_everybody(&self) -> String {
        ReadinessChoice { of_site: false, ..self.chosen.clone() }.address("")
    }

    /// The chosen task's name.
    fn task(&self) -> Option<&String> {
        self.tasks.iter().find(|(id, _)| *id == self.chosen.task).map(|(_, name)| name)
    }

    /// For which task people are looked at.
    fn for_task(&self, ctx: &PageContext) -> Option<String> {
        Some(ctx.t("readiness-for-task").with("task", self.task()?).to_string())
    }

    /// What the task needs.
    fn needed_for_task(&self, ctx: &PageContext) -> Option<String> {
        let task = self.task().filter(|_| !self.task_needs.is_empty())?;
        let types = self.task_needs.join(", ");
        Some(ctx.t("readiness-task-needs").with("task", task).with("types", types).to_string())
    }

    fn next_page(&self) -> Option<String> {
        Some(self.chosen.address(self.next_cursor.as_deref()?))
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
