//! What is to be said about a tax id that is in custody already.

use domain::tax_id::TaxIdWarning;
use domain::{CountryCode, TaxId};

use super::PageContext;

/// What looks wrong in a tax id although it does occur in true ones: to be shown beside it, in the user's language.
pub(super) fn warning(ctx: &PageContext, country: Option<&str>, tax_id: Option<&str>) -> Option<String> {
    let country: CountryCode = country?.parse().ok()?;
    let parsed = TaxId::parse(country, tax_id?).ok()?;
    let TaxIdWarning::CheckDigit { id, expected } = parsed.warning()?;
    Some(ctx.t("tax-id-unusual").with("id", *id).with("expected", expected).to_string())
}
