//! Files that are not what they must be: lines that are no entries, other byte forms, wrong disclosures and manifests.

use audit::{Code, MAX_DETAIL_BYTES, MAX_ENTRY_BYTES};

use super::log::{day, small};
use super::{Case, Export, replace_once};

pub fn cases() -> Vec<Case> {
    [entries(), disclosed_values(), disclosure_lines(), manifests()].into_iter().flatten().collect()
}

/// Ways to write the third entry of the small log, each with what was changed to what. Each is one line of a case: a
/// line that cannot be read leaves the chain before and after it alone.
const NOT_CANONICAL: &[(&str, &str)] = &[
    ("\"seq\":3", "\"seq\": 3"),
    ("{\"action\"", " {\"action\""),
    ("\"v\":1}", "\"v\":1} "),
    ("\"v\":1}", "\"v\":1}\r"),
    ("\"v\":1}", "\"v\":1\t}"),
    (
        "\"seq\":3,\"time\":\"2026-11-22T04:45:49.123458Z\"",
        "\"time\":\"2026-11-22T04:45:49.123458Z\",\"seq\":3",
    ),
    ("\"id\":\"mbr_", "\"id\":\"mbr\\u005f"),
    ("customer.create", "customer\\u002ecreate"),
    ("\"country\":\"ES\"", "\"country\":\"E\\/S\""),
    ("\"country\":\"ES\"", "\"country\":\"\\u000A\""),
    ("\"country\":\"ES\"", "\"country\":\"\\u000a\""),
    ("\"country\":\"ES\"", "\"country\":\"\\u001F\""),
    ("\"country\":\"ES\"", "\"country\":\"\\u00f1\""),
    ("\"country\":\"ES\"", "\"country\":\"\\ud83d\\udd12\""),
    ("\"country\":\"ES\"", "\"country\":\"\\u007f\""),
    ("{\"country\":\"ES\"}", "{\"country\":\"ES\",\"a\":\"b\"}"),
    ("\"kind\":\"member\"", "\"\\u006bind\":\"member\""),
];

const MALFORMED: &[(&str, &str)] = &[
    ("{\"action\"", "\u{feff}{\"action\""),
    ("{\"action\"", "[{\"action\""),
    ("\"v\":1}", "\"v\":1}{}"),
    ("\"v\":1}", "\"v\":1,}"),
    ("\"v\":1}", "\"v\":1"),
    ("\"v\":1}", "\"v\":1,\"v\":1}"),
    ("\"v\":1}", "\"v\":1,\"x\":null}"),
    ("\"v\":1}", "\"v\":2}"),
    ("\"v\":1}", "\"v\":\"1\"}"),
    ("\"v\":1}", "\"v\":true}"),
    (",\"v\":1}", "}"),
    ("\"seq\":3", "\"seq\":3.0"),
    ("\"seq\":3", "\"seq\":3e0"),
    ("\"seq\":3", "\"seq\":03"),
    ("\"seq\":3", "\"seq\":-3"),
    ("\"seq\":3", "\"seq\":0"),
    ("\"seq\":3", "\"seq\":-0"),
    ("\"seq\":3", "\"seq\":9007199254740992"),
    ("\"seq\":3", "\"seq\":18446744073709551619"),
    ("\"seq\":3", "\"seq\":1e999"),
    ("\"seq\":3", "\"seq\":NaN"),
    ("\"seq\":3", "\"seq\":null"),
    ("\"seq\":3", "\"seq\":\"3\""),
    ("\"seq\":3", "\"seq\":\u{663}"),
    ("\"epoch\":1", "\"epoch\":10001"),
    ("\"intent\":null", "\"intent\":0"),
    ("\"intent\":null", "\"intent\":\"2\""),
    ("\"intent\":null,", ""),
    ("\"outcome\":\"done\"", "\"outcome\":\"Done\""),
    ("\"intent\":null,", "\"intent\":2,\"outcome\":\"intent\","),
    ("\"request\":\"req_", "\"request\":\"ses_"),
    ("\"org\":\"org_0", "\"org\":\"org_8"),
    ("\"org\":\"org_0", "\"org\":\"ORG_0"),
    ("\"id\":\"cus_0", "\"id\":\"cus_z"),
    ("\"id\":\"cus_0", "\"id\":\"c_0"),
    ("\"id\":\"cus_0", "\"id\":\"cus_l"),
    ("\"kind\":\"customer\"", "\"kind\":\"Customer\""),
    ("\"kind\":\"customer\"", "\"kind\":\"customer\",\"version\":0"),
    ("\"kind\":\"customer\"", "\"kind\":\"customer\",\"name\":\"x\""),
    ("\"kind\":\"member\"", "\"kind\":\"system\""),
    ("\"kind\":\"member\"", "\"kind\":\"robot\""),
    ("\"amr\":[\"pwd\"]", "\"amr\":[]"),
    ("\"amr\":[\"pwd\"]", "\"amr\":[\"pwd\",\"pwd\"]"),
    ("\"amr\":[\"pwd\"]", "\"amr\":[\"pwd\",\"otp\"]"),
    ("\"amr\":[\"pwd\"]", "\"amr\":[\"p\"]"),
    ("\"amr\":[\"pwd\"]", "\"amr\":\"pwd\""),
    ("\"amr\":[\"pwd\"]", "\"amr\":[1]"),
    ("\"amr\":[\"pwd\"]", "\"amr\":[\"a1\",\"a2\",\"a3\",\"a4\",\"a5\",\"a6\",\"a7\",\"a8\",\"a9\"]"),
    ("\"amr\":[\"pwd\"],", "\"amr\":[\"pwd\"],\"step_up\":null,"),
    ("customer.create", "customer"),
    ("customer.create", "customer..create"),
    ("customer.create", "customer.create2"),
    ("customer.create", "a.bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"),
    ("\"country\":\"ES\"", "\"country\":1"),
    ("\"country\":\"ES\"", "\"country\":null"),
    ("\"country\":\"ES\"", "\"country\":\"\\ud83d\""),
    ("\"country\":\"ES\"", "\"country\":\"\\udd12\\ud83d\""),
    ("\"country\":\"ES\"", "\"country\":\"\t\""),
    ("\"country\":\"ES\"", "\"country\":\"\\x\""),
    ("\"country\":\"ES\"", "\"country\":\"ES\",\"country\":\"ES\""),
    ("\"country\":\"ES\"", "\"Country\":\"ES\""),
    ("\"country\":\"ES\"", "\"\":\"ES\""),
    ("\"details\":{\"country\":\"ES\"}", "\"details\":null"),
    ("\"details\":{\"country\":\"ES\"}", "\"details\":[]"),
    ("04:45:49.123458Z", "04:45:49.123458+00:00"),
    ("04:45:49.123458Z", "04:45:49.12345Z"),
    ("04:45:49.123458Z", "04:45:60.123458Z"),
    ("2026-11-22T", "2026-11-22 "),
    ("2026-11-22T", "2026-11-31T"),
    ("2026-11-22T", "2026-02-29T"),
    ("2026-11-22T", "1969-11-22T"),
    ("\"prev\":\"", "\"prev\":\"0"),
];

fn entries() -> Vec<Case> {
    let whole = small(1).export();
    let third = whole.lines().remove(2);
    let line = third.strip_suffix(b"\n").unwrap();
    let other_forms = |changes: &[(&str, &str)]| -> Vec<Vec<u8>> {
        changes.iter().map(|(from, to)| [&replace_once(line, from, to)[..], b"\n"].concat()).collect()
    };
    let not_canonical = [whole.lines(), other_forms(NOT_CANONICAL)].concat();

    let mut malformed = [whole.lines(), other_forms(MALFORMED)].concat();
    let detail = |value: &str| other_forms(&[("\"country\":\"ES\"", value)]).remove(0);
    malformed.push(detail(&format!("\"country\":\"{}\"", "x".repeat(MAX_DETAIL_BYTES + 1))));
    malformed.push(detail(&(0..17).map(|n| format!("\"f{n:02}\":\"\"")).collect::<Vec<_>>().join(",")));
    malformed.push(detail(&format!("\"{}\":\"\"", "x".repeat(33))));
    malformed.push(detail(&format!("\"country\":{}{}", "[".repeat(200), "]".repeat(200))));
    malformed.push(third.to_ascii_uppercase());
    malformed.push(b"\n".to_vec());
    malformed.push(b"null\n".to_vec());
    malformed.push(b"\"\xff\"\n".to_vec());
    malformed.push([&replace_once(line, "ES", "E\0S")[..], b"\n"].concat());
    let mut latin = line.to_vec();
    let at = latin.windows(2).position(|window| window == b"ES").unwrap();
    latin[at] = 0xf1;
    malformed.push([&latin[..], b"\n"].concat());

    let lines_with = |count: usize, code| (4..=count as u64).map(|line| (line, code)).collect::<Vec<_>>();
    let longest = whole
        .lines()
        .into_iter()
        .chain([[&[b'x'; MAX_ENTRY_BYTES + 1][..], b"\n"].concat()])
        .collect::<Vec<_>>();
    vec![
        Case::reject(
            "entries_not_canonical",
            "Each line after the third says what an entry can say, in other bytes than the canonical ones.",
            whole.with_lines(&not_canonical),
            &lines_with(not_canonical.len(), Code::EntryNotCanonical),
        ),
        Case::reject(
            "entries_malformed",
            "Each line after the third is no entry.",
            whole.with_lines(&malformed),
            &lines_with(malformed.len(), Code::EntryMalformed),
        ),
        Case::reject(
            "line_too_long",
            "A line of 65537 bytes.",
            whole.with_lines(&longest),
            &[(4, Code::LineTooLong)],
        ),
        Case::reject(
            "entry_in_other_form",
            "Entry 10 is written with a space: one failure, and none for what follows.",
            day(1, 20).export().edit_line(10, "\"seq\":10", "\"seq\": 10"),
            &[(10, Code::EntryNotCanonical)],
        )
        .manifest(&[Code::CountMismatch])
        .disclosures(&[(4, Code::DisclosureUnmatched)]),
    ]
}

fn small_with_disclosures(lines: &[&[u8]]) -> Export {
    Export { disclosures: lines.concat(), ..small(1).export() }
}

/// The two disclosures of the small log: of `name` and `tax_id` in entry 3.
fn small_disclosures() -> [Vec<u8>; 2] {
    let whole = small(1).export().disclosures;
    let lines: Vec<_> = whole.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.try_into().unwrap()
}

fn disclosed_values() -> Vec<Case> {
    let [name, tax_id] = &small_disclosures();
    vec![
        Case::reject_disclosures(
            "disclosure_value",
            "A disclosed value was changed.",
            small_with_disclosures(&[name, &replace_once(tax_id, "12345678Z", "87654321X")]),
            &[(2, Code::DisclosureMismatch)],
        ),
        Case::reject_disclosures(
            "disclosure_salt",
            "A salt was changed.",
            small_with_disclosures(&[&replace_once(name, "\"salt\":\"f6", "\"salt\":\"f7"), tax_id]),
            &[(1, Code::DisclosureMismatch)],
        ),
        Case::reject_disclosures(
            "disclosure_of_other_field",
            "The value of one field is disclosed as that of another.",
            small_with_disclosures(&[name, &replace_once(name, "\"name\"", "\"tax_id\"")]),
            &[(2, Code::DisclosureMismatch)],
        ),
        Case::reject_disclosures(
            "disclosure_unmatched",
            "Disclosures for a field that is not committed to, and for entries that are not there.",
            small_with_disclosures(&[
                &replace_once(name, "\"seq\":3", "\"seq\":1"),
                name,
                &replace_once(name, "\"name\"", "\"phone\""),
                tax_id,
                &replace_once(tax_id, "\"seq\":3", "\"seq\":4"),
                &replace_once(tax_id, "\"epoch\":1", "\"epoch\":2"),
            ]),
            &[1, 3, 5, 6].map(|line| (line, Code::DisclosureUnmatched)),
        ),
    ]
}

fn disclosure_lines() -> Vec<Case> {
    let [name, tax_id] = &small_disclosures();
    let forms = |changes: &[(&str, &str)]| {
        let changed = changes.iter().map(|(from, to)| replace_once(tax_id, from, to));
        [name.clone()].into_iter().chain(changed).collect::<Vec<_>>().concat()
    };
    let not_canonical = forms(&[
        (",\"seq\"", ", \"seq\""),
        ("12345678Z", "\\u00312345678Z"),
        ("\"epoch\":1,\"field\":\"tax_id\"", "\"field\":\"tax_id\",\"epoch\":1"),
    ]);
    let malformed = forms(&[
        ("\"epoch\":1", "\"epoch\":0"),
        ("\"epoch\":1", "\"epoch\":10001"),
        ("\"seq\":3", "\"seq\":3.5"),
        ("\"seq\":3,", ""),
        ("\"value\":", "\"note\":\"\",\"value\":"),
        ("tax_id", "Tax_id"),
        ("\"salt\":\"", "\"salt\":\"00"),
        ("12345678Z", &"x".repeat(1_025)),
        ("\"12345678Z\"", "null"),
        ("12345678Z", "\\ud800"),
        ("{", "\n{"),
    ]);
    let number = |last: u64, code| (2..=last).map(|line| (line, code)).collect::<Vec<_>>();
    vec![
        Case::reject_disclosures(
            "disclosure_order",
            "Disclosures out of order, and one twice.",
            small_with_disclosures(&[tax_id, name, tax_id]),
            &[2, 3].map(|line| (line, Code::DisclosureOutOfOrder)),
        ),
        Case::reject_disclosures(
            "disclosure_cut",
            "The last line feed is missing.",
            small_with_disclosures(&[name, &tax_id[..tax_id.len() - 1]]),
            &[(2, Code::LineCut)],
        ),
        Case::reject_disclosures(
            "disclosure_line_too_long",
            "A line of 65537 bytes.",
            small_with_disclosures(&[&[b'x'; MAX_ENTRY_BYTES + 1], b"\n", name]),
            &[(1, Code::LineTooLong)],
        ),
        Case::reject_disclosures(
            "disclosures_not_canonical",
            "Each line after the first is in other bytes than the canonical ones.",
            small_with_disclosures(&[&not_canonical]),
            &number(4, Code::DisclosureNotCanonical),
        ),
        Case::reject_disclosures(
            "disclosures_malformed",
            "Each line after the first is no disclosure, except the last.",
            small_with_disclosures(&[&malformed]),
            &number(12, Code::DisclosureMalformed),
        ),
    ]
}

/// Name, what was changed to what, and what is found then, for the manifest of the small log.
const MANIFESTS: &[(&str, &str, &str, Code)] = &[
    ("manifest_without_line_feed", "}\n", "}", Code::ManifestNotCanonical),
    ("manifest_with_spaces", "\"epoch\":1", "\"epoch\": 1", Code::ManifestNotCanonical),
    ("manifest_carriage_return", "}\n", "}\r\n", Code::ManifestNotCanonical),
    ("manifest_of_other_format", "credenza-audit-export/1", "credenza-audit-export/2", Code::FormatUnknown),
    ("manifest_without_format", "\"format\":\"credenza-audit-export/1\",", "", Code::ManifestMalformed),
    ("manifest_with_more", "{\"created_at\"", "{\"comment\":\"\",\"created_at\"", Code::ManifestMalformed),
    ("manifest_member_twice", "\"count\":3,", "\"count\":3,\"count\":3,", Code::ManifestMalformed),
    ("manifest_time", "123456Z", "123Z", Code::ManifestMalformed),
    ("manifest_epoch_zero", "\"epoch\":1", "\"epoch\":0", Code::ManifestMalformed),
    ("manifest_epoch_too_high", "\"epoch\":1", "\"epoch\":10001", Code::ManifestMalformed),
    ("manifest_backwards", "\"first_seq\":1", "\"first_seq\":4", Code::ManifestMalformed),
    ("manifest_head_short", "\"head\":\"", "\"head\":\"0", Code::ManifestMalformed),
    ("manifest_epochs_object", "\"epochs\":[", "\"epochs\":{},\"x\":[", Code::ManifestMalformed),
    ("manifest_start", "\"first_seq\":1", "\"first_seq\":2", Code::StartMismatch),
    ("manifest_count", "\"count\":3", "\"count\":4", Code::CountMismatch),
];

fn manifests() -> Vec<Case> {
    let whole = small(1).export();
    let mut cases: Vec<_> = MANIFESTS
        .iter()
        .map(|(name, from, to, code)| {
            Case::accept(name, "The manifest was changed.", whole.edit_manifest(from, to)).manifest(&[*code])
        })
        .collect();
    let epoch = "{\"count\":3,";
    let repeated = whole.edit_manifest(
        epoch,
        &format!(
            "{{\"count\":1,\"epoch\":1,\"first_seq\":1,\"head\":\"{}\",\"last_seq\":1}},{epoch}",
            "0".repeat(64)
        ),
    );
    cases.push(
        Case::accept("manifest_epoch_twice", "The manifest names epoch 1 twice.", repeated)
            .manifest(&[Code::ManifestMalformed]),
    );
    let empty = Export { manifest: Vec::new(), ..whole.clone() };
    cases.push(
        Case::accept("manifest_empty", "The manifest is empty.", empty).manifest(&[Code::ManifestMalformed]),
    );
    cases.push(
        Case::reject(
            "manifest_and_entry",
            "Neither the manifest nor the chain is whole: the entries are checked also without a manifest.",
            whole.edit_line(2, "session.sign_in", "session.sign_on").edit_manifest("}\n", ""),
            &[(3, Code::ChainBroken)],
        )
        .manifest(&[Code::ManifestMalformed]),
    );
    cases
}
