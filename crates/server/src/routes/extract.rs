//! Reading requests, with errors of our own form.

use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use http::request::Parts;
use serde::de::DeserializeOwned;

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
            Err(_) => Err(Problem::bad_request("The body cannot be read.")),
        }
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

fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
