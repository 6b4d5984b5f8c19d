//! ZIP archives written piece by piece (APPNOTE.TXT 6.3.10), so that nothing but the directory is kept until the end. What
//! exceeds the old form's numbers of files and bytes gets the ZIP64 records that stand for it; a single file stays below 4 GiB.

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use super::{CENTRAL, DEFLATED, END, LOCAL, STORED, UTF8};

/// The data descriptor behind a file of which nothing was known before (4.3.9).
const DESCRIPTOR: &[u8; 4] = b"PK\x07\x08";
const END_64: &[u8; 4] = b"PK\x06\x06";
const LOCATOR_64: &[u8; 4] = b"PK\x06\x07";
/// Bit 3: sizes and checksum stand behind the file.
const DESCRIBED: u16 = 1 << 3;
/// 2.0, for Deflate, and 4.5, for ZIP64.
const VERSIONS: [u16; 2] = [20, 45];
/// 1 January 1980, the first day that the format knows.
const FIRST_DAY: u16 = 1 << 5 | 1;

/// A file of an archive grew beyond 4 GiB, or has a name of more than 64 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a file is too large for the archive")]
pub struct FileTooLarge;

/// What the directory will say of a file.
struct Written {
    name: String,
    method: u16,
    flags: u16,
    crc: u32,
    packed: u64,
    plain: u64,
    header: u64,
}

/// A file that is being written.
struct Open {
    written: Written,
    crc: Crc,
    deflate: Compress,
}

/// An archive, as far as it was written. Each method returns the bytes that come next.
#[derive(Default)]
pub struct ZipWriter {
    at: u64,
    files: u64,
    directory: Vec<u8>,
    open: Option<Open>,
}

impl ZipWriter {
    /// An empty archive.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A whole file, as it is.
    ///
    /// # Errors
    /// [`FileTooLarge`].
    pub fn whole(&mut self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, FileTooLarge> {
        let mut crc = Crc::new();
        crc.update(bytes);
        let size = bytes.len() as u64;
        let written = Written {
            name: name.to_owned(),
            method: STORED,
            flags: UTF8,
            crc: crc.sum(),
            packed: size,
            plain: size,
            header: self.at,
        };
        let mut out = local(&written)?;
        out.extend_from_slice(bytes);
        self.list(&written)?;
        self.at += out.len() as u64;
        Ok(out)
    }

    /// Begins a file that will come in parts, compressed. One that was begun before must be at its end.
    ///
    /// # Errors
    /// [`FileTooLarge`].
    pub fn begin(&mut self, name: &str) -> Result<Vec<u8>, FileTooLarge> {
        let written = Written {
            name: name.to_owned(),
            method: DEFLATED,
            flags: UTF8 | DESCRIBED,
            crc: 0,
            packed: 0,
            plain: 0,
            header: self.at,
        };
        let out = local(&written)?;
        self.at += out.len() as u64;
        self.open =
            Some(Open { written, crc: Crc::new(), deflate: Compress::new(Compression::default(), false) });
        Ok(out)
    }

    /// The next part of the file that was begun.
    pub fn part(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.deflated(bytes, FlushCompress::None)
    }

    /// The end of the file that was begun.
    ///
    /// # Errors
    /// [`FileTooLarge`].
    pub fn end(&mut self) -> Result<Vec<u8>, FileTooLarge> {
        let mut out = self.deflated(&[], FlushCompress::Finish);
        let Some(Open { mut written, crc, .. }) = self.open.take() else { return Ok(out) };
        written.crc = crc.sum();
        let mut descriptor = DESCRIPTOR.to_vec();
        descriptor.extend(written.crc.to_le_bytes());
        for size in [written.packed, written.plain] {
            descriptor.extend(narrow(size)?.to_le_bytes());
        }
        self.at += descriptor.len() as u64;
        out.extend(descriptor);
        self.list(&written)?;
        Ok(out)
    }

    /// The directory, with which the archive ends.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let Self { at, files, mut directory, .. } = self;
        let size = directory.len() as u64;
        let short = u16::try_from(files).ok().filter(|&count| count < u16::MAX);
        let sizes = [size, at].map(|number| u32::try_from(number).ok().filter(|&number| number < u32::MAX));
        if short.is_none() || sizes.contains(&None) {
            directory.extend_from_slice(END_64);
            directory.extend(44_u64.to_le_bytes());
            directory.extend([45, 0, 45, 0]);
            directory.extend([0; 8]);
            for number in [files, files, size, at] {
                directory.extend(number.to_le_bytes());
            }
            directory.extend_from_slice(LOCATOR_64);
            directory.extend([0; 4]);
            directory.extend((at + size).to_le_bytes());
            directory.extend(1_u32.to_le_bytes());
        }
        directory.extend_from_slice(END);
        directory.extend([0; 4]);
        for _ in 0..2 {
            directory.extend(short.unwrap_or(u16::MAX).to_le_bytes());
        }
        for number in sizes {
            directory.extend(number.unwrap_or(u32::MAX).to_le_bytes());
        }
        directory.extend([0; 2]);
        directory
    }

    fn deflated(&mut self, bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
        let mut out = Vec::new();
        let Some(open) = &mut self.open else { return out };
        open.crc.update(bytes);
        let (read, wrote) = (open.deflate.total_in(), open.deflate.total_out());
        loop {
            out.reserve(bytes.len() / 2 + 256);
            let done = usize::try_from(open.deflate.total_in() - read).unwrap_or(usize::MAX);
            let rest = bytes.get(done..).unwrap_or_default();
            // Into memory, it cannot fail.
            let status = open.deflate.compress_vec(rest, &mut out, flush).unwrap_or(Status::StreamEnd);
            let taken = open.deflate.total_in() - read == bytes.len() as u64;
            let ended = match flush {
                FlushCompress::Finish => status == Status::StreamEnd,
                _ => taken && out.len() < out.capacity(),
            };
            if ended {
                break;
            }
        }
        open.written.plain += bytes.len() as u64;
        open.written.packed += open.deflate.total_out() - wrote;
        self.at += out.len() as u64;
        out
    }

    /// Notes a file for the directory (4.3.12).
    fn list(&mut self, file: &Written) -> Result<(), FileTooLarge> {
        let far = u32::try_from(file.header).ok().filter(|&at| at < u32::MAX);
        let version = if far.is_some() { VERSIONS[0] } else { VERSIONS[1] };
        let extra: u16 = if far.is_some() { 0 } else { 12 };
        let out = &mut self.directory;
        out.extend_from_slice(CENTRAL);
        for number in [version, version, file.flags, file.method, 0, FIRST_DAY] {
            out.extend(number.to_le_bytes());
        }
        for number in [file.crc, narrow(file.packed)?, narrow(file.plain)?] {
            out.extend(number.to_le_bytes());
        }
        for number in [length(&file.name)?, extra, 0, 0, 0] {
            out.extend(number.to_le_bytes());
        }
        out.extend([0; 4]);
        out.extend(far.unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(file.name.as_bytes());
        if far.is_none() {
            out.extend([1, 0, 8, 0]);
            out.extend(file.header.to_le_bytes());
        }
        self.files += 1;
        Ok(())
    }
}

/// A local header (4.3.7).
fn local(file: &Written) -> Result<Vec<u8>, FileTooLarge> {
    let mut out = LOCAL.to_vec();
    for number in [VERSIONS[0], file.flags, file.method, 0, FIRST_DAY] {
        out.extend(number.to_le_bytes());
    }
    for number in [file.crc, narrow(file.packed)?, narrow(file.plain)?] {
        out.extend(number.to_le_bytes());
    }
    for number in [length(&file.name)?, 0] {
        out.extend(number.to_le_bytes());
    }
    out.extend_from_slice(file.name.as_bytes());
    Ok(out)
}

fn narrow(size: u64) -> Result<u32, FileTooLarge> {
    u32::try_from(size).ok().filter(|&size| size < u32::MAX).ok_or(FileTooLarge)
}

fn length(name: &str) -> Result<u16, FileTooLarge> {
    u16::try_from(name.len()).map_err(|_| FileTooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No test writes 4 GiB: one pretends to have.
    #[test]
    fn what_the_old_form_cannot_say_stands_in_records_of_zip64() {
        let mut zip = ZipWriter { at: 5 << 30, ..ZipWriter::new() };
        zip.whole("a", b"x").unwrap();
        let end = zip.finish();
        let at = |mark: &[u8]| end.windows(4).position(|four| four == mark).unwrap();
        let number = |at: usize| u64::from_le_bytes(end[at..at + 8].try_into().unwrap());
        let record = at(END_64);
        assert_eq!(number(at(CENTRAL) + 46 + 1 + 4), 5 << 30, "where the file is");
        assert_eq!((number(record + 24), number(record + 32)), (1, 1));
        assert_eq!(number(record + 48), (5 << 30) + 32, "where the directory is");
        assert_eq!(number(at(LOCATOR_64) + 8), (5 << 30) + 32 + record as u64);
        assert_eq!(end[end.len() - 22..].len(), 22);
        assert!(end[end.len() - 22..].starts_with(END));

        let mut many = ZipWriter::new();
        for _ in 0..65_535 {
            many.whole("", b"").unwrap();
        }
        assert!(many.finish().windows(4).any(|four| four == END_64));
        let mut large = ZipWriter::new();
        large.begin("large").unwrap();
        large.open.as_mut().unwrap().written.plain = u64::from(u32::MAX);
        assert_eq!(large.end(), Err(FileTooLarge));
    }
}
