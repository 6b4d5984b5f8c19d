//! Writes the cases of `vectors/audit`: `cargo run -p credenza-audit --example audit_vectors -- vectors/audit`.
//!
//! The output is the same in every run; a test holds the checked-in files against it.

#[path = "../tests/cases/mod.rs"]
mod cases;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let Some(root) = std::env::args_os().nth(1).map(PathBuf::from) else {
        return Err(std::io::Error::other("usage: audit_vectors DIR"));
    };
    for case in cases::all() {
        let dir = root.join(case.folder()).join(case.name);
        case.export.write(&dir)?;
        std::fs::write(dir.join("expected.json"), case.expected_json())?;
        println!("{}", dir.display());
    }
    Ok(())
}
