//! `manifest.json`: which entries an export holds.

use domain::id::OrgId;
use time::OffsetDateTime;

use crate::entry::MAX_EPOCH;
use crate::finding::EpochSpan;
use crate::json::{FormError, Json, Members, shown};
use crate::timestamp;

/// The name of the export format.
pub const FORMAT: &str = "credenza-audit-export/1";

/// The longest manifest, in bytes.
pub const MAX_MANIFEST_BYTES: usize = 4 << 20;

/// What an export says it holds. Nothing vouches for it: it shows that an export is whole, not that it is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// When the export was made, UTC.
    pub created_at: OffsetDateTime,
    /// The epochs of which it holds entries, ascending.
    pub epochs: Vec<EpochSpan>,
    /// Whose log it is.
    pub org: OrgId,
}

impl Manifest {
    /// Reads the exact bytes of `manifest.json`: canonical JSON (RFC 8785) and a line feed.
    ///
    /// # Errors
    /// When they are not a manifest of [`FORMAT`] in this one byte form.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        if bytes.len() > MAX_MANIFEST_BYTES {
            return Err(FormError::TooLong { limit: MAX_MANIFEST_BYTES });
        }
        let json = Json::parse(bytes)?;
        let mut canonical = json.to_canonical();
        canonical.push(b'\n');
        let mut members = Members::of(json, "manifest")?;
        let format = members.text("format")?;
        if format != FORMAT {
            return Err(FormError::UnknownFormat(shown(&format)));
        }
        let created_at = timestamp::parse(&members.text("created_at")?)
            .ok_or(FormError::Invalid { member: "created_at", expected: timestamp::EXPECTED })?;
        let org = members.parsed("org", "an organization's id")?;
        let epochs = read_epochs(members.take("epochs")?)?;
        members.finish()?;
        if canonical != bytes {
            return Err(FormError::NotCanonical);
        }
        Ok(Self { created_at, epochs, org })
    }

    /// Writes the exact bytes of `manifest.json`, which [`Manifest::parse`] reads back when the epochs ascend.
    ///
    /// # Errors
    /// When the time of creation has no text form.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormError> {
        let created_at = timestamp::format(self.created_at)
            .ok_or(FormError::Invalid { member: "created_at", expected: timestamp::EXPECTED })?;
        let epoch = |span: &EpochSpan| {
            Json::object([
                ("count", Json::Integer(span.count)),
                ("epoch", Json::Integer(span.epoch)),
                ("first_seq", Json::Integer(span.first_seq)),
                ("head", Json::text(span.head)),
                ("last_seq", Json::Integer(span.last_seq)),
            ])
        };
        let json = Json::object([
            ("created_at", Json::Text(created_at)),
            ("epochs", Json::List(self.epochs.iter().map(epoch).collect())),
            ("format", Json::text(FORMAT)),
            ("org", Json::text(self.org)),
        ]);
        let mut bytes = json.to_canonical();
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn read_epochs(json: Json) -> Result<Vec<EpochSpan>, FormError> {
    let Json::List(list) = json else {
        return Err(FormError::Invalid { member: "epochs", expected: "a list" });
    };
    let mut epochs: Vec<EpochSpan> = Vec::new();
    for json in list {
        let mut members = Members::of(json, "epochs")?;
        let span = EpochSpan {
            epoch: members.number("epoch")?,
            first_seq: members.number("first_seq")?,
            last_seq: members.number("last_seq")?,
            count: members.number("count")?,
            head: members.parsed("head", "64 lower-case hexadecimal digits")?,
        };
        members.finish()?;
        let ascends = epochs.last().is_none_or(|before| before.epoch < span.epoch);
        if !ascends || span.epoch > MAX_EPOCH || span.first_seq > span.last_seq {
            let expected = "epochs up to 10000, ascending, each with its first entry not after its last";
            return Err(FormError::Invalid { member: "epochs", expected });
        }
        epochs.push(span);
    }
    Ok(epochs)
}
