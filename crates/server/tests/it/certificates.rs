//! The list a firm looks at every morning, what the firm may note, and the numbers of the overview.

use serde_json::{Value, json};
use time::Duration;

use crate::app::TestApp;
use crate::samples::{EFIRMA, PLAIN, SPANISH_P12};
use crate::squad::{Firm, Persona, text};

const PATH: &str = "/api/v1/certificates";

/// Certificates that end `days` from now, one for each, made behind the server's back; the first of a customer.
async fn stock(test: &TestApp, firm: &Firm, customer: Option<&str>, days: &[i64]) {
    let superuser = test.database.superuser().await;
    let customer = customer.map(|id| id.parse::<domain::id::CustomerId>().unwrap().uuid());
    superuser
        .execute(
            "INSERT INTO credenza.certificates (org_id, id, customer_id, name, kind, holder, tax_id, country, not_before,
                 not_after, fingerprint_sha256, spki_sha256, key_algorithm, has_private_key, has_password, metadata,
                 created_by, created_at)
             SELECT $1, gen_random_uuid(), CASE WHEN i = 1 THEN $4::uuid END, 'fichero ' || i || '.p12',
                    CASE WHEN i % 3 = 0 THEN 'pair' ELSE 'pkcs12' END, 'Títular ' || lpad((d % 10)::text, 2, '0'), 'T' || i,
                    CASE WHEN i % 2 = 0 THEN 'MX' ELSE 'ES' END, now() - interval '4 years',
                    now() + make_interval(days => d, mins => 5), sha256(convert_to('f' || i, 'UTF8')),
                    sha256(convert_to('k' || i, 'UTF8')), 'RSA-2048', true, false, '{}', $2,
                    now() - make_interval(secs => i)
             FROM unnest($3::integer[]) WITH ORDINALITY AS s (d, i)",
            &[
                &firm.org.uuid(),
                &firm.member.member.uuid(),
                &days.iter().map(|day| i32::try_from(*day).unwrap()).collect::<Vec<_>>(),
                &customer,
            ],
        )
        .await
        .unwrap();
}

/// What a query finds, over all its pages.
async fn find(who: &Persona, query: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = who.get(&format!("{PATH}?{query}&cursor={cursor}")).await.json(200);
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return found,
        }
    }
}

fn days(found: &[Value]) -> Vec<i64> {
    found.iter().map(|certificate| certificate["days_left"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn filters_find_what_they_name() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let customer = ours.member.new_customer("Clínica Ñandú").await;
    stock(&test, &ours, Some(&customer), &[-10, -1, 0, 7, 29, 31, 400]).await;
    stock(&test, &theirs, None, &[5, 6]).await;
    let key = crate::samples::Sample { file: EFIRMA.key.unwrap(), key: None, password: EFIRMA.password };
    ours.member.keep(key).await;
    let who = &ours.member;
    let of_status = |status: &'static str| async move { find(who, &format!("status={status}")).await };
    assert_eq!(days(&of_status("expired").await), [-10, -1]);
    assert_eq!(days(&of_status("expiring").await), [0, 7, 29]);
    assert_eq!(days(&of_status("valid").await), [31, 400]);
    assert_eq!(of_status("not_yet_valid").await.len(), 0);
    let waiting = of_status("awaiting_certificate").await;
    assert_eq!(
        (waiting.len(), &waiting[0]["kind"], &waiting[0]["days_left"]),
        (1, &json!("private_key"), &Value::Null)
    );

    assert_eq!(days(&find(who, "q=nandu").await), [-10], "by the customer's name");
    assert_eq!(days(&find(who, &format!("customer_id={customer}")).await), [-10]);
    assert_eq!(days(&find(who, "q=FICHERO%203.").await), [0]);
    assert_eq!(find(who, "q=titular").await.len(), 7);
    assert_eq!(find(who, "country=MX").await.len(), 3);
    assert_eq!(find(who, "kind=pair").await.len(), 2);
    assert_eq!(find(who, "kind=pair&country=MX").await.len(), 1);
    let soon = test.app.clock.now() + Duration::days(8);
    let soon =
        soon.replace_nanosecond(0).unwrap().format(&time::format_description::well_known::Rfc3339).unwrap();
    assert_eq!(days(&find(who, &format!("expires_before={soon}")).await), [-10, -1, 0, 7]);
    let day = (test.app.clock.now() + Duration::days(9)).date();
    assert_eq!(days(&find(who, &format!("expires_before={day}")).await), [-10, -1, 0, 7], "a day");
    assert_eq!(find(who, "q=%25").await.len(), 0, "no wildcard");
    for wrong in ["status=dead", "sort=price", "expires_before=tomorrow", "customer_id=crt_x", "limit=many"] {
        who.get(&format!("{PATH}?{wrong}")).await.problem(400, "bad_request");
    }
}

#[tokio::test]
async fn every_order_is_the_same_in_one_page_and_in_many() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let ends: Vec<i64> = (0..37).map(|i| (i * 17) % 23 - 3).collect();
    stock(&test, &ours, None, &ends).await;
    stock(&test, &theirs, None, &[1, 2, 3]).await;
    ours.member
        .keep(crate::samples::Sample { file: EFIRMA.key.unwrap(), key: None, password: EFIRMA.password })
        .await;
    let ids = |found: &[Value]| found.iter().map(|c| text(&c["id"])).collect::<Vec<_>>();
    for sort in ["expires", "-expires", "holder", "customer", "newest"] {
        let whole = find(&ours.member, &format!("sort={sort}&limit=200")).await;
        assert_eq!(whole.len(), 38, "{sort}");
        for limit in [1, 5, 38] {
            let pages = find(&ours.member, &format!("sort={sort}&limit={limit}")).await;
            assert_eq!(ids(&pages), ids(&whole), "{sort} by {limit}");
        }
    }
    let (up, down) = (find(&ours.member, "sort=expires").await, find(&ours.member, "sort=-expires").await);
    let mut backwards = ids(&down);
    backwards.reverse();
    assert_eq!(ids(&up), backwards);
    assert_eq!(up.last().unwrap()["status"], "awaiting_certificate", "what has no end comes last");
    assert!(days(&up[..37]).is_sorted());
    let newest = find(&ours.member, "sort=newest").await;
    assert!(newest.iter().map(|c| text(&c["created_at"])).rev().is_sorted());

    // A cursor of one order is no cursor of another, and nobody else's.
    let by_holder = ours.member.get(&format!("{PATH}?sort=holder&limit=1")).await.json(200);
    let cursor = text(&by_holder["next_cursor"]);
    ours.member.get(&format!("{PATH}?sort=expires&cursor={cursor}")).await.problem(400, "bad_request");
    let foreign = theirs.member.get(&format!("{PATH}?sort=holder&limit=200&cursor={cursor}")).await.json(200);
    assert!(foreign["items"].as_array().unwrap().len() <= 3, "a cursor shows nothing of its own");
}

#[tokio::test]
async fn ten_thousand_certificates_are_listed_page_by_page() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let ends: Vec<i64> = (0..10_000).map(|i| (i * 7919) % 1500 - 100).collect();
    stock(&test, &ours, None, &ends).await;
    let first = ours.member.get(PATH).await.json(200);
    assert_eq!(first["items"].as_array().unwrap().len(), 50);
    let all = find(&ours.member, "limit=200").await;
    assert_eq!(all.len(), 10_000);
    assert!(days(&all).is_sorted());
    let mut ids: Vec<_> = all.iter().map(|c| text(&c["id"])).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 10_000, "none twice");
    assert_eq!(ours.member.get("/api/v1/overview").await.json(200)["total"], 10_000);
}

#[tokio::test]
async fn the_overview_counts_each_certificate_once() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    ours.member.new_customer("Uno").await;
    stock(&test, &ours, None, &[-400, -1, 0, 6, 8, 29, 31, 59, 61, 300]).await;
    stock(&test, &theirs, None, &[3]).await;
    let overview = ours.member.get("/api/v1/overview").await.json(200);
    let counts = [
        "total",
        "expired",
        "within_7_days",
        "within_30_days",
        "within_60_days",
        "later",
        "awaiting_certificate",
        "customers",
    ]
    .map(|name| overview[name].as_i64().unwrap());
    assert_eq!(counts, [10, 2, 2, 2, 2, 2, 0, 1]);
    let months = overview["months"].as_array().unwrap();
    assert_eq!(months.len(), 12);
    assert_eq!(
        months.iter().map(|month| month["count"].as_i64().unwrap()).sum::<i64>(),
        8,
        "all that is to come"
    );
    let now = test.app.clock.now();
    assert_eq!(months[0]["month"], format!("{:04}-{:02}", now.year(), u8::from(now.month())));
}

#[tokio::test]
async fn what_the_firm_notes_can_be_changed_and_nothing_else() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    let id = ours.member.keep(SPANISH_P12).await;
    let customer = ours.member.new_customer("Muñoz").await;
    let foreign = theirs.member.new_customer("Ajena").await;
    let path = format!("{PATH}/{id}");
    let changed = ours
        .member
        .patch(&path, json!({"name": "Firma de Ana", "customer_id": customer, "version": 1}))
        .await
        .json(200);
    assert_eq!(
        (&changed["name"], &changed["customer_id"], &changed["version"]),
        (&json!("Firma de Ana"), &json!(customer), &json!(2))
    );
    ours.member.patch(&path, json!({"name": "Otra", "version": 1})).await.problem(409, "stale");
    ours.member.patch(&path, json!({"name": ""})).await.problem(422, "invalid");
    ours.member.patch(&path, json!({"name": "a\u{0}b"})).await.problem(422, "invalid");
    ours.member.patch(&path, json!({"customer_id": foreign})).await.problem(422, "invalid");
    for forbidden in ["holder", "tax_id", "not_after", "fingerprint_sha256", "org_id", "id"] {
        ours.member.patch(&path, json!({forbidden: "x"})).await.problem(400, "bad_request");
    }
    let kept = ours.member.get(&path).await.json(200);
    assert_eq!((&kept["version"], &kept["holder"]), (&json!(2), &changed["holder"]));
    let log = ours.admin.audit("action=certificate.update").await;
    assert_eq!((log.len(), &log[0]["details"]["customer"]), (1, &json!(customer)));
}

#[tokio::test]
async fn the_detail_page_has_everything_that_was_read() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(PLAIN).await;
    let detail = ours.member.get(&format!("{PATH}/{id}")).await.json(200);
    let read = &detail["metadata"]["certificate"];
    for field in
        ["subject", "issuer", "serial", "fingerprint_sha256", "key_algorithm", "not_before", "not_after"]
    {
        assert!(!read[field].is_null(), "{field}: {read}");
    }
    assert_eq!(read["subject"], detail["subject"]);
    assert_eq!(detail["files"].as_array().unwrap().len(), 1);
}
