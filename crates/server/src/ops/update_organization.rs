//! Changing the organization's settings.

use domain::Action;
use store::{AuditEvent, OrganizationEdit};

use super::{Error, Result, field, name, permit_as_asked};
use crate::app::App;
use crate::auth::session::Session;
use crate::i18n::Locale;

/// Writes the settings over the version that the caller saw.
///
/// # Errors
/// [`super::Error::Field`]; what policy, the step-up or the store says.
pub async fn update_organization(
    app: &App,
    session: &Session,
    version: i32,
    edit: OrganizationEdit,
    proof: Option<&str>,
) -> Result<()> {
    let edit = OrganizationEdit { name: name("name", &edit.name, 200)?, ..edit };
    if Locale::kept(&edit.locale).is_none() {
        return Err(field("locale", "locale", "Choose en, es or pt."));
    }
    let tx = app.store.begin_for(&session.caller, Action::OrganizationUpdate).await?;
    let event = AuditEvent::new(Action::OrganizationUpdate).on("organization", &session.org);
    let (tx, event) = permit_as_asked(app, session, tx, proof, event, &session.org.to_string()).await?;
    tx.update_organization(version, &edit).await.map_err(|error| match error {
        store::Error::Malformed(_) => unknown_time_zone(),
        other => Error::Store(other),
    })?;
    let event = event
        .version(version + 1)
        .detail("time_zone", &edit.time_zone)
        .detail("locale", &edit.locale)
        .personal("name", &edit.name);
    tx.commit(&event).await?;
    Ok(())
}

/// What was given as a time zone is none.
pub(super) fn unknown_time_zone() -> Error {
    field("time_zone", "time_zone", "Give a time zone by its IANA name, such as America/Mexico_City.")
}
