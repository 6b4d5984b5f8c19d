//! Permissions, and sets of them: what a role is made of.

use std::fmt;
use std::str::FromStr;

use crate::Action;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// One thing that a member may be allowed to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Permission { $($(#[$doc])* $name),* }

        impl Permission {
            /// All of them, in the order of the permission table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name used in the database, in tokens and in the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
        }
    };
}

permissions! {
    /// See customers.
    CustomerRead = "customer.read";
    /// Create and edit customers.
    CustomerWrite = "customer.write";
    /// Delete customers.
    CustomerDelete = "customer.delete";
    /// See certificates' metadata.
    CertificateRead = "certificate.read";
    /// Upload certificates and keys, and change what the firm notes about them.
    CertificateWrite = "certificate.write";
    /// Take a certificate or key out of custody.
    CertificateDownload = "certificate.download";
    /// See a stored password.
    CertificateReveal = "certificate.reveal_password";
    /// Destroy a certificate.
    CertificateDelete = "certificate.delete";
    /// Read the audit log.
    AuditRead = "audit.read";
    /// Export the audit log.
    AuditExport = "audit.export";
    /// See who is a member.
    MemberRead = "member.read";
    /// See and revoke the API tokens of others.
    TokenManage = "token.manage";
    /// Ask people to join, and take that back.
    MemberInvite = "member.invite";
    /// Suspend, reinstate and remove members, and give them roles.
    MemberManage = "member.manage";
    /// Make, change and delete custom roles.
    RoleManage = "role.manage";
    /// Change the organization's settings.
    OrganizationManage = "organization.manage";

    /// See the workers that one stands over, with their tickets: oneself, one's crews, one's contractors' people.
    WorkerRead = "worker.read";
    /// See all workers of the organization.
    WorkerReadAll = "worker.read_all";
    /// Create and edit workers.
    WorkerWrite = "worker.write";
    /// Record, correct and renew tickets.
    TicketWrite = "ticket.write";
    /// Approve tickets, or send them back.
    TicketApprove = "ticket.approve";
    /// Suspend, reinstate and revoke tickets.
    TicketRevoke = "ticket.revoke";
    /// Make and change the types of tickets.
    TicketTypeManage = "ticket_type.manage";
    /// Make and change sites, crews and contractors, and say who stands over them; say which tickets places and work need.
    SiteManage = "site.manage";

    /// Issue and revoke passes of the workers whom one sees.
    PassIssue = "pass.issue";
    /// Take a pass for oneself.
    PassTake = "pass.take";

    /// Look at the photos and PDFs that prove the tickets of the workers over whom one stands.
    EvidenceRead = "evidence.read";
    /// Take everything that the organization keeps away with one, for who may see it all.
    OrganizationExport = "organization.export";

    /// Enrol scanners, see them, and take their authority away.
    ScannerManage = "scanner.manage";
    /// See what scanners said of the workers over whom one stands; for who sees all workers, of everybody.
    GateLogRead = "gate_log.read";
    /// See what is kept of the health of the workers whom one sees.
    WorkerReadMedical = "worker.read_medical";
    /// Keep that, and remove it.
    WorkerWriteMedical = "worker.write_medical";
    /// See the government ids of the workers whom one sees.
    WorkerReadGovernmentId = "worker.read_government_id";
    /// Keep these, and remove them.
    WorkerWriteGovernmentId = "worker.write_government_id";
}

impl Permission {
    /// Whether an organization may have its acts take a step-up. What only shows something takes none: a proof is for one
    /// act on one object.
    #[must_use]
    pub fn may_be_made_sensitive(self) -> bool {
        self.acts().any(Action::may_be_made_sensitive)
    }

    /// Whether some of its acts take a step-up in every organization.
    #[must_use]
    pub fn is_sensitive(self) -> bool {
        self.acts().any(Action::is_sensitive)
    }

    fn acts(self) -> impl Iterator<Item = Action> {
        Action::ALL.iter().copied().filter(move |action| action.permission() == Some(self))
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such permission: {0}")]
pub struct UnknownPermission(pub String);

impl FromStr for Permission {
    type Err = UnknownPermission;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|p| p.as_str() == text)
            .ok_or_else(|| UnknownPermission(text.to_owned()))
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PermissionSet(u64);

impl PermissionSet {
    /// Holds nothing.
    pub const EMPTY: Self = Self(0);

    /// Whether `permission` is in the set.
    #[must_use]
    pub const fn contains(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u64) != 0
    }

    /// The set with `permission` added.
    #[must_use]
    pub const fn with(self, permission: Permission) -> Self {
        Self(self.0 | (1 << permission as u64))
    }

    /// What is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether every permission of `other` is here: nobody can grant what he does not hold.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// The permissions, in the order of the permission table.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |p| self.contains(*p))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::EMPTY, Self::with)
    }
}
