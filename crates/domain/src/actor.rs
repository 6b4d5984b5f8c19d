//! Who acts.

use time::OffsetDateTime;

use crate::PermissionSet;
use crate::id::{MemberId, OrgId, SessionId, UserId};

/// How a session was authenticated: an RFC 8176 authentication method reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthMethod {
    /// A password (`pwd`).
    Password,
    /// An API token, for which RFC 8176 has no value: `api_token`.
    ApiToken,
    /// Possession of a key (`pop`), whether in hardware or in software: without attestation nobody knows.
    Possession,
    /// The presence of a person (`user`), who touched the authenticator.
    Presence,
    /// Several factors (`mfa`): a passkey that verified its user is two.
    MultiFactor,
    /// A code that works once (`otp`): a recovery code.
    OneTimeCode,
}

impl AuthMethod {
    /// The RFC 8176 value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::ApiToken => "api_token",
            Self::Possession => "pop",
            Self::Presence => "user",
            Self::MultiFactor => "mfa",
            Self::OneTimeCode => "otp",
        }
    }
}

/// A member at work in a session, as the database established it.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The organization he acts for.
    pub org: OrgId,
    /// His membership there.
    pub member: MemberId,
    /// The person.
    pub user: UserId,
    /// The session.
    pub session: SessionId,
    /// What his roles allow, in union.
    pub permissions: PermissionSet,
    /// When the session was last authenticated, UTC.
    pub authenticated_at: OffsetDateTime,
    /// Whether his organization requires a passkey and he has none. He has no permissions then.
    pub must_enrol: bool,
}
