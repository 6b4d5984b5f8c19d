//! Passkeys: Web Authentication Level 3, as a relying party.
//!
//! The library verifies; this layer decides what is asked for, and refuses beforehand what the library would let pass.
//! User verification is always required, so that a passkey is two factors; attestation is never asked for, so that it
//! tells nothing about the device. The state of a ceremony is its challenge, which lies in the database.

mod refusal;
mod strict;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::UserId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::{PasskeyKey, Person};
use time::Duration;
use url::Url;
use webauthn_rs_core::WebauthnCore;
use webauthn_rs_core::error::WebauthnError;
use webauthn_rs_core::proto::{
    AuthenticationState, COSEAlgorithm, Credential, PublicKeyCredential, RegisterPublicKeyCredential,
    RegistrationState, UserVerificationPolicy,
};

use super::tokens::hash;
pub use refusal::Refusal;
use strict::{ES256, Expected, RS256};

/// How long a ceremony may take: the upper end of what the specification recommends (15.1).
pub const LIFETIME: Duration = Duration::minutes(5);

/// What an authenticator made: `RegistrationResponseJSON` (5.1.8). Members that nobody asked for are not read.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Registration {
    /// The credential's id, base64url.
    id: String,
    /// Always `public-key`.
    #[serde(rename = "type")]
    kind: String,
    /// What the authenticator says.
    response: RegistrationAnswer,
}

/// `AuthenticatorAttestationResponseJSON`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct RegistrationAnswer {
    /// Base64url.
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    /// Base64url.
    attestation_object: String,
}

/// What an authenticator signed: `AuthenticationResponseJSON` (5.1.8). Members that nobody asked for are not read.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Assertion {
    /// The credential's id, base64url.
    id: String,
    /// Always `public-key`.
    #[serde(rename = "type")]
    kind: String,
    /// What the authenticator says.
    response: AssertionAnswer,
}

/// `AuthenticatorAssertionResponseJSON`.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
struct AssertionAnswer {
    /// Base64url.
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    /// Base64url.
    authenticator_data: String,
    /// Base64url.
    signature: String,
    /// Base64url; there when the passkey was found without naming it.
    #[serde(default)]
    user_handle: Option<String>,
}

/// A passkey that was just made.
#[derive(Debug, Clone)]
pub struct Registered {
    /// The id that the authenticator gave it.
    pub credential_id: Vec<u8>,
    /// What verifying takes.
    pub credential: Value,
    /// The signature counter.
    pub sign_count: u32,
    /// Whether copies of it are kept elsewhere.
    pub backed_up: bool,
}

/// A passkey that has just signed.
#[derive(Debug, Clone, Copy)]
pub struct Asserted {
    /// The signature counter.
    pub sign_count: u32,
    /// Whether copies of it are kept elsewhere.
    pub backed_up: bool,
}

/// This server as a relying party.
pub struct Passkeys {
    core: WebauthnCore,
    rp_id: String,
    origin: String,
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Passkeys").field("rp_id", &self.rp_id).finish_non_exhaustive()
    }
}

impl Passkeys {
    /// The relying party of this origin, `https://HOST:PORT`: its id is the host.
    ///
    /// # Errors
    /// When that is no URL with a host.
    pub fn new(origin: &str) -> Result<Self, url::ParseError> {
        let url = Url::parse(origin)?;
        let rp_id = url.host_str().ok_or(url::ParseError::EmptyHost)?.to_owned();
        let timeout = LIFETIME.unsigned_abs();
        let core = WebauthnCore::new_unsafe_experts_only("Credenza", &rp_id, vec![url], timeout, None, None);
        Ok(Self { core, rp_id, origin: origin.to_owned() })
    }

    /// Whether people reach this server under a name. Browsers make no passkey for a bare address.
    #[must_use]
    pub fn is_by_name(&self) -> bool {
        self.rp_id.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_err()
    }

    /// Options for `navigator.credentials.create` (`PublicKeyCredentialCreationOptionsJSON`, 5.4). A passkey that can be
    /// found without naming it is preferred: it signs in without an e-mail address.
    #[must_use]
    pub fn creation_options(&self, challenge: &[u8; 32], person: &Person, present: &[PasskeyKey]) -> Value {
        json!({
            "rp": {"id": self.rp_id, "name": "Credenza"},
            "user": {"id": user_handle(person.user), "name": person.email, "displayName": person.name},
            "challenge": URL_SAFE_NO_PAD.encode(challenge),
            "pubKeyCredParams": [
                {"type": "public-key", "alg": ES256},
                {"type": "public-key", "alg": RS256},
            ],
            "timeout": LIFETIME.whole_milliseconds(),
            "excludeCredentials": descriptors(present),
            "authenticatorSelection": {
                "residentKey": "preferred", "requireResidentKey": false, "userVerification": "required",
            },
            "attestation": "none",
        })
    }

    /// Options for `navigator.credentials.get` (`PublicKeyCredentialRequestOptionsJSON`, 5.5). Without `allowed`, whichever
    /// passkey the person chooses.
    #[must_use]
    pub fn request_options(&self, challenge: &[u8; 32], allowed: &[PasskeyKey]) -> Value {
        json!({
            "rpId": self.rp_id,
            "challenge": URL_SAFE_NO_PAD.encode(challenge),
            "timeout": LIFETIME.whole_milliseconds(),
            "allowCredentials": descriptors(allowed),
            "userVerification": "required",
        })
    }

    /// Verifies a registration (7.1) against the challenge of its ceremony.
    ///
    /// # Errors
    /// The reason why it is not taken.
    pub fn register(&self, answer: &Registration, challenge: &[u8; 32]) -> Result<Registered, Refusal> {
        let expected = self.expected("webauthn.create", challenge);
        let id = credential_id(&answer.id, &answer.kind)?;
        let client_data = decode(&answer.response.client_data, "client data")?;
        let attestation = decode(&answer.response.attestation_object, "attestation object")?;
        strict::client_data(&client_data, &expected.borrowed())?;
        let data = strict::attestation_object(&attestation)?;
        let data = strict::authenticator_data(&data, &expected.borrowed(), true)?;
        if data.credential_id.as_deref() != Some(&id) {
            return Err(Refusal::Malformed("credential id"));
        }
        let credential = self
            .core
            .register_credential(&registration_of(answer)?, &self.registration_state(challenge)?, None)
            .map_err(|error| refusal_of(&error))?;
        Ok(Registered {
            credential_id: id,
            credential: serde_json::to_value(&credential).map_err(|_| Refusal::Key)?,
            sign_count: data.sign_count,
            backed_up: data.backed_up,
        })
    }

    /// Verifies an assertion (7.2) against the challenge of its ceremony and the passkeys of the person, who is known: by his
    /// session, by his password, or as the holder of the passkey. Whether the counter has risen, the database decides again,
    /// so that of two uses at once one is refused.
    ///
    /// # Errors
    /// The reason why it is not taken.
    pub fn verify<'a>(
        &self,
        answer: &Assertion,
        challenge: &[u8; 32],
        user: UserId,
        passkeys: &'a [PasskeyKey],
    ) -> Result<(&'a PasskeyKey, Asserted), Refusal> {
        let expected = self.expected("webauthn.get", challenge);
        let id = credential_id(&answer.id, &answer.kind)?;
        let client_data = decode(&answer.response.client_data, "client data")?;
        let data = decode(&answer.response.authenticator_data, "authenticator data")?;
        strict::client_data(&client_data, &expected.borrowed())?;
        let data = strict::authenticator_data(&data, &expected.borrowed(), false)?;
        let passkey =
            passkeys.iter().find(|key| key.credential_id == id).ok_or(Refusal::UnknownCredential)?;
        if answer.response.user_handle.as_ref().is_some_and(|handle| *handle != user_handle(user)) {
            return Err(Refusal::UserHandle);
        }
        let mut credential: Credential =
            serde_json::from_value(passkey.credential.clone()).map_err(|_| Refusal::Key)?;
        credential.counter = passkey.sign_count;
        credential.backup_state = passkey.backed_up;
        self.core
            .authenticate_single_credential(
                &assertion_of(answer)?,
                &self.authentication_state(challenge)?,
                &credential,
            )
            .map_err(|error| refusal_of(&error))?;
        Ok((passkey, Asserted { sign_count: data.sign_count, backed_up: data.backed_up }))
    }

    fn expected<'a>(&'a self, kind: &'static str, challenge: &[u8; 32]) -> Ceremony<'a> {
        Ceremony {
            kind,
            challenge: URL_SAFE_NO_PAD.encode(challenge),
            origin: &self.origin,
            rp_id_hash: hash(self.rp_id.as_bytes()),
        }
    }

    /// The library's state of a ceremony of this challenge. It draws one itself, in whose place ours is put.
    fn registration_state(&self, challenge: &[u8; 32]) -> Result<RegistrationState, Refusal> {
        let builder = self
            .core
            .new_challenge_register_builder(b"-", "-", "-")
            .map_err(|error| refusal_of(&error))?
            .user_verification_policy(UserVerificationPolicy::Required)
            .credential_algorithms(vec![COSEAlgorithm::ES256, COSEAlgorithm::RS256]);
        let (_, state) =
            self.core.generate_challenge_register(builder).map_err(|error| refusal_of(&error))?;
        with_challenge(&state, challenge)
    }

    /// As [`Self::registration_state`].
    fn authentication_state(&self, challenge: &[u8; 32]) -> Result<AuthenticationState, Refusal> {
        let builder = self
            .core
            .new_challenge_authenticate_builder(Vec::new(), Some(UserVerificationPolicy::Required))
            .map_err(|error| refusal_of(&error))?;
        let (_, state) =
            self.core.generate_challenge_authenticate(builder).map_err(|error| refusal_of(&error))?;
        with_challenge(&state, challenge)
    }
}

/// What a ceremony expects.
struct Ceremony<'a> {
    kind: &'static str,
    challenge: String,
    origin: &'a str,
    rp_id_hash: [u8; 32],
}

impl Ceremony<'_> {
    fn borrowed(&self) -> Expected<'_> {
        let Self { kind, challenge, origin, rp_id_hash } = self;
        Expected { kind, challenge, origin, rp_id_hash: *rp_id_hash }
    }
}

impl Assertion {
    /// The id of the passkey that it claims to be by.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn credential_id(&self) -> Result<Vec<u8>, Refusal> {
        credential_id(&self.id, &self.kind)
    }

    /// Whether it names a user, as it must when nobody else does (7.2, step 6).
    #[must_use]
    pub fn names_user(&self) -> bool {
        self.response.user_handle.is_some()
    }
}

fn with_challenge<S: serde::Serialize + DeserializeOwned>(
    state: &S,
    challenge: &[u8; 32],
) -> Result<S, Refusal> {
    let malformed = |_| Refusal::Malformed("state");
    let mut state = serde_json::to_value(state).map_err(malformed)?;
    if let Some(members) = state.as_object_mut() {
        members.insert("challenge".into(), URL_SAFE_NO_PAD.encode(challenge).into());
    }
    serde_json::from_value(state).map_err(malformed)
}

/// The user handle of a person: his id, which says nothing about him (14.6.1).
fn user_handle(user: UserId) -> String {
    URL_SAFE_NO_PAD.encode(user.as_bytes())
}

fn descriptors(passkeys: &[PasskeyKey]) -> Vec<Value> {
    let one =
        |key: &PasskeyKey| json!({"type": "public-key", "id": URL_SAFE_NO_PAD.encode(&key.credential_id)});
    passkeys.iter().map(one).collect()
}

fn decode(text: &str, what: &'static str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Refusal::Malformed(what))
}

fn credential_id(id: &str, kind: &str) -> Result<Vec<u8>, Refusal> {
    if kind != "public-key" {
        return Err(Refusal::Malformed("credential type"));
    }
    decode(id, "credential id")
}

/// As the library reads it, with nothing in it that was not looked at.
fn registration_of(answer: &Registration) -> Result<RegisterPublicKeyCredential, Refusal> {
    let value = json!({
        "id": answer.id, "rawId": answer.id, "type": answer.kind,
        "response": {
            "clientDataJSON": answer.response.client_data,
            "attestationObject": answer.response.attestation_object,
        },
        "clientExtensionResults": {},
    });
    serde_json::from_value(value).map_err(|_| Refusal::Malformed("credential"))
}

/// As [`registration_of`].
fn assertion_of(answer: &Assertion) -> Result<PublicKeyCredential, Refusal> {
    let value = json!({
        "id": answer.id, "rawId": answer.id, "type": answer.kind,
        "response": {
            "clientDataJSON": answer.response.client_data,
            "authenticatorData": answer.response.authenticator_data,
            "signature": answer.response.signature,
            "userHandle": answer.response.user_handle,
        },
        "clientExtensionResults": {},
    });
    serde_json::from_value(value).map_err(|_| Refusal::Malformed("credential"))
}

/// The library's reason in our words. What was looked at before it is not asked again.
fn refusal_of(error: &WebauthnError) -> Refusal {
    match error {
        WebauthnError::InvalidClientDataType => Refusal::Type,
        WebauthnError::MismatchedChallenge => Refusal::Challenge,
        WebauthnError::InvalidRPOrigin => Refusal::Origin,
        WebauthnError::CredentialCrossOrigin => Refusal::CrossOrigin,
        WebauthnError::InvalidRPIDHash => Refusal::RelyingParty,
        WebauthnError::UserNotPresent => Refusal::NotPresent,
        WebauthnError::UserNotVerified => Refusal::NotVerified,
        WebauthnError::CredentialMayNotBeHardwareBound
        | WebauthnError::CredentialBackupEligibilityInconsistent => Refusal::Backup,
        WebauthnError::CredentialAlteredAlgFromRequest | WebauthnError::COSEKeyInvalidAlgorithm => {
            Refusal::Algorithm
        }
        WebauthnError::COSEKeyECDSAXYInvalid
        | WebauthnError::EcdsaPointInvalid
        | WebauthnError::RsaParametersInvalid
        | WebauthnError::COSEKeyRSANEInvalid
        | WebauthnError::COSEKeyInvalidType
        | WebauthnError::COSEKeyInvalidCBORValue => Refusal::Key,
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => Refusal::Signature,
        WebauthnError::CredentialPossibleCompromise => Refusal::Counter,
        WebauthnError::CredentialNotFound => Refusal::UnknownCredential,
        WebauthnError::AttestationNotSupported | WebauthnError::AttestationNotVerifiable => {
            Refusal::Attestation
        }
        _ => Refusal::Malformed("answer"),
    }
}
