//! Sealed bytes, in a directory or a bucket. To the object store they are noise: what opens them is in the database,
//! wrapped.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use domain::id::{ObjectId, OrgId};
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use time::OffsetDateTime;

use crate::{Error, Result};

/// The objects of all organizations: `ORG/OBJECT/VERSION`.
#[derive(Debug, Clone)]
pub struct Objects(Arc<dyn ObjectStore>);

fn key(org: OrgId, object: ObjectId, version: u32) -> Key {
    Key::from_iter([org.to_string(), object.to_string(), version.to_string()])
}

impl Objects {
    /// Objects as files below `directory`, which exists.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the directory cannot be used.
    pub fn local(directory: &Path) -> Result<Self> {
        Ok(Self(Arc::new(
            LocalFileSystem::new_with_prefix(directory)?.with_fsync(true).with_automatic_cleanup(true),
        )))
    }

    /// Stores an object that does not exist yet. When this returns, it is on disk.
    ///
    /// # Errors
    /// [`Error::Unavailable`], also when there is such an object already: ids are never used twice.
    pub async fn put(&self, org: OrgId, object: ObjectId, version: u32, sealed: Vec<u8>) -> Result<()> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        self.0.put_opts(&key(org, object, version), Bytes::from(sealed).into(), options).await?;
        Ok(())
    }

    /// Reads an object.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unavailable`].
    pub async fn get(&self, org: OrgId, object: ObjectId, version: u32) -> Result<Bytes> {
        match self.0.get(&key(org, object, version)).await {
            Ok(found) => Ok(found.bytes().await?),
            Err(object_store::Error::NotFound { .. }) => Err(Error::NotFound),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn delete(&self, org: OrgId, object: ObjectId, version: u32) -> Result<()> {
        match self.0.delete(&key(org, object, version)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// How many bytes an object has; `None` when it is not there.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn size(&self, org: OrgId, object: ObjectId, version: u32) -> Result<Option<u64>> {
        match self.0.head(&key(org, object, version)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The objects that were last written before `moment`. Names that are none of ours are passed over.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn older_than(&self, moment: OffsetDateTime) -> Result<Vec<(OrgId, ObjectId, u32)>> {
        let before = moment.unix_timestamp();
        let found: Vec<_> = self.0.list(None).try_collect().await?;
        Ok(found
            .into_iter()
            .filter(|meta| meta.last_modified.timestamp() < before)
            .filter_map(|meta| {
                let mut parts = meta.location.parts();
                let org = parts.next()?.as_ref().parse().ok()?;
                let object = parts.next()?.as_ref().parse().ok()?;
                let version = parts.next()?.as_ref().parse().ok()?;
                Some((org, object, version))
            })
            .collect())
    }
}
