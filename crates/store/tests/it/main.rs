//! The store against a real PostgreSQL: a fresh database for each test, two organizations in each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic in the functions of a test is its failure"
)]

mod api_tokens;
mod audit_append;
mod audit_form;
mod audit_log;
mod cast;
mod catalogue;
mod cluster;
mod context;
mod crash;
mod downloads;
mod evidence;
mod firm;
mod flows;
mod gate;
mod lints;
mod live_sessions;
mod matrix;
mod members;
mod mutations;
mod permissions;
mod plans;
mod records;
mod references;
mod refresh;
mod rows;
mod sealed_records;
mod sensitive_permissions;
mod set_up;
mod step_up;
mod tickets;
mod turns;
mod upgrade;
mod vouching;
