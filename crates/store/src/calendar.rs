//! What ends when, for a calendar: counted by month, and listed.

use domain::id::{CrewId, CustomerId, TicketTypeId, WorkerId};
use domain::{Action, Actor, Subject, SubjectKind};
use time::OffsetDateTime;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::alerts::{cursor, kind, moment_and_id, subject};
use crate::tenant::decide;
use crate::{Caller, CustomerRef, Page, Result, Store};

/// Which ends to count or list.
#[derive(Debug, Clone)]
pub struct CalendarFilter {
    /// From this moment on.
    pub from: OffsetDateTime,
    /// Before this one.
    pub before: OffsetDateTime,
    /// Only of this kind.
    pub kind: Option<SubjectKind>,
    /// Only of this type.
    pub of_type: Option<EndType>,
    /// Only of this customer.
    pub customer: Option<CustomerId>,
    /// Only of workers of this crew.
    pub crew: Option<CrewId>,
    /// Only what stands like this.
    pub status: Option<EndStatus>,
    /// Whether also what needs nobody: what was replaced, revoked, or put aside.
    pub with_needless: bool,
}

/// What kind of certificate, ticket or other thing ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndType {
    /// A type of tickets.
    Ticket(TicketTypeId),
    /// A certificate's profile, or its kind of file when it has none; a kind of subject.
    Word(String),
}

/// How an end stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndStatus {
    /// It has passed.
    Ended,
    /// It has not.
    Ahead,
    /// Its alert is in this state: see [`crate::Alert::state`].
    Alert(&'static str),
}

/// What the ends are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// See [`EndType`].
    Type,
    /// See [`SubjectKind`].
    Kind,
    /// Whose certificates they are.
    Customer,
    /// In which crew the tickets' workers are.
    Crew,
    /// Whose tickets they are.
    Worker,
}

/// An end.
#[derive(Debug, Clone)]
pub struct CalendarEntry {
    /// What ends.
    pub subject: Subject,
    /// When it ends, UTC.
    pub ends_at: OffsetDateTime,
    /// What the organization calls it: the certificate's name, the ticket's type, the invitation's address; of a key nothing.
    pub name: String,
    /// Who is named in a certificate, whose ticket or token it is, who invited.
    pub holder: Option<String>,
    /// The tax id in a certificate.
    pub tax_id: Option<String>,
    /// What leaves the house calls it: without tax ids, and without what tells of somebody's health.
    pub called: String,
    /// A certificate's profile, or its kind of file; else the kind of subject.
    pub word: String,
    /// The name of a ticket's type.
    pub type_name: Option<String>,
    /// Whose certificate it is.
    pub customer: Option<CustomerRef>,
    /// The crew of a ticket's worker.
    pub crew: Option<String>,
    /// The state of its alert: see [`crate::Alert::state`].
    pub state: String,
}

/// Of what a number of ends is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CalendarGroup {
    /// What a filter calls it: an id, or a word. Empty: nobody's.
    pub key: String,
    /// Its name, if it is no word.
    pub name: Option<String>,
}

/// How many end in one span, of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarCount {
    /// Which of the spans, from 0 on.
    pub place: usize,
    /// None for all the groups that are rarer than eleven others.
    pub group: Option<CalendarGroup>,
    /// What ends.
    pub kind: SubjectKind,
    /// How many.
    pub count: u64,
}

const ENDS: &str = concat!(include_str!("../sql/calendar_ends.sql"), include_str!("../sql/calendar.sql"));
const COUNTS: &str =
    concat!(include_str!("../sql/calendar_ends.sql"), include_str!("../sql/calendar_counts.sql"));

/// A filter as the statements take it.
struct Asked {
    kind: Option<&'static str>,
    of_type: Option<String>,
    customer: Option<Uuid>,
    crew: Option<Uuid>,
    status: Option<&'static str>,
}

impl Asked {
    fn new(filter: &CalendarFilter) -> Self {
        Self {
            kind: filter.kind.map(SubjectKind::as_str),
            of_type: filter.of_type.as_ref().map(EndType::as_text),
            customer: filter.customer.map(CustomerId::uuid),
            crew: filter.crew.map(CrewId::uuid),
            status: filter.status.map(EndStatus::as_str),
        }
    }
}

impl EndType {
    fn as_text(&self) -> String {
        match self {
            Self::Ticket(id) => id.uuid().to_string(),
            Self::Word(word) => word.clone(),
        }
    }
}

impl EndStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ended => "ended",
            Self::Ahead => "ahead",
            Self::Alert(state) => state,
        }
    }
}

impl CountedBy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Kind => "subject",
            Self::Customer => "customer",
            Self::Crew => "crew",
            Self::Worker => "worker",
        }
    }

    /// The id of a group in this row, as filters have it.
    fn key(self, id: Uuid) -> String {
        match self {
            Self::Type | Self::Kind => TicketTypeId::from_uuid(id).to_string(),
            Self::Customer => CustomerId::from_uuid(id).to_string(),
            Self::Crew => CrewId::from_uuid(id).to_string(),
            Self::Worker => WorkerId::from_uuid(id).to_string(),
        }
    }
}

fn entry(row: &Row) -> Result<CalendarEntry> {
    let subject = subject(row)?;
    let customer: Option<Uuid> = row.try_get("customer_id")?;
    let customer_name = row.try_get("customer_name")?;
    let (holder, whose): (Option<String>, Option<String>) = (row.try_get("holder")?, row.try_get("whose")?);
    let (word, type_name): (String, Option<String>) = (row.try_get("type")?, row.try_get("type_name")?);
    let called: Option<String> = row.try_get("called")?;
    Ok(CalendarEntry {
        subject,
        ends_at: row.try_get("ends_at")?,
        name: row.try_get("name")?,
        holder: holder.or(whose),
        tax_id: row.try_get("tax_id")?,
        // A key is known by its id alone.
        called: called.unwrap_or_else(|| subject.to_string()),
        word: if type_name.is_some() { subject.kind().as_str().to_owned() } else { word },
        type_name,
        customer: customer.map(|id| CustomerRef { id: CustomerId::from_uuid(id), name: customer_name }),
        crew: row.try_get("crew")?,
        state: row.try_get("state")?,
    })
}

fn count(row: &Row, by: CountedBy) -> Result<CalendarCount> {
    let (place, count): (i64, i64) = (row.try_get("place")?, row.try_get("count")?);
    let (id, word): (Option<Uuid>, Option<String>) = (row.try_get("id")?, row.try_get("word")?);
    let name = row.try_get("name")?;
    let key = |word| id.map_or(word, |id| by.key(id));
    Ok(CalendarCount {
        place: usize::try_from(place.saturating_sub(1)).unwrap_or(0),
        group: word.map(|word| CalendarGroup { key: key(word), name }),
        kind: kind(row)?,
        count: u64::try_from(count).unwrap_or(0),
    })
}

/// Who looks after neither certificates nor workers has no calendar. Which kinds he sees, of those, his permissions say.
pub(crate) fn may_look(actor: &Actor) -> Result<()> {
    decide(actor, Action::CertificateRead).or_else(|_| decide(actor, Action::WorkerRead))
}

impl Store {
    /// A page of what ends, of those kinds of which the caller's permissions let him read: what ends first comes first.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`crate::Error::Denied`]; [`crate::Error::Malformed`] for a cursor that is none.
    pub async fn calendar(
        &self,
        caller: &Caller,
        filter: &CalendarFilter,
        now: OffsetDateTime,
        from: Option<&str>,
        limit: usize,
    ) -> Result<(Actor, Page<CalendarEntry>)> {
        let (end, id) = moment_and_id::<Subject>(from)?;
        let id = id.map(Subject::uuid);
        // The index is entered where the page begins.
        let begin = end.map_or(filter.from, |end| end.max(filter.from));
        let asked = Asked::new(filter);
        let one_more = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let params: crate::tenant::Params<'_> = &[
            &begin,
            &filter.before,
            &now,
            &asked.kind,
            &asked.of_type,
            &asked.customer,
            &asked.crew,
            &asked.status,
            &filter.with_needless,
            &end,
            &id,
            &one_more,
        ];
        // Every member may ask; about what, is decided for each row.
        let (actor, rows) = self.read(caller, Action::SignIn, &[(ENDS, params)]).await?;
        may_look(&actor)?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = entry(row)?;
                Ok((cursor(item.ends_at, &item.subject)?, item))
            })
            .collect::<Result<_>>()?;
        let mut page = Page::cut(items, limit);
        page.items.retain(|entry| entry.subject.kind().is_read_by(actor.permissions));
        Ok((actor, page))
    }

    /// How many end between each of these bounds and the next, of those kinds of which the caller's permissions let him read. The
    /// filter's own bounds are not looked at.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`crate::Error::Denied`].
    pub async fn calendar_counts(
        &self,
        caller: &Caller,
        bounds: &[OffsetDateTime],
        filter: &CalendarFilter,
        now: OffsetDateTime,
        by: CountedBy,
    ) -> Result<Vec<CalendarCount>> {
        let (first, last) = (bounds.first().unwrap_or(&now), bounds.last().unwrap_or(&now));
        let asked = Asked::new(filter);
        let params: crate::tenant::Params<'_> = &[
            first,
            last,
            &now,
            &asked.kind,
            &asked.of_type,
            &asked.customer,
            &asked.crew,
            &asked.status,
            &filter.with_needless,
            &bounds,
            &by.as_str(),
        ];
        let (actor, rows) = self.read(caller, Action::SignIn, &[(COUNTS, params)]).await?;
        may_look(&actor)?;
        let mut counts = rows.iter().flatten().map(|row| count(row, by)).collect::<Result<Vec<_>>>()?;
        counts.retain(|count| count.kind.is_read_by(actor.permissions));
        Ok(counts)
    }
}
