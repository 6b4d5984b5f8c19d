//! Whatever arrives: nothing panics, stripping is done at once, and what is kept is taken again.

use proptest::prelude::*;

use crate::entries::file;
use crate::made::{chunk, deflated, exif, jpeg, pdf, png, segment, stream};

fn seeds() -> Vec<Vec<u8>> {
    let packed = stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &deflated(b"4 0 <</Type/Page>>"));
    vec![
        jpeg(&[segment(0xe1, &exif(6)), segment(0xfe, b"words")]),
        png(&[chunk(b"tEXt", b"a\0b"), chunk(b"gAMA", &[0, 0, 1, 1])]),
        pdf(&[b"<</Type/Pages>>", &packed], b""),
    ]
}

proptest! {
    #[test]
    fn changed_files(seed in 0..3_usize, changes in prop::collection::vec((any::<u16>(), any::<u8>()), 0..6), cut: Option<u16>) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, byte) in changes {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(usize::from(cut) % bytes.len());
        }
        file(&bytes);
    }

    #[test]
    fn any_segments(contents in prop::collection::vec((0xe0..=0xfe_u8, prop::collection::vec(any::<u8>(), 0..80)), 0..8), way in 0..=9_u8) {
        let mut extra: Vec<_> = contents.iter().map(|(marker, content)| segment(*marker, content)).collect();
        extra.push(segment(0xe1, &exif(way)));
        file(&jpeg(&extra));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), begin in 0..4_usize) {
        let begins: [&[u8]; 4] = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"];
        file(&[begins[begin], &bytes].concat());
    }
}

#[test]
fn the_seeds_are_taken() {
    for seed in seeds() {
        assert!(evidence::read(&seed).is_ok());
    }
}
