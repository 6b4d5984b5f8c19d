//! Taking a certificate, a pair or a key into custody.
//!
//! Nothing is kept of what is refused. What is accepted is sealed and on disk before the one commit that makes it
//! exist; should the server die in between, the sweep removes the bytes.

pub(super) mod place;
pub(super) mod seal;

use certfile::{Contents, File};
use domain::Action;
use domain::id::{CertificateId, CustomerId};
use secrecy::SecretString;
use store::{AuditEvent, IdempotencyKey, Kept, PrimaryKek, PublicParts};
use zeroize::Zeroizing;

use super::import::Import;
use super::{Error, Result, authorized, permit_as_asked, recalled, remember};
use crate::app::App;
use crate::auth::session::Session;
use place::Place;

/// A file that arrived.
#[derive(Debug)]
pub struct UploadedFile {
    /// Its name, without folders.
    pub name: String,
    /// Its bytes: they may hold a private key.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// What arrived together.
#[derive(Debug)]
pub struct Upload {
    /// The file.
    pub file: UploadedFile,
    /// The `.key` that belongs to it, or the `.cer`.
    pub key: Option<UploadedFile>,
    /// The password that opens whichever part needs one.
    pub password: Option<SecretString>,
    /// Whose it is; `None`: the customer's who has the certificate's tax id, if there is one.
    pub customer: Option<CustomerId>,
}

/// Where it went.
#[derive(Debug)]
pub struct Uploaded {
    /// The certificate.
    pub id: CertificateId,
    /// Whether it completed one that was in custody: the other half of a pair.
    pub completed: bool,
    /// The certificate as it is now; `None` when this was done before, or for who may not see it.
    pub kept: Option<Kept>,
}

/// What becomes of a second password, and what to do.
pub const HAS_PASSWORD: &str = "A password of this certificate is in custody already, and it has room for one. Delete the \
    certificate, then upload its certificate and its key together.";

/// How often an upload starts again when what is in custody changed under it.
const ATTEMPTS: usize = 3;

/// Reads the files, seals them, and keeps them; asked again under the same key, it returns what was kept. Where the
/// organization asks for a proof, it is for `certificate.upload` on the organization, whatever the upload turns out to be.
///
/// # Errors
/// [`Error::Refused`] with the reason; [`Error::Exists`]; [`Error::HasPassword`]; what policy or the store says.
pub async fn upload(
    app: &App,
    session: &Session,
    upload: Upload,
    key: Option<IdempotencyKey>,
    proof: Option<&str>,
) -> Result<Uploaded> {
    let uploaded = take_in(app, session, upload, key, Shown::Proof(proof)).await;
    app.metrics.acted(Action::CertificateUpload, uploaded.is_ok());
    uploaded
}

/// As [`upload`], for a row of an import, whose proof stands for it.
///
/// # Errors
/// As [`upload`].
pub(in crate::ops) async fn upload_row(
    app: &App,
    session: &Session,
    upload: Upload,
    import: &Import,
    row: u32,
) -> Result<Uploaded> {
    let uploaded = take_in(app, session, upload, None, Shown::Import(import, row)).await;
    app.metrics.acted(Action::CertificateUpload, uploaded.is_ok());
    uploaded
}

/// What is shown where the organization asks for a proof.
#[derive(Clone, Copy)]
enum Shown<'a> {
    /// A proof for this upload, if there is one.
    Proof(Option<&'a str>),
    /// That it is this row of an import.
    Import(&'a Import, u32),
}

async fn take_in(
    app: &App,
    session: &Session,
    upload: Upload,
    key: Option<IdempotencyKey>,
    shown: Shown<'_>,
) -> Result<Uploaded> {
    // Who may not upload does not get to make the server parse.
    let kek = app.store.kek_for_upload(&session.caller).await?;
    if let Some(made) = made_before(app, session, key.as_ref()).await? {
        return Ok(made);
    }
    let (upload, contents) = read(app, upload).await?;
    let parts = public_parts(&contents)?;
    let arrived = Arrived { upload: &upload, contents: &contents, parts: &parts, key: key.as_ref(), shown };
    // Almost every upload is new. The transaction that keeps it tells when it is not.
    let mut place = Place::New;
    for _ in 0..ATTEMPTS {
        match keep(app, session, &kek, &arrived, place).await {
            Ok(Attempt::Kept(uploaded)) => return Ok(*uploaded),
            Ok(Attempt::Elsewhere(found)) => place = found,
            Err(Error::Exists(there)) => {
                // The same request, at the same time, may have been quicker.
                let made = made_before(app, session, key.as_ref()).await?;
                return made.ok_or(Error::Exists(there));
            }
            Err(error) => return Err(error),
        }
    }
    Err(store::Error::Unavailable("what is in custody keeps changing".into()).into())
}

/// What the client made under its key before.
async fn made_before(app: &App, session: &Session, key: Option<&IdempotencyKey>) -> Result<Option<Uploaded>> {
    if key.is_none() {
        return Ok(None);
    }
    let tx = authorized(app.store.begin(&session.caller).await?, Action::CertificateUpload).await?;
    let made = recalled(&tx, key).await?;
    tx.rollback().await;
    Ok(made.map(|id| Uploaded { id, completed: false, kept: None }))
}

/// Parses off the async threads, as many at a time as the machine bears.
pub(super) async fn read(app: &App, upload: Upload) -> Result<(Upload, Contents)> {
    let read = move || {
        let key = upload.key.as_ref().map(|key| File { name: &key.name, bytes: &key.bytes });
        let file = File { name: &upload.file.name, bytes: &upload.file.bytes };
        let answer = certfile::read(file, upload.password.as_ref(), key);
        (upload, answer)
    };
    let (upload, answer) = app.parsers.run(read).await?;
    Ok((upload, answer?))
}

pub(super) fn public_parts(contents: &Contents) -> Result<PublicParts> {
    let from_hex =
        |text: &str| hex::decode(text).map_err(|_| Error::Internal("a hash that is not hex".into()));
    let certificate = contents.certificates.first();
    let spki = match (certificate, &contents.private_key) {
        (Some(certificate), _) => &certificate.spki_sha256,
        (None, Some(key)) => &key.spki_sha256,
        (None, None) => return Err(Error::Internal("accepted without certificate or key".into())),
    };
    Ok(PublicParts {
        fingerprint_sha256: certificate.map(|c| from_hex(&c.fingerprint_sha256)).transpose()?,
        spki_sha256: from_hex(spki)?,
    })
}

/// An upload that was read and accepted.
struct Arrived<'a> {
    upload: &'a Upload,
    contents: &'a Contents,
    parts: &'a PublicParts,
    key: Option<&'a IdempotencyKey>,
    shown: Shown<'a>,
}

/// How an attempt to keep it ended.
enum Attempt {
    /// It is kept.
    Kept(Box<Uploaded>),
    /// It belongs elsewhere than it was sealed for, or a race was lost: to be tried again, there.
    Elsewhere(Place),
}

/// One attempt, at `place`.
async fn keep(
    app: &App,
    session: &Session,
    kek: &PrimaryKek,
    arrived: &Arrived<'_>,
    place: Place,
) -> Result<Attempt> {
    let wanted = place.objects(arrived.upload, arrived.contents);
    let objects = seal::seal_and_store(app, session.org, kek, wanted).await?;
    let kept = commit(app, session, arrived, place, &objects).await;
    if is_not_kept(&kept) {
        seal::discard(app, session.org, &objects).await;
    }
    match kept {
        Err(Error::Store(error)) if error.is_idempotency_race() => Ok(Attempt::Elsewhere(place)),
        other => other,
    }
}

/// Whether it is certain that no row tells of the objects. When the database went away, the commit may have taken
/// effect unheard: then the bytes stay, and the sweep, which asks the database, removes what belongs to nothing.
fn is_not_kept(kept: &Result<Attempt>) -> bool {
    !matches!(
        kept,
        Ok(Attempt::Kept(_)) | Err(Error::Store(store::Error::Unavailable(_) | store::Error::Internal(_)))
    )
}

async fn commit(
    app: &App,
    session: &Session,
    arrived: &Arrived<'_>,
    place: Place,
    objects: &[store::NewObject],
) -> Result<Attempt> {
    let Arrived { upload, contents, parts, key, shown } = *arrived;
    let begun = app.store.begin_for(&session.caller, Action::CertificateUpload).await?;
    let tx = authorized(begun, Action::CertificateUpload).await?;
    let now_there = tx.lock_matches(parts).await?;
    let found = match Place::find(&now_there, contents) {
        Ok(found) if found == place => found,
        elsewhere => {
            tx.rollback().await;
            return elsewhere.map(Attempt::Elsewhere);
        }
    };
    let (id, action) = match found {
        Place::New => (CertificateId::new(app.clock.now(), &*app.rng), Action::CertificateUpload),
        Place::CompletesKey(id) | Place::AddsKey(id) => (id, Action::CertificatePair),
    };
    let event = AuditEvent::new(Action::CertificateUpload).on("certificate", &id);
    let org = session.org.to_string();
    let (tx, event) = match shown {
        Shown::Proof(proof) => permit_as_asked(app, session, tx, proof, event, &org).await?,
        Shown::Import(import, row) => {
            let (tx, event) = import.permit_row(app, session, tx, event, &org).await?;
            (tx, import.note(event, row))
        }
    };
    remember(&tx, key, &id).await?;
    let there = now_there.iter().map(|found| &found.certificate).find(|certificate| certificate.id == id);
    let row = place.row(upload, contents, parts, there)?;
    let mut event = event
        .renamed(action)
        .version(there.map_or(1, |certificate| certificate.version + 1))
        .detail("kind", contents.kind.as_str())
        .personal("file", &upload.file.name);
    if let Some(certificate) = contents.certificates.first() {
        event = event.detail("fingerprint_sha256", &certificate.fingerprint_sha256);
    }
    let kept = if there.is_some() {
        tx.complete_certificate(id, upload.customer, &row).await?;
        tx.add_objects(id, objects, &event).await?
    } else {
        tx.create_certificate(id, upload.customer, &row, objects, &event).await?
    };
    Ok(Attempt::Kept(Box::new(Uploaded { id, completed: there.is_some(), kept })))
}
