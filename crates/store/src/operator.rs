//! What the person who runs the database may do from the command line of the server's machine. A connection of this kind
//! is not held by row-level security, so there is little here, and nothing that opens a sealed object: it has no grant.

use domain::id::OrgId;
use tokio_postgres::Client;

use crate::audit_log::{AuditRecord, record};
use crate::{Error, Result};

/// Whether nothing can have been sealed yet: no organization has a key.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn is_fresh(admin: &Client) -> Result<bool> {
    let row = admin.query_one("SELECT NOT EXISTS (SELECT FROM credenza.keks)", &[]).await?;
    Ok(row.try_get(0)?)
}

/// The whole audit log of an organization, in the order of the chain.
///
/// # Errors
/// [`Error::NotFound`] when there is no such organization.
pub async fn audit_chain(admin: &Client, org: OrgId) -> Result<Vec<AuditRecord>> {
    let known = admin.query_opt("SELECT FROM audit.heads WHERE org_id = $1", &[&org.uuid()]).await?;
    if known.is_none() {
        return Err(Error::NotFound);
    }
    let rows = admin.query(include_str!("../sql/operator_audit_chain.sql"), &[&org.uuid()]).await?;
    rows.iter().map(record).collect()
}
