//! Typed ids: one Rust type, one prefix and one database column per kind of thing.
//!
//! The text form is a [TypeID](https://github.com/jetify-com/typeid): the kind's prefix, an underscore, and the
//! UUIDv7 (RFC 9562) in 26 characters of lower-case Crockford base32. Ids sort by time of creation in both forms.

use std::fmt;
use std::str::FromStr;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::Rng;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new UUIDv7 of `now`, with 74 bits from `rng`. Moments before 1970 count as 1970.
#[must_use]
pub fn uuid_v7(now: OffsetDateTime, rng: &dyn Rng) -> Uuid {
    let millis = u64::try_from(now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    let mut random = [0; 10];
    rng.fill(&mut random);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Why a text is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of this kind: expected `{expected}_` and 26 characters")]
pub struct ParseIdError {
    /// The prefix of the kind that was asked for.
    pub expected: &'static str,
}

fn encode(prefix: &str, uuid: Uuid, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = [0_u8; 26];
    let mut rest = uuid.as_u128();
    for slot in text.iter_mut().rev() {
        *slot = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    f.write_str(prefix)?;
    f.write_str("_")?;
    f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

fn decode(prefix: &'static str, text: &str) -> Result<Uuid, ParseIdError> {
    let error = ParseIdError { expected: prefix };
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(error.clone())?;
    if digits.len() != 26 || digits.as_bytes()[0] > b'7' {
        return Err(error);
    }
    let mut value = 0_u128;
    for digit in digits.bytes() {
        let position = ALPHABET.iter().position(|c| *c == digit).ok_or(error.clone())?;
        value = (value << 5) | position as u128;
    }
    Ok(Uuid::from_u128(value))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The prefix of the text form.
            pub const PREFIX: &'static str = $prefix;

            /// A fresh id.
            #[must_use]
            pub fn new(now: OffsetDateTime, rng: &dyn Rng) -> Self {
                Self(uuid_v7(now, rng))
            }

            /// The id that the database keeps as `uuid`.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The 16 bytes of the UUID.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The database's form.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode($prefix, self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                encode($prefix, self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                decode($prefix, text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*

    /// Every kind's name and prefix: the one list of them.
    pub const KINDS: &[(&str, &str)] = &[$((stringify!($name), $prefix)),*];
    };
}

ids! {
    /// An organization (tenant).
    OrgId = "org";
    /// A person, who may be a member of several organizations.
    UserId = "usr";
    /// A person's membership in one organization.
    MemberId = "mbr";
    /// A signed-in session of a member.
    SessionId = "ses";
    /// A customer whose certificates a firm keeps.
    CustomerId = "cus";
    /// A stored certificate, pair, or key that waits for its certificate.
    CertificateId = "crt";
    /// Sealed bytes.
    ObjectId = "obj";
    /// A key-encryption key.
    KekId = "kek";
    /// A root key, under which the key-encryption keys are wrapped.
    RootKeyId = "rtk";
    /// One request to the server.
    RequestId = "req";
    /// A step-up proof.
    StepUpId = "stp";
    /// A single-use permission to download.
    DownloadId = "dwn";
    /// A link for a new password.
    ResetId = "rst";
    /// A mail that waits for its delivery, or was delivered.
    MailId = "eml";
    /// An API token. It has the UUID of its session.
    ApiTokenId = "tok";
    /// A custom role.
    RoleId = "rol";
    /// An invitation to join an organization.
    InvitationId = "inv";
    /// A person's passkey.
    PasskeyId = "pky";
    /// A link by which a customer sends the new file.
    RenewalLinkId = "rnl";

    /// Somebody who works, and whose tickets are kept.
    WorkerId = "wkr";
    /// People who work together, under supervisors.
    CrewId = "crw";
    /// A place of work.
    SiteId = "sit";
    /// A company whose people work for the organization.
    ContractorId = "ctr";
    /// A kind of ticket.
    TicketTypeId = "tty";
    /// A worker's qualification.
    TicketId = "tkt";

    /// A pass of a worker.
    PassId = "pas";
    /// A key that signs passes or their status lists.
    PassKeyId = "psk";
    /// A link by which a member's calendar reads what ends.
    CalendarFeedId = "cfd";
    /// Where a program of the organization's is told of ends.
    WebhookId = "whk";
    /// What a webhook is told of, once.
    WebhookEventId = "evt";

    /// A photo or PDF that proves a ticket.
    EvidenceId = "evd";
    /// An export of an organization.
    ExportId = "exp";

    /// A scanner that is enrolled for a site.
    ScannerId = "scn";

    /// A role or task of work, which asks for tickets.
    DutyId = "dty";
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_form_round_trips(bits: u128) {
            let id = CertificateId::from_uuid(Uuid::from_u128(bits));
            prop_assert_eq!(id.to_string().parse::<CertificateId>(), Ok(id));
        }

        #[test]
        fn any_text_is_parsed_without_panic_and_canonically(text in "\\PC{0,40}") {
            if let Ok(id) = text.parse::<OrgId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn agrees_with_the_typeid_specification() {
        // valid.json of the specification: "valid-uuidv7".
        let id = CertificateId::from_uuid("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap());
        assert_eq!(id.to_string(), "crt_01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn refuses_another_kind_and_non_canonical_text() {
        for text in [
            "",
            "crt_",
            "org_01h455vb4pex5vsknk084sn02q",
            "crt_81h455vb4pex5vsknk084sn02q",
            "crt_01H455vb4pex5vsknk084sn02q",
            "crt_01h455vb4pex5vsknk084sn02",
            "01h455vb4pex5vsknk084sn02q",
        ] {
            assert!(text.parse::<CertificateId>().is_err(), "{text}");
        }
    }

    #[test]
    fn prefixes_are_distinct() {
        let mut prefixes: Vec<_> = KINDS.iter().map(|(_, prefix)| prefix).collect();
        prefixes.sort();
        prefixes.dedup();
        assert_eq!(prefixes.len(), KINDS.len());
    }
}
