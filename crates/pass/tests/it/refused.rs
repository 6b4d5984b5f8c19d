//! What is refused, by anybody's hand: changed bytes, foreign keys, other forms.

use pass::{
    MintError, Purpose, Reason, Replays, Trust, TrustedKey, Verdict, Verifier, from_text, mint, to_text,
};
use proptest::prelude::*;

use crate::stage::{DAY, Key, NOW, ORIGIN, Stage};

fn outcome(stage: &Stage, token: &[u8]) -> (Verdict, Reason) {
    let report = Verifier::new(&stage.trust, &[]).check_token(token, NOW, &mut Replays::default());
    (report.verdict, report.reason)
}

#[test]
fn every_bit_of_a_pass_counts() {
    let stage = Stage::new();
    let pass = stage.mint(&stage.claims());
    let live = stage.live(&pass, NOW, 1);
    assert_eq!(outcome(&stage, &live).0, Verdict::Valid);
    let (mut refused, mut unknown) = (0, 0);
    for token in [&pass, &live] {
        for bit in 0..token.len() * 8 {
            let mut changed = token.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            match outcome(&stage, &changed).0 {
                Verdict::Forged => refused += 1,
                // The key id is not known then.
                Verdict::UnknownIssuer => unknown += 1,
                other => panic!("bit {bit}: {other:?}"),
            }
        }
    }
    assert_eq!(refused + unknown, (pass.len() + live.len()) * 8);
    assert_eq!(unknown, 2 * 64);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_other_digits_are_a_pass(at in 0..2000_usize, digit in 0..10_u8, what in 0..3_u8) {
        let stage = Stage::new();
        let text = to_text(ORIGIN, &stage.mint(&stage.claims()));
        let start = text.find('#').unwrap() + 1;
        let mut digits = text.as_bytes()[start..].to_vec();
        let at = at % digits.len();
        let digit = b'0' + digit;
        match what {
            0 => digits[at] = digit,
            1 => digits.insert(at, digit),
            _ => { digits.remove(at); }
        }
        let changed = format!("{}{}", &text[..start], String::from_utf8(digits).unwrap());
        prop_assume!(changed != text);
        let report = Verifier::new(&stage.trust, &[]).check(&changed, NOW, &mut Replays::default());
        prop_assert!(matches!(report.verdict, Verdict::Forged | Verdict::UnknownIssuer), "{:?}", report.verdict);
        prop_assert_eq!(report.name, None);
    }

    #[test]
    fn no_bytes_are_a_pass_by_chance(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let stage = Stage::new();
        prop_assert_eq!(outcome(&stage, &bytes), (Verdict::Forged, Reason::NotAPass));
    }
}

#[test]
fn the_other_form_of_a_signature_is_the_same_pass() {
    let stage = Stage::new();
    let pass = stage.mint(&stage.claims());
    let twin = |token: &[u8]| {
        let mut twin = token.to_vec();
        let at = twin.len() - 32;
        let negated = negate(&twin[at..]);
        twin[at..].copy_from_slice(&negated);
        twin
    };
    // ECDSA takes both; what was shown is remembered by pass and nonce.
    assert_eq!(outcome(&stage, &twin(&pass)).0, Verdict::Valid);
    let live = stage.live(&pass, NOW, 1);
    let (verifier, mut replays) = (Verifier::new(&stage.trust, &[]), Replays::default());
    assert_eq!(verifier.check_token(&live, NOW, &mut replays).verdict, Verdict::Valid);
    assert_eq!(verifier.check_token(&twin(&live), NOW, &mut replays).reason, Reason::Replayed);
}

/// The order of P-256 less the number, both big-endian.
fn negate(number: &[u8]) -> Vec<u8> {
    let order = hex_bytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let (mut result, mut borrow) = (vec![0; 32], 0_i16);
    for at in (0..32).rev() {
        let digit = i16::from(order[at]) - i16::from(number[at]) - borrow;
        borrow = i16::from(digit < 0);
        result[at] = u8::try_from(digit.rem_euclid(256)).unwrap();
    }
    result
}

fn hex_bytes(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}

#[test]
fn another_key_is_no_key_of_ours() {
    let stage = Stage::new();
    let claims = stage.claims();
    let by = |key: &Key| mint(&claims, &key.point(), |message| key.sign(message)).unwrap();
    assert_eq!(outcome(&stage, &by(&stage.theirs.passes)), (Verdict::Forged, Reason::NotItsKey));
    assert_eq!(outcome(&stage, &by(&stage.ours.lists)), (Verdict::UnknownIssuer, Reason::UnknownKey));
    assert_eq!(outcome(&stage, &by(&Key::new())), (Verdict::UnknownIssuer, Reason::UnknownKey));
    // Under our key's id.
    let forged = mint(&claims, &stage.ours.passes.point(), |message| stage.phone.sign(message)).unwrap();
    assert_eq!(outcome(&stage, &forged), (Verdict::Forged, Reason::BadSignature));
}

#[test]
fn a_key_that_was_given_up_or_not_in_use_vouches_for_nothing() {
    let mut stage = Stage::new();
    let pass = stage.mint(&stage.claims());
    let key = |not_before, not_after, distrusted| TrustedKey {
        point: stage.ours.passes.point(),
        issuer: stage.ours.id,
        purpose: Purpose::Pass,
        not_before: NOW.unix_timestamp() + not_before,
        not_after: NOW.unix_timestamp() + not_after,
        distrusted,
    };
    let trusts = [
        (key(-DAY, DAY, true), (Verdict::UnknownIssuer, Reason::KeyDistrusted)),
        (key(-599, DAY, false), (Verdict::Forged, Reason::NotItsKey)),
        (key(-600, DAY, false), (Verdict::Valid, Reason::Good)),
        (key(-DAY, -600, false), (Verdict::Forged, Reason::NotItsKey)),
        (key(-DAY, -599, false), (Verdict::Valid, Reason::Good)),
    ];
    for (key, expected) in trusts {
        stage.trust = Trust::new([key]).unwrap();
        assert_eq!(outcome(&stage, &pass), expected);
    }
}

#[test]
fn a_live_pass_needs_its_own_phone() {
    let stage = Stage::new();
    let mut claims = stage.claims();
    let pass = stage.mint(&claims);
    let other = Key::new();
    let live = pass::mint_live(&pass, NOW.unix_timestamp(), &[1; 8], |message| other.sign(message)).unwrap();
    assert_eq!(outcome(&stage, &live), (Verdict::Forged, Reason::BadDeviceSignature));
    claims.device_key = None;
    let printed = stage.mint(&claims);
    assert_eq!(outcome(&stage, &printed).0, Verdict::Valid);
    assert_eq!(outcome(&stage, &stage.live(&printed, NOW, 1)), (Verdict::Forged, Reason::NoDeviceKey));
    // Live inside live is nothing.
    let twice = stage.live(&stage.live(&pass, NOW, 1), NOW, 2);
    assert_eq!(outcome(&stage, &twice), (Verdict::Forged, Reason::NotAPass));
}

#[test]
fn what_may_not_stand_on_a_pass_is_not_minted() {
    let stage = Stage::new();
    let refused = |change: &dyn Fn(&mut pass::Claims)| {
        let mut claims = stage.claims();
        change(&mut claims);
        let key = &stage.ours.passes;
        mint(&claims, &key.point(), |message| key.sign(message)) == Err(MintError::Claims)
    };
    assert!(!refused(&|_| ()));
    assert!(!refused(&|claims| claims.expires_at = claims.issued_at + 7 * DAY));
    assert!(refused(&|claims| claims.expires_at = claims.issued_at + 7 * DAY + 1));
    assert!(refused(&|claims| claims.expires_at = claims.issued_at));
    assert!(refused(&|claims| claims.not_before = Some(claims.expires_at)));
    assert!(refused(&|claims| claims.status_uri = "http://pass.example.com/".into()));
    assert!(refused(&|claims| claims.status_uri = format!("https://{}", "a".repeat(160))));
    assert!(refused(&|claims| claims.name = Some(String::new())));
    assert!(refused(&|claims| claims.name = Some("a".repeat(81))));
    assert!(refused(&|claims| claims.name = Some("Ana\nVALID".into())));
    assert!(refused(&|claims| claims.name = Some("Ana\u{202e}".into())));
    assert!(refused(&|claims| claims.tickets[0].code = "H2S?".into()));
    assert!(refused(&|claims| claims.tickets[0].code = "A".repeat(17)));
    assert!(refused(&|claims| claims.tickets[0].status_index = 1 << 24));
    assert!(refused(&|claims| claims.tickets = vec![claims.tickets[0].clone(); 33]));
}

#[test]
fn other_texts_are_no_pass() {
    let stage = Stage::new();
    let token = stage.mint(&stage.claims());
    let text = to_text(ORIGIN, &token);
    assert_eq!(from_text(&text).as_ref(), Some(&token));
    for other in
        ["", "https://example.com/", "BEGIN:VCARD", &text.replace("https", "http"), &format!("{text}0")]
    {
        let report = Verifier::new(&stage.trust, &[]).check(other, NOW, &mut Replays::default());
        assert_eq!((report.verdict, report.reason), (Verdict::Forged, Reason::NotAPass), "{other}");
    }
}
