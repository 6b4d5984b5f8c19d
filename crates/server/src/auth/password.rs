//! Passwords: argon2id (RFC 9106), off the async threads, as many at a time as the machine bears.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::Rng;
use secrecy::{ExposeSecret, SecretString};

use super::common_passwords::{is_common, is_made_of};
use crate::places::Places;

/// The fewest characters of a password: a password may be all that its owner proves himself with. Length counts,
/// composition does not (NIST SP 800-63B-4, 3.1.1.2).
pub const MIN_LENGTH: usize = 12;

/// The most characters of a password; more would only cost time.
pub const MAX_LENGTH: usize = 256;

/// Memory in KiB, passes, lanes: the OWASP Password Storage Cheat Sheet's first recommendation.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// Hashes at a time: each takes a core and 19 MiB.
const AT_ONCE: usize = 4;

/// Why a password cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It is too short.
    #[error("the password needs at least {MIN_LENGTH} characters; a sentence is a good one")]
    TooShort,
    /// It is too long.
    #[error("the password may have at most {MAX_LENGTH} characters")]
    TooLong,
    /// It is among the first that a guesser tries.
    #[error("this password is among the first that are guessed; choose a sentence of your own")]
    Common,
    /// It is made of its owner's name or address.
    #[error("the password is little more than your name or address; choose something else")]
    Personal,
    /// The hashing itself failed, for want of memory for example.
    #[error("passwords cannot be hashed at the moment")]
    Unavailable,
}

/// Hashes passwords and checks them.
#[derive(Clone)]
pub struct Passwords {
    rng: Arc<dyn Rng>,
    places: Places,
    /// What an unknown account is checked against, so that the time taken tells nothing.
    nobody: String,
}

impl std::fmt::Debug for Passwords {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passwords")
    }
}

impl Passwords {
    /// # Errors
    /// [`PasswordError::Unavailable`] when not even one password can be hashed.
    pub fn new(rng: Arc<dyn Rng>) -> Result<Self, PasswordError> {
        let mut unknown = [0; 32];
        rng.fill(&mut unknown);
        let nobody = hash_now(&unknown, &*rng)?;
        Ok(Self { rng, places: Places::new(AT_ONCE), nobody })
    }

    /// The PHC string of a new password. `owner`: what a guesser knows of its owner, such as his name and address.
    ///
    /// # Errors
    /// [`PasswordError`] when it is too short, too long or easily guessed, or cannot be hashed.
    pub async fn hash(&self, password: &SecretString, owner: &[&str]) -> Result<String, PasswordError> {
        judge(password.expose_secret(), owner)?;
        self.rehash(password).await
    }

    /// The PHC string of a password that was accepted before, whatever is asked of new ones today.
    ///
    /// # Errors
    /// [`PasswordError::Unavailable`] when it cannot be hashed.
    pub async fn rehash(&self, password: &SecretString) -> Result<String, PasswordError> {
        let (password, rng) = (password.clone(), Arc::clone(&self.rng));
        self.off_thread(move || hash_now(password.expose_secret().as_bytes(), &*rng)).await?
    }

    /// Whether `password` is the one behind `phc`; against no account at all it takes as long.
    ///
    /// # Errors
    /// [`PasswordError::Unavailable`] when it cannot be checked.
    pub async fn verify(&self, password: &SecretString, phc: Option<&str>) -> Result<bool, PasswordError> {
        let known = phc.is_some();
        let phc = phc.unwrap_or(&self.nobody).to_owned();
        let password = password.clone();
        let matches = self
            .off_thread(move || {
                let password = password.expose_secret();
                password.len() <= MAX_LENGTH * 4
                    && PasswordHash::new(&phc).is_ok_and(|hash| {
                        Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
                    })
            })
            .await?;
        Ok(known && matches)
    }

    /// Whether `phc` was made at another cost than new ones are.
    #[must_use]
    pub fn is_outdated(&self, phc: &str) -> bool {
        let (memory, passes, lanes) = COST;
        !phc.contains(&format!("$m={memory},t={passes},p={lanes}$"))
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        self.places.run(work).await.map_err(|_| PasswordError::Unavailable)
    }
}

/// What is asked of a new password.
pub(crate) fn judge(password: &str, owner: &[&str]) -> Result<(), PasswordError> {
    match password.chars().count() {
        length if length < MIN_LENGTH => Err(PasswordError::TooShort),
        length if length > MAX_LENGTH => Err(PasswordError::TooLong),
        _ if is_common(password) => Err(PasswordError::Common),
        _ if is_made_of(password, owner) || is_made_of(password, &["Credenza"]) => {
            Err(PasswordError::Personal)
        }
        _ => Ok(()),
    }
}

fn hash_now(password: &[u8], rng: &dyn Rng) -> Result<String, PasswordError> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None).map_err(|_| PasswordError::Unavailable)?;
    let mut salt = [0; 16];
    rng.fill(&mut salt);
    let hash: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(password, &salt)
        .map_err(|_| PasswordError::Unavailable)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::SystemRng;

    fn passwords() -> Passwords {
        Passwords::new(Arc::new(SystemRng)).unwrap()
    }

    #[tokio::test]
    async fn a_password_opens_its_own_hash_and_no_other() {
        let passwords = passwords();
        let (one, two) =
            (SecretString::from("correcto caballo pila"), SecretString::from("correcto caballo pilA"));
        let phc = passwords.hash(&one, &[]).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert_ne!(phc, passwords.hash(&one, &[]).await.unwrap(), "salted");
        assert_eq!(passwords.verify(&one, Some(&phc)).await, Ok(true));
        assert_eq!(passwords.verify(&two, Some(&phc)).await, Ok(false));
        assert_eq!(passwords.verify(&one, None).await, Ok(false));
        assert_eq!(passwords.verify(&one, Some("$argon2id$broken")).await, Ok(false));
    }

    #[tokio::test]
    async fn length_is_what_counts() {
        let passwords = passwords();
        let hash = async |password: &str| passwords.hash(&password.into(), &["ana@norte.test"]).await;
        assert_eq!(hash("Sh0rt-eleve").await, Err(PasswordError::TooShort));
        assert_eq!(hash(&"a b c d".repeat(40)).await, Err(PasswordError::TooLong));
        assert_eq!(hash("passwordpassword").await, Err(PasswordError::Common));
        assert_eq!(hash("ana.norte.test.2026").await, Err(PasswordError::Personal));
        assert_eq!(hash("credenza-credenza-").await, Err(PasswordError::Personal));
        assert!(hash("ñandú azul bajo").await.is_ok());
        assert!(passwords.rehash(&"Sh0rt!".into()).await.is_ok(), "what was accepted once stays good");
    }

    #[test]
    fn a_hash_of_lower_cost_is_outdated() {
        let passwords = passwords();
        assert!(passwords.is_outdated("$argon2id$v=19$m=4096,t=3,p=1$c2FsdA$aGFzaA"));
        assert!(!passwords.is_outdated("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"));
    }
}
