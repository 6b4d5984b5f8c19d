//! Between an [`Entry`] and its JSON.

use std::collections::BTreeMap;

use super::{Actor, Assurance, Entry, ObjectRef, Outcome};
use crate::json::{FormError, Json, Members, positive};
use crate::timestamp;

/// Takes an entry out of its JSON. Bounds are [`Entry::check`]'s.
pub(super) fn read(json: Json) -> Result<Entry, FormError> {
    let mut members = Members::of(json, "entry")?;
    if members.number("v")? != 1 {
        return Err(FormError::Invalid { member: "v", expected: "1" });
    }
    let entry = Entry {
        action: members.text("action")?,
        actor: read_actor(members.take("actor")?)?,
        assurance: nullable(members.take("assurance")?, read_assurance)?,
        committed: read_fields(members.take("committed")?, "committed", |text| text.parse().ok())?,
        details: read_fields(members.take("details")?, "details", Some)?,
        epoch: members.number("epoch")?,
        intent: nullable(members.take("intent")?, |json| positive(&json, "intent"))?,
        object: nullable(members.take("object")?, read_object)?,
        org: members.parsed("org", "an organization's id")?,
        outcome: read_outcome(&members.text("outcome")?)?,
        prev: members.parsed("prev", "64 lower-case hexadecimal digits")?,
        request: nullable(members.take("request")?, |json| match json {
            Json::Text(text) => text.parse().map_err(|_| invalid("request", "a request's id or null")),
            _ => Err(invalid("request", "a request's id or null")),
        })?,
        seq: members.number("seq")?,
        time: timestamp::parse(&members.text("time")?).ok_or(invalid("time", timestamp::EXPECTED))?,
    };
    members.finish()?;
    Ok(entry)
}

fn invalid(member: &'static str, expected: &'static str) -> FormError {
    FormError::Invalid { member, expected }
}

fn nullable<T>(json: Json, read: impl FnOnce(Json) -> Result<T, FormError>) -> Result<Option<T>, FormError> {
    if json == Json::Null { Ok(None) } else { read(json).map(Some) }
}

fn read_actor(json: Json) -> Result<Actor, FormError> {
    let mut members = Members::of(json, "actor")?;
    let actor = match members.text("kind")?.as_str() {
        "member" => Actor::Member(members.parsed("id", "a member's id")?),
        "system" => Actor::System,
        "anonymous" => Actor::Anonymous,
        _ => return Err(invalid("kind", "member, system or anonymous")),
    };
    members.finish()?;
    Ok(actor)
}

fn read_assurance(json: Json) -> Result<Assurance, FormError> {
    let mut members = Members::of(json, "assurance")?;
    let Json::List(list) = members.take("amr")? else { return Err(invalid("amr", "a list of texts")) };
    let mut amr = Vec::with_capacity(list.len());
    for method in list {
        let Json::Text(method) = method else { return Err(invalid("amr", "a list of texts")) };
        amr.push(method);
    }
    let session = members.parsed("session", "a session's id")?;
    let step_up = match members.optional("step_up") {
        None => None,
        Some(Json::Text(text)) => Some(text.parse().map_err(|_| invalid("step_up", "a step-up proof's id"))?),
        Some(_) => return Err(invalid("step_up", "a step-up proof's id")),
    };
    members.finish()?;
    Ok(Assurance { amr, session, step_up })
}

fn read_object(json: Json) -> Result<ObjectRef, FormError> {
    let mut members = Members::of(json, "object")?;
    let object = ObjectRef {
        id: members.text("id")?,
        kind: members.text("kind")?,
        version: members.optional("version").map(|version| positive(&version, "version")).transpose()?,
    };
    members.finish()?;
    Ok(object)
}

fn read_outcome(text: &str) -> Result<Outcome, FormError> {
    [Outcome::Intent, Outcome::Done, Outcome::Failed, Outcome::Refused]
        .into_iter()
        .find(|outcome| outcome.as_str() == text)
        .ok_or(invalid("outcome", "intent, done, failed or refused"))
}

fn read_fields<T>(
    json: Json,
    member: &'static str,
    read: impl Fn(String) -> Option<T>,
) -> Result<BTreeMap<String, T>, FormError> {
    let wrong = invalid(member, "an object of texts; 64 lower-case hexadecimal digits each in `committed`");
    let mut fields = BTreeMap::new();
    for (name, value) in Members::of(json, member)?.into_map() {
        let Json::Text(text) = value else { return Err(wrong) };
        fields.insert(name, read(text).ok_or_else(|| wrong.clone())?);
    }
    Ok(fields)
}

/// Puts an entry into JSON; fails only for a time that the text form cannot say.
pub(super) fn write(entry: &Entry) -> Result<Json, FormError> {
    let time = timestamp::format(entry.time).ok_or(invalid("time", timestamp::EXPECTED))?;
    Ok(Json::object([
        ("action", Json::text(&entry.action)),
        ("actor", write_actor(entry.actor)),
        ("assurance", entry.assurance.as_ref().map_or(Json::Null, write_assurance)),
        ("committed", write_fields(&entry.committed)),
        ("details", write_fields(&entry.details)),
        ("epoch", Json::Integer(entry.epoch)),
        ("intent", entry.intent.map_or(Json::Null, Json::Integer)),
        ("object", entry.object.as_ref().map_or(Json::Null, write_object)),
        ("org", Json::text(entry.org)),
        ("outcome", Json::text(entry.outcome.as_str())),
        ("prev", Json::text(entry.prev)),
        ("request", entry.request.map_or(Json::Null, Json::text)),
        ("seq", Json::Integer(entry.seq)),
        ("time", Json::Text(time)),
        ("v", Json::Integer(1)),
    ]))
}

fn write_actor(actor: Actor) -> Json {
    match actor {
        Actor::Member(id) => Json::object([("id", Json::text(id)), ("kind", Json::text("member"))]),
        Actor::System => Json::object([("kind", Json::text("system"))]),
        Actor::Anonymous => Json::object([("kind", Json::text("anonymous"))]),
    }
}

fn write_assurance(assurance: &Assurance) -> Json {
    let amr = Json::List(assurance.amr.iter().map(Json::text).collect());
    let session = Json::text(assurance.session);
    match assurance.step_up {
        None => Json::object([("amr", amr), ("session", session)]),
        Some(step_up) => Json::object([("amr", amr), ("session", session), ("step_up", Json::text(step_up))]),
    }
}

fn write_object(object: &ObjectRef) -> Json {
    let (id, kind) = (Json::text(&object.id), Json::text(&object.kind));
    match object.version {
        None => Json::object([("id", id), ("kind", kind)]),
        Some(version) => Json::object([("id", id), ("kind", kind), ("version", Json::Integer(version))]),
    }
}

fn write_fields<T: std::fmt::Display>(fields: &BTreeMap<String, T>) -> Json {
    Json::Object(fields.iter().map(|(name, value)| (name.clone(), Json::text(value))).collect())
}
