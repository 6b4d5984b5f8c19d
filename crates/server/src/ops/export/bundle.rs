//! The archive of an export: a ZIP that is sent as it is written, and a manifest of what is in it.

use aws_lc_rs::digest::{Context, SHA256, digest};
use bytes::Bytes;
use intake::{FileTooLarge, ZipWriter};
use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;

use super::Piece;
use crate::ops::Error;

/// How much is handed over at a time, in bytes.
const PIECE: usize = 64 << 10;

/// Why an export ended early.
pub(super) enum Stopped {
    /// Nobody listens any more.
    Gone,
    /// It cannot go on.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn too_large(error: FileTooLarge) -> Stopped {
    Stopped::Failed(Error::Internal(error.to_string()))
}

/// A file that is being written.
struct Open {
    path: String,
    digest: Context,
    bytes: u64,
}

/// The archive so far.
pub(super) struct Bundle {
    zip: ZipWriter,
    out: Sender<Piece>,
    open: Option<Open>,
    /// The manifest's list of files, as JSON without its brackets.
    listed: Vec<u8>,
    count: usize,
    missing: Vec<Value>,
    bytes: u64,
}

impl Bundle {
    pub(super) fn new(out: Sender<Piece>) -> Self {
        let (listed, missing) = (Vec::new(), Vec::new());
        Self { zip: ZipWriter::new(), out, open: None, listed, count: 0, missing, bytes: 0 }
    }

    /// How many files there are.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// How many are not, though they should be.
    pub(super) const fn missing(&self) -> usize {
        self.missing.len()
    }

    /// How many bytes were sent.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    async fn send(&mut self, bytes: Vec<u8>) -> Result<(), Stopped> {
        let mut rest = Bytes::from(bytes);
        while !rest.is_empty() {
            let piece = rest.split_to(rest.len().min(PIECE));
            self.bytes += piece.len() as u64;
            self.out.send(Ok(piece)).await.map_err(|_| Stopped::Gone)?;
        }
        Ok(())
    }

    /// A whole file; `about` says in the manifest what a sealed one is.
    pub(super) async fn whole(
        &mut self,
        path: &str,
        bytes: &[u8],
        about: Option<Value>,
    ) -> Result<(), Stopped> {
        let out = self.zip.whole(path, bytes).map_err(too_large)?;
        let sha256 = hex::encode(digest(&SHA256, bytes).as_ref());
        self.list(path, bytes.len() as u64, &sha256, about);
        self.send(out).await
    }

    /// Begins a file that comes in parts.
    pub(super) async fn begin(&mut self, path: &str) -> Result<(), Stopped> {
        let out = self.zip.begin(path).map_err(too_large)?;
        self.open = Some(Open { path: path.to_owned(), digest: Context::new(&SHA256), bytes: 0 });
        self.send(out).await
    }

    /// The next part of it.
    pub(super) async fn part(&mut self, bytes: &[u8]) -> Result<(), Stopped> {
        if let Some(open) = &mut self.open {
            open.digest.update(bytes);
            open.bytes += bytes.len() as u64;
        }
        let out = self.zip.part(bytes);
        self.send(out).await
    }

    /// Its end.
    pub(super) async fn end(&mut self) -> Result<(), Stopped> {
        let out = self.zip.end().map_err(too_large)?;
        if let Some(open) = self.open.take() {
            let sha256 = hex::encode(open.digest.finish().as_ref());
            self.list(&open.path, open.bytes, &sha256, None);
        }
        self.send(out).await
    }

    /// Notes what should be in it and is not.
    pub(super) fn lacks(&mut self, what: Value) {
        self.missing.push(what);
    }

    fn list(&mut self, path: &str, bytes: u64, sha256: &str, about: Option<Value>) {
        let mut line = json!({"path": path, "bytes": bytes, "sha256": sha256});
        if let (Some(about), Some(fields)) = (about, line.as_object_mut()) {
            fields.insert("sealed".to_owned(), about);
        }
        if self.count > 0 {
            self.listed.push(b',');
        }
        self.listed.extend(line.to_string().into_bytes());
        self.count += 1;
    }

    /// The manifest, which is `head` with the files, and the end of the archive. Returns the manifest's SHA-256, in hex.
    pub(super) async fn finish(&mut self, mut head: Value) -> Result<String, Stopped> {
        if let Some(fields) = head.as_object_mut() {
            fields.insert("missing".to_owned(), Value::Array(self.missing.clone()));
        }
        let mut manifest = head.to_string().into_bytes();
        manifest.pop();
        manifest.extend_from_slice(b",\"files\":[");
        manifest.append(&mut self.listed);
        manifest.extend_from_slice(b"]}\n");
        let out = self.zip.whole("manifest.json", &manifest).map_err(too_large)?;
        self.send(out).await?;
        let end = std::mem::take(&mut self.zip).finish();
        self.send(end).await?;
        Ok(hex::encode(digest(&SHA256, &manifest).as_ref()))
    }
}
