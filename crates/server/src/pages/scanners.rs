//! The scanners of a site: what there are, a form for a new one, and how old the status of a pass may be there.

use askama::Template;
use domain::Permission;
use domain::id::{ScannerId, SiteId};
use time::OffsetDateTime;

use super::{PageContext, render};

/// A scanner, as the page shows it.
#[derive(Debug, Clone)]
pub struct ScannerRow {
    /// Its id.
    pub id: ScannerId,
    /// Its name.
    pub name: String,
    /// `invited`, `enrolled` or `revoked`: a code of the message family `scanner-state`.
    pub state: &'static str,
    /// When it was made, and by whom if one may know.
    pub created: (OffsetDateTime, Option<String>),
    /// Until when a link is good by which it can be enrolled.
    pub link_until: Option<OffsetDateTime>,
    /// The number of its enrolment, and how many records there are of it.
    pub epoch: Option<(u32, u64)>,
    /// Whether its log was told in two ways.
    pub forked: bool,
    /// When it last brought or asked something.
    pub last_seen: Option<OffsetDateTime>,
    /// When it last asked for its bundle.
    pub bundle: Option<OffsetDateTime>,
}

impl ScannerRow {
    fn class(&self) -> &'static str {
        match self.state {
            "enrolled" => "tone-fine",
            "invited" => "tone-waiting",
            _ => "tone-quiet",
        }
    }

    fn is_revoked(&self) -> bool {
        self.state == "revoked"
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct ScannersPage {
    /// The site's id.
    pub site: SiteId,
    /// The site's name.
    pub name: String,
    /// Those that were revoked last.
    pub scanners: Vec<ScannerRow>,
    /// The most seconds that the status of a pass may be old here.
    pub max_status_age: Option<i32>,
    /// Whether its scanners carry photos.
    pub photos: bool,
    /// The site's version.
    pub version: i32,
    /// Whether the limit was saved just now.
    pub saved: bool,
}

#[derive(Template)]
#[template(path = "scanners.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a ScannersPage,
}

/// Limits to choose from, in seconds.
const LIMITS: [i32; 4] = [900, 3600, 14_400, 43_200];

impl ScannersPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    /// Limits to choose from, with their words, and whether each is the present one.
    fn limits(&self, ctx: &PageContext) -> Vec<(i32, String, bool)> {
        let mut limits = LIMITS.to_vec();
        limits.extend(self.max_status_age.filter(|own| !LIMITS.contains(own)));
        limits.sort_unstable();
        let words = |seconds: i32| match seconds % 3600 {
            0 => ctx.t("scanner-limit-hours").with("count", i64::from(seconds / 3600)).to_string(),
            _ => ctx.t("scanner-limit-minutes").with("count", i64::from(seconds / 60)).to_string(),
        };
        limits.into_iter().map(|limit| (limit, words(limit), Some(limit) == self.max_status_age)).collect()
    }
}
