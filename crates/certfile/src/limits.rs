//! What the worst file may cost: about one second of one CPU and 64 MiB of memory.
//!
//! The unit of work is one call of a hash's compression function as a password derivation makes it, 0.1 µs to 0.25 µs
//! on a server of the last ten years. Every derivation is paid for here *before* it runs, at any depth of nesting, so
//! that no file is computed for longer than the budget, however its layers are arranged.

use crate::refusal::{ReasonCode, Refusal};

/// The largest file, in bytes.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// How deep ASN.1 values may nest.
pub const MAX_DEPTH: usize = 32;
/// How many ASN.1 values a file may hold, all its layers together.
pub const MAX_ELEMENTS: usize = 60_000;
/// How many certificates a file may hold.
pub const MAX_CERTIFICATES: usize = 32;
/// The largest certificate, in bytes. Real ones have less than a tenth of it; its names are kept and shown.
pub const MAX_CERTIFICATE_BYTES: usize = 64 << 10;
/// The longest name of a holder, in characters; a hundred are many.
pub const MAX_HOLDER_CHARS: usize = 1000;
/// The longest name of a kind of key, in bytes: kinds without a name are called by their object identifiers.
pub const MAX_ALGORITHM_CHARS: usize = 64;
/// The longest password that is tried, in bytes of UTF-8.
pub const MAX_PASSWORD_BYTES: usize = 1024;
/// The most work that the derivations of one file may ask for. Firefox writes three derivations of 600,000 rounds,
/// which cost 3 million.
pub const MAX_WORK: u64 = 4_000_000;
/// The most memory that one scrypt derivation may ask for, in bytes.
pub const MAX_SCRYPT_BYTES: u64 = 33 << 20;
/// The least that any derivation costs, for its set-up.
const DERIVATION_WORK: u64 = 20;

/// What is left for one file.
#[derive(Debug)]
pub(crate) struct Budget {
    work: u64,
    elements: usize,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { work: MAX_WORK, elements: MAX_ELEMENTS }
    }

    /// Pays for `work` units.
    pub(crate) fn spend(&mut self, work: u64) -> Result<(), Refusal> {
        let work = work.saturating_add(DERIVATION_WORK);
        self.work = self.work.checked_sub(work).ok_or_else(too_costly)?;
        Ok(())
    }

    /// Whether `work` units are left; none is spent.
    pub(crate) fn affords(&self, work: u64) -> bool {
        work.saturating_add(DERIVATION_WORK) <= self.work
    }

    /// How many more ASN.1 values may come.
    pub(crate) fn elements(&self) -> usize {
        self.elements
    }

    /// Pays for `count` ASN.1 values.
    pub(crate) fn spend_elements(&mut self, count: usize) {
        self.elements = self.elements.saturating_sub(count);
    }

    /// What has been spent on derivations so far.
    #[cfg(test)]
    pub(crate) fn spent(&self) -> u64 {
        MAX_WORK - self.work
    }
}

/// The refusal of a file that asks for more than [`MAX_WORK`].
pub(crate) fn too_costly() -> Refusal {
    Refusal::refused(
        ReasonCode::TooCostly,
        "The file asks for an excessive amount of computation to check its password. Export it again with ordinary settings.",
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use secrecy::SecretString;

    use super::*;
    use crate::contents::{File, read_within};

    /// The cost of reading every vector, whatever it asks for, and that what is costly in the open costs nothing.
    #[test]
    fn no_file_is_computed_beyond_the_budget() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/certfile/files");
        let mut seen = 0;
        for entry in fs::read_dir(folder).expect("vectors") {
            let path = entry.expect("entry").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("name").to_owned();
            let bytes = fs::read(&path).expect("file");
            for password in ["contraseñaÑ1", "wrong", ""] {
                let mut budget = Budget::new();
                let password = SecretString::from(password);
                let answer =
                    read_within(File { name: &name, bytes: &bytes }, Some(&password), None, &mut budget);
                assert!(budget.spent() <= MAX_WORK, "{name}");
                if name.starts_with("bomb-") && !name.contains("hidden") {
                    assert_eq!(answer.map_err(|refusal| refusal.code()), Err("too_costly"), "{name}");
                    assert_eq!(budget.spent(), 0, "{name}: refused before anything is derived");
                } else if name.starts_with("bomb-hidden") {
                    assert!(budget.spent() < 20_000, "{name}: only the layers around it are opened");
                }
                seen += 1;
            }
        }
        assert!(seen > 300);
    }

    #[test]
    fn large_files_and_certificates_are_refused_unread() {
        let mut budget = Budget::new();
        let large = vec![0x30; MAX_FILE_BYTES + 1];
        let answer = read_within(File { name: "a.p12", bytes: &large }, None, None, &mut budget);
        assert_eq!(answer.map_err(|refusal| refusal.code()), Err("too_large"));
        assert_eq!(budget.elements(), MAX_ELEMENTS);

        let name = crate::der::write(0x0c, &[&vec![b'a'; MAX_CERTIFICATE_BYTES]]);
        let body = crate::der::write(0x30, &[&crate::der::write(0xa0, &[&[2, 1, 2]]), &name]);
        let certificate = crate::der::write(0x30, &[&body, &[0x30, 0], &[3, 1, 0]]);
        let answer = read_within(File { name: "a.cer", bytes: &certificate }, None, None, &mut budget);
        assert_eq!(answer.map_err(|refusal| refusal.code()), Err("too_complex"));
    }
}
