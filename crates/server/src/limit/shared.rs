//! The limiter that replicas share: GCRA in a Redis, one script a request, on Redis's clock.
//!
//! Redis that is away, hangs or cannot answer in time means that nothing passes. Redis that has lost its memory means
//! that nothing more passes than the rates allow in the long run: see `gcra.lua` and `docs/adr/0013-shared-limits.md`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::hmac;
use futures_util::future::BoxFuture;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ConnectionAddr, IntoConnectionInfo, RedisError, cmd};
use secrecy::{ExposeSecret, SecretString};

use super::{Class, Decision, Limiter, LimiterError, Rate};

const SCRIPT: &str = include_str!("gcra.lua");

/// A decision takes no longer, a new connection included. A request that asks two limits is answered within two seconds.
const PATIENCE: Duration = Duration::from_millis(900);

/// A single answer of Redis takes no longer.
const ANSWER: Duration = Duration::from_millis(400);

/// Says in which Redis, in a form that the log may show. The URL itself may hold a password.
///
/// # Errors
/// [`UnusableUrl`] for what is no URL of a Redis.
pub fn address(url: &SecretString) -> Result<String, UnusableUrl> {
    Ok(match client(url)?.get_connection_info().addr() {
        ConnectionAddr::Tcp(host, port) => format!("{host}:{port}"),
        ConnectionAddr::Unix(path) => path.display().to_string(),
        _ => return Err(UnusableUrl),
    })
}

/// A text that is no URL of a Redis, or of one that is reached by TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected redis://USER:PASSWORD@HOST:PORT/DB or unix:///PATH/TO/SOCKET?db=DB; TLS is not possible")]
pub struct UnusableUrl;

fn client(url: &SecretString) -> Result<Client, UnusableUrl> {
    // The library's own message could quote the password.
    let info = url.expose_secret().into_connection_info().map_err(|_| UnusableUrl)?;
    match info.addr() {
        ConnectionAddr::Tcp(..) | ConnectionAddr::Unix(_) => Client::open(info).map_err(|_| UnusableUrl),
        _ => Err(UnusableUrl),
    }
}

/// A connection that has been introduced: the script is loaded, and which run of Redis it leads to is known.
#[derive(Clone)]
struct Line {
    connection: MultiplexedConnection,
    script: String,
    run: String,
    /// Tells it from later ones.
    number: u64,
}

/// Counts in a Redis.
pub struct Shared {
    client: Client,
    keys: hmac::Key,
    epoch: String,
    rates: HashMap<Class, Rate>,
    line: Mutex<Option<Line>>,
    /// Held while a connection is made, so that one is made and not one for each request that waits.
    dialing: tokio::sync::Mutex<()>,
    dialed: AtomicU64,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shared")
    }
}

impl Shared {
    /// A limiter over the Redis of `url` with these rates, and the default ones for classes that are not among them.
    /// `secret` names the keys: who has it not cannot tell from a key whose it is, and replicas that share it share their
    /// limits. Connects when it is first asked.
    ///
    /// # Errors
    /// [`UnusableUrl`].
    pub fn new(
        url: &SecretString,
        rates: &HashMap<Class, Rate>,
        secret: &[u8; 32],
    ) -> Result<Self, UnusableUrl> {
        let keys = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let rates = Class::ALL.iter().map(|c| (*c, rates.get(c).copied().unwrap_or(c.default_rate())));
        Ok(Self {
            client: client(url)?,
            epoch: format!("{}:epoch", name(&keys, &["epoch"])),
            rates: rates.collect(),
            keys,
            line: Mutex::new(None),
            dialing: tokio::sync::Mutex::new(()),
            dialed: AtomicU64::new(0),
        })
    }

    fn present_line(&self) -> Option<Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The present connection, or a new one.
    async fn line(&self) -> Result<Line, RedisError> {
        if let Some(line) = self.present_line() {
            return Ok(line);
        }
        let _turn = self.dialing.lock().await;
        // Somebody else may have made it while this one waited.
        if let Some(line) = self.present_line() {
            return Ok(line);
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(ANSWER))
            .set_response_timeout(Some(ANSWER));
        let mut connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        let info: String = cmd("INFO").arg("server").query_async(&mut connection).await?;
        let run = info.lines().find_map(|line| line.strip_prefix("run_id:")).map(str::trim);
        let Some(run) = run.filter(|run| !run.is_empty()) else {
            return Err((redis::ErrorKind::UnexpectedReturnType, "Redis does not tell its run_id").into());
        };
        let script: String = cmd("SCRIPT").arg("LOAD").arg(SCRIPT).query_async(&mut connection).await?;
        let number = self.dialed.fetch_add(1, Ordering::Relaxed);
        let line = Line { connection, script, run: run.to_owned(), number };
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = Some(line.clone());
        Ok(line)
    }

    /// Does not use this connection again.
    fn hang_up(&self, number: u64) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.take_if(|line| line.number == number);
    }

    async fn count(&self, mut line: Line, rate: Rate, bucket: &str) -> Result<Answer, RedisError> {
        let micros = u64::try_from(rate.interval.as_micros()).unwrap_or(u64::MAX);
        cmd("EVALSHA")
            .arg(&line.script)
            .arg(2)
            .arg(bucket)
            .arg(&self.epoch)
            .arg(micros)
            .arg(rate.burst)
            .arg(&line.run)
            .query_async(&mut line.connection)
            .await
    }

    /// Asks once more, on a new connection, when one that was there before turns out to be dead.
    async fn ask(&self, rate: Rate, bucket: &str) -> Result<Answer, RedisError> {
        let old = self.present_line();
        if let Some(line) = old {
            let number = line.number;
            match self.count(line, rate, bucket).await {
                Err(error) if error.is_timeout() => {
                    self.hang_up(number);
                    return Err(error);
                }
                Err(_) => self.hang_up(number),
                answer => return answer,
            }
        }
        let line = self.line().await?;
        let number = line.number;
        let answer = self.count(line, rate, bucket).await;
        if answer.is_err() {
            self.hang_up(number);
        }
        answer
    }

    async fn decide(&self, class: Class, key: &str) -> Result<Decision, LimiterError> {
        let rate = self.rates.get(&class).copied().unwrap_or(class.default_rate());
        let bucket = name(&self.keys, &[class.as_str(), key]);
        let (allowed, remaining, micros) = in_time(self.ask(rate, &bucket)).await?;
        Ok(Decision {
            class,
            allowed: allowed == 1,
            limit: rate.burst,
            window: rate.window(),
            remaining: u32::try_from(remaining).unwrap_or(0),
            reset: Duration::from_micros(u64::try_from(micros).unwrap_or(0)),
        })
    }

    async fn ping(&self) -> Result<(), RedisError> {
        let mut line = self.line().await?;
        let answer = cmd("PING").query_async(&mut line.connection).await;
        if answer.is_err() {
            self.hang_up(line.number);
        }
        answer
    }
}

/// What the script answers: 1 when the request may pass, how many more may come, and microseconds.
type Answer = (i64, i64, i64);

async fn in_time<T>(asking: impl Future<Output = Result<T, RedisError>>) -> Result<T, LimiterError> {
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(answer) => answer.map_err(|error| LimiterError(format!("Redis: {error}"))),
        Err(_) => Err(LimiterError(format!("Redis has not answered for {} ms", PATIENCE.as_millis()))),
    }
}

/// The name under which Redis knows a key: neither an address nor a person can be read or guessed from it.
fn name(keys: &hmac::Key, parts: &[&str]) -> String {
    let mut context = hmac::Context::with_key(keys);
    for part in parts {
        // With their lengths: no two lists of parts are the same bytes.
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let tag = context.sign();
    format!("credenza:limit:{}", hex::encode(tag.as_ref().first_chunk::<16>().unwrap_or(&[0; 16])))
}

impl Limiter for Shared {
    fn check<'a>(&'a self, class: Class, key: &'a str) -> BoxFuture<'a, Result<Decision, LimiterError>> {
        Box::pin(self.decide(class, key))
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), LimiterError>> {
        Box::pin(in_time(self.ping()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_told_without_its_password() {
        for (url, told) in [
            ("redis://:hunter2@redis.internal/3", "redis.internal:6379"),
            ("redis://limits:hunter2@[::1]:7000", "::1:7000"),
            ("unix:///run/redis.sock?pass=hunter2", "/run/redis.sock"),
        ] {
            assert_eq!(address(&url.into()).unwrap(), told);
        }
        for url in ["", "hunter2", "http://hunter2@x", "rediss://:hunter2@x", "redis://", "redis://x/hunter2"]
        {
            let error = address(&url.into()).expect_err(url).to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn keys_tell_nothing_and_are_told_apart() {
        let (one, two) =
            (hmac::Key::new(hmac::HMAC_SHA256, &[1; 32]), hmac::Key::new(hmac::HMAC_SHA256, &[2; 32]));
        let bucket = name(&one, &["sign_in", "192.0.2.7"]);
        assert!(bucket.starts_with("credenza:limit:") && bucket.len() == 47);
        assert_eq!(bucket, name(&one, &["sign_in", "192.0.2.7"]));
        for other in [name(&two, &["sign_in", "192.0.2.7"]), name(&one, &["sign_in1", "92.0.2.7"])] {
            assert_ne!(bucket, other);
        }
    }
}
