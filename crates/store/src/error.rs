//! What can go wrong in the store. Nothing here knows of HTTP.

use domain::Denial;
use tokio_postgres::error::SqlState;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// A rule about an organization's people, or what it keeps of them, that forbids an act which policy allows. The engine decides.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Rule { $($(#[$doc])* $name),* }

        impl Rule {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

rules! {
    /// There would be no administrator left.
    LastAdministrator = "last_administrator";
    /// Nobody suspends or removes himself.
    Oneself = "oneself";
    /// Nobody gives, takes or touches more than he holds.
    BeyondOwn = "beyond_own";
    /// All seats are taken.
    NoSeat = "no_seat";
    /// The member is suspended already.
    NotActive = "not_active";
    /// The member is not suspended.
    NotSuspended = "not_suspended";
    /// The member has no passkeys, or they are not this organization's alone to take off.
    PasskeysStay = "passkeys_stay";
    /// There is no such role, or none was named.
    UnknownRole = "unknown_role";
    /// Members or invitations have the role.
    RoleInUse = "role_in_use";
    /// There are as many roles as there may be.
    TooManyRoles = "too_many_roles";
    /// The address is a member's.
    AlreadyMember = "already_member";
    /// The address has an invitation that has not ended.
    AlreadyInvited = "already_invited";
    /// There are as many invitations as there may be.
    TooManyInvitations = "too_many_invitations";
    /// Another has taken the certificate's place.
    Renewed = "renewed";

    /// The ticket's state does not allow the act.
    TicketState = "ticket_state";
    /// Who wrote a ticket, or holds it, does not approve it while somebody else can.
    OwnTicket = "own_ticket";
    /// Only an approved ticket is renewed, by one of the same type.
    NotRenewable = "not_renewable";
    /// The ticket has a renewal already.
    RenewalOpen = "renewal_open";
    /// The type of tickets is in the archive.
    TypeArchived = "type_archived";
    /// The worker is in the archive.
    WorkerArchived = "worker_archived";

    /// The pass was taken back.
    PassRevoked = "pass_revoked";
    /// There are as many webhooks as there may be.
    TooManyWebhooks = "too_many_webhooks";

    /// The ticket has as many files as it may have.
    TooMuchEvidence = "too_much_evidence";
    /// Who approves a ticket with evidence must be able to look at it.
    EvidenceUnseen = "evidence_unseen";

    /// The scanner's authority was taken away.
    ScannerRevoked = "scanner_revoked";
}

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database or the object store cannot be reached, is starting or stopping, or did not answer in time. Whether
    /// a commit that was under way took effect is unknown.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// There is no live session behind the caller's token, or its member may no longer act.
    #[error("no such session")]
    NoSession,
    /// The step-up proof is unknown, spent, expired, or for another act.
    #[error("no such step-up proof")]
    NoStepUp,
    /// Policy refuses.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The organization requires a passkey, and the member has none yet.
    #[error("a passkey must be enrolled first")]
    MustEnrol,
    /// Row-level security refused what policy had let pass: the second wall held, the first has a hole.
    #[error("refused by row-level security: {0}")]
    Wall(String),
    /// There is no such thing, or the caller may not know that there is.
    #[error("not found")]
    NotFound,
    /// It was changed by somebody else since the caller read it.
    #[error("changed in the meantime")]
    Stale,
    /// A uniqueness or reference rule of the database, by its name, forbids it.
    #[error("conflicts with {constraint}")]
    Conflict {
        /// The constraint's name.
        constraint: String,
    },
    /// A rule about an organization's people forbids it.
    #[error("forbidden by the rule {}", .0.as_str())]
    Rule(Rule),
    /// A cursor or another argument is malformed, or a text holds U+0000.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// A fault of ours.
    #[error("internal storage error: {0}")]
    Internal(String),
}

/// The store's results.
pub type Result<T> = std::result::Result<T, Error>;

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            return if error.is_closed()
                || std::error::Error::source(&error)
                    .is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            {
                Self::Unavailable(error.to_string())
            } else {
                Self::Internal(error.to_string())
            };
        };
        let constraint = || db.constraint().unwrap_or("a rule").to_owned();
        match db.code().code() {
            "CZ401" => Self::NoSession,
            "CZ402" => Self::NoStepUp,
            "CZ404" => Self::NotFound,
            "CZ409" if db.message() == "stale" => Self::Stale,
            "CZ409" => Rule::ALL
                .iter()
                .copied()
                .find(|rule| rule.as_str() == db.message())
                .map_or_else(|| Self::Internal(format!("no such rule: {}", db.message())), Self::Rule),
            code if code == SqlState::INSUFFICIENT_PRIVILEGE.code() => Self::Wall(db.message().to_owned()),
            code if code == SqlState::UNIQUE_VIOLATION.code()
                || code == SqlState::FOREIGN_KEY_VIOLATION.code() =>
            {
                Self::Conflict { constraint: constraint() }
            }
            // U+0000, which PostgreSQL has no place for.
            "22021" | "22P05" => Self::Malformed("text"),
            // A date that there is not, or that lies beyond what PostgreSQL counts.
            "22007" | "22008" => Self::Malformed("time"),
            // Connection trouble, resources, operator's intervention, time-outs, serialization: try again.
            code if ["08", "53", "57", "58", "40"].contains(&&code[..2])
                || code == "55P03"
                || code == "25P03" =>
            {
                Self::Unavailable(format!("{code} {}", db.message()))
            }
            code => Self::Internal(format!("{code} {}", db.message())),
        }
    }
}

impl From<deadpool_postgres::PoolError> for Error {
    fn from(error: deadpool_postgres::PoolError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
