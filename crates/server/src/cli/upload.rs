//! `credenza upload`: takes files into custody of a running server, through its API, with an API token.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use reqwest::multipart::{Form, Part};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::inspect::{name, read_bounded, read_password};
use super::remote::{Connected, Remote};
use super::say::say;
use super::{NOT_ALL_WELL, OK};

/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(super) struct Upload {
    #[command(flatten)]
    remote: Remote,
    /// File with the password that opens the files; a line break at its end does not count
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The .key that belongs to the .cer
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Whose they are: a customer's id
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Certificate files: .p12 .pfx .cer .crt .key .pem
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// What became of a file.
struct Answer {
    taken: bool,
    status: u16,
    body: Value,
}

impl Upload {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let password = self.password_file.as_deref().map(read_password).transpose()?;
        let server = self.remote.connect(PATIENCE)?;
        let mut all_taken = true;
        for path in &self.files {
            let answer = self.send(&server, password.as_ref(), path).await?;
            all_taken &= answer.taken;
            self.print(path, &answer);
        }
        Ok(if all_taken { OK } else { NOT_ALL_WELL })
    }

    async fn send(
        &self,
        server: &Connected,
        password: Option<&SecretString>,
        path: &Path,
    ) -> anyhow::Result<Answer> {
        let mut form = Form::new().part("file", part(path)?);
        if let Some(key) = &self.key {
            form = form.part("key", part(key)?);
        }
        if let Some(password) = password {
            form = form.text("password", password.expose_secret().to_owned());
        }
        if let Some(customer) = &self.customer {
            form = form.text("customer_id", customer.clone());
        }
        let sent = server.post("/api/v1/certificates").multipart(form).send().await;
        let answer = sent.with_context(|| server.silent())?;
        let status = answer.status();
        let body: Value = answer.json().await.with_context(|| server.foreign())?;
        Ok(Answer { taken: status == http::StatusCode::CREATED, status: status.as_u16(), body })
    }

    fn print(&self, path: &Path, answer: &Answer) {
        let file = path.to_string_lossy();
        if self.json {
            let what = if answer.taken { "certificate" } else { "problem" };
            say!("{}", json!({"file": file, "status": answer.status, what: answer.body}));
            return;
        }
        let text = |field: &str| answer.body.get(field).and_then(Value::as_str).unwrap_or_default();
        if answer.taken {
            let holder = if text("holder").is_empty() { text("name") } else { text("holder") };
            say!("{file}: in custody as {}, {holder}", text("id"));
        } else {
            say!("{file}: {}", text("detail"));
        }
    }
}

fn part(path: &Path) -> anyhow::Result<Part> {
    let bytes = read_bounded(path)?;
    Ok(Part::bytes(bytes.to_vec()).file_name(name(path)))
}
