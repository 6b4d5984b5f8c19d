//! `/calendar`: what ends when; and the same as a file.

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use domain::Zone;
use http::header;
use store::{CalendarEntry, CalendarFilter};
use time::{Date, OffsetDateTime};

use super::context::Member;
use crate::app::App;
use crate::calendar::{Telling, csv, kind_word};
use crate::limit::Class;
use crate::pages::{
    CalendarGroup, CalendarPage, CalendarQuery, CalendarRow, Facets, MONTHS, PageContext, first_of_month,
    months_from,
};
use crate::problem::Problem;

/// Rows of a page of the list.
const PAGE: usize = 100;

/// Rows read at a time for a file.
const BATCH: usize = 1_000;

/// The most rows of a file.
const MOST: usize = 20_000;

/// The months that a query asks for, and the span of each.
struct Asked {
    months: Vec<Date>,
    spans: Vec<(OffsetDateTime, OffsetDateTime)>,
    /// What is listed.
    filter: CalendarFilter,
}

fn asked(query: &CalendarQuery, ctx: &PageContext) -> Result<Asked, Problem> {
    let today = ctx.today();
    let present = today.replace_day(1).unwrap_or(today);
    let first = first_of_month(&query.from).unwrap_or(present);
    let mut months = months_from(first, MONTHS + 1);
    let spans = spans(&months, &ctx.zone);
    months.truncate(MONTHS);
    let chosen = first_of_month(&query.month).map(|month| months_from(month, 2));
    let listed = chosen.map(|month| self::spans(&month, &ctx.zone));
    let listed = listed.as_ref().unwrap_or(&spans);
    let bound = |span: Option<&(OffsetDateTime, OffsetDateTime)>| span.copied().unwrap_or((ctx.now, ctx.now));
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let customer = given(&query.customer)
        .map(|id| id.parse().map_err(|_| Problem::bad_request("There is no such customer.")))
        .transpose()?;
    let filter = CalendarFilter {
        from: bound(listed.first()).0,
        before: bound(listed.last()).1,
        customer,
        shown_as: given(&query.kind),
        with_renewed: query.with_renewed(),
    };
    Ok(Asked { months, spans, filter })
}

/// From each first of a month to the next.
fn spans(months: &[Date], zone: &Zone) -> Vec<(OffsetDateTime, OffsetDateTime)> {
    let starts: Vec<_> = months.iter().map(|month| zone.start_of(*month)).collect();
    starts.windows(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?))).collect()
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    Query(query): Query<CalendarQuery>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let Asked { months, spans, filter } = asked(&query, &ctx)?;
    let cursor = Some(query.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    let caller = &session.caller;
    let ((_, page), counts, facets) = futures_util::future::try_join3(
        app.store.calendar(caller, &filter, cursor, PAGE),
        app.store.calendar_counts(caller, &spans, &filter, query.by_customer()),
        app.store.facets(caller),
    )
    .await?;
    let mut groups: Vec<CalendarGroup> = Vec::new();
    for count in counts {
        let place = groups.iter().position(|group| group.key == count.key);
        let place = place.unwrap_or_else(|| {
            groups.push(CalendarGroup { key: count.key, name: count.name, counts: vec![0; MONTHS] });
            groups.len() - 1
        });
        if let Some(cell) = groups.get_mut(place).and_then(|group| group.counts.get_mut(count.place)) {
            *cell = count.count;
        }
    }
    groups.sort_by_key(|group| {
        (group.key.is_none(), std::cmp::Reverse(group.counts.iter().sum::<u64>()), group.key.clone())
    });
    let page = CalendarPage {
        months,
        facets: Facets { customers: facets.customers, countries: facets.countries, kinds: facets.kinds },
        groups,
        rows: page.items.into_iter().map(row).collect(),
        next_cursor: page.next,
        query,
    };
    Ok(Html(page.render(&ctx)))
}

fn row(entry: CalendarEntry) -> CalendarRow {
    CalendarRow {
        id: entry.certificate,
        name: entry.holder.unwrap_or(entry.name),
        kind: entry.kind,
        customer: entry.customer.and_then(|customer| Some((customer.id, customer.name?))),
        ends_at: entry.ends_at,
        renewed: entry.renewed,
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
        let (_, page) = app.store.calendar(caller, &filter, cursor.as_deref(), BATCH).await?;
        entries.extend(page.items);
        if entries.len() > MOST {
            let detail = format!("More than {MOST} certificates: choose a month, a customer or a kind.");
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
        "column-holder",
        "calendar-csv-name",
        "calendar-csv-tax-id",
        "column-kind",
        "column-customer",
        "calendar-csv-renewed",
        "calendar-csv-link",
    ]
    .map(head);
    let rows = entries.into_iter().map(|entry| {
        [
            ctx.zone.local(entry.ends_at).date().to_string(),
            entry.holder.unwrap_or_default(),
            entry.name,
            entry.tax_id.unwrap_or_default(),
            kind_word(ctx.locale, &entry.kind),
            entry.customer.and_then(|customer| customer.name).unwrap_or_default(),
            head(if entry.renewed { "calendar-csv-yes" } else { "calendar-csv-no" }),
            format!("{}/certificates/{}", app.public_origin, entry.certificate),
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
    let events = entries
        .iter()
        .map(|entry| telling.event(entry.certificate.into(), entry.ends_at, &entry.called, &entry.kind));
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
