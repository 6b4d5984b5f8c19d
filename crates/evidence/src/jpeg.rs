//! JPEG (ISO/IEC 10918-1, JFIF): walked segment by segment from the first byte to the last.

use zeroize::Zeroizing;

use crate::Size;
use crate::limits::MAX_PARTS;
use crate::orientation::{self, EXIF};
use crate::photo::{Colours, Picture};
use crate::refusal::{Refusal, check_size};

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;

/// The picture without what tells of anything else: its tables, frame and scans, how its colours are meant, and which way up it
/// is. What comes after the end is refused, but for the further pictures that a file of several announces: those are left
/// behind, since the first is the one that shows.
pub(crate) fn strip(bytes: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Size), Refusal> {
    let mut kept = Zeroizing::new(Vec::with_capacity(bytes.len() + 64));
    kept.extend_from_slice(&[0xff, SOI]);
    let mut walk = Walk { bytes, at: 2 };
    let (mut framed, mut scanned, mut several, mut turned) = (None, false, false, false);
    for _ in 0..MAX_PARTS {
        let marker = walk.marker()?;
        if marker == EOI {
            let size = framed.filter(|_| scanned).ok_or(Refusal::Damaged("the picture"))?;
            kept.extend_from_slice(&[0xff, EOI]);
            let rest = walk.rest();
            return if rest.is_empty() || several && rest.starts_with(&[0xff, SOI, 0xff]) {
                Ok((kept, size))
            } else {
                Err(Refusal::Trailing)
            };
        }
        let content = walk.segment(marker)?;
        match marker {
            0xc0..=0xc2 => {
                if framed.is_some() {
                    return Err(Refusal::Damaged("the frame"));
                }
                framed = Some(frame(content)?);
                segment(&mut kept, marker, content)?;
            }
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xcc => {
                return Err(Refusal::Unsupported("a rare kind of JPEG"));
            }
            // Huffman and quantization tables, restart interval.
            0xc4 | 0xdb | 0xdd => segment(&mut kept, marker, content)?,
            SOS => {
                if framed.is_none() {
                    return Err(Refusal::Damaged("the frame"));
                }
                segment(&mut kept, marker, content)?;
                kept.extend_from_slice(walk.scan());
                scanned = true;
            }
            APP0 if content.starts_with(b"JFIF\0") => segment(&mut kept, marker, &jfif(content)?)?,
            APP1 if !turned && content.starts_with(EXIF) => {
                if let Some(way) = orientation::of_tiff(content.get(EXIF.len()..).unwrap_or_default()) {
                    segment(&mut kept, APP1, &orientation::exif(way))?;
                    turned = true;
                }
            }
            APP2 if content.starts_with(b"MPF\0") => several = true,
            APP2 if content.starts_with(b"ICC_PROFILE\0") => segment(&mut kept, marker, content)?,
            // Adobe: without its transform byte the colours are another's.
            APP14 if content.starts_with(b"Adobe") && content.len() == 12 => {
                segment(&mut kept, marker, content)?;
            }
            // Other application segments, and comments, are left behind.
            0xe0..=0xef | 0xfe => {}
            _ => return Err(Refusal::Unsupported("a rare kind of JPEG")),
        }
    }
    Err(Refusal::Damaged("the order of its parts"))
}

/// How a picture is drawn that [`strip`] has kept.
pub(crate) fn picture(kept: &[u8]) -> Result<Picture, Refusal> {
    let mut walk = Walk { bytes: kept, at: 2 };
    let mut turned = 1;
    for _ in 0..MAX_PARTS {
        let marker = walk.marker()?;
        let content = walk.segment(marker)?;
        match marker {
            APP1 => turned = orientation::of_tiff(content.get(EXIF.len()..).unwrap_or_default()).unwrap_or(1),
            0xc0..=0xc2 => {
                let [depth, l1, l2, s1, s2, components, ..] = *content else {
                    return Err(Refusal::Damaged("the frame"));
                };
                let colours = match (depth, components) {
                    (8, 1) => Colours::Gray,
                    (8, 3) => Colours::Rgb,
                    _ => return Err(Refusal::PhotoColours),
                };
                let (width, height) = (u16::from_be_bytes([s1, s2]), u16::from_be_bytes([l1, l2]));
                let (width, height) = (u32::from(width), u32::from(height));
                return Ok(Picture { width, height, turned, colours, depth, packed: None });
            }
            _ => {}
        }
    }
    Err(Refusal::Damaged("the frame"))
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    fn byte(&mut self) -> Result<u8, Refusal> {
        let byte = *self.bytes.get(self.at).ok_or(Refusal::BreaksOff)?;
        self.at += 1;
        Ok(byte)
    }

    /// The next marker. Fill bytes (B.1.1.2) are passed over.
    fn marker(&mut self) -> Result<u8, Refusal> {
        if self.byte()? != 0xff {
            return Err(Refusal::Damaged("a marker"));
        }
        loop {
            match self.byte()? {
                0xff => {}
                0 => return Err(Refusal::Damaged("a marker")),
                marker => return Ok(marker),
            }
        }
    }

    /// The content of the segment that follows its marker.
    fn segment(&mut self, marker: u8) -> Result<&'a [u8], Refusal> {
        if matches!(marker, 0x01 | 0xd0..=SOI) {
            return Err(Refusal::Damaged("a marker"));
        }
        let length = usize::from(u16::from_be_bytes([self.byte()?, self.byte()?]));
        let end = self.at + length.checked_sub(2).ok_or(Refusal::Damaged("a segment"))?;
        let content = self.bytes.get(self.at..end).ok_or(Refusal::BreaksOff)?;
        self.at = end;
        Ok(content)
    }

    /// Entropy-coded data, up to the next marker that does not belong to it.
    fn scan(&mut self) -> &'a [u8] {
        let data = self.rest();
        let belongs = |next: &u8| matches!(next, 0 | 0xd0..=0xd7);
        let end = data
            .windows(2)
            .position(|pair| matches!(pair, [0xff, next] if *next != 0xff && !belongs(next)))
            .unwrap_or(data.len());
        // Fill bytes before the marker are no data.
        let data = data.get(..end).unwrap_or_default();
        let fill = data.iter().rev().take_while(|byte| **byte == 0xff).count();
        self.at += data.len();
        data.get(..data.len() - fill).unwrap_or_default()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }
}

fn segment(kept: &mut Vec<u8>, marker: u8, content: &[u8]) -> Result<(), Refusal> {
    let length = u16::try_from(content.len() + 2).map_err(|_| Refusal::Damaged("a segment"))?;
    kept.extend_from_slice(&[0xff, marker]);
    kept.extend_from_slice(&length.to_be_bytes());
    kept.extend_from_slice(content);
    Ok(())
}

/// A frame header (B.2.2): precision, lines, samples per line, components.
fn frame(content: &[u8]) -> Result<Size, Refusal> {
    let [_, l1, l2, s1, s2, components, ..] = *content else { return Err(Refusal::Damaged("the frame")) };
    if !(1..=4).contains(&components) || content.len() != 6 + 3 * usize::from(components) {
        return Err(Refusal::Damaged("the frame"));
    }
    let size = (u32::from(u16::from_be_bytes([s1, s2])), u32::from(u16::from_be_bytes([l1, l2])));
    check_size(size.0, size.1)?;
    Ok(size)
}

/// The JFIF header without its thumbnail.
fn jfif(content: &[u8]) -> Result<[u8; 14], Refusal> {
    let mut header: [u8; 14] = content
        .get(..14)
        .and_then(|header| header.try_into().ok())
        .ok_or(Refusal::Damaged("the JFIF header"))?;
    header[12] = 0;
    header[13] = 0;
    Ok(header)
}
