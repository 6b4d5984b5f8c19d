use proptest::prelude::*;
use time::macros::date;
use time::{Date, Duration};
use uuid::Uuid;

use super::{Held, Lack, Outlook, Readiness, joined};
use crate::id::TicketTypeId;
use crate::{TicketState, TicketStatus};

const TODAY: Date = date!(2026 - 11 - 30);

fn kind(n: u128) -> TicketTypeId {
    TicketTypeId::from_uuid(Uuid::from_u128(n))
}

/// A ticket good from and to so many days from today.
fn held(n: u128, state: TicketState, from: i64, to: i64) -> Held {
    let day = |days| Some(TODAY + Duration::days(days));
    Held { kind: kind(n), state, issued_on: day(from), expires_on: day(to) }
}

#[test]
fn what_is_not_needed_does_not_matter() {
    let revoked = held(2, TicketState::Revoked, -9, 9);
    let readiness = Readiness::of(&[], &[revoked], TODAY);
    assert!(readiness.is_go());
    assert_eq!(readiness.outlook(TODAY), Outlook::Ready);
}

#[test]
fn each_lack_is_named_with_what_became_of_the_ticket() {
    use TicketState::{Approved, Pending, Revoked, SentBack, Superseded, Suspended};
    for (ticket, why) in [
        (held(1, Approved, -9, -1), Some(TicketStatus::Expired)),
        (held(1, Approved, 1, 9), Some(TicketStatus::NotYetValid)),
        (held(1, Pending, -9, 9), Some(TicketStatus::Pending)),
        (held(1, SentBack, -9, 9), Some(TicketStatus::SentBack)),
        (held(1, Suspended, -9, 9), Some(TicketStatus::Suspended)),
        (held(1, Revoked, -9, 9), Some(TicketStatus::Revoked)),
        (held(1, Superseded, -9, 9), None),
        (held(2, Approved, -9, 9), None),
    ] {
        let readiness = Readiness::of(&[kind(1)], &[ticket], TODAY);
        assert_eq!(readiness.lacks, [Lack { kind: kind(1), why }], "{ticket:?}");
        assert_eq!((readiness.until, readiness.outlook(TODAY)), (None, Outlook::NotReady));
    }
}

#[test]
fn the_first_and_the_last_day_count_and_the_first_to_end_ends_it() {
    let tickets = [held(1, TicketState::Approved, 0, 40), held(2, TicketState::Approved, -5, 0)];
    let readiness = Readiness::of(&[kind(1), kind(2)], &tickets, TODAY);
    assert_eq!(readiness.until, Some((TODAY, kind(2))));
    assert!(readiness.is_go());
}

#[test]
fn periods_begin_on_their_days() {
    for (last, outlook) in [
        (0, Outlook::Within7),
        (6, Outlook::Within7),
        (7, Outlook::Within30),
        (29, Outlook::Within30),
        (30, Outlook::Within60),
        (59, Outlook::Within60),
        (60, Outlook::Ready),
    ] {
        let tickets = [held(1, TicketState::Approved, -1, last)];
        assert_eq!(Readiness::of(&[kind(1)], &tickets, TODAY).outlook(TODAY), outlook, "{last}");
    }
}

#[test]
fn the_next_ticket_goes_on_where_no_day_is_between() {
    let first = held(1, TicketState::Approved, -5, 3);
    for (from, until) in [(4, 90), (2, 90), (5, 3)] {
        let tickets = [held(1, TicketState::Approved, from, 90), first];
        let readiness = Readiness::of(&[kind(1)], &tickets, TODAY);
        assert_eq!(readiness.until, Some((TODAY + Duration::days(until), kind(1))), "{from}");
    }
}

#[test]
fn a_good_ticket_heals_a_bad_one_of_its_type() {
    let tickets = [held(1, TicketState::Revoked, -9, 99), held(1, TicketState::Approved, -9, 99)];
    assert!(Readiness::of(&[kind(1)], &tickets, TODAY).is_go());
}

#[test]
fn words_are_read_as_they_are_written() {
    for outlook in Outlook::ALL {
        assert_eq!(Outlook::from_word(outlook.as_str()), Some(outlook));
    }
    assert_eq!(Outlook::from_word("soon"), None);
}

fn tickets() -> impl Strategy<Value = Vec<Held>> {
    let one = (1_u128..4, 0..TicketState::ALL.len(), -60_i64..60, 0_i64..60);
    proptest::collection::vec(
        one.prop_map(|(n, state, from, days)| held(n, TicketState::ALL[state], from, from + days)),
        0..12,
    )
}

fn good_on(tickets: &[Held], needed: &[TicketTypeId], day: Date) -> bool {
    needed.iter().all(|&kind| {
        tickets.iter().any(|ticket| {
            ticket.kind == kind && ticket.state.status(ticket.issued_on, ticket.expires_on, 0, day).is_good()
        })
    })
}

proptest! {
    #[test]
    fn he_may_work_where_all_let_him_and_nowhere_else(
        tickets in tickets(),
        lists in proptest::collection::vec(proptest::collection::vec(1_u128..5, 0..4), 0..4),
    ) {
        let lists: Vec<Vec<_>> = lists.into_iter().map(|list| list.into_iter().map(kind).collect()).collect();
        let all = joined(lists.iter().map(Vec::as_slice));
        let together = Readiness::of(&all, &tickets, TODAY);
        let apart = lists.iter().map(|list| Readiness::of(list, &tickets, TODAY));
        let worst = apart.map(|one| one.outlook(TODAY)).min().unwrap_or(Outlook::Ready);
        prop_assert_eq!(together.outlook(TODAY), worst);
        for (place, one) in all.iter().enumerate() {
            prop_assert!(!all[..place].contains(one), "each is asked for once");
        }
    }

    #[test]
    fn he_may_work_on_each_day_until_the_last_and_not_on_the_next(tickets in tickets(), types in 1_u128..4) {
        let needed: Vec<_> = (1..=types).map(kind).collect();
        let readiness = Readiness::of(&needed, &tickets, TODAY);
        prop_assert_eq!(readiness.is_go(), good_on(&tickets, &needed, TODAY));
        if let Some((end, _)) = readiness.until {
            let days = (end - TODAY).whole_days();
            for ahead in 0..=days {
                prop_assert!(good_on(&tickets, &needed, TODAY + Duration::days(ahead)));
            }
            prop_assert!(!good_on(&tickets, &needed, end + Duration::DAY));
        }
    }

    #[test]
    fn another_good_ticket_never_makes_it_worse(tickets in tickets(), more in 0_i64..90) {
        let needed = [kind(1), kind(2)];
        let before = Readiness::of(&needed, &tickets, TODAY).outlook(TODAY);
        let mut with = tickets;
        with.push(held(1, TicketState::Approved, -1, more));
        prop_assert!(Readiness::of(&needed, &with, TODAY).outlook(TODAY) >= before);
    }
}
