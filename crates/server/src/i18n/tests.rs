use std::collections::BTreeSet;
use std::path::Path;

use domain::Action;
use fluent_syntax::ast::{CallArguments, Expression, InlineExpression, Pattern, PatternElement};

use super::*;

#[test]
fn languages_are_negotiated() {
    let negotiate = |chosen, accepted| Locale::negotiate(chosen, accepted, Locale::En);
    assert_eq!(negotiate(Some("es"), Some("en")), Locale::Es);
    assert_eq!(negotiate(None, Some("es-MX,es;q=0.9,en;q=0.8")), Locale::Es);
    assert_eq!(negotiate(None, Some("fr,en;q=0.4,es;q=0.7")), Locale::Es);
    assert_eq!(negotiate(None, Some("es;q=0, en;q=0.001")), Locale::En);
    assert_eq!(negotiate(None, Some("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7")), Locale::Pt);
    assert_eq!(negotiate(None, Some("gl,pt-PT;q=0.8,es;q=0.6")), Locale::Pt);
    assert_eq!(negotiate(Some("pt"), Some("es")), Locale::Pt);
    assert_eq!(negotiate(Some("xx"), None), Locale::En);
    assert_eq!(Locale::negotiate(None, Some("de"), Locale::Es), Locale::Es);
    for hostile in ["", ";;;,,,", "es;q=99", "es;q=NaN", &"es,".repeat(10_000)] {
        negotiate(None, Some(hostile));
    }
}

#[test]
fn what_is_kept_is_the_tag_of_a_language_and_nothing_like_it() {
    for locale in Locale::ALL {
        assert_eq!(Locale::kept(locale.tag()), Some(*locale));
    }
    for tag in ["", "PT", "pt-BR", "pt_BR", " pt", "xx"] {
        assert_eq!(Locale::kept(tag), None, "{tag}");
    }
}

#[test]
fn plural_rules_are_those_of_the_language() {
    let left = |locale, days: i64| Message::new(locale, "left-days").with("days", days).to_string();
    assert_eq!(left(Locale::En, 0), "today");
    assert_eq!(left(Locale::En, 1), "tomorrow");
    assert_eq!(left(Locale::En, 3), "in 3 days");
    assert_eq!(left(Locale::Es, 3), "en 3 días");
    let months = |count: i64| Message::new(Locale::Es, "expired-months").with("months", count).to_string();
    assert_eq!(months(1), "venció hace 1 mes");
    assert_eq!(months(4), "venció hace 4 meses");
    assert_eq!(left(Locale::Pt, 0), "hoje");
    assert_eq!(left(Locale::Pt, 1), "amanhã");
    assert_eq!(left(Locale::Pt, 3), "em 3 dias");
    // In Portuguese none is singular, unless the message says otherwise.
    let message = |key, name, count: i64| Message::new(Locale::Pt, key).with(name, count).to_string();
    assert_eq!(message("members-active", "count", 0), "0 membro ativo");
    assert_eq!(message("members-active", "count", 2), "2 membros ativos");
    assert_eq!(message("customers-count", "count", 0), "Nenhum cliente");
    assert_eq!(message("recovery-codes-left", "count", 1), "Resta um.");
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let long = |locale, day: u32| {
        Message::new(locale, "date-long")
            .with("weekday", 7_u32)
            .with("day", day)
            .with("month", 3_u32)
            .with("year", "2026")
            .to_string()
    };
    assert_eq!(long(Locale::En, 1), "Sunday, 1 March 2026");
    assert_eq!(long(Locale::Es, 1), "Domingo, 1 de marzo de 2026");
    assert_eq!(long(Locale::Pt, 1), "Domingo, 1º de março de 2026");
    assert_eq!(long(Locale::Pt, 8), "Domingo, 8 de março de 2026");
}

#[test]
fn a_missing_key_or_placeholder_is_seen() {
    assert_eq!(Message::new(Locale::Es, "no-such-key").to_string(), "⟦no-such-key⟧");
    assert!(Message::new(Locale::Es, "left-days").to_string().contains("⟦left-days⟧"));
}

#[test]
fn catalogues_parse_and_no_key_comes_twice() {
    for locale in Locale::ALL {
        let resource = FluentResource::try_new(locale.catalogue().to_owned());
        assert!(resource.is_ok(), "{locale:?}: {:?}", resource.err().map(|(_, errors)| errors));
        let all = keys(*locale);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{locale:?}: a key twice");
    }
}

#[test]
fn all_languages_have_the_same_messages_with_the_same_placeholders() {
    let reference = placeholders(Locale::En);
    for locale in Locale::ALL {
        let these = placeholders(*locale);
        for (key, names) in &reference {
            assert_eq!(these.get(key), Some(names), "{locale:?}: {key}");
        }
        for key in these.keys() {
            assert!(reference.contains_key(key), "{locale:?} has {key}, English has not");
        }
    }
}

#[test]
fn every_action_has_a_sentence_and_a_name_in_every_language() {
    for locale in Locale::ALL {
        for action in Action::ALL {
            let dashed = action.as_str().replace('.', "-");
            assert!(has(*locale, &format!("audit-{dashed}")), "{locale:?}: audit-{dashed}");
            assert!(has(*locale, &format!("action-{dashed}")), "{locale:?}: action-{dashed}");
        }
    }
}

#[test]
fn every_permission_role_and_rule_has_its_words() {
    for permission in domain::Permission::ALL {
        let key = format!("permission-{}", permission.as_str().replace('.', "-"));
        assert!(has(Locale::En, &key), "{key}");
    }
    for role in domain::Role::ALL {
        assert!(has(Locale::En, &format!("role-{}", role.as_str())), "{role:?}");
    }
    // What is wrong with a field is told at the field.
    for rule in store::Rule::ALL.iter().filter(|rule| **rule != store::Rule::UnknownRole) {
        assert!(has(Locale::En, &format!("problem-{}", rule.as_str())), "{rule:?}");
    }
}

#[test]
fn every_refusal_of_a_file_has_its_words() {
    use certfile::{Look, ReasonCode};
    let codes = [
        ReasonCode::Empty,
        ReasonCode::TooLarge,
        ReasonCode::TooComplex,
        ReasonCode::TooCostly,
        ReasonCode::ExtensionMismatch,
        ReasonCode::Damaged,
        ReasonCode::TrailingData,
        ReasonCode::ForeignData,
        ReasonCode::UnsupportedAlgorithm,
        ReasonCode::DuplicateCertificate,
        ReasonCode::SeveralPrivateKeys,
        ReasonCode::UnrelatedCertificates,
        ReasonCode::TooManyCertificates,
        ReasonCode::NoCertificate,
        ReasonCode::KeyMismatch,
        ReasonCode::InvalidKey,
        ReasonCode::NotAPair,
    ];
    let looks = Look::ALL.iter().map(|look| ReasonCode::LooksLike(*look));
    for code in codes.into_iter().chain(looks) {
        assert!(has(Locale::En, &format!("problem-{code}")), "problem-{code}");
    }
}

#[test]
fn every_refusal_of_an_import_has_its_words() {
    use intake::Refusal;
    let refusals = [
        Refusal::Empty,
        Refusal::TooLarge,
        Refusal::TooManyRows,
        Refusal::TooManyColumns,
        Refusal::CellTooLong(1),
        Refusal::NotATable,
        Refusal::OldWorkbook,
        Refusal::NoSheet,
        Refusal::Damaged(""),
        Refusal::Unsupported(""),
        Refusal::Encrypted,
        Refusal::TooManyEntries(1),
        Refusal::TooMuch,
        Refusal::SameColumn(""),
        Refusal::NoColumn(""),
    ];
    for refusal in refusals {
        assert!(has(Locale::En, &format!("problem-{}", refusal.code())), "{}", refusal.code());
    }
}

#[test]
fn every_act_of_a_page_has_its_words() {
    let sources = sources();
    let acts = |attribute: &str| -> Vec<_> {
        sources.split(attribute).skip(1).map(|tail| tail.split('"').next().unwrap()).collect()
    };
    let asked_for: Vec<_> = acts("data-prove=\"").into_iter().filter(|act| !act.is_empty()).collect();
    for act in &asked_for {
        assert!(act.parse::<Action>().unwrap().can_be_proven(), "{act} takes no step-up");
    }
    let offered: BTreeSet<_> = asked_for.iter().copied().collect();
    let all = Action::ALL.iter().filter(|action| action.can_be_proven() && !action.is_sensitive());
    assert_eq!(offered, all.map(|action| action.as_str()).collect(), "each has its place on a page");
    for act in acts("data-act=\"") {
        assert!(act.parse::<Action>().unwrap().is_sensitive(), "{act} takes no step-up");
    }
    for act in acts("data-act=\"").into_iter().chain(asked_for) {
        for key in
            [format!("client-act-{}", act.replace('.', "-")), format!("client-do-{}", act.replace('.', "-"))]
        {
            assert!(has(Locale::En, &key), "{key}");
        }
    }
}

/// Keys that are put together from a code: the family's words are chosen by the codes of other crates.
const FAMILIES: &[&str] = &[
    "audit-",
    "action-",
    "country-",
    "tax-id-name-",
    "kind-",
    "usage-",
    "object-",
    "problem-",
    "theme-",
    "session-method-",
    "session-ended-",
    "permission-",
    "client-act-",
    "sensitive-hint-",
    "client-do-",
    "role-",
    "alerts-state-",
    "calendar-by-",
    "calendar-head-",
    "calendar-without-",
    "alerts-mail-",
    "alert-delivery-",
    "weekday-",
    "webhook-format-",
    "webhook-paused-",
    "webhook-done-",
    "webhook-state-",
    "webhook-kind-",
    "client-import-will-",
    "client-import-did-",
    "client-import-count-",
    "client-import-filter-",
    "client-import-field-",
    "revocation-because-",
    "revocation-why-",
    "revocation-source-",
    "ticket-status-",
    "ticket-count-",
    "places-",
    "place-new-",
    "place-edit-",
    "place-overseers-",
    "record-error-",
    "import-workers-",
    "import-tickets-",
    "import-heading-",
    "import-about-",
    "seal-state-",
    "outlook-",
    "verify-says-",
    "alerts-kind-",
    "alert-called-",
    "gate-decision-",
    "gate-verdict-",
    "gate-reason-",
    "gate-code-",
    "workers-tickets-",
    "scanner-state-",
    "ladder-lead-",
    "duties-",
    "duty-new-",
    "duty-edit-",
    "duty-needs-",
    "duty-remove-",
];

#[test]
fn no_message_is_unused_and_none_that_is_used_is_missing() {
    let sources = sources();
    for key in keys(Locale::En) {
        let literal = format!("\"{key}\"");
        let in_family = FAMILIES.iter().any(|family| key.starts_with(family));
        assert!(in_family || sources.contains(&literal), "{key} is used nowhere");
    }
    for opening in [".t(\"", "message(\""] {
        for tail in sources.split(opening).skip(1) {
            let key = tail.split('"').next().unwrap();
            assert!(has(Locale::En, key), "{key} is used and in no catalogue");
        }
    }
}

/// Templates, view models and scripts, as one text.
fn sources() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = String::new();
    for (folder, ending) in [
        ("templates", "html"),
        ("templates/mail", "html"),
        ("src/pages", "rs"),
        ("src/mail", "rs"),
        ("src/calendar", "rs"),
        ("src/webhooks", "rs"),
        ("src/ops/passes", "rs"),
        ("src/routes/pages", "rs"),
        ("../../web/src", "ts"),
    ] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == ending) {
                text += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    text
}

type Placeholders = BTreeMap<String, BTreeSet<String>>;

fn placeholders(locale: Locale) -> Placeholders {
    let resource = FluentResource::try_new(locale.catalogue().to_owned()).unwrap();
    let mut found = Placeholders::new();
    for entry in resource.entries() {
        let Entry::Message(message) = entry else { continue };
        let mut names = BTreeSet::new();
        if let Some(pattern) = &message.value {
            in_pattern(pattern, &mut names);
        }
        found.insert(message.id.name.to_owned(), names);
    }
    found
}

fn in_pattern(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => in_inline(inline, names),
            Expression::Select { selector, variants } => {
                in_inline(selector, names);
                for variant in variants {
                    in_pattern(&variant.value, names);
                }
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments: CallArguments { positional, .. }, .. } => {
            for argument in positional {
                in_inline(argument, names);
            }
        }
        _ => {}
    }
}
