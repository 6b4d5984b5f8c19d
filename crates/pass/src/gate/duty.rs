//! The roles and tasks of an organization, as a bundle carries them: what they are called, and which tickets they ask for.

use std::str::FromStr;

use ciborium::Value;
use domain::id::DutyId;

use super::{MAX_GROUPS, is_code, is_label};
use crate::cbor;

/// The most roles, and the most tasks, of which a bundle tells.
pub const MAX_DUTIES: usize = 500;
/// The most that it says there are.
const MAX_TOTAL: u32 = 1_000_000;

/// What somebody is or does, and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Its id.
    pub id: DutyId,
    /// What people call it.
    pub name: String,
    /// The codes of the types of tickets that it asks for: all of them.
    pub codes: Vec<String>,
}

/// The roles or the tasks of an organization, as far as a bundle has room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duties {
    /// How many there are. A scanner says so when some are not here.
    pub total: u32,
    /// Those that are here, in the order of their ids.
    pub here: Vec<Duty>,
}

impl Duties {
    /// Of `total` that there are, these, which come first, as far as there is room; `None` where there are none.
    #[must_use]
    pub fn of(total: usize, first: Vec<Duty>) -> Option<Self> {
        let total = u32::try_from(total).unwrap_or(MAX_TOTAL).min(MAX_TOTAL);
        let mut here = first;
        here.truncate(MAX_DUTIES);
        here.sort_unstable_by_key(|duty| duty.id);
        (total > 0).then_some(Self { total, here })
    }

    /// Whether one of them asks for something, be it one that is not here.
    pub(super) fn may_ask(&self) -> bool {
        usize::try_from(self.total).is_ok_and(|total| total > self.here.len())
            || self.here.iter().any(|duty| !duty.codes.is_empty())
    }

    pub(super) fn is_sound(&self) -> bool {
        let is_known = |duty: &Duty| {
            is_label(&duty.name)
                && duty.codes.len() <= MAX_GROUPS
                && duty.codes.iter().all(|code| is_code(code))
        };
        // None is left out where there is room for it.
        let fits = usize::try_from(self.total).is_ok_and(|total| total.min(MAX_DUTIES) == self.here.len());
        (1..=MAX_TOTAL).contains(&self.total)
            && fits
            && self.here.iter().all(is_known)
            && self.here.is_sorted_by(|one, next| one.id < next.id)
    }

    pub(super) fn to_value(&self) -> Value {
        let duty = |duty: &Duty| {
            let codes = duty.codes.iter().cloned().map(Value::Text).collect();
            let id = Value::Text(duty.id.to_string());
            Value::Array(vec![id, Value::Text(duty.name.clone()), Value::Array(codes)])
        };
        Value::Array(vec![self.total.into(), Value::Array(self.here.iter().map(duty).collect())])
    }

    pub(super) fn read(value: Value) -> Option<Self> {
        let [total, here]: [Value; 2] = value.into_array().ok()?.try_into().ok()?;
        let total = u32::try_from(cbor::integer(&total)?).ok()?;
        let here = here.into_array().ok()?.into_iter().map(duty).collect::<Option<_>>()?;
        Some(Self { total, here })
    }
}

fn duty(value: Value) -> Option<Duty> {
    let [id, name, codes]: [Value; 3] = value.into_array().ok()?.try_into().ok()?;
    let codes = codes.into_array().ok()?.into_iter().map(|code| code.into_text().ok());
    Some(Duty {
        id: DutyId::from_str(id.as_text()?).ok()?,
        name: name.into_text().ok()?,
        codes: codes.collect::<Option<_>>()?,
    })
}
