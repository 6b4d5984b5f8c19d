//! The vectors of `vectors/tax_id`, and what holds for any text.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    country: CountryCode,
    input: String,
    verdict: String,
    normalized: Option<String>,
    kind: Option<String>,
    warning: Option<String>,
    code: Option<String>,
    expected: Option<String>,
}

fn check(name: &str, json: &str) {
    let cases: Vec<Case> = serde_json::from_str(json).expect(name);
    assert!(cases.iter().any(|c| c.verdict == "accept"), "{name} has an accepted case");
    assert!(name == "other" || cases.iter().any(|c| c.verdict == "reject"), "{name} has a rejected case");
    for case in cases {
        let label = format!("{name}: {} {:?}", case.country, case.input);
        match (case.verdict.as_str(), TaxId::parse(case.country, &case.input)) {
            ("accept", Ok(id)) => {
                assert_eq!(Some(id.as_str()), case.normalized.as_deref(), "{label}");
                assert_eq!(Some(id.kind().as_str()), case.kind.as_deref(), "{label}");
                assert_eq!(id.warning().map(TaxIdWarning::code), case.warning.as_deref(), "{label}");
                assert_eq!(
                    id.warning().map(TaxIdWarning::expected_check_digit),
                    case.expected.as_deref(),
                    "{label}"
                );
                assert_eq!(
                    TaxId::parse(case.country, id.as_str()),
                    Ok(id),
                    "{label}: the normal form is stable"
                );
            }
            ("reject", Err(error)) => {
                assert_eq!(Some(error.code()), case.code.as_deref(), "{label}");
                assert_eq!(error.expected_check_digit(), case.expected.as_deref(), "{label}");
                let sentence = error.to_string();
                assert!(sentence.ends_with('.') && !sentence.contains("  "), "{label}: {sentence}");
            }
            (verdict, outcome) => panic!("{label}: expected {verdict}, found {outcome:?}"),
        }
    }
}

macro_rules! vectors {
    ($($name:ident),*) => {$(
        #[test]
        fn $name() {
            check(stringify!($name), include_str!(concat!("../../../../vectors/tax_id/", stringify!($name), ".json")));
        }
    )*};
}

vectors!(mx, es, br, co, ar, it, india, other);

proptest! {
    #[test]
    fn any_text_is_judged_without_panic(text in any::<String>(), place in 0..7_usize) {
        if let Ok(id) = TaxId::parse(Country::ALL[place], &text) {
            prop_assert_eq!(TaxId::parse(id.country(), id.as_str()), Ok(id));
        }
    }

    #[test]
    fn any_text_that_looks_like_an_id_is_judged_without_panic(text in "[0-9A-ZÑ& .-]{6,18}", place in 0..7_usize) {
        if let Ok(id) = TaxId::parse(Country::ALL[place], &text) {
            prop_assert_eq!(TaxId::parse(id.country(), id.as_str()), Ok(id));
        }
    }
}
