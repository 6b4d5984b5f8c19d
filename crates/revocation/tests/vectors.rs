//! The answers of an authority that never was, made by certomancer, and what is done to them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic in a test is its failure"
)]

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use revocation::{Authority, Crl, Finding, Issuance, Reason, RevokedBecause, Standing, limits, ocsp};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = datetime!(2026-11-01 12:00 UTC);
const NONCE: [u8; ocsp::NONCE_BYTES] = [0; ocsp::NONCE_BYTES];

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/revocation").join(name);
    std::fs::read(path).unwrap()
}

fn issuance(name: &str) -> Issuance {
    Issuance::of(&file(&format!("{name}.crt.der"))).unwrap()
}

fn authority(name: &str) -> Authority {
    Authority::read(&file(&format!("{name}.crt.der"))).unwrap()
}

fn ask(answer: &[u8], about: &str, now: OffsetDateTime) -> Result<Finding, Reason> {
    ocsp::read(answer, &issuance(about), &authority("issuer"), &NONCE, now)
}

fn list(name: &str) -> Result<Crl, Reason> {
    Crl::read(file(name), &authority("issuer"))
}

fn revoked(because: RevokedBecause) -> Standing {
    Standing::Revoked { at: datetime!(2025-12-01 00:00 UTC), because }
}

#[test]
fn what_is_kept_names_the_issuer_and_the_places_and_nobody_else() {
    let kept = issuance("good");
    assert_eq!(kept.ocsp_urls(), ["http://ca.test/test/ocsp/issuer"]);
    assert_eq!(kept.issuer_urls(), ["http://ca.test/test/certs/issuer/ca.crt"]);
    assert!(kept.crl_urls().is_empty());
    assert_eq!(issuance("listed").crl_urls(), ["http://ca.test/test/crls/issuer/latest.crl"]);
    let json = serde_json::to_string(&kept).unwrap();
    assert!(!json.contains("Ana") && !json.contains("Buena"));
    let fields = json.split('"').filter_map(|field| STANDARD.decode(field).ok());
    assert!(fields.flatten().collect::<Vec<_>>().windows(9).all(|part| part != b"Ana Buena"));
    assert_eq!(serde_json::from_str::<Issuance>(&json).unwrap(), kept);
}

#[test]
fn only_who_signed_it_is_its_issuer() {
    let kept = issuance("good");
    assert_eq!(authority("issuer").issued(&kept), Ok(()));
    for other in ["root", "stranger", "revoked"] {
        assert_eq!(authority(other).issued(&kept), Err(Reason::NotIssuer), "{other}");
    }
    let files = ["stranger", "root", "issuer", "good"].map(|name| file(&format!("{name}.crt.der")));
    let found = kept.issuer_among(files.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(found, authority("issuer"));
    // Whoever has a name alone is nobody.
    let mut forged = kept;
    forged = serde_json::from_value({
        let mut json = serde_json::to_value(&forged).unwrap();
        json["signature"] = serde_json::json!("AAAA");
        json
    })
    .unwrap();
    assert_eq!(authority("issuer").issued(&forged), Err(Reason::BadSignature));
}

#[test]
fn an_answer_says_what_the_issuer_says() {
    let good = ask(&file("good.ocsp.der"), "good", NOW).unwrap();
    assert_eq!((good.standing, good.as_of), (Standing::Good, NOW));
    assert!(good.until > NOW);
    assert_eq!(ask(&file("good-without-nonce.ocsp.der"), "good", NOW), Ok(good));
    let found = |name: &str| ask(&file(&format!("{name}.ocsp.der")), name, NOW).unwrap().standing;
    assert_eq!(found("revoked"), revoked(RevokedBecause::KeyCompromise));
    assert_eq!(found("held"), revoked(RevokedBecause::CertificateHold));
}

#[test]
fn an_answer_of_somebody_else_or_another_time_says_nothing() {
    let refused = |name: &str, about: &str, now| ask(&file(&format!("{name}.ocsp.der")), about, now);
    assert_eq!(refused("good-wrong-signer", "good", NOW), Err(Reason::WrongSigner));
    assert_eq!(refused("good-other-nonce", "good", NOW), Err(Reason::OtherRequest));
    assert_eq!(refused("good-stale", "good", NOW), Err(Reason::Stale));
    assert_eq!(refused("unauthorized", "good", NOW), Err(Reason::Unanswered));
    assert_eq!(refused("good", "revoked", NOW), Err(Reason::OtherCertificate), "good is said of another");
    assert_eq!(refused("good", "good", NOW + Duration::hours(1)), Err(Reason::Stale));
    assert_eq!(refused("good", "good", NOW - Duration::hours(1)), Err(Reason::NotYet));
    let of_another =
        ocsp::read(&file("good.ocsp.der"), &issuance("good"), &authority("stranger"), &NONCE, NOW);
    assert_eq!(of_another, Err(Reason::WrongSigner));
    assert_eq!(ask(&vec![0x30; limits::MAX_OCSP_BYTES + 1], "good", NOW), Err(Reason::TooLarge));
    assert_eq!(ask(&[], "good", NOW), Err(Reason::Malformed));
}

#[test]
fn a_request_names_the_certificate_and_the_nonce() {
    let asked = ocsp::request(&issuance("good"), &authority("issuer"), &[7; 32]);
    assert!(asked.windows(34).any(|part| part[..2] == [4, 32] && part[2..] == [7; 32]));
}

#[test]
fn a_list_says_who_is_revoked() {
    let list = list("issuer.crl.der").unwrap();
    assert_eq!(list.len(), 3);
    let found = |name: &str| list.finding(&issuance(name), NOW).unwrap().standing;
    assert_eq!(found("listed"), revoked(RevokedBecause::Superseded));
    assert_eq!(found("unlisted"), Standing::Good);
    let late = list.next_update() + Duration::hours(1);
    assert_eq!(list.finding(&issuance("listed"), late), Err(Reason::Stale));
    assert_eq!(list.finding(&issuance("listed"), NOW - Duration::days(60)), Err(Reason::NotYet));
    // It says where it is, and the certificate names no list there.
    assert_eq!(list.finding(&issuance("good"), NOW), Err(Reason::OtherScope));
}

#[test]
fn a_list_of_somebody_else_says_nothing() {
    assert_eq!(list("root.crl.der"), Err(Reason::WrongSigner));
    assert_eq!(Crl::read(file("issuer.crl.der"), &authority("stranger")), Err(Reason::WrongSigner));
    assert_eq!(Crl::read(vec![0; limits::MAX_CRL_BYTES + 1], &authority("issuer")), Err(Reason::TooLarge));
    assert_eq!(list("good.ocsp.der"), Err(Reason::Malformed));
}

proptest! {
    /// No byte of an answer can be another: what is not signed has one form only.
    #[test]
    fn a_changed_answer_says_nothing_else(at in 0..1000_usize, flip in 1..=255_u8) {
        let mut answer = file("revoked.ocsp.der");
        let at = at % answer.len();
        answer[at] ^= flip;
        if let Ok(found) = ask(&answer, "revoked", NOW) {
            // The delegate's certificate may be changed where the issuer's signature over it is not: then it is another answer.
            prop_assert_eq!(found.standing, revoked(RevokedBecause::KeyCompromise));
        }
    }

    #[test]
    fn a_changed_list_says_nothing(at in 0..632_usize, flip in 1..=255_u8) {
        let mut bytes = file("issuer.crl.der");
        let at = at % bytes.len();
        bytes[at] ^= flip;
        prop_assert!(Crl::read(bytes, &authority("issuer")).is_err(), "byte {}", at);
    }

    #[test]
    fn a_cut_answer_says_nothing(keep in 0..1000_usize) {
        let answer = file("good.ocsp.der");
        prop_assert!(ask(&answer[..keep % answer.len()], "good", NOW).is_err());
        let list = file("issuer.crl.der");
        prop_assert!(Crl::read(list[..keep % list.len()].to_vec(), &authority("issuer")).is_err());
    }
}
