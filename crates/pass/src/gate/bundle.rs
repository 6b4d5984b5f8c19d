//! What a scanner carries of its site.

use std::collections::BTreeMap;
use std::str::FromStr;

use ciborium::Value;
use domain::id::{DutyId, OrgId, SiteId};

use super::proof::sha256;
use super::{Duties, Duty, HASH, PHOTO_NAME, bytes, is_code, is_label, moment, optional, or_null};
use crate::cbor;
use crate::claims::{RoleMark, role_mark, text_map};
use crate::keys::{Trust, read_cose_keys};
use crate::pack::MAX_TRUST_PACK;
use crate::status::{LIFETIME, MAX_STATUS_LIST};

/// The most bytes of a bundle.
pub const MAX_BUNDLE: usize = 8 * 1024 * 1024;
/// The most status lists in one.
pub const MAX_LISTS: usize = 64;
/// The most types of tickets.
pub const MAX_TYPES: usize = 2000;
/// The most groups that are required, and the most codes in one.
pub const MAX_GROUPS: usize = 50;
/// The most bytes of a time zone's name.
pub const MAX_ZONE: usize = 64;
/// The most photos that a scanner carries.
pub const MAX_PHOTOS: usize = 2000;

const FORM: i64 = 1;
const VERSION: i64 = 1;
const MADE_AT: i64 = 2;
const ORGANIZATION: i64 = 3;
const ORGANIZATION_NAME: i64 = 4;
const SITE: i64 = 5;
const SITE_NAME: i64 = 6;
const ZONE: i64 = 7;
const KEYS: i64 = 8;
const PACK: i64 = 9;
const LISTS: i64 = 10;
const TYPES: i64 = 11;
const REQUIREMENT: i64 = 12;
const MAX_AGE: i64 = 13;
const PHOTOS: i64 = 14;
const TASKS: i64 = 15;
const ROLES: i64 = 16;

/// Whom a site trusts, and what it requires.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// When it was made, in seconds since 1970 (UTC).
    pub made_at: i64,
    /// The organization.
    pub organization: OrgId,
    /// Its name.
    pub organization_name: String,
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub site_name: String,
    /// The time zone of the site's days, of the IANA database.
    pub zone: String,
    /// The organization's keys.
    pub keys: Trust,
    /// The newest trust pack, where there is a root.
    pub pack: Option<Vec<u8>>,
    /// Signed status lists.
    pub lists: Vec<Vec<u8>>,
    /// The names of the types of tickets, by the codes that passes have.
    pub types: BTreeMap<String, String>,
    /// What is required: of each group, one.
    pub requirement: Vec<Vec<String>>,
    /// The most that the status may be old here, in seconds.
    pub max_age: Option<i64>,
    /// The names of the photos that its scanners carry, in the order of their bytes; `None` where they carry none.
    pub photos: Option<Vec<[u8; PHOTO_NAME]>>,
    /// The organization's tasks; `None` where there are none.
    pub tasks: Option<Duties>,
    /// Its roles; `None` where there are none.
    pub roles: Option<Duties>,
}

impl Bundle {
    /// Its bytes; `None` when it is not sound: a name, a code or a number is out of its bounds.
    #[must_use]
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let bytes = self.is_sound().then(|| self.write(self.made_at))?;
        (bytes.len() <= MAX_BUNDLE).then_some(bytes)
    }

    /// Reads one; `None` for what is not in the one form of a bundle.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if bytes.len() > MAX_BUNDLE {
            return None;
        }
        let mut members = cbor::labels(cbor::read(bytes)?)?;
        // They are not there where there are none.
        let roles = members.pop_if(|(label, _)| *label == ROLES).map(|(_, roles)| roles);
        let tasks = members.pop_if(|(label, _)| *label == TASKS).map(|(_, tasks)| tasks);
        let photos = members.pop_if(|(label, _)| *label == PHOTOS).map(|(_, photos)| photos);
        let [
            (FORM, form),
            (MADE_AT, made_at),
            (ORGANIZATION, organization),
            (ORGANIZATION_NAME, organization_name),
            (SITE, site),
            (SITE_NAME, site_name),
            (ZONE, zone),
            (KEYS, keys),
            (PACK, pack),
            (LISTS, lists),
            (TYPES, types),
            (REQUIREMENT, requirement),
            (MAX_AGE, max_age),
        ] = <[_; 13]>::try_from(members).ok()?
        else {
            return None;
        };
        if cbor::integer(&form) != Some(VERSION) {
            return None;
        }
        let text = |value: Value| value.into_text().ok();
        let lists = lists.into_array().ok()?.into_iter().map(|list| list.into_bytes().ok());
        let groups = requirement.into_array().ok()?.into_iter();
        let types = types.into_map().ok()?.into_iter().map(|(code, name)| Some((text(code)?, text(name)?)));
        let bundle = Self {
            made_at: moment(&made_at)?,
            organization: OrgId::from_str(organization.as_text()?).ok()?,
            organization_name: text(organization_name)?,
            site: SiteId::from_str(site.as_text()?).ok()?,
            site_name: text(site_name)?,
            zone: text(zone)?,
            keys: read_cose_keys(keys).ok()?,
            pack: optional(pack, |value| value.into_bytes().ok())?,
            lists: lists.collect::<Option<_>>()?,
            types: types.collect::<Option<_>>()?,
            requirement: groups
                .map(|group| group.into_array().ok()?.into_iter().map(text).collect())
                .collect::<Option<_>>()?,
            max_age: optional(max_age, |value| cbor::integer(&value))?,
            photos: match photos {
                None => None,
                Some(photos) => Some(photo_names(photos)?),
            },
            tasks: match tasks {
                None => None,
                Some(tasks) => Some(Duties::read(tasks)?),
            },
            roles: match roles {
                None => None,
                Some(roles) => Some(Duties::read(roles)?),
            },
        };
        // Keys in the order of their ids, with no member more than they need.
        (bundle.to_bytes()? == bytes).then_some(bundle)
    }

    /// What it says, whenever it says it: the SHA-256 of it as if made in 1970. Two that differ in nothing but their moments have
    /// the same.
    #[must_use]
    pub fn content(&self) -> [u8; HASH] {
        sha256(&self.write(0))
    }

    /// All codes that are required where this task is done, once each: those whose ends count for a verdict here.
    #[must_use]
    pub fn required(&self, task: Option<DutyId>) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        let of_task = task.and_then(|task| self.task(task)).map_or(&[][..], |task| &task.codes);
        for code in self.requirement.iter().flatten().chain(of_task) {
            if !codes.contains(code) {
                codes.push(code.clone());
            }
        }
        codes
    }

    /// The task with this id, if it is here.
    #[must_use]
    pub fn task(&self, id: DutyId) -> Option<&Duty> {
        self.tasks.as_ref()?.here.iter().find(|task| task.id == id)
    }

    /// What its roles ask for, by their marks: what counts for a verdict besides, for who has one of them.
    #[must_use]
    pub fn asked_by_roles(&self) -> Vec<(RoleMark, Vec<String>)> {
        let roles = self.roles.iter().flat_map(|roles| &roles.here);
        roles.map(|role| (role_mark(role.id), role.codes.clone())).collect()
    }

    fn is_sound(&self) -> bool {
        let is_zone = (1..=MAX_ZONE).contains(&self.zone.len())
            && self.zone.chars().all(|c| c.is_ascii_alphanumeric() || "/_+-".contains(c));
        let is_group = |group: &Vec<String>| {
            (1..=MAX_GROUPS).contains(&group.len()) && group.iter().all(|code| is_code(code))
        };
        is_label(&self.organization_name)
            && is_label(&self.site_name)
            && is_zone
            && self.pack.as_ref().is_none_or(|pack| pack.len() <= MAX_TRUST_PACK)
            && self.lists.len() <= MAX_LISTS
            && self.lists.iter().all(|list| list.len() <= MAX_STATUS_LIST)
            && self.types.len() <= MAX_TYPES
            && self.types.iter().all(|(code, name)| is_code(code) && is_label(name))
            && self.requirement.len() <= MAX_GROUPS
            && self.requirement.iter().all(is_group)
            && self.max_age.is_none_or(|age| (1..=LIFETIME).contains(&age))
            && self
                .photos
                .as_ref()
                .is_none_or(|names| names.len() <= MAX_PHOTOS && names.is_sorted_by(|one, next| one < next))
            && self.tasks.as_ref().is_none_or(Duties::is_sound)
            && self.roles.as_ref().is_none_or(Duties::is_sound)
    }

    fn write(&self, made_at: i64) -> Vec<u8> {
        let texts = |texts: &Vec<String>| Value::Array(texts.iter().cloned().map(Value::Text).collect());
        let types = self.types.iter().map(|(code, name)| (code.as_str(), Value::Text(name.clone())));
        let mut members = vec![
            (FORM, VERSION.into()),
            (MADE_AT, made_at.into()),
            (ORGANIZATION, Value::Text(self.organization.to_string())),
            (ORGANIZATION_NAME, Value::Text(self.organization_name.clone())),
            (SITE, Value::Text(self.site.to_string())),
            (SITE_NAME, Value::Text(self.site_name.clone())),
            (ZONE, Value::Text(self.zone.clone())),
            (KEYS, self.keys.to_cose_keys()),
            (PACK, or_null(self.pack.clone(), Value::Bytes)),
            (LISTS, Value::Array(self.lists.iter().cloned().map(Value::Bytes).collect())),
            (TYPES, text_map(types.collect())),
            (REQUIREMENT, Value::Array(self.requirement.iter().map(texts).collect())),
            (MAX_AGE, or_null(self.max_age, Value::from)),
        ];
        members.extend(self.photos.as_ref().map(|names| {
            (PHOTOS, Value::Array(names.iter().map(|name| Value::Bytes(name.to_vec())).collect()))
        }));
        members.extend(self.tasks.as_ref().map(|tasks| (TASKS, tasks.to_value())));
        members.extend(self.roles.as_ref().map(|roles| (ROLES, roles.to_value())));
        cbor::write(&cbor::labelled(members))
    }
}

fn photo_names(photos: Value) -> Option<Vec<[u8; PHOTO_NAME]>> {
    photos.into_array().ok()?.into_iter().map(bytes).collect()
}
