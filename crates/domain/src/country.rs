//! Countries: any of ISO 3166-1, and the few whose tax ids Credenza checks.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The alpha-2 codes of ISO 3166-1 (officially assigned), sorted.
const ASSIGNED: [&str; 9] = [
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN",
    "BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ",
    "DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL",
    "GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM",
    "JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME",
    "MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP",
    "NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD",
    "SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO",
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW",
];

fn assigned() -> impl Iterator<Item = &'static str> {
    ASSIGNED.iter().flat_map(|line| line.split(' '))
}

/// An assigned alpha-2 code of ISO 3166-1, upper-case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CountryCode([u8; 2]);

/// A country whose tax ids are checked for structure and check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Country {
    /// Mexico: RFC.
    Mx,
    /// Spain: NIF, NIE, CIF.
    Es,
    /// Brazil: CNPJ, CPF.
    Br,
    /// Colombia: NIT.
    Co,
    /// Argentina: CUIT, CUIL.
    Ar,
    /// Italy: codice fiscale, partita IVA.
    It,
    /// India: PAN.
    In,
}

/// Why a text is not a country code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a country: expected two letters as in ISO 3166-1, such as MX or ES")]
pub struct ParseCountryError;

impl CountryCode {
    /// The two upper-case letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The country, when its tax ids are checked.
    #[must_use]
    pub fn checked(self) -> Option<Country> {
        Country::ALL.into_iter().find(|country| CountryCode::from(*country) == self)
    }
}

impl Country {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Mx, Self::Es, Self::Br, Self::Co, Self::Ar, Self::It, Self::In];

    /// The alpha-2 code.
    #[must_use]
    pub const fn code(self) -> CountryCode {
        CountryCode(match self {
            Self::Mx => *b"MX",
            Self::Es => *b"ES",
            Self::Br => *b"BR",
            Self::Co => *b"CO",
            Self::Ar => *b"AR",
            Self::It => *b"IT",
            Self::In => *b"IN",
        })
    }
}

impl From<Country> for CountryCode {
    fn from(country: Country) -> Self {
        country.code()
    }
}

impl FromStr for CountryCode {
    type Err = ParseCountryError;

    /// Reads two letters in either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letters: [u8; 2] = text.as_bytes().try_into().map_err(|_| ParseCountryError)?;
        let code = letters.map(|letter| letter.to_ascii_uppercase());
        let assigned = assigned().any(|known| known.as_bytes() == code);
        assigned.then_some(Self(code)).ok_or(ParseCountryError)
    }
}

impl TryFrom<String> for CountryCode {
    type Error = ParseCountryError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> Self {
        code.as_str().to_owned()
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_standards() {
        let mut codes: Vec<&str> = assigned().collect();
        assert_eq!(codes.len(), 249);
        codes.dedup();
        assert_eq!(codes.len(), 249, "sorted and without duplicates");
        assert!(codes.is_sorted());
    }

    #[test]
    fn reads_assigned_codes_only() {
        assert_eq!("mx".parse::<CountryCode>().map(CountryCode::checked), Ok(Some(Country::Mx)));
        assert_eq!("DE".parse::<CountryCode>().map(CountryCode::checked), Ok(None));
        for refused in ["", "M", "MEX", "XX", "EU", "UK", "Ñ", "DA"] {
            assert_eq!(refused.parse::<CountryCode>(), Err(ParseCountryError), "{refused}");
        }
    }
}
