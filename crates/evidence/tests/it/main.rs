//! What is taken, what is left behind of it, and what is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic in the functions of a test is its failure"
)]

mod entries;
mod made;
mod pdfs;
mod pictures;
mod properties;
