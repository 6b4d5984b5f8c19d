//! A server that is killed while a scanner brings its log: each record is there once, in its order, with its entry.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::{Clock, Rng};
use pass::gate::write_upload;
use serde_json::{Value, json};
use server::machine::{SystemClock, SystemRng};

use crate::client::Answer;
use crate::scanner::{Key, Scanner, enrolment, token_of};
use crate::serve::{Installation, Server};
use crate::squad::{PASSWORD, text};

const ROUNDS: usize = 4;

/// Somebody signed in at a server that is started again and again.
struct Manager<'a> {
    server: &'a Server,
    access: String,
}

impl Manager<'_> {
    async fn send(&self, method: &str, path: &str, proof: &str, body: Value) -> Value {
        let request =
            self.server.http.request(method.parse().unwrap(), format!("{}{path}", self.server.origin));
        let request = request.bearer_auth(&self.access).header("Step-Up", proof);
        Answer::of(if body.is_null() { request } else { request.json(&body) }).await.value()
    }

    async fn scanner(&self) -> Scanner {
        let site = text(&self.send("POST", "/api/v1/sites", "", json!({"name": "Pozo 7"})).await["id"]);
        let step_up = json!({"action": "scanner.create", "object": site, "password": PASSWORD});
        let proof = text(&self.send("POST", "/api/v1/auth/step-up", "", step_up).await["step_up_token"]);
        let path = format!("/api/v1/sites/{site}/scanners");
        let invited = self.send("POST", &path, &proof, json!({"name": "Puerta"})).await;
        let (key, now) = (Key::new(), SystemClock.now().unix_timestamp());
        let told =
            self.send("POST", "/api/v1/scanners/enroll", "", enrolment(&key, &token_of(&invited), now)).await;
        let clock = Box::new(|| SystemClock.now().unix_timestamp());
        Scanner::enrolled(&self.server.http, &self.server.origin, key, &told, clock)
    }

    /// All items of a list, page by page.
    async fn all(&self, path: &str) -> Vec<Value> {
        let (mut cursor, mut items) = (String::new(), Vec::new());
        loop {
            let page = self.send("GET", &format!("{path}&limit=200&cursor={cursor}"), "", Value::Null).await;
            items.extend(page["items"].as_array().unwrap_or_else(|| panic!("{page}")).iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return items };
            next.clone_into(&mut cursor);
        }
    }
}

/// Brings what is not acknowledged, 40 at a time, and scans on meanwhile, until the server is gone. As a phone, it forgets what was
/// acknowledged and nothing else.
async fn bring(scanner: &mut Scanner, kept: &mut Vec<(u32, Vec<u8>)>, told_of: &AtomicU64) {
    loop {
        while kept.len() < 60 {
            let record = scanner.scan(|_| ());
            kept.push((scanner.seq, record));
        }
        let records: Vec<_> = kept.iter().take(40).map(|(_, record)| record.clone()).collect();
        let Ok(answer) = scanner.sending(write_upload(&records)).send().await else { return };
        let status = answer.status();
        let Ok(told) = answer.json::<Value>().await else { return };
        // On its way down it may answer that it cannot.
        if status == 503 {
            continue;
        }
        assert_eq!(status, 200, "{told}");
        let seq = told["seq"].as_u64().unwrap();
        kept.retain(|(number, _)| u64::from(*number) > seq);
        told_of.store(seq, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_has_each_record_once() {
    let installation = Installation::new();
    assert_eq!(installation.create_org("Norte", "ana@norte.test").status.code(), Some(0));
    let mut server = installation.serve().await;
    let mut scanner = {
        let access = server.sign_in("ana@norte.test").await;
        Manager { server: &server, access }.scanner().await
    };
    let (mut kept, told_of) = (Vec::new(), AtomicU64::new(0));
    for _ in 0..ROUNDS {
        let random = u64::from(u16::from_le_bytes(SystemRng.bytes()));
        let before = told_of.load(Ordering::SeqCst);
        let kill = async {
            // Not before something was acknowledged; then at any moment.
            while told_of.load(Ordering::SeqCst) == before {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            tokio::time::sleep(Duration::from_millis(random % 300)).await;
            server.kill().await;
        };
        tokio::join!(kill, bring(&mut scanner, &mut kept, &told_of));
        server = installation.serve().await;
        scanner.reach(&server.http, &server.origin);
    }
    while !kept.is_empty() {
        let records: Vec<_> = kept.iter().take(200).map(|(_, record)| record.clone()).collect();
        let told = scanner.bring(&records).await.json(200);
        kept.retain(|(number, _)| u64::from(*number) > told["seq"].as_u64().unwrap());
    }
    let access = server.sign_in("ana@norte.test").await;
    let manager = Manager { server: &server, access };
    let mut logged: Vec<_> = manager
        .all("/api/v1/gate-log?")
        .await
        .iter()
        .map(|scan| (scan["number"].as_u64().unwrap(), text(&scan["hash"])))
        .collect();
    logged.sort_unstable();
    assert!(logged.iter().map(|(number, _)| *number).eq(1..=u64::from(scanner.seq)), "{logged:?}");
    let mut entries = manager.all("/api/v1/audit?action=gate.scan").await;
    entries.reverse();
    let entries: Vec<_> = entries
        .iter()
        .map(|entry| (text(&entry["details"]["number"]).parse().unwrap(), text(&entry["details"]["record"])))
        .collect();
    assert_eq!(entries, logged, "one entry each, in the order of the log");
}
