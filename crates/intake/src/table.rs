//! Tables: rows of texts, from whatever program wrote them.

pub(crate) mod columns;
mod csv;
mod dates;
mod encoding;
pub(crate) mod write;
mod xlsx;
mod xml;

use crate::archive::Archive;
use crate::limits::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, MAX_TABLE_BYTES, MAX_TABLE_TEXT};
use crate::refusal::Refusal;

/// How old workbooks begin: a compound file.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// What form a table had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Separated by this character.
    Csv(char),
    /// The first sheet that is shown of an Excel workbook.
    Xlsx,
}

/// A row that has at least one cell with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the text, or its row in the sheet, from 1.
    pub number: u32,
    /// Its cells without the blanks around them; those after the last are as good as empty.
    pub cells: Vec<String>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What it was.
    pub form: Form,
    /// Its rows in order, without blank ones; one at least.
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads CSV, in whatever of its dialects, or XLSX.
    ///
    /// # Errors
    /// A [`Refusal`] that says what is wrong.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::Empty);
        }
        if bytes.len() > MAX_TABLE_BYTES {
            return Err(Refusal::TooLarge);
        }
        if bytes.starts_with(COMPOUND) {
            return Err(Refusal::OldWorkbook);
        }
        let table = if Archive::is_one(bytes) { xlsx::read(bytes)? } else { csv::read(bytes)? };
        if table.rows.is_empty() { Err(Refusal::Empty) } else { Ok(table) }
    }
}

/// Rows as they are gathered, within the bounds.
#[derive(Default)]
struct Gathered {
    rows: Vec<Row>,
    text: usize,
}

impl Gathered {
    /// Adds a row, unless it is blank.
    fn add(&mut self, number: u32, cells: Vec<String>) -> Result<(), Refusal> {
        if cells.iter().all(String::is_empty) {
            return Ok(());
        }
        if self.rows.len() == MAX_ROWS {
            return Err(Refusal::TooManyRows);
        }
        self.rows.push(Row { number, cells });
        Ok(())
    }

    /// A cell as it is kept, at this place. Texts written by a spreadsheet with a leading apostrophe against formulas lose it.
    fn cell(&mut self, row: u32, column: usize, text: &str) -> Result<String, Refusal> {
        let text = write::undefused(text.trim());
        if text.is_empty() {
            return Ok(String::new());
        }
        if column >= MAX_COLUMNS {
            return Err(Refusal::TooManyColumns);
        }
        if text.len() > MAX_CELL_CHARS && text.chars().count() > MAX_CELL_CHARS {
            return Err(Refusal::CellTooLong(row));
        }
        self.text += text.len();
        if self.text > MAX_TABLE_TEXT { Err(Refusal::TooLarge) } else { Ok(text.to_owned()) }
    }
}
