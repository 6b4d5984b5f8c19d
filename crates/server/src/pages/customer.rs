//! One customer, and the form that makes or changes one.

use askama::Template;
use domain::Permission;
use domain::id::CustomerId;
use domain::tax_id::TaxIdError;

use super::{CertificateRow, CustomerRow, PageContext, render, tax_id};

/// A message at a field of a form, in the user's language.
#[derive(Debug, Clone)]
pub struct FieldError {
    /// The field's name.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl FieldError {
    /// A required field was left empty.
    #[must_use]
    pub fn required(ctx: &PageContext, field: &'static str) -> Self {
        Self { field, message: ctx.t("error-required").to_string() }
    }

    /// The message for a stable code of a refused field; `detail`, the server's own sentence, for a code without one.
    #[must_use]
    pub fn coded(ctx: &PageContext, field: &'static str, code: &str, detail: &str) -> Self {
        let message = match code {
            "name_length" => ctx.t("error-name_length").to_string(),
            "notes_length" => ctx.t("error-notes_length").to_string(),
            "name_control" => ctx.t("error-name_control").to_string(),
            "notes_control" => ctx.t("error-notes_control").to_string(),
            "country" => ctx.t("error-country").to_string(),
            "country_required" => ctx.t("error-country_required").to_string(),
            "renewal_days" => ctx.t("error-renewal_days").to_string(),
            "email" => ctx.t("error-email").to_string(),
            "taken" => ctx.t("error-taken").to_string(),
            _ => detail.to_owned(),
        };
        Self { field, message }
    }

    /// The field `tax_id` holds no tax id of its country.
    #[must_use]
    pub fn tax_id(ctx: &PageContext, error: &TaxIdError) -> Self {
        let message = match error {
            TaxIdError::Empty => ctx.t("error-tax_id-empty"),
            TaxIdError::TooLong => ctx.t("error-tax_id-too_long"),
            TaxIdError::Control => ctx.t("error-tax_id-control"),
            TaxIdError::Structure { id, .. } => ctx.t("error-tax_id-structure").with("id", *id),
            TaxIdError::Date { id, .. } => ctx.t("error-tax_id-date").with("id", *id),
            TaxIdError::CheckDigit { id, expected } => {
                ctx.t("error-tax_id-check_digit").with("id", *id).with("expected", expected)
            }
            TaxIdError::NeverIssued { id } => ctx.t("error-tax_id-never_issued").with("id", *id),
        };
        Self { field: "tax_id", message: message.to_string() }
    }

    pub(super) fn of<'a>(errors: &'a [Self], field: &str) -> Option<&'a str> {
        errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}

/// The page of a customer.
#[derive(Debug, Clone)]
pub struct CustomerPage {
    /// What lists show of him.
    pub row: CustomerRow,
    /// What the firm notes about him.
    pub notes: String,
    /// His certificates, by days left.
    pub certificates: Vec<CertificateRow>,
}

#[derive(Template)]
#[template(path = "customer.html")]
struct View<'a> {
    ctx: &'a PageContext,
    page: &'a CustomerPage,
}

impl CustomerPage {
    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&View { ctx, page: self })
    }

    fn tax_id_warning(&self, ctx: &PageContext) -> Option<String> {
        tax_id::warning(ctx, self.row.country.as_deref(), self.row.tax_id.as_deref())
    }
}

/// The form for a new customer, or for one that exists.
#[derive(Debug, Clone, Default)]
pub struct CustomerForm {
    /// The customer; `None` for a new one.
    pub id: Option<CustomerId>,
    /// The field `name`.
    pub name: String,
    /// The field `tax_id`.
    pub tax_id: String,
    /// The field `country`: ISO 3166-1 alpha-2.
    pub country: String,
    /// The field `notes`.
    pub notes: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

#[derive(Template)]
#[template(path = "customer_form.html")]
struct FormView<'a> {
    ctx: &'a PageContext,
    page: &'a CustomerForm,
}

impl CustomerForm {
    /// The countries whose tax ids are checked, the most common customers' first.
    pub const COUNTRIES: &'static [&'static str] = &["MX", "ES", "BR", "CO", "AR", "IT", "IN"];

    /// The whole page.
    #[must_use]
    pub fn render(&self, ctx: &PageContext) -> String {
        render(&FormView { ctx, page: self })
    }

    /// Where the form is sent, and where its cancelling leads: the customer, or the list for a new one.
    fn address(&self) -> String {
        self.id.map_or_else(|| "/customers".to_owned(), |id| format!("/customers/{id}"))
    }

    /// Whether the customer has a country that the list does not offer.
    fn has_other_country(&self) -> bool {
        !self.country.is_empty() && !Self::COUNTRIES.contains(&self.country.as_str())
    }

    fn error(&self, field: &str) -> Option<&str> {
        FieldError::of(&self.errors, field)
    }
}
