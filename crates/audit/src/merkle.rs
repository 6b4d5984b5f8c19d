//! The Merkle tree over the entries of an epoch, RFC 6962 section 2.1, as it grows.

use aws_lc_rs::digest::{SHA256, digest};

use crate::hash::{Digest, node_hash};

/// A tree of which only the right edge is kept: the roots of its perfect subtrees, largest first. That is enough to add leaves
/// and to tell the root, so whoever keeps an edge can only ever tell roots of trees that begin as his does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    edge: Vec<Digest>,
}

impl Tree {
    /// A tree without leaves.
    #[must_use]
    pub const fn new() -> Self {
        Self { size: 0, edge: Vec::new() }
    }

    /// The tree of `size` leaves that has this edge; `None` when no tree of that size has an edge of that length.
    #[must_use]
    pub fn from_edge(size: u64, edge: Vec<Digest>) -> Option<Self> {
        (edge.len() == size.count_ones() as usize).then_some(Self { size, edge })
    }

    /// Adds a leaf by its leaf hash.
    pub fn push(&mut self, leaf: Digest) {
        self.size += 1;
        let mut node = leaf;
        for _ in 0..self.size.trailing_zeros() {
            let Some(left) = self.edge.pop() else { break };
            node = node_hash(left, node);
        }
        self.edge.push(node);
    }

    /// The root hash. That of no leaves is the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut nodes = self.edge.iter().rev();
        let Some(last) = nodes.next() else {
            let mut empty = [0; 32];
            empty.copy_from_slice(digest(&SHA256, b"").as_ref());
            return Digest(empty);
        };
        nodes.fold(*last, |right, left| node_hash(*left, right))
    }

    /// How many leaves it has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The roots of its perfect subtrees, largest first.
    #[must_use]
    pub fn edge(&self) -> &[Digest] {
        &self.edge
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaf_hash;
    use proptest::prelude::*;

    /// The definition of RFC 6962, word for word.
    fn root_of(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => Tree::new().root(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                node_hash(root_of(left), root_of(right))
            }
        }
    }

    #[test]
    fn roots_are_those_of_the_test_data_of_certificate_transparency() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let mut tree = Tree::new();
        assert_eq!(
            tree.root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let mut roots = Vec::new();
        for leaf in leaves {
            tree.push(leaf_hash(&hex::decode(leaf).unwrap()));
            roots.push(tree.root().to_string());
        }
        assert_eq!(roots[0], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(roots[1], "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assert_eq!(roots[7], "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    proptest! {
        #[test]
        fn a_tree_has_the_root_of_its_definition_and_goes_on_from_its_edge(count in 1_usize..70, at in 0_usize..70) {
            let leaves: Vec<_> = (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect();
            let mut tree = Tree::new();
            for (place, leaf) in leaves.iter().enumerate() {
                if place == at {
                    tree = Tree::from_edge(tree.size(), tree.edge().to_vec()).unwrap();
                }
                tree.push(*leaf);
                prop_assert_eq!(tree.root(), root_of(&leaves[..=place]));
            }
            prop_assert_eq!(tree.size(), count as u64);
            prop_assert!(Tree::from_edge(tree.size() + 1, tree.edge().to_vec()).is_none_or(|other| other != tree));
        }
    }
}
