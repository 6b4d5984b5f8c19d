use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use domain::clock::FixedClock;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, ServerConnection};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::{Names, Source, Tls};
use crate::datadir::DataDir;

/// The days around which certificates are made: close to the machine's own, because rustls' verifier asks its clock.
fn today() -> OffsetDateTime {
    let now = std::fs::metadata("/proc/self").unwrap().modified().unwrap();
    now.into()
}

fn names(host: Option<&str>) -> Names {
    Names::of_server("127.0.0.1".parse().unwrap(), Some("tax-1"), host)
}

fn load(dir: &DataDir, host: Option<&str>, now: OffsetDateTime) -> Tls {
    Tls::load(Source::local(dir, names(host)), &FixedClock(now)).unwrap()
}

fn read(dir: &DataDir, name: &str) -> Vec<u8> {
    std::fs::read(dir.tls().join(name)).unwrap()
}

/// Speaks TLS to `tls` as a client that trusts `ca.pem` alone; the protocol agreed on, or why not.
fn handshake(tls: &Tls, ca: &[u8], host: &str) -> Result<Vec<u8>, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca).unwrap()).unwrap();
    let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut server = ServerConnection::new(tls.config()).unwrap();
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut wire).unwrap();
        }
        server.read_tls(&mut wire.as_slice()).unwrap();
        server.process_new_packets()?;
        let mut wire = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut wire).unwrap();
        }
        client.read_tls(&mut wire.as_slice()).unwrap();
        client.process_new_packets()?;
    }
    Ok(server.alpn_protocol().unwrap().to_vec())
}

#[test]
fn the_first_start_makes_an_authority_and_a_certificate_that_clients_accept() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    let tls = load(&dir, Some("certs.example.mx"), today());
    let ca = read(&dir, "ca.pem");
    for host in ["localhost", "127.0.0.1", "::1", "tax-1", "certs.example.mx"] {
        assert_eq!(handshake(&tls, &ca, host).unwrap(), b"h2", "{host}");
    }
    assert!(handshake(&tls, &ca, "example.com").is_err());
    // The secrets are private: opening the directory checks that.
    DataDir::open(temp.path()).unwrap();
}

#[test]
fn a_second_start_keeps_both() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    load(&dir, None, today());
    let before = ["ca.pem", "ca.key", "server.pem", "server.key"].map(|name| read(&dir, name));
    load(&dir, None, today() + Duration::days(300));
    assert_eq!(before, ["ca.pem", "ca.key", "server.pem", "server.key"].map(|name| read(&dir, name)));
}

#[test]
fn a_certificate_is_renewed_in_time_and_for_new_names_under_the_same_authority() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    let tls = load(&dir, None, today());
    let (ca, first) = (read(&dir, "ca.pem"), read(&dir, "server.pem"));

    tls.reload(&FixedClock(today() + Duration::days(380))).unwrap();
    let renewed = read(&dir, "server.pem");
    assert_ne!(first, renewed);

    // A name in a domain that the authority may speak for.
    let named = load(&dir, Some("certs.office.internal"), today());
    assert_ne!(renewed, read(&dir, "server.pem"));
    assert_eq!(ca, read(&dir, "ca.pem"));
    handshake(&named, &ca, "certs.office.internal").unwrap();
}

#[test]
fn an_authority_speaks_for_nothing_else_and_gives_way_to_one_that_may() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    load(&dir, None, today());
    let (old_ca, old_key) = (read(&dir, "ca.pem"), read(&dir, "ca.key"));

    // A thief of the key issues a certificate for somebody else's name.
    let key = rcgen::KeyPair::from_pem(&String::from_utf8(old_key).unwrap()).unwrap();
    let issuer = rcgen::Issuer::from_ca_cert_pem(&String::from_utf8(old_ca.clone()).unwrap(), key).unwrap();
    let pair = rcgen::KeyPair::generate().unwrap();
    let stolen = rcgen::CertificateParams::new(["bank.example".to_owned()]).unwrap();
    let stolen = stolen.signed_by(&pair, &issuer).unwrap();
    let (cert, key) = (temp.path().join("c.pem"), temp.path().join("k.pem"));
    std::fs::write(&cert, stolen.pem()).unwrap();
    std::fs::write(&key, pair.serialize_pem()).unwrap();
    let thief = Tls::load(Source::Files { cert, key }, &FixedClock(today())).unwrap();
    let refusal = handshake(&thief, &old_ca, "bank.example").unwrap_err();
    assert!(format!("{refusal:?}").contains("NameConstraint"), "{refusal:?}");

    let moved = load(&dir, Some("certs.example.mx"), today());
    assert_ne!(old_ca, read(&dir, "ca.pem"));
    handshake(&moved, &read(&dir, "ca.pem"), "certs.example.mx").unwrap();
}

#[test]
fn files_that_do_not_belong_together_are_replaced() {
    let now = today();
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    let other_temp = tempfile::tempdir().unwrap();
    let other = DataDir::open(other_temp.path()).unwrap();
    load(&other, None, now);
    for name in ["ca.pem", "ca.key", "server.pem", "server.key"] {
        load(&dir, None, now);
        std::fs::copy(other.tls().join(name), dir.tls().join(name)).unwrap();
        let tls = load(&dir, None, now);
        handshake(&tls, &read(&dir, "ca.pem"), "localhost").unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn files_of_the_operator_are_reloaded_and_bad_ones_are_named_and_not_taken() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    load(&dir, None, today());
    let (cert, key) = (temp.path().join("own.pem"), temp.path().join("own-key.pem"));
    let install = |from: &Path| {
        std::fs::copy(from.join("server.pem"), &cert).unwrap();
        std::fs::copy(from.join("server.key"), &key).unwrap();
    };
    install(&dir.tls());
    let source = Source::Files { cert: cert.clone(), key: key.clone() };
    let clock = FixedClock(today());
    let tls = Tls::load(source.clone(), &clock).unwrap();
    handshake(&tls, &read(&dir, "ca.pem"), "localhost").unwrap();

    let other_temp = tempfile::tempdir().unwrap();
    let other = DataDir::open(other_temp.path()).unwrap();
    load(&other, None, today());
    install(&other.tls());
    tls.reload(&clock).unwrap();
    handshake(&tls, &read(&other, "ca.pem"), "localhost").unwrap();
    assert!(handshake(&tls, &read(&dir, "ca.pem"), "localhost").is_err());

    for (path, content, expected) in [
        (&key, b"nonsense".to_vec(), "tls.key"),
        (&key, read(&dir, "server.key"), "tls.key"),
        (&cert, Vec::new(), "tls.cert"),
    ] {
        std::fs::write(path, content).unwrap();
        let message = tls.reload(&clock).unwrap_err().to_string();
        assert!(message.starts_with(expected), "{message}");
        handshake(&tls, &read(&other, "ca.pem"), "localhost").unwrap();
        install(&other.tls());
    }
}

#[tokio::test]
async fn a_hangup_signal_loads_the_files_again() {
    // So that the signal does not end the test when it comes too early.
    let _survive = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).unwrap();
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    let tls = Arc::new(load(&dir, None, today()));
    std::fs::remove_file(dir.tls().join("server.pem")).unwrap();
    let shutdown = tokio_util::sync::CancellationToken::new();
    let (kept, stop) = (Arc::clone(&tls), shutdown.clone());
    let task = tokio::spawn(async move { kept.keep_fresh(&FixedClock(today()), stop).await });
    for attempt in 0.. {
        assert!(attempt < 200, "the signal has no effect");
        let pid = std::process::id().to_string();
        assert!(Command::new("kill").args(["-HUP", &pid]).status().unwrap().success());
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        if dir.tls().join("server.pem").exists() {
            break;
        }
    }
    handshake(&tls, &read(&dir, "ca.pem"), "localhost").unwrap();
    shutdown.cancel();
    task.await.unwrap();
}

#[test]
fn lifetimes_are_within_what_clients_allow_and_openssl_agrees() {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path()).unwrap();
    load(&dir, None, datetime!(2026-06-01 12:00 UTC));
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).current_dir(dir.tls()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    openssl(&[
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-attime",
        "1780315200",
        "-CAfile",
        "ca.pem",
        "server.pem",
    ]);
    let ca = openssl(&["x509", "-in", "ca.pem", "-noout", "-text"]);
    for expected in
        ["CA:TRUE, pathlen:0", "X509v3 Name Constraints: critical", "id-ecPublicKey", "Certificate Sign"]
    {
        assert!(ca.contains(expected), "{expected} in {ca}");
    }
    let dates = openssl(&["x509", "-in", "server.pem", "-noout", "-dates"]);
    assert_eq!(dates, "notBefore=May 31 12:00:00 2026 GMT\nnotAfter=Jul  2 12:00:00 2027 GMT\n");
}
