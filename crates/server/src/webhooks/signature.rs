//! Signatures of messages, as the Standard Webhooks specification has them (<https://www.standardwebhooks.com>): an HMAC-SHA-256
//! over id, timestamp and body, under a secret that both sides know.
//!
//! A receiver recomputes it over the bytes that it got, refuses a timestamp that is minutes old, and takes each id once.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// How every secret begins.
pub(super) const PREFIX: &str = "whsec_";

/// The value of the header `webhook-signature`; nothing when the secret is none. `timestamp`: seconds since 1970.
#[must_use]
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<String> {
    let tag = mac(secret, id, timestamp, body)?;
    Some(format!("v1,{}", STANDARD.encode(tag.as_ref())))
}

/// Whether one of the signatures in a header, which are separated by spaces, is right. Compared in constant time.
#[must_use]
pub fn verify(secret: &str, id: &str, timestamp: i64, body: &[u8], header: &str) -> bool {
    let Some(tag) = mac(secret, id, timestamp, body) else { return false };
    header.split(' ').any(|signature| {
        let given = signature.strip_prefix("v1,").and_then(|text| STANDARD.decode(text).ok());
        given.is_some_and(|given| {
            aws_lc_rs::constant_time::verify_slices_are_equal(tag.as_ref(), &given).is_ok()
        })
    })
}

fn mac(secret: &str, id: &str, timestamp: i64, body: &[u8]) -> Option<hmac::Tag> {
    let key = Zeroizing::new(STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?);
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &key));
    context.update(format!("{id}.{timestamp}.").as_bytes());
    context.update(body);
    Some(context.sign())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn agrees_with_the_specification() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let (id, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", br#"{"test": 2432232314}"#);
        let signature = sign(secret, id, 1_614_265_330, body).unwrap();
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(verify(secret, id, 1_614_265_330, body, &format!("v1,AAAA v2,x {signature}")));
    }

    #[test]
    fn anything_changed_is_refused() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signature = sign(secret, "evt_1", 7, b"body").unwrap();
        assert!(verify(secret, "evt_1", 7, b"body", &signature));
        assert!(!verify(secret, "evt_2", 7, b"body", &signature));
        assert!(!verify(secret, "evt_1", 8, b"body", &signature));
        assert!(!verify(secret, "evt_1", 7, b"Body", &signature));
        assert!(!verify("whsec_AAAA", "evt_1", 7, b"body", &signature));
        assert_eq!(sign("no secret", "evt_1", 7, b"body"), None);
    }
}
