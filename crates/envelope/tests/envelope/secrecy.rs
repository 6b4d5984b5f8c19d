//! Nothing prints a key, and every refusal reads the same.

use envelope::{Kek, WrappedDek, open};

use crate::fixture::{ActOn, context, dek, kek, keyring, neighbours, opening_dek, unwrap};

#[test]
fn debug_output_names_keys_and_shows_none() {
    let (kek, keyring) = (kek(&[0xab; 32]), keyring(&[0xab; 32]));
    let printed =
        format!("{kek:?} {keyring:?} {:#?} {:?}", keyring.primary(), kek.wrap(&dek(&[0xab; 32]), &context()));
    assert!(printed.contains("kek_") && printed.contains("rtk_"));
    // 0xab as a number, and as hex.
    for trace in ["171, 171", "abab", "ABAB", "ab, ab"] {
        assert!(!printed.contains(trace), "{printed}");
    }
}

#[test]
fn every_refusal_reads_the_same() {
    let context = context();
    let kek: Kek<ActOn> = kek(&[1; 32]);
    let wrapped = kek.wrap(&dek(&[3; 32]), &context);
    let refusals = [
        open(opening_dek(&[3; 32], &context), &context, b"").err(),
        open(opening_dek(&[3; 32], &context), &context, &[0; 100]).err(),
        unwrap(&kek, &neighbours()[0], wrapped.as_bytes()).err(),
        kek.unwrap(ActOn(neighbours()[0]), &context, &wrapped).err(),
        WrappedDek::from_bytes(&[2; 41]).err(),
        WrappedDek::from_bytes(&[1; 40]).err(),
        keyring(&[5; 32]).primary().unwrap_kek(context.org, kek.id(), &other_root_wrapped(&kek)).err(),
    ];
    for refusal in refusals {
        assert_eq!(
            refusal.unwrap().to_string(),
            "sealed data cannot be opened: its key, its context or its bytes are not the ones it was sealed with"
        );
    }
}

fn other_root_wrapped(kek: &Kek<ActOn>) -> envelope::WrappedKek {
    keyring(&[6; 32]).primary().wrap_kek(kek, context().org)
}
