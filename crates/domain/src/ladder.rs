//! When people are told that something ends: the steps of a ladder, in an organization's time zone and on its working days.
//!
//! A step is a number of days before the end: 30, 7, 0; negative after it. Steps before the end that fall on a day off are
//! told of on the working day before, the others on the next one. Of several that have passed, only the last counts: who
//! was not told at 30 days needs no such mail at 7.

use time::{Date, Duration, OffsetDateTime, Weekday};

use crate::zone::Zone;

/// The most steps that a ladder has before the end.
pub const MOST_STEPS: usize = 12;

/// The most days before the end that a step may be, and the most days between repetitions.
pub const MOST_DAYS: u16 = 730;

/// The longest that something may be snoozed.
pub const MOST_SNOOZE: Duration = Duration::days(90);

/// Days of the week on which people are told of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingDays(u8);

impl WorkingDays {
    /// Monday to Friday.
    pub const USUAL: Self = Self(0b1_1111);

    /// From ISO 8601 numbers, Monday is 1. `None` when there is none, or one that is no day.
    #[must_use]
    pub fn from_numbers(days: impl IntoIterator<Item = i32>) -> Option<Self> {
        let mut bits = 0;
        for day in days {
            if !(1..=7).contains(&day) {
                return None;
            }
            bits |= 1 << (day - 1);
        }
        (bits != 0).then_some(Self(bits))
    }

    /// The ISO 8601 numbers, ascending.
    pub fn numbers(self) -> impl Iterator<Item = i32> {
        (1..=7).filter(move |day| self.0 & (1 << (day - 1)) != 0)
    }

    /// Whether people work on this day.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.number_days_from_monday()) != 0
    }

    /// The working day at `date`, or the next in the direction of `step` days.
    fn towards(self, mut date: Date, step: i64) -> Date {
        // One of seven days is a working day.
        for _ in 0..6 {
            if self.contains(date.weekday()) {
                break;
            }
            date = date.saturating_add(Duration::days(step));
        }
        date
    }
}

/// Why a ladder is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LadderError {
    /// The steps are not 1 to 12 different numbers of 0 to 730 days.
    #[error("a ladder has 1 to 12 different steps of 0 to 730 days")]
    Steps,
    /// The repetition or the escalation is longer than 730 days.
    #[error("repetition and escalation are at most 730 days")]
    Days,
    /// There is no such hour.
    #[error("an hour is 0 to 23")]
    Hour,
}

/// An organization's ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Days before the end, descending.
    steps: Vec<u16>,
    /// Days between repetitions after the end; 0 for none.
    repeat: u16,
    /// Days after which a step that nobody has acknowledged is told to the administrators; 0 for never.
    escalate: u16,
    /// The hour of the day, local.
    hour: u8,
    days: WorkingDays,
}

impl Default for Ladder {
    fn default() -> Self {
        Self {
            steps: vec![60, 30, 15, 7, 3, 1, 0],
            repeat: 7,
            escalate: 7,
            hour: 8,
            days: WorkingDays::USUAL,
        }
    }
}

/// What is known of something that is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it ends.
    pub ends_at: OffsetDateTime,
    /// Since when it is watched: what had ended before needs no alert.
    pub watched_from: OffsetDateTime,
    /// Whether whoever made it gave it its end: he needs no word of a step that lies on that day, or before it.
    pub dated: bool,
    /// The step that people were told of last, and when.
    pub told: Option<(i32, OffsetDateTime)>,
    /// The step that was escalated last.
    pub escalated: Option<i32>,
    /// The last step that was known when somebody acknowledged.
    pub acknowledged: Option<i32>,
    /// Until when nobody wants to hear of it.
    pub snoozed_until: Option<OffsetDateTime>,
    /// Whether it is muted, or something took its place.
    pub silent: bool,
}

/// What is to be told now, and when to look again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// The step that is due, and the moment from which it is: whoever has not been told of it is to be told.
    pub due: Option<(i32, OffsetDateTime)>,
    /// Whether that step is to be escalated.
    pub escalate: bool,
    /// When there is something to do next; `None` when there never is.
    pub next: Option<OffsetDateTime>,
}

/// A step as people will be told of it; see [`Ladder::plan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedStep {
    /// Days before the end; negative after it.
    pub step: i32,
    /// When people are told.
    pub moment: OffsetDateTime,
    /// When the administrators are told, if nobody has acknowledged it by then.
    pub escalation: Option<OffsetDateTime>,
}

impl Outlook {
    const SILENT: Self = Self { due: None, escalate: false, next: None };
}

impl Ladder {
    /// A ladder of these steps, in any order.
    ///
    /// # Errors
    /// [`LadderError`].
    pub fn new(
        steps: impl IntoIterator<Item = i32>,
        repeat: i32,
        escalate: i32,
        hour: i32,
        days: WorkingDays,
    ) -> Result<Self, LadderError> {
        let within = |days: i32| u16::try_from(days).ok().filter(|days| *days <= MOST_DAYS);
        let steps: Option<Vec<u16>> = steps.into_iter().take(MOST_STEPS + 1).map(within).collect();
        let mut steps = steps.ok_or(LadderError::Steps)?;
        let given = steps.len();
        steps.sort_unstable_by(|a, b| b.cmp(a));
        steps.dedup();
        if steps.is_empty() || steps.len() != given || given > MOST_STEPS {
            return Err(LadderError::Steps);
        }
        Ok(Self {
            steps,
            repeat: within(repeat).ok_or(LadderError::Days)?,
            escalate: within(escalate).ok_or(LadderError::Days)?,
            hour: u8::try_from(hour).ok().filter(|hour| *hour < 24).ok_or(LadderError::Hour)?,
            days,
        })
    }

    /// The same hour and days, with other steps, which are taken as they are: descending, 1 to 12 of at most 730 days.
    pub(crate) fn with_steps(self, steps: Vec<u16>, repeat: u16, escalate: u16) -> Self {
        Self { steps, repeat, escalate, ..self }
    }

    /// The same steps, told of at another hour (that of 23 where it is none) and on other days.
    #[must_use]
    pub fn at(self, hour: u8, days: WorkingDays) -> Self {
        Self { hour: hour.min(23), days, ..self }
    }

    /// Days before the end, descending.
    #[must_use]
    pub fn steps(&self) -> &[u16] {
        &self.steps
    }

    /// Days between repetitions after the end; 0 for none.
    #[must_use]
    pub const fn repeat(&self) -> u16 {
        self.repeat
    }

    /// Days after which a step that nobody has acknowledged is told to the administrators; 0 for never.
    #[must_use]
    pub const fn escalate(&self) -> u16 {
        self.escalate
    }

    /// The hour of the day, local, at which people are told.
    #[must_use]
    pub const fn hour(&self) -> u8 {
        self.hour
    }

    /// The days on which people are told.
    #[must_use]
    pub const fn days(&self) -> WorkingDays {
        self.days
    }

    /// The moment from which a step counts.
    fn moment(&self, zone: &Zone, end: Date, step: i32) -> OffsetDateTime {
        let date = end.saturating_sub(Duration::days(i64::from(step)));
        let date = self.days.towards(date, if step < 0 { 1 } else { -1 });
        zone.at(date, self.hour)
    }

    /// The last step of those that have passed, and the next one, each with its moment.
    fn around(
        &self,
        zone: &Zone,
        standing: &Standing,
        now: OffsetDateTime,
    ) -> [Option<(i32, OffsetDateTime)>; 2] {
        let end = zone.local(standing.ends_at).date();
        let (mut last, mut next) = (None, None);
        let before = self.steps.iter().map(|step| i32::from(*step));
        // After the end it goes on until somebody has acknowledged that it ended.
        let unseen = standing.acknowledged.is_none_or(|step| step > 0);
        let after = (self.repeat > 0 && unseen).then(|| self.repetitions(zone, end, now));
        for step in before.chain(after.into_iter().flatten()) {
            let moment = self.moment(zone, end, step);
            if moment <= now {
                last = Some((step, moment));
            } else {
                next = next.or(Some((step, moment)));
            }
        }
        [last, next]
    }

    /// The repetitions around `now`: one that has surely passed, though days off delay it, up to one that has not.
    fn repetitions(&self, zone: &Zone, end: Date, now: OffsetDateTime) -> impl Iterator<Item = i32> {
        let days = zone.local(now).date().to_julian_day() - end.to_julian_day();
        let repeat = i32::from(self.repeat).max(1);
        let (surely, not_yet) = ((days - 7) / repeat, days / repeat + 1);
        (surely.max(1)..=not_yet.max(1)).map(move |count| -count * repeat)
    }

    /// When the step is escalated that people were told of at `told`.
    fn escalation(&self, zone: &Zone, told: OffsetDateTime) -> Option<OffsetDateTime> {
        let date = zone.local(told).date().saturating_add(Duration::days(i64::from(self.escalate)));
        (self.escalate > 0).then(|| zone.at(self.days.towards(date, 1), self.hour))
    }

    /// What is to be told at `now`, and when to look again.
    #[must_use]
    pub fn outlook(&self, zone: &Zone, standing: &Standing, now: OffsetDateTime) -> Outlook {
        if standing.silent || standing.ends_at <= standing.watched_from {
            return Outlook::SILENT;
        }
        if let Some(until) = standing.snoozed_until.filter(|until| *until > now) {
            return Outlook { next: Some(until), ..Outlook::SILENT };
        }
        let [last, next] = self.around(zone, standing, now);
        let mut next = next.map(|(_, moment)| moment);
        let said =
            |moment| standing.dated && zone.local(moment).date() <= zone.local(standing.watched_from).date();
        let due = last
            .filter(|(step, moment)| standing.acknowledged.is_none_or(|seen| seen > *step) && !said(*moment));
        let mut escalate = false;
        if let Some((step, _)) = due.filter(|(step, _)| standing.escalated != Some(*step)) {
            let told = standing.told.filter(|(told, _)| *told == step).map_or(now, |(_, at)| at);
            let moment = self.escalation(zone, told);
            escalate = moment.is_some_and(|moment| moment <= now);
            let later = moment.filter(|moment| *moment > now);
            next = next.into_iter().chain(later).min();
        }
        Outlook { due, escalate, next }
    }

    /// What people will be told, in its order, of something that ends at `ends_at`, is watched long before that, and that nobody
    /// ever acknowledges: the steps before the end, and at most `repetitions` of those after it. A step that falls on the same
    /// morning as the next one is not told of.
    #[must_use]
    pub fn plan(&self, zone: &Zone, ends_at: OffsetDateTime, repetitions: usize) -> Vec<PlannedStep> {
        let end = zone.local(ends_at).date();
        let before = self.steps.iter().map(|step| i32::from(*step));
        // Days off push at most a week of repetitions onto one morning; one more tells what follows the last.
        let repetitions = repetitions.min(usize::from(MOST_DAYS));
        let most = i32::try_from(repetitions).unwrap_or_default() * 7 + 8;
        let repeat = i32::from(self.repeat);
        let after = (1..=most).take_while(|_| repeat > 0).map(|count| -count * repeat);
        let steps: Vec<_> = before.chain(after).map(|step| (step, self.moment(zone, end, step))).collect();
        let mut left = repetitions;
        steps
            .iter()
            .enumerate()
            .filter_map(|(at, (step, moment))| {
                let next = steps.get(at + 1).map(|(_, next)| *next);
                if next == Some(*moment) || *step < 0 && left == 0 {
                    return None;
                }
                left -= usize::from(*step < 0);
                let escalation =
                    self.escalation(zone, *moment).filter(|at| next.is_none_or(|next| *at < next));
                Some(PlannedStep { step: *step, moment: *moment, escalation })
            })
            .collect()
    }

    /// When the digest goes out that tells of what was due from `moment` and is known at `now`: at once for what became due
    /// today, else at the hour of the next working day; of a weekly digest, of the next week's first.
    #[must_use]
    pub fn digest(
        &self,
        zone: &Zone,
        moment: OffsetDateTime,
        now: OffsetDateTime,
        weekly: bool,
    ) -> OffsetDateTime {
        let today = zone.local(now).date();
        if weekly {
            let monday =
                today.saturating_sub(Duration::days(i64::from(today.weekday().number_days_from_monday())));
            let this_week = zone.at(self.days.towards(monday, 1), self.hour);
            let next_week = zone.at(self.days.towards(monday.saturating_add(Duration::WEEK), 1), self.hour);
            let in_time = now <= this_week || moment == this_week && zone.local(this_week).date() == today;
            return if in_time { this_week } else { next_week };
        }
        if zone.local(moment).date() == today && moment <= now {
            return moment;
        }
        let day = self.days.towards(today, 1);
        let slot = zone.at(day, self.hour);
        if slot >= now {
            slot
        } else {
            zone.at(self.days.towards(day.saturating_add(Duration::DAY), 1), self.hour)
        }
    }
}

#[cfg(test)]
mod tests;
