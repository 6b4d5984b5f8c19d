//! Recovery codes: ten, which stand in for a lost passkey once each.

use domain::{Action, Rng};
use secrecy::SecretString;
use store::AuditEvent;
use zeroize::Zeroizing;

use super::notices::queue;
use super::{Error, Result, permit};
use crate::app::App;
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::mail::Notice;

/// How many there are.
pub const CODES: usize = 10;

/// Random bytes of a code. 120 bits are beyond guessing, also for who has their SHA-256.
const BYTES: usize = 15;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Makes new codes in the place of the old ones. They are shown now and never again: the database keeps their hashes.
///
/// # Errors
/// What the step-up says; [`Error::NoPasskey`] when there is no passkey for them to stand in for.
pub async fn create_recovery_codes(
    app: &App,
    session: &Session,
    proof: Option<&str>,
) -> Result<Vec<SecretString>> {
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::RecoveryCodesCreate).on("member", &session.member);
    let (tx, event) = permit(app, session, tx, proof, event, &session.member.to_string()).await?;
    if app.store.system().passkeys_of(tx.actor().user).await?.is_empty() {
        tx.rollback().await;
        return Err(Error::NoPasskey);
    }
    let codes: Vec<_> = (0..CODES).map(|_| code(&*app.rng)).collect();
    let hashes: Vec<_> = codes.iter().map(|code| hash(code)).collect();
    queue(app, session, &tx, Notice::RecoveryCodesMade).await?;
    tx.replace_recovery_codes(&hashes, &event.detail("codes", &CODES)).await?;
    app.mail.wake();
    Ok(codes.into_iter().map(|code| SecretString::from(code.as_str())).collect())
}

/// Six groups of four characters of Crockford's base32.
fn code(rng: &dyn Rng) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; BYTES]);
    rng.fill(&mut *bytes);
    let mut bits = bytes.iter().fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let mut text = Zeroizing::new(String::with_capacity(29));
    for at in 0..24 {
        if at > 0 && at % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(ALPHABET[(bits & 31) as usize]));
        bits >>= 5;
    }
    text
}

/// SHA-256 of a code as it was meant: groups, case and the letters that look like digits do not count.
pub(super) fn hash(text: &str) -> [u8; 32] {
    let meant: Zeroizing<String> = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(64)
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect::<String>()
        .into();
    tokens::hash(meant.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::SystemRng;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = code(&SystemRng);
        assert_eq!(code.len(), 29, "{code:?}");
        let sloppy =
            format!(" {} ", code.to_uppercase().replace('-', " ").replace('0', "O").replace('1', "l"));
        assert_eq!(hash(&sloppy), hash(&code));
        assert_ne!(hash(&code[1..]), hash(&code));
        assert_ne!(*super::code(&SystemRng), *code);
    }
}
