//! Mail by SMTP, against a relay that also refuses, hangs and drops.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use domain::Clock;
use domain::id::MailId;
use server::i18n::Locale;
use server::machine::{SystemClock, SystemRng};
use server::mail::{Content, Letter, Link, MailError, Mailer, Message, Relay, RelayTls, Smtp, deliver_due};

use crate::app::TestApp;
use crate::samples::root;

/// Long enough for an answer on a busy machine, short enough to wait for one that does not come.
const PATIENCE: Duration = Duration::from_secs(60);

struct TestRelay {
    process: Child,
    port: u16,
    folder: tempfile::TempDir,
    authority: Vec<u8>,
}

impl Drop for TestRelay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl TestRelay {
    fn start(tls: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("mails")).unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let mut process = Command::new(root().join(".venv/bin/python"))
            .arg(root().join("tools/smtp_relay.py"))
            .args(["--tls", tls, "--folder"])
            .arg(folder.path().join("mails"))
            .arg("--cert")
            .arg(&cert)
            .arg("--key")
            .arg(&key)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect(".venv/bin/python: run script/setup test");
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port = port.trim().parse().expect("a port: is aiosmtpd installed? Run script/setup test");
        Self { process, port, folder, authority: made.cert.pem().into_bytes() }
    }

    fn relay(&self, tls: RelayTls) -> Relay {
        Relay {
            host: "localhost".into(),
            port: self.port,
            tls,
            credentials: Some(("firm".into(), "relay password".into())),
            authorities: Some(self.authority.clone()),
        }
    }

    fn smtp(&self, tls: RelayTls) -> Smtp {
        Smtp::new(self.relay(tls), "credenza.test").unwrap().patient_for(PATIENCE, PATIENCE)
    }

    /// The mails that have been taken, by the names of their files.
    fn taken(&self) -> Vec<PathBuf> {
        let folder = self.folder.path().join("mails");
        let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }
}

fn letter(to: &str) -> Letter {
    let content =
        Content::PasswordReset { link: Link::new("https://certs.test/reset#x".into()), minutes: 30 };
    Letter { to: to.into(), name: Some("José Ñuño".into()), locale: Locale::Es, sender: None, content }
}

fn message(to: &str) -> Message {
    let now = SystemClock.now();
    let sender = "Credenza <credenza@firm.test>".parse().unwrap();
    Message::write(MailId::new(now, &SystemRng), &letter(to), &sender, now, None).unwrap()
}

#[tokio::test]
async fn a_mail_is_handed_over_encrypted_and_its_answer_kept() {
    for (kind, tls) in [("starttls", RelayTls::StartTls), ("tls", RelayTls::Tls)] {
        let relay = TestRelay::start(kind);
        let message = message("jose@norte.test");
        let answer = relay.smtp(tls).deliver(message.clone()).await.unwrap();
        assert_eq!(answer, "250 2.0.0 Ok: queued as 0001");
        let taken = relay.taken();
        assert_eq!(taken.len(), 1);
        assert!(taken[0].ends_with("0001-jose-tls-firm.eml"), "{taken:?}");
        // But for the line break before the last dot, which is the dialogue's.
        let (sent, kept) = (message.bytes.trim_ascii_end(), std::fs::read(&taken[0]).unwrap());
        assert!(kept.trim_ascii_end() == sent, "byte for byte");
    }
}

#[tokio::test]
async fn without_encryption_nothing_is_said() {
    let plain = TestRelay::start("none");
    let error = plain.smtp(RelayTls::StartTls).deliver(message("jose@norte.test")).await.unwrap_err();
    assert!(matches!(&error, MailError::Undelivered(said) if said.contains("STARTTLS")), "{error}");
    let (relay, other) = (TestRelay::start("starttls"), TestRelay::start("starttls"));
    let strange = Relay { authorities: Some(other.authority.clone()), ..relay.relay(RelayTls::StartTls) };
    let error = Smtp::new(strange, "x.test").unwrap().deliver(message("jose@norte.test")).await.unwrap_err();
    assert!(matches!(error, MailError::Undelivered(_)), "{error}");
    let wrong = Relay { credentials: Some(("firm".into(), "x".into())), ..relay.relay(RelayTls::StartTls) };
    let error = Smtp::new(wrong, "x.test").unwrap().deliver(message("jose@norte.test")).await.unwrap_err();
    assert!(matches!(&error, MailError::Undelivered(said) if said.contains("535")), "{error}");
    assert!(plain.taken().is_empty() && relay.taken().is_empty());
}

#[tokio::test]
async fn what_the_relay_does_decides_what_becomes_of_a_mail() {
    let relay = TestRelay::start("starttls");
    let smtp = relay.smtp(RelayTls::StartTls);
    let refused = smtp.deliver(message("refuse@norte.test")).await.unwrap_err();
    assert!(matches!(&refused, MailError::Refused(said) if said.contains("No such user")), "{refused}");
    let later = smtp.deliver(message("later@norte.test")).await.unwrap_err();
    assert!(matches!(&later, MailError::Undelivered(said) if said.contains("Greylisted")), "{later}");
    let early = smtp.deliver(message("early@norte.test")).await.unwrap_err();
    assert!(matches!(early, MailError::Undelivered(_)), "{early}");
    assert!(relay.taken().is_empty());
    // What the relay has, and does not say so, may have arrived.
    let dropped = smtp.deliver(message("drop@norte.test")).await.unwrap_err();
    assert!(matches!(dropped, MailError::Doubtful(_)), "{dropped}");
    let hasty = relay.smtp(RelayTls::StartTls).patient_for(PATIENCE, Duration::from_secs(1));
    let hangs = hasty.deliver(message("hang@norte.test")).await.unwrap_err();
    assert!(matches!(hangs, MailError::Doubtful(_)), "{hangs}");
    assert_eq!(relay.taken().len(), 2);
    drop(relay);
    let away = smtp.deliver(message("jose@norte.test")).await.unwrap_err();
    assert!(matches!(away, MailError::Undelivered(_)), "{away}");
}

async fn queue(test: &TestApp, to: &str) {
    let (now, rng) = (test.clock.now(), &*test.app.rng);
    let mail = test.app.mail.seal(&letter(to), time::Duration::days(1), now, rng).unwrap();
    test.app.store.system().queue_mail(&mail).await.unwrap();
}

#[tokio::test]
async fn the_queue_tries_again_what_may_pass_and_no_more() {
    let relay = TestRelay::start("starttls");
    let test = TestApp::with_mailer(Arc::new(relay.smtp(RelayTls::StartTls))).await;
    for name in ["jose", "refuse", "later", "drop"] {
        queue(&test, &format!("{name}@norte.test")).await;
    }
    assert_eq!(deliver_due(&test.app).await.unwrap(), 1);
    let waiting = "SELECT count(*) FROM credenza.mail_queue";
    assert_eq!(test.database.one::<i64>(waiting).await, 2, "later and drop");
    let soon = "SELECT count(*) FROM credenza.mail_queue WHERE due_at < now() + interval '31 seconds'";
    assert_eq!(test.database.one::<i64>(soon).await, 1, "later");
    let in_doubt = "SELECT count(*) FROM credenza.mail_queue WHERE due_at > now() + interval '14 minutes'";
    assert_eq!(test.database.one::<i64>(in_doubt).await, 1, "drop");
    test.database.change("UPDATE credenza.mail_queue SET due_at = now()").await;
    deliver_due(&test.app).await.unwrap();
    let dropped: Vec<_> =
        relay.taken().into_iter().filter(|path| path.to_string_lossy().contains("-drop-")).collect();
    assert_eq!(dropped.len(), 2);
    let [first, second] = [&dropped[0], &dropped[1]].map(|path| std::fs::read(path).unwrap());
    assert_eq!(first, second, "the same mail under the same Message-ID");
}
