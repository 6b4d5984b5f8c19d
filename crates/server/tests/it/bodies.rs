//! What is sent, and when it is answered: clients that read nothing before they have sent all hear a refusal, too.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::json;

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::text;

/// A client that sends a whole request before it reads, on a connection that it keeps.
struct Blocking(BufReader<TcpStream>);

impl Blocking {
    fn connect(test: &TestApp) -> Self {
        let address = test.origin.strip_prefix("http://").unwrap();
        Self(BufReader::new(TcpStream::connect(address).unwrap()))
    }

    /// The status of the answer, and whether the connection stays.
    fn send(&mut self, head: &str, body: &[u8]) -> (u16, bool) {
        let stream = self.0.get_mut();
        let head = format!("{head}\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut stays) = (0, true);
        loop {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            let header = line.trim_end().to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            if let Some(value) = header.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
            stays &= header != "connection: close";
        }
        self.0.read_exact(&mut vec![0; length]).unwrap();
        (status, stays)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_hears_it_and_keeps_his_connection() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let good = format!("Authorization: Bearer {}", ours.admin.access);
    tokio::task::block_in_place(|| {
        let mut client = Blocking::connect(&test);
        let upload = "POST /api/v1/certificates HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x";
        let mut form =
            b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.p12\"\r\n\r\n".to_vec();
        for (token, megabytes, refusal) in [
            ("Authorization: Bearer nobody's", 1, 401),
            (&good, 1, 413),
            (&good, 9, 413),
            ("X-None: 1", 9, 401),
        ] {
            form.resize(form.len() + megabytes * 1024 * 1024, b'A');
            assert_eq!(client.send(&format!("{upload}\r\n{token}"), &form), (refusal, true), "{megabytes}");
        }
        assert_eq!(client.send("GET /healthz HTTP/1.1", b""), (200, true));
        // Whoever asks before he sends is not made to send what nobody wants.
        let head = format!(
            "{upload}\r\nX-None: 1\r\nExpect: 100-continue\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n"
        );
        client.0.get_mut().write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        client.0.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
        assert!(answer.to_ascii_lowercase().contains("connection: close"), "{answer}");
    });
}

#[tokio::test]
async fn too_much_and_no_text_have_problems_of_their_own() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    let much = "x".repeat(3 * 1024 * 1024);
    test.post("/api/v1/auth/login", json!({"email": much, "password": "x"})).await.problem(413, "too_large");
    ours.admin.post("/api/v1/customers", json!({"name": much})).await.problem(413, "too_large");
    let org = ours.admin.org.to_string();
    for path in [
        "/api/v1/verify/%ff",
        "/.well-known/credenza/%ff/jwks.json",
        &format!("/.well-known/credenza/{org}/status/%ff"),
    ] {
        Answer::of(test.request("GET", path)).await.problem(404, "not_found");
    }
    for path in ["/verify/%ff", "/v/%ff", "/pass/%ff"] {
        let answer = Answer::of(test.request("GET", path)).await;
        assert!(answer.status == 404 && !answer.text().contains("Invalid UTF-8"), "{path}");
    }
}

/// Nobody sees these, or sees them as they are.
#[tokio::test]
async fn a_name_can_be_seen() {
    let test = TestApp::new().await;
    let (ours, _theirs) = test.firms().await;
    for name in ["\u{200b}", "\u{feff} \u{200d}", "\u{202e}gnp.exe", "Ana\u{2066}", "\u{2028}"] {
        ours.admin.post("/api/v1/customers", json!({"name": name})).await.problem(422, "invalid");
        ours.admin.post("/api/v1/workers", json!({"name": name})).await.problem(422, "invalid");
    }
    for name in ["علی‌رضا", "ක්‍රිෂ්ණ", "Ana"] {
        let made = ours.admin.post("/api/v1/customers", json!({"name": name})).await.json(201);
        assert_eq!(text(&made["name"]), name);
    }
}
