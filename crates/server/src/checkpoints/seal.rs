//! What vouches for an organization's log: the public key, the last checkpoint, and what witnesses saw of it.

use audit::WitnessKey;
use store::{Caller, LastCheckpoint, Store};
use time::OffsetDateTime;

use super::Signer;
use super::witnesses::Standing;

/// It.
#[derive(Debug)]
pub struct Seal {
    /// What verifies the checkpoints, in its text form.
    pub key: String,
    /// The last one.
    pub last: Option<LastCheckpoint>,
    /// The witnesses: those that are configured, then those that were.
    pub witnesses: Vec<Seen>,
}

/// A witness.
#[derive(Debug)]
pub struct Seen {
    /// His name.
    pub name: String,
    /// What verifies his cosignatures, in its text form.
    pub key: String,
    /// What he cosigned last: epoch, number of entries, and when.
    pub last: Option<(i32, i64, OffsetDateTime)>,
    /// How he stands to the last checkpoint.
    pub state: SeenState,
}

/// How a witness stands to the last checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenState {
    /// He cosigned it.
    Cosigned,
    /// He has not yet, and will be asked.
    Waiting,
    /// He does not answer.
    Away,
    /// He refuses logs of this server.
    Refuses,
    /// He is not asked any more.
    Former,
}

impl SeenState {
    /// Its stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cosigned => "cosigned",
            Self::Waiting => "waiting",
            Self::Away => "away",
            Self::Refuses => "refuses",
            Self::Former => "former",
        }
    }
}

impl Seal {
    /// That of the caller's organization.
    ///
    /// # Errors
    /// As [`Store::last_checkpoint`].
    pub async fn read(signer: &Signer, store: &Store, caller: &Caller) -> Result<Self, store::Error> {
        let (last, mut seen) = store.last_checkpoint(caller).await?;
        let newest = last.as_ref().map(|last| (last.kept.epoch, last.kept.size));
        let mut witnesses = Vec::new();
        for (named, standing, _) in signer.witnesses().standings() {
            let key = named.key.to_string();
            let at = seen.iter().position(|seen| seen.witness == key);
            let his = at.map(|at| seen.remove(at)).map(|seen| (seen.epoch, seen.size, seen.at));
            let state = match standing {
                _ if newest.is_some() && his.map(|(epoch, size, _)| (epoch, size)) == newest => {
                    SeenState::Cosigned
                }
                Standing::Away(_) => SeenState::Away,
                Standing::Refuses(_) => SeenState::Refuses,
                Standing::Unasked | Standing::Cosigns => SeenState::Waiting,
            };
            witnesses.push(Seen { name: named.key.name().to_owned(), key, last: his, state });
        }
        for former in seen {
            // What is kept was a key when it was configured.
            let name = former
                .witness
                .parse::<WitnessKey>()
                .map_or_else(|_| former.witness.clone(), |key| key.name().to_owned());
            let last = Some((former.epoch, former.size, former.at));
            witnesses.push(Seen { name, key: former.witness, last, state: SeenState::Former });
        }
        Ok(Self { key: signer.verifier_key().to_string(), last, witnesses })
    }
}
