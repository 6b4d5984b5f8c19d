//! Mail: written in the recipient's language, sealed, queued in the transaction of what it tells of, and delivered by a
//! task of the server (`docs/adr/0012-mail.md`).
//!
//! An act makes a [`Letter`], has it sealed ([`Mail::seal`]), gives it to its transaction
//! ([`store::TenantTx::queue_mail`]), and after the commit says so ([`Mail::wake`]).

mod delivery;
mod letter;
mod message;
mod outbox;
mod queue;
mod resend;
mod smtp;

use std::sync::Arc;

use domain::Rng;
use domain::id::MailId;
use futures_util::future::BoxFuture;
use store::SealedMail;
use time::{Duration, OffsetDateTime};
use tokio::sync::Notify;

pub use delivery::{deliver_due, keep_delivering};
use letter::ToQueue;
pub use letter::{Content, EndingKind, EndingLine, Letter, Link, Notice, ResetAsked};
pub(crate) use message::LOGO;
pub use message::{Message, Sender, takes_mail};
pub use outbox::Outbox;
pub use queue::QueueKey;
pub use resend::{RESEND, Resend, ResendAccount};
pub use smtp::{Relay, RelayTls, Smtp};

/// Why a mail was not queued, or not delivered.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It could not be sealed, or is too long for the queue.
    #[error("a mail cannot be sealed")]
    Unsealed,
    /// It does not open: it was queued under another session secret, or changed.
    #[error("a queued mail does not open: was keys/session.key replaced?")]
    Unreadable,
    /// It cannot be written: its recipient's address is none.
    #[error("a mail cannot be written: {0}")]
    Unwritable(String),
    /// It could not be handed over. Trying again may help.
    #[error("a mail could not be delivered: {0}")]
    Undelivered(String),
    /// It was handed over, and whether it was taken is not known. It may have arrived.
    #[error("a mail may have been delivered: {0}")]
    Doubtful(String),
    /// It was refused for good.
    #[error("a mail was refused: {0}")]
    Refused(String),
}

/// Takes written mails to where they go from here.
pub trait Mailer: Send + Sync {
    /// How long a delivery may take, where that is longer than a claim lasts.
    fn hold(&self) -> Option<std::time::Duration> {
        None
    }

    /// Hands a mail over, and returns what the other side said. When this returns, it is not lost any more. The same mail may
    /// come twice, if the server died in between: its id tells.
    ///
    /// # Errors
    /// [`MailError::Undelivered`]; [`MailError::Doubtful`]; [`MailError::Refused`].
    fn deliver(&self, message: Message) -> BoxFuture<'_, Result<String, MailError>>;
}

/// Writes, seals and delivers.
pub struct Mail {
    key: QueueKey,
    sender: Sender,
    mailer: Arc<dyn Mailer>,
    waiting: Notify,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("sender", &self.sender).finish_non_exhaustive()
    }
}

impl Mail {
    /// Mail by `sender`, delivered by `mailer`.
    #[must_use]
    pub fn new(key: QueueKey, sender: Sender, mailer: Arc<dyn Mailer>) -> Self {
        Self { key, sender, mailer, waiting: Notify::new() }
    }

    /// Seals a letter for the queue. `lifetime`: after it, what the letter says is no longer true.
    ///
    /// # Errors
    /// [`MailError::Unsealed`].
    pub fn seal(
        &self,
        letter: &Letter,
        lifetime: Duration,
        now: OffsetDateTime,
        rng: &dyn Rng,
    ) -> Result<SealedMail, MailError> {
        self.seal_content(&ToQueue::Letter(letter), lifetime, now, rng)
    }

    /// Seals what is to be looked into by the task that delivers mail. In the queue it looks like any mail.
    ///
    /// # Errors
    /// [`MailError::Unsealed`].
    pub fn seal_errand(
        &self,
        asked: &ResetAsked,
        lifetime: Duration,
        now: OffsetDateTime,
        rng: &dyn Rng,
    ) -> Result<SealedMail, MailError> {
        self.seal_content(&ToQueue::ResetAsked(asked), lifetime, now, rng)
    }

    fn seal_content(
        &self,
        content: &ToQueue<'_>,
        lifetime: Duration,
        now: OffsetDateTime,
        rng: &dyn Rng,
    ) -> Result<SealedMail, MailError> {
        let id = MailId::new(now, rng);
        Ok(SealedMail { id, sealed: self.key.seal(id, content, rng)?, lifetime })
    }

    /// Says that a mail was queued, so that it does not wait for the next round.
    pub fn wake(&self) {
        self.waiting.notify_one();
    }
}
