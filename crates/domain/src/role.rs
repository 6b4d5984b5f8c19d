//! The built-in roles, as named sets of permissions.

use crate::{Permission, PermissionSet};

/// A built-in role. Custom roles are [`PermissionSet`]s with a name of the organization's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Runs the organization.
    Admin,
    /// Works with customers and their certificates.
    Member,
    /// Reads the audit log, and nothing else.
    Auditor,
    /// Answers for the safety of an organization's work: its workers, their tickets, and where they work.
    HseManager,
    /// Leads crews: sees their people, and records tickets for them.
    Supervisor,
    /// Works on a site: sees himself, and records his own tickets.
    Worker,
}

impl Role {
    /// All built-in roles.
    pub const ALL: &'static [Self] =
        &[Self::Admin, Self::Member, Self::Auditor, Self::HseManager, Self::Supervisor, Self::Worker];

    /// The name used in the database and in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Member => "member",
            Self::Auditor => "auditor",
            Self::HseManager => "hse_manager",
            Self::Supervisor => "supervisor",
            Self::Worker => "worker",
        }
    }

    /// What the role may do. The database is seeded with the same sets; a test holds the two together.
    #[must_use]
    pub fn permissions(self) -> PermissionSet {
        match self {
            Self::Admin => Permission::ALL.iter().copied().collect(),
            Self::Member => [
                Permission::CustomerRead,
                Permission::CustomerWrite,
                Permission::CertificateRead,
                Permission::CertificateWrite,
                Permission::CertificateDownload,
                Permission::CertificateReveal,
                Permission::CertificateDelete,
                Permission::MemberRead,
            ]
            .into_iter()
            .collect(),
            Self::Auditor => {
                [Permission::AuditRead, Permission::AuditExport, Permission::MemberRead].into_iter().collect()
            }
            Self::HseManager => [
                Permission::MemberRead,
                Permission::WorkerRead,
                Permission::WorkerReadAll,
                Permission::WorkerWrite,
                Permission::TicketWrite,
                Permission::TicketApprove,
                Permission::TicketRevoke,
                Permission::TicketTypeManage,
                Permission::SiteManage,
                Permission::PassIssue,
                Permission::EvidenceRead,
                Permission::ScannerManage,
                Permission::GateLogRead,
            ]
            .into_iter()
            .collect(),
            Self::Supervisor => [
                Permission::MemberRead,
                Permission::WorkerRead,
                Permission::TicketWrite,
                Permission::PassIssue,
                Permission::EvidenceRead,
                Permission::GateLogRead,
            ]
            .into_iter()
            .collect(),
            Self::Worker => [
                Permission::WorkerRead,
                Permission::TicketWrite,
                Permission::PassTake,
                Permission::EvidenceRead,
                Permission::GateLogRead,
            ]
            .into_iter()
            .collect(),
        }
    }
}
