//! The gate of one of the demonstration's sites: a phone that is enrolled as a scanner, and a shift that shows its passes to it.
//!
//! It does what a phone does (docs/GATE.md): it holds a key, follows a link, fetches its bundle, finds each verdict itself, signs a
//! record of each check, and brings its log. Its requests are signed, and verified as any scanner's.

use anyhow::{Context, anyhow};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use axum::body::Body;
use axum::extract::FromRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::{ScannerId, SiteId};
use domain::{Action, Zone};
use http::header;
use pass::gate::{Bundle, LogHead, Proof, REQUEST_NONCE, Request, Scan, decide, write_upload};
use pass::{Point, Replays, StatusList, Verifier};
use store::Appended;
use time::OffsetDateTime;

use super::fill::Desk;
use crate::app::App;
use crate::auth::scanner::Scanning;
use crate::auth::session::{Origin, Session};
use crate::ops::scanners;
use crate::ops::scanners::bundle::bundle;
use crate::ops::scanners::enroll::{Answer, enroll};
use crate::ops::scanners::log::append;

/// What is no pass, and is held before a gate all the same.
const NO_PASS: &str = "https://menu.example/today";

/// The phone at the gate.
pub(super) struct Gate<'a> {
    app: &'a App,
    origin: Origin,
    key: EcdsaKeyPair,
    scanner: ScannerId,
    epoch: u32,
    /// How far its log goes.
    head: LogHead,
    /// What it has recorded and not brought yet.
    records: Vec<Vec<u8>>,
}

fn sha256(bytes: &[u8]) -> anyhow::Result<[u8; 32]> {
    Ok(digest(&SHA256, bytes).as_ref().try_into()?)
}

/// A signature by the phone's key, as COSE has it.
fn signature(key: &EcdsaKeyPair, message: &[u8]) -> Result<[u8; 64], Unspecified> {
    key.sign(&SystemRandom::new(), message)?.as_ref().try_into().map_err(|_| Unspecified)
}

impl<'a> Gate<'a> {
    /// A scanner of the site, which `who` makes, and a phone that becomes it by the link.
    pub(super) async fn open(
        desk: &'a Desk<'_>,
        who: &Session,
        site: SiteId,
        name: &str,
    ) -> anyhow::Result<Self> {
        let (app, origin) = (desk.app, desk.origin());
        let proof = desk.proof(who, Action::ScannerCreate, &site.to_string()).await?;
        let invited = scanners::create(app, who, site, name, Some(&proof)).await?;
        let (_, token) = invited.link.split_once('#').context("a link without a token")?;
        let fault = |_| anyhow!("the library made no key");
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(fault)?;
        let point = Point::from_uncompressed(key.public_key().as_ref()).context("a point")?;
        let proof = Proof::new(sha256(token.as_bytes())?, app.clock.now().unix_timestamp(), &point);
        let signed = proof.sign(|message| signature(&key, message)).map_err(|_| anyhow!("no signature"))?;
        let (shown, signed) = (point.to_cose_key(), URL_SAFE_NO_PAD.encode(signed));
        let told = enroll(app, token, &URL_SAFE_NO_PAD.encode(shown), &signed, &origin).await?;
        let Answer::Enrolled(enrolled) = told else { return Err(anyhow!("two clocks in one process")) };
        Ok(Self {
            app,
            origin,
            key,
            scanner: enrolled.scanner,
            epoch: u32::try_from(enrolled.epoch)?,
            head: LogHead::of_enrolment(&proof),
            records: Vec::new(),
        })
    }

    /// A request of the phone's, as the server takes it.
    async fn asks(&self, method: &str, what: &str, body: Vec<u8>) -> anyhow::Result<Scanning> {
        let path = format!("/api/v1/scanners/{}/{what}", self.scanner);
        let mut nonce = [0; REQUEST_NONCE];
        self.app.rng.fill(&mut nonce);
        let asked = Request {
            scanner: self.scanner,
            epoch: self.epoch,
            at: self.app.clock.now().unix_timestamp(),
            nonce,
            method: method.into(),
            path: path.clone(),
            body: sha256(&body)?,
        };
        let signed =
            asked.sign(|message| signature(&self.key, message)).map_err(|_| anyhow!("no signature"))?;
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Scanner {}", URL_SAFE_NO_PAD.encode(signed)))
            .extension(self.origin.clone())
            .body(Body::from(body))?;
        Scanning::from_request(request, self.app).await.map_err(|refused| anyhow!("{refused:?}"))
    }

    /// Looks at what is held before it, one after the other, by the bundle that it fetches now; and brings its log.
    pub(super) async fn look_at(&mut self, passes: &[String]) -> anyhow::Result<()> {
        let carried = bundle(self.app, &self.asks("GET", "bundle", Vec::new()).await?, None).await?;
        let lists: Vec<_> =
            carried.lists.iter().filter_map(|list| StatusList::read(list, &carried.keys).ok()).collect();
        let zone = Zone::named(&carried.zone).unwrap_or(Zone::UTC);
        let (required, roles) = (carried.required(None), carried.asked_by_roles());
        let mut replays = Replays::default();
        for text in passes.iter().map(String::as_str).chain([NO_PASS]) {
            let now = self.app.clock.now();
            let mut verifier = Verifier::new(&carried.keys, &lists);
            verifier.offset = zone.local(now).offset();
            (verifier.required, verifier.roles) = (&required, &roles);
            verifier.max_age = carried.max_age.unwrap_or(verifier.max_age);
            let report = verifier.check(text, now, &mut replays);
            self.record(&report, &carried, now)?;
        }
        let brought = self.asks("POST", "log", write_upload(&self.records)).await?;
        let Appended::Whole(_) = append(self.app, &brought).await? else {
            return Err(anyhow!("the log does not go on"));
        };
        self.records.clear();
        Ok(())
    }

    /// Records a check, and signs what it records.
    fn record(&mut self, report: &pass::Report, carried: &Bundle, now: OffsetDateTime) -> anyhow::Result<()> {
        let decided = decide(report, Some(carried), None);
        let id =
            report.pass.as_ref().map(|id| <[u8; 16]>::try_from(hex::decode(id)?.as_slice()).context("an id"));
        let scan = Scan {
            scanner: self.scanner,
            epoch: self.epoch,
            seq: self.head.seq + 1,
            prev: self.head.hash,
            at: now.unix_timestamp(),
            clock_offset: Some(0),
            bundle: Some(carried.made_at),
            pass: id.transpose()?,
            verdict: report.verdict,
            reason: report.reason,
            assurance: report.assurance,
            status_as_of: report.status_as_of.map(OffsetDateTime::unix_timestamp),
            decision: decided.decision,
            missing: decided.missing,
            code: None,
            task: None,
        };
        self.head = LogHead { seq: scan.seq, hash: scan.hash() };
        let signed = scan.sign(|message| signature(&self.key, message));
        self.records.push(signed.map_err(|_| anyhow!("no signature"))?);
        Ok(())
    }
}
