//! `credenza fsck`: each thing that can be damaged is damaged, and named.

use std::collections::BTreeSet;
use std::fs::File;
use std::time::SystemTime;

use domain::Clock;
use serde_json::Value;
use server::fsck::{self, Report};

use crate::app::TestApp;
use crate::operator::stdout;
use crate::samples::{EFIRMA, MODERN};
use crate::serve::Installation;
use crate::squad::Firm;

pub(crate) async fn check(test: &TestApp) -> Report {
    let (mut admin, second) = (test.database.superuser().await, test.database.superuser().await);
    let installation = fsck::Installation {
        objects: test.app.store.objects(),
        keys: &*test.app.keys,
        signer: &test.app.signer,
        now: test.clock.now(),
    };
    fsck::check(&installation, &mut admin, &second, &|_| ()).await.unwrap()
}

/// What a test has damaged so far, by the names that it expects.
struct Damage<'a> {
    test: &'a TestApp,
    expected: BTreeSet<&'static str>,
}

impl Damage<'_> {
    /// Past every key and policy.
    async fn change(&self, sql: &str) {
        let client = self.test.database.superuser().await;
        client.batch_execute("SET session_replication_role = replica").await.unwrap();
        let changed = client.execute(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        assert!(changed > 0, "{sql} changed nothing");
    }

    /// These are found now, with what was found before; `about` names the thing that was damaged.
    async fn is_found(&mut self, codes: &[&'static str], about: &str) {
        self.expected.extend(codes);
        let report = check(self.test).await;
        let found: BTreeSet<_> = report.findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(found, self.expected, "{report:#?}");
        let named = report.findings.iter().find(|finding| finding.code.as_str() == codes[0]).unwrap();
        let words = format!("{} {}", named.message, named.organization.as_deref().unwrap_or_default());
        assert!(words.contains(about), "{about}: {words}");
        assert!(!named.advice.is_empty());
    }
}

/// The object of a kind of the organization's oldest certificate.
async fn object(test: &TestApp, firm: &Firm, kind: &str) -> (uuid::Uuid, String) {
    let sql = format!(
        "SELECT id FROM credenza.objects WHERE org_id = '{}' AND kind = '{kind}' ORDER BY created_at LIMIT 1",
        firm.org.uuid()
    );
    let id: uuid::Uuid = test.database.one(&sql).await;
    (id, domain::id::ObjectId::from_uuid(id).to_string())
}

async fn damage_custody(damage: &mut Damage<'_>, ours: &Firm, theirs: &Firm) {
    let test = damage.test;
    let (_, name) = object(test, ours, "certificate-file").await;
    std::fs::remove_file(test.object_file(&ours.org.to_string(), &name)).unwrap();
    damage.is_found(&["object_missing"], &name).await;

    let (id, name) = object(test, ours, "private-key-file").await;
    let path = test.object_file(&ours.org.to_string(), &name);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    damage.is_found(&["object_damaged"], &name).await;

    let nothing = domain::id::ObjectId::from_uuid(uuid::Uuid::from_u128(7)).to_string();
    let folder = path.parent().unwrap().with_file_name(&nothing);
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("1"), whole).unwrap();
    damage.is_found(&["object_missing"], "").await;
    let two_hours_ago = test.clock.now() - time::Duration::hours(2);
    let file = File::options().write(true).open(folder.join("1")).unwrap();
    file.set_modified(SystemTime::from(two_hours_ago)).unwrap();
    damage.is_found(&["object_unowned"], &nothing).await;

    damage.change(&format!("DELETE FROM credenza.object_keys WHERE object_id = '{id}'")).await;
    damage.is_found(&["key_missing"], &name).await;
    let (id, name) = object(test, theirs, "certificate-file").await;
    damage.change(&format!("DELETE FROM credenza.objects WHERE id = '{id}'")).await;
    damage.is_found(&["key_unowned"], &name).await;
    let certificate =
        format!("SELECT certificate_id FROM credenza.objects WHERE org_id = '{}'", theirs.org.uuid());
    let certificate = domain::id::CertificateId::from_uuid(test.database.one(&certificate).await).to_string();
    damage.change(&format!("DELETE FROM credenza.objects WHERE org_id = '{}'", theirs.org.uuid())).await;
    damage.is_found(&["certificate_empty"], &certificate).await;

    damage
        .change(&format!(
            "UPDATE credenza.keks SET wrapped_kek = (SELECT wrapped_kek FROM credenza.keks WHERE org_id = '{}')
             WHERE org_id = '{}'",
            theirs.org.uuid(),
            ours.org.uuid()
        ))
        .await;
    damage.is_found(&["kek_locked"], &ours.org.to_string()).await;
    damage.change(&format!("DELETE FROM credenza.keks WHERE org_id = '{}'", ours.org.uuid())).await;
    damage.expected.remove("kek_locked");
    damage.is_found(&["primary_kek_missing", "kek_missing"], &ours.org.to_string()).await;
}

async fn damage_logs(damage: &mut Damage<'_>, ours: &Firm, theirs: &Firm) {
    let (our_log, their_log) = (ours.org.uuid(), theirs.org.uuid());
    damage
        .change(&format!(
            "UPDATE audit.disclosures SET value = 'somebody else' WHERE org_id = '{our_log}'
               AND (seq, field) = (SELECT seq, field FROM audit.disclosures WHERE org_id = '{our_log}' LIMIT 1)"
        ))
        .await;
    damage.is_found(&["disclosure_wrong"], &ours.org.to_string()).await;
    damage.test.app.signer.sign(&damage.test.app.store, theirs.org).await.unwrap();
    // The last entry, and nothing that would tell of it but the head, and the signer.
    damage
        .change(&format!(
            "DELETE FROM audit.entries WHERE org_id = '{their_log}'
               AND seq = (SELECT max(seq) FROM audit.entries WHERE org_id = '{their_log}')"
        ))
        .await;
    damage.is_found(&["log_head", "log_not_as_signed"], &theirs.org.to_string()).await;
    damage
        .change(&format!(
            "UPDATE audit.entries SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), '\"done\"', '\"failed\"'), 'UTF8')
             WHERE org_id = '{our_log}' AND seq = 2"
        ))
        .await;
    damage.is_found(&["log_broken"], &ours.org.to_string()).await;
    damage.change(&format!("DELETE FROM audit.heads WHERE org_id = '{their_log}'")).await;
    damage.expected.remove("log_head");
    damage.expected.remove("log_not_as_signed");
    damage.is_found(&["log_missing"], &theirs.org.to_string()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_is_named() {
    let test = TestApp::new().await;
    let (ours, theirs) = test.firms().await;
    ours.member.keep(EFIRMA).await;
    let deleted = ours.member.keep(MODERN).await;
    ours.member.delete_certificate(&deleted).await.empty(204);
    theirs.member.keep(MODERN).await;
    let whole = check(&test).await;
    assert_eq!((whole.finding_count, whole.checked.objects), (0, 5), "{whole:#?}");
    assert_eq!((whole.checked.organizations, whole.checked.keks), (2, 2));
    let entries: i64 = test.database.one("SELECT count(*) FROM audit.entries").await;
    assert_eq!(whole.checked.entries, u64::try_from(entries).unwrap());

    let mut damage = Damage { test: &test, expected: BTreeSet::new() };
    damage_custody(&mut damage, &ours, &theirs).await;
    damage_logs(&mut damage, &ours, &theirs).await;
    damage
        .change(
            "INSERT INTO credenza.mail_queue (id, sealed, queued_at, expires_at, attempts)
             VALUES (gen_random_uuid(), decode(repeat('00', 40), 'hex'), now() - interval '2 hours', now() + interval '1 day', 9)",
        )
        .await;
    damage.is_found(&["mail_waiting"], "9 times").await;
    let session = test.session_of(&theirs.member);
    let more = "UPDATE credenza_private.live_sessions SET permissions = array_append(permissions, 'organization.manage')";
    damage.change(&format!("{more} WHERE session_id = '{}'", session.uuid())).await;
    damage.is_found(&["session_wrong"], &session.to_string()).await;
    let owes =
        format!("UPDATE credenza.members SET must_enrol = true WHERE id = '{}'", ours.auditor.member.uuid());
    damage.change(&owes).await;
    damage.is_found(&["enrolment_wrong"], &ours.auditor.member.to_string()).await;
    let superuser = test.database.superuser().await;
    superuser.batch_execute("ALTER TABLE credenza.customers NO FORCE ROW LEVEL SECURITY").await.unwrap();
    damage.is_found(&["catalogue"], "credenza.customers").await;
    let never: Vec<_> = fsck::Code::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !damage.expected.contains(code))
        .collect();
    assert_eq!(never, ["kek_locked", "log_head", "log_not_as_signed"], "found before, and all others now");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_looks_beside_a_running_server_and_without_one() {
    let installation = Installation::new();
    assert_eq!(installation.create_org("Norte", "ana@norte.test").status.code(), Some(0));
    assert_eq!(installation.create_org("Sur", "sara@sur.test").status.code(), Some(0));
    let server = installation.serve().await;
    let access = server.sign_in("ana@norte.test").await;
    server.keep(&access).await;
    let beside = installation.run(&["fsck"]);
    assert_eq!(beside.status.code(), Some(0), "{}", String::from_utf8_lossy(&beside.stderr));
    assert!(stdout(&beside).contains("all is well: 2 organizations, 2 objects"), "{}", stdout(&beside));
    server.stop().await;

    let objects = walk(&installation.data().join("objects"));
    std::fs::remove_file(&objects[0]).unwrap();
    let alone = installation.run(&["fsck", "--json"]);
    assert_eq!(alone.status.code(), Some(2), "{}", String::from_utf8_lossy(&alone.stderr));
    let report: Value = serde_json::from_str(&stdout(&alone)).unwrap();
    assert_eq!(report["finding_count"], 1);
    assert_eq!(report["findings"][0]["code"], "object_missing");
    assert!(report["findings"][0]["advice"].as_str().unwrap().contains("from a backup"));
    let words = installation.run(&["fsck"]);
    assert_eq!(words.status.code(), Some(2));
    assert!(stdout(&words).contains("NOT ALL IS WELL"), "{}", stdout(&words));
}

/// Every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
