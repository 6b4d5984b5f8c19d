use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use domain::clock::FixedClock;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::CancellationToken;

use super::{Limits, redirect_to_https, serve};
use crate::datadir::DataDir;
use crate::tls::{Names, Source, Tls};

/// Patience with what must come: far above the short limits of the tests, and not above the usual ones.
const PATIENCE: Duration = Duration::from_secs(10);

struct Running {
    address: SocketAddr,
    ca: Vec<u8>,
    shutdown: CancellationToken,
    task: JoinHandle<()>,
    /// One more for each request that takes its time, once it has come.
    begun: Arc<Semaphore>,
    _temp: tempfile::TempDir,
}

fn short() -> Limits {
    // Long enough for who does not dawdle, on a busy machine.
    let brief = Duration::from_secs(1);
    Limits { handshake: brief, headers: brief, idle: Duration::from_secs(5), ..Limits::default() }
}

async fn start(limits: Limits) -> Running {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    let now = std::fs::metadata(temp.path()).unwrap().modified().unwrap();
    let names = Names::of_server("127.0.0.1".parse().unwrap(), None, None);
    let tls = Tls::load(Source::local(&dir, names), &FixedClock(now.into())).unwrap();
    let begun = Arc::new(Semaphore::new(0));
    let [slow, endless] = [&begun, &begun].map(Arc::clone);
    let router = Router::new()
        .route(
            "/peer",
            get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }),
        )
        .route(
            "/slow",
            get(move || async move {
                slow.add_permits(1);
                sleep(Duration::from_millis(600)).await;
                "done"
            }),
        )
        .route(
            "/endless",
            get(move || async move {
                endless.add_permits(1);
                sleep(Duration::from_secs(3600)).await;
            }),
        );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let task = tokio::spawn(serve(listener, tls.config(), router, limits, shutdown.clone()));
    let ca = std::fs::read(dir.tls().join("ca.pem")).unwrap();
    Running { address, ca, shutdown, task, begun, _temp: temp }
}

impl Running {
    fn client(&self) -> reqwest::ClientBuilder {
        let ca = reqwest::Certificate::from_pem(&self.ca).unwrap();
        reqwest::Client::builder().tls_certs_only([ca]).no_proxy()
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }

    async fn tls(&self, protocol: &[u8]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&self.ca).unwrap()).unwrap();
        let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let stream = TcpStream::connect(self.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }

    /// Waits until a request that takes its time has come.
    async fn has_begun(&self) {
        timeout(PATIENCE, self.begun.acquire()).await.unwrap().unwrap().forget();
    }

    async fn stop(self) {
        self.shutdown.cancel();
        timeout(PATIENCE, self.task).await.unwrap().unwrap();
    }
}

/// Reads to the end, however the other side ends it; what came before.
async fn until_closed(stream: &mut (impl AsyncReadExt + Unpin)) -> Vec<u8> {
    let mut received = Vec::new();
    let mut buffer = [0; 4096];
    let all = async {
        while let Ok(read @ 1..) = stream.read(&mut buffer).await {
            received.extend_from_slice(buffer.get(..read).unwrap());
        }
    };
    timeout(PATIENCE, all).await.expect("the server closes the connection");
    received
}

#[tokio::test]
async fn both_versions_of_http_are_served_and_handlers_know_the_client() {
    let server = start(Limits::default()).await;
    for (client, version) in [
        (server.client().build().unwrap(), http::Version::HTTP_2),
        (server.client().http1_only().build().unwrap(), http::Version::HTTP_11),
    ] {
        let response = client.get(server.url("/peer")).send().await.unwrap();
        assert_eq!(response.version(), version);
        assert_eq!(response.text().await.unwrap(), "127.0.0.1");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_client_without_tls_gets_no_answer_and_is_closed() {
    let server = start(Limits::default()).await;
    let mut plain = TcpStream::connect(server.address).await.unwrap();
    plain.write_all(b"GET /peer HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let answer = until_closed(&mut plain).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP"), "{answer:?}");
    server.stop().await;
}

#[tokio::test]
async fn clients_that_dawdle_are_cut() {
    let server = start(short()).await;
    // In the handshake.
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    until_closed(&mut silent).await;
    // In the headers, one more every now and then.
    let (mut read, mut write) = tokio::io::split(server.tls(b"http/1.1").await);
    let drip = tokio::spawn(async move {
        let mut line: &[u8] = b"GET /peer HTTP/1.1\r\nHost: localhost\r\n";
        while write.write_all(line).await.is_ok() && write.flush().await.is_ok() {
            sleep(Duration::from_millis(50)).await;
            line = b"X-More: 1\r\n";
        }
    });
    until_closed(&mut read).await;
    drip.abort();
    // Before the first request of HTTP/2: nothing at all, and a proper beginning without a request.
    until_closed(&mut server.tls(b"h2").await).await;
    let mut begun = server.tls(b"h2").await;
    begun.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    until_closed(&mut begun).await;
    server.stop().await;
}

#[tokio::test]
async fn a_connection_on_which_nothing_moves_is_cut() {
    let server = start(Limits { idle: Duration::from_millis(300), ..short() }).await;
    let client = server.client().build().unwrap();
    let answer = timeout(PATIENCE, client.get(server.url("/endless")).send()).await.unwrap();
    assert!(answer.is_err());
    server.stop().await;
}

#[tokio::test]
async fn headers_beyond_the_limit_are_refused() {
    let server = start(Limits::default()).await;
    let many = "x".repeat(100 * 1024);
    for client in [server.client().build().unwrap(), server.client().http1_only().build().unwrap()] {
        let outcome = client.get(server.url("/peer")).header("X-Many", &many).send().await;
        let answer = outcome.map(|response| response.status().as_u16());
        assert!(matches!(answer, Ok(431) | Err(_)), "{answer:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn one_address_has_no_more_connections_than_its_share() {
    let server = start(Limits { connections_per_address: 2, ..Limits::default() }).await;
    let first = server.tls(b"http/1.1").await;
    let _second = server.tls(b"http/1.1").await;
    let mut third = TcpStream::connect(server.address).await.unwrap();
    assert!(until_closed(&mut third).await.is_empty());
    drop(first);
    let client = server.client().build().unwrap();
    let deadline = Instant::now() + PATIENCE;
    while client.get(server.url("/peer")).send().await.is_err() {
        assert!(Instant::now() < deadline, "a place that was given back is not used");
        sleep(Duration::from_millis(20)).await;
    }
    server.stop().await;
}

#[tokio::test]
async fn stopping_lets_requests_end_and_takes_no_new_ones() {
    let server = start(Limits::default()).await;
    for client in [server.client().build().unwrap(), server.client().http1_only().build().unwrap()] {
        // The connection stays open and idle: it must not hold the server up.
        client.get(server.url("/peer")).send().await.unwrap();
    }
    let slow = tokio::spawn(server.client().build().unwrap().get(server.url("/slow")).send());
    server.has_begun().await;
    server.shutdown.cancel();
    assert_eq!(slow.await.unwrap().unwrap().text().await.unwrap(), "done");
    timeout(PATIENCE, server.task).await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn stopping_cuts_what_does_not_end() {
    let server = start(Limits { drain: Duration::from_millis(1200), ..Limits::default() }).await;
    let endless = tokio::spawn(server.client().build().unwrap().get(server.url("/endless")).send());
    server.has_begun().await;
    let started = Instant::now();
    server.stop().await;
    let took = started.elapsed();
    assert!(took >= Duration::from_millis(1000), "{took:?}");
    assert!(endless.await.unwrap().is_err());
}

#[tokio::test]
async fn plain_http_is_sent_to_https_whatever_it_asks_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = CancellationToken::new();
    let task =
        tokio::spawn(redirect_to_https(listener, "https://certs.example.mx".to_owned(), shutdown.clone()));
    for (request, location) in [
        ("GET /a?b=c HTTP/1.1\r\nHost: evil.example\r\n\r\n", "https://certs.example.mx/a?b=c"),
        ("GET http://evil.example/a HTTP/1.1\r\nHost: evil.example\r\n\r\n", "https://certs.example.mx/a"),
        (
            "POST //evil.example HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n",
            "https://certs.example.mx//evil.example",
        ),
        ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "https://certs.example.mx/"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = String::from_utf8(until_closed(&mut stream).await).unwrap();
        assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
        let found = answer.lines().find_map(|line| line.strip_prefix("location: "));
        assert_eq!(found, Some(location), "{answer}");
        assert!(answer.ends_with("\r\n\r\n"), "no body: {answer}");
    }
    shutdown.cancel();
    timeout(PATIENCE, task).await.unwrap().unwrap();
}
