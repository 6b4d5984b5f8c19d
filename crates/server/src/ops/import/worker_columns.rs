//! What columns of workers and of tickets are called in English, Spanish and Portuguese.

use intake::Field;

/// Fields of a worker, in this order.
pub(super) const WORKER: [Field; 6] = [
    Field {
        name: "name",
        synonyms: &[
            "name",
            "fullname",
            "worker",
            "workername",
            "employee",
            "employeename",
            "nombre",
            "nombrecompleto",
            "nombreyapellidos",
            "apellidosynombre",
            "trabajador",
            "empleado",
            "nome",
            "nomecompleto",
            "trabalhador",
            "empregado",
            "funcionario",
            "colaborador",
        ],
    },
    Field { name: "reference", synonyms: REFERENCE },
    Field {
        name: "email",
        synonyms: &[
            "email",
            "mail",
            "emailaddress",
            "correo",
            "correoelectronico",
            "direcciondecorreo",
            "correioeletronico",
            "enderecodeemail",
        ],
    },
    Field {
        name: "contractor",
        synonyms: &[
            "contractor",
            "company",
            "employer",
            "contratista",
            "empresa",
            "empleador",
            "contrata",
            "subcontrata",
            "empreiteira",
            "contratada",
            "terceirizada",
            "empregador",
        ],
    },
    Field {
        name: "crew",
        synonyms: &["crew", "team", "gang", "cuadrilla", "equipo", "grupo", "equipe", "turma", "brigada"],
    },
    Field {
        name: "roles",
        synonyms: &[
            "roles",
            "role",
            "trade",
            "trades",
            "occupation",
            "jobtitle",
            "position",
            "puesto",
            "puestos",
            "oficio",
            "oficios",
            "ocupacion",
            "cargo",
            "cargos",
            "funcion",
            "funciones",
            "funcao",
            "funcoes",
            "ocupacao",
        ],
    },
];

const REFERENCE: &[&str] = &[
    "reference",
    "ref",
    "id",
    "employeeid",
    "employeenumber",
    "employeeno",
    "workerid",
    "payrollnumber",
    "badge",
    "badgenumber",
    "workerreference",
    "referencia",
    "numerodeempleado",
    "noempleado",
    "numeroempleado",
    "nomina",
    "numerodenomina",
    "legajo",
    "ficha",
    "matricula",
    "numerodematricula",
    "registro",
    "codigodeempleado",
];

/// Their places in [`WORKER`].
pub(super) const NAME: usize = 0;
pub(super) const REFERENCE_OF: usize = 1;
pub(super) const EMAIL: usize = 2;
pub(super) const CONTRACTOR: usize = 3;
pub(super) const CREW: usize = 4;
pub(super) const ROLES: usize = 5;

/// Fields of a ticket, in this order.
pub(super) const TICKET: [Field; 7] = [
    Field {
        name: "type",
        synonyms: &[
            "type",
            "tickettype",
            "ticket",
            "course",
            "training",
            "qualification",
            "certification",
            "tipo",
            "tipodeacreditacion",
            "acreditacion",
            "curso",
            "formacion",
            "capacitacion",
            "tipodequalificacao",
            "qualificacao",
            "formacao",
            "treinamento",
            "capacitacao",
        ],
    },
    Field { name: "reference", synonyms: REFERENCE },
    Field { name: "name", synonyms: WORKER[0].synonyms },
    Field {
        name: "number",
        synonyms: &[
            "number",
            "ticketnumber",
            "ticketno",
            "certificatenumber",
            "certificateno",
            "no",
            "numero",
            "numerodeacreditacion",
            "numerodecertificado",
            "folio",
            "numerodocertificado",
        ],
    },
    Field {
        name: "issuer",
        synonyms: &[
            "issuer",
            "issuedby",
            "provider",
            "trainingprovider",
            "emisor",
            "emitidopor",
            "expedidopor",
            "entidad",
            "centro",
            "emissor",
            "entidade",
            "instituicao",
        ],
    },
    Field {
        name: "issued_on",
        synonyms: &[
            "issuedon",
            "issued",
            "issuedate",
            "dateofissue",
            "completed",
            "completedon",
            "fechadeemision",
            "fechaemision",
            "emision",
            "emitidoel",
            "fechadeexpedicion",
            "expedicion",
            "datadeemissao",
            "emissao",
            "emitidoem",
        ],
    },
    Field {
        name: "expires_on",
        synonyms: &[
            "expireson",
            "expires",
            "expiry",
            "expirydate",
            "expirationdate",
            "validuntil",
            "validto",
            "vence",
            "vencimiento",
            "fechadevencimiento",
            "caducidad",
            "fechadecaducidad",
            "caduca",
            "validohasta",
            "vencimento",
            "datadevencimento",
            "validade",
            "validoate",
        ],
    },
];

/// Their places in [`TICKET`].
pub(super) const TYPE: usize = 0;
pub(super) const WHOSE: usize = 1;
pub(super) const WHO: usize = 2;
pub(super) const NUMBER: usize = 3;
pub(super) const ISSUER: usize = 4;
pub(super) const ISSUED: usize = 5;
pub(super) const EXPIRES: usize = 6;

#[cfg(test)]
mod tests {
    use intake::fold;

    use super::*;

    #[test]
    fn names_are_folded_and_no_name_is_two_things() {
        for fields in [WORKER.as_slice(), &TICKET] {
            let mut seen = std::collections::BTreeSet::new();
            for field in fields {
                for name in field.synonyms {
                    assert_eq!(fold(name), **name);
                    assert!(seen.insert(*name), "{name}");
                }
            }
        }
    }
}
