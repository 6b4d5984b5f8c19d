//! Access tokens whose signature was found good.
//!
//! A browser or a program sends the same token with every request of its five minutes, and the signature is the dearest
//! part of checking it. What is remembered is that the signature was good, under the token's hash; when the token ends
//! is checked each time. Tokens that are not ours are never remembered, so nobody fills this from outside.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::tokens::{Claims, hash};

/// How many tokens a generation holds. With both generations full, some 3 MB.
const GENERATION: usize = 8192;

/// Two generations: when the younger is full, the older is forgotten.
#[derive(Default)]
pub(super) struct Seen(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    young: HashMap<[u8; 32], Claims>,
    old: HashMap<[u8; 32], Claims>,
}

impl Seen {
    /// What the token says, if it was seen.
    pub(super) fn recall(&self, token: &str) -> Option<Claims> {
        let key = hash(token.as_bytes());
        let generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generations.young.get(&key).or_else(|| generations.old.get(&key)).cloned()
    }

    /// Remembers a token whose signature is good.
    pub(super) fn remember(&self, token: &str, claims: &Claims) {
        let key = hash(token.as_bytes());
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if generations.young.len() >= GENERATION {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(key, claims.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::{SystemClock, SystemRng};
    use domain::id::{MemberId, OrgId, SessionId};
    use domain::{Clock, Rng};

    fn claims() -> Claims {
        let (now, rng) = (SystemClock.now(), &SystemRng as &dyn Rng);
        let (sub, org, sid) = (MemberId::new(now, rng), OrgId::new(now, rng), SessionId::new(now, rng));
        Claims { sub, org, sid, aud: "credenza".into(), iat: 0, exp: 300 }
    }

    #[test]
    fn a_token_is_recalled_as_it_was_and_no_other() {
        let (seen, one) = (Seen::default(), claims());
        seen.remember("one", &one);
        assert_eq!(seen.recall("one"), Some(one));
        assert_eq!(seen.recall("two"), None);
    }

    #[test]
    fn what_is_remembered_is_bounded_and_the_newest_stays() {
        let (seen, claims) = (Seen::default(), claims());
        for n in 0..=2 * GENERATION {
            seen.remember(&n.to_string(), &claims);
        }
        let generations = seen.0.lock().unwrap();
        assert!(generations.young.len() + generations.old.len() <= 2 * GENERATION);
        drop(generations);
        assert_eq!(seen.recall("0"), None);
        assert_eq!(seen.recall(&(2 * GENERATION).to_string()), Some(claims));
    }
}
