//! The organization's logo: a small picture without what tells of anything else, for its mails and for the pages that its customers
//! see.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Action;
use domain::id::OrgId;
use store::{AuditEvent, LOGO_BYTES, Logo};

use super::upload::UploadedFile;
use super::{Result, authorized, field};
use crate::app::App;
use crate::auth::session::Session;

/// The most pixels across or down.
const MOST_SIDE: u32 = 1200;

/// Sets it, in the place of any other.
///
/// # Errors
/// [`NoEvidence`](super::Error::NoEvidence) or [`Field`](super::Error::Field) with what is wrong with the picture; what policy or the store says.
pub async fn set(app: &App, session: &Session, file: UploadedFile) -> Result<()> {
    // Who may not set it does not get to make the server parse.
    let tx = authorized(app.store.begin(&session.caller).await?, Action::OrganizationSetLogo).await?;
    let logo = match read(app, file).await {
        Ok(logo) => logo,
        Err(error) => {
            tx.rollback().await;
            return Err(error);
        }
    };
    tx.set_logo(Some(&logo)).await?;
    let event = AuditEvent::new(Action::OrganizationSetLogo)
        .on("organization", &session.org)
        .detail("media_type", &logo.media_type)
        .detail("bytes", &logo.bytes.len());
    tx.commit(&event).await?;
    Ok(())
}

/// Takes it away.
///
/// # Errors
/// `NotFound` when there is none; what policy or the store says.
pub async fn remove(app: &App, session: &Session) -> Result<()> {
    let tx = authorized(app.store.begin(&session.caller).await?, Action::OrganizationSetLogo).await?;
    tx.set_logo(None).await?;
    let event = AuditEvent::new(Action::OrganizationSetLogo)
        .on("organization", &session.org)
        .detail("removed", &true);
    tx.commit(&event).await?;
    Ok(())
}

async fn read(app: &App, file: UploadedFile) -> Result<Logo> {
    let large =
        || field("file", "logo_too_large", "Send a picture of at most 128 KiB and 1,200 pixels a side.");
    if file.bytes.len() > LOGO_BYTES {
        return Err(large());
    }
    let read = app.parsers.run(move || evidence::read(&file.bytes)).await??;
    let Some((width, height)) = read.size else {
        return Err(field("file", "logo_no_picture", "Send a PNG or a JPEG."));
    };
    if width > MOST_SIDE || height > MOST_SIDE || read.bytes.len() > LOGO_BYTES {
        return Err(large());
    }
    Ok(Logo { media_type: read.form.media_type().to_owned(), bytes: read.bytes.to_vec() })
}

/// The logo of an organization as a URL that holds it, for the page of who has a link of it and no session.
///
/// # Errors
/// What the store says.
pub async fn as_url(app: &App, org: OrgId) -> Result<Option<String>> {
    let logo = app.store.system().logo(org).await?;
    Ok(logo.map(|logo| format!("data:{};base64,{}", logo.media_type, STANDARD.encode(&logo.bytes))))
}
