//! The HTTPS listener: accepts connections, bounds what a client can hold on to, and drains when the server stops.
//!
//! A connection is cut when its handshake, its first request, or the headers of a request take too long, and when
//! nothing moves on it for a while. HTTP/1.1 or HTTP/2 is settled by ALPN alone: guessing from the first bytes, as
//! hyper-util would otherwise do, has no time limit.

mod activity;
mod redirect;
mod slots;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

use activity::{FirstRequest, UntilIdle};
pub use redirect::redirect_to_https;
use slots::Slots;

use crate::proxies::TrustedProxies;

/// What a client may hold on to, and for how long.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at a time; more wait in the kernel's queue.
    pub connections: usize,
    /// Connections at a time from one address (IPv6: from one /64); more are closed.
    pub connections_per_address: usize,
    /// Proxies, each of which may have all connections: behind it are many clients.
    pub proxies: TrustedProxies,
    /// Time for the TLS handshake.
    pub handshake: Duration,
    /// Time for the headers of a request, and between two requests of an HTTP/1.1 connection.
    pub headers: Duration,
    /// Time in which some byte must move on a connection. A handler that takes longer before it answers is cut off.
    pub idle: Duration,
    /// Bytes of headers per request. HTTP/1.1 reads in larger pieces and notices up to twice as many.
    pub header_bytes: u32,
    /// Requests at a time on one HTTP/2 connection.
    pub streams: u32,
    /// Time that requests in flight are given to end when the server stops.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            connections_per_address: 256,
            proxies: TrustedProxies::default(),
            handshake: Duration::from_secs(10),
            headers: Duration::from_secs(15),
            idle: Duration::from_secs(120),
            header_bytes: 32 * 1024,
            streams: 100,
            drain: Duration::from_secs(20),
        }
    }
}

/// Serves `router` over TLS until `shutdown`, then closes the listener, lets requests in flight end, and cuts those that
/// take longer than [`Limits::drain`]. Handlers find the client's address as `ConnectInfo<SocketAddr>`.
///
/// Returns when the last connection has gone.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
) {
    let server = Arc::new(Server {
        acceptor: TlsAcceptor::from(tls),
        http1: http1(&limits),
        http2: http2(&limits),
        router,
        limits: limits.clone(),
        shutdown: shutdown.clone(),
    });
    let graceful = GracefulShutdown::new();
    let connections = TaskTracker::new();
    let cut = CancellationToken::new();
    let slots = Slots::new(limits.connections_per_address);
    let free = Arc::new(Semaphore::new(limits.connections));
    while let Some((stream, peer, permit)) = next(&listener, &free, &shutdown).await {
        let slot = slots.take(peer.ip());
        if slot.is_none() && !limits.proxies.contains(peer.ip()) {
            tracing::debug!(%peer, "too many connections from this address");
            continue;
        }
        let (server, watcher, cut) = (Arc::clone(&server), graceful.watcher(), cut.clone());
        connections.spawn(async move {
            tokio::select! {
                () = cut.cancelled() => tracing::debug!(%peer, "cut at shutdown"),
                () = server.connection(stream, peer, watcher) => {}
            }
            drop((permit, slot));
        });
    }
    drop(listener);
    connections.close();
    if timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests still run at the end of the time for draining; they are cut");
    }
    cut.cancel();
    connections.wait().await;
}

/// The next connection, once there is room for it; nothing when the server stops.
async fn next(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
    shutdown: &CancellationToken,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    tokio::select! {
        () = shutdown.cancelled() => None,
        accepted = async {
            let permit = Arc::clone(free).acquire_owned().await.ok()?;
            let (stream, peer) = accept(listener).await;
            Some((stream, peer, permit))
        } => accepted,
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Small answers are not held back to be sent with the next.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%peer, %error, "the connection stays with Nagle's algorithm");
                }
                return (stream, peer);
            }
            Err(error) if is_of_one_connection(&error) => {
                tracing::debug!(%error, "a connection was gone at once");
            }
            Err(error) => {
                // Out of file descriptors or memory: others must end before it goes on.
                tracing::error!(%error, "connections cannot be accepted");
                sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

struct Server {
    acceptor: TlsAcceptor,
    http1: auto::Builder<TokioExecutor>,
    http2: auto::Builder<TokioExecutor>,
    router: Router,
    limits: Limits,
    shutdown: CancellationToken,
}

impl Server {
    async fn connection(&self, stream: TcpStream, peer: SocketAddr, watcher: Watcher) {
        let handshake = timeout(self.limits.handshake, self.acceptor.accept(stream));
        let stream = tokio::select! {
            () = self.shutdown.cancelled() => return,
            outcome = handshake => match outcome {
                Ok(Ok(stream)) => stream,
                Ok(Err(error)) => return tracing::debug!(%peer, %error, "the TLS handshake failed"),
                Err(_) => return tracing::debug!(%peer, "the TLS handshake took too long"),
            },
        };
        self.requests(stream, peer, watcher).await;
    }

    async fn requests(&self, stream: TlsStream<TcpStream>, peer: SocketAddr, watcher: Watcher) {
        let is_http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let builder = if is_http2 { &self.http2 } else { &self.http1 };
        let first = FirstRequest::default();
        let (seen, router) = (first.clone(), self.router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            seen.arrived();
            request.extensions_mut().insert(ConnectInfo(peer));
            router.clone().call(request.map(Body::new))
        });
        let io = TokioIo::new(UntilIdle::new(stream, self.limits.idle));
        let connection = watcher.watch(builder.serve_connection(io, service).into_owned());
        tokio::select! {
            outcome = connection => if let Err(error) = outcome {
                tracing::debug!(%peer, error, "the connection ended with an error");
            },
            () = first.missed(self.limits.headers) => tracing::debug!(%peer, "no request came"),
        }
    }
}

fn http1(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        // Without a timer the timeout would do nothing.
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_buf_size(usize::try_from(limits.header_bytes).unwrap_or(usize::MAX).max(8192))
        .max_headers(100)
        .half_close(false);
    builder
}

fn http2(limits: &Limits) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new()).http2_only();
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(limits.header_bytes)
        // A client that opens streams only to reset them ("rapid reset") loses the connection.
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(256)
        .max_send_buf_size(256 * 1024);
    builder
}

#[cfg(test)]
mod tests;
