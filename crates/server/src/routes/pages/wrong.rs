//! What an act on workers, tickets, types and places refuses, as a message at its field.

use crate::ops;
use crate::pages::{FieldError, PageContext};
use crate::problem::Problem;

/// The message at one of `fields`, or at none of them (the field is empty then) when it is about the whole. What no message
/// can help with stays a problem.
pub(super) fn at_field(
    ctx: &PageContext,
    error: ops::Error,
    fields: &[&'static str],
) -> Result<FieldError, Problem> {
    let problem = Problem::from(error);
    let named = problem.errors.first().and_then(|wrong| {
        let field = fields.iter().copied().find(|field| *field == wrong.field)?;
        Some(FieldError::of_record(ctx, field, &wrong.code, &wrong.detail))
    });
    match named {
        Some(error) => Ok(error),
        None => whole(ctx, problem).map(|message| FieldError { field: "", message }),
    }
}

/// The sentence for what was refused as a whole.
pub(super) fn whole(ctx: &PageContext, problem: Problem) -> Result<String, Problem> {
    if !matches!(problem.status, 409 | 422) {
        return Err(problem);
    }
    let code = problem.errors.first().map_or(problem.code.as_str(), |wrong| wrong.code.as_str());
    let words = ["record-error", "problem"].map(|family| (family, ctx.named(family, code)));
    let known = words.into_iter().find(|(_, words)| words != code);
    Ok(known.map_or_else(|| problem.detail.clone(), |(_, words)| words))
}
