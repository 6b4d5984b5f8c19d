//! Witnesses: others, with machines and keys of their own, who are shown each checkpoint and cosign those that grow from what they
//! saw (C2SP tlog-witness; docs/AUDIT.md, "Witnesses"). A witness who does not answer stops no log: it is told, in the log of the
//! server, in the metrics and to who reads the audit log, and he is asked again.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use audit::{AddCheckpoint, Digest, Note, Tree, WitnessKey, prove_consistency};
use domain::id::OrgId;
use futures_util::future::join_all;
use reqwest::{Certificate, Client, StatusCode, redirect};
use store::{KeptCosignature, LogToWitness, Store};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{BATCH, to_u64};
use crate::app::App;

/// How long a witness is waited for, all of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long an export waits for witnesses.
const EXPORT: Duration = Duration::from_secs(5);

/// Between two rounds; after a failure twice as long, and so on.
const ROUND: Duration = Duration::from_secs(1);

/// At most so long after a failure.
const LONGEST: Duration = Duration::from_secs(60);

/// Logs that are shown to a witness at a time.
const AT_A_TIME: usize = 8;

/// The most bytes of an answer.
const MAX_ANSWER: usize = 16_384;

/// A witness, as the configuration names him.
#[derive(Debug, Clone)]
pub struct Named {
    /// Where he is asked: the submission prefix.
    pub url: Url,
    /// What verifies his cosignatures.
    pub key: WitnessKey,
}

/// What is known of a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// He was not asked yet.
    Unasked,
    /// He cosigned all that he was shown last.
    Cosigns,
    /// He does not answer, or not as a witness.
    Away(String),
    /// He refuses what he is shown: he saw another log, or does not accept this one.
    Refuses(String),
}

/// Why a checkpoint was not cosigned.
#[derive(Debug, thiserror::Error)]
enum ShowError {
    #[error("{0}")]
    Away(String),
    #[error("{0}")]
    Refuses(String),
    #[error(transparent)]
    Store(#[from] store::Error),
}

struct Asked {
    named: Named,
    state: Mutex<State>,
}

struct State {
    standing: Standing,
    /// How many checkpoints he did not cosign, in the last round.
    waiting: usize,
    not_before: Option<Instant>,
    pause: Duration,
}

/// All of them.
#[derive(Default)]
pub struct Witnesses {
    each: Vec<Asked>,
    client: Client,
}

impl std::fmt::Debug for Witnesses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.each.iter().map(|asked| &asked.named)).finish()
    }
}

/// What a witness answered.
enum Reply {
    Cosigned(String),
    /// The size that he cosigned last.
    Conflict(u64),
}

impl Witnesses {
    /// These witnesses. `authorities`: PEM, beside those of the machine.
    ///
    /// # Errors
    /// When no TLS could be set up, or `authorities` are none.
    pub fn new(named: Vec<Named>, authorities: Option<&[u8]>) -> Result<Self, reqwest::Error> {
        let builder = Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(PATIENCE);
        let builder = builder.user_agent("Credenza");
        let builder = match authorities {
            Some(pem) => builder.tls_certs_merge(Certificate::from_pem_bundle(pem)?),
            None => builder,
        };
        let state = || State { standing: Standing::Unasked, waiting: 0, not_before: None, pause: ROUND };
        let each = named.into_iter().map(|named| Asked { named, state: Mutex::new(state()) }).collect();
        Ok(Self { each, client: builder.build()? })
    }

    /// What is known of each, and how many checkpoints he has not cosigned.
    pub fn standings(&self) -> impl Iterator<Item = (&Named, Standing, usize)> {
        self.each.iter().map(|asked| {
            let state = asked.state();
            (&asked.named, state.standing.clone(), state.waiting)
        })
    }

    /// Shows all of them what they have not cosigned, of one organization or of all.
    pub async fn show(&self, store: &Store, org: Option<OrgId>) {
        let all: Vec<_> = self.each.iter().map(|asked| asked.show(&self.client, store, org)).collect();
        join_all(all).await;
    }

    /// As [`Witnesses::show`], for an export, which does not wait for long.
    pub async fn show_before_export(&self, store: &Store, org: OrgId) {
        if tokio::time::timeout(EXPORT, self.show(store, Some(org))).await.is_err() {
            tracing::warn!(%org, "a witness does not answer: the end of an export is not cosigned by him");
        }
    }
}

/// Shows witnesses what is new, until the server stops.
pub async fn keep_showing(app: App, shutdown: CancellationToken) {
    let witnesses = app.signer.witnesses();
    if witnesses.each.is_empty() {
        return;
    }
    let mut round = tokio::time::interval(ROUND);
    round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = round.tick() => {}
        }
        let due = witnesses.each.iter().filter(|asked| asked.is_due());
        let shown: Vec<_> = due.map(|asked| asked.show(&witnesses.client, &app.store, None)).collect();
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = join_all(shown) => {}
        }
    }
}

impl Asked {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_due(&self) -> bool {
        self.state().not_before.is_none_or(|moment| moment <= Instant::now())
    }

    async fn show(&self, client: &Client, store: &Store, org: Option<OrgId>) {
        let logs = match store.system().logs_to_witness(&self.named.key.to_string(), org).await {
            Ok(logs) => logs,
            Err(error) => {
                tracing::debug!(%error, "what a witness has not cosigned is looked up again");
                return;
            }
        };
        let (mut shown, mut failures) = (0, Vec::new());
        for some in logs.chunks(AT_A_TIME) {
            let asked: Vec<_> = some.iter().map(|log| self.show_log(client, store, log)).collect();
            let failed: Vec<_> = join_all(asked).await.into_iter().filter_map(Result::err).collect();
            // Who is away is not asked about each log; who fails with one may cosign the next.
            let away = failed.iter().filter(|failure| matches!(failure, ShowError::Away(_))).count();
            shown += some.len();
            failures.extend(failed);
            if away == some.len() {
                break;
            }
        }
        let waiting = logs.len() - (shown - failures.len());
        self.settle(waiting, shown, failures, org.is_none());
    }

    /// Notes how a round went, and tells when that is another way than before.
    fn settle(&self, waiting: usize, shown: usize, failures: Vec<ShowError>, all: bool) {
        let mut worst = if shown == 0 { None } else { Some(Standing::Cosigns) };
        for failure in failures {
            worst = match failure {
                ShowError::Store(error) => {
                    tracing::debug!(%error, "a checkpoint has to wait for its witness");
                    worst
                }
                ShowError::Refuses(why) => Some(Standing::Refuses(why)),
                ShowError::Away(_) if matches!(worst, Some(Standing::Refuses(_))) => worst,
                ShowError::Away(why) => Some(Standing::Away(why)),
            };
        }
        let name = self.named.key.name();
        let mut state = self.state();
        if all {
            state.waiting = waiting;
        }
        if waiting == 0 {
            (state.not_before, state.pause) = (None, ROUND);
        } else {
            state.not_before = Some(Instant::now() + state.pause);
            state.pause = (state.pause * 2).min(LONGEST);
        }
        let Some(now) = worst else { return };
        if state.standing != now {
            match &now {
                Standing::Cosigns => tracing::info!(witness = name, "a witness cosigns"),
                Standing::Away(why) => {
                    tracing::warn!(witness = name, why, "a witness does not cosign; he is asked again");
                }
                Standing::Refuses(why) => {
                    tracing::error!(
                        witness = name,
                        why,
                        "a witness refuses: see docs/OPERATIONS.md, Witnesses"
                    );
                }
                Standing::Unasked => {}
            }
            state.standing = now;
        }
    }

    async fn show_log(&self, client: &Client, store: &Store, log: &LogToWitness) -> Result<(), ShowError> {
        let size = to_u64(log.kept.size);
        let mut tree = known(log).unwrap_or_default();
        let mut told = false;
        loop {
            let new = leaves(store, log, tree.size(), size).await?;
            let proof = prove_consistency(&tree, &new);
            let body = AddCheckpoint::body(tree.size(), &proof, &log.kept.note);
            match self.ask(client, body).await? {
                Reply::Cosigned(lines) => {
                    new.into_iter().for_each(|leaf| tree.push(leaf));
                    return self.keep(store, log, &lines, &tree).await;
                }
                // He cosigned something whose answer never came here, or what a backup does not have.
                Reply::Conflict(seen) if !told && seen <= size && seen != tree.size() => {
                    told = true;
                    tree = Tree::new();
                    leaves(store, log, 0, seen).await?.into_iter().for_each(|leaf| tree.push(leaf));
                }
                Reply::Conflict(seen) => {
                    return Err(ShowError::Refuses(format!(
                        "of epoch {} of {} he saw {seen} entries, which are not the first of those that were signed: the log was \
                         taken back or forked",
                        log.kept.epoch, log.org
                    )));
                }
            }
        }
    }

    /// Keeps his cosignature, if it is one.
    async fn keep(
        &self,
        store: &Store,
        log: &LogToWitness,
        lines: &str,
        tree: &Tree,
    ) -> Result<(), ShowError> {
        let is_his = |line: &&str| {
            let note = Note::parse(&format!("{}{line}", log.kept.note)).ok();
            note.is_some_and(|note| self.named.key.cosigned(&note).is_ok_and(|time| time.is_some()))
        };
        let line = lines.split_inclusive('\n').find(is_his).ok_or_else(|| {
            ShowError::Away("what he answered is no cosignature by the key that is configured".to_owned())
        })?;
        let kept = KeptCosignature {
            epoch: log.kept.epoch,
            size: log.kept.size,
            witness: self.named.key.to_string(),
            line: line.to_owned(),
            edge: tree.edge().iter().flat_map(|node| node.0).collect(),
        };
        Ok(store.system().add_cosignature(log.org, &kept).await?)
    }

    async fn ask(&self, client: &Client, body: String) -> Result<Reply, ShowError> {
        let away = |error: reqwest::Error| {
            let why = if error.is_timeout() { "he takes too long" } else { "he does not answer" };
            ShowError::Away(why.to_owned())
        };
        let url = format!("{}/add-checkpoint", self.named.url.as_str().trim_end_matches('/'));
        let mut response = client.post(url).body(body).send().await.map_err(away)?;
        let status = response.status();
        let mut answer = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(away)? {
            if answer.len() + chunk.len() > MAX_ANSWER {
                return Err(ShowError::Away("his answer is too long".to_owned()));
            }
            answer.extend_from_slice(&chunk);
        }
        let text = String::from_utf8_lossy(&answer).into_owned();
        match status {
            StatusCode::OK => Ok(Reply::Cosigned(text)),
            StatusCode::CONFLICT => {
                let size = text.strip_suffix('\n').and_then(|size| size.parse().ok());
                size.map(Reply::Conflict)
                    .ok_or_else(|| ShowError::Away("his answer names no size".to_owned()))
            }
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Err(ShowError::Refuses(format!(
                "he does not accept the key of this log (status {})",
                status.as_u16()
            ))),
            StatusCode::UNPROCESSABLE_ENTITY => Err(ShowError::Refuses(
                "the log does not grow from what he saw: it was taken back or forked".to_owned(),
            )),
            other => Err(ShowError::Away(format!("he answers with status {}", other.as_u16()))),
        }
    }
}

/// The tree that he cosigned last, by its edge.
fn known(log: &LogToWitness) -> Option<Tree> {
    let (nodes, rest) = log.edge.as_deref()?.as_chunks::<32>();
    let edge = nodes.iter().map(|node| Digest(*node)).collect();
    rest.is_empty().then(|| Tree::from_edge(to_u64(log.seen), edge))?
}

/// The leaf hashes of the entries after `from`, to the one at `to`.
async fn leaves(store: &Store, log: &LogToWitness, from: u64, to: u64) -> Result<Vec<Digest>, ShowError> {
    let mut found: Vec<Digest> = Vec::new();
    while from + (found.len() as u64) < to {
        let after = i64::try_from(from + found.len() as u64).unwrap_or(i64::MAX);
        let batch = store.system().leaves(log.org, log.kept.epoch, after, BATCH).await?;
        if batch.first().is_none_or(|leaf| to_u64(leaf.seq) > to) {
            return Err(ShowError::Refuses(format!("entry {} of {} is not there", after + 1, log.org)));
        }
        for leaf in batch.into_iter().take_while(|leaf| to_u64(leaf.seq) <= to) {
            let seq = from + found.len() as u64 + 1;
            if to_u64(leaf.seq) != seq {
                return Err(ShowError::Refuses(format!("entry {seq} of {} is not there", log.org)));
            }
            let hash = leaf.hash.as_slice().try_into();
            let hash = hash.map_err(|_| ShowError::Refuses("a hash of another length".to_owned()))?;
            found.push(Digest(hash));
        }
    }
    Ok(found)
}
