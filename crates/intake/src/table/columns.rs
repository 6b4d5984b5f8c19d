//! Which column is which, by the names that people give them.

use super::{Row, Table};
use crate::fold::fold;
use crate::refusal::Refusal;

/// How many rows may stand above the one that names the columns: a title, a date.
const ABOVE_HEADER: usize = 10;

/// Something that a column may hold.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name, for the refusal and for the caller.
    pub name: &'static str,
    /// The names that people give it, as [`fold`] leaves them.
    pub synonyms: &'static [&'static str],
}

/// The columns of a table that were recognized, and where its rows begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    places: Vec<Option<usize>>,
    headings: Vec<String>,
    /// How many rows there are up to the one that names the columns, that one included.
    pub skip: usize,
}

impl Columns {
    /// What a row has in the column of the field at this index; empty where there is no such column.
    #[must_use]
    pub fn cell<'r>(&self, row: &'r Row, field: usize) -> &'r str {
        let place = self.places.get(field).copied().flatten();
        place.and_then(|place| row.cells.get(place)).map_or("", String::as_str)
    }

    /// What the column of the field at this index is headed with, if there is one.
    #[must_use]
    pub fn heading(&self, field: usize) -> Option<&str> {
        let place = self.places.get(field).copied().flatten()?;
        self.headings.get(place).map(String::as_str)
    }

    /// The headings of all columns in order, each with the field that it was taken for.
    pub fn headings(&self) -> impl Iterator<Item = (&str, Option<usize>)> {
        self.headings.iter().enumerate().map(|(place, heading)| {
            (heading.as_str(), self.places.iter().position(|&found| found == Some(place)))
        })
    }
}

/// Finds the row that names the columns: of the first ones, the one that names most `fields`, the field `required` among
/// them.
///
/// # Errors
/// [`Refusal::NoColumn`] when no row names the required field; [`Refusal::SameColumn`] when two columns are the same field.
pub fn columns(table: &Table, fields: &[Field], required: usize) -> Result<Columns, Refusal> {
    let mut best: Option<(usize, Columns)> = None;
    let mut twice = None;
    for (at, row) in table.rows.iter().take(ABOVE_HEADER).enumerate() {
        let folded: Vec<String> = row.cells.iter().map(|cell| fold(cell)).collect();
        let place = |field: &Field| {
            let mut found =
                folded.iter().enumerate().filter(|(_, name)| field.synonyms.contains(&name.as_str()));
            (found.next().map(|(place, _)| place), found.next().is_some())
        };
        let found: Vec<_> = fields.iter().map(place).collect();
        if !matches!(found.get(required), Some((Some(_), _))) {
            continue;
        }
        if let Some((field, _)) = fields.iter().zip(&found).find(|(_, (_, again))| *again) {
            twice = twice.or(Some(field.name));
            continue;
        }
        let places: Vec<_> = found.into_iter().map(|(place, _)| place).collect();
        let count = places.iter().flatten().count();
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, Columns { places, headings: row.cells.clone(), skip: at + 1 }));
        }
    }
    let name = fields.get(required).map_or("", |field| field.name);
    match (best, twice) {
        (Some((_, columns)), _) => Ok(columns),
        (None, Some(name)) => Err(Refusal::SameColumn(name)),
        (None, None) => Err(Refusal::NoColumn(name)),
    }
}
