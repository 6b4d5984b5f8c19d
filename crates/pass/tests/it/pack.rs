//! Trust packs: what is read back, what is refused, and what a verdict makes of them.

use std::collections::BTreeMap;

use domain::id::OrgId;
use pass::{PackError, PackFault, Reason, Replays, Trust, TrustPack, Verdict, Verifier};
use proptest::prelude::*;
use time::Duration;

use crate::stage::{DAY, Key, NOW, Stage};

fn names(stage: &Stage) -> BTreeMap<OrgId, String> {
    [(stage.ours.id, "Norte Industrial".into()), (stage.theirs.id, "Ñandú & Söhne".into())].into()
}

fn made(stage: &Stage, sequence: u32) -> Result<TrustPack, PackFault> {
    let now = NOW.unix_timestamp();
    TrustPack::new(sequence, now - DAY, now + 29 * DAY, names(stage), stage.trust.clone())
}

fn signed(pack: &TrustPack, root: &Key) -> Vec<u8> {
    pack.sign(&root.point(), |message| root.sign(message)).unwrap()
}

#[test]
fn what_was_signed_is_read_back() {
    let (stage, root) = (Stage::new(), Key::new());
    let bytes = signed(&made(&stage, 7).unwrap(), &root);
    assert!(TrustPack::is_named_so(&bytes));
    assert!(!TrustPack::is_named_so(&stage.trust.to_cose_key_set()));
    assert!(!TrustPack::is_named_so(&stage.mint(&stage.claims())));
    let read = TrustPack::read(&bytes, &root.point(), 0).unwrap();
    assert_eq!((read.sequence(), read.issued_at()), (7, NOW.unix_timestamp() - DAY));
    assert_eq!(read.names(), &names(&stage));
    assert_eq!(read.keys().keys(), stage.trust.keys());
}

#[test]
fn a_root_takes_its_own_packs_and_never_goes_back() {
    let (stage, root, other) = (Stage::new(), Key::new(), Key::new());
    let bytes = signed(&made(&stage, 7).unwrap(), &root);
    let read =
        |root: &Key, newest| TrustPack::read(&bytes, &root.point(), newest).map(|pack| pack.sequence());
    assert_eq!(read(&root, 6), Ok(7));
    assert_eq!(read(&root, 7), Ok(7));
    assert_eq!(read(&root, 8), Err(PackError::Older));
    assert_eq!(read(&other, 0), Err(PackError::OtherRoot));
    // Under our root's id, by another's hand.
    let forged = made(&stage, 9).unwrap().sign(&root.point(), |message| other.sign(message)).unwrap();
    assert_eq!(TrustPack::read(&forged, &root.point(), 0).unwrap_err(), PackError::Forged);
    for other in
        [stage.trust.to_cose_key_set(), stage.mint(&stage.claims()), vec![0; pass::MAX_TRUST_PACK + 1]]
    {
        assert_eq!(TrustPack::read(&other, &root.point(), 0).unwrap_err(), PackError::Malformed);
    }
}

#[test]
fn every_bit_of_a_pack_counts() {
    let (stage, root) = (Stage::new(), Key::new());
    let bytes = signed(&made(&stage, 7).unwrap(), &root);
    for at in 0..bytes.len() {
        assert!(TrustPack::read(&bytes[..at], &root.point(), 0).is_err());
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            assert!(TrustPack::read(&changed, &root.point(), 0).is_err(), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn a_pack_with_a_fault_is_not_made() {
    let stage = Stage::new();
    let now = NOW.unix_timestamp();
    let with = |sequence, from, to, names| {
        TrustPack::new(sequence, from, to, names, stage.trust.clone()).map(|pack| pack.sequence())
    };
    let renamed = |name: &str| {
        let mut names = names(&stage);
        names.insert(stage.ours.id, name.into());
        names
    };
    assert_eq!(with(1, now, now + 1, names(&stage)), Ok(1));
    assert_eq!(with(0, now, now + 1, names(&stage)), Err(PackFault::Sequence));
    assert_eq!(with(1, now, now, names(&stage)), Err(PackFault::Lifetime));
    assert_eq!(with(1, now, now + 366 * DAY, names(&stage)), Ok(1));
    assert_eq!(with(1, now, now + 366 * DAY + 1, names(&stage)), Err(PackFault::Lifetime));
    assert_eq!(with(1, -1, 1, names(&stage)), Err(PackFault::Lifetime));
    assert_eq!(with(1, i64::MIN, i64::MAX, names(&stage)), Err(PackFault::Lifetime));
    for name in ["", "a\u{202e}b", "a\nb", &"x".repeat(201)] {
        assert_eq!(with(1, now, now + 1, renamed(name)), Err(PackFault::Name), "{name:?}");
    }
    assert_eq!(with(1, now, now + 1, renamed(&"é".repeat(200))), Ok(1));
    let mut few = names(&stage);
    few.remove(&stage.theirs.id);
    assert_eq!(with(1, now, now + 1, few), Err(PackFault::Unnamed));
    let keys = Trust::new(stage.ours.keys()).unwrap();
    let pack = TrustPack::new(1, now, now + 1, names(&stage), keys);
    assert_eq!(pack.map(|pack| pack.sequence()), Err(PackFault::Unnamed));
}

#[test]
fn the_pack_names_the_organization_and_ends() {
    let (stage, root) = (Stage::new(), Key::new());
    let bytes = signed(&made(&stage, 7).unwrap(), &root);
    let trust = Trust::from(TrustPack::read(&bytes, &root.point(), 0).unwrap());
    let long = pass::Claims { expires_at: NOW.unix_timestamp() + 6 * DAY, ..stage.claims() };
    let token = stage.mint(&long);
    let at = |now| Verifier::new(&trust, &[]).check_token(&token, now, &mut Replays::default());
    let report = at(NOW);
    assert_eq!((report.verdict, report.issuer_name.as_deref()), (Verdict::Valid, Some("Norte Industrial")));
    // Of a clock that is behind the pack.
    assert_eq!(at(NOW - Duration::days(2)).reason, Reason::ClockBehind);
    let short = {
        let now = NOW.unix_timestamp();
        let pack = TrustPack::new(8, now - DAY, now + 60, names(&stage), stage.trust.clone()).unwrap();
        Trust::from(pack)
    };
    let at = |token: &[u8], seconds| {
        let now = NOW + Duration::seconds(seconds);
        let report = Verifier::new(&short, &[]).check_token(token, now, &mut Replays::default());
        (report.verdict, report.reason)
    };
    assert_eq!(at(&token, 59), (Verdict::Valid, Reason::Good));
    assert_eq!(at(&token, 60), (Verdict::CannotTell, Reason::TrustEnded));
    // A key that came after the pack, and one that never was: who can tell?
    let unknown = {
        let key = Key::new();
        pass::mint(&stage.claims(), &key.point(), |message| key.sign(message)).unwrap()
    };
    assert_eq!(at(&unknown, 59), (Verdict::UnknownIssuer, Reason::UnknownKey));
    assert_eq!(at(&unknown, 60), (Verdict::CannotTell, Reason::TrustEnded));
}

#[test]
fn a_key_that_the_pack_gives_up_vouches_for_nothing() {
    let (stage, token) = {
        let stage = Stage::new();
        let token = stage.mint(&stage.claims());
        (stage, token)
    };
    let keys = stage.ours.keys().into_iter().map(|key| pass::TrustedKey { distrusted: true, ..key });
    let keys = Trust::new(keys.chain(stage.theirs.keys())).unwrap();
    let now = NOW.unix_timestamp();
    let trust = Trust::from(TrustPack::new(2, now, now + DAY, names(&stage), keys).unwrap());
    let report = Verifier::new(&trust, &[]).check_token(&token, NOW, &mut Replays::default());
    assert_eq!((report.verdict, report.reason), (Verdict::UnknownIssuer, Reason::KeyDistrusted));
    assert_eq!(report.name, None);
}

#[test]
fn a_root_is_a_key_in_one_form() {
    let point = Key::new().point();
    let bytes = point.to_cose_key();
    assert_eq!(pass::Point::from_cose_key(&bytes), Some(point));
    assert!(point.fingerprint().starts_with(&point.key_id().to_string()));
    assert_eq!(point.fingerprint().len(), 32);
    for at in 0..bytes.len() {
        assert_eq!(pass::Point::from_cose_key(&bytes[..at]), None);
    }
    let stage = Stage::new();
    assert_eq!(pass::Point::from_cose_key(&stage.trust.to_cose_key_set()), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_pack_that_is_made_is_read(
        sequence in 1..=u32::MAX, from in 0..4_000_000_000_i64, lifetime in 1..=pass::MAX_PACK_LIFETIME,
        name in "[ -~äñ漢]{1,60}", given_up in any::<[bool; 2]>(),
    ) {
        let (stage, root) = (Stage::new(), Key::new());
        let mut keys = stage.ours.keys();
        for (key, distrusted) in keys.iter_mut().zip(given_up) {
            key.distrusted = distrusted;
        }
        let names = [(stage.ours.id, name.clone())].into();
        let pack = TrustPack::new(sequence, from, from + lifetime, names, Trust::new(keys).unwrap()).unwrap();
        let read = TrustPack::read(&signed(&pack, &root), &root.point(), sequence).unwrap();
        prop_assert_eq!(read.claims(), pack.claims());
        prop_assert_eq!(&read.names()[&stage.ours.id], &name);
        prop_assert_eq!((read.expires_at(), read.keys().keys()), (from + lifetime, pack.keys().keys()));
    }

    #[test]
    fn changed_claims_are_another_pack_or_none(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let claims = made(&Stage::new(), 7).unwrap().claims();
        let mut changed = claims.clone();
        changed[at.index(claims.len())] ^= 1 << bit;
        if let Some(read) = TrustPack::from_unsigned_claims(&changed) {
            prop_assert_eq!(read.claims(), changed);
        }
    }
}
