//! Filling the demonstration's work site: its places, people and tickets, through the acts that people use.

use std::collections::HashMap;

use anyhow::{Context, anyhow};
use domain::id::{ContractorId, SiteId, TicketId, WorkerId};
use domain::ticket::{STARTER, day_text};
use domain::{DutyKind, TicketAct};
use store::{TicketType, TicketTypeFilter, UnitId, UnitKind};
use time::{Date, Duration};

use super::fill::Desk;
use super::gate::Gate;
use super::site::{
    COMPANY, CONTRACTOR, CREWS, Crew, FROM_CONTRACTOR, HANDS, Hand, PEOPLE, ROLES, SCANNER, SHIFT, SITES,
    Standing, TIME_ZONE, WORK,
};
use crate::auth::session::Session;
use crate::ops::duties::DutyInput;
use crate::ops::passes::issue::issue;
use crate::ops::tickets::decide::{Decision, decide};
use crate::ops::tickets::record::{self, TicketInput};
use crate::ops::units::UnitInput;
use crate::ops::workers::WorkerInput;
use crate::ops::{duties, site_requirements, ticket_types, units, workers};

/// How long the tickets of the demonstration count.
const VALIDITY: Duration = Duration::days(3 * 365);

/// Who trained the people.
const ISSUERS: [&str; 3] = ["Foothills Safety Training", "Red Cross", "Prairie Technical Institute"];

/// The company's office, where tickets are written down and looked at.
struct Office<'a> {
    desk: &'a Desk<'a>,
    /// Writes down what people bring.
    admin: Session,
    /// Looks at it.
    manager: Session,
    today: Date,
}

/// Makes the company: its people, sites, crews, tickets, and who is not ready.
pub(super) async fn fill(desk: &Desk<'_>) -> anyhow::Result<()> {
    let [founder, colleagues @ ..] = &PEOPLE;
    let admin = desk.found(COMPANY, founder, TIME_ZONE).await.context("founding the company")?;
    let mut came = desk.gather(&admin, colleagues).await.context("inviting colleagues")?.into_iter();
    let mut next = || came.next().ok_or_else(|| anyhow!("nobody came"));
    let (manager, supervisor, overseer, worker) = (next()?, next()?, next()?, next()?);
    let office = Office { desk, admin, manager, today: desk.app.clock.now().date() };
    ticket_types::start(desk.app, &office.admin).await?;
    let contractor = office.contractor(&overseer).await?;
    let types = office.types().await?;
    let (sites, crews) = office.places(&types, &supervisor).await.context("sites and crews")?;
    let first = sites.first().context("a site")?;
    let mut gate = Gate::open(desk, &office.manager, *first, SCANNER).await.context("a scanner")?;
    let mut passes = HashMap::new();
    let roles = office.work(&types).await.context("roles and tasks")?;
    for (place, hand) in HANDS.iter().enumerate() {
        let crew = crews.get(hand.crew).context("a crew")?;
        let member = (place == 0).then(|| worker.member.to_string());
        let from = (hand.crew == FROM_CONTRACTOR).then(|| contractor.to_string());
        let his = ROLES.iter().filter(|(reference, _)| *reference == hand.reference);
        let his = his.flat_map(|(_, names)| *names).filter_map(|name| roles.get(name).cloned()).collect();
        let id = office.take_on(hand, crew, from, (member, his)).await.context(hand.name)?;
        office.tickets(hand, id, place).await.context(hand.name)?;
        if SHIFT.contains(&hand.reference) {
            let issued = issue(desk.app, &office.manager, id, None).await.context("a pass")?;
            passes.insert(hand.reference, issued.text);
        }
        desk.progress.inc(1);
    }
    let shown: Vec<_> = SHIFT.iter().filter_map(|reference| passes.remove(reference)).collect();
    gate.look_at(&shown).await.context("a morning at the gate")
}

/// The ids of the types that these codes name.
fn ids(types: &[TicketType], codes: &[&str]) -> Vec<String> {
    types.iter().filter(|kind| codes.contains(&kind.code.as_str())).map(|kind| kind.id.to_string()).collect()
}

impl Office<'_> {
    async fn contractor(&self, overseer: &Session) -> anyhow::Result<ContractorId> {
        let overseers = vec![overseer.member.to_string()];
        let input = UnitInput { name: CONTRACTOR.into(), site: None, overseers };
        match units::create(self.desk.app, &self.admin, UnitKind::Contractor, &input, None).await? {
            UnitId::Contractor(id) => Ok(id),
            UnitId::Site(_) | UnitId::Crew(_) => Err(anyhow!("this is no contractor")),
        }
    }

    /// The types of tickets.
    async fn types(&self) -> anyhow::Result<Vec<TicketType>> {
        let all = TicketTypeFilter { limit: STARTER.len(), ..TicketTypeFilter::default() };
        Ok(self.desk.app.store.ticket_types(&self.admin.caller, &all).await?.1.items)
    }

    /// Roles and tasks with what they need; the ids of the roles, by their names.
    async fn work(&self, types: &[TicketType]) -> anyhow::Result<HashMap<&'static str, String>> {
        let mut roles = HashMap::new();
        for work in &WORK {
            let input = DutyInput { name: work.name.into(), types: ids(types, work.needs) };
            let id = duties::create(self.desk.app, &self.manager, work.kind.as_str(), &input, None).await?;
            if work.kind == DutyKind::Role {
                roles.insert(work.name, id.to_string());
            }
        }
        Ok(roles)
    }

    /// The sites with what they need, and the crews that work there: their ids.
    async fn places(
        &self,
        types: &[TicketType],
        supervisor: &Session,
    ) -> anyhow::Result<(Vec<SiteId>, Vec<String>)> {
        let app = self.desk.app;
        let mut sites = Vec::new();
        for site in &SITES {
            let input = UnitInput { name: site.name.into(), ..UnitInput::default() };
            let UnitId::Site(id) = units::create(app, &self.admin, UnitKind::Site, &input, None).await?
            else {
                return Err(anyhow!("this is no site"));
            };
            site_requirements::set(app, &self.manager, id, None, &ids(types, site.needs)).await?;
            sites.push(id);
        }
        let mut crews = Vec::new();
        for Crew { name, site, supervised } in &CREWS {
            let overseers = supervised.then(|| supervisor.member.to_string()).into_iter().collect();
            let input =
                UnitInput { name: (*name).into(), site: sites.get(*site).map(SiteId::to_string), overseers };
            match units::create(app, &self.admin, UnitKind::Crew, &input, None).await? {
                UnitId::Crew(id) => crews.push(id.to_string()),
                UnitId::Site(_) | UnitId::Contractor(_) => return Err(anyhow!("this is no crew")),
            }
        }
        Ok((sites, crews))
    }

    async fn take_on(
        &self,
        hand: &Hand,
        crew: &str,
        contractor: Option<String>,
        (member, roles): (Option<String>, Vec<String>),
    ) -> anyhow::Result<WorkerId> {
        let input = WorkerInput {
            name: hand.name.into(),
            reference: Some(hand.reference.into()),
            crew: Some(crew.into()),
            contractor,
            roles,
            member,
            ..WorkerInput::default()
        };
        Ok(workers::create(self.desk.app, &self.admin, &input, None).await?)
    }

    /// What somebody's site needs and what he has besides, as he stands.
    async fn tickets(&self, hand: &Hand, worker: WorkerId, place: usize) -> anyhow::Result<()> {
        let site = CREWS.get(hand.crew).and_then(|crew| SITES.get(crew.site)).context("a site")?;
        for (nth, code) in site.needs.iter().chain(hand.more).enumerate() {
            // Far enough to be well, and not all on one day.
            let days = i64::try_from(70 + (place * 53 + nth * 197) % 900)?;
            let serial = place * 10 + nth;
            match hand.standing {
                Standing::Lacks(of) if of == *code => {}
                Standing::Ends(of, left) if of == *code => {
                    self.approved(worker, code, left, serial).await?;
                }
                Standing::Pending(of) if of == *code => {
                    self.record(worker, code, days, serial).await?;
                }
                Standing::SentBack(of, why) if of == *code => {
                    let id = self.record(worker, code, days, serial).await?;
                    self.decide(id, TicketAct::SendBack, Some(why)).await?;
                }
                Standing::Suspended(of, why) if of == *code => {
                    let id = self.approved(worker, code, days, serial).await?;
                    self.decide(id, TicketAct::Suspend, Some(why)).await?;
                }
                Standing::Revoked(of, why) if of == *code => {
                    let id = self.approved(worker, code, days, serial).await?;
                    self.decide(id, TicketAct::Revoke, Some(why)).await?;
                }
                Standing::Renewed(of) if of == *code => {
                    let old = self.approved(worker, code, 5, serial).await?;
                    let input = self.ticket(code, VALIDITY.whole_days() - 1, serial + 5);
                    let new = record::renew(self.desk.app, &self.admin, old, &input, None).await?;
                    self.decide(new, TicketAct::Approve, None).await?;
                }
                _ => {
                    self.approved(worker, code, days, serial).await?;
                }
            }
        }
        Ok(())
    }

    fn ticket(&self, code: &str, days_left: i64, serial: usize) -> TicketInput {
        let ends = self.today + Duration::days(days_left);
        // An orientation counts as long as the site stands.
        let expires_on = (code != "orientation").then(|| day_text(ends));
        TicketInput {
            kind: code.into(),
            number: Some(format!("{}-{:05}", code[..2].to_uppercase(), 20_417 + serial * 37)),
            issuer: ISSUERS.get(serial % ISSUERS.len()).map(|&name| name.into()),
            issued_on: Some(day_text(ends - VALIDITY)),
            expires_on,
            renews: None,
        }
    }

    async fn record(
        &self,
        worker: WorkerId,
        code: &str,
        days_left: i64,
        serial: usize,
    ) -> anyhow::Result<TicketId> {
        let input = self.ticket(code, days_left, serial);
        Ok(record::record(self.desk.app, &self.admin, worker, &input, None).await?)
    }

    async fn approved(
        &self,
        worker: WorkerId,
        code: &str,
        days_left: i64,
        serial: usize,
    ) -> anyhow::Result<TicketId> {
        let id = self.record(worker, code, days_left, serial).await?;
        self.decide(id, TicketAct::Approve, None).await?;
        Ok(id)
    }

    async fn decide(&self, id: TicketId, act: TicketAct, reason: Option<&str>) -> anyhow::Result<()> {
        let decision = Decision { act, reason, seen: None };
        Ok(decide(self.desk.app, &self.manager, id, decision, None).await?)
    }
}
