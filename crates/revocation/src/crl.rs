//! Revocation lists (RFC 5280, 5): whole ones of one issuer. Delta and indirect lists are refused.

use time::OffsetDateTime;

use crate::der::{self, Reader};
use crate::finding::{Finding, Reason, RevokedBecause, Standing};
use crate::limits::{MAX_CRL_BYTES, MAX_CRL_ENTRIES, MAX_SERIAL_BYTES, SKEW};
use crate::signature::Scheme;
use crate::{Authority, Issuance};

const AUTHORITY_KEY: &[u8] = &[0x55, 0x1d, 35];
const NUMBER: &[u8] = &[0x55, 0x1d, 20];
const DELTA: &[u8] = &[0x55, 0x1d, 27];
const SCOPE: &[u8] = &[0x55, 0x1d, 28];
const REASON_CODE: &[u8] = &[0x55, 0x1d, 21];
const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1d, 29];

/// A list that its issuer has signed, of whatever time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crl {
    bytes: Vec<u8>,
    /// Where in `bytes` the entries begin, by serial number.
    entries: Vec<u32>,
    this_update: OffsetDateTime,
    next_update: OffsetDateTime,
    scope: Scope,
}

/// Which certificates a list is about (RFC 5280, 5.2.5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scope {
    /// Where it says that it is, if it says so.
    places: Option<Vec<String>>,
    users_only: bool,
    authorities_only: bool,
}

impl Crl {
    /// Reads the one list that fills `bytes`, and holds it against its issuer.
    ///
    /// # Errors
    /// [`Reason`] why it says nothing.
    pub fn read(bytes: Vec<u8>, issuer: &Authority) -> Result<Self, Reason> {
        if bytes.len() > MAX_CRL_BYTES {
            return Err(Reason::TooLarge);
        }
        let mut outer = Reader::whole(&bytes)?;
        let signed = outer.value(der::SEQUENCE)?;
        let algorithm = outer.value(der::SEQUENCE)?.raw;
        let signature = outer.bits()?;
        outer.finish()?;

        let mut list = Reader::new(signed.content);
        // Version 2, where there are extensions; those of version 1 have none and no version.
        if list.peek() == Some(der::INTEGER) && list.integer()? != [1] {
            return Err(Reason::Malformed);
        }
        if list.value(der::SEQUENCE)?.raw != algorithm {
            return Err(Reason::Malformed);
        }
        if list.value(der::SEQUENCE)?.raw != issuer.subject || !issuer.signs_lists {
            return Err(Reason::WrongSigner);
        }
        // Before the many entries: who has signed it may make us read them.
        Scheme::read(algorithm)?.verify(&issuer.spki, signed.raw, signature)?;
        let this_update = list.time()?;
        let has_next = matches!(list.peek(), Some(der::UTC_TIME | der::GENERALIZED_TIME));
        // RFC 5280, 5.1.2.5: without it nobody can tell whether there is a newer one.
        let next_update = if has_next { list.time()? } else { return Err(Reason::Stale) };
        let revoked = list.optional(der::SEQUENCE)?.unwrap_or_default();
        let extensions =
            list.optional(der::context(0))?.map(der::extensions).transpose()?.unwrap_or_default();
        list.finish()?;
        let scope = Scope::read(&extensions)?;
        let start = offset_in(&bytes, revoked).ok_or(Reason::Malformed)?;
        let entries = entries(&bytes, start, revoked)?;
        Ok(Self { entries, this_update, next_update, scope, bytes })
    }

    /// When there will be another one, UTC.
    #[must_use]
    pub const fn next_update(&self) -> OffsetDateTime {
        self.next_update
    }

    /// How many certificates it says are revoked.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it says of none that it is revoked.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes of memory that it takes.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.bytes.len() + self.entries.len() * size_of::<u32>()
    }

    /// What it says at `now` of a certificate of the same issuer.
    ///
    /// # Errors
    /// [`Reason`] why it says nothing of it.
    pub fn finding(&self, issuance: &Issuance, now: OffsetDateTime) -> Result<Finding, Reason> {
        if self.this_update > now.saturating_add(SKEW) {
            return Err(Reason::NotYet);
        }
        if self.next_update < now.saturating_sub(SKEW) || self.next_update < self.this_update {
            return Err(Reason::Stale);
        }
        let elsewhere = |places: &Vec<String>| !places.iter().any(|place| issuance.crls.contains(place));
        if self.scope.users_only && issuance.is_ca
            || self.scope.authorities_only && !issuance.is_ca
            || self.scope.places.as_ref().is_some_and(elsewhere)
        {
            return Err(Reason::OtherScope);
        }
        let standing = match self.entries.binary_search_by(|at| self.serial(*at).cmp(&issuance.serial)) {
            Ok(found) => self.entry(self.entries.get(found).copied().unwrap_or_default())?,
            Err(_) => Standing::Good,
        };
        Ok(Finding { standing, as_of: self.this_update, until: self.next_update })
    }

    fn reader(&self, at: u32) -> Reader<'_> {
        Reader::new(usize::try_from(at).ok().and_then(|at| self.bytes.get(at..)).unwrap_or_default())
    }

    /// The serial number of the entry there, which was read before.
    fn serial(&self, at: u32) -> &[u8] {
        self.reader(at).sequence().and_then(|mut entry| entry.integer()).unwrap_or_default()
    }

    fn entry(&self, at: u32) -> Result<Standing, Reason> {
        let mut entry = self.reader(at).sequence()?;
        entry.integer()?;
        let at = entry.time()?;
        let extensions = if entry.is_empty() { Vec::new() } else { der::extensions(entry.any()?.raw)? };
        let mut because = RevokedBecause::Unspecified;
        for extension in &extensions {
            if extension.oid == REASON_CODE {
                let mut value = Reader::new(extension.value);
                because = RevokedBecause::from_number(value.read(der::ENUMERATED)?)?;
                value.finish()?;
            } else if extension.oid == CERTIFICATE_ISSUER {
                return Err(Reason::Indirect);
            } else if extension.critical {
                return Err(Reason::Critical);
            }
        }
        Ok(Standing::Revoked { at, because })
    }
}

/// Where `part`, a part of `whole`, begins in it.
fn offset_in(whole: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    part.as_ptr().addr().checked_sub(whole.as_ptr().addr()).filter(|at| at + part.len() <= whole.len())
}

/// Where the entries are, sorted by serial number. All of them have the form that they should have.
fn entries(bytes: &[u8], start: usize, revoked: &[u8]) -> Result<Vec<u32>, Reason> {
    let mut found: Vec<(&[u8], u32)> = Vec::new();
    let mut at = start;
    let mut list = Reader::new(revoked);
    while !list.is_empty() {
        if found.len() == MAX_CRL_ENTRIES {
            return Err(Reason::TooLarge);
        }
        let value = list.value(der::SEQUENCE)?;
        let mut entry = Reader::new(value.content);
        let serial = entry.integer()?;
        entry.time()?;
        if serial.len() > MAX_SERIAL_BYTES {
            return Err(Reason::Malformed);
        }
        found.push((serial, u32::try_from(at).map_err(|_| Reason::TooLarge)?));
        at += value.raw.len();
    }
    debug_assert!(at <= bytes.len(), "entries are a part of the list");
    found.sort_unstable();
    // What is revoked twice would have two dates.
    if found.windows(2).any(|pair| matches!(pair, [one, two] if one.0 == two.0)) {
        return Err(Reason::Malformed);
    }
    Ok(found.into_iter().map(|(_, at)| at).collect())
}

impl Scope {
    fn read(extensions: &[der::Extension<'_>]) -> Result<Self, Reason> {
        let mut scope = Self::default();
        for extension in extensions {
            match extension.oid {
                DELTA => return Err(Reason::Delta),
                SCOPE => scope = Self::issuing_point(extension.value)?,
                AUTHORITY_KEY | NUMBER => {}
                _ if extension.critical => return Err(Reason::Critical),
                _ => {}
            }
        }
        Ok(scope)
    }

    /// `IssuingDistributionPoint`.
    fn issuing_point(value: &[u8]) -> Result<Self, Reason> {
        let mut point = Reader::whole(value)?;
        let mut scope = Self::default();
        while !point.is_empty() {
            let field = point.any()?;
            let is_set = field.content == [0xff];
            match field.tag {
                tag if tag == der::context(0) => scope.places = Some(places(field.content)?),
                tag if tag == der::implicit(1) => scope.users_only = is_set,
                tag if tag == der::implicit(2) => scope.authorities_only = is_set,
                tag if tag == der::implicit(3) => return Err(Reason::OtherScope),
                tag if tag == der::implicit(4) && is_set => return Err(Reason::Indirect),
                tag if tag == der::implicit(5) && is_set => return Err(Reason::OtherScope),
                tag if tag == der::implicit(4) || tag == der::implicit(5) => {}
                _ => return Err(Reason::Malformed),
            }
        }
        Ok(scope)
    }
}

/// The URLs of a `DistributionPointName`.
fn places(content: &[u8]) -> Result<Vec<String>, Reason> {
    let mut name = Reader::new(content);
    let full = name.any()?;
    name.finish()?;
    // A name relative to the issuer's is no URL: nothing that the certificate says can be the same.
    if full.tag != der::context(0) {
        return Ok(Vec::new());
    }
    let mut names = Reader::new(full.content);
    let mut urls = Vec::new();
    while !names.is_empty() {
        let name = names.any()?;
        if name.tag == der::implicit(6) {
            urls.push(String::from_utf8(name.content.to_vec()).map_err(|_| Reason::Malformed)?);
        }
    }
    Ok(urls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_says_what_it_leaves_out() {
        let scope = |fields: &[&[u8]]| Scope::issuing_point(&der::write(der::SEQUENCE, fields));
        assert_eq!(scope(&[&[0x81, 1, 0xff]]), Ok(Scope { users_only: true, ..Scope::default() }));
        assert_eq!(scope(&[&[0x82, 1, 0xff]]), Ok(Scope { authorities_only: true, ..Scope::default() }));
        assert_eq!(scope(&[&[0x84, 1, 0xff]]), Err(Reason::Indirect));
        assert_eq!(scope(&[&[0x83, 2, 1, 2]]), Err(Reason::OtherScope));
        assert_eq!(scope(&[&[0x85, 1, 0xff]]), Err(Reason::OtherScope));
        let url = der::write(0x86, &[b"http://ca.test/1.crl"]);
        let point = der::write(der::context(0), &[&der::write(der::context(0), &[&url])]);
        assert_eq!(scope(&[&point]).unwrap().places, Some(vec!["http://ca.test/1.crl".to_owned()]));
    }
}
