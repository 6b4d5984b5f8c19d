//! What hostile bytes may cost.

use time::Duration;

/// The largest certificate, bytes.
pub const MAX_CERTIFICATE_BYTES: usize = 64 * 1024;

/// The largest OCSP answer, bytes. Real ones have 0.5 to 5 KiB.
pub const MAX_OCSP_BYTES: usize = 64 * 1024;

/// The largest revocation list, bytes. Those of national authorities have some megabytes.
pub const MAX_CRL_BYTES: usize = 24 * 1024 * 1024;

/// The most entries of a list.
pub const MAX_CRL_ENTRIES: usize = 1_000_000;

/// The longest serial number, bytes. RFC 5280 allows 20; some write a leading zero.
pub const MAX_SERIAL_BYTES: usize = 32;

/// The most places that a certificate names, of each kind.
pub const MAX_PLACES: usize = 8;

/// The longest URL, bytes.
pub const MAX_URL_BYTES: usize = 1024;

/// The most certificates in an OCSP answer, and the most answers in it.
pub const MAX_ANSWERS: usize = 16;

/// How far two honest clocks may be apart.
pub const SKEW: Duration = Duration::minutes(5);

/// How long an OCSP answer counts that does not say when the next one comes (RFC 6960, 2.4: newer ones are there at any time).
pub const WITHOUT_NEXT: Duration = Duration::hours(24);
