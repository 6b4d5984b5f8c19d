//! Which tickets a site needs.

use domain::Action;
use domain::id::{SiteId, TicketTypeId};
use store::AuditEvent;

use super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::Session;

/// The most types of tickets that one site, role or task may need.
const MOST: usize = 50;

pub(super) fn checked(types: &[String]) -> Result<Vec<TicketTypeId>> {
    let mut ids = types
        .iter()
        .map(|text| text.parse().map_err(|_| field("types", "unknown", "There is no such type of tickets.")))
        .collect::<Result<Vec<TicketTypeId>>>()?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MOST {
        return Err(field("types", "too_many", format!("Name at most {MOST} types.")));
    }
    Ok(ids)
}

/// The details of an entry that name types of tickets, some ids in each: what does not fit into a detail is cut, and a log that tells
/// a part of what was asked for tells something else.
pub(super) fn told(event: AuditEvent, types: &[TicketTypeId]) -> AuditEvent {
    const FIELDS: [&str; 4] = ["types", "types_2", "types_3", "types_4"];
    let words =
        |types: &[TicketTypeId]| types.iter().map(TicketTypeId::to_string).collect::<Vec<_>>().join(" ");
    if types.is_empty() {
        return event.detail(FIELDS[0], "");
    }
    FIELDS
        .into_iter()
        .zip(types.chunks(MOST.div_ceil(FIELDS.len())))
        .fold(event, |event, (field, some)| event.detail(field, &words(some)))
}

/// Says which tickets a site needs, in the place of what it needed, over the version of the site that the caller saw, or over
/// the present one.
///
/// # Errors
/// [`super::Error::Field`]; what policy or the store says, `Stale` when the site was changed since.
pub async fn set(
    app: &App,
    session: &Session,
    site: SiteId,
    version: Option<i32>,
    types: &[String],
) -> Result<()> {
    let action = Action::SiteRequire;
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let present = tx.site_needs(site).await?;
    let ids = checked(types)?;
    tx.set_site_needs(site, version.unwrap_or(present.version), &ids).await?;
    let event = AuditEvent::new(action).on("site", &site).version(present.version + 1);
    tx.commit(&told(event, &ids)).await?;
    Ok(())
}
