//! A board of readiness that is kept while somebody looks at it: after a change, only those are worked out again whom it is about
//! (docs/adr/0029-readiness.md).

use std::collections::{HashMap, HashSet};

use domain::id::{ContractorId, CrewId, DutyId, SiteId, TicketTypeId};
use domain::{Action, Actor, Outlook};
use time::{Date, OffsetDateTime};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{self, Page};
use crate::readiness::{
    Board, DAY, DUTIES, People, ReadinessFilter, SITES, SiteBoard, SiteNeeds, Standing, Tally, by_worker,
    count, needs, standing,
};
use crate::readiness_asked::{Asked, judged};
use crate::{Caller, Error, Result, Store};

const GROUND: &str = include_str!("../sql/readiness_ground.sql");
const MARKS: &str = include_str!("../sql/readiness_marks.sql");
const WORKERS_OF: &str = include_str!("../sql/readiness_workers_of.sql");
const TICKETS_OF: &str = include_str!("../sql/readiness_tickets_of.sql");

/// Who stands how at each site, as it was at the last look; nothing before the first.
#[derive(Debug, Default)]
pub struct KeptBoard {
    /// What all of it is held against: when that changes, all of it does.
    ground: String,
    day: Option<Date>,
    sites: Vec<SiteNeeds>,
    asked: Asked,
    workers: HashMap<Uuid, Kept>,
    /// By name, with the keys that the names are ordered by.
    order: Vec<(String, Uuid)>,
}

#[derive(Debug)]
struct Kept {
    mark: String,
    standing: Standing,
    /// At each site.
    outlooks: Vec<Outlook>,
}

struct Marked {
    id: Uuid,
    sort_key: String,
    mark: String,
}

fn marked(row: &Row) -> Result<Marked> {
    Ok(Marked { id: row.try_get("id")?, sort_key: row.try_get("sort_key")?, mark: row.try_get("mark")? })
}

impl KeptBoard {
    /// Sites, by name.
    #[must_use]
    pub fn sites(&self) -> &[SiteNeeds] {
        &self.sites
    }

    /// How many workers the caller sees who have not left.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.order.len()
    }

    /// How many of them are of no site: their crew works at none, or they are in none.
    #[must_use]
    pub fn of_no_site(&self) -> usize {
        self.workers.values().filter(|worker| worker.standing.site.is_none()).count()
    }

    /// What is asked for beside what sites need.
    #[must_use]
    pub const fn asked(&self) -> &Asked {
        &self.asked
    }

    /// Each site, with how many of the workers who count there have which outlook.
    #[must_use]
    pub fn tallies(&self, people: People) -> Vec<(&SiteNeeds, Tally)> {
        let mut tallies: Vec<_> = self.sites.iter().map(|site| (site, Tally::default())).collect();
        for worker in self.workers.values() {
            for ((site, tally), outlook) in tallies.iter_mut().zip(&worker.outlooks) {
                if people.count(&worker.standing, site.id) {
                    count(tally, *outlook);
                }
            }
        }
        tallies
    }

    /// The first workers at a site, by name; `outlook` narrows the list. Nothing for a site that is not there.
    #[must_use]
    pub fn page(
        &self,
        (site, people): (SiteId, People),
        outlook: Option<Outlook>,
        limit: usize,
    ) -> Option<SiteBoard> {
        let day = self.day?;
        let place = self.sites.iter().position(|one| one.id == site)?;
        let site = self.sites.get(place)?.clone();
        let items = self
            .order
            .iter()
            .filter_map(|(key, id)| Some((key, self.workers.get(id)?)))
            .filter(|(_, worker)| people.count(&worker.standing, site.id))
            .filter(|(_, worker)| outlook.is_none_or(|wanted| worker.outlooks.get(place) == Some(&wanted)))
            .take(limit.saturating_add(1))
            .map(|(key, worker)| {
                let standing = worker.standing.clone();
                let readiness = self.asked.judge(&site, &standing, day);
                (page::encode(key, &standing.id.to_string()), (standing, readiness))
            })
            .collect();
        let asked = self.asked.clone();
        Some(SiteBoard { day, site, asked, page: Page::cut(items, limit) })
    }

    /// Takes what was read of some workers, or of all.
    fn take(&mut self, board: Board, marks: &[Marked]) {
        let marks: HashMap<Uuid, &str> = marks.iter().map(|one| (one.id, one.mark.as_str())).collect();
        let needs: Vec<Vec<TicketTypeId>> =
            board.sites.iter().map(|site| site.needed.iter().map(|(kind, _)| *kind).collect()).collect();
        for standing in board.workers {
            let id = standing.id.uuid();
            // Who has come since is taken at the next look.
            let Some(mark) = marks.get(&id) else { continue };
            let everywhere = board.asked.everywhere(&standing);
            let outlook = |needed: &Vec<TicketTypeId>| {
                judged(needed, &everywhere, &standing, board.day).outlook(board.day)
            };
            let outlooks = needs.iter().map(outlook).collect();
            self.workers.insert(id, Kept { mark: (*mark).to_owned(), standing, outlooks });
        }
        self.day = Some(board.day);
        self.sites = board.sites;
        self.asked = board.asked;
    }

    /// Forgets who is not there any more.
    fn settle(&mut self, marks: Vec<Marked>) {
        let there: HashSet<Uuid> = marks.iter().map(|one| one.id).collect();
        self.workers.retain(|id, _| there.contains(id));
        self.order = marks
            .into_iter()
            .filter(|one| self.workers.contains_key(&one.id))
            .map(|one| (one.sort_key, one.id))
            .collect();
    }
}

impl Store {
    /// Brings a board up to date: whom something has changed for since the last look is read and worked out again; everybody, when
    /// the day has, or what sites need. The filter is that of the first look; its `worker` is not looked at.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`] for a task that is not there.
    pub async fn follow_readiness(
        &self,
        caller: &Caller,
        filter: &ReadinessFilter,
        now: OffsetDateTime,
        kept: &mut KeptBoard,
    ) -> Result<Actor> {
        let (crew, contractor) = (filter.crew.map(CrewId::uuid), filter.contractor.map(ContractorId::uuid));
        let statements: [(&str, crate::tenant::Params<'_>); 2] =
            [(GROUND, &[&now]), (MARKS, &[&crew, &contractor])];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &statements).await?;
        let ground: String =
            rows.first().and_then(|rows| rows.first()).ok_or(Error::NotFound)?.try_get("ground")?;
        let marks: Vec<Marked> = rows.iter().skip(1).flatten().map(marked).collect::<Result<_>>()?;
        let all = kept.ground != ground;
        if all {
            *kept = KeptBoard::default();
        }
        let known = |one: &&Marked| kept.workers.get(&one.id).is_some_and(|kept| kept.mark == one.mark);
        let changed: Vec<Uuid> = marks.iter().filter(|one| !known(one)).map(|one| one.id).collect();
        if all || !changed.is_empty() {
            for id in &changed {
                kept.workers.remove(id);
            }
            let board = if all {
                let everybody = ReadinessFilter { worker: None, ..*filter };
                self.readiness(caller, &everybody, now).await?.1
            } else {
                self.standings(caller, &changed, filter.task, now).await?
            };
            kept.take(board, &marks);
            kept.ground = ground;
        }
        kept.settle(marks);
        Ok(actor)
    }

    /// How these workers stand, those of them whom the caller sees and who have not left.
    async fn standings(
        &self,
        caller: &Caller,
        ids: &[Uuid],
        task: Option<DutyId>,
        now: OffsetDateTime,
    ) -> Result<Board> {
        let all: Option<Uuid> = None;
        let statements: [(&str, crate::tenant::Params<'_>); 5] =
            [(DAY, &[&now]), (SITES, &[&all]), (DUTIES, &[]), (WORKERS_OF, &[&ids]), (TICKETS_OF, &[&ids])];
        let (_, rows) = self.read(caller, Action::WorkerRead, &statements).await?;
        let [day, sites, duties, workers, tickets] = rows.as_slice() else { return Err(Error::NotFound) };
        let mut tickets = by_worker(tickets)?;
        Ok(Board {
            day: day.first().ok_or(Error::NotFound)?.try_get("day")?,
            sites: sites.iter().map(needs).collect::<Result<_>>()?,
            asked: Asked::of(duties, task)?,
            workers: workers.iter().map(|row| standing(row, &mut tickets)).collect::<Result<_>>()?,
        })
    }
}
