//! Reading as a member: who asks, and what he asks for, in one round trip, and let out only when policy allows.

use domain::{Action, Actor};
use futures_util::future::{try_join_all, try_join4};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::tenant::{Connection, ENTER, Params, actor, decide, prepare};
use crate::{Caller, Result, Store};

/// A statement that enters by the handle in the parameter `$handle` and then selects one row at most, put together of its parts.
///
/// The context has to be there before a policy asks for it. PostgreSQL asks when a row is looked for, and looks for the inner
/// rows of an outer join without a condition when it has the outer one: so it enters first, whatever it plans.
macro_rules! by_caller {
    ($handle:literal, $($part:expr),+ $(,)?) => {
        concat!(
            "SELECT entered.*, one.* FROM credenza.enter(", $handle, ") AS entered LEFT JOIN LATERAL (",
            $($part,)+
            ") AS one ON true"
        )
    };
}
pub(crate) use by_caller;

impl Store {
    /// Runs reading statements as the caller, all in one round trip, and lets the rows out only when policy allows
    /// `action`. Row-level security has decided about each row before.
    ///
    /// # Errors
    /// [`Error::NoSession`](crate::Error::NoSession), [`Error::Denied`](crate::Error::Denied),
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub(crate) async fn read(
        &self,
        caller: &Caller,
        action: Action,
        statements: &[(&str, Params<'_>)],
    ) -> Result<(Actor, Vec<Vec<Row>>)> {
        let connection = self.app().await?;
        let found = read_all(&connection, caller, statements).await;
        let (entered, rows) = connection.settle(found).await?;
        Ok((allowed(&entered, action)?, rows))
    }

    /// As [`Store::read`], for one row at most: one statement enters and selects, so that one message is sent and one
    /// answered instead of four. `sql` is made by [`by_caller`]; the caller's handle comes behind `params`. A row comes in any
    /// case: without what was looked for, its columns are NULL.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub(crate) async fn read_one(
        &self,
        caller: &Caller,
        action: Action,
        sql: &str,
        params: Params<'_>,
    ) -> Result<(Actor, Row)> {
        let connection = self.app().await?;
        let found = read_row(&connection, caller, sql, params).await;
        let row = connection.settle(found).await?;
        Ok((allowed(&row, action)?, row))
    }

    /// Asks policy about `action`, and nothing else, in one round trip.
    ///
    /// # Errors
    /// [`Error::NoSession`](crate::Error::NoSession), [`Error::Denied`](crate::Error::Denied),
    /// [`Error::Unavailable`](crate::Error::Unavailable).
    pub async fn allows(&self, caller: &Caller, action: Action) -> Result<Actor> {
        Ok(self.read(caller, action, &[]).await?.0)
    }
}

/// Who acts, if policy allows it to him.
fn allowed(entered: &Row, action: Action) -> Result<Actor> {
    let actor = actor(entered)?;
    decide(&actor, action)?;
    Ok(actor)
}

async fn read_all(
    connection: &Connection,
    caller: &Caller,
    statements: &[(&str, Params<'_>)],
) -> Result<(Row, Vec<Vec<Row>>)> {
    let client = connection.client()?;
    let enter = client.prepare_cached(ENTER).await?;
    let prepared = prepare(client, statements).await?;
    let handle = caller.handle();
    let who: [&(dyn ToSql + Sync); 1] = [&handle];
    // The futures are polled, and so sent, in this order, without waiting for each other's answers.
    let ((), row, rows, ()) = try_join4(
        client.batch_execute("BEGIN READ ONLY"),
        client.query_one(&enter, &who),
        try_join_all(prepared.iter().map(|(statement, params)| client.query(statement, params))),
        client.batch_execute("COMMIT"),
    )
    .await?;
    Ok((row, rows))
}

async fn read_row(connection: &Connection, caller: &Caller, sql: &str, params: Params<'_>) -> Result<Row> {
    let client = connection.client()?;
    let statement = client.prepare_cached(sql).await?;
    let handle = caller.handle();
    let mut params = params.to_vec();
    params.push(&handle);
    Ok(client.query_one(&statement, &params).await?)
}
