//! One certificate, with everything that was read from its file.

use askama::Template;
use domain::Permission;
use domain::id::{CertificateId, CustomerId, ObjectId};
use time::OffsetDateTime;

use super::{AlertCard, CertificateRow, FieldError, PageContext, RenewalCard, render, tax_id};

/// A sealed file or password of a certificate.
#[derive(Debug, Clone)]
pub struct CustodyFile {
    /// Its object.
    pub object: ObjectId,
    /// A code of the message family `object`: `certificate-file`, `private-key-file` or `password`.
    pub kind: String,
    /// The name under which it was uploaded.
    pub file_name: Option<String>,
    /// Length of the plaintext, bytes.
    pub size: u64,
    /// When it was sealed.
    pub sealed_at: OffsetDateTime,
}

impl CustodyFile {
    fn is_password(&self) -> bool {
        self.kind == "password"
    }

    fn is_private_key(&self) -> bool {
        self.kind == "private-key-file"
    }

    /// Which part of the certificate to ask the API for.
    fn part(&self) -> &'static str {
        if self.is_private_key() { "private_key" } else { "file" }
    }
}

/// Something that happened to the certificate, from the audit log.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// When.
    pub time: OffsetDateTime,
    /// What, as a sentence in the user's language: [`super::AuditEntry::sentence`].
    pub sentence: String,
}

/// What an issuer says of a certificate, or since when nobody knows.
#[derive(Debug, Clone)]
pub struct RevocationFact {
    /// `good`, `revoked` or `unknown`.
    pub state: String,
    /// Since when: of a revoked one, when it was revoked.
    pub since: OffsetDateTime,
    /// A code of the message family `revocation-because` or `revocation-unknown`.
    pub reason: Option<String>,
    /// Of when the last answer is that counted.
    pub as_of: Option<OffsetDateTime>,
    /// `ocsp` or `crl`.
    pub source: Option<String>,
}

impl RevocationFact {
    /// Of when it is: its age is always shown.
    fn time(&self) -> &OffsetDateTime {
        self.as_of.as_ref().filter(|_| self.state == "good").unwrap_or(&self.since)
    }

    /// What is known, as a sentence.
    fn words(&self, ctx: &PageContext) -> String {
        let key = match self.state.as_str() {
            "good" => "revocation-good",
            "revoked" => "revocation-revoked",
            _ => "revocation-unknown",
        };
        ctx.t(key).with("time", ctx.moment_words(*self.time())).to_string()
    }

    fn class(&self) -> &'static str {
        match self.state.as_str() {
            "good" => "tone-fine",
            "revoked" => "tone-expired",
            _ => "tone-waiting",
        }
    }

    /// Why it was revoked, or why nobody knows.
    fn why(&self, ctx: &PageContext) -> Option<String> {
        let reason = self.reason.as_ref()?;
        let family = if self.state == "revoked" { "revocation-because" } else { "revocation-why" };
        Some(ctx.named(family, reason))
    }

    fn is_revoked(&self) -> bool {
        self.state == "revoked"
    }
}

/// The certificate that took another's place.
#[derive(Debug, Clone)]
pub struct Successor {
    /// Its id.
    pub id: CertificateId,
    /// The end of its validity.
    pub not_after: OffsetDateTime,
}

/// The page of a certificate.
#[derive(Debug, Clone)]
pub struct CertificatePage {
    /// What lists show of it.
    pub row: CertificateRow,
    /// The name that the firm gave it; empty when none.
    pub label: String,
    /// Named in the certificate.
    pub holder: Option<String>,
    /// RFC 4514.
    pub subject: Option<String>,
    /// RFC 4514.
    pub issuer: Option<String>,
    /// As its authority writes it, or hexadecimal.
    pub serial: Option<String>,
    /// Beginning and end of validity.
    pub validity: Option<(OffsetDateTime, OffsetDateTime)>,
    /// Such as `RSA 2048`.
    pub key_algorithm: Option<String>,
    /// Codes of the message family `usage`.
    pub usages: Vec<String>,
    /// SHA-256 of the DER, hexadecimal.
    pub fingerprint: Option<String>,
    /// What is in custody.
    pub files: Vec<CustodyFile>,
    /// Whether a password is in custody.
    pub has_password: bool,
    /// What its issuer says of it.
    pub revocation: Option<RevocationFact>,
    /// What took its place.
    pub successor: Option<Successor>,
    /// What is done about its end.
    pub alert: Option<AlertCard>,
    /// Whether the new file was asked for, for who may ask.
    pub renewal: Option<RenewalCard>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
    /// Customers to choose from.
    pub customers: Vec<(CustomerId, String)>,
    /// What was wrong with the last edit.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "certificate.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a CertificatePage,
}

impl CertificatePage {
    /// Whether a customer can be asked for the new file.
    fn asks_renewal(&self) -> bool {
        self.renewal.is_some()
    }

    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn tax_id_warning(&self, ctx: &PageContext) -> Option<String> {
        tax_id::warning(ctx, self.row.country.as_deref(), self.row.tax_id.as_deref())
    }

    /// How much of the validity is over, 0 to 100.
    fn percent_over(&self, ctx: &PageContext) -> i64 {
        let Some((begin, end)) = self.validity else { return 0 };
        let whole = (end - begin).whole_seconds().max(1);
        ((ctx.now - begin).whole_seconds().saturating_mul(100) / whole).clamp(0, 100)
    }

    /// The file that the page's main button downloads.
    fn main_file(&self) -> Option<&CustodyFile> {
        self.files.iter().find(|file| !file.is_password())
    }

    fn is_of(&self, customer: &CustomerId) -> bool {
        self.row.customer.as_ref().is_some_and(|(id, _)| id == customer)
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}

/// A number of bytes, as people say it.
pub(super) fn size_words(bytes: &u64) -> String {
    if *bytes < 1024 {
        format!("{bytes} B")
    } else {
        format!("{}.{} KiB", bytes / 1024, bytes % 1024 * 10 / 1024)
    }
}

/// The attributes of a name in the form of RFC 4514, to be read: type and value of each, without the escapes. What is
/// escaped by its number stays as it is.
fn attributes(name: &str) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut characters = name.chars();
    while let Some(character) = characters.next() {
        match character {
            ',' => parts.push(std::mem::take(&mut part)),
            '\\' => {
                let escaped = characters.next();
                if escaped.is_some_and(|c| c.is_ascii_hexdigit()) {
                    part.push('\\');
                }
                part.extend(escaped);
            }
            _ => part.push(character),
        }
    }
    parts.push(part);
    let split = |part: String| match part.split_once('=') {
        Some((kind, value)) => (kind.to_owned(), value.trim().to_owned()),
        None => (String::new(), part),
    };
    parts.into_iter().map(split).collect()
}

/// Hexadecimal digits in groups of four, to be read aloud and compared.
fn grouped(hexadecimal: &str) -> String {
    let digits: Vec<char> = hexadecimal.chars().filter(char::is_ascii_hexdigit).collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_digits_are_readable() {
        assert_eq!(size_words(&917), "917 B");
        assert_eq!(size_words(&6_300), "6.1 KiB");
        assert_eq!(grouped("00aabb1"), "00aa bb1");
    }

    #[test]
    fn names_are_readable() {
        let pairs = |name: &str| -> Vec<String> {
            attributes(name).iter().map(|(kind, value)| format!("{kind}: {value}")).collect()
        };
        assert_eq!(
            pairs(r"serialNumber=\ / VEMR720315,O=Peña\, Ruiz \+ Cía\00,CN=a=b"),
            ["serialNumber: / VEMR720315", r"O: Peña, Ruiz + Cía\00", "CN: a=b"]
        );
        assert_eq!(pairs(""), [": "]);
    }
}
