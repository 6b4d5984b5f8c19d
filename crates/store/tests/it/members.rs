//! The rules about an organization's people, held by the engine: also when two break them at the same moment.

use domain::id::{InvitationId, MemberId, RoleId, UserId};
use domain::{Action, Clock, Permission, PermissionSet, Rng, Role};
use futures_util::future::join_all;
use store::{AuditEvent, Error, Joining, Rule, TenantTx};
use time::Duration;

use crate::firm::{Database, PASSWORD, Persona, TestClock, TestRng, request};

async fn begin(database: &Database, persona: &Persona) -> TenantTx {
    database.store.begin(&persona.caller()).await.unwrap()
}

async fn remove(database: &Database, by: &Persona, target: MemberId) -> Result<(), Error> {
    let tx = database.store.begin(&by.caller()).await?;
    tx.remove_member(target).await?;
    tx.commit(&AuditEvent::new(Action::MemberRemove).on("member", &target)).await.map(drop)
}

async fn invite(database: &Database, by: &Persona, email: &str, roles: &[&str]) -> Result<[u8; 32], Error> {
    let (id, hash) = (InvitationId::new(TestClock.now(), &TestRng), TestRng.bytes());
    let roles: Vec<_> = roles.iter().map(|role| (*role).to_owned()).collect();
    let tx = database.store.begin(&by.caller()).await?;
    tx.invite(id, &hash, email, &roles, Duration::days(7)).await?;
    tx.commit(&AuditEvent::new(Action::InvitationCreate).on("invitation", &id)).await?;
    Ok(hash)
}

async fn accept(database: &Database, hash: &[u8; 32]) -> Result<Option<MemberId>, Error> {
    let system = database.store.system();
    let Some(invitation) = system.find_invitation(hash).await? else { return Ok(None) };
    let joining = Joining::New {
        user: UserId::new(TestClock.now(), &TestRng),
        name: "Nueva".into(),
        password: PASSWORD.into(),
    };
    let member = MemberId::new(TestClock.now(), &TestRng);
    system.accept_invitation(&invitation, hash, &joining, member, request()).await
}

async fn count(database: &Database, sql: &str) -> i64 {
    database.superuser().await.query_one(sql, &[]).await.unwrap().get(0)
}

fn is_rule<T>(result: &Result<T, Error>, rule: Rule) -> bool {
    matches!(result, Err(Error::Rule(broken)) if *broken == rule)
}

#[tokio::test]
async fn of_two_administrators_who_remove_each_other_one_stays() {
    let database = Database::new().await;
    let (first, _other) = (database.firm("Norte").await, database.firm("Sur").await);
    for _ in 0..6 {
        let second = database.hire(first.org, "Otra", &["admin"]).await;
        let third = database.hire(first.org, "Tercera", &["admin"]).await;
        let (a, b) =
            tokio::join!(remove(&database, &second, third.member), remove(&database, &third, second.member));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
        let left = if a.is_ok() { second } else { third };
        remove(&database, &first, left.member).await.unwrap();
    }
    database.verified_log(&first).await;
}

#[tokio::test]
async fn of_many_administrators_who_leave_at_once_one_stays() {
    let database = Database::new().await;
    let (first, _other) = (database.firm("Norte").await, database.firm("Sur").await);
    let mut all = vec![first];
    for _ in 0..5 {
        all.push(database.hire(first.org, "Otra", &["admin"]).await);
    }
    let left = join_all(all.iter().map(|persona| async {
        let tx = begin(&database, persona).await;
        tx.leave(&AuditEvent::new(Action::MemberLeave).on("member", &persona.member)).await
    }))
    .await;
    let refused: Vec<_> = left.iter().filter(|result| result.is_err()).collect();
    assert!(refused.len() == 1 && is_rule(refused[0], Rule::LastAdministrator), "{refused:?}");
    let stayed = all.iter().zip(&left).find(|(_, result)| result.is_err()).unwrap().0;
    database.verified_log(stayed).await;
    for (persona, _) in all.iter().zip(&left).filter(|(_, result)| result.is_ok()) {
        assert!(matches!(database.store.begin(&persona.caller()).await, Err(Error::NoSession)));
    }
}

#[tokio::test]
async fn the_last_administrator_is_neither_suspended_nor_demoted() {
    let database = Database::new().await;
    let (admin, _other) = (database.firm("Norte").await, database.firm("Sur").await);
    let everything: Vec<_> = Permission::ALL.iter().map(|p| p.as_str()).collect();
    let superuser = database.superuser().await;
    let sql = "INSERT INTO credenza.roles (org_id, id, builtin, permissions, name) VALUES ($1, 'deputy', false, $2, 'Deputy')";
    superuser.execute(sql, &[&admin.org.uuid(), &everything]).await.unwrap();
    let deputy = database.hire(admin.org, "Diego", &["deputy"]).await;
    let tx = begin(&database, &deputy).await;
    assert!(is_rule(&tx.suspend_member(admin.member).await, Rule::LastAdministrator));
    let mut tx = begin(&database, &deputy).await;
    assert!(is_rule(&tx.set_member_roles(admin.member, &["deputy".into()]).await, Rule::LastAdministrator));
    let mut tx = begin(&database, &admin).await;
    assert!(is_rule(&tx.set_member_roles(admin.member, &["member".into()]).await, Rule::LastAdministrator));
    // A suspended administrator is none: the one beside him is the last.
    let second = database.hire(admin.org, "Otra", &["admin"]).await;
    let tx = begin(&database, &admin).await;
    tx.suspend_member(second.member).await.unwrap();
    tx.commit(&AuditEvent::new(Action::MemberSuspend).on("member", &second.member)).await.unwrap();
    assert!(is_rule(&remove(&database, &deputy, admin.member).await, Rule::LastAdministrator));
    assert!(is_rule(&remove(&database, &admin, admin.member).await, Rule::Oneself));
}

#[tokio::test]
async fn nobody_gives_takes_or_touches_more_than_he_holds() {
    let database = Database::new().await;
    let (admin, other) = (database.firm("Norte").await, database.firm("Sur").await);
    let superuser = database.superuser().await;
    let sql = "INSERT INTO credenza.roles (org_id, id, builtin, permissions, name) VALUES
               ($1, 'people', false, '{member.read,member.manage,member.invite,role.manage,customer.read,worker.read,ticket.write}', 'People')";
    superuser.execute(sql, &[&admin.org.uuid()]).await.unwrap();
    let people = database.hire(admin.org, "Pía", &["people"]).await;
    let (worker, auditor) = (
        database.hire(admin.org, "Wenceslao", &["worker"]).await.member,
        database.hire(admin.org, "Aurora", &["auditor"]).await.member,
    );
    let beyond = [
        begin(&database, &people).await.set_member_roles(worker, &["admin".into()]).await.map(drop),
        begin(&database, &people).await.set_member_roles(people.member, &["admin".into()]).await.map(drop),
        begin(&database, &people).await.set_member_roles(auditor, &["worker".into()]).await.map(drop),
        begin(&database, &people).await.suspend_member(auditor).await.map(drop),
        begin(&database, &people).await.remove_member(admin.member).await.map(drop),
        invite(&database, &people, "x@example.test", &["worker", "member"]).await.map(drop),
    ];
    for result in beyond {
        assert!(is_rule(&result, Rule::BeyondOwn), "{result:?}");
    }
    let held = PermissionSet::EMPTY.with(Permission::CustomerRead);
    let (mine, theirs) = (RoleId::new(TestClock.now(), &TestRng), RoleId::new(TestClock.now(), &TestRng));
    let tx = begin(&database, &people).await;
    assert!(is_rule(
        &tx.create_role(mine, "Mía", held.with(Permission::CustomerDelete)).await,
        Rule::BeyondOwn
    ));
    for (by, id, name, permissions) in [
        (&people, mine, "Mía", held),
        (&admin, theirs, "Suya", PermissionSet::EMPTY.with(Permission::CertificateReveal)),
    ] {
        let tx = begin(&database, by).await;
        tx.create_role(id, name, permissions).await.unwrap();
        tx.commit(&AuditEvent::new(Action::RoleCreate).on("role", &id)).await.unwrap();
    }
    let more = held.with(Permission::CertificateReveal);
    let refused = begin(&database, &people).await.update_role(mine, 1, "Mía", more).await;
    assert!(is_rule(&refused, Rule::BeyondOwn));
    let refused = begin(&database, &people).await.update_role(theirs, 1, "Suya", held).await;
    assert!(is_rule(&refused, Rule::BeyondOwn), "nor is what others hold taken away");
    assert!(is_rule(&begin(&database, &people).await.delete_role(theirs).await, Rule::BeyondOwn));
    // Of another organization, nothing is there.
    let found = begin(&database, &other).await.delete_role(mine).await;
    assert!(matches!(found, Err(Error::NotFound)), "{found:?}");
    let found = begin(&database, &other).await.suspend_member(worker).await;
    assert!(matches!(found, Err(Error::NotFound)), "{found:?}");
}

#[tokio::test]
async fn seats_are_never_exceeded_by_many_who_join_at_once() {
    let database = Database::new().await;
    let (admin, other) = (database.firm("Norte").await, database.firm("Sur").await);
    let client = database.superuser().await;
    let seats = store::operator::set_seats(&client, admin.org, Some(5), request()).await.unwrap();
    assert_eq!(seats, store::operator::Seats::Set { taken: 1 });
    let mut links = Vec::new();
    for n in 0..12 {
        links.push(invite(&database, &admin, &format!("{n}@example.test"), &["member"]).await.unwrap());
    }
    let answers = join_all(links.iter().map(|link| accept(&database, link))).await;
    let joined = answers.iter().filter(|answer| matches!(answer, Ok(Some(_)))).count();
    let full = answers.iter().filter(|answer| is_rule(answer, Rule::NoSeat)).count();
    assert_eq!((joined, full), (4, 8), "{answers:?}");
    let active = format!(
        "SELECT count(*) FROM credenza.members WHERE org_id = '{}' AND status = 'active'",
        admin.org.uuid()
    );
    assert_eq!(count(&database, &active).await, 5);
    assert_eq!(
        count(&database, "SELECT count(*) FROM credenza.users").await,
        6,
        "and no account is left over"
    );
    // A suspended member holds no seat; whoever took it keeps him out.
    let member = answers.iter().find_map(|answer| answer.as_ref().ok().copied().flatten()).unwrap();
    let tx = begin(&database, &admin).await;
    tx.suspend_member(member).await.unwrap();
    tx.commit(&AuditEvent::new(Action::MemberSuspend).on("member", &member)).await.unwrap();
    let waiting = links.iter().zip(&answers).find(|(_, answer)| answer.is_err()).unwrap().0;
    assert!(accept(&database, waiting).await.unwrap().is_some());
    assert!(is_rule(&begin(&database, &admin).await.reinstate_member(member).await, Rule::NoSeat));
    let fewer = store::operator::set_seats(&client, admin.org, Some(4), request()).await.unwrap();
    assert_eq!(fewer, store::operator::Seats::TooFew { taken: 5 });
    let more = store::operator::set_seats(&client, admin.org, None, request()).await.unwrap();
    assert_eq!(more, store::operator::Seats::Set { taken: 5 });
    begin(&database, &admin).await.reinstate_member(member).await.unwrap();
    let unlimited = "SELECT count(*) FROM credenza.organizations WHERE seat_limit IS NULL";
    assert_eq!(count(&database, unlimited).await, 2, "of {:?} too", other.org);
}

#[tokio::test]
async fn a_link_is_used_by_exactly_one_of_many() {
    let database = Database::new().await;
    let (admin, _other) = (database.firm("Norte").await, database.firm("Sur").await);
    let link = invite(&database, &admin, "nueva@example.test", &["member"]).await.unwrap();
    let answers = join_all((0..8).map(|_| accept(&database, &link))).await;
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Ok(Some(_)))).count(), 1, "{answers:?}");
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(count(&database, "SELECT count(*) FROM credenza.invitations").await, 0);
}

#[tokio::test]
async fn an_invitation_stands_as_long_as_its_inviter_could_send_it() {
    let database = Database::new().await;
    let (admin, _other) = (database.firm("Norte").await, database.firm("Sur").await);
    let second = database.hire(admin.org, "Otra", &["admin"]).await;
    let link = invite(&database, &second, "a@example.test", &["member"]).await.unwrap();
    let mut tx = begin(&database, &admin).await;
    tx.set_member_roles(second.member, &["member".into()]).await.unwrap();
    tx.commit(&AuditEvent::new(Action::MemberSetRoles).on("member", &second.member)).await.unwrap();
    assert_eq!(accept(&database, &link).await.unwrap(), None, "he may not invite any more");
    let mut tx = begin(&database, &admin).await;
    tx.set_member_roles(second.member, &["admin".into()]).await.unwrap();
    tx.commit(&AuditEvent::new(Action::MemberSetRoles).on("member", &second.member)).await.unwrap();
    let again = invite(&database, &second, "b@example.test", &[Role::Admin.as_str()]).await.unwrap();
    remove(&database, &admin, second.member).await.unwrap();
    assert_eq!(accept(&database, &again).await.unwrap(), None, "he is none of us any more");
    assert_eq!(count(&database, "SELECT count(*) FROM credenza.invitations").await, 0, "so they are gone");
}

/// From a change of his own roles on, somebody acts by the new ones, in the same transaction too; and it is told, whatever they are.
#[tokio::test]
async fn who_changes_his_own_roles_acts_by_the_new_ones_and_tells_it() {
    let database = Database::new().await;
    let (first, _other) = (database.firm("Norte").await, database.firm("Sur").await);
    let who = database.hire(first.org, "Pía", &["admin"]).await;
    let mut tx = begin(&database, &who).await;
    tx.set_member_roles(who.member, &["worker".into()]).await.unwrap();
    assert!(!tx.actor().permissions.contains(Permission::MemberManage));
    assert!(tx.authorize(Action::MemberSuspend).is_err());
    let event = AuditEvent::new(Action::MemberSetRoles).on("member", &who.member);
    tx.commit(&event).await.unwrap();
    let mut tx = begin(&database, &first).await;
    tx.set_member_roles(first.member, &["admin".into(), "worker".into()]).await.unwrap();
    assert!(tx.actor().permissions.contains(Permission::MemberManage));
    tx.commit(&AuditEvent::new(Action::MemberSetRoles).on("member", &first.member)).await.unwrap();
    let refused = begin(&database, &who).await.suspend_member(first.member).await;
    assert!(refused.is_err(), "{refused:?}");
    database.verified_log(&first).await;
}
