//! What the cast has of workers and tickets: one crew on one site, one contractor, three workers, and tickets in every state
//! that the engine's functions begin with.

use domain::id::{
    ContractorId, CrewId, DutyId, EvidenceId, MemberId, ObjectId, SiteId, TicketId, TicketTypeId, WorkerId,
};
use domain::{Clock, TicketCode};
use tokio_postgres::Client;

use crate::cast::Firm;
use crate::firm::{TestClock, TestRng};

#[derive(Debug, Clone, Copy)]
pub(crate) struct Records {
    pub(crate) site: SiteId,
    pub(crate) crew: CrewId,
    pub(crate) contractor: ContractorId,
    /// A type of tickets.
    pub(crate) kind: TicketTypeId,
    /// A role, which all three have.
    pub(crate) role: DutyId,
    /// A task.
    pub(crate) task: DutyId,
    /// The firm's worker, who sees himself, in the crew.
    pub(crate) worker: WorkerId,
    /// The guest, who may not even see himself.
    pub(crate) guest: WorkerId,
    /// One of the contractor's, who has no account.
    pub(crate) outsider: WorkerId,
    /// Approved; the worker's, as those that follow.
    pub(crate) approved: TicketId,
    /// Waits to be checked, and renews the approved one.
    pub(crate) pending: TicketId,
    pub(crate) suspended: TicketId,
    /// Proves the pending one.
    pub(crate) evidence: EvidenceId,
    /// Its sealed bytes.
    pub(crate) photo: ObjectId,
    /// The worker's face.
    pub(crate) face: ObjectId,
    /// What is kept of his health.
    pub(crate) medical: ObjectId,
    /// His government id.
    pub(crate) government_id: ObjectId,
}

impl Records {
    pub(crate) fn fresh() -> Self {
        let now = TestClock.now();
        Self {
            site: SiteId::new(now, &TestRng),
            crew: CrewId::new(now, &TestRng),
            contractor: ContractorId::new(now, &TestRng),
            kind: TicketTypeId::new(now, &TestRng),
            role: DutyId::new(now, &TestRng),
            task: DutyId::new(now, &TestRng),
            worker: WorkerId::new(now, &TestRng),
            guest: WorkerId::new(now, &TestRng),
            outsider: WorkerId::new(now, &TestRng),
            approved: TicketId::new(now, &TestRng),
            pending: TicketId::new(now, &TestRng),
            suspended: TicketId::new(now, &TestRng),
            evidence: EvidenceId::new(now, &TestRng),
            photo: ObjectId::new(now, &TestRng),
            face: ObjectId::new(now, &TestRng),
            medical: ObjectId::new(now, &TestRng),
            government_id: ObjectId::new(now, &TestRng),
        }
    }

    /// Puts them in, in the firm called `name`.
    pub(crate) async fn add(&self, superuser: &Client, firm: &Firm, name: &str) {
        let org = firm.org.uuid();
        let units = format!(
            "INSERT INTO credenza.sites (org_id, id, name) VALUES ('{org}', '{site}', 'Planta {name}');
             INSERT INTO credenza.contractors (org_id, id, name) VALUES ('{org}', '{contractor}', 'Andamios {name}');
             INSERT INTO credenza.crews (org_id, id, name, site_id) VALUES ('{org}', '{crew}', 'Cuadrilla {name}', '{site}');
             INSERT INTO credenza.crew_supervisors VALUES ('{org}', '{crew}', '{foreman}'), ('{org}', '{crew}', '{teller}');
             INSERT INTO credenza.contractor_managers VALUES ('{org}', '{contractor}', '{admin}');
             INSERT INTO credenza.ticket_types (org_id, id, code, name, valid_months)
                 VALUES ('{org}', '{kind}', 'first_aid_{name}', 'Primeros auxilios', 36);
             INSERT INTO credenza.site_requirements VALUES ('{org}', '{site}', '{kind}');
             INSERT INTO credenza.duties (org_id, id, kind, name)
                 VALUES ('{org}', '{role}', 'role', 'Andamista {name}'), ('{org}', '{task}', 'task', 'Espacio confinado {name}');
             INSERT INTO credenza.duty_requirements VALUES ('{org}', '{role}', '{kind}'), ('{org}', '{task}', '{kind}');",
            site = self.site.uuid(),
            contractor = self.contractor.uuid(),
            crew = self.crew.uuid(),
            kind = self.kind.uuid(),
            role = self.role.uuid(),
            task = self.task.uuid(),
            foreman = firm.foreman.member.uuid(),
            teller = firm.teller.member.uuid(),
            admin = firm.admin.member.uuid(),
        );
        superuser.batch_execute(&units).await.unwrap();
        let people = format!(
            "INSERT INTO credenza.workers (org_id, id, name, reference, crew_id, member_id)
                 VALUES ('{org}', '{worker}', 'Wenceslao', 'E-1', '{crew}', '{}');
             INSERT INTO credenza.workers (org_id, id, name, member_id) VALUES ('{org}', '{guest}', 'Gabriel', '{}');
             INSERT INTO credenza.workers (org_id, id, name, contractor_id) VALUES ('{org}', '{outsider}', 'Olga', '{contractor}');
             INSERT INTO credenza.worker_duties (org_id, worker_id, duty_id)
                 VALUES ('{org}', '{worker}', '{role}'), ('{org}', '{guest}', '{role}'), ('{org}', '{outsider}', '{role}');",
            firm.worker.member.uuid(),
            firm.guest.member.uuid(),
            worker = self.worker.uuid(),
            guest = self.guest.uuid(),
            outsider = self.outsider.uuid(),
            role = self.role.uuid(),
            crew = self.crew.uuid(),
            contractor = self.contractor.uuid(),
        );
        superuser.batch_execute(&people).await.unwrap();
        let (by, admin) = (firm.courier.member, firm.admin.member);
        add_ticket(superuser, firm, self.approved, self.worker, self.kind, by).await;
        settle(superuser, self.approved, admin, &["approved"]).await;
        add_ticket(superuser, firm, self.suspended, self.worker, self.kind, by).await;
        settle(superuser, self.suspended, admin, &["approved", "suspended"]).await;
        let other = TicketId::new(TestClock.now(), &TestRng);
        add_ticket(superuser, firm, other, self.outsider, self.kind, by).await;
        let guests = TicketId::new(TestClock.now(), &TestRng);
        add_ticket(superuser, firm, guests, self.guest, self.kind, by).await;
        add_renewal(superuser, firm, self, by).await;
        add_evidence(superuser, firm, (self.evidence, self.photo), self.pending, self.worker).await;
        let fresh = || (EvidenceId::new(TestClock.now(), &TestRng), ObjectId::new(TestClock.now(), &TestRng));
        add_evidence(superuser, firm, fresh(), other, self.outsider).await;
        add_sealed(superuser, firm, self.worker, [self.face, self.medical, self.government_id]).await;
        for id in [self.outsider, self.guest] {
            add_sealed(superuser, firm, id, three()).await;
        }
    }

    /// A worker with the id of one of the other firm's, which the keys allow, and a ticket of his: only the organization tells
    /// them apart.
    pub(crate) async fn add_twin(&self, superuser: &Client, firm: &Firm, id: WorkerId) {
        superuser
            .execute(
                "INSERT INTO credenza.workers (org_id, id, name) VALUES ($1, $2, 'Gemelo')",
                &[&firm.org.uuid(), &id.uuid()],
            )
            .await
            .unwrap();
        let role = "INSERT INTO credenza.worker_duties (org_id, worker_id, duty_id) VALUES ($1, $2, $3)";
        superuser.execute(role, &[&firm.org.uuid(), &id.uuid(), &self.role.uuid()]).await.unwrap();
        let ticket = TicketId::new(TestClock.now(), &TestRng);
        add_ticket(superuser, firm, ticket, id, self.kind, firm.admin.member).await;
        let fresh = (EvidenceId::new(TestClock.now(), &TestRng), ObjectId::new(TestClock.now(), &TestRng));
        add_evidence(superuser, firm, fresh, ticket, id).await;
        add_sealed(superuser, firm, id, three()).await;
    }
}

fn three() -> [ObjectId; 3] {
    std::array::from_fn(|_| ObjectId::new(TestClock.now(), &TestRng))
}

/// A photo of a worker, and his restricted fields: health, then government id.
async fn add_sealed(superuser: &Client, firm: &Firm, worker: WorkerId, objects: [ObjectId; 3]) {
    let (org, worker) = (firm.org.uuid(), worker.uuid());
    let (kek, by) = (firm.kek.uuid(), firm.courier.member.uuid());
    for (object, kind) in objects.iter().zip(["photo", "medical", "government-id"]) {
        let object = object.uuid();
        let row = match kind {
            "photo" => format!(
                "INSERT INTO credenza.worker_photos (org_id, worker_id, object_id, object_version, media_type, digest, kept_by)
                 VALUES ('{org}', '{worker}', '{object}', 1, 'image/jpeg', decode(repeat('0f', 16), 'hex'), '{by}')"
            ),
            kind => format!(
                "INSERT INTO credenza.restricted_fields (org_id, worker_id, kind, object_id, object_version, kept_by)
                 VALUES ('{org}', '{worker}', '{}', '{object}', 1, '{by}')",
                kind.replace('-', "_")
            ),
        };
        superuser
            .batch_execute(&format!(
                "INSERT INTO credenza.objects (org_id, id, version, kind, file_name, size)
                     VALUES ('{org}', '{object}', 1, '{kind}', '{kind}', 90);
                 INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek)
                     VALUES ('{org}', '{object}', 1, '{kek}', decode(repeat('0c', 40), 'hex'));
                 {row};"
            ))
            .await
            .unwrap();
    }
}

/// A photo that proves a ticket.
pub(crate) async fn add_evidence(
    superuser: &Client,
    firm: &Firm,
    (id, photo): (EvidenceId, ObjectId),
    ticket: TicketId,
    worker: WorkerId,
) {
    let (org, id, photo) = (firm.org.uuid(), id.uuid(), photo.uuid());
    let (ticket, worker) = (ticket.uuid(), worker.uuid());
    let (kek, by) = (firm.kek.uuid(), firm.courier.member.uuid());
    superuser
        .batch_execute(&format!(
            "INSERT INTO credenza.objects (org_id, id, version, kind, file_name, size)
                 VALUES ('{org}', '{photo}', 1, 'evidence', 'carnet.jpg', 90000);
             INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek)
                 VALUES ('{org}', '{photo}', 1, '{kek}', decode(repeat('0e', 40), 'hex'));
             INSERT INTO credenza.evidence (org_id, id, ticket_id, worker_id, object_id, object_version, media_type, added_by)
                 VALUES ('{org}', '{id}', '{ticket}', '{worker}', '{photo}', 1, 'image/jpeg', '{by}');"
        ))
        .await
        .unwrap();
}

/// A ticket that waits to be checked.
pub(crate) async fn add_ticket(
    superuser: &Client,
    firm: &Firm,
    id: TicketId,
    worker: WorkerId,
    kind: TicketTypeId,
    by: MemberId,
) {
    let code = TicketCode::new(&TestRng);
    superuser
        .execute(
            "INSERT INTO credenza.tickets (org_id, id, worker_id, type_id, code, number, issuer, issued_on, expires_on, recorded_by)
             VALUES ($1, $2, $3, $4, $5, 'A-1', 'Cruz Roja', '2026-01-10', '2029-01-10', $6)",
            &[&firm.org.uuid(), &id.uuid(), &worker.uuid(), &kind.uuid(), &code.as_str(), &by.uuid()],
        )
        .await
        .unwrap();
}

async fn add_renewal(superuser: &Client, firm: &Firm, records: &Records, by: MemberId) {
    let code = TicketCode::new(&TestRng);
    superuser
        .execute(
            "INSERT INTO credenza.tickets (org_id, id, worker_id, type_id, code, recorded_by, renews_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                &firm.org.uuid(),
                &records.pending.uuid(),
                &records.worker.uuid(),
                &records.kind.uuid(),
                &code.as_str(),
                &by.uuid(),
                &records.approved.uuid(),
            ],
        )
        .await
        .unwrap();
}

/// Leads a ticket through these states.
pub(crate) async fn settle(superuser: &Client, ticket: TicketId, by: MemberId, states: &[&str]) {
    for state in states {
        superuser
            .execute(
                "UPDATE credenza.tickets SET state = $2, reason = 'x', decided_by = $3::uuid, decided_at = now(),
                     approved_by = coalesce(approved_by, CASE WHEN $2 = 'approved' THEN $3::uuid END),
                     approved_at = coalesce(approved_at, CASE WHEN $2 = 'approved' THEN now() END)
                 WHERE id = $1",
                &[&ticket.uuid(), state, &by.uuid()],
            )
            .await
            .unwrap();
    }
}
