//! Pages of lists, and the cursors that lead from one to the next.

use crate::{Error, Result};

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one. Opaque to clients.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// From rows with their cursors, one row more than the page holds: that one tells whether there is another page.
    pub(crate) fn cut(mut rows: Vec<(String, T)>, limit: usize) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|(cursor, _)| cursor.clone()) } else { None };
        Self { items: rows.into_iter().map(|(_, item)| item).collect(), next }
    }
}

/// A cursor is the last row's sort key and id. It is hex so that clients take it for what it is: opaque.
pub(crate) fn encode(key: &str, id: &str) -> String {
    hex::encode(format!("{id}|{key}"))
}

/// Takes a cursor apart into sort key and id.
pub(crate) fn decode(cursor: &str) -> Result<(String, String)> {
    let bytes = hex::decode(cursor).map_err(|_| Error::Malformed("cursor"))?;
    let text = String::from_utf8(bytes).map_err(|_| Error::Malformed("cursor"))?;
    let (id, key) = text.split_once('|').ok_or(Error::Malformed("cursor"))?;
    Ok((key.to_owned(), id.to_owned()))
}

/// Takes the cursor of a list apart that is ordered by a text and an id of this kind.
pub(crate) fn name_and_id<T: std::str::FromStr>(cursor: Option<&str>) -> Result<(Option<String>, Option<T>)> {
    let Some(cursor) = cursor else { return Ok((None, None)) };
    let (name, id) = decode(cursor)?;
    Ok((Some(name), Some(id.parse().map_err(|_| Error::Malformed("cursor"))?)))
}
