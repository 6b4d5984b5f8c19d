//! Key sets, in both of their forms.

use pass::{DeviceKey, KeySetError, Point, Trust};

use crate::stage::Stage;

#[test]
fn both_forms_tell_the_same() {
    let stage = Stage::new();
    let mut keys = stage.ours.keys();
    keys[0].distrusted = true;
    let trust = Trust::new(keys).unwrap();
    let (cose, jwks) = (trust.to_cose_key_set(), trust.to_jwks().to_string());
    assert_eq!(Trust::read(&cose).unwrap().keys(), trust.keys());
    assert_eq!(Trust::read(jwks.as_bytes()).unwrap().keys(), trust.keys());
    assert_eq!(Trust::read(format!("\n {jwks}").as_bytes()).unwrap().keys(), trust.keys());
}

#[test]
fn a_set_with_a_fault_is_refused_whole() {
    let stage = Stage::new();
    let jwks = stage.trust.to_jwks();
    let broken = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut set = jwks.clone();
        change(&mut set["keys"][1]);
        Trust::read(set.to_string().as_bytes()).unwrap_err()
    };
    assert_eq!(broken(&|key| key["kid"] = "0000000000000000".into()), KeySetError::KeyId);
    assert_eq!(broken(&|key| key["x"] = key["y"].clone()), KeySetError::Key);
    assert_eq!(broken(&|key| key["crv"] = "P-384".into()), KeySetError::Key);
    assert_eq!(broken(&|key| key["exp"] = key["nbf"].clone()), KeySetError::Key);
    assert_eq!(broken(&|key| key["iss"] = "cus_01m81h3vp4enr8kdtm3ypb9ebk".into()), KeySetError::Key);
    assert_eq!(broken(&|key| key["purpose"] = "everything".into()), KeySetError::Malformed);
    assert_eq!(broken(&|key| *key = jwks["keys"][0].clone()), KeySetError::KeyId);
    assert_eq!(Trust::read(b"").unwrap_err(), KeySetError::Malformed);
    assert_eq!(Trust::read(b"{}").unwrap_err(), KeySetError::Malformed);
    assert_eq!(Trust::read(&vec![b' '; pass::MAX_KEY_SET + 1]).unwrap_err(), KeySetError::TooLarge);
    let cose = stage.trust.to_cose_key_set();
    for at in 0..cose.len() {
        let mut changed = cose.clone();
        changed[at] ^= 0x10;
        if let Ok(read) = Trust::read(&changed) {
            // A date, or an id of an organization: nothing that its id vouches for.
            let points = |trust: &Trust| trust.keys().iter().map(|(_, key)| key.point).collect::<Vec<_>>();
            assert_eq!(points(&read), points(&stage.trust), "byte {at}");
        }
        assert!(Trust::read(&cose[..at]).is_err());
    }
}

#[test]
fn a_point_off_the_curve_is_no_key() {
    assert!(Point::new(&[0; 32], &[0; 32]).is_none());
    assert!(Point::new(&[1; 32], &[1; 32]).is_none());
    assert!(Point::new(&[0xff; 32], &[0xff; 32]).is_none());
    assert!(Point::from_uncompressed(&[4; 64]).is_none());
    let stage = Stage::new();
    let mut compressed = stage.phone.point().uncompressed()[..33].to_vec();
    compressed[0] = 2;
    assert!(Point::from_uncompressed(&compressed).is_none());
    // About every other x is on the curve.
    let on_curve = (0..64_u8).filter(|byte| DeviceKey::new(&[*byte; 32], false).is_some()).count();
    assert!((16..48).contains(&on_curve), "{on_curve}");
    assert!(DeviceKey::new(&[0xff; 32], true).is_none());
}
