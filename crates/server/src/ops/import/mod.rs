//! Imports: what an act does for one, for every row of a file. Each row is done whole or not at all, in a transaction and with
//! an entry of its own, so that an import that was cut off is finished by importing the same file again.

mod certificates;
mod columns;
mod customer_rows;
mod customers;
mod days;
mod passwords;
mod sheet;
mod tickets;
mod tried;
mod worker_columns;
mod workers;

use domain::Action;
use store::{AuditEvent, TenantTx};

pub use certificates::{CertificateFiles, CertificateRow, CertificatesPlan};
pub use customer_rows::{CustomerOptions, CustomersPlan};
pub use customers::CustomerRow;
pub use days::DayOrder;
pub use passwords::{MOST_GIVEN, PasswordHint, Passwords};
pub use sheet::Sheet;
pub use tickets::{TicketRow, TicketsPlan};
pub use workers::{WorkerRow, WorkersPlan};

use super::upload::HAS_PASSWORD;
use super::{Error, Result, authorized, permit, permit_as_asked, refuse};
use crate::app::App;
use crate::auth::session::Session;

/// What became of a row, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It is new.
    Created,
    /// It changed what was there.
    Updated,
    /// It is there already, as it is.
    Unchanged,
    /// It was not taken.
    Refused,
}

impl Fate {
    /// The word in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }
}

/// How many rows came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// See [`Fate::Created`].
    pub created: usize,
    /// See [`Fate::Updated`].
    pub updated: usize,
    /// See [`Fate::Unchanged`].
    pub unchanged: usize,
    /// See [`Fate::Refused`].
    pub refused: usize,
}

impl Counts {
    fn add(&mut self, fate: Fate) {
        *match fate {
            Fate::Created => &mut self.created,
            Fate::Updated => &mut self.updated,
            Fate::Unchanged => &mut self.unchanged,
            Fate::Refused => &mut self.refused,
        } += 1;
    }
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What of it is wrong; empty when it is the row as a whole.
    pub field: &'static str,
    /// Stable code.
    pub code: String,
    /// One sentence.
    pub detail: String,
}

impl Reason {
    fn new(field: &'static str, code: &str, detail: impl Into<String>) -> Self {
        Self { field, code: code.to_owned(), detail: detail.into() }
    }
}

/// Asks policy whether the caller may import at all, before anything of the file is read. An import tells what is there
/// already, so it takes reading, too.
///
/// # Errors
/// What policy or the store says.
pub async fn may_import(app: &App, session: &Session, import: Action) -> Result<()> {
    let actor = app.store.allows(&session.caller, import).await?;
    let reads = match import {
        Action::CertificateImport => Action::CertificateRead,
        Action::WorkerImport | Action::TicketImport => Action::WorkerRead,
        _ => Action::CustomerRead,
    };
    domain::authorize(&actor, reads).map_err(store::Error::from)?;
    Ok(())
}

/// An import that has begun. It holds a token, and does not print.
pub struct Import {
    action: Action,
    /// The proof with which it began, where the organization asks for one: each row spends it again.
    proof: Option<String>,
    /// The beginning of the file's SHA-256, by which entries of rows name the import.
    name: String,
}

/// Begins an import: records it, and spends the proof where the organization asks for one.
///
/// # Errors
/// What policy, the step-up or the store says.
pub async fn begin(
    app: &App,
    session: &Session,
    action: Action,
    proof: Option<&str>,
    (file, sha256, rows): (&str, &str, usize),
) -> Result<Import> {
    let org = session.org.to_string();
    let tx = app.store.begin_for(&session.caller, action).await?;
    let event = AuditEvent::new(action).on("organization", &org);
    let (tx, event) = if session.is_api_token() && tx.takes_step_up(action) {
        // A token is made for acts; an import is many of one of them.
        let (tx, event) = permit(app, session, tx, None, event.renamed(row_act(action)), &org).await?;
        (tx, event.renamed(action))
    } else {
        permit_as_asked(app, session, tx, proof, event, &org).await?
    };
    let event = event.detail("sha256", sha256).detail("rows", &rows).personal("file", file);
    tx.commit(&event).await?;
    let name = sha256.chars().take(16).collect();
    Ok(Import { action, proof: proof.map(str::to_owned), name })
}

/// The act of which an import is many.
fn row_act(import: Action) -> Action {
    match import {
        Action::CertificateImport => Action::CertificateUpload,
        Action::WorkerImport => Action::WorkerCreate,
        Action::TicketImport => Action::TicketCreate,
        _ => Action::CustomerCreate,
    }
}

impl Import {
    /// Asks policy about a row's act, and spends the import's proof for it where it takes one. A program's token answers for
    /// each act on its `object`.
    ///
    /// # Errors
    /// What policy, the step-up or the store says.
    pub(in crate::ops) async fn permit_row(
        &self,
        app: &App,
        session: &Session,
        tx: TenantTx,
        event: AuditEvent,
        object: &str,
    ) -> Result<(TenantTx, AuditEvent)> {
        if !tx.takes_step_up(event.action()) {
            return Ok((authorized(tx, event.action()).await?, event));
        }
        if session.is_api_token() {
            return permit(app, session, tx, None, event, object).await;
        }
        let spent = match (tx.authorize(event.action()), &self.proof) {
            (Ok(()), Some(token)) => tx.spend_step_up_for_row(token.as_bytes(), self.action).await,
            (Ok(()), None) => Err(store::Error::NoStepUp),
            (Err(denied), _) => Err(denied),
        };
        match spent {
            Ok(id) => Ok((tx, event.step_up(id))),
            Err(error) => Err(refuse(app, session, tx, event, error).await),
        }
    }

    /// The same entry, which says that it is a row of this import.
    pub(in crate::ops) fn note(&self, event: AuditEvent, row: u32) -> AuditEvent {
        event.detail("import", &self.name).detail("row", &row)
    }
}

/// What an error means for the rest of an import: a reason why one row is not taken, or the end of it.
fn of_one_row(error: Error) -> Result<Reason> {
    match error {
        Error::Field { field, code, detail } => Ok(Reason::new(field, code, detail)),
        Error::Refused(refusal) => Ok(Reason::new("file", refusal.code(), refusal.to_string())),
        Error::HasPassword(_) => Ok(Reason::new("file", "certificate_has_password", HAS_PASSWORD)),
        Error::Store(store::Error::Conflict { .. }) => {
            Ok(Reason::new("tax_id", "taken", "Another customer has this tax id."))
        }
        Error::Store(store::Error::Rule(
            rule @ (store::Rule::WorkerArchived | store::Rule::TypeArchived),
        )) => {
            let detail = match rule {
                store::Rule::WorkerArchived => "This worker is in the archive, and gets no tickets.",
                _ => "This type is in the archive: there are no new tickets of it.",
            };
            Ok(Reason::new("", rule.as_str(), detail))
        }
        Error::Store(store::Error::Stale) => {
            Ok(Reason::new("", "stale", "Somebody else changed this in the meantime; import the file again."))
        }
        error => Err(error),
    }
}
