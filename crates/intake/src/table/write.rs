//! Tables written as CSV (RFC 4180) that a spreadsheet opens without computing anything.

/// What makes a spreadsheet take a cell for a formula, with the full-width forms that some fold.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A table as CSV in UTF-8 with its mark, which spreadsheets need to see that it is. Cells that would be formulas get an
/// apostrophe before them, which spreadsheets do not show and [`Table::read`](crate::Table::read) takes away.
#[must_use]
pub fn to_csv<R: AsRef<[String]>>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    append(&mut text, rows);
    text.into_bytes()
}

/// More rows of such a table, for one that is written in parts: without the mark, which stands at its beginning alone.
#[must_use]
pub fn csv_rows<R: AsRef<[String]>>(rows: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut text = String::new();
    append(&mut text, rows);
    text.into_bytes()
}

fn append<R: AsRef<[String]>>(text: &mut String, rows: impl IntoIterator<Item = R>) {
    for row in rows {
        for (column, cell) in row.as_ref().iter().enumerate() {
            if column > 0 {
                text.push(',');
            }
            quote(text, &defused(cell));
        }
        text.push_str("\r\n");
    }
}

fn quote(text: &mut String, cell: &str) {
    if !cell.contains([',', ';', '"', '\n', '\r', '\t']) {
        text.push_str(cell);
        return;
    }
    text.push('"');
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

/// One more apostrophe also before what begins with some and then a formula, so that it can be told which was ours.
fn defused(cell: &str) -> String {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}") } else { cell.to_owned() }
}

pub(super) fn undefused(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(FORMULA)
}
