//! The store against a real PostgreSQL: a fresh database for each test, two organizations in each.

mod audit_log;
mod cast;
mod catalogue;
mod context;
mod firm;
mod matrix;
mod rows;
