//! A believable site's people and their tickets, for looking at the pages and for their tests.

use domain::id::{DutyId, EvidenceId, PassId, ScannerId, SiteId, TicketId, TicketTypeId, WorkerId};
use domain::ticket::STARTER;
use domain::{DutyKind, Outlook, RestrictedField, TicketState, TicketStatus};
use time::Duration;
use time::macros::date;
use uuid::Uuid;

use super::sample::NOW;
use super::*;

const PEOPLE: &[&str] = &[
    "Ágata Núñez Villaseñor",
    "Bartolomé Íñiguez",
    "Concepción Guadalupe Hernández de la Torre y Salvatierra",
    "Darío Peña",
    "João Antônio Magalhães Conceição",
    "Úrsula Ibáñez",
];

const ROLES: &[&str] = &["Andamista", "Operador de plataformas elevadoras móviles de personal", "Soldador"];

fn number(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128(0x0199_a3b4_c5d6_7000_8000_0000_0000_0000 | (kind << 32) | n as u128)
}

fn choices(names: &[&str]) -> Vec<(String, String)> {
    names.iter().enumerate().map(|(n, name)| (format!("id_{n}"), (*name).to_owned())).collect()
}

fn menus() -> Places {
    Places {
        crews: choices(&["Cuadrilla de soldadura", "Turno de noche"]),
        sites: choices(&["Planta de gas La Encrucijada", "Refinería"]),
        contractors: choices(&["Andamios y Montajes Industriales del Norte, S.A. de C.V.", "Grúas Peña"]),
        roles: choices(ROLES),
    }
}

fn row(n: usize) -> WorkerRow {
    let all = [
        TicketStatus::Expired,
        TicketStatus::Suspended,
        TicketStatus::Expiring,
        TicketStatus::SentBack,
        TicketStatus::Pending,
        TicketStatus::Valid,
    ];
    let places = menus();
    WorkerRow {
        id: WorkerId::from_uuid(number(21, n)),
        name: PEOPLE[n % PEOPLE.len()].to_owned(),
        reference: (n % 3 != 2).then(|| format!("E-{:04}", 17 + n)),
        contractor: (n % 4 == 2).then(|| places.contractors[0].1.clone()),
        crew: (n % 5 != 3).then(|| places.crews[n % 2].1.clone()),
        site: (n % 5 != 3).then(|| places.sites[n % 2].1.clone()),
        roles: ROLES.iter().take(n % 3).map(|role| (*role).to_owned()).collect(),
        archived: false,
        tickets: all.iter().enumerate().map(|(at, known)| (*known, ((n * 7 + at) % 4) as u64)).collect(),
    }
}

fn ticket(n: usize) -> TicketRow {
    let status = TicketStatus::ALL[n % TicketStatus::ALL.len()];
    let state = TicketState::from_word(status.as_str()).unwrap_or(TicketState::Approved);
    let days = match status {
        TicketStatus::Expired => Some(-12),
        TicketStatus::Expiring => Some(19),
        TicketStatus::Valid => None,
        _ => Some(400),
    };
    let why = matches!(state, TicketState::SentBack | TicketState::Suspended | TicketState::Revoked);
    TicketRow {
        id: TicketId::from_uuid(number(22, n)),
        code: "K7M2Q9XP".into(),
        worker: (row(n).id, row(n).name),
        kind: STARTER[n * 3 % STARTER.len()].name.to_owned(),
        number: (n % 3 != 1).then(|| format!("FA-2026-{:05}", 123 + n)),
        issuer: Some("Cruz Roja Mexicana, Delegación Estatal".into()),
        issued_on: (n % 4 != 3).then(|| (NOW - Duration::days(600)).date()),
        expires_on: days.map(|days| (NOW + Duration::days(days)).date()),
        state,
        status,
        reason: why.then(|| "El número no es el de la tarjeta.\nEnvíe la fotografía otra vez.".into()),
        evidence: (n % 3) as u64,
        version: 1,
        renewed: false,
        recorded: (Some("Saúl Ordóñez".into()), NOW - Duration::days(3)),
        approved: state.was_approved().then(|| (None, NOW - Duration::days(2))),
    }
}

pub(super) fn workers(chosen: WorkerChoice, count: usize) -> WorkerList {
    let next_cursor = (count > 10).then(|| "abc".into());
    WorkerList {
        chosen,
        places: menus(),
        rows: (0..count).map(row).collect(),
        cursor: String::new(),
        next_cursor,
    }
}

pub(super) fn worker(n: usize, tickets: usize, trouble: Option<String>) -> WorkerPage {
    WorkerPage {
        own: false,
        alone: false,
        row: WorkerRow { archived: n == 3, ..row(n) },
        email: Some("agata.nunez@example.mx".into()),
        tickets: (0..tickets).map(ticket).collect(),
        trouble,
        passes: Some(PassesCard { rows: (0..tickets.min(4)).map(pass).collect(), mailed: n == 2 }),
        sites: if n == 3 { Vec::new() } else { (0..2).map(worker_site).collect() },
        photo: n.is_multiple_of(2),
        restricted: RestrictedField::ALL
            .into_iter()
            .take(2 - n % 2)
            .map(|field| restricted(field, n))
            .collect(),
    }
}

fn worker_site(n: usize) -> WorkerSite {
    let name = menus().sites[n % 2].1.clone();
    WorkerSite { id: SiteId::from_uuid(number(25, n)), name, own: n == 0, verdict: verdict(n) }
}

/// What pages say of the `n`th worker at a site.
fn verdict(n: usize) -> Verdict {
    let lack = |kind: &str, why, asked_by| LackRow { kind: kind.into(), why, asked_by };
    let role = AskedBy::Duty(DutyKind::Role, ROLES[1].into());
    let task = AskedBy::Duty(DutyKind::Task, "Entrada a espacios confinados".into());
    Verdict {
        outlook: Outlook::ALL[n % 5],
        until: (!n.is_multiple_of(5) && n % 5 != 4).then(|| (date!(2026 - 12 - 24), "H2S awareness".into())),
        lacks: if n.is_multiple_of(5) {
            vec![
                lack("First aid and CPR", Some(TicketStatus::Expired), vec![AskedBy::Site, role]),
                lack("H2S awareness", None, vec![task]),
            ]
        } else {
            Vec::new()
        },
    }
}

/// The first may be read and written, the others one of both.
fn restricted(field: RestrictedField, n: usize) -> RestrictedRow {
    let medical = field == RestrictedField::Medical;
    let may_read = n == 0 || medical;
    let kept =
        (may_read && (n == 2 || medical)).then(|| (Some("Saúl Ordóñez".into()), NOW - Duration::days(3)));
    RestrictedRow { field, may_read, may_write: n == 0 || !medical, kept }
}

/// A ticket that waits to be checked, with `files` that prove it.
pub(super) fn ticket_page(files: usize, trouble: Option<String>) -> TicketPage {
    let names = [
        "Credencial frente.jpg",
        "Constancia de competencias o habilidades laborales DC-3 2026.pdf",
        "Reverso.png",
    ];
    let evidence = |n: usize| EvidenceRow {
        id: EvidenceId::from_uuid(number(23, n)),
        file_name: names[n % names.len()].to_owned(),
        picture: n % names.len() != 1,
        size: 917_000 + n as u64,
        added: (Some("Saúl Ordóñez".into()), NOW - Duration::days(3)),
    };
    let waiting =
        (0..).map(ticket).find(|row| row.state == TicketState::Pending).unwrap_or_else(|| ticket(0));
    let row = TicketRow { evidence: files as u64, ..waiting };
    TicketPage { row, evidence: (0..files).map(evidence).collect(), trouble }
}

fn pass(n: usize) -> PassRow {
    let issued_at = NOW - Duration::days(n as i64 * 3);
    PassRow {
        id: PassId::from_uuid(number(25, n)),
        wallet: n == 3,
        live: n.is_multiple_of(2),
        issued_by: (n != 1).then(|| "Saúl Ordóñez".into()),
        issued_at,
        signed_at: if n == 0 { NOW - Duration::minutes(12) } else { issued_at },
        expires_at: issued_at + Duration::days(7),
        revoked: (n == 2).then(|| (NOW - Duration::hours(5), "Perdió el teléfono.".into())),
    }
}

pub(super) fn verified(n: usize) -> VerifyPage {
    let status = TicketStatus::ALL[n % TicketStatus::ALL.len()];
    let days = if status == TicketStatus::Expired { -12 } else { 400 };
    VerifyPage::Told(VerifiedTicket {
        code: "K7M2Q9XP".into(),
        status,
        kind: (n % 4 != 3).then(|| STARTER[0].name.to_owned()),
        issuer: "Andamios y Montajes Industriales del Norte, S.A. de C.V.".into(),
        issued_on: Some((NOW - Duration::days(600)).date()),
        expires_on: (n % 3 != 2).then(|| (NOW + Duration::days(days)).date()),
        as_of: NOW,
    })
}

pub(super) fn worker_form(ctx: &PageContext, wrong: bool) -> WorkerForm {
    let errors =
        [("name", "name_length"), ("reference", "taken"), ("crew_id", "out_of_sight"), ("email", "email")];
    let told = |(field, code)| FieldError::of_record(ctx, field, code, "");
    WorkerForm {
        id: wrong.then(|| row(0).id),
        name: if wrong { String::new() } else { "Ágata".into() },
        places: menus(),
        roles: vec!["id_0".into(), "id_2".into()],
        members: choices(&["Ximena Íñiguez", "Saúl Ordóñez"]),
        errors: if wrong { errors.into_iter().map(told).collect() } else { Vec::new() },
        ..WorkerForm::default()
    }
}

pub(super) fn tickets(count: usize) -> TicketList {
    TicketList {
        kinds: choices(&["First aid and CPR", "H2S awareness"]),
        rows: (0..count).map(ticket).collect(),
        next_cursor: (count > 8).then(|| "abc".into()),
        ..TicketList::default()
    }
}

pub(super) fn approvals(count: usize) -> ApprovalsPage {
    let rows =
        (0..count).map(|n| TicketRow { id: TicketId::from_uuid(number(23, n)), ..ticket(0) }).collect();
    ApprovalsPage { rows, next_cursor: None, trouble: None }
}

pub(super) fn ticket_form(ctx: &PageContext, wrong: bool) -> TicketForm {
    let errors = [("type", "unknown_type"), ("issued_on", "day"), ("expires_on", "before_issue")];
    let told = |(field, code)| FieldError::of_record(ctx, field, code, "");
    TicketForm {
        worker: (row(0).id, row(0).name),
        id: wrong.then(|| ticket(1).id),
        renews: (!wrong).then(|| (ticket(0).id, "First aid and CPR".into())),
        reason: ticket(1).reason.filter(|_| wrong),
        kind: "id_1".into(),
        number: "FA-2026-00123".into(),
        issuer: "Cruz Roja".into(),
        issued_on: "2026-02-14".into(),
        expires_on: String::new(),
        kinds: choices(&["First aid and CPR", "H2S awareness"]),
        errors: if wrong { errors.into_iter().map(told).collect() } else { Vec::new() },
    }
}

pub(super) fn ticket_types(count: usize) -> TicketTypesPage {
    let row = |n: usize| TicketTypeRow {
        id: TicketTypeId::from_uuid(number(24, n)),
        code: STARTER[n].code.into(),
        name: STARTER[n].name.into(),
        valid_months: (n != 4).then_some(36),
        renewal_days: 60,
        medical: n == 2,
        archived: n == 3,
        tickets: n as u64,
    };
    TicketTypesPage { rows: (0..count).map(row).collect(), next_cursor: None }
}

pub(super) fn ticket_type_form(ctx: &PageContext) -> TicketTypeForm {
    let told = |(field, code)| FieldError::of_record(ctx, field, code, "");
    TicketTypeForm {
        id: Some(TicketTypeId::from_uuid(number(24, 1))),
        code: "first aid".into(),
        name: "First aid".into(),
        valid_months: "700".into(),
        renewal_days: "60".into(),
        medical: true,
        archived: false,
        errors: [("code", "code"), ("valid_months", "valid_months")].map(told).into(),
    }
}

pub(super) fn places(count: usize) -> PlacesPage {
    let rows = |names: &[(String, String)]| -> Vec<PlaceRow> {
        names
            .iter()
            .take(count)
            .map(|(id, name)| PlaceRow {
                id: id.clone(),
                name: name.clone(),
                site: Some("Refinería".into()),
                overseers: vec!["Saúl Ordóñez".into(), "Ximena Íñiguez".into()],
                workers: 12,
            })
            .collect()
    };
    let menus = menus();
    PlacesPage { sites: rows(&menus.sites), crews: rows(&menus.crews), contractors: rows(&menus.contractors) }
}

/// Three sites, the first of which needs tickets; `count` workers there.
pub(super) fn readiness(count: usize) -> ReadinessPage {
    let sites = menus().sites;
    let bar = |(n, (_, name)): (usize, &(String, String))| SiteBar {
        id: SiteId::from_uuid(number(25, n)),
        name: name.clone(),
        asks: n == 0,
        tally: if n == 0 { [143, 7, 31, 58, 1761] } else { [0, 0, 0, 0, 2000] },
    };
    let bars: Vec<SiteBar> = sites.iter().enumerate().map(bar).collect();
    let ready = |n: usize| ReadyRow {
        id: row(n).id,
        name: row(n).name,
        place: row(n).crew.unwrap_or_default(),
        roles: row(n).roles,
        verdict: verdict(n),
    };
    ReadinessPage {
        chosen: ReadinessChoice {
            site: bars[0].id.to_string(),
            task: if count > 0 { "id_0".into() } else { String::new() },
            of_site: true,
            ..ReadinessChoice::default()
        },
        places: menus(),
        tasks: choices(&["Entrada a espacios confinados", "Trabajos en caliente"]),
        task_needs: vec!["Confined space entry and rescue".into()],
        workers: 2000,
        of_no_site: 17,
        needed: vec!["First aid and CPR".into(), "H2S awareness".into()],
        rows: (0..count).map(ready).collect(),
        next_cursor: (count > 10).then(|| "abc".into()),
        bars,
    }
}

/// `count` roles and tasks.
pub(super) fn duties(count: usize) -> DutiesPage {
    let row = |(n, name): (usize, &&str)| DutyRow {
        id: DutyId::from_uuid(number(32, n)),
        name: (*name).to_owned(),
        needed: STARTER.iter().skip(n).take(n * 2).map(|kind| kind.name.to_owned()).collect(),
        workers: n as u64 * 14,
    };
    let tasks = ["Entrada a espacios confinados", "Trabajos en caliente"];
    DutiesPage {
        roles: ROLES.iter().enumerate().take(count).map(row).collect(),
        tasks: tasks.iter().enumerate().take(count).map(row).collect(),
    }
}

/// The form of a role that there is, or of a new task.
pub(super) fn duty_form(ctx: &PageContext, workers: Option<u64>) -> DutyForm {
    let types = choices(&["Fall protection", "Scaffold erection and inspection", "First aid and CPR"]);
    DutyForm {
        kind: if workers.is_some() { DutyKind::Role } else { DutyKind::Task },
        id: workers.map(|_| (DutyId::from_uuid(number(32, 1)), 3)),
        name: if workers.is_some() { ROLES[1].into() } else { "Soldadura; corte".into() },
        types: types.into_iter().enumerate().map(|(n, (id, name))| (id, name, n < 2)).collect(),
        workers: workers.unwrap_or(0),
        errors: if workers.is_some() {
            Vec::new()
        } else {
            vec![FieldError::of_record(ctx, "name", "separator", "")]
        },
    }
}

pub(super) fn needs_form() -> NeedsForm {
    NeedsForm {
        id: SiteId::from_uuid(number(25, 0)),
        name: "Planta de gas La Encrucijada".into(),
        types: choices(&["First aid and CPR", "H2S awareness"])
            .into_iter()
            .map(|(id, name)| (id, name, true))
            .collect(),
        version: 3,
        errors: Vec::new(),
    }
}

pub(super) fn place_form(ctx: &PageContext) -> PlaceForm {
    PlaceForm {
        kind: "crew",
        id: None,
        name: "Turno de noche".into(),
        site: "id_1".into(),
        sites: menus().sites,
        members: vec![
            ("a".into(), "Saúl Ordóñez".into(), true),
            ("b".into(), "Ximena Íñiguez".into(), false),
        ],
        errors: vec![FieldError::of_record(ctx, "name", "taken", "")],
    }
}

/// A site's scanners, one in each state.
pub(super) fn scanners(count: usize) -> ScannersPage {
    let now = NOW;
    let row = |n: usize| ScannerRow {
        id: ScannerId::from_uuid(number(31, n)),
        name: ["Puerta norte", "Teléfono de guardia", "Patio de tanques", "Caseta vieja"][n % 4].into(),
        state: ["enrolled", "invited", "enrolled", "revoked"][n % 4],
        created: (now - Duration::days(9), Some("Ximena Íñiguez".into())),
        link_until: (n % 4 == 1).then(|| now + Duration::minutes(12)),
        epoch: (n % 4 != 1).then_some((2, 1284)),
        forked: n % 4 == 2,
        last_seen: Some(now - Duration::minutes(3)),
        bundle: Some(now - Duration::hours(2)),
    };
    ScannersPage {
        site: SiteId::from_uuid(number(25, 0)),
        name: "Planta de gas La Encrucijada".into(),
        scanners: (0..count).map(row).collect(),
        max_status_age: Some(7200),
        photos: count > 0,
        version: 3,
        saved: count > 0,
    }
}

/// What scanners said: `count` scans.
pub(super) fn gate_log(chosen: GateLogChoice, count: usize) -> GateLogPage {
    let now = NOW;
    let said = [
        ("go", "valid", "good", true),
        ("no_go", "valid", "good", false),
        ("no_go", "stale", "shown_too_long_ago", false),
        ("cannot_tell", "cannot_tell", "status_too_old", false),
        ("go", "expiring", "ends_soon", false),
        ("no_go", "forged", "bad_signature", false),
    ];
    let scan = |n: usize| {
        let (decision, verdict, reason, compared) = said[n % said.len()];
        ScanRow {
            at: now - Duration::minutes(i64::try_from(n).unwrap_or(0) * 7),
            received: (n % 6 == 2).then_some(now),
            worker: (n % 6 != 5).then(|| (row(n).id, row(n).name)),
            scanner: "Puerta norte".into(),
            site: "Planta de gas La Encrucijada".into(),
            decision: decision.into(),
            verdict: verdict.into(),
            reason: reason.into(),
            compared,
            code: (n % 6 == 3).then(|| ("7K3M9QXF".into(), "valid".into())),
            task: (n % 6 < 2).then(|| "Trabajo en caliente junto al compresor".into()),
            missing: if n % 6 == 1 { vec!["H2S".into(), "#4sn02q8x".into()] } else { Vec::new() },
        }
    };
    GateLogPage {
        worker: (!chosen.worker.is_empty()).then(|| "Úrsula Peña".into()),
        chosen,
        sites: menus().sites,
        scanners: vec![("scn_1".into(), "Puerta norte".into()), ("scn_2".into(), "Patio de tanques".into())],
        rows: (0..count).map(scan).collect(),
        next_cursor: (count > 10).then(|| "abc".into()),
    }
}
