//! `credenza kek rotate`, with the program itself: beside a running server, broken off at every step and at any moment, and
//! between backups.

use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use domain::id::{CertificateId, KekId, ObjectId, OrgId};
use domain::{Clock, Rng};
use envelope::{Context, Dek, Keyring, Kind, Permit, WrappedDek, WrappedKek};
use serde_json::{Value, json};
use server::datadir::DataDir;
use server::embedded::attach;
use server::machine::{SystemClock, SystemRng};
use tokio_postgres::{Client, NoTls};

use crate::backups::come_and_go;
use crate::client::Answer;
use crate::operator::{credenza, stdout};
use crate::serve::{Installation, Server};
use crate::squad::text;

/// Who may open anything: the test.
struct Anybody;

impl Permit for Anybody {
    fn covers(&self, _: OrgId, _: ObjectId, _: u32) -> bool {
        true
    }
}

const PEOPLE: [(&str, &str); 2] = [("Norte", "ana@norte.test"), ("Sur", "sara@sur.test")];

/// Two organizations that each keep a certificate, and their server.
struct Stage {
    installation: Installation,
    orgs: Vec<String>,
    kept: Vec<String>,
    server: Server,
}

impl Stage {
    async fn new() -> Self {
        let installation = Installation::new();
        let mut orgs = Vec::new();
        for (name, email) in PEOPLE {
            let made: Value = serde_json::from_str(&stdout(&installation.create_org(name, email))).unwrap();
            orgs.push(text(&made["organization_id"]));
        }
        // All come from one address.
        let server = installation.serve_with(&[("CREDENZA__LIMITS__SIGN_IN", "100/s")]).await;
        let mut kept = Vec::new();
        for (_, email) in PEOPLE {
            let access = server.sign_in(email).await;
            kept.push(server.keep(&access).await);
        }
        Self { installation, orgs, kept, server }
    }

    fn path(&self, name: &str) -> String {
        path(&self.installation, name)
    }

    /// What each organization keeps comes out as it went in.
    async fn assert_opens(&self) {
        for ((_, email), id) in PEOPLE.iter().zip(&self.kept) {
            self.server.assert_opens(email, id).await;
        }
    }

    fn keyring(&self) -> Vec<u8> {
        keyring_of(&self.installation)
    }
}

fn path(installation: &Installation, name: &str) -> String {
    installation.data().with_file_name(name).to_str().unwrap().to_owned()
}

fn keyring_of(installation: &Installation) -> Vec<u8> {
    std::fs::read(installation.data().join("keys/keyring.txt")).unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", stdout(output), String::from_utf8_lossy(&output.stderr))
}

/// Runs a rotation that is to come to its end; what it says.
#[track_caller]
fn rotate(installation: &Installation, flags: &[&str]) -> Value {
    let done = installation.run(&[&["kek", "rotate", "--json"], flags].concat());
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    serde_json::from_str(&stdout(&done)).unwrap()
}

#[track_caller]
fn assert_whole(installation: &Installation) -> Value {
    let checked = installation.run(&["fsck", "--json"]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
    serde_json::from_str(&stdout(&checked)).unwrap()
}

fn outcomes(done: &Value) -> Vec<(&str, u64)> {
    let organizations = done["organizations"].as_array().unwrap();
    organizations
        .iter()
        .map(|of| (of["outcome"].as_str().unwrap(), of["rewrapped"].as_u64().unwrap()))
        .collect()
}

/// The database, past every wall.
async fn superuser(installation: &Installation) -> Client {
    let endpoint = attach(&DataDir::open(&installation.data()).unwrap()).await.unwrap();
    let (client, connection) = endpoint.config("postgres", "credenza").connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Every key as it lies there.
async fn keys(client: &Client) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', k.object_id, k.kek_id, encode(k.wrapped_dek, 'hex'), e.state, encode(e.wrapped_kek, 'hex'))
               FROM credenza.object_keys k JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id ORDER BY 1";
    client.query(sql, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_gets_under_new_keys_beside_a_running_server() {
    let stage = Stage::new().await;
    let client = superuser(&stage.installation).await;
    let (before, keyring) = (keys(&client).await, stage.keyring());

    let done = rotate(&stage.installation, &[]);
    assert_eq!(
        (&done["complete"], &done["root"]["rotated"], &done["root"]["rewrapped"]),
        (&json!(true), &json!(true), &json!(2))
    );
    assert_eq!(outcomes(&done), [("rotated", 2), ("rotated", 2)], "a file and a password of each");
    let after = keys(&client).await;
    assert!(before.iter().all(|row| !after.contains(row)) && before.len() == after.len());
    assert!(after.iter().all(|row| row.contains(" primary ")));
    let lines = |keyring: &[u8], front: &str| {
        String::from_utf8_lossy(keyring).lines().filter(|line| line.starts_with(front)).count()
    };
    assert_eq!((lines(&stage.keyring(), "primary "), lines(&stage.keyring(), "decrypt-only ")), (1, 1));
    assert_eq!(lines(&keyring, "decrypt-only "), 0);

    // The server has the old keyring in memory: it opens what is there and takes in what comes.
    stage.assert_opens().await;
    let access = stage.server.sign_in(PEOPLE[0].1).await;
    let request = stage.server.http.get(format!("{}/api/v1/audit?action=kek.rotate", stage.server.origin));
    let log = Answer::of(request.bearer_auth(&access)).await.json(200);
    let mut steps: Vec<_> =
        log["items"].as_array().unwrap().iter().map(|entry| text(&entry["details"]["step"])).collect();
    steps.reverse();
    assert_eq!(steps, ["under_root", "begun", "promoted", "rewrapped", "finished"]);
    let beside = stage.installation.create_org("Este", "eva@este.test");
    assert_eq!(beside.status.code(), Some(0), "{}", said(&beside));
    let access = stage.server.sign_in("eva@este.test").await;
    let id = stage.server.keep(&access).await;
    stage.server.assert_opens("eva@este.test", &id).await;

    // Again: nothing.
    let (before, keyring) = (keys(&client).await, stage.keyring());
    let done = rotate(&stage.installation, &[]);
    assert_eq!((&done["root"]["rotated"], &done["root"]["rewrapped"]), (&json!(false), &json!(0)));
    assert_eq!(outcomes(&done), [("settled", 0); 3]);
    assert_eq!((keys(&client).await, stage.keyring()), (before, keyring));
    let checked = assert_whole(&stage.installation);
    assert_eq!(
        (&checked["checked"]["rotations_unfinished"], &checked["checked"]["keys_under_former_keks"]),
        (&json!(0), &json!(0))
    );

    // Without the server, one organization alone, although it was done today.
    stage.server.stop().await;
    let done = rotate(&stage.installation, &["--org", &stage.orgs[1], "--again"]);
    assert_eq!((outcomes(&done), &done["root"]), (vec![("rotated", 2)], &Value::Null));
    let settled = rotate(&stage.installation, &["--org", &stage.orgs[1]]);
    assert_eq!(outcomes(&settled), [("settled", 0)]);
    let nobody = stage.installation.run(&["kek", "rotate", "--org", "org_01h455vb4pex5vsknk084sn02q"]);
    assert!(
        nobody.status.code() == Some(1) && said(&nobody).contains("there is no organization"),
        "{}",
        said(&nobody)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_root_key_can_go_and_one_that_is_needed_cannot() {
    let stage = Stage::new().await;
    rotate(&stage.installation, &[]);
    let root = |front: &str| {
        let text = String::from_utf8(stage.keyring()).unwrap();
        let line = text.lines().find(|line| line.starts_with(front)).unwrap().to_owned();
        line.split(' ').nth(1).unwrap().to_owned()
    };
    let (new, old) = (root("primary "), root("decrypt-only "));
    for (id, code, words) in
        [(&new, 1, "is the primary root key"), (&old, 0, "is gone"), (&old, 1, "is not in the keyring")]
    {
        let retired = stage.installation.run(&["kek", "retire", id, "--no-backup-needs-it"]);
        assert!(retired.status.code() == Some(code) && said(&retired).contains(words), "{}", said(&retired));
    }
    let unsaid = stage.installation.run(&["kek", "retire", &old]);
    assert_eq!(unsaid.status.code(), Some(64), "that no backup needs it has to be said");

    // A key-encryption key that is still under an old root key keeps that.
    let client = superuser(&stage.installation).await;
    let sql = "CREATE TABLE public.kept AS SELECT * FROM credenza.keks";
    client.batch_execute(sql).await.unwrap();
    rotate(&stage.installation, &["--again"]);
    let sql = "UPDATE credenza.keks k SET wrapped_kek = o.wrapped_kek FROM public.kept o WHERE o.id = k.id; DROP TABLE public.kept";
    client.batch_execute(sql).await.unwrap();
    let needed = stage.installation.run(&["kek", "retire", &new, "--no-backup-needs-it"]);
    assert!(
        needed.status.code() == Some(1) && said(&needed).contains("would not open without"),
        "{}",
        said(&needed)
    );
    assert_whole(&stage.installation);
    stage.assert_opens().await;
    stage.server.stop().await;
}

/// The step's transaction is refused at its last moment: the run dies there, as it would by the end of its process.
async fn refuse(client: &Client, step: &str) {
    client
        .batch_execute(&format!(
            "CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken off'; END $$;
             CREATE TRIGGER die BEFORE INSERT ON audit.entries FOR EACH ROW
                 WHEN (position('\"step\":\"{step}\"' IN convert_from(NEW.bytes, 'UTF8')) > 0) EXECUTE FUNCTION public.die()"
        ))
        .await
        .unwrap();
}

async fn relent(client: &Client) {
    client.batch_execute("DROP TRIGGER die ON audit.entries; DROP FUNCTION public.die()").await.unwrap();
}

/// A backup is restored with a keyring, everything in it opens, and a rotation comes to its end there.
async fn assert_restores(
    installation: &Installation,
    kept: &[String],
    [backup, keyring]: [&str; 2],
    data: &'static str,
) {
    let (from, keyring) = (path(installation, backup), path(installation, &format!("{keyring}.keyring")));
    let command = ["restore", &from, "--keyring", &keyring, "--data-dir", &path(installation, data)];
    let restored = credenza().args(command).output().unwrap();
    assert_eq!(restored.status.code(), Some(0), "{backup}: {}", said(&restored));
    let there = installation.beside(data);
    assert_whole(&there);
    assert_eq!(rotate(&there, &[])["complete"], json!(true));
    let server = there.serve().await;
    for ((_, email), id) in PEOPLE.iter().zip(kept) {
        server.assert_opens(email, id).await;
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_off_at_every_step_it_opens_everything_and_the_next_run_finishes() {
    let stage = Stage::new().await;
    let client = superuser(&stage.installation).await;
    let backup = |name: &str| {
        let (into, keyring) = (stage.path(name), stage.path(&format!("{name}.keyring")));
        let taken = stage.installation.run(&["backup", &into, "--keyring", &keyring]);
        assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
    };
    backup("before");
    for step in ["under_root", "begun", "promoted", "rewrapped", "finished"] {
        refuse(&client, step).await;
        let broken = stage.installation.run(&["kek", "rotate"]);
        assert!(broken.status.code() == Some(1), "{step}: {}", said(&broken));
        relent(&client).await;
        stage.assert_opens().await;
        assert_whole(&stage.installation);
        if step == "rewrapped" {
            backup("during");
        }
    }
    let done = rotate(&stage.installation, &[]);
    assert_eq!(outcomes(&done), [("finished", 0), ("rotated", 2)], "the first one lacked its end alone");
    assert_eq!(done["root"]["rotated"], json!(false), "the root key that was made first stays");
    let before = keys(&client).await;
    assert_eq!(outcomes(&rotate(&stage.installation, &[])), [("settled", 0); 2]);
    assert_eq!(keys(&client).await, before);
    stage.assert_opens().await;
    backup("after");
    stage.server.stop().await;

    // Each backup opens with its own keyring, and the earlier ones with the later: old root keys stay in it.
    for (name, keyring, data) in [
        ("before", "before", "restored-before"),
        ("before", "after", "restored-later"),
        ("during", "during", "restored-during"),
        ("after", "after", "restored-after"),
    ] {
        assert_restores(&stage.installation, &stage.kept, [name, keyring], data).await;
    }
    let wrong = path(&stage.installation, "before.keyring");
    let refused = credenza()
        .args([
            "restore",
            &path(&stage.installation, "after"),
            "--keyring",
            &wrong,
            "--data-dir",
            &path(&stage.installation, "nowhere"),
        ])
        .output()
        .unwrap();
    assert!(
        refused.status.code() == Some(1) && said(&refused).contains("does not open the backup"),
        "{}",
        said(&refused)
    );
}

/// Objects that are not on disk: their keys are wrapped as an upload wraps them, and what they seal is kept here.
async fn many_keys(
    installation: &Installation,
    client: &Client,
    org: &str,
    count: usize,
) -> Vec<(Context, Vec<u8>)> {
    let org: OrgId = org.parse().unwrap();
    let row = client
        .query_one(
            "SELECT id, wrapped_kek FROM credenza.keks WHERE org_id = $1 AND state = 'primary'",
            &[&org.uuid()],
        )
        .await
        .unwrap();
    let (kek, wrapped) = (KekId::from_uuid(row.get(0)), WrappedKek::from_bytes(row.get(1)).unwrap());
    let keyring = std::fs::read(installation.data().join("keys/keyring.txt")).unwrap();
    let opened =
        Keyring::<Anybody>::parse(&keyring).unwrap().primary().unwrap_kek(org, kek, &wrapped).unwrap();
    let rng: &dyn Rng = &SystemRng;
    let (mut objects, mut certificates, mut deks, mut sealed) = (vec![], vec![], vec![], vec![]);
    for _ in 0..count {
        let (object, dek) = (ObjectId::new(SystemClock.now(), rng), Dek::generate(rng));
        let context = Context { org, object, version: 1, kind: Kind::Password };
        deks.push(opened.wrap(&dek, &context).as_bytes().to_vec());
        sealed.push((context, envelope::seal(dek, &context, object.to_string().as_bytes(), rng)));
        objects.push(object.uuid());
        certificates.push(CertificateId::new(SystemClock.now(), rng).uuid());
    }
    // Past the foreign keys: no certificate is needed for a key to be wrapped anew.
    client.batch_execute("SET session_replication_role = replica").await.unwrap();
    let sql = "INSERT INTO credenza.objects (org_id, id, version, certificate_id, kind, file_name, size)
               SELECT $1, o, 1, c, 'password', 'x', 1 FROM unnest($2::uuid[], $3::uuid[]) AS n (o, c)";
    client.execute(sql, &[&org.uuid(), &objects, &certificates]).await.unwrap();
    let sql = "INSERT INTO credenza.object_keys (org_id, object_id, version, kek_id, wrapped_dek)
               SELECT $1, o, 1, $2, d FROM unnest($3::uuid[], $4::bytea[]) AS n (o, d)";
    client.execute(sql, &[&org.uuid(), &kek.uuid(), &objects, &deks]).await.unwrap();
    client.batch_execute("RESET session_replication_role").await.unwrap();
    sealed
}

/// Every key opens what it sealed, by what lies in database and keyring at this moment.
async fn assert_all_open(installation: &Installation, client: &Client, sealed: &[(Context, Vec<u8>)]) {
    let keyring = std::fs::read(installation.data().join("keys/keyring.txt")).unwrap();
    let keyring = Keyring::<Anybody>::parse(&keyring).unwrap();
    let sql = "SELECT k.object_id, e.id, e.wrapped_kek, k.wrapped_dek FROM credenza.object_keys k
               JOIN credenza.keks e ON e.org_id = k.org_id AND e.id = k.kek_id WHERE k.org_id = $1";
    let rows = client.query(sql, &[&sealed[0].0.org.uuid()]).await.unwrap();
    let rows: std::collections::HashMap<uuid::Uuid, _> = rows.iter().map(|row| (row.get(0), row)).collect();
    for (context, sealed) in sealed {
        let row = rows[&context.object.uuid()];
        let wrapped = WrappedKek::from_bytes(row.get(2)).unwrap();
        let kek = KekId::from_uuid(row.get(1));
        let kek =
            keyring.keys().find_map(|(root, _)| root.unwrap_kek(context.org, kek, &wrapped).ok()).unwrap();
        let dek = kek.unwrap(Anybody, context, &WrappedDek::from_bytes(row.get(3)).unwrap()).unwrap();
        assert_eq!(*envelope::open(dek, context, sealed).unwrap(), context.object.to_string().into_bytes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_opens_everything_and_the_next_run_finishes() {
    let stage = Stage::new().await;
    let client = superuser(&stage.installation).await;
    let sealed = many_keys(&stage.installation, &client, &stage.orgs[0], 9_000).await;
    let mut killed = 0;
    for round in 0..12_u64 {
        let data = stage.installation.data();
        let mut child = credenza()
            .args(["kek", "rotate", "--again", "--data-dir", data.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A random moment, later in each round, so that all of its life is met whatever the machine.
        let mut random = [0; 2];
        SystemRng.fill(&mut random);
        let moment = 40 * round + u64::from(u16::from_le_bytes(random)) % 200;
        tokio::time::sleep(std::time::Duration::from_millis(moment)).await;
        child.kill().unwrap();
        killed += u32::from(child.wait().unwrap().code().is_none());
        assert_all_open(&stage.installation, &client, &sealed).await;
        // An account signs in ten times a minute.
        if round % 3 == 0 {
            stage.assert_opens().await;
        }
    }
    assert!(killed >= 6, "only {killed} died");
    let done = rotate(&stage.installation, &[]);
    assert_eq!(done["complete"], json!(true), "{done}");
    let (before, keyring) = (keys(&client).await, stage.keyring());
    assert!(before.iter().all(|row| row.contains(" primary ")) && before.len() == 9_004);
    assert_eq!(outcomes(&rotate(&stage.installation, &[])), [("settled", 0); 2]);
    assert_eq!((keys(&client).await, stage.keyring()), (before, keyring));
    assert_all_open(&stage.installation, &client, &sealed).await;
    stage.assert_opens().await;
    stage.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_come_and_go_meanwhile() {
    let stage = Stage::new().await;
    assert_eq!(stage.installation.create_org("Este", "eva@este.test").status.code(), Some(0));
    let access = stage.server.sign_in("eva@este.test").await;
    let stop = AtomicBool::new(false);
    let rounds = std::thread::scope(|scope| {
        let rotating = scope.spawn(|| {
            for _ in 0..3 {
                rotate(&stage.installation, &["--again"]);
            }
            stop.store(true, Ordering::SeqCst);
        });
        let busy = come_and_go(&stage.server, &access, &stop);
        let rounds = tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(busy));
        rotating.join().unwrap();
        rounds
    });
    assert!(rounds > 0);
    let id = stage.server.keep(&access).await;
    rotate(&stage.installation, &[]);
    let checked = assert_whole(&stage.installation)["checked"].clone();
    assert_eq!(
        (&checked["rotations_unfinished"], &checked["keys_under_former_keks"]),
        (&json!(0), &json!(0))
    );
    stage.server.assert_opens("eva@este.test", &id).await;
    stage.assert_opens().await;
    stage.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_under_the_old_key_is_picked_up_and_what_does_not_open_stays_and_is_told() {
    let stage = Stage::new().await;
    let client = superuser(&stage.installation).await;
    // As by an upload that had read the old key before the rotation, and is committed after it.
    let late = many_keys(&stage.installation, &client, &stage.orgs[0], 2).await;
    client
        .batch_execute(
            "CREATE TABLE public.late AS SELECT * FROM credenza.object_keys WHERE octet_length(wrapped_dek) = 41 \
             ORDER BY object_id DESC LIMIT 2;
             DELETE FROM credenza.object_keys k USING public.late l WHERE l.object_id = k.object_id",
        )
        .await
        .unwrap();
    rotate(&stage.installation, &["--keep-root"]);
    client.batch_execute("INSERT INTO credenza.object_keys SELECT * FROM public.late").await.unwrap();
    let checked = stage.installation.run(&["fsck", "--json"]);
    let report: Value = serde_json::from_str(&stdout(&checked)).unwrap();
    assert_eq!(report["checked"]["keys_under_former_keks"], json!(2));
    let done = rotate(&stage.installation, &["--keep-root"]);
    assert_eq!(outcomes(&done), [("settled", 2), ("settled", 0)]);
    assert_all_open(&stage.installation, &client, &late).await;

    // A key that somebody damaged: the others move, this one stays as it is.
    let damaged = late[0].0.object.uuid();
    client
        .execute("UPDATE credenza.object_keys SET wrapped_dek = set_byte(wrapped_dek, 20, 255 - get_byte(wrapped_dek, 20)) \
                  WHERE object_id = $1", &[&damaged])
        .await
        .unwrap();
    let done = stage.installation.run(&["kek", "rotate", "--again", "--json"]);
    assert_eq!(done.status.code(), Some(2), "{}", said(&done));
    let report: Value = serde_json::from_str(&stdout(&done)).unwrap();
    let first = &report["organizations"][0];
    assert_eq!(
        (&first["outcome"], &first["rewrapped"], &first["unopened"]),
        (&json!("incomplete"), &json!(3), &json!(1))
    );
    assert_eq!(first["unopened_objects"], json!([late[0].0.object]));
    assert_eq!(report["organizations"][1]["outcome"], json!("rotated"));
    assert_all_open(&stage.installation, &client, &late[1..]).await;
    stage.assert_opens().await;
    stage.server.stop().await;
}
