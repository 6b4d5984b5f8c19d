//! Credentials for wallets: given, shown in part, and refused.

use domain::Rng;
use domain::id::OrgId;
use pass::{
    Asked, Disclosed, MintError, PresentationError, Presented, Purpose, Status, StatusBits, StatusList, TTL,
    Trust, TrustedKey, WalletCredential, WalletTicket, issuer_uri, present,
};
use proptest::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::date;

use crate::stage::{DAY, Key, NOW, ORIGIN, Stage};

const ASKED: Asked<'_> = Asked { audience: "https://gate.example", nonce: "n-1" };

/// Never the same bytes twice.
struct Counter(std::sync::atomic::AtomicU64);

impl Rng for Counter {
    fn fill(&self, out: &mut [u8]) {
        let next = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst).to_be_bytes();
        for (slot, byte) in out.iter_mut().zip(next.iter().cycle()) {
            *slot = *byte;
        }
    }
}

struct Wallet {
    org: OrgId,
    issuer: Key,
    holder: Key,
    trust: Trust,
}

impl Wallet {
    fn new() -> Self {
        let (org, issuer) = (Stage::new().ours.id, Key::new());
        let key = TrustedKey {
            point: issuer.point(),
            issuer: org,
            purpose: Purpose::Wallet,
            not_before: NOW.unix_timestamp() - 30 * DAY,
            not_after: NOW.unix_timestamp() + 60 * DAY,
            distrusted: false,
        };
        Self { org, issuer, holder: Key::new(), trust: Trust::new([key]).unwrap() }
    }

    fn credential(&self, codes: &[&str]) -> WalletCredential {
        let now = NOW.unix_timestamp();
        let ticket = |(index, code): (u32, &&str)| WalletTicket {
            code: (*code).into(),
            name: Some(format!("The ticket {code}")),
            valid_until: Some(date!(2028 - 02 - 29)),
            status_index: index,
        };
        WalletCredential {
            issuer: self.org,
            issuer_uri: issuer_uri(ORIGIN, self.org),
            issued_at: now - 60,
            expires_at: now + 90 * DAY,
            holder: self.holder.point(),
            status_uri: format!("{ORIGIN}/.well-known/credenza/{}/status/1", self.org),
            status_index: 70_000,
            name: Some("Úrsula Peña".into()),
            tickets: (0..).zip(codes).map(ticket).collect(),
        }
    }

    fn mint(&self, credential: &WalletCredential) -> Result<String, MintError<std::convert::Infallible>> {
        let rng = Counter(7.into());
        credential.mint(&self.issuer.point(), &rng, |message| self.issuer.sign(message))
    }

    fn show(&self, text: &str, keep: impl Fn(Disclosed<'_>) -> bool) -> String {
        present(text, keep, ASKED, NOW.unix_timestamp(), |message| self.holder.sign(message)).unwrap()
    }

    fn read(&self, shown: &str) -> Result<Presented, PresentationError> {
        Presented::read(shown, &self.trust, NOW, Some(ASKED))
    }
}

fn payload(text: &str) -> Value {
    use base64::Engine;
    let claims = text.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

#[test]
fn what_was_given_is_what_is_read() {
    let wallet = Wallet::new();
    for codes in [&[][..], &["H2S"], &["H2S", "#7n2fp9cm", "FIRST-AID"]] {
        let given = wallet.credential(codes);
        let text = wallet.mint(&given).unwrap();
        let read = wallet.read(&wallet.show(&text, |_| true)).unwrap();
        assert_eq!((&read.credential, read.is_held), (&given, true));
        let copied = Presented::read(&text, &wallet.trust, NOW, None).unwrap();
        assert_eq!((&copied.credential, copied.is_held), (&given, false));
        assert_eq!(wallet.read(&text), Err(PresentationError::Unproven));
    }
}

/// Nobody learns how many tickets there are, nor whether there is a name, from what is not disclosed.
#[test]
fn what_is_not_disclosed_does_not_show() {
    let wallet = Wallet::new();
    let mut shapes = Vec::new();
    for (codes, named) in
        [(&[][..], false), (&["H2S"], true), (&["A", "B", "C", "D", "E", "F", "G", "H"], true)]
    {
        let mut given = wallet.credential(codes);
        given.name = given.name.filter(|_| named);
        let text = wallet.show(&wallet.mint(&given).unwrap(), |_| false);
        let claims = payload(&text);
        let digests = claims["tickets"].as_array().unwrap();
        shapes.push((digests.len(), claims["_sd"].as_array().unwrap().len(), text.split('~').count()));
        // Three letters alone stand in random bytes, too.
        for told in ["\"H2S\"", "The ticket", "rsula"] {
            assert!(!claims.to_string().contains(told), "{told} in {claims}");
        }
    }
    assert_eq!(shapes, [(8, 1, 2), (8, 1, 2), (8, 1, 2)]);
}

#[test]
fn what_may_not_stand_in_one_is_not_made() {
    let wallet = Wallet::new();
    let spoilt: [fn(&mut WalletCredential); 12] = [
        |one| one.expires_at = one.issued_at,
        |one| one.expires_at = one.issued_at + 367 * DAY,
        |one| one.issued_at = -1,
        |one| one.issuer_uri = "https://pass.example.com/org_other".into(),
        |one| one.issuer_uri = one.issuer_uri.replace("https", "http"),
        |one| one.status_uri = "http://pass.example.com".into(),
        |one| one.status_index = 1 << 24,
        |one| one.name = Some(String::new()),
        |one| one.name = Some("a\u{202e}b".into()),
        |one| one.tickets[0].code = "no spaces".into(),
        |one| one.tickets[0].name = Some("x".repeat(201)),
        |one| one.tickets = vec![one.tickets[0].clone(); 33],
    ];
    for (number, spoil) in spoilt.iter().enumerate() {
        let mut given = wallet.credential(&["H2S"]);
        spoil(&mut given);
        assert_eq!(wallet.mint(&given), Err(MintError::Claims), "{number}");
    }
}

#[test]
fn no_character_can_be_changed() {
    let wallet = Wallet::new();
    let shown = wallet.show(&wallet.mint(&wallet.credential(&["H2S", "FORKLIFT"])).unwrap(), |_| true);
    for at in 0..shown.len() {
        for other in [b'A', b'B', b'~', b'.', b'='] {
            let mut bytes = shown.clone().into_bytes();
            if bytes[at] == other {
                continue;
            }
            bytes[at] = other;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(wallet.read(&changed).is_err(), "{at}: {changed}");
        }
        assert!(wallet.read(&shown[..at]).is_err(), "cut at {at}");
    }
    assert!(wallet.read(&format!("{shown}A")).is_err());
}

#[test]
fn the_newest_list_that_is_not_over_tells() {
    let wallet = Wallet::new();
    let text = wallet.mint(&wallet.credential(&["H2S"])).unwrap();
    let read = wallet.read(&wallet.show(&text, |_| true)).unwrap();
    let list = |ago: i64, marked: &[(u32, Status)]| {
        let mut entries = StatusBits::new(100_000);
        for (index, status) in marked {
            assert!(entries.set(*index, *status));
        }
        let issued_at = NOW.unix_timestamp() - ago;
        let uri = read.credential.status_uri.clone();
        StatusList { issuer: wallet.org, uri, issued_at, expires_at: issued_at + DAY, ttl: TTL, entries }
    };
    let (own, ticket) = (read.credential.status_index, read.credential.tickets[0].status_index);
    let lists =
        [list(600, &[]), list(60, &[(own, Status::Suspended), (ticket, Status::Invalid)]), list(DAY, &[])];
    assert_eq!(read.state(own, &lists, NOW), Some(Status::Suspended));
    assert_eq!(read.state(ticket, &lists, NOW), Some(Status::Invalid));
    assert_eq!(read.state(own, &lists[2..], NOW), None, "it is over");
    assert_eq!(read.state(own, &[list(-301, &[])], NOW), None, "it is of the future");
    assert_eq!(read.state(100_000, &lists, NOW), None, "no such place");
    let mut elsewhere = list(1, &[]);
    elsewhere.uri.push('0');
    let mut anothers = list(1, &[]);
    anothers.issuer = Stage::new().theirs.id;
    assert_eq!(read.state(own, &[elsewhere, anothers], NOW), None);
}

/// `vectors/wallet`, made by a program that shares no line with this crate.
#[test]
fn the_vectors_are_judged_as_they_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/wallet/cases.json");
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let trust = Trust::read(document["jwks"].to_string().as_bytes()).unwrap();
    let now = OffsetDateTime::from_unix_timestamp(document["now"].as_i64().unwrap()).unwrap();
    let cases = document["cases"].as_array().unwrap();
    assert!(cases.len() > 50);
    for case in cases {
        let part = |member: &str| case[member].as_str().unwrap();
        let asked = Asked { audience: part("aud"), nonce: part("nonce") };
        let found = Presented::read(part("text"), &trust, now, Some(asked));
        match found {
            Err(error) => {
                assert_eq!(part("expect"), "refused", "{}: {error}", case["name"]);
                assert_eq!(
                    part("reason"),
                    format!("{error:?}").to_lowercase().replace("key", "_key"),
                    "{}",
                    case["name"]
                );
            }
            Ok(shown) => {
                let list = list_of(&document["lists"][part("marked")], &shown, now);
                let told = |index| state(shown.state(index, std::slice::from_ref(&list), now));
                assert_eq!(part("expect"), told(shown.credential.status_index), "{}", case["name"]);
                let tickets: serde_json::Map<_, _> = shown
                    .credential
                    .tickets
                    .iter()
                    .map(|ticket| (ticket.code.clone(), told(ticket.status_index).into()))
                    .collect();
                let says = serde_json::json!({"name": shown.credential.name, "tickets": tickets});
                assert_eq!(case["says"], says, "{}", case["name"]);
            }
        }
    }
}

fn list_of(marked: &Value, shown: &Presented, now: OffsetDateTime) -> StatusList {
    let mut entries = StatusBits::new(131_072);
    for place in marked.as_array().unwrap() {
        let status = if place[1] == 1 { Status::Invalid } else { Status::Suspended };
        assert!(entries.set(u32::try_from(place[0].as_u64().unwrap()).unwrap(), status));
    }
    let issued_at = now.unix_timestamp() - 60;
    StatusList {
        issuer: shown.credential.issuer,
        uri: shown.credential.status_uri.clone(),
        issued_at,
        expires_at: issued_at + DAY,
        ttl: TTL,
        entries,
    }
}

fn state(status: Option<Status>) -> &'static str {
    match status {
        Some(Status::Valid) => "valid",
        Some(Status::Invalid) => "revoked",
        Some(Status::Suspended) => "suspended",
        Some(Status::Reserved) | None => "cannot_tell",
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is kept is what is seen, and nothing else.
    #[test]
    fn a_holder_shows_what_he_wants(
        codes in prop::collection::btree_set("[A-Z0-9-]{1,16}", 0..12), kept in any::<u16>(), named in any::<bool>()
    ) {
        let wallet = Wallet::new();
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let given = wallet.credential(&codes);
        let text = wallet.mint(&given).unwrap();
        let is_kept = |code: &str| codes.iter().position(|one| *one == code).is_some_and(|at| kept >> at & 1 == 1);
        let shown = wallet.show(&text, |what| match what {
            Disclosed::Name => named,
            Disclosed::Ticket(code) => is_kept(code),
        });
        let read = wallet.read(&shown).unwrap().credential;
        prop_assert_eq!(read.name.is_some(), named);
        let expected: Vec<_> = given.tickets.iter().filter(|ticket| is_kept(&ticket.code)).cloned().collect();
        prop_assert_eq!(read.tickets, expected);
    }

    #[test]
    fn any_text_is_refused_without_panic(text in "\\PC{0,200}|[A-Za-z0-9_.~-]{0,300}") {
        let wallet = Wallet::new();
        prop_assert!(wallet.read(&text).is_err());
        prop_assert!(Presented::read(&text, &wallet.trust, NOW, None).is_err());
    }
}
