//! Printed cards: passes that can be copied, issued to be put on paper. Each is an act of its own, as any pass is.

use card::{Card, Layout, Line};
use domain::id::WorkerId;
use domain::{Action, Zone};
use time::OffsetDateTime;
use time::macros::format_description;

use super::super::{Error, Result, authorized, photos};
use super::issue::{Issued, issue};
use crate::app::App;
use crate::auth::session::Session;
use crate::i18n::{Locale, Message};

/// Issues a pass without a phone for each of the workers, and gives them as a PDF. Who has left gets none.
///
/// # Errors
/// [`Error::Field`] for no worker, or more than [`card::MAX_CARDS`]; what issuing says.
pub async fn print(
    app: &App,
    session: &Session,
    workers: &[WorkerId],
    layout: Layout,
    locale: Option<Locale>,
) -> Result<Vec<u8>> {
    // Whoever may print none is told that first; who takes his own card is looked at when it is issued.
    if layout == Layout::Sheet {
        authorized(app.store.begin(&session.caller).await?, Action::PassIssue).await?.rollback().await;
    }
    if workers.is_empty() || workers.len() > card::MAX_CARDS {
        let sentence = format!("Name 1 to {} workers.", card::MAX_CARDS);
        return Err(super::super::field("worker_ids", "card_count", sentence));
    }
    let (_, organization) = app.store.organization(&session.caller).await?;
    let locale = locale.or_else(|| Locale::from_tag(&organization.locale)).unwrap_or_default();
    let zone = Zone::named(&organization.time_zone).unwrap_or(Zone::UTC);
    let mut cards = Vec::with_capacity(workers.len());
    for worker in workers {
        let issued = issue(app, session, *worker, None).await?;
        let (_, record) = app.store.worker(&session.caller, *worker, app.clock.now()).await?;
        let picture = photos::print(app, session, *worker, issued.claims.photo).await?;
        let reference = record.reference.unwrap_or_default();
        cards.push(Card { reference, picture, ..of(issued, &organization.name, locale, &zone) });
    }
    let title = Message::new(locale, "card-title").to_string();
    card::pdf(&cards, layout, locale.tag(), &title).map_err(|error| Error::Internal(error.to_string()))
}

fn of(issued: Issued, organization: &str, locale: Locale, zone: &Zone) -> Card {
    let word = |key| Message::new(locale, key);
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
    let ends = OffsetDateTime::from_unix_timestamp(issued.claims.expires_at)
        .ok()
        .and_then(|moment| zone.local(moment).format(format).ok())
        .unwrap_or_default();
    let total = issued.claims.tickets.len();
    let left_out = issued.left_out + total.saturating_sub(card::MAX_TICKETS);
    let until = |day: Option<time::Date>| {
        day.map_or_else(|| word("ticket-no-end").to_string(), |day| day.to_string())
    };
    Card {
        organization: organization.to_owned(),
        name: issued.claims.name.unwrap_or_default(),
        reference: String::new(),
        tickets: issued
            .claims
            .tickets
            .into_iter()
            .zip(issued.codes)
            .map(|(ticket, code)| Line { kind: ticket.code, code, until: until(ticket.valid_until) })
            .collect(),
        more: if left_out > 0 {
            word("card-more").with("count", left_out).to_string()
        } else {
            String::new()
        },
        until: word("card-until").with("moment", ends).to_string(),
        compare: word("card-compare").to_string(),
        photo: word("card-photo").to_string(),
        picture: None,
        text: issued.text,
    }
}
