//! The logo of an organization: a picture for its mails and for the pages that its customers see.

use domain::Action;
use domain::id::OrgId;
use tokio_postgres::Row;

use crate::{Caller, Result, Store, SystemTx, TenantTx};

/// The most octets of a logo, which the engine holds too.
pub const LOGO_BYTES: usize = 128 * 1024;

/// A logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// `image/jpeg` or `image/png`.
    pub media_type: String,
    /// The picture.
    pub bytes: Vec<u8>,
}

fn logo(row: &Row) -> Result<Logo> {
    Ok(Logo { media_type: row.try_get("media_type")?, bytes: row.try_get("bytes")? })
}

impl Store {
    /// The logo of the caller's organization.
    ///
    /// # Errors
    /// As [`Store::begin`].
    pub async fn logo(&self, caller: &Caller) -> Result<Option<Logo>> {
        // Every member may see how his organization looks.
        let sql = "SELECT media_type, bytes FROM credenza.logos";
        let (_, rows) = self.read(caller, Action::SignIn, &[(sql, &[])]).await?;
        rows.iter().flatten().next().map(logo).transpose()
    }
}

impl TenantTx {
    /// Sets the logo, or takes it away.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none to be taken away.
    pub async fn set_logo(&self, logo: Option<&Logo>) -> Result<()> {
        let media_type = logo.map(|logo| logo.media_type.as_str());
        let bytes = logo.map(|logo| logo.bytes.as_slice());
        self.query("SELECT FROM credenza.set_logo($1, $2)", &[&media_type, &bytes]).await.map(drop)
    }
}

impl SystemTx<'_> {
    /// The logo of an organization, for its mails and for who has a link of it.
    ///
    /// # Errors
    /// [`crate::Error::Unavailable`].
    pub async fn logo(&self, org: OrgId) -> Result<Option<Logo>> {
        let rows = self.call("SELECT * FROM system.logo($1)", &[&org.uuid()]).await?;
        rows.first().map(logo).transpose()
    }
}
