//! Workers from a table: each row held against those who are there, and done like a single act.

use std::collections::HashMap;

use domain::Action;
use domain::id::{DutyId, WorkerId};
use intake::fold;
use store::{AuditEvent, NamedUnits, WorkerEdit, WorkerMatch};
use tokio::sync::mpsc::Sender;

use super::super::upload::UploadedFile;
use super::super::workers::{WorkerInput, checked, described, few, unseen};
use super::super::{Error, Result};
use super::sheet::{Sheet, cell};
use super::worker_columns::{CONTRACTOR, CREW, EMAIL, NAME, REFERENCE_OF, ROLES, WORKER};
use super::{Counts, Fate, Import, Reason, of_one_row};
use crate::app::App;
use crate::auth::session::Session;

/// Rows that are looked up at a time.
const AT_A_TIME: usize = 200;

/// What became of a row of workers, or would.
#[derive(Debug)]
pub struct WorkerRow {
    /// Its line or row in the file.
    pub row: u32,
    /// What it came to.
    pub fate: Fate,
    /// The name.
    pub name: String,
    /// What the organization calls him elsewhere.
    pub reference: Option<String>,
    /// His crew, as the file has it.
    pub crew: Option<String>,
    /// Whose employee he is, as the file has it.
    pub contractor: Option<String>,
    /// His roles, as the file has them.
    pub roles: Option<String>,
    /// The worker, unless he is yet to be added.
    pub worker: Option<WorkerId>,
    /// Which fields it changes.
    pub changes: Vec<&'static str>,
    /// Why it is not taken.
    pub reason: Option<Reason>,
}

/// A file of workers that was read.
#[derive(Debug)]
pub struct WorkersPlan {
    /// The table.
    pub sheet: Sheet,
    update: bool,
    rows: Vec<Planned>,
}

#[derive(Debug)]
struct Planned {
    number: u32,
    cells: Vec<String>,
    edit: std::result::Result<WorkerEdit, Reason>,
}

/// What is to be done about a row.
enum Task {
    Nothing(Fate, Option<WorkerId>, Vec<&'static str>, Option<Reason>),
    Create,
    /// Over this one, to this; boxed, since it is much larger than the others.
    Update(Box<(WorkerMatch, WorkerEdit)>, Vec<&'static str>),
}

impl WorkersPlan {
    /// Reads a file, and checks each row. With `update`, workers who are there may be changed by what the file says of them.
    ///
    /// # Errors
    /// [`Error::Unread`] when it is no table of workers; what policy or the store says.
    pub async fn read(app: &App, session: &Session, file: UploadedFile, update: bool) -> Result<Self> {
        let mut sheet = Sheet::read(app, file, &WORKER, NAME).await?;
        let units = app.store.named_units(&session.caller).await?;
        let units = Units::of(&units);
        let mut seen = HashMap::new();
        let mut rows = Vec::with_capacity(sheet.rows.len());
        for (number, cells) in std::mem::take(&mut sheet.rows) {
            let edit = units.edit(app, &cells)?.and_then(|edit| first_of(&mut seen, number, edit));
            rows.push(Planned { number, cells, edit });
        }
        Ok(Self { sheet, update, rows })
    }

    /// How many rows there are, without the one that names the columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Tells of each row what it comes to; with an `import`, does it. Ends early when nobody listens.
    ///
    /// # Errors
    /// What ends an import: the rows before are done, and are told unchanged when it is asked for again.
    pub async fn run(
        &self,
        app: &App,
        session: &Session,
        import: Option<&Import>,
        counts: &mut Counts,
        told: Sender<WorkerRow>,
    ) -> Result<()> {
        for some in self.rows.chunks(AT_A_TIME) {
            let edits = || some.iter().filter_map(|row| row.edit.as_ref().ok());
            let references: Vec<_> = edits().filter_map(|edit| edit.reference.as_deref()).collect();
            let by_name = edits().filter(|edit| edit.reference.is_none());
            let names: Vec<_> = by_name.map(|edit| edit.name.as_str()).collect();
            let known = app.store.workers_like(&session.caller, &references, &names).await?;
            for row in some {
                let task = match (&row.edit, import) {
                    (Err(reason), _) => refused(None, Vec::new(), reason.clone()),
                    (Ok(edit), Some(import)) => match task(&known, edit, self.update) {
                        Task::Nothing(fate, id, changes, reason) => Task::Nothing(fate, id, changes, reason),
                        _ => Box::pin(self.apply(app, session, import, row.number, edit)).await?,
                    },
                    (Ok(edit), None) => task(&known, edit, self.update),
                };
                let done = tell(row, task);
                counts.add(done.fate);
                if told.send(done).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Looks again, now that no other import decides about this worker, and does it.
    async fn apply(
        &self,
        app: &App,
        session: &Session,
        import: &Import,
        row: u32,
        edit: &WorkerEdit,
    ) -> Result<Task> {
        let tx = app.store.begin(&session.caller).await?;
        let known = tx.lock_workers_like(edit).await?;
        let (fate, id, changes, done) = match task(&known, edit, self.update) {
            Task::Create => {
                let id = WorkerId::new(app.clock.now(), &*app.rng);
                let event = AuditEvent::new(Action::WorkerCreate).on("worker", &id).version(1);
                let (tx, event) =
                    import.permit_row(app, session, tx, event, &session.org.to_string()).await?;
                let event = import.note(described(event, edit), row);
                let done = match tx.create_worker(id, edit).await {
                    Ok(()) => tx.commit(&event).await.map(drop).map_err(Error::from),
                    Err(error) => Err(unseen(error)),
                };
                (Fate::Created, id, Vec::new(), done)
            }
            Task::Update(both, changes) => {
                let (present, new) = *both;
                let id = present.id;
                let event =
                    AuditEvent::new(Action::WorkerUpdate).on("worker", &id).version(present.version + 1);
                let (tx, event) = import.permit_row(app, session, tx, event, &id.to_string()).await?;
                let event = import.note(described(event, &new), row);
                let done = match tx.update_worker(id, present.version, &new).await {
                    Ok(()) => tx.commit(&event).await.map(drop),
                    Err(error) => Err(error),
                };
                (Fate::Updated, id, changes, done.map_err(Error::from))
            }
            nothing @ Task::Nothing(..) => {
                tx.rollback().await;
                return Ok(nothing);
            }
        };
        Ok(match done {
            Ok(()) => Task::Nothing(fate, Some(id), changes, None),
            Err(Error::Store(store::Error::Conflict { .. })) => {
                let detail = "Another worker, whom you may not see, has this reference.";
                refused(None, Vec::new(), Reason::new("reference", "reference_taken", detail))
            }
            Err(error) => refused(None, Vec::new(), of_one_row(error)?),
        })
    }
}

/// Crews, contractors and roles by their names, made comparable.
struct Units<'u> {
    crews: HashMap<String, Vec<&'u str>>,
    contractors: HashMap<String, Vec<&'u str>>,
    roles: HashMap<String, Vec<&'u str>>,
    known: &'u NamedUnits,
}

impl<'u> Units<'u> {
    fn of(known: &'u NamedUnits) -> Self {
        Self {
            crews: folded(&known.crews),
            contractors: folded(&known.contractors),
            roles: folded(&known.roles),
            known,
        }
    }

    /// What a row says, or why it cannot be taken.
    fn edit(&self, app: &App, cells: &[String]) -> Result<std::result::Result<WorkerEdit, Reason>> {
        let text = |field| cell(cells, field).map(str::to_owned);
        let Some(name) = text(NAME) else {
            return Ok(Err(Reason::new("name", "name_missing", "This row has no name.")));
        };
        let input =
            WorkerInput { name, reference: text(REFERENCE_OF), email: text(EMAIL), ..WorkerInput::default() };
        let mut edit = match checked(app, &input, None) {
            Ok(edit) => edit,
            Err(error) => return of_one_row(error).map(Err),
        };
        if let Some(wanted) = cell(cells, CREW) {
            match one(&self.crews, &self.known.crews, wanted) {
                Some(id) => edit.crew = Some(id),
                None => {
                    let detail = "There is no crew of this name; make it first.";
                    return Ok(Err(Reason::new("crew", "unknown_crew", detail)));
                }
            }
        }
        if let Some(wanted) = cell(cells, CONTRACTOR) {
            match one(&self.contractors, &self.known.contractors, wanted) {
                Some(id) => edit.contractor = Some(id),
                None => {
                    let detail = "There is no contractor of this name; make it first.";
                    return Ok(Err(Reason::new("contractor", "unknown_contractor", detail)));
                }
            }
        }
        if let Some(wanted) = cell(cells, ROLES) {
            let Some(roles) = self.roles(wanted) else {
                let detail = "There is no role of this name; make it first.";
                return Ok(Err(Reason::new("roles", "unknown_role", detail)));
            };
            match few(roles) {
                Ok(roles) => edit.roles = roles,
                Err(error) => return of_one_row(error).map(Err),
            }
        }
        Ok(Ok(edit))
    }

    /// The roles of a cell, in the order of their ids: with semicolons, bars or ends of lines between them, or with commas, which
    /// may stand in a name as well. Nothing when one of them is not there.
    fn roles(&self, cell: &str) -> Option<Vec<DutyId>> {
        let find = |name: &str| one(&self.roles, &self.known.roles, name.trim());
        let mut found = Vec::new();
        for part in cell.split([';', '|', '\n']).filter(|part| !part.trim().is_empty()) {
            match find(part) {
                Some(id) => found.push(id),
                None => {
                    let names = part.split(',').filter(|name| !name.trim().is_empty());
                    found.extend(names.map(find).collect::<Option<Vec<_>>>()?);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Some(found)
    }
}

fn folded<I>(known: &[(I, String)]) -> HashMap<String, Vec<&str>> {
    let mut folded: HashMap<String, Vec<&str>> = HashMap::new();
    for (_, name) in known {
        folded.entry(fold(name)).or_default().push(name);
    }
    folded
}

/// The one that is called so: to the letter, or alone when accents, case and signs do not count.
fn one<I: Copy>(folded: &HashMap<String, Vec<&str>>, known: &[(I, String)], wanted: &str) -> Option<I> {
    let called = |name: &str| known.iter().find(|(_, one)| one == name).map(|(id, _)| *id);
    called(wanted).or_else(|| match folded.get(&fold(wanted)).map(Vec::as_slice) {
        Some([name]) => called(name),
        _ => None,
    })
}

/// The row, unless one before it is about the same worker: of the same reference, or of the same name where one has none.
fn first_of(
    seen: &mut HashMap<String, u32>,
    row: u32,
    edit: WorkerEdit,
) -> std::result::Result<WorkerEdit, Reason> {
    let key = match &edit.reference {
        Some(reference) => format!("reference {reference}"),
        None => format!("name {}", edit.name.to_lowercase()),
    };
    match seen.get(&key) {
        Some(first) => {
            let detail = format!("This is the same worker as in row {first}.");
            Err(Reason { field: "row", code: "duplicate_worker".into(), detail })
        }
        None => {
            seen.insert(key, row);
            Ok(edit)
        }
    }
}

fn refused(id: Option<WorkerId>, changes: Vec<&'static str>, reason: Reason) -> Task {
    Task::Nothing(Fate::Refused, id, changes, Some(reason))
}

fn task(known: &[WorkerMatch], edit: &WorkerEdit, update: bool) -> Task {
    let present = match &edit.reference {
        Some(_) => known.iter().find(|one| one.edit.reference == edit.reference),
        None => {
            let name = edit.name.to_lowercase();
            let mut same = known.iter().filter(|one| one.edit.name.to_lowercase() == name);
            match (same.next(), same.next()) {
                (Some(_), Some(_)) => {
                    let detail = "Several workers have this name: give the reference.";
                    return refused(None, Vec::new(), Reason::new("name", "several_workers", detail));
                }
                (one, _) => one,
            }
        }
    };
    let Some(present) = present else { return Task::Create };
    let (new, changes) = merged(&present.edit, edit);
    if changes.is_empty() {
        return Task::Nothing(Fate::Unchanged, Some(present.id), changes, None);
    }
    if update {
        return Task::Update(Box::new((present.clone(), new)), changes);
    }
    let detail = "This worker is there already and differs; import with updates to change him.";
    refused(Some(present.id), changes, Reason::new("row", "worker_already_there", detail))
}

/// The worker as the row would have him: an empty cell says nothing. And which fields that changes.
fn merged(present: &WorkerEdit, edit: &WorkerEdit) -> (WorkerEdit, Vec<&'static str>) {
    let new = WorkerEdit {
        name: edit.name.clone(),
        email: edit.email.clone().or_else(|| present.email.clone()),
        contractor: edit.contractor.or(present.contractor),
        crew: edit.crew.or(present.crew),
        roles: if edit.roles.is_empty() { present.roles.clone() } else { edit.roles.clone() },
        ..present.clone()
    };
    let changes = [
        ("name", new.name != present.name),
        ("email", new.email != present.email),
        ("contractor", new.contractor != present.contractor),
        ("crew", new.crew != present.crew),
        ("roles", new.roles != present.roles),
    ];
    (new, changes.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect())
}

fn tell(row: &Planned, task: Task) -> WorkerRow {
    let (fate, worker, changes, reason) = match task {
        Task::Nothing(fate, worker, changes, reason) => (fate, worker, changes, reason),
        Task::Create => (Fate::Created, None, Vec::new(), None),
        Task::Update(both, changes) => (Fate::Updated, Some(both.0.id), changes, None),
    };
    let text = |field| cell(&row.cells, field).map(str::to_owned);
    WorkerRow {
        row: row.number,
        fate,
        name: text(NAME).unwrap_or_default(),
        reference: text(REFERENCE_OF),
        crew: text(CREW),
        contractor: text(CONTRACTOR),
        roles: text(ROLES),
        worker,
        changes,
        reason,
    }
}
