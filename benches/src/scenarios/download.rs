//! A download: the permission spent, the intent on disk, the key unwrapped, the file opened, the outcome recorded; beside
//! the unsecured select and one audit entry on disk. The URL and its step-up come before, and are not part of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, ensure};
use domain::Clock;
use domain::id::DownloadId;
use server::app::App;
use server::machine::{SystemClock, SystemRng};
use tokio_postgres::Client;
use uuid::Uuid;

use super::read::readers;
use crate::firms::Firm;
use crate::ground::Ground;
use crate::http::{self, Http};
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, Round, Side, compare};

const GOAL: f64 = 0.7;

/// URLs issued for a round: more than it can use.
const A_SECOND: f64 = 3000.0;

/// What is issued and not used yet: the requests.
type Requests = Arc<Mutex<VecDeque<Vec<u8>>>>;

struct Downloader {
    http: Http,
    requests: Requests,
    /// How long the file is that comes.
    length: usize,
}

impl Act for Downloader {
    async fn act(&mut self) -> anyhow::Result<()> {
        let request = self.requests.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let body = self.http.send(&[&request.context("too few URLs for the round")?], 200).await?;
        ensure!(body.len() == self.length, "{} bytes instead of {}", body.len(), self.length);
        Ok(())
    }
}

/// Clients that download, and their supply of URLs.
struct Downloads<'a> {
    ground: &'a Ground,
    tokens: Arc<Vec<String>>,
    requests: Requests,
    count: usize,
    clients: Clients<Downloader>,
}

impl Side for Downloads<'_> {
    async fn prepare(&mut self) -> anyhow::Result<()> {
        let missing = self.count - self.requests.lock().unwrap_or_else(PoisonError::into_inner).len();
        let Ground { app, admin, firms, .. } = self.ground;
        let issued = issue(app, admin, firms, &self.tokens, missing).await?;
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).extend(issued);
        Ok(())
    }

    async fn round(&mut self, time: Duration) -> anyhow::Result<Round> {
        self.clients.round(time).await
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    let length = ground.files.certificates.first().context("no file")?.len();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive number of some thousands"
    )]
    let count = (A_SECOND * plan.time.as_secs_f64().max(1.0)) as usize;
    for &clients in &plan.clients {
        let requests = Requests::default();
        let mut downloaders = Vec::new();
        for _ in 0..clients {
            let http = ground.target.connect().await?;
            downloaders.push(Downloader { http, requests: requests.clone(), length });
        }
        let mut subject =
            Downloads { ground, tokens: ground.tokens()?, requests, count, clients: Clients(downloaders) };
        let path = |firm: &Firm| format!("/bench/{}/certificates/{}/noted", firm.org, firm.certificate);
        let mut baseline = readers(ground, clients, true, path).await?;
        let comparison = compare(plan, &mut baseline, &mut subject).await?;
        let name = "the unsecured select and an audit entry";
        lines.push(Line::compared("download with decryption", name, clients, comparison, Some(GOAL)));
    }
    Ok(lines)
}

/// Issues URLs, organization by organization, as the server would, but all at once.
async fn issue(
    app: &App,
    admin: &Client,
    firms: &[Firm],
    tokens: &[String],
    count: usize,
) -> anyhow::Result<Vec<Vec<u8>>> {
    let now = SystemClock.now();
    let expires = now + time::Duration::hours(1);
    let mut columns: [Vec<Uuid>; 5] = Default::default();
    let mut requests = Vec::with_capacity(count);
    for (firm, token) in firms.iter().zip(tokens).cycle().take(count) {
        let id = DownloadId::new(now, &SystemRng);
        let row =
            [firm.org.uuid(), id.uuid(), firm.session.uuid(), firm.certificate.uuid(), firm.object.uuid()];
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(value);
        }
        let end = expires.unix_timestamp();
        let signature = app.tokens.sign_download(id, firm.session, end);
        let path = format!("/api/v1/downloads/{id}?expires={end}&signature={signature}");
        requests.push(http::get(&path, token));
    }
    let [orgs, ids, sessions, certificates, objects] = &columns;
    admin
        .execute(
            "INSERT INTO credenza.downloads (org_id, id, session_id, certificate_id, object_id, object_version, expires_at)
             SELECT u.*, 1, $6 FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) AS u",
            &[orgs, ids, sessions, certificates, objects, &expires],
        )
        .await?;
    Ok(requests)
}
