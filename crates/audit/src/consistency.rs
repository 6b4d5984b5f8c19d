//! Consistency proofs, RFC 6962 section 2.1.2: that one tree begins as another does.

use crate::hash::{Digest, node_hash};
use crate::merkle::Tree;

/// The proof that the tree of `old` and then `leaves` begins as `old`. All of its nodes are in the edge of `old`, or above
/// leaves that came after it: whoever keeps an edge needs no earlier leaf.
#[must_use]
pub fn prove_consistency(old: &Tree, leaves: &[Digest]) -> Vec<Digest> {
    let mut proof = Vec::new();
    if old.size() > 0 && !leaves.is_empty() {
        let new_size = old.size() + leaves.len() as u64;
        prove(&Grown { old, leaves }, 0, new_size, true, &mut proof);
    }
    proof
}

/// A tree and what was added to it.
struct Grown<'a> {
    old: &'a Tree,
    leaves: &'a [Digest],
}

impl Grown<'_> {
    /// The root over these leaves, which are a perfect subtree of the old tree or all after it.
    fn root(&self, start: u64, end: u64) -> Option<Digest> {
        if let Some(from) = start.checked_sub(self.old.size()) {
            let (from, to) = (usize::try_from(from).ok()?, usize::try_from(end - self.old.size()).ok()?);
            let mut tree = Tree::new();
            self.leaves.get(from..to)?.iter().for_each(|leaf| tree.push(*leaf));
            return Some(tree.root());
        }
        let mut at = 0;
        for (bit, node) in (0..64).rev().filter(|bit| self.old.size() >> bit & 1 == 1).zip(self.old.edge()) {
            if (at, at + (1 << bit)) == (start, end) {
                return Some(*node);
            }
            at += 1 << bit;
        }
        None
    }
}

/// SUBPROOF of the RFC for the leaves from `start` to `end`.
fn prove(grown: &Grown<'_>, start: u64, end: u64, whole: bool, proof: &mut Vec<Digest>) {
    let (old, size) = (grown.old.size() - start, end - start);
    if old == size {
        if !whole {
            proof.extend(grown.root(start, end));
        }
        return;
    }
    let middle = start + size.next_power_of_two() / 2;
    if start + old <= middle {
        prove(grown, start, middle, whole, proof);
        proof.extend(grown.root(middle, end));
    } else {
        prove(grown, middle, end, false, proof);
        proof.extend(grown.root(start, middle));
    }
}

/// Whether `proof` shows that the tree of `new_size` leaves and `new_root` begins as that of `old_size` and `old_root`, as RFC
/// 9162 section 2.1.4.2 checks it. From no leaves, every tree grows, without a proof.
#[must_use]
pub fn is_consistent(
    old_size: u64,
    old_root: Digest,
    new_size: u64,
    new_root: Digest,
    proof: &[Digest],
) -> bool {
    if old_size == 0 {
        return proof.is_empty();
    }
    if old_size >= new_size {
        return old_size == new_size && old_root == new_root && proof.is_empty();
    }
    let mut nodes = proof.iter().copied();
    let first = if old_size.is_power_of_two() { Some(old_root) } else { nodes.next() };
    let Some(first) = first else { return false };
    let shift = (old_size - 1).trailing_ones();
    let (mut of_old, mut of_new) = ((old_size - 1) >> shift, (new_size - 1) >> shift);
    let (mut old, mut new) = (first, first);
    for node in nodes {
        if of_new == 0 {
            return false;
        }
        if of_old & 1 == 1 || of_old == of_new {
            old = node_hash(node, old);
            new = node_hash(node, new);
            while of_old & 1 == 0 && of_old != 0 {
                of_old >>= 1;
                of_new >>= 1;
            }
        } else {
            new = node_hash(new, node);
        }
        of_old >>= 1;
        of_new >>= 1;
    }
    of_new == 0 && old == old_root && new == new_root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::leaf_hash;
    use proptest::prelude::*;

    fn leaves(count: usize) -> Vec<Digest> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    fn tree(leaves: &[Digest]) -> Tree {
        let mut tree = Tree::new();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        tree
    }

    /// The examples of RFC 6962 section 2.1.3: seven leaves, and the trees of three, four and six before it.
    #[test]
    fn proofs_are_those_of_the_examples() {
        let all = leaves(7);
        let (hash, [a, b, c, d, e, f, j]) = (node_hash, <[Digest; 7]>::try_from(all.clone()).unwrap());
        let (g, h, i) = (hash(a, b), hash(c, d), hash(e, f));
        let (k, l) = (hash(g, h), hash(i, j));
        assert_eq!(prove_consistency(&tree(&all[..3]), &all[3..]), [c, d, g, l]);
        assert_eq!(prove_consistency(&tree(&all[..4]), &all[4..]), [l]);
        assert_eq!(prove_consistency(&tree(&all[..6]), &all[6..]), [i, j, k]);
    }

    #[test]
    fn every_pair_of_sizes_has_a_proof_and_no_other_pair_has_it() {
        let all = leaves(40);
        for new in 0..=all.len() {
            for old in 0..=new {
                let (before, after) = (tree(&all[..old]), tree(&all[..new]));
                let proof = prove_consistency(&before, &all[old..new]);
                let holds = |old_size, new_size| {
                    is_consistent(old_size, before.root(), new_size, after.root(), &proof)
                };
                assert!(holds(old as u64, new as u64), "{old} to {new}");
                assert!(proof.len() <= 63);
                if old > 0 && old < new {
                    assert!(!is_consistent(old as u64, after.root(), new as u64, before.root(), &proof));
                    assert!(!is_consistent(old as u64, before.root(), new as u64, before.root(), &proof));
                    assert!(!holds(new as u64, old as u64));
                    let longer = [&proof[..], &[all[0]]].concat();
                    assert!(!is_consistent(old as u64, before.root(), new as u64, after.root(), &longer));
                    let shorter = &proof[..proof.len() - 1];
                    assert!(!is_consistent(old as u64, before.root(), new as u64, after.root(), shorter));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_changed_leaf_or_node_is_noticed(new in 2_usize..200, old: prop::sample::Index, at: prop::sample::Index) {
            let (all, old) = (leaves(new), 1 + old.index(new - 1));
            let before = tree(&all[..old]);
            let mut other = all.clone();
            other[at.index(old)] = leaf_hash(b"another");
            let forked = prove_consistency(&tree(&other[..old]), &other[old..]);
            prop_assert!(!is_consistent(old as u64, before.root(), new as u64, tree(&other).root(), &forked));
            let mut proof = prove_consistency(&before, &all[old..]);
            if !proof.is_empty() {
                let at = at.index(proof.len());
                proof[at].0[7] ^= 1;
                prop_assert!(!is_consistent(old as u64, before.root(), new as u64, tree(&all).root(), &proof));
            }
        }

        #[test]
        fn any_proof_is_judged(old: u64, new: u64, proof in proptest::collection::vec(any::<[u8; 32]>(), 0..70)) {
            let proof: Vec<_> = proof.into_iter().map(Digest).collect();
            prop_assert!(!is_consistent(old.max(1), Digest([1; 32]), new, Digest([2; 32]), &proof));
        }
    }
}
