//! Filling the demonstration, through the acts that people use.

use std::net::{IpAddr, Ipv4Addr};

use anyhow::{Context, anyhow};
use domain::Action;
use domain::id::{CertificateId, CustomerId, RequestId};
use indicatif::{ProgressBar, ProgressStyle};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::certificates::{Authority, Made};
use super::firm::{CLIENTS, Client, Colleague, FIRM, INVITED, Kind, PEOPLE, TIME_ZONE};
use super::record::Record;
use super::site::HANDS;
use super::work;
use crate::app::App;
use crate::auth::session::{Origin, Session};
use crate::auth::tokens;
use crate::ops;
use crate::ops::create_organization::{Founding, create_organization};
use crate::ops::customers::CustomerInput;
use crate::ops::download::{self, Part};
use crate::ops::invitations::{self, Acceptance};
use crate::ops::sign_in::{SignedIn, sign_in};
use crate::ops::step_up::{Evidence, step_up};
use crate::ops::upload::{Upload, UploadedFile, upload};

/// What opens every key file of the demonstration.
const FILE_PASSWORD: &str = "Jacaranda-71";

/// Somebody at work.
pub(super) struct Desk<'a> {
    pub(super) app: &'a App,
    pub(super) password: &'a SecretString,
    /// How much of the demonstration is there.
    pub(super) progress: ProgressBar,
}

/// Something to be taken into custody.
struct Parcel {
    customer: Option<CustomerId>,
    file: (String, Zeroizing<Vec<u8>>),
    key: Option<(String, Zeroizing<Vec<u8>>)>,
}

/// Makes the firm, its people, customers, certificates and a morning of work; and the company with its work site.
///
/// # Errors
/// What an act says; the data directory is then not a complete demonstration.
pub async fn fill(app: &App, record: &Record) -> anyhow::Result<()> {
    let people = (CLIENTS.len() + HANDS.len()) as u64;
    let progress = ProgressBar::new(people).with_message("making the demonstration");
    progress.set_style(ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} customers and workers")?);
    let desk = Desk { app, password: &record.password, progress };
    let [founder, colleagues @ ..] = &PEOPLE;
    let admin = desk.found(FIRM, founder, TIME_ZONE).await.context("founding the firm")?;
    let colleagues = desk.gather(&admin, colleagues).await.context("inviting colleagues")?;
    desk.invite(&admin, INVITED.email, INVITED.role).await?;
    let [diego, ines, ..] = colleagues.as_slice() else { return Err(anyhow!("nobody came")) };
    let mut kept = Vec::new();
    for (place, client) in CLIENTS.iter().enumerate() {
        let who = if place % 3 == 2 { ines } else { diego };
        let serial = u32::try_from(place * 10).unwrap_or(0);
        let made = desk.take_on(who, client, serial).await;
        kept.extend(made.with_context(|| client.name)?);
        desk.progress.inc(1);
    }
    desk.half_a_pair(diego).await?;
    desk.morning(&admin, diego, &kept).await.context("a morning's work")?;
    work::fill(&desk).await.context("the work site")?;
    desk.progress.finish_and_clear();
    Ok(())
}

impl Desk<'_> {
    pub(super) fn origin(&self) -> Origin {
        Origin {
            request: RequestId::new(self.app.clock.now(), &*self.app.rng),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            user_agent: "Credenza demonstration".into(),
        }
    }

    async fn sign_in(&self, email: &str) -> anyhow::Result<Session> {
        match sign_in(self.app, email, self.password, None, &self.origin()).await? {
            SignedIn::Session(_, session) => Ok(*session),
            SignedIn::SecondStep(_) => Err(anyhow!("{email} has a passkey")),
        }
    }

    pub(super) async fn proof(
        &self,
        session: &Session,
        action: Action,
        object: &str,
    ) -> anyhow::Result<String> {
        let evidence = Evidence::Password(self.password.clone());
        Ok(step_up(self.app, session, action.as_str(), object, &evidence).await?.token)
    }

    /// Founds an organization.
    pub(super) async fn found(
        &self,
        organization: &str,
        founder: &Colleague,
        time_zone: &str,
    ) -> anyhow::Result<Session> {
        let founding = Founding {
            organization: organization.into(),
            name: founder.name.into(),
            email: founder.email.into(),
            password: self.password.clone(),
            locale: "en".into(),
            time_zone: time_zone.into(),
            setup_token: None,
        };
        create_organization(self.app, founding, self.origin().request).await?;
        self.sign_in(founder.email).await
    }

    /// Invites colleagues, and they come.
    pub(super) async fn gather(
        &self,
        admin: &Session,
        colleagues: &[Colleague],
    ) -> anyhow::Result<Vec<Session>> {
        let mut sessions = Vec::new();
        for colleague in colleagues {
            let token = self.invite(admin, colleague.email, colleague.role).await?;
            let (name, password) = (colleague.name.into(), self.password.clone());
            let acceptance = Acceptance { token, name, password };
            invitations::accept(self.app, &acceptance, &self.origin()).await?;
            sessions.push(self.sign_in(colleague.email).await?);
        }
        Ok(sessions)
    }

    async fn invite(&self, admin: &Session, email: &str, role: &str) -> anyhow::Result<String> {
        let proof = self.proof(admin, Action::InvitationCreate, &admin.org.to_string()).await?;
        let (token, hash) = tokens::opaque("czi_", &*self.app.rng);
        let link = invitations::Secret { token: &token, hash: &hash };
        let roles = [role.to_owned()];
        invitations::invite_by(self.app, admin, (email, &roles), &link, Some(&proof)).await?;
        Ok(token)
    }

    /// Writes a customer down, and takes his certificates into custody.
    async fn take_on(
        &self,
        who: &Session,
        client: &Client,
        serial: u32,
    ) -> anyhow::Result<Vec<CertificateId>> {
        let input = CustomerInput {
            name: client.name.into(),
            tax_id: Some(client.tax_id.into()),
            country: Some(client.country().code().as_str().into()),
            notes: client.notes.into(),
        };
        let customer = ops::customers::create(self.app, who, &input, None, None).await?;
        let now = self.app.clock.now();
        // RSA keys take their time: not on the threads of requests.
        let parcels = tokio::task::block_in_place(|| parcels(client, customer, serial, now))
            .context("making certificates")?;
        let mut kept = Vec::new();
        for parcel in parcels {
            kept.push(self.keep(who, parcel).await?);
        }
        Ok(kept)
    }

    async fn keep(&self, who: &Session, parcel: Parcel) -> anyhow::Result<CertificateId> {
        let file = |(name, bytes)| UploadedFile { name, bytes };
        let arrived = Upload {
            file: file(parcel.file),
            key: parcel.key.map(file),
            password: Some(SecretString::from(FILE_PASSWORD)),
            customer: parcel.customer,
        };
        Ok(upload(self.app, who, arrived, None, None).await?.id)
    }

    /// A key whose certificate has not come yet.
    async fn half_a_pair(&self, who: &Session) -> anyhow::Result<CertificateId> {
        let authority = Authority::new("AC de demostración", "MX", self.app.clock.now())?;
        let [client, ..] = &CLIENTS;
        let made = authority.seal(&client.name.to_uppercase(), client.tax_id, (900, 1460))?;
        let file = (format!("CSD_nuevo_{}.key", client.tax_id), made.encrypted_key(FILE_PASSWORD)?);
        self.keep(who, Parcel { customer: None, file, key: None }).await
    }

    /// What the log tells of a morning: a password shown, a file taken out, one destroyed, and somebody who was refused.
    async fn morning(&self, admin: &Session, member: &Session, kept: &[CertificateId]) -> anyhow::Result<()> {
        let [first, second, .., last] = kept else { return Err(anyhow!("too little is in custody")) };
        let proof = self.proof(member, Action::CertificateReveal, &first.to_string()).await?;
        ops::reveal::reveal_password(self.app, member, *first, Some(&proof)).await?;
        let proof = self.proof(member, Action::CertificateDownload, &second.to_string()).await?;
        download::issue_url(self.app, member, *second, Part::File, Some(&proof)).await?;
        // Without a fresh proof, destruction is refused.
        let refused = ops::delete_certificate::delete_certificate(self.app, member, *last, None).await;
        anyhow::ensure!(refused.is_err(), "destroyed without a proof");
        let proof = self.proof(admin, Action::CertificateDelete, &last.to_string()).await?;
        ops::delete_certificate::delete_certificate(self.app, admin, *last, Some(&proof)).await?;
        let wrong = SecretString::from("mistyped");
        let [founder, ..] = &PEOPLE;
        let refused = sign_in(self.app, founder.email, &wrong, None, &self.origin()).await;
        anyhow::ensure!(refused.is_err(), "signed in with another password");
        Ok(())
    }
}

/// What a customer brings, each thing under the name that its authority gives it.
fn parcels(
    client: &Client,
    customer: CustomerId,
    serial: u32,
    now: time::OffsetDateTime,
) -> anyhow::Result<Vec<Parcel>> {
    let (holder, id) = (client.name.to_uppercase(), client.tax_id);
    let sat = Authority::new("AC de demostración", "MX", now)?;
    let fnmt = Authority::new("AC de demostración", "ES", now)?;
    let numbered = |days: &'static [i64], from: u32| (serial + from..).zip(days.iter().copied());
    let pair = |made: Made, name: String| -> anyhow::Result<Parcel> {
        let key = Some((format!("{name}.key"), made.encrypted_key(FILE_PASSWORD)?));
        let file = (format!("{name}.cer"), Zeroizing::new(made.certificate()));
        Ok(Parcel { customer: Some(customer), file, key })
    };
    let bundle = |made: Made, number: u32| -> anyhow::Result<Parcel> {
        let file = (format!("{id}_{number:03}.p12"), made.pkcs12(FILE_PASSWORD)?);
        Ok(Parcel { customer: Some(customer), file, key: None })
    };
    let mut all = Vec::new();
    match client.kind {
        Kind::Company { firma, seals } => {
            for given in numbered(firma, 0) {
                all.push(pair(sat.firma(&holder, id, None, given)?, format!("FIEL_{id}"))?);
            }
            for given in numbered(seals, 5) {
                all.push(pair(sat.seal(&holder, id, given)?, format!("CSD_{}_{id}", given.0))?);
            }
        }
        Kind::Person { curp, firma } => {
            for given in numbered(firma, 0) {
                all.push(pair(sat.firma(&holder, id, Some(curp), given)?, format!("FIEL_{id}"))?);
            }
        }
        Kind::Represented { by, nif, days } => {
            for given in numbered(days, 1) {
                all.push(bundle(fnmt.representative((&holder, id), (by, nif), given)?, given.0)?);
            }
        }
        Kind::Natural { given, surname, days } => {
            for numbers in numbered(days, 1) {
                all.push(bundle(fnmt.person((given, surname), id, numbers)?, numbers.0)?);
            }
        }
    }
    Ok(all)
}
