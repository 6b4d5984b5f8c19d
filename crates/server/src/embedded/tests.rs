//! These start real PostgreSQL servers. As root they also show that PostgreSQL does not run as root.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::Rng;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

use super::{
    APP_ROLE, Cluster, DATABASE, Endpoint, SUPERUSER, SYSTEM_ROLE, attach, effective_user, postmaster,
};
use crate::datadir::{DataDir, DataDirError, DirLock};

/// Names the directory on which a child of the tests holds a cluster until it is killed.
const HOLD: &str = "CREDENZA_TEST_HOLD";

struct SystemRandom;

impl Rng for SystemRandom {
    fn fill(&self, out: &mut [u8]) {
        use std::io::Read;
        std::fs::File::open("/dev/urandom").unwrap().read_exact(out).unwrap();
    }
}

/// A data directory that PostgreSQL's user can reach, and a place for clusters outside it.
struct Site {
    temp: TempDir,
}

impl Site {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        std::fs::set_permissions(temp.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { temp }
    }

    fn dir(&self) -> DataDir {
        DataDir::open(&self.temp.path().join("data")).unwrap()
    }

    fn clusters(&self) -> PathBuf {
        self.temp.path().join("clusters")
    }

    async fn start(&self, dir: &DataDir) -> (Cluster, DirLock) {
        let lock = dir.lock().unwrap();
        let cluster = Cluster::start_with(dir, &lock, &SystemRandom, &self.clusters()).await.unwrap();
        (cluster, lock)
    }
}

async fn connect(endpoint: &Endpoint, role: &str) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = endpoint.config(role, DATABASE).connect(NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn one(client: &Client, query: &str) -> String {
    client.query_one(query, &[]).await.unwrap().get(0)
}

fn postmaster_pid(dir: &DataDir) -> u32 {
    let file = std::fs::read_to_string(dir.postgres().join("postmaster.pid")).unwrap();
    file.lines().next().unwrap().parse().unwrap()
}

fn kill(signal: &str, pid: u32) {
    assert!(Command::new("kill").args([signal, &pid.to_string()]).status().unwrap().success());
}

/// Whether it runs: not ended, nor ended and waiting for its parent to ask for its status.
fn alive(pid: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}

async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_first_start_makes_a_sound_cluster_and_the_second_finds_it() {
    let site = Site::new();
    let dir = site.dir();
    let (cluster, lock) = site.start(&dir).await;
    let admin = connect(cluster.endpoint(), SUPERUSER).await.unwrap();
    for (setting, expected) in [
        ("listen_addresses", ""),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("lc_collate", "C"),
        ("lc_ctype", "C.UTF-8"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("jit", "off"),
        ("log_parameter_max_length", "0"),
    ] {
        assert_eq!(one(&admin, &format!("SELECT current_setting('{setting}')")).await, expected, "{setting}");
    }
    admin.batch_execute("CREATE TABLE kept AS SELECT 'Ñandú'::text AS word").await.unwrap();
    cluster.stop().await;
    assert!(!dir.postgres().join("postmaster.pid").exists(), "a stopped cluster has no lock file");
    drop(lock);

    let (cluster, _lock) = site.start(&dir).await;
    let admin = connect(cluster.endpoint(), SUPERUSER).await.unwrap();
    assert_eq!(one(&admin, "SELECT lower(word) FROM kept").await, "ñandú");
    cluster.stop().await;
}

#[tokio::test]
async fn roles_are_the_least_that_serves() {
    let site = Site::new();
    let dir = site.dir();
    let (cluster, _lock) = site.start(&dir).await;
    let admin = connect(cluster.endpoint(), SUPERUSER).await.unwrap();
    let rows = admin
        .query(
            "SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication,
                    rolpassword IS NULL
             FROM pg_authid WHERE rolname LIKE 'credenza%' ORDER BY 1",
            &[],
        )
        .await
        .unwrap();
    let roles: Vec<(String, bool, bool, bool)> =
        rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let role = |name: &str, login| (name.to_owned(), login, false, true);
    let expected = [
        role("credenza_app", true),
        role("credenza_audit", false),
        role("credenza_owner", false),
        role("credenza_system", true),
    ];
    assert_eq!(roles, expected);

    for role in [APP_ROLE, SYSTEM_ROLE] {
        let client = connect(cluster.endpoint(), role).await.unwrap();
        assert!(client.batch_execute("CREATE TABLE public.t ()").await.is_err(), "{role} made a table");
        assert!(
            client.batch_execute("CREATE TEMP TABLE t ()").await.is_err(),
            "{role} made a temporary table"
        );
        assert!(
            cluster.config(role, "postgres").connect(NoTls).await.is_err(),
            "{role} reached another database"
        );
    }
    for nobody in ["credenza_owner", "credenza_audit", "ana"] {
        assert!(connect(cluster.endpoint(), nobody).await.is_err(), "{nobody} logged in");
    }
    cluster.stop().await;
}

#[tokio::test]
async fn postgres_is_private_and_never_root() {
    let site = Site::new();
    let dir = site.dir();
    let (cluster, _lock) = site.start(&dir).await;
    let status = std::fs::read_to_string(format!("/proc/{}/status", postmaster_pid(&dir))).unwrap();
    let ids = |field: &str| {
        let line = status.lines().find(|line| line.starts_with(field)).unwrap();
        line.split_whitespace().skip(1).map(|id| id.parse::<u32>().unwrap()).collect::<Vec<_>>()
    };
    assert!(
        !ids("Uid:").contains(&0) && !ids("Gid:").contains(&0) && !ids("Groups:").contains(&0),
        "{status}"
    );
    for folder in [dir.postgres(), cluster.endpoint().socket_dir().to_path_buf()] {
        let metadata = folder.metadata().unwrap();
        assert_eq!(metadata.mode() & 0o777, 0o700, "{}", folder.display());
        assert!(metadata.uid() != 0);
    }
    if effective_user().unwrap() == 0 {
        // Another unprivileged user cannot even reach the socket.
        let socket = cluster.endpoint().socket_dir().join(".s.PGSQL.5432");
        let mut stranger = Command::new("/bin/sh");
        stranger.args(["-c", "test -e \"$1\"", "sh"]).arg(&socket);
        assert!(stranger.status().unwrap().success());
        std::os::unix::process::CommandExt::uid(&mut stranger, 65534);
        std::os::unix::process::CommandExt::gid(&mut stranger, 65534);
        assert!(!stranger.status().unwrap().success());
    }
    cluster.stop().await;
}

#[tokio::test]
async fn a_killed_postmaster_is_restarted_and_nothing_committed_is_lost() {
    let site = Site::new();
    let dir = site.dir();
    let (cluster, _lock) = site.start(&dir).await;
    let admin = connect(cluster.endpoint(), SUPERUSER).await.unwrap();
    admin.batch_execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)").await.unwrap();
    // A backend that does not notice by itself that its postmaster has died.
    let busy = connect(cluster.endpoint(), SUPERUSER).await.unwrap();
    tokio::spawn(
        async move { busy.batch_execute("SELECT count(*) FROM generate_series(1, 10000000000)").await },
    );
    tokio::time::sleep(Duration::from_millis(300)).await;

    for _ in 0..2 {
        let before = postmaster_pid(&dir);
        kill("-KILL", before);
        let deadline = Instant::now() + Duration::from_secs(30);
        let client = loop {
            match connect(cluster.endpoint(), SUPERUSER).await {
                Ok(client) if postmaster_pid(&dir) != before => break client,
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
            assert!(Instant::now() < deadline, "PostgreSQL did not come back");
        };
        assert_eq!(one(&client, "SELECT n::text FROM kept").await, "1");
    }
    let last = postmaster_pid(&dir);
    cluster.stop().await;
    assert!(!alive(last));
}

/// Run by the tests below in a process of its own, which they kill.
#[tokio::test]
#[ignore = "holds a cluster until it is killed: started by other tests"]
async fn hold_a_cluster() {
    let site = PathBuf::from(std::env::var_os(HOLD).expect("the directory to hold"));
    let dir = DataDir::open(&site.join("data")).unwrap();
    let lock = dir.lock().unwrap();
    let cluster = Cluster::start_with(&dir, &lock, &SystemRandom, &site.join("clusters")).await.unwrap();
    std::fs::write(site.join("ready"), b"").unwrap();
    std::future::pending::<()>().await;
    drop(cluster);
}

fn hold_elsewhere(site: &Site) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "embedded::tests::hold_a_cluster", "--ignored"])
        .env(HOLD, site.temp.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn a_killed_server_leaves_a_postmaster_that_the_next_start_replaces() {
    let site = Site::new();
    let dir = site.dir();
    let mut holder = hold_elsewhere(&site);
    let ready = site.temp.path().join("ready");
    eventually("the other server starts", || ready.exists()).await;

    // Beside a running server: one is enough, and a command finds it.
    let refusal = dir.lock().unwrap_err();
    assert!(matches!(refusal, DataDirError::InUse { .. }), "{refusal}");
    let beside = attach(&dir).await.unwrap();
    connect(&beside, APP_ROLE).await.unwrap();

    holder.kill().unwrap();
    holder.wait().unwrap();
    let orphan = postmaster_pid(&dir);
    assert!(alive(orphan), "PostgreSQL outlives its server");
    let (cluster, _lock) = site.start(&dir).await;
    assert!(!alive(orphan));
    assert_ne!(postmaster_pid(&dir), orphan);
    connect(cluster.endpoint(), APP_ROLE).await.unwrap();
    cluster.stop().await;
}

#[tokio::test]
async fn a_first_start_killed_at_any_moment_is_repaired_by_the_next() {
    for pause in [50, 600, 1200] {
        let site = Site::new();
        let mut holder = hold_elsewhere(&site);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        holder.kill().unwrap();
        holder.wait().unwrap();
        let dir = site.dir();
        let (cluster, _lock) = site.start(&dir).await;
        connect(cluster.endpoint(), APP_ROLE).await.unwrap();
        cluster.stop().await;
    }
}

#[tokio::test]
async fn lock_files_of_a_dead_postmaster_do_not_stop_the_start() {
    let site = Site::new();
    let dir = site.dir();
    let (cluster, lock) = site.start(&dir).await;
    let socket_lock = cluster.endpoint().socket_dir().join(".s.PGSQL.5432.lock");
    let pid_file = std::fs::read_to_string(dir.postgres().join("postmaster.pid")).unwrap();
    cluster.stop().await;
    drop(lock);
    // As after a power cut, with the process id given to somebody else meanwhile: here, to this test.
    let rest = pid_file.split_once('\n').unwrap().1;
    let stale = format!("{}\n{rest}", std::process::id());
    std::fs::write(dir.postgres().join("postmaster.pid"), &stale).unwrap();
    std::fs::write(&socket_lock, &stale).unwrap();
    let (cluster, _lock) = site.start(&dir).await;
    connect(cluster.endpoint(), APP_ROLE).await.unwrap();
    cluster.stop().await;
}

#[tokio::test]
async fn a_directory_that_postgres_cannot_reach_has_its_cluster_outside() {
    if effective_user().unwrap() != 0 {
        // An ordinary user runs PostgreSQL himself: there is nobody who could not reach his directory.
        return;
    }
    let site = Site::new();
    let closed = site.temp.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    let dir = DataDir::open(&closed.join("data")).unwrap();

    let (cluster, lock) = site.start(&dir).await;
    let admin = connect(cluster.endpoint(), SUPERUSER).await.unwrap();
    admin.batch_execute("CREATE TABLE kept AS SELECT 'here'::text AS word").await.unwrap();
    cluster.stop().await;
    drop(lock);
    let target = dir.postgres().read_link().unwrap();
    assert!(target.starts_with(site.clusters()), "{}", target.display());
    assert_ne!(target.metadata().unwrap().uid(), 0);

    let (cluster, lock) = site.start(&dir).await;
    let admin = connect(cluster.endpoint(), SUPERUSER).await.unwrap();
    assert_eq!(one(&admin, "SELECT word FROM kept").await, "here");
    connect(&attach(&dir).await.unwrap(), APP_ROLE).await.unwrap();
    cluster.stop().await;

    // Losing the cluster is not a first start.
    std::fs::remove_dir_all(target.parent().unwrap()).unwrap();
    let refusal = Cluster::start_with(&dir, &lock, &SystemRandom, &site.clusters()).await.unwrap_err();
    assert!(refusal.to_string().contains("is missing"), "{refusal}");
}

#[tokio::test]
async fn a_long_path_gets_a_short_socket_folder_that_is_removed_again() {
    let site = Site::new();
    let long = site.temp.path().join("d".repeat(60)).join("e".repeat(60));
    let dir = DataDir::open(&long).unwrap();
    for folder in long.ancestors().take(2) {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let (cluster, lock) = site.start(&dir).await;
    let first = cluster.endpoint().socket_dir().to_path_buf();
    assert!(!first.starts_with(&long));
    assert_eq!(first.metadata().unwrap().mode() & 0o777, 0o700);
    connect(&attach(&dir).await.unwrap(), APP_ROLE).await.unwrap();
    cluster.stop().await;
    drop(lock);

    let (cluster, _lock) = site.start(&dir).await;
    assert!(!first.exists(), "the folder of the earlier start is removed");
    let second = cluster.endpoint().socket_dir().to_path_buf();
    cluster.stop().await;
    std::fs::remove_dir(second).unwrap();
}

#[tokio::test]
async fn a_log_that_has_grown_large_is_moved_aside_once() {
    let site = Site::new();
    let dir = site.dir();
    let lock = dir.lock().unwrap();
    let older = dir.path().join("postgres.log.1");
    for size in [17 * 1024 * 1024, 20 * 1024 * 1024] {
        std::fs::File::create(dir.postgres_log()).unwrap().set_len(size).unwrap();
        let cluster = Cluster::start_with(&dir, &lock, &SystemRandom, &site.clusters()).await.unwrap();
        cluster.stop().await;
        assert_eq!(older.metadata().unwrap().len(), size);
        let rest = std::fs::read_to_string(dir.postgres_log()).unwrap();
        assert!(rest.len() < 10_000 && rest.contains("ready to accept connections"), "{rest}");
    }
}

#[tokio::test]
async fn a_cluster_that_cannot_start_says_why() {
    let site = Site::new();
    let dir = site.dir();
    let (cluster, lock) = site.start(&dir).await;
    cluster.stop().await;
    std::fs::write(dir.postgres().join("operator.conf"), "shared_buffers = 'plenty'\n").unwrap();
    std::fs::set_permissions(dir.postgres().join("operator.conf"), std::fs::Permissions::from_mode(0o644))
        .unwrap();
    let refusal = Cluster::start_with(&dir, &lock, &SystemRandom, &site.clusters()).await.unwrap_err();
    assert!(refusal.to_string().contains("shared_buffers"), "{refusal}");
}

#[tokio::test]
async fn a_dropped_cluster_ends_and_so_does_one_whose_start_is_abandoned() {
    let site = Site::new();
    let dir = site.dir();
    let (cluster, lock) = site.start(&dir).await;
    let pid = postmaster_pid(&dir);
    drop(cluster);
    eventually("the postmaster of a dropped cluster ends", || !alive(pid)).await;

    {
        let clusters = site.clusters();
        let start = Cluster::start_with(&dir, &lock, &SystemRandom, &clusters);
        tokio::pin!(start);
        let data = dir.postgres();
        tokio::select! {
            biased;
            () = eventually("a postmaster", || data.join("postmaster.pid").exists()) => {}
            _ = &mut start => panic!("it was not abandoned"),
        }
    }
    let data = dir.postgres();
    eventually("the abandoned postmaster ends", || !data.join("postmaster.pid").exists()).await;
    assert!(postmaster::socket_folder(&data).is_none());
}
