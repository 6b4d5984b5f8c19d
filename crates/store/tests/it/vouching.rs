//! What the cast has of passes, and how the engine issues them and tells what became of them.

use domain::id::{ObjectId, PassId, PassKeyId, RequestId, TicketId, WorkerId};
use domain::{Clock, Rng};
use store::{Error, FoundStatusList, NewPass, Rule, StatusListForms, StatusSigning};
use time::{Duration, OffsetDateTime};
use tokio_postgres::Client;

use crate::cast::{Cast, Firm};
use crate::firm::{Persona, TestClock, TestRng, request};
use crate::records::settle;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Vouching {
    /// One who has no account, in the crew of the worker.
    pub(crate) mate: WorkerId,
    /// The administrator, as a worker.
    pub(crate) admin: WorkerId,
    /// A pass of the mate.
    pub(crate) pass: PassId,
    /// The key that signs passes.
    pub(crate) pass_key: PassKeyId,
}

impl Vouching {
    pub(crate) fn fresh() -> Self {
        let now = TestClock.now();
        Self {
            mate: WorkerId::new(now, &TestRng),
            admin: WorkerId::new(now, &TestRng),
            pass: PassId::new(now, &TestRng),
            pass_key: PassKeyId::new(now, &TestRng),
        }
    }

    /// Puts in keys, passes of three workers, a ticket's place, and a list that was signed long ago.
    pub(crate) async fn add(&self, superuser: &Client, firm: &Firm) {
        let org = firm.org.uuid();
        let workers = format!(
            "INSERT INTO credenza.workers (org_id, id, name, crew_id) VALUES ('{org}', '{}', 'Quino', '{}');
             INSERT INTO credenza.workers (org_id, id, name, member_id) VALUES ('{org}', '{}', 'Ana', '{}');
             INSERT INTO credenza.pass_settings VALUES ('{org}', 'short', 1);",
            self.mate.uuid(),
            firm.records.crew.uuid(),
            self.admin.uuid(),
            firm.admin.member.uuid(),
        );
        superuser.batch_execute(&workers).await.unwrap();
        self.add_key(superuser, firm, "pass", self.pass_key).await;
        let status_key = PassKeyId::new(TestClock.now(), &TestRng);
        self.add_key(superuser, firm, "status", status_key).await;
        self.add_key(superuser, firm, "wallet", PassKeyId::new(TestClock.now(), &TestRng)).await;
        let other = || PassId::new(TestClock.now(), &TestRng);
        for (id, worker) in
            [(self.pass, self.mate), (other(), firm.records.worker), (other(), firm.records.outsider)]
        {
            let pass = format!(
                "INSERT INTO credenza.passes (org_id, id, worker_id, device_key, issued_by, signed_at, expires_at)
                     VALUES ('{org}', '{0}', '{1}', decode(repeat('02', 33), 'hex'), '{2}', now(), now() + interval '1 day');
                 INSERT INTO credenza.status_entries (org_id, list, place, pass_id)
                     SELECT '{org}', 1, count(*), '{0}' FROM credenza.status_entries WHERE org_id = '{org}'",
                id.uuid(),
                worker.uuid(),
                firm.admin.member.uuid()
            );
            superuser.batch_execute(&pass).await.unwrap();
        }
        let rest = format!(
            "UPDATE credenza.passes SET revoked_at = now(), revoked_by = '{0}', revoked_because = 'x'
                 WHERE org_id = '{org}' AND worker_id = '{1}';
             INSERT INTO credenza.status_entries (org_id, list, place, ticket_id) VALUES ('{org}', 1, 100, '{2}');
             INSERT INTO credenza.status_lists
                 VALUES ('{org}', 1, now() - interval '1 day', '{3}', sha256(''), '\\x01', 'x');",
            firm.admin.member.uuid(),
            firm.records.outsider.uuid(),
            firm.records.approved.uuid(),
            status_key.uuid()
        );
        superuser.batch_execute(&rest).await.unwrap();
    }

    /// What one firm has and the other has not: a second key, and a list of its passes.
    pub(crate) async fn add_more(&self, superuser: &Client, firm: &Firm) {
        let (org, second) = (firm.org.uuid(), PassKeyId::new(TestClock.now(), &TestRng));
        self.add_key(superuser, firm, "pass", second).await;
        let list = format!(
            "INSERT INTO credenza.status_entries (org_id, list, place, pass_id) VALUES ('{org}', 2, 7, '{}');
             INSERT INTO credenza.status_lists VALUES ('{org}', 2, now(), '{}', sha256(''), '\\x01', 'x');",
            self.pass.uuid(),
            second.uuid()
        );
        superuser.batch_execute(&list).await.unwrap();
    }

    async fn add_key(&self, superuser: &Client, firm: &Firm, purpose: &str, id: PassKeyId) {
        let object = ObjectId::new(TestClock.now(), &TestRng).uuid();
        let sql = format!(
            "SELECT credenza_private.put_pass_key('{}', '{purpose}', date_trunc('second', now()) - interval '1 day', '{}',
                 decode(repeat('04', 64), 'hex'), decode('{}', 'hex'), '{object}', 138, '{}', decode(repeat('07', 48), 'hex'))",
            firm.org.uuid(),
            id.uuid(),
            hex::encode(TestRng.bytes::<8>()),
            firm.kek.uuid(),
        );
        superuser.batch_execute(&sql).await.unwrap();
    }
}

fn new_pass(worker: WorkerId, device_key: Option<&[u8]>) -> NewPass<'_> {
    let now = OffsetDateTime::from_unix_timestamp(TestClock.now().unix_timestamp()).unwrap();
    NewPass {
        own: false,
        id: PassId::new(now, &TestRng),
        worker,
        device_key,
        signed_at: now,
        expires_at: now + Duration::days(7),
        list: 1,
        tickets: &[],
    }
}

/// What becomes of trying to issue it.
async fn put(cast: &Cast, who: &Persona, new: &NewPass<'_>) -> Result<(PassId, Vec<u32>), Error> {
    let tx = cast.database.store.begin(&who.caller()).await.unwrap();
    let put = tx.put_pass(new).await;
    if put.is_ok() {
        tx.commit(&store::AuditEvent::new(domain::Action::PassIssue).on("pass", &new.id)).await.unwrap();
    }
    put.map(|put| (put.id, put.places))
}

fn forms(said: &str) -> StatusListForms {
    let [jwt, revocation, suspension] = [said; 3].map(str::to_owned);
    StatusListForms { cwt: said.as_bytes().to_vec(), jwt, revocation, suspension }
}

async fn sign(cast: &Cast, firm: &Firm, at: OffsetDateTime) -> StatusSigning {
    let system = cast.database.store.system();
    let (_grant, signing) =
        system.begin_status_list(at, firm.org, 1, request()).await.unwrap().expect("a key and a list");
    assert!(system.publish_status_list(&signing, at, &forms("jwt")).await.unwrap());
    signing
}

async fn is_current(cast: &Cast, firm: &Firm, at: OffsetDateTime) -> bool {
    let found =
        cast.database.store.system().find_status_list(at, firm.org, 1, Duration::minutes(10)).await.unwrap();
    match found {
        FoundStatusList::Signed(list) => list.current,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_phone_keeps_its_pass_and_a_revoked_one_is_not_signed_again() {
    let cast = Cast::new().await;
    let (north, device) = (&cast.north, [3; 33]);
    let tickets = [north.records.approved];
    let first = NewPass { tickets: &tickets, ..new_pass(north.records.worker, Some(&device)) };
    let (id, places) = put(&cast, &north.admin, &first).await.unwrap();
    assert_eq!((id, places.len(), places[1]), (first.id, 2, 100), "a ticket keeps its place");
    let again = NewPass { tickets: &tickets, ..new_pass(north.records.worker, Some(&device)) };
    assert_eq!(put(&cast, &north.admin, &again).await.unwrap(), (first.id, places));
    // Without a phone, each is another.
    let copied = new_pass(north.records.worker, None);
    assert_eq!(put(&cast, &north.admin, &copied).await.unwrap().0, copied.id);
    let tx = cast.database.store.begin(&north.admin.caller()).await.unwrap();
    assert_eq!(tx.revoke_pass(first.id, "perdido").await.unwrap(), north.records.worker);
    tx.commit(&store::AuditEvent::new(domain::Action::PassRevoke).on("pass", &first.id)).await.unwrap();
    let refused = put(&cast, &north.admin, &again).await;
    assert!(matches!(refused, Err(Error::Rule(Rule::PassRevoked))), "{refused:?}");
}

#[tokio::test]
async fn a_pass_is_issued_for_whom_one_sees_with_tickets_that_are_in_force() {
    let cast = Cast::new().await;
    let (north, south) = (&cast.north, &cast.south);
    let refused = async |who: &Persona, new: NewPass<'_>| {
        let outcome = put(&cast, who, &new).await;
        matches!(outcome, Err(Error::NotFound | Error::Wall(_)))
    };
    // A supervisor, of his crew.
    let supervisor = cast.database.hire(north.org, "Saúl", &["supervisor"]).await;
    let superuser = cast.database.superuser().await;
    let supervises = "INSERT INTO credenza.crew_supervisors VALUES ($1, $2, $3)";
    let crew = north.records.crew.uuid();
    superuser.execute(supervises, &[&north.org.uuid(), &crew, &supervisor.member.uuid()]).await.unwrap();
    assert!(put(&cast, &supervisor, &new_pass(north.vouching.mate, None)).await.is_ok());
    assert!(refused(&supervisor, new_pass(north.records.outsider, None)).await);
    assert!(refused(&supervisor, NewPass { own: true, ..new_pass(north.vouching.mate, None) }).await);
    // A worker, of himself.
    assert!(
        put(&cast, &north.worker, &NewPass { own: true, ..new_pass(north.records.worker, None) })
            .await
            .is_ok()
    );
    assert!(refused(&north.worker, new_pass(north.records.worker, None)).await);
    assert!(refused(&north.worker, NewPass { own: true, ..new_pass(north.vouching.mate, None) }).await);
    // Nobody of another organization, whatever he may there.
    assert!(refused(&south.admin, new_pass(north.vouching.mate, None)).await);
    for ticket in [north.records.pending, north.records.suspended, south.records.approved] {
        let tickets = [ticket];
        assert!(
            refused(&north.admin, NewPass { tickets: &tickets, ..new_pass(north.records.worker, None) })
                .await
        );
    }
    // A ticket that is good, and somebody else's.
    let tickets = [north.records.approved];
    assert!(
        refused(&north.admin, NewPass { tickets: &tickets, ..new_pass(north.vouching.mate, None) }).await
    );
}

#[tokio::test]
async fn a_list_is_out_of_date_as_soon_as_something_was_done() {
    let cast = Cast::new().await;
    let (north, south, superuser) = (&cast.north, &cast.south, cast.database.superuser().await);
    let mut at = OffsetDateTime::from_unix_timestamp(TestClock.now().unix_timestamp()).unwrap();
    assert!(!is_current(&cast, north, at).await, "signed a day ago");
    let signing = sign(&cast, north, at).await;
    // The outsider's pass is revoked.
    assert_eq!((signing.bad.as_slice(), signing.size), ([(2, 1)].as_slice(), 131_072));
    assert!(is_current(&cast, north, at).await);
    assert!(!is_current(&cast, north, at + Duration::minutes(10)).await);
    let ticket = |id: TicketId, state: &'static str| {
        let superuser = &superuser;
        async move { settle(superuser, id, north.admin.member, &[state]).await }
    };
    let execute = async |sql: String| assert!(superuser.execute(&sql, &[]).await.unwrap() > 0, "{sql}");
    let revoke_pass = format!(
        "UPDATE credenza.passes SET revoked_at = now(), revoked_by = '{}', revoked_because = 'x' WHERE id = '{}'",
        north.admin.member.uuid(),
        north.vouching.pass.uuid()
    );
    let archive = |value: &str| {
        format!(
            "UPDATE credenza.workers SET archived_at = {value} WHERE org_id = '{}' AND id = '{}'",
            north.org.uuid(),
            north.records.worker.uuid()
        )
    };
    let mut expect = async |bad: &[(u32, i32)]| {
        at += Duration::SECOND;
        assert!(!is_current(&cast, north, at).await, "{bad:?}");
        assert_eq!(sign(&cast, north, at).await.bad, bad);
        assert!(is_current(&cast, north, at).await);
    };
    ticket(north.records.approved, "suspended").await;
    expect(&[(2, 1), (100, 2)]).await;
    ticket(north.records.approved, "approved").await;
    expect(&[(2, 1)]).await;
    execute(revoke_pass).await;
    expect(&[(0, 1), (2, 1)]).await;
    execute(archive("now()")).await;
    expect(&[(0, 1), (1, 2), (2, 1)]).await;
    execute(archive("NULL")).await;
    expect(&[(0, 1), (2, 1)]).await;
    // One in whose place another has come is worth what that is worth. Nobody is there to look at what proves it.
    execute(format!("DELETE FROM credenza.evidence WHERE ticket_id = '{}'", north.records.pending.uuid()))
        .await;
    ticket(north.records.pending, "approved").await;
    ticket(north.records.approved, "superseded").await;
    ticket(north.records.pending, "revoked").await;
    expect(&[(0, 1), (2, 1), (100, 1)]).await;
    assert_eq!(sign(&cast, south, at).await.bad, [(2, 1)], "nothing of this is the other's");
}

#[tokio::test]
async fn of_two_lists_at_the_same_moment_one_is_published() {
    let cast = Cast::new().await;
    let (org, at) =
        (cast.north.org, OffsetDateTime::from_unix_timestamp(TestClock.now().unix_timestamp()).unwrap());
    let system = cast.database.store.system();
    let begin = async || system.begin_status_list(at, org, 1, request()).await.unwrap().unwrap().1;
    let (one, two) = (begin().await, begin().await);
    assert!(system.publish_status_list(&one, at, &forms("one")).await.unwrap());
    assert!(!system.publish_status_list(&two, at + Duration::SECOND, &forms("two")).await.unwrap());
    // Nor is an older one, whoever signed it.
    let late = begin().await;
    assert!(!system.publish_status_list(&late, at, &forms("late")).await.unwrap());
    system.fail_status_list(&begin().await).await.unwrap();
    let superuser = cast.database.superuser().await;
    let sql = "SELECT string_agg(outcome, ' ' ORDER BY seq) FROM audit.entries
               WHERE org_id = $1 AND action = 'pass.sign_status' AND outcome <> 'intent'";
    let outcomes: String = superuser.query_one(sql, &[&org.uuid()]).await.unwrap().get(0);
    assert_eq!(outcomes, "done failed failed failed");
    assert!(system.begin_status_list(at, org, 2, request()).await.unwrap().is_none(), "no such list");
}

/// Many at once, in a range in which they must meet.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_are_given_once() {
    let cast = Cast::new().await;
    let (north, superuser) = (&cast.north, cast.database.superuser().await);
    // All but a few hundred of the first places are taken.
    superuser
        .batch_execute(&format!(
            "SET session_replication_role = replica;
             INSERT INTO credenza.status_entries (org_id, list, place, pass_id)
             SELECT '{}', 9, place, gen_random_uuid() FROM generate_series(0, 131071) place WHERE place % 400 <> 7",
            north.org.uuid()
        ))
        .await
        .unwrap();
    let mut puts = Vec::new();
    for number in 0..24_u8 {
        let (store, caller) = (cast.database.store.clone(), north.admin.caller());
        let mate = north.vouching.mate;
        puts.push(tokio::spawn(async move {
            // Every key twice: the two find one pass and one place.
            let device = [number / 2; 33];
            let new = NewPass { list: 9, ..new_pass(mate, Some(&device)) };
            let tx = store.begin(&caller).await.unwrap();
            let put = tx.put_pass(&new).await.unwrap();
            tx.commit(&store::AuditEvent::new(domain::Action::PassIssue).on("pass", &put.id)).await.unwrap();
            put
        }));
    }
    let mut given = Vec::new();
    for put in puts {
        let put = put.await.unwrap();
        given.push((put.id.to_string(), put.places[0]));
    }
    given.sort();
    given.dedup();
    let places: std::collections::BTreeSet<u32> = given.iter().map(|(_, place)| *place).collect();
    assert_eq!((given.len(), places.len()), (12, 12), "{given:?}");
}

#[tokio::test]
async fn keys_are_wanted_thirty_days_ahead_and_once() {
    let cast = Cast::new().await;
    let (org, now) = (cast.north.org, TestClock.now());
    let system = cast.database.store.system();
    let wanted =
        async |days: i64| system.wanted_pass_keys(now + Duration::days(days), Some(org)).await.unwrap();
    // The cast's began a day ago and sign for 90.
    assert!(wanted(58).await.is_empty());
    let ahead = wanted(60).await;
    assert_eq!(
        ahead.iter().map(|key| key.purpose.as_str()).collect::<Vec<_>>(),
        ["pass", "status", "wallet"]
    );
    assert!(ahead[0].begins_at > now + Duration::days(88));
    let new = |kek| store::NewPassKey {
        id: PassKeyId::new(now, &TestRng),
        point: vec![7; 64],
        key_id: TestRng.bytes(),
        object: store::NewObject {
            id: ObjectId::new(now, &TestRng),
            kind: "pass-key",
            file_name: "pass.key".into(),
            size: 138,
            kek,
            wrapped_dek: vec![7; 48],
        },
    };
    let later = now + Duration::days(60);
    let add = async |request: RequestId| {
        system.add_pass_key(later, &ahead[0], &new(ahead[0].kek.id), request).await.unwrap()
    };
    assert!(add(request()).await);
    assert!(!add(request()).await, "another replica was faster");
    assert_eq!(wanted(60).await.len(), 2, "the other two purposes");
    // It is published at once, and signs when its time comes.
    let published = system.published_pass_keys(later, org).await.unwrap().unwrap();
    assert_eq!(published.iter().filter(|key| key.purpose == "pass").count(), 2);
    let tx = cast.database.store.begin(&cast.north.admin.caller()).await.unwrap();
    assert_eq!(tx.signing_key(later, "pass").await.unwrap().unwrap().epoch, 1);
    assert_eq!(tx.signing_key(now + Duration::days(91), "pass").await.unwrap().unwrap().epoch, 2);
    tx.rollback().await;
    assert!(system.published_pass_keys(now, domain::id::OrgId::new(now, &TestRng)).await.unwrap().is_none());
}
