//! Passes: the keys that sign them, their issue and revocation, and the lists that tell what became of them
//! (`docs/adr/0021-issuing-passes.md`).

pub mod card;
pub mod issue;
pub mod keys;
pub mod mail;
pub mod revoke;
pub mod set_name;
mod sign;
pub mod status;

use domain::id::{OrgId, TicketTypeId};

use crate::app::App;

/// The address of this server as passes name it: verifiers take no other than `https://`, and what speaks for a server that
/// itself speaks plainly speaks TLS.
pub(crate) fn secure_origin(app: &App) -> String {
    let host = app.public_origin.split_once("://").map_or(app.public_origin.as_str(), |(_, host)| host);
    format!("https://{host}")
}

/// Where a status list is published. Nothing else may stand at its beginning or end: a pass names it to the letter.
fn list_address(app: &App, org: OrgId, list: i32) -> String {
    format!("{}/.well-known/credenza/{org}/status/{list}", secure_origin(app))
}

/// What passes call a type of tickets: its code in the catalogue; but where that tells of its holder's health, or is too long, a
/// name that tells nothing, and is always the same.
pub(crate) fn type_code(kind: TicketTypeId, code: &str, medical: bool) -> String {
    if medical || code.len() > pass::MAX_CODE {
        let id = kind.to_string();
        // The random end of the id.
        return format!("#{}", id.get(id.len().saturating_sub(8)..).unwrap_or_default());
    }
    code.to_owned()
}
