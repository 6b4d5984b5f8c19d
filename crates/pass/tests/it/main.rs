//! Passes through the crate's front door.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod budget;
mod keys;
mod refused;
mod stage;
mod vectors;
mod verdicts;
