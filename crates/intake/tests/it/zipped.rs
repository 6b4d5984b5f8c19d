//! Archives made to order, right or wrong in one place.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// A file of an archive, with what its headers say of it.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) name: Vec<u8>,
    pub(crate) local_name: Vec<u8>,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    pub(crate) size: u32,
    pub(crate) data: Vec<u8>,
    /// Where the directory says that it is; by default where it is.
    pub(crate) at: Option<u32>,
}

impl Part {
    pub(crate) fn stored(name: &str, bytes: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(bytes);
        Self {
            name: name.as_bytes().to_vec(),
            local_name: name.as_bytes().to_vec(),
            flags: 0,
            method: 0,
            crc: crc.sum(),
            size: u32::try_from(bytes.len()).unwrap(),
            data: bytes.to_vec(),
            at: None,
        }
    }

    pub(crate) fn deflated(name: &str, bytes: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        Self { method: 8, data: encoder.finish().unwrap(), ..Self::stored(name, bytes) }
    }
}

fn short(out: &mut Vec<u8>, values: &[u16]) {
    values.iter().for_each(|value| out.extend(value.to_le_bytes()));
}

fn wide(out: &mut Vec<u8>, values: &[u32]) {
    values.iter().for_each(|value| out.extend(value.to_le_bytes()));
}

fn length(bytes: &[u8]) -> u16 {
    u16::try_from(bytes.len()).unwrap()
}

pub(crate) fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let at = part.at.unwrap_or(u32::try_from(out.len()).unwrap());
        let packed = u32::try_from(part.data.len()).unwrap();
        out.extend(b"PK\x03\x04");
        short(&mut out, &[20, part.flags, part.method, 0, 0]);
        wide(&mut out, &[part.crc, packed, part.size]);
        short(&mut out, &[length(&part.local_name), 0]);
        out.extend(&part.local_name);
        out.extend(&part.data);
        directory.extend(b"PK\x01\x02");
        short(&mut directory, &[20, 20, part.flags, part.method, 0, 0]);
        wide(&mut directory, &[part.crc, packed, part.size]);
        short(&mut directory, &[length(&part.name), 0, 0, 0, 0]);
        wide(&mut directory, &[0, at]);
        directory.extend(&part.name);
    }
    let begins = u32::try_from(out.len()).unwrap();
    out.extend(&directory);
    out.extend(b"PK\x05\x06");
    let count = u16::try_from(parts.len()).unwrap();
    short(&mut out, &[0, 0, count, count]);
    wide(&mut out, &[u32::try_from(directory.len()).unwrap(), begins]);
    short(&mut out, &[0]);
    out
}
