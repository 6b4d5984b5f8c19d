//! `/settings/audit`: the log, as sentences.

use axum::extract::{Query, State};
use axum::response::Html;
use store::AuditRecord;
use time::Duration;

use super::certificates::day;
use super::context::Member;
use crate::app::App;
use crate::checkpoints::seal::Seal;
use crate::pages::{AuditActor, AuditEntry, AuditFilter, AuditPage, AuditSeal, AuditWitness};
use crate::problem::Problem;

/// Entries of a page.
const PAGE: usize = 50;

/// Members that the filter offers.
const MEMBERS: usize = 1000;

/// The page.
pub(super) async fn list(
    State(app): State<App>,
    Query(filter): Query<AuditFilter>,
    member: Member,
) -> Result<Html<String>, Problem> {
    let Member { session, ctx, .. } = member;
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let wanted = store::AuditFilter {
        action: given(&filter.action),
        actor: given(&filter.actor),
        object: given(&filter.object),
        from: day(&filter.from).map(|day| ctx.zone.start_of(day)),
        to: day(&filter.to).map(|day| ctx.zone.start_of(day.saturating_add(Duration::DAY))),
        cursor: given(&filter.cursor),
        limit: PAGE,
    };
    let (entries, members, head, seal) = futures_util::future::join4(
        app.store.audit_entries(&session.caller, &wanted),
        app.store.members(&session.caller, None, MEMBERS),
        app.store.audit_head(&session.caller),
        Seal::read(&app.signer, &app.store, &session.caller),
    )
    .await;
    let ((_, page), head, seal) = (entries?, head?, seal?);
    // Who reads the log need not be somebody who may see the members: then the filter names none.
    let members = match members {
        Ok((_, members)) => members.items,
        Err(store::Error::Denied(_)) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let mut entries: Vec<_> = page.items.iter().map(entry).collect();
    let named = || entries.iter().filter_map(|entry| entry.object.as_ref().map(|(id, _)| id.as_str()));
    let there = app.store.present(&session.caller, named()).await?;
    for entry in &mut entries {
        entry.object_is_there = entry.object.as_ref().is_some_and(|(id, _)| there.contains(id));
    }
    let list = AuditPage {
        filter,
        members: members.into_iter().map(|member| (member.id, member.name)).collect(),
        entries,
        next_cursor: page.next,
        org: session.org,
        head: Some((u64::try_from(head.seq).unwrap_or(0), hex::encode(head.hash))),
        seal: sealed(seal),
    };
    Ok(Html(list.render(&ctx)))
}

fn sealed(seal: Seal) -> AuditSeal {
    let number = |number: i64| u64::try_from(number).unwrap_or(0);
    let last = seal.last.map(|last| {
        (number(last.kept.epoch.into()), number(last.kept.size), hex::encode(last.root), last.at)
    });
    let witnesses = seal.witnesses.into_iter().map(|seen| AuditWitness {
        name: seen.name,
        key: seen.key,
        last: seen.last.map(|(_, size, at)| (number(size), at)),
        state: seen.state.as_str(),
    });
    AuditSeal { key: seal.key, last, witnesses: witnesses.collect() }
}

/// An entry of the store as an entry of the page, without a way to its object.
pub(super) fn entry(record: &AuditRecord) -> AuditEntry {
    let raw = String::from_utf8_lossy(&record.bytes).into_owned();
    let value: serde_json::Value = serde_json::from_str(&raw).unwrap_or_default();
    let text = |pointer: &str| value.pointer(pointer).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let named = |field: &str| record.disclosures.iter().find(|d| d.field == field).map(|d| d.value.clone());
    let id = text("/object/id");
    let actor = match (text("/actor/kind").as_str(), &record.actor_name) {
        ("member", Some(name)) => AuditActor::Member(name.clone()),
        ("system", _) => AuditActor::System,
        _ => AuditActor::Unknown,
    };
    AuditEntry {
        epoch: u64::try_from(record.epoch).unwrap_or(0),
        seq: u64::try_from(record.seq).unwrap_or(0),
        time: record.at,
        actor,
        action: text("/action"),
        object_is_there: false,
        object: Some((id, named("name").or_else(|| named("file")).or_else(|| named("email"))))
            .filter(|(id, _)| !id.is_empty()),
        outcome: text("/outcome"),
        raw,
    }
}
