//! The baselines inside the server: the same shell and the same queries, as a role that row-level security does not hold
//! and without a context. The organization, which policies would have added, stands in the queries.

use std::error::Error;
use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Extension, Json, Router};
use bytes::BytesMut;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod};
use domain::id::{CertificateId, CustomerId, MemberId, ObjectId, OrgId};
use domain::{Action, Clock};
use futures_util::future::try_join;
use serde::Serialize;
use server::app::App;
use server::auth::session::{Limited, Session};
use server::limit::Class;
use server::machine::SystemClock;
use server::problem::Problem;
use store::{AuditEvent, CertificateStatus, PoolSizes};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{NoTls, Row};

const ONE: &str = concat!(
    include_str!("../../crates/store/sql/certificates_select.sql"),
    include_str!("../../crates/store/sql/certificates_from.sql"),
    " WHERE c.id = $1 AND c.org_id = $2"
);
const OBJECTS: &str = "SELECT id, version, kind, file_name, size, created_at FROM credenza.objects \
    WHERE certificate_id = $1 AND org_id = $2 ORDER BY kind";
/// The list in its first order, without the organization.
const LIST: &str = concat!(
    include_str!("../../crates/store/sql/certificates_select.sql"),
    ", coalesce(c.not_after, 'infinity')::text AS sort_key ",
    include_str!("../../crates/store/sql/certificates_where.sql"),
    " AND ($8::text IS NULL OR (coalesce(c.not_after, 'infinity'), c.id) > ($8::timestamptz, $9::uuid))",
);

/// The list of one organization, which is the last parameter; and how many parameters there are.
static LIST_OF_ORG: LazyLock<(String, usize)> = LazyLock::new(|| {
    let used = (1..100).take_while(|n| LIST.contains(&format!("${n}")) || *n == LIMIT).last().unwrap_or(0);
    let order = format!("ORDER BY coalesce(c.not_after, 'infinity') ASC, c.id ASC LIMIT ${LIMIT}");
    (format!("{LIST} AND c.org_id = ${} {order}", used + 1), used + 1)
});

/// Which parameter of the list says how many rows.
const LIMIT: usize = 10;

/// A filter that is not set.
#[derive(Debug)]
struct Null;

impl ToSql for Null {
    fn to_sql(&self, _: &Type, _: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        Ok(IsNull::Yes)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// As many connections as the server has, with the same options.
pub(crate) fn pool(mut config: tokio_postgres::Config) -> anyhow::Result<Pool> {
    config.options(
        "-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s -c jit=off \
         -c default_transaction_isolation=read\\ committed -c timezone=UTC -c role=bench_unsecured",
    );
    let manager =
        Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
    Ok(Pool::builder(manager).max_size(PoolSizes::default().app).build()?)
}

/// The routes.
pub(crate) fn router(pool: &Pool) -> Router<App> {
    Router::new()
        .route("/bench/{org}/certificates/{id}", get(show))
        .route("/bench/{org}/certificates/{id}/to-member", get(show_to_member))
        .route("/bench/{org}/certificates/{id}/noted", get(show_noted))
        .route("/bench/{org}/certificates", get(list))
        .layer(Extension(pool.clone()))
}

async fn show(
    Extension(pool): Extension<Pool>,
    Path((org, id)): Path<(OrgId, CertificateId)>,
) -> Result<Json<Detail>, Problem> {
    select(&pool, org, id).await.map(Json).map_err(|error| Problem::internal(&error.to_string()))
}

/// The same to whoever is signed in and within the limit, as each route of the API makes sure: what is missing is what
/// the database does.
async fn show_to_member(
    _: Limited<{ Class::Read as u8 }>,
    pool: Extension<Pool>,
    path: Path<(OrgId, CertificateId)>,
) -> Result<Json<Detail>, Problem> {
    show(pool, path).await
}

/// The same, and one entry in the audit log that is on disk before it answers.
async fn show_noted(
    State(app): State<App>,
    session: Session,
    Extension(pool): Extension<Pool>,
    Path((org, id)): Path<(OrgId, CertificateId)>,
) -> Result<Json<Detail>, Problem> {
    let detail = select(&pool, org, id).await.map_err(|error| Problem::internal(&error.to_string()))?;
    let event = AuditEvent::new(Action::CertificateDownload)
        .on("certificate", &id)
        .detail("object", &session.member)
        .detail("download", &session.id)
        .personal("file", "certificado.cer");
    let noted = app.store.record(&session.caller, &event).await;
    noted.map_err(|error| Problem::internal(&error.to_string()))?;
    Ok(Json(detail))
}

async fn list(Extension(pool): Extension<Pool>, Path(org): Path<OrgId>) -> Result<Json<List>, Problem> {
    page(&pool, org).await.map(Json).map_err(|error| Problem::internal(&error.to_string()))
}

async fn select(pool: &Pool, org: OrgId, id: CertificateId) -> anyhow::Result<Detail> {
    let client = pool.get().await?;
    let (one, objects) = (client.prepare_cached(ONE).await?, client.prepare_cached(OBJECTS).await?);
    let (id, org) = (id.uuid(), org.uuid());
    let (row, files) =
        try_join(client.query_one(&one, &[&id, &org]), client.query(&objects, &[&id, &org])).await?;
    let files = files
        .iter()
        .map(|row| {
            Ok(FileOf {
                id: ObjectId::from_uuid(row.try_get("id")?).to_string(),
                kind: row.try_get("kind")?,
                file_name: row.try_get("file_name")?,
                size: row.try_get("size")?,
            })
        })
        .collect::<anyhow::Result<_>>()?;
    let mut metadata: serde_json::Value = row.try_get("metadata")?;
    let certificate = item(&row, &metadata)?;
    if let Some(known) = metadata.as_object_mut() {
        // What issuers are asked with is not shown.
        known.retain(|name, _| name != "issuance" && name != "issuer_certificate");
    }
    Ok(Detail { certificate, files, metadata })
}

async fn page(pool: &Pool, org: OrgId) -> anyhow::Result<List> {
    let client = pool.get().await?;
    let (sql, count) = &*LIST_OF_ORG;
    let statement = client.prepare_cached(sql).await?;
    let (now, limit, org) = (SystemClock.now(), 51_i64, org.uuid());
    let params: Vec<&(dyn ToSql + Sync)> = (1..=*count)
        .map(|n| -> &(dyn ToSql + Sync) {
            match n {
                1 => &now,
                LIMIT => &limit,
                n if n == *count => &org,
                _ => &Null,
            }
        })
        .collect();
    let rows = client.query(&statement, &params).await?;
    let more = rows.len() > 50;
    let mut next_cursor = None;
    let mut items = Vec::with_capacity(50);
    for row in rows.iter().take(50) {
        let item = item(row, &row.try_get("metadata")?)?;
        if more {
            let key: String = row.try_get("sort_key")?;
            next_cursor = Some(hex::encode(format!("{}|{key}", item.id)));
        }
        items.push(item);
    }
    Ok(List { items, next_cursor })
}

/// What the API answers, field by field: both are compared before they are measured.
#[derive(Serialize)]
struct Detail {
    #[serde(flatten)]
    certificate: Item,
    files: Vec<FileOf>,
    metadata: serde_json::Value,
}

#[derive(Serialize)]
struct List {
    items: Vec<Item>,
    next_cursor: Option<String>,
}

#[derive(Serialize)]
struct FileOf {
    id: String,
    kind: String,
    file_name: String,
    size: i32,
}

#[derive(Serialize)]
struct CustomerOf {
    id: String,
    name: Option<String>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    name: String,
    kind: String,
    profile: Option<String>,
    customer_id: Option<String>,
    customer: Option<CustomerOf>,
    holder: Option<String>,
    tax_id: Option<String>,
    country: Option<String>,
    status: &'static str,
    days_left: Option<i64>,
    not_before: Option<String>,
    not_after: Option<String>,
    fingerprint_sha256: Option<String>,
    spki_sha256: String,
    key_algorithm: String,
    subject: Option<String>,
    issuer: Option<String>,
    serial: Option<String>,
    has_private_key: bool,
    has_password: bool,
    revocation: Option<serde_json::Value>,
    version: i32,
    created_by: String,
    created_at: String,
    updated_at: String,
}

fn item(row: &Row, metadata: &serde_json::Value) -> anyhow::Result<Item> {
    let now = SystemClock.now();
    let read = |field: &str| metadata.get("certificate")?.get(field)?.as_str().map(str::to_owned);
    let customer: Option<uuid::Uuid> = row.try_get("customer_id")?;
    let customer = customer.map(|id| CustomerId::from_uuid(id).to_string());
    let customer_name = row.try_get("customer_name")?;
    let (begin, end): (Option<OffsetDateTime>, Option<OffsetDateTime>) =
        (row.try_get("not_before")?, row.try_get("not_after")?);
    let fingerprint: Option<&[u8]> = row.try_get("fingerprint_sha256")?;
    Ok(Item {
        id: CertificateId::from_uuid(row.try_get("id")?).to_string(),
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        profile: row.try_get("profile")?,
        customer_id: customer.clone(),
        customer: customer.map(|id| CustomerOf { id, name: customer_name }),
        holder: row.try_get("holder")?,
        tax_id: row.try_get("tax_id")?,
        country: row.try_get("country")?,
        status: CertificateStatus::at(now, begin, end).as_str(),
        days_left: end.map(|end| (end - now).whole_seconds().div_euclid(86_400)),
        not_before: begin.map(moment),
        not_after: end.map(moment),
        fingerprint_sha256: fingerprint.map(hex::encode),
        spki_sha256: hex::encode(row.try_get::<_, &[u8]>("spki_sha256")?),
        key_algorithm: row.try_get("key_algorithm")?,
        subject: read("subject"),
        issuer: read("issuer"),
        serial: read("serial"),
        has_private_key: row.try_get("has_private_key")?,
        has_password: row.try_get("has_password")?,
        revocation: row.try_get::<_, Option<serde_json::Value>>("revocation")?.map(in_whole_seconds),
        version: row.try_get("version")?,
        created_by: MemberId::from_uuid(row.try_get("created_by")?).to_string(),
        created_at: moment(row.try_get("created_at")?),
        updated_at: moment(row.try_get("updated_at")?),
    })
}

/// The moments in what is known of a revocation, as the API writes them.
fn in_whole_seconds(mut known: serde_json::Value) -> serde_json::Value {
    for name in ["since", "as_of", "until", "asked_at"] {
        let time = known.get(name).and_then(|text| OffsetDateTime::parse(text.as_str()?, &Rfc3339).ok());
        if let (Some(time), Some(written)) = (time, known.get_mut(name)) {
            *written = moment(time).into();
        }
    }
    known
}

fn moment(time: OffsetDateTime) -> String {
    let whole = time.replace_nanosecond(0).unwrap_or(time);
    whole.format(&Rfc3339).unwrap_or_default()
}
