//! What an export of the organization takes with it: tables as rows of texts, a page at a time, and which objects are sealed.
//!
//! A new table is one file in `sql/export`, whose columns are those of the exported table, and one line in [`EXPORT_TABLES`].

use domain::Action;
use domain::id::{CertificateId, ObjectId, TicketId, WorkerId};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::{AuditEvent, Caller, Error, Intent, Outcome, Result, Store, TenantTx};

/// Rows that are read at a time.
const PAGE: i64 = 500;

/// A table of an export.
#[derive(Debug, Clone, Copy)]
pub struct ExportTable {
    /// The name of its file, without an ending.
    pub name: &'static str,
    /// What policy asks of who takes it away, beside the export.
    pub action: Action,
    sql: &'static str,
}

macro_rules! tables {
    ($($name:literal, $action:ident;)*) => {
        /// All tables, in the order of the export.
        pub const EXPORT_TABLES: &[ExportTable] = &[$(ExportTable {
            name: $name,
            action: Action::$action,
            sql: include_str!(concat!("../sql/export/", $name, ".sql")),
        }),*];
    };
}

tables! {
    "organization", OrganizationExport;
    "members", MemberRead;
    "customers", CustomerRead;
    "certificates", CertificateRead;
    "alerts", AlertRead;
    "alert_settings", OrganizationExport;
    "alert_ladders", OrganizationExport;
    "sites", WorkerRead;
    "contractors", WorkerRead;
    "crews", WorkerRead;
    "duties", WorkerRead;
    "workers", WorkerReadAll;
    "ticket_types", WorkerRead;
    "tickets", WorkerReadAll;
}

/// A page of a table.
#[derive(Debug, Clone, Default)]
pub struct ExportedRows {
    /// The cells of each row; what is none is empty.
    pub rows: Vec<Vec<String>>,
    /// Where the next page begins; `None` after the last.
    pub next: Option<Uuid>,
}

/// A sealed object that may leave with an export.
#[derive(Debug, Clone)]
pub struct ExportedObject {
    /// Its id.
    pub id: ObjectId,
    /// Its version.
    pub version: u32,
    /// Whose it is.
    pub owner: ExportOwner,
    /// The stable name of its kind.
    pub kind: String,
    /// The name of the file it came in.
    pub file_name: String,
}

/// Whose a sealed object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportOwner {
    /// A file of a certificate, or its password.
    Certificate(CertificateId),
    /// What proves a ticket.
    Ticket(TicketId),
    /// A photo or restricted field of a worker.
    Worker(WorkerId),
}

const OBJECTS: &str = include_str!("../sql/export/objects.sql");

impl Store {
    /// The names of a table's columns.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn export_columns(&self, table: &ExportTable) -> Result<Vec<String>> {
        let connection = self.app().await?;
        let statement = connection.client()?.prepare_cached(table.sql).await;
        connection.done();
        Ok(statement?.columns().iter().skip(1).map(|column| column.name().to_owned()).collect())
    }

    /// Rows of a table that the caller sees, from `after` on.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn export_rows(
        &self,
        caller: &Caller,
        table: &ExportTable,
        after: Option<Uuid>,
    ) -> Result<ExportedRows> {
        let (_, rows) = self.read(caller, table.action, &[(table.sql, &[&after, &PAGE])]).await?;
        let rows: Vec<&Row> = rows.iter().flatten().collect();
        let last = rows.last().map(|row| row.try_get("key")).transpose()?;
        Ok(ExportedRows {
            next: last.filter(|_| i64::try_from(rows.len()) == Ok(PAGE)),
            rows: rows.into_iter().map(|row| text_cells(row, 1)).collect::<Result<_>>()?,
        })
    }

    /// Objects that may leave, after one of them; none when there are no more.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`].
    pub async fn export_objects(
        &self,
        caller: &Caller,
        after: Option<ObjectId>,
    ) -> Result<Vec<ExportedObject>> {
        let (after, one) = (after.map(ObjectId::uuid), None::<Uuid>);
        let (_, rows) =
            self.read(caller, Action::CertificateExport, &[(OBJECTS, &[&after, &PAGE, &one])]).await?;
        rows.iter().flatten().map(object).collect()
    }

    /// How many objects there are.
    ///
    /// # Errors
    /// As [`Store::export_objects`].
    pub async fn count_export_objects(&self, caller: &Caller) -> Result<i64> {
        // Of objects, no policy but one names the organization: without it, whoever sees one is asked of all there are.
        let sql = "SELECT (SELECT count(*) FROM credenza.objects o WHERE o.org_id = (SELECT credenza.org()))
                       + (SELECT count(*) FROM credenza.worker_photos) + (SELECT count(*) FROM credenza.restricted_fields)";
        let (_, rows) = self.read(caller, Action::CertificateExport, &[(sql, &[])]).await?;
        Ok(rows.iter().flatten().next().ok_or(Error::NotFound)?.try_get(0)?)
    }
}

impl TenantTx {
    /// Looks whether an object is still there for the caller.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not.
    pub async fn export_object(&self, object: &ExportedObject) -> Result<()> {
        let rows = self.query(OBJECTS, &[&None::<Uuid>, &PAGE, &object.id.uuid()]).await?;
        let version = i32::try_from(object.version).map_err(|_| Error::NotFound)?;
        for row in &rows {
            if row.try_get::<_, i32>("version")? == version {
                return Ok(());
            }
        }
        Err(Error::NotFound)
    }

    /// Commits the intent of an act that opens nothing itself: what it opens has intents of its own, and their grants.
    ///
    /// # Errors
    /// As [`TenantTx::commit`].
    pub async fn commit_beginning(self, event: AuditEvent) -> Result<Intent> {
        let event = event.outcome(Outcome::Intent);
        let seq = self.commit(&event).await?;
        Ok(Intent { event, seq, key: None })
    }
}

/// The cells of a row from a column on, which are all texts.
pub(crate) fn text_cells(row: &Row, from: usize) -> Result<Vec<String>> {
    (from..row.len()).map(|at| Ok(row.try_get::<_, Option<String>>(at)?.unwrap_or_default())).collect()
}

fn object(row: &Row) -> Result<ExportedObject> {
    let owner = row.try_get("owner")?;
    Ok(ExportedObject {
        id: ObjectId::from_uuid(row.try_get("id")?),
        version: u32::try_from(row.try_get::<_, i32>("version")?).map_err(|_| Error::NotFound)?,
        owner: match row.try_get("of")? {
            "certificate" => ExportOwner::Certificate(CertificateId::from_uuid(owner)),
            "ticket" => ExportOwner::Ticket(TicketId::from_uuid(owner)),
            _ => ExportOwner::Worker(WorkerId::from_uuid(owner)),
        },
        kind: row.try_get("kind")?,
        file_name: row.try_get("file_name")?,
    })
}
