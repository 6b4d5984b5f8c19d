//! Was this certificate revoked?
//!
//! [`Issuance::of`] keeps of a certificate what it takes to ask: who issued it under which number, with which signature, and
//! where its issuer says that revocations are told. [`Authority`] is the issuer's own certificate. With both, [`ocsp`] makes a
//! request and reads the answer (RFC 6960), and [`crl`] reads a list (RFC 5280). Their bytes come from anybody: all of them
//! must parse, the issuer must have signed them or have let somebody sign them, they must be of now, and what they may cost
//! is bounded first ([`limits`]). The answer is a [`Finding`], or a [`Reason`] why nothing is known.
//!
//! No I/O, no clock.

mod authority;
pub mod crl;
mod der;
mod finding;
mod issuance;
pub mod limits;
pub mod ocsp;
mod signature;

pub use authority::Authority;
pub use crl::Crl;
pub use finding::{Finding, Reason, RevokedBecause, Standing};
pub use issuance::Issuance;
