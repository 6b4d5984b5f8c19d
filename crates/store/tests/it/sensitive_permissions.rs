//! What an organization has made sensitive, the engine too gives to nobody without a proof: policy in code is not asked here.

use domain::id::{CustomerId, TicketId};
use domain::{Action, Clock, Permission, PermissionSet};
use store::{AuditEvent, Error, TenantTx};
use tokio_postgres::Client;

use crate::cast::{Cast, add_customer, prove};
use crate::firm::{Database, Persona, TestClock, TestRng};
use crate::matrix::enter;

const LIST: Action = Action::SensitivePermissionsUpdate;
const WRITES: PermissionSet =
    PermissionSet::EMPTY.with(Permission::CustomerWrite).with(Permission::CertificateWrite);

/// Makes these permissions sensitive, as an administrator does.
async fn demand(database: &Database, admin: &Persona, wanted: PermissionSet) {
    let org = admin.org.to_string();
    let token = prove(database, admin, LIST, &org).await;
    let tx = database.store.begin(&admin.caller()).await.unwrap();
    let proof = tx.spend_step_up(&token, LIST, &org).await.unwrap();
    tx.set_sensitive_permissions(wanted, &AuditEvent::new(LIST).step_up(proof)).await.unwrap();
}

/// Begins a transaction, enters it as `persona`, runs `sql`, and commits; what PostgreSQL answers.
async fn run(app: &Client, persona: &Persona, sql: &str) -> Result<(), String> {
    let sql = format!("BEGIN; {}; {sql}; COMMIT", enter(persona));
    let answer = app.batch_execute(&sql).await;
    app.batch_execute("ROLLBACK").await.unwrap();
    answer.map_err(|error| error.code().unwrap().code().to_owned())
}

fn add(persona: &Persona, name: &str) -> String {
    let id = CustomerId::new(TestClock.now(), &TestRng).uuid();
    let org = persona.org.uuid();
    format!("INSERT INTO credenza.customers (org_id, id, name) VALUES ('{org}', '{id}', '{name}')")
}

fn spend(token: &[u8], action: Action, object: &str) -> String {
    let hex = token.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("SELECT credenza.spend_step_up('\\x{hex}', '{action}', '{object}')")
}

#[tokio::test]
async fn a_write_takes_a_proof_spent_in_its_transaction_for_it() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let (one, other) =
        (add_customer(&database, &north, "Uno").await, add_customer(&database, &north, "Dos").await);
    let app = database.app().await;
    let change =
        |id: CustomerId| format!("UPDATE credenza.customers SET notes = 'x' WHERE id = '{}'", id.uuid());
    // Where nothing is set, the permission is enough.
    run(&app, &north, &change(one)).await.unwrap();
    demand(&database, &north, WRITES).await;
    run(&app, &south, &add(&south, "Su cliente")).await.unwrap();

    let refused = Err("CZ402".to_owned());
    assert_eq!(run(&app, &north, &add(&north, "Tres")).await, refused);
    assert_eq!(run(&app, &north, &change(one)).await, refused);
    assert_eq!(run(&app, &north, "UPDATE credenza.customers SET version = version + 1").await, refused);
    // What is not set goes on.
    run(&app, &north, "UPDATE credenza.organizations SET name = 'Otro norte'").await.unwrap();

    // A proof for another act, for another customer, of another session, or spent before.
    let (org, label) = (north.org.to_string(), one.to_string());
    for (action, object) in [
        (Action::CustomerDelete, &label),
        (Action::CustomerUpdate, &other.to_string()),
        (Action::CustomerUpdate, &org),
    ] {
        let token = prove(&database, &north, action, object).await;
        let sql = format!("{}; {}", spend(&token, action, object), change(one));
        assert_eq!(run(&app, &north, &sql).await, refused, "{action} {object}");
    }
    let again = database.sign_in(north.org, north.member).await;
    let token = prove(&database, &again, Action::CustomerUpdate, &label).await;
    assert_eq!(run(&app, &north, &spend(&token, Action::CustomerUpdate, &label)).await, refused);
    run(&app, &again, &spend(&token, Action::CustomerUpdate, &label)).await.unwrap();
    assert_eq!(run(&app, &again, &change(one)).await, refused, "spent in an earlier transaction");

    let token = prove(&database, &north, Action::CustomerUpdate, &label).await;
    let proven = spend(&token, Action::CustomerUpdate, &label);
    run(&app, &north, &format!("{proven}; {}", change(one))).await.unwrap();
    let token = prove(&database, &north, Action::CustomerCreate, &org).await;
    let proven = spend(&token, Action::CustomerCreate, &org);
    run(&app, &north, &format!("{proven}; {}", add(&north, "Tres"))).await.unwrap();
}

#[tokio::test]
async fn the_list_is_changed_with_a_proof_and_holds_what_can_be_asked_for() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let app = database.app().await;
    let set = |list: &str| format!("UPDATE credenza.organizations SET sensitive_permissions = '{list}'");
    let refused = Err("CZ402".to_owned());
    assert_eq!(run(&app, &north, &set("{customer.write}")).await, refused);
    demand(&database, &north, WRITES).await;
    assert_eq!(run(&app, &north, &set("{}")).await, refused, "nobody shortens it without a proof");
    let token = prove(&database, &north, Action::AuthenticationPolicyUpdate, &north.org.to_string()).await;
    let other = spend(&token, Action::AuthenticationPolicyUpdate, &north.org.to_string());
    assert_eq!(run(&app, &north, &format!("{other}; {}", set("{}"))).await, refused);
    for list in ["{customer.read}", "{certificate.delete}", "{no.such}", "{NULL}"] {
        let token = prove(&database, &north, LIST, &north.org.to_string()).await;
        let proven = spend(&token, LIST, &north.org.to_string());
        assert_eq!(
            run(&app, &north, &format!("{proven}; {}", set(list))).await,
            Err("23514".into()),
            "{list}"
        );
    }
    let sensitive =
        async |who: &Persona| database.store.organization(&who.caller()).await.unwrap().1.sensitive;
    assert_eq!(sensitive(&north).await, WRITES);
    assert_eq!(sensitive(&south).await, PermissionSet::EMPTY);
    let clerk = database.hire(north.org, "Miguel", &["member"]).await;
    run(&app, &clerk, &set("{}")).await.unwrap();
    assert_eq!(sensitive(&north).await, WRITES, "who may not change settings touches no row");
    demand(&database, &north, PermissionSet::EMPTY).await;
    run(&app, &north, &add(&north, "Libre")).await.unwrap();
}

#[tokio::test]
async fn anothers_token_is_revoked_with_a_proof_and_ones_own_without() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let clerk = database.hire(north.org, "Miguel", &["member"]).await;
    demand(&database, &north, PermissionSet::EMPTY.with(Permission::TokenManage)).await;
    let begin = async |who: &Persona| -> TenantTx { database.store.begin(&who.caller()).await.unwrap() };
    let of = |token: &Persona| domain::id::ApiTokenId::from_uuid(token.session.uuid());
    let theirs = database.add_token(&clerk, &["member.read"]).await;
    let refused = begin(&north).await.revoke_api_token(of(&theirs)).await;
    assert!(matches!(refused, Err(Error::NoStepUp)), "{refused:?}");
    let (action, object) = (Action::ApiTokenRevokeOther, of(&theirs).to_string());
    let token = prove(&database, &north, action, &object).await;
    let tx = begin(&north).await;
    let spent = tx.spend_step_up(&token, action, &object).await.unwrap();
    tx.revoke_api_token(of(&theirs)).await.unwrap();
    tx.commit(&AuditEvent::new(action).step_up(spent)).await.unwrap();
    let own = database.add_token(&clerk, &["member.read"]).await;
    let tx = begin(&clerk).await;
    tx.revoke_api_token(of(&own)).await.unwrap();
    tx.commit(&AuditEvent::new(Action::ApiTokenRevoke)).await.unwrap();
}

fn spend_for_row(token: &[u8], action: Action) -> String {
    let hex = token.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("SELECT credenza.spend_step_up_for_row('\\x{hex}', '{action}')")
}

#[tokio::test]
async fn the_proof_of_an_import_is_spent_by_each_of_its_rows_and_by_nothing_else() {
    let database = Database::new().await;
    let (north, south) = (database.firm("Norte").await, database.firm("Sur").await);
    let one = add_customer(&database, &north, "Uno").await;
    let app = database.app().await;
    demand(&database, &north, WRITES).await;
    let org = north.org.to_string();
    let refused = Err("CZ402".to_owned());
    let token = prove(&database, &north, Action::CustomerImport, &org).await;
    let row = spend_for_row(&token, Action::CustomerImport);
    let create = format!("{row}; {}", add(&north, "Fila"));
    assert_eq!(run(&app, &north, &create).await, refused, "the import has not begun");
    run(&app, &north, &spend(&token, Action::CustomerImport, &org)).await.unwrap();
    assert_eq!(run(&app, &north, &add(&north, "Fila")).await, refused, "a row spends it again");
    for name in ["Fila", "Otra"] {
        run(&app, &north, &format!("{row}; {}", add(&north, name))).await.unwrap();
    }
    let change = format!("UPDATE credenza.customers SET notes = 'x' WHERE id = '{}'", one.uuid());
    run(&app, &north, &format!("{row}; {change}")).await.unwrap();

    let again = database.sign_in(north.org, north.member).await;
    assert_eq!(run(&app, &again, &row).await, refused, "another session");
    assert_eq!(run(&app, &south, &row).await, refused, "another organization");
    let as_other = spend_for_row(&token, Action::CertificateImport);
    assert_eq!(run(&app, &north, &as_other).await, refused, "another import");
    let single = prove(&database, &north, Action::CustomerCreate, &org).await;
    run(&app, &north, &spend(&single, Action::CustomerCreate, &org)).await.unwrap();
    let single = spend_for_row(&single, Action::CustomerCreate);
    assert_eq!(run(&app, &north, &single).await, refused, "what is for one act is spent once");
    let files = prove(&database, &north, Action::CertificateImport, &org).await;
    run(&app, &north, &spend(&files, Action::CertificateImport, &org)).await.unwrap();
    let of_files = format!("{}; {}", spend_for_row(&files, Action::CertificateImport), add(&north, "Mal"));
    assert_eq!(run(&app, &north, &of_files).await, refused, "certificates are no customers");

    let superuser = database.superuser().await;
    for (over, whole) in [
        ("rows_done = 10000", "rows_done = 3"),
        ("used_at = now() - interval '121 seconds'", "used_at = now()"),
        ("expires_at = now() - interval '61 minutes'", "expires_at = now()"),
    ] {
        for (change, expected) in [(over, refused.clone()), (whole, Ok(()))] {
            let sql = format!(
                "UPDATE credenza.step_up_proofs SET {change} WHERE action = 'customer.import' AND used_at IS NOT NULL"
            );
            superuser.batch_execute(&sql).await.unwrap();
            assert_eq!(run(&app, &north, &row).await, expected, "{change}");
        }
    }
}

#[tokio::test]
async fn a_decision_takes_a_proof_spent_in_its_transaction_for_it() {
    let cast = Cast::new().await;
    let (north, south, database) = (&cast.north, &cast.south, &cast.database);
    let app = database.app().await;
    let decide = |ticket: TicketId, act: &str| {
        format!("SELECT credenza.decide_ticket('{}', '{act}', 'x')", ticket.uuid())
    };
    let wanted = PermissionSet::EMPTY.with(Permission::TicketApprove).with(Permission::TicketRevoke);
    demand(database, &north.admin, wanted).await;
    let refused = Err("CZ402".to_owned());
    let records = &north.records;
    for (ticket, act) in [
        (records.pending, "approve"),
        (records.pending, "send_back"),
        (records.approved, "suspend"),
        (records.approved, "revoke"),
        (records.suspended, "reinstate"),
    ] {
        assert_eq!(run(&app, &north.admin, &decide(ticket, act)).await, refused, "{act}");
    }
    // For another act, or another ticket.
    for (action, object) in
        [(Action::TicketSendBack, records.pending), (Action::TicketApprove, records.approved)]
    {
        let token = prove(database, &north.admin, action, &object.to_string()).await;
        let sql =
            format!("{}; {}", spend(&token, action, &object.to_string()), decide(records.pending, "approve"));
        assert_eq!(run(&app, &north.admin, &sql).await, refused, "{action}");
    }
    let (action, object) = (Action::TicketApprove, records.pending.to_string());
    let token = prove(database, &north.admin, action, &object).await;
    let proven = format!("{}; {}", spend(&token, action, &object), decide(records.pending, "approve"));
    run(&app, &north.admin, &proven).await.unwrap();
    // The south has set nothing.
    run(&app, &south.admin, &decide(south.records.approved, "revoke")).await.unwrap();
}
