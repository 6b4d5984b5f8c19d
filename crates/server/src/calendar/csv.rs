//! CSV (RFC 4180) for spreadsheets: UTF-8 with a mark at its beginning, by which they know it, and nothing that they would compute.

/// U+FEFF: without it, a spreadsheet takes the file for one in the letters of its own country.
const MARK: char = '\u{feff}';

/// With what a cell begins that a spreadsheet takes for a formula, also in the wide forms of East Asian keyboards.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A table: its heads, and rows of as many cells.
#[must_use]
pub fn write<const N: usize>(heads: &[String; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut out = String::from(MARK);
    line(&mut out, heads);
    for row in rows {
        line(&mut out, &row);
    }
    out
}

fn line(out: &mut String, cells: &[String]) {
    for (place, text) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push('"');
        if is_formula(text) {
            // What begins with an apostrophe is text.
            out.push('\'');
        }
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

fn is_formula(text: &str) -> bool {
    let seen = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == MARK);
    // A tab or a line end in front is taken off, or begins another cell, before the rest is looked at.
    text.starts_with(['\t', '\r', '\n']) || seen.starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(text: &str) -> String {
        write(&["a".to_owned()], [[text.to_owned()]])
    }

    /// The one cell below the head, as RFC 4180 reads it.
    fn read(file: &str) -> String {
        let cell =
            file.strip_prefix("\u{feff}\"a\"\r\n\"").expect("a head").strip_suffix("\"\r\n").expect("a cell");
        assert!(!cell.replace("\"\"", "").contains('"'), "a quotation mark ends the cell: {cell:?}");
        cell.replace("\"\"", "\"")
    }

    #[test]
    fn nothing_is_computed() {
        for formula in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{feff}=1",
            "＝1",
            "=HYPERLINK(\"http://evil\")",
        ] {
            assert_eq!(read(&one(formula)), format!("'{formula}"), "{formula:?}");
        }
        for text in ["", "Núñez, S.A.", "a=b", "2026-11-22", "dice \"no\""] {
            assert_eq!(read(&one(text)), text);
        }
    }

    proptest! {
        #[test]
        fn a_cell_is_read_as_it_was_written(text in "(\\PC|[\r\n\t\",]){0,60}") {
            let read = read(&one(&text));
            let as_text = format!("'{text}");
            prop_assert!(read == text || read == as_text);
            prop_assert!(!read.starts_with(FORMULA));
        }
    }
}
