//! Organizations, each with an administrator who is signed in and a certificate in custody.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use domain::id::{CertificateId, KekId, MemberId, ObjectId, OrgId, RequestId, SessionId, UserId};
use domain::{Clock, Rng};
use futures_util::{StreamExt, TryStreamExt, stream};
use secrecy::SecretString;
use server::app::App;
use server::auth::session::{Origin, Session};
use server::auth::tokens;
use server::machine::{SystemClock, SystemRng};
use server::ops::upload::{Upload, UploadedFile, upload};
use store::{NewOrganization, NewSession};
use tokio_postgres::Client;

/// The password of all administrators.
pub(crate) const PASSWORD: &str = "una frase larga y fácil";

/// How many are made at a time.
const AT_ONCE: usize = 8;

/// An organization, its administrator, and what it keeps.
#[derive(Debug, Clone)]
pub(crate) struct Firm {
    pub(crate) org: OrgId,
    pub(crate) member: MemberId,
    pub(crate) session: SessionId,
    pub(crate) email: String,
    pub(crate) certificate: CertificateId,
    pub(crate) object: ObjectId,
}

impl Firm {
    /// An access token, good for five minutes.
    pub(crate) fn token(&self, app: &App) -> anyhow::Result<String> {
        Ok(app.tokens.issue(self.org, self.member, self.session, app.clock.now())?.0)
    }

    /// The session, for acts without HTTP.
    pub(crate) fn session(&self, app: &App) -> Session {
        let request = RequestId::new(SystemClock.now(), &SystemRng as &dyn Rng);
        let origin = Origin { request, address: IpAddr::V4(Ipv4Addr::LOCALHOST), user_agent: "bench".into() };
        Session::of(app, self.org, self.member, self.session, origin, false)
    }
}

/// Makes `count` firms, which keep `file`.
pub(crate) async fn found(
    app: &App,
    admin: &Client,
    count: usize,
    file: &[u8],
) -> anyhow::Result<Arc<Vec<Firm>>> {
    // One hash for all: what is measured later is not this.
    let phc = app.passwords.hash(&SecretString::from(PASSWORD), &[]).await?;
    let firms: Vec<Firm> =
        stream::iter(0..count).map(|n| new_firm(app, n, &phc)).buffered(AT_ONCE).try_collect().await?;
    // Sessions outlast the run, as each organization may decide for itself.
    admin
        .batch_execute(
            "UPDATE credenza.organizations SET idle_timeout = '24 hours', absolute_timeout = '24 hours'",
        )
        .await?;
    let firms: Vec<Firm> = stream::iter(firms)
        .map(|firm| settle(app, admin, firm, file))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    admin.batch_execute("VACUUM ANALYZE").await?;
    Ok(Arc::new(firms))
}

async fn new_firm(app: &App, n: usize, phc: &str) -> anyhow::Result<Firm> {
    let (now, rng) = (app.clock.now(), &*app.rng);
    let firm = Firm {
        org: OrgId::new(now, rng),
        member: MemberId::new(now, rng),
        session: SessionId::new(now, rng),
        email: format!("admin{n}@example.test"),
        certificate: CertificateId::new(now, rng),
        object: ObjectId::new(now, rng),
    };
    let kek = KekId::new(now, rng);
    let new = NewOrganization {
        org: firm.org,
        name: format!("Despacho {n}"),
        locale: "es".into(),
        time_zone: "America/Mexico_City".into(),
        member: firm.member,
        user: UserId::new(now, rng),
        email: firm.email.clone(),
        member_name: format!("Ana {n}"),
        password: phc.to_owned(),
        kek,
        wrapped_kek: app.keys.new_kek(firm.org, kek).await?,
        setup_hash: None,
    };
    app.store.system().create_organization(&new, RequestId::new(now, rng)).await?;
    Ok(firm)
}

/// Signs in and uploads.
async fn settle(app: &App, admin: &Client, mut firm: Firm, file: &[u8]) -> anyhow::Result<Firm> {
    let (now, rng) = (app.clock.now(), &*app.rng);
    let (_, refresh_hash) = tokens::opaque("czr_", rng);
    let new = NewSession {
        session: firm.session,
        org: firm.org,
        member: firm.member,
        handle_hash: tokens::hash(&*app.tokens.handle(firm.session)),
        refresh_hash,
        amr: &["pwd"],
        password_since: None,
        user_agent: "bench",
        address: "127.0.0.1",
    };
    app.store.system().open_session(&new, RequestId::new(now, rng)).await?;
    let bytes = file.to_vec().into();
    let file = UploadedFile { name: "certificado.cer".into(), bytes };
    let wanted = Upload { file, key: None, password: None, customer: None };
    firm.certificate = upload(app, &firm.session(app), wanted, None, None)
        .await
        .map_err(|error| anyhow::anyhow!("the first upload: {error:?}"))?
        .id;
    let row = admin
        .query_one(
            "SELECT id FROM credenza.objects WHERE org_id = $1 AND certificate_id = $2",
            &[&firm.org.uuid(), &firm.certificate.uuid()],
        )
        .await?;
    firm.object = ObjectId::from_uuid(row.try_get("id")?);
    Ok(firm)
}
