//! Randomness as an argument.

/// A cryptographically secure source of random bytes. The server's is aws-lc's; tests may pass a repeatable one.
pub trait Rng: Send + Sync {
    /// Fills `out` with random bytes.
    ///
    /// # Panics
    /// An implementation over the operating system aborts rather than return predictable bytes.
    fn fill(&self, out: &mut [u8]);

    /// `N` random bytes.
    fn bytes<const N: usize>(&self) -> [u8; N]
    where
        Self: Sized,
    {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }
}
