//! Sending a message: over TLS, to an address that may be asked, and with little patience.
//!
//! A name is resolved here, and the connection goes to one of the addresses that were looked at: there is no second look-up for
//! somebody to answer otherwise (DNS rebinding). Proxies of the environment are passed by, since they would do the look-up.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, Client, redirect, retry};
use secrecy::ExposeSecret;

use super::signature::sign;
use super::{Reach, Target};
use crate::networks::{Networks, is_public};

/// For a connection, TLS included.
const CONNECT: Duration = Duration::from_secs(5);

/// For all of it.
const WHOLE: Duration = Duration::from_secs(15);

/// The most octets of an answer that are read.
const READ: usize = 1024;

/// The most characters of it that are kept.
const KEPT: usize = 200;

/// An address that may not be asked.
#[derive(Debug, thiserror::Error)]
#[error("the address is not on the public Internet, and not allowed by the server's configuration")]
pub(super) struct Forbidden;

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Its beginning, in characters that can be printed.
    pub(super) text: String,
}

/// Why nothing came back.
#[derive(Debug)]
pub(super) enum Unsent {
    /// It may not be asked. Trying again does not help.
    Forbidden,
    /// Anything else, in words.
    Failed(String),
}

/// Looks up a name.
type LookUp = dyn Fn(String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> + Send + Sync;

/// Gives out addresses that may be asked, and no others.
struct Resolver {
    look_up: Arc<LookUp>,
    allow: Networks,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (asking, allow) = ((self.look_up)(name.as_str().to_owned()), self.allow.clone());
        Box::pin(async move {
            let found = asking.await?;
            let allowed: Vec<_> = found.into_iter().filter(|found| may_ask(found.ip(), &allow)).collect();
            if allowed.is_empty() {
                return Err(Forbidden.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn may_ask(address: IpAddr, allow: &Networks) -> bool {
    is_public(address) || allow.contains(address)
}

/// Sends messages.
pub(super) struct Sender {
    /// Or why there is none.
    client: Result<Client, String>,
    allow: Networks,
    patience: Duration,
}

impl Sender {
    pub(super) fn new(reach: &Reach) -> Self {
        let look_up = |name: String| -> BoxFuture<'static, _> {
            Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
        };
        Self::looking_up(reach, Arc::new(look_up))
    }

    fn looking_up(reach: &Reach, look_up: Arc<LookUp>) -> Self {
        let resolver = Resolver { look_up, allow: reach.allow.clone() };
        let client = client(resolver, reach.authorities.as_deref()).map_err(|error| words(&error));
        if let Err(error) = &client {
            tracing::warn!(%error, "webhooks cannot be told of anything");
        }
        Self { client, allow: reach.allow.clone(), patience: WHOLE }
    }

    /// The same, with other patience.
    pub(super) fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Sends `body` under `id`, signed at `timestamp` (seconds since 1970).
    pub(super) async fn send(
        &self,
        target: &Target,
        id: &str,
        timestamp: i64,
        body: Vec<u8>,
    ) -> Result<Answer, Unsent> {
        // An address of numbers is not looked up.
        if target.literal().is_some_and(|address| !may_ask(address, &self.allow)) {
            return Err(Unsent::Forbidden);
        }
        let client = self.client.as_ref().map_err(|error| Unsent::Failed(error.clone()))?;
        let signature = sign(target.secret.expose_secret(), id, timestamp, &body)
            .ok_or_else(|| Unsent::Failed("its secret is none".into()))?;
        let request = client
            .post(target.url().clone())
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", signature)
            .body(body);
        match tokio::time::timeout(self.patience, exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(Unsent::Failed("it did not answer in time".into())),
        }
    }
}

async fn exchange(request: reqwest::RequestBuilder) -> Result<Answer, Unsent> {
    let mut response = request.send().await.map_err(|error| unsent(&error))?;
    let (status, mut read) = (response.status().as_u16(), Vec::new());
    // What it answers with is its own affair: that it did counts.
    while let Ok(Some(chunk)) = response.chunk().await {
        read.extend(chunk.iter().take(READ - read.len()));
        if read.len() == READ {
            break;
        }
    }
    let text = String::from_utf8_lossy(&read);
    let printable = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(KEPT);
    Ok(Answer { status, text: printable.collect::<String>().trim().to_owned() })
}

fn client(resolver: Resolver, authorities: Option<&[u8]>) -> reqwest::Result<Client> {
    let mut builder = Client::builder()
        .https_only(true)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        // Each message is a connection: the next one is looked up again.
        .pool_max_idle_per_host(0)
        .connect_timeout(CONNECT)
        .user_agent(concat!("Credenza/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(resolver);
    if let Some(pem) = authorities {
        builder = builder.tls_certs_merge(Certificate::from_pem_bundle(pem)?);
    }
    builder.build()
}

fn unsent(error: &reqwest::Error) -> Unsent {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<Forbidden>() {
            return Unsent::Forbidden;
        }
        cause = error.source();
    }
    Unsent::Failed(words(error))
}

/// The last cause, which says most, without the address, which is secret.
fn words(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it did not answer in time".into();
    }
    let mut last: &dyn std::error::Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    let said =
        if std::ptr::addr_eq(last, error) { "it cannot be asked".to_owned() } else { last.to_string() };
    said.chars().take(KEPT).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::machine::SystemRng;

    /// A sender for which every name leads to the next of these addresses.
    fn sender(allow: &str, answers: &[&[&str]]) -> Sender {
        crate::tls::install_crypto_provider();
        let answers: Vec<Vec<SocketAddr>> = answers
            .iter()
            .map(|addresses| {
                addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 0)).collect()
            })
            .collect();
        let left = Arc::new(Mutex::new(answers.into_iter()));
        let look_up = move |_: String| -> BoxFuture<'static, _> {
            let next = left.lock().unwrap().next();
            Box::pin(async move { next.ok_or_else(|| std::io::Error::other("looked up once too often")) })
        };
        let reach = Reach { allow: Networks::parse(allow).unwrap(), authorities: None };
        Sender::looking_up(&reach, Arc::new(look_up))
    }

    async fn send(sender: &Sender, url: &str) -> Result<Answer, Unsent> {
        let everywhere = Networks::parse("0.0.0.0/0, ::/0").unwrap();
        let target = Target::new(url, &everywhere, &SystemRng).unwrap();
        sender.send(&target, "evt_1", 7, b"{}".to_vec()).await
    }

    #[tokio::test]
    async fn a_name_is_looked_at_each_time_it_is_connected_to() {
        // What was public when the webhook was made, or a moment ago, leads inside now.
        let sender = sender("", &[&["127.0.0.1"], &["10.0.0.1", "169.254.169.254"], &["::1"], &["fd00::1"]]);
        for _ in 0..4 {
            let sent = send(&sender, "https://rebinding.test/").await;
            assert!(matches!(sent, Err(Unsent::Forbidden)), "{sent:?}");
        }
    }

    #[tokio::test]
    async fn an_address_of_numbers_is_looked_at_too() {
        let sender = sender("", &[]);
        for url in
            ["https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://192.168.0.1/"]
        {
            assert!(matches!(send(&sender, url).await, Err(Unsent::Forbidden)), "{url}");
        }
    }

    #[tokio::test]
    async fn of_several_addresses_only_those_that_may_be_asked_are() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sender = sender("127.0.0.0/8", &[&["10.0.0.1", "127.0.0.1"]]);
        let url = format!("https://several.test:{port}/");
        let (connected, sent) =
            tokio::join!(async { listener.accept().await.map(drop) }, send(&sender, &url));
        connected.unwrap();
        assert!(matches!(sent, Err(Unsent::Failed(_))), "it hung up: {sent:?}");
    }
}
