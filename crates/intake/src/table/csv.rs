//! CSV as programs and people write it: comma, semicolon or tab, quoted or not, lines that are shorter than others.

use csv::{ReaderBuilder, StringRecord, Terminator};

use super::encoding::decode;
use super::{Form, Gathered, Table};
use crate::limits::MAX_COLUMNS;
use crate::refusal::Refusal;

const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// Lines by which the delimiter is guessed.
const LOOKED_AT: usize = 20;

pub(super) fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let text = decode(bytes)?;
    let (delimiter, body) = declared(&text).unwrap_or_else(|| (guessed(&text), &text));
    let mut lines = Lines { text: &text, at: text.len() - body.len(), line: 1 };
    lines.line += breaks(text.get(..lines.at).unwrap_or_default());
    let mut gathered = Gathered::default();
    for record in records(body, delimiter) {
        let record = record?;
        let begins = record.position().map_or(0, csv::Position::byte);
        let number = lines.number(text.len() - body.len() + usize::try_from(begins).unwrap_or(usize::MAX));
        if record.len() > 4 * MAX_COLUMNS {
            return Err(Refusal::TooManyColumns);
        }
        let cells = record.iter().enumerate().map(|(column, cell)| gathered.cell(number, column, cell));
        let cells = cells.collect::<Result<_, _>>()?;
        gathered.add(number, cells)?;
    }
    Ok(Table { form: Form::Csv(delimiter), rows: gathered.rows })
}

/// Numbers of lines, for places that come in order.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the record that begins at this byte or, where that is blank lines, after them.
    fn number(&mut self, begins: usize) -> u32 {
        let rest = self.text.get(begins..).unwrap_or_default();
        let begins = self.text.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.line += breaks(self.text.get(self.at..begins).unwrap_or_default());
        self.at = begins.max(self.at);
        self.line
    }
}

/// How often a text breaks into another line: by CR, LF, or both together.
fn breaks(text: &str) -> u32 {
    let both = text.matches("\r\n").count();
    let each = text.matches(['\r', '\n']).count();
    u32::try_from(each - both).unwrap_or(u32::MAX)
}

/// The delimiter that a first line `sep=;` declares, as Excel reads and writes it, and what follows that line.
fn declared(text: &str) -> Option<(char, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let mut named = first.trim_end_matches('\r').strip_prefix("sep=")?.chars();
    let delimiter = named.next().filter(|c| DELIMITERS.contains(c))?;
    named.next().is_none().then_some((delimiter, rest))
}

/// The delimiter by which most of the first lines have as many cells as the first, and the more cells the better. One column
/// has none: then it is the comma.
fn guessed(text: &str) -> char {
    let score = |delimiter: char| {
        let counts: Vec<usize> = records(text, delimiter)
            .take(LOOKED_AT)
            .map_while(Result::ok)
            .map(|record| record.len())
            .collect();
        match counts.first() {
            Some(&cells) if cells > 1 => (counts.iter().filter(|&&count| count == cells).count(), cells),
            _ => (0, 0),
        }
    };
    let mut best = (',', score(','));
    for delimiter in DELIMITERS {
        let score = score(delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

fn records(text: &str, delimiter: char) -> impl Iterator<Item = Result<StringRecord, Refusal>> + '_ {
    let delimiter = u8::try_from(delimiter).unwrap_or(b',');
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::CRLF)
        .from_reader(text.as_bytes())
        .into_records()
        .map(|record| record.map_err(|_| Refusal::Damaged("a line of it")))
}
