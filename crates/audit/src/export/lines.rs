//! Lines of a file of unknown length and origin, in bounded memory.

use std::io::{self, BufRead, ErrorKind};

use crate::entry::MAX_ENTRY_BYTES;

/// One line.
pub(super) enum Line<'a> {
    /// Its bytes, without the line feed.
    Whole(&'a [u8]),
    /// It is longer than [`MAX_ENTRY_BYTES`]; its bytes were passed over.
    TooLong,
    /// The file ends before its line feed.
    Cut,
}

/// Reads lines that end with a line feed.
pub(super) struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new() }
    }

    /// The next line, or `None` at the end of the file.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.buffer.clear();
        let (mut begun, mut too_long) = (false, false);
        loop {
            let available = match self.reader.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other?,
            };
            if available.is_empty() {
                return Ok(match (begun, too_long) {
                    (false, _) => None,
                    (true, true) => Some(Line::TooLong),
                    (true, false) => Some(Line::Cut),
                });
            }
            begun = true;
            let (part, rest) = match available.iter().position(|byte| *byte == b'\n') {
                Some(end) => available.split_at(end),
                None => (available, &[][..]),
            };
            let ended = !rest.is_empty();
            too_long |= self.buffer.len() + part.len() > MAX_ENTRY_BYTES;
            if !too_long {
                self.buffer.extend_from_slice(part);
            }
            let used = part.len() + usize::from(ended);
            self.reader.consume(used);
            if ended {
                return Ok(Some(if too_long { Line::TooLong } else { Line::Whole(&self.buffer) }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn shapes(bytes: &[u8], capacity: usize) -> Vec<String> {
        let mut lines = Lines::new(BufReader::with_capacity(capacity, bytes));
        let mut shapes = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            shapes.push(match line {
                Line::Whole(line) => format!("{}", line.len()),
                Line::TooLong => "too long".to_owned(),
                Line::Cut => "cut".to_owned(),
            });
        }
        shapes
    }

    #[test]
    fn reads_the_same_lines_through_any_buffer() {
        let longest = "x".repeat(MAX_ENTRY_BYTES);
        let text = format!("ab\n\n{longest}\n{longest}x\nc\nd");
        for capacity in [1, 2, 3, 7, 65_536, 65_537, 1 << 20] {
            assert_eq!(
                shapes(text.as_bytes(), capacity),
                ["2", "0", "65536", "too long", "1", "cut"],
                "{capacity}"
            );
        }
        assert_eq!(shapes(format!("{longest}x").as_bytes(), 8), ["too long"]);
        assert!(shapes(b"", 8).is_empty());
    }
}
