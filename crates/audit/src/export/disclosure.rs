//! Disclosures: the personal values that entries commit to, and the lines of `disclosures.jsonl` that hold them.

use std::fmt;
use std::io::{self, BufRead};

use super::lines::{Line, Lines};
use crate::entry::{Entry, MAX_ENTRY_BYTES, MAX_EPOCH, is_field};
use crate::finding::{Code, File, Finding, Findings};
use crate::hash::{Digest, commit};
use crate::json::{FormError, Json, MAX_INTEGER, Members};

/// The longest disclosed value, in bytes of UTF-8.
pub const MAX_DISCLOSED_BYTES: usize = 1_024;

/// A personal value and the salt under which an entry commits to it. It can be erased, the entry stays.
#[derive(Clone, PartialEq, Eq)]
pub struct Disclosure {
    /// The epoch of the entry.
    pub epoch: u64,
    /// The field of its `committed`.
    pub field: String,
    /// 32 random bytes, as 64 lower-case hexadecimal digits in the file.
    pub salt: [u8; 32],
    /// The place of the entry.
    pub seq: u64,
    /// The value, at most [`MAX_DISCLOSED_BYTES`] long.
    pub value: String,
}

impl fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { epoch, field, seq, .. } = self;
        f.debug_struct("Disclosure")
            .field("epoch", epoch)
            .field("field", field)
            .field("seq", seq)
            .finish_non_exhaustive()
    }
}

impl Disclosure {
    /// Reads the exact bytes of a line, without its line feed.
    ///
    /// # Errors
    /// When they are not a disclosure in canonical JSON (RFC 8785).
    pub fn parse(bytes: &[u8]) -> Result<Self, FormError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(FormError::TooLong { limit: MAX_ENTRY_BYTES });
        }
        let json = Json::parse(bytes)?;
        let canonical = json.to_canonical();
        let mut members = Members::of(json, "disclosure")?;
        let disclosure = Self {
            epoch: members.number("epoch")?,
            field: members.text("field")?,
            salt: members.parsed::<Digest>("salt", "64 lower-case hexadecimal digits")?.0,
            seq: members.number("seq")?,
            value: members.text("value")?,
        };
        members.finish()?;
        disclosure.check()?;
        if canonical != bytes {
            return Err(FormError::NotCanonical);
        }
        Ok(disclosure)
    }

    /// Writes the canonical bytes, without a line feed.
    ///
    /// # Errors
    /// When a member is out of its bounds.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormError> {
        self.check()?;
        let json = Json::object([
            ("epoch", Json::Integer(self.epoch)),
            ("field", Json::text(&self.field)),
            ("salt", Json::text(Digest(self.salt))),
            ("seq", Json::Integer(self.seq)),
            ("value", Json::text(&self.value)),
        ]);
        Ok(json.to_canonical())
    }

    /// Where it belongs: disclosures stand in ascending order of this.
    pub(super) fn place(&self) -> (u64, u64, &str) {
        (self.epoch, self.seq, &self.field)
    }

    fn check(&self) -> Result<(), FormError> {
        let wrong = |member, expected| Err(FormError::Invalid { member, expected });
        if !(1..=MAX_EPOCH).contains(&self.epoch) {
            return wrong("epoch", "a whole number from 1 to 10000");
        }
        if !(1..=MAX_INTEGER).contains(&self.seq) {
            return wrong("seq", "a whole number from 1 to 2^53 - 1");
        }
        if !is_field(&self.field) {
            return wrong("field", "[a-z0-9_]{1,32}");
        }
        if self.value.len() > MAX_DISCLOSED_BYTES {
            return wrong("value", "a text of at most 1024 bytes");
        }
        Ok(())
    }
}

/// Holds disclosures against the entries that commit to them, while both files pass by.
pub(super) struct DisclosureVerifier<R> {
    lines: Lines<R>,
    line: u64,
    /// The last disclosure that stood in order, until its entry has come.
    waiting: Option<Disclosure>,
    last: Option<(u64, u64, String)>,
    findings: Findings,
    disclosed: u64,
    withheld: u64,
}

impl<R: BufRead> DisclosureVerifier<R> {
    /// Reads up to the first disclosure.
    pub(super) fn new(reader: R) -> io::Result<Self> {
        let mut verifier = Self {
            lines: Lines::new(reader),
            line: 0,
            waiting: None,
            last: None,
            findings: Findings::default(),
            disclosed: 0,
            withheld: 0,
        };
        verifier.advance()?;
        Ok(verifier)
    }

    /// Checks what is disclosed of `entry`.
    pub(super) fn take_in(&mut self, entry: &Entry) -> io::Result<()> {
        let mut disclosed = 0;
        while let Some(disclosure) = self.waiting.take_if(|d| (d.epoch, d.seq) <= (entry.epoch, entry.seq)) {
            let here = (disclosure.epoch, disclosure.seq) == (entry.epoch, entry.seq);
            match entry.committed.get(&disclosure.field).filter(|_| here) {
                None => self.unmatched(&disclosure),
                Some(commitment) => {
                    disclosed += 1;
                    self.check(entry, &disclosure, *commitment);
                }
            }
            self.advance()?;
        }
        self.withheld += entry.committed.len() as u64 - disclosed;
        Ok(())
    }

    /// Reads the rest, for which there is no entry. Returns the number disclosed, the number withheld, the findings.
    pub(super) fn finish(mut self) -> io::Result<(u64, u64, Findings)> {
        while let Some(disclosure) = self.waiting.take() {
            self.unmatched(&disclosure);
            self.advance()?;
        }
        Ok((self.disclosed, self.withheld, self.findings))
    }

    fn check(&mut self, entry: &Entry, disclosure: &Disclosure, commitment: Digest) {
        if commit(entry.org, &disclosure.field, &disclosure.salt, &disclosure.value) == commitment {
            self.disclosed += 1;
        } else {
            let message =
                format!("The value of `{}` is not the one that the entry commits to.", disclosure.field);
            self.fail(Code::DisclosureMismatch, Some(disclosure), message);
        }
    }

    fn unmatched(&mut self, disclosure: &Disclosure) {
        let message = format!("No entry in its place commits to a value of `{}` here.", disclosure.field);
        self.fail(Code::DisclosureUnmatched, Some(disclosure), message);
    }

    /// Reads on to the next disclosure that stands in order.
    fn advance(&mut self) -> io::Result<()> {
        loop {
            let parsed = match self.lines.next()? {
                None => return Ok(()),
                Some(Line::Whole(bytes)) => Disclosure::parse(bytes).map_err(|error| {
                    let not_canonical = error == FormError::NotCanonical;
                    let code =
                        if not_canonical { Code::DisclosureNotCanonical } else { Code::DisclosureMalformed };
                    (code, format!("The line is not a disclosure: {error}."))
                }),
                Some(Line::TooLong) => Err((Code::LineTooLong, super::verify::TOO_LONG.to_owned())),
                Some(Line::Cut) => Err((Code::LineCut, super::verify::CUT.to_owned())),
            };
            self.line += 1;
            match parsed {
                Err((code, message)) => self.fail(code, None, message),
                Ok(disclosure) => {
                    let last = self.last.as_ref().map(|(epoch, seq, field)| (*epoch, *seq, field.as_str()));
                    if last.is_none_or(|last| last < disclosure.place()) {
                        self.last = Some((disclosure.epoch, disclosure.seq, disclosure.field.clone()));
                        self.waiting = Some(disclosure);
                        return Ok(());
                    }
                    let message = "The disclosure does not come after the one before it.".to_owned();
                    self.fail(Code::DisclosureOutOfOrder, Some(&disclosure), message);
                }
            }
        }
    }

    fn fail(&mut self, code: Code, disclosure: Option<&Disclosure>, message: String) {
        self.findings.fail(Finding {
            file: File::Disclosures,
            line: Some(self.line),
            code,
            epoch: disclosure.map(|disclosure| disclosure.epoch),
            seq: disclosure.map(|disclosure| disclosure.seq),
            message,
        });
    }
}
