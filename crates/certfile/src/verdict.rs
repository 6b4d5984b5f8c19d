//! The verdict on a file as JSON: the same for the server, for `credenza inspect` and for strangers' programs.

use serde::Serialize;

use crate::certificate::CertificateInfo;
use crate::contents::{Contents, Kind, PasswordUse};
use crate::key::KeyInfo;
use crate::refusal::Refusal;

/// One file's verdict. Times are RFC 3339, UTC; hashes are lower-case hex.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The name of the file as it was given.
    pub file: String,
    /// In one word.
    pub verdict: Outcome,
    /// What the file is, when it is accepted.
    pub kind: Option<Kind>,
    /// The stable code of the reason, when it is not.
    pub reason: Option<&'static str>,
    /// The reason as an English sentence.
    pub message: Option<String>,
    /// What the password does, when the file is accepted.
    pub password: Option<PasswordUse>,
    /// The certificate meant first, then its issuers.
    pub certificates: Vec<CertificateInfo>,
    /// Whether a private key is present.
    pub has_private_key: bool,
    /// The private key's public side.
    pub private_key: Option<KeyInfo>,
}

/// The verdict in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The file is what it claims to be, all of it.
    Accepted,
    /// The file is not acceptable.
    Refused,
    /// A password is needed.
    PasswordRequired,
    /// The password is wrong.
    WrongPassword,
}

/// The verdict on the file called `name`, from what [`read`](crate::read) answered.
#[must_use]
pub fn verdict(name: &str, answer: Result<Contents, Refusal>) -> Verdict {
    let refused = |outcome: Outcome, refusal: &Refusal| Verdict {
        file: name.to_owned(),
        verdict: outcome,
        kind: None,
        reason: Some(refusal.code()),
        message: Some(refusal.to_string()),
        password: None,
        certificates: Vec::new(),
        has_private_key: false,
        private_key: None,
    };
    match answer {
        Ok(contents) => Verdict {
            file: name.to_owned(),
            verdict: Outcome::Accepted,
            kind: Some(contents.kind),
            reason: None,
            message: None,
            password: Some(contents.password),
            certificates: contents.certificates,
            has_private_key: contents.private_key.is_some(),
            private_key: contents.private_key,
        },
        Err(refusal @ Refusal::Refused { .. }) => refused(Outcome::Refused, &refusal),
        Err(refusal @ Refusal::PasswordRequired) => refused(Outcome::PasswordRequired, &refusal),
        Err(refusal @ Refusal::WrongPassword) => refused(Outcome::WrongPassword, &refusal),
    }
}
