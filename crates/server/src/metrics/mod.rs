//! What a supervisor counts, in the text form of Prometheus (`OpenMetrics` 1.0).
//!
//! A label is a route's template, a method, a status, a class of limits, an action: never an organization, a person, an
//! address or an id. Served on a listener of its own, which only this machine reaches ([`serve`]).

mod listener;
mod process;

use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::Duration;

use domain::Action;
use http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::app::App;
use crate::checkpoints::witnesses::Standing;
use crate::limit::Class;

pub use listener::serve;

/// Bounds of the buckets of requests, in seconds: an answer from memory, from the database, a password's hash, the time-out.
const REQUEST_BUCKETS: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Bounds of the buckets of commits, in seconds.
const COMMIT_BUCKETS: [f64; 9] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    method: String,
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfClass {
    class: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Act {
    action: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Connections {
    pool: &'static str,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfWitness {
    witness: String,
}

type Seconds = Gauge<f64, AtomicU64>;
type Number = Gauge<i64, AtomicI64>;

/// The counters of a server, and the gauges that are set when somebody looks.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Route, Histogram>,
    refusals: Family<OfClass, Counter>,
    limiter_errors: Counter,
    acts: Family<Act, Counter>,
    commits: Histogram,
    swept: Counter,
    sweeps_failed: Counter,
    connections: Family<Connections, Number>,
    waiting_mail: Number,
    oldest_mail: Seconds,
    database_answers: Number,
    witness_cosigns: Family<OfWitness, Number>,
    witness_waiting: Family<OfWitness, Number>,
    process: process::Gauges,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("credenza"),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(REQUEST_BUCKETS)),
            refusals: Family::default(),
            limiter_errors: Counter::default(),
            acts: Family::default(),
            commits: Histogram::new(COMMIT_BUCKETS),
            swept: Counter::default(),
            sweeps_failed: Counter::default(),
            connections: Family::default(),
            waiting_mail: Gauge::default(),
            oldest_mail: Gauge::default(),
            database_answers: Gauge::default(),
            witness_cosigns: Family::default(),
            witness_waiting: Family::default(),
            process: process::Gauges::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    /// Gives each its name and the sentence that explains it.
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("http_requests", "Requests by route and status", self.requests.clone());
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request's head to its answer's",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register("limiter_refusals", "Requests that were too many, by class", self.refusals.clone());
        registry.register(
            "limiter_errors",
            "Requests refused because the limiter could not decide",
            self.limiter_errors.clone(),
        );
        registry.register("acts", "Uploads, downloads and reveals, by how they ended", self.acts.clone());
        registry.register_with_unit(
            "commit_duration",
            "Time to append an audit entry and commit what it tells of",
            Unit::Seconds,
            self.commits.clone(),
        );
        registry.register(
            "swept_objects",
            "Sealed bytes that belonged to nothing and were removed",
            self.swept.clone(),
        );
        registry.register("sweeps_failed", "Sweeps that ended early", self.sweeps_failed.clone());
        registry.register(
            "database_connections",
            "Connections of a pool, by state",
            self.connections.clone(),
        );
        registry.register(
            "database_up",
            "Whether the database answered just now",
            self.database_answers.clone(),
        );
        registry.register("mail_waiting", "Mails in the queue", self.waiting_mail.clone());
        registry.register_with_unit(
            "mail_oldest",
            "How long the oldest mail has been in the queue",
            Unit::Seconds,
            self.oldest_mail.clone(),
        );
        registry.register(
            "witness_up",
            "Whether a witness cosigned what he was shown last",
            self.witness_cosigns.clone(),
        );
        registry.register(
            "witness_waiting",
            "Audit logs whose newest checkpoint a witness did not cosign when he was asked last",
            self.witness_waiting.clone(),
        );
        self.process.register(registry);
    }

    /// Counts an answer. `route`: its template; `None` when there is no such route.
    pub fn answered(&self, method: &Method, route: Option<&str>, status: StatusCode, took: Duration) {
        let method = name_of(method).to_owned();
        let route = route.unwrap_or("none").to_owned();
        let status = status.as_u16();
        self.durations
            .get_or_create(&Route { method: method.clone(), route: route.clone() })
            .observe(took.as_secs_f64());
        self.requests.get_or_create(&Answered { method, route, status }).inc();
    }

    /// Counts a request that was too many.
    pub fn refused(&self, class: Class) {
        self.refusals.get_or_create(&OfClass { class: class.as_str() }).inc();
    }

    /// Counts a request that the limiter could not decide about.
    pub fn undecided(&self) {
        self.limiter_errors.inc();
    }

    /// Counts an act on what is in custody.
    pub fn acted(&self, action: Action, done: bool) {
        let outcome = if done { "done" } else { "failed" };
        self.acts.get_or_create(&Act { action: action.as_str(), outcome }).inc();
    }

    /// Notes how long a commit took.
    pub fn committed(&self, took: Duration) {
        self.commits.observe(took.as_secs_f64());
    }

    /// Notes how a sweep ended: how many objects it removed, if it did.
    pub fn swept(&self, removed: Option<usize>) {
        match removed {
            Some(removed) => {
                self.swept.inc_by(removed as u64);
            }
            None => {
                self.sweeps_failed.inc();
            }
        }
    }

    /// Everything, in text form, with the gauges as they are now.
    pub async fn text(&self, app: &App) -> String {
        for (pool, state) in app.store.pools() {
            let set = |name, value: usize| {
                let labels = Connections { pool, state: name };
                self.connections.get_or_create(&labels).set(i64::try_from(value).unwrap_or(i64::MAX));
            };
            set("open", state.open);
            set("idle", state.idle);
            set("wanted", state.wanted);
        }
        for (named, standing, waiting) in app.signer.witnesses().standings() {
            let labels = OfWitness { witness: named.key.name().to_owned() };
            let cosigns = matches!(standing, Standing::Cosigns | Standing::Unasked);
            self.witness_cosigns.get_or_create(&labels).set(i64::from(cosigns));
            self.witness_waiting.get_or_create(&labels).set(i64::try_from(waiting).unwrap_or(i64::MAX));
        }
        let mail = app.store.system().waiting_mail().await;
        self.database_answers.set(i64::from(mail.is_ok()));
        // Without an answer, the queue is as long as it was.
        if let Ok((waiting, oldest)) = mail {
            self.waiting_mail.set(waiting);
            self.oldest_mail.set(oldest);
        }
        self.process.look();
        let mut text = String::new();
        if let Err(error) = encode(&mut text, &self.registry) {
            tracing::error!(%error, "metrics cannot be written");
        }
        text
    }
}

/// Methods are the client's to invent: what is not a usual one is counted as another.
fn name_of(method: &Method) -> &str {
    match *method {
        Method::GET
        | Method::HEAD
        | Method::POST
        | Method::PUT
        | Method::PATCH
        | Method::DELETE
        | Method::OPTIONS => method.as_str(),
        _ => "other",
    }
}
