//! Behind a proxy that is named, the client's address counts, and nobody says another than his own.

use std::sync::Arc;

use serde_json::json;
use server::limit::Class;
use server::proxies::TrustedProxies;

use crate::app::TestApp;
use crate::client::Answer;
use crate::spy::{Exchangeable, generous, narrow};
use crate::squad::{PASSWORD, Persona, text};

/// The server that believes this machine, from which the tests ask.
fn this_machine() -> TrustedProxies {
    TrustedProxies::parse("127.0.0.0/8").unwrap()
}

async fn get(who: &Persona, forwarded: &str) -> Answer {
    Answer::of(who.request("GET", "/api/v1/customers").header("x-forwarded-for", forwarded)).await
}

async fn sign_in(test: &TestApp, email: &str, forwarded: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD});
    Answer::of(test.request("POST", "/api/v1/auth/login").header("x-forwarded-for", forwarded).json(&body))
        .await
}

#[tokio::test]
async fn a_token_and_a_session_go_by_the_address_that_the_proxy_names() {
    for (proxies, believed) in [(this_machine(), true), (TrustedProxies::default(), false)] {
        let test = TestApp::behind(proxies, generous()).await;
        let (ours, _theirs) = test.firms().await;
        let wanted = json!({"name": "Nube", "scopes": ["customer.read"], "addresses": ["198.51.100.0/24"]});
        let program = ours.member.api_token_of(wanted).await.persona;
        for (forwarded, allowed) in [
            ("198.51.100.7", true),
            ("192.0.2.1, 198.51.100.7", true),
            // Said by the client, before the proxy appended where he is.
            ("198.51.100.7, 192.0.2.1", false),
            ("198.51.100.7, unknown", false),
            ("", false),
        ] {
            let expected = if believed && allowed { 200 } else { 403 };
            assert_eq!(get(&program, forwarded).await.status, expected, "{believed} {forwarded}");
        }
        sign_in(&test, &ours.auditor.email, "6.6.6.6, 203.0.113.9").await.json(200);
        let sql = "SELECT address FROM credenza.sessions ORDER BY created_at DESC, id DESC LIMIT 1";
        let address: String = test.database.one(sql).await;
        assert_eq!(address, if believed { "203.0.113.9" } else { "127.0.0.1" });
    }
}

#[tokio::test]
async fn a_limit_counts_the_client_and_not_what_he_says() {
    let limiter = Arc::new(Exchangeable::default());
    let test = TestApp::behind(this_machine(), Arc::<Exchangeable>::clone(&limiter)).await;
    let (ours, _theirs) = test.firms().await;
    limiter.exchange(narrow(Class::SignIn, 4));
    let email = &ours.member.email;
    let mut taken = 0;
    for n in 0..8 {
        let answer = sign_in(&test, email, &format!("10.9.8.{n}, 203.0.113.9")).await;
        taken += usize::from(answer.status == 200);
        if answer.status != 200 {
            answer.problem(429, "rate_limited");
        }
    }
    assert_eq!(taken, 4, "another word in front buys no other bucket");
    assert_eq!(text(&sign_in(&test, email, "203.0.113.10").await.json(200)["token_type"]), "Bearer");
}
