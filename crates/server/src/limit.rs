//! Limits: how often who may do what. Decided before a database connection is taken, in process or, for several replicas,
//! in a Redis that they share; a limiter that cannot decide refuses.

mod counted;
mod in_process;
mod shared;

use std::time::Duration;

use futures_util::future::BoxFuture;

pub use counted::Counted;
pub use in_process::InProcess;
pub use shared::{Shared, UnusableUrl, address};

/// A class of endpoints that share a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Sign-in and set-up, per address.
    SignIn,
    /// Sign-in, per account: slows guessing from many addresses.
    SignInAccount,
    /// Beginning a sign-in by passkey, per address: the sign-in page does it whenever it is opened.
    Challenge,
    /// Refresh, per address.
    Refresh,
    /// Step-up, per member.
    StepUp,
    /// Reading, per member.
    Read,
    /// Writing, per member.
    Write,
    /// Uploads, per member.
    Upload,
    /// Downloads, per member.
    Download,
    /// Password reveals, per member.
    Reveal,
    /// Exports, per member.
    Export,
    /// Asking for a new password, per address.
    Forgot,
    /// Asking for a new password, per account: nobody's mailbox is flooded.
    ForgotAccount,
    /// Looking at and following renewal links, per address.
    Renewal,
    /// Sending files by a renewal link, per link.
    RenewalLink,
    /// Fetching the keys and status lists of passes, per address.
    Published,
    /// Asking about a ticket by its code, per address: slows guessing.
    Verify,
    /// Reading calendars by their links, per address: a service reads those of many people from a few.
    Feed,
    /// Reading a calendar by its link, per link.
    FeedLink,
    /// Imports and their previews, per member.
    Import,
    /// Phones that ask for their pass to be signed anew, per address: many phones of one site come from one.
    PassRenewal,
    /// The same, per pass.
    PassRenewalOwn,
    /// What enrolled scanners ask, per address.
    Scanner,
    /// Enrolling scanners by their links, per address: slows guessing.
    ScannerEnroll,
    /// Fetching the photos that a scanner carries, per scanner.
    ScannerPhoto,
}

impl Class {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::SignIn,
        Self::SignInAccount,
        Self::Challenge,
        Self::Refresh,
        Self::StepUp,
        Self::Read,
        Self::Write,
        Self::Upload,
        Self::Download,
        Self::Reveal,
        Self::Export,
        Self::Forgot,
        Self::ForgotAccount,
        Self::Renewal,
        Self::RenewalLink,
        Self::Published,
        Self::Verify,
        Self::Feed,
        Self::FeedLink,
        Self::Import,
        Self::PassRenewal,
        Self::PassRenewalOwn,
        Self::Scanner,
        Self::ScannerEnroll,
        Self::ScannerPhoto,
    ];

    /// The name in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignInAccount => "sign_in_account",
            Self::Challenge => "challenge",
            Self::Refresh => "refresh",
            Self::StepUp => "step_up",
            Self::Read => "read",
            Self::Write => "write",
            Self::Upload => "upload",
            Self::Download => "download",
            Self::Reveal => "reveal",
            Self::Export => "export",
            Self::Forgot => "forgot",
            Self::ForgotAccount => "forgot_account",
            Self::Renewal => "renewal",
            Self::RenewalLink => "renewal_link",
            Self::Published => "published",
            Self::Verify => "verify",
            Self::Feed => "feed",
            Self::FeedLink => "feed_link",
            Self::Import => "import",
            Self::PassRenewal => "pass_renewal",
            Self::PassRenewalOwn => "pass_renewal_own",
            Self::Scanner => "scanner",
            Self::ScannerEnroll => "scanner_enroll",
            Self::ScannerPhoto => "scanner_photo",
        }
    }

    /// How many a minute, and how many at once, unless configured otherwise. Uploads allow a folder at a time.
    #[must_use]
    pub const fn default_rate(self) -> Rate {
        let (per_minute, burst) = match self {
            Self::SignIn => (20, 20),
            Self::SignInAccount => (10, 10),
            Self::Challenge | Self::Refresh => (60, 60),
            Self::StepUp => (20, 20),
            Self::Download | Self::Reveal => (30, 30),
            Self::Read => (1200, 600),
            Self::Write => (240, 120),
            Self::Upload => (120, 240),
            Self::Export => (6, 3),
            Self::Forgot => (10, 10),
            Self::ForgotAccount => (1, 3),
            Self::Renewal => (30, 30),
            Self::RenewalLink => (6, 6),
            // Many phones of one site come from one address.
            Self::Published | Self::Scanner => (600, 300),
            Self::Verify | Self::ScannerEnroll => (30, 30),
            Self::Feed => (120, 60),
            Self::FeedLink => (2, 12),
            Self::Import => (12, 24),
            Self::PassRenewal => (120, 120),
            Self::PassRenewalOwn => (2, 6),
            // A phone that was just enrolled fetches those of its whole site.
            Self::ScannerPhoto => (120, 240),
        };
        Rate::per_minute(per_minute, burst)
    }
}

/// A steady rate, and how much may come at once: the generic cell rate algorithm (GCRA) keeps both. Whoever has been
/// away for [`Rate::window`] has the whole burst again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// In the long run, at most one in each such time; at least a microsecond.
    pub interval: Duration,
    /// After a pause, so many at once; at least one.
    pub burst: u32,
}

impl Rate {
    /// So many a minute in the long run, and so many at once. Zero counts as one.
    #[must_use]
    pub const fn per_minute(requests: u32, burst: u32) -> Self {
        Self::per(Duration::from_secs(60), requests, burst)
    }

    /// So many in this time in the long run, and so many at once. Zero counts as one.
    #[must_use]
    pub const fn per(time: Duration, requests: u32, burst: u32) -> Self {
        let requests = if requests == 0 { 1 } else { requests };
        // Rounded up, so that it is never more than was asked for.
        let micros = time.as_micros().div_ceil(requests as u128);
        let most = 366 * 24 * 60 * 60 * 1_000_000;
        #[allow(clippy::cast_possible_truncation, reason = "a year of microseconds fits into 64 bits")]
        let micros = if micros > most { most as u64 } else { micros as u64 };
        let micros = if micros == 0 { 1 } else { micros };
        Self { interval: Duration::from_micros(micros), burst: if burst == 0 { 1 } else { burst } }
    }

    /// How long it takes until the whole burst is there again.
    #[must_use]
    pub fn window(self) -> Duration {
        self.interval.saturating_mul(self.burst)
    }
}

/// What the limiter says of one request, in the terms of the `RateLimit` headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// Which limit it is about.
    pub class: Class,
    /// Whether it may pass.
    pub allowed: bool,
    /// How many may come at once.
    pub limit: u32,
    /// In which time so many may come in the long run.
    pub window: Duration,
    /// How many more may come now.
    pub remaining: u32,
    /// Until when nothing passes, if this one does not; else until the limit is whole again.
    pub reset: Duration,
}

/// The limiter could not decide.
#[derive(Debug, thiserror::Error)]
#[error("the limiter cannot decide: {0}")]
pub struct LimiterError(pub String);

/// Decides about requests.
pub trait Limiter: Send + Sync {
    /// Counts one request of `class` by `key`. Answers or fails within a second.
    ///
    /// # Errors
    /// [`LimiterError`] when it cannot decide; the request is then refused.
    fn check<'a>(&'a self, class: Class, key: &'a str) -> BoxFuture<'a, Result<Decision, LimiterError>>;

    /// Says whether it could decide now, without counting anything.
    ///
    /// # Errors
    /// [`LimiterError`] when it could not.
    fn ready(&self) -> BoxFuture<'_, Result<(), LimiterError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Forgets keys whose limit is whole again, so that memory does not grow with the number of addresses seen.
    fn forget_idle(&self) {}
}
