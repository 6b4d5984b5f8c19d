//! Mails that tell the owner of an account what became of what he proves himself with.

use domain::id::{MemberId, OrgId};
use store::{Recipient, SealedMail, TenantTx};
use time::Duration;

use super::Result;
use crate::app::App;
use crate::auth::device::Device;
use crate::auth::session::{Origin, Session};
use crate::i18n::Locale;
use crate::mail::{Content, Letter, Notice};

/// For how long such a mail is tried.
pub(super) const LIFETIME: Duration = Duration::days(3);

/// A letter in the recipient's language.
pub(super) fn letter(recipient: &Recipient, content: Content) -> Letter {
    Letter {
        to: recipient.email.clone(),
        name: Some(recipient.name.clone()),
        locale: Locale::from_tag(&recipient.locale).unwrap_or_default(),
        sender: None,
        content,
    }
}

fn sealed(app: &App, to: &Recipient, notice: Notice, origin: &Origin) -> Result<SealedMail> {
    let at = app.clock.now();
    let device = Device::of(&origin.user_agent).words();
    let content = Content::Notice { notice, at, device, address: origin.address.to_string() };
    Ok(app.mail.seal(&letter(to, content), LIFETIME, at, &*app.rng)?)
}

/// Queues the mail in the transaction of what it tells the acting member. After the commit, wake the mail.
///
/// # Errors
/// What the store says; a mail that cannot be sealed.
pub(super) async fn queue(app: &App, session: &Session, tx: &TenantTx, notice: Notice) -> Result<()> {
    let to = tx.own_recipient().await?;
    tx.queue_mail(&sealed(app, &to, notice, &session.origin)?).await?;
    Ok(())
}

/// Queues the mail of what has happened outside of a member's transaction, before anything is made of it.
///
/// # Errors
/// What the store says; a mail that cannot be sealed.
pub(super) async fn tell(
    app: &App,
    org: OrgId,
    member: MemberId,
    notice: Notice,
    origin: &Origin,
) -> Result<()> {
    let system = app.store.system();
    let to = system.recipient_of(org, member).await?;
    system.queue_mail(&sealed(app, &to, notice, origin)?).await?;
    app.mail.wake();
    Ok(())
}
