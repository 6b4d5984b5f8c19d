//! The plain HTTP listener, for installations that own port 80. It sends whoever comes to HTTPS and does nothing else.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http::header::{CONNECTION, CONTENT_LENGTH, LOCATION};
use http::{HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A redirect is a matter of milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);
const CONNECTIONS: usize = 256;

/// Answers every request with 308 to the same path under `origin` (such as `https://certs.example.mx`), until
/// `shutdown`. The host that the client asked for is not repeated: it may be made up.
pub async fn redirect_to_https(listener: TcpListener, origin: String, shutdown: CancellationToken) {
    let origin: Arc<str> = origin.into();
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    let connections = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = shutdown.cancelled() => break,
            accepted = async {
                let permit = Arc::clone(&free).acquire_owned().await.ok()?;
                Some((super::accept(&listener).await, permit))
            } => accepted,
        };
        let Some(((stream, peer), permit)) = accepted else { break };
        let origin = Arc::clone(&origin);
        connections.spawn(async move {
            if timeout(PATIENCE, answer(stream, origin)).await.is_err() {
                tracing::debug!(%peer, "took too long to be redirected");
            }
            drop(permit);
        });
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

async fn answer(stream: TcpStream, origin: Arc<str>) {
    let service = service_fn(move |request| {
        let answer = redirect(&origin, &request);
        async move { Ok::<_, Infallible>(answer) }
    });
    let outcome = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(16 * 1024)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection to be redirected ended with an error");
    }
}

fn redirect(origin: &str, request: &Request<Incoming>) -> Response<String> {
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let mut response = Response::new(String::new());
    *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    // `OPTIONS *` and the like have no path to go on with.
    let path = if path.starts_with('/') { path } else { "/" };
    if let Ok(location) = HeaderValue::try_from(format!("{origin}{path}")) {
        headers.insert(LOCATION, location);
    } else {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    response
}
