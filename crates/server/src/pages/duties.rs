//! Roles and tasks of work: the two lists, and the form of one.

use askama::Template;
use domain::id::DutyId;
use domain::{DutyKind, Permission};

use super::{FieldError, PageContext, render};

/// A role or task, as the lists show it.
#[derive(Debug, Clone)]
pub struct DutyRow {
    /// Its id.
    pub id: DutyId,
    /// Its name.
    pub name: String,
    /// The names of the types that it needs.
    pub needed: Vec<String>,
    /// Of a role: how many workers who have it the viewer sees.
    pub workers: u64,
}

/// Both lists.
#[derive(Debug, Clone, Default)]
pub struct DutiesPage {
    /// Roles, by name.
    pub roles: Vec<DutyRow>,
    /// Tasks, by name.
    pub tasks: Vec<DutyRow>,
}

#[derive(Template)]
#[template(path = "duties.html")]
struct ListView<'a> {
    ctx: &'a PageContext,
    page: &'a DutiesPage,
}

impl DutiesPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&ListView { ctx, page: self })
    }

    /// The kind, its title, what it is, and what there are of it.
    fn lists(&self, ctx: &PageContext) -> [(&'static str, String, String, &[DutyRow]); 2] {
        let list = |kind: DutyKind, rows| {
            let word = kind.as_str();
            (word, ctx.named("duties", word), ctx.named("duties-about", word), rows)
        };
        [list(DutyKind::Role, self.roles.as_slice()), list(DutyKind::Task, self.tasks.as_slice())]
    }
}

/// The form of one.
#[derive(Debug, Clone)]
pub struct DutyForm {
    /// What it is; it stays that.
    pub kind: DutyKind,
    /// Its id and the version that was seen; `None` for a new one.
    pub id: Option<(DutyId, i32)>,
    /// The field `name`.
    pub name: String,
    /// Types to choose from, those marked that it needs.
    pub types: Vec<(String, String, bool)>,
    /// How many workers have it.
    pub workers: u64,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "duty_form.html")]
struct FormView<'a> {
    ctx: &'a PageContext,
    page: &'a DutyForm,
}

impl DutyForm {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&FormView { ctx, page: self })
    }

    /// Where the form is sent.
    fn address(&self) -> String {
        match &self.id {
            Some((id, _)) => format!("/workers/duties/{id}"),
            None => format!("/workers/duties/new?kind={}", self.kind.as_str()),
        }
    }

    fn title(&self, ctx: &PageContext) -> String {
        ctx.named(if self.id.is_some() { "duty-edit" } else { "duty-new" }, self.kind.as_str())
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
