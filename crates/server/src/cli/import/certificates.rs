//! `credenza import certificates`.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use intake::{Field, Table, columns};
use reqwest::multipart::{Form, Part};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::super::inspect::read_password;
use super::super::remote::Remote;
use super::{PATIENCE, follow};

/// What the server takes at once.
const MOST_BYTES: u64 = 16 << 20;
/// How deep folders may lie in each other.
const MOST_DEEP: usize = 16;
/// The endings of files that are sent.
const KINDS: [&str; 7] = [".p12", ".pfx", ".cer", ".crt", ".key", ".pem", ".zip"];

#[derive(Args)]
pub(in crate::cli) struct Certificates {
    #[command(flatten)]
    remote: Remote,
    /// Say what would happen, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// File with a password to try on files that ask for one; may be given several times
    #[arg(long, value_name = "FILE")]
    password_file: Vec<PathBuf>,
    /// Table (CSV or XLSX) of passwords to try: a column `password`, and one `for` (or `RFC`, `NIF`, …) with a tax id, a
    /// customer's name, or a part of a file's name or folder
    #[arg(long, value_name = "FILE")]
    passwords: Option<PathBuf>,
    /// One JSON object a line, as the server tells them
    #[arg(long)]
    json: bool,
    /// Folders, certificate files, ZIP archives
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// The columns of a table of passwords.
const FIELDS: [Field; 2] = [
    Field {
        name: "password",
        synonyms: &[
            "password",
            "passphrase",
            "contrasena",
            "clave",
            "clavedeacceso",
            "senha",
            "palavrapasse",
        ],
    },
    Field {
        name: "for",
        synonyms: &[
            "for",
            "para",
            "file",
            "archivo",
            "arquivo",
            "taxid",
            "rfc",
            "nif",
            "cif",
            "cnpj",
            "cpf",
            "nit",
            "cuit",
            "customer",
            "cliente",
            "name",
            "nombre",
            "nome",
            "razonsocial",
            "razaosocial",
        ],
    },
];

impl Certificates {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let server = self.remote.connect(PATIENCE)?;
        let mut found = Vec::new();
        for path in &self.paths {
            gather(path, path.parent().unwrap_or(Path::new("")), MOST_DEEP, &mut found)?;
        }
        let mut form = Form::new().text("passwords", Value::Array(self.hints()?).to_string());
        let mut total = 0;
        for (label, path) in &found {
            let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
            total += bytes.len() as u64;
            if total > MOST_BYTES {
                bail!("the files are larger than 16 MiB together; import them in parts");
            }
            form = form.part("file", Part::bytes(bytes).file_name(label.clone()));
        }
        if found.is_empty() {
            bail!("there is no certificate file there: {}", KINDS.join(" "));
        }
        let path = format!("/api/v1/imports/certificates?dry_run={}", self.dry_run);
        follow(&server, server.post(&path).multipart(form), "the files", self.json).await
    }

    fn hints(&self) -> anyhow::Result<Vec<Value>> {
        let mut hints = Vec::new();
        for path in &self.password_file {
            hints.push(json!({"password": read_password(path)?.expose_secret()}));
        }
        if let Some(path) = &self.passwords {
            let file = path.display().to_string();
            let bytes = Zeroizing::new(std::fs::read(path).with_context(|| file.clone())?);
            let table = Table::read(&bytes).with_context(|| file.clone())?;
            let found = columns(&table, &FIELDS, 0).with_context(|| file)?;
            let rows = table.rows.iter().skip(found.skip).filter(|row| !found.cell(row, 0).is_empty());
            hints.extend(rows.map(|row| json!({"password": found.cell(row, 0), "for": found.cell(row, 1)})));
        }
        Ok(hints)
    }
}

/// Files below a path that may hold certificates, with their names from `front` on. Links out of a folder are not followed.
fn gather(path: &Path, front: &Path, deep: usize, found: &mut Vec<(String, PathBuf)>) -> anyhow::Result<()> {
    let shown = || path.display().to_string();
    let is_folder = std::fs::metadata(path).with_context(shown)?.is_dir();
    if !is_folder {
        let label = path.strip_prefix(front).unwrap_or(path).to_string_lossy().replace('\\', "/");
        found.push((label, path.to_owned()));
        return Ok(());
    }
    if deep == 0 {
        bail!("{}: the folders lie too deep in each other", shown());
    }
    let mut entries =
        std::fs::read_dir(path).with_context(shown)?.collect::<Result<Vec<_>, _>>().with_context(shown)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().with_context(shown)?;
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if kind.is_dir() || (kind.is_file() && KINDS.iter().any(|ending| name.ends_with(ending))) {
            gather(&entry.path(), front, deep - 1, found)?;
        }
    }
    Ok(())
}
