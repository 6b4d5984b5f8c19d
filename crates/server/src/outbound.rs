//! Requests to addresses that strangers name: a certificate's issuer writes into it where revocations are told, and whoever
//! uploads it may have written it himself. So the server asks only what anybody could ask: `http` and `https`, at addresses
//! of the public Internet, looked at when it connects, also behind a redirect; and an answer is bounded in size and time.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Proxy, Response};
use url::{Host, Url};

use crate::networks::{Networks, is_public};

/// The most redirects that are followed.
const REDIRECTS: usize = 3;

/// How long an answer may take, all of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// How the server reaches others.
#[derive(Debug, Clone, Default)]
pub struct Reach {
    /// The proxy that all requests go through; it then also resolves names.
    pub proxy: Option<Url>,
    /// Networks that are not public, and may be asked all the same.
    pub allowed: Networks,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The address is no `http` or `https` URL, or is in a network that is not asked.
    #[error("that address is not asked")]
    Forbidden,
    /// Nobody is there, or he does not speak HTTP.
    #[error("nobody answers")]
    Unreachable,
    /// The answer took too long.
    #[error("the answer took too long")]
    TimedOut,
    /// The answer is no success, or leads on too often.
    #[error("the answer is an error")]
    Status,
    /// The answer is larger than it may be.
    #[error("the answer is too large")]
    TooLarge,
}

/// Asks strangers.
#[derive(Debug, Clone)]
pub struct Outbound {
    client: Client,
    allowed: Networks,
    patience: Duration,
}

impl Outbound {
    /// # Errors
    /// When no TLS could be set up.
    pub fn new(reach: &Reach) -> Result<Self, reqwest::Error> {
        let proxy_host = reach.proxy.as_ref().and_then(Url::host_str).map(str::to_owned);
        let resolver = PublicAddresses { allowed: reach.allowed.clone(), proxy: proxy_host };
        let allowed = reach.allowed.clone();
        let follow = move |attempt: Attempt<'_>| match check(attempt.url(), &allowed) {
            Ok(()) if attempt.previous().len() <= REDIRECTS => attempt.follow(),
            // What was answered so far is no success.
            _ => attempt.stop(),
        };
        let builder = Client::builder()
            // Not the environment's: the configuration says how the server reaches others.
            .no_proxy()
            .redirect(Policy::custom(follow))
            .dns_resolver(Arc::new(resolver))
            .connect_timeout(Duration::from_secs(10))
            .user_agent("Credenza");
        let builder = match &reach.proxy {
            Some(proxy) => builder.proxy(Proxy::all(proxy.clone())?),
            None => builder,
        };
        Ok(Self { client: builder.build()?, allowed: reach.allowed.clone(), patience: PATIENCE })
    }

    /// The same, with another bound for the time that an answer takes.
    #[must_use]
    pub fn patient_for(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// GET: at most `most` bytes.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn get(&self, url: &str, most: usize) -> Result<Vec<u8>, OutboundError> {
        let request = self.client.get(self.allow(url)?);
        self.send(request, most).await
    }

    /// POST of a body of this type: at most `most` bytes.
    ///
    /// # Errors
    /// [`OutboundError`].
    pub async fn post(
        &self,
        url: &str,
        content_type: &'static str,
        body: Vec<u8>,
        most: usize,
    ) -> Result<Vec<u8>, OutboundError> {
        let request = self.client.post(self.allow(url)?);
        self.send(request.header(http::header::CONTENT_TYPE, content_type).body(body), most).await
    }

    fn allow(&self, url: &str) -> Result<Url, OutboundError> {
        let url = Url::parse(url).map_err(|_| OutboundError::Forbidden)?;
        check(&url, &self.allowed).map(|()| url)
    }

    async fn send(&self, request: reqwest::RequestBuilder, most: usize) -> Result<Vec<u8>, OutboundError> {
        let answered = async {
            let response = request.send().await.map_err(|error| of(&error))?;
            if !response.status().is_success() {
                return Err(OutboundError::Status);
            }
            body(response, most).await
        };
        tokio::time::timeout(self.patience, answered).await.unwrap_or(Err(OutboundError::TimedOut))
    }
}

async fn body(mut response: Response, most: usize) -> Result<Vec<u8>, OutboundError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| of(&error))? {
        if bytes.len() + chunk.len() > most {
            return Err(OutboundError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn of(error: &reqwest::Error) -> OutboundError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = source {
        if cause.is::<NotPublic>() {
            return OutboundError::Forbidden;
        }
        source = cause.source();
    }
    if error.is_timeout() { OutboundError::TimedOut } else { OutboundError::Unreachable }
}

/// Whether a URL may be asked, as far as it says itself: an address in it is not resolved any more.
fn check(url: &Url, allowed: &Networks) -> Result<(), OutboundError> {
    let address = match url.host() {
        Some(Host::Ipv4(v4)) => Some(IpAddr::V4(v4)),
        Some(Host::Ipv6(v6)) => Some(IpAddr::V6(v6)),
        Some(Host::Domain(_)) => None,
        None => return Err(OutboundError::Forbidden),
    };
    let spoken = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
    let reachable = address.is_none_or(|address| is_public(address) || allowed.contains(address));
    if spoken && reachable { Ok(()) } else { Err(OutboundError::Forbidden) }
}

/// A name leads to a network that is not asked.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not asked")]
struct NotPublic;

/// Resolves names to public addresses alone. What it returns is what is connected to: nobody can say something else in between.
struct PublicAddresses {
    allowed: Networks,
    /// The proxy's name: it is the operator's, and may be anywhere.
    proxy: Option<String>,
}

impl Resolve for PublicAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = self.allowed.clone();
        let is_proxy = self.proxy.as_deref() == Some(name.as_str());
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let fits =
                |address: &SocketAddr| is_proxy || is_public(address.ip()) || allowed.contains(address.ip());
            let public: Vec<_> = found.filter(fits).collect();
            if public.is_empty() {
                return Err(NotPublic.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_be_disguised() {
        let refused = |url: &str| {
            let url = Url::parse(url);
            url.is_err() || check(&url.unwrap(), &Networks::default()).is_err()
        };
        for url in [
            "file:///etc/passwd",
            "ldap://1.1.1.1/",
            "ftp://1.1.1.1/",
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://user@1.1.1.1/",
            "http:///",
            "http://169.254.169.254/latest/meta-data/",
        ] {
            assert!(refused(url), "{url}");
        }
        assert!(!refused("http://ocsp.example/") && !refused("https://1.1.1.1:8080/x"));
        let ours = Networks::parse("127.0.0.0/8").unwrap();
        assert_eq!(check(&Url::parse("http://127.0.0.1:9/").unwrap(), &ours), Ok(()));
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_asked() {
        crate::tls::install_crypto_provider();
        let outbound = Outbound::new(&Reach::default()).unwrap();
        assert_eq!(outbound.get("http://localhost:9/", 10).await, Err(OutboundError::Forbidden));
    }
}
