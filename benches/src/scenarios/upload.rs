//! An upload through HTTP: read, sealed, on disk, recorded, under row-level security; beside `pgbench` inserting the same
//! bytes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

use crate::files::PASSWORD;
use crate::ground::Ground;
use crate::http::{self, Http};
use crate::pgbench::Inserts;
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, compare};

const GOAL: f64 = 0.5;
const BOUNDARY: &str = "----credenza-bench-0123456789";

/// Which uploads there are, and which come next.
struct Uploads {
    tokens: Arc<Vec<String>>,
    bodies: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
}

/// A client that uploads. Each file goes to each organization once: the organization changes with every upload, and with
/// every turn through all of them each gets another file.
struct Uploader {
    http: Http,
    uploads: Uploads,
}

impl Act for Uploader {
    async fn act(&mut self) -> anyhow::Result<()> {
        let Uploads { tokens, bodies, next } = &self.uploads;
        let n = next.fetch_add(1, Ordering::Relaxed);
        let (org, turn) = (n % tokens.len(), n / tokens.len());
        anyhow::ensure!(turn < bodies.len(), "every file is everywhere; measure with more organizations");
        let token = tokens.get(org).context("no token")?;
        let body = bodies.get((org + turn) % bodies.len()).context("no file")?;
        let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let head = http::post("/api/v1/certificates", token, &media_type, body.len());
        self.http.send(&[&head, body], 201).await.map(drop)
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan) -> anyhow::Result<Vec<Line>> {
    let mut lines = Vec::new();
    // The first of the certificates is in custody already.
    let certificates: Vec<_> =
        ground.files.certificates.iter().skip(1).map(|file| body(file, "cer", None)).collect();
    let pkcs12: Vec<_> = ground.files.pkcs12.iter().map(|file| body(file, "p12", Some(PASSWORD))).collect();
    for (name, files, bodies) in [
        ("upload of a .cer", &ground.files.certificates, certificates),
        ("upload of a .p12 with its password", &ground.files.pkcs12, pkcs12),
    ] {
        let (bodies, next) = (Arc::new(bodies), Arc::new(AtomicUsize::new(0)));
        let bytes = files.first().context("no file")?.clone();
        for &clients in &plan.clients {
            let tokens = ground.tokens()?;
            let mut baseline = Inserts {
                sockets: ground.sockets.clone(),
                folder: ground.folder.path().to_path_buf(),
                clients,
                bytes: bytes.clone(),
            };
            let mut subject = Clients(Vec::new());
            for _ in 0..clients {
                let uploads = Uploads { tokens: tokens.clone(), bodies: bodies.clone(), next: next.clone() };
                subject.0.push(Uploader { http: ground.target.connect().await?, uploads });
            }
            let comparison = compare(plan, &mut baseline, &mut subject).await?;
            lines.push(Line::compared(name, "pgbench, insert of its bytes", clients, comparison, Some(GOAL)));
        }
    }
    Ok(lines)
}

fn body(file: &[u8], extension: &str, password: Option<&str>) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"certificado.{extension}\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    if let Some(password) = password {
        body.extend_from_slice(
            format!(
                "\r\n--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"password\"\r\n\r\n{password}"
            )
            .as_bytes(),
        );
    }
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}
