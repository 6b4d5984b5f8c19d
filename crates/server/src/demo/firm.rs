//! Who is in the demonstration. The names are invented; the numbers are well-formed and nobody's.

use domain::Country;

/// The firm.
pub(super) const FIRM: &str = "Despacho Jacaranda (demonstration)";

/// Where it is.
pub(super) const TIME_ZONE: &str = "America/Mexico_City";

/// Somebody who works there.
pub(super) struct Colleague {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    /// The id of his role.
    pub(super) role: &'static str,
}

pub(super) const fn colleague(name: &'static str, email: &'static str, role: &'static str) -> Colleague {
    Colleague { name, email, role }
}

/// The first of them founds the firm.
pub(super) const PEOPLE: [Colleague; 4] = [
    colleague("Ximena Rojas Prado", "ximena@jacaranda.example", "admin"),
    colleague("Diego Ferrer Luna", "diego@jacaranda.example", "member"),
    colleague("Inés Robles Cano", "ines@jacaranda.example", "member"),
    colleague("Óscar Vidal Mena", "oscar@jacaranda.example", "auditor"),
];

/// Is invited, and has not answered.
pub(super) const INVITED: Colleague = colleague("Paula Nieto", "paula@jacaranda.example", "member");

/// What a customer has given the firm. Numbers are the days that are left of each certificate.
pub(super) enum Kind {
    /// A Mexican company: its e.firma, as a pair, and its seals for invoices.
    Company { firma: &'static [i64], seals: &'static [i64] },
    /// A Mexican person with a CURP.
    Person { curp: &'static str, firma: &'static [i64] },
    /// A Spanish company by its representative: `.p12`.
    Represented { by: &'static str, nif: &'static str, days: &'static [i64] },
    /// A Spanish person, given name and surname: `.p12`.
    Natural { given: &'static str, surname: &'static str, days: &'static [i64] },
}

/// A customer of the firm.
pub(super) struct Client {
    pub(super) name: &'static str,
    pub(super) tax_id: &'static str,
    pub(super) notes: &'static str,
    pub(super) kind: Kind,
}

impl Client {
    pub(super) const fn country(&self) -> Country {
        match self.kind {
            Kind::Company { .. } | Kind::Person { .. } => Country::Mx,
            Kind::Represented { .. } | Kind::Natural { .. } => Country::Es,
        }
    }
}

const fn client(name: &'static str, tax_id: &'static str, notes: &'static str, kind: Kind) -> Client {
    Client { name, tax_id, notes, kind }
}

/// The customers, with certificates in every stage of their life.
pub(super) const CLIENTS: [Client; 15] = [
    client(
        "Panificadora La Espiga Dorada SA de CV",
        "PED040612QX2",
        "Monthly bookkeeping. The owner renews the e.firma himself at the SAT.",
        Kind::Company { firma: &[4], seals: &[411, 96, 733] },
    ),
    client(
        "Ferretería Hernández Hermanos SA de CV",
        "FHH990318L25",
        "Three branches, one seal each.",
        Kind::Company { firma: &[-12], seals: &[18, 640, -190] },
    ),
    client(
        "Transportes Sierra Gorda SA de CV",
        "TSG110924B7A",
        "",
        Kind::Company { firma: &[203], seals: &[43, 288] },
    ),
    client(
        "Clínica Dental Mirador SC",
        "CDM150706R1A",
        "",
        Kind::Company { firma: &[52], seals: &[733, 61] },
    ),
    client(
        "Agrícola Valle del Yaqui SPR de RL",
        "AVY080229N45",
        "Payroll on the 15th: the seal must not run out.",
        Kind::Company { firma: &[331], seals: &[1, 151] },
    ),
    client(
        "Constructora Peñasco SA de CV",
        "CPE021115TK8",
        "",
        Kind::Company { firma: &[6], seals: &[-2, 420, 870] },
    ),
    client(
        "Papelería El Estudiante SA de CV",
        "PES170403JA4",
        "",
        Kind::Company { firma: &[118], seals: &[30, 249] },
    ),
    client(
        "Hotel Posada del Ángel SA de CV",
        "HPA940521C87",
        "",
        Kind::Company { firma: &[27], seals: &[14, 178, 520] },
    ),
    client(
        "Laboratorios Quetzal SA de CV",
        "LQU060830M52",
        "",
        Kind::Company { firma: &[262], seals: &[84, 352] },
    ),
    client(
        "María Guadalupe Álvarez Núñez",
        "AANG820415HT2",
        "",
        Kind::Person { curp: "AANG820415MDFLXR09", firma: &[13] },
    ),
    client(
        "José Luis Ibarra Cázares",
        "IACJ750930QP9",
        "",
        Kind::Person { curp: "IACJ750930HJCBZS04", firma: &[307] },
    ),
    client(
        "Hortalizas del Segura SL",
        "B30123459",
        "",
        Kind::Represented { by: "INÉS PEÑA GARCÍA", nif: "48213377H", days: &[22, 690] },
    ),
    client(
        "Talleres Mecánicos Iruña SL",
        "B31415920",
        "Quarterly VAT.",
        Kind::Represented { by: "MIKEL ETXEBERRIA ARANA", nif: "72456810W", days: &[139] },
    ),
    client(
        "Bodegas Monte Alto SL",
        "B26180331",
        "",
        Kind::Represented { by: "ROSA CASTRO LÓPEZ", nif: "33901247Y", days: &[-3, 1110] },
    ),
    client(
        "Jordi Ferrer Vidal",
        "46728190X",
        "",
        Kind::Natural { given: "JORDI", surname: "FERRER VIDAL", days: &[37, 365] },
    ),
];

/// Who acts for the Mexican companies: RFC and CURP.
pub(super) const REPRESENTATIVE: (&str, &str) = ("VEMR720315H16", "VEMR720315HDFRRB09");

#[cfg(test)]
mod tests {
    use domain::TaxId;

    use super::*;

    #[test]
    fn every_number_is_well_formed() {
        for client in &CLIENTS {
            let parsed = TaxId::parse(client.country(), client.tax_id).unwrap();
            assert_eq!(parsed.as_str(), client.tax_id);
            assert!(parsed.warning().is_none(), "{}", client.tax_id);
            if let Kind::Represented { nif, .. } = client.kind {
                TaxId::parse(Country::Es, nif).unwrap();
            }
        }
        TaxId::parse(Country::Mx, REPRESENTATIVE.0).unwrap();
    }
}
