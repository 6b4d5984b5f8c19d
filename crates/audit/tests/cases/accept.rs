//! Exports in which nothing is wrong.

use audit::{Actor, Assurance, Code, Digest, Outcome, leaf_hash};

use super::log::{Log, certificate, day, member, org, session, small, step_up};
use super::{Case, Export};

pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::accept("worked_example", "The example of docs/AUDIT.md: three entries.", small(1).export()),
        Case::accept("empty", "An organization of which nothing is recorded yet.", Log::new(org(1)).export()),
        Case::accept(
            "day",
            "Fifty entries of every outcome, with intents closed in and out of turn.",
            day(1, 50).export(),
        ),
        Case::accept(
            "strings",
            "Every control character, combining characters left as they are, astral planes.",
            strings(),
        ),
        Case::accept("forms", "The forms that a member, an object and a session can take.", forms()),
        Case::accept("same_time", "Entries of the same microsecond.", same_time()),
        Case::accept("restored_backup", "A second epoch that follows the first.", restored()),
    ];
    let whole = day(1, 50).export();
    let nothing = Export { disclosures: Vec::new(), ..whole.clone() };
    cases.push(Case::accept(
        "all_erased",
        "Every personal value is erased; the chain does not notice.",
        nothing,
    ));
    let kept: Vec<_> = whole.disclosures.split_inclusive(|byte| *byte == b'\n').step_by(2).collect();
    let some = Export { disclosures: kept.concat(), ..whole };
    cases.push(Case::accept("some_erased", "Some personal values are erased.", some));

    let mut log = small(1);
    log.act(2, "certificate.download", Some(certificate(1)), |entry| entry.outcome = Outcome::Intent);
    cases.push(
        Case::accept("open_intent", "An intent whose outcome is not recorded.", log.export())
            .notices(&[(4, Code::IntentOpen)]),
    );

    let mut late = day(1, 20);
    late.entries.drain(..5);
    late.disclosures.retain(|disclosure| disclosure.seq > 5);
    cases.push(
        Case::accept(
            "starts_late",
            "The export starts at entry 6; an outcome names an intent before it.",
            late.export(),
        )
        .notices(&[(1, Code::StartsLate), (3, Code::IntentBeforeExport)]),
    );
    cases
}

fn strings() -> Export {
    let mut log = small(1);
    log.append("certificate.update", |entry| {
        let controls: String = (0..=0x20).chain([0x7f, 0x80, 0x9f]).filter_map(char::from_u32).collect();
        let values = [
            ("controls", controls.as_str()),
            ("quotes", "\" \\ / ' < > &"),
            ("nfc", "\u{f1}"),
            ("nfd", "n\u{303}"),
            ("planes", "\u{1f512}\u{10ffff}\u{ffff}\u{feff}\u{2028}\u{2029}\u{fffd}"),
            ("empty", ""),
            ("0_9", "a field whose name starts with a digit"),
            ("longest", &"\u{20ac}".repeat(170)),
        ];
        entry.details = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    });
    log.commit("name", "\u{1}\"\\\u{1f512}");
    log.export()
}

fn forms() -> Export {
    let mut log = small(1);
    log.append("certificate.update", |entry| {
        entry.object = Some(audit::ObjectRef { version: Some(9_007_199_254_740_991), ..certificate(1) });
    });
    log.append("session.step_up", |entry| {
        entry.actor = Actor::Member(member(2));
        entry.assurance = Some(Assurance {
            amr: vec!["hwk".to_owned(), "pin".to_owned(), "pwd".to_owned(), "user".to_owned()],
            session: session(2),
            step_up: Some(step_up(1)),
        });
    });
    log.append("a.b.c_d.e", |entry| entry.actor = Actor::Anonymous);
    log.export()
}

fn same_time() -> Export {
    let mut log = day(1, 4);
    let first = log.entries[0].time;
    log.entries.iter_mut().for_each(|entry| entry.time = first);
    log.relink(1);
    log.export()
}

/// Twenty entries, a backup restored, and three more in a new epoch, the first of which follows the last one restored.
pub fn restored_log() -> Log {
    let mut log = day(1, 20);
    let last = leaf_hash(&log.entries[19].to_bytes().unwrap());
    log.append("organization.update", |entry| {
        (entry.epoch, entry.seq) = (2, 1);
        assert_eq!(entry.prev, last);
        assert_ne!(entry.prev, Digest::ZERO);
    });
    log.act(1, "session.sign_in", None, |_| ());
    log.act(1, "customer.delete", Some(super::log::customer(1)), |_| ());
    log.commit("name", "Bego\u{f1}a Ruiz");
    log
}

fn restored() -> Export {
    restored_log().export()
}
