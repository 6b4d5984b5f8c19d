//! The gate log as an export takes it: in the order in which scanners signed, with the keys that they signed with.

use domain::Action;
use tokio_postgres::Row;
use uuid::Uuid;

use crate::exports::text_cells;
use crate::tenant::Params;
use crate::{Caller, Result, Store};

/// Records that are read at a time.
const PAGE: i64 = 500;
/// Columns before those of the table.
const BEFORE: usize = 4;
const RECORDS: &str = include_str!("../sql/export/gate_log.sql");
const EPOCHS: &str =
    "SELECT scanner_id, epoch, point, start FROM credenza.scanner_epochs ORDER BY scanner_id, epoch";

/// The place of a record: scanner, enrolment, number.
pub type RecordPlace = (Uuid, i32, i64);

/// A record of the gate log.
#[derive(Debug, Clone)]
pub struct ExportedScan {
    /// Where it stands.
    pub place: RecordPlace,
    /// The signed bytes.
    pub record: Vec<u8>,
    /// The cells of its row; what is none is empty.
    pub cells: Vec<String>,
}

/// An enrolment, and with what its log is verified.
#[derive(Debug, Clone)]
pub struct ExportedEpoch {
    /// The scanner.
    pub scanner: Uuid,
    /// Which of its enrolments.
    pub epoch: i32,
    /// The phone's key: x and y, 32 bytes each, big-endian.
    pub point: Vec<u8>,
    /// What its log begins with.
    pub start: Vec<u8>,
}

fn scan(row: &Row) -> Result<ExportedScan> {
    Ok(ExportedScan {
        place: (row.try_get("key_scanner")?, row.try_get("key_epoch")?, row.try_get("key_seq")?),
        record: row.try_get("record")?,
        cells: text_cells(row, BEFORE)?,
    })
}

impl Store {
    /// The names of the columns of the gate log.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn export_gate_columns(&self) -> Result<Vec<String>> {
        let connection = self.app().await?;
        let statement = connection.client()?.prepare_cached(RECORDS).await;
        connection.done();
        Ok(statement?.columns().iter().skip(BEFORE).map(|column| column.name().to_owned()).collect())
    }

    /// Records after one of them, as far as the caller sees them; none when there are no more.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`crate::Error::Denied`].
    pub async fn export_gate_log(
        &self,
        caller: &Caller,
        after: Option<RecordPlace>,
    ) -> Result<Vec<ExportedScan>> {
        let (scanner, epoch, seq) =
            (after.map(|place| place.0), after.map(|place| place.1), after.map(|place| place.2));
        let params: Params<'_> = &[&scanner, &epoch, &seq, &PAGE];
        let (_, rows) = self.read(caller, Action::GateLogRead, &[(RECORDS, params)]).await?;
        rows.iter().flatten().map(scan).collect()
    }

    /// All enrolments, in the order of their records.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`crate::Error::Denied`].
    pub async fn export_gate_epochs(&self, caller: &Caller) -> Result<Vec<ExportedEpoch>> {
        let (_, rows) = self.read(caller, Action::ScannerRead, &[(EPOCHS, &[])]).await?;
        let epoch = |row: &Row| {
            Ok(ExportedEpoch {
                scanner: row.try_get("scanner_id")?,
                epoch: row.try_get("epoch")?,
                point: row.try_get("point")?,
                start: row.try_get("start")?,
            })
        };
        rows.iter().flatten().map(epoch).collect()
    }
}
