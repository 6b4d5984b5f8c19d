//! Two firms with the same people and something in every table: whom the tests of the second wall set against each other.

use domain::id::{
    CertificateId, CustomerId, DownloadId, InvitationId, KekId, MailId, MemberId, ObjectId, OrgId, PasskeyId,
    ResetId, StepUpId, WebhookEventId, WebhookId,
};
use domain::{Action, Clock, Rng};
use store::{AuditEvent, Ceremony, CustomerEdit, NewCertificate, NewObject, NewPasskey, SealedMail};
use time::{Duration, OffsetDateTime};
use tokio_postgres::Client;

use crate::firm::{Database, Persona, TestClock, TestRng, request};
use crate::gate::Gate;
use crate::records::Records;
use crate::vouching::Vouching;

/// Roles beside the built-in ones, each with just what tells two policies apart.
const CUSTOM_ROLES: [(&str, &[&str]); 6] = [
    ("courier", &["certificate.read", "certificate.download", "worker.read_all"]),
    (
        "teller",
        &[
            "certificate.read",
            "certificate.reveal_password",
            "worker.read",
            "evidence.read",
            "worker.read_medical",
            "gate_log.read",
        ],
    ),
    (
        "foreman",
        &["worker.read", "worker.write", "ticket.write", "worker.read_government_id", "scanner.manage"],
    ),
    ("guest", &[]),
    // Everybody covers who has this one.
    ("idle", &[]),
    // Nobody has this one.
    ("empty", &[]),
];

pub(crate) struct Cast {
    pub(crate) database: Database,
    pub(crate) north: Firm,
    pub(crate) south: Firm,
}

pub(crate) struct Firm {
    pub(crate) org: OrgId,
    pub(crate) admin: Persona,
    pub(crate) member: Persona,
    pub(crate) auditor: Persona,
    pub(crate) courier: Persona,
    pub(crate) teller: Persona,
    pub(crate) guest: Persona,
    pub(crate) worker: Persona,
    /// He and the teller supervise the crew of the worker.
    pub(crate) foreman: Persona,
    /// What is kept of workers and their tickets.
    pub(crate) records: Records,
    /// What is kept of passes.
    pub(crate) vouching: Vouching,
    /// What is kept of scanners.
    pub(crate) gate: Gate,
    /// A member who may do nothing.
    pub(crate) idle: MemberId,
    /// Another, who is suspended.
    pub(crate) suspended: MemberId,
    /// An invitation for one more.
    pub(crate) invitation: InvitationId,
    pub(crate) certificate: CertificateId,
    /// A token of the courier's who may do anything that he may.
    pub(crate) token: Persona,
    /// A token of the administrator's that may only see certificates.
    pub(crate) reader: Persona,
    /// The certificate's file.
    pub(crate) file: ObjectId,
    /// Its password.
    pub(crate) password: ObjectId,
    pub(crate) kek: KekId,
    pub(crate) webhook: WebhookId,
    /// What it was told of.
    pub(crate) event: WebhookEventId,
}

impl Cast {
    pub(crate) async fn new() -> Self {
        let database = Database::new().await;
        let (north, south) = (Firm::new(&database, "Norte").await, Firm::new(&database, "Sur").await);
        // What the south has and the north has not: a role, and a longer log.
        let superuser = database.superuser().await;
        superuser
            .execute(
                "INSERT INTO credenza.roles (org_id, id, builtin, permissions, name) VALUES ($1, 'southern', false, '{}', 'Southern')",
                &[&south.org.uuid()],
            )
            .await
            .unwrap();
        superuser
            .execute(
                "INSERT INTO credenza.member_roles VALUES ($1, $2, 'southern')",
                &[&south.org.uuid(), &south.guest.member.uuid()],
            )
            .await
            .unwrap();
        for _ in 0..3 {
            add_customer(&database, &south.admin, "Solo en el sur").await;
        }
        superuser
            .execute(
                "INSERT INTO audit.checkpoints (org_id, epoch, size, root, note) VALUES ($1, 1, 2, sha256(''), 'a note')",
                &[&south.org.uuid()],
            )
            .await
            .unwrap();
        superuser
            .execute(
                "INSERT INTO audit.cosignatures (org_id, epoch, size, witness, line, edge)
                 VALUES ($1, 1, 2, 'w+00000000+A', E'\\u2014 w AAAA\\n', sha256(''))",
                &[&south.org.uuid()],
            )
            .await
            .unwrap();
        superuser
            .execute("INSERT INTO credenza.setup_tokens (token_hash) VALUES (sha256('set-up'))", &[])
            .await
            .unwrap();
        // Two members with the same id, which the keys allow: only the organization tells them apart.
        superuser
            .execute(
                "INSERT INTO credenza.members (org_id, id, user_id, name, email)
                 SELECT $1, $2, id, 'Gemelo', 'twin@example.test' FROM credenza.users
                 WHERE id = (SELECT user_id FROM credenza.members WHERE id = $3)",
                &[&south.org.uuid(), &north.guest.member.uuid(), &north.admin.member.uuid()],
            )
            .await
            .unwrap();
        superuser
            .execute(
                "INSERT INTO credenza.member_roles VALUES ($1, $2, 'southern')",
                &[&south.org.uuid(), &north.guest.member.uuid()],
            )
            .await
            .unwrap();
        remember(&superuser, south.org, &north.guest, "new", 0).await;
        let twin = Persona { org: south.org, ..north.guest };
        database.add_token(&twin, &["certificate.read"]).await;
        invite(&superuser, &south.admin, "sur@example.test", "southern").await;
        prefer_and_tell(&superuser, &twin, south.certificate).await;
        south.records.add_twin(&superuser, &south, north.records.worker).await;
        south.vouching.add_more(&superuser, &south).await;
        south.gate.add_twin(&superuser, &south, north.records.worker).await;
        subscribe(&superuser, &twin).await;
        Self { database, north, south }
    }
}

impl Firm {
    async fn new(database: &Database, name: &str) -> Self {
        let admin = database.firm(name).await;
        let org = admin.org;
        let superuser = database.superuser().await;
        for (role, permissions) in CUSTOM_ROLES {
            superuser
                .execute(
                    "INSERT INTO credenza.roles (org_id, id, builtin, permissions, name) VALUES ($1, $2, false, $3, $2)",
                    &[&org.uuid(), &role, &permissions],
                )
                .await
                .unwrap();
        }
        let kek: uuid::Uuid = superuser
            .query_one("SELECT id FROM credenza.keks WHERE org_id = $1", &[&org.uuid()])
            .await
            .unwrap()
            .get(0);
        let kek = KekId::from_uuid(kek);
        let customer = add_customer(database, &admin, "Panadería").await;
        let (certificate, file, password) = add_certificate(database, &admin, customer, kek).await;
        let courier = database.hire(org, "Carlos", &["courier"]).await;
        let suspended = database.hire(org, "Susana", &["idle"]).await.member;
        superuser
            .execute("UPDATE credenza.members SET status = 'suspended' WHERE id = $1", &[&suspended.uuid()])
            .await
            .unwrap();
        let invitation = invite(&superuser, &admin, "nueva@example.test", "idle").await;
        let firm = Self {
            org,
            admin,
            idle: database.hire(org, "Ismael", &["idle"]).await.member,
            suspended,
            invitation,
            member: database.hire(org, "Miguel", &["member"]).await,
            auditor: database.hire(org, "Aurora", &["auditor"]).await,
            courier,
            token: database.add_token(&courier, &["certificate.read", "certificate.download"]).await,
            reader: database.add_token(&admin, &["certificate.read"]).await,
            teller: database.hire(org, "Teresa", &["teller"]).await,
            guest: database.hire(org, "Gabriel", &["guest"]).await,
            worker: database.hire(org, "Wenceslao", &["worker"]).await,
            foreman: database.hire(org, "Fermín", &["foreman"]).await,
            records: Records::fresh(),
            vouching: Vouching::fresh(),
            gate: Gate::fresh(),
            certificate,
            file,
            password,
            kek,
            webhook: WebhookId::new(TestClock.now(), &TestRng),
            event: WebhookEventId::new(TestClock.now(), &TestRng),
        };
        for persona in [firm.member, firm.auditor, firm.teller, firm.guest, firm.foreman] {
            database.add_token(&persona, &["certificate.read"]).await;
        }
        firm.add_permits(database, &superuser).await;
        firm.add_factors(database).await;
        firm.add_alerts(&superuser).await;
        firm.add_renewal(&superuser).await;
        firm.records.add(&superuser, &firm, name).await;
        firm.vouching.add(&superuser, &firm).await;
        firm.gate.add(&superuser, &firm).await;
        firm.add_ladder(&superuser).await;
        firm.add_channels(&superuser).await;
        firm.add_rotation(&superuser).await;
        firm.add_checkpoint(&superuser).await;
        firm.add_revocation(&superuser).await;
        firm
    }

    /// A checkpoint of its log.
    async fn add_checkpoint(&self, superuser: &Client) {
        superuser
            .execute(
                "INSERT INTO audit.checkpoints (org_id, epoch, size, root, note) VALUES ($1, 1, 1, sha256(''), 'a note')",
                &[&self.org.uuid()],
            )
            .await
            .unwrap();
        superuser
            .execute(
                "INSERT INTO audit.cosignatures (org_id, epoch, size, witness, line, edge)
                 VALUES ($1, 1, 1, 'w+00000000+A', E'\\u2014 w AAAA\\n', sha256(''))",
                &[&self.org.uuid()],
            )
            .await
            .unwrap();
    }

    /// A rotation that is over: it led to the key that is there.
    async fn add_rotation(&self, superuser: &Client) {
        superuser
            .execute(
                "INSERT INTO credenza_private.kek_rotations (org_id, kek_id, finished_at) VALUES ($1, $2, now())",
                &[&self.org.uuid(), &self.kek.uuid()],
            )
            .await
            .unwrap();
        // The key that it led away from, under which nothing is left.
        superuser
            .execute(
                "INSERT INTO credenza.keks (org_id, id, state, wrapped_kek)
                 VALUES ($1, gen_random_uuid(), 'decrypt_only', decode(repeat('0c', 40), 'hex'))",
                &[&self.org.uuid()],
            )
            .await
            .unwrap();
    }

    /// A link by which the certificate's customer was asked for the new file.
    async fn add_renewal(&self, superuser: &Client) {
        superuser
            .execute(
                "INSERT INTO credenza.renewal_links
                     (org_id, id, certificate_id, token_hash, email, locale, asked_by, expires_at, attempts)
                 VALUES ($1, gen_random_uuid(), $2, sha256(uuid_send($2)), 'cliente@example.test', 'es', $3,
                     now() + interval '14 days', 1)",
                &[&self.org.uuid(), &self.certificate.uuid(), &self.admin.member.uuid()],
            )
            .await
            .unwrap();
    }

    /// Calendars that read what ends, and a webhook that was told of it.
    async fn add_channels(&self, superuser: &Client) {
        for persona in [&self.admin, &self.member, &self.guest, &self.courier] {
            subscribe(superuser, persona).await;
        }
        superuser
            .execute(
                "WITH made AS (
                     INSERT INTO credenza.webhooks (org_id, id, name, format, host, sealed, created_by)
                     VALUES ($1, $4, 'Chat', 'slack', 'chat.test', decode(repeat('0a', 40), 'hex'), $2)
                     RETURNING org_id, id)
                 INSERT INTO credenza.webhook_deliveries
                     (org_id, id, webhook_id, kind, subject_id, ends_at, step, planned_at, state, expires_at)
                 SELECT m.org_id, $5, m.id, 'alert', $3, a.ends_at, 30, now(), 'delivered', now() + interval '3 days'
                 FROM made m JOIN credenza.alerts a ON a.org_id = m.org_id AND a.certificate_id = $3",
                &[
                    &self.org.uuid(),
                    &self.admin.member.uuid(),
                    &self.certificate.uuid(),
                    &self.webhook.uuid(),
                    &self.event.uuid(),
                ],
            )
            .await
            .unwrap();
    }

    /// What the certificate's issuer says of it, and that it is time to ask again.
    async fn add_revocation(&self, superuser: &Client) {
        superuser
            .execute(
                "INSERT INTO credenza.revocations (org_id, certificate_id, issuance, state, since, as_of, until, source, due_at)
                 VALUES ($1, $2, '{}', 'good', now(), now(), now() + interval '1 day', 'ocsp', now() - interval '1 minute')",
                &[&self.org.uuid(), &self.certificate.uuid()],
            )
            .await
            .unwrap();
    }

    /// A ladder for one type of tickets.
    async fn add_ladder(&self, superuser: &Client) {
        superuser
            .execute(
                "INSERT INTO credenza.alert_ladders (org_id, subject, type_id, steps, repeat_days, escalate_days)
                 SELECT org_id, 'ticket', id, '{30,7}', 0, 3 FROM credenza.ticket_types WHERE org_id = $1 LIMIT 1",
                &[&self.org.uuid()],
            )
            .await
            .unwrap();
    }

    /// A ladder of its own, an alert about which everything was decided, and people who were told of it.
    async fn add_alerts(&self, superuser: &Client) {
        superuser
            .execute(
                "INSERT INTO credenza.alert_settings VALUES ($1, '{30,7,0}', 7, 7, 8, '{1,2,3,4,5}', 1)",
                &[&self.org.uuid()],
            )
            .await
            .unwrap();
        superuser
            .execute(
                r"INSERT INTO credenza.logos VALUES ($1, 'image/png', '\x89504e470d0a1a0a0000000000000000', now())",
                &[&self.org.uuid()],
            )
            .await
            .unwrap();
        // Past the triggers: no second certificate is needed to be its successor.
        superuser
            .batch_execute(&format!(
                "SET session_replication_role = replica;
                 UPDATE credenza.alerts SET last_step = 30, stepped_at = now(), acknowledged_by = '{0}', muted_by = '{0}',
                     muted_because = 'x', assignee_id = '{0}', successor_id = certificate_id WHERE org_id = '{1}' AND subject = 'certificate';
                 RESET session_replication_role",
                self.admin.member.uuid(),
                self.org.uuid()
            ))
            .await
            .unwrap();
        for persona in [&self.admin, &self.member, &self.guest, &self.courier] {
            prefer_and_tell(superuser, persona, self.certificate).await;
        }
    }

    /// Live downloads of three sessions, a spent and an expired one, and a step-up proof.
    async fn add_permits(&self, database: &Database, superuser: &Client) {
        let spent = DownloadId::new(TestClock.now(), &TestRng);
        let expired = DownloadId::new(TestClock.now(), &TestRng);
        for (persona, id) in [
            (&self.admin, DownloadId::new(TestClock.now(), &TestRng)),
            (&self.courier, DownloadId::new(TestClock.now(), &TestRng)),
            (&self.admin, spent),
            (&self.admin, expired),
        ] {
            issue_download(database, persona, id, self.certificate, self.file).await;
        }
        superuser
            .execute("UPDATE credenza.downloads SET used_at = now() WHERE id = $1", &[&spent.uuid()])
            .await
            .unwrap();
        superuser
            .execute("UPDATE credenza.downloads SET expires_at = now() WHERE id = $1", &[&expired.uuid()])
            .await
            .unwrap();
        // And one in the session of somebody who may not download.
        superuser
            .execute(
                "INSERT INTO credenza.downloads (org_id, id, session_id, certificate_id, object_id, object_version, expires_at)
                 SELECT org_id, gen_random_uuid(), $2, certificate_id, object_id, object_version, now() + interval '1 hour'
                 FROM credenza.downloads WHERE org_id = $1 LIMIT 1",
                &[&self.org.uuid(), &self.guest.session.uuid()],
            )
            .await
            .unwrap();
        for (persona, key, age) in
            [(&self.admin, "new", 0), (&self.admin, "old", 25), (&self.guest, "new", 0)]
        {
            remember(superuser, self.org, persona, key, age).await;
        }
        prove(database, &self.admin, Action::CertificateReveal, &self.certificate.to_string()).await;
        for lifetime in [Duration::hours(1), Duration::ZERO] {
            queue_mail(database, &self.admin, lifetime).await;
        }
        forget_password(database, &self.admin).await;
    }

    /// The administrator's passkey, recovery codes, and a ceremony.
    async fn add_factors(&self, database: &Database) {
        let tx = database.store.begin(&self.admin.caller()).await.unwrap();
        let new = new_passkey("Llave");
        let event = AuditEvent::new(Action::PasskeyEnrol).on("passkey", &new.id);
        assert!(tx.add_passkey(&new).await.unwrap());
        tx.commit(&event).await.unwrap();
        let tx = database.store.begin(&self.admin.caller()).await.unwrap();
        let event = AuditEvent::new(Action::RecoveryCodesCreate).on("member", &self.admin.member);
        tx.replace_recovery_codes(&[TestRng.bytes(), TestRng.bytes()], &event).await.unwrap();
        let ceremony = Ceremony::Enrol { handle: &self.admin.handle };
        let (token, challenge) = (TestRng.bytes(), TestRng.bytes());
        let system = database.store.system();
        system.begin_ceremony(ceremony, &token, &challenge, Duration::minutes(5)).await.unwrap();
    }
}

pub(crate) fn new_passkey(name: &str) -> NewPasskey {
    NewPasskey {
        id: PasskeyId::new(TestClock.now(), &TestRng),
        credential_id: TestRng.bytes::<32>().to_vec(),
        credential: serde_json::json!({}),
        sign_count: 1,
        backed_up: false,
        name: name.into(),
    }
}

/// An invitation by an administrator.
async fn invite(superuser: &Client, by: &Persona, email: &str, role: &str) -> InvitationId {
    let id = InvitationId::new(TestClock.now(), &TestRng);
    superuser
        .execute(
            "WITH invited AS (
                 INSERT INTO credenza.invitations (org_id, id, token_hash, email, invited_by, expires_at)
                 VALUES ($1, $2, sha256(uuid_send($2)), $4, $3, now() + interval '7 days')
                 RETURNING org_id, id)
             INSERT INTO credenza.invitation_roles SELECT org_id, id, $5 FROM invited",
            &[&by.org.uuid(), &id.uuid(), &by.member.uuid(), &email, &role],
        )
        .await
        .unwrap();
    id
}

/// A link for somebody's calendar.
async fn subscribe(superuser: &Client, persona: &Persona) {
    superuser
        .execute(
            "INSERT INTO credenza.calendar_feeds (org_id, id, member_id, token_hash)
             VALUES ($1, gen_random_uuid(), $2, sha256(uuid_send(gen_random_uuid())))",
            &[&persona.org.uuid(), &persona.member.uuid()],
        )
        .await
        .unwrap();
}

/// How somebody wants to be told, a mail to him, and what it told of.
async fn prefer_and_tell(superuser: &Client, persona: &Persona, certificate: CertificateId) {
    superuser
        .execute(
            "WITH preferred AS (INSERT INTO credenza.alert_preferences VALUES ($1, $2, 'each', 'es')),
                  mailed AS (INSERT INTO credenza.alert_mails (org_id, id, member_id, kind, subject_id, queued_at)
                             VALUES ($1, gen_random_uuid(), $2, 'alert', $3, now()) RETURNING id)
             INSERT INTO credenza.alert_notices (org_id, subject_id, ends_at, step, kind, member_id, planned_at, mail_id)
             SELECT $1, $3, a.ends_at, 30, 'alert', $2, now(), m.id FROM mailed m, credenza.alerts a
             WHERE a.org_id = $1 AND a.certificate_id = $3",
            &[&persona.org.uuid(), &persona.member.uuid(), &certificate.uuid()],
        )
        .await
        .unwrap();
}

/// An idempotency key, used some hours ago.
async fn remember(superuser: &Client, org: OrgId, persona: &Persona, key: &str, hours: i32) {
    superuser
        .execute(
            "INSERT INTO credenza.idempotency_keys (org_id, member_id, key, request_hash, object, created_at)
             VALUES ($1, $2, $3, sha256(''), credenza.type_id('cus', $2), now() - make_interval(hours => $4))",
            &[&org.uuid(), &persona.member.uuid(), &key, &hours],
        )
        .await
        .unwrap();
}

/// A link for a new password, which nobody has used.
async fn forget_password(database: &Database, persona: &Persona) {
    let system = database.store.system();
    let account = system.password_challenge(&persona.handle).await.unwrap().recipient.user;
    let (reset, id) = (ResetId::new(TestClock.now(), &TestRng), MailId::new(TestClock.now(), &TestRng));
    let mail = SealedMail { id, sealed: vec![9; 40], lifetime: Duration::minutes(30) };
    system.issue_reset(account, reset, &TestRng.bytes(), &mail, request()).await.unwrap();
}

async fn queue_mail(database: &Database, persona: &Persona, lifetime: Duration) {
    let id = MailId::new(TestClock.now(), &TestRng);
    let tx = database.store.begin(&persona.caller()).await.unwrap();
    tx.queue_mail(&SealedMail { id, sealed: vec![9; 40], lifetime }).await.unwrap();
    tx.commit(&AuditEvent::new(Action::OrganizationUpdate)).await.unwrap();
}

pub(crate) async fn add_customer(database: &Database, persona: &Persona, name: &str) -> CustomerId {
    let id = CustomerId::new(TestClock.now(), &TestRng);
    let edit = CustomerEdit {
        name: name.into(),
        tax_id: Some(id.to_string()),
        country: Some("MX".into()),
        notes: String::new(),
    };
    let event = AuditEvent::new(Action::CustomerCreate).on("customer", &id).personal("name", name);
    let tx = database.store.begin(&persona.caller()).await.unwrap();
    tx.create_customer(id, &edit, &event).await.unwrap();
    id
}

pub(crate) fn new_certificate() -> NewCertificate {
    NewCertificate {
        name: "panaderia.p12".into(),
        kind: "pkcs12".into(),
        profile: Some("es.fnmt".into()),
        holder: Some("Panadería, S.L.".into()),
        tax_id: Some("B12345674".into()),
        country: Some("ES".into()),
        not_before: Some(OffsetDateTime::UNIX_EPOCH),
        not_after: Some(TestClock.now() + Duration::days(60)),
        fingerprint_sha256: Some(TestRng.bytes::<32>().to_vec()),
        spki_sha256: TestRng.bytes::<32>().to_vec(),
        key_algorithm: "RSA-2048".into(),
        has_private_key: true,
        has_password: true,
        metadata: serde_json::json!({}),
    }
}

pub(crate) fn new_object(kind: &'static str, kek: KekId) -> NewObject {
    NewObject {
        id: ObjectId::new(TestClock.now(), &TestRng),
        kind,
        file_name: "panaderia.p12".into(),
        size: 6_000,
        kek,
        wrapped_dek: vec![9; 40],
    }
}

/// A certificate with a file and a password: their ids.
pub(crate) async fn add_certificate(
    database: &Database,
    persona: &Persona,
    customer: CustomerId,
    kek: KekId,
) -> (CertificateId, ObjectId, ObjectId) {
    let id = CertificateId::new(TestClock.now(), &TestRng);
    let objects = [new_object("certificate-file", kek), new_object("password", kek)];
    let event = AuditEvent::new(Action::CertificateUpload).on("certificate", &id).personal("file", "a.p12");
    let tx = database.store.begin(&persona.caller()).await.unwrap();
    tx.create_certificate(id, Some(customer), &new_certificate(), &objects, &event).await.unwrap();
    (id, objects[0].id, objects[1].id)
}

pub(crate) async fn issue_download(
    database: &Database,
    persona: &Persona,
    id: DownloadId,
    certificate: CertificateId,
    object: ObjectId,
) {
    let tx = database.store.begin(&persona.caller()).await.unwrap();
    // Longer than any test takes on a busy machine.
    tx.issue_download(id, certificate, object, 1, 3600).await.unwrap();
    let event = AuditEvent::new(Action::CertificateDownloadUrl).on("certificate", &certificate);
    tx.commit(&event).await.unwrap();
}

/// A step-up proof's token.
pub(crate) async fn prove(database: &Database, persona: &Persona, action: Action, object: &str) -> [u8; 32] {
    let token: [u8; 32] = TestRng.bytes();
    let hash = database.sha256(&token).await;
    let id = StepUpId::new(TestClock.now(), &TestRng);
    let lifetime = Duration::minutes(5);
    let system = database.store.system();
    system
        .grant_step_up(&persona.handle, id, &hash, action, object, "pwd", lifetime, request())
        .await
        .unwrap();
    token
}
