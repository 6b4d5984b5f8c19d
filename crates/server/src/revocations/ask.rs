//! One certificate: who its issuer is, what he says by OCSP, or else in his list.

use domain::Rng;
use revocation::{Authority, Finding, Issuance, RevokedBecause, Standing, limits, ocsp};
use store::{RevocationAnswer, RevocationJob};
use time::{Duration, OffsetDateTime};

use super::Checker;
use crate::app::App;
use crate::outbound::OutboundError;

/// The soonest, and the latest, that is asked again.
const SOONEST: Duration = Duration::minutes(15);
const LATEST: Duration = Duration::hours(24);

/// The most places of a kind that are asked of those that a certificate names.
const PLACES: usize = 3;

/// The word for why nothing is known.
type Why = &'static str;

/// Asks; there is always an answer, if only why there is none.
pub(super) async fn ask(
    app: &App,
    checker: &Checker,
    job: &RevocationJob,
    at: OffsetDateTime,
) -> RevocationAnswer {
    let Ok(issuance) = serde_json::from_value::<Issuance>(job.issuance.clone()) else {
        return nothing("malformed", None, job, at);
    };
    let known = job.issuer.as_deref().and_then(|der| issuance.issuer_among([der]));
    let issuer = match known {
        Some(issuer) => Ok((issuer, None)),
        None => find_issuer(checker, &issuance).await.map(|issuer| {
            let der = issuer.der().to_vec();
            (issuer, Some(der))
        }),
    };
    let (issuer, found) = match issuer {
        Ok(issuer) => issuer,
        Err(why) => return nothing(why, None, job, at),
    };
    let by_ocsp = by_ocsp(checker, &issuance, &issuer, &*app.rng, at).await;
    let by_list = match &by_ocsp {
        Ok(_) => None,
        Err(why) => match by_list(checker, &issuance, &issuer, at).await {
            Ok(finding) => Some(finding),
            // Why OCSP did not answer says more, where there is OCSP.
            Err(of_list) => return nothing(why.unwrap_or(of_list), found, job, at),
        },
    };
    match (by_ocsp, by_list) {
        (Ok(finding), _) => answer(finding, "ocsp", found, at),
        (_, Some(finding)) => answer(finding, "crl", found, at),
        (Err(why), None) => nothing(why.unwrap_or("no_source"), found, job, at),
    }
}

/// The issuer's certificate, from where the certificate says that it is. Only who has signed it is believed.
async fn find_issuer(checker: &Checker, issuance: &Issuance) -> Result<Authority, Why> {
    let mut why = "no_issuer";
    for url in issuance.issuer_urls().iter().take(PLACES) {
        match checker.outbound.get(url, limits::MAX_CERTIFICATE_BYTES).await {
            Ok(bytes) => match issuance.issuer_among([bytes.as_slice()]) {
                Some(issuer) => return Ok(issuer),
                None => why = "not_issuer",
            },
            Err(error) => why = word(error),
        }
    }
    Err(why)
}

/// What OCSP says; `Err(None)` when there is none.
async fn by_ocsp(
    checker: &Checker,
    issuance: &Issuance,
    issuer: &Authority,
    rng: &dyn Rng,
    at: OffsetDateTime,
) -> Result<Finding, Option<Why>> {
    let mut why = None;
    for url in issuance.ocsp_urls().iter().take(PLACES) {
        let mut nonce = [0; ocsp::NONCE_BYTES];
        rng.fill(&mut nonce);
        let request = ocsp::request(issuance, issuer, &nonce);
        let kind = "application/ocsp-request";
        match checker.outbound.post(url, kind, request, limits::MAX_OCSP_BYTES).await {
            Ok(bytes) => match ocsp::read(&bytes, issuance, issuer, &nonce, at) {
                Ok(finding) => return Ok(finding),
                Err(reason) => why = Some(reason.as_str()),
            },
            Err(error) => why = Some(word(error)),
        }
    }
    Err(why)
}

async fn by_list(
    checker: &Checker,
    issuance: &Issuance,
    issuer: &Authority,
    at: OffsetDateTime,
) -> Result<Finding, Why> {
    let mut why = "no_source";
    for url in issuance.crl_urls().iter().take(PLACES) {
        match checker.lists.get(&checker.outbound, url, issuer, at).await {
            Ok(list) => match list.finding(issuance, at) {
                Ok(finding) => return Ok(finding),
                Err(reason) => why = reason.as_str(),
            },
            Err(error) => why = error,
        }
    }
    Err(why)
}

pub(super) const fn word(error: OutboundError) -> Why {
    match error {
        OutboundError::Forbidden => "forbidden_address",
        OutboundError::Unreachable => "unreachable",
        OutboundError::TimedOut => "timed_out",
        OutboundError::Status => "error_answer",
        OutboundError::TooLarge => "too_large",
    }
}

fn answer(
    finding: Finding,
    source: &'static str,
    issuer: Option<Vec<u8>>,
    at: OffsetDateTime,
) -> RevocationAnswer {
    let soon = finding.until.clamp(at.saturating_add(SOONEST), at.saturating_add(LATEST));
    let (state, since, reason, next) = match finding.standing {
        Standing::Good => ("good", None, None, Some(soon)),
        // What is on hold may be taken back; all else is for ever.
        Standing::Revoked { at, because } => {
            let next = (because == RevokedBecause::CertificateHold).then_some(soon);
            ("revoked", Some(at), Some(because.as_str()), next)
        }
    };
    RevocationAnswer {
        state: Some(state),
        since,
        reason,
        as_of: Some(finding.as_of),
        until: Some(finding.until),
        source: Some(source),
        issuer,
        next,
    }
}

/// Nobody knows. It is asked again after a quarter of an hour, and after each further time twice as long, up to a day.
pub(super) fn nothing(
    why: Why,
    issuer: Option<Vec<u8>>,
    job: &RevocationJob,
    at: OffsetDateTime,
) -> RevocationAnswer {
    let doublings = u32::try_from(job.failures).unwrap_or(0).min(7);
    let wait = (SOONEST * 2_i32.pow(doublings)).min(LATEST);
    RevocationAnswer {
        state: None,
        since: None,
        reason: Some(why),
        as_of: None,
        until: None,
        source: None,
        issuer,
        next: Some(at.saturating_add(wait)),
    }
}
