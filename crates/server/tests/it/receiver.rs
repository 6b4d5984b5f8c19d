//! A receiver of HTTPS requests on this machine, which answers, refuses, redirects, hangs and drops as it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    /// Path and query.
    pub(crate) path: String,
    /// By names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Taken {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no header {name}"))
    }
}

/// What it does with one.
pub(crate) enum Reply {
    Answer(u16, String),
    Redirect(String),
    /// Nothing, for as long as the other side waits.
    Hang,
    /// It closes the connection.
    Drop,
}

pub(crate) struct Receiver {
    /// `https://localhost:PORT`.
    pub(crate) origin: String,
    /// The authority of its certificate, PEM.
    pub(crate) authority: Vec<u8>,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Receiver {
    /// Listens; `reply` decides about each request.
    pub(crate) async fn start(reply: impl Fn(&Taken) -> Reply + Send + Sync + 'static) -> Self {
        server::tls::install_crypto_provider();
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(made.cert.der().to_vec())], key)
            .expect("a configuration");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("https://localhost:{}", listener.local_addr().expect("an address").port());
        let taken = Arc::new(Mutex::new(Vec::new()));
        let (kept, reply) = (Arc::clone(&taken), Arc::new(reply));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, kept, reply) = (acceptor.clone(), Arc::clone(&kept), Arc::clone(&reply));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let Some(request) = read(&mut stream).await else { return };
                    let replied = reply(&request);
                    kept.lock().expect("a list").push(request);
                    let (status, location, body) = match replied {
                        Reply::Answer(status, body) => (status, None, body),
                        Reply::Redirect(to) => (302, Some(to), String::new()),
                        Reply::Hang => return std::future::pending().await,
                        Reply::Drop => return,
                    };
                    let location = location.map(|to| format!("location: {to}\r\n")).unwrap_or_default();
                    let head = format!(
                        "HTTP/1.1 {status} x\r\n{location}content-length: {}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all((head + &body).as_bytes()).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self { origin, authority: made.cert.pem().into_bytes(), taken }
    }

    /// What came so far.
    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("a list").clone()
    }
}

/// A request of HTTP/1.1 with a length.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Taken> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).ok()?;
    let mut lines = text.split("\r\n");
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(Some(0), |text| text.parse().ok())?;
    let mut body = bytes.split_off(head + 4);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Taken { path, headers, body })
}
