//! Each verdict, and what stands beside it.

use pass::{Assurance, Freshness, Reason, Status, StatusError, StatusList, TicketState, Verdict, Verifier};
use time::macros::{date, offset};
use time::{Duration, OffsetDateTime};

use crate::stage::{DAY, Key, NOW, Stage};

fn verdict(report: &pass::Report) -> (Verdict, Reason) {
    (report.verdict, report.reason)
}

#[test]
fn a_young_pass_is_valid_without_a_list() {
    let mut stage = Stage::new();
    let claims = stage.claims();
    let report = stage.of(&claims);
    assert_eq!(verdict(&report), (Verdict::Valid, Reason::Good));
    assert_eq!(report.assurance, Some(Assurance::Static));
    assert_eq!((report.freshness, report.status_age), (Freshness::Fresh, Some(600)));
    assert_eq!(report.issuer, Some(stage.ours.id.to_string()));
    assert_eq!(report.name.as_deref(), Some("Ana R."));
    assert!(report.tickets.iter().all(|ticket| ticket.state == TicketState::Valid));
}

#[test]
fn a_list_says_what_became_of_the_pass_and_of_each_ticket() {
    let mut stage = Stage::new();
    let token = stage.mint(&stage.claims());
    for (marked, expected) in [
        (vec![], (Verdict::Valid, Reason::Good)),
        (vec![(70_000, Status::Invalid)], (Verdict::Revoked, Reason::Revoked)),
        (vec![(70_000, Status::Suspended)], (Verdict::Suspended, Reason::Suspended)),
        (vec![(70_000, Status::Reserved)], (Verdict::CannotTell, Reason::NotInList)),
        (vec![(11, Status::Invalid), (12, Status::Suspended)], (Verdict::Revoked, Reason::TicketsEnded)),
        (vec![(11, Status::Suspended), (12, Status::Suspended)], (Verdict::Suspended, Reason::TicketsEnded)),
        (vec![(11, Status::Invalid), (12, Status::Reserved)], (Verdict::CannotTell, Reason::NotInList)),
    ] {
        let list = stage.list(Duration::minutes(5), &marked);
        let report = stage.check(&token, &[list], NOW);
        assert_eq!(verdict(&report), expected, "{marked:?}");
        assert_eq!(report.status_age, Some(300));
    }
    let list = stage.list(Duration::minutes(5), &[(11, Status::Invalid)]);
    let report = stage.check(&token, &[list], NOW);
    assert_eq!(report.verdict, Verdict::Valid);
    let states: Vec<_> = report.tickets.iter().map(|ticket| ticket.state).collect();
    assert_eq!(states, [TicketState::Revoked, TicketState::Valid]);
}

#[test]
fn the_later_of_list_and_pass_is_believed() {
    let mut stage = Stage::new();
    let token = stage.mint(&stage.claims());
    // Reinstated since: the organization has minted the pass anew.
    let before = stage.list(Duration::minutes(11), &[(70_000, Status::Suspended)]);
    assert_eq!(stage.check(&token, std::slice::from_ref(&before), NOW).verdict, Verdict::Valid);
    let after = stage.list(Duration::minutes(9), &[(70_000, Status::Suspended)]);
    assert_eq!(stage.check(&token, &[before, after.clone()], NOW).verdict, Verdict::Suspended);
    // Another organization's list of that name tells nothing.
    let mut foreign = after;
    foreign.issuer = stage.theirs.id;
    assert_eq!(stage.check(&token, &[foreign], NOW).verdict, Verdict::Valid);
}

#[test]
fn what_is_known_grows_old() {
    let mut stage = Stage::new();
    let token = stage.mint(&stage.claims());
    for (age, freshness, expected) in [
        (900, Freshness::Fresh, Verdict::Valid),
        (901, Freshness::Aged, Verdict::Valid),
        (DAY, Freshness::Aged, Verdict::Valid),
        (DAY + 1, Freshness::Unknown, Verdict::CannotTell),
    ] {
        let now = NOW + Duration::seconds(age - 600);
        let report = stage.check(&token, &[], now);
        assert_eq!((report.freshness, report.verdict), (freshness, expected), "{age}");
    }
    // The same of a list, which besides is over after a day; what it held revoked is so still.
    let (good, bad) =
        (stage.list(Duration::ZERO, &[]), stage.list(Duration::ZERO, &[(70_000, Status::Invalid)]));
    let later = NOW + Duration::seconds(DAY);
    let report = stage.check(&token, &[good], later);
    assert_eq!(verdict(&report), (Verdict::CannotTell, Reason::StatusTooOld));
    assert_eq!(stage.check(&token, &[bad], later).verdict, Verdict::Revoked);
}

#[test]
fn a_site_may_ask_for_younger_knowledge_never_for_older() {
    let stage = Stage::new();
    let token = stage.mint(&stage.claims());
    let verifier = Verifier { max_age: 599, ..Verifier::new(&stage.trust, &[]) };
    let check = |verifier: Verifier<'_>, now| {
        verifier.check_token(&token, now, &mut pass::Replays::default()).verdict
    };
    assert_eq!(check(verifier, NOW), Verdict::CannotTell);
    assert_eq!(check(Verifier { max_age: 600, ..verifier }, NOW), Verdict::Valid);
    let later = NOW + Duration::seconds(DAY);
    assert_eq!(check(Verifier { max_age: 10 * DAY, ..verifier }, later), Verdict::CannotTell);
}

#[test]
fn ends_and_beginnings_hold_to_the_second() {
    let mut stage = Stage::new();
    let mut claims = stage.claims();
    claims.issued_at = NOW.unix_timestamp() - 60;
    claims.not_before = Some(NOW.unix_timestamp());
    claims.expires_at = NOW.unix_timestamp() + 60;
    let token = stage.mint(&claims);
    for (seconds, expected) in [
        (-1, (Verdict::NotYetValid, Reason::NotYet)),
        (0, (Verdict::Valid, Reason::Good)),
        (59, (Verdict::Valid, Reason::Good)),
        (60, (Verdict::Expired, Reason::PassEnded)),
    ] {
        assert_eq!(
            verdict(&stage.check(&token, &[], NOW + Duration::seconds(seconds))),
            expected,
            "{seconds}"
        );
    }
}

#[test]
fn a_wrong_clock_is_named() {
    let mut stage = Stage::new();
    let token = stage.mint(&stage.claims());
    let ten_years = Duration::days(3652);
    assert_eq!(
        verdict(&stage.check(&token, &[], NOW - ten_years)),
        (Verdict::CannotTell, Reason::ClockBehind)
    );
    assert_eq!(
        verdict(&stage.check(&token, &[], NOW + ten_years)),
        (Verdict::CannotTell, Reason::ClockAhead)
    );
    // A list from the future tells the same.
    let list = stage.list(Duration::minutes(-6), &[]);
    assert_eq!(verdict(&stage.check(&token, &[list], NOW)), (Verdict::CannotTell, Reason::ClockBehind));
    // Clocks are a little apart.
    let report = stage.check(&token, &[], NOW - Duration::seconds(600 + 300));
    assert_eq!((report.verdict, report.status_age), (Verdict::Valid, Some(0)));
    assert_eq!(stage.check(&token, &[], OffsetDateTime::UNIX_EPOCH).verdict, Verdict::CannotTell);
}

#[test]
fn tickets_end_at_the_end_of_their_day_where_the_gate_is() {
    let stage = Stage::new();
    let mut claims = stage.claims();
    claims.tickets.truncate(1);
    claims.tickets[0].valid_until = Some(date!(2026 - 11 - 22));
    let token = stage.mint(&claims);
    let state = |offset, hours| {
        let verifier = Verifier { offset, ..Verifier::new(&stage.trust, &[]) };
        verifier.check_token(&token, NOW + Duration::hours(hours), &mut pass::Replays::default()).tickets[0]
            .state
    };
    assert_eq!(state(offset!(UTC), 11), TicketState::Expiring);
    assert_eq!(state(offset!(UTC), 12), TicketState::Expired);
    assert_eq!(state(offset!(-7), 12), TicketState::Expiring);
    assert_eq!(state(offset!(+13), 11), TicketState::Expired);
}

#[test]
fn a_ticket_that_ends_soon_is_told_where_it_counts() {
    let mut stage = Stage::new();
    let mut claims = stage.claims();
    claims.tickets[0].valid_until = Some(date!(2026 - 12 - 22));
    assert_eq!(verdict(&stage.of(&claims)), (Verdict::Expiring, Reason::EndsSoon));
    claims.tickets[0].valid_until = Some(date!(2026 - 12 - 23));
    assert_eq!(stage.of(&claims).verdict, Verdict::Valid);
    claims.tickets[0].valid_until = Some(date!(2026 - 11 - 30));
    let token = stage.mint(&claims);
    let required = ["FIRST-AID".to_owned()];
    let verifier = Verifier { required: &required, ..Verifier::new(&stage.trust, &[]) };
    let report = verifier.check_token(&token, NOW, &mut stage.replays);
    assert_eq!((report.verdict, report.go), (Verdict::Valid, Some(true)));
}

#[test]
fn what_is_missing_is_named() {
    let stage = Stage::new();
    let token = stage.mint(&stage.claims());
    let required: Vec<String> = ["H2S", "FORKLIFT", "#A"].map(String::from).to_vec();
    let verifier = Verifier { required: &required, ..Verifier::new(&stage.trust, &[]) };
    let report = verifier.check_token(&token, NOW, &mut pass::Replays::default());
    assert_eq!((report.verdict, report.go), (Verdict::Valid, Some(false)));
    assert_eq!(report.missing, ["FORKLIFT", "#A"]);
    assert_eq!(report.sentence, "Missing here: FORKLIFT, #A.");
    // A ticket that was taken back is as good as none.
    let lists = [stage.list(Duration::ZERO, &[(11, Status::Invalid)])];
    let required = ["H2S".to_owned()];
    let verifier = Verifier { required: &required, lists: &lists, ..verifier };
    assert_eq!(verifier.check_token(&token, NOW, &mut pass::Replays::default()).missing, ["H2S"]);
}

#[test]
fn shown_live_it_counts_once_and_for_a_minute() {
    let mut stage = Stage::new();
    let pass = stage.mint(&stage.claims());
    let live = stage.live(&pass, NOW, 1);
    let report = stage.check(&live, &[], NOW + Duration::seconds(60));
    assert_eq!((report.verdict, report.assurance), (Verdict::Valid, Some(Assurance::Live)));
    let again = stage.check(&live, &[], NOW + Duration::seconds(60));
    assert_eq!(verdict(&again), (Verdict::Stale, Reason::Replayed));
    assert_eq!(again.assurance, None);
    assert_eq!(
        verdict(&stage.check(&live, &[], NOW + Duration::seconds(61))),
        (Verdict::Stale, Reason::ShownTooLongAgo)
    );
    let next = stage.live(&pass, NOW, 2);
    assert_eq!(stage.check(&next, &[], NOW).verdict, Verdict::Valid);
    let ahead = stage.live(&pass, NOW + Duration::seconds(61), 3);
    assert_eq!(verdict(&stage.check(&ahead, &[], NOW)), (Verdict::CannotTell, Reason::ClocksDisagree));
}

#[test]
fn a_challenge_is_answered_or_it_is_not() {
    let stage = Stage::new();
    let pass = stage.mint(&stage.claims());
    let live = stage.live(&pass, NOW, 5);
    let check = |challenge| {
        let verifier = Verifier { challenge: Some(challenge), ..Verifier::new(&stage.trust, &[]) };
        verifier.check_token(&live, NOW, &mut pass::Replays::default())
    };
    assert_eq!(check([5; 8]).verdict, Verdict::Valid);
    assert_eq!(verdict(&check([6; 8])), (Verdict::Stale, Reason::OtherChallenge));
}

#[test]
fn a_signed_list_is_read_and_no_other() {
    let stage = Stage::new();
    let list = stage.list(Duration::ZERO, &[(99_999, Status::Suspended)]);
    let signed = |key: &Key| list.sign(&key.point(), |message| key.sign(message)).unwrap();
    let bytes = signed(&stage.ours.lists);
    assert_eq!(StatusList::read(&bytes, &stage.trust), Ok(list.clone()));
    // By another organization, by the key for passes, by nobody known.
    assert_eq!(StatusList::read(&signed(&stage.theirs.lists), &stage.trust), Err(StatusError::Forged));
    assert_eq!(StatusList::read(&signed(&stage.ours.passes), &stage.trust), Err(StatusError::UnknownKey));
    assert_eq!(StatusList::read(&signed(&stage.phone), &stage.trust), Err(StatusError::UnknownKey));
    // Each bit counts.
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(StatusList::read(&changed, &stage.trust).is_err(), "bit {bit}");
    }
    // A pass is no list, and a list no pass.
    let pass = stage.mint(&stage.claims());
    assert_eq!(StatusList::read(&pass, &stage.trust), Err(StatusError::Malformed));
    let verifier = Verifier::new(&stage.trust, &[]);
    assert_eq!(verifier.check_token(&bytes, NOW, &mut pass::Replays::default()).verdict, Verdict::Forged);
}

#[test]
fn a_million_tickets_with_one_in_a_hundred_revoked_stay_small() {
    let stage = Stage::new();
    let mut list = stage.list(Duration::ZERO, &[]);
    list.entries = pass::StatusBits::new(1_000_000);
    // Spread by a multiplicative step that is prime to a million.
    for n in 0..10_000_u32 {
        let index = u32::try_from(u64::from(n) * 387_420_489 % 1_000_000).unwrap();
        assert!(list.entries.set(index, Status::Invalid));
    }
    let bytes = list.sign(&stage.ours.lists.point(), |message| stage.ours.lists.sign(message)).unwrap();
    assert!(bytes.len() < 30_000, "{} bytes", bytes.len());
    assert_eq!(StatusList::read(&bytes, &stage.trust), Ok(list));
}
