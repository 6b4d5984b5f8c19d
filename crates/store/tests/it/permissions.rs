//! The engine enforces the permission table by itself: for every role and action, raw SQL meets the verdict that policy
//! in code gives.

use std::collections::BTreeSet;
use std::fmt::Write;

use domain::id::{CustomerId, DownloadId, ObjectId};
use domain::{Action, Actor, Clock, Permission, PermissionSet, Role, authorize};
use time::OffsetDateTime;
use tokio_postgres::Client;

use crate::cast::Cast;
use crate::firm::{Persona, TestClock, TestRng};
use crate::matrix::{cell, enter};

/// What an action does to rows, so that it touches at least one when it may. `None` for what happens before there is a
/// member (sign-in, refresh, step-up, a new organization), which are functions of the schema `system`.
#[allow(clippy::too_many_lines, reason = "a table: a statement for each action")]
fn statement(action: Action, cast: &Cast) -> Option<String> {
    let firm = &cast.north;
    let (org, certificate, file, password) =
        (firm.org.uuid(), firm.certificate.uuid(), firm.file.uuid(), firm.password.uuid());
    let object = ObjectId::new(TestClock.now(), &TestRng).uuid();
    let (webhook, event) = (firm.webhook.uuid(), firm.event.uuid());
    let (idle, suspended, invitation) = (firm.idle.uuid(), firm.suspended.uuid(), firm.invitation.uuid());
    Some(match action {
        Action::OrganizationCreate | Action::SignIn | Action::RefreshReuse | Action::StepUp => return None,
        Action::PasswordChange | Action::PasswordResetRequest | Action::PasswordReset => return None,
        Action::OrganizationRestore | Action::KekRotate => return None,
        Action::OrganizationSetSeats | Action::InvitationAccept | Action::SessionSwitch => return None,
        // By the server itself.
        Action::CertificateFoundRevoked | Action::CertificateFoundGood => return None,
        // It widens nothing: what leaves is read as in the acts that show it.
        Action::OrganizationExport | Action::CertificateExport | Action::WorkerExport => return None,
        // By a link, which is nobody's.
        Action::CertificateRenew => return None,
        Action::SessionRevoke => "SELECT count(*) FROM credenza.sessions WHERE revoked_at IS NULL".into(),
        Action::SessionRevokeOthers => "SELECT 1 + credenza.end_other_sessions()".into(),
        Action::ReuseSeen => "SELECT 1 + credenza.see_reuse()".into(),
        // The cast is in both firms, so that nobody's passkeys can be taken off: see own_factors.rs of the server's tests.
        Action::MemberRemovePasskeys => return None,
        // It takes a proof as well: see sensitive_permissions.rs.
        Action::SensitivePermissionsUpdate => return None,
        // These take a proof as well, or an address: see api_tokens.rs.
        Action::ApiTokenCreate | Action::ApiTokenCreateSensitive | Action::ApiTokenUse => return None,
        Action::ApiTokenRead => {
            "SELECT count(*) FROM credenza.api_tokens WHERE member_id = credenza.member()".into()
        }
        Action::ApiTokenReadAll => {
            "SELECT count(*) FROM credenza.api_tokens WHERE member_id <> credenza.member()".into()
        }
        Action::ApiTokenRevoke => "SELECT count(credenza.revoke_api_token(id)) FROM credenza.api_tokens
             WHERE member_id = credenza.member()".into(),
        Action::ApiTokenRevokeOther => {
            format!("SELECT count(credenza.revoke_api_token('{}'))", firm.token.session.uuid())
        }
        Action::SignOut => "SELECT FROM credenza.end_session()".into(),
        Action::OrganizationUpdate => "UPDATE credenza.organizations SET name = 'Otra'".into(),
        Action::SecurityUpdate => "UPDATE credenza.organizations SET idle_timeout = '10 minutes'".into(),
        Action::CustomerRead => "SELECT count(*) FROM credenza.customers".into(),
        Action::CustomerCreate | Action::CustomerImport => format!(
            "INSERT INTO credenza.customers (org_id, id, name) VALUES ('{org}', '{}', 'Uno')",
            CustomerId::new(TestClock.now(), &TestRng).uuid()
        ),
        Action::CustomerUpdate => "UPDATE credenza.customers SET notes = 'x'".into(),
        Action::CustomerDelete => "DELETE FROM credenza.customers".into(),
        Action::CertificateRead => "SELECT count(*) FROM credenza.certificates".into(),
        Action::CertificateUpload | Action::CertificateImport => format!(
            "INSERT INTO credenza.certificates (org_id, id, name, kind, spki_sha256, key_algorithm, has_private_key,
                has_password, metadata, created_by)
             VALUES ('{org}', gen_random_uuid(), 'a.key', 'pkcs8', sha256(''), 'RSA-2048', true, false, '{{}}', '{}')",
            firm.admin.member.uuid()
        ),
        Action::CertificatePair => format!(
            "INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
             VALUES ('{org}', '{object}', 1, '{certificate}', 'private-key-file', 'a.key', 9)"
        ),
        Action::CertificateUpdate => "UPDATE credenza.certificates SET name = 'x'".into(),
        Action::CertificateDownload => {
            format!("SELECT count(*) FROM credenza.object_keys WHERE object_id = '{file}'")
        }
        Action::CertificateDownloadUrl => format!(
            "INSERT INTO credenza.downloads (org_id, id, session_id, certificate_id, object_id, object_version, expires_at)
             VALUES ('{org}', '{}', credenza.session(), '{certificate}', '{file}', 1, now() + interval '1 minute')",
            DownloadId::new(TestClock.now(), &TestRng).uuid()
        ),
        Action::CertificateReveal => {
            format!("SELECT count(*) FROM credenza.object_keys WHERE object_id = '{password}'")
        }
        Action::CertificateDelete => "DELETE FROM credenza.objects".into(),
        Action::AlertRead => "SELECT count(*) FROM credenza.alerts WHERE subject = 'certificate'".into(),
        Action::KekRead => "SELECT count(*) FROM credenza.alerts WHERE subject = 'kek'".into(),
        Action::TicketAlertDecide => decide("ticket"),
        Action::InvitationAlertDecide => decide("invitation"),
        Action::ApiTokenAlertDecide => decide("api_token"),
        Action::KekAlertDecide => decide("kek"),
        Action::AlertAcknowledge => decide("certificate"),
        Action::AlertSnooze => "UPDATE credenza.alerts SET snoozed_until = now() WHERE subject = 'certificate'".into(),
        Action::AlertMute => "UPDATE credenza.alerts SET muted_because = 'x' WHERE subject = 'certificate'".into(),
        Action::AlertUnmute => "UPDATE credenza.alerts SET muted_because = NULL WHERE subject = 'certificate'".into(),
        Action::AlertAssign => "UPDATE credenza.alerts SET assignee_id = NULL WHERE subject = 'certificate'".into(),
        Action::AlertSupersede => "UPDATE credenza.alerts SET successor_id = NULL WHERE subject = 'certificate'".into(),
        Action::AlertSetLadder => {
            "SELECT count(credenza.set_alert_settings('{7}', 7, 7, 8, '{1}', 3, 1))".into()
        }
        Action::OrganizationSetLogo => {
            r"SELECT count(*) FROM credenza.set_logo('image/png', '\x89504e470d0a1a0a0000000000000000')".into()
        }
        Action::AlertSetPreference => "SELECT FROM credenza.set_alert_preference('off', NULL)".into(),
        Action::AuditRead | Action::AuditExport => "SELECT count(*) FROM audit.entries".into(),
        // Everybody sees himself.
        Action::MemberRead => "SELECT count(*) FROM credenza.members WHERE id <> credenza.member()".into(),
        // Who holds nothing is covered by everybody.
        Action::MemberSuspend => format!("SELECT FROM credenza.suspend_member('{idle}')"),
        Action::MemberReinstate => format!("SELECT FROM credenza.reinstate_member('{suspended}')"),
        Action::MemberRemove => format!("SELECT FROM credenza.remove_member('{idle}')"),
        Action::MemberSetRoles => format!("SELECT FROM credenza.set_member_roles('{idle}', '{{idle}}')"),
        // Everybody may, but for the last administrator: see members.rs.
        Action::MemberLeave => return None,
        Action::RoleCreate => "SELECT FROM credenza.create_role('rol_new', 'New', '{}')".into(),
        Action::RoleUpdate => "SELECT FROM credenza.update_role('empty', 'Other', '{}', 1)".into(),
        Action::RoleDelete => "SELECT FROM credenza.delete_role('empty')".into(),
        Action::InvitationRead => "SELECT count(*) FROM credenza.invitations".into(),
        Action::InvitationCreate => {
            "SELECT FROM credenza.invite(gen_random_uuid(), sha256('x'), 'x@example.test', '{idle}', '1 day')".into()
        }
        Action::PasskeyEnrol => {
            "SELECT count(credenza.add_passkey(gen_random_uuid(), sha256('new'), '{}', 0, false, 'Uno'))".into()
        }
        Action::PasskeyRename => "SELECT count(credenza.rename_passkey(gen_random_uuid(), 'Dos'))".into(),
        Action::PasskeyRemove => "SELECT count(credenza.remove_passkey(gen_random_uuid()))".into(),
        Action::RecoveryCodesCreate => {
            "SELECT count(*) FROM credenza.replace_recovery_codes(ARRAY[sha256('new')])".into()
        }
        Action::AuthenticationPolicyUpdate => {
            "UPDATE credenza.organizations SET step_up_window = '2 minutes'".into()
        }
        Action::InvitationResend => {
            format!("SELECT FROM credenza.resend_invitation('{invitation}', sha256('x'), '1 day')")
        }
        Action::CertificateAskRenewal => {
            format!("SELECT FROM credenza.ask_renewal('{object}', '{certificate}', sha256('x'), NULL, 'es', '1 day')")
        }
        Action::CertificateRevokeRenewal => format!("SELECT FROM credenza.revoke_renewal('{certificate}')"),
        // These take a proof as well: see calendar_feed.rs and webhooks.rs of the server's tests.
        Action::CalendarFeedCreate | Action::WebhookCreate => return None,
        Action::CalendarFeedRevoke => "SELECT 1 + count(*) FROM credenza.calendar_feeds".into(),
        Action::WebhookRead => "SELECT count(*) FROM credenza.webhooks".into(),
        Action::WebhookUpdate => format!("SELECT FROM credenza.pause_webhook('{webhook}', true)"),
        Action::WebhookDelete => format!("SELECT FROM credenza.delete_webhook('{webhook}')"),
        Action::WebhookTest => format!("SELECT FROM credenza.test_webhook('{object}', '{webhook}')"),
        Action::WebhookResend => format!("SELECT count(credenza.resend_webhook('{event}'))"),
        Action::InvitationRevoke => format!("SELECT FROM credenza.revoke_invitation('{invitation}')"),
        other => return records(other, cast),
    })
}

/// The same of what is kept of workers. What a function takes is a row that the caller sees, so that who sees none touches none.
fn records(action: Action, cast: &Cast) -> Option<String> {
    let (org, records) = (cast.north.org.uuid(), &cast.north.records);
    let decide = |ticket: domain::id::TicketId, act: &str| {
        format!(
            "SELECT count(credenza.decide_ticket(t.id, '{act}', 'x')) FROM credenza.tickets t WHERE t.id = '{}'",
            ticket.uuid()
        )
    };
    let add = |table: &str| {
        format!("INSERT INTO credenza.{table} (org_id, id, name) VALUES ('{org}', gen_random_uuid(), 'Otra')")
    };
    Some(match action {
        Action::WorkerRead => "SELECT count(*) FROM credenza.workers".into(),
        Action::WorkerReadAll => {
            "SELECT count(*) FROM credenza.workers WHERE id <> ALL (credenza.own_workers())".into()
        }
        Action::WorkerCreate | Action::WorkerImport => add("workers"),
        Action::WorkerUpdate => "UPDATE credenza.workers SET name = 'x'".into(),
        Action::WorkerDelete => "DELETE FROM credenza.workers".into(),
        Action::TicketCreate | Action::TicketImport => format!(
            "SELECT count(credenza.record_ticket(gen_random_uuid(), w.id, '{}', '00000000', 'x', 'x', NULL, NULL, NULL))
             FROM credenza.workers w WHERE w.id = '{}'",
            records.kind.uuid(),
            records.worker.uuid()
        ),
        Action::TicketUpdate => format!(
            "SELECT count(credenza.correct_ticket(t.id, t.version, t.type_id, 'x', 'x', NULL, NULL))
             FROM credenza.tickets t WHERE t.id = '{}'",
            records.pending.uuid()
        ),
        Action::TicketWithdraw => format!(
            "SELECT count(credenza.withdraw_ticket(t.id)) FROM credenza.tickets t WHERE t.id = '{}'",
            records.pending.uuid()
        ),
        Action::EvidenceView => "SELECT count(*) FROM credenza.evidence".into(),
        Action::EvidenceAdd => format!(
            "SELECT count(credenza.add_evidence(t.id, gen_random_uuid(), 'image/png', gen_random_uuid(), 'x', 1, '{}', decode(repeat('0e', 40), 'hex')))
             FROM credenza.tickets t WHERE t.id = '{}'",
            cast.north.kek.uuid(),
            records.pending.uuid()
        ),
        Action::EvidenceRemove => format!(
            "SELECT count(credenza.remove_evidence('{}')) FROM credenza.tickets t WHERE t.id = '{}'",
            records.evidence.uuid(),
            records.pending.uuid()
        ),
        Action::TicketApprove => decide(records.pending, "approve"),
        Action::TicketSendBack => decide(records.pending, "send_back"),
        Action::TicketSuspend => decide(records.approved, "suspend"),
        Action::TicketReinstate => decide(records.suspended, "reinstate"),
        Action::TicketRevoke => decide(records.approved, "revoke"),
        Action::TicketTypeCreate => format!(
            "INSERT INTO credenza.ticket_types (org_id, id, code, name) VALUES ('{org}', gen_random_uuid(), 'x', 'x')"
        ),
        Action::TicketTypeUpdate => "UPDATE credenza.ticket_types SET name = 'x'".into(),
        Action::TicketTypeDelete => "DELETE FROM credenza.ticket_types".into(),
        other => return places(other, cast).or_else(|| sealed(other, cast)),
    })
}

/// The same of where and at what people work.
fn places(action: Action, cast: &Cast) -> Option<String> {
    let org = cast.north.org.uuid();
    let add = |table: &str| {
        format!("INSERT INTO credenza.{table} (org_id, id, name) VALUES ('{org}', gen_random_uuid(), 'Otra')")
    };
    Some(match action {
        Action::SiteCreate => add("sites"),
        Action::SiteUpdate => "UPDATE credenza.sites SET name = 'x'".into(),
        Action::SiteDelete => "DELETE FROM credenza.sites".into(),
        Action::SiteRequire => "DELETE FROM credenza.site_requirements".into(),
        Action::CrewCreate => add("crews"),
        Action::CrewUpdate => "UPDATE credenza.crews SET name = 'x'".into(),
        Action::CrewDelete => "DELETE FROM credenza.crews".into(),
        Action::ContractorCreate => add("contractors"),
        Action::ContractorUpdate => "UPDATE credenza.contractors SET name = 'x'".into(),
        Action::ContractorDelete => "DELETE FROM credenza.contractors".into(),
        Action::DutyCreate => format!(
            "INSERT INTO credenza.duties (org_id, id, kind, name) VALUES ('{org}', gen_random_uuid(), 'role', 'x')"
        ),
        Action::DutyUpdate => "UPDATE credenza.duties SET name = 'x'".into(),
        Action::DutyDelete => "DELETE FROM credenza.duties WHERE kind = 'task'".into(),
        _ => return None,
    })
}

/// The same of what is sealed of workers.
fn sealed(action: Action, cast: &Cast) -> Option<String> {
    let records = &cast.north.records;
    let (worker, kek) = (records.worker.uuid(), cast.north.kek.uuid());
    let object = ObjectId::new(TestClock.now(), &TestRng).uuid();
    let key_of = |object: ObjectId| {
        format!("SELECT count(*) FROM credenza.object_keys WHERE object_id = '{}'", object.uuid())
    };
    let of = format!(" FROM credenza.workers w WHERE w.id = '{worker}'");
    let keep = |field: &str| {
        format!(
            "SELECT count(credenza.keep_restricted(w.id, '{field}', '{object}', 'x', 1, '{kek}', decode(repeat('0e', 40), 'hex'))){of}"
        )
    };
    Some(match action {
        Action::PhotoView | Action::PhotoPrint => "SELECT count(*) FROM credenza.worker_photos".into(),
        Action::PhotoKeep => format!(
            "SELECT count(credenza.keep_photo(w.id, 'image/png', decode(repeat('0f', 16), 'hex'), '{object}', 'x', 1,
                                              '{kek}', decode(repeat('0e', 40), 'hex'))){of}"
        ),
        Action::PhotoRemove => format!("SELECT count(credenza.remove_photo(w.id)){of}"),
        Action::MedicalReveal => key_of(records.medical),
        Action::GovernmentIdReveal => key_of(records.government_id),
        Action::MedicalKeep => keep("medical"),
        Action::GovernmentIdKeep => keep("government_id"),
        Action::MedicalRemove => format!("SELECT count(credenza.remove_restricted(w.id, 'medical')){of}"),
        Action::GovernmentIdRemove => {
            format!("SELECT count(credenza.remove_restricted(w.id, 'government_id')){of}")
        }
        other => return vouching(other, cast),
    })
}

/// Somebody sees to an alert about this kind of subject.
fn decide(subject: &str) -> String {
    format!("UPDATE credenza.alerts SET acknowledged_step = last_step WHERE subject = '{subject}'")
}

/// The same of passes and the keys that sign them.
fn vouching(action: Action, cast: &Cast) -> Option<String> {
    let (firm, vouching) = (&cast.north, &cast.north.vouching);
    let put = |own: bool, whose: &str| {
        format!(
            "SELECT count(credenza.put_pass({own}, gen_random_uuid(), w.id, NULL, now(), now() + interval '1 day', 1, '{{}}'))
             FROM credenza.workers w WHERE {whose}"
        )
    };
    let give = |own: bool, whose: &str| {
        format!(
            "SELECT count(credenza.put_wallet_credential({own}, gen_random_uuid(), w.id, decode(repeat('03', 33), 'hex'), now(),
                 now() + interval '90 days', 1, '{{}}')) FROM credenza.workers w WHERE {whose}"
        )
    };
    Some(match action {
        // The system's own.
        Action::PassSignStatus | Action::PassKeyCreate | Action::PassRenew => return None,
        // Public halves, which anybody may fetch.
        Action::PassKeyRead => return None,
        // By a phone, and what it brings.
        Action::ScannerEnroll | Action::GateScan | Action::GateFork | Action::PhotoCarry => return None,
        // These take a proof as well: see scanners.rs of the server's tests.
        Action::ScannerCreate | Action::ScannerInvite => return None,
        Action::ScannerRead => "SELECT count(*) FROM credenza.scanner_epochs".into(),
        Action::ScannerRevoke => {
            format!("SELECT count(*) FROM (SELECT credenza.revoke_scanner('{}')) AS done", firm.gate.scanner.uuid())
        }
        Action::GateLogRead => "SELECT count(*) FROM credenza.gate_log".into(),
        Action::PassRead => "SELECT count(*) FROM credenza.passes".into(),
        Action::PassIssue => put(false, &format!("w.id = '{}'", vouching.mate.uuid())),
        Action::PassMail => format!(
            "SELECT count(credenza.queue_pass_mail(w.id, gen_random_uuid(), decode(repeat('0a', 40), 'hex'), '1 hour'))
             FROM credenza.workers w WHERE w.id = '{}'",
            vouching.mate.uuid()
        ),
        Action::CredentialIssue => give(false, &format!("w.id = '{}'", vouching.mate.uuid())),
        Action::CredentialTake => give(true, "w.member_id = credenza.member()"),
        Action::PassTake => put(true, "w.member_id = credenza.member()"),
        Action::PassRevoke => format!(
            "SELECT count(credenza.revoke_pass(p.id, 'x')) FROM credenza.passes p WHERE p.id = '{}'",
            vouching.pass.uuid()
        ),
        Action::PassSetName => "SELECT credenza.set_pass_name(1, 'full')".into(),
        Action::PassKeyRotate => format!(
            "SELECT credenza.rotate_pass_key(now(), 'pass', gen_random_uuid(), decode(repeat('05', 64), 'hex'),
                 decode(repeat('05', 8), 'hex'), gen_random_uuid(), 1, '{}', decode(repeat('07', 48), 'hex'))",
            firm.kek.uuid()
        ),
        Action::PassKeyDistrust => {
            format!("SELECT count(credenza.distrust_pass_key('{}'))", vouching.pass_key.uuid())
        }
        other => panic!("what does {other} do to rows?"),
    })
}

/// Whether the engine lets this member do it.
async fn engine_allows(client: &Client, persona: &Persona, sql: &str) -> bool {
    client.batch_execute("BEGIN; SET LOCAL session_replication_role = replica").await.unwrap();
    // Only what nothing has replaced yet can be asked for anew.
    client.batch_execute("UPDATE credenza.alerts SET successor_id = NULL").await.unwrap();
    client.batch_execute("SET LOCAL SESSION AUTHORIZATION credenza_app").await.unwrap();
    client.batch_execute(&enter(persona)).await.unwrap();
    let outcome = cell(client, sql, true).await;
    client.batch_execute("ROLLBACK").await.unwrap();
    match outcome.as_str() {
        "refused" | "denied" | "0" => false,
        // What answers with no column: a function.
        "" => true,
        rows => rows.parse::<u64>().unwrap_or_else(|_| panic!("{sql}: {outcome}")) > 0,
    }
}

fn policy_allows(persona: &Persona, permissions: PermissionSet, action: Action) -> bool {
    let actor = Actor {
        org: persona.org,
        member: persona.member,
        user: domain::id::UserId::new(OffsetDateTime::UNIX_EPOCH, &TestRng),
        session: persona.session,
        permissions,
        authenticated_at: TestClock.now(),
        must_enrol: false,
    };
    authorize(&actor, action).is_ok()
}

#[tokio::test]
async fn the_engine_and_policy_agree_about_the_built_in_roles() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    let (hse_manager, supervisor) = (
        cast.database.hire(cast.north.org, "Hilda", &["hse_manager"]).await,
        cast.database.hire(cast.north.org, "Saúl", &["supervisor"]).await,
    );
    let supervises = "INSERT INTO credenza.crew_supervisors VALUES ($1, $2, $3)";
    let crew = cast.north.records.crew.uuid();
    client.execute(supervises, &[&cast.north.org.uuid(), &crew, &supervisor.member.uuid()]).await.unwrap();
    for persona in [hse_manager, supervisor, cast.north.worker] {
        cast.database.add_token(&persona, &["member.read"]).await;
    }
    let mut engine = format!("{:<30}", "action");
    for role in Role::ALL {
        write!(engine, " {:<11}", role.as_str()).unwrap();
    }
    engine.push('\n');
    let mut policy = engine.clone();
    for action in Action::ALL {
        let Some(sql) = statement(*action, &cast) else { continue };
        write!(engine, "{:<30}", action.as_str()).unwrap();
        write!(policy, "{:<30}", action.as_str()).unwrap();
        for role in Role::ALL {
            let persona = match role {
                Role::Admin => &cast.north.admin,
                Role::Member => &cast.north.member,
                Role::Auditor => &cast.north.auditor,
                Role::HseManager => &hse_manager,
                Role::Supervisor => &supervisor,
                Role::Worker => &cast.north.worker,
            };
            let word = |allowed| if allowed { "yes" } else { "-" };
            write!(engine, " {:<11}", word(engine_allows(&client, persona, &sql).await)).unwrap();
            write!(policy, " {:<11}", word(policy_allows(persona, role.permissions(), *action))).unwrap();
        }
        engine.push('\n');
        policy.push('\n');
    }
    assert_eq!(engine, policy);
    insta::assert_snapshot!(engine);
}

/// A role with all permissions but one: the engine is never more lenient than policy. It may be stricter, because who may
/// not see a row cannot change it either.
#[tokio::test]
async fn each_permission_is_missed_by_the_engine_too() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    for missing in Permission::ALL {
        let permissions: PermissionSet = Permission::ALL.iter().copied().filter(|p| p != missing).collect();
        let names: Vec<_> = permissions.iter().map(Permission::as_str).collect();
        client
            .execute("UPDATE credenza.roles SET permissions = $1 WHERE id = 'guest'", &[&names])
            .await
            .unwrap();
        let mut noticed = false;
        for action in Action::ALL {
            let Some(sql) = statement(*action, &cast) else { continue };
            let policy = policy_allows(&cast.north.guest, permissions, *action);
            let engine = engine_allows(&client, &cast.north.guest, &sql).await;
            noticed |= !policy && !engine;
            // Exporting is reading, page by page: the engine cannot tell them apart.
            let lenient = engine && !policy && *action != Action::AuditExport;
            assert!(!lenient, "the engine allows {action} without {missing}");
        }
        let exports = [Permission::AuditExport, Permission::OrganizationExport];
        assert_eq!(noticed, !exports.contains(missing), "{missing}");
    }
}

#[tokio::test]
async fn the_roles_in_the_database_are_those_of_the_code() {
    let cast = Cast::new().await;
    let client = cast.database.superuser().await;
    for org in [cast.north.org, cast.south.org] {
        let rows = client
            .query("SELECT id, permissions FROM credenza.roles WHERE org_id = $1 AND builtin", &[&org.uuid()])
            .await
            .unwrap();
        let found: BTreeSet<(String, BTreeSet<String>)> =
            rows.iter().map(|row| (row.get(0), row.get::<_, Vec<String>>(1).into_iter().collect())).collect();
        let expected = Role::ALL
            .iter()
            .map(|role| {
                let permissions = role.permissions().iter().map(|p| p.as_str().to_owned()).collect();
                (role.as_str().to_owned(), permissions)
            })
            .collect();
        assert_eq!(found, expected);
    }
}
