//! Which way up a photo is: the one thing of EXIF that shows. It is read, and written anew alone.

/// What stands before EXIF in a JPEG's APP1 segment.
pub(crate) const EXIF: &[u8] = b"Exif\0\0";

/// The tag of the orientation in TIFF 6.0.
const TAG: u16 = 0x0112;

/// Fields of a directory that are looked at.
const MAX_FIELDS: usize = 512;

/// The orientation that a TIFF header and its first directory tell of, 2 to 8; 1, the ordinary one, is none.
pub(crate) fn of_tiff(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let two: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let directory = if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let directory = usize::try_from(directory).ok()?;
    let fields = usize::from(short(directory)?).min(MAX_FIELDS);
    let first = directory.checked_add(2)?;
    let field = (0..fields).filter_map(|n| first.checked_add(n * 12)).find(|at| short(*at) == Some(TAG))?;
    // A SHORT stands in the first two bytes of its value.
    let value = u8::try_from(short(field.checked_add(8)?)?).ok()?;
    (2..=8).contains(&value).then_some(value)
}

/// EXIF that tells of nothing else, as the content of an APP1 segment.
pub(crate) fn exif(orientation: u8) -> Vec<u8> {
    let mut bytes = EXIF.to_vec();
    // Big-endian TIFF; the directory at 8 has one field: the orientation, one SHORT; no further directory.
    bytes.extend_from_slice(b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    bytes.push(orientation);
    bytes.extend_from_slice(&[0; 6]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for orientation in 2..=8 {
            assert_eq!(of_tiff(&exif(orientation)[EXIF.len()..]), Some(orientation));
        }
    }

    #[test]
    fn nothing_is_made_of_what_is_ordinary_or_broken() {
        let ordinary = exif(1);
        assert_eq!(of_tiff(&ordinary[EXIF.len()..]), None);
        let good = exif(6);
        for end in 0..good.len() - EXIF.len() - 6 {
            let _ = of_tiff(&good[EXIF.len()..EXIF.len() + end]);
        }
        assert_eq!(of_tiff(b"MM\0*\xff\xff\xff\xff"), None);
    }
}
