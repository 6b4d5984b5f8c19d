//! Photos of workers: checked, stripped and sealed as they come in, opened under a grant, and destroyed key first.

use card::{Colours, Packed, Picture};
use domain::Action;
use domain::id::{ObjectId, WorkerId};
use envelope::Kind;
use evidence::Photo;
use store::{AuditEvent, WorkerPhoto};
use zeroize::Zeroizing;

use super::open::{Sealed, open};
use super::tickets::evidence::Shown;
use super::upload::UploadedFile;
use super::upload::place::Plain;
use super::upload::seal::{discard, seal_and_store};
use super::{Error, Result, authorized};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;

/// Keeps a photo of a worker, in the place of the one that there is.
///
/// # Errors
/// [`Error::NoEvidence`] with the reason; what policy or the store says.
pub async fn keep(app: &App, session: &Session, worker: WorkerId, file: UploadedFile) -> Result<()> {
    // Who may not keep one does not get to make the server parse, nor whoever does not see the worker.
    let kek = app.store.kek_for_photo(&session.caller).await?;
    app.store.worker(&session.caller, worker, app.clock.now()).await?;
    let photo = read(app, file.bytes).await?;
    let name = format!("photo.{}", photo.form.extension());
    let plain = Plain { kind: Kind::Photo, file_name: &name, bytes: &photo.bytes };
    let objects = seal_and_store(app, session.org, &kek, vec![plain]).await?;
    let kept = commit(app, session, worker, &photo, &objects).await;
    // When the database went away, the commit may have taken effect unheard: then the bytes are the sweep's to judge.
    let unheard = matches!(kept, Err(Error::Store(store::Error::Unavailable(_) | store::Error::Internal(_))));
    if kept.is_err() && !unheard {
        discard(app, session.org, &objects).await;
    }
    app.metrics.acted(Action::PhotoKeep, kept.is_ok());
    forget(app, session, kept?).await;
    Ok(())
}

/// Reads off the async threads, as many at a time as the machine bears.
async fn read(app: &App, bytes: Zeroizing<Vec<u8>>) -> Result<Photo> {
    Ok(app.parsers.run(move || evidence::photo(&bytes)).await??)
}

async fn commit(
    app: &App,
    session: &Session,
    worker: WorkerId,
    photo: &Photo,
    objects: &[store::NewObject],
) -> Result<Option<ObjectId>> {
    let object = objects.first().ok_or_else(|| Error::Internal("nothing was sealed".into()))?;
    let digest = tokens::hash(&photo.bytes);
    let digest = digest.first_chunk::<16>().ok_or_else(|| Error::Internal("a short digest".into()))?;
    let tx = authorized(app.store.begin(&session.caller).await?, Action::PhotoKeep).await?;
    let old = tx.keep_photo(worker, photo.form.media_type(), digest, object).await?;
    let event = AuditEvent::new(Action::PhotoKeep)
        .on("worker", &worker)
        .detail("object", &object.id)
        .detail("media_type", photo.form.media_type())
        .detail("replaced", &old.is_some());
    tx.commit(&event).await?;
    Ok(old)
}

/// Shows a worker's photo. It takes no step-up; the log has it before and after.
///
/// # Errors
/// `NotFound` where there is none; what policy or the store says.
pub async fn view(app: &App, session: &Session, worker: WorkerId) -> Result<Shown> {
    let (photo, bytes) =
        opened(app, session, worker, Action::PhotoView).await?.ok_or(store::Error::NotFound)?;
    let form = evidence::Form::from_media_type(&photo.media_type)
        .ok_or_else(|| Error::Internal(format!("no such form of a photo: {}", photo.media_type)))?;
    Ok(Shown { form, file_name: format!("photo.{}", form.extension()), bytes })
}

/// The photo of a worker as a card prints it, if it is the one that his pass tells of.
///
/// # Errors
/// What policy or the store says.
pub(super) async fn print(
    app: &App,
    session: &Session,
    worker: WorkerId,
    claimed: Option<[u8; 16]>,
) -> Result<Option<Picture>> {
    if claimed.is_none() {
        return Ok(None);
    }
    let Some((found, bytes)) = opened(app, session, worker, Action::PhotoPrint).await? else {
        return Ok(None);
    };
    // Another one was kept since the pass was signed.
    if claimed != Some(found.digest) {
        return Ok(None);
    }
    let photo = read(app, bytes).await.map_err(|error| match error {
        // It was taken once.
        Error::NoEvidence(_) => Error::Damaged,
        other => other,
    })?;
    let evidence::Picture { width, height, turned, colours, depth, packed } = photo.picture;
    let colours = match colours {
        evidence::Colours::Gray => Colours::Gray,
        evidence::Colours::Rgb => Colours::Rgb,
        evidence::Colours::Palette(list) => Colours::Palette(list),
    };
    let packed =
        packed.map_or_else(|| Packed::Jpeg(photo.bytes.to_vec()), |lines| Packed::Png(lines.to_vec()));
    Ok(Some(Picture { width, height, turned, colours, depth, packed }))
}

async fn opened(
    app: &App,
    session: &Session,
    worker: WorkerId,
    action: Action,
) -> Result<Option<(WorkerPhoto, Zeroizing<Vec<u8>>)>> {
    let tx = authorized(app.store.begin(&session.caller).await?, action).await?;
    let Some(photo) = tx.photo(worker).await? else {
        tx.rollback().await;
        return Ok(None);
    };
    let event = AuditEvent::new(action).on("worker", &worker).detail("object", &photo.object);
    let (grant, intent) = tx.commit_intent(event, photo.object, photo.version).await?;
    let sealed = Sealed { action, object: photo.object, version: photo.version, kind: Kind::Photo.name() };
    let bytes = open(app, session, &sealed, grant, intent).await?;
    Ok(Some((photo, bytes)))
}

/// Removes a worker's photo: its key is destroyed in the commit that tells of it, then the sealed bytes are removed, which
/// nothing can open any more.
///
/// # Errors
/// `NotFound` where there is none; what policy or the store says.
pub async fn remove(app: &App, session: &Session, worker: WorkerId) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::PhotoRemove).await?;
    let old = tx.remove_photo(worker).await?;
    let mut event = AuditEvent::new(Action::PhotoRemove).on("worker", &worker);
    if let Some(object) = &old {
        event = event.detail("object", object);
    }
    tx.commit(&event).await?;
    app.metrics.acted(Action::PhotoRemove, true);
    forget(app, session, old).await;
    Ok(())
}

/// Removes sealed bytes whose key is destroyed. What cannot be removed now, the sweep removes.
pub(super) async fn forget(app: &App, session: &Session, gone: Option<ObjectId>) {
    let Some(object) = gone else { return };
    if let Err(error) = app.store.objects().delete(session.org, object, 1).await {
        tracing::warn!(%error, %object, "sealed bytes left for the sweep");
    }
}
