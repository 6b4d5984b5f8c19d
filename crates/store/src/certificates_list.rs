//! The list a firm looks at every morning.

use domain::id::CertificateId;
use domain::{Action, Actor};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::certificates::{Certificate, certificate};
use crate::page::{self, Page};
use crate::{Caller, Error, Result, Store};
use domain::id::CustomerId;

/// Days before its end from which on a certificate counts as expiring.
pub(crate) const EXPIRING_DAYS: i64 = 30;

/// Where a certificate stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateStatus {
    /// Its end has passed.
    Expired,
    /// Its end is at most 30 days away.
    Expiring,
    /// In force, and will be for more than 30 days.
    Valid,
    /// Its beginning lies ahead.
    NotYetValid,
    /// A private key that waits for its certificate.
    AwaitingCertificate,
}

impl CertificateStatus {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Expired, Self::Expiring, Self::Valid, Self::NotYetValid, Self::AwaitingCertificate];

    /// The word in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Expiring => "expiring",
            Self::Valid => "valid",
            Self::NotYetValid => "not_yet_valid",
            Self::AwaitingCertificate => "awaiting_certificate",
        }
    }

    /// The status at `now` of a certificate with this validity. Both ends are part of it (RFC 5280, 4.1.2.5).
    #[must_use]
    pub fn at(
        now: OffsetDateTime,
        not_before: Option<OffsetDateTime>,
        not_after: Option<OffsetDateTime>,
    ) -> Self {
        match (not_before, not_after) {
            (_, None) => Self::AwaitingCertificate,
            (_, Some(end)) if end < now => Self::Expired,
            (Some(begin), _) if begin > now => Self::NotYetValid,
            (_, Some(end)) if end <= now + Duration::days(EXPIRING_DAYS) => Self::Expiring,
            _ => Self::Valid,
        }
    }
}

/// In which order to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CertificateSort {
    /// What ends first comes first.
    #[default]
    Expires,
    /// What ends last comes first.
    ExpiresDescending,
    /// By holder.
    Holder,
    /// By holder, backwards.
    HolderDescending,
    /// By the customer's name.
    Customer,
    /// By the customer's name, backwards.
    CustomerDescending,
    /// What came last comes first.
    Newest,
}

/// Which certificates to list.
#[derive(Debug, Clone, Default)]
pub struct CertificateFilter {
    /// Part of name, holder, tax id or customer's name; accents and case do not count.
    pub q: Option<String>,
    /// Only of this status.
    pub status: Option<CertificateStatus>,
    /// Only of this customer.
    pub customer: Option<CustomerId>,
    /// Only of this country (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// Only of this kind of file, or of this profile.
    pub kind: Option<String>,
    /// Only what lists show as this: its profile, or its kind of file when it has no profile.
    pub shown_as: Option<String>,
    /// Only what ends before this moment.
    pub expires_before: Option<OffsetDateTime>,
    /// Only what ends at this moment or later.
    pub expires_from: Option<OffsetDateTime>,
    /// Only what is known to be `good`, `revoked` or `unknown`.
    pub revocation: Option<String>,
    /// The order.
    pub sort: CertificateSort,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// How many, at most.
    pub limit: usize,
}

/// The list in one order: `$key` is an expression of type `$type`, and the page begins beyond the cursor. Written out for
/// each order, so that the planner sees a plain range over an index.
macro_rules! list {
    ($key:literal, $type:literal, $beyond:literal, $direction:literal) => {
        concat!(
            include_str!("../sql/certificates_select.sql"),
            ", ",
            $key,
            "::text AS sort_key ",
            include_str!("../sql/certificates_where.sql"),
            " AND ($8::text IS NULL OR (",
            $key,
            ", c.id) ",
            $beyond,
            " ($8::",
            $type,
            ", $9::uuid))",
            " ORDER BY ",
            $key,
            " ",
            $direction,
            ", c.id ",
            $direction,
            " LIMIT $10"
        )
    };
}

impl CertificateSort {
    const fn sql(self) -> &'static str {
        match self {
            Self::Expires => list!("coalesce(c.not_after, 'infinity')", "timestamptz", ">", "ASC"),
            Self::ExpiresDescending => list!("coalesce(c.not_after, 'infinity')", "timestamptz", "<", "DESC"),
            Self::Holder => list!("lower(coalesce(c.holder, c.name))", "text", ">", "ASC"),
            Self::HolderDescending => list!("lower(coalesce(c.holder, c.name))", "text", "<", "DESC"),
            Self::Customer => list!("lower(coalesce(u.name, ''))", "text", ">", "ASC"),
            Self::CustomerDescending => list!("lower(coalesce(u.name, ''))", "text", "<", "DESC"),
            Self::Newest => list!("c.created_at", "timestamptz", "<", "DESC"),
        }
    }
}

impl Store {
    /// A page of certificates.
    ///
    /// # Errors
    /// As [`Store::begin`]; [`Error::Denied`]; [`Error::Malformed`] for a cursor that is none.
    pub async fn certificates(
        &self,
        caller: &Caller,
        filter: &CertificateFilter,
        now: OffsetDateTime,
    ) -> Result<(Actor, Page<Certificate>)> {
        let (key, id) = match &filter.cursor {
            Some(cursor) => {
                let (key, id) = page::decode(cursor)?;
                let id: CertificateId = id.parse().map_err(|_| Error::Malformed("cursor"))?;
                filter.check_cursor(&key)?;
                (Some(key), Some(id.uuid()))
            }
            None => (None, None),
        };
        let limit = i64::try_from(filter.limit + 1).unwrap_or(i64::MAX);
        let status = filter.status.map(CertificateStatus::as_str);
        let customer = filter.customer.map(CustomerId::uuid);
        let (actor, rows) = self
            .read(
                caller,
                Action::CertificateRead,
                &[(
                    filter.sort.sql(),
                    &[
                        &now,
                        &filter.q,
                        &status,
                        &customer,
                        &filter.country,
                        &filter.kind,
                        &filter.expires_before,
                        &key,
                        &id,
                        &limit,
                        &filter.expires_from,
                        &filter.shown_as,
                        &filter.revocation,
                    ],
                )],
            )
            .await?;
        let items = rows
            .iter()
            .flatten()
            .map(|row| {
                let item = certificate(row)?;
                Ok((page::encode(row.try_get("sort_key")?, &item.id.to_string()), item))
            })
            .collect::<Result<_>>()?;
        Ok((actor, Page::cut(items, filter.limit)))
    }
}

impl CertificateFilter {
    /// A cursor of one order must not reach the database as the key of another, where it would be a type error.
    fn check_cursor(&self, key: &str) -> Result<()> {
        let is_time = matches!(
            self.sort,
            CertificateSort::Expires | CertificateSort::ExpiresDescending | CertificateSort::Newest
        );
        let iso = key.replacen(' ', "T", 1).replace("+00", "Z");
        if is_time && key != "infinity" && OffsetDateTime::parse(&iso, &Rfc3339).is_err() {
            return Err(Error::Malformed("cursor"));
        }
        Ok(())
    }
}
