//! OCSP (RFC 6960): one question about one certificate, and its answer.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use time::OffsetDateTime;

use crate::der::{self, Reader};
use crate::finding::{Finding, Reason, RevokedBecause, Standing};
use crate::limits::{MAX_ANSWERS, MAX_OCSP_BYTES, SKEW, WITHOUT_NEXT};
use crate::signature::Scheme;
use crate::{Authority, Issuance};

/// `id-sha1`. It only names the issuer here (RFC 5019, 2.1.1, asks for it); nothing is proved by it.
const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 0x1a];
/// `id-pkix-ocsp-basic`.
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1];
/// `id-pkix-ocsp-nonce`.
const NONCE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2];

/// The length of a nonce, bytes (RFC 9654, 2.1).
pub const NONCE_BYTES: usize = 32;

fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

/// The `CertID` of a certificate.
fn certificate_id(issuance: &Issuance, issuer: &Authority) -> Vec<u8> {
    let algorithm = der::write(der::SEQUENCE, &[&der::write(der::OID, &[SHA1]), &der::write(der::NULL, &[])]);
    let name = der::write(der::OCTET_STRING, &[&sha1(&issuance.issuer)]);
    let key = der::write(der::OCTET_STRING, &[&sha1(&issuer.key)]);
    let serial = der::write(der::INTEGER, &[&issuance.serial]);
    der::write(der::SEQUENCE, &[&algorithm, &name, &key, &serial])
}

/// Whether this content of a `CertID` is that of the certificate. Some leave out the parameters of the hash.
fn is_about(id: &[u8], issuance: &Issuance, issuer: &Authority) -> Result<bool, Reason> {
    let mut id = Reader::new(id);
    let is_sha1 = id.sequence()?.read(der::OID)? == SHA1;
    let (name, key) = (id.read(der::OCTET_STRING)?, id.read(der::OCTET_STRING)?);
    let serial = id.read(der::INTEGER)?;
    id.finish()?;
    Ok(is_sha1 && name == sha1(&issuance.issuer) && key == sha1(&issuer.key) && serial == issuance.serial)
}

/// A request about one certificate, DER, to be sent as `application/ocsp-request`.
#[must_use]
pub fn request(issuance: &Issuance, issuer: &Authority, nonce: &[u8; NONCE_BYTES]) -> Vec<u8> {
    let one = der::write(der::SEQUENCE, &[&certificate_id(issuance, issuer)]);
    let list = der::write(der::SEQUENCE, &[&one]);
    let value = der::write(der::OCTET_STRING, &[&der::write(der::OCTET_STRING, &[nonce])]);
    let extension = der::write(der::SEQUENCE, &[&der::write(der::OID, &[NONCE]), &value]);
    let extensions = der::write(der::context(2), &[&der::write(der::SEQUENCE, &[&extension])]);
    der::write(der::SEQUENCE, &[&der::write(der::SEQUENCE, &[&list, &extensions])])
}

/// What the answer to [`request`] says at `now`. An answer without a nonce counts: many are made ahead (RFC 5019, 4); one with
/// another nonce does not.
///
/// # Errors
/// [`Reason`] why it says nothing.
pub fn read(
    answer: &[u8],
    issuance: &Issuance,
    issuer: &Authority,
    nonce: &[u8; NONCE_BYTES],
    now: OffsetDateTime,
) -> Result<Finding, Reason> {
    if answer.len() > MAX_OCSP_BYTES {
        return Err(Reason::TooLarge);
    }
    let mut outer = Reader::whole(answer)?;
    if outer.read(der::ENUMERATED)? != [0] {
        return Err(Reason::Unanswered);
    }
    let mut bytes = Reader::whole(outer.read(der::context(0))?)?;
    outer.finish()?;
    if bytes.read(der::OID)? != BASIC {
        return Err(Reason::Malformed);
    }
    let mut basic = Reader::whole(bytes.read(der::OCTET_STRING)?)?;
    bytes.finish()?;
    let signed = basic.value(der::SEQUENCE)?;
    let scheme = Scheme::read(basic.value(der::SEQUENCE)?.raw);
    let signature = basic.bits()?;
    let certificates = basic.optional(der::context(0))?;
    basic.finish()?;

    let data = Data::read(signed.content)?;
    let responder = responder(&data, certificates, issuer, now)?;
    let spki = responder.as_ref().map_or(&issuer.spki, |delegate| &delegate.spki);
    scheme?.verify(spki, signed.raw, signature)?;
    if data.nonce.is_some_and(|answered| answered != nonce) {
        return Err(Reason::OtherRequest);
    }
    for single in &data.answers {
        if is_about(single.id, issuance, issuer)? {
            return single.finding(now);
        }
    }
    Err(Reason::OtherCertificate)
}

/// `ResponseData`.
struct Data<'a> {
    /// `ResponderID`: the tag of the choice, and its content.
    responder: (u8, &'a [u8]),
    answers: Vec<Single<'a>>,
    nonce: Option<&'a [u8]>,
}

/// `SingleResponse`.
struct Single<'a> {
    /// The content of the `CertID`.
    id: &'a [u8],
    status: Status,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
}

enum Status {
    Known(Standing),
    Unknown,
}

impl<'a> Data<'a> {
    fn read(content: &'a [u8]) -> Result<Self, Reason> {
        let mut data = Reader::new(content);
        // Version 1 is the default, and the only one.
        if data.optional(der::context(0))?.is_some() {
            return Err(Reason::Malformed);
        }
        let responder = data.any()?;
        data.generalized_time()?;
        let mut list = data.sequence()?;
        let extensions =
            data.optional(der::context(1))?.map(der::extensions).transpose()?.unwrap_or_default();
        data.finish()?;
        let mut answers = Vec::new();
        while !list.is_empty() {
            if answers.len() == MAX_ANSWERS {
                return Err(Reason::TooLarge);
            }
            answers.push(Single::read(list.sequence()?)?);
        }
        let mut nonce = None;
        for extension in extensions {
            if extension.oid == NONCE {
                let mut value = Reader::new(extension.value);
                nonce = Some(value.read(der::OCTET_STRING)?);
                value.finish()?;
            } else if extension.critical {
                return Err(Reason::Critical);
            }
        }
        Ok(Self { responder: (responder.tag, responder.content), answers, nonce })
    }
}

impl<'a> Single<'a> {
    fn read(mut single: Reader<'a>) -> Result<Self, Reason> {
        let id = single.read(der::SEQUENCE)?;
        let choice = single.any()?;
        let status = match choice.tag {
            tag if tag == der::implicit(0) && choice.content.is_empty() => Status::Known(Standing::Good),
            tag if tag == der::implicit(2) && choice.content.is_empty() => Status::Unknown,
            tag if tag == der::context(1) => {
                let mut info = Reader::new(choice.content);
                let at = info.generalized_time()?;
                let because = match info.optional(der::context(0))? {
                    None => RevokedBecause::Unspecified,
                    Some(reason) => {
                        let mut reason = Reader::new(reason);
                        let because = RevokedBecause::from_number(reason.read(der::ENUMERATED)?)?;
                        reason.finish()?;
                        because
                    }
                };
                info.finish()?;
                Status::Known(Standing::Revoked { at, because })
            }
            _ => return Err(Reason::Malformed),
        };
        let this_update = single.generalized_time()?;
        let next_update = single.optional(der::context(0))?.map(|content| {
            let mut content = Reader::new(content);
            let time = content.generalized_time()?;
            content.finish().map(|()| time)
        });
        let extensions = single.optional(der::context(1))?.map(der::extensions).transpose()?;
        single.finish()?;
        if extensions.is_some_and(|extensions| extensions.iter().any(|extension| extension.critical)) {
            return Err(Reason::Critical);
        }
        Ok(Self { id, status, this_update, next_update: next_update.transpose()? })
    }

    fn finding(&self, now: OffsetDateTime) -> Result<Finding, Reason> {
        let until = self.next_update.unwrap_or(self.this_update.saturating_add(WITHOUT_NEXT));
        if self.this_update > now.saturating_add(SKEW) {
            return Err(Reason::NotYet);
        }
        if until < now.saturating_sub(SKEW) || until < self.this_update {
            return Err(Reason::Stale);
        }
        match self.status {
            Status::Known(standing) => Ok(Finding { standing, as_of: self.this_update, until }),
            Status::Unknown => Err(Reason::Unknown),
        }
    }
}

/// Who has signed: `None` for the issuer itself, else the certificate of whom it lets answer (RFC 6960, 4.2.2.2). Whether that
/// certificate was revoked in turn is not asked: it is short-lived, and asking would not end.
fn responder(
    data: &Data<'_>,
    certificates: Option<&[u8]>,
    issuer: &Authority,
    now: OffsetDateTime,
) -> Result<Option<Authority>, Reason> {
    let (tag, content) = data.responder;
    let key_hash = match tag {
        tag if tag == der::context(1) => None,
        tag if tag == der::context(2) => {
            let mut hash = Reader::new(content);
            let key = hash.read(der::OCTET_STRING)?;
            hash.finish()?;
            Some(key)
        }
        _ => return Err(Reason::Malformed),
    };
    let is_meant = |authority: &Authority| match key_hash {
        None => authority.subject == content,
        Some(hash) => sha1(&authority.key) == hash,
    };
    let mut list = certificates.map(Reader::whole).transpose()?.unwrap_or(Reader::new(&[]));
    let mut count = 0;
    while !list.is_empty() {
        count += 1;
        if count > MAX_ANSWERS {
            return Err(Reason::TooLarge);
        }
        let raw = list.value(der::SEQUENCE)?.raw;
        let delegate = Authority::read(raw)?;
        if !is_meant(&delegate) || delegate.spki == issuer.spki || !delegate.answers {
            continue;
        }
        // The issuer itself, not somebody above it, must have let him.
        if delegate.is_in_force(now) && issuer.issued(&Issuance::of(raw)?).is_ok() {
            return Ok(Some(delegate));
        }
    }
    if is_meant(issuer) { Ok(None) } else { Err(Reason::WrongSigner) }
}
