//! What is read, and what is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic in the functions of a test is its failure"
)]

mod archives;
mod entries;
mod properties;
mod tables;
mod workbook;
mod zipped;
