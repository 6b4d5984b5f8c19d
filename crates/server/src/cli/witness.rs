//! `credenza witness`: a process of its own that cosigns the checkpoints of audit logs.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::OK;
use super::say::say;
use super::serve::{log_to_stderr, stop_on_signal};
use crate::config::Log;
use crate::listen::{self, Limits};
use crate::machine::{SystemClock, SystemRng};
use crate::tls::{Source, Tls};
use crate::witness;

#[derive(Subcommand)]
pub(super) enum Witness {
    /// Make a witness with a new key in a directory
    Init(Init),
    /// Cosign checkpoints over HTTP (C2SP tlog-witness)
    Serve(Serve),
    /// Print the public key that verifies its cosignatures
    Key(Key),
    /// Print the last checkpoint of each log, cosigned, as lines of `checkpoints.jsonl`
    List(List),
}

#[derive(Args)]
struct Dir {
    /// The witness's directory
    #[arg(long = "data-dir", value_name = "DIR", env = "CREDENZA_WITNESS_DIR")]
    dir: PathBuf,
}

#[derive(Args)]
pub(super) struct Init {
    #[command(flatten)]
    place: Dir,
    /// The witness's name, which stands in its cosignatures: a host and a path that are its own
    #[arg(long, value_name = "NAME")]
    name: String,
}

#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    place: Dir,
    /// Address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8444")]
    listen: SocketAddr,
    /// Certificate and intermediates, PEM; without them it serves plain HTTP, on this machine alone
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Key {
    #[command(flatten)]
    place: Dir,
    /// The key as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    place: Dir,
}

impl Init {
    pub(super) fn run(self) -> anyhow::Result<u8> {
        let key = witness::init(&self.place.dir, &self.name, &SystemRng)?;
        say!("{key}");
        eprintln!("add the logs that it accepts to {}", self.place.dir.join("logs.txt").display());
        Ok(OK)
    }
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<u8> {
        log_to_stderr(Log { level: tracing::Level::INFO, json: false });
        rlimit::setrlimit(rlimit::Resource::CORE, 0, 0).context("switching core dumps off")?;
        let files = self.tls_cert.zip(self.tls_key);
        anyhow::ensure!(
            files.is_some() || self.listen.ip().is_loopback(),
            "--listen: without --tls-cert and --tls-key expected a loopback address such as 127.0.0.1:8444"
        );
        let witness = witness::Witness::open(&self.place.dir, Arc::new(SystemClock))?;
        let tls =
            files.map(|(cert, key)| Tls::load(Source::Files { cert, key }, &SystemClock)).transpose()?;
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("listening on {}; choose another address with --listen", self.listen))?;
        let address = listener.local_addr()?;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let mut out = std::io::stdout();
        writeln!(out, "ready {scheme}://{address}")?;
        writeln!(out, "key {}", witness.key())?;
        out.flush()?;

        let shutdown = CancellationToken::new();
        tokio::spawn(stop_on_signal(shutdown.clone()));
        match tls {
            Some(tls) => {
                let config = tls.config();
                let stop = shutdown.clone();
                tokio::spawn(async move { tls.keep_fresh(&SystemClock, stop).await });
                listen::serve(listener, config, witness::router(witness), Limits::default(), shutdown).await;
            }
            None => witness::serve_plainly(listener, witness, shutdown).await?,
        }
        Ok(OK)
    }
}

impl Key {
    pub(super) fn run(self) -> anyhow::Result<u8> {
        let key = witness::public_key(&self.place.dir)?.to_string();
        if self.json {
            say!("{}", serde_json::json!({"key": key}));
        } else {
            say!("{key}");
        }
        Ok(OK)
    }
}

impl List {
    pub(super) fn run(self) -> anyhow::Result<u8> {
        let mut out = std::io::stdout().lock();
        for note in witness::seen(&self.place.dir)? {
            out.write_all(&audit::checkpoint_line(&note)?)?;
        }
        Ok(OK)
    }
}
