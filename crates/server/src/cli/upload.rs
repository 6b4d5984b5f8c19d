//! `credenza upload`: takes files into custody of a running server, through its API, with an API token.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use reqwest::multipart::{Form, Part};
use reqwest::{Certificate, Client};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::inspect::{name, read_bounded, read_password};
use super::{NOT_ALL_WELL, OK, Place};
use crate::backend::data_dir;

/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Args)]
pub(super) struct Upload {
    #[command(flatten)]
    place: Place,
    /// The server
    #[arg(long, value_name = "URL", env = "CREDENZA_SERVER", default_value = "https://localhost:8443")]
    server: String,
    /// PEM file of the authority that the server's certificate comes from; by default the data directory's own, where
    /// there is one, and the machine's
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// File with an API token that may see and upload certificates
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
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
        let token = read_password(&self.token_file)?;
        let password = self.password_file.as_deref().map(read_password).transpose()?;
        let client = self.client()?;
        let mut all_taken = true;
        for path in &self.files {
            let answer = self.send(&client, &token, password.as_ref(), path).await?;
            all_taken &= answer.taken;
            self.print(path, &answer);
        }
        Ok(if all_taken { OK } else { NOT_ALL_WELL })
    }

    fn client(&self) -> anyhow::Result<Client> {
        crate::tls::install_crypto_provider();
        let mut client = Client::builder().https_only(true).timeout(PATIENCE);
        if let Some(authority) = self.authority()? {
            let pem = std::fs::read(&authority).with_context(|| authority.display().to_string())?;
            let certificate = Certificate::from_pem(&pem).with_context(|| authority.display().to_string())?;
            client = client.tls_certs_merge([certificate]);
        }
        Ok(client.build()?)
    }

    /// What was named; else that of the data directory, on the machine of the server.
    fn authority(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.ca.is_some() {
            return Ok(self.ca.clone());
        }
        let local = data_dir(&self.place.load(None)?)?.join("tls/ca.pem");
        Ok(local.is_file().then_some(local))
    }

    async fn send(
        &self,
        client: &Client,
        token: &SecretString,
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
        let url = format!("{}/api/v1/certificates", self.server.trim_end_matches('/'));
        let sent = client.post(url).bearer_auth(token.expose_secret()).multipart(form).send().await;
        let answer = sent.with_context(|| format!("{} does not answer", self.server))?;
        let status = answer.status();
        let body: Value = answer.json().await.with_context(|| format!("{} is no Credenza", self.server))?;
        Ok(Answer { taken: status == http::StatusCode::CREATED, status: status.as_u16(), body })
    }

    fn print(&self, path: &Path, answer: &Answer) {
        let file = path.to_string_lossy();
        if self.json {
            let what = if answer.taken { "certificate" } else { "problem" };
            println!("{}", json!({"file": file, "status": answer.status, what: answer.body}));
            return;
        }
        let text = |field: &str| answer.body.get(field).and_then(Value::as_str).unwrap_or_default();
        if answer.taken {
            let holder = if text("holder").is_empty() { text("name") } else { text("holder") };
            println!("{file}: in custody as {}, {holder}", text("id"));
        } else {
            println!("{file}: {}", text("detail"));
        }
    }
}

fn part(path: &Path) -> anyhow::Result<Part> {
    let bytes = read_bounded(path)?;
    Ok(Part::bytes(bytes.to_vec()).file_name(name(path)))
}
