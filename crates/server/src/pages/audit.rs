//! Settings → Audit: what happened, as sentences.

use askama::Template;
use domain::id::{MemberId, OrgId};
use domain::{Action, Permission};
use time::OffsetDateTime;

use super::markup::{self, Html};
use super::{PageContext, query, render};

/// Who did what an entry tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditActor {
    /// A member, by name.
    Member(String),
    /// Credenza itself.
    System,
    /// Somebody not signed in, or whose name has been erased.
    Unknown,
}

/// An entry of the audit log.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Its epoch and number in the chain.
    pub epoch: u64,
    /// Its number in the epoch.
    pub seq: u64,
    /// When.
    pub time: OffsetDateTime,
    /// Who.
    pub actor: AuditActor,
    /// What, by the name of the log.
    pub action: String,
    /// On what: its id, and its name where one is known.
    pub object: Option<(String, Option<String>)>,
    /// Whether the object is still there for who looks, so that there is a page to lead to.
    pub object_is_there: bool,
    /// `intent`, `refused`, `failed`; anything else counts as done.
    pub outcome: String,
    /// The exact bytes of the entry, RFC 8785 JSON.
    pub raw: String,
}

impl AuditEntry {
    /// What happened, as a sentence in the user's language.
    #[must_use]
    pub fn sentence(&self, ctx: &PageContext) -> String {
        let actor = match &self.actor {
            AuditActor::Member(name) => name.clone(),
            AuditActor::System => ctx.t("audit-system").to_string(),
            AuditActor::Unknown => ctx.t("audit-somebody").to_string(),
        };
        let quoted = |name: &str| ctx.t("audit-quoted").with("name", name.to_owned()).to_string();
        let object = self.object.as_ref().map(|(id, name)| quoted(name.as_ref().unwrap_or(id)));
        let key = match self.action.parse::<Action>() {
            Ok(action) => sentence_key(action),
            Err(_) => "audit-unknown".to_owned(),
        };
        ctx.t(&key)
            .with("actor", actor)
            .with("object", object.unwrap_or_else(|| ctx.t("audit-something").to_string()))
            .with("outcome", &self.outcome)
            .with("action", &self.action)
            .to_string()
    }

    fn object_link(&self) -> Option<String> {
        let (id, _) = self.object.as_ref().filter(|_| self.object_is_there)?;
        match id.split_once('_')?.0 {
            "crt" => Some(format!("/certificates/{id}")),
            "cus" => Some(format!("/customers/{id}")),
            _ => None,
        }
    }

    fn icon(&self) -> Html {
        let icon = markup::icon;
        match self.outcome.as_str() {
            "refused" => icon("ban"),
            "failed" => icon("circle-x"),
            "intent" => icon("hourglass-high"),
            _ => icon("check"),
        }
    }

    fn outcome_word(&self) -> &'static str {
        match self.outcome.as_str() {
            "refused" => "outcome-refused",
            "failed" => "outcome-failed",
            "intent" => "outcome-intent",
            _ => "outcome-done",
        }
    }

    fn class(&self) -> &'static str {
        match self.outcome.as_str() {
            "refused" | "failed" => "tone-expired",
            "intent" => "tone-month",
            _ => "tone-quiet",
        }
    }
}

/// The key of the sentence for an action; its variants tell the outcomes apart.
pub(super) fn sentence_key(action: Action) -> String {
    format!("audit-{}", action.as_str().replace('.', "-"))
}

/// What the log was asked for. Empty texts do not restrict.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct AuditFilter {
    /// A member's id.
    pub actor: String,
    /// The name of an action.
    pub action: String,
    /// An object's id.
    pub object: String,
    /// The first day to show, `2026-11-22`, in the organization's time zone.
    pub from: String,
    /// The last day to show.
    pub to: String,
    /// Where the page begins.
    pub cursor: String,
}

/// What vouches for the log.
#[derive(Debug, Clone)]
pub struct AuditSeal {
    /// The public key that verifies checkpoints.
    pub key: String,
    /// The last checkpoint: its epoch, how many entries of that it covers, its root, and when it was signed.
    pub last: Option<(u64, u64, String, OffsetDateTime)>,
    /// The witnesses.
    pub witnesses: Vec<AuditWitness>,
}

/// A witness of the log.
#[derive(Debug, Clone)]
pub struct AuditWitness {
    /// His name.
    pub name: String,
    /// The public key that verifies his cosignatures.
    pub key: String,
    /// What he cosigned last: how many entries, and when.
    pub last: Option<(u64, OffsetDateTime)>,
    /// `cosigned`, `waiting`, `away`, `refuses` or `former`.
    pub state: &'static str,
}

impl AuditWitness {
    fn class(&self) -> &'static str {
        match self.state {
            "cosigned" => "tone-fine",
            "refuses" => "tone-expired",
            "away" => "tone-month",
            _ => "tone-quiet",
        }
    }

    fn icon(&self) -> Html {
        let icon = markup::icon;
        match self.state {
            "cosigned" => icon("check"),
            "refuses" => icon("ban"),
            "away" => icon("circle-x"),
            _ => icon("hourglass-high"),
        }
    }
}

/// One page of the log.
#[derive(Debug, Clone)]
pub struct AuditPage {
    /// What was asked for.
    pub filter: AuditFilter,
    /// Members to choose from.
    pub members: Vec<(MemberId, String)>,
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// The organization: what the step-up for an export is bound to.
    pub org: OrgId,
    /// How many entries the chain has, and the SHA-256 of its newest, hexadecimal.
    pub head: Option<(u64, String)>,
    /// What vouches for it.
    pub seal: AuditSeal,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a AuditPage,
}

impl AuditPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn actions(&self, ctx: &PageContext) -> Vec<(&'static str, String)> {
        let mut actions: Vec<_> = Action::ALL
            .iter()
            .map(|action| (action.as_str(), ctx.named("action", action.as_str())))
            .collect();
        actions.sort_by(|a, b| a.1.cmp(&b.1));
        actions
    }

    fn next_page(&self) -> Option<String> {
        let filter = &self.filter;
        let pairs = [
            ("actor", filter.actor.as_str()),
            ("action", &filter.action),
            ("object", &filter.object),
            ("from", &filter.from),
            ("to", &filter.to),
            ("cursor", self.next_cursor.as_deref()?),
        ];
        Some(format!("/settings/audit?{}", query(&pairs)))
    }

    fn is_filtered(&self) -> bool {
        let filter = &self.filter;
        [&filter.actor, &filter.action, &filter.object, &filter.from, &filter.to]
            .iter()
            .any(|text| !text.is_empty())
    }

    fn is_actor(&self, member: &MemberId) -> bool {
        self.filter.actor == member.to_string()
    }
}
