//! What workers are grouped by: sites, crews and contractors, and who stands over their people.

use domain::id::{ContractorId, CrewId, MemberId, SiteId};
use domain::{Action, Actor};
use time::OffsetDateTime;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::page::{self, Page};
use crate::{Caller, Error, Result, Store, TenantTx};

/// A site, a crew or a contractor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitId {
    /// A place of work.
    Site(SiteId),
    /// People who work together.
    Crew(CrewId),
    /// A company whose people work for the organization.
    Contractor(ContractorId),
}

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// See [`UnitId::Site`].
    Site,
    /// See [`UnitId::Crew`].
    Crew,
    /// See [`UnitId::Contractor`].
    Contractor,
}

/// A unit, with what there is about it.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Its name, which no other of its kind has.
    pub name: String,
    /// Of a crew: where it works.
    pub site: Option<(SiteId, String)>,
    /// Of a crew, its supervisors; of a contractor, who manages its people. With their names, where the caller may know them.
    pub overseers: Vec<(MemberId, Option<String>)>,
    /// How many workers it has who are not in the archive, so far as the caller sees them.
    pub workers: i64,
    /// Rises with every change.
    pub version: i32,
    /// UTC.
    pub created_at: OffsetDateTime,
    /// UTC.
    pub updated_at: OffsetDateTime,
}

/// What an edit writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitEdit {
    /// See [`Unit::name`].
    pub name: String,
    /// See [`Unit::site`].
    pub site: Option<SiteId>,
    /// See [`Unit::overseers`].
    pub overseers: Vec<MemberId>,
}

impl UnitId {
    /// Which of the three it is.
    #[must_use]
    pub const fn kind(self) -> UnitKind {
        match self {
            Self::Site(_) => UnitKind::Site,
            Self::Crew(_) => UnitKind::Crew,
            Self::Contractor(_) => UnitKind::Contractor,
        }
    }

    const fn uuid(self) -> Uuid {
        match self {
            Self::Site(id) => id.uuid(),
            Self::Crew(id) => id.uuid(),
            Self::Contractor(id) => id.uuid(),
        }
    }
}

impl std::fmt::Display for UnitId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Site(id) => id.fmt(f),
            Self::Crew(id) => id.fmt(f),
            Self::Contractor(id) => id.fmt(f),
        }
    }
}

impl UnitKind {
    /// The word in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Crew => "crew",
            Self::Contractor => "contractor",
        }
    }

    const fn id(self, id: Uuid) -> UnitId {
        match self {
            Self::Site => UnitId::Site(SiteId::from_uuid(id)),
            Self::Crew => UnitId::Crew(CrewId::from_uuid(id)),
            Self::Contractor => UnitId::Contractor(ContractorId::from_uuid(id)),
        }
    }

    fn parse(self, text: &str) -> Option<UnitId> {
        match self {
            Self::Site => text.parse().ok().map(UnitId::Site),
            Self::Crew => text.parse().ok().map(UnitId::Crew),
            Self::Contractor => text.parse().ok().map(UnitId::Contractor),
        }
    }

    const fn select(self) -> &'static str {
        match self {
            Self::Site => include_str!("../sql/sites.sql"),
            Self::Crew => include_str!("../sql/crews.sql"),
            Self::Contractor => include_str!("../sql/contractors.sql"),
        }
    }
}

fn unit(kind: UnitKind, row: &Row) -> Result<Unit> {
    let site: Option<Uuid> = row.try_get("site_id")?;
    let site_name: Option<String> = row.try_get("site_name")?;
    let members: Vec<Uuid> = row.try_get("overseers")?;
    let names: Vec<Option<String>> = row.try_get("overseer_names")?;
    Ok(Unit {
        id: kind.id(row.try_get("id")?),
        name: row.try_get("name")?,
        site: site.map(SiteId::from_uuid).zip(site_name),
        overseers: members.into_iter().map(MemberId::from_uuid).zip(names).collect(),
        workers: row.try_get("workers")?,
        version: row.try_get("version")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

impl Store {
    /// Units of one kind, by name.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn units(
        &self,
        caller: &Caller,
        kind: UnitKind,
        q: Option<&str>,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<(Actor, Page<Unit>)> {
        let (name, id) = match cursor {
            Some(cursor) => {
                let (name, id) = page::decode(cursor)?;
                (Some(name), Some(kind.parse(&id).ok_or(Error::Malformed("cursor"))?.uuid()))
            }
            None => (None, None),
        };
        let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let params: crate::tenant::Params<'_> = &[&q, &name, &id, &one_more, &None::<Uuid>];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(kind.select(), params)]).await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = unit(kind, row)?;
                Ok((page::encode(row.try_get("sort_key")?, &item.id.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, limit)))
    }

    /// One unit.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::NotFound`].
    pub async fn unit(&self, caller: &Caller, id: UnitId) -> Result<(Actor, Unit)> {
        let one = Some(id.uuid());
        let params: crate::tenant::Params<'_> = &[&None::<&str>, &None::<&str>, &None::<Uuid>, &1_i64, &one];
        let (actor, rows) = self.read(caller, Action::WorkerRead, &[(id.kind().select(), params)]).await?;
        let row = rows.iter().flatten().next().ok_or(Error::NotFound)?;
        Ok((actor, unit(id.kind(), row)?))
    }
}

impl TenantTx {
    /// The unit as it is now.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn unit(&self, id: UnitId) -> Result<Unit> {
        let params: crate::tenant::Params<'_> =
            &[&None::<&str>, &None::<&str>, &None::<Uuid>, &1_i64, &Some(id.uuid())];
        let rows = self.query(id.kind().select(), params).await?;
        unit(id.kind(), rows.first().ok_or(Error::NotFound)?)
    }

    /// Makes a unit.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the name is taken, or the site or an overseer is not there.
    pub async fn create_unit(&self, id: UnitId, new: &UnitEdit) -> Result<()> {
        let (org, uuid, site) = (self.actor().org.uuid(), id.uuid(), new.site.map(SiteId::uuid));
        match id {
            UnitId::Site(_) => {
                let sql = "INSERT INTO credenza.sites (org_id, id, name) VALUES ($1, $2, $3)";
                self.execute(sql, &[&org, &uuid, &new.name]).await?;
            }
            UnitId::Contractor(_) => {
                let sql = "INSERT INTO credenza.contractors (org_id, id, name) VALUES ($1, $2, $3)";
                self.execute(sql, &[&org, &uuid, &new.name]).await?;
            }
            UnitId::Crew(_) => {
                let sql = "INSERT INTO credenza.crews (org_id, id, name, site_id) VALUES ($1, $2, $3, $4)";
                self.execute(sql, &[&org, &uuid, &new.name, &site]).await?;
            }
        }
        self.set_overseers(id, &new.overseers).await
    }

    /// Writes an edit over the version that the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was changed since; as [`TenantTx::create_unit`].
    pub async fn update_unit(&self, id: UnitId, version: i32, edit: &UnitEdit) -> Result<()> {
        let (uuid, site) = (id.uuid(), edit.site.map(SiteId::uuid));
        let changed = match id {
            UnitId::Site(_) => {
                let sql = "UPDATE credenza.sites SET name = $3, version = version + 1, updated_at = now()
                    WHERE id = $1 AND version = $2";
                self.execute(sql, &[&uuid, &version, &edit.name]).await?
            }
            UnitId::Contractor(_) => {
                let sql =
                    "UPDATE credenza.contractors SET name = $3, version = version + 1, updated_at = now()
                    WHERE id = $1 AND version = $2";
                self.execute(sql, &[&uuid, &version, &edit.name]).await?
            }
            UnitId::Crew(_) => {
                let sql = "UPDATE credenza.crews SET name = $3, site_id = $4, version = version + 1, updated_at = now()
                    WHERE id = $1 AND version = $2";
                self.execute(sql, &[&uuid, &version, &edit.name, &site]).await?
            }
        };
        if changed != 1 {
            return Err(Error::Stale);
        }
        self.set_overseers(id, &edit.overseers).await
    }

    /// Deletes a unit to which nothing belongs.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Conflict`] while crews or workers belong to it.
    pub async fn delete_unit(&self, id: UnitId) -> Result<()> {
        let sql = match id {
            UnitId::Site(_) => "DELETE FROM credenza.sites WHERE id = $1",
            UnitId::Crew(_) => "DELETE FROM credenza.crews WHERE id = $1",
            UnitId::Contractor(_) => "DELETE FROM credenza.contractors WHERE id = $1",
        };
        let deleted = self.execute(sql, &[&id.uuid()]).await?;
        if deleted == 1 { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Says who stands over a unit's people, in the place of who did.
    async fn set_overseers(&self, id: UnitId, members: &[MemberId]) -> Result<()> {
        let (remove, add) = match id {
            UnitId::Site(_) => return Ok(()),
            UnitId::Crew(_) => (
                "DELETE FROM credenza.crew_supervisors WHERE crew_id = $1 AND member_id <> ALL ($2)",
                "INSERT INTO credenza.crew_supervisors (org_id, crew_id, member_id)
                     SELECT $1, $2, m FROM unnest($3::uuid[]) AS m ON CONFLICT DO NOTHING",
            ),
            UnitId::Contractor(_) => (
                "DELETE FROM credenza.contractor_managers WHERE contractor_id = $1 AND member_id <> ALL ($2)",
                "INSERT INTO credenza.contractor_managers (org_id, contractor_id, member_id)
                     SELECT $1, $2, m FROM unnest($3::uuid[]) AS m ON CONFLICT DO NOTHING",
            ),
        };
        let (org, unit) = (self.actor().org.uuid(), id.uuid());
        let members: Vec<Uuid> = members.iter().map(|member| member.uuid()).collect();
        self.query_all(&[(remove, &[&unit, &members]), (add, &[&org, &unit, &members])]).await.map(drop)
    }
}
