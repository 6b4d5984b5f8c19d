//! A believable firm, for looking at the pages and for their tests: 90 certificates of 30 customers.

use domain::id::{
    ApiTokenId, CertificateId, CustomerId, InvitationId, MemberId, ObjectId, OrgId, PasskeyId, SessionId,
    TicketTypeId,
};
use domain::{Action, Role, Subject, SubjectKind};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::*;
use crate::auth::device::Device;

pub(super) const NOW: OffsetDateTime = datetime!(2026-11-22 15:20:41 UTC);

const CUSTOMERS: &[(&str, &str, &str)] = &[
    ("Abarrotes La Peña, S.A. de C.V.", "ALP980312QT4", "MX"),
    (
        "Agroindustrias del Bajío y Compañía de Productores Asociados del Valle de Santiago, S.P.R. de R.L.",
        "ABC010203AB9",
        "MX",
    ),
    ("Álvarez Núñez, María Guadalupe", "AANG820415HT2", "MX"),
    ("Asesores Güemes y Zúñiga, S.C.", "AGZ150630IU7", "MX"),
    ("Bodegas Ibáñez e Hijos, S.L.", "B12345674", "ES"),
    ("Carpintería Ordóñez", "OOCR790101K31", "MX"),
    ("Clínica Dental Peñalver, S.L.P.", "B87654323", "ES"),
    ("Comercializadora Tláhuac, S.A. de C.V.", "CTL030918R55", "MX"),
    ("Construcciones Echeverría Muñoz, S.A.", "A58818501", "ES"),
    ("Cooperativa Oaxaqueña de Café Orgánico", "COC0402279A1", "MX"),
    ("Domínguez Peña, José Ángel", "DOPA750912BC3", "MX"),
    ("Ediciones Año Nuevo, S.A. de C.V.", "EAN991231E42", "MX"),
    ("Farmacia Íñiguez", "00000000T", "ES"),
    ("Ferretería El Águila", "FEA110708LL6", "MX"),
    ("Gestoría Begoña Etxeberria", "12345678Z", "ES"),
    ("Hernández y Hernández Abogados, S.C.", "HHA060505TT8", "MX"),
    ("Hoteles Río Bravo, S.A. de C.V.", "HRB880808M10", "MX"),
    ("Inmobiliaria Cañón del Sumidero", "ICS170211PQ2", "MX"),
    ("Jardinería Muñiz", "X1234567L", "ES"),
    ("Laboratorios Peñafiel de México", "LPM950420U73", "MX"),
    ("López Ibargüengoitia, Íñigo", "LOII900228DD5", "MX"),
    ("Maquiladora Señorial, S. de R.L. de C.V.", "MSE120114XX0", "MX"),
    ("Niños y Niñas por la Lectura, A.C.", "NNL0809105H2", "MX"),
    ("Ópticas Vargas", "OVA010101001", "MX"),
    ("Panadería Doña Chonita", "PDC200303GT9", "MX"),
    ("Quesos Artesanales Ñandú, S.L.", "B99286320", "ES"),
    ("Restaurante Açaí, Ltda.", "11.222.333/0001-81", "BR"),
    ("Servicios Logísticos Bogotá, S.A.S.", "900123456-8", "CO"),
    ("Transportes Zaragoza Hermanos", "TZH9701016J8", "MX"),
    ("Viajes Ñuñoa, S.A. de C.V.", "VNU050505AA1", "MX"),
];

fn number(kind: u128, n: usize) -> Uuid {
    Uuid::from_u128(0x0199_a3b4_c5d6_7000_8000_0000_0000_0000 | (kind << 32) | n as u128)
}

pub(super) fn customer(n: usize) -> (CustomerId, String) {
    (CustomerId::from_uuid(number(1, n)), CUSTOMERS[n].0.to_owned())
}

/// Days from now to the end of certificate `n`: some expired, a cluster that is urgent, the rest over two years.
fn days_left(n: usize) -> i64 {
    const FIRST: &[i64] =
        &[-41, -12, -3, -1, 0, 1, 2, 3, 3, 5, 6, 9, 12, 14, 17, 19, 23, 26, 29, 33, 38, 41, 47, 52, 58];
    FIRST.get(n).copied().unwrap_or_else(|| 61 + i64::try_from(n - FIRST.len()).unwrap() * 10)
}

pub(super) fn row(n: usize) -> CertificateRow {
    let (name, tax_id, country) = CUSTOMERS[n * 7 % 30];
    let waiting = n == 4 || n == 13;
    let not_after = NOW + Duration::days(days_left(n)) + Duration::hours(3);
    let kind = match (country, n % 3) {
        ("MX", 0) => "mx.csd",
        ("MX", _) => "mx.efirma",
        ("ES", _) => "es.representative",
        _ => "x509",
    };
    CertificateRow {
        id: CertificateId::from_uuid(number(2, n)),
        name: if waiting {
            "Claveprivada_FIEL_ALP980312QT4_20261120_101502.key".into()
        } else {
            name.to_uppercase()
        },
        tax_id: (!waiting).then(|| tax_id.to_owned()),
        customer: (n % 11 != 5).then(|| customer(n * 7 % 30)),
        country: (!waiting).then(|| country.to_owned()),
        kind: if waiting { "private_key".into() } else { kind.into() },
        status: match n {
            _ if waiting => Status::AwaitingCertificate,
            60 => Status::Superseded,
            70 => Status::NotYetValid,
            _ => Status::of_validity(NOW - Duration::days(900), not_after, NOW),
        },
        not_after: (!waiting).then_some(not_after),
        has_private_key: n % 5 != 2,
    }
}

pub(super) fn viewer(role: Role) -> Viewer {
    Viewer {
        org: OrgId::from_uuid(number(9, 1)),
        organization: "Despacho Contable Ibáñez & Núñez, S.C.".into(),
        name: "Ximena Íñiguez Castañeda".into(),
        email: "ximena.iniguez@despacho-ibanez.example".into(),
        unseen_reuse: false,
        permissions: role.permissions(),
        sensitive: PermissionSet::EMPTY.with(Permission::CustomerWrite),
        elsewhere: vec![(OrgId::from_uuid(number(9, 2)), "Gestoría Peñalver e Hijas, S.L.P.".into())],
    }
}

pub(super) fn context(locale: Locale, path: &str, role: Option<Role>) -> PageContext {
    PageContext {
        locale,
        theme: Theme::Auto,
        path: path.to_owned(),
        now: NOW,
        zone: Zone::named("America/Mexico_City").unwrap(),
        demonstration: false,
        viewer: role.map(viewer),
    }
}

/// The same, where nothing is real.
pub(super) fn made_up(mut ctx: PageContext) -> PageContext {
    ctx.demonstration = true;
    ctx
}

/// The same, for somebody whose session was used by another.
pub(super) fn robbed(mut ctx: PageContext) -> PageContext {
    if let Some(viewer) = &mut ctx.viewer {
        viewer.unseen_reuse = true;
    }
    ctx
}

/// One that was revoked, and others that nobody answers about.
fn concern(n: usize) -> ConcernRow {
    ConcernRow {
        id: CertificateId::from_uuid(number(2, n)),
        name: row(n + 30).name,
        customer: (n > 0).then(|| customer(n + 4).1),
        revoked: n == 0,
        since: NOW - Duration::days(i64::try_from(n).unwrap() * 3 + 4),
    }
}

pub(super) fn dashboard(period: Period) -> Dashboard {
    let rows: Vec<_> = (0..90).map(row).collect();
    let count = |status| rows.iter().filter(|row| row.status == status).count() as u64;
    let zone = Zone::named("America/Mexico_City").unwrap();
    let ends: Vec<_> =
        rows.iter().filter_map(|row| row.not_after).map(|end| zone.local(end).date()).collect();
    let within = |(first, last)| ends.iter().filter(|end| **end >= first && **end <= last).count() as u64;
    Dashboard {
        counts: Counts {
            expired: count(Status::Expired),
            within_7: count(Status::Within7),
            within_30: count(Status::Within30),
            within_60: count(Status::Within60),
            later: count(Status::Later) + count(Status::NotYetValid),
            waiting: count(Status::AwaitingCertificate),
        },
        customers: 30,
        schedule: Schedule {
            period,
            counts: period.ranges(zone.local(NOW).date()).into_iter().map(within).collect(),
        },
        urgent: rows.into_iter().take(10).collect(),
        others: vec![ticket_alert("open")],
        kinds: vec![
            KindCounts { kind: SubjectKind::Ticket, ended: 2, within_7: 1, within_30: 14 },
            KindCounts { kind: SubjectKind::Invitation, ended: 0, within_7: 1, within_30: 0 },
        ],
        concerns: vec![concern(0), concern(1), concern(2)],
        concerned: 9,
    }
}

/// The same, for somebody who may see workers and no certificates.
pub(super) fn dashboard_of_site(some: bool) -> Dashboard {
    let whole = dashboard(Period::Month);
    Dashboard {
        schedule: if some { whole.schedule } else { Schedule::default() },
        others: if some { whole.others } else { vec![] },
        kinds: if some { whole.kinds } else { vec![] },
        ..empty_dashboard()
    }
}

pub(super) fn empty_dashboard() -> Dashboard {
    Dashboard {
        counts: Counts::default(),
        customers: 0,
        schedule: Schedule::default(),
        urgent: vec![],
        others: vec![],
        kinds: vec![],
        concerns: vec![],
        concerned: 0,
    }
}

pub(super) fn list(filter: CertificateFilter, rows: usize) -> CertificateList {
    CertificateList {
        filter,
        facets: Facets {
            customers: (0..30).map(customer).collect(),
            countries: ["MX", "ES", "BR", "CO"].map(String::from).to_vec(),
            kinds: ["mx.efirma", "mx.csd", "es.representative", "x509", "private_key"]
                .map(String::from)
                .to_vec(),
        },
        total: Some(rows as u64),
        rows: (0..rows.min(50)).map(row).collect(),
        next_cursor: (rows > 50).then(|| "eyJrIjoiMjAyNy0wMyJ9".to_owned()),
    }
}

pub(super) fn upload() -> UploadPage {
    UploadPage { customers: (0..30).map(customer).collect(), customer: None, error: None }
}

pub(super) fn certificate(ctx: &PageContext, n: usize) -> CertificatePage {
    let row = row(n);
    let waiting = row.not_after.is_none();
    let text = |text: &str| (!waiting).then(|| text.to_owned());
    let file = |kind: &str, name: Option<&str>, size| CustodyFile {
        object: ObjectId::from_uuid(number(3, n)),
        kind: kind.into(),
        file_name: name.map(String::from),
        size,
        sealed_at: NOW - Duration::days(30),
    };
    let mut files = vec![file("private-key-file", Some("Claveprivada_FIEL_OOCR790101K31.key"), 1298)];
    if !waiting {
        files.insert(0, file("certificate-file", Some("00001000000504465028.cer"), 1587));
        files.push(file("password", None, 12));
    }
    CertificatePage {
        label: String::new(),
        holder: (!waiting).then(|| row.name.clone()),
        subject: text(
            "CN=MARÍA GUADALUPE ÁLVAREZ NÚÑEZ,2.5.4.41=MARÍA GUADALUPE ÁLVAREZ NÚÑEZ,O=MARÍA GUADALUPE ÁLVAREZ NÚÑEZ,C=MX,1.2.840.113549.1.9.1=guadalupe@example.mx,2.5.4.45=AANG820415HT2,2.5.4.5=AANG820415MDFLXR09",
        ),
        issuer: text(
            "CN=AUTORIDAD CERTIFICADORA,O=SERVICIO DE ADMINISTRACION TRIBUTARIA,OU=SAT-IES Authority,C=MX,L=CUAUHTEMOC",
        ),
        serial: text("3030303031303030303030303530343436353032 38"),
        validity: row.not_after.map(|end| (end - Duration::days(1461), end)),
        key_algorithm: text("RSA 2048"),
        usages: if waiting {
            vec![]
        } else {
            vec!["digitalSignature".into(), "nonRepudiation".into(), "clientAuth".into()]
        },
        fingerprint: text("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        files,
        has_password: !waiting,
        revocation: (!waiting).then(|| RevocationFact {
            state: ["good", "unknown"][n % 2].into(),
            since: NOW - Duration::days(20),
            reason: (n % 2 == 1).then(|| "unreachable".into()),
            as_of: Some(NOW - Duration::hours(2)),
            source: Some("ocsp".into()),
        }),
        successor: (row.status == Status::Superseded).then(|| Successor {
            id: CertificateId::from_uuid(number(2, 61)),
            not_after: NOW + Duration::days(1300),
        }),
        renewal: (!waiting).then(|| renewal(n)),
        alert: (!waiting).then(|| AlertCard {
            row: alert(n, if n == 1 { "open" } else { "quiet" }),
            members: vec![(MemberId::from_uuid(number(5, 1)), "Ximena Íñiguez Castañeda".into())],
            successors: vec![(
                CertificateId::from_uuid(number(2, 61)),
                "ÁLVAREZ NÚÑEZ 2030".into(),
                NOW + Duration::days(1300),
            )],
        }),
        history: entries()
            .into_iter()
            .take(6)
            .map(|entry| HistoryEntry { time: entry.time, sentence: entry.sentence(ctx) })
            .collect(),
        customers: (0..30).map(customer).collect(),
        errors: vec![],
        row,
    }
}

pub(super) fn customer_row(n: usize) -> CustomerRow {
    let (name, tax_id, country) = CUSTOMERS[n];
    let end = row(n).not_after.map(|end| (end, row(n).status));
    CustomerRow {
        id: customer(n).0,
        name: name.into(),
        tax_id: Some(tax_id.into()),
        country: (n != 5).then(|| country.into()),
        certificates: if n == 12 { 0 } else { 3 },
        next_expiry: if n == 12 { None } else { end },
    }
}

pub(super) fn customers(q: &str, count: usize) -> CustomerList {
    CustomerList {
        q: q.into(),
        total: Some(count as u64),
        rows: (0..count).map(customer_row).collect(),
        next_cursor: None,
    }
}

pub(super) fn entries() -> Vec<AuditEntry> {
    let outcomes = ["done", "intent", "refused", "failed"];
    let actions = Action::ALL.iter().rev().enumerate();
    actions
        .flat_map(|(n, action)| {
            let shown = if action.is_sensitive() { 4 } else { 1 };
            outcomes
                .iter()
                .take(shown)
                .enumerate()
                .map(move |(m, outcome)| entry(n * 4 + m, action.as_str(), outcome))
        })
        .collect()
}

fn entry(n: usize, action: &str, outcome: &str) -> AuditEntry {
    let object = if action.starts_with("customer") {
        Some((customer(3).0.to_string(), Some(customer(3).1)))
    } else {
        Some((row(1).id.to_string(), Some(row(1).name)))
    };
    let time = NOW - Duration::minutes(3 + i64::try_from(n * n).unwrap() * 7);
    AuditEntry {
        epoch: 1,
        seq: 4_812 - n as u64,
        time,
        actor: match n % 9 {
            5 => AuditActor::System,
            7 => AuditActor::Unknown,
            _ => AuditActor::Member("Ximena Íñiguez Castañeda".into()),
        },
        action: action.into(),
        object,
        object_is_there: true,
        outcome: outcome.into(),
        raw: format!(
            r#"{{"action":"{action}","actor":{{"id":"mbr_01h455vb4pex5vsknk084sn02q","kind":"member"}},"assurance":{{"amr":["pwd"],"session":"ses_01h455vb4pex5vsknk084sn02q"}},"epoch":1,"object":[{{"id":"crt_01h455vb4pex5vsknk084sn02q","kind":"certificate"}}],"org":"org_01h455vb4pex5vsknk084sn02q","outcome":"{outcome}","prev":"0bfe935e70c321c7ca3afc75ce0d0ca2f98b5422e008bb31c00c6d7f1f1c0ad6","seq":{},"v":1}}"#,
            4_812 - n
        ),
    }
}

pub(super) fn audit(filter: AuditFilter, entries: Vec<AuditEntry>) -> AuditPage {
    AuditPage {
        filter,
        members: vec![
            (MemberId::from_uuid(number(4, 1)), "Ximena Íñiguez Castañeda".into()),
            (MemberId::from_uuid(number(4, 2)), "Andrés Güereca".into()),
        ],
        next_cursor: (!entries.is_empty()).then(|| "eyJzIjo0NzYyfQ".to_owned()),
        entries,
        org: OrgId::from_uuid(number(5, 1)),
        head: Some((4_812, "0bfe935e70c321c7ca3afc75ce0d0ca2f98b5422e008bb31c00c6d7f1f1c0ad6".into())),
        seal: seal(),
    }
}

fn seal() -> AuditSeal {
    let witness = |name: &str, last, state| AuditWitness {
        name: name.into(),
        key: format!("{name}+5c1d9e04+BJQ0c0f2oFh3lI6m4k1zYh1o0aTqkCw8lq2T5J3o7dQe"),
        last,
        state,
    };
    AuditSeal {
        key: "credenza/34750f98bd59fcfc+99ca394c+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c".into(),
        last: Some((
            1,
            4_812,
            "c1f3a1d3b3a7f5d8e6f3c1a9b7d5e3f1c1f3a1d3b3a7f5d8e6f3c1a9b7d5e3f1".into(),
            datetime!(2026-11-22 04:46 UTC),
        )),
        witnesses: vec![
            witness("testigo.colegio.example/w1", Some((4_812, datetime!(2026-11-22 04:46 UTC))), "cosigned"),
            witness("witness.auditors.example/2026", Some((4_790, datetime!(2026-11-21 17:02 UTC))), "away"),
        ],
    }
}

pub(super) fn settings(saved: bool) -> SettingsPage {
    SettingsPage {
        organization: OrganizationSettings {
            name: "Despacho Contable Ibáñez & Núñez, S.C.".into(),
            locale: Locale::Es,
            time_zone: "America/Mexico_City".into(),
        },
        logo: false,
        saved,
        errors: vec![],
    }
}

/// Sessions on three devices, and how others ended.
pub(super) fn sessions() -> SessionsPage {
    let row = |n: u128, user_agent: &str, ended: Option<&str>| SessionRow {
        id: SessionId::from_uuid(Uuid::from_u128(n)),
        current: n == 1,
        device: Device::of(user_agent),
        address: if n.is_multiple_of(2) {
            "2001:db8:85a3:1234:5678:8a2e:370:7334".into()
        } else {
            "203.0.113.9".into()
        },
        methods: vec!["pwd".into()],
        started_at: NOW - Duration::hours(3),
        last_seen_at: NOW - Duration::minutes(4),
        ended: ended.map(|because| (NOW - Duration::hours(1), because.to_owned())),
    };
    let firefox = "Mozilla/5.0 (Windows NT 10.0; rv:141.0) Gecko/20100101 Firefox/141.0";
    let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1";
    let reasons =
        ["signed_out", "refresh_reuse", "revoked", "signed_in_again", "password_changed", "idle", "expired"];
    SessionsPage {
        live: vec![row(1, firefox, None), row(2, iphone, None), row(3, "curl/8.14", None)],
        ended: reasons.iter().zip(4..).map(|(because, n)| row(n, firefox, Some(because))).collect(),
    }
}

/// Tokens of one's own, and of others for who may see them.
pub(super) fn api_tokens(role: Role) -> ApiTokensPage {
    let token = |n: usize, name: &str| ApiTokenRow {
        id: ApiTokenId::from_uuid(number(6, n)),
        member: "Andrés Güereca".into(),
        name: name.into(),
        scopes: vec!["certificate.read".into(), "certificate.download".into()],
        addresses: vec![],
        sensitive: vec![],
        on_customer: None,
        expires_at: NOW + Duration::days(40),
        revoked_at: None,
        last_use: Some((NOW - Duration::minutes(12), "192.0.2.7".into())),
        ended: false,
    };
    let standing = ApiTokenRow {
        addresses: vec!["10.0.0.0/8".into(), "2001:db8::/32".into()],
        sensitive: vec!["certificate.download".into()],
        on_customer: Some(customer(3).1),
        last_use: None,
        ..token(2, "Descarga para la contabilidad de Asesores Güemes y Zúñiga")
    };
    let revoked =
        ApiTokenRow { revoked_at: Some(NOW - Duration::days(3)), ended: true, ..token(3, "Prueba") };
    let expired = ApiTokenRow { expires_at: NOW - Duration::days(9), ended: true, ..token(4, "Antiguo") };
    let permissions = role.permissions();
    ApiTokensPage {
        member: MemberId::from_uuid(number(4, 1)),
        organization: OrgId::from_uuid(number(5, 1)),
        own: vec![token(1, "Copia nocturna"), standing, revoked, expired],
        others: permissions
            .contains(Permission::TokenManage)
            .then(|| vec![token(5, "Panel de vencimientos")]),
        scopes: permissions.iter().map(Permission::as_str).filter(|name| name.ends_with("read")).collect(),
        sensitive: ["certificate.download", "certificate.reveal_password"].map(|act| (act, act)).to_vec(),
        days: [30, 90, 180, 365],
        default_days: 90,
        customers: (0..30).map(customer).collect(),
    }
}
fn member_row(n: usize, name: &str, roles: &[&str]) -> MemberRow {
    MemberRow {
        id: MemberId::from_uuid(number(7, n)),
        name: name.into(),
        email: format!("persona-{n}@despacho-ibanez.example"),
        suspended: n == 3,
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        joined_at: NOW - Duration::days(200 - 20 * i64::try_from(n).unwrap()),
        oneself: n == 0,
    }
}

fn choices(chosen: &str) -> Vec<Choice> {
    let choice = |(id, name): (&str, &str)| Choice {
        id: id.into(),
        name: name.into(),
        chosen: id == chosen,
        covered: id != "auditor",
    };
    [
        ("admin", "Administrador"),
        ("member", "Miembro"),
        ("auditor", "Auditor"),
        ("rol_x", "Recepción y archivo"),
    ]
    .map(choice)
    .to_vec()
}

pub(super) fn members(invited: bool) -> MembersPage {
    let invitation = |n: usize, expired: bool| InvitationRow {
        id: InvitationId::from_uuid(number(8, n)),
        email: format!("una.persona.con.direccion.larga-{n}@despacho-ibanez.example"),
        roles: vec!["Miembro".into(), "Recepción y archivo".into()],
        expires_at: NOW + Duration::days(5),
        expired,
    };
    MembersPage {
        org: OrgId::from_uuid(number(9, 1)),
        rows: vec![
            member_row(0, "Ximena Íñiguez Castañeda", &["Administrador"]),
            member_row(1, "María Guadalupe de los Ángeles Álvarez-Núñez y Zúñiga", &["Miembro", "Auditor"]),
            member_row(3, "Íñigo López", &["Recepción y archivo"]),
        ],
        next_cursor: invited.then(|| "00".into()),
        taken: 2,
        seats: invited.then_some(2),
        invitations: if invited { vec![invitation(1, false), invitation(2, true)] } else { Vec::new() },
        roles: choices("member"),
        invited,
    }
}

pub(super) fn member(n: usize, covered: bool) -> MemberPage {
    let row = member_row(n, "Íñigo López", &["Miembro"]);
    MemberPage { row, roles: choices("member"), covered, passkeys_removed: covered }
}

fn role_row(id: &str, name: &str, builtin: bool, permissions: PermissionSet) -> RoleRow {
    RoleRow { id: id.into(), name: name.into(), builtin, permissions, version: 2, members: 1, covered: true }
}

pub(super) fn roles() -> RolesPage {
    let rows = vec![
        role_row("admin", "Administrador", true, Role::Admin.permissions()),
        role_row("worker", "Trabajador", true, Role::Worker.permissions()),
        role_row("rol_x", "Recepción y archivo", false, Role::Member.permissions()),
    ];
    RolesPage { org: OrgId::from_uuid(number(9, 1)), rows }
}

pub(super) fn role() -> RolePage {
    RolePage { row: role_row("rol_x", "Recepción y archivo", false, Role::Member.permissions()) }
}

pub(super) fn passkeys(count: usize, recovery_codes: usize) -> PasskeysPage {
    let names = ["Portátil de la oficina", "Llave azul"];
    let row = |(n, name): (usize, &&str)| PasskeyRow {
        id: PasskeyId::from_uuid(number(7, n)),
        name: (*name).to_owned(),
        backed_up: n == 0,
        created_at: NOW - Duration::days(40),
        last_used_at: (n == 0).then_some(NOW - Duration::hours(3)),
    };
    PasskeysPage {
        member: MemberId::from_uuid(number(8, 0)),
        passkeys: names.iter().enumerate().take(count).map(row).collect(),
        recovery_codes,
        must_enrol: count == 0,
        by_name: count > 0,
        errors: Vec::new(),
    }
}

pub(super) fn second_step() -> SecondStepPage {
    let options = Some(r#"{"challenge":"AAAA","rpId":"localhost","allowCredentials":[]}"#.to_owned());
    SecondStepPage { token: "czc_x".into(), options, next: "/".into(), error: None }
}

pub(super) fn second_step_failed(ctx: &PageContext) -> SecondStepPage {
    SecondStepPage { options: None, error: Some(SecondStepPage::bad_code(ctx)), ..second_step() }
}

pub(super) fn authentication() -> AuthenticationSettingsPage {
    let organization = OrgId::from_uuid(number(9, 0));
    AuthenticationSettingsPage { organization, require_passkeys: true, step_up_minutes: 5, saved: true }
}
pub(super) fn export() -> ExportPage {
    ExportPage { org: OrgId::from_uuid(Uuid::from_u128(1)) }
}

pub(super) fn security() -> SecurityPage {
    SecurityPage {
        org: OrgId::from_uuid(Uuid::from_u128(1)),
        idle_minutes: 20,
        absolute_minutes: 720,
        saved: true,
    }
}

pub(super) fn alert(n: usize, state: &str) -> AlertRow {
    let row = row(n);
    AlertRow {
        subject: row.id.into(),
        worker: None,
        name: row.name,
        kind: row.kind,
        customer: row.customer.map(|(_, name)| name),
        ends_at: NOW + Duration::days(days_left(n)),
        state: state.into(),
        told: (state != "quiet").then(|| (if days_left(n) < 0 { -7 } else { 7 }, NOW - Duration::days(2))),
        acknowledged_by: (state == "acknowledged").then(|| "Ximena Íñiguez Castañeda".into()),
        snoozed_until: (state == "snoozed").then(|| NOW + Duration::days(7)),
        muted_because: (state == "muted").then(|| "El cliente cerró su empresa.".into()),
        assignee: (n % 4 == 1).then(|| (MemberId::from_uuid(number(5, 1)), "Saúl Ordóñez".into())),
        successor: (state == "superseded").then(|| CertificateId::from_uuid(number(2, 61))),
    }
}

/// The alert of a worker's ticket.
fn ticket_alert(state: &str) -> AlertRow {
    AlertRow {
        subject: Subject::Ticket(domain::id::TicketId::from_uuid(number(9, 1))),
        worker: Some(domain::id::WorkerId::from_uuid(number(9, 2))),
        name: "Trabajos en altura".into(),
        kind: "ticket".into(),
        customer: Some("Úrsula Iguarán Buendía".into()),
        ends_at: NOW + Duration::days(6),
        state: state.into(),
        ..alert(1, state)
    }
}

/// An alert on a page of its own.
pub(super) fn alert_page(state: &str) -> AlertPage {
    let members = vec![(MemberId::from_uuid(number(7, 1)), "Ana Peña".to_owned())];
    AlertPage { alert: Some(AlertCard { row: ticket_alert(state), members, successors: vec![] }) }
}

pub(super) fn alerts(state: &str, rows: usize) -> AlertsPage {
    AlertsPage {
        state: state.into(),
        kind: None,
        rows: (0..rows).map(|n| if n == 2 { ticket_alert(state) } else { alert(n, state) }).collect(),
        cursor: String::new(),
        done: rows > 10,
        next_cursor: (rows > 10).then(|| "6372".into()),
    }
}

pub(super) fn alert_mails() -> AlertMailsPage {
    let mail = |n: usize, state: &str, answer: &str| AlertMailRow {
        kind: if n == 2 { "digest".into() } else { "alert".into() },
        about: (n != 2).then(|| (row(n).id.into(), row(n).name)),
        member: (n != 3).then(|| "Ximena Íñiguez Castañeda".into()),
        queued_at: NOW - Duration::hours(i64::try_from(n).unwrap()),
        state: state.into(),
        attempts: u32::try_from(n).unwrap() + 1,
        answer: Some(answer.into()),
    };
    AlertMailsPage {
        rows: vec![
            mail(0, "queued", "451 4.7.1 Greylisted, try again later"),
            mail(1, "sent", "250 2.0.0 Ok: queued as 4F3A"),
            mail(2, "sent", "250 2.0.0 Ok: queued as 4F3B"),
            mail(3, "failed", "550 5.1.1 No such user here"),
        ],
        next_cursor: None,
    }
}

pub(super) fn alert_settings(ctx: &PageContext, wrong: bool) -> AlertSettingsPage {
    let row = |kind: SubjectKind, of_type: Option<&str>, usual: bool| LadderRow {
        kind,
        of_type: of_type.map(|name| (TicketTypeId::from_uuid(number(14, 1)), name.to_owned())),
        ladder: kind.ladder(),
        usual,
    };
    AlertSettingsPage {
        hour: 8,
        working_days: if wrong { vec![] } else { vec![1, 2, 3, 4, 5] },
        version: 1,
        ladders: vec![
            row(SubjectKind::Certificate, None, true),
            row(SubjectKind::Ticket, None, false),
            row(SubjectKind::Ticket, Some("Trabajos en altura y rescate vertical"), false),
            row(SubjectKind::Invitation, None, true),
            row(SubjectKind::ApiToken, None, true),
            row(SubjectKind::Kek, None, true),
        ],
        types: vec![
            (TicketTypeId::from_uuid(number(14, 2)), "Primeros auxilios".into()),
            (TicketTypeId::from_uuid(number(14, 3)), "Carretillas elevadoras".into()),
        ],
        delivery: "daily".into(),
        locale: "es".into(),
        saved: !wrong,
        errors: if wrong { vec![AlertSettingsPage::no_days(ctx)] } else { vec![] },
    }
}

pub(super) fn ladder(ctx: &PageContext, wrong: bool) -> LadderPage {
    let kind = SubjectKind::Ticket;
    let error =
        FieldError { field: "steps", message: ctx.t("ladder-error-step").with("step", "x").to_string() };
    LadderPage {
        kind,
        of_type: Some((
            TicketTypeId::from_uuid(number(14, 1)),
            "Trabajos en altura y rescate vertical".into(),
        )),
        steps: if wrong { "60 x".into() } else { "60 30 15 7 3 1 0".into() },
        repeat_days: "7".into(),
        escalate_days: "7".into(),
        unanswered_days: None,
        version: 1,
        own: true,
        ends: datetime!(2027-01-24 00:00 UTC).date(),
        ladder: (!wrong).then(|| kind.ladder()),
        errors: if wrong { vec![error] } else { vec![] },
    }
}

/// That of certificates, with a number that is none.
pub(super) fn ladder_of_certificates(ctx: &PageContext) -> LadderPage {
    let message = ctx.t("ladder-error-days").to_string();
    LadderPage {
        kind: SubjectKind::Certificate,
        of_type: None,
        unanswered_days: Some("x".into()),
        errors: vec![FieldError { field: "unanswered_days", message }],
        ..ladder(ctx, false)
    }
}

pub(super) fn alert_link(seen: bool) -> AlertLinkPage {
    AlertLinkPage::Open {
        token: "dG9rZW4".into(),
        organization: "Despacho Contable Ibáñez & Núñez, S.C.".into(),
        what: row(5).name,
        date: NOW.date(),
        seen,
    }
}

/// Not asked for yet; asked for; by a link to be copied; renewed.
pub(super) fn renewal(n: usize) -> RenewalCard {
    let link = RenewalLinkRow {
        email: (n % 4 == 1).then(|| "guadalupe@example.mx".into()),
        asked_by: Some("Saúl Ordóñez".into()),
        asked_at: NOW - Duration::days(2),
        expires_at: NOW + Duration::days(12),
        over: false,
        attempts: 2,
        used_at: (n % 4 == 3).then_some(NOW - Duration::hours(5)),
    };
    RenewalCard {
        link: (!n.is_multiple_of(4)).then_some(link),
        url: (n % 4 == 2)
            .then(|| format!("https://credenza.example/renewal?language=es#czr_{}", "x".repeat(43))),
        email: "guadalupe@example.mx".into(),
        locale: "es".into(),
        days: RenewalCard::DAYS,
        renewable: n % 4 < 3,
    }
}

/// The first `count` certificates, and some tickets and other things between them, in a calendar of so many months.
pub(super) fn calendar(query: CalendarQuery, count: usize) -> CalendarPage {
    let months = months_from(time::macros::date!(2026 - 11 - 01), query.span());
    let mut rows: Vec<_> = (0..count).filter(|n| *n != 4 && *n != 13).map(calendar_row).collect();
    let beyond = months_from(months[0], query.span() + 1)[query.span()];
    rows.retain(|row| (months[0]..beyond).contains(&row.ends_at.date()));
    let mut groups: Vec<CalendarGroup> = Vec::new();
    for (n, row) in rows.iter().enumerate() {
        let (key, name) = calendar_group(query.grouping(), n, row);
        let date = row.ends_at.date();
        let month = months.iter().rposition(|month| *month <= date).unwrap_or(0);
        let place = groups.iter().position(|group| group.key.as_ref() == Some(&key)).unwrap_or_else(|| {
            groups.push(CalendarGroup { key: Some(key), name, counts: vec![0; months.len()] });
            groups.len() - 1
        });
        groups[place].counts[month] += 1;
    }
    if groups.len() > 11 {
        let rare = groups.split_off(11);
        let sum = |month: usize| rare.iter().map(|group| group.counts[month]).sum();
        groups.push(CalendarGroup { key: None, name: None, counts: (0..months.len()).map(sum).collect() });
    }
    let next_cursor = (count > 10).then(|| "next".to_owned());
    let facets = list(CertificateFilter::default(), 0).facets;
    let facets = CalendarFacets {
        customers: facets.customers.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        crews: vec![("crw_1".into(), "Cuadrilla Norte".into()), ("crw_2".into(), "Turno de noche".into())],
        kinds: facets.kinds,
        ticket_types: vec![
            ("tty_1".into(), "Primeros auxilios".into()),
            ("tty_2".into(), "Trabajo en espacios confinados y rescate".into()),
        ],
    };
    CalendarPage { query, months, facets, groups, rows, next_cursor }
}

/// The row of the table in which the `n`th is counted.
fn calendar_group(by: &str, n: usize, row: &CalendarRow) -> (String, Option<String>) {
    let ticket = row.subject.kind() == SubjectKind::Ticket;
    match by {
        "subject" => (row.subject.kind().as_str().to_owned(), None),
        "customer" if !ticket => (format!("cus_{}", n % 14), Some(customer(n % 14).1)),
        "crew" if ticket => ("crw_1".to_owned(), Some("Cuadrilla Norte".to_owned())),
        "worker" if ticket => (format!("wrk_{}", n % 3), Some(format!("Úrsula Peña {}", n % 3))),
        "customer" | "crew" | "worker" => (String::new(), None),
        _ if ticket => ("tty_1".to_owned(), Some("Primeros auxilios".to_owned())),
        _ => (["mx.efirma", "mx.csd", "es.representative", "api_token"][n % 4].to_owned(), None),
    }
}

fn calendar_row(n: usize) -> CalendarRow {
    let row = row(n);
    let (subject, name, details) = match n % 5 {
        1 => (
            Subject::new(SubjectKind::Ticket, number(9, n)),
            "Trabajo en espacios confinados y rescate".to_owned(),
            vec!["Úrsula Peña Ávila".to_owned(), "Cuadrilla Norte".to_owned(), "Acreditación".to_owned()],
        ),
        3 if n.is_multiple_of(3) => (
            Subject::new(SubjectKind::ApiToken, number(9, n)),
            "Conciliación nocturna".to_owned(),
            vec!["Ximena Álvarez Núñez".to_owned(), "Token de API".to_owned()],
        ),
        _ => {
            let customer = row.customer.map(|(_, name)| name);
            (row.id.into(), row.name, customer.into_iter().chain(["e.firma".to_owned()]).collect())
        }
    };
    let state = if n % 17 == 5 {
        "superseded"
    } else if n % 7 == 2 {
        "acknowledged"
    } else {
        "open"
    };
    CalendarRow {
        subject,
        name,
        details,
        ends_at: NOW + Duration::days(days_left(n)),
        state: state.to_owned(),
    }
}

pub(super) fn calendar_feed(made: bool) -> CalendarFeedPage {
    let feed = made.then_some((NOW - Duration::days(3), Some(NOW - Duration::hours(2))));
    CalendarFeedPage { member: MemberId::from_uuid(number(7, 1)), feed }
}

pub(super) fn webhooks(some: bool) -> WebhooksPage {
    use domain::id::{WebhookEventId, WebhookId};
    let webhook = |n: usize, name: &str, format: &str, host: &str, paused: Option<&str>| WebhookRow {
        id: WebhookId::from_uuid(number(8, n)),
        name: name.into(),
        format: format.into(),
        host: host.into(),
        created: (NOW - Duration::days(40), Some("Ximena Álvarez Núñez".into())),
        paused: paused.map(str::to_owned),
        failures: if n == 1 { 4 } else { 0 },
        held_until: (n == 1).then_some(NOW + Duration::minutes(9)),
    };
    let delivery = |n: usize, kind: &str, state: &str, answer: Option<&str>| DeliveryRow {
        id: WebhookEventId::from_uuid(number(9, n)),
        webhook: "Despacho".into(),
        kind: kind.into(),
        about: (kind != "test").then(|| (row(n).id.into(), row(n).name)),
        planned_at: NOW - Duration::minutes(i64::try_from(n).unwrap_or(0) * 47 + 2),
        state: state.into(),
        attempts: u32::try_from(n % 4).unwrap_or(0),
        answer: answer.map(str::to_owned),
    };
    if !some {
        return WebhooksPage { webhooks: vec![], deliveries: vec![], next_cursor: None, done: None };
    }
    WebhooksPage {
        webhooks: vec![
            webhook(0, "Despacho", "slack", "hooks.slack.com", None),
            webhook(1, "Renovaciones", "credenza", "renovaciones.example.mx:8443", None),
            webhook(2, "Dirección", "teams", "prod-12.westeurope.logic.azure.com", Some("member")),
            webhook(3, "Antiguo", "credenza", "viejo.example.mx", Some("restored")),
        ],
        deliveries: vec![
            delivery(0, "test", "queued", None),
            delivery(1, "alert", "delivered", Some("200 ok")),
            delivery(
                2,
                "escalation",
                "failed",
                Some("500 <html><head><title>Internal Server Error</title></head></html>"),
            ),
            delivery(3, "alert", "queued", Some("it did not answer in time")),
        ],
        next_cursor: Some("next".into()),
        done: Some("test"),
    }
}
