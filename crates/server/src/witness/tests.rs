use std::os::unix::fs::PermissionsExt;

use audit::{Note, NoteSigner, Tree, TreeHead, leaf_hash, prove_consistency};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::machine::{SystemClock, SystemRng};

const ORIGIN: &str = "credenza/org_01h455vb4pex5vsknk084sn02q/1";

fn log() -> NoteSigner {
    NoteSigner::from_seed(&[1; 32]).unwrap()
}

/// A witness of the log in a new directory.
fn new() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("witness");
    init(&dir, "witness.example/w1", &SystemRng).unwrap();
    std::fs::write(logs_file(&dir), format!("# ours\n\n{}\n", log().verifier_key())).unwrap();
    (folder, dir)
}

fn open(dir: &Path) -> Witness {
    Witness::open(dir, Arc::new(SystemClock)).unwrap()
}

fn leaves(from: u64, to: u64) -> Vec<audit::Digest> {
    (from..to).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    leaves(0, size).into_iter().for_each(|leaf| tree.push(leaf));
    tree
}

fn text(origin: &str, tree: &Tree) -> String {
    format!("{origin}\n{}\n{}\n", tree.size(), STANDARD.encode(tree.root().0))
}

/// Asks for the checkpoint of `size`, with the proof from `old`.
fn ask(witness: &Witness, origin: &str, old: u64, size: u64) -> Answer {
    let proof = prove_consistency(&tree(old), &leaves(old, size.max(old)));
    let note = log().sign(&text(origin, &tree(size)));
    witness.add_checkpoint(AddCheckpoint::body(old, &proof, &note).as_bytes())
}

#[test]
fn what_was_cosigned_is_on_disk_and_is_remembered_by_the_next_process() {
    let (_folder, dir) = new();
    let witness = open(&dir);
    let Answer::Cosigned(line) = ask(&witness, ORIGIN, 0, 5) else { panic!("not cosigned") };
    let note = Note::parse(&seen(&dir).unwrap().remove(0)).unwrap();
    assert!(note.is_signed_by(&[log().verifier_key().clone()]));
    assert!(witness.key().cosigned(&note).unwrap().is_some() && note.text() == text(ORIGIN, &tree(5)));
    assert!(line.starts_with("\u{2014} witness.example/w1 ") && line.ends_with('\n'));
    assert!(Witness::open(&dir, Arc::new(SystemClock)).is_err(), "one process serves it");
    drop(witness);

    let again = open(&dir);
    assert_eq!(ask(&again, ORIGIN, 0, 9), Answer::Refused(Refusal::Conflict(5)));
    assert!(matches!(ask(&again, ORIGIN, 5, 9), Answer::Cosigned(_)));
    assert_eq!(ask(&again, ORIGIN, 5, 5), Answer::Refused(Refusal::Conflict(9)), "taken back");
    let next = ORIGIN.replace("/1", "/2");
    assert!(matches!(ask(&again, &next, 0, 3), Answer::Cosigned(_)), "another epoch is another log");
    assert_eq!(ask(&again, "example.com/log", 0, 3), Answer::Refused(Refusal::UnknownOrigin));
    assert_eq!(
        again.add_checkpoint(b"old x"),
        Answer::Malformed("no empty line stands before the checkpoint")
    );
    let heads: Vec<_> = seen(&dir)
        .unwrap()
        .iter()
        .map(|note| TreeHead::parse(Note::parse(note).unwrap().text()).unwrap())
        .map(|head| (head.origin, head.size))
        .collect();
    assert_eq!(heads, [(ORIGIN.to_owned(), 9), (next, 3)]);
}

#[test]
fn what_cannot_be_remembered_is_not_cosigned() {
    let (_folder, dir) = new();
    let witness = open(&dir);
    assert!(matches!(ask(&witness, ORIGIN, 0, 5), Answer::Cosigned(_)));
    let file = witness.0.memory.lock().unwrap().files().unwrap().remove(0);
    let before = std::fs::read(&file).unwrap();
    for damaged in [&b""[..], &before[..before.len() - 1], b"credenza/else/1\n5\nAAAA\n", b"\xff"] {
        std::fs::write(&file, damaged).unwrap();
        assert_eq!(ask(&witness, ORIGIN, 5, 9), Answer::Failed);
    }
    // That of another log in its place.
    assert!(matches!(ask(&witness, &ORIGIN.replace("/1", "/2"), 0, 3), Answer::Cosigned(_)));
    let other = witness.0.memory.lock().unwrap().path(&ORIGIN.replace("/1", "/2"));
    std::fs::copy(other, &file).unwrap();
    assert_eq!(ask(&witness, ORIGIN, 5, 9), Answer::Failed);
    // A folder in the place where the file is written first.
    std::fs::write(&file, &before).unwrap();
    let beside = file.with_file_name(format!(".{}.new", file.file_name().unwrap().to_str().unwrap()));
    std::fs::create_dir(&beside).unwrap();
    assert_eq!(ask(&witness, ORIGIN, 5, 9), Answer::Failed);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    std::fs::remove_dir(&beside).unwrap();
    assert!(matches!(ask(&witness, ORIGIN, 5, 9), Answer::Cosigned(_)));
}

#[test]
fn many_at_a_time_are_cosigned_one_after_the_other() {
    let (_folder, dir) = new();
    let witness = open(&dir);
    let threads: Vec<_> = (0..16)
        .map(|n| {
            let witness = witness.clone();
            // Each a log of its own size, all from nothing: one is first, and the others do not follow it.
            std::thread::spawn(move || ask(&witness, ORIGIN, 0, 1 + n))
        })
        .collect();
    let answers: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!(
        answers.iter().filter(|answer| matches!(answer, Answer::Cosigned(_))).count(),
        1,
        "{answers:?}"
    );
    assert_eq!(
        answers.iter().filter(|answer| matches!(answer, Answer::Refused(Refusal::Conflict(_)))).count(),
        15
    );
}

#[test]
fn a_witness_is_made_once_and_its_key_is_its_own() {
    let (_folder, dir) = new();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&key_file(&dir)), mode(&dir), mode(&memory_folder(&dir))), (0o600, 0o700, 0o700));
    let key = public_key(&dir).unwrap();
    assert!(
        init(&dir, "another", &SystemRng).unwrap_err().to_string().ends_with("a witness is here already")
    );
    assert_eq!(public_key(&dir).unwrap(), key);
    assert!(init(&dir.join("new"), "a b", &SystemRng).is_err());

    std::fs::set_permissions(key_file(&dir), std::fs::Permissions::from_mode(0o640)).unwrap();
    let error = Witness::open(&dir, Arc::new(SystemClock)).unwrap_err().to_string();
    assert!(error.contains("chmod 600"), "{error}");
    std::fs::set_permissions(key_file(&dir), std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::remove_dir(memory_folder(&dir)).unwrap();
    let error = Witness::open(&dir, Arc::new(SystemClock)).unwrap_err().to_string();
    assert!(error.contains("it is not there"), "{error}");
    std::fs::create_dir(memory_folder(&dir)).unwrap();
    std::fs::write(logs_file(&dir), "nonsense\n").unwrap();
    assert!(Witness::open(&dir, Arc::new(SystemClock)).unwrap_err().to_string().contains("nonsense"));
}
