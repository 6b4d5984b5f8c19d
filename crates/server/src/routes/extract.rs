//! Reading requests, with errors of our own form.

use axum::body::HttpBody;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;
use store::IdempotencyKey;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::app::App;
use crate::problem::Problem;

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, app).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => {
                Err(Problem::bad_request(format!("The JSON body does not fit: {}.", innermost(&error))))
            }
            Err(JsonRejection::JsonSyntaxError(_)) => Err(Problem::bad_request("The body is not JSON.")),
            Err(JsonRejection::MissingJsonContentType(_)) => {
                Err(Problem::bad_request("Send JSON, with the header Content-Type: application/json."))
            }
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "The request is larger than it may be.",
            )),
            Err(_) => Err(Problem::bad_request("The body cannot be read.")),
        }
    }
}

/// A JSON body that may be left out.
#[derive(Debug)]
pub(crate) struct OptionalBody<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<App> for OptionalBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if request.body().is_end_stream() {
            return Ok(Self(T::default()));
        }
        Body::from_request(request, app).await.map(|Body(value)| Self(value))
    }
}

/// Parameters in the query string.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::from_request_parts(parts, app).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(QueryRejection::FailedToDeserializeQueryString(error)) => {
                Err(Problem::bad_request(format!("The query string does not fit: {}.", innermost(&error))))
            }
            Err(_) => Err(Problem::bad_request("The query string cannot be read.")),
        }
    }
}

/// A moment in the query string under `name`: a time as RFC 3339 writes it, or a day, which is its beginning in UTC.
/// Empty is as not given.
pub(crate) fn moment(name: &str, text: Option<&str>) -> Result<Option<OffsetDateTime>, Problem> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let day = || {
        Date::parse(text, format_description!("[year]-[month]-[day]")).map(|day| day.midnight().assume_utc())
    };
    OffsetDateTime::parse(text, &Rfc3339).or_else(|_| day()).map(Some).map_err(|_| {
        Problem::bad_request(format!(
            "{name} is a time as RFC 3339 writes it, such as 2026-12-31T00:00:00Z, or a day, such as 2026-12-31."
        ))
    })
}

/// The id in the path. What is no id of the kind does not exist.
#[derive(Debug)]
pub(crate) struct Id<T>(pub(crate) T);

impl<T: std::str::FromStr> FromRequestParts<App> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, app).await;
        path.ok().and_then(|path| path.0.parse().ok()).map(Self).ok_or_else(Problem::not_found)
    }
}

/// Parts of the path. What is no text does not exist.
#[derive(Debug)]
pub(crate) struct Segments<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Segments<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path = axum::extract::Path::<T>::from_request_parts(parts, app).await;
        path.map(|axum::extract::Path(parts)| Self(parts)).map_err(|_| Problem::not_found())
    }
}

/// The token of the header `Step-Up`.
#[derive(Debug)]
pub(crate) struct StepUp(pub(crate) Option<String>);

impl FromRequestParts<App> for StepUp {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let value = parts.headers.get("step-up").and_then(|value| value.to_str().ok());
        Ok(Self(value.filter(|token| token.len() <= 200).map(str::to_owned)))
    }
}

/// The key of the header `Idempotency-Key`.
#[derive(Debug)]
pub(crate) struct Idempotency(Option<String>);

impl FromRequestParts<App> for Idempotency {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let key = value.to_str().ok().map(str::trim).filter(|key| (1..=255).contains(&key.len()));
        let problem = "Send an Idempotency-Key of 1 to 255 ASCII characters, such as a UUID.";
        key.map(|key| Self(Some(key.to_owned()))).ok_or_else(|| Problem::bad_request(problem))
    }
}

impl Idempotency {
    /// The key, for the request that these parts make up.
    pub(crate) fn of(self, parts: &[&[u8]]) -> Option<IdempotencyKey> {
        let key = self.0?;
        let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        for part in parts {
            // With their lengths: no two requests are made of the same bytes.
            digest.update(&(part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let mut request_hash = [0; 32];
        request_hash.copy_from_slice(digest.finish().as_ref());
        Some(IdempotencyKey { key, request_hash })
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
