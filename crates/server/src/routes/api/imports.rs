//! `/api/v1/imports/…`: files with many rows, previewed and done.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use domain::{Action, CountryCode};
use intake::limits::MAX_TABLE_BYTES;
use serde::Deserialize;
use tokio::sync::mpsc::channel;

use super::certificates::{read_within, unreadable};
use super::import_lines::{ColumnView, ImportLine, Lines, RowView, answer};
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops::import::{Counts, CustomerOptions, CustomersPlan, Import, begin, may_import};
use crate::ops::upload::UploadedFile;
use crate::problem::Problem;
use crate::routes::extract::{Params, StepUp};

/// How customers are to be imported.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CustomersQuery {
    /// `true` for a preview: nothing is written, and each row tells what it would come to.
    dry_run: Option<bool>,
    /// What becomes of a customer that is there and differs: `keep` (default) refuses the row, `update` changes the customer.
    existing: Option<String>,
    /// Whose tax ids they are (ISO 3166-1 alpha-2), where neither a row nor the name of the column (`RFC`, `NIF`, `CNPJ`) says it.
    country: Option<String>,
}

impl CustomersQuery {
    fn options(&self) -> Result<CustomerOptions, Problem> {
        let update = updates(self.existing.as_deref())?;
        let country = self.country.as_deref().filter(|code| !code.is_empty());
        let country = country
            .map(|code| {
                let detail = "country is two letters of ISO 3166-1, such as MX or ES.";
                code.to_uppercase().parse::<CountryCode>().map_err(|_| Problem::bad_request(detail))
            })
            .transpose()?;
        Ok(CustomerOptions { update, country })
    }
}

/// Whether what is there may be changed.
pub(super) fn updates(existing: Option<&str>) -> Result<bool, Problem> {
    match existing {
        None | Some("" | "keep") => Ok(false),
        Some("update") => Ok(true),
        Some(_) => Err(Problem::bad_request("existing is keep or update.")),
    }
}

/// The form of an import, for the OpenAPI document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a multipart form, which is read field by field")]
pub(super) struct TableForm {
    /// CSV or XLSX, 2 MiB and 10,000 rows at most. The first row names the columns.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Import customers from a table, or preview it. The columns are known by their names in English, Spanish or Portuguese
/// (`name`, `razón social`, `RFC`, `país`, …). The answer is one JSON object a line, as the rows are done; each is done
/// whole or not at all, and what is there already is told as such, so that the same file may be sent again after a crash.
/// Where the organization wants a step-up for its customers, the import takes one for `customer.import` on the organization.
#[utoipa::path(post, path = "/api/v1/imports/customers", tag = "imports",
    params(CustomersQuery, ("Step-Up" = Option<String>, Header)),
    request_body(content = TableForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportLine, content_type = "application/x-ndjson", description = "One of these a line"),
        (status = 403, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "No table of customers; `code` says why")))]
pub(super) async fn customers(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Import as u8 }>,
    Params(query): Params<CustomersQuery>,
    StepUp(proof): StepUp,
    request: Request,
) -> Result<Response, Problem> {
    let action = Action::CustomerImport;
    may_import(&app, &session, action).await?;
    let options = query.options()?;
    let file = read_table(request, &app).await?;
    let plan = CustomersPlan::read(&app, file, options).await?;
    let import = if query.dry_run.unwrap_or(false) {
        None
    } else {
        let told = (plan.file.as_str(), plan.sha256.as_str(), plan.len());
        Some(begin(&app, &session, action, proof.as_deref(), told).await?)
    };
    Ok(answer(|lines| import_customers(app, session, plan, import, lines)))
}

async fn import_customers(
    app: App,
    session: Session,
    plan: CustomersPlan,
    import: Option<Import>,
    lines: Lines,
) {
    let columns = plan.headings.iter().map(|(heading, field)| ColumnView::new(heading.clone(), *field));
    let begun = ImportLine::Begin {
        dry_run: import.is_none(),
        rows: plan.len(),
        format: Some(if plan.form == intake::Form::Xlsx { "xlsx" } else { "csv" }),
        columns: columns.collect(),
    };
    if !lines.tell(&begun).await {
        return;
    }
    let mut counts = Counts::default();
    let (told, rows) = channel(1);
    let line = |row| ImportLine::Row(Box::new(RowView::from(row)));
    let done = plan.run(&app, &session, import.as_ref(), &mut counts, told);
    let (result, ()) = tokio::join!(done, lines.forward(rows, line));
    lines.end(counts, result).await;
}

/// The one file of a form.
pub(super) async fn read_table(request: Request, app: &App) -> Result<UploadedFile, Problem> {
    let fields = || Problem::bad_request("Send the table as multipart/form-data, once, in the field `file`.");
    let mut form = Multipart::from_request(request, app).await.map_err(|_: MultipartRejection| fields())?;
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() != Some("file") || file.is_some() {
            return Err(fields());
        }
        file = Some(
            read_within(
                field,
                MAX_TABLE_BYTES,
                ("file_too_large", "The table is larger than 2 MiB; split it."),
            )
            .await?,
        );
    }
    file.ok_or_else(|| Problem::field("file", "file_required", "Send a file in the field `file`."))
}
