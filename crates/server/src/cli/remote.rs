//! A running server, as commands reach it: through its API, with an API token.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use reqwest::{Certificate, Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};

use super::Place;
use super::inspect::read_password;
use crate::backend::data_dir;

#[derive(Args)]
pub(super) struct Remote {
    #[command(flatten)]
    place: Place,
    /// The server
    #[arg(long, value_name = "URL", env = "CREDENZA_SERVER", default_value = "https://localhost:8443")]
    server: String,
    /// PEM file of the authority that the server's certificate comes from; by default the data directory's own, where
    /// there is one, and the machine's
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// File with an API token for what is to be done
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
}

/// A server that requests can be sent to.
pub(super) struct Connected {
    client: Client,
    server: String,
    token: SecretString,
}

impl Remote {
    /// `patience` is how long the server may be silent.
    pub(super) fn connect(&self, patience: Duration) -> anyhow::Result<Connected> {
        crate::tls::install_crypto_provider();
        let mut client = Client::builder().https_only(true).read_timeout(patience);
        if let Some(authority) = self.authority()? {
            let pem = std::fs::read(&authority).with_context(|| authority.display().to_string())?;
            let certificate = Certificate::from_pem(&pem).with_context(|| authority.display().to_string())?;
            client = client.tls_certs_merge([certificate]);
        }
        let server = self.server.trim_end_matches('/').to_owned();
        Ok(Connected { client: client.build()?, server, token: read_password(&self.token_file)? })
    }

    /// What was named; else that of the data directory, on the machine of the server.
    fn authority(&self) -> anyhow::Result<Option<PathBuf>> {
        if self.ca.is_some() {
            return Ok(self.ca.clone());
        }
        let local = data_dir(&self.place.load(None)?)?.join("tls/ca.pem");
        Ok(local.is_file().then_some(local))
    }
}

impl Connected {
    /// A request to a path of the API.
    pub(super) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.server)).bearer_auth(self.token.expose_secret())
    }

    /// What to say when it does not answer.
    pub(super) fn silent(&self) -> String {
        format!("{} does not answer", self.server)
    }

    /// What to say when its answer is none of ours.
    pub(super) fn foreign(&self) -> String {
        format!("{} is no Credenza", self.server)
    }
}
