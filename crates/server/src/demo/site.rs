//! Who works at the demonstration's site, and with which tickets. All of them are invented.

use domain::DutyKind;

use super::firm::{Colleague, colleague};

/// The company.
pub(super) const COMPANY: &str = "Northern Ridge Construction (demonstration)";

/// Where it is.
pub(super) const TIME_ZONE: &str = "America/Edmonton";

/// The first of them founds the company.
pub(super) const PEOPLE: [Colleague; 5] = [
    colleague("Walter Brandt", "walter@northridge.example", "admin"),
    colleague("Maya Okafor", "maya@northridge.example", "hse_manager"),
    colleague("Liam Tremblay", "liam@northridge.example", "supervisor"),
    colleague("Rosa Delgado", "rosa@prairiescaffold.example", "supervisor"),
    colleague("Noah Cardinal", "noah@northridge.example", "worker"),
];

/// A contractor, whose people the fourth of [`PEOPLE`] manages.
pub(super) const CONTRACTOR: &str = "Prairie Scaffold";

/// A site, and the codes of the tickets that it needs.
pub(super) struct Site {
    pub(super) name: &'static str,
    pub(super) needs: &'static [&'static str],
}

/// The sites.
pub(super) const SITES: [Site; 3] = [
    Site { name: "Ridge compressor station", needs: &["first_aid", "h2s", "orientation", "whmis"] },
    Site { name: "Bridge 14", needs: &["fall_protection", "first_aid", "heights", "orientation"] },
    Site { name: "North yard", needs: &["driving", "orientation", "whmis"] },
];

/// A role or task of work, and the codes of the tickets that it needs.
pub(super) struct Work {
    pub(super) kind: DutyKind,
    pub(super) name: &'static str,
    pub(super) needs: &'static [&'static str],
}

/// Roles and tasks. [`ROLES`] says who has which role.
pub(super) const WORK: [Work; 9] = [
    Work { kind: DutyKind::Role, name: "Scaffolder", needs: &["scaffolding", "fall_protection"] },
    Work { kind: DutyKind::Role, name: "Forklift driver", needs: &["forklift"] },
    Work { kind: DutyKind::Role, name: "Electrician", needs: &["electrical", "lockout_tagout"] },
    Work { kind: DutyKind::Role, name: "Welder", needs: &["welding"] },
    Work { kind: DutyKind::Role, name: "Crane operator", needs: &["crane_operator", "hoisting_rigging"] },
    Work { kind: DutyKind::Role, name: "Pipefitter", needs: &[] },
    Work { kind: DutyKind::Task, name: "Confined-space entry", needs: &["confined_space", "first_aid"] },
    Work { kind: DutyKind::Task, name: "Hot work", needs: &["fire_watch", "welding"] },
    Work { kind: DutyKind::Task, name: "Dangerous goods by road", needs: &["tdg", "driving"] },
];

/// Who has which roles: the worker's reference, and their names.
pub(super) const ROLES: [(&str, &[&str]); 17] = [
    ("NR-1001", &["Pipefitter"]),
    ("NR-1002", &["Pipefitter", "Welder"]),
    ("NR-1003", &["Pipefitter"]),
    ("NR-1004", &["Pipefitter", "Welder"]),
    ("NR-1011", &["Electrician"]),
    ("NR-1012", &["Electrician"]),
    ("NR-1013", &["Electrician"]),
    ("NR-1022", &["Crane operator"]),
    ("NR-1023", &["Welder"]),
    ("PS-201", &["Scaffolder"]),
    ("PS-202", &["Scaffolder"]),
    ("PS-203", &["Scaffolder"]),
    ("PS-204", &["Scaffolder"]),
    ("PS-205", &["Scaffolder"]),
    ("NR-1031", &["Forklift driver"]),
    ("NR-1032", &["Forklift driver"]),
    ("NR-1033", &["Forklift driver"]),
];

/// A crew.
pub(super) struct Crew {
    pub(super) name: &'static str,
    /// Its place in [`SITES`].
    pub(super) site: usize,
    /// Whether the third of [`PEOPLE`] supervises it.
    pub(super) supervised: bool,
}

/// The crews.
pub(super) const CREWS: [Crew; 5] = [
    Crew { name: "Pipefitters", site: 0, supervised: true },
    Crew { name: "Instruments", site: 0, supervised: false },
    Crew { name: "Ironworkers", site: 1, supervised: true },
    Crew { name: "Scaffolders", site: 1, supervised: false },
    Crew { name: "Yard", site: 2, supervised: false },
];

/// How it stands with what somebody's site needs: all is well but for one ticket, or all is well.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing {
    Ready,
    /// It ends so many days from today, or ended before.
    Ends(&'static str, i64),
    /// He never had it.
    Lacks(&'static str),
    /// Nobody has looked at it yet.
    Pending(&'static str),
    SentBack(&'static str, &'static str),
    Suspended(&'static str, &'static str),
    Revoked(&'static str, &'static str),
    /// It was about to end, and another has come in its place.
    Renewed(&'static str),
}

/// Somebody who works there.
pub(super) struct Hand {
    pub(super) name: &'static str,
    pub(super) reference: &'static str,
    /// His crew's place in [`CREWS`].
    pub(super) crew: usize,
    /// What he has beside what his site needs.
    pub(super) more: &'static [&'static str],
    pub(super) standing: Standing,
}

const fn hand(
    name: &'static str,
    reference: &'static str,
    crew: usize,
    more: &'static [&'static str],
    standing: Standing,
) -> Hand {
    Hand { name, reference, crew, more, standing }
}

/// Whose people come from [`CONTRACTOR`].
pub(super) const FROM_CONTRACTOR: usize = 3;

/// The workers. The first of them is the last of [`PEOPLE`].
pub(super) const HANDS: [Hand; 26] = [
    hand("Noah Cardinal", "NR-1001", 0, &["confined_space", "hoisting_rigging"], Standing::Ready),
    hand("Amélie Gagnon", "NR-1002", 0, &["fire_watch", "welding"], Standing::Ready),
    hand("Tyler Redcrow", "NR-1003", 0, &["confined_space"], Standing::Ends("h2s", 6)),
    hand("Fatima Siddiqui", "NR-1004", 0, &["welding"], Standing::Renewed("first_aid")),
    hand("Gord Petersen", "NR-1005", 0, &["lockout_tagout"], Standing::Ends("first_aid", -9)),
    hand("Ji-ho Park", "NR-1006", 0, &[], Standing::Pending("h2s")),
    hand("Sasha Kowalchuk", "NR-1011", 1, &["electrical", "lockout_tagout"], Standing::Ready),
    hand("Devon Blackwood", "NR-1012", 1, &["electrical", "lockout_tagout"], Standing::Ends("whmis", 23)),
    hand(
        "Priya Raman",
        "NR-1013",
        1,
        &["electrical"],
        Standing::SentBack("h2s", "The photo is too dark to read the date; please take it again."),
    ),
    hand("Owen MacLeod", "NR-1014", 1, &[], Standing::Ready),
    hand("Chloe Bouchard", "NR-1021", 2, &["hoisting_rigging"], Standing::Ready),
    hand("Mateo Fuentes", "NR-1022", 2, &["crane_operator"], Standing::Ready),
    hand("Hanna Lindqvist", "NR-1023", 2, &["fire_watch", "welding"], Standing::Ends("fall_protection", 2)),
    hand(
        "Brody Sinclair",
        "NR-1024",
        2,
        &[],
        Standing::Suspended("heights", "Seen unclipped above the deck on Monday; retraining is booked."),
    ),
    hand("Kwame Mensah", "NR-1025", 2, &["crane_operator"], Standing::Ends("heights", 41)),
    hand("Elena Popescu", "NR-1026", 2, &[], Standing::Lacks("first_aid")),
    hand("Julián Ortega", "PS-201", 3, &["scaffolding"], Standing::Ready),
    hand("Wyatt Hanley", "PS-202", 3, &["scaffolding"], Standing::Ends("scaffolding", 12)),
    hand(
        "Sione Taufa",
        "PS-203",
        3,
        &["scaffolding"],
        Standing::Revoked("fall_protection", "The training provider does not know this number."),
    ),
    hand("Anh Nguyen", "PS-204", 3, &["scaffolding"], Standing::Ready),
    hand("Becky Olson", "PS-205", 3, &["scaffolding"], Standing::Pending("heights")),
    hand("Marcus Whitfield", "NR-1031", 4, &["forklift", "tdg"], Standing::Ready),
    hand("Dana Yellowhorn", "NR-1032", 4, &["forklift"], Standing::Ends("forklift", 29)),
    hand("Piotr Zielinski", "NR-1033", 4, &["forklift", "traffic_control"], Standing::Ready),
    hand("Grace Adeyemi", "NR-1034", 4, &["tdg"], Standing::Ends("driving", 55)),
    hand("Lucas Ferreira", "NR-1035", 4, &[], Standing::Lacks("whmis")),
];

/// The scanner at the gate of the first of [`SITES`].
pub(super) const SCANNER: &str = "North gate";

/// Who shows his pass there in the morning, by his reference, in this order. Not all of them belong there.
pub(super) const SHIFT: [&str; 9] =
    ["NR-1004", "NR-1001", "NR-1011", "NR-1005", "NR-1002", "NR-1003", "NR-1012", "PS-203", "NR-1006"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_and_every_ticket_is_known() {
        let known: BTreeSet<_> = domain::ticket::STARTER.iter().map(|kind| kind.code).collect();
        let references: BTreeSet<_> = HANDS.iter().map(|hand| hand.reference).collect();
        assert_eq!(references.len(), HANDS.len());
        assert!(SITES.iter().flat_map(|site| site.needs).all(|code| known.contains(code)));
        assert!(WORK.iter().flat_map(|work| work.needs).all(|code| known.contains(code)));
        let roles = WORK.iter().filter(|work| work.kind == DutyKind::Role);
        let roles: BTreeSet<_> = roles.map(|work| work.name).collect();
        for (reference, names) in ROLES {
            assert!(references.contains(reference), "{reference}");
            assert!(names.iter().all(|name| roles.contains(name)), "{reference}");
        }
        assert!(SHIFT.iter().all(|reference| references.contains(reference)));
        for hand in &HANDS {
            let has: Vec<_> = SITES[CREWS[hand.crew].site].needs.iter().chain(hand.more).copied().collect();
            assert!(has.iter().all(|code| known.contains(code)), "{}", hand.name);
            let meant = match hand.standing {
                Standing::Ready => continue,
                Standing::Ends(code, _) | Standing::SentBack(code, _) | Standing::Suspended(code, _) => code,
                Standing::Lacks(code) | Standing::Pending(code) | Standing::Renewed(code) => code,
                Standing::Revoked(code, _) => code,
            };
            assert!(has.contains(&meant), "{} and {meant}", hand.name);
        }
        assert_eq!(HANDS[0].name, PEOPLE[4].name);
    }
}
