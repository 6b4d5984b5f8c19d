//! Why a file is not taken: a stable code for programs and translations, and one sentence for people.

use crate::limits::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS};

/// The answer when a file is not taken. `Display` is one sentence or two, without any content of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No bytes, or no row in them.
    #[error("There is nothing in this file.")]
    Empty,
    /// More bytes than are read.
    #[error("The file is larger than it may be.")]
    TooLarge,
    /// More than [`MAX_ROWS`].
    #[error("The table has more than {} rows below its header. Split it.", MAX_ROWS - 1)]
    TooManyRows,
    /// A cell to the right of [`MAX_COLUMNS`].
    #[error("The table has more than {MAX_COLUMNS} columns. Remove those that are not needed.")]
    TooManyColumns,
    /// A cell longer than [`MAX_CELL_CHARS`].
    #[error("Row {0} has a cell of more than {MAX_CELL_CHARS} characters.")]
    CellTooLong(u32),
    /// Neither a text nor a workbook.
    #[error("This is not a table: save it as CSV or as an Excel workbook (.xlsx).")]
    NotATable,
    /// A workbook as programs wrote it before 2007.
    #[error("This is a workbook of the old kind (.xls): save it as .xlsx or as CSV.")]
    OldWorkbook,
    /// A workbook without a sheet that is shown.
    #[error("The workbook has no sheet that is shown.")]
    NoSheet,
    /// The structure is broken at this place.
    #[error("The file is damaged: {0} cannot be read. Get a fresh copy of it.")]
    Damaged(&'static str),
    /// Something that is well-formed and that no ordinary program writes.
    #[error("The file uses {0}, which is not read here. Save it again with ordinary settings.")]
    Unsupported(&'static str),
    /// The archive, or a file in it, is protected by a password of its own.
    #[error("The archive is protected by a password: make one without. The files in it keep their own.")]
    Encrypted,
    /// More files than are read.
    #[error("The archive holds more than {0} files. Split it.")]
    TooManyEntries(usize),
    /// Files that are larger than they may be, or claim to be.
    #[error("What is in the archive is larger than it may be.")]
    TooMuch,
    /// Two columns say that they are the same thing.
    #[error("Two columns of the table are named as `{0}`. Rename one.")]
    SameColumn(&'static str),
    /// No row names the column that must be there.
    #[error("No column of the table is named as `{0}`. The first row names the columns.")]
    NoColumn(&'static str),
}

impl Refusal {
    /// The stable name of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "file_too_large",
            Self::TooManyRows => "too_many_rows",
            Self::TooManyColumns => "too_many_columns",
            Self::CellTooLong(_) => "cell_too_long",
            Self::NotATable => "not_a_table",
            Self::OldWorkbook => "old_workbook",
            Self::NoSheet => "no_sheet",
            Self::Damaged(_) => "damaged",
            Self::Unsupported(_) => "unsupported",
            Self::Encrypted => "encrypted_archive",
            Self::TooManyEntries(_) => "too_many_files",
            Self::TooMuch => "too_much",
            Self::SameColumn(_) => "same_column",
            Self::NoColumn(_) => "no_column",
        }
    }
}
