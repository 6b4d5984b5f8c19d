//! Reading through HTTP under row-level security, beside the same select without it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, ensure};

use crate::firms::Firm;
use crate::ground::Ground;
use crate::http::{self, Http};
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, compare};

const GOAL: f64 = 0.8;

/// What a client asks for, organization by organization.
pub(super) struct Reader {
    pub(super) http: Http,
    pub(super) firms: Arc<Vec<Firm>>,
    /// Empty for a route that asks for none.
    pub(super) tokens: Arc<Vec<String>>,
    pub(super) next: Arc<AtomicUsize>,
    pub(super) path: fn(&Firm) -> String,
}

impl Act for Reader {
    async fn act(&mut self) -> anyhow::Result<()> {
        let n = self.next.fetch_add(1, Ordering::Relaxed) % self.firms.len();
        let firm = self.firms.get(n).context("no organization")?;
        let token = self.tokens.get(n).map_or("", String::as_str);
        let head = http::get(&(self.path)(firm), token);
        self.http.send(&[&head], 200).await.map(drop)
    }
}

/// So many clients that read.
pub(super) async fn readers(
    ground: &Ground,
    clients: usize,
    signed_in: bool,
    path: fn(&Firm) -> String,
) -> anyhow::Result<Clients<Reader>> {
    let tokens = if signed_in { ground.tokens()? } else { Arc::default() };
    let next = Arc::new(AtomicUsize::new(0));
    let mut readers = Vec::new();
    for _ in 0..clients {
        readers.push(Reader {
            http: ground.target.connect().await?,
            firms: ground.firms.clone(),
            tokens: tokens.clone(),
            next: next.clone(),
            path,
        });
    }
    Ok(Clients(readers))
}

fn secured_one(firm: &Firm) -> String {
    format!("/api/v1/certificates/{}", firm.certificate)
}

fn unsecured_one(firm: &Firm) -> String {
    format!("/bench/{}/certificates/{}", firm.org, firm.certificate)
}

fn signed_in_one(firm: &Firm) -> String {
    format!("{}/to-member", unsecured_one(firm))
}

fn secured_list(_: &Firm) -> String {
    "/api/v1/certificates".to_owned()
}

fn unsecured_list(firm: &Firm) -> String {
    format!("/bench/{}/certificates", firm.org)
}

/// A path for each organization.
type ToPath = fn(&Firm) -> String;

pub(super) async fn measure(ground: &Ground, plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let cases: [(&str, &str, bool, ToPath, ToPath); 3] = [
        ("read of one certificate", "the same select, unsecured", false, secured_one, unsecured_one),
        ("read of one certificate", "the same, to who is signed in", true, secured_one, signed_in_one),
        ("read of a short list", "the same select, unsecured", false, secured_list, unsecured_list),
    ];
    let mut lines = Vec::new();
    for (name, baseline_name, signed_in, secured, unsecured) in cases {
        same_answer(ground, secured, unsecured).await?;
        for &clients in &plan.clients {
            let mut baseline = readers(ground, clients, signed_in, unsecured).await?;
            let mut subject = readers(ground, clients, true, secured).await?;
            let comparison = compare(plan, &mut baseline, &mut subject).await?;
            lines.push(Line::compared(name, baseline_name, clients, comparison, Some(GOAL)));
        }
    }
    Ok(lines)
}

/// A baseline that answers something else would be none.
async fn same_answer(
    ground: &Ground,
    secured: fn(&Firm) -> String,
    unsecured: fn(&Firm) -> String,
) -> anyhow::Result<()> {
    let (firm, tokens) = (ground.firms.first().context("no organization")?, ground.tokens()?);
    let mut http = ground.target.connect().await?;
    let token = tokens.first().context("no token")?;
    let theirs: serde_json::Value =
        serde_json::from_slice(http.send(&[&http::get(&secured(firm), token)], 200).await?)?;
    let ours: serde_json::Value =
        serde_json::from_slice(http.send(&[&http::get(&unsecured(firm), token)], 200).await?)?;
    ensure!(theirs == ours, "the baseline answers {ours}, the server {theirs}");
    Ok(())
}
