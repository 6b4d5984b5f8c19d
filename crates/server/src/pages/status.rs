//! Where a certificate stands, told by word, icon and colour.

use time::{Duration, OffsetDateTime};

use super::markup::{self, Html};

/// Where a certificate stands. Every certificate of the list is in exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Its validity has ended.
    Expired,
    /// It ends within 7 days.
    Within7,
    /// It ends after 7 and within 30 days.
    Within30,
    /// It ends after 30 and within 60 days.
    Within60,
    /// It ends later than that.
    Later,
    /// Its validity has not begun.
    NotYetValid,
    /// A private key whose certificate has not arrived.
    AwaitingCertificate,
    /// A newer certificate took its place.
    Superseded,
    /// Its issuer has revoked it.
    Revoked,
}

impl Status {
    /// What the list can be filtered by, in the order of the filter.
    pub const CHOICES: &'static [Self] = &[
        Self::Expired,
        Self::Within7,
        Self::Within30,
        Self::Within60,
        Self::Later,
        Self::NotYetValid,
        Self::AwaitingCertificate,
        Self::Revoked,
    ];

    /// The name used in queries and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Within7 => "within_7",
            Self::Within30 => "within_30",
            Self::Within60 => "within_60",
            Self::Later => "later",
            Self::NotYetValid => "not_yet_valid",
            Self::AwaitingCertificate => "awaiting_certificate",
            Self::Superseded => "superseded",
            Self::Revoked => "revoked",
        }
    }

    /// The status of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::CHOICES.iter().copied().find(|status| status.as_str() == name)
    }

    /// Where a certificate of this validity stands at `now`, when nothing has superseded it.
    #[must_use]
    pub fn of_validity(not_before: OffsetDateTime, not_after: OffsetDateTime, now: OffsetDateTime) -> Self {
        let left = not_after - now;
        if left < Duration::ZERO {
            Self::Expired
        } else if not_before > now {
            Self::NotYetValid
        } else if left <= Duration::days(7) {
            Self::Within7
        } else if left <= Duration::days(30) {
            Self::Within30
        } else if left <= Duration::days(60) {
            Self::Within60
        } else {
            Self::Later
        }
    }

    /// The class that carries the colour.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Expired | Self::Revoked => "tone-expired",
            Self::Within7 => "tone-soon",
            Self::Within30 => "tone-month",
            Self::Within60 => "tone-watch",
            Self::Later => "tone-fine",
            Self::AwaitingCertificate | Self::NotYetValid => "tone-waiting",
            Self::Superseded => "tone-quiet",
        }
    }

    pub(super) fn icon(self) -> Html {
        let icon = markup::icon;
        match self {
            Self::Expired => icon("circle-x"),
            Self::Within7 => icon("alert-triangle"),
            Self::Within30 => icon("hourglass-high"),
            Self::Within60 => icon("calendar-event"),
            Self::Later => icon("circle-check"),
            Self::NotYetValid => icon("calendar-pause"),
            Self::AwaitingCertificate => icon("key"),
            Self::Superseded => icon("replace"),
            Self::Revoked => icon("ban"),
        }
    }

    /// The key of the word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Expired => "status-expired",
            Self::Within7 => "status-within_7",
            Self::Within30 => "status-within_30",
            Self::Within60 => "status-within_60",
            Self::Later => "status-later",
            Self::NotYetValid => "status-not_yet_valid",
            Self::AwaitingCertificate => "status-awaiting_certificate",
            Self::Superseded => "status-superseded",
            Self::Revoked => "status-revoked",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn bounds_belong_to_the_more_urgent_side() {
        let now = datetime!(2026-11-22 12:00 UTC);
        let begun = datetime!(2022-11-22 12:00 UTC);
        for (not_after, status) in [
            (now - Duration::SECOND, Status::Expired),
            (now, Status::Within7),
            (now + Duration::SECOND, Status::Within7),
            (now + Duration::days(7), Status::Within7),
            (now + Duration::days(7) + Duration::SECOND, Status::Within30),
            (now + Duration::days(30), Status::Within30),
            (now + Duration::days(60), Status::Within60),
            (now + Duration::days(61), Status::Later),
        ] {
            assert_eq!(Status::of_validity(begun, not_after, now), status, "{not_after}");
        }
        assert_eq!(
            Status::of_validity(now + Duration::DAY, now + Duration::days(9), now),
            Status::NotYetValid
        );
        for status in Status::CHOICES {
            assert_eq!(Status::from_name(status.as_str()), Some(*status));
            assert_eq!(status.word(), format!("status-{}", status.as_str()));
        }
    }
}
