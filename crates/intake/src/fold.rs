//! Names as people write them, made comparable.

/// Lower-case letters and digits alone, without accents: `Razón Social*` and `RAZON_SOCIAL` become `razonsocial`.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(bare).filter(|c| c.is_alphanumeric()).collect()
}

/// A letter of the languages that tables come in, without its accent. Combining accents are no letters, and fall out.
fn bare(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ª' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'º' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn what_people_write_alike_is_alike() {
        for text in ["Razón Social*", "RAZON_SOCIAL", " razo\u{301}n-social:", "razón  social"] {
            assert_eq!(fold(text), "razonsocial");
        }
        assert_eq!(fold("País"), "pais");
        assert_eq!(fold("Identificação"), "identificacao");
        assert_eq!(fold("—"), "");
    }
}
