//! Of any bytes, and of any table.

use intake::{Table, to_csv};
use proptest::prelude::*;

use crate::entries;
use crate::workbook::workbook;
use crate::zipped::{Part, zip};

proptest! {
    #[test]
    fn no_bytes_make_it_panic(data in prop::collection::vec(any::<u8>(), 0..400)) {
        entries::table(&data);
        entries::archive(&data);
        entries::archive(&[b"PK\x03\x04", &data[..]].concat());
    }

    #[test]
    fn no_change_of_an_archive_makes_it_panic(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = zip(&[Part::deflated("a/b.cer", b"abcabcabcabc"), Part::stored("c.key", b"xyz")]);
        let place = at.index(bytes.len());
        bytes[place] = to;
        entries::archive(&bytes);
        entries::archive(&bytes[..cut.index(bytes.len())]);
    }

    #[test]
    fn no_sheet_makes_it_panic(rows in "[<>/&;='\" rcvtsi0-9A-Z]{0,120}", strings in "[<>/&;sitrPh a]{0,60}") {
        entries::table(&workbook(&rows, &strings));
    }

    #[test]
    fn tables_survive_being_written(rows in prop::collection::vec(prop::collection::vec("[a-zñ=+@'\",;\\-]{1,12}", 2..5), 1..12)) {
        // As exports have them: a heading, and lines of one width, by which their delimiter is found again.
        let width = rows[0].len();
        let heading: Vec<String> = (0..width).map(|column| format!("column {column}")).collect();
        let rows: Vec<Vec<String>> = std::iter::once(heading)
            .chain(rows.into_iter().map(|mut row| {
                row.resize(width, "x".to_owned());
                row
            }))
            .collect();
        let read = Table::read(&to_csv(&rows)).unwrap();
        let read: Vec<Vec<String>> = read.rows.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(read, rows);
    }
}
