//! `credenza inspect`: the verdict that an upload would get, offline.

use std::io::Read;
use std::path::{Path, PathBuf};

use certfile::{File, Outcome, Verdict};
use clap::Args;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::say::say;
use super::{NOT_ALL_WELL, OK};

#[derive(Args)]
pub(super) struct Inspect {
    /// Certificate files: .p12 .pfx .cer .crt .key .pem
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// File with the password that opens them; a line break at its end does not count
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The .key that belongs to the .cer
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

impl Inspect {
    pub(super) fn run(&self) -> anyhow::Result<u8> {
        let password = self.password_file.as_deref().map(read_password).transpose()?;
        let key = self.key.as_deref().map(read_bounded).transpose()?;
        let key_name = self.key.as_deref().map(name);
        let mut all_accepted = true;
        for path in &self.files {
            let key = key.as_deref().zip(key_name.as_deref()).map(|(bytes, name)| File { name, bytes });
            let verdict = judged(path, password.as_ref(), key);
            all_accepted &= verdict.verdict == Outcome::Accepted;
            if self.json { say!("{}", serde_json::to_string(&verdict)?) } else { print(&verdict) }
        }
        Ok(if all_accepted { OK } else { NOT_ALL_WELL })
    }
}

/// The verdict on a file; one that cannot be read gets its own, so that the others get theirs.
fn judged(path: &Path, password: Option<&SecretString>, key: Option<File<'_>>) -> Verdict {
    let label = path.to_string_lossy();
    match read_bounded(path) {
        Ok(bytes) => {
            let answer = certfile::read(File { name: &name(path), bytes: &bytes }, password, key);
            certfile::verdict(&label, answer)
        }
        Err(error) => Verdict {
            file: label.into_owned(),
            verdict: Outcome::Refused,
            kind: None,
            reason: Some("unreadable"),
            message: Some(format!("The file cannot be read ({error}). Check its path and who may read it.")),
            password: None,
            certificates: Vec::new(),
            has_private_key: false,
            private_key: None,
        },
    }
}

pub(super) fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// At most one byte more than is allowed: that is enough for the parser to refuse it.
pub(super) fn read_bounded(path: &Path) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let most = certfile::limits::MAX_FILE_BYTES + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(most));
    let file = std::fs::File::open(path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    file.take(most as u64)
        .read_to_end(&mut bytes)
        .map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    Ok(bytes)
}

/// The password in a file, without the line break that editors put at its end.
pub(super) fn read_password(path: &Path) -> anyhow::Result<SecretString> {
    let text =
        std::fs::read_to_string(path).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))?;
    let text = Zeroizing::new(text);
    let line = text.strip_suffix('\n').unwrap_or(&text);
    Ok(SecretString::from(line.strip_suffix('\r').unwrap_or(line)))
}

fn print(verdict: &Verdict) {
    let Some(first) = verdict.certificates.first() else {
        let what = verdict.message.clone().unwrap_or_else(|| "a private key".into());
        say!("{}: {what}", verdict.file);
        return;
    };
    let holder = first.holder.as_deref().unwrap_or(&first.subject);
    let tax_id = first.tax_id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
    let key = if verdict.has_private_key { "with its private key" } else { "without a private key" };
    say!(
        "{}: {holder}{tax_id}, until {}, {}, {key}",
        verdict.file,
        first.not_after.date(),
        first.key_algorithm
    );
}
