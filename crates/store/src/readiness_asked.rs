//! What somebody's work asks for beside the place: his roles, and the task of the day (docs/adr/0043-duties.md).

use domain::DutyKind;
use domain::id::{DutyId, TicketTypeId};
use domain::readiness::{Readiness, joined};
use time::Date;
use tokio_postgres::Row;

use crate::readiness::{SiteNeeds, Standing};
use crate::{Error, Result, duties};

/// A role or task, and the tickets that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyNeeds {
    /// Its id.
    pub id: DutyId,
    /// Whether workers have it, or it is chosen for the day.
    pub kind: DutyKind,
    /// Its name.
    pub name: String,
    /// Types, by name.
    pub needed: Vec<(TicketTypeId, String)>,
}

/// All roles and tasks of the organization, by name, and which task is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    duties: Vec<DutyNeeds>,
    task: Option<DutyId>,
}

/// Who asks for a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker<'a> {
    /// The place.
    Site(&'a SiteNeeds),
    /// A role of his, or the task.
    Duty(&'a DutyNeeds),
}

fn kinds(needed: &[(TicketTypeId, String)]) -> Vec<TicketTypeId> {
    needed.iter().map(|(kind, _)| *kind).collect()
}

impl Asked {
    /// From rows of roles and tasks. A task that is not there is refused: without it, less would be asked for than was meant.
    pub(crate) fn of(rows: &[Row], task: Option<DutyId>) -> Result<Self> {
        let duty = |row: &Row| {
            Ok(DutyNeeds {
                id: DutyId::from_uuid(row.try_get("id")?),
                kind: duties::kind_of(row)?,
                name: row.try_get("name")?,
                needed: duties::needed(row)?,
            })
        };
        let asked = Self { duties: rows.iter().map(duty).collect::<Result<_>>()?, task };
        if task.is_some() && asked.task().is_none() {
            return Err(Error::NotFound);
        }
        Ok(asked)
    }

    /// The task that is to be done.
    #[must_use]
    pub fn task(&self) -> Option<&DutyNeeds> {
        self.duties.iter().find(|duty| Some(duty.id) == self.task && duty.kind == DutyKind::Task)
    }

    /// All tasks, by name.
    pub fn tasks(&self) -> impl Iterator<Item = &DutyNeeds> {
        self.duties.iter().filter(|duty| duty.kind == DutyKind::Task)
    }

    /// Whether the task, or some role, needs any ticket.
    #[must_use]
    pub fn asks(&self) -> bool {
        let mut roles = self.duties.iter().filter(|duty| duty.kind == DutyKind::Role).chain(self.task());
        roles.any(|duty| !duty.needed.is_empty())
    }

    /// A worker's roles, by name.
    pub fn roles<'a>(&'a self, worker: &'a Standing) -> impl Iterator<Item = &'a DutyNeeds> {
        self.duties.iter().filter(|duty| duty.kind == DutyKind::Role && worker.roles.contains(&duty.id))
    }

    /// What is asked of a worker wherever he works.
    pub(crate) fn everywhere(&self, worker: &Standing) -> Vec<TicketTypeId> {
        let lists: Vec<_> = self.roles(worker).chain(self.task()).map(|duty| kinds(&duty.needed)).collect();
        joined(lists.iter().map(Vec::as_slice))
    }

    /// Whether a worker may work at a site.
    #[must_use]
    pub fn judge(&self, site: &SiteNeeds, worker: &Standing, day: Date) -> Readiness {
        judged(&kinds(&site.needed), &self.everywhere(worker), worker, day)
    }

    /// The name of a type that is asked for, at the site or by some work.
    #[must_use]
    pub fn name_of<'a>(&'a self, site: &'a SiteNeeds, kind: TicketTypeId) -> &'a str {
        let mut all = site.needed.iter().chain(self.duties.iter().flat_map(|duty| &duty.needed));
        all.find(|(known, _)| *known == kind).map_or("", |(_, name)| name)
    }

    /// Who asks a worker for a type at the site: the site, then his roles, then the task.
    #[must_use]
    pub fn askers<'a>(
        &'a self,
        site: &'a SiteNeeds,
        worker: &'a Standing,
        kind: TicketTypeId,
    ) -> Vec<Asker<'a>> {
        let asks = |needed: &[(TicketTypeId, String)]| needed.iter().any(|(known, _)| *known == kind);
        let place = Some(site).filter(|site| asks(&site.needed)).map(Asker::Site);
        let work = self.roles(worker).chain(self.task()).filter(|duty| asks(&duty.needed)).map(Asker::Duty);
        place.into_iter().chain(work).collect()
    }
}

/// Holds what a site asks for, and what is asked for everywhere, against what a worker has.
pub(crate) fn judged(
    site: &[TicketTypeId],
    everywhere: &[TicketTypeId],
    worker: &Standing,
    day: Date,
) -> Readiness {
    if everywhere.is_empty() {
        return Readiness::of(site, &worker.tickets, day);
    }
    Readiness::of(&joined([site, everywhere]), &worker.tickets, day)
}
