//! The first page of a long list, by API and in the browser.

use anyhow::Context;

use crate::firms::Firm;
use crate::ground::Ground;
use crate::http::{self, Http};
use crate::report::Line;
use crate::rounds::{Act, Clients, Plan, alone};

/// Half of the pages within so many milliseconds.
const GOAL: f64 = 100.0;

const CUSTOMERS: &str = "
    INSERT INTO credenza.customers (org_id, id, name, country)
    SELECT $1, gen_random_uuid(), 'Cliente ' || n, 'MX' FROM generate_series(1, 500) AS n";

/// Copies of a firm's certificate under other names, keys and dates, from two years ago to three years ahead, a fifth of
/// them with a customer.
const CERTIFICATES: &str = "
    WITH customer AS (SELECT id, row_number() OVER () AS place FROM credenza.customers WHERE org_id = $1)
    INSERT INTO credenza.certificates (org_id, id, customer_id, name, kind, profile, holder, tax_id, country, not_before,
        not_after, fingerprint_sha256, spki_sha256, key_algorithm, has_private_key, has_password, metadata, created_by)
    SELECT c.org_id, gen_random_uuid(), customer.id, 'certificado-' || n || '.cer', c.kind, c.profile,
        'Titular ' || md5(n::text), 'XAXX' || n, c.country, now() - interval '3 years',
        now() + make_interval(hours => (n::bigint * 7919 % 43800)::integer - 17520),
        sha256(convert_to('f' || n, 'UTF8')), sha256(convert_to('k' || n, 'UTF8')),
        c.key_algorithm, c.has_private_key, c.has_password, c.metadata, c.created_by
    FROM credenza.certificates c CROSS JOIN generate_series(1, $3::integer) AS n
    LEFT JOIN customer ON n % 5 = 0 AND customer.place = n / 5 % 500 + 1
    WHERE c.org_id = $1 AND c.id = $2";

struct Looker {
    http: Http,
    request: Vec<u8>,
}

impl Act for Looker {
    async fn act(&mut self) -> anyhow::Result<()> {
        self.http.send(&[&self.request], 200).await.map(drop)
    }
}

pub(super) async fn measure(ground: &Ground, plan: &Plan, certificates: usize) -> anyhow::Result<Vec<Line>> {
    let firm: &Firm = ground.firms.last().context("no organization")?;
    ground.admin.execute(CUSTOMERS, &[&firm.org.uuid()]).await?;
    let count = i32::try_from(certificates)?;
    ground.admin.execute(CERTIFICATES, &[&firm.org.uuid(), &firm.certificate.uuid(), &count]).await?;
    ground.admin.batch_execute("VACUUM ANALYZE credenza.certificates, credenza.customers").await?;
    let mut lines = Vec::new();
    for (what, path, cookie) in [
        ("first page", "/api/v1/certificates", false),
        ("by holder", "/api/v1/certificates?sort=holder", false),
        ("search", "/api/v1/certificates?q=titular%20abc", false),
        ("in the browser", "/certificates", true),
        ("dashboard", "/", true),
    ] {
        for clients in [1, 2] {
            let token = firm.token(&ground.app)?;
            let request = if cookie { by_cookie(path, &token) } else { http::get(path, &token) };
            let mut lookers = Vec::new();
            for _ in 0..clients {
                let http = ground.target.connect().await?;
                lookers.push(Looker { http, request: request.clone() });
            }
            let figures = alone(plan, &mut Clients(lookers)).await?;
            let name = format!("list of {certificates} certificates, {what}");
            lines.push(Line::alone(&name, clients, figures, Some(GOAL)));
        }
    }
    Ok(lines)
}

fn by_cookie(path: &str, token: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: __Host-access={token}\r\n\r\n").into_bytes()
}
