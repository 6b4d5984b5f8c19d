//! What alerts are about: whatever has an end.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::id::{ApiTokenId, CertificateId, InvitationId, KekId, TicketId};
use crate::ladder::Ladder;
use crate::{Action, Permission, PermissionSet};

/// Something that ends, and that an organization is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A certificate.
    Certificate(CertificateId),
    /// A worker's ticket.
    Ticket(TicketId),
    /// An invitation that nobody has accepted yet.
    Invitation(InvitationId),
    /// A program's access.
    ApiToken(ApiTokenId),
    /// A key-encryption key that reaches its age.
    Kek(KekId),
}

/// A kind of [`Subject`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// See [`Subject::Certificate`].
    Certificate,
    /// See [`Subject::Ticket`].
    Ticket,
    /// See [`Subject::Invitation`].
    Invitation,
    /// See [`Subject::ApiToken`].
    ApiToken,
    /// See [`Subject::Kek`].
    Kek,
}

/// A text that names no subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the id of something that alerts are about")]
pub struct UnknownSubject;

impl SubjectKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Certificate, Self::Ticket, Self::Invitation, Self::ApiToken, Self::Kek];

    /// The word of the database, of the API and of the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Ticket => "ticket",
            Self::Invitation => "invitation",
            Self::ApiToken => "api_token",
            Self::Kek => "kek",
        }
    }

    /// The act of looking at an alert of this kind.
    #[must_use]
    pub const fn reading(self) -> Action {
        match self {
            Self::Certificate => Action::AlertRead,
            Self::Ticket => Action::WorkerRead,
            Self::Invitation => Action::InvitationRead,
            Self::ApiToken => Action::ApiTokenRead,
            Self::Kek => Action::KekRead,
        }
    }

    /// The act of deciding about an alert of this kind; none for certificates, whose decisions have acts of their own.
    #[must_use]
    pub const fn deciding(self) -> Option<Action> {
        match self {
            Self::Certificate => None,
            Self::Ticket => Some(Action::TicketAlertDecide),
            Self::Invitation => Some(Action::InvitationAlertDecide),
            Self::ApiToken => Some(Action::ApiTokenAlertDecide),
            Self::Kek => Some(Action::KekAlertDecide),
        }
    }

    /// Whether who has these permissions may decide about alerts of this kind that he sees.
    #[must_use]
    pub fn is_decided_by(self, permissions: PermissionSet) -> bool {
        let taken = self.deciding().map_or(Some(Permission::CertificateWrite), Action::permission);
        taken.is_none_or(|permission| permissions.contains(permission))
    }

    /// Whether who has these permissions may see alerts of this kind: those, of them, whose subject he sees.
    #[must_use]
    pub fn is_read_by(self, permissions: PermissionSet) -> bool {
        self.reading().permission().is_none_or(|permission| permissions.contains(permission))
    }

    /// Whether its end is given to it when it is made, and by whoever makes it; see [`crate::ladder::Standing::dated`]. A certificate
    /// brings its end along, and so does a ticket.
    #[must_use]
    pub const fn is_dated(self) -> bool {
        match self {
            Self::Certificate | Self::Ticket => false,
            Self::Invitation | Self::ApiToken | Self::Kek => true,
        }
    }

    /// The steps where an organization has said nothing: as many as the time that something lives has room for.
    #[must_use]
    pub fn ladder(self) -> Ladder {
        let (steps, repeat, escalate) = match self {
            Self::Certificate | Self::Ticket => return Ladder::default(),
            Self::Invitation => (vec![2, 0], 0, 0),
            Self::ApiToken => (vec![30, 7, 1, 0], 0, 3),
            Self::Kek => (vec![30, 0], 30, 0),
        };
        Ladder::default().with_steps(steps, repeat, escalate)
    }
}

impl FromStr for SubjectKind {
    type Err = UnknownSubject;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownSubject)
    }
}

impl Subject {
    /// What has this id, of this kind.
    #[must_use]
    pub const fn new(kind: SubjectKind, id: Uuid) -> Self {
        match kind {
            SubjectKind::Certificate => Self::Certificate(CertificateId::from_uuid(id)),
            SubjectKind::Ticket => Self::Ticket(TicketId::from_uuid(id)),
            SubjectKind::Invitation => Self::Invitation(InvitationId::from_uuid(id)),
            SubjectKind::ApiToken => Self::ApiToken(ApiTokenId::from_uuid(id)),
            SubjectKind::Kek => Self::Kek(KekId::from_uuid(id)),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> SubjectKind {
        match self {
            Self::Certificate(_) => SubjectKind::Certificate,
            Self::Ticket(_) => SubjectKind::Ticket,
            Self::Invitation(_) => SubjectKind::Invitation,
            Self::ApiToken(_) => SubjectKind::ApiToken,
            Self::Kek(_) => SubjectKind::Kek,
        }
    }

    /// Its id without the kind.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Certificate(id) => id.uuid(),
            Self::Ticket(id) => id.uuid(),
            Self::Invitation(id) => id.uuid(),
            Self::ApiToken(id) => id.uuid(),
            Self::Kek(id) => id.uuid(),
        }
    }

    /// The certificate, if it is one.
    #[must_use]
    pub const fn certificate(self) -> Option<CertificateId> {
        match self {
            Self::Certificate(id) => Some(id),
            _ => None,
        }
    }
}

impl From<CertificateId> for Subject {
    fn from(id: CertificateId) -> Self {
        Self::Certificate(id)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(id) => id.fmt(f),
            Self::Ticket(id) => id.fmt(f),
            Self::Invitation(id) => id.fmt(f),
            Self::ApiToken(id) => id.fmt(f),
            Self::Kek(id) => id.fmt(f),
        }
    }
}

impl FromStr for Subject {
    type Err = UnknownSubject;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = match text.get(..3) {
            Some("crt") => text.parse().map(Self::Certificate).ok(),
            Some("tkt") => text.parse().map(Self::Ticket).ok(),
            Some("inv") => text.parse().map(Self::Invitation).ok(),
            Some("tok") => text.parse().map(Self::ApiToken).ok(),
            Some("kek") => text.parse().map(Self::Kek).ok(),
            _ => None,
        };
        found.ok_or(UnknownSubject)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for kind in SubjectKind::ALL {
            let subject = Subject::new(kind, Uuid::from_u128(7));
            assert_eq!((subject.kind(), subject.uuid()), (kind, Uuid::from_u128(7)));
            assert_eq!(subject.to_string().parse(), Ok(subject));
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        for wrong in ["", "crt", "cus_01h455vb4pex5vsknk084sn02q", "tkt_x", "ñ"] {
            assert_eq!(wrong.parse::<Subject>(), Err(UnknownSubject), "{wrong}");
        }
    }

    #[test]
    fn each_kind_has_a_ladder_that_fits_its_life() {
        assert_eq!(SubjectKind::Ticket.ladder(), Ladder::default());
        for kind in SubjectKind::ALL {
            assert_eq!(kind.ladder().steps().last(), Some(&0), "{}", kind.as_str());
        }
    }

    #[test]
    fn who_reads_and_decides() {
        let worker = crate::Role::Worker.permissions();
        let auditor = crate::Role::Auditor.permissions();
        assert!(SubjectKind::Ticket.is_read_by(worker) && !SubjectKind::Certificate.is_read_by(worker));
        assert!(!SubjectKind::Ticket.is_decided_by(auditor) && !SubjectKind::Kek.is_read_by(auditor));
        assert!(SubjectKind::Certificate.is_decided_by(crate::Role::Member.permissions()));
    }
}
