//! What can be done, by the name under which the audit log records it.

use std::fmt;
use std::str::FromStr;

use crate::Permission;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $permission:expr, $sensitive:literal;)*) => {
        /// An act of a member that the audit log records.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name),* }

        impl Action {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The dotted name used in the audit log and in step-up requests.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// The permission it takes; `None` for what every signed-in member may do for himself.
            #[must_use]
            pub const fn permission(self) -> Option<Permission> {
                match self { $(Self::$name => $permission),* }
            }

            /// Whether an API token can be made for it although it takes a step-up.
            #[must_use]
            pub const fn can_be_standing(self) -> bool {
                matches!(
                    self,
                    Self::CertificateDownload
                        | Self::CertificateReveal
                        | Self::CertificateDelete
                        | Self::AuditExport
                        | Self::CustomerCreate
                        | Self::CustomerUpdate
                        | Self::CertificateUpload
                        | Self::CertificateUpdate
                )
            }

            /// Whether it takes a fresh step-up proof where the organization has made its permission sensitive. The
            /// database asks for the same (`docs/adr/0014-sensitive-permissions.md`).
            #[must_use]
            pub const fn may_be_made_sensitive(self) -> bool {
                matches!(
                    self,
                    Self::CustomerCreate
                        | Self::CustomerUpdate
                        | Self::CertificateUpload
                        | Self::CertificateUpdate
                        | Self::ApiTokenRevokeOther
                        | Self::OrganizationUpdate
                        | Self::CustomerImport
                        | Self::CertificateImport
                        | Self::TicketApprove
                        | Self::TicketSendBack
                        | Self::TicketSuspend
                        | Self::TicketReinstate
                        | Self::TicketRevoke
                )
            }

            /// Whether it takes a fresh step-up proof from who has a passkey, beside the password that everybody gives.
            #[must_use]
            pub const fn takes_passkey(self) -> bool {
                matches!(self, Self::PasswordChange)
            }

            /// Whether there is an organization, or a member, of whom a step-up for it is asked.
            #[must_use]
            pub const fn can_be_proven(self) -> bool {
                self.is_sensitive() || self.may_be_made_sensitive() || self.takes_passkey()
            }

            /// Whether it takes a fresh step-up proof.
            #[must_use]
            pub const fn is_sensitive(self) -> bool {
                match self { $(Self::$name => $sensitive),* }
            }
        }
    };
}

actions! {
    /// A new organization with its first administrator.
    OrganizationCreate = "organization.create", None, false;
    /// The organization's settings were changed.
    OrganizationUpdate = "organization.update", Some(Permission::OrganizationManage), false;
    /// The operator set how many seats the organization has.
    OrganizationSetSeats = "organization.set_seats", None, false;
    /// The operator restored a backup: the log's new epoch begins.
    OrganizationRestore = "organization.restore", None, false;
    /// How long sessions may last was changed.
    SecurityUpdate = "organization.security_update", Some(Permission::OrganizationManage), true;
    /// Which permissions' acts take a step-up, beside those that always do, was changed.
    SensitivePermissionsUpdate =
        "organization.sensitive_permissions", Some(Permission::OrganizationManage), true;
    /// A member signed in.
    SignIn = "session.sign_in", None, false;
    /// A member signed out.
    SignOut = "session.sign_out", None, false;
    /// A member ended another session of his.
    SessionRevoke = "session.revoke", None, true;
    /// A member ended all other sessions of his.
    SessionRevokeOthers = "session.revoke_others", None, true;
    /// A member said that he knows of the reuse of a refresh token.
    ReuseSeen = "session.reuse_seen", None, false;
    /// A member changed his password, knowing the old one.
    PasswordChange = "account.password_change", None, false;
    /// A link for a new password was asked for, and sent to the account's address.
    PasswordResetRequest = "account.password_reset_request", None, false;
    /// A password was set by such a link.
    PasswordReset = "account.password_reset", None, false;
    /// A refresh token was used a second time: its session was ended.
    RefreshReuse = "session.refresh_reuse", None, false;
    /// A member proved afresh who he is.
    StepUp = "session.step_up", None, false;
    /// Customers were listed or shown.
    CustomerRead = "customer.read", Some(Permission::CustomerRead), false;
    /// A customer was created.
    CustomerCreate = "customer.create", Some(Permission::CustomerWrite), false;
    /// A customer was changed.
    CustomerUpdate = "customer.update", Some(Permission::CustomerWrite), false;
    /// A customer was deleted.
    CustomerDelete = "customer.delete", Some(Permission::CustomerDelete), true;
    /// Certificates were listed or shown.
    CertificateRead = "certificate.read", Some(Permission::CertificateRead), false;
    /// A certificate, pair or key was sealed.
    CertificateUpload = "certificate.upload", Some(Permission::CertificateWrite), false;
    /// A key and a certificate that had arrived apart were joined.
    CertificatePair = "certificate.pair", Some(Permission::CertificateWrite), false;
    /// What the firm notes about a certificate was changed.
    CertificateUpdate = "certificate.update", Some(Permission::CertificateWrite), false;
    /// A customer was asked for the new file, by a link.
    CertificateAskRenewal = "certificate.ask_renewal", Some(Permission::CertificateWrite), false;
    /// Such a link was taken back.
    CertificateRevokeRenewal = "certificate.revoke_renewal", Some(Permission::CertificateWrite), false;
    /// A certificate took another's place, by such a link.
    CertificateRenew = "certificate.renew", None, false;
    /// A stored file left custody.
    CertificateDownload = "certificate.download", Some(Permission::CertificateDownload), true;
    /// A URL was issued under which a stored file can be fetched once. The step-up for it is the download's.
    CertificateDownloadUrl = "certificate.download_url", Some(Permission::CertificateDownload), false;
    /// A stored password was shown.
    CertificateReveal = "certificate.reveal_password", Some(Permission::CertificateReveal), true;
    /// A certificate's keys were destroyed.
    CertificateDelete = "certificate.delete", Some(Permission::CertificateDelete), true;
    /// Alerts, or mails about them, were listed or shown.
    AlertRead = "alert.read", Some(Permission::CertificateRead), false;
    /// Somebody has seen what was told of a certificate's end.
    AlertAcknowledge = "alert.acknowledge", Some(Permission::CertificateWrite), false;
    /// Nobody is told of a certificate's end for a time, or is again.
    AlertSnooze = "alert.snooze", Some(Permission::CertificateWrite), false;
    /// Nobody is told of a certificate's end.
    AlertMute = "alert.mute", Some(Permission::CertificateWrite), false;
    /// People are told of a certificate's end again.
    AlertUnmute = "alert.unmute", Some(Permission::CertificateWrite), false;
    /// Somebody was made to look after a certificate's end, or nobody.
    AlertAssign = "alert.assign", Some(Permission::CertificateWrite), false;
    /// It was said what took a certificate's place, or that nothing did.
    AlertSupersede = "alert.supersede", Some(Permission::CertificateWrite), false;
    /// When people are told of ends was changed.
    AlertSetLadder = "alert.set_ladder", Some(Permission::OrganizationManage), false;
    /// A member said how he wants to be told.
    AlertSetPreference = "alert.set_preference", None, false;
    /// The audit log was read.
    AuditRead = "audit.read", Some(Permission::AuditRead), false;
    /// The audit log was exported.
    AuditExport = "audit.export", Some(Permission::AuditExport), true;
    /// A passkey was enrolled.
    PasskeyEnrol = "passkey.enrol", None, true;
    /// A passkey was given another name.
    PasskeyRename = "passkey.rename", None, false;
    /// A passkey was removed.
    PasskeyRemove = "passkey.remove", None, true;
    /// New recovery codes took the place of the old ones.
    RecoveryCodesCreate = "recovery_codes.create", None, true;
    /// How members must prove themselves was changed.
    AuthenticationPolicyUpdate = "organization.authentication", Some(Permission::OrganizationManage), true;
    /// Members were listed.
    MemberRead = "member.read", Some(Permission::MemberRead), false;
    /// A member looked at his own API tokens.
    ApiTokenRead = "api_token.read", None, false;
    /// The API tokens of all members were listed.
    ApiTokenReadAll = "api_token.read_all", Some(Permission::TokenManage), false;
    /// A member made an API token.
    ApiTokenCreate = "api_token.create", None, true;
    /// A member made an API token that may do, on what the step-up names, what takes a step-up.
    ApiTokenCreateSensitive = "api_token.create_sensitive", None, true;
    /// A member revoked an API token of his own.
    ApiTokenRevoke = "api_token.revoke", None, false;
    /// An API token of another member was revoked.
    ApiTokenRevokeOther = "api_token.revoke_other", Some(Permission::TokenManage), false;
    /// An API token was used from where it may not be.
    ApiTokenUse = "api_token.use", None, false;
    /// A member was suspended: he keeps his roles, and can do nothing.
    MemberSuspend = "member.suspend", Some(Permission::MemberManage), true;
    /// A suspended member was let in again.
    MemberReinstate = "member.reinstate", Some(Permission::MemberManage), true;
    /// A member was removed.
    MemberRemove = "member.remove", Some(Permission::MemberManage), true;
    /// A member's passkeys and recovery codes were taken off, because he has lost them.
    MemberRemovePasskeys = "member.remove_passkeys", Some(Permission::MemberManage), true;
    /// A member was given other roles.
    MemberSetRoles = "member.set_roles", Some(Permission::MemberManage), true;
    /// A member left.
    MemberLeave = "member.leave", None, true;
    /// A custom role was made.
    RoleCreate = "role.create", Some(Permission::RoleManage), true;
    /// A custom role was changed.
    RoleUpdate = "role.update", Some(Permission::RoleManage), true;
    /// A custom role was deleted.
    RoleDelete = "role.delete", Some(Permission::RoleManage), true;
    /// Invitations were listed.
    InvitationRead = "invitation.read", Some(Permission::MemberInvite), false;
    /// Somebody was asked to join.
    InvitationCreate = "invitation.create", Some(Permission::MemberInvite), true;
    /// An invitation was sent again, under a new link.
    InvitationResend = "invitation.resend", Some(Permission::MemberInvite), true;
    /// An invitation was taken back.
    InvitationRevoke = "invitation.revoke", Some(Permission::MemberInvite), true;
    /// Somebody joined by an invitation.
    InvitationAccept = "invitation.accept", None, false;
    /// A session was opened by switching from another organization's.
    SessionSwitch = "session.switch", None, false;

    /// Workers that one stands over were listed or shown.
    WorkerRead = "worker.read", Some(Permission::WorkerRead), false;
    /// Workers of the whole organization were listed or shown.
    WorkerReadAll = "worker.read_all", Some(Permission::WorkerReadAll), false;
    /// A worker was added.
    WorkerCreate = "worker.create", Some(Permission::WorkerWrite), false;
    /// A worker was changed, or put into the archive.
    WorkerUpdate = "worker.update", Some(Permission::WorkerWrite), false;
    /// A worker without tickets was deleted.
    WorkerDelete = "worker.delete", Some(Permission::WorkerWrite), false;
    /// A ticket was recorded, or another in its place.
    TicketCreate = "ticket.create", Some(Permission::TicketWrite), false;
    /// A ticket that nobody has approved was corrected.
    TicketUpdate = "ticket.update", Some(Permission::TicketWrite), false;
    /// A ticket that nobody has approved was withdrawn.
    TicketWithdraw = "ticket.withdraw", Some(Permission::TicketWrite), false;
    /// A ticket was approved.
    TicketApprove = "ticket.approve", Some(Permission::TicketApprove), false;
    /// A ticket was sent back.
    TicketSendBack = "ticket.send_back", Some(Permission::TicketApprove), false;
    /// A ticket was suspended.
    TicketSuspend = "ticket.suspend", Some(Permission::TicketRevoke), false;
    /// A suspended ticket was reinstated.
    TicketReinstate = "ticket.reinstate", Some(Permission::TicketRevoke), false;
    /// A ticket was revoked.
    TicketRevoke = "ticket.revoke", Some(Permission::TicketRevoke), false;
    /// A type of tickets was made, or several from the catalogue to start from.
    TicketTypeCreate = "ticket_type.create", Some(Permission::TicketTypeManage), false;
    /// A type of tickets was changed.
    TicketTypeUpdate = "ticket_type.update", Some(Permission::TicketTypeManage), false;
    /// A type without tickets was deleted.
    TicketTypeDelete = "ticket_type.delete", Some(Permission::TicketTypeManage), false;
    /// A site was made.
    SiteCreate = "site.create", Some(Permission::SiteManage), false;
    /// A site was changed.
    SiteUpdate = "site.update", Some(Permission::SiteManage), false;
    /// A site was deleted.
    SiteDelete = "site.delete", Some(Permission::SiteManage), false;
    /// A crew was made.
    CrewCreate = "crew.create", Some(Permission::SiteManage), false;
    /// A crew was changed, or who supervises it.
    CrewUpdate = "crew.update", Some(Permission::SiteManage), false;
    /// A crew was deleted.
    CrewDelete = "crew.delete", Some(Permission::SiteManage), false;
    /// A contractor was made.
    ContractorCreate = "contractor.create", Some(Permission::SiteManage), false;
    /// A contractor was changed, or who manages its people.
    ContractorUpdate = "contractor.update", Some(Permission::SiteManage), false;
    /// A contractor was deleted.
    ContractorDelete = "contractor.delete", Some(Permission::SiteManage), false;

    /// Passes were listed, or how they are made.
    PassRead = "pass.read", Some(Permission::PassIssue), false;
    /// A worker's pass was signed.
    PassIssue = "pass.issue", Some(Permission::PassIssue), false;
    /// A worker took a pass for himself.
    PassTake = "pass.take", Some(Permission::PassTake), false;
    /// A worker's pass was taken back.
    PassRevoke = "pass.revoke", Some(Permission::PassIssue), false;
    /// How much of a worker's name passes show was changed.
    PassSetName = "pass.set_name", Some(Permission::OrganizationManage), false;
    /// A list of what became of passes and tickets was signed.
    PassSignStatus = "pass.sign_status", None, false;
    /// A key that signs passes or their status lists was made, ahead of its time.
    PassKeyCreate = "pass_key.create", None, false;
    /// The keys of passes were listed.
    PassKeyRead = "pass_key.read", Some(Permission::OrganizationManage), false;
    /// Such a key was put in the place of another at once.
    PassKeyRotate = "pass_key.rotate", Some(Permission::OrganizationManage), true;
    /// Such a key was given up: nothing that it signed is believed any more.
    PassKeyDistrust = "pass_key.distrust", Some(Permission::OrganizationManage), true;
    /// A member made the link by which his calendar reads what ends.
    CalendarFeedCreate = "calendar_feed.create", None, true;
    /// A member took that link back.
    CalendarFeedRevoke = "calendar_feed.revoke", None, false;
    /// Webhooks, or what they were told, were listed.
    WebhookRead = "webhook.read", Some(Permission::OrganizationManage), false;
    /// A webhook was made.
    WebhookCreate = "webhook.create", Some(Permission::OrganizationManage), true;
    /// A webhook was paused, or goes on.
    WebhookUpdate = "webhook.update", Some(Permission::OrganizationManage), true;
    /// A webhook was removed.
    WebhookDelete = "webhook.delete", Some(Permission::OrganizationManage), true;
    /// A webhook was sent a test.
    WebhookTest = "webhook.test", Some(Permission::OrganizationManage), false;
    /// A webhook was told of something again.
    WebhookResend = "webhook.resend", Some(Permission::OrganizationManage), false;
    /// An import of customers began; each row's act has an entry of its own.
    CustomerImport = "customer.import", Some(Permission::CustomerWrite), false;
    /// An import of certificates began, likewise.
    CertificateImport = "certificate.import", Some(Permission::CertificateWrite), false;
    /// The operator put an organization's keys under new ones: a step of it.
    KekRotate = "kek.rotate", None, false;
    /// The issuer of a certificate says that it was revoked. The server asked by itself.
    CertificateFoundRevoked = "certificate.found_revoked", None, false;
    /// The issuer of a certificate says that it is not revoked any more.
    CertificateFoundGood = "certificate.found_good", None, false;

    /// A photo or PDF that proves a ticket was added.
    EvidenceAdd = "evidence.add", Some(Permission::TicketWrite), false;
    /// It was taken away, and its key destroyed.
    EvidenceRemove = "evidence.remove", Some(Permission::TicketWrite), false;
    /// It was looked at.
    EvidenceView = "evidence.view", Some(Permission::EvidenceRead), false;
    /// A worker was mailed where his pass is.
    PassMail = "pass.mail", Some(Permission::PassIssue), false;
    /// Everything that the organization keeps left with one of its people.
    OrganizationExport = "organization.export", Some(Permission::OrganizationExport), true;
    /// A stored file or password left with such an export. The step-up for it is the export's.
    CertificateExport = "certificate.export", Some(Permission::OrganizationExport), false;
    /// An import of workers began; each row's act has an entry of its own.
    WorkerImport = "worker.import", Some(Permission::WorkerWrite), false;
    /// An import of tickets began, likewise.
    TicketImport = "ticket.import", Some(Permission::TicketWrite), false;
    /// The end of a key-encryption key's time was looked at.
    KekRead = "kek.read", Some(Permission::OrganizationManage), false;
    /// It was decided about the alert of a ticket: who sees to it, or that nobody is told.
    TicketAlertDecide = "ticket.decide_alert", Some(Permission::TicketWrite), false;
    /// It was decided about the alert of an invitation.
    InvitationAlertDecide = "invitation.decide_alert", Some(Permission::MemberInvite), false;
    /// It was decided about the alert of an API token.
    ApiTokenAlertDecide = "api_token.decide_alert", None, false;
    /// It was decided about the alert of a key-encryption key.
    KekAlertDecide = "kek.decide_alert", Some(Permission::OrganizationManage), false;
    /// Which tickets a site needs was said.
    SiteRequire = "site.require", Some(Permission::SiteManage), false;

    /// A worker's tickets were given to a wallet, as a credential or as badges.
    CredentialIssue = "credential.issue", Some(Permission::PassIssue), false;
    /// The worker himself took them.
    CredentialTake = "credential.take", Some(Permission::PassTake), false;
    /// A phone's pass was signed anew, without a session: the phone asked, with its key.
    PassRenew = "pass.renew", None, false;
    /// Scanners of a site were listed.
    ScannerRead = "scanner.read", Some(Permission::ScannerManage), false;
    /// A scanner was made, and the link by which a phone becomes it.
    ScannerCreate = "scanner.create", Some(Permission::ScannerManage), true;
    /// A further link of a scanner was made.
    ScannerInvite = "scanner.invite", Some(Permission::ScannerManage), true;
    /// A phone was enrolled by such a link.
    ScannerEnroll = "scanner.enroll", None, false;
    /// A scanner's authority was taken away.
    ScannerRevoke = "scanner.revoke", Some(Permission::ScannerManage), false;
    /// A scanner checked a pass.
    GateScan = "gate.scan", None, false;
    /// A scanner told its log in two ways.
    GateFork = "gate.fork", None, false;
    /// The gate log was read.
    GateLogRead = "gate_log.read", Some(Permission::GateLogRead), false;
    /// A worker's photo was kept, perhaps in the place of another.
    PhotoKeep = "photo.keep", Some(Permission::WorkerWrite), false;
    /// It was removed, and its key destroyed.
    PhotoRemove = "photo.remove", Some(Permission::WorkerWrite), false;
    /// It was looked at.
    PhotoView = "photo.view", Some(Permission::WorkerRead), false;
    /// It was printed on a card.
    PhotoPrint = "photo.print", Some(Permission::WorkerRead), false;
    /// What is kept of a worker's health was shown.
    MedicalReveal = "worker.read_medical", Some(Permission::WorkerReadMedical), true;
    /// Something was kept of a worker's health, perhaps in the place of what was there.
    MedicalKeep = "worker.keep_medical", Some(Permission::WorkerWriteMedical), true;
    /// It was removed, and its key destroyed.
    MedicalRemove = "worker.remove_medical", Some(Permission::WorkerWriteMedical), true;
    /// A worker's government id was shown.
    GovernmentIdReveal = "worker.read_government_id", Some(Permission::WorkerReadGovernmentId), true;
    /// A worker's government id was kept, perhaps in the place of another.
    GovernmentIdKeep = "worker.keep_government_id", Some(Permission::WorkerWriteGovernmentId), true;
    /// It was removed, and its key destroyed.
    GovernmentIdRemove = "worker.remove_government_id", Some(Permission::WorkerWriteGovernmentId), true;
    /// Something sealed of a worker left with an export. The step-up for it is the export's.
    WorkerExport = "worker.export", Some(Permission::OrganizationExport), false;
    /// The organization's logo was set, or taken away.
    OrganizationSetLogo = "organization.set_logo", Some(Permission::OrganizationManage), false;

    /// A worker's photo was sealed for a scanner of his crew's site, which fetched it.
    PhotoCarry = "photo.carry", None, false;
    /// A role or task of work was made, with the tickets that it needs.
    DutyCreate = "duty.create", Some(Permission::SiteManage), false;
    /// It was changed, or the tickets that it needs.
    DutyUpdate = "duty.update", Some(Permission::SiteManage), false;
    /// It was deleted.
    DutyDelete = "duty.delete", Some(Permission::SiteManage), false;
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such action: {0}")]
pub struct UnknownAction(pub String);

impl FromStr for Action {
    type Err = UnknownAction;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|a| a.as_str() == text).ok_or_else(|| UnknownAction(text.to_owned()))
    }
}
