//! The one error of opening.

/// A sealed object or a wrapped key did not open.
///
/// One error with one text for every cause, so that it tells an attacker nothing: wrong key, wrong context, a changed,
/// cut or extended object, a permit for something else, an unknown version byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "sealed data cannot be opened: its key, its context or its bytes are not the ones it was sealed with"
)]
pub struct OpenError;
