//! What the signer remembers of an organization's log: the edge of the tree that it signed last.
//!
//! ```text
//! credenza signer v1
//! org_01h455vb4pex5vsknk084sn02q     the organization
//! 1 6                                epoch and size
//! <64 hex digits>                    leaf hash of the last entry
//! <64 hex digits>                    the roots of the tree's perfect subtrees, largest first: one a line
//! ```

use std::path::Path;

use audit::{Digest, Tree};
use domain::id::OrgId;

use super::{SignError, damaged};
use crate::datadir::durable::read_secret;

const HEADER: &str = "credenza signer v1";

/// A tree of an epoch, and the leaf hash of its last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) epoch: u64,
    pub(super) tree: Tree,
    pub(super) leaf: Digest,
}

impl State {
    /// What is remembered of `org`, if anything is.
    pub(super) fn read(path: &Path, org: OrgId) -> Result<Option<Self>, SignError> {
        if !path.exists() {
            return Ok(None);
        }
        let bytes = read_secret(path)?;
        let state = std::str::from_utf8(&bytes).ok().and_then(|text| Self::parse(text, org));
        state
            .map(Some)
            .ok_or_else(|| damaged(path, "it is not what the signer wrote: put it back from its copy"))
    }

    fn parse(text: &str, org: OrgId) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        (lines.next()? == HEADER && lines.next()? == org.to_string()).then_some(())?;
        let (epoch, size) = lines.next()?.split_once(' ')?;
        let leaf = lines.next()?.parse().ok()?;
        let edge: Vec<Digest> = lines.map(|line| line.parse().ok()).collect::<Option<_>>()?;
        let state =
            Self { epoch: epoch.parse().ok()?, tree: Tree::from_edge(size.parse().ok()?, edge)?, leaf };
        (state.to_text(org) == text).then_some(state)
    }

    fn to_text(&self, org: OrgId) -> String {
        let mut text = format!("{HEADER}\n{org}\n{} {}\n{}\n", self.epoch, self.tree.size(), self.leaf);
        for node in self.tree.edge() {
            text.push_str(&format!("{node}\n"));
        }
        text
    }

    pub(super) fn to_bytes(&self, org: OrgId) -> Vec<u8> {
        self.to_text(org).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(size: u8) -> State {
        let mut tree = Tree::new();
        for byte in 0..size {
            tree.push(Digest([byte; 32]));
        }
        State { epoch: 3, tree, leaf: Digest([size; 32]) }
    }

    #[test]
    fn it_reads_what_it_wrote_and_nothing_else() {
        let org: OrgId = "org_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let other: OrgId = "org_01h455vb4pex5vsknk084sn02r".parse().unwrap();
        for size in 0..20 {
            let text = state(size).to_text(org);
            assert_eq!(State::parse(&text, org), Some(state(size)));
            assert_eq!(State::parse(&text, other), None);
            for at in 0..text.len() {
                let mut bytes = text.clone().into_bytes();
                bytes[at] ^= 0x10;
                // Another digit is another hash or number, which only its use can tell; everything else is noticed.
                if let Some(read) = String::from_utf8(bytes).ok().and_then(|text| State::parse(&text, org)) {
                    assert_ne!(read, state(size));
                }
                assert_eq!(State::parse(&text[..at], org), None, "cut at {at}");
            }
        }
        for bad in ["", "\n", "credenza signer v1\n", &state(3).to_text(org).replace("3 3", "3 03")] {
            assert_eq!(State::parse(bad, org), None);
        }
    }
}
