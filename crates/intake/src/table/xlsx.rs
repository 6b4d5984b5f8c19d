//! Excel workbooks (ECMA-376, part 1, `SpreadsheetML`): the first sheet that is shown, as texts. Formulas are not computed: what
//! the program that wrote the file last saw is read.

use std::collections::HashMap;

use super::dates::from_serial;
use super::xml::{Document, Element, Next};
use super::{Form, Gathered, Table};
use crate::archive::Archive;
use crate::limits::{MAX_COLUMNS, WORKBOOK};
use crate::refusal::Refusal;

const DAMAGED: Refusal = Refusal::Damaged("the workbook");

pub(super) fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let archive = Archive::open(bytes, WORKBOOK)?;
    let part = |name: &str| archive.find(name).map(|entry| text_of(&archive, entry)).transpose();
    let workbook = part("xl/workbook.xml")?.ok_or(Refusal::NotATable)?;
    let (relation, from_1904) = first_sheet(&workbook)?;
    let relations = part("xl/_rels/workbook.xml.rels")?.ok_or(DAMAGED)?;
    let sheet = part(&target(&relations, &relation)?)?.ok_or(DAMAGED)?;
    let strings =
        part("xl/sharedStrings.xml")?.map(|text| shared_strings(&text)).transpose()?.unwrap_or_default();
    let dates = part("xl/styles.xml")?.map(|text| date_styles(&text)).transpose()?.unwrap_or_default();
    let mut cells = Cells { strings, dates, from_1904, gathered: Gathered::default() };
    cells.sheet(&sheet)?;
    Ok(Table { form: Form::Xlsx, rows: cells.gathered.rows })
}

fn text_of(archive: &Archive<'_>, entry: &crate::archive::Entry) -> Result<String, Refusal> {
    let bytes = archive.read(entry)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Refusal::Unsupported("XML in another encoding than UTF-8"))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// The relation of the first sheet that is shown, and whether days are counted from 1904.
fn first_sheet(workbook: &str) -> Result<(String, bool), Refusal> {
    let mut document = Document::new(workbook);
    let (mut first, mut from_1904) = (None, false);
    loop {
        match document.next()? {
            Next::Start(element) if element.name() == "workbookPr" => {
                from_1904 = matches!(element.attribute("date1904")?.as_deref(), Some("1" | "true"));
            }
            Next::Start(element) if element.name() == "sheet" && first.is_none() => {
                let shown = matches!(element.attribute("state")?.as_deref(), None | Some("visible"));
                if shown {
                    first = element.attribute("id")?;
                }
            }
            Next::Done => return Ok((first.ok_or(Refusal::NoSheet)?, from_1904)),
            _ => {}
        }
    }
}

/// The part that a relation of the workbook leads to.
fn target(relations: &str, id: &str) -> Result<String, Refusal> {
    let mut document = Document::new(relations);
    loop {
        match document.next()? {
            Next::Start(element) if element.attribute("Id")?.as_deref() == Some(id) => {
                let target = element.attribute("Target")?.ok_or(DAMAGED)?;
                // From the root, or from where the workbook is.
                return Ok(match target.strip_prefix('/') {
                    Some(path) => path.to_owned(),
                    None => format!("xl/{target}"),
                });
            }
            Next::Done => return Err(DAMAGED),
            _ => {}
        }
    }
}

fn shared_strings(text: &str) -> Result<Vec<String>, Refusal> {
    let mut document = Document::new(text);
    let mut strings = Vec::new();
    loop {
        match document.next()? {
            // What helps to pronounce it (rPh) is no part of it.
            Next::Start(element) if element.name() == "si" => strings.push(document.text_of("si", "rPh")?),
            Next::Done => return Ok(strings),
            _ => {}
        }
    }
}

/// Which cell styles show a number as a date or time.
fn date_styles(text: &str) -> Result<Vec<bool>, Refusal> {
    let mut document = Document::new(text);
    let mut own = HashMap::new();
    let (mut styles, mut inside) = (Vec::new(), false);
    loop {
        match document.next()? {
            Next::Start(element) => match element.name() {
                "numFmt" => {
                    let code = element.attribute("formatCode")?.unwrap_or_default();
                    own.insert(element.attribute("numFmtId")?.unwrap_or_default(), is_date_format(&code));
                }
                "cellXfs" => inside = true,
                "xf" if inside => {
                    let format = element.attribute("numFmtId")?.unwrap_or_default();
                    let built_in = format.parse().is_ok_and(is_built_in_date);
                    styles.push(own.get(&format).copied().unwrap_or(built_in));
                }
                _ => {}
            },
            Next::End(name) if name == "cellXfs" => inside = false,
            Next::Done => return Ok(styles),
            _ => {}
        }
    }
}

/// Section 18.8.30: the formats that need no code, those of East Asian locales among them.
fn is_built_in_date(format: u32) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format has a part of a date outside quotes, escapes and brackets (colours, conditions, locales).
fn is_date_format(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' if !quoted => bracketed = false,
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' if !quoted && !bracketed => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// What cells refer to, and the rows that have been read.
struct Cells {
    strings: Vec<String>,
    dates: Vec<bool>,
    from_1904: bool,
    gathered: Gathered,
}

impl Cells {
    fn sheet(&mut self, text: &str) -> Result<(), Refusal> {
        let mut document = Document::new(text);
        let mut number = 0_u32;
        loop {
            match document.next()? {
                Next::Start(element) if element.name() == "row" => {
                    let given =
                        element.attribute("r")?.map(|r| r.parse().map_err(|_| DAMAGED)).transpose()?;
                    let next = given.unwrap_or_else(|| number.saturating_add(1));
                    // Rows come in their order (18.3.1.73): what goes back is not what a spreadsheet shows.
                    if next <= number {
                        return Err(DAMAGED);
                    }
                    number = next;
                    self.row(&mut document, number)?;
                }
                Next::Done => return Ok(()),
                _ => {}
            }
        }
    }

    fn row(&mut self, document: &mut Document<'_>, number: u32) -> Result<(), Refusal> {
        let mut cells: Vec<String> = Vec::new();
        let mut column = 0;
        loop {
            match document.next()? {
                Next::Start(element) if element.name() == "c" => {
                    if let Some(reference) = element.attribute("r")? {
                        column = column_of(&reference).ok_or(DAMAGED)?;
                    }
                    let text = self.value(document, &element)?;
                    let text = self.gathered.cell(number, column, &text)?;
                    if !text.is_empty() {
                        cells.resize(cells.len().max(column + 1), String::new());
                        if let Some(cell) = cells.get_mut(column) {
                            *cell = text;
                        }
                    }
                    column += 1;
                }
                Next::End(name) if name == "row" => return self.gathered.add(number, cells),
                Next::Done => return Err(DAMAGED),
                _ => {}
            }
        }
    }

    /// A cell's text, up to its end.
    fn value(&self, document: &mut Document<'_>, cell: &Element<'_>) -> Result<String, Refusal> {
        let kind = cell.attribute("t")?.unwrap_or_default();
        let style = cell.attribute("s")?.and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
        let mut value = String::new();
        loop {
            match document.next()? {
                Next::Start(element) => match element.name() {
                    "v" => value = document.text_of("v", "")?,
                    "is" => value = document.text_of("is", "rPh")?,
                    other => {
                        let name = other.to_owned();
                        document.text_of(&name, "")?;
                    }
                },
                Next::End(name) if name == "c" => break,
                Next::Done => return Err(DAMAGED),
                Next::End(_) | Next::Text(_) => {}
            }
        }
        Ok(match kind.as_str() {
            "s" => {
                let index: usize = value.trim().parse().map_err(|_| DAMAGED)?;
                self.strings.get(index).ok_or(DAMAGED)?.clone()
            }
            "b" => if value.trim() == "1" { "true" } else { "false" }.to_owned(),
            "" | "n" => self.number(value.trim(), style),
            _ => value,
        })
    }

    /// A number as a spreadsheet shows it: a date where its style says so, whole numbers without exponent.
    fn number(&self, text: &str, style: usize) -> String {
        let Ok(number) = text.parse::<f64>() else { return text.to_owned() };
        if self.dates.get(style).copied().unwrap_or(false)
            && let Some(date) = from_serial(number, self.from_1904)
        {
            return date;
        }
        if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { text.to_owned() }
    }
}

/// The column of a reference such as `AB12`, from 0. What is further right than is read is one past that.
fn column_of(reference: &str) -> Option<usize> {
    let letters: &str = reference.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 || letters.len() == reference.len() {
        return None;
    }
    let mut column = 0_usize;
    for letter in letters.bytes() {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        column = column * 26 + usize::from(digit) + 1;
    }
    Some((column - 1).min(MAX_COLUMNS))
}
