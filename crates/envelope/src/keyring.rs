//! The keyring: the root keys as text (`docs/FORMAT.md`, section 5). Reading and writing the file is the caller's.

mod line;

use std::fmt;

use domain::Rng;
use domain::id::RootKeyId;
use time::{OffsetDateTime, UtcOffset};
use zeroize::Zeroizing;

use crate::Permit;
use crate::primitives::Key;
use crate::root::{RootKey, RootKeyState};

/// The first line of the file: its name and version.
const HEADER: &str = "credenza keyring v1";

/// What the file tells whoever opens it.
const NOTE: &str = "# Root keys. Who reads this file can open every sealed object; without it nobody can.";

/// The most bytes that are looked at.
const MAX_LEN: usize = 16 * 1024;

/// The most keys in a keyring.
const MAX_KEYS: usize = 32;

/// Why a keyring is refused. No text of the file is repeated, except ids.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// More than 16 KiB, or more than 32 keys.
    #[error("the keyring is too large: at most {MAX_KEYS} keys in {MAX_LEN} bytes")]
    TooLarge,
    /// Not the text of a keyring of this version.
    #[error("the keyring does not begin with the line `{HEADER}`")]
    Header,
    /// The last line is not ended: something was cut off.
    #[error("the keyring is cut off: its last line does not end with a newline")]
    CutOff,
    /// A line is not a comment and not the line of a key.
    #[error("line {line} of the keyring: expected {expected}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
    /// A key or its id was changed after it was written.
    #[error(
        "line {line} of the keyring: the key of {id} is damaged; take this line from a backup of the keyring"
    )]
    Damaged {
        /// Counted from 1.
        line: usize,
        /// The id on that line.
        id: RootKeyId,
    },
    /// Two keys have one id.
    #[error("the keyring has {id} twice")]
    Twice {
        /// The id.
        id: RootKeyId,
    },
    /// None or several keys are primary.
    #[error("the keyring needs one primary key and has {found}")]
    Primary {
        /// How many are.
        found: usize,
    },
}

/// The root keys of a server: one primary, and those that only unwrap. `P` is the permit that unwrapping a DEK uses up;
/// the server names its own at the one place where it reads the file.
pub struct Keyring<P> {
    primary: RootKey<P>,
    decrypt_only: Vec<RootKey<P>>,
}

impl<P: Permit> Keyring<P> {
    /// A keyring of one new key. Of `created_at` whole seconds are kept.
    #[must_use]
    pub fn generate(id: RootKeyId, created_at: OffsetDateTime, rng: &dyn Rng) -> Self {
        Self { primary: new_key(id, created_at, rng), decrypt_only: Vec::new() }
    }

    /// Adds a new key as primary. The one that was primary only unwraps from now on.
    ///
    /// # Errors
    /// [`KeyringError::TooLarge`] when the keyring is full, [`KeyringError::Twice`] when it has the id already. The
    /// keyring is then as it was.
    pub fn rotate(
        &mut self,
        id: RootKeyId,
        created_at: OffsetDateTime,
        rng: &dyn Rng,
    ) -> Result<(), KeyringError> {
        if self.get(id).is_some() {
            return Err(KeyringError::Twice { id });
        }
        if self.decrypt_only.len() + 2 > MAX_KEYS {
            return Err(KeyringError::TooLarge);
        }
        let old = std::mem::replace(&mut self.primary, new_key(id, created_at, rng));
        self.decrypt_only.insert(0, old);
        Ok(())
    }

    /// The same without a key that only unwraps: whatever is wrapped under that alone never opens again. The primary key stays.
    #[must_use]
    pub fn without(mut self, id: RootKeyId) -> Self {
        self.decrypt_only.retain(|key| key.id() != id);
        self
    }

    /// The key that new KEKs are wrapped under.
    #[must_use]
    pub const fn primary(&self) -> &RootKey<P> {
        &self.primary
    }

    /// The key of that id, whatever its state.
    #[must_use]
    pub fn get(&self, id: RootKeyId) -> Option<&RootKey<P>> {
        self.keys().map(|(key, _)| key).find(|key| key.id() == id)
    }

    /// Every key and its state, the primary first.
    pub fn keys(&self) -> impl Iterator<Item = (&RootKey<P>, RootKeyState)> {
        let decrypt_only = self.decrypt_only.iter().map(|key| (key, RootKeyState::DecryptOnly));
        std::iter::once((&self.primary, RootKeyState::Primary)).chain(decrypt_only)
    }

    /// Reads the text of a keyring file.
    ///
    /// # Errors
    /// [`KeyringError`] when it is anything else than such a text, or a key in it is damaged.
    pub fn parse(file: &[u8]) -> Result<Self, KeyringError> {
        if file.len() > MAX_LEN {
            return Err(KeyringError::TooLarge);
        }
        let text = std::str::from_utf8(file).map_err(|_| KeyringError::Header)?;
        let rest =
            text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n')).ok_or(KeyringError::Header)?;
        let Some(rest) = rest.strip_suffix('\n') else {
            return Err(KeyringError::CutOff);
        };

        let (mut primary, mut decrypt_only) = (Vec::new(), Vec::new());
        for (line, number) in rest.split('\n').zip(2..) {
            if line.starts_with('#') {
                continue;
            }
            let (state, key) = line::parse(line, number)?;
            if primary.iter().chain(&decrypt_only).any(|other: &RootKey<P>| other.id() == key.id()) {
                return Err(KeyringError::Twice { id: key.id() });
            }
            match state {
                RootKeyState::Primary => primary.push(key),
                RootKeyState::DecryptOnly => decrypt_only.push(key),
            }
        }
        if primary.len() + decrypt_only.len() > MAX_KEYS {
            return Err(KeyringError::TooLarge);
        }
        match <[RootKey<P>; 1]>::try_from(primary) {
            Ok([primary]) => Ok(Self { primary, decrypt_only }),
            Err(primary) => Err(KeyringError::Primary { found: primary.len() }),
        }
    }

    /// The text of the keyring file. It is the secret that everything else hangs on.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        // The room for all of it at once: a text that grows leaves its old self, with keys, in freed memory.
        let room = HEADER.len() + NOTE.len() + 2 + line::MAX_LEN * (1 + self.decrypt_only.len());
        let mut text = Zeroizing::new(Vec::with_capacity(room));
        text.extend_from_slice(HEADER.as_bytes());
        text.push(b'\n');
        text.extend_from_slice(NOTE.as_bytes());
        text.push(b'\n');
        for (key, state) in self.keys() {
            line::write(&mut text, key, state);
        }
        text
    }
}

impl<P: Permit> fmt::Debug for Keyring<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys()).finish()
    }
}

fn new_key<P: Permit>(id: RootKeyId, created_at: OffsetDateTime, rng: &dyn Rng) -> RootKey<P> {
    let created_at = created_at.to_offset(UtcOffset::UTC);
    let created_at = created_at.replace_nanosecond(0).unwrap_or(created_at);
    RootKey::new(id, created_at, Key::generate(rng))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Rng;
    use proptest::prelude::*;
    use time::macros::datetime;

    /// Counts up from a seed: repeatable, and never the same bytes twice.
    struct Counting(std::sync::atomic::AtomicU8);

    impl Rng for Counting {
        fn fill(&self, out: &mut [u8]) {
            out.fill_with(|| self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    struct Any;

    impl Permit for Any {
        fn covers(&self, _: domain::id::OrgId, _: domain::id::ObjectId, _: u32) -> bool {
            true
        }
    }

    fn keyring(keys: u8) -> Keyring<Any> {
        let rng = Counting(0.into());
        let made = datetime!(2026-01-31 12:00:00.5 UTC);
        let mut keyring = Keyring::generate(RootKeyId::new(made, &rng), made, &rng);
        for _ in 1..keys {
            keyring.rotate(RootKeyId::new(made, &rng), made, &rng).unwrap();
        }
        keyring
    }

    fn refused(file: &[u8]) -> String {
        Keyring::<Any>::parse(file).err().unwrap().to_string()
    }

    /// The text of a keyring of two keys, with one piece replaced.
    fn changed(from: &str, to: &str) -> Vec<u8> {
        let text = String::from_utf8(keyring(2).to_bytes().to_vec()).unwrap();
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1).into_bytes()
    }

    #[test]
    fn reads_what_it_writes() {
        for keys in [1, 2, 32] {
            let written = keyring(keys);
            let text = written.to_bytes();
            let read = Keyring::<Any>::parse(&text).unwrap();
            assert_eq!(read.to_bytes(), text);
            assert_eq!(read.primary().id(), written.primary().id());
            assert_eq!(read.primary().created_at(), datetime!(2026-01-31 12:00:00 UTC));
            assert_eq!(read.keys().count(), usize::from(keys));
        }
    }

    #[test]
    fn its_text_is_written_without_reallocation() {
        let text = keyring(32).to_bytes();
        assert!(text.capacity() >= text.len());
        assert_eq!(text.capacity(), HEADER.len() + NOTE.len() + 2 + line::MAX_LEN * 32);
    }

    #[test]
    fn rotation_keeps_the_old_key_for_unwrapping() {
        let mut keyring = keyring(1);
        let old = keyring.primary().id();
        let rng = Counting(100.into());
        let new = RootKeyId::new(datetime!(2027-01-01 0:00 UTC), &rng);
        keyring.rotate(new, datetime!(2027-01-01 0:00 UTC), &rng).unwrap();
        assert_eq!(keyring.primary().id(), new);
        let states: Vec<_> = keyring.keys().map(|(key, state)| (key.id(), state)).collect();
        assert_eq!(states, [(new, RootKeyState::Primary), (old, RootKeyState::DecryptOnly)]);
        assert!(keyring.get(old).is_some());
    }

    #[test]
    fn a_full_keyring_and_a_known_id_are_refused() {
        let mut full = keyring(32);
        let rng = Counting(7.into());
        let made = datetime!(2027-01-01 0:00 UTC);
        let known = full.primary().id();
        assert_eq!(full.rotate(known, made, &rng), Err(KeyringError::Twice { id: known }));
        assert_eq!(full.rotate(RootKeyId::new(made, &rng), made, &rng), Err(KeyringError::TooLarge));
        assert_eq!(full.keys().count(), 32);
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let text = keyring(2).to_bytes();
        for (file, message) in [
            (b"".to_vec(), "the keyring does not begin with the line `credenza keyring v1`"),
            (changed("v1", "v2"), "the keyring does not begin with the line `credenza keyring v1`"),
            (changed("v1\n", "v1\r\n"), "the keyring does not begin with the line `credenza keyring v1`"),
            (
                text[..text.len() - 1].to_vec(),
                "the keyring is cut off: its last line does not end with a newline",
            ),
            (changed("primary", "main"), "line 3 of the keyring: expected `primary` or `decrypt-only` first"),
            (
                changed("\nprimary", "\n\nprimary"),
                "line 3 of the keyring: expected `primary` or `decrypt-only` first",
            ),
            (
                changed("rtk_", "kek_"),
                "line 3 of the keyring: expected the key's id (`rtk_` and 26 characters) second",
            ),
            (
                changed("12:00:00Z", "12:00:60Z"),
                "line 3 of the keyring: expected when the key was made, as in `2026-01-31T12:00:00Z`, third",
            ),
            (
                changed("Z 0a", "Z 0A"),
                "line 4 of the keyring: expected the key in 64 digits of lower-case hex fourth",
            ),
            (
                changed("Z 0a", "Z 0"),
                "line 4 of the keyring: expected the key in 64 digits of lower-case hex fourth",
            ),
            (
                changed("\ndecrypt-only", " \ndecrypt-only"),
                "line 3 of the keyring: expected nothing after the fifth field",
            ),
            (changed("decrypt-only", "primary"), "the keyring needs one primary key and has 2"),
            (changed("primary", "decrypt-only"), "the keyring needs one primary key and has 0"),
            (b"credenza keyring v1\n# none\n".to_vec(), "the keyring needs one primary key and has 0"),
            (vec![b'#'; MAX_LEN + 1], "the keyring is too large: at most 32 keys in 16384 bytes"),
        ] {
            assert_eq!(refused(&file), message);
        }
    }

    #[test]
    fn refuses_a_key_twice_and_more_keys_than_it_writes() {
        let text = keyring(1).to_bytes();
        let line = text.split_inclusive(|byte| *byte == b'\n').next_back().unwrap();
        assert!(refused(&[text.as_slice(), line].concat()).ends_with("twice"));

        let mut full = keyring(32).to_bytes().to_vec();
        let extra = Keyring::<Any>::generate(
            RootKeyId::new(datetime!(2027-01-01 0:00 UTC), &Counting(9.into())),
            datetime!(2027-01-01 0:00 UTC),
            &Counting(9.into()),
        );
        let extra = String::from_utf8(extra.to_bytes().to_vec()).unwrap();
        full.extend_from_slice(extra.lines().last().unwrap().replace("primary", "decrypt-only").as_bytes());
        full.push(b'\n');
        assert_eq!(refused(&full), KeyringError::TooLarge.to_string());
    }

    #[test]
    fn a_changed_digit_of_key_check_or_id_is_found() {
        let keyring = keyring(1);
        let text = keyring.to_bytes();
        let line = text.split(|byte| *byte == b'\n').nth(2).unwrap();
        let at = text.len() - 1 - line.len();
        let id = "primary rtk_".len()..38;
        let key_and_check = line.len() - 81..line.len();
        for position in id.chain(key_and_check) {
            let mut damaged = text.to_vec();
            let byte = &mut damaged[at + position];
            if *byte == b' ' {
                continue;
            }
            *byte = if *byte == b'0' { b'1' } else { b'0' };
            let error = Keyring::<Any>::parse(&damaged).err().unwrap();
            assert!(matches!(error, KeyringError::Damaged { line: 3, .. }), "position {position}: {error}");
        }
    }

    #[test]
    fn a_key_that_only_unwraps_can_be_taken_out_and_the_primary_one_cannot() {
        let keyring = keyring(3);
        let ids: Vec<_> = keyring.keys().map(|(key, _)| key.id()).collect();
        let keyring = keyring.without(ids[1]).without(ids[0]);
        assert_eq!(keyring.keys().map(|(key, _)| key.id()).collect::<Vec<_>>(), [ids[0], ids[2]]);
    }

    proptest! {
        #[test]
        fn whatever_parses_is_written_back_the_same_but_for_comments(
            at in 0..500_usize, byte in prop::sample::select(b"#\n 09azZ".to_vec())
        ) {
            let mut text = keyring(2).to_bytes().to_vec();
            if let Some(slot) = text.get_mut(at) { *slot = byte; }
            if let Ok(keyring) = Keyring::<Any>::parse(&text) {
                let written = keyring.to_bytes();
                let again = Keyring::<Any>::parse(&written).unwrap();
                prop_assert_eq!(again.to_bytes(), written);
            }
        }
    }
}
