//! Passes that a phone verifies at a gate with no signal: what they are, and what is to be thought of one.
//!
//! - A pass is a CBOR Web Token (RFC 8392) in a tagged `COSE_Sign1` (RFC 9052), in deterministic CBOR, signed with ES256. It
//!   stands in a QR code as decimal digits ([`to_text`]).
//! - *Static*, it says that the organization issued it; anybody can copy it. *Live*, it is signed once more by a key that
//!   cannot leave the worker's phone, every 30 seconds.
//! - Whether it still holds is told by a [`StatusList`], or by its own youth: who revokes a pass mints no new one.
//! - Whose keys are believed is told by key sets, or by a [`TrustPack`] that a root signs offline.
//! - The same tickets go to wallets as an SD-JWT VC, of which the holder shows what he wants: [`WalletCredential`], [`Presented`];
//!   and each ticket as an Open Badge, [`Badge`].
//! - [`Verifier::check`] says what is known, since when, and how sure: [`Report`].
//! - At a site, [`gate`] makes *go* or *no-go* of that, and keeps a log of it.
//!
//! `docs/PASS.md`, `docs/GATE.md` and `docs/WALLET.md` describe every byte; `vectors/pass` and `vectors/wallet` have cases, made by a
//! program that was written separately. Nothing here
//! does I/O, reads the clock or keeps a private key: signatures are asked of the caller.

mod badge;
mod cbor;
mod check;
mod claims;
mod cose;
mod device;
mod digits;
pub mod gate;
mod json;
mod jwks;
mod jws;
mod keys;
mod mint;
mod pack;
mod presentation;
mod renewal;
mod replay;
mod report;
mod status;
mod wallet;

pub use badge::Badge;
pub use check::{CLOCK_TOLERANCE, EXPIRING_DAYS, LIVE_SECONDS, Verifier};
pub use claims::{
    Claims, MAX_CODE, MAX_INDEX, MAX_LIFETIME, MAX_NAME, MAX_ROLES, MAX_TICKETS, MAX_URI, PHOTO_DIGEST,
    ROLE_MARK, RoleMark, TicketClaim, is_shown, role_mark, role_marks,
};
pub use device::{DeviceKeyError, MAX_DEVICE_KEY};
pub use digits::{from_text, to_text};
pub use keys::{DeviceKey, KeyId, KeySetError, MAX_KEY_SET, Point, Purpose, Trust, TrustedKey};
pub use mint::{MintError, NONCE, mint, mint_live, minted_length};
pub use pack::{MAX_ORGANIZATION, MAX_PACK_LIFETIME, MAX_TRUST_PACK, PackError, PackFault, TrustPack};
pub use presentation::{Asked, Disclosed, MAX_PRESENTATION, PresentationError, Presented, present};
pub use renewal::{MAX_RENEWAL, RENEWAL_SECONDS, Renewal, ask_renewal};
pub use replay::Replays;
pub use report::{Assurance, Freshness, Reason, Report, TicketReport, TicketState, Verdict};
pub use status::{
    BitstringPurpose, LIFETIME, MAX_STATUS_LIST, Status, StatusBits, StatusError, StatusList, TTL,
};
pub use wallet::{MAX_TYPE_NAME, MAX_WALLET_LIFETIME, VCT, WalletCredential, WalletTicket, issuer_uri};

/// The most bytes of a token.
pub const MAX_TOKEN: usize = 2048;
