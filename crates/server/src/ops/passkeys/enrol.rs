//! Enrolling a passkey.

use domain::Action;
use domain::id::PasskeyId;
use secrecy::{ExposeSecret, SecretString};
use store::{Answering, AuditEvent, Ceremony, NewPasskey};

use super::{Begun, NAME, begin};
use crate::app::App;
use crate::auth::passkeys::{Refusal, Registered, Registration};
use crate::auth::session::Session;
use crate::auth::tokens;
use crate::mail::Notice;
use crate::ops::notices::queue;
use crate::ops::{Error, Result, field, name, permit};

/// Begins the enrolment of a passkey in this session.
///
/// # Errors
/// What the store says.
pub async fn begin_enrolment(app: &App, session: &Session) -> Result<Begun> {
    let handle = app.tokens.handle(session.id);
    let system = app.store.system();
    let person = system.account_of(&handle).await?;
    let present = system.passkeys_of(person.user).await?;
    let options = |challenge: &[u8; 32]| app.passkeys.creation_options(challenge, &person, &present);
    begin(app, Ceremony::Enrol { handle: &handle }, options).await
}

/// Enrols the passkey that the authenticator made in answer. The step-up names the member; the ceremony is over afterwards,
/// whether it succeeded or not.
///
/// # Errors
/// What the step-up says; [`Error::Field`] for a passkey that is not taken.
pub async fn enrol(
    app: &App,
    session: &Session,
    token: &SecretString,
    answer: &Registration,
    called: &str,
    proof: Option<&str>,
) -> Result<PasskeyId> {
    let called = name("name", called, NAME)?;
    let tx = app.store.begin(&session.caller).await?;
    let event = AuditEvent::new(Action::PasskeyEnrol).on("member", &session.member);
    let (tx, event) = permit(app, session, tx, proof, event, &session.member.to_string()).await?;
    let made = match verified(app, session, token, answer).await {
        Ok(made) => made,
        Err(error) => {
            tx.rollback().await;
            return Err(error);
        }
    };
    let id = PasskeyId::new(app.clock.now(), &*app.rng);
    let new = NewPasskey {
        id,
        credential_id: made.credential_id,
        credential: made.credential,
        sign_count: made.sign_count,
        backed_up: made.backed_up,
        name: called.clone(),
    };
    if !tx.add_passkey(&new).await? {
        tx.rollback().await;
        return Err(field("credential", "too_many_passkeys", "You have 20 passkeys; remove one first."));
    }
    queue(app, session, &tx, Notice::PasskeyEnrolled).await?;
    tx.commit(&event.on("passkey", &id).personal("name", &called)).await?;
    app.mail.wake();
    Ok(id)
}

async fn verified(
    app: &App,
    session: &Session,
    token: &SecretString,
    answer: &Registration,
) -> Result<Registered> {
    let handle = app.tokens.handle(session.id);
    let hash = tokens::hash(token.expose_secret().as_bytes());
    let ended = app.store.system().end_ceremony(Answering::Enrol { handle: &handle }, &hash).await?;
    let refused = |refusal: Refusal| -> Error {
        field("credential", refusal.code(), format!("The passkey is refused: {refusal}."))
    };
    let ended = ended.ok_or(Refusal::Ceremony).map_err(refused)?;
    app.passkeys.register(answer, &ended.challenge).map_err(refused)
}
