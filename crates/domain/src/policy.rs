//! The first wall: policy decides, with a reason. Row-level security in the database is the second.

use crate::{Action, Actor, Permission};

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{action} takes the permission `{missing}`, which none of your roles has")]
pub struct Denial {
    /// What was to be done.
    pub action: Action,
    /// The permission that is missing.
    pub missing: Permission,
}

/// Decides whether `actor` may do `action` in his organization.
///
/// # Errors
/// A [`Denial`] that names the missing permission.
pub fn authorize(actor: &Actor, action: Action) -> Result<(), Denial> {
    match action.permission() {
        Some(missing) if !actor.permissions.contains(missing) => Err(Denial { action, missing }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;
    use crate::id::{MemberId, OrgId, SessionId, UserId};
    use std::fmt::Write;
    use time::OffsetDateTime;
    use uuid::Uuid;

    fn actor(role: Role) -> Actor {
        Actor {
            org: OrgId::from_uuid(Uuid::from_u128(1)),
            member: MemberId::from_uuid(Uuid::from_u128(2)),
            user: UserId::from_uuid(Uuid::from_u128(3)),
            session: SessionId::from_uuid(Uuid::from_u128(4)),
            permissions: role.permissions(),
            authenticated_at: OffsetDateTime::UNIX_EPOCH,
            must_enrol: false,
        }
    }

    /// The table that reviewers read: who may do what, and what takes a step-up.
    #[test]
    fn permission_table() {
        let mut table = format!("{:<30}", "action");
        for role in Role::ALL {
            write!(table, " {:<11}", role.as_str()).unwrap();
        }
        table.push_str(" step-up\n");
        for action in Action::ALL {
            write!(table, "{:<30}", action.as_str()).unwrap();
            for role in Role::ALL {
                let verdict = if authorize(&actor(*role), *action).is_ok() { "yes" } else { "-" };
                write!(table, " {verdict:<11}").unwrap();
            }
            let step_up = match action {
                action if action.is_sensitive() => "yes",
                action if action.may_be_made_sensitive() => "on demand",
                action if action.takes_passkey() => "with a passkey",
                _ => "-",
            };
            writeln!(table, " {step_up}").unwrap();
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_denial_says_what_is_missing() {
        let denial = authorize(&actor(Role::Member), Action::CustomerDelete).unwrap_err();
        assert_eq!(denial.missing, Permission::CustomerDelete);
        assert!(denial.to_string().contains("customer.delete"));
    }
}
