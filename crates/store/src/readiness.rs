//! What readiness is worked out from: what sites and work need, the workers whom the caller sees, and their tickets.

use std::collections::HashMap;

use domain::id::{ContractorId, CrewId, DutyId, SiteId, TicketTypeId, WorkerId};
use domain::readiness::Held;
use domain::{Action, Actor, Outlook, Readiness, TicketState};
use time::{Date, OffsetDateTime};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{self, Page};
use crate::readiness_asked::{Asked, judged};
use crate::{Caller, Error, Result, Store, TenantTx, duties};

/// Of which workers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadinessFilter {
    /// Of this crew.
    pub crew: Option<CrewId>,
    /// Of this contractor.
    pub contractor: Option<ContractorId>,
    /// This one.
    pub worker: Option<WorkerId>,
    /// Who are to do this.
    pub task: Option<DutyId>,
}

/// Whom the figures of a site count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum People {
    /// Whoever could be sent there.
    #[default]
    Everybody,
    /// Those whose crew works there.
    OfSite,
}

impl People {
    /// Whether a worker counts at a site.
    #[must_use]
    pub fn count(self, worker: &Standing, site: SiteId) -> bool {
        match self {
            Self::Everybody => true,
            Self::OfSite => worker.site == Some(site),
        }
    }
}

/// A site, and the tickets that it takes to work there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteNeeds {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// The site's version: it rises when what it needs changes.
    pub version: i32,
    /// Types, by name.
    pub needed: Vec<(TicketTypeId, String)>,
}

/// A worker, and those of his tickets that matter somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// His id.
    pub id: WorkerId,
    /// His name.
    pub name: String,
    /// His crew.
    pub crew: Option<(CrewId, String)>,
    /// Where it works.
    pub site: Option<SiteId>,
    /// Whose employee he is, if not the organization's.
    pub contractor: Option<(ContractorId, String)>,
    /// His roles.
    pub roles: Vec<DutyId>,
    /// His tickets, without those that others have replaced.
    pub tickets: Vec<Held>,
}

/// Who stands how, on one day of the organization's calendar.
#[derive(Debug, Clone)]
pub struct Board {
    /// The day.
    pub day: Date,
    /// Sites, by name.
    pub sites: Vec<SiteNeeds>,
    /// What is asked for beside.
    pub asked: Asked,
    /// Workers whom the caller sees and who have not left, by name.
    pub workers: Vec<Standing>,
}

/// A page of workers at one site.
#[derive(Debug, Clone)]
pub struct SiteBoard {
    /// See [`Board::day`].
    pub day: Date,
    /// The site.
    pub site: SiteNeeds,
    /// See [`Board::asked`].
    pub asked: Asked,
    /// Workers, by name, each with whether he may work there.
    pub page: Page<(Standing, Readiness)>,
}

/// How many workers have which outlook, in the order of [`Outlook::ALL`].
pub type Tally = [usize; Outlook::ALL.len()];

/// Counts one more.
pub(crate) fn count(tally: &mut Tally, outlook: Outlook) {
    let place = Outlook::ALL.into_iter().position(|known| known == outlook);
    if let Some(count) = place.and_then(|place| tally.get_mut(place)) {
        *count += 1;
    }
}

impl Board {
    /// How many of the workers who count at the site have which outlook there.
    #[must_use]
    pub fn tally(&self, site: &SiteNeeds, people: People) -> Tally {
        let needed: Vec<TicketTypeId> = site.needed.iter().map(|(kind, _)| *kind).collect();
        let mut tally = Tally::default();
        for worker in self.workers.iter().filter(|worker| people.count(worker, site.id)) {
            let readiness = judged(&needed, &self.asked.everywhere(worker), worker, self.day);
            count(&mut tally, readiness.outlook(self.day));
        }
        tally
    }
}

pub(crate) const SITES: &str = include_str!("../sql/readiness_sites.sql");
pub(crate) const DUTIES: &str = include_str!("../sql/readiness_duties.sql");
const WORKERS: &str = include_str!("../sql/readiness_workers.sql");
const TICKETS: &str = include_str!("../sql/readiness_tickets.sql");
pub(crate) const DAY: &str =
    "SELECT ($1::timestamptz AT TIME ZONE o.time_zone)::date AS day FROM credenza.organizations o";

pub(crate) fn needs(row: &Row) -> Result<SiteNeeds> {
    Ok(SiteNeeds {
        id: SiteId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        version: row.try_get("version")?,
        needed: duties::needed(row)?,
    })
}

pub(crate) fn standing(row: &Row, tickets: &mut HashMap<Uuid, Vec<Held>>) -> Result<Standing> {
    let id: Uuid = row.try_get("id")?;
    let (crew, crew_name): (Option<Uuid>, Option<String>) =
        (row.try_get("crew_id")?, row.try_get("crew_name")?);
    let contractor: Option<Uuid> = row.try_get("contractor_id")?;
    let contractor_name: Option<String> = row.try_get("contractor_name")?;
    Ok(Standing {
        id: WorkerId::from_uuid(id),
        name: row.try_get("name")?,
        crew: crew.map(CrewId::from_uuid).zip(crew_name),
        site: row.try_get::<_, Option<Uuid>>("site_id")?.map(SiteId::from_uuid),
        roles: row.try_get::<_, Vec<Uuid>>("roles")?.into_iter().map(DutyId::from_uuid).collect(),
        contractor: contractor.map(ContractorId::from_uuid).zip(contractor_name),
        tickets: tickets.remove(&id).unwrap_or_default(),
    })
}

pub(crate) fn by_worker(rows: &[Row]) -> Result<HashMap<Uuid, Vec<Held>>> {
    let mut tickets: HashMap<Uuid, Vec<Held>> = HashMap::new();
    for row in rows {
        let state: &str = row.try_get("state")?;
        tickets.entry(row.try_get("worker_id")?).or_default().push(Held {
            kind: TicketTypeId::from_uuid(row.try_get("type_id")?),
            state: TicketState::from_word(state).ok_or(Error::Malformed("state"))?,
            issued_on: row.try_get("issued_on")?,
            expires_on: row.try_get("expires_on")?,
        });
    }
    Ok(tickets)
}

impl Store {
    /// Everything that readiness is worked out from, of the workers whom the caller sees.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`] for a task that is not there.
    pub async fn readiness(
        &self,
        caller: &Caller,
        filter: &ReadinessFilter,
        now: OffsetDateTime,
    ) -> Result<(Actor, Board)> {
        let (actor, board, _) = self.board(caller, (None, None), filter, (None, None), now).await?;
        Ok((actor, board))
    }

    /// Workers at one site, by name, each with whether he may work there; `outlook` narrows the list.
    ///
    /// # Errors
    /// As [`Store::readiness`]; [`Error::NotFound`] for a site that is not there; [`Error::Malformed`] for a cursor that is none.
    pub async fn readiness_at(
        &self,
        caller: &Caller,
        (site, people): (SiteId, People),
        filter: &ReadinessFilter,
        outlook: Option<Outlook>,
        (cursor, limit): (Option<&str>, usize),
        now: OffsetDateTime,
    ) -> Result<SiteBoard> {
        let (name, id) = page::name_and_id::<WorkerId>(cursor)?;
        let from = (name, id.map(WorkerId::uuid));
        let of = Some(site).filter(|_| people == People::OfSite);
        let (_, board, keys) = self.board(caller, (Some(site), of), filter, from, now).await?;
        let site = board.sites.into_iter().next().ok_or(Error::NotFound)?;
        let items = board
            .workers
            .into_iter()
            .zip(keys)
            .map(|(worker, key)| {
                let readiness = board.asked.judge(&site, &worker, board.day);
                (page::encode(&key, &worker.id.to_string()), (worker, readiness))
            })
            .filter(|(_, (_, readiness))| outlook.is_none_or(|wanted| readiness.outlook(board.day) == wanted))
            .take(limit.saturating_add(1))
            .collect();
        Ok(SiteBoard { day: board.day, site, asked: board.asked, page: Page::cut(items, limit) })
    }

    /// `site`: only this one; `of`: only whose crews work there.
    async fn board(
        &self,
        caller: &Caller,
        (site, of): (Option<SiteId>, Option<SiteId>),
        filter: &ReadinessFilter,
        (name, id): (Option<String>, Option<Uuid>),
        now: OffsetDateTime,
    ) -> Result<(Actor, Board, Vec<String>)> {
        let (site, of) = (site.map(SiteId::uuid), of.map(SiteId::uuid));
        let (crew, contractor) = (filter.crew.map(CrewId::uuid), filter.contractor.map(ContractorId::uuid));
        let worker = filter.worker.map(WorkerId::uuid);
        let (actor, rows) = self
            .read(
                caller,
                Action::WorkerRead,
                &[
                    (DAY, &[&now]),
                    (SITES, &[&site]),
                    (DUTIES, &[]),
                    (WORKERS, &[&crew, &contractor, &name, &id, &worker, &of]),
                    (TICKETS, &[&crew, &contractor, &worker, &of]),
                ],
            )
            .await?;
        let [day, sites, duties, workers, tickets] = rows.as_slice() else { return Err(Error::NotFound) };
        let mut tickets = by_worker(tickets)?;
        let keys = workers.iter().map(|row| Ok(row.try_get("sort_key")?)).collect::<Result<_>>()?;
        let board = Board {
            day: day.first().ok_or(Error::NotFound)?.try_get("day")?,
            sites: sites.iter().map(needs).collect::<Result<_>>()?,
            asked: Asked::of(duties, filter.task)?,
            workers: workers.iter().map(|row| standing(row, &mut tickets)).collect::<Result<_>>()?,
        };
        Ok((actor, board, keys))
    }

    /// A text that changes when what the caller's board is made of does, and who the caller is now.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`] as soon as he may not see workers any more.
    pub async fn readiness_mark(&self, caller: &Caller, now: OffsetDateTime) -> Result<(Actor, String)> {
        let sql = include_str!("../sql/readiness_mark.sql");
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(sql, &[&now])]).await?;
        Ok((actor, rows.iter().flatten().next().ok_or(Error::NotFound)?.try_get("mark")?))
    }

    /// What a site needs.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn site_needs(&self, caller: &Caller, site: SiteId) -> Result<(Actor, SiteNeeds)> {
        let only = Some(site.uuid());
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(SITES, &[&only])]).await?;
        Ok((actor, needs(rows.iter().flatten().next().ok_or(Error::NotFound)?)?))
    }
}

impl TenantTx {
    /// What a site needs now.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn site_needs(&self, site: SiteId) -> Result<SiteNeeds> {
        let rows = self.query(SITES, &[&Some(site.uuid())]).await?;
        needs(rows.first().ok_or(Error::NotFound)?)
    }

    /// Says what a site needs, in the place of what it did, over the version of the site that the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when the site was changed since; [`Error::Conflict`] when a type is not there.
    pub async fn set_site_needs(&self, site: SiteId, version: i32, types: &[TicketTypeId]) -> Result<()> {
        let touch = "UPDATE credenza.sites SET version = version + 1, updated_at = now()
            WHERE id = $1 AND version = $2";
        if self.execute(touch, &[&site.uuid(), &version]).await? != 1 {
            return Err(Error::Stale);
        }
        let types: Vec<Uuid> = types.iter().map(|kind| kind.uuid()).collect();
        let (org, site) = (self.actor().org.uuid(), site.uuid());
        let remove = "DELETE FROM credenza.site_requirements WHERE site_id = $1 AND type_id <> ALL ($2)";
        let add = "INSERT INTO credenza.site_requirements (org_id, site_id, type_id)
            SELECT $1, $2, y FROM unnest($3::uuid[]) AS y ON CONFLICT DO NOTHING";
        self.query_all(&[(remove, &[&site, &types]), (add, &[&org, &site, &types])]).await.map(drop)
    }
}
