//! What arrives in bulk: tables as CSV or XLSX, and ZIP archives.
//!
//! [`Table::read`] takes the bytes of a file and answers with rows of texts, whatever program wrote it; [`columns`] finds out
//! which column is which by names that people give them. [`Archive::open`] takes a ZIP and lets its files be read one by one.
//! [`to_csv`] and [`ZipWriter`] write such files for whoever takes them away.
//! Everything is bounded before it is computed or kept ([`limits`]); what does not hold together is refused with a reason
//! ([`Refusal`]).
//!
//! No I/O, no clock: answers are functions of the bytes.
//!
//! ```
//! use intake::Table;
//!
//! let table = Table::read("Nombre;RFC\nAccem;AAA010101AAA\n".as_bytes()).expect("a table");
//! assert_eq!(table.rows[1].cells, ["Accem", "AAA010101AAA"]);
//! ```

mod archive;
mod fold;
pub mod limits;
mod refusal;
mod table;

pub use archive::write::{FileTooLarge, ZipWriter};
pub use archive::{Archive, Entry};
pub use fold::fold;
pub use limits::ArchiveLimits;
pub use refusal::Refusal;
pub use table::columns::{Columns, Field, columns};
pub use table::write::{csv_rows, to_csv};
pub use table::{Form, Row, Table};
