//! A phone that is enrolled as a scanner, as docs/GATE.md tells: with a key of its own, a log of its own, and a clock of its own.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::Rng;
use pass::gate::{CodeStatus, Decision, Proof, Request, Scan, write_upload};
use pass::{Assurance, Point, Reason, Verdict};
use serde_json::{Value, json};
use server::machine::SystemRng;

use crate::app::TestApp;
use crate::client::Answer;
use crate::squad::{Persona, text};

pub(crate) struct Key(EcdsaKeyPair);

impl Key {
    pub(crate) fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    pub(crate) fn point(&self) -> Point {
        Point::from_uncompressed(self.0.public_key().as_ref()).unwrap()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<[u8; 64], std::convert::Infallible> {
        Ok(self.0.sign(&SystemRandom::new(), message).unwrap().as_ref().try_into().unwrap())
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

/// What stands behind the `#` of a link.
pub(crate) fn token_of(invited: &Value) -> String {
    let link = text(&invited["link"]);
    let (front, token) = link.split_once('#').unwrap();
    assert!(front.starts_with("https://") && front.ends_with("/v/enroll"), "{link}");
    assert_eq!(token.len(), 43);
    token.to_owned()
}

/// The body of an enrolment.
pub(crate) fn enrolment(key: &Key, token: &str, at: i64) -> Value {
    let proof = Proof::new(sha256(token.as_bytes()), at, &key.point());
    let proof = proof.sign(|message| key.sign(message)).unwrap();
    json!({
        "token": token,
        "device_key": URL_SAFE_NO_PAD.encode(key.point().to_cose_key()),
        "proof": URL_SAFE_NO_PAD.encode(proof),
    })
}

/// A scanner that is enrolled, and what its phone remembers.
pub(crate) struct Scanner {
    http: reqwest::Client,
    pub(crate) origin: String,
    pub(crate) key: Key,
    pub(crate) id: String,
    pub(crate) epoch: u32,
    /// How far its own log goes.
    pub(crate) seq: u32,
    pub(crate) head: [u8; 32],
    /// What its clock shows, in seconds since 1970.
    pub(crate) now: Box<dyn Fn() -> i64 + Send + Sync>,
}

impl Scanner {
    /// What became of an enrolment.
    pub(crate) fn enrolled(
        http: &reqwest::Client,
        origin: &str,
        key: Key,
        told: &Value,
        now: Box<dyn Fn() -> i64 + Send + Sync>,
    ) -> Self {
        Self {
            http: http.clone(),
            origin: origin.to_owned(),
            key,
            id: text(&told["scanner"]),
            epoch: u32::try_from(told["epoch"].as_u64().unwrap()).unwrap(),
            seq: u32::try_from(told["log"]["seq"].as_u64().unwrap()).unwrap(),
            head: hex::decode(text(&told["log"]["head"])).unwrap().try_into().unwrap(),
            now,
        }
    }

    /// A new one of a site, enrolled.
    pub(crate) async fn at(test: &TestApp, who: &Persona, site: &str, name: &str) -> Self {
        let invited = invite(who, site, name).await;
        Self::follow(test, &token_of(&invited)).await
    }

    /// Whoever follows a link with a new phone.
    pub(crate) async fn follow(test: &TestApp, token: &str) -> Self {
        let key = Key::new();
        let clock = test.clock.clone();
        let now = Box::new(move || domain::Clock::now(&*clock).unix_timestamp());
        let body = enrolment(&key, token, now());
        let told = test.post("/api/v1/scanners/enroll", body).await.json(201);
        Self::enrolled(&test.http, &test.origin, key, &told, now)
    }

    /// The server has another address now.
    pub(crate) fn reach(&mut self, http: &reqwest::Client, origin: &str) {
        (self.http, self.origin) = (http.clone(), origin.to_owned());
    }

    pub(crate) fn path(&self, what: &str) -> String {
        format!("/api/v1/scanners/{}/{what}", self.id)
    }

    /// The header of a request.
    pub(crate) fn authorization(&self, method: &str, path: &str, body: &[u8]) -> String {
        let request = Request {
            scanner: self.id.parse().unwrap(),
            epoch: self.epoch,
            at: (self.now)(),
            nonce: SystemRng.bytes(),
            method: method.into(),
            path: path.into(),
            body: sha256(body),
        };
        let signed = request.sign(|message| self.key.sign(message)).unwrap();
        format!("Scanner {}", URL_SAFE_NO_PAD.encode(signed))
    }

    fn request(&self, method: &str, path: &str, authorization: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method.parse().unwrap(), format!("{}{path}", self.origin));
        request.header("authorization", authorization)
    }

    pub(crate) async fn bundle(&self, known: &str) -> Answer {
        let path = self.path("bundle");
        let request = self.request("GET", &path, &self.authorization("GET", &path, b""));
        Answer::of(request.header("if-none-match", known)).await
    }

    pub(crate) async fn photo(&self, name: &str) -> Answer {
        let path = self.path(&format!("photos/{name}"));
        Answer::of(self.request("GET", &path, &self.authorization("GET", &path, b""))).await
    }

    /// The next record; the phone's log goes on with it.
    pub(crate) fn scan(&mut self, change: impl FnOnce(&mut Scan)) -> Vec<u8> {
        let mut scan = self.next();
        change(&mut scan);
        (self.seq, self.head) = (scan.seq, scan.hash());
        self.sign(&scan)
    }

    /// What would come next: a forged code, at the phone's present.
    pub(crate) fn next(&self) -> Scan {
        Scan {
            scanner: self.id.parse().unwrap(),
            epoch: self.epoch,
            seq: self.seq + 1,
            prev: self.head,
            at: (self.now)(),
            clock_offset: Some(0),
            bundle: Some((self.now)() - 60),
            pass: None,
            verdict: Verdict::Forged,
            reason: Reason::NotAPass,
            assurance: None,
            status_as_of: None,
            decision: Decision::NoGo,
            missing: Vec::new(),
            code: None,
            task: None,
        }
    }

    pub(crate) fn sign(&self, scan: &Scan) -> Vec<u8> {
        scan.sign(|message| self.key.sign(message)).unwrap()
    }

    pub(crate) async fn bring(&self, records: &[Vec<u8>]) -> Answer {
        self.send(write_upload(records)).await
    }

    pub(crate) async fn send(&self, body: Vec<u8>) -> Answer {
        Answer::of(self.sending(body)).await
    }

    pub(crate) fn sending(&self, body: Vec<u8>) -> reqwest::RequestBuilder {
        let path = self.path("log");
        let authorization = self.authorization("POST", &path, &body);
        self.request("POST", &path, &authorization).header("content-type", "application/cbor").body(body)
    }

    /// As the server says how far it goes.
    pub(crate) fn end(&self) -> Value {
        json!({"seq": self.seq, "head": hex::encode(self.head)})
    }
}

/// A good pass of a worker.
pub(crate) fn let_in(scan: &mut Scan, pass: [u8; 16]) {
    scan.pass = Some(pass);
    (scan.verdict, scan.reason) = (Verdict::Valid, Reason::Good);
    scan.assurance = Some(Assurance::Live);
    scan.status_as_of = Some(scan.at - 30);
    scan.decision = Decision::Go;
}

/// A ticket's code that was typed, and what the server said of it.
pub(crate) fn typed(scan: &mut Scan, code: &str, status: CodeStatus) {
    scan.code = Some((code.parse().unwrap(), status));
    (scan.verdict, scan.reason) = status.verdict();
    scan.decision = status.decision();
}

/// A link for a new scanner.
pub(crate) async fn invite(who: &Persona, site: &str, name: &str) -> Value {
    let path = format!("/api/v1/sites/{site}/scanners");
    who.send_proven("POST", &path, json!({"name": name}), "scanner.create", site).await.json(201)
}

/// A link for a further enrolment.
pub(crate) async fn invite_again(who: &Persona, scanner: &str) -> Value {
    let path = format!("/api/v1/scanners/{scanner}/enrollments");
    who.act_proven("POST", &path, "scanner.invite", scanner).await.json(201)
}
