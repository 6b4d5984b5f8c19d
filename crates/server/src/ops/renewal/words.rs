//! What mails about a renewal call a certificate, and when their days begin.

use domain::Zone;
use store::Certificate;

use crate::alerts::cut;

/// Who is named in it, or else its name, without the tax id that may be part of either.
pub(super) fn called(certificate: &Certificate) -> String {
    let name = certificate.holder.as_ref().unwrap_or(&certificate.name);
    match certificate.tax_id.as_deref().filter(|tax_id| !tax_id.is_empty()) {
        Some(tax_id) => cut(&name.replace(tax_id, "…")),
        None => cut(name),
    }
}

/// An organization's time zone; UTC when the server does not know it.
pub(super) fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap_or(Zone::UTC)
}
