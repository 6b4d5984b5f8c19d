//! Measuring a subject and its baseline in turns, so that whatever else happens on the machine happens to both.

use std::future::Future;
use std::time::{Duration, Instant};

use serde::Serialize;

/// A client that does one thing over and over.
pub(crate) trait Act: Send + 'static {
    /// Does it once.
    fn act(&mut self) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// What can be measured for a while: clients in this process, or a program.
pub(crate) trait Side {
    /// Gets ready what the next round uses up. Not measured.
    fn prepare(&mut self) -> impl Future<Output = anyhow::Result<()>>;

    /// Works for about `time`.
    fn round(&mut self, time: Duration) -> impl Future<Output = anyhow::Result<Round>>;
}

/// What one round came to.
#[derive(Debug, Default)]
pub(crate) struct Round {
    /// How long each act took, in microseconds.
    pub(crate) latencies: Vec<u32>,
    /// How long the round took.
    pub(crate) elapsed: Duration,
}

impl Round {
    #[allow(clippy::cast_precision_loss, reason = "counts of acts are far below 2^52")]
    fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// Clients of this process, all working at the same time.
pub(crate) struct Clients<A>(pub(crate) Vec<A>);

impl<A: Act> Side for Clients<A> {
    async fn prepare(&mut self) -> anyhow::Result<()> {
        Ok(())
    }

    async fn round(&mut self, time: Duration) -> anyhow::Result<Round> {
        let begin = Instant::now();
        let working: Vec<_> = self
            .0
            .drain(..)
            .map(|mut client| {
                tokio::spawn(async move {
                    let mut latencies = Vec::new();
                    while begin.elapsed() < time {
                        let started = Instant::now();
                        client.act().await?;
                        latencies.push(u32::try_from(started.elapsed().as_micros())?);
                    }
                    anyhow::Ok((client, latencies))
                })
            })
            .collect();
        let mut round = Round::default();
        for client in working {
            let (client, latencies) = client.await??;
            self.0.push(client);
            round.latencies.extend(latencies);
        }
        round.elapsed = begin.elapsed();
        Ok(round)
    }
}

/// How much to measure.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// How many rounds each side gets.
    pub(crate) rounds: usize,
    /// How long a round is.
    pub(crate) time: Duration,
    /// With how many clients at a time.
    pub(crate) clients: Vec<usize>,
}

/// What was measured of one side.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figures {
    /// Acts a second: the median of the rounds.
    pub(crate) per_second: f64,
    /// Half of the acts took no longer, in milliseconds.
    pub(crate) p50_ms: f64,
    /// 99 of 100 acts took no longer, in milliseconds.
    pub(crate) p99_ms: f64,
    /// How many acts that is from.
    pub(crate) acts: usize,
}

/// A subject beside its baseline.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Comparison {
    pub(crate) baseline: Figures,
    pub(crate) subject: Figures,
    /// The subject's throughput by the baseline's: the median of the rounds' ratios.
    pub(crate) ratio: f64,
    /// The smallest and the largest of the rounds' ratios.
    pub(crate) spread: (f64, f64),
}

/// Measures both in turns, after a warm-up, with the order changing from round to round.
pub(crate) async fn compare(
    plan: &Plan,
    baseline: &mut impl Side,
    subject: &mut impl Side,
) -> anyhow::Result<Comparison> {
    let (mut baselines, mut subjects) = (Vec::new(), Vec::new());
    warm_up(plan, baseline).await?;
    warm_up(plan, subject).await?;
    for n in 0..plan.rounds {
        if n % 2 == 0 {
            baselines.push(measured(plan, baseline).await?);
            subjects.push(measured(plan, subject).await?);
        } else {
            subjects.push(measured(plan, subject).await?);
            baselines.push(measured(plan, baseline).await?);
        }
    }
    let mut ratios: Vec<f64> = subjects
        .iter()
        .zip(&baselines)
        .map(|(subject, baseline)| subject.per_second() / baseline.per_second())
        .collect();
    ratios.sort_by(f64::total_cmp);
    Ok(Comparison {
        baseline: figures(baselines),
        subject: figures(subjects),
        ratio: middle(&ratios),
        spread: (ratios.first().copied().unwrap_or(0.0), ratios.last().copied().unwrap_or(0.0)),
    })
}

/// Measures one thing alone.
pub(crate) async fn alone(plan: &Plan, subject: &mut impl Side) -> anyhow::Result<Figures> {
    warm_up(plan, subject).await?;
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        rounds.push(measured(plan, subject).await?);
    }
    Ok(figures(rounds))
}

/// The figures of something that is done once.
pub(crate) fn once(round: Round) -> Figures {
    figures(vec![round])
}

async fn measured(plan: &Plan, side: &mut impl Side) -> anyhow::Result<Round> {
    side.prepare().await?;
    side.round(plan.time).await
}

async fn warm_up(plan: &Plan, side: &mut impl Side) -> anyhow::Result<()> {
    side.prepare().await?;
    side.round(plan.time.min(Duration::from_secs(1))).await.map(drop)
}

fn figures(rounds: Vec<Round>) -> Figures {
    let mut rates: Vec<f64> = rounds.iter().map(Round::per_second).collect();
    rates.sort_by(f64::total_cmp);
    let mut latencies: Vec<u32> = rounds.into_iter().flat_map(|round| round.latencies).collect();
    latencies.sort_unstable();
    let at = |percent: usize| {
        let place = (latencies.len() * percent).div_ceil(100).saturating_sub(1);
        latencies.get(place).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    };
    Figures { per_second: middle(&rates), p50_ms: at(50), p99_ms: at(99), acts: latencies.len() }
}

fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match (sorted.get(half.wrapping_sub(1)), sorted.get(half)) {
        (Some(below), Some(above)) if sorted.len().is_multiple_of(2) => f64::midpoint(*below, *above),
        (_, Some(middle)) => *middle,
        _ => 0.0,
    }
}
