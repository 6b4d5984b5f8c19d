//! Tickets from a table: each row held against those that its worker has, and recorded like a single one.

use std::collections::HashSet;

use domain::id::{TicketId, WorkerId};
use domain::ticket::day_text;
use domain::{Action, TicketCode};
use intake::fold;
use store::{AuditEvent, TicketEdit, TicketMatch, TicketType, TicketTypeFilter, WorkerMatch};
use tokio::sync::mpsc::Sender;

use super::super::tickets::record::{DRAWS, TicketInput, checked, described};
use super::super::upload::UploadedFile;
use super::super::{Result, field};
use super::days::{DayOrder, NoDay, day, order_of};
use super::sheet::{Sheet, cell};
use super::worker_columns::{EXPIRES, ISSUED, ISSUER, NUMBER, TICKET, TYPE, WHO, WHOSE};
use super::{Counts, Fate, Import, Reason, of_one_row};
use crate::app::App;
use crate::auth::session::Session;

/// Rows that are looked up at a time.
const AT_A_TIME: usize = 200;

/// What became of a row of tickets, or would.
#[derive(Debug)]
pub struct TicketRow {
    /// Its line or row in the file.
    pub row: u32,
    /// What it came to.
    pub fate: Fate,
    /// The worker's name; as the file has it, where he is not known.
    pub name: String,
    /// His reference, as the file has it.
    pub reference: Option<String>,
    /// The type: its code, or what the file says if there is none such.
    pub kind: String,
    /// The number.
    pub number: Option<String>,
    /// The first day.
    pub issued_on: Option<String>,
    /// The last day.
    pub expires_on: Option<String>,
    /// Whose it is.
    pub worker: Option<WorkerId>,
    /// Why it is not taken.
    pub reason: Option<Reason>,
}

/// A file of tickets that was read.
#[derive(Debug)]
pub struct TicketsPlan {
    /// The table.
    pub sheet: Sheet,
    order: Option<DayOrder>,
    types: Vec<TicketType>,
}

/// A row that holds together.
struct Planned<'p> {
    worker: &'p WorkerMatch,
    kind: &'p TicketType,
    edit: TicketEdit,
}

/// How a row stands to what is there.
enum Verdict {
    New,
    There,
    Differs,
}

impl TicketsPlan {
    /// Reads a file. `order` says which number of a day is the month, where the file does not.
    ///
    /// # Errors
    /// `Unread` when it is no table of tickets; what policy or the store says.
    pub async fn read(
        app: &App,
        session: &Session,
        file: UploadedFile,
        order: Option<DayOrder>,
    ) -> Result<Self> {
        let sheet = Sheet::read(app, file, &TICKET, TYPE).await?;
        let mut types = Vec::new();
        let mut filter = TicketTypeFilter { limit: 200, ..TicketTypeFilter::default() };
        loop {
            let (_, page) = app.store.ticket_types(&session.caller, &filter).await?;
            types.extend(page.items);
            filter.cursor = page.next;
            if filter.cursor.is_none() {
                break;
            }
        }
        let texts = || sheet.rows.iter().flat_map(|(_, cells)| [ISSUED, EXPIRES].map(|at| cell(cells, at)));
        let order = order_of(texts().flatten()).or(order);
        Ok(Self { order, types, sheet })
    }

    /// How many rows there are, without the one that names the columns.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sheet.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sheet.rows.is_empty()
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
        told: Sender<TicketRow>,
    ) -> Result<()> {
        let mut seen = HashSet::new();
        for some in self.sheet.rows.chunks(AT_A_TIME) {
            let references: Vec<_> = some.iter().filter_map(|(_, cells)| cell(cells, WHOSE)).collect();
            let names: Vec<_> = some.iter().filter_map(|(_, cells)| cell(cells, WHO)).collect();
            let workers = app.store.workers_like(&session.caller, &references, &names).await?;
            let ids: Vec<_> = workers.iter().map(|one| one.id).collect();
            let known = app.store.tickets_like(&session.caller, &ids).await?;
            for (number, cells) in some {
                let mut row = self.as_written(*number, cells);
                match self.planned(cells, &workers) {
                    Ok(planned) => {
                        tell(&mut row, &planned);
                        let verdict = self.verdict(&planned, &known, &mut seen);
                        self.settle(app, session, import, &planned, verdict, &mut row).await?;
                    }
                    Err(error) => row.reason = Some(of_one_row(error)?),
                }
                counts.add(row.fate);
                if told.send(row).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn as_written(&self, row: u32, cells: &[String]) -> TicketRow {
        let text = |field| cell(cells, field).map(str::to_owned);
        TicketRow {
            row,
            fate: Fate::Refused,
            name: text(WHO).unwrap_or_default(),
            reference: text(WHOSE),
            kind: text(TYPE).unwrap_or_default(),
            number: text(NUMBER),
            issued_on: text(ISSUED),
            expires_on: text(EXPIRES),
            worker: None,
            reason: None,
        }
    }

    /// What a row says.
    fn planned<'p>(&'p self, cells: &[String], workers: &'p [WorkerMatch]) -> Result<Planned<'p>> {
        let worker = whose(cells, workers)?;
        let kind = self.kind(cell(cells, TYPE).unwrap_or_default())?;
        let text = |field| cell(cells, field).map(str::to_owned);
        let input = TicketInput {
            kind: kind.id.to_string(),
            number: text(NUMBER),
            issuer: text(ISSUER),
            issued_on: self.day("issued_on", cell(cells, ISSUED))?,
            expires_on: self.day("expires_on", cell(cells, EXPIRES))?,
            renews: None,
        };
        Ok(Planned { worker, kind, edit: checked(&input, kind)? })
    }

    /// A type by its code, or by its name where one alone is called so.
    fn kind(&self, text: &str) -> Result<&TicketType> {
        let by_code = self.types.iter().find(|one| one.code == text);
        let by_code = by_code.or_else(|| self.types.iter().find(|one| one.code.eq_ignore_ascii_case(text)));
        if let Some(kind) = by_code {
            return Ok(kind);
        }
        let wanted = fold(text);
        let mut called = self.types.iter().filter(|one| fold(&one.name) == wanted);
        match (called.next(), called.next()) {
            (Some(kind), None) if !wanted.is_empty() => Ok(kind),
            _ => {
                let detail = "There is no type of tickets with this code or name; make it first.";
                Err(field("type", "unknown_type", detail))
            }
        }
    }

    fn day(&self, which: &'static str, text: Option<&str>) -> Result<Option<String>> {
        let Some(text) = text else { return Ok(None) };
        match day(text, self.order) {
            Ok(day) => Ok(Some(day_text(day))),
            Err(NoDay::Malformed) => {
                let detail = "This is no day of the years 1900 to 2199.";
                Err(field(which, "day", detail))
            }
            Err(NoDay::Ambiguous) => {
                let detail = "The day could be the month: say which comes first, or write it as 2026-01-31.";
                Err(field(which, "ambiguous_day", detail))
            }
        }
    }

    /// How a row stands to the tickets of its worker, and to the rows before it.
    fn verdict(
        &self,
        planned: &Planned<'_>,
        known: &[TicketMatch],
        seen: &mut HashSet<String>,
    ) -> Option<Verdict> {
        let Planned { worker, edit, .. } = planned;
        let number = edit.number.as_deref().map(str::to_lowercase);
        let which = number.unwrap_or_else(|| format!(" {:?} {:?}", edit.issued_on, edit.expires_on));
        seen.insert(format!("{} {} {which}", worker.id, edit.kind)).then(|| compare(planned, known))
    }

    async fn settle(
        &self,
        app: &App,
        session: &Session,
        import: Option<&Import>,
        planned: &Planned<'_>,
        verdict: Option<Verdict>,
        row: &mut TicketRow,
    ) -> Result<()> {
        match (verdict, import) {
            (None, _) => {
                let detail = "The same ticket stands further up in the file.";
                row.reason = Some(Reason::new("row", "duplicate_ticket", detail));
            }
            (Some(Verdict::There), _) => row.fate = Fate::Unchanged,
            (Some(Verdict::Differs), _) => row.reason = Some(differs()),
            (Some(Verdict::New), None) => match refusal(planned) {
                Some(reason) => row.reason = Some(reason),
                None => row.fate = Fate::Created,
            },
            (Some(Verdict::New), Some(import)) => {
                match Box::pin(apply(app, session, import, row.row, planned)).await {
                    Ok(Verdict::New) => row.fate = Fate::Created,
                    Ok(Verdict::There) => row.fate = Fate::Unchanged,
                    Ok(Verdict::Differs) => row.reason = Some(differs()),
                    Err(error) => row.reason = Some(of_one_row(error)?),
                }
            }
        }
        Ok(())
    }
}

fn differs() -> Reason {
    let detail =
        "The worker has a ticket of this type and number already, and it differs: correct or renew that one.";
    Reason::new("number", "ticket_already_there", detail)
}

/// What would be refused by the act itself, for a preview.
fn refusal(planned: &Planned<'_>) -> Option<Reason> {
    if planned.worker.edit.archived_at.is_some() {
        return Some(Reason::new(
            "name",
            "worker_archived",
            "This worker is in the archive, and gets no tickets.",
        ));
    }
    let detail = "This type is in the archive: there are no new tickets of it.";
    planned.kind.archived_at.is_some().then(|| Reason::new("type", "type_archived", detail))
}

/// Whose a ticket is: of the reference; without one, of the name if one alone has it.
fn whose<'w>(cells: &[String], workers: &'w [WorkerMatch]) -> Result<&'w WorkerMatch> {
    if let Some(reference) = cell(cells, WHOSE) {
        let found = workers.iter().find(|one| one.edit.reference.as_deref() == Some(reference));
        let detail = "You see no worker with this reference; import the workers first.";
        return found.ok_or_else(|| field("reference", "unknown_worker", detail));
    }
    let Some(name) = cell(cells, WHO) else {
        return Err(field("reference", "worker_missing", "This row names no worker: give the reference."));
    };
    let folded = name.to_lowercase();
    let mut same = workers.iter().filter(|one| one.edit.name.to_lowercase() == folded);
    match (same.next(), same.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => {
            Err(field("name", "unknown_worker", "You see no worker of this name; import the workers first."))
        }
        _ => Err(field("name", "several_workers", "Several workers have this name: give the reference.")),
    }
}

/// A ticket is known by its type and number; without a number, by its days.
fn compare(planned: &Planned<'_>, known: &[TicketMatch]) -> Verdict {
    let edit = &planned.edit;
    let same = |one: &&TicketMatch| {
        one.worker == planned.worker.id
            && one.edit.kind == edit.kind
            && match (&one.edit.number, &edit.number) {
                (Some(one), Some(other)) => one.to_lowercase() == other.to_lowercase(),
                (None, None) => {
                    (one.edit.issued_on, one.edit.expires_on) == (edit.issued_on, edit.expires_on)
                }
                _ => false,
            }
    };
    let Some(present) = known.iter().find(same) else { return Verdict::New };
    let days = (present.edit.issued_on, present.edit.expires_on) == (edit.issued_on, edit.expires_on);
    let issuer = edit.issuer.is_none() || edit.issuer == present.edit.issuer;
    if days && issuer { Verdict::There } else { Verdict::Differs }
}

/// Looks again, now that no other import decides about this worker's tickets, and records it.
async fn apply(
    app: &App,
    session: &Session,
    import: &Import,
    row: u32,
    planned: &Planned<'_>,
) -> Result<Verdict> {
    let Planned { worker, kind, edit } = planned;
    let mut left = DRAWS;
    loop {
        left -= 1;
        let (id, code) = (TicketId::new(app.clock.now(), &*app.rng), TicketCode::new(&*app.rng));
        let tx = app.store.begin(&session.caller).await?;
        let known = tx.lock_tickets_like(worker.id).await?;
        match compare(planned, &known) {
            Verdict::New => {}
            other => {
                tx.rollback().await;
                return Ok(other);
            }
        }
        let event = AuditEvent::new(Action::TicketCreate)
            .on("ticket", &id)
            .version(1)
            .detail("worker", &worker.id)
            .detail("type", &kind.code)
            .detail("code", &code)
            .personal("worker_name", &worker.edit.name);
        let (tx, event) = import.permit_row(app, session, tx, event, &worker.id.to_string()).await?;
        let event = import.note(described(event, edit), row);
        let done = match tx.record_ticket(id, worker.id, code, edit, None).await {
            Ok(()) => tx.commit(&event).await.map(drop),
            Err(error) => Err(error),
        };
        match done {
            Ok(()) => return Ok(Verdict::New),
            Err(error) if left > 0 && error.is_code_taken() => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn tell(row: &mut TicketRow, planned: &Planned<'_>) {
    row.worker = Some(planned.worker.id);
    row.name.clone_from(&planned.worker.edit.name);
    row.kind.clone_from(&planned.kind.code);
    row.number.clone_from(&planned.edit.number);
    row.issued_on = planned.edit.issued_on.map(day_text);
    row.expires_on = planned.edit.expires_on.map(day_text);
}
