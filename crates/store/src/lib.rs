//! Credenza's state: PostgreSQL, and the object store beside it.
//!
//! [`Store::begin`] opens a [`TenantTx`]: a transaction of an authenticated member, on a connection whose role
//! row-level security holds in its organization. [`SystemTx`] is for the few things that happen before there is a
//! member; it is another type, on another database role, in one file. A [`Grant`], without which no key is unwrapped,
//! comes from the commit of an audit intent and from nowhere else: a member's, or the system's own to sign a status list.

mod alert_rounds;
mod alerts;
mod api_tokens;
mod audit_log;
mod barrier;
mod calendar;
mod calendar_feed;
pub mod catalogue;
mod ceremonies;
mod certificates;
mod certificates_list;
mod checkpoints;
mod cosignatures;
mod customer_matches;
mod customers;
mod downloads;
mod duties;
mod error;
mod event;
mod evidence;
mod exports;
mod gate_log;
mod gate_log_export;
mod grant;
mod idempotency;
pub mod inspection;
mod invitations;
mod logos;
mod mail;
mod members;
mod objects;
pub mod operator;
mod organization;
mod overview;
mod page;
mod pass_keys;
mod pass_renewals;
mod passes;
mod passkeys;
mod passwords;
mod people;
mod photos;
pub mod provision;
mod readiness;
mod readiness_asked;
mod readiness_kept;
mod reads;
mod renewals;
mod restricted;
mod revocations;
mod roles;
pub mod rotation;
mod scanner_context;
mod scanner_photos;
mod scanners;
mod sessions;
mod status_lists;
mod system;
mod tenant;
mod ticket_types;
mod tickets;
mod units;
mod webhooks;
mod worker_matches;
mod workers;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Timeouts};
use domain::Rng;
use tokio_postgres::NoTls;

pub use alert_rounds::{
    AlertLink, AlertRecipient, AlertRound, AlertTurn, AudienceMember, DigestLine, DueAlert, Ending,
    FoundAlert, LinkedAlert, Looked, Notice, NoticeBy,
};
pub use alerts::{Alert, AlertDecision, AlertFilter, AlertMail, AlertSettings, SubjectLadder};
pub use api_tokens::{ApiToken, NewApiToken};
pub use audit_log::{AuditFilter, AuditRecord, Disclosure, Head};
pub use calendar::{
    CalendarCount, CalendarEntry, CalendarFilter, CalendarGroup, CountedBy, EndStatus, EndType,
};
pub use calendar_feed::{CalendarFeed, FeedEntry, OpenFeed};
pub use ceremonies::{Answering, Ceremony, Ended, PasskeyKey, Person, Recovery};
pub use certificates::{
    Certificate, CertificateEdit, CertificateMatch, CustomerRef, Kept, NewCertificate, NewObject, ObjectInfo,
    PrimaryKek, PublicParts, SealedKey,
};
pub use certificates_list::{CertificateFilter, CertificateSort, CertificateStatus};
pub use checkpoints::{KeptCheckpoint, Leaf, LogToSign};
pub use cosignatures::{KeptCosignature, LastCheckpoint, LogToWitness, Witnessed};
pub use customer_matches::CustomerMatch;
pub use customers::{Customer, CustomerEdit, CustomerFilter};
pub use downloads::Download;
pub use duties::{Duty, DutyEdit, DutyFilter};
pub use error::{Error, Result, Rule};
pub use event::{AuditEvent, Outcome, Subject};
pub use evidence::Evidence;
pub use exports::{EXPORT_TABLES, ExportOwner, ExportTable, ExportedObject, ExportedRows};
pub use gate_log::{GateLogFilter, GateScan};
pub use gate_log_export::{ExportedEpoch, ExportedScan, RecordPlace};
pub use grant::{Grant, Intent};
pub use idempotency::{IdempotencyKey, Recalled};
pub use invitations::Invitation;
pub use logos::{LOGO_BYTES, Logo};
pub use mail::{ClaimedMail, MailOutcome, SealedMail};
pub use members::Member;
pub use objects::Objects;
pub use organization::{Organization, OrganizationEdit, SessionTimes};
pub use overview::{Facets, Month, Overview};
pub use page::Page;
pub use pass_keys::{NewPassKey, PassKey, PublishedPassKey, SigningKey, WantedPassKey};
pub use pass_renewals::{BegunRenewal, PassRenewal, RenewedTicket};
pub use passes::{NewPass, Pass, PassHolder, PassSettings, PassTicket, PutPass};
pub use passkeys::{NewPasskey, OwnFactors, Passkey, Removal};
pub use passwords::{PasswordChallenge, PasswordChange, Recipient};
pub use people::{Joining, OpenInvitation, Switch};
pub use photos::WorkerPhoto;
pub use readiness::{Board, People, ReadinessFilter, SiteBoard, SiteNeeds, Standing, Tally};
pub use readiness_asked::{Asked, Asker, DutyNeeds};
pub use readiness_kept::KeptBoard;
pub use renewals::{OpenRenewal, RENEWAL_ATTEMPTS, Renewal, RenewalLink, Renewed, Renewing};
pub use restricted::Restricted;
pub use revocations::{Revocation, RevocationAnswer, RevocationConcern, RevocationJob, Unanswered};
pub use roles::Role;
pub use scanner_context::{
    Appended, BundleParts, CarriedDuties, CarriedDuty, LogEnd, NewScan, ScannerCaller,
};
pub use scanner_photos::CarriedPhoto;
pub use scanners::{Enrolled, Enrolling, Scanner, ScannerEpoch, ScannerKey, SiteGate};
pub use sessions::OwnSession;
pub use status_lists::{FoundStatusList, SignedStatusList, StatusListForms, StatusSigning, VerifiedTicket};
pub use system::{
    Account, Membership, NewOrganization, NewSession, Refreshed, SessionPlace, StepUpChallenge, SystemTx,
};
pub use tenant::{Caller, TenantTx};
pub use ticket_types::{TicketType, TicketTypeEdit, TicketTypeFilter};
pub use tickets::{Deed, Ticket, TicketDecision, TicketEdit, TicketFilter, TicketTypeRef};
pub use units::{Unit, UnitEdit, UnitId, UnitKind};
pub use webhooks::{
    ClaimedEvent, NewWebhook, PlannedEvent, ToldEnd, ToldWebhook, Webhook, WebhookDelivery, WebhookOutcome,
};
pub use worker_matches::{NamedUnits, TicketMatch, WorkerMatch};
pub use workers::{TicketCounts, TicketsAre, Worker, WorkerEdit, WorkerFilter};

use barrier::{Barrier, Crowd};
use tenant::Connection;

/// How long a request waits for a connection before it is told that the database is unavailable.
const WAIT: Duration = Duration::from_secs(2);

/// Sizes of the two pools of connections.
#[derive(Debug, Clone, Copy)]
pub struct PoolSizes {
    /// For requests of members.
    pub app: usize,
    /// For sign-in, refresh and the disk barrier.
    pub system: usize,
}

impl Default for PoolSizes {
    fn default() -> Self {
        Self { app: 16, system: 6 }
    }
}

struct Inner {
    app: Pool,
    system: Pool,
    objects: Objects,
    rng: Arc<dyn Rng>,
    barrier: Barrier,
    crowd: Crowd,
    on_commit: OnceLock<Observer>,
}

/// Hears how long a commit took.
type Observer = Box<dyn Fn(Duration) + Send + Sync>;

/// How a pool of connections stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// Connections that there are.
    pub open: usize,
    /// Of these, those that nobody uses.
    pub idle: usize,
    /// Requests that wait for one.
    pub wanted: usize,
}

/// The door to the state. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// A store over a database that [`provision`] has made ready. `app` and `system` log in as `credenza_app` and
    /// `credenza_system`. Connections are made when they are first needed.
    ///
    /// # Errors
    /// [`Error::Internal`] when the pools cannot be built.
    pub fn new(
        app: tokio_postgres::Config,
        system: tokio_postgres::Config,
        sizes: PoolSizes,
        objects: Objects,
        rng: Arc<dyn Rng>,
    ) -> Result<Self> {
        Ok(Self(Arc::new(Inner {
            app: pool(app, sizes.app, "credenza_app")?,
            system: pool(system, sizes.system, "credenza_system")?,
            objects,
            rng,
            barrier: Barrier::default(),
            crowd: Crowd::default(),
            on_commit: OnceLock::new(),
        })))
    }

    /// The sealed bytes.
    #[must_use]
    pub fn objects(&self) -> &Objects {
        &self.0.objects
    }

    /// Says whether the database answers both roles.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it does not.
    pub async fn ready(&self) -> Result<()> {
        self.0.app.get().await?.simple_query("").await?;
        self.0.system.get().await?.simple_query("").await?;
        Ok(())
    }

    /// Connections of members' requests that have been handed out since the start: what shows that a request which was
    /// turned away earlier did not touch the database.
    #[must_use]
    pub fn app_connections_in_use(&self) -> usize {
        let status = self.0.app.status();
        status.size.saturating_sub(status.available)
    }

    /// How the two pools stand, by name.
    #[must_use]
    pub fn pools(&self) -> [(&'static str, PoolState); 2] {
        let state = |pool: &Pool| {
            let status = pool.status();
            PoolState { open: status.size, idle: status.available, wanted: status.waiting }
        };
        [("app", state(&self.0.app)), ("system", state(&self.0.system))]
    }

    /// From now on, `observer` hears how long each commit of a member's write took. Only the first one is heard.
    pub fn on_commit(&self, observer: impl Fn(Duration) + Send + Sync + 'static) {
        // A second observer would be a fault of ours, and no reason to fail.
        let _ = self.0.on_commit.set(Box::new(observer));
    }

    pub(crate) fn committed(&self, took: Duration) {
        if let Some(observer) = self.0.on_commit.get() {
            observer(took);
        }
    }

    pub(crate) async fn app(&self) -> Result<Connection> {
        Ok(Connection::new(self.0.app.get().await?))
    }

    pub(crate) fn system_pool(&self) -> &Pool {
        &self.0.system
    }

    pub(crate) fn crowd(&self) -> &Crowd {
        &self.0.crowd
    }

    pub(crate) fn rng(&self) -> &dyn Rng {
        &*self.0.rng
    }

    /// Returns when everything that was committed before the call is on disk.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database went away.
    pub async fn wait_for_disk(&self) -> Result<()> {
        self.0.barrier.pass(&self.0.system).await
    }
}

fn pool(mut config: tokio_postgres::Config, size: usize, role: &'static str) -> Result<Pool> {
    config.options(
        "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s -c jit=off \
         -c default_transaction_isolation=read\\ committed -c timezone=UTC",
    );
    config.application_name(role);
    let manager =
        Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
    // Row-level security does not hold a superuser, nor a role that may bypass it: refuse to run as one.
    let check = Hook::async_fn(move |client, _| {
        Box::pin(async move {
            let row = client
                .query_one(
                    "SELECT current_user = $1 AND NOT rolsuper AND NOT rolbypassrls FROM pg_roles WHERE rolname = current_user",
                    &[&role],
                )
                .await
                .map_err(HookError::Backend)?;
            match row.try_get(0) {
                Ok(true) => Ok(()),
                _ => Err(HookError::message(format!(
                    "the database login must be the role {role}, neither superuser nor BYPASSRLS"
                ))),
            }
        })
    });
    Pool::builder(manager)
        .max_size(size)
        .timeouts(Timeouts { wait: Some(WAIT), create: Some(WAIT), recycle: Some(WAIT) })
        .runtime(deadpool_postgres::Runtime::Tokio1)
        .post_create(check)
        .build()
        .map_err(|error| Error::Internal(error.to_string()))
}
