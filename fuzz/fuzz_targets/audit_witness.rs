//! Any bytes as a request to a witness: read as they were written or refused, and never cosigned for a key that is not his.
#![no_main]

use audit::{AcceptedLog, AddCheckpoint, Cosigner, NoteSigner, WitnessKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let key = NoteSigner::from_seed(&[9; 32]).expect("a key").verifier_key().to_string();
    let logs = [format!("{key} *").parse::<AcceptedLog>().expect("a line")];
    if let Ok(request) = AddCheckpoint::parse(data) {
        assert!(request.judge(&logs, None).is_err());
        let note = std::str::from_utf8(data).expect("it was read").split_once("\n\n").expect("it was read").1;
        assert_eq!(AddCheckpoint::body(request.old_size, &request.proof, note).as_bytes(), data);
        let witness = Cosigner::from_seed(&[8; 32], "w").expect("a key");
        assert!(witness.witness_key().cosigned(&request.note).is_ok_and(|time| time.is_none()));
    }
    if let Ok(text) = std::str::from_utf8(data) {
        if let Ok(key) = text.parse::<WitnessKey>() {
            assert_eq!(key.to_string(), text);
        }
        let _ = text.parse::<AcceptedLog>();
    }
});
