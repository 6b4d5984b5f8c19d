//! `credenza fsck`: whether database, objects, keys and logs are whole and fit together. Reads only, opens nothing that
//! is sealed, and can run beside a server.

mod custody;
mod log;
mod report;

use store::inspection::Inspection;
use store::{Objects, catalogue};
use time::OffsetDateTime;
use tokio_postgres::Client;

use crate::checkpoints::Signer;
use crate::kms::KeyProvider;
pub use report::{Checked, Code, Finding, Report};

/// Where to look, and what the time is.
pub struct Installation<'a> {
    /// The sealed bytes.
    pub objects: &'a Objects,
    /// The root keys.
    pub keys: &'a dyn KeyProvider,
    /// Who signs the logs.
    pub signer: &'a Signer,
    /// The present moment, UTC.
    pub now: OffsetDateTime,
}

/// Looks at everything. `admin` and `second` are connected as a superuser; `progress` hears what is being looked at.
///
/// # Errors
/// When something cannot be looked at. What is wrong with what was looked at is in the report.
pub async fn check(
    installation: &Installation<'_>,
    admin: &mut Client,
    second: &Client,
    progress: &(dyn Fn(&'static str) + Sync),
) -> anyhow::Result<Report> {
    let mut report = Report::default();
    progress("the database's rules");
    for broken in catalogue::broken_rules(second).await? {
        report.find(Code::Catalogue, None, broken);
    }
    // First: what is signed from now on is not in what is looked at.
    let signed = installation.signer.remembered()?;
    let inspection = Inspection::begin(admin).await?;
    progress("sealed objects");
    let missing = custody::objects(installation, &inspection, &mut report).await?;
    custody::certificates(&inspection, &mut report).await?;
    // What was deleted since the inspection began is not missing.
    custody::confirm(second, &missing, &mut report).await?;
    progress("objects that belong to nothing");
    custody::unowned(installation, second, &mut report).await?;
    progress("keys");
    custody::keys(installation, &inspection, &mut report).await?;
    progress("audit logs");
    for (org, _) in inspection.organizations().await? {
        log::check(&inspection, org, signed.get(&org), &mut report).await?;
    }
    progress("sessions");
    for (org, session) in inspection.wrong_sessions().await? {
        let message = format!("{session} lets somebody do something else than its member may do");
        report.find(Code::SessionWrong, Some(org.to_string()), message);
    }
    for (org, member) in inspection.wrong_enrolments().await? {
        let message = format!("whether {member} has to enrol a passkey is noted wrongly");
        report.find(Code::EnrolmentWrong, Some(org.to_string()), message);
    }
    progress("mail");
    if let Some(mail) = inspection.waiting_mail().await? {
        let (count, since, attempts) = (mail.count, mail.since, mail.attempts);
        let message = format!("{count} mails wait, the oldest since {since}; one was tried {attempts} times");
        report.find(Code::MailWaiting, None, message);
    }
    Ok(report)
}
