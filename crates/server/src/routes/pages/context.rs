//! For whom a page is rendered: the member, or nobody yet.

use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use domain::PermissionSet;
use http::header;
use http::request::Parts;

use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::i18n::Locale;
use crate::limit::Class;
use crate::pages::{PageContext, Theme, Viewer, Zone};
use crate::problem::Problem;

/// The cookie that remembers the language.
pub(super) const LANGUAGE_COOKIE: &str = "language";

/// The cookie that remembers the theme.
pub(super) const THEME_COOKIE: &str = "theme";

/// Where who must enrol a passkey is led, and the one page that he sees.
pub(super) const PASSKEYS_PAGE: &str = "/account/passkeys";

/// A signed-in member who asks for a page, within his limit.
pub(super) struct Member {
    pub(super) session: Session,
    pub(super) ctx: PageContext,
    /// The version of the organization's settings.
    pub(super) organization: store::Organization,
}

impl Member {
    /// What he may do, as the database said when he asked.
    pub(super) fn permissions(&self) -> PermissionSet {
        self.ctx.viewer.as_ref().map(|viewer| viewer.permissions).unwrap_or_default()
    }
}

/// Somebody who asks for a page that shows nothing of an organization.
pub(super) struct Visitor(pub(super) PageContext);

impl FromRequestParts<App> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Limited(session) = Limited::<{ Class::Read as u8 }>::from_request_parts(parts, app).await?;
        let (actor, organization) = app.store.organization(&session.caller).await?;
        if actor.must_enrol && !parts.uri.path().starts_with(PASSKEYS_PAGE) {
            return Err(store::Error::MustEnrol.into());
        }
        let default = Locale::from_tag(&organization.locale).unwrap_or_default();
        let mut ctx = visitor(parts, app, default);
        ctx.zone = Zone::named(&organization.time_zone).unwrap_or(Zone::UTC);
        ctx.viewer = Some(Viewer {
            org: session.org,
            organization: organization.name.clone(),
            name: organization.member_name.clone(),
            email: organization.member_email.clone(),
            unseen_reuse: organization.unseen_reuse,
            permissions: actor.permissions,
            sensitive: organization.sensitive,
            elsewhere: organization.own.iter().filter(|(org, _)| *org != session.org).cloned().collect(),
        });
        Ok(Self { session, ctx, organization })
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(visitor(parts, app, Locale::default())))
    }
}

pub(super) fn visitor(parts: &Parts, app: &App, default: Locale) -> PageContext {
    let jar = CookieJar::from_headers(&parts.headers);
    let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = jar.get(LANGUAGE_COOKIE).map(Cookie::value);
    PageContext {
        locale: Locale::negotiate(chosen, accepted, default),
        theme: Theme::from_cookie(jar.get(THEME_COOKIE).map(Cookie::value)),
        path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        now: app.clock.now(),
        zone: Zone::UTC,
        demonstration: app.demonstration,
        viewer: None,
    }
}
