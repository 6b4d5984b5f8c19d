//! What a scanner carries: put together when it asks, of what its site requires and of what is published anyway.

use std::collections::{BTreeMap, HashMap};

use domain::id::TicketTypeId;
use pass::gate::{Bundle, Duties, Duty, MAX_LISTS, MAX_SITE_NAME, photo_name};
use pass::{Trust, is_shown};
use store::{BundleParts, CarriedDuties, CarriedDuty};

use super::super::passes::{keys, status, type_code};
use super::super::{Error, Result};
use crate::app::App;
use crate::auth::scanner::Scanning;

/// The bundle of the scanner that asks; `pack`: the newest trust pack, where there is a root.
///
/// # Errors
/// What the store or the keys say.
pub async fn bundle(app: &App, scanning: &Scanning, pack: Option<Vec<u8>>) -> Result<Bundle> {
    let now = app.clock.now();
    let parts = app.store.scanner_bundle(&scanning.caller, now).await?;
    let published = keys::published(app, parts.org).await?.unwrap_or_default();
    let mut lists = Vec::with_capacity(parts.lists.len());
    // The newest of them, should there ever be more than a bundle has room for.
    for number in parts.lists.iter().rev().take(MAX_LISTS) {
        let list = status::list(app, parts.org, *number, scanning.origin.request).await?;
        lists.extend(list.map(|list| list.cwt));
    }
    Ok(put_together(parts, published, pack, lists, now.unix_timestamp()))
}

fn put_together(
    parts: BundleParts,
    keys: Trust,
    pack: Option<Vec<u8>>,
    lists: Vec<Vec<u8>>,
    made_at: i64,
) -> Bundle {
    let mut codes: HashMap<TicketTypeId, String> = HashMap::new();
    let mut types = BTreeMap::new();
    for (id, code, name, medical) in &parts.types {
        let code = type_code(*id, code, *medical);
        // What is medical has no name outside.
        types.insert(code.clone(), if *medical { code.clone() } else { shown(name) });
        codes.insert(*id, code);
    }
    let photos = parts.photos.map(|digests| {
        let mut names: Vec<_> = digests.iter().map(photo_name).collect();
        names.sort_unstable();
        names
    });
    Bundle {
        made_at,
        organization: parts.org,
        organization_name: shown(&parts.org_name),
        site: parts.site,
        site_name: shown(&parts.site_name),
        zone: parts.time_zone,
        keys,
        pack,
        lists,
        types,
        requirement: parts
            .required
            .iter()
            .filter_map(|id| codes.get(id))
            .map(|code| vec![code.clone()])
            .collect(),
        max_age: parts.max_status_age.map(i64::from),
        photos,
        tasks: duties(&parts.tasks),
        roles: duties(&parts.roles),
    }
}

/// Types by the codes that passes have; a medical one has no other outside.
fn duties(carried: &CarriedDuties) -> Option<Duties> {
    let duty = |duty: &CarriedDuty| Duty {
        id: duty.id(),
        name: shown(&duty.name),
        codes: duty.types().map(|(id, code, medical)| type_code(id, code, medical)).collect(),
    };
    Duties::of(carried.total, carried.here.iter().map(duty).collect())
}

/// A name without what would change how others beside it look.
fn shown(name: &str) -> String {
    let name: String = name.chars().filter(|c| is_shown(*c)).take(MAX_SITE_NAME).collect();
    if name.is_empty() { "–".into() } else { name }
}

/// Its bytes, and its tag: the same while nothing but the moment changes.
///
/// # Errors
/// [`Error::Internal`] when there is more than a bundle may hold.
pub fn written(bundle: &Bundle) -> Result<(Vec<u8>, String)> {
    let bytes = bundle.to_bytes().ok_or_else(|| Error::Internal("a bundle out of its bounds".into()))?;
    Ok((bytes, hex::encode(bundle.content())))
}
