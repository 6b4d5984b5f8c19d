//! The words that every other crate of Credenza speaks: typed ids, time and randomness as arguments, actions,
//! permissions, roles and the policy that joins them, and the tax ids of the countries Credenza knows.
//!
//! Nothing here does I/O or reads the clock: a decision is a function of its arguments.

pub mod action;
pub mod actor;
pub mod clock;
pub mod country;
pub mod duty;
pub mod id;
pub mod ladder;
pub mod permission;
pub mod permit;
pub mod policy;
pub mod readiness;
pub mod restricted;
pub mod rng;
pub mod role;
pub mod subject;
pub mod tax_id;
pub mod ticket;
pub mod zone;

pub use action::Action;
pub use actor::{Actor, AuthMethod};
pub use clock::Clock;
pub use country::{Country, CountryCode};
pub use duty::DutyKind;
pub use ladder::Ladder;
pub use permission::{Permission, PermissionSet};
pub use permit::Permit;
pub use policy::{Denial, authorize};
pub use readiness::{Outlook, Readiness};
pub use restricted::RestrictedField;
pub use rng::Rng;
pub use role::Role;
pub use subject::{Subject, SubjectKind};
pub use tax_id::TaxId;
pub use ticket::{TicketAct, TicketCode, TicketState, TicketStatus};
pub use zone::Zone;
