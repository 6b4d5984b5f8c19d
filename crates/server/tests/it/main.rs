//! The server through its front door: the real router over a real listener, a fresh database for each test, and two
//! organizations in each. Nothing here sleeps: what must happen is asked for, and waited on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic in the functions of a test is its failure"
)]

mod alert_subjects;
mod alerts;
mod api_tokens;
mod app;
mod authenticator;
mod client;
mod database;
mod fsck;
mod gate;
mod gate_log;
mod gate_pages;
mod gate_work;
mod readiness;
mod receiver;
mod routes;
mod samples;
mod spy;
mod squad;

mod at_rest;
mod audit_log;
mod backups;
mod bodies;
mod calendar;
mod certificates;
mod checkpoints;
mod contract;
mod customers;
mod deletion;
mod demonstration;
mod downloads;
mod duties;
mod evidence;
mod exports;
mod idempotency;
mod import_certificates;
mod import_workers;
mod imports;
mod intent;
mod invitations;
mod ladders;
mod limits;
mod logos;
#[path = "../../../evidence/tests/it/made.rs"]
mod made;
mod mail;
mod members;
mod metrics;
mod operator;
mod organizations;
mod outage;
mod own_factors;
mod own_sessions;
mod pages;
mod pass;
mod pass_pages;
mod pass_renewals;
mod passes;
mod passkey_refusals;
mod passkeys;
mod passwords;
mod proxies;
mod redis_server;
mod refusals;
mod renewals;
mod resend;
mod revocations;
mod roles;
mod rotation;
mod scanner;
mod scanner_crash;
mod scanner_photos;
mod scanners;
mod sealed_records;
mod sensitive_permissions;
mod serve;
mod sessions;
mod setup;
mod shared_limits;
mod simulation;
mod smtp;
mod step_up;
mod tickets;
mod trust;
mod uploads;
mod wallets;
mod webauthn_vectors;
mod webhooks;
mod witnesses;
mod worker_pages;
mod workers;
