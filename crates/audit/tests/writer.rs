//! What the writer exports is what the verifier accepts; a log that was tampered with is exported as it is.

#![allow(clippy::unwrap_used, reason = "a panic in the functions of a test is its failure")]

mod cases;

use std::io::ErrorKind;

use audit::{
    Code, Entry, ExportWriter, Finished, MAX_ENTRY_BYTES, MAX_OPEN_INTENTS, Outcome, Report, Verdict,
};
use cases::log::{Log, START};
use cases::{Export, log};
use time::{Duration, OffsetDateTime};

fn created_at() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(START).unwrap() + Duration::DAY
}

fn export(log: &Log) -> (Export, Report) {
    let (mut entries, mut disclosures) = (Vec::new(), Vec::new());
    let mut writer = ExportWriter::new(log.org, &mut entries, &mut disclosures);
    for entry in &log.entries {
        writer.entry(&entry.to_bytes().unwrap()).unwrap();
    }
    for disclosure in &log.disclosures {
        writer.disclosure(disclosure).unwrap();
    }
    let Finished { manifest, report } = writer.finish(created_at() + Duration::nanoseconds(999)).unwrap();
    (Export { manifest, entries, disclosures, ..Export::default() }, report)
}

#[test]
fn writes_what_the_verifier_accepts() {
    for log in [Log::new(log::org(1)), log::small(1), log::day(1, 50), cases::accept::restored_log()] {
        let (export, report) = export(&log);
        assert_eq!(export, log.export());
        assert_eq!(report.verdict, Verdict::Consistent);
        let verified = export.verify();
        assert_eq!(verified.verdict, Verdict::Consistent, "{verified:#?}");
        assert_eq!(verified.epochs, report.epochs);
        assert_eq!(verified.disclosed, log.disclosures.len() as u64);
        assert_eq!(verified.withheld, 0);
    }
}

#[test]
fn exports_the_evidence() {
    let mut log = log::day(1, 20);
    log.entries.remove(8);
    let (export, report) = export(&log);
    assert_eq!(cases::found(&report.failures), [(audit::File::Entries, Some(9), Code::Gap)]);
    assert_eq!(cases::found(&export.verify().failures), cases::found(&report.failures));
}

#[test]
fn refuses_what_is_no_line_and_what_is_out_of_order() {
    let log = log::small(1);
    let mut writer = ExportWriter::new(log.org, Vec::new(), Vec::new());
    assert_eq!(writer.entry(b"{}\n{}").unwrap_err().kind(), ErrorKind::InvalidData);
    assert_eq!(writer.entry(&vec![b'x'; MAX_ENTRY_BYTES + 1]).unwrap_err().kind(), ErrorKind::InvalidData);
    writer.disclosure(&log.disclosures[1]).unwrap();
    for disclosure in &log.disclosures {
        assert_eq!(writer.disclosure(disclosure).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    let long = audit::Disclosure {
        seq: 9,
        value: "x".repeat(audit::MAX_DISCLOSED_BYTES + 1),
        ..log.disclosures[0].clone()
    };
    assert_eq!(writer.disclosure(&long).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert!(writer.finish(OffsetDateTime::UNIX_EPOCH - Duration::SECOND).is_err());
}

#[test]
fn open_intents_are_bounded() {
    let mut bytes = Vec::new();
    let mut writer = ExportWriter::new(log::org(1), &mut bytes, Vec::new());
    let mut entry: Entry = log::day(1, 5).entries.remove(4);
    entry.outcome = Outcome::Intent;
    entry.prev = audit::Digest::ZERO;
    for seq in 1..=MAX_OPEN_INTENTS as u64 + 2 {
        entry.seq = seq;
        let line = entry.to_bytes().unwrap();
        entry.prev = audit::leaf_hash(&line);
        writer.entry(&line).unwrap();
    }
    let report = writer.finish(created_at()).unwrap().report;
    let places = [65_537, 65_538].map(|line| (audit::File::Entries, Some(line), Code::TooManyOpenIntents));
    assert_eq!(cases::found(&report.failures), places);
    assert_eq!(report.notice_count, MAX_OPEN_INTENTS as u64 + 1);
}
