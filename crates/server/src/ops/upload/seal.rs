//! Sealing what arrived, each object under a fresh key of its own, and putting the sealed bytes on disk.

use domain::id::{ObjectId, OrgId};
use envelope::Context;
use futures_util::future::try_join_all;
use store::{NewObject, PrimaryKek};

use super::super::{Error, Result};
use super::place::Plain;
use crate::app::App;

/// Seals and stores; returns the rows that tell of it. When this fails, no bytes stay.
pub(in crate::ops) async fn seal_and_store(
    app: &App,
    org: OrgId,
    kek: &PrimaryKek,
    plains: Vec<Plain<'_>>,
) -> Result<Vec<NewObject>> {
    let now = app.clock.now();
    let contexts: Vec<Context> = plains
        .iter()
        .map(|plain| Context { org, object: ObjectId::new(now, &*app.rng), version: 1, kind: plain.kind })
        .collect();
    let deks = app.keys.new_deks(kek.id, &kek.wrapped, &contexts).await?;
    let mut objects = Vec::with_capacity(plains.len());
    let mut writes = Vec::with_capacity(plains.len());
    for ((plain, context), (dek, wrapped_dek)) in plains.iter().zip(&contexts).zip(deks) {
        let sealed = envelope::seal(dek, context, plain.bytes, &*app.rng);
        writes.push(app.store.objects().put(org, context.object, context.version, sealed));
        objects.push(NewObject {
            id: context.object,
            kind: plain.kind.name(),
            file_name: plain.file_name.chars().take(255).collect(),
            size: i32::try_from(plain.bytes.len()).map_err(|_| Error::Internal("too large".into()))?,
            kek: kek.id,
            wrapped_dek,
        });
    }
    if let Err(error) = try_join_all(writes).await {
        discard(app, org, &objects).await;
        return Err(error.into());
    }
    Ok(objects)
}

/// Removes sealed bytes that no row tells of. What cannot be removed now, the sweep removes.
pub(in crate::ops) async fn discard(app: &App, org: OrgId, objects: &[NewObject]) {
    for object in objects {
        if let Err(error) = app.store.objects().delete(org, object.id, 1).await {
            tracing::warn!(%error, object = %object.id, "sealed bytes left for the sweep");
        }
    }
}
