//! `/calendar`: what ends when, of whatever kind; and the same as a file.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use domain::{Permission, Subject, Zone};
use futures_util::future::try_join;
use http::header;
use store::{CalendarCount, CalendarEntry, CalendarFilter, CountedBy, EndStatus, EndType};
use time::{Date, Duration, OffsetDateTime};

use super::context::Member;
use super::tickets::kinds;
use super::workers::places;
use crate::app::App;
use crate::calendar::{Telling, csv, kind_word, subject_word};
use crate::limit::Class;
use crate::pages::{
    CalendarFacets, CalendarGroup, CalendarPage, CalendarQuery, CalendarRow, PageContext, STATUSES,
    first_of_month, months_from,
};
use crate::problem::Problem;

/// Rows of a page of the list.
const PAGE: usize = 100;

/// Rows read at a time for a file.
const BATCH: usize = 1_000;

/// The most rows of a file.
const MOST: usize = 20_000;

/// The months that a query asks for, with the moments at which each begins and the last ends.
struct Asked {
    months: Vec<Date>,
    bounds: Vec<OffsetDateTime>,
    /// What is listed.
    filter: CalendarFilter,
}

fn asked(query: &CalendarQuery, ctx: &PageContext) -> Result<Asked, Problem> {
    let today = ctx.today();
    let present = today.replace_day(1).unwrap_or(today);
    let first = first_of_month(&query.from).unwrap_or(present);
    let mut months = months_from(first, query.span() + 1);
    let bounds = starts(&months, &ctx.zone);
    months.truncate(query.span());
    let chosen = query.days().map(|(first, last)| vec![first, last.saturating_add(Duration::DAY)]);
    let chosen = chosen.or_else(|| first_of_month(&query.month).map(|month| months_from(month, 2)));
    let listed = chosen.map_or_else(|| bounds.clone(), |days| starts(&days, &ctx.zone));
    let unknown = |what: &str| Problem::bad_request(format!("There is no such {what}."));
    let customer =
        given(&query.customer).map(|id| id.parse().map_err(|_| unknown("customer"))).transpose()?;
    let crew = given(&query.crew).map(|id| id.parse().map_err(|_| unknown("crew"))).transpose()?;
    let filter = CalendarFilter {
        from: listed.first().copied().unwrap_or(ctx.now),
        before: listed.last().copied().unwrap_or(ctx.now),
        kind: query.subject.parse().ok(),
        of_type: given(&query.kind)
            .map(|text| text.parse().map_or_else(|_| EndType::Word(text.to_owned()), EndType::Ticket)),
        customer,
        crew,
        status: STATUSES.into_iter().find(|status| *status == query.status).map(status),
        with_needless: query.with_renewed(),
    };
    Ok(Asked { months, bounds, filter })
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn status(word: &'static str) -> EndStatus {
    match word {
        "ended" => EndStatus::Ended,
        "ahead" => EndStatus::Ahead,
        state => EndStatus::Alert(state),
    }
}

fn counted_by(query: &CalendarQuery) -> CountedBy {
    match query.grouping() {
        "subject" => CountedBy::Kind,
        "customer" => CountedBy::Customer,
        "crew" => CountedBy::Crew,
        "worker" => CountedBy::Worker,
        _ => CountedBy::Type,
    }
}

/// The first moments of these days.
fn starts(days: &[Date], zone: &Zone) -> Vec<OffsetDateTime> {
    days.iter().map(|day| zone.start_of(*day)).collect()
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Query(query): Query<CalendarQuery>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Asked { months, bounds, filter } = asked(&query, &member.ctx)?;
    let Member { session, ctx, .. } = &member;
    let cursor = Some(query.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let (caller, by) = (&session.caller, counted_by(&query));
    let listed = app.store.calendar(caller, &filter, ctx.now, cursor, PAGE);
    let counted = app.store.calendar_counts(caller, &bounds, &filter, ctx.now, by);
    let ((_, page), counts) = try_join(listed, counted).await?;
    let page = CalendarPage {
        facets: facets(&app, &member).await?,
        groups: groups(counts, months.len()),
        rows: page.items.into_iter().map(|entry| row(entry, ctx)).collect(),
        next_cursor: page.next,
        months,
        query,
    };
    Ok(Html(page.render(ctx)))
}

/// What the viewer can choose from.
async fn facets(app: &App, member: &Member) -> Result<CalendarFacets, Problem> {
    let session = &member.session;
    let viewer = member.ctx.viewer.as_ref();
    let may = |permission| viewer.is_some_and(|viewer| viewer.permissions.contains(permission));
    let mut facets = CalendarFacets::default();
    if may(Permission::CertificateRead) {
        let found = app.store.facets(&session.caller).await?;
        facets.customers = found.customers.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
        facets.kinds = found.kinds;
    }
    if may(Permission::WorkerRead) {
        let (places, types) = try_join(places(app, session), kinds(app, session, None)).await?;
        (facets.crews, facets.ticket_types) = (places.crews, types);
    }
    Ok(facets)
}

/// The rows of the table: the most frequent first, all rare ones together last.
fn groups(counts: Vec<CalendarCount>, months: usize) -> Vec<CalendarGroup> {
    let mut groups: Vec<CalendarGroup> = Vec::new();
    for count in counts {
        let (key, name) = count.group.map_or((None, None), |group| (Some(group.key), group.name));
        let place = groups.iter().position(|group| group.key == key).unwrap_or_else(|| {
            groups.push(CalendarGroup { key, name, counts: vec![0; months] });
            groups.len() - 1
        });
        if let Some(cell) = groups.get_mut(place).and_then(|group| group.counts.get_mut(count.place)) {
            *cell += count.count;
        }
    }
    groups.sort_by_key(|group| {
        (group.key.is_none(), std::cmp::Reverse(group.counts.iter().sum::<u64>()), group.key.clone())
    });
    groups
}

fn row(entry: CalendarEntry, ctx: &PageContext) -> CalendarRow {
    let customer = entry.customer.and_then(|customer| customer.name);
    let kind = kind_word(ctx.locale, &entry.word);
    // A certificate is known by who is named in it; anything else by its own name, and whose it is.
    let (name, details) = match entry.subject {
        Subject::Certificate(_) => {
            let name = entry.holder.unwrap_or(entry.name);
            let customer = customer.filter(|customer| customer.to_lowercase() != name.to_lowercase());
            (name, [customer, Some(kind), None])
        }
        Subject::Ticket(_) => (entry.name, [entry.holder, entry.crew, Some(kind)]),
        Subject::Kek(_) => (kind, [None, None, None]),
        _ => (entry.name, [entry.holder, Some(kind), None]),
    };
    CalendarRow {
        subject: entry.subject,
        name,
        details: details.into_iter().flatten().collect(),
        ends_at: entry.ends_at,
        state: entry.state,
    }
}

/// All that the query lists, for a file.
async fn entries(app: &App, member: &Member, query: &CalendarQuery) -> Result<Vec<CalendarEntry>, Problem> {
    let who = member.session.member.to_string();
    let decision = app.limiter.check(Class::Export, &who).await.map_err(Problem::limiter)?;
    if !decision.allowed {
        return Err(Problem::limited(decision));
    }
    let Asked { filter, .. } = asked(query, &member.ctx)?;
    let (mut entries, mut cursor) = (Vec::new(), None);
    loop {
        let caller = &member.session.caller;
        let (_, page) = app.store.calendar(caller, &filter, member.ctx.now, cursor.as_deref(), BATCH).await?;
        entries.extend(page.items);
        if entries.len() > MOST {
            let detail = format!("More than {MOST} ends: choose a month, a kind, a customer or a crew.");
            return Err(Problem::field("month", "too_many", detail));
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(entries);
        }
    }
}

/// The list for a spreadsheet.
pub(super) async fn as_csv(
    State(app): State<App>,
    Query(query): Query<CalendarQuery>,
    member: Member,
) -> Result<Response, Problem> {
    let entries = entries(&app, &member, &query).await?;
    let ctx = &member.ctx;
    let head = |key: &str| crate::i18n::Message::new(ctx.locale, key).to_string();
    let heads = [
        "alerts-ends",
        "alerts-what",
        "calendar-head-type",
        "column-holder",
        "calendar-csv-name",
        "calendar-csv-tax-id",
        "column-customer",
        "calendar-head-crew",
        "calendar-status",
        "calendar-csv-link",
    ]
    .map(head);
    let rows = entries.into_iter().map(|entry| {
        [
            ctx.zone.local(entry.ends_at).date().to_string(),
            subject_word(ctx.locale, entry.subject.kind()),
            entry.type_name.unwrap_or_else(|| kind_word(ctx.locale, &entry.word)),
            entry.holder.unwrap_or_default(),
            entry.name,
            entry.tax_id.unwrap_or_default(),
            entry.customer.and_then(|customer| customer.name).unwrap_or_default(),
            entry.crew.unwrap_or_default(),
            ctx.named("alerts-state", &entry.state),
            crate::alerts::page(&app.public_origin, entry.subject),
        ]
    });
    Ok(file("text/csv; charset=utf-8", "calendar.csv", csv::write(&heads, rows)))
}

/// The list for a calendar, once. A link for a calendar is another thing.
pub(super) async fn as_ical(
    State(app): State<App>,
    Query(query): Query<CalendarQuery>,
    member: Member,
) -> Result<Response, Problem> {
    let entries = entries(&app, &member, &query).await?;
    let ctx = &member.ctx;
    let telling = Telling { locale: ctx.locale, zone: &ctx.zone, origin: &app.public_origin, now: ctx.now };
    let events =
        entries.iter().map(|entry| telling.event(entry.subject, entry.ends_at, &entry.called, &entry.word));
    let calendar = telling.calendar(&member.organization.name, events.collect());
    Ok(file("text/calendar; charset=utf-8", "calendar.ics", calendar.write()))
}

fn file(kind: &'static str, name: &str, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}
