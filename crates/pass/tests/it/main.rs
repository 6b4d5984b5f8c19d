//! Passes through the crate's front door.
#![allow(clippy::unwrap_used, reason = "a panic in the functions of a test is its failure")]

mod budget;
mod device;
mod gate;
mod gate_vectors;
mod keys;
mod pack;
mod refused;
mod stage;
mod vectors;
mod verdicts;
