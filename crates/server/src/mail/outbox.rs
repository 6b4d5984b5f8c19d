//! Delivery into a folder: one `.eml` file a mail, for whoever carries them on, or reads them there.

use std::path::PathBuf;

use futures_util::future::BoxFuture;

use super::{MailError, Mailer, Message};
use crate::datadir::durable::write_secret;

/// A folder of mails. What is in it lets its reader in as somebody: only its owner may read it.
#[derive(Debug)]
pub struct Outbox {
    folder: PathBuf,
}

impl Outbox {
    /// An outbox in `folder`, which exists.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }
}

impl Mailer for Outbox {
    /// Writes `MAIL-ID.eml` durably. The same mail again replaces it.
    fn deliver(&self, message: Message) -> BoxFuture<'_, Result<String, MailError>> {
        let path = self.folder.join(format!("{}.eml", message.id));
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || write_secret(&path, &message.bytes)).await;
            let failed = |error: &dyn std::fmt::Display| MailError::Undelivered(error.to_string());
            written.map_err(|error| failed(&error))?.map_err(|error| failed(&error))?;
            Ok("outbox".to_owned())
        })
    }
}
