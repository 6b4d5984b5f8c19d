//! Archives: read to the byte, or refused.

use intake::{Archive, ArchiveLimits, Refusal};

use crate::zipped::{Part, zip};

const LIMITS: ArchiveLimits = ArchiveLimits { entries: 4, entry_bytes: 1 << 20, total_bytes: 3 << 20 };

fn refused(bytes: &[u8]) -> Refusal {
    match Archive::open(bytes, LIMITS) {
        Err(refusal) => refusal,
        Ok(archive) => {
            let read = archive.entries().iter().map(|entry| archive.read(entry).map(drop));
            read.collect::<Result<Vec<()>, _>>().expect_err("it was read")
        }
    }
}

#[test]
fn files_come_out_as_they_went_in() {
    let text = "clave privada\n".repeat(900);
    let bytes = zip(&[
        Part::stored("a.cer", b"abc"),
        Part::stored("clientes/", b""),
        Part::deflated("clientes/Muñoz/fiel.key", text.as_bytes()),
        Part::deflated("vacío", b""),
    ]);
    let archive = Archive::open(&bytes, LIMITS).unwrap();
    let labels: Vec<_> = archive.entries().iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(labels, ["a.cer", "clientes/Muñoz/fiel.key", "vacío"], "folders are no files");
    let read = |label: &str| archive.read(archive.find(label).unwrap()).unwrap().to_vec();
    assert_eq!(read("a.cer"), b"abc");
    assert_eq!(read("clientes/Muñoz/fiel.key"), text.as_bytes());
    assert_eq!(read("vacío"), b"");
    let none = Archive::open(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", LIMITS).unwrap();
    assert!(none.entries().is_empty());
}

#[test]
fn names_are_labels_and_lead_nowhere() {
    let latin = Part {
        name: b"Mu\xa4oz.cer".to_vec(),
        local_name: b"Mu\xa4oz.cer".to_vec(),
        ..Part::stored("", b"x")
    };
    let bytes = zip(&[
        Part::stored("../../etc/passwd", b"x"),
        Part::stored("C:\\claves\\.\\fiel\u{7}\n.key", b"x"),
        latin,
    ]);
    let archive = Archive::open(&bytes, LIMITS).unwrap();
    let labels: Vec<_> = archive.entries().iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(labels, ["etc/passwd", "C:/claves/fiel.key", "Mu\u{fffd}oz.cer"]);
    let long = zip(&[Part::stored(&"x".repeat(3000), b"x")]);
    assert_eq!(Archive::open(&long, LIMITS).unwrap().entries()[0].label.len(), 255);
}

#[test]
fn what_does_not_hold_together_is_refused() {
    let good = Part::deflated("a.cer", b"abcabcabc");
    let bytes = zip(&[good.clone(), Part::stored("b.cer", b"xyz")]);
    assert!(Archive::open(&bytes, LIMITS).is_ok());
    for cut in [1, 10, 22, 40, bytes.len() - 4] {
        assert!(matches!(refused(&bytes[..bytes.len() - cut]), Refusal::Damaged(_)), "{cut}");
    }
    let tail = [&bytes[..], b"tail"].concat();
    assert!(matches!(refused(&tail), Refusal::Damaged(_)), "something follows");
    let headed = [b"#!/bin/sh\n", &bytes[..]].concat();
    assert!(matches!(refused(&headed), Refusal::Damaged(_)), "something precedes");
    for wrong in [
        Part { local_name: b"c.cer".to_vec(), ..good.clone() },
        Part { crc: good.crc ^ 1, ..good.clone() },
        Part { size: 8, ..good.clone() },
        Part { size: 10, ..good.clone() },
        Part { data: [&good.data[..], b"more"].concat(), ..good.clone() },
        Part { data: good.data[..good.data.len() - 1].to_vec(), ..good.clone() },
        Part { at: Some(3), ..good.clone() },
        Part { at: Some(u32::MAX - 40), ..good.clone() },
        Part { size: 5, ..Part::stored("a.cer", b"abc") },
    ] {
        assert!(matches!(refused(&zip(&[wrong])), Refusal::Damaged(_)));
    }
    let twice = zip(&[good.clone(), Part { at: Some(0), ..good }]);
    assert!(matches!(refused(&twice), Refusal::Damaged(_)), "two files of the same bytes");
}

#[test]
fn what_is_protected_or_unusual_is_told() {
    for flag in [1, 1 << 6, 1 << 13] {
        let part = Part { flags: flag, ..Part::stored("a.cer", b"abc") };
        assert_eq!(refused(&zip(&[part])), Refusal::Encrypted);
    }
    for method in [1, 9, 12, 14, 93, 99] {
        let part = Part { method, ..Part::stored("a.cer", b"abc") };
        assert_eq!(refused(&zip(&[part])).code(), "unsupported");
    }
    let huge = Part { size: u32::MAX, ..Part::stored("a.cer", b"abc") };
    assert_eq!(refused(&zip(&[huge])).code(), "unsupported");
}

#[test]
fn what_is_too_much_is_refused_before_it_is_unpacked() {
    let five: Vec<_> = ["a", "b", "c", "d", "e"].iter().map(|name| Part::stored(name, b"x")).collect();
    assert_eq!(refused(&zip(&five)), Refusal::TooManyEntries(4));
    let zeros = Part::deflated("a", &vec![0; 1 << 20]);
    assert_eq!(refused(&zip(std::slice::from_ref(&zeros))), Refusal::TooMuch, "a thousand times smaller");
    // What claims less than it is, is read no further than it claims.
    let liar = Part { size: 100, ..zeros };
    assert!(matches!(refused(&zip(&[liar])), Refusal::Damaged(_)));
    let noise: Vec<u8> = (0..1_100_000_u32).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    assert_eq!(refused(&zip(&[Part::stored("a", &noise)])), Refusal::TooLarge);
    let three = ["a", "b", "c"].map(|name| Part::stored(name, &noise));
    assert_eq!(refused(&zip(&three)), Refusal::TooMuch);
}
