//! Which live passes were shown here a moment ago.

use std::collections::HashMap;

use crate::check::LIVE_SECONDS;
use crate::mint::NONCE;

/// The most showings that are remembered: more than a gate sees in a minute.
const MOST: usize = 10_000;

/// Remembers live passes for as long as they would be taken, by pass and nonce: a signature has two forms.
#[derive(Debug, Clone, Default)]
pub struct Replays(HashMap<([u8; 16], [u8; NONCE]), i64>);

impl Replays {
    /// Remembers a showing; false when it was here before, or when too many were: then nothing new is taken either.
    pub(crate) fn note(&mut self, pass: [u8; 16], nonce: [u8; NONCE], now: i64) -> bool {
        // Twice as long as needed: this device's clock may be set while it works.
        self.0.retain(|_, seen| now.abs_diff(*seen) <= 2 * LIVE_SECONDS.unsigned_abs());
        if self.0.contains_key(&(pass, nonce)) || self.0.len() >= MOST {
            return false;
        }
        self.0.insert((pass, nonce), now);
        true
    }
}
