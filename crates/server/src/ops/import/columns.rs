//! What columns of customers are called in English, Spanish, Portuguese and Italian, and what that says.

use intake::{Field, fold};

/// Fields of a customer, in this order.
pub(super) const FIELDS: [Field; 4] = [
    Field {
        name: "name",
        synonyms: &[
            "name",
            "nombre",
            "nome",
            "fullname",
            "nombrecompleto",
            "nomecompleto",
            "legalname",
            "businessname",
            "company",
            "companyname",
            "customer",
            "customername",
            "client",
            "clientname",
            "cliente",
            "nombrecliente",
            "nombredelcliente",
            "nomecliente",
            "nomedocliente",
            "empresa",
            "razonsocial",
            "razaosocial",
            "nombreorazonsocial",
            "nombrerazonsocial",
            "nomeourazaosocial",
            "denominacion",
            "denominacionsocial",
            "denominacionorazonsocial",
            "denominacaosocial",
            "contribuyente",
            "contribuinte",
            "ragionesociale",
            "denominazione",
        ],
    },
    Field {
        name: "tax_id",
        synonyms: &[
            "taxid",
            "taxnumber",
            "taxidentificationnumber",
            "tin",
            "vat",
            "vatid",
            "vatnumber",
            "identificacionfiscal",
            "identificadorfiscal",
            "numerofiscal",
            "idfiscal",
            "numerodeidentificacionfiscal",
            "identificacaofiscal",
            "rfc",
            "nif",
            "cif",
            "nie",
            "dni",
            "nifcif",
            "cifnif",
            "nifnie",
            "dninif",
            "cnpj",
            "cpf",
            "cnpjcpf",
            "cpfcnpj",
            "nit",
            "cuit",
            "cuil",
            "cuitcuil",
            "partitaiva",
            "piva",
            "codicefiscale",
            "pan",
            "pannumber",
        ],
    },
    Field {
        name: "country",
        synonyms: &[
            "country",
            "countrycode",
            "pais",
            "codigopais",
            "codigodepais",
            "codigodelpais",
            "codigodopais",
            "paese",
        ],
    },
    Field {
        name: "notes",
        synonyms: &[
            "notes",
            "note",
            "notas",
            "nota",
            "comments",
            "comment",
            "remarks",
            "comentarios",
            "comentario",
            "observaciones",
            "observacion",
            "observacoes",
            "observacao",
            "anotaciones",
            "anotacoes",
            "osservazioni",
        ],
    },
];

/// Their places in [`FIELDS`].
pub(super) const NAME: usize = 0;
pub(super) const TAX_ID: usize = 1;
pub(super) const COUNTRY: usize = 2;
pub(super) const NOTES: usize = 3;

/// The country whose tax ids have this name: who heads a column `RFC` need not write "Mexico" in each row.
pub(super) fn country_of_heading(heading: &str) -> Option<&'static str> {
    Some(match fold(heading).as_str() {
        "rfc" => "MX",
        "nif" | "cif" | "nie" | "dni" | "nifcif" | "cifnif" | "nifnie" | "dninif" => "ES",
        "cnpj" | "cpf" | "cnpjcpf" | "cpfcnpj" => "BR",
        "nit" => "CO",
        "cuit" | "cuil" | "cuitcuil" => "AR",
        "partitaiva" | "piva" | "codicefiscale" => "IT",
        "pan" | "pannumber" => "IN",
        _ => return None,
    })
}

/// Names of countries, as [`fold`] leaves them.
const COUNTRIES: &[(&str, &[&str])] = &[
    ("MX", &["mexico", "mejico", "mex", "messico"]),
    ("ES", &["espana", "spain", "espanha", "esp", "spagna"]),
    ("BR", &["brasil", "brazil", "bra", "brasile"]),
    ("CO", &["colombia", "col"]),
    ("AR", &["argentina", "arg"]),
    ("IT", &["italia", "italy", "ita"]),
    ("IN", &["india", "ind"]),
    ("PT", &["portugal", "prt"]),
    ("CL", &["chile", "chl"]),
    ("PE", &["peru", "per"]),
    ("EC", &["ecuador", "equador", "ecu"]),
    ("UY", &["uruguay", "uruguai", "ury"]),
    ("PY", &["paraguay", "paraguai", "pry"]),
    ("BO", &["bolivia", "bol"]),
    ("VE", &["venezuela", "ven"]),
    ("GT", &["guatemala", "gtm"]),
    ("CR", &["costarica", "cri"]),
    ("PA", &["panama", "pan"]),
    ("DO", &["republicadominicana", "dominicanrepublic", "dom"]),
    ("US", &["unitedstates", "usa", "estadosunidos", "eeuu", "eua"]),
    ("CA", &["canada", "can"]),
    ("FR", &["france", "francia", "franca", "fra"]),
    ("DE", &["germany", "alemania", "alemanha", "deu"]),
    ("GB", &["unitedkingdom", "reinounido", "gbr"]),
];

/// A country as people write it: its name in a language of the product, or what it says if that is none.
pub(super) fn country(text: &str) -> &str {
    let folded = fold(text);
    let named = COUNTRIES.iter().find(|(_, names)| names.contains(&folded.as_str()));
    named.map_or(text, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_and_no_name_is_two_things() {
        let mut seen = std::collections::BTreeSet::new();
        for field in FIELDS {
            for name in field.synonyms {
                assert_eq!(fold(name), **name);
                assert!(seen.insert(*name), "{name}");
            }
        }
        for name in FIELDS[TAX_ID].synonyms.iter().skip(11) {
            assert!(
                country_of_heading(name).is_some() || name.starts_with('i') || name.starts_with('n'),
                "{name}"
            );
        }
        let mut seen = std::collections::BTreeSet::new();
        for (code, names) in COUNTRIES {
            assert!(code.parse::<domain::CountryCode>().is_ok());
            for name in *names {
                assert_eq!(fold(name), **name);
                assert!(seen.insert(*name), "{name}");
            }
        }
        assert_eq!(
            (country("México"), country("ESPAÑA"), country("mx"), country("?")),
            ("MX", "ES", "mx", "?")
        );
    }
}
