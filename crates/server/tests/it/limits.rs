//! Limits are decided before the database is touched, and a limiter that cannot decide lets nothing pass.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use server::limit::Class;

use crate::app::{TestApp, client};
use crate::client::Answer;
use crate::samples::{MODERN, PLAIN};
use crate::spy::{Exchangeable, Failing, narrow};
use crate::squad::{PASSWORD, Persona, form, text};

/// The answer to one request too many.
#[track_caller]
fn assert_limited(answer: &Answer, limit: &str) {
    answer.problem(429, "rate_limited");
    assert_eq!(answer.header("ratelimit-limit"), limit);
    let policy = answer.header("ratelimit-policy").to_owned();
    let class = policy.split(';').next().unwrap();
    let window = 60 * limit.parse::<u32>().unwrap();
    assert_eq!(policy, format!("{class};q={limit};w={window}"));
    assert_eq!(answer.header("ratelimit-remaining"), "0");
    let (reset, wait) = (answer.header("ratelimit-reset"), answer.header("retry-after"));
    assert_eq!(reset, wait);
    assert_eq!(answer.header("ratelimit"), format!("{class};r=0;t={reset}"));
    assert!((1..=60).contains(&wait.parse::<u32>().unwrap()), "{wait}");
}

/// Whether requests of this class come from nobody in particular.
fn is_nobodys(class: Class) -> bool {
    use Class::{
        Challenge, Feed, FeedLink, Forgot, ForgotAccount, PassRenewal, PassRenewalOwn, Published, Refresh,
        Renewal, RenewalLink, Scanner, ScannerEnroll, ScannerPhoto, SignIn, SignInAccount, Verify,
    };
    matches!(class, SignIn | SignInAccount | Challenge | Refresh | Forgot | ForgotAccount)
        || matches!(class, Renewal | RenewalLink | Published | Verify | Feed | FeedLink)
        || matches!(class, PassRenewal | PassRenewalOwn | Scanner | ScannerEnroll | ScannerPhoto)
}

/// A request of a member that counts in this class.
fn request(who: &Persona, class: Class, certificate: &str) -> reqwest::RequestBuilder {
    let path = |act: &str| format!("/api/v1/certificates/{certificate}/{act}");
    match class {
        Class::StepUp => {
            let body = json!({"action": "certificate.delete", "object": certificate, "password": PASSWORD});
            who.request("POST", "/api/v1/auth/step-up").json(&body)
        }
        Class::Read => who.request("GET", "/api/v1/customers"),
        Class::Write => who.request("POST", "/api/v1/customers").json(&json!({"name": "x"})),
        Class::Upload => who.request("POST", "/api/v1/certificates").multipart(form(MODERN)),
        Class::Download => who.request("POST", &path("download-url")),
        Class::Reveal => who.request("POST", &path("reveal-password")),
        Class::Export => who.request("POST", "/api/v1/audit/export"),
        Class::Import => {
            let path = "/api/v1/imports/customers?dry_run=true";
            who.request("POST", path).multipart(crate::imports::table("a.csv", "name\nUno\n"))
        }
        Class::SignIn
        | Class::SignInAccount
        | Class::Challenge
        | Class::Refresh
        | Class::Forgot
        | Class::ForgotAccount
        | Class::Renewal
        | Class::RenewalLink
        | Class::Published
        | Class::Verify
        | Class::Feed
        | Class::FeedLink
        | Class::PassRenewal
        | Class::PassRenewalOwn
        | Class::Scanner
        | Class::ScannerEnroll
        | Class::ScannerPhoto => {
            panic!("{class:?} is nobody's in particular")
        }
    }
}

#[tokio::test]
async fn one_request_too_many_never_reaches_the_database() {
    let limiter = Arc::new(Exchangeable::default());
    let test = TestApp::with_limiter(Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, _theirs) = test.firms().await;
    let certificate = ours.member.keep(PLAIN).await;
    let who = &ours.member;
    for class in Class::ALL.iter().copied() {
        if is_nobodys(class) {
            continue;
        }
        limiter.exchange(narrow(class, 1));
        let first = Answer::of(request(who, class, &certificate)).await;
        assert_ne!(first.status, 429, "{class:?}");
        assert_eq!(first.header("ratelimit-limit"), "1");
        let before = (test.gate.traffic(), test.census().await);
        for _ in 0..3 {
            assert_limited(&Answer::of(request(who, class, &certificate)).await, "1");
        }
        assert_eq!((test.gate.traffic(), test.census().await), before, "{class:?}");
        let other = Answer::of(request(&ours.admin, class, &certificate)).await;
        assert_ne!(other.status, 429, "{class:?}: others are counted apart");
        assert!(test.gate.traffic() > before.0, "{class:?}: and do reach it");
    }
}

#[tokio::test]
async fn signing_in_is_limited_by_address() {
    for (class, path) in
        [(Class::SignIn, "login"), (Class::Challenge, "passkey/begin"), (Class::Refresh, "refresh")]
    {
        let test = TestApp::with_limiter(narrow(class, 8)).await;
        let (ours, _theirs) = test.firms().await;
        let body = match class {
            Class::SignIn => json!({"email": "nobody@norte.test", "password": "x"}),
            _ => json!({"refresh_token": "x"}),
        };
        let path = format!("/api/v1/auth/{path}");
        let taken = if class == Class::SignIn { 6 } else { 0 };
        for _ in taken..8 {
            let expected = if class == Class::Challenge { 200 } else { 401 };
            assert_eq!(test.post(&path, body.clone()).await.status, expected);
        }
        let before = test.gate.traffic();
        assert_limited(&test.post(&path, body.clone()).await, "8");
        // Whoever it is, and whatever he pretends to be: the proxy headers of a stranger count for nothing.
        let good =
            json!({"email": ours.admin.email, "password": PASSWORD, "refresh_token": ours.admin.refresh});
        let good = match class {
            Class::SignIn => json!({"email": good["email"], "password": good["password"]}),
            _ => json!({"refresh_token": good["refresh_token"]}),
        };
        let request = test
            .request("POST", &path)
            .header("x-forwarded-for", "192.0.2.7")
            .header("forwarded", "for=192.0.2.8");
        assert_limited(&Answer::of(request.json(&good)).await, "8");
        assert_eq!(test.gate.traffic(), before);
        let elsewhere = from("127.0.0.2").post(format!("{}{path}", test.origin)).json(&good);
        assert_eq!(Answer::of(elsewhere).await.status, 200);
    }
}

/// A client with another address.
fn from(address: &str) -> reqwest::Client {
    let address: IpAddr = address.parse().unwrap();
    client().local_address(address).build().unwrap()
}

#[tokio::test]
async fn asking_for_a_new_password_is_limited_by_address_and_by_account() {
    let path = "/api/v1/auth/forgot-password";
    for class in [Class::Forgot, Class::ForgotAccount] {
        let test = TestApp::with_limiter(narrow(class, 2)).await;
        let (ours, _theirs) = test.firms().await;
        // An address with an account and one without are counted, and told, the same.
        for email in [ours.admin.email.as_str(), "nobody@norte.test"] {
            let ask = async |from_address: &str| {
                let request = from(from_address).post(format!("{}{path}", test.origin));
                Answer::of(request.json(&json!({"email": email}))).await
            };
            // By account, each comes from another address; by address, each asks from its own.
            let (first, others) = match (class, email) {
                (Class::ForgotAccount, _) => ("127.0.0.2", ["127.0.0.3", "127.0.0.4"]),
                (_, "nobody@norte.test") => ("127.0.0.5", ["127.0.0.5", "127.0.0.5"]),
                _ => ("127.0.0.6", ["127.0.0.6", "127.0.0.6"]),
            };
            ask(first).await.empty(202);
            ask(others[0]).await.empty(202);
            let before = test.gate.traffic();
            assert_limited(&ask(others[1]).await, "2");
            assert_eq!(test.gate.traffic(), before, "{class:?}");
        }
    }
}

#[tokio::test]
async fn guessing_one_password_from_many_addresses_is_limited_by_account() {
    let test = TestApp::with_limiter(narrow(Class::SignInAccount, 4)).await;
    let (ours, _theirs) = test.firms().await;
    let path = format!("{}/api/v1/auth/login", test.origin);
    let attempt = |address: String, email: String| {
        let path = path.clone();
        async move {
            Answer::of(from(&address).post(path).json(&json!({"email": email, "password": "guess"}))).await
        }
    };
    // The account has signed in once already.
    for address in 2..5 {
        let answer = attempt(format!("127.0.0.{address}"), ours.admin.email.clone()).await;
        answer.problem(401, "bad_credentials");
    }
    let before = test.gate.traffic();
    for (address, email) in [
        ("127.0.0.5", ours.admin.email.clone()),
        ("127.0.0.6", format!(" {} ", ours.admin.email.to_uppercase())),
    ] {
        assert_limited(&attempt(address.into(), email).await, "4");
    }
    assert_eq!(test.gate.traffic(), before);
    let other = attempt("127.0.0.7".into(), ours.auditor.email.clone()).await;
    other.problem(401, "bad_credentials");
}

#[tokio::test]
async fn a_limiter_that_fails_lets_nothing_pass() {
    let limiter = Arc::new(Failing::default());
    let test = TestApp::with_limiter(Arc::<Failing>::clone(&limiter)).await;
    let (ours, _theirs) = test.firms().await;
    let certificate = ours.member.keep(PLAIN).await;
    let before = (test.gate.traffic(), test.census().await);
    limiter.0.store(true, Ordering::SeqCst);
    for class in Class::ALL.iter().copied() {
        if !is_nobodys(class) {
            let answer = Answer::of(request(&ours.member, class, &certificate)).await;
            answer.problem(503, "unavailable");
            assert!(!answer.text().contains("gone away"));
        }
    }
    let login = json!({"email": ours.admin.email, "password": PASSWORD});
    test.post("/api/v1/auth/login", login.clone()).await.problem(503, "unavailable");
    let refresh = json!({"refresh_token": ours.admin.refresh});
    test.post("/api/v1/auth/refresh", refresh).await.problem(503, "unavailable");
    let forgot = json!({"email": ours.admin.email});
    test.post("/api/v1/auth/forgot-password", forgot).await.problem(503, "unavailable");
    assert_eq!((test.gate.traffic(), test.census().await), before);
    limiter.0.store(false, Ordering::SeqCst);
    assert_eq!(test.post("/api/v1/auth/login", login).await.status, 200);
}

#[tokio::test]
async fn a_proof_survives_a_request_too_many() {
    let test = TestApp::with_limiter(narrow(Class::Reveal, 1)).await;
    let (ours, _theirs) = test.firms().await;
    let id = ours.member.keep(MODERN).await;
    ours.member.reveal(&id).await.json(200);
    let proof = ours.member.prove("certificate.reveal_password", &id).await;
    let path = format!("/api/v1/certificates/{id}/reveal-password");
    assert_limited(&ours.member.act("POST", &path, &proof).await, "1");
    let unspent = "SELECT count(*) FROM credenza.step_up_proofs WHERE used_at IS NULL";
    assert_eq!(test.database.one::<i64>(unspent).await, 1);
}

#[tokio::test]
async fn the_headers_count_down() {
    let test = TestApp::with_limiter(narrow(Class::Read, 5)).await;
    let (ours, _theirs) = test.firms().await;
    let mut remaining = Vec::new();
    for _ in 0..5 {
        let answer = ours.member.get("/api/v1/customers").await;
        assert_eq!(answer.json(200)["items"], Value::Array(Vec::new()));
        remaining.push(text(&json!(answer.header("ratelimit-remaining"))));
        assert_eq!(answer.header("retry-after"), "");
        let t = answer.header("ratelimit-reset");
        let r = remaining.last().unwrap();
        assert_eq!(answer.header("ratelimit"), format!("\"read\";r={r};t={t}"));
        assert_eq!(answer.header("ratelimit-policy"), "\"read\";q=5;w=300");
    }
    assert_eq!(remaining, ["4", "3", "2", "1", "0"]);
}
