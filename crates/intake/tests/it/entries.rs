//! What the fuzz targets call, tried here with bytes of all kinds: nothing may panic, and what is read keeps to the bounds.

use intake::limits::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS};
use intake::{Archive, ArchiveLimits, Table};

/// A table file.
pub(crate) fn table(data: &[u8]) {
    let Ok(table) = Table::read(data) else { return };
    assert!(!table.rows.is_empty() && table.rows.len() <= MAX_ROWS);
    for row in &table.rows {
        assert!(row.cells.iter().any(|cell| !cell.is_empty()));
        assert!(row.cells.iter().all(|cell| cell.chars().count() <= MAX_CELL_CHARS));
        assert!(row.cells.iter().skip(MAX_COLUMNS).all(String::is_empty));
    }
    assert!(table.rows.windows(2).all(|two| two[0].number < two[1].number));
}

/// An archive.
pub(crate) fn archive(data: &[u8]) {
    let limits = ArchiveLimits { entries: 64, entry_bytes: 1 << 16, total_bytes: 1 << 18 };
    let Ok(archive) = Archive::open(data, limits) else { return };
    for entry in archive.entries() {
        assert!(!entry.label.contains("..") || !entry.label.split('/').any(|part| part == ".."));
        if let Ok(bytes) = archive.read(entry) {
            assert!(bytes.len() as u64 == entry.size && entry.size <= limits.entry_bytes);
        }
    }
}
