//! Opening a sealed object: the one way to plaintext. It begins with a grant and ends with the outcome on disk.

use domain::Action;
use domain::id::ObjectId;
use envelope::{Context, Kind};
use store::{Grant, Intent, Outcome};
use zeroize::Zeroizing;

use super::{Error, Result};
use crate::app::App;
use crate::auth::session::Session;

/// Which object.
pub(super) struct Sealed<'a> {
    pub(super) action: Action,
    pub(super) object: ObjectId,
    pub(super) version: u32,
    pub(super) kind: &'a str,
}

/// Opens an object under `grant`, and records how `intent` ended before anything is released.
pub(super) async fn open(
    app: &App,
    session: &Session,
    sealed: &Sealed<'_>,
    grant: Grant,
    intent: Intent,
) -> Result<Zeroizing<Vec<u8>>> {
    let opened = plaintext(app, session, sealed, grant, &intent).await;
    app.metrics.acted(sealed.action, opened.is_ok());
    match opened {
        Ok(plaintext) => {
            app.store.record(&session.caller, &intent.closed(Outcome::Done)).await?;
            Ok(plaintext)
        }
        Err(error) => {
            app.store.record(&session.caller, &intent.closed(Outcome::Failed)).await?;
            Err(error)
        }
    }
}

async fn plaintext(
    app: &App,
    session: &Session,
    sealed: &Sealed<'_>,
    grant: Grant,
    intent: &Intent,
) -> Result<Zeroizing<Vec<u8>>> {
    let Sealed { object, version, kind, .. } = *sealed;
    let kind =
        Kind::from_name(kind).ok_or_else(|| Error::Internal(format!("no such kind of object: {kind}")))?;
    let context = Context { org: session.org, object, version, kind };
    let key = intent.sealed_key()?;
    // A key without its bytes: something was lost, and that is not the same as that there was never anything.
    let bytes = app.store.objects().get(session.org, object, version).await.map_err(|error| match error {
        store::Error::NotFound => Error::Damaged,
        other => other.into(),
    })?;
    let dek = app.keys.unwrap_dek(grant, key, &context).await?;
    envelope::open(dek, &context, &bytes).map_err(|_| Error::Damaged)
}
