//! `/api/v1/imports/certificates`: an archive or a folder of certificate files, previewed and taken into custody.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::response::Response;
use domain::Action;
use secrecy::SecretString;
use serde::Deserialize;
use tokio::sync::mpsc::channel;
use zeroize::Zeroizing;

use super::certificates::{read_within, unreadable};
use super::import_lines::{FilesView, ImportLine, Lines, answer};
use crate::app::App;
use crate::auth::session::{Limited, Session};
use crate::limit::Class;
use crate::ops;
use crate::ops::import::{
    CertificateFiles, CertificatesPlan, Counts, Import, MOST_GIVEN, PasswordHint, Passwords, begin,
    may_import,
};
use crate::ops::upload::UploadedFile;
use crate::problem::Problem;
use crate::routes::extract::{Params, StepUp};

/// The largest body: an archive, or as many bytes in files.
const MAX_BODY: usize = 16 << 20;

/// The limit of this route, which is wider than that of the others.
pub(super) fn body_limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_BODY + (256 << 10))
}

/// How certificates are to be imported.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CertificatesQuery {
    /// `true` for a preview: nothing is kept, and each row tells what it would come to.
    dry_run: Option<bool>,
}

/// The form of an import of certificates, for the OpenAPI document.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a multipart form, which is read field by field")]
pub(super) struct FilesForm {
    /// Certificate files of 1 MiB at most, with their folders in their names, or ZIP archives of them; 16 MiB and 2,000 files
    /// at most. Halves of a pair find each other by their public key.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
    /// A JSON list of `{"password": "…", "for": "…"}`: passwords to try on files that ask for one. `for` is a tax id, a
    /// customer's name, or a part of the file's name or folder; without it, any file. Only the one that opens a file is kept,
    /// sealed, with it.
    passwords: Option<String>,
}

/// A password, as the form has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    password: SecretString,
    #[serde(default, rename = "for")]
    of: Option<String>,
}

/// Take many certificate files into custody, or preview that. The answer is one JSON object a line, as the files are looked
/// into and then as the rows are done; each is done whole or not at all, and what is in custody already is told as such, so that
/// the same files may be sent again after a crash. Where the organization wants a step-up for uploads, the import takes one
/// for `certificate.import` on the organization.
#[utoipa::path(post, path = "/api/v1/imports/certificates", tag = "imports",
    params(CertificatesQuery, ("Step-Up" = Option<String>, Header)),
    request_body(content = FilesForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportLine, content_type = "application/x-ndjson", description = "One of these a line"),
        (status = 403, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "An archive that cannot be read; `code` says why")))]
pub(super) async fn certificates(
    State(app): State<App>,
    Limited(session): Limited<{ Class::Import as u8 }>,
    Params(query): Params<CertificatesQuery>,
    StepUp(proof): StepUp,
    request: Request,
) -> Result<Response, Problem> {
    let action = Action::CertificateImport;
    may_import(&app, &session, action).await?;
    let (files, passwords) = read_form(request, &app).await?;
    let first = files.first().map(|file| file.name.clone()).unwrap_or_default();
    let files = CertificateFiles::unpack(&app, files).await?;
    let import = if query.dry_run.unwrap_or(false) {
        None
    } else {
        let told = (first.as_str(), files.sha256.as_str(), files.len());
        Some(begin(&app, &session, action, proof.as_deref(), told).await?)
    };
    Ok(answer(|lines| import_certificates(app, session, files, passwords, import, lines)))
}

async fn import_certificates(
    app: App,
    session: Session,
    files: CertificateFiles,
    passwords: Passwords,
    import: Option<Import>,
    lines: Lines,
) {
    let mut counts = Counts::default();
    let result = tell_rows(&app, &session, files, &passwords, import.as_ref(), &lines, &mut counts).await;
    lines.end(counts, result).await;
}

async fn tell_rows(
    app: &App,
    session: &Session,
    files: CertificateFiles,
    passwords: &Passwords,
    import: Option<&Import>,
    lines: &Lines,
    counts: &mut Counts,
) -> Result<(), ops::Error> {
    let all = files.len();
    let (told, read) = channel(1);
    let line = |done| ImportLine::Reading { done, files: all };
    let plan = CertificatesPlan::read(app, files, passwords, told);
    let (plan, ()) = tokio::join!(plan, lines.forward(read, line));
    let Some(plan) = plan? else { return Ok(()) };
    let begun =
        ImportLine::Begin { dry_run: import.is_none(), rows: plan.len(), format: None, columns: Vec::new() };
    if !lines.tell(&begun).await {
        return Ok(());
    }
    let (told, rows) = channel(1);
    let line = |row| ImportLine::Files(Box::new(FilesView::from(row)));
    let (result, ()) = tokio::join!(plan.run(app, session, import, counts, told), lines.forward(rows, line));
    result
}

async fn read_form(request: Request, app: &App) -> Result<(Vec<UploadedFile>, Passwords), Problem> {
    let fields = || {
        Problem::bad_request(
            "Send files as multipart/form-data, each in a field `file`, and once at most `passwords`.",
        )
    };
    let mut form = Multipart::from_request(request, app).await.map_err(|_: MultipartRejection| fields())?;
    let (mut files, mut passwords) = (Vec::new(), None);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("file") => {
                let label = label(field.file_name().unwrap_or_default());
                let file = read_within(
                    field,
                    MAX_BODY,
                    ("too_much", "The files are larger than 16 MiB; send them in parts."),
                )
                .await?;
                // Who sent no name sent no folder either.
                let name = if label.is_empty() { file.name } else { label };
                files.push(UploadedFile { name, bytes: file.bytes });
            }
            Some("passwords") if passwords.is_none() => {
                passwords = Some(hints(&Zeroizing::new(field.text().await.map_err(unreadable)?))?);
            }
            _ => return Err(fields()),
        }
    }
    if files.is_empty() {
        return Err(Problem::field("file", "file_required", "Send a file in the field `file`."));
    }
    Ok((files, passwords.unwrap_or_default()))
}

fn hints(text: &str) -> Result<Passwords, Problem> {
    let malformed = || {
        let detail =
            format!("`passwords` is a JSON list of {{\"password\", \"for\"}}, {MOST_GIVEN} at most.");
        Problem::field("passwords", "passwords", detail)
    };
    let given: Vec<Given> = serde_json::from_str(text).map_err(|_| malformed())?;
    if given.len() > MOST_GIVEN {
        return Err(malformed());
    }
    let hints =
        given.into_iter().map(|one| PasswordHint { password: one.password, of: one.of.unwrap_or_default() });
    Ok(Passwords::new(hints.collect()))
}

/// A file's name with its folders, as a browser sends it for a folder: a label, under which nothing is written.
fn label(name: &str) -> String {
    let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let path = parts.collect::<Vec<_>>().join("/");
    path.chars().filter(|c| !c.is_control()).take(255).collect()
}
