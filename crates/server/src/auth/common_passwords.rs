//! Passwords that are long enough and guessed at once nevertheless (NIST SP 800-63B-4, 3.1.1.2: a blocklist of commonly used
//! and expected values).

use std::collections::HashSet;
use std::sync::LazyLock;

/// The ten thousand commonest, in lower case; `data/README.md` tells where from.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../data/common_passwords.txt").lines().collect());

/// With fewer characters of its own, what is left of a password is nothing.
const LEAST_OF_ITS_OWN: usize = 8;

/// Whether a guesser tries this early: a common password, two of them in a row, one repeated, or a row of the keyboard or
/// the alphabet.
#[must_use]
pub fn is_common(password: &str) -> bool {
    let password = password.to_lowercase();
    let characters: Vec<char> = password.chars().collect();
    let unit: String = characters.iter().take(period(&characters)).collect();
    is_listed(&unit)
        || (unit.len() < password.len() && unit.chars().count() < LEAST_OF_ITS_OWN)
        || is_row(&characters)
        || password.char_indices().any(
            |(at, _)| matches!(password.split_at_checked(at), Some((a, b)) if is_listed(a) && is_listed(b)),
        )
}

/// Whether little is left of a password without these words, such as its owner's name and address.
#[must_use]
pub fn is_made_of(password: &str, words: &[&str]) -> bool {
    let mut rest = password.to_lowercase();
    let mut parts: Vec<String> = words
        .iter()
        .map(|word| word.to_lowercase())
        .flat_map(|word| {
            let parts: Vec<_> = word.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
            parts.into_iter().chain([word])
        })
        .filter(|word| word.chars().count() >= 3)
        .collect();
    // The whole address before its parts.
    parts.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let before = rest.len();
    for word in &parts {
        rest = rest.replace(word.as_str(), "");
    }
    rest.len() < before && rest.chars().filter(|c| c.is_alphanumeric()).count() < LEAST_OF_ITS_OWN
}

fn is_listed(text: &str) -> bool {
    COMMON.contains(text)
}

/// The length of the shortest beginning of which the whole is a repetition, the last one maybe cut.
fn period(characters: &[char]) -> usize {
    (1..characters.len())
        .find(|unit| characters.iter().skip(*unit).eq(characters.iter().take(characters.len() - unit)))
        .unwrap_or(characters.len())
}

/// Neighbours all the way: `abcdefgh`, `987654321098`, `qwertyuiop`, in either direction, from row to row.
fn is_row(characters: &[char]) -> bool {
    const ROWS: [&str; 4] = [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789",
        "qwertyuiopasdfghjklzxcvbnm",
        "1234567890qwertyuiop",
    ];
    let text: String = characters.iter().collect();
    let backwards: String = characters.iter().rev().collect();
    text.len() >= 4 && ROWS.iter().any(|row| row.contains(&text) || row.contains(&backwards))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_ten_thousand_commonest() {
        let list = include_str!("../../data/common_passwords.txt");
        let lines: Vec<_> = list.lines().collect();
        assert_eq!(lines.len(), 10_000);
        assert!(lines.is_sorted_by(|a, b| a < b), "sorted, none twice");
        assert!(lines.iter().all(|line| !line.is_empty() && *line == line.to_lowercase()));
        for common in ["123456", "password", "qwerty", "iloveyou", "dragon"] {
            assert!(is_listed(common), "{common}");
        }
        let note = include_str!("../../data/README.md");
        for told in ["zxcvbn", "4.4.2", "Dan Wheeler and Dropbox", "free of charge"] {
            assert!(note.contains(told), "the note on the licence lacks {told}");
        }
    }

    #[test]
    fn what_is_guessed_early_is_common() {
        for password in [
            "Password",
            "passwordpassword",
            "PasswordPasswordPass",
            "sunshine1234567890",
            "iloveyoudragon",
            "aaaaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "ñandúñandúñandúñandú",
            "123456789012345",
            "qwertyuiopasdfghj",
            "lkjhgfdsapoiuytrewq",
            "abcdefghijklmnopqrst",
        ] {
            assert!(is_common(password), "{password}");
        }
        for password in [
            "correcto caballo pila grapa",
            "cuatro palabras sin relación",
            "otra frase bastante larga",
            "una frase que solo sabe Marta",
            "J7#kd82ls-Qw9!xx",
            "",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn ones_own_name_is_no_password() {
        let words = ["Ximena Álvarez Núñez", "ximena@example.mx", "Credenza"];
        for password in
            ["ximena@example.mx", "XimenaÁlvarezNúñez", "credenza-ximena-2026", "Ximena.Example.MX.1"]
        {
            assert!(is_made_of(password, &words), "{password}");
        }
        for password in ["cuatro palabras sin relación", "ximena bebe café cargado", "123"] {
            assert!(!is_made_of(password, &words), "{password}");
        }
    }
}
