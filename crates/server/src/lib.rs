//! The server: configuration, sign-in, routes, acts, pages, and the adapters to keys and mail.
//!
//! A request comes in through [`routes`], which know HTTP; what changes state or lets a secret out is an act in [`ops`];
//! state is the store's. The binary `credenza` is a thin shell over [`cli`].

pub mod alerts;
pub mod app;
pub mod assets;
pub mod audit_archive;
pub mod auth;
pub mod backend;
pub mod backup;
pub mod calendar;
pub mod checkpoints;
pub mod cli;
pub mod config;
pub mod datadir;
pub mod demo;
pub mod embedded;
pub mod fsck;
pub mod i18n;
pub mod kms;
pub mod limit;
pub mod listen;
pub mod machine;
pub mod mail;
pub mod metrics;
pub mod networks;
pub mod ops;
pub mod outbound;
pub mod pages;
pub mod places;
pub mod problem;
pub mod proxies;
pub mod revocations;
pub mod rotation;
pub mod routes;
pub mod tls;
pub mod webhooks;
pub mod witness;
