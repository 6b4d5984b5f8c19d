//! A client that costs little: HTTP/1.1 over one TLS connection that is kept open. It shares the cores with the server
//! that it measures, so a full client would be measured too.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Where the server is, and whom to trust.
#[derive(Clone)]
pub(crate) struct Target {
    address: SocketAddr,
    tls: TlsConnector,
}

impl Target {
    pub(crate) fn new(address: SocketAddr, ca: &Path) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(ca)?)?;
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { address, tls: TlsConnector::from(Arc::new(config)) })
    }

    pub(crate) async fn connect(&self) -> anyhow::Result<Http> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::try_from("localhost")?;
        let stream = self.tls.connect(name, stream).await?;
        Ok(Http { stream, buffer: Vec::with_capacity(64 * 1024) })
    }
}

/// A connection.
pub(crate) struct Http {
    stream: TlsStream<TcpStream>,
    buffer: Vec<u8>,
}

/// The request line and the headers of a request without a body.
pub(crate) fn get(path: &str, bearer: &str) -> Vec<u8> {
    request("GET", path, bearer, None)
}

/// The same with a body to follow, of this type and length.
pub(crate) fn post(path: &str, bearer: &str, media_type: &str, length: usize) -> Vec<u8> {
    request("POST", path, bearer, Some((media_type, length)))
}

fn request(method: &str, path: &str, bearer: &str, body: Option<(&str, usize)>) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\n");
    if !bearer.is_empty() {
        head.push_str(&format!("authorization: Bearer {bearer}\r\n"));
    }
    if let Some((media_type, length)) = body {
        head.push_str(&format!("content-type: {media_type}\r\ncontent-length: {length}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

impl Http {
    /// Sends a request in pieces and reads the answer's body, which must come with this status.
    pub(crate) async fn send(&mut self, pieces: &[&[u8]], status: u16) -> anyhow::Result<&[u8]> {
        let request = pieces.concat();
        self.stream.write_all(&request).await?;
        self.stream.flush().await?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            self.read().await?;
        };
        let (found, length) = parse_head(self.buffer.get(..head).context("no head")?)?;
        while self.buffer.len() < head + length {
            self.read().await?;
        }
        let body = self.buffer.get(head..head + length).context("no body")?;
        if found != status {
            let begin: String = String::from_utf8_lossy(body).chars().take(400).collect();
            bail!("the server answered {found} instead of {status}: {begin}");
        }
        Ok(body)
    }

    async fn read(&mut self) -> anyhow::Result<()> {
        ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server closed the connection");
        Ok(())
    }
}

/// Status and content length.
fn parse_head(head: &[u8]) -> anyhow::Result<(u16, usize)> {
    let mut lines = std::str::from_utf8(head)?.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("no status")?.parse()?;
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .context("an answer without a length")?
        .1;
    Ok((status, length.trim().parse()?))
}
