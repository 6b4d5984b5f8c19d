//! PNG (ISO/IEC 15948): walked chunk by chunk from the first byte to the last, checksums and all.

use std::io::Read;

use flate2::Crc;
use flate2::bufread::ZlibDecoder;
use zeroize::Zeroizing;

use crate::Size;
use crate::limits::MAX_PARTS;
use crate::photo::{Colours, Picture};
use crate::refusal::{Refusal, check_size};

/// What every PNG begins with.
pub(crate) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The picture without what tells of anything else. Kept are the critical chunks and those that say how colours are meant;
/// texts, EXIF, times, and the further frames of a moving picture are left behind.
pub(crate) fn strip(bytes: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Size), Refusal> {
    let mut kept = Zeroizing::new(Vec::with_capacity(bytes.len()));
    kept.extend_from_slice(SIGNATURE);
    let mut rest = bytes.get(SIGNATURE.len()..).unwrap_or_default();
    let mut picture = Zeroizing::new(Vec::new());
    let mut header: Option<Header> = None;
    let mut palette = false;
    let mut before: [u8; 4] = [0; 4];
    for n in 0..MAX_PARTS {
        let chunk = Chunk::read(&mut rest)?;
        if (n == 0) != (chunk.kind == *b"IHDR") {
            return Err(Refusal::Damaged("the header"));
        }
        match &chunk.kind {
            b"IHDR" => header = Some(Header::read(chunk.content)?),
            b"PLTE" if !palette && picture.is_empty() => palette = true,
            b"IDAT" if picture.is_empty() || before == *b"IDAT" => picture.extend_from_slice(chunk.content),
            b"IEND" if chunk.content.is_empty() => {
                let header = header.ok_or(Refusal::Damaged("the header"))?;
                if header.colour == 3 && !palette {
                    return Err(Refusal::Damaged("the palette"));
                }
                header.check(&picture)?;
                kept.extend_from_slice(chunk.whole);
                let size = (header.width, header.height);
                return if rest.is_empty() { Ok((kept, size)) } else { Err(Refusal::Trailing) };
            }
            b"tRNS" | b"gAMA" | b"cHRM" | b"sRGB" | b"iCCP" | b"sBIT" | b"pHYs" => {}
            kind if kind[0].is_ascii_lowercase() => {
                before = chunk.kind;
                continue;
            }
            _ => return Err(Refusal::Damaged("the order of its parts")),
        }
        before = chunk.kind;
        kept.extend_from_slice(chunk.whole);
    }
    Err(Refusal::Damaged("the order of its parts"))
}

/// How a picture is drawn that [`strip`] has kept.
pub(crate) fn picture(kept: &[u8]) -> Result<Picture, Refusal> {
    let mut rest = kept.get(SIGNATURE.len()..).unwrap_or_default();
    let (mut header, mut palette) = (None, Vec::new());
    let mut packed = Zeroizing::new(Vec::with_capacity(kept.len()));
    while !rest.is_empty() {
        let chunk = Chunk::read(&mut rest)?;
        match &chunk.kind {
            b"IHDR" => header = Some(Header::read(chunk.content)?),
            b"PLTE" => palette.extend_from_slice(chunk.content),
            b"IDAT" => packed.extend_from_slice(chunk.content),
            b"tRNS" => return Err(Refusal::PhotoColours),
            _ => {}
        }
    }
    let Header { width, height, depth, colour, interlaced } = header.ok_or(Refusal::Damaged("the header"))?;
    let whole = (3..=768).contains(&palette.len()) && palette.len().is_multiple_of(3);
    let colours = match colour {
        0 => Colours::Gray,
        2 => Colours::Rgb,
        3 if whole => Colours::Palette(palette),
        3 => return Err(Refusal::Damaged("the palette")),
        _ => return Err(Refusal::PhotoColours),
    };
    if interlaced {
        return Err(Refusal::PhotoColours);
    }
    Ok(Picture { width, height, turned: 1, colours, depth, packed: Some(packed) })
}

struct Chunk<'a> {
    kind: [u8; 4],
    content: &'a [u8],
    whole: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// The next chunk, off `rest`.
    fn read(rest: &mut &'a [u8]) -> Result<Self, Refusal> {
        let all = *rest;
        let [l1, l2, l3, l4, k1, k2, k3, k4, ..] = *all else { return Err(Refusal::BreaksOff) };
        let kind = [k1, k2, k3, k4];
        if !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(Refusal::Damaged("a part"));
        }
        let length = usize::try_from(u32::from_be_bytes([l1, l2, l3, l4])).map_err(|_| Refusal::BreaksOff)?;
        let end = length.checked_add(8).ok_or(Refusal::BreaksOff)?;
        let content = all.get(8..end).ok_or(Refusal::BreaksOff)?;
        let whole = all.get(..end + 4).ok_or(Refusal::BreaksOff)?;
        let mut sum = Crc::new();
        sum.update(&kind);
        sum.update(content);
        if whole.get(end..) != Some(&sum.sum().to_be_bytes()) {
            return Err(Refusal::Damaged("a checksum"));
        }
        *rest = all.get(end + 4..).unwrap_or_default();
        Ok(Self { kind, content, whole })
    }
}

struct Header {
    width: u32,
    height: u32,
    depth: u8,
    colour: u8,
    interlaced: bool,
}

impl Header {
    fn read(content: &[u8]) -> Result<Self, Refusal> {
        let [w1, w2, w3, w4, h1, h2, h3, h4, depth, colour, 0, 0, interlace @ (0 | 1)] = *content else {
            return Err(Refusal::Damaged("the header"));
        };
        let (width, height) = (u32::from_be_bytes([w1, w2, w3, w4]), u32::from_be_bytes([h1, h2, h3, h4]));
        check_size(width, height)?;
        let depths: &[u8] = match colour {
            0 => &[1, 2, 4, 8, 16],
            3 => &[1, 2, 4, 8],
            2 | 4 | 6 => &[8, 16],
            _ => &[],
        };
        if !depths.contains(&depth) {
            return Err(Refusal::Damaged("the header"));
        }
        Ok(Self { width, height, depth, colour, interlaced: interlace == 1 })
    }

    /// Bytes of the filtered lines of one pass.
    fn pass(&self, width: u32, height: u32) -> u64 {
        let samples = match self.colour {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        let line = (u64::from(width) * samples * u64::from(self.depth)).div_ceil(8);
        if width == 0 { 0 } else { (line + 1) * u64::from(height) }
    }

    /// Bytes that the compressed picture comes to.
    fn size(&self) -> u64 {
        if !self.interlaced {
            return self.pass(self.width, self.height);
        }
        // Adam7: where each pass begins and its steps, across and down.
        let passes = [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ];
        let along = |side: u32, start: u32, step: u32| side.saturating_sub(start).div_ceil(step);
        passes
            .iter()
            .map(|(x, y, across, down)| {
                self.pass(along(self.width, *x, *across), along(self.height, *y, *down))
            })
            .sum()
    }

    /// The compressed picture is one zlib stream, of exactly the bytes that the header promises, and nothing after it.
    fn check(&self, mut picture: &[u8]) -> Result<(), Refusal> {
        let broken = Refusal::Damaged("the picture");
        let wanted = self.size();
        let mut inflated = ZlibDecoder::new(&mut picture).take(wanted + 1);
        let mut buffer = Zeroizing::new([0; 16 * 1024]);
        let mut there = 0;
        loop {
            match inflated.read(&mut buffer[..]) {
                Ok(0) => break,
                Ok(n) => there += n as u64,
                Err(_) => return Err(broken),
            }
        }
        drop(inflated);
        if there != wanted {
            return Err(broken);
        }
        if picture.is_empty() { Ok(()) } else { Err(Refusal::Trailing) }
    }
}
