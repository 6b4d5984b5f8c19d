//! A phone's public key, as phones send it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use pass::{DeviceKey, DeviceKeyError, MAX_DEVICE_KEY, Point};
use proptest::prelude::*;
use serde_json::json;

use crate::stage::Key;

fn jwk(point: &Point) -> serde_json::Value {
    let (x, y) = point.coordinates();
    json!({
        "kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
        "ext": true, "key_ops": ["verify"],
    })
}

fn cose(members: Vec<(i64, Value)>) -> Vec<u8> {
    let members = members.into_iter().map(|(label, value)| (label.into(), value)).collect();
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Map(members), &mut bytes).unwrap();
    bytes
}

fn members(point: &Point) -> Vec<(i64, Value)> {
    let (x, y) = point.coordinates();
    vec![
        (-2, Value::Bytes(x.to_vec())),
        (1, 2.into()),
        (3, (-7).into()),
        (-1, 1.into()),
        (-3, Value::Bytes(y.to_vec())),
    ]
}

#[test]
fn both_forms_are_the_same_key() {
    let point = Key::new().point();
    let key = DeviceKey::from(point);
    assert_eq!(DeviceKey::from_jwk(&jwk(&point).to_string()), Ok(key));
    assert_eq!(DeviceKey::from_cose(&cose(members(&point))), Ok(key));
    let mut compressed = members(&point);
    compressed[4].1 = Value::Bool(key.compressed()[0] == 3);
    assert_eq!(DeviceKey::from_cose(&cose(compressed)), Ok(key));
    assert_eq!(DeviceKey::from_compressed(key.compressed()), Some(key));
}

#[test]
fn what_is_no_point_is_refused() {
    let (point, other) = (Key::new().point(), Key::new().point());
    let mut mixed = jwk(&point);
    mixed["y"] = jwk(&other)["y"].clone();
    assert_eq!(DeviceKey::from_jwk(&mixed.to_string()), Err(DeviceKeyError::Point));
    for x in [[0; 32], [0xff; 32]] {
        let mut off = members(&point);
        off[0].1 = Value::Bytes(x.to_vec());
        assert_eq!(DeviceKey::from_cose(&cose(off)), Err(DeviceKeyError::Point));
    }
    assert!(DeviceKey::from_compressed(point.uncompressed()).is_none());
    assert!(DeviceKey::from_compressed(&[0; 33]).is_none());
}

#[test]
fn another_kind_of_key_is_refused() {
    let point = Key::new().point();
    for (member, value, error) in [
        ("kty", json!("RSA"), DeviceKeyError::Kind),
        ("crv", json!("P-384"), DeviceKeyError::Kind),
        ("alg", json!("ES384"), DeviceKeyError::Kind),
        ("x", json!("AA"), DeviceKeyError::Malformed),
        ("y", json!("?"), DeviceKeyError::Malformed),
        ("y", json!(7), DeviceKeyError::Malformed),
        ("d", json!("AA"), DeviceKeyError::Private),
        ("pad", json!("x".repeat(MAX_DEVICE_KEY)), DeviceKeyError::Malformed),
    ] {
        let mut changed = jwk(&point);
        changed[member] = value;
        assert_eq!(DeviceKey::from_jwk(&changed.to_string()), Err(error), "{member}");
    }
    let with = |label, value| {
        let mut changed = members(&point);
        changed.retain(|(found, _)| *found != label);
        changed.push((label, value));
        DeviceKey::from_cose(&cose(changed)).unwrap_err()
    };
    assert_eq!(with(1, 1.into()), DeviceKeyError::Kind);
    assert_eq!(with(-1, 2.into()), DeviceKeyError::Kind);
    assert_eq!(with(3, (-35).into()), DeviceKeyError::Kind);
    assert_eq!(with(-2, Value::Bytes(vec![1; 31])), DeviceKeyError::Malformed);
    assert_eq!(with(-3, 1.into()), DeviceKeyError::Malformed);
    assert_eq!(with(-4, Value::Bytes(vec![1; 32])), DeviceKeyError::Private);
    let mut twice = members(&point);
    twice.push((1, 2.into()));
    assert_eq!(DeviceKey::from_cose(&cose(twice)), Err(DeviceKeyError::Malformed));
    let mut longer = cose(members(&point));
    longer.push(0);
    assert_eq!(DeviceKey::from_cose(&longer), Err(DeviceKeyError::Malformed));
}

proptest! {
    #[test]
    fn any_bytes_are_a_key_on_the_curve_or_none(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        if let Ok(key) = DeviceKey::from_cose(&bytes) {
            prop_assert_eq!(DeviceKey::from_compressed(key.compressed()), Some(key));
        }
        prop_assert!(DeviceKey::from_jwk(&String::from_utf8_lossy(&bytes)).is_err());
    }
}
