//! Transactions of a member: who acts is established by the engine, and a write ends only in `commit(AuditEvent)`.

use std::str::FromStr;
use std::time::Instant;

use deadpool_postgres::Object;
use domain::id::{MemberId, ObjectId, OrgId, RequestId, SessionId, UserId};
use domain::{Action, Actor, Permission, PermissionSet, Rng, authorize};
use futures_util::future::{try_join_all, try_join3, try_join4};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Row, Statement};
use zeroize::Zeroizing;

use crate::barrier::Present;
use crate::certificates::sealed_key;
use crate::{AuditEvent, Error, Grant, Intent, Outcome, Result, Store};

/// $1 the caller's handle.
pub(crate) const ENTER: &str = include_str!("../sql/enter.sql");
const APPEND: &str = include_str!("../sql/append.sql");
const RECORD: &str = include_str!("../sql/record.sql");
const SEALED_KEY: &str = include_str!("../sql/sealed_key.sql");

const SENSITIVE: &str = "SELECT sensitive_permissions FROM credenza.organizations";

/// Parameters of a statement.
pub(crate) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// Who calls: the secret that finds the session in the database, and the request it is for.
#[derive(Clone)]
pub struct Caller {
    handle: Zeroizing<Vec<u8>>,
    /// The request, as the audit log names it.
    pub request: RequestId,
    org: Option<OrgId>,
}

impl Caller {
    /// `handle` is the session's secret; see `docs/adr/0008-sessions.md`.
    #[must_use]
    pub fn new(handle: &[u8; 32], request: RequestId) -> Self {
        Self { handle: Zeroizing::new(handle.to_vec()), request, org: None }
    }

    /// Names the organization of the session, as the token says that names the session too. The engine decides by the
    /// session alone; commitments to personal values, which are made here, have to know the organization beforehand.
    #[must_use]
    pub fn of(self, org: OrgId) -> Self {
        Self { org: Some(org), ..self }
    }

    pub(crate) fn handle(&self) -> &[u8] {
        &self.handle
    }
}

impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Caller({})", self.request)
    }
}

/// A connection that goes back to the pool only when no transaction is open on it. A future that is dropped half-way
/// (the client went away) takes the connection with it.
pub(crate) struct Connection(Option<Object>);

impl Connection {
    pub(crate) fn new(object: Object) -> Self {
        Self(Some(object))
    }

    pub(crate) fn client(&self) -> Result<&Object> {
        self.0.as_ref().ok_or_else(|| Error::Internal("connection already given back".into()))
    }

    /// Gives the connection back: the transaction is over.
    pub(crate) fn done(mut self) {
        self.0.take();
    }

    /// Gives the connection back after a transaction that ended with `result`, or ends it after an error.
    pub(crate) async fn settle<T>(self, result: Result<T>) -> Result<T> {
        match result {
            Ok(_) => self.done(),
            Err(_) => self.abandon().await,
        }
        result
    }

    /// Ends the transaction after an error, and gives the connection back if that worked.
    pub(crate) async fn abandon(self) {
        if let Ok(client) = self.client()
            && client.batch_execute("ROLLBACK").await.is_ok()
        {
            self.done();
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
    }
}

/// Who acts, from a row of what [`ENTER`] selects.
pub(crate) fn actor(row: &Row) -> Result<Actor> {
    let names: Vec<String> = row.try_get("permissions")?;
    Ok(Actor {
        org: OrgId::from_uuid(row.try_get("org_id")?),
        member: MemberId::from_uuid(row.try_get("member_id")?),
        user: UserId::from_uuid(row.try_get("user_id")?),
        session: SessionId::from_uuid(row.try_get("session_id")?),
        // A permission that this version does not know gives nothing.
        permissions: names.iter().filter_map(|name| Permission::from_str(name).ok()).collect(),
        authenticated_at: row.try_get("authenticated_at")?,
        must_enrol: row.try_get("must_enrol")?,
    })
}

/// What the organization has made sensitive, from a row that has the column `sensitive_permissions`.
pub(crate) fn sensitive(row: Option<&Row>) -> Result<PermissionSet> {
    let names: Vec<String> = row.ok_or(Error::NotFound)?.try_get("sensitive_permissions")?;
    let known = |name: &String| {
        Permission::from_str(name).map_err(|unknown| {
            Error::Internal(format!("a sensitive permission of another version: {unknown}"))
        })
    };
    names.iter().map(known).collect()
}

/// Whether `action` takes a step-up in an organization that has made these permissions sensitive.
pub(crate) fn is_made_sensitive(sensitive: PermissionSet, action: Action) -> bool {
    action.may_be_made_sensitive()
        && action.permission().is_some_and(|permission| sensitive.contains(permission))
}

/// Asks policy. Who must enrol a passkey first is told so, and not that his roles were the reason.
pub(crate) fn decide(actor: &Actor, action: Action) -> Result<()> {
    authorize(actor, action).map_err(|denial| if actor.must_enrol { Error::MustEnrol } else { denial.into() })
}

impl Store {
    /// Begins a transaction as the caller. Policy has not been asked yet: see [`TenantTx::authorize`].
    ///
    /// # Errors
    /// [`Error::NoSession`], [`Error::Unavailable`].
    pub async fn begin(&self, caller: &Caller) -> Result<TenantTx> {
        Ok(self.begin_with(caller, &[]).await?.0)
    }

    /// As [`Store::begin`], for an act that takes a step-up where the organization wants it: in the same round trip it is
    /// read whether this one does.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn begin_for(&self, caller: &Caller, action: Action) -> Result<TenantTx> {
        if !action.may_be_made_sensitive() {
            return self.begin(caller).await;
        }
        let (mut tx, rows) = self.begin_with(caller, &[(SENSITIVE, &[])]).await?;
        tx.sensitive = sensitive(rows.iter().flatten().next())?;
        Ok(tx)
    }

    /// Begins a transaction, and runs statements in the same round trip: before policy has been asked, so what they find or
    /// change is for nobody until it has been.
    pub(crate) async fn begin_with(
        &self,
        caller: &Caller,
        statements: &[(&str, Params<'_>)],
    ) -> Result<(TenantTx, Vec<Vec<Row>>)> {
        let connection = self.app().await?;
        let entered = {
            let client = connection.client()?;
            let enter = client.prepare_cached(ENTER).await?;
            let prepared = prepare(client, statements).await?;
            let handle = caller.handle();
            let params: [&(dyn ToSql + Sync); 1] = [&handle];
            try_join3(
                client.batch_execute("BEGIN"),
                client.query_one(&enter, &params),
                try_join_all(prepared.iter().map(|(statement, params)| client.query(statement, params))),
            )
            .await
        };
        match entered {
            Ok(((), row, rows)) => {
                let actor = actor(&row)?;
                let (store, sensitive) = (self.clone(), PermissionSet::EMPTY);
                Ok((TenantTx { connection, store, actor, caller: caller.clone(), sensitive }, rows))
            }
            Err(error) => {
                connection.abandon().await;
                Err(error.into())
            }
        }
    }

    /// Records, in a transaction of its own, what `event` tells: a refusal, or the outcome of an intent.
    ///
    /// # Errors
    /// [`Error::NoSession`], [`Error::Unavailable`].
    pub async fn record(&self, caller: &Caller, event: &AuditEvent) -> Result<()> {
        let Some(org) = caller.org else {
            return self.begin(caller).await?.commit(event).await.map(drop);
        };
        let connection = self.app().await?;
        let present = self.crowd().join(org);
        let entry = Entry::new(event, org, caller.request, self.rng(), present.company);
        let appended = append_alone(&connection, caller, &entry).await;
        connection.settle(appended).await?;
        if present.company {
            self.wait_for_disk().await?;
        }
        Ok(())
    }
}

/// A single statement, which is its own transaction: the engine finds the session by its handle and mints no context,
/// since nothing is read under row-level security.
async fn append_alone(connection: &Connection, caller: &Caller, entry: &Entry<'_>) -> Result<()> {
    let client = connection.client()?;
    let statement = client.prepare_cached(RECORD).await?;
    let handle = caller.handle();
    let mut params = entry.params().to_vec();
    params.push(&handle);
    client.query_one(&statement, &params).await?;
    Ok(())
}

/// An audit event as the appending function takes it.
struct Entry<'a> {
    event: &'a AuditEvent,
    action: &'static str,
    kind: Option<&'static str>,
    id: Option<&'a str>,
    version: Option<i32>,
    outcome: &'static str,
    request: String,
    details: serde_json::Value,
    personal: serde_json::Value,
    /// Whether the commit leaves the wait for the disk to the barrier.
    deferred: bool,
}

impl<'a> Entry<'a> {
    fn new(event: &'a AuditEvent, org: OrgId, request: RequestId, rng: &dyn Rng, deferred: bool) -> Self {
        let subject = event.subject.as_ref();
        Self {
            event,
            action: event.action.as_str(),
            kind: subject.map(|subject| subject.kind),
            id: subject.map(|subject| subject.id.as_str()),
            version: subject.and_then(|subject| subject.version),
            outcome: event.outcome.as_str(),
            request: request.to_string(),
            details: event.details_json(),
            personal: event.personal_json(org, rng),
            deferred,
        }
    }

    fn params(&self) -> [&(dyn ToSql + Sync); 11] {
        [
            &self.action,
            &self.kind,
            &self.id,
            &self.version,
            &self.outcome,
            &self.event.intent,
            &self.request,
            &self.details,
            &self.personal,
            &self.event.step_up,
            &self.deferred,
        ]
    }
}

/// Statements that this connection has prepared before cost no round trip.
pub(crate) async fn prepare<'a>(
    client: &Object,
    statements: &[(&str, Params<'a>)],
) -> Result<Vec<(Statement, Params<'a>)>> {
    let mut prepared = Vec::with_capacity(statements.len());
    for (sql, params) in statements {
        prepared.push((client.prepare_cached(sql).await?, *params));
    }
    Ok(prepared)
}

/// A transaction of a member. Dropped without a commit, it leaves nothing.
pub struct TenantTx {
    connection: Connection,
    store: Store,
    actor: Actor,
    caller: Caller,
    /// What the organization has made sensitive, where that was asked.
    sensitive: PermissionSet,
}

impl TenantTx {
    /// Who acts, as the engine established it.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Asks policy.
    ///
    /// # Errors
    /// [`Error::Denied`] with the reason.
    pub fn authorize(&self, action: Action) -> Result<()> {
        decide(&self.actor, action)
    }

    /// Whether `action` takes a step-up: always, or because the organization wants it. For what an organization decides
    /// about, the transaction was begun by [`Store::begin_for`].
    #[must_use]
    pub fn takes_step_up(&self, action: Action) -> bool {
        action.is_sensitive() || is_made_sensitive(self.sensitive, action)
    }

    pub(crate) async fn query(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let client = self.connection.client()?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?)
    }

    /// Runs statements in this order, in one round trip.
    pub(crate) async fn query_all(&self, statements: &[(&str, Params<'_>)]) -> Result<Vec<Vec<Row>>> {
        let client = self.connection.client()?;
        let prepared = prepare(client, statements).await?;
        let running = prepared.iter().map(|(statement, params)| client.query(statement, params));
        Ok(try_join_all(running).await?)
    }

    pub(crate) async fn execute(&self, sql: &str, params: Params<'_>) -> Result<u64> {
        let client = self.connection.client()?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.execute(&statement, params).await?)
    }

    /// As [`TenantTx::query`], for a change of what people may do. Where it is the caller himself, the context that he began with
    /// is void: he is entered again, in the same round trip, and acts from then on as who he is now.
    pub(crate) async fn query_and_enter(&mut self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let handle = self.caller.handle();
        let mut found = self.query_all(&[(sql, params), (ENTER, &[&handle])]).await?;
        self.actor = actor(found.pop().unwrap_or_default().first().ok_or(Error::NoSession)?)?;
        Ok(found.pop().unwrap_or_default())
    }

    /// Spends a step-up proof for `action` on `object`; returns the proof's id for the audit entry.
    ///
    /// # Errors
    /// [`Error::NoStepUp`] when there is no such live proof.
    pub async fn spend_step_up(&self, token: &[u8], action: Action, object: &str) -> Result<String> {
        let rows = self
            .query(include_str!("../sql/spend_step_up.sql"), &[&token, &action.as_str(), &object])
            .await?;
        Ok(rows.first().ok_or(Error::NoStepUp)?.try_get(0)?)
    }

    /// Gives up. Dropping the transaction does the same, at the cost of a connection.
    pub async fn rollback(self) {
        self.connection.abandon().await;
    }

    /// Commits, with the entry that tells what was done. When this returns, both are on disk.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database went away; whether the commit took effect is then unknown.
    pub async fn commit(self, event: &AuditEvent) -> Result<i64> {
        self.commit_with(&[], event).await
    }

    /// Sends `writes`, the audit entry and the commit in one round trip. Only for writes that fail by an error, not by
    /// touching no row: there is no looking at their counts before the commit.
    pub(crate) async fn commit_with(self, writes: &[(&str, Params<'_>)], event: &AuditEvent) -> Result<i64> {
        Ok(self.commit_around(writes, event, &[]).await?.0)
    }

    /// As [`TenantTx::commit_with`], with statements on both sides of the entry: what those after it find is what the
    /// transaction leaves.
    pub(crate) async fn commit_around(
        self,
        before: &[(&str, Params<'_>)],
        event: &AuditEvent,
        after: &[(&str, Params<'_>)],
    ) -> Result<(i64, Vec<Vec<Row>>)> {
        let begun = Instant::now();
        let present = self.store.crowd().join(self.actor.org);
        let result = self.append_and_commit(before, event, after, &present).await;
        match result {
            Ok(committed) => {
                self.connection.done();
                if present.company {
                    self.store.wait_for_disk().await?;
                }
                self.store.committed(begun.elapsed());
                Ok(committed)
            }
            Err(error) => {
                self.connection.abandon().await;
                Err(error)
            }
        }
    }

    async fn append_and_commit(
        &self,
        before: &[(&str, Params<'_>)],
        event: &AuditEvent,
        after: &[(&str, Params<'_>)],
        present: &Present,
    ) -> Result<(i64, Vec<Vec<Row>>)> {
        let client = self.connection.client()?;
        let append = client.prepare_cached(APPEND).await?;
        let (before, after) = (prepare(client, before).await?, prepare(client, after).await?);
        let entry = Entry::new(event, self.actor.org, self.caller.request, self.store.rng(), present.company);
        let params = entry.params();
        let (_, row, found, ()) = try_join4(
            try_join_all(before.iter().map(|(statement, params)| client.execute(statement, params))),
            client.query_one(&append, &params),
            try_join_all(after.iter().map(|(statement, params)| client.query(statement, params))),
            client.batch_execute("COMMIT"),
        )
        .await?;
        Ok((row.try_get("seq")?, found))
    }

    /// Commits the intent of an act on one version of one sealed object, and mints the grant for it. The object's wrapped
    /// keys, as far as row-level security shows them, come with the intent in the same round trip; there is nothing to
    /// unwrap them with before there is the grant.
    ///
    /// # Errors
    /// As [`TenantTx::commit`]; then there is no grant. [`Error::NotFound`] for a version that no object can have.
    pub async fn commit_intent(
        self,
        event: AuditEvent,
        object: ObjectId,
        version: u32,
    ) -> Result<(Grant, Intent)> {
        let event = event.outcome(Outcome::Intent);
        let org = self.actor.org;
        let of_object = i32::try_from(version).map_err(|_| Error::NotFound)?;
        let keys: (&str, Params<'_>) = (SEALED_KEY, &[&object.uuid(), &of_object]);
        let (seq, found) = self.commit_around(&[], &event, &[keys]).await?;
        let key = found.iter().flatten().next().map(sealed_key).transpose()?;
        Ok((Grant::mint(org, object, version), Intent { event, seq, key }))
    }
}
