//! Files as cameras, scanners and attackers make them, written here byte by byte.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// A chunk of a PNG.
pub(crate) fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(kind);
    sum.update(content);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], kind, content, &sum.sum().to_be_bytes()].concat()
}

pub(crate) fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn header(width: u32, height: u32, rest: [u8; 5]) -> Vec<u8> {
    chunk(b"IHDR", &[&width.to_be_bytes()[..], &height.to_be_bytes(), &rest].concat())
}

/// A PNG of two grey lines of two pixels, with `extra` chunks before its picture.
pub(crate) fn png(extra: &[Vec<u8>]) -> Vec<u8> {
    let picture = chunk(b"IDAT", &deflated(&[0, 1, 2, 0, 3, 4]));
    let parts = [header(2, 2, [8, 0, 0, 0, 0]), extra.concat(), picture, chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

/// A segment of a JPEG.
pub(crate) fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker][..], &length, content].concat()
}

/// EXIF with a camera's make, the way up, and a place.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let field = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat()
    };
    let fields = [
        field(0x010f, 2, 4, *b"Cam\0"),
        field(0x0112, 3, 1, [orientation, 0, 0, 0]),
        field(0x8825, 4, 1, 50_u32.to_le_bytes()),
    ];
    let directory = [&3_u16.to_le_bytes()[..], &fields.concat(), &[0; 4], b"GPS 53.5461 N"].concat();
    [b"Exif\0\0II*\0\x08\0\0\0".to_vec(), directory].concat()
}

pub(crate) fn frame(width: u16, height: u16) -> Vec<u8> {
    let content = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    segment(0xc0, &content)
}

/// A grey JPEG of 8 by 8 pixels with `extra` segments before its frame.
pub(crate) fn jpeg(extra: &[Vec<u8>]) -> Vec<u8> {
    jpeg_of(extra, &frame(8, 8))
}

pub(crate) fn jpeg_of(extra: &[Vec<u8>], frame: &[u8]) -> Vec<u8> {
    let tables = [
        segment(0xdb, &[&[0][..], &[1; 64]].concat()),
        segment(0xc4, &[&[0][..], &[1], &[0; 15], &[0]].concat()),
        segment(0xc4, &[&[0x10][..], &[1], &[0; 15], &[0]].concat()),
    ];
    let scan = [segment(0xda, &[1, 1, 0, 0, 63, 0]), vec![0x3f, 0xff, 0, 0x3f]].concat();
    [&[0xff, 0xd8][..], &extra.concat(), &tables.concat(), frame, &scan, &[0xff, 0xd9]].concat()
}

/// A PDF of these objects and this trailer. Places in its table are not true, and nobody here asks.
pub(crate) fn pdf(objects: &[&[u8]], trailer: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    for (n, object) in objects.iter().enumerate() {
        bytes.extend_from_slice(format!("{} 0 obj\n", n + 2).as_bytes());
        bytes.extend_from_slice(object);
        bytes.extend_from_slice(b"\nendobj\n");
    }
    bytes.extend_from_slice(b"trailer\n<</Root 1 0 R/Size 9 ");
    bytes.extend_from_slice(trailer);
    bytes.extend_from_slice(b">>\nstartxref\n0\n%%EOF\n");
    bytes
}

pub(crate) fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{dictionary}/Length {}>>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}
