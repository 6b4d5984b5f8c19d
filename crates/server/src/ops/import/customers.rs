//! Rows of customers, held against those that are there: what each comes to, and doing it.

use std::collections::HashSet;

use domain::Action;
use domain::id::CustomerId;
use store::{AuditEvent, CustomerEdit, CustomerMatch};
use tokio::sync::mpsc::Sender;

use super::super::customers::described;
use super::super::{Error, Result};
use super::customer_rows::{CustomersPlan, PlannedCustomer};
use super::{Counts, Fate, Import, Reason, of_one_row};
use crate::app::App;
use crate::auth::session::Session;

/// Rows that are looked up at a time.
const AT_A_TIME: usize = 200;

/// What became of a row of customers, or would.
#[derive(Debug)]
pub struct CustomerRow {
    /// Its line or row in the file.
    pub row: u32,
    /// What it came to.
    pub fate: Fate,
    /// The name.
    pub name: String,
    /// The tax id, in its normal form where it is one.
    pub tax_id: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// The customer, unless it is yet to be created.
    pub customer: Option<CustomerId>,
    /// Which fields it changes.
    pub changes: Vec<&'static str>,
    /// Why it is not taken.
    pub reason: Option<Reason>,
}

/// Which customer a row is about.
enum Found<'m> {
    Nobody,
    One(&'m CustomerMatch),
    Several,
}

/// Who has the tax id; else who has the name, where one of the two has no tax id and their countries do not differ.
fn find<'m>(known: &'m [CustomerMatch], edit: &CustomerEdit, claimed: &HashSet<CustomerId>) -> Found<'m> {
    let same_id = |one: &&CustomerMatch| {
        edit.tax_id.is_some() && (&one.tax_id, &one.country) == (&edit.tax_id, &edit.country)
    };
    if let Some(one) = known.iter().find(same_id) {
        return Found::One(one);
    }
    let name = edit.name.to_lowercase();
    let mut same_name = known.iter().filter(|one| {
        let apart = one.country.is_some() && edit.country.is_some() && one.country != edit.country;
        let bare = one.tax_id.is_none() || edit.tax_id.is_none();
        one.name.to_lowercase() == name && bare && !apart && !claimed.contains(&one.id)
    });
    match (same_name.next(), same_name.next()) {
        (None, _) => Found::Nobody,
        (Some(one), None) => Found::One(one),
        (Some(_), Some(_)) => Found::Several,
    }
}

/// The customer as the row would have it: an empty cell says nothing. And which fields that changes.
fn merged(present: &CustomerMatch, edit: &CustomerEdit) -> (CustomerEdit, Vec<&'static str>) {
    let new = CustomerEdit {
        name: edit.name.clone(),
        tax_id: edit.tax_id.clone().or_else(|| present.tax_id.clone()),
        country: edit.country.clone().or_else(|| present.country.clone()),
        notes: if edit.notes.is_empty() { present.notes.clone() } else { edit.notes.clone() },
    };
    let changes = [
        ("name", new.name != present.name),
        ("tax_id", new.tax_id != present.tax_id),
        ("country", new.country != present.country),
        ("notes", new.notes != present.notes),
    ];
    (new, changes.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect())
}

/// What is to be done about a row.
enum Task {
    Nothing(Fate, Option<CustomerId>, Vec<&'static str>, Option<Reason>),
    Create,
    Update(CustomerMatch, CustomerEdit, Vec<&'static str>),
}

fn task(known: &[CustomerMatch], edit: &CustomerEdit, claimed: &HashSet<CustomerId>, update: bool) -> Task {
    let refused = |id, changes, reason| Task::Nothing(Fate::Refused, id, changes, Some(reason));
    match find(known, edit, claimed) {
        Found::Nobody => Task::Create,
        Found::Several => refused(
            None,
            Vec::new(),
            Reason::new("name", "several_customers", "Several customers have this name: give the tax id."),
        ),
        Found::One(one) => match merged(one, edit) {
            (_, changes) if changes.is_empty() => Task::Nothing(Fate::Unchanged, Some(one.id), changes, None),
            (new, changes) if update => Task::Update(one.clone(), new, changes),
            (_, changes) => {
                let detail = "This customer is there already and differs; import with updates to change it.";
                refused(Some(one.id), changes, Reason::new("row", "already_there", detail))
            }
        },
    }
}

impl CustomersPlan {
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
        told: Sender<CustomerRow>,
    ) -> Result<()> {
        let mut claimed = HashSet::new();
        for some in self.rows.chunks(AT_A_TIME) {
            let edits: Vec<_> = some.iter().filter_map(|row| row.edit.as_ref().ok().cloned()).collect();
            let known = app.store.customers_like(&session.caller, &edits).await?;
            for row in some {
                let done = self.one(app, session, import, row, &known, &claimed).await?;
                claimed.extend(done.customer);
                counts.add(done.fate);
                if told.send(done).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn one(
        &self,
        app: &App,
        session: &Session,
        import: Option<&Import>,
        row: &PlannedCustomer,
        known: &[CustomerMatch],
        claimed: &HashSet<CustomerId>,
    ) -> Result<CustomerRow> {
        let edit = match &row.edit {
            Ok(edit) => edit,
            Err(reason) => {
                return Ok(told(row, Task::Nothing(Fate::Refused, None, Vec::new(), Some(reason.clone()))));
            }
        };
        let task = task(known, edit, claimed, self.update);
        match (import, task) {
            (Some(import), Task::Create | Task::Update(..)) => {
                Box::pin(self.apply(app, session, import, row, edit, claimed)).await
            }
            (_, task) => Ok(told(row, task)),
        }
    }

    /// Looks again, now that nobody else decides about this customer, and does it.
    async fn apply(
        &self,
        app: &App,
        session: &Session,
        import: &Import,
        row: &PlannedCustomer,
        edit: &CustomerEdit,
        claimed: &HashSet<CustomerId>,
    ) -> Result<CustomerRow> {
        let tx = app.store.begin_for(&session.caller, Action::CustomerCreate).await?;
        let known = tx.lock_customers_like(edit).await?;
        let done = match task(&known, edit, claimed, self.update) {
            Task::Create => {
                let id = CustomerId::new(app.clock.now(), &*app.rng);
                let event = AuditEvent::new(Action::CustomerCreate).on("customer", &id);
                let org = session.org.to_string();
                let (tx, event) = import.permit_row(app, session, tx, event, &org).await?;
                let event = import.note(described(event.version(1), edit), row.number);
                tx.create_customer(id, edit, &event).await.map(|()| (Fate::Created, id, Vec::new()))
            }
            Task::Update(present, new, changes) => {
                let id = present.id;
                let event = AuditEvent::new(Action::CustomerUpdate).on("customer", &id);
                let (tx, event) = import.permit_row(app, session, tx, event, &id.to_string()).await?;
                let event = import.note(described(event.version(present.version + 1), &new), row.number);
                match tx.update_customer(id, present.version, &new).await {
                    Ok(()) => tx.commit(&event).await.map(|_| (Fate::Updated, id, changes)),
                    Err(error) => {
                        tx.rollback().await;
                        Err(error)
                    }
                }
            }
            nothing @ Task::Nothing(..) => {
                tx.rollback().await;
                return Ok(told(row, nothing));
            }
        };
        Ok(match done {
            Ok((fate, id, changes)) => told(row, Task::Nothing(fate, Some(id), changes, None)),
            Err(error) => {
                let reason = of_one_row(Error::Store(error))?;
                told(row, Task::Nothing(Fate::Refused, None, Vec::new(), Some(reason)))
            }
        })
    }
}

fn told(row: &PlannedCustomer, task: Task) -> CustomerRow {
    let (fate, customer, changes, reason) = match task {
        Task::Nothing(fate, customer, changes, reason) => (fate, customer, changes, reason),
        Task::Create => (Fate::Created, None, Vec::new(), None),
        Task::Update(present, _, changes) => (Fate::Updated, Some(present.id), changes, None),
    };
    let (name, tax_id, country) = match &row.edit {
        Ok(edit) => (edit.name.clone(), edit.tax_id.clone(), edit.country.clone()),
        Err(_) => (row.input.name.clone(), row.input.tax_id.clone(), row.input.country.clone()),
    };
    CustomerRow { row: row.number, fate, name, tax_id, country, customer, changes, reason }
}
