//! The doors: the API under `/api/v1`, what verifiers fetch (`/.well-known/credenza`), the pages, and what a machine asks
//! (`/healthz`, `/readyz`).

pub mod api;
mod arriving;
mod extract;
mod health;
mod pages;
mod respond;
mod shell;

pub use shell::{router, router_with};
