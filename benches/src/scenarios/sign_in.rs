//! Signing in with a password, beside the password's hash alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use secrecy::SecretString;
use server::auth::password::Passwords;

use crate::firms::{Firm, PASSWORD};
use crate::ground::Ground;
use crate::http::{self, Http};
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, compare};

struct Member {
    http: Http,
    firms: Arc<Vec<Firm>>,
    next: Arc<AtomicUsize>,
}

impl Act for Member {
    async fn act(&mut self) -> anyhow::Result<()> {
        let n = self.next.fetch_add(1, Ordering::Relaxed) % self.firms.len();
        let email = &self.firms.get(n).context("no organization")?.email;
        let body = serde_json::json!({"email": email, "password": PASSWORD}).to_string();
        let head = http::post("/api/v1/auth/login", "", "application/json", body.len());
        self.http.send(&[&head, body.as_bytes()], 200).await.map(drop)
    }
}

struct Hasher {
    passwords: Passwords,
    phc: String,
}

impl Act for Hasher {
    async fn act(&mut self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.passwords.verify(&SecretString::from(PASSWORD), Some(&self.phc)).await?,
            "verified"
        );
        Ok(())
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let phc = ground.app.passwords.hash(&SecretString::from(PASSWORD), &[]).await?;
    let mut lines = Vec::new();
    for clients in [1, 4] {
        let next = Arc::new(AtomicUsize::new(0));
        let mut members = Vec::new();
        for _ in 0..clients {
            let http = ground.target.connect().await?;
            members.push(Member { http, firms: ground.firms.clone(), next: next.clone() });
        }
        let hashers =
            (0..clients).map(|_| Hasher { passwords: ground.app.passwords.clone(), phc: phc.clone() });
        let mut baseline = Clients(hashers.collect());
        let comparison = compare(plan, &mut baseline, &mut Clients(members)).await?;
        lines.push(Line::compared("sign-in", "its password hash alone", clients, comparison, None));
    }
    Ok(lines)
}
