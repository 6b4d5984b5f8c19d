use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::durable::{read_secret, write_public, write_secret};
use super::{DataDir, DataDirError, default_path};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().mode() & 0o7777
}

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn root_and_users_have_their_own_default() {
    let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/ana"));
    assert_eq!(default_path(true, home).unwrap(), Path::new("/var/lib/credenza"));
    assert_eq!(default_path(false, home).unwrap(), Path::new("/home/ana/.local/share/credenza"));

    let xdg = |name: &str| (name == "XDG_DATA_HOME").then(|| PathBuf::from("/data"));
    assert_eq!(default_path(false, xdg).unwrap(), Path::new("/data/credenza"));

    let relative = |name: &str| Some(PathBuf::from(if name == "HOME" { "/home/ana" } else { "here" }));
    assert_eq!(default_path(false, relative).unwrap(), Path::new("/home/ana/.local/share/credenza"));
    assert!(matches!(default_path(false, |_| None), Err(DataDirError::Unknown)));
}

#[test]
fn opening_makes_private_folders_and_opening_again_changes_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a/b");
    let dir = DataDir::open(&path).unwrap();
    write_secret(&dir.keys().join("kek"), b"k").unwrap();
    assert_eq!(mode(dir.path()), 0o711);
    for private in [dir.keys(), dir.objects(), dir.outbox(), dir.run()] {
        assert_eq!(mode(&private), 0o700, "{}", private.display());
    }
    let again = DataDir::open(&path).unwrap();
    assert_eq!(*read_secret(&again.keys().join("kek")).unwrap(), b"k");
}

#[test]
fn a_secret_that_others_may_read_stops_the_start_and_the_message_mends_it() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    let kek = dir.keys().join("kek");
    write_secret(&kek, b"k").unwrap();
    write_secret(&dir.tls().join("server.key"), b"k").unwrap();
    write_public(&dir.tls().join("ca.pem"), b"c").unwrap();
    DataDir::open(temp.path()).unwrap();

    for (path, exposed, private) in [
        (kek.clone(), 0o640, 0o600),
        (dir.keys(), 0o750, 0o700),
        (dir.tls().join("server.key"), 0o604, 0o600),
    ] {
        chmod(&path, exposed);
        let message = DataDir::open(temp.path()).unwrap_err().to_string();
        assert!(message.contains(&format!("chmod {private:o} {}", path.display())), "{message}");
        chmod(&path, private);
        DataDir::open(temp.path()).unwrap();
    }

    chmod(&kek, 0o644);
    assert!(matches!(read_secret(&kek), Err(DataDirError::Exposed { .. })));
}

#[test]
fn one_holder_at_a_time_and_the_refusal_names_the_directory() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    let held = dir.lock().unwrap();
    let message = dir.lock().unwrap_err().to_string();
    assert!(message.contains(&dir.path().display().to_string()), "{message}");
    drop(held);
    dir.lock().unwrap();
}

#[test]
fn a_write_replaces_whole_files_keeps_them_private_and_survives_a_leftover() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("key");
    // What a crash in the middle of an earlier write leaves behind.
    std::fs::write(temp.path().join(".key.new"), b"half").unwrap();
    write_secret(&path, b"first, and longer").unwrap();
    write_secret(&path, b"second").unwrap();
    assert_eq!(*read_secret(&path).unwrap(), b"second");
    assert_eq!(mode(&path), 0o600);
    let names: Vec<_> = temp.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["key"]);
}

#[test]
fn a_write_does_not_follow_a_link_laid_in_its_way() {
    let temp = tempfile::tempdir().unwrap();
    let victim = temp.path().join("victim");
    std::fs::write(&victim, b"untouched").unwrap();
    std::os::unix::fs::symlink(&victim, temp.path().join(".key.new")).unwrap();
    std::os::unix::fs::symlink(&victim, temp.path().join("key")).unwrap();
    write_secret(&temp.path().join("key"), b"secret").unwrap();
    assert_eq!(std::fs::read(&victim).unwrap(), b"untouched");
    assert!(!temp.path().join("key").is_symlink());
}
