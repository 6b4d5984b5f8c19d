//! Rules that every table, key, view, function and role of the catalogue must keep, whoever adds it.

use tokio_postgres::Client;

use crate::cast::Cast;
use crate::catalogue::{SCHEMAS, keys};
use crate::firm::{Database, connect};

/// The functions that run with their owner's rights, each reviewed. A new one is added here by who has read it for: what
/// it lets through, whom it is granted to, what an injected argument could make of it.
const DEFINERS: &[&str] = &[
    "audit.add_checkpoint(uuid,integer,bigint,bytea,text) of credenza_audit for credenza_owner",
    "audit.add_cosignature(uuid,integer,bigint,text,text,bytea) of credenza_audit for credenza_owner",
    "audit.append(text,text,text,integer,text,bigint,text,jsonb,jsonb,text,boolean,bytea) of credenza_audit for credenza_app",
    "audit.append_system(uuid,text,text,text[],text,text,text,text,text,jsonb,jsonb) of credenza_audit for credenza_owner",
    "audit.append_system_act(uuid,text,text,text,text,bigint,text,jsonb) of credenza_audit for credenza_owner",
    "audit.begin_epoch(uuid) of credenza_audit for credenza_owner",
    "audit.begin_log(uuid,text) of credenza_audit for credenza_owner",
    "audit.last_checkpoint(uuid) of credenza_audit for credenza_owner",
    "audit.leaves(uuid,integer,bigint,integer) of credenza_audit for credenza_owner",
    "audit.logs_to_sign(uuid,interval,bigint) of credenza_audit for credenza_owner",
    "audit.logs_to_witness(text,uuid) of credenza_audit for credenza_owner",
    "credenza.add_evidence(uuid,uuid,text,uuid,text,integer,uuid,bytea) of credenza_owner for credenza_app",
    "credenza.add_passkey(uuid,bytea,jsonb,bigint,boolean,text) of credenza_owner for credenza_app",
    "credenza.append_scans(jsonb,text) of credenza_owner for credenza_app",
    "credenza.ask_renewal(uuid,uuid,bytea,text,text,interval) of credenza_owner for credenza_app",
    "credenza.begin_scanner_photo(bytea,text) of credenza_owner for credenza_app",
    "credenza.correct_ticket(uuid,integer,uuid,text,text,date,date) of credenza_owner for credenza_app",
    "credenza.create_api_token(uuid,bytea,text,text[],integer,cidr[],text[],text,text) of credenza_owner for credenza_app",
    "credenza.create_role(text,text,text[]) of credenza_owner for credenza_app",
    "credenza.create_scanner(uuid,uuid,text,bytea,interval,text) of credenza_owner for credenza_app",
    "credenza.create_webhook(uuid,text,text,text,bytea,text) of credenza_owner for credenza_app",
    "credenza.decide_ticket(uuid,text,text) of credenza_owner for credenza_app",
    "credenza.delete_role(text) of credenza_owner for credenza_app",
    "credenza.delete_webhook(uuid) of credenza_owner for credenza_app",
    "credenza.distrust_pass_key(uuid) of credenza_owner for credenza_app",
    "credenza.end_other_sessions() of credenza_owner for credenza_app",
    "credenza.end_own_session(uuid) of credenza_owner for credenza_app",
    "credenza.end_session() of credenza_owner for credenza_app",
    "credenza.enter(bytea) of credenza_owner for credenza_app",
    "credenza.enter_scanner(bytea) of credenza_owner for credenza_app",
    "credenza.invite(uuid,bytea,text,text[],interval) of credenza_owner for credenza_app",
    "credenza.invite_scanner(uuid,bytea,interval,text) of credenza_owner for credenza_app",
    "credenza.keep_photo(uuid,text,bytea,uuid,text,integer,uuid,bytea) of credenza_owner for credenza_app",
    "credenza.keep_restricted(uuid,text,uuid,text,integer,uuid,bytea) of credenza_owner for credenza_app",
    "credenza.leave_organization() of credenza_owner for credenza_app",
    "credenza.make_calendar_feed(uuid,bytea,text) of credenza_owner for credenza_app",
    "credenza.may_leave() of credenza_owner for credenza_app",
    "credenza.member() of credenza_owner for credenza_app",
    "credenza.org() of credenza_owner for credenza_app",
    "credenza.org_with(text) of credenza_owner for credenza_app, credenza_audit",
    "credenza.own_organizations() of credenza_owner for credenza_app",
    "credenza.own_passkeys() of credenza_owner for credenza_app",
    "credenza.own_recovery_codes() of credenza_owner for credenza_app",
    "credenza.own_workers() of credenza_owner for credenza_app",
    "credenza.pause_webhook(uuid,boolean) of credenza_owner for credenza_app",
    "credenza.put_badges(boolean,uuid,integer,uuid[]) of credenza_owner for credenza_app",
    "credenza.put_pass(boolean,uuid,uuid,bytea,timestamp with time zone,timestamp with time zone,integer,uuid[]) of credenza_owner for credenza_app",
    "credenza.put_wallet_credential(boolean,uuid,uuid,bytea,timestamp with time zone,timestamp with time zone,integer,uuid[]) of credenza_owner for credenza_app",
    "credenza.queue_mail(uuid,bytea,interval) of credenza_owner for credenza_app",
    "credenza.queue_pass_mail(uuid,uuid,bytea,interval) of credenza_owner for credenza_app",
    "credenza.record_ticket(uuid,uuid,uuid,text,text,text,date,date,uuid) of credenza_owner for credenza_app",
    "credenza.reinstate_member(uuid) of credenza_owner for credenza_app",
    "credenza.remove_evidence(uuid) of credenza_owner for credenza_app",
    "credenza.remove_member(uuid) of credenza_owner for credenza_app",
    "credenza.remove_member_passkeys(uuid) of credenza_owner for credenza_app",
    "credenza.remove_passkey(uuid) of credenza_owner for credenza_app",
    "credenza.remove_photo(uuid) of credenza_owner for credenza_app",
    "credenza.remove_restricted(uuid,text) of credenza_owner for credenza_app",
    "credenza.rename_passkey(uuid,text) of credenza_owner for credenza_app",
    "credenza.replace_recovery_codes(bytea[]) of credenza_owner for credenza_app",
    "credenza.resend_invitation(uuid,bytea,interval) of credenza_owner for credenza_app",
    "credenza.resend_webhook(uuid) of credenza_owner for credenza_app",
    "credenza.revoke_api_token(uuid) of credenza_owner for credenza_app",
    "credenza.revoke_calendar_feed() of credenza_owner for credenza_app",
    "credenza.revoke_invitation(uuid) of credenza_owner for credenza_app",
    "credenza.revoke_pass(uuid,text) of credenza_owner for credenza_app",
    "credenza.revoke_renewal(uuid) of credenza_owner for credenza_app",
    "credenza.revoke_scanner(uuid) of credenza_owner for credenza_app",
    "credenza.rotate_pass_key(timestamp with time zone,text,uuid,bytea,bytea,uuid,integer,uuid,bytea) of credenza_owner for credenza_app",
    "credenza.scanner_bundle(timestamp with time zone) of credenza_owner for credenza_app",
    "credenza.see_reuse() of credenza_owner for credenza_app",
    "credenza.sees_worker(uuid) of credenza_owner for credenza_app",
    "credenza.session() of credenza_owner for credenza_app",
    "credenza.set_alert_ladder(text,uuid,integer[],integer,integer) of credenza_owner for credenza_app",
    "credenza.set_alert_preference(text,text) of credenza_owner for credenza_app",
    "credenza.set_alert_settings(integer[],integer,integer,integer,integer[],integer,integer) of credenza_owner for credenza_app",
    "credenza.set_logo(text,bytea) of credenza_owner for credenza_app",
    "credenza.set_member_roles(uuid,text[]) of credenza_owner for credenza_app",
    "credenza.set_pass_name(integer,text) of credenza_owner for credenza_app",
    "credenza.spend_download(uuid) of credenza_owner for credenza_app",
    "credenza.spend_step_up(bytea,text,text) of credenza_owner for credenza_app",
    "credenza.spend_step_up_for_row(bytea,text) of credenza_owner for credenza_app",
    "credenza.standing_proof(text,text,uuid) of credenza_owner for credenza_app",
    "credenza.suspend_member(uuid) of credenza_owner for credenza_app",
    "credenza.test_webhook(uuid,uuid) of credenza_owner for credenza_app",
    "credenza.update_role(text,text,text[],integer) of credenza_owner for credenza_app",
    "credenza.withdraw_ticket(uuid) of credenza_owner for credenza_app",
    "credenza_private.acting(bytea) of credenza_owner for credenza_audit",
    "credenza_private.begin_after_restore(jsonb,text) of credenza_owner for ",
    "credenza_private.begin_kek_rotation(uuid,uuid,bytea,text) of credenza_owner for ",
    "credenza_private.close_scanners() of credenza_owner for ",
    "credenza_private.decide_alert() of credenza_owner for ",
    "credenza_private.destroy_object() of credenza_owner for ",
    "credenza_private.end_channels() of credenza_owner for ",
    "credenza_private.finish_kek_rotation(uuid,uuid,text) of credenza_owner for ",
    "credenza_private.follow_member() of credenza_owner for ",
    "credenza_private.follow_session() of credenza_owner for ",
    "credenza_private.give_up_passes(text) of credenza_owner for ",
    "credenza_private.keep_evidence() of credenza_owner for ",
    "credenza_private.keep_evidence_seen() of credenza_owner for ",
    "credenza_private.keep_ticket() of credenza_owner for ",
    "credenza_private.promote_kek(uuid,uuid,text) of credenza_owner for ",
    "credenza_private.prove_sensitivity() of credenza_owner for ",
    "credenza_private.prove_write() of credenza_owner for ",
    "credenza_private.replan_alerts() of credenza_owner for ",
    "credenza_private.rewrap_kek(uuid,uuid,bytea,bytea,text,text) of credenza_owner for ",
    "credenza_private.rewrap_keys(uuid,uuid,uuid[],integer[],uuid[],bytea[],bytea[],uuid,integer,text) of credenza_owner for ",
    "credenza_private.rezone_tickets() of credenza_owner for ",
    "credenza_private.set_must_enrol() of credenza_owner for ",
    "credenza_private.set_seats(uuid,integer,text) of credenza_owner for ",
    "credenza_private.shorten_sessions() of credenza_owner for ",
    "credenza_private.unwatch() of credenza_owner for ",
    "credenza_private.watch_api_token() of credenza_owner for ",
    "credenza_private.watch_certificate() of credenza_owner for ",
    "credenza_private.watch_invitation() of credenza_owner for ",
    "credenza_private.watch_kek() of credenza_owner for ",
    "credenza_private.watch_revocation() of credenza_owner for ",
    "credenza_private.watch_ticket() of credenza_owner for ",
    "credenza_private.watch_worker() of credenza_owner for ",
    "system.accept_invitation(bytea,uuid,uuid,text,text,uuid,text,jsonb) of credenza_owner for credenza_system",
    "system.account_of(bytea) of credenza_owner for credenza_system",
    "system.add_checkpoint(uuid,integer,bigint,bytea,text) of credenza_owner for credenza_system",
    "system.add_cosignature(uuid,integer,bigint,text,text,bytea) of credenza_owner for credenza_system",
    "system.add_pass_key(timestamp with time zone,uuid,text,timestamp with time zone,uuid,bytea,bytea,uuid,integer,uuid,bytea,text) of credenza_owner for credenza_system",
    "system.add_setup_token(bytea) of credenza_owner for credenza_system",
    "system.alert_audience(uuid[],uuid[]) of credenza_owner for credenza_system",
    "system.alert_recipients(uuid[]) of credenza_owner for credenza_system",
    "system.alert_turn(timestamp with time zone) of credenza_owner for credenza_system",
    "system.alerts_wait(timestamp with time zone) of credenza_owner for credenza_system",
    "system.begin_ceremony(bytea,text,bytea,bytea,uuid,timestamp with time zone,text,text,interval) of credenza_owner for credenza_system",
    "system.begin_pass_renewal(timestamp with time zone,uuid,uuid,bytea,timestamp with time zone,text) of credenza_owner for credenza_system",
    "system.begin_status_list(timestamp with time zone,uuid,integer,text) of credenza_owner for credenza_system",
    "system.calendar_feed_ends(bytea,timestamp with time zone,integer) of credenza_owner for credenza_system",
    "system.change_password(bytea,text,text,uuid,bytea,bytea,uuid,bytea,interval,text,bytea) of credenza_owner for credenza_system",
    "system.claim_alerts(timestamp with time zone,bigint,uuid[],uuid[]) of credenza_owner for credenza_system",
    "system.claim_digest(timestamp with time zone,uuid[]) of credenza_owner for credenza_system",
    "system.claim_mail(integer) of credenza_owner for credenza_system",
    "system.claim_revocations(timestamp with time zone,integer,interval) of credenza_owner for credenza_system",
    "system.claim_webhooks(integer,interval) of credenza_owner for credenza_system",
    "system.create_organization(uuid,text,text,text,uuid,uuid,text,text,text,uuid,bytea,jsonb,bytea,text,jsonb) of credenza_owner for credenza_system",
    "system.decide_alert(uuid,uuid,uuid,timestamp with time zone,integer,timestamp with time zone,timestamp with time zone,text) of credenza_owner for credenza_system",
    "system.due_alerts(timestamp with time zone,integer) of credenza_owner for credenza_system",
    "system.end_ceremony(bytea,text,bytea,text,text) of credenza_owner for credenza_system",
    "system.end_pass_renewal(uuid,uuid,boolean,bigint,text) of credenza_owner for credenza_system",
    "system.end_scanner_photo(uuid,uuid,boolean,bigint,text) of credenza_owner for credenza_system",
    "system.enroll_scanner(bytea,bytea,bytea,bytea,bytea,text) of credenza_owner for credenza_system",
    "system.expire_webhooks() of credenza_owner for credenza_system",
    "system.fail_status_list(uuid,integer,uuid,bigint,text) of credenza_owner for credenza_system",
    "system.find_account(text) of credenza_owner for credenza_system",
    "system.find_alert(uuid,uuid,uuid,timestamp with time zone) of credenza_owner for credenza_system",
    "system.find_invitation(bytea) of credenza_owner for credenza_system",
    "system.find_pass_device(uuid,uuid) of credenza_owner for credenza_system",
    "system.find_recipient(text) of credenza_owner for credenza_system",
    "system.find_renewal(bytea) of credenza_owner for credenza_system",
    "system.find_reset(bytea) of credenza_owner for credenza_system",
    "system.find_status_list(timestamp with time zone,uuid,integer,interval) of credenza_owner for credenza_system",
    "system.forget_expired_mail() of credenza_owner for credenza_system",
    "system.forget_idempotency_keys() of credenza_owner for credenza_system",
    "system.forget_renewals() of credenza_owner for credenza_system",
    "system.forget_resets() of credenza_owner for credenza_system",
    "system.forget_sessions(integer) of credenza_owner for credenza_system",
    "system.grant_step_up(bytea,uuid,bytea,text,text,text,interval,text) of credenza_owner for credenza_system",
    "system.hold_mail(uuid,interval) of credenza_owner for credenza_system",
    "system.holder_of(bytea) of credenza_owner for credenza_system",
    "system.issue_reset(uuid,uuid,bytea,interval,uuid,bytea,text) of credenza_owner for credenza_system",
    "system.known_objects(uuid[]) of credenza_owner for credenza_system",
    "system.last_organization(uuid) of credenza_owner for credenza_system",
    "system.leaves(uuid,integer,bigint,integer) of credenza_owner for credenza_system",
    "system.logo(uuid) of credenza_owner for credenza_system",
    "system.logs_to_sign(uuid,interval,bigint) of credenza_owner for credenza_system",
    "system.logs_to_witness(text,uuid) of credenza_owner for credenza_system",
    "system.memberships_of(uuid) of credenza_owner for credenza_system",
    "system.open_calendar_feed(bytea) of credenza_owner for credenza_system",
    "system.open_session(uuid,uuid,uuid,bytea,bytea,text[],timestamp with time zone,text,text,text,jsonb) of credenza_owner for credenza_system",
    "system.passkeys_of(uuid) of credenza_owner for credenza_system",
    "system.password_challenge(bytea) of credenza_owner for credenza_system",
    "system.plan_alerts(timestamp with time zone,uuid[],uuid[],integer[],boolean[],timestamp with time zone[],uuid[],uuid[],uuid[],integer[],text[],timestamp with time zone[],uuid[],bytea[],interval) of credenza_owner for credenza_system",
    "system.plan_webhooks(timestamp with time zone,uuid[],uuid[],uuid[],uuid[],integer[],text[],boolean[],interval,interval) of credenza_owner for credenza_system",
    "system.publish_status_list(uuid,integer,uuid,timestamp with time zone,timestamp with time zone,bytea,bytea,text,text,text,bigint,text) of credenza_owner for credenza_system",
    "system.published_pass_keys(timestamp with time zone,uuid) of credenza_owner for credenza_system",
    "system.queue_mail(uuid,bytea,interval) of credenza_owner for credenza_system",
    "system.recipient_of(uuid,uuid) of credenza_owner for credenza_system",
    "system.record_refused_passkey(uuid,text) of credenza_owner for credenza_system",
    "system.record_refused_sign_in(text,text,jsonb) of credenza_owner for credenza_system",
    "system.recover(bytea,bytea) of credenza_owner for credenza_system",
    "system.refresh_session(bytea,bytea,interval,text) of credenza_owner for credenza_system",
    "system.refuse_invitation(bytea,text) of credenza_owner for credenza_system",
    "system.refuse_renewal(bytea,text,text) of credenza_owner for credenza_system",
    "system.refuse_step_up(bytea,text,text,text) of credenza_owner for credenza_system",
    "system.rehash_password(uuid,text,text) of credenza_owner for credenza_system",
    "system.renew(bytea,jsonb,jsonb,uuid[],bytea[],interval,text,jsonb) of credenza_owner for credenza_system",
    "system.replace_session(bytea) of credenza_owner for credenza_system",
    "system.reset_password(bytea,text,uuid,bytea,interval,text) of credenza_owner for credenza_system",
    "system.revoked_among(uuid[],uuid[]) of credenza_owner for credenza_system",
    "system.scanner_keys(uuid,integer) of credenza_owner for credenza_system",
    "system.send_digest(timestamp with time zone,uuid,uuid,uuid[],timestamp with time zone[],integer[],text[],uuid,bytea,interval) of credenza_owner for credenza_system",
    "system.settle_mail(uuid,text,text) of credenza_owner for credenza_system",
    "system.settle_revocation(uuid,uuid,timestamp with time zone,text,timestamp with time zone,text,timestamp with time zone,timestamp with time zone,text,bytea,timestamp with time zone,text) of credenza_owner for credenza_system",
    "system.settle_webhook(uuid,uuid,uuid[],text,integer,text) of credenza_owner for credenza_system",
    "system.spend_recovery_code(bytea,bytea) of credenza_owner for credenza_system",
    "system.step_up_challenge(bytea) of credenza_owner for credenza_system",
    "system.switch_session(bytea,uuid,uuid,bytea,bytea,text,text,text,jsonb) of credenza_owner for credenza_system",
    "system.try_renewal(bytea) of credenza_owner for credenza_system",
    "system.unanswered_among(uuid[],uuid[]) of credenza_owner for credenza_system",
    "system.unsubscribe_alerts(uuid,uuid,text) of credenza_owner for credenza_system",
    "system.use_api_token(bytea,inet,text,jsonb) of credenza_owner for credenza_system",
    "system.use_passkey(uuid,bigint,boolean) of credenza_owner for credenza_system",
    "system.verify_ticket(text) of credenza_owner for credenza_system",
    "system.waiting_mail() of credenza_owner for credenza_system",
    "system.wanted_pass_keys(timestamp with time zone,uuid) of credenza_owner for credenza_system",
    "system.webhooks_of(uuid[]) of credenza_owner for credenza_system",
];

/// Everything in the catalogue that breaks a rule, as sentences.
pub(crate) async fn findings(client: &Client) -> Vec<String> {
    let mut findings =
        store::catalogue::broken_rules(client).await.unwrap_or_else(|error| panic!("{error:?}"));
    let tenants: Vec<_> = crate::catalogue::tables(client).await.into_iter().filter(|t| t.tenant).collect();
    let tenant = |name: &str| tenants.iter().any(|table| table.name == name);
    for key in keys(client).await.iter().filter(|key| tenant(&key.table)) {
        let leads = key.columns.first().is_some_and(|column| column == "org_id");
        let crosses = match &key.target {
            Some((table, columns)) => {
                tenant(table) && !(leads && columns.first().is_some_and(|c| c == "org_id"))
            }
            None => !leads,
        };
        if crosses {
            findings
                .push(format!("{} of {} does not lead with org_id: {}", key.name, key.table, key.definition));
        }
    }
    findings
}

/// Every key of every table.
pub(crate) async fn listed_keys(client: &Client) -> String {
    keys(client).await.iter().map(|key| format!("{} {} {}\n", key.table, key.name, key.definition)).collect()
}

/// Every privilege of the two roles that log in.
pub(crate) async fn listed_privileges(client: &Client) -> String {
    let rows = client
        .query(
            "SELECT format('%s may %s %s.%s%s', grantee, lower(privilege_type), table_schema, table_name,
                           CASE WHEN whole THEN '' ELSE format(' (%s)', string_agg(column_name, ', ' ORDER BY column_name)) END)
             FROM (SELECT p.*, EXISTS (SELECT FROM information_schema.table_privileges t
                       WHERE (t.grantee, t.table_schema, t.table_name, t.privilege_type)
                           = (p.grantee, p.table_schema, p.table_name, p.privilege_type)) AS whole
                   FROM information_schema.column_privileges p
                   WHERE p.grantee IN ('credenza_app', 'credenza_system')
                   UNION ALL
                   SELECT grantor, grantee, table_catalog, table_schema, table_name, NULL, privilege_type, is_grantable, true
                   FROM information_schema.table_privileges
                   WHERE grantee IN ('credenza_app', 'credenza_system') AND privilege_type = 'DELETE') AS p
             GROUP BY grantee, privilege_type, table_schema, table_name, whole ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect()
}

#[tokio::test]
async fn the_catalogue_keeps_the_rules() {
    let database = Database::new().await;
    let client = database.superuser().await;
    let findings = findings(&client).await;
    assert!(findings.is_empty(), "{findings:#?}");
    insta::assert_snapshot!("keys", listed_keys(&client).await);
    insta::assert_snapshot!("privileges", listed_privileges(&client).await);
}

#[tokio::test]
async fn functions_with_their_owners_rights_are_the_reviewed_ones() {
    let client = Database::new().await.superuser().await;
    let rows = client
        .query(
            "SELECT format('%s of %s for %s', oid::regprocedure, proowner::regrole,
                           (SELECT string_agg(a.grantee::regrole::text, ', ' ORDER BY a.grantee::regrole::text)
                            FROM aclexplode(proacl) a WHERE a.grantee <> proowner))
             FROM pg_proc WHERE prosecdef AND pronamespace::regnamespace::text = ANY ($1) ORDER BY 1",
            &[&SCHEMAS.as_slice()],
        )
        .await
        .unwrap();
    let found: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(found, DEFINERS);
}

/// The rules by trying: what no privilege allows is refused, whatever the catalogue says.
#[tokio::test]
async fn the_roles_that_log_in_can_make_and_remove_nothing() {
    let cast = Cast::new().await;
    for role in ["credenza_app", "credenza_system"] {
        let client = connect(role, &cast.database.name).await;
        for sql in [
            "CREATE TABLE public.t ()",
            "CREATE TABLE credenza.t ()",
            "CREATE TEMPORARY TABLE t ()",
            "CREATE SCHEMA t",
            "CREATE FUNCTION pg_temp.t() RETURNS void LANGUAGE sql AS ''",
            "TRUNCATE audit.entries",
            "TRUNCATE credenza.customers",
            "ALTER TABLE credenza.customers DISABLE ROW LEVEL SECURITY",
            "DROP POLICY see ON credenza.customers",
            "CREATE POLICY mine ON credenza.customers USING (true)",
            "SET ROLE credenza_owner",
            "SET ROLE credenza_audit",
            "SET SESSION AUTHORIZATION postgres",
            "SET session_replication_role = replica",
            "SELECT * FROM public.refinery_schema_history",
            "SELECT credenza_private.acting('')",
            "SELECT inner_key FROM credenza_private.context_key",
            "SELECT secret FROM credenza_private.live_sessions",
            "SELECT * FROM credenza_private.actor",
            "SELECT audit.begin_log(gen_random_uuid(), 'org_x')",
            "SELECT audit.append_system(gen_random_uuid(), NULL, NULL, NULL, 'a.b', NULL, NULL, 'done', NULL, '{}', '{}')",
            "SELECT audit.append_entry(gen_random_uuid(), NULL, '{}', 'null', 'a.b', NULL, NULL, NULL, 'done', NULL, NULL, NULL, '{}', '{}')",
            "SELECT pg_read_file('postgresql.conf')",
            "COPY (SELECT 1) TO PROGRAM 'true'",
        ] {
            let error = client.batch_execute(sql).await.expect_err(sql);
            let code = error.as_db_error().unwrap().code().code();
            assert_eq!(code, "42501", "{role}: {sql}: {error:?}");
        }
        // Row-level security off means an error for whom it holds, never all rows.
        let error = client.batch_execute("SET row_security = off; SELECT * FROM credenza.customers").await;
        assert_eq!(error.unwrap_err().code().unwrap().code(), "42501");
    }
}

/// What is wrapped under a key-encryption key must get under the next one: a table that names one is added here by whoever has
/// taught `store::rotation` about it.
#[tokio::test]
async fn rotation_knows_all_that_is_wrapped_under_a_key() {
    let client = Database::new().await.superuser().await;
    let sql = "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint
               WHERE contype = 'f' AND confrelid = 'credenza.keks'::regclass ORDER BY 1";
    let rows = client.query(sql, &[]).await.unwrap();
    let found: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(found, ["credenza.object_keys", "credenza_private.kek_rotations"]);
}

/// Each rule finds what breaks it.
#[tokio::test]
async fn what_breaks_a_rule_is_found() {
    let client = Database::new().await.superuser().await;
    for (sql, rule) in [
        ("CREATE TABLE credenza.t (org_id uuid NOT NULL PRIMARY KEY)", "has no row-level security"),
        ("GRANT SELECT ON public.refinery_schema_history TO credenza_app", "it is refinery's"),
        ("CREATE TABLE credenza.t (org_id uuid NOT NULL)", "has no primary key"),
        ("ALTER TABLE audit.heads DROP CONSTRAINT heads_pkey CASCADE", "has no primary key"),
        ("CREATE TABLE credenza.t (id uuid PRIMARY KEY, org_id uuid)", "lets org_id be NULL"),
        ("CREATE TABLE credenza.t (id uuid PRIMARY KEY, org_id uuid)", "does not lead with org_id"),
        ("ALTER TABLE credenza.customers ADD member_id uuid", "that no foreign key holds"),
        ("ALTER TABLE credenza.keks ADD UNIQUE (org_id, state) DEFERRABLE", "can be deferred"),
        ("CREATE VIEW credenza.v AS SELECT 1 AS one", "a view that runs with its owner's rights"),
        ("CREATE MATERIALIZED VIEW audit.v AS SELECT 1 AS one", "is a materialized view"),
        ("ALTER FUNCTION credenza.enter(bytea) SET search_path = pg_catalog", "does not pin its search_path"),
        ("ALTER FUNCTION credenza.enter(bytea) RESET search_path", "does not pin its search_path"),
        ("GRANT EXECUTE ON FUNCTION credenza.enter(bytea) TO PUBLIC", "may be executed by everybody"),
        ("ALTER TABLE credenza.customers OWNER TO credenza_app", "is owned by a role that requests run as"),
        ("GRANT TRUNCATE ON credenza.customers TO credenza_app", "more than rows to read and write"),
        ("GRANT REFERENCES (id) ON credenza.customers TO credenza_app", "more than rows to read and write"),
        ("GRANT SELECT (id) ON credenza.users TO credenza_system", "more than rows to read and write"),
        ("GRANT CREATE ON SCHEMA public TO credenza_app", "lets a role make things"),
        ("GRANT CREATE ON SCHEMA system TO PUBLIC", "lets a role make things"),
        ("GRANT credenza_owner TO credenza_app", "is a role with powers, or a member of another"),
        (
            "GRANT USAGE ON SCHEMA credenza TO credenza_system;
             GRANT EXECUTE ON FUNCTION credenza.enter(bytea) TO credenza_system",
            "is not of the schema system",
        ),
        ("GRANT DELETE ON audit.entries TO credenza_audit", "may edit history"),
        ("GRANT DELETE ON audit.checkpoints TO credenza_audit", "may edit history"),
        ("GRANT DELETE ON audit.cosignatures TO credenza_audit", "may edit history"),
        (
            "CREATE POLICY edit ON audit.checkpoints FOR UPDATE TO credenza_audit USING (true)",
            "may edit history",
        ),
        ("GRANT TRUNCATE ON audit.disclosures TO credenza_owner", "may edit history"),
        ("CREATE POLICY edit ON audit.entries FOR UPDATE TO credenza_audit USING (true)", "may edit history"),
    ] {
        client.batch_execute(&format!("BEGIN; {sql}")).await.unwrap();
        let findings = findings(&client).await;
        assert!(findings.iter().any(|finding| finding.contains(rule)), "{sql}: {findings:?}");
        client.batch_execute("ROLLBACK").await.unwrap();
    }
}
