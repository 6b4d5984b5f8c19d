use proptest::prelude::*;
use time::macros::datetime;

use super::*;

fn madrid() -> Zone {
    Zone::named("Europe/Madrid").unwrap()
}

/// Ends on a Wednesday at noon, 2026-12-16.
fn standing() -> Standing {
    Standing {
        ends_at: datetime!(2026-12-16 11:00 UTC),
        watched_from: datetime!(2026-01-01 00:00 UTC),
        dated: false,
        told: None,
        escalated: None,
        acknowledged: None,
        snoozed_until: None,
        silent: false,
    }
}

fn due(standing: &Standing, now: OffsetDateTime) -> Option<i32> {
    Ladder::default().outlook(&madrid(), standing, now).due.map(|(step, _)| step)
}

#[test]
fn steps_come_at_the_hour_of_working_days() {
    let (ladder, standing) = (Ladder::default(), standing());
    let long_before = ladder.outlook(&madrid(), &standing, datetime!(2026-09-01 10:00 UTC));
    // Sixty days before is a Saturday: on the Friday before, at eight in summer time.
    assert_eq!(
        long_before,
        Outlook { due: None, escalate: false, next: Some(datetime!(2026-10-16 06:00 UTC)) }
    );
    assert_eq!(due(&standing, datetime!(2026-10-16 05:59:59 UTC)), None);
    assert_eq!(due(&standing, datetime!(2026-10-16 06:00 UTC)), Some(60));
    // Of what was missed only the last: after weeks without the server it is not 60, 30 and 15.
    assert_eq!(due(&standing, datetime!(2026-12-04 12:00 UTC)), Some(15));
    assert_eq!(due(&standing, datetime!(2026-12-16 06:59 UTC)), Some(1));
    assert_eq!(due(&standing, datetime!(2026-12-16 07:00 UTC)), Some(0));
    assert_eq!(due(&standing, datetime!(2026-12-23 07:00 UTC)), Some(-7));
    assert_eq!(due(&standing, datetime!(2027-12-22 12:00 UTC)), Some(-371));
}

#[test]
fn what_was_acknowledged_rests_until_the_next_step() {
    let seen = |step| Standing { acknowledged: Some(step), ..standing() };
    assert_eq!(due(&seen(30), datetime!(2026-11-20 12:00 UTC)), None);
    assert_eq!(due(&seen(30), datetime!(2026-12-01 12:00 UTC)), Some(15));
    // That it comes to an end was known; that it ended is told again and again.
    assert_eq!(due(&seen(1), datetime!(2027-02-01 12:00 UTC)), Some(-42));
    let known = Ladder::default().outlook(&madrid(), &seen(0), datetime!(2027-02-01 12:00 UTC));
    assert_eq!(known, Outlook::SILENT);
    assert_eq!(due(&seen(-7), datetime!(2027-02-01 12:00 UTC)), None);
}

#[test]
fn who_is_silent_snoozed_or_came_late_is_not_told_of() {
    let now = datetime!(2026-12-16 12:00 UTC);
    let ladder = Ladder::default();
    let silent = Standing { silent: true, ..standing() };
    assert_eq!(ladder.outlook(&madrid(), &silent, now), Outlook::SILENT);
    let archived = Standing { watched_from: standing().ends_at, ..standing() };
    assert_eq!(ladder.outlook(&madrid(), &archived, now), Outlook::SILENT);
    let until = datetime!(2026-12-20 00:00 UTC);
    let snoozed = Standing { snoozed_until: Some(until), ..standing() };
    assert_eq!(ladder.outlook(&madrid(), &snoozed, now), Outlook { next: Some(until), ..Outlook::SILENT });
    assert_eq!(due(&snoozed, until), Some(0), "what came meanwhile is told of then, once");
}

#[test]
fn who_dates_something_himself_is_not_told_the_same_day() {
    let ladder = Ladder::default();
    // Made on a Monday for thirty days, before and after the hour at which people are told.
    for watched_from in [datetime!(2026-11-16 05:00 UTC), datetime!(2026-11-16 11:00 UTC)] {
        let dated = Standing { watched_from, dated: true, ..standing() };
        let look = |standing: &Standing, now| ladder.outlook(&madrid(), standing, now);
        for hours in [0, 3, 12, 24 * 8] {
            let outlook = look(&dated, watched_from + Duration::hours(hours));
            assert_eq!((outlook.due, outlook.escalate), (None, false), "{hours} hours later");
        }
        let later = look(&dated, datetime!(2026-11-17 00:00 UTC));
        assert_eq!(later.next, Some(datetime!(2026-12-01 07:00 UTC)));
        assert_eq!(due(&dated, datetime!(2026-12-01 07:00 UTC)), Some(15), "the next step is told");
        // What was brought along, with the end that somebody else gave it, is told of at once.
        assert_eq!(due(&Standing { dated: false, ..dated }, datetime!(2026-11-16 11:00 UTC)), Some(30));
    }
    // The day is the organization's: eight in the morning of Madrid is a day after Sunday night there.
    let night = Standing { watched_from: datetime!(2026-11-15 22:30 UTC), dated: true, ..standing() };
    assert_eq!(due(&night, datetime!(2026-11-16 07:00 UTC)), Some(30));
}

#[test]
fn what_nobody_acknowledges_is_escalated_once() {
    let ladder = Ladder::default();
    let told_at = datetime!(2026-11-16 07:00 UTC);
    let told = Standing { told: Some((30, told_at)), ..standing() };
    let look = |standing: &Standing, now| ladder.outlook(&madrid(), standing, now);
    let before = look(&told, datetime!(2026-11-20 12:00 UTC));
    assert_eq!((before.escalate, before.next), (false, Some(datetime!(2026-11-23 07:00 UTC))));
    let after = look(&told, datetime!(2026-11-23 07:00 UTC));
    assert_eq!((after.due.map(|due| due.0), after.escalate), (Some(30), true));
    let escalated = Standing { escalated: Some(30), ..told };
    assert!(!look(&escalated, datetime!(2026-11-24 07:00 UTC)).escalate);
    let acknowledged = Standing { acknowledged: Some(30), ..told };
    assert!(!look(&acknowledged, datetime!(2026-11-24 07:00 UTC)).escalate);
}

#[test]
fn a_digest_waits_for_the_morning_unless_it_is_this_one() {
    let (ladder, zone) = (Ladder::default(), madrid());
    let friday = datetime!(2026-11-20 07:00 UTC);
    let monday = datetime!(2026-11-23 07:00 UTC);
    assert_eq!(ladder.digest(&zone, friday, friday + Duration::minutes(40), false), friday);
    // A certificate that came into custody in the afternoon, with a step long passed.
    let afternoon = datetime!(2026-11-20 15:00 UTC);
    assert_eq!(ladder.digest(&zone, datetime!(2026-11-10 07:00 UTC), afternoon, false), monday);
    assert_eq!(ladder.digest(&zone, friday, friday + Duration::minutes(1), true), monday);
    assert_eq!(ladder.digest(&zone, monday, monday + Duration::minutes(1), true), monday);
}

#[test]
fn a_plan_says_what_will_be_told() {
    // Ends on a Sunday: what falls on it and on the day before comes on Friday, once.
    let ends_at = datetime!(2026-12-20 11:00 UTC);
    let plan = Ladder::default().plan(&madrid(), ends_at, 2);
    let told: Vec<_> = plan.iter().map(|one| (one.step, zone_day(one.moment))).collect();
    let day = |month, day| Date::from_calendar_date(2026, month, day).unwrap();
    use time::Month::{December, November, October};
    assert_eq!(
        told,
        [
            (60, day(October, 21)),
            (30, day(November, 20)),
            (15, day(December, 4)),
            (7, day(December, 11)),
            (3, day(December, 17)),
            (0, day(December, 18)),
            (-7, day(December, 28)),
            (-14, Date::from_calendar_date(2027, time::Month::January, 4).unwrap()),
        ]
    );
    // A week after the step of 15 days is when that of 7 comes: nobody is told of the former twice.
    assert_eq!(plan[1].escalation.map(zone_day), Some(day(November, 27)));
    assert_eq!((plan[2].escalation, plan[3].escalation), (None, None));
    let once = Ladder::new([0], 0, 3, 8, WorkingDays::USUAL).unwrap().plan(&madrid(), ends_at, 2);
    assert_eq!(once.len(), 1);
    assert_eq!(once[0].escalation.map(zone_day), Some(day(December, 21)));
}

fn zone_day(moment: OffsetDateTime) -> Date {
    madrid().local(moment).date()
}

#[test]
fn a_ladder_of_nonsense_is_refused() {
    let ladder = |steps: &[i32], repeat, escalate, hour| {
        Ladder::new(steps.iter().copied(), repeat, escalate, hour, WorkingDays::USUAL)
    };
    assert_eq!(ladder(&[0, 7, 30], 7, 0, 8).unwrap().steps(), [30, 7, 0]);
    assert_eq!(ladder(&[], 7, 7, 8), Err(LadderError::Steps));
    assert_eq!(ladder(&[7, 7], 7, 7, 8), Err(LadderError::Steps));
    assert_eq!(ladder(&[-1], 7, 7, 8), Err(LadderError::Steps));
    assert_eq!(ladder(&[731], 7, 7, 8), Err(LadderError::Steps));
    assert_eq!(ladder(&(0..13).collect::<Vec<_>>(), 7, 7, 8), Err(LadderError::Steps));
    assert_eq!(ladder(&[7], -1, 7, 8), Err(LadderError::Days));
    assert_eq!(ladder(&[7], 7, 731, 8), Err(LadderError::Days));
    assert_eq!(ladder(&[7], 7, 7, 24), Err(LadderError::Hour));
    assert_eq!(WorkingDays::from_numbers([]), None);
    assert_eq!(WorkingDays::from_numbers([1, 8]), None);
}

fn ladders() -> impl Strategy<Value = Ladder> {
    let steps = proptest::collection::btree_set(0..=365_i32, 1..=MOST_STEPS);
    (steps, 0..=30_i32, 0..=20_i32, 0..24_i32, 1..128_u8).prop_map(|(steps, repeat, escalate, hour, days)| {
        Ladder::new(steps, repeat, escalate, hour, WorkingDays(days)).unwrap()
    })
}

fn zones() -> impl Strategy<Value = Zone> {
    proptest::sample::select(vec![
        "UTC",
        "Europe/Madrid",
        "America/Mexico_City",
        "Pacific/Apia",
        "Asia/Kolkata",
    ])
    .prop_map(|name| Zone::named(name).unwrap())
}

proptest! {
    /// Whoever looks again at `next`, and not before, tells of every step that anybody tells of who looks all the time.
    #[test]
    fn looking_when_told_to_misses_nothing(ladder in ladders(), zone in zones(), hours in 0..20_000_i64) {
        let ends_at = datetime!(2027-06-30 18:30 UTC) + Duration::hours(hours);
        let standing = Standing { ends_at, watched_from: datetime!(2026-01-01 00:00 UTC), ..standing() };
        let mut now = ends_at - Duration::days(400);
        let (mut wakes, mut all) = (Vec::new(), Vec::new());
        let end = ends_at + Duration::days(60);
        let mut at = Some(now);
        while let Some(moment) = at.filter(|moment| *moment < end) {
            let outlook = ladder.outlook(&zone, &standing, moment);
            prop_assert!(outlook.next.is_none_or(|next| next > moment), "no standing still");
            wakes.extend(outlook.due.map(|due| due.0));
            at = outlook.next;
        }
        while now < end {
            all.extend(ladder.outlook(&zone, &standing, now).due.map(|due| due.0));
            // A step counts for a day at least.
            now += Duration::hours(7);
        }
        // What becomes due after the last of these looks counts as well.
        all.extend(ladder.outlook(&zone, &standing, end - Duration::SECOND).due.map(|due| due.0));
        wakes.dedup();
        all.dedup();
        prop_assert_eq!(&wakes, &all);
        prop_assert!(wakes.is_sorted_by(|a, b| a > b), "down the ladder, none twice: {:?}", wakes);
    }

    /// Of what somebody has dated himself all is told that comes after that day, and nothing else.
    #[test]
    fn what_was_said_when_it_was_made_alone_is_left_out(
        ladder in ladders(), zone in zones(), life in 0..400_i64, later in 0..460_i64, hours in 0..24_i64,
    ) {
        let ends_at = datetime!(2027-06-30 18:30 UTC);
        let watched_from = ends_at - Duration::days(life) - Duration::HOUR;
        let now = watched_from + Duration::days(later) + Duration::hours(hours);
        let brought = Standing { ends_at, watched_from, ..standing() };
        let (all, dated) = (
            ladder.outlook(&zone, &brought, now).due,
            ladder.outlook(&zone, &Standing { dated: true, ..brought }, now).due,
        );
        let said = all.is_some_and(|(_, moment)| zone.local(moment).date() <= zone.local(watched_from).date());
        prop_assert_eq!(dated, if said { None } else { all });
    }

    /// The plan is what the engine does when nobody does anything.
    #[test]
    fn what_is_planned_is_what_is_told(ladder in ladders(), zone in zones(), hours in 0..20_000_i64) {
        let ends_at = datetime!(2027-06-30 18:30 UTC) + Duration::hours(hours);
        let plan = ladder.plan(&zone, ends_at, 3);
        let last = plan[plan.len() - 1];
        let watched_from = ends_at - Duration::days(800);
        let mut standing = Standing { ends_at, watched_from, ..standing() };
        let mut told: Vec<PlannedStep> = Vec::new();
        let mut next = Some(watched_from);
        while let Some(now) = next {
            let outlook = ladder.outlook(&zone, &standing, now);
            if let Some((step, moment)) = outlook.due.filter(|due| told.last().is_none_or(|one| one.step != due.0)) {
                if told.last().is_some_and(|one| *one == last || one.step == last.step) {
                    break;
                }
                prop_assert_eq!(moment, now, "the engine looks when there is something to tell");
                told.push(PlannedStep { step, moment, escalation: None });
                standing.told = Some((step, now));
            }
            if let (true, Some(one)) = (outlook.escalate, told.last_mut()) {
                one.escalation = Some(now);
                standing.escalated = Some(one.step);
            }
            // Having told, it looks again with that known.
            next = ladder.outlook(&zone, &standing, now).next;
        }
        prop_assert_eq!(told, plan);
    }

    #[test]
    fn people_are_told_on_working_days_only(ladder in ladders(), zone in zones(), hours in 0..20_000_i64) {
        let ends_at = datetime!(2027-06-30 18:30 UTC) + Duration::hours(hours);
        let standing = Standing { ends_at, watched_from: datetime!(2026-01-01 00:00 UTC), ..standing() };
        let mut now = ends_at - Duration::days(400);
        while let Some(next) = ladder.outlook(&zone, &standing, now).next.filter(|next| *next < ends_at + Duration::days(90)) {
            let local = zone.local(next);
            prop_assert!(ladder.days().contains(local.weekday()), "{}", local);
            now = next;
        }
    }

    #[test]
    fn a_digest_is_never_before_its_reason(ladder in ladders(), zone in zones(), hours in 0..20_000_i64, weekly: bool) {
        let now = datetime!(2026-11-22 09:30 UTC) + Duration::hours(hours);
        let moment = now - Duration::days(3);
        let slot = ladder.digest(&zone, moment, now, weekly);
        prop_assert!(slot >= moment && slot < now + Duration::days(15), "{}", slot);
    }
}
