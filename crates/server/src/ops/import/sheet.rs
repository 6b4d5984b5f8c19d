//! A table that was read: its columns by what they are, its rows by those columns.

use intake::{Field, Form, Table, columns};

use super::super::Result;
use super::super::upload::UploadedFile;
use crate::app::App;

/// A table.
#[derive(Debug)]
pub struct Sheet {
    /// What it was.
    pub form: Form,
    /// The names of its columns, each with the field that it was taken for.
    pub headings: Vec<(String, Option<&'static str>)>,
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its rows: where each stands, and its cells in the order of the fields.
    pub(super) rows: Vec<(u32, Vec<String>)>,
}

impl Sheet {
    /// Reads a file off the async threads.
    ///
    /// # Errors
    /// [`Unread`](crate::ops::Error::Unread) when it is no table with these columns.
    pub(super) async fn read(
        app: &App,
        file: UploadedFile,
        fields: &'static [Field],
        required: usize,
    ) -> Result<Self> {
        app.parsers.run(move || Self::of(&file, fields, required)).await?
    }

    fn of(file: &UploadedFile, fields: &'static [Field], required: usize) -> Result<Self> {
        let table = Table::read(&file.bytes)?;
        let found = columns(&table, fields, required)?;
        let headings = found.headings().map(|(heading, field)| {
            (heading.to_owned(), field.and_then(|at| fields.get(at)).map(|field| field.name))
        });
        let headings = headings.collect();
        let rows = table.rows.iter().skip(found.skip).map(|row| {
            let cells = (0..fields.len()).map(|field| found.cell(row, field).to_owned());
            (row.number, cells.collect())
        });
        let rows = rows.collect();
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &file.bytes);
        let (form, sha256) = (table.form, hex::encode(digest.as_ref()));
        Ok(Self { form, headings, file: file.name.clone(), sha256, rows })
    }
}

/// The cell of a field, if there is something in it.
pub(super) fn cell(cells: &[String], field: usize) -> Option<&str> {
    cells.get(field).map(String::as_str).filter(|text| !text.is_empty())
}
