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
}

impl AuthMethod {
    /// The RFC 8176 value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::ApiToken => "api_token",
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
}
