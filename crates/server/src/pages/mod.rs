//! The web pages: view models and their templates.
//!
//! A page is a plain struct with what is to be seen, and `render` turns it into HTML for a [`PageContext`]. Nothing
//! here reads the clock, the database or the request; routes do, and hand over what they found. Templates escape
//! every value; what is markup already is an [`Html`], made in `markup` alone.

mod alert_settings;
mod alerts;
mod api_tokens;
mod audit;
mod authentication_settings;
mod calendar;
mod calendar_feed;
mod calendar_query;
mod certificate;
mod certificates;
mod chart;
mod customer;
mod customers;
mod dashboard;
mod duties;
mod error;
mod export;
mod gate_log;
mod import;
mod import_workers;
mod invitation;
mod markup;
mod members;
mod moment;
mod passes;
mod passkeys;
mod password;
mod places;
mod readiness;
mod renewal;
mod roles;
mod scanners;
mod second_step;
mod security;
mod sessions;
mod settings;
mod setup;
mod sign_in;
mod status;
mod tax_id;
mod ticket;
mod ticket_types;
mod tickets;
mod upload;
mod verify;
mod webhooks;
mod workers;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod sample_workers;
#[cfg(test)]
mod tests;

use domain::id::OrgId;
use domain::{Permission, PermissionSet};
use time::OffsetDateTime;

use crate::assets;
use crate::i18n::{self, Locale, Message};

pub use alert_settings::{AlertSettingsPage, LadderPage, LadderRow};
pub use alerts::{
    AlertCard, AlertLinkPage, AlertMailRow, AlertMailsPage, AlertPage, AlertRow, AlertsPage,
    LINK_SNOOZE_DAYS, UnsubscribePage,
};
pub use api_tokens::{ApiTokenRow, ApiTokensPage};
pub use audit::{AuditActor, AuditEntry, AuditFilter, AuditPage, AuditSeal, AuditWitness};
pub use authentication_settings::AuthenticationSettingsPage;
pub use calendar::{CalendarFacets, CalendarGroup, CalendarPage, CalendarRow};
pub use calendar_feed::CalendarFeedPage;
pub use calendar_query::{CalendarQuery, MONTHS, STATUSES, first_of_month, months_from};
pub use certificate::{CertificatePage, CustodyFile, HistoryEntry, RevocationFact, Successor};
pub use certificates::{CertificateFilter, CertificateList, CertificateRow, Facets};
pub use chart::{Period, Schedule};
pub use customer::{CustomerForm, CustomerPage, FieldError};
pub use customers::{CustomerList, CustomerRow};
pub use dashboard::{ConcernRow, Counts, Dashboard, KindCounts};
pub use domain::zone::{UnknownZone, Zone};
pub use duties::{DutiesPage, DutyForm, DutyRow};
pub use error::ErrorPage;
pub use export::ExportPage;
pub use gate_log::{GateLogChoice, GateLogPage, ScanRow};
pub use import::{ImportCertificatesPage, ImportCustomersPage};
pub use import_workers::ImportWorkersPage;
pub use invitation::{InvitationError, InvitationPage};
pub use markup::Html;
pub use members::{InvitationRow, MemberPage, MemberRow, MembersPage};
pub use passes::{PassRow, PassesCard};
pub use passkeys::{PasskeyRow, PasskeysPage};
pub use password::{ForgotPage, PasswordPage, ResetPage};
pub use places::{PlaceForm, PlaceRow, PlacesPage};
pub use readiness::{
    AskedBy, LackRow, NeedsForm, ReadinessChoice, ReadinessPage, ReadyRow, SiteBar, Verdict,
};
pub use renewal::{RenewalCard, RenewalLinkRow, RenewalPage};
pub use roles::{Choice, RolePage, RoleRow, RolesPage};
pub use scanners::{ScannerRow, ScannersPage};
pub use second_step::SecondStepPage;
pub use security::SecurityPage;
pub use sessions::{SessionRow, SessionsPage};
pub use settings::{OrganizationSettings, SettingsPage};
pub use setup::{SetupError, SetupPage};
pub use sign_in::SignInPage;
pub use status::Status;
pub use ticket::{EvidenceRow, TicketPage};
pub use ticket_types::{TicketTypeForm, TicketTypeRow, TicketTypesPage};
pub use tickets::{ApprovalsPage, TicketForm, TicketList, TicketRow};
pub use upload::UploadPage;
pub use verify::{VerifiedTicket, VerifyPage};
pub use webhooks::{DeliveryRow, WebhookRow, WebhooksPage};
pub use workers::{
    Places, RestrictedRow, WorkerChoice, WorkerForm, WorkerList, WorkerPage, WorkerRow, WorkerSite,
};

/// Light, dark, or as the device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them, in the order of the switch.
    pub const ALL: &'static [Self] = &[Self::Auto, Self::Light, Self::Dark];

    /// The name used in the cookie `theme` and in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme that the cookie names; anything else is [`Theme::Auto`].
    #[must_use]
    pub fn from_cookie(value: Option<&str>) -> Self {
        Self::ALL.iter().copied().find(|theme| Some(theme.as_str()) == value).unwrap_or_default()
    }
}

/// The signed-in member who looks at a page.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The organization's id.
    pub org: OrgId,
    /// The organization's name.
    pub organization: String,
    /// The member's name.
    pub name: String,
    /// The address he signs in with.
    pub email: String,
    /// Whether a refresh token of his was used twice, and he has not yet said that he knows.
    pub unseen_reuse: bool,
    /// What he may do: pages offer nothing else.
    pub permissions: PermissionSet,
    /// Whose acts take a step-up in this organization, beside those that always do.
    pub sensitive: PermissionSet,
    /// The other organizations where he is a member, by name.
    pub elsewhere: Vec<(OrgId, String)>,
}

impl Viewer {
    fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        words.next().into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
    }
}

/// For whom, when and where a page is rendered.
#[derive(Debug, Clone)]
pub struct PageContext {
    /// The language.
    pub locale: Locale,
    /// The theme.
    pub theme: Theme,
    /// Path and query of the request: the navigation's mark, and where a change of language leads back to.
    pub path: String,
    /// The moment of the request, UTC.
    pub now: OffsetDateTime,
    /// The organization's time zone, in which every time is shown.
    pub zone: Zone,
    /// Whether nothing here is real.
    pub demonstration: bool,
    /// The member; `None` before sign-in.
    pub viewer: Option<Viewer>,
}

impl PageContext {
    /// The message `key`.
    #[must_use]
    pub fn t<'a>(&self, key: &'a str) -> Message<'a> {
        Message::new(self.locale, key)
    }

    /// The word for `code` in a family of messages (`country-MX`); the code itself when the family lacks it.
    #[must_use]
    pub fn named(&self, family: &str, code: &str) -> String {
        let key = format!("{family}-{}", code.replace('.', "-"));
        if i18n::has(Locale::default(), &key) {
            Message::new(self.locale, &key).to_string()
        } else {
            code.to_owned()
        }
    }

    fn may(&self, permission: Permission) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.permissions.contains(permission))
    }

    /// Whether the organization wants a step-up for the acts of `permission` that take none elsewhere.
    fn asks(&self, permission: Permission) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.sensitive.contains(permission))
    }

    /// The organization's id: what a step-up for an act on it names.
    fn org(&self) -> String {
        self.viewer.as_ref().map(|viewer| viewer.org.to_string()).unwrap_or_default()
    }

    /// Whether the page of `section` is under the path asked for.
    fn at(&self, section: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        match section {
            "/" => path == "/",
            _ => path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        }
    }

    /// Where the list that was asked for begins, when this is a later page of it: its address without a cursor.
    fn first_page(&self) -> Option<String> {
        let (path, query) = self.path.split_once('?')?;
        let (cursor, others): (Vec<_>, Vec<_>) =
            query.split('&').partition(|pair| pair.starts_with("cursor="));
        // A form without a choice sends an empty one.
        cursor.iter().any(|pair| *pair != "cursor=").then(|| match others.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", others.join("&")),
        })
    }

    /// Whether the page asked for is the list of workers, or of one of them.
    fn at_workers(&self) -> bool {
        let others = [
            "/workers/tickets",
            "/workers/approvals",
            "/workers/types",
            "/workers/places",
            "/workers/duties",
        ];
        self.at("/workers") && !others.iter().any(|other| self.at(other))
    }

    fn locales(&self) -> &'static [Locale] {
        Locale::ALL
    }

    fn themes(&self) -> &'static [Theme] {
        Theme::ALL
    }

    /// The theme that the member chose over his device's.
    fn forced_theme(&self) -> Option<&'static str> {
        (self.theme != Theme::Auto).then_some(self.theme.as_str())
    }

    fn asset(&self, name: &str) -> String {
        assets::path(name).unwrap_or_else(|| format!("/assets/{name}"))
    }

    fn icon(&self, name: &str) -> Html {
        markup::icon(name)
    }

    /// The texts that the scripts of a page show, as JSON that may stand in a `script` element.
    fn script_messages(&self) -> Html {
        markup::json(&i18n::family(self.locale, &["client-", "problem-"]))
    }

    /// The names of kinds of certificates, likewise.
    fn kind_messages(&self) -> Html {
        markup::json(&i18n::family(self.locale, &["kind-"]))
    }
}

/// Renders a template. A template fails only when writing to memory does, and then the page says so.
fn render(template: &impl askama::Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a page could not be rendered");
        String::new()
    })
}

/// The part of a query string after `?`, from names and values; empty values are left out.
fn query(pairs: &[(&str, &str)]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    text.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    text.finish()
}
