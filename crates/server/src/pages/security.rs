//! What the organization asks of its members' sessions.

use askama::Template;
use domain::Permission;
use domain::id::OrgId;

use super::{PageContext, render};

/// Minutes to choose from.
const IDLE: &[i32] = &[5, 10, 15, 30, 60, 120, 240, 480, 1_440];
const ABSOLUTE: &[i32] = &[60, 240, 480, 720, 1_440, 2_880, 10_080, 43_200];

/// The page.
#[derive(Debug, Clone)]
pub struct SecurityPage {
    /// The organization: what a change's proof is about.
    pub org: OrgId,
    /// How long a session may be idle, in minutes.
    pub idle_minutes: i32,
    /// How long a session may last, in minutes.
    pub absolute_minutes: i32,
    /// Whether it was just saved.
    pub saved: bool,
}

#[derive(Template)]
#[template(path = "security.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a SecurityPage,
}

impl SecurityPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn idle_choices(&self) -> Vec<i32> {
        with(IDLE, self.idle_minutes)
    }

    fn absolute_choices(&self) -> Vec<i32> {
        with(ABSOLUTE, self.absolute_minutes)
    }

    /// A number of minutes, in the largest unit that it is whole in.
    fn words(&self, ctx: &PageContext, minutes: &i32) -> String {
        let (key, count) = match *minutes {
            days if days % 1_440 == 0 => ("duration-days", days / 1_440),
            hours if hours % 60 == 0 => ("duration-hours", hours / 60),
            minutes => ("duration-minutes", minutes),
        };
        ctx.t(key).with("count", i64::from(count)).to_string()
    }
}

/// The choices, with the present one among them.
fn with(choices: &[i32], present: i32) -> Vec<i32> {
    let mut all = choices.to_vec();
    if let Err(at) = all.binary_search(&present) {
        all.insert(at, present);
    }
    all
}
