//! ZIP archives (APPNOTE.TXT 6.3.10), read strictly: the central directory stands at the end and is followed by nothing, every
//! file has its local header where the directory says, no two share bytes, and none is larger than it claims.
//!
//! Names are labels. Nothing is ever written under one.

pub(crate) mod write;

use flate2::{Crc, Decompress, FlushDecompress, Status};
use zeroize::Zeroizing;

use crate::limits::{ArchiveLimits, MAX_LABEL_CHARS, MAX_RATIO, RATIO_FROM};
use crate::refusal::Refusal;

const END: &[u8; 4] = b"PK\x05\x06";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const LOCAL: &[u8; 4] = b"PK\x03\x04";
const END_BYTES: usize = 22;
const CENTRAL_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// General purpose bits 0, 6 and 13: encrypted, strongly, and with a masked directory.
const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// Bit 11: the name is UTF-8.
const UTF8: u16 = 1 << 11;

/// An archive whose directory was read and holds together.
#[derive(Debug)]
pub struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
    limits: ArchiveLimits,
}

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name with its folders, to be shown: without control characters, `.` and `..`, and cut to [`MAX_LABEL_CHARS`].
    pub label: String,
    /// How large it claims to be, in bytes; reading it holds it to that.
    pub size: u64,
    compressed: usize,
    method: u16,
    crc: u32,
    data: usize,
}

/// What the directory says of a file, before its local header was looked at.
struct Listed<'a> {
    entry: Entry,
    header: usize,
    name: &'a [u8],
    folder: bool,
}

impl<'a> Archive<'a> {
    /// Reads the directory of an archive; no file of it is unpacked yet.
    ///
    /// # Errors
    /// A [`Refusal`] when it does not hold together, is encrypted, or exceeds `limits`.
    pub fn open(bytes: &'a [u8], limits: ArchiveLimits) -> Result<Self, Refusal> {
        let end = end_record(bytes)?;
        if end.count > limits.entries {
            return Err(Refusal::TooManyEntries(limits.entries));
        }
        let mut at = end.directory;
        let mut listed = Vec::with_capacity(end.count);
        let mut total = 0_u64;
        for _ in 0..end.count {
            let (entry, next) = central_entry(bytes, at, end.position)?;
            total = total.saturating_add(entry.entry.size);
            if total > limits.total_bytes || is_bomb(&entry.entry) {
                return Err(Refusal::TooMuch);
            }
            listed.push(entry);
            at = next;
        }
        if at != end.position {
            return Err(Refusal::Damaged("the archive's directory"));
        }
        let mut ranges = Vec::with_capacity(listed.len());
        for entry in &mut listed {
            entry.entry.data = data_of(bytes, entry)?;
            let past =
                entry.entry.data.checked_add(entry.entry.compressed).filter(|&past| past <= end.directory);
            ranges.push((entry.header, past.ok_or(Refusal::Damaged("a file in the archive"))?));
        }
        ranges.sort_unstable();
        if ranges.windows(2).any(|two| matches!(two, [(_, past), (start, _)] if start < past)) {
            return Err(Refusal::Damaged("the archive's directory"));
        }
        let entries = listed.into_iter().filter(|entry| !entry.folder).map(|entry| entry.entry).collect();
        Ok(Self { bytes, entries, limits })
    }

    /// Whether bytes claim to be an archive.
    #[must_use]
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(LOCAL) || bytes.starts_with(END)
    }

    /// Its files, in the directory's order; folders are none.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The file of this label.
    #[must_use]
    pub fn find(&self, label: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.label == label)
    }

    /// Unpacks a file. It may hold a private key: what is returned is wiped when dropped.
    ///
    /// # Errors
    /// [`Refusal::TooLarge`]; [`Refusal::Damaged`] when its bytes are not what the directory says.
    pub fn read(&self, entry: &Entry) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        if entry.size > self.limits.entry_bytes {
            return Err(Refusal::TooLarge);
        }
        let damaged = Refusal::Damaged("a file in the archive");
        let size = usize::try_from(entry.size).map_err(|_| Refusal::TooLarge)?;
        let packed = slice(self.bytes, entry.data, entry.compressed).ok_or(damaged.clone())?;
        // With room for all of it: a buffer that grows leaves its old self behind.
        let mut plain = Zeroizing::new(Vec::with_capacity(size + 1));
        if entry.method == STORED {
            plain.extend_from_slice(packed);
        } else {
            // Straight into the buffer, which has room for one byte more than is right.
            let mut inflater = Decompress::new(false);
            let ended = inflater.decompress_vec(packed, &mut plain, FlushDecompress::Finish);
            let whole = matches!(ended, Ok(Status::StreamEnd)) && inflater.total_in() == packed.len() as u64;
            if !whole {
                return Err(damaged);
            }
        }
        let mut crc = Crc::new();
        crc.update(&plain);
        if plain.len() == size && crc.sum() == entry.crc { Ok(plain) } else { Err(damaged) }
    }
}

fn is_bomb(entry: &Entry) -> bool {
    entry.size > RATIO_FROM && entry.size / (entry.compressed as u64).max(1) > MAX_RATIO
}

/// What the end of central directory record says (4.3.16).
struct End {
    position: usize,
    directory: usize,
    count: usize,
}

fn end_record(bytes: &[u8]) -> Result<End, Refusal> {
    let damaged = Refusal::Damaged("the end of the archive");
    if !Archive::is_one(bytes) {
        return Err(damaged);
    }
    // The last one whose comment ends with the file.
    let last = bytes.len().checked_sub(END_BYTES).ok_or(damaged.clone())?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let position = (first..=last)
        .rev()
        .find(|&at| {
            slice(bytes, at, 4) == Some(END)
                && u16_at(bytes, at + 20)
                    .is_some_and(|comment| at + END_BYTES + usize::from(comment) == bytes.len())
        })
        .ok_or(damaged.clone())?;
    let field = |offset| u16_at(bytes, position + offset).ok_or(damaged.clone());
    let wide = |offset| u32_at(bytes, position + offset).ok_or(damaged.clone());
    let (disk, first_disk, here, count) = (field(4)?, field(6)?, field(8)?, field(10)?);
    let (size, directory) = (wide(12)?, wide(16)?);
    if count == u16::MAX || size == u32::MAX || directory == u32::MAX {
        return Err(Refusal::Unsupported("the ZIP64 form for huge archives"));
    }
    if disk != 0 || first_disk != 0 || here != count {
        return Err(Refusal::Unsupported("an archive in several parts"));
    }
    let directory = directory as usize;
    if directory.checked_add(size as usize) != Some(position) {
        return Err(damaged);
    }
    Ok(End { position, directory, count: usize::from(count) })
}

/// One file of the central directory (4.3.12), and where the next stands.
fn central_entry(bytes: &[u8], at: usize, end: usize) -> Result<(Listed<'_>, usize), Refusal> {
    let damaged = || Refusal::Damaged("the archive's directory");
    let short = |offset| u16_at(bytes, at + offset).ok_or_else(damaged);
    let wide = |offset| u32_at(bytes, at + offset).ok_or_else(damaged);
    if at + CENTRAL_BYTES > end || slice(bytes, at, 4) != Some(CENTRAL) {
        return Err(damaged());
    }
    let (flags, method) = (short(8)?, short(10)?);
    if flags & ENCRYPTED != 0 {
        return Err(Refusal::Encrypted);
    }
    if method != STORED && method != DEFLATED {
        return Err(Refusal::Unsupported("another compression than Deflate"));
    }
    let (crc, compressed, size, header) = (wide(16)?, wide(20)?, wide(24)?, wide(42)?);
    if [compressed, size, header].contains(&u32::MAX) {
        return Err(Refusal::Unsupported("the ZIP64 form for huge archives"));
    }
    let (name_bytes, extra, comment) = (short(28)?, short(30)?, short(32)?);
    let name = slice(bytes, at + CENTRAL_BYTES, usize::from(name_bytes)).ok_or_else(damaged)?;
    let next = at + CENTRAL_BYTES + usize::from(name_bytes) + usize::from(extra) + usize::from(comment);
    if next > end {
        return Err(damaged());
    }
    let entry = Entry {
        label: label(name, flags & UTF8 != 0),
        size: u64::from(size),
        compressed: compressed as usize,
        method,
        crc,
        data: 0,
    };
    let folder = name.ends_with(b"/") || name.ends_with(b"\\");
    Ok((Listed { entry, header: header as usize, name, folder }, next))
}

/// Where a file's bytes begin, behind its local header (4.3.7), which must tell of the same file.
fn data_of(bytes: &[u8], listed: &Listed<'_>) -> Result<usize, Refusal> {
    let damaged = Refusal::Damaged("a file in the archive");
    let at = listed.header;
    let short =
        |offset: usize| at.checked_add(offset).and_then(|at| u16_at(bytes, at)).ok_or(damaged.clone());
    if slice(bytes, at, 4) != Some(LOCAL) || short(8)? != listed.entry.method {
        return Err(damaged);
    }
    if short(6)? & ENCRYPTED != 0 {
        return Err(Refusal::Encrypted);
    }
    let (name, extra) = (usize::from(short(26)?), usize::from(short(28)?));
    if slice(bytes, at + LOCAL_BYTES, name) != Some(listed.name) {
        return Err(damaged);
    }
    if listed.entry.method == STORED && listed.entry.size != listed.entry.compressed as u64 {
        return Err(damaged);
    }
    Ok(at + LOCAL_BYTES + name + extra)
}

/// Old archives carry names in a code page that they do not name: what is not ASCII in them is shown as unknown.
fn label(name: &[u8], utf8: bool) -> String {
    let text = match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        Err(_) if utf8 => String::from_utf8_lossy(name).into_owned(),
        Err(_) => {
            name.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '\u{fffd}' }).collect()
        }
    };
    let parts: Vec<&str> = text.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..")).collect();
    parts.join("/").chars().filter(|c| !c.is_control()).take(MAX_LABEL_CHARS).collect()
}

fn slice(bytes: &[u8], at: usize, length: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(length)?)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(slice(bytes, at, 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(slice(bytes, at, 4)?.try_into().ok()?))
}
