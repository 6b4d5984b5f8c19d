//! Types of tickets to start from. An organization takes them in when it wants to, and changes them as it likes: rules differ
//! from place to place, and the validity here is what is usual.

use super::RENEWAL_DAYS;

/// A type of tickets to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StarterType {
    /// Short, stable, without a language.
    pub code: &'static str,
    /// In English, to be changed.
    pub name: &'static str,
    /// For how long it is usually valid; `None` for ever.
    pub valid_months: Option<i32>,
    /// See [`RENEWAL_DAYS`].
    pub renewal_days: i32,
    /// Whether it tells something of its holder's health, so that its name stays inside.
    pub medical: bool,
}

const fn of(code: &'static str, name: &'static str, months: i32) -> StarterType {
    StarterType { code, name, valid_months: Some(months), renewal_days: RENEWAL_DAYS, medical: false }
}

const fn lasting(code: &'static str, name: &'static str) -> StarterType {
    StarterType { code, name, valid_months: None, renewal_days: 0, medical: false }
}

const fn medical(code: &'static str, name: &'static str, months: i32) -> StarterType {
    StarterType { code, name, valid_months: Some(months), renewal_days: RENEWAL_DAYS, medical: true }
}

/// All of them, by code.
pub const STARTER: &[StarterType] = &[
    of("aerial_platform", "Aerial work platform", 36),
    of("confined_space", "Confined space entry", 36),
    of("crane_operator", "Crane operator", 60),
    of("defensive_driving", "Defensive driving", 36),
    of("electrical_safety", "Electrical safety", 36),
    of("fall_protection", "Fall protection", 36),
    of("fire_watch", "Fire watch and extinguishers", 12),
    of("first_aid", "First aid and CPR", 36),
    medical("fit_test", "Respirator fit test", 24),
    of("forklift", "Forklift operator", 36),
    of("ground_disturbance", "Ground disturbance", 36),
    of("h2s", "H2S awareness", 36),
    of("hoisting_rigging", "Hoisting and rigging", 36),
    of("lockout_tagout", "Lockout and tagout", 36),
    medical("medical_fitness", "Fitness to work", 12),
    lasting("orientation", "Site safety orientation"),
    of("scaffolding", "Scaffold user", 36),
    of("tdg", "Transportation of dangerous goods", 36),
    lasting("trade_certificate", "Trade certificate"),
    of("traffic_control", "Traffic control", 36),
    of("welding", "Welder qualification", 24),
    of("whmis", "WHMIS", 36),
    of("working_at_heights", "Working at heights", 36),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_and_sorted_and_bounds_are_kept() {
        assert!(STARTER.windows(2).all(|pair| pair[0].code < pair[1].code));
        for kind in STARTER {
            assert!(kind.valid_months.is_none_or(|months| (1..=super::super::MAX_MONTHS).contains(&months)));
            assert!(
                kind.code.len() <= 32
                    && kind.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            );
        }
    }
}
