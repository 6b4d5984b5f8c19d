//! Mail on its way out.

use domain::id::{MailId, WorkerId};
use time::{Duration, OffsetDateTime};

use crate::{Result, TenantTx};

/// A mail to queue. What it says is sealed by who wrote it: the database cannot read it.
#[derive(Debug, Clone)]
pub struct SealedMail {
    /// Its id.
    pub id: MailId,
    /// Recipient and content, at most 16 KiB.
    pub sealed: Vec<u8>,
    /// After this it is not delivered any more.
    pub lifetime: Duration,
}

/// A mail that was claimed for delivery.
#[derive(Debug, Clone)]
pub struct ClaimedMail {
    /// Its id.
    pub id: MailId,
    /// See [`SealedMail::sealed`].
    pub sealed: Vec<u8>,
    /// When it was queued, UTC.
    pub queued_at: OffsetDateTime,
    /// How often it was claimed, this time included.
    pub attempts: i32,
}

/// What became of an attempt to deliver a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailOutcome {
    /// It was handed over.
    Sent,
    /// It is tried again.
    Deferred,
    /// It may have been handed over; it is tried again, much later.
    Doubtful,
    /// It never can be delivered.
    Failed,
}

impl MailOutcome {
    /// The database's word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Deferred => "deferred",
            Self::Doubtful => "doubtful",
            Self::Failed => "failed",
        }
    }
}

impl TenantTx {
    /// Queues a mail: it goes out after the commit, and not without it.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn queue_mail(&self, mail: &SealedMail) -> Result<()> {
        self.query(
            "SELECT credenza.queue_mail($1, $2, make_interval(secs => $3))",
            &[&mail.id.uuid(), &mail.sealed, &mail.lifetime.as_seconds_f64()],
        )
        .await
        .map(drop)
    }

    /// Queues a mail that leads a worker to his pass, for who issues passes and sees him.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`]; [`crate::Error::Unavailable`].
    pub async fn queue_pass_mail(&self, worker: WorkerId, mail: &SealedMail) -> Result<()> {
        self.query(
            "SELECT credenza.queue_pass_mail($1, $2, $3, make_interval(secs => $4))",
            &[&worker.uuid(), &mail.id.uuid(), &mail.sealed, &mail.lifetime.as_seconds_f64()],
        )
        .await
        .map(drop)
    }
}
