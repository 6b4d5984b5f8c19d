//! What a phone asks with for its pass to be signed anew.

use pass::{DeviceKey, Renewal, ask_renewal, mint_live};

use crate::stage::{Key, NOW, Stage};

fn asked(phone: &Key) -> Vec<u8> {
    ask_renewal(&[7; 16], NOW.unix_timestamp(), &[9; 8], |message| phone.sign(message)).unwrap()
}

#[test]
fn what_was_asked_is_what_is_read() {
    let (phone, now) = (Key::new(), NOW.unix_timestamp());
    let read = Renewal::read(&asked(&phone)).unwrap();
    assert_eq!((read.pass, read.asked_at), ([7; 16], now));
    assert!(read.is_from(&DeviceKey::from(phone.point())));
    assert!(!read.is_from(&DeviceKey::from(Key::new().point())));
    for (at, fits) in [
        (now - 61, false),
        (now - 60, true),
        (now + 60, true),
        (now + 61, false),
        (i64::MIN, false),
        (i64::MAX, false),
    ] {
        assert_eq!(read.is_of(at), fits, "{at}");
    }
}

#[test]
fn no_bit_can_be_changed_and_no_byte_is_left_over() {
    let phone = Key::new();
    let (bytes, key) = (asked(&phone), DeviceKey::from(phone.point()));
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(!Renewal::read(&changed).is_some_and(|read| read.is_from(&key)), "{bit}");
    }
    for end in 0..bytes.len() {
        assert!(Renewal::read(&bytes[..end]).is_none(), "{end}");
    }
    assert!(Renewal::read(&[bytes.as_slice(), &[0]].concat()).is_none());
    assert!(Renewal::read(&[0x80; 513]).is_none());
}

/// What a gate is shown renews nothing, and what renews shows nothing.
#[test]
fn a_showing_is_no_wish() {
    let mut stage = Stage::new();
    let pass = stage.mint(&stage.claims());
    let now = NOW.unix_timestamp();
    let live = mint_live(&pass, now, &[9; 8], |message| stage.phone.sign(message)).unwrap();
    assert!(Renewal::read(&live).is_none());
    assert!(Renewal::read(&pass).is_none());
    let wish = asked(&stage.phone);
    assert_eq!(stage.check(&wish, &[], NOW).verdict, pass::Verdict::Forged);
}
