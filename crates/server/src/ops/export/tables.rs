//! The tables of an export, as CSV that a spreadsheet opens without computing anything.

use intake::{csv_rows, to_csv};
use store::EXPORT_TABLES;

use super::bundle::{Bundle, Stopped};
use crate::app::App;
use crate::auth::session::Session;

/// Each table, a page at a time.
pub(super) async fn write(app: &App, session: &Session, bundle: &mut Bundle) -> Result<(), Stopped> {
    for table in EXPORT_TABLES {
        bundle.begin(&format!("{}.csv", table.name)).await?;
        let columns = app.store.export_columns(table).await?;
        bundle.part(&to_csv([columns])).await?;
        let mut after = None;
        loop {
            let page = app.store.export_rows(&session.caller, table, after).await?;
            bundle.part(&csv_rows(page.rows)).await?;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        bundle.end().await?;
    }
    Ok(())
}
