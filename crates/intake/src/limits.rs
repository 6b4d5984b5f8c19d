//! What the worst file may cost: memory of a few times these bounds, and about a second of one CPU.

/// The largest table file, in bytes.
pub const MAX_TABLE_BYTES: usize = 2 << 20;
/// How many rows a table may have, its header among them.
pub const MAX_ROWS: usize = 10_001;
/// How many columns of a table are read; a cell further to the right is refused.
pub const MAX_COLUMNS: usize = 64;
/// The longest cell, in characters.
pub const MAX_CELL_CHARS: usize = 4_096;
/// All cells of a table together, in bytes. A workbook may name one text from many cells.
pub const MAX_TABLE_TEXT: usize = 8 << 20;
/// How many times larger than its compressed bytes a file in an archive may be, once it is over [`RATIO_FROM`]. Tables of
/// equal rows compress to a hundredth.
pub const MAX_RATIO: u64 = 300;
/// Up to this size, in bytes, nobody asks how well a file was compressed.
pub const RATIO_FROM: u64 = 256 << 10;
/// The longest name of a file in an archive that is kept, in characters.
pub const MAX_LABEL_CHARS: usize = 255;

/// What an archive may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// How many files and folders.
    pub entries: usize,
    /// The largest file, in bytes, uncompressed.
    pub entry_bytes: u64,
    /// All files together, in bytes, uncompressed.
    pub total_bytes: u64,
}

/// Of a workbook: the parts of a table within the bounds above, written as wordily as programs do.
pub const WORKBOOK: ArchiveLimits =
    ArchiveLimits { entries: 512, entry_bytes: 16 << 20, total_bytes: 32 << 20 };
