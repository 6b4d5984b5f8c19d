//! Certificates from many files or an archive: what each file is and where it belongs, and taking it into custody as an upload
//! does. Plaintext is in memory alone, for as long as the import lasts.

use domain::Action;
use domain::id::{CertificateId, CustomerId};
use intake::{Archive, ArchiveLimits};
use store::{CustomerEdit, PublicParts};
use time::OffsetDateTime;
use tokio::sync::mpsc::Sender;

use super::super::upload::place::Place;
use super::super::upload::{Upload, UploadedFile, public_parts, upload_row};
use super::super::{Error, Result, authorized};
use super::tried::{Bundle, Item, Opened, Tried, bundled, look_into};
use super::{Counts, Fate, Import, Passwords, Reason, of_one_row};
use crate::app::App;
use crate::auth::session::Session;

/// What all archives of an import may hold together, and how many files there may be beside them.
const LIMITS: ArchiveLimits = ArchiveLimits {
    entries: 2_000,
    entry_bytes: certfile::limits::MAX_FILE_BYTES as u64,
    total_bytes: 64 << 20,
};

/// What operating systems leave in folders.
const LEFTOVERS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Files as they came, archives unpacked.
#[derive(Default)]
pub struct CertificateFiles {
    items: Vec<Item>,
    unread: Vec<(Item, Reason)>,
    /// SHA-256 of all bytes that came, in hex.
    pub sha256: String,
}

impl CertificateFiles {
    /// Unpacks archives, off the async threads. An archive in an archive stays one, and is refused as a file.
    ///
    /// # Errors
    /// [`Error::Unread`] for an archive that cannot be read.
    pub async fn unpack(app: &App, files: Vec<UploadedFile>) -> Result<Self> {
        app.parsers.run(move || Self::of(files)).await?
    }

    fn of(files: Vec<UploadedFile>) -> Result<Self> {
        let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        let (mut found, mut left) = (Self::default(), LIMITS);
        for file in files {
            digest.update(&file.bytes);
            if Archive::is_one(&file.bytes) {
                found.unpacked(&file.bytes, &mut left)?;
            } else if !is_leftover(&file.name) {
                found.items.push(Item { label: file.name, bytes: file.bytes });
            }
        }
        found.sha256 = hex::encode(digest.finish().as_ref());
        if found.len() > LIMITS.entries {
            return Err(intake::Refusal::TooManyEntries(LIMITS.entries).into());
        }
        if found.is_empty() { Err(intake::Refusal::Empty.into()) } else { Ok(found) }
    }

    /// Unpacks what of an archive is within what is `left` to this import.
    fn unpacked(&mut self, bytes: &[u8], left: &mut ArchiveLimits) -> Result<()> {
        let archive = Archive::open(bytes, *left).map_err(|refusal| match refusal {
            intake::Refusal::TooManyEntries(_) => intake::Refusal::TooManyEntries(LIMITS.entries),
            other => other,
        })?;
        left.entries = left.entries.saturating_sub(archive.entries().len());
        let claimed: u64 = archive.entries().iter().map(|entry| entry.size).sum();
        left.total_bytes = left.total_bytes.saturating_sub(claimed);
        for entry in archive.entries().iter().filter(|entry| !is_leftover(&entry.label)) {
            let label = entry.label.clone();
            match archive.read(entry) {
                Ok(bytes) => self.items.push(Item { label, bytes }),
                Err(intake::Refusal::TooLarge) => {
                    let detail = "The file is larger than 1 MiB; no certificate file is that large.";
                    let item = Item { label, bytes: Vec::new().into() };
                    self.unread.push((item, Reason::new("file", "too_large", detail)));
                }
                Err(refusal) => return Err(refusal.into()),
            }
        }
        Ok(())
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len() + self.unread.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn is_leftover(label: &str) -> bool {
    let name = label.rsplit('/').next().unwrap_or_default();
    label.starts_with("__MACOSX/") || name.starts_with("._") || LEFTOVERS.contains(&name)
}

/// Files that were looked into, and put together.
pub struct CertificatesPlan {
    rows: Vec<Bundle>,
}

/// What became of a row of files, or would.
#[derive(Debug)]
pub struct CertificateRow {
    /// Which row, from 1.
    pub row: u32,
    /// What it came to; updated is a certificate that got its key, or a key its certificate.
    pub fate: Fate,
    /// Its files: one, or a certificate and its key.
    pub files: Vec<String>,
    /// What it is, where it could be read.
    pub kind: Option<&'static str>,
    /// Its holder.
    pub holder: Option<String>,
    /// His tax id.
    pub tax_id: Option<String>,
    /// Its country.
    pub country: Option<String>,
    /// When the certificate ends, UTC.
    pub not_after: Option<OffsetDateTime>,
    /// The customer with that tax id.
    pub customer: Option<(CustomerId, String)>,
    /// The certificate, unless it is yet to be taken in.
    pub certificate: Option<CertificateId>,
    /// Why it is not taken.
    pub reason: Option<Reason>,
}

impl CertificatesPlan {
    /// Looks into each file, and tells how many were. `None` when nobody listens any more.
    ///
    /// # Errors
    /// A fault of ours.
    pub async fn read(
        app: &App,
        files: CertificateFiles,
        passwords: &Passwords,
        told: Sender<usize>,
    ) -> Result<Option<Self>> {
        let mut tried = Vec::with_capacity(files.len());
        for item in files.items {
            let candidates = passwords.for_file(&item.label);
            tried.push(app.parsers.run(move || look_into(item, &candidates)).await?);
            if told.send(tried.len()).await.is_err() {
                return Ok(None);
            }
        }
        tried.extend(files.unread.into_iter().map(|(item, reason)| Tried { item, found: Err(reason) }));
        Ok(Some(Self { rows: bundled(tried) }))
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Tells of each row what it comes to; with an `import`, takes it into custody. Ends early when nobody listens.
    ///
    /// # Errors
    /// What ends an import: the rows before are in custody, and are told so when it is asked for again.
    pub async fn run(
        self,
        app: &App,
        session: &Session,
        import: Option<&Import>,
        counts: &mut Counts,
        told: Sender<CertificateRow>,
    ) -> Result<()> {
        for (row, bundle) in (1..).zip(self.rows) {
            let done = Box::pin(one(app, session, import, row, bundle)).await?;
            counts.add(done.fate);
            if told.send(done).await.is_err() {
                break;
            }
        }
        Ok(())
    }
}

async fn one(
    app: &App,
    session: &Session,
    import: Option<&Import>,
    row: u32,
    bundle: Bundle,
) -> Result<CertificateRow> {
    let files = bundle.labels();
    let empty = CertificateRow {
        row,
        fate: Fate::Refused,
        files,
        kind: None,
        holder: None,
        tax_id: None,
        country: None,
        not_after: None,
        customer: None,
        certificate: None,
        reason: None,
    };
    let Bundle { file: Tried { item, found }, key } = bundle;
    let opened = match found {
        Ok(opened) => opened,
        Err(reason) => return Ok(CertificateRow { reason: Some(reason), ..empty }),
    };
    let mut told = described(empty, &opened, key.is_some());
    told.customer = customer_of(app, session, &told).await?;
    let result = match import {
        None => foreseen(app, session, &opened, key.as_ref()).await,
        Some(import) => {
            let arrived = uploaded(item, opened, key);
            upload_row(app, session, arrived, import, row).await.map(|done| (done.completed, Some(done.id)))
        }
    };
    match result {
        Ok((completed, id)) => {
            told.fate = if completed { Fate::Updated } else { Fate::Created };
            told.certificate = id;
        }
        Err(Error::Exists(id)) => (told.fate, told.certificate) = (Fate::Unchanged, Some(id)),
        Err(error) => told.reason = Some(of_one_row(error)?),
    }
    Ok(told)
}

fn described(told: CertificateRow, opened: &Opened, pair: bool) -> CertificateRow {
    let certificate = opened.contents.certificates.first();
    let kind = if pair { certfile::Kind::Pair } else { opened.contents.kind };
    CertificateRow {
        kind: Some(kind.as_str()),
        holder: certificate.and_then(|one| one.holder.clone()),
        tax_id: certificate.and_then(|one| one.tax_id.clone()),
        country: certificate.and_then(|one| one.country.clone()),
        not_after: certificate.map(|one| one.not_after),
        ..told
    }
}

/// The customer to whom the row goes by its tax id, for who may see customers.
async fn customer_of(
    app: &App,
    session: &Session,
    told: &CertificateRow,
) -> Result<Option<(CustomerId, String)>> {
    let (Some(tax_id), Some(country)) = (&told.tax_id, &told.country) else { return Ok(None) };
    let wanted = CustomerEdit {
        name: String::new(),
        tax_id: Some(tax_id.clone()),
        country: Some(country.clone()),
        notes: String::new(),
    };
    match app.store.customers_like(&session.caller, &[wanted]).await {
        Ok(found) => Ok(found.into_iter().next().map(|one| (one.id, one.name))),
        Err(store::Error::Denied(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What an upload would come to: whether it would complete what is in custody, and what that is.
async fn foreseen(
    app: &App,
    session: &Session,
    opened: &Opened,
    key: Option<&Tried>,
) -> Result<(bool, Option<CertificateId>)> {
    let parts: PublicParts = public_parts(&opened.contents)?;
    let tx = authorized(app.store.begin(&session.caller).await?, Action::CertificateUpload).await?;
    let matches = tx.lock_matches(&parts).await;
    tx.rollback().await;
    let key = key.and_then(|key| key.found.as_ref().ok()).map(|key| &key.contents);
    let place = Place::of(&matches?, &opened.contents, key)?;
    Ok(match place {
        Place::New => (false, None),
        Place::CompletesKey(id) | Place::AddsKey(id) => (true, Some(id)),
    })
}

fn uploaded(item: Item, opened: Opened, key: Option<Tried>) -> Upload {
    let (key, key_password) = match key {
        Some(Tried { item, found }) => (Some(file(item)), found.ok().and_then(|opened| opened.password)),
        None => (None, None),
    };
    Upload { file: file(item), key, password: opened.password.or(key_password), customer: None }
}

/// In custody a file has the last part of its label as its name, as uploads have.
fn file(item: Item) -> UploadedFile {
    let name = item.label.rsplit('/').next().unwrap_or_default().to_owned();
    UploadedFile { name, bytes: item.bytes }
}
