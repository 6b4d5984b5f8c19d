//! The first page of the day: what has expired, what will, and what to do about it now.

use askama::Template;
use domain::id::CertificateId;
use domain::{Permission, SubjectKind};
use time::{Duration, OffsetDateTime};

use super::{CertificateRow, PageContext, Schedule, Status, query, render};

/// How many certificates stand where. Superseded ones are not counted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// [`Status::Expired`].
    pub expired: u64,
    /// [`Status::Within7`].
    pub within_7: u64,
    /// [`Status::Within30`].
    pub within_30: u64,
    /// [`Status::Within60`].
    pub within_60: u64,
    /// [`Status::Later`] and [`Status::NotYetValid`].
    pub later: u64,
    /// [`Status::AwaitingCertificate`].
    pub waiting: u64,
}

/// How many of a kind that is no certificate need somebody soon.
#[derive(Debug, Clone, Copy)]
pub struct KindCounts {
    /// What ends.
    pub kind: SubjectKind,
    /// Their end has passed.
    pub ended: u64,
    /// They end within 7 days.
    pub within_7: u64,
    /// They end after 7 and within 30 days.
    pub within_30: u64,
}

/// The dashboard. Who may not see certificates has one without them.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// How many certificates stand where.
    pub counts: Counts,
    /// How many customers there are.
    pub customers: u64,
    /// What expires when.
    pub schedule: Schedule,
    /// The most urgent first: expired, waiting and soon to expire; not more than a dozen, unless more end today.
    pub urgent: Vec<CertificateRow>,
    /// What else ends, was told of, and nobody sees to yet.
    pub others: Vec<super::AlertRow>,
    /// How many of what else ends need somebody soon; only kinds of which some do.
    pub kinds: Vec<KindCounts>,
    /// Certificates that were revoked, and those that nobody answers about: the first of them.
    pub concerns: Vec<ConcernRow>,
    /// How many these are in all.
    pub concerned: u64,
}

/// A certificate that was revoked, or that nobody answers about.
#[derive(Debug, Clone)]
pub struct ConcernRow {
    /// Its id.
    pub id: CertificateId,
    /// Its holder, or what it is called.
    pub name: String,
    /// Whose it is.
    pub customer: Option<String>,
    /// Whether it was revoked; else nobody knows.
    pub revoked: bool,
    /// Since when.
    pub since: OffsetDateTime,
}

/// Urgent certificates about which the same is to be done.
struct UrgentGroup<'a> {
    /// What: a message.
    advice: &'static str,
    /// Those that are listed.
    rows: Vec<&'a CertificateRow>,
    /// How many there are besides.
    more: u64,
    /// The list of all of them.
    all: String,
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a Dashboard,
}

impl Dashboard {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn has_others(&self) -> bool {
        !self.others.is_empty() || !self.kinds.is_empty()
    }

    fn total(&self) -> u64 {
        let counts = self.counts;
        counts.expired + counts.within_7 + counts.within_30 + counts.within_60 + counts.later + counts.waiting
    }

    /// The urgent ones by what is to be done about them, in the order in which it should be done.
    fn urgent_by_advice(&self, ctx: &PageContext) -> Vec<UrgentGroup<'_>> {
        let advice = |row: &CertificateRow| match row.status {
            Status::Expired => "advice-expired",
            Status::AwaitingCertificate => "advice-upload-certificate",
            _ => "advice-renew",
        };
        let of_status = |status: Status| query(&[("status", status.as_str())]);
        let day = |days| ctx.today().saturating_add(Duration::days(days)).to_string();
        let within_30 = query(&[("expires_from", &day(0)), ("expires_to", &day(30))]);
        let counts = self.counts;
        [
            ("advice-expired", counts.expired, of_status(Status::Expired)),
            ("advice-renew", counts.within_7 + counts.within_30, within_30),
            ("advice-upload-certificate", counts.waiting, of_status(Status::AwaitingCertificate)),
        ]
        .into_iter()
        .map(|(key, total, filter)| {
            let rows: Vec<_> = self.urgent.iter().filter(|row| advice(row) == key).collect();
            let more = total.saturating_sub(rows.len() as u64);
            UrgentGroup { advice: key, rows, more, all: format!("/certificates?{filter}") }
        })
        .filter(|group| !group.rows.is_empty())
        .collect()
    }

    /// How many concerns are not shown.
    fn concerns_more(&self) -> u64 {
        self.concerned.saturating_sub(self.concerns.len() as u64)
    }

    fn tiles(&self) -> [(Status, u64); 6] {
        let counts = self.counts;
        [
            (Status::Expired, counts.expired),
            (Status::Within7, counts.within_7),
            (Status::Within30, counts.within_30),
            (Status::Within60, counts.within_60),
            (Status::Later, counts.later),
            (Status::AwaitingCertificate, counts.waiting),
        ]
    }
}

impl KindCounts {
    fn word(&self, ctx: &PageContext) -> String {
        ctx.named("alerts-kind", self.kind.as_str())
    }

    /// The list of what there is of it, from a year back to a month ahead.
    fn link(&self, ctx: &PageContext) -> String {
        let day = |days| ctx.today().saturating_add(Duration::days(days)).to_string();
        let (since, until) = (day(-365), day(30));
        let pairs = [("subject", self.kind.as_str()), ("since", &since), ("until", &until)];
        format!("/calendar?{}#list", query(&pairs))
    }

    /// How many have ended, and how many soon do.
    fn parts(&self, ctx: &PageContext) -> Vec<(Status, String)> {
        let part = |status, key, count| (status, ctx.t(key).with("count", count).to_string(), count);
        [
            part(Status::Expired, "dashboard-kind-ended", self.ended),
            part(Status::Within7, "dashboard-kind-soon", self.within_7),
            part(Status::Within30, "dashboard-kind-month", self.within_30),
        ]
        .into_iter()
        .filter(|(_, _, count)| *count > 0)
        .map(|(status, words, _)| (status, words))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::i18n::Locale;
    use crate::pages::{Period, sample};

    #[test]
    fn every_urgent_certificate_has_its_advice() {
        let page = sample::dashboard(Period::Month);
        let groups = page.urgent_by_advice(&sample::context(Locale::default(), "/", None));
        let told: usize = groups.iter().map(|group| group.rows.len()).sum();
        assert_eq!(told, page.urgent.len());
        assert_eq!(groups.first().map(|group| group.advice), Some("advice-expired"));
    }
}
