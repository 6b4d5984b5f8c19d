//! `credenza import customers`.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use intake::limits::MAX_TABLE_BYTES;
use reqwest::multipart::{Form, Part};

use super::super::inspect::name;
use super::super::remote::Remote;
use super::{PATIENCE, follow};

#[derive(Args)]
pub(in crate::cli) struct Customers {
    #[command(flatten)]
    remote: Remote,
    /// Say what would happen, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Change customers that are there and differ; otherwise their rows are refused
    #[arg(long)]
    update: bool,
    /// Whose tax ids they are (MX, ES, …), where the file does not say it
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// One JSON object a line, as the server tells them
    #[arg(long)]
    json: bool,
    /// The table; its first row names the columns
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Customers {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        let server = self.remote.connect(PATIENCE)?;
        let file = self.file.display().to_string();
        let bytes = std::fs::read(&self.file).with_context(|| file.clone())?;
        if bytes.len() > MAX_TABLE_BYTES {
            bail!("{file}: the table is larger than 2 MiB; split it");
        }
        let form = Form::new().part("file", Part::bytes(bytes).file_name(name(&self.file)));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("dry_run", if self.dry_run { "true" } else { "false" })
            .append_pair("existing", if self.update { "update" } else { "keep" })
            .append_pair("country", self.country.as_deref().unwrap_or_default())
            .finish();
        let request = server.post(&format!("/api/v1/imports/customers?{query}")).multipart(form);
        follow(&server, request, &file, self.json).await
    }
}
