//! An organization's log: the chain of its entries, where it ends, and the personal values beside it.

use audit::{ChainVerifier, Digest, Entry, EpochSpan, leaf_hash};
use domain::id::OrgId;
use futures_util::TryStreamExt;
use store::inspection::Inspection;
use store::{AuditRecord, Disclosure, Head};

use super::report::{Code, Report};
use crate::checkpoints::Signed;

/// Whether a log is whole from its first entry to its head.
pub(super) async fn check(
    inspection: &Inspection<'_>,
    org: OrgId,
    signed: Option<&Signed>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let name = || Some(org.to_string());
    let Some(head) = inspection.head(org).await? else {
        report.find(Code::LogMissing, name(), format!("{org} has no log"));
        return Ok(());
    };
    let mut chain = ChainVerifier::new(Some(org));
    // A later epoch has begun past what was signed: a backup was restored.
    let mut as_signed =
        signed.is_none_or(|signed| i64::from(head.epoch) > i64::try_from(signed.epoch).unwrap_or(0));
    let mut records = inspection.log(org).await?;
    while let Some(record) = records.try_next().await? {
        report.checked.entries += 1;
        if let Some(entry) = chain.push(&record.bytes) {
            compare(org, &record, &entry, report);
            as_signed |= signed.is_some_and(|signed| {
                (signed.epoch, signed.size) == (entry.epoch, entry.seq)
                    && signed.leaf == leaf_hash(&record.bytes)
            });
        }
    }
    if let Some(signed) = signed.filter(|_| !as_signed) {
        let message = format!(
            "{} entries of epoch {} were signed, and the last of them is not there, or is another one",
            signed.size, signed.epoch
        );
        report.find(Code::LogNotAsSigned, name(), message);
    }
    let verified = chain.finish();
    for failure in &verified.failures {
        report.find(Code::LogBroken, name(), format!("{}: {}", failure.code, failure.message));
    }
    if verified.epochs.first().is_some_and(|first| (first.epoch, first.first_seq) != (1, 1)) {
        report.find(Code::LogBroken, name(), "the log does not begin with its first entry".into());
    }
    if !ends_at(verified.epochs.last(), &head) {
        let message = match verified.epochs.last() {
            Some(last) => format!(
                "the head says entry {} of epoch {}, the last one there is {} of epoch {}, or another one",
                head.seq, head.epoch, last.last_seq, last.epoch
            ),
            None => format!("the head says entry {} of epoch {}, and there is none", head.seq, head.epoch),
        };
        report.find(Code::LogHead, name(), message);
    }
    Ok(())
}

fn ends_at(last: Option<&EpochSpan>, head: &Head) -> bool {
    last.is_some_and(|last| {
        i64::from(head.epoch) == i64::try_from(last.epoch).unwrap_or(-1)
            && head.seq == i64::try_from(last.last_seq).unwrap_or(-1)
            && head.hash == last.head.0
    })
}

/// Holds what stands beside the bytes of an entry against the bytes.
fn compare(org: OrgId, record: &AuditRecord, entry: &Entry, report: &mut Report) {
    let place = (u64::try_from(record.epoch).ok(), u64::try_from(record.seq).ok());
    if place != (Some(entry.epoch), Some(entry.seq)) {
        let message = format!(
            "the row of entry {} in epoch {} holds entry {} of epoch {}",
            record.seq, record.epoch, entry.seq, entry.epoch
        );
        report.find(Code::LogBroken, Some(org.to_string()), message);
    }
    for disclosure in &record.disclosures {
        if !is_committed(org, disclosure, entry) {
            let message = format!(
                "the value of {} beside entry {} is not the one that was recorded",
                disclosure.field, entry.seq
            );
            report.find(Code::DisclosureWrong, Some(org.to_string()), message);
        }
    }
}

fn is_committed(org: OrgId, disclosure: &Disclosure, entry: &Entry) -> bool {
    let said: Option<&Digest> = entry.committed.get(&disclosure.field);
    let Ok(salt) = <[u8; 32]>::try_from(disclosure.salt.as_slice()) else { return false };
    said == Some(&audit::commit(org, &disclosure.field, &salt, &disclosure.value))
}
