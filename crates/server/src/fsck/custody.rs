//! Objects, certificates and keys.

use std::collections::HashSet;

use domain::id::ObjectId;
use futures_util::TryStreamExt;
use store::inspection::{Inspection, ObjectRow, known_objects};
use time::Duration;
use tokio_postgres::Client;

use super::Installation;
use super::report::{Code, Report};

/// Younger bytes may belong to an upload that is under way.
const AGE: Duration = Duration::hours(1);

/// Ids asked about at a time.
const BATCH: usize = 1000;

/// Whether every object has its file, of the right length, and its key. Returns those whose file is not there.
pub(super) async fn objects(
    installation: &Installation<'_>,
    inspection: &Inspection<'_>,
    report: &mut Report,
) -> anyhow::Result<Vec<ObjectRow>> {
    let mut missing = Vec::new();
    let mut rows = inspection.objects().await?;
    while let Some(row) = rows.try_next().await? {
        report.checked.objects += 1;
        let wanted = envelope::sealed_len(row.size as usize) as u64;
        match installation.objects.size(row.org, row.object, row.version).await? {
            None => missing.push(row),
            Some(size) if size != wanted => {
                let message =
                    format!("{} has {size} bytes and should have {wanted} (of {})", place(&row), owner(&row));
                report.find(Code::ObjectDamaged, Some(row.org.to_string()), message);
            }
            Some(_) => {}
        }
        if !row.has_key {
            let message = format!("object {} of {} has no key", row.object, owner(&row));
            report.find(Code::KeyMissing, Some(row.org.to_string()), message);
        }
    }
    Ok(missing)
}

/// Of objects whose file was not there, those that the database still knows.
pub(super) async fn confirm(
    client: &Client,
    missing: &[ObjectRow],
    report: &mut Report,
) -> anyhow::Result<()> {
    for batch in missing.chunks(BATCH) {
        let ids: Vec<ObjectId> = batch.iter().map(|row| row.object).collect();
        let known: HashSet<_> = known_objects(client, &ids).await?.into_iter().collect();
        for row in batch.iter().filter(|row| known.contains(&row.object)) {
            let message = format!("{} is not there (of {})", place(row), owner(row));
            report.find(Code::ObjectMissing, Some(row.org.to_string()), message);
        }
    }
    Ok(())
}

/// Whether there are sealed bytes that nothing tells of.
pub(super) async fn unowned(
    installation: &Installation<'_>,
    client: &Client,
    report: &mut Report,
) -> anyhow::Result<()> {
    let there = installation.objects.older_than(installation.now - AGE).await?;
    for batch in there.chunks(BATCH) {
        let ids: Vec<_> = batch.iter().map(|(_, object, _)| *object).collect();
        let known: HashSet<_> = known_objects(client, &ids).await?.into_iter().collect();
        for (org, object, version) in batch.iter().filter(|(_, object, _)| !known.contains(object)) {
            let message = format!("{org}/{object}/{version} belongs to nothing");
            report.find(Code::ObjectUnowned, Some(org.to_string()), message);
        }
    }
    Ok(())
}

/// Whether something is in custody of every certificate.
pub(super) async fn certificates(inspection: &Inspection<'_>, report: &mut Report) -> anyhow::Result<()> {
    for (org, certificate) in inspection.empty_certificates().await? {
        let message = format!("nothing is in custody of {certificate}");
        report.find(Code::CertificateEmpty, Some(org.to_string()), message);
    }
    Ok(())
}

/// Whether keys hang together from the root down, as far as that takes no grant.
pub(super) async fn keys(
    installation: &Installation<'_>,
    inspection: &Inspection<'_>,
    report: &mut Report,
) -> anyhow::Result<()> {
    for (org, object, unowned) in inspection.lost_keys().await? {
        let (code, what) = if unowned {
            (Code::KeyUnowned, "belongs to no object")
        } else {
            (Code::KekMissing, "was wrapped under a key that is not there")
        };
        report.find(code, Some(org.to_string()), format!("the key of {object} {what}"));
    }
    for row in inspection.keks().await? {
        report.checked.keks += 1;
        let Some(wrapped) = &row.wrapped else { continue };
        if !installation.keys.opens_kek(row.org, row.kek, wrapped).await? {
            let message = format!("no root key of the keyring opens {}", row.kek);
            report.find(Code::KekLocked, Some(row.org.to_string()), message);
        }
    }
    let (unfinished, waiting) = inspection.rotations().await?;
    report.checked.rotations_unfinished = unfinished;
    report.checked.keys_under_former_keks = waiting;
    for (org, has_primary) in inspection.organizations().await? {
        report.checked.organizations += 1;
        if !has_primary {
            report.find(Code::PrimaryKekMissing, Some(org.to_string()), format!("{org} has no primary key"));
        }
    }
    Ok(())
}

/// What an object belongs to.
fn owner(row: &ObjectRow) -> String {
    row.certificate.map_or_else(|| "the keys of passes".into(), |certificate| certificate.to_string())
}

fn place(row: &ObjectRow) -> String {
    format!("{}/{}/{}", row.org, row.object, row.version)
}
