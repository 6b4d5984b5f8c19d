//! Mail: what lies in the queue, what arrives in the outbox, and what happens when it cannot.

use std::os::unix::fs::PermissionsExt;

use domain::id::RequestId;
use domain::{Action, Clock};
use mailparse::{MailHeaderMap, ParsedMail};
use server::i18n::Locale;
use server::mail::{Content, Letter, Link, deliver_due};
use store::{AuditEvent, Caller};
use time::Duration;

use crate::app::TestApp;
use crate::squad::Persona;

const LINK: &str = "https://certs.test/invitations#czi_5ecretOfTheLink";

/// A mail as its recipient sees it.
pub(crate) struct Eml {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// The picture that stands in it, with its `Content-ID`.
    pub(crate) logo: Option<(String, Vec<u8>)>,
    pub(crate) raw: String,
}

impl TestApp {
    /// Delivers what is queued; everything that has arrived so far, oldest first.
    pub(crate) async fn mails(&self) -> Vec<Eml> {
        deliver_due(&self.app).await.expect("the queue");
        let entries = self.outbox().read_dir().expect("a folder");
        let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
        files.sort();
        files.iter().map(|file| eml(&std::fs::read(file).expect("a mail"))).collect()
    }
}

fn eml(bytes: &[u8]) -> Eml {
    let mail = mailparse::parse_mail(bytes).expect("a mail");
    assert_eq!(mail.ctype.mimetype, "multipart/alternative");
    let [text, html] = mail.subparts.as_slice() else { panic!("not two parts") };
    let (html, logo) = match html.subparts.as_slice() {
        [] => (html, None),
        [inside, picture] => {
            assert_eq!(html.ctype.mimetype, "multipart/related");
            let id = picture.headers.get_first_value("Content-ID").expect("an id");
            let disposition = picture.get_content_disposition().disposition;
            assert_eq!(disposition, mailparse::DispositionType::Inline);
            (inside, Some((id, picture.get_body_raw().expect("a picture"))))
        }
        more => panic!("{} parts", more.len()),
    };
    assert_eq!((text.ctype.mimetype.as_str(), html.ctype.mimetype.as_str()), ("text/plain", "text/html"));
    let header = |name| mail.headers.get_first_value(name).unwrap_or_else(|| panic!("no {name}"));
    let body = |part: &ParsedMail<'_>| {
        assert_eq!(part.ctype.charset, "utf-8");
        part.get_body().expect("a body")
    };
    Eml {
        to: header("To"),
        subject: header("Subject"),
        text: body(text),
        html: body(html),
        logo,
        raw: String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn invitation(to: &str, locale: Locale) -> Letter {
    let content = Content::Invitation {
        organization: "Gestoría <Peña> & hijos".into(),
        inviter: "Ana Peña".into(),
        link: Link::new(LINK.into()),
        days: 7,
    };
    Letter { to: to.into(), name: Some("José Ñuño".into()), locale, sender: None, content }
}

/// Queues a letter in a transaction of `sender`, and commits it, or not.
async fn queue(test: &TestApp, sender: &Persona, letter: &Letter, commits: bool) {
    let now = test.clock.now();
    let mail = test.app.mail.seal(letter, Duration::days(7), now, &*test.app.rng).unwrap();
    let handle = test.app.tokens.handle(test.session_of(sender));
    let caller = Caller::new(&handle, RequestId::new(now, &*test.app.rng));
    let tx = test.app.store.begin(&caller).await.unwrap();
    tx.queue_mail(&mail).await.unwrap();
    if commits {
        tx.commit(&AuditEvent::new(Action::OrganizationUpdate)).await.unwrap();
    } else {
        tx.rollback().await;
    }
}

async fn change_newest(test: &TestApp, change: &str) {
    let newest = "(SELECT id FROM credenza.mail_queue ORDER BY queued_at DESC LIMIT 1)";
    let sql = format!("UPDATE credenza.mail_queue SET {change} WHERE id = {newest}");
    assert_eq!(test.database.change(&sql).await, 1);
}

async fn waiting(test: &TestApp) -> i64 {
    test.database.one("SELECT count(*) FROM credenza.mail_queue").await
}

#[tokio::test]
async fn a_mail_arrives_in_the_words_of_its_language() {
    let test = TestApp::new().await;
    let (north, south) = test.firms().await;
    queue(&test, &north.admin, &invitation("jose@norte.test", Locale::Es), true).await;
    queue(&test, &south.admin, &invitation("jo@sur.test", Locale::En), true).await;
    queue(&test, &south.admin, &invitation("joao@sur.test", Locale::Pt), true).await;
    queue(&test, &south.admin, &invitation("nobody@sur.test", Locale::En), false).await;
    let mails = test.mails().await;
    let [spanish, english, portuguese] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    assert!(spanish.to.contains("José Ñuño") && spanish.to.contains("<jose@norte.test>"), "{}", spanish.to);
    assert_eq!(spanish.subject, "Invitación a Gestoría <Peña> & hijos");
    let sentence = "Ana Peña le invita a trabajar en Gestoría <Peña> & hijos";
    assert!(spanish.text.contains(sentence), "{}", spanish.text);
    assert!(spanish.html.contains("Gestoría &#60;Peña&#62; &#38; hijos"), "{}", spanish.html);
    assert!(english.text.contains("for 7 days"), "{}", english.text);
    assert_eq!(portuguese.subject, "Convite para Gestoría <Peña> & hijos");
    assert!(portuguese.text.contains("por 7 dias"), "{}", portuguese.text);
    assert!(portuguese.raw.contains("Content-Language: pt"), "{}", portuguese.raw);
    for mail in [spanish, english, portuguese] {
        assert!(mail.text.contains(LINK) && mail.html.contains(LINK));
        assert!(!mail.text.contains('⟦') && !mail.html.contains('⟦'), "a message is missing");
        for header in ["Message-ID: <eml_", "Date: ", "Credenza <credenza@firm.test>", "Auto-Submitted: auto"]
        {
            assert!(mail.raw.contains(header), "{header} in {}", mail.raw);
        }
        assert!(mail.raw.lines().all(|line| line.len() <= 998), "RFC 5322, 2.1.1");
    }
}

#[tokio::test]
async fn who_is_called_by_his_address_is_greeted_by_no_name() {
    let test = TestApp::new().await;
    let (north, _) = test.firms().await;
    let nameless = Letter { name: Some("jo@norte.test".into()), ..invitation("jo@norte.test", Locale::Es) };
    queue(&test, &north.admin, &nameless, true).await;
    queue(&test, &north.admin, &invitation("jose@norte.test", Locale::Es), true).await;
    let mails = test.mails().await;
    let begins = |text: &str| mails.iter().filter(|mail| mail.text.starts_with(text)).count();
    assert_eq!((begins("Hola:"), begins("Hola, José Ñuño:")), (1, 1), "{}", mails[0].text);
}

#[tokio::test]
async fn the_queue_tells_nothing_and_what_was_delivered_is_gone() {
    let test = TestApp::new().await;
    let (north, _) = test.firms().await;
    queue(&test, &north.admin, &invitation("jose@norte.test", Locale::Es), true).await;
    let sql = "SELECT encode(sealed, 'escape') || to_jsonb(q)::text FROM credenza.mail_queue q";
    let row: String = test.database.one(sql).await;
    for told in ["jose", "norte", "czi_", "Gestor"] {
        assert!(!row.contains(told), "{told} in {row}");
    }
    assert_eq!(test.mails().await.len(), 1);
    assert_eq!(waiting(&test).await, 0);
    for file in test.outbox().read_dir().unwrap() {
        assert_eq!(file.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(deliver_due(&test.app).await.unwrap(), 0);
}

#[tokio::test]
async fn what_cannot_be_delivered_now_is_tried_again_later_and_arrives_once() {
    let test = TestApp::new().await;
    let (north, _) = test.firms().await;
    let away = test.folder.path().join("away");
    std::fs::rename(test.outbox(), &away).unwrap();
    queue(&test, &north.admin, &invitation("jose@norte.test", Locale::Es), true).await;
    assert_eq!(deliver_due(&test.app).await.unwrap(), 0);
    let waits =
        "SELECT attempts = 1 AND due_at - now() BETWEEN '1 second' AND '30 seconds' FROM credenza.mail_queue";
    assert!(test.database.one::<bool>(waits).await);
    std::fs::rename(&away, test.outbox()).unwrap();
    assert_eq!(deliver_due(&test.app).await.unwrap(), 0, "not due yet");
    change_newest(&test, "due_at = now()").await;
    let (one, two) = tokio::join!(deliver_due(&test.app), deliver_due(&test.app));
    assert_eq!(one.unwrap() + two.unwrap(), 1, "two replicas");
    assert_eq!(test.mails().await.len(), 1);
}

#[tokio::test]
async fn what_can_never_be_delivered_is_given_up_and_stops_nobody() {
    let test = TestApp::new().await;
    let (north, _) = test.firms().await;
    queue(&test, &north.admin, &invitation("not an address", Locale::En), true).await;
    queue(&test, &north.admin, &invitation("torn@norte.test", Locale::En), true).await;
    change_newest(&test, "sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)").await;
    queue(&test, &north.admin, &invitation("late@norte.test", Locale::En), true).await;
    change_newest(&test, "expires_at = now()").await;
    queue(&test, &north.admin, &invitation("jose@norte.test", Locale::En), true).await;
    let mails = test.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.contains("jose@norte.test"), "{}", mails[0].to);
    assert_eq!(test.app.store.system().forget_expired_mail().await.unwrap(), 1);
    assert_eq!(waiting(&test).await, 0);
}
