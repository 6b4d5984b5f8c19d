//! Stand-ins for parts of the server: a clock that can be set, a key provider that tells what is asked of it, limiters.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use domain::Clock;
use domain::id::{KekId, OrgId};
use envelope::{Context, Dek, OpeningDek};
use futures_util::future::BoxFuture;
use server::kms::{KeyError, KeyProvider, LocalKeys};
use server::limit::{Class, Decision, InProcess, Limiter, LimiterError, Rate};
use server::machine::SystemClock;
use store::{Grant, SealedKey};
use time::{Duration, OffsetDateTime};

/// The machine's clock, moved.
#[derive(Default)]
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.0.fetch_add(by.whole_seconds(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> OffsetDateTime {
        SystemClock.now() + Duration::seconds(self.0.load(Ordering::SeqCst))
    }
}

/// What happens when a key is about to be unwrapped, before it is.
type Hook = Arc<dyn Fn(Context) -> BoxFuture<'static, Result<(), KeyError>> + Send + Sync>;

/// The local keys, watched.
pub(crate) struct SpyKeys {
    keys: LocalKeys,
    unwrapped: AtomicUsize,
    hook: Mutex<Option<Hook>>,
}

impl SpyKeys {
    pub(crate) fn new(keys: LocalKeys) -> Self {
        Self { keys, unwrapped: AtomicUsize::new(0), hook: Mutex::new(None) }
    }

    /// How often the provider was asked to unwrap a key.
    pub(crate) fn unwrapped(&self) -> usize {
        self.unwrapped.load(Ordering::SeqCst)
    }

    /// From now on `hook` runs before each unwrapping; its error is the provider's.
    pub(crate) fn before_unwrap<F>(&self, hook: impl Fn(Context) -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<(), KeyError>> + Send + 'static,
    {
        *self.hook.lock().unwrap() = Some(Arc::new(move |context| Box::pin(hook(context))));
    }

    pub(crate) fn leave_alone(&self) {
        *self.hook.lock().unwrap() = None;
    }
}

impl KeyProvider for SpyKeys {
    fn new_kek(&self, org: OrgId, kek: KekId) -> BoxFuture<'_, Result<Vec<u8>, KeyError>> {
        self.keys.new_kek(org, kek)
    }

    fn opens_kek<'a>(
        &'a self,
        org: OrgId,
        kek: KekId,
        wrapped_kek: &'a [u8],
    ) -> BoxFuture<'a, Result<bool, KeyError>> {
        self.keys.opens_kek(org, kek, wrapped_kek)
    }

    fn new_deks<'a>(
        &'a self,
        kek: KekId,
        wrapped_kek: &'a [u8],
        contexts: &'a [Context],
    ) -> BoxFuture<'a, Result<Vec<(Dek, Vec<u8>)>, KeyError>> {
        self.keys.new_deks(kek, wrapped_kek, contexts)
    }

    fn unwrap_dek<'a>(
        &'a self,
        grant: Grant,
        sealed: &'a SealedKey,
        context: &'a Context,
    ) -> BoxFuture<'a, Result<OpeningDek, KeyError>> {
        self.unwrapped.fetch_add(1, Ordering::SeqCst);
        let hook = self.hook.lock().unwrap().clone();
        let context_of_hook = *context;
        Box::pin(async move {
            if let Some(hook) = hook {
                hook(context_of_hook).await?;
            }
            self.keys.unwrap_dek(grant, sealed, context).await
        })
    }
}

/// Everything passes, counted as in production.
pub(crate) fn generous() -> Arc<dyn Limiter> {
    let rate = Rate::per_minute(1_000_000, 1_000_000);
    Arc::new(InProcess::new(&Class::ALL.iter().map(|class| (*class, rate)).collect()))
}

/// One class is as narrow as can be: `burst` at once, and the next in a minute.
pub(crate) fn narrow(class: Class, burst: u32) -> Arc<dyn Limiter> {
    let wide = Rate::per_minute(1_000_000, 1_000_000);
    let mut rates: HashMap<_, _> = Class::ALL.iter().map(|class| (*class, wide)).collect();
    rates.insert(class, Rate::per_minute(1, burst));
    Arc::new(InProcess::new(&rates))
}

/// A limiter whose memory has gone away, once it is told so.
#[derive(Default)]
pub(crate) struct Failing(pub(crate) std::sync::atomic::AtomicBool);

impl Limiter for Failing {
    fn check<'a>(&'a self, class: Class, _: &'a str) -> BoxFuture<'a, Result<Decision, LimiterError>> {
        let gone = self.0.load(Ordering::SeqCst);
        let (window, reset) = (std::time::Duration::from_secs(60), std::time::Duration::ZERO);
        let fine = Decision { class, allowed: true, limit: 1, window, remaining: 1, reset };
        Box::pin(async move { if gone { Err(LimiterError("gone away".into())) } else { Ok(fine) } })
    }
}

/// A limiter that can be exchanged for another while the server runs.
pub(crate) struct Exchangeable(Mutex<Arc<dyn Limiter>>);

impl Default for Exchangeable {
    fn default() -> Self {
        Self(Mutex::new(generous()))
    }
}

impl Exchangeable {
    pub(crate) fn exchange(&self, limiter: Arc<dyn Limiter>) {
        *self.0.lock().unwrap() = limiter;
    }
}

impl Limiter for Exchangeable {
    fn check<'a>(&'a self, class: Class, key: &'a str) -> BoxFuture<'a, Result<Decision, LimiterError>> {
        let present = Arc::clone(&self.0.lock().unwrap());
        Box::pin(async move { present.check(class, key).await })
    }
}
