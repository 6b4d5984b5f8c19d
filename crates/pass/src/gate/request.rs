//! What an enrolled scanner asks: signed, for one moment, method, path and body.

use std::str::FromStr;

use ciborium::Value;
use domain::id::ScannerId;

use super::{HASH, bytes, epoch, header, moment, payload_by, read_signed};
use crate::cbor;
use crate::cose::{self, SIGNATURE, Sign1};
use crate::keys::Point;

/// The most bytes of a signed request.
pub const MAX_REQUEST: usize = 1024;
/// Bytes of its nonce.
pub const REQUEST_NONCE: usize = 8;

const TYP: &str = "application/credenza-request+cbor";
const MAX_PATH: usize = 256;
const SCANNER: i64 = 1;
const EPOCH: i64 = 2;
const AT: i64 = 3;
const NONCE: i64 = 4;
const METHOD: i64 = 5;
const PATH: i64 = 6;
const BODY: i64 = 7;

/// What is asked, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The scanner.
    pub scanner: ScannerId,
    /// Which of its keys signs: its number, from 1.
    pub epoch: u32,
    /// When, by the phone, in seconds since 1970 (UTC).
    pub at: i64,
    /// So that no two are the same.
    pub nonce: [u8; REQUEST_NONCE],
    /// The method of HTTP, in capitals.
    pub method: String,
    /// The path, as it stands in the address.
    pub path: String,
    /// SHA-256 of the body.
    pub body: [u8; HASH],
}

/// A request of which nobody knows yet whether its signature is good.
#[derive(Debug, Clone)]
pub struct SignedRequest {
    signed: Sign1,
    request: Request,
}

impl Request {
    /// Signs it; see [`crate::mint`] about `sign`.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn sign<E>(&self, sign: impl FnOnce(&[u8]) -> Result<[u8; SIGNATURE], E>) -> Result<Vec<u8>, E> {
        cose::sign(&header(TYP), self.payload(), sign)
    }

    fn payload(&self) -> Vec<u8> {
        cbor::write(&cbor::labelled(vec![
            (SCANNER, Value::Text(self.scanner.to_string())),
            (EPOCH, self.epoch.into()),
            (AT, self.at.into()),
            (NONCE, Value::Bytes(self.nonce.to_vec())),
            (METHOD, Value::Text(self.method.clone())),
            (PATH, Value::Text(self.path.clone())),
            (BODY, Value::Bytes(self.body.to_vec())),
        ]))
    }

    fn from_payload(payload: &[u8]) -> Option<Self> {
        let members = cbor::labels(cbor::read(payload)?)?;
        let [
            (SCANNER, scanner),
            (EPOCH, number),
            (AT, at),
            (NONCE, nonce),
            (METHOD, method),
            (PATH, path),
            (BODY, body),
        ] = <[_; 7]>::try_from(members).ok()?
        else {
            return None;
        };
        Some(Self {
            scanner: ScannerId::from_str(scanner.as_text()?).ok()?,
            epoch: epoch(&number)?,
            at: moment(&at)?,
            nonce: bytes(nonce)?,
            method: method.into_text().ok().filter(|method| ["GET", "POST"].contains(&method.as_str()))?,
            path: path.into_text().ok().filter(|path| path.starts_with('/') && path.len() <= MAX_PATH)?,
            body: bytes(body)?,
        })
    }
}

impl SignedRequest {
    /// Reads one; `None` for what is none.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let signed = read_signed(bytes, MAX_REQUEST, TYP)?;
        let request = Request::from_payload(&signed.payload)?;
        Some(Self { signed, request })
    }

    /// Who says that he asks: whose key it is to be held against.
    #[must_use]
    pub fn claimed_by(&self) -> (ScannerId, u32) {
        (self.request.scanner, self.request.epoch)
    }

    /// What is asked, if this key signed it.
    #[must_use]
    pub fn by(self, key: &Point) -> Option<Request> {
        payload_by(&self.signed, key)?;
        Some(self.request)
    }
}
