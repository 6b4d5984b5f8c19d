//! A photo that a scanner carries: opened like every other, and sealed anew before it leaves, so that only who is shown its pass sees it.

use domain::Action;
use envelope::{Context, Kind};
use pass::gate::{PHOTO_NAME, seal_photo};
use store::{CarriedPhoto, Grant};
use zeroize::Zeroizing;

use super::super::{Error, Result};
use crate::app::App;
use crate::auth::scanner::Scanning;
use crate::limit::Class;

/// The photo that the scanner's bundle lists by this name.
///
/// # Errors
/// [`Error::Limited`]; `NotFound` for one that this scanner does not carry; [`Error::Damaged`]; what the store or the keys say.
pub async fn photo(app: &App, scanning: &Scanning, name: &[u8; PHOTO_NAME]) -> Result<Vec<u8>> {
    let decision = app.limiter.check(Class::ScannerPhoto, &scanning.scanner.to_string()).await?;
    if !decision.allowed {
        return Err(Error::Limited(decision));
    }
    let begun = app.store.begin_scanner_photo(&scanning.caller, name).await?;
    let (grant, photo) = begun.ok_or(store::Error::NotFound)?;
    let sealed = sealed(app, grant, &photo).await;
    app.metrics.acted(Action::PhotoCarry, sealed.is_ok());
    // Nothing leaves before the log has how it ended.
    app.store.system().end_scanner_photo(&photo, sealed.is_ok()).await?;
    sealed
}

async fn sealed(app: &App, grant: Grant, photo: &CarriedPhoto) -> Result<Vec<u8>> {
    let bytes = app.store.objects().get(photo.org, photo.object, photo.version).await;
    let bytes = bytes.map_err(|error| match error {
        store::Error::NotFound => Error::Damaged,
        other => other.into(),
    })?;
    let context = Context { org: photo.org, object: photo.object, version: photo.version, kind: Kind::Photo };
    let dek = app.keys.unwrap_dek(grant, &photo.sealed, &context).await?;
    let opened: Zeroizing<Vec<u8>> = envelope::open(dek, &context, &bytes).map_err(|_| Error::Damaged)?;
    let mut nonce = [0; pass::gate::PHOTO_NONCE];
    app.rng.fill(&mut nonce);
    seal_photo(&opened, nonce).ok_or_else(|| Error::Internal("a photo out of its bounds".into()))
}
