//! The first organization, and the ones after it.

use domain::Rng;
use domain::id::UserId;
use store::NewOrganization;

use crate::firm::{Database, TestRng, new_organization, request};

async fn create(database: &Database, new: &NewOrganization) -> bool {
    database.store.system().create_organization(new, request()).await.unwrap()
}

fn by_link(name: &str, hash: [u8; 32]) -> NewOrganization {
    NewOrganization { setup_hash: Some(hash), ..new_organization(name) }
}

#[tokio::test]
async fn the_newest_set_up_link_opens_once() {
    let database = Database::new().await;
    let system = database.store.system();
    let (first, second) = (TestRng.bytes(), TestRng.bytes());
    assert!(system.add_setup_token(&first).await.unwrap());
    assert!(system.add_setup_token(&second).await.unwrap());
    assert!(!create(&database, &by_link("Por enlace viejo", first)).await);
    assert!(!create(&database, &by_link("Sin enlace", TestRng.bytes())).await);
    assert!(create(&database, &by_link("Norte", second)).await);
    assert!(!create(&database, &by_link("Otra vez", second)).await);
    assert!(!system.add_setup_token(&TestRng.bytes()).await.unwrap(), "there is an organization now");
    let count: i64 = database
        .superuser()
        .await
        .query_one("SELECT count(*) FROM credenza.organizations", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(count, 1);
    assert!(create(&database, &new_organization("Sur")).await, "by the operator's command line");
}

#[tokio::test]
async fn of_many_who_use_a_link_at_once_one_succeeds() {
    let database = Database::new().await;
    let hash = TestRng.bytes();
    assert!(database.store.system().add_setup_token(&hash).await.unwrap());
    let all: Vec<_> = (0..6).map(|n| by_link(&format!("Norte {n}"), hash)).collect();
    let made = futures_util::future::join_all(all.iter().map(|new| create(&database, new))).await;
    assert_eq!(made.iter().filter(|made| **made).count(), 1, "{made:?}");
}

/// Whoever has an account keeps it, with his password: a second organization gives nobody a way to change it.
#[tokio::test]
async fn a_second_organization_of_one_account_leaves_the_account_as_it_is() {
    let database = Database::new().await;
    let first = new_organization("Norte");
    let mut others = Vec::new();
    for name in ["Sur", "Este", "Oeste"] {
        let password = "$argon2id$v=19$m=8,t=1,p=1$b3RoZXJvdGhlcg$b3RoZXI".to_owned();
        others.push(NewOrganization { email: first.email.clone(), password, ..new_organization(name) });
    }
    assert!(create(&database, &first).await);
    let made = futures_util::future::join_all(others.iter().map(|new| create(&database, new))).await;
    assert_eq!(made, [true; 3]);
    let account = database.store.system().find_account(&first.email).await.unwrap().unwrap();
    assert_eq!((account.user, account.password), (first.user, first.password.clone()));
    let names: Vec<_> = account.memberships.iter().map(|m| m.org_name.as_str()).collect();
    assert_eq!(names.len(), 4);
    assert_eq!(names[0], "Norte", "the oldest first");
    let accounts: i64 = database
        .superuser()
        .await
        .query_one("SELECT count(*) FROM credenza.users", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(accounts, 1);
}

/// Also when there is no account yet, and both make it at the same moment.
#[tokio::test]
async fn two_organizations_made_at_once_for_one_address_share_one_account() {
    let database = Database::new().await;
    let (north, mut south) = (new_organization("Norte"), new_organization("Sur"));
    south.email.clone_from(&north.email);
    let (first, second) = tokio::join!(create(&database, &north), create(&database, &south));
    assert!(first && second);
    let account = database.store.system().find_account(&north.email).await.unwrap().unwrap();
    assert_eq!(account.memberships.len(), 2);
    let known: [UserId; 2] = [north.user, south.user];
    assert!(known.contains(&account.user));
    for membership in &account.memberships {
        let persona = database.sign_in(membership.org, membership.member).await;
        assert_eq!(database.verified_log(&persona).await.len(), 2, "created, signed in");
    }
}

/// An organization is made whole or not at all.
#[tokio::test]
async fn an_organization_that_cannot_be_made_leaves_nothing() {
    let database = Database::new().await;
    let good = new_organization("Norte");
    assert!(create(&database, &good).await);
    for bad in [
        NewOrganization { wrapped_kek: Vec::new(), ..new_organization("Sin llave") },
        NewOrganization { org: good.org, ..new_organization("La misma") },
        NewOrganization { password: "plain".into(), ..new_organization("Sin hash") },
        NewOrganization { email: "UPPER@example.test".into(), ..new_organization("Mayúsculas") },
        NewOrganization { name: String::new(), ..new_organization("") },
    ] {
        assert!(database.store.system().create_organization(&bad, request()).await.is_err(), "{bad:?}");
        let left: i64 = database
            .superuser()
            .await
            .query_one(
                "SELECT (SELECT count(*) FROM credenza.users) + (SELECT count(*) FROM credenza.members)
                      + (SELECT count(*) FROM audit.entries) + (SELECT count(*) FROM credenza.organizations)",
                &[],
            )
            .await
            .unwrap()
            .get(0);
        assert_eq!(left, 4);
    }
}
