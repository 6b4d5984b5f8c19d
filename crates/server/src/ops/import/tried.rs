//! Files of an import of certificates, opened one by one, and put together where they belong together.

use std::collections::{HashMap, HashSet};

use certfile::{Contents, File, Kind, Refusal};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::Reason;

/// A file, with its folders, as a label.
pub(super) struct Item {
    pub(super) label: String,
    pub(super) bytes: Zeroizing<Vec<u8>>,
}

/// A file that was looked into.
pub(super) struct Tried {
    pub(super) item: Item,
    pub(super) found: Result<Opened, Reason>,
}

/// What it holds, and the password that opens it.
pub(super) struct Opened {
    pub(super) contents: Contents,
    pub(super) password: Option<SecretString>,
}

/// Looks into a file, with each password in turn if it asks for one.
pub(super) fn look_into(item: Item, passwords: &[SecretString]) -> Tried {
    let found =
        opened(&item, passwords).map_err(|refusal| Reason::new("file", refusal.code(), refusal.to_string()));
    Tried { item, found }
}

fn opened(item: &Item, passwords: &[SecretString]) -> Result<Opened, Refusal> {
    let read = |password| certfile::read(File { name: &item.label, bytes: &item.bytes }, password, None);
    match read(None) {
        Err(Refusal::PasswordRequired) => {}
        Err(refusal) => return Err(refusal),
        Ok(contents) => return Ok(Opened { contents, password: None }),
    }
    for password in passwords {
        match read(Some(password)) {
            Err(Refusal::WrongPassword) => {}
            Err(refusal) => return Err(refusal),
            Ok(contents) => return Ok(Opened { contents, password: Some(password.clone()) }),
        }
    }
    Err(if passwords.is_empty() { Refusal::PasswordRequired } else { Refusal::WrongPassword })
}

/// A row: a file, or a certificate and its key.
pub(super) struct Bundle {
    pub(super) file: Tried,
    pub(super) key: Option<Tried>,
}

impl Bundle {
    /// The names of its files.
    pub(super) fn labels(&self) -> Vec<String> {
        let key = self.key.as_ref().map(|key| key.item.label.clone());
        std::iter::once(self.file.item.label.clone()).chain(key).collect()
    }
}

/// Whether it is a certificate without a key.
fn is_bare_certificate(contents: &Contents) -> bool {
    contents.kind == Kind::Certificate && contents.private_key.is_none()
}

/// Puts keys to their certificates, by public key, in the order of the files. What is there twice is refused the second time;
/// what brings a key counts before what does not.
pub(super) fn bundled(tried: Vec<Tried>) -> Vec<Bundle> {
    let mut keys: HashMap<String, usize> = HashMap::new();
    let mut wanted = HashSet::new();
    for (at, one) in tried.iter().enumerate() {
        let Ok(opened) = &one.found else { continue };
        if let (true, Some(key)) = (opened.contents.certificates.is_empty(), &opened.contents.private_key) {
            keys.entry(key.spki_sha256.clone()).or_insert(at);
        }
        if is_bare_certificate(&opened.contents) {
            wanted.extend(opened.contents.certificates.first().map(|one| one.spki_sha256.clone()));
        }
    }
    keys.retain(|spki, _| wanted.contains(spki));
    let mut waiting: HashMap<usize, Tried> = HashMap::new();
    let taken: HashSet<usize> = keys.values().copied().collect();
    let mut others = Vec::new();
    for (at, one) in tried.into_iter().enumerate() {
        if taken.contains(&at) {
            waiting.insert(at, one);
        } else {
            others.push(one);
        }
    }
    let mut rows: Vec<Bundle> = others
        .into_iter()
        .map(|file| {
            let bare = file.found.as_ref().ok().filter(|opened| is_bare_certificate(&opened.contents));
            let spki =
                bare.and_then(|opened| opened.contents.certificates.first()).map(|one| &one.spki_sha256);
            // The first certificate of that key gets it.
            let key = spki.and_then(|spki| keys.remove(spki)).and_then(|at| waiting.remove(&at));
            Bundle { file, key }
        })
        .collect();
    refuse_repeated(&mut rows);
    rows
}

fn refuse_repeated(rows: &mut [Bundle]) {
    let brings_key = |row: &Bundle| {
        row.key.is_some() || row.file.found.as_ref().is_ok_and(|opened| opened.contents.private_key.is_some())
    };
    let mut seen = HashSet::new();
    for with_key in [true, false] {
        for row in rows.iter_mut().filter(|row| brings_key(row) == with_key) {
            let Ok(opened) = &row.file.found else { continue };
            let certificate = opened.contents.certificates.first().map(|one| one.fingerprint_sha256.clone());
            let key = opened.contents.private_key.as_ref().map(|key| format!("key {}", key.spki_sha256));
            let Some(name) = certificate.or(key) else { continue };
            if !seen.insert(name) {
                let detail = "The same certificate or key is in another file of this import.";
                row.file.found = Err(Reason::new("file", "duplicate_file", detail));
            }
        }
    }
}
