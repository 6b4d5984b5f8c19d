//! Renders every page in every language, into `target/pages`, where people and axe look at them.

use std::path::{Path, PathBuf};

use domain::Role;

use super::*;
use crate::auth::password::PasswordError;

/// The pages by name, each with all that a reader of it may meet.
fn pages(locale: Locale) -> Vec<(&'static str, String)> {
    let admin = |path: &str| sample::context(locale, path, Some(Role::Admin));
    let auditor = |path: &str| sample::context(locale, path, Some(Role::Auditor));
    let supervisor = |path: &str| sample::context(locale, path, Some(Role::Supervisor));
    let guest = |path: &str| sample::context(locale, path, None);
    let none = CertificateFilter { q: "zzz".into(), expires_from: "2026-11-23".into(), ..Default::default() };
    let mut pages = vec![
        ("sign-in", SignInPage::default().render(&guest("/sign-in"))),
        ("dashboard", sample::dashboard(Period::Month).render(&admin("/"))),
        ("dashboard-weeks", sample::dashboard(Period::Week).render(&admin("/?by=week"))),
        ("dashboard-demonstration", sample::dashboard(Period::Month).render(&sample::made_up(admin("/")))),
        ("sign-in-demonstration", SignInPage::default().render(&sample::made_up(guest("/sign-in")))),
        ("dashboard-empty", sample::empty_dashboard().render(&admin("/"))),
        ("dashboard-site", sample::dashboard_of_site(true).render(&supervisor("/"))),
        ("dashboard-site-calm", sample::dashboard_of_site(false).render(&supervisor("/"))),
        ("certificates", sample::list(CertificateFilter::default(), 90).render(&admin("/certificates"))),
        ("certificates-none", sample::list(none, 0).render(&admin("/certificates?q=zzz"))),
        ("certificates-empty", sample::list(CertificateFilter::default(), 0).render(&admin("/certificates"))),
        ("upload", sample::upload().render(&admin("/certificates/upload"))),
        ("customers", sample::customers("", 30).render(&admin("/customers"))),
        ("customers-none", sample::customers("zzz", 0).render(&admin("/customers?q=zzz"))),
        ("customers-empty", sample::customers("", 0).render(&admin("/customers"))),
        ("import-customers", ImportCustomersPage.render(&admin("/customers/import"))),
        ("import-workers", ImportWorkersPage::Workers.render(&admin("/workers/import"))),
        ("import-tickets", ImportWorkersPage::Tickets.render(&admin("/workers/tickets/import"))),
        ("import-certificates", ImportCertificatesPage.render(&admin("/certificates/import"))),
        ("customer-new", CustomerForm::default().render(&admin("/customers/new"))),
        (
            "audit",
            sample::audit(AuditFilter::default(), sample::entries()).render(&auditor("/settings/audit")),
        ),
        (
            "audit-empty",
            sample::audit(AuditFilter { object: "crt_x".into(), ..Default::default() }, vec![])
                .render(&admin("/settings/audit")),
        ),
        (
            "password",
            PasswordPage { saved: true, ..PasswordPage::default() }.render(&admin("/account/password")),
        ),
        ("forgot", ForgotPage::default().render(&guest("/forgot"))),
        ("forgot-asked", ForgotPage { asked: true, ..Default::default() }.render(&guest("/forgot"))),
        ("reset", ResetPage::default().render(&guest("/reset"))),
        (
            "sign-in-reset",
            SignInPage { reset: true, ..Default::default() }.render(&guest("/sign-in?reset=yes")),
        ),
        ("security", sample::security().render(&admin("/settings/security"))),
        ("sessions", sample::sessions().render(&admin("/account/sessions"))),
        ("sessions-reuse", sample::sessions().render(&sample::robbed(admin("/account/sessions")))),
        ("api-tokens", sample::api_tokens(Role::Admin).render(&admin("/account/api-tokens"))),
        ("api-tokens-auditor", sample::api_tokens(Role::Auditor).render(&auditor("/account/api-tokens"))),
        ("settings", sample::settings(true).render(&admin("/settings"))),
        ("passkeys", sample::passkeys(2, 7).render(&admin("/account/passkeys"))),
        ("passkeys-none", sample::passkeys(0, 0).render(&auditor("/account/passkeys"))),
        ("second-step", sample::second_step().render(&guest("/sign-in"))),
        ("second-step-failed", sample::second_step_failed(&guest("/sign-in")).render(&guest("/sign-in"))),
        ("authentication", sample::authentication().render(&admin("/settings/authentication"))),
        ("authentication-auditor", sample::authentication().render(&auditor("/settings/authentication"))),
        ("settings-auditor", sample::settings(false).render(&auditor("/settings"))),
    ];
    pages.extend(alerts(locale));
    pages.extend(channels(locale));
    pages.extend(people(locale));
    pages.extend(details(locale));
    pages.extend(workers(locale));
    pages.extend(gates(locale));
    pages.extend(failures(locale));
    pages
}

fn alerts(locale: Locale) -> Vec<(&'static str, String)> {
    let admin = |path: &str| sample::context(locale, path, Some(Role::Admin));
    let guest = sample::context(locale, "/alerts/decide", None);
    let settings = admin("/settings/alerts");
    let auditor = sample::context(locale, "/settings/alerts", Some(Role::Auditor));
    vec![
        ("alerts", sample::alerts("open", 12).render(&admin("/alerts"))),
        ("alerts-muted", sample::alerts("muted", 3).render(&admin("/alerts?state=muted"))),
        ("alerts-snoozed", sample::alerts("snoozed", 3).render(&admin("/alerts?state=snoozed"))),
        (
            "alerts-acknowledged",
            sample::alerts("acknowledged", 3).render(&admin("/alerts?state=acknowledged")),
        ),
        ("alerts-none", sample::alerts("open", 0).render(&admin("/alerts"))),
        ("alert", sample::alert_page("open").render(&admin("/alerts"))),
        ("alert-mails", sample::alert_mails().render(&admin("/alerts/mails"))),
        (
            "alert-mails-none",
            AlertMailsPage { rows: vec![], next_cursor: None }.render(&admin("/alerts/mails")),
        ),
        ("alert-settings", sample::alert_settings(&settings, false).render(&settings)),
        ("alert-settings-wrong", sample::alert_settings(&settings, true).render(&settings)),
        ("alert-ladder", sample::ladder(&settings, false).render(&settings)),
        ("alert-ladder-certificates", sample::ladder_of_certificates(&settings).render(&settings)),
        ("alert-ladder-wrong", sample::ladder(&settings, true).render(&settings)),
        ("alert-settings-auditor", sample::alert_settings(&auditor, false).render(&auditor)),
        ("renewal", RenewalPage.render(&sample::context(locale, "/renewal", None))),
        ("alert-link", sample::alert_link(false).render(&guest)),
        ("alert-link-seen", sample::alert_link(true).render(&guest)),
        ("alert-link-done", AlertLinkPage::Acknowledged.render(&guest)),
        ("alert-link-snoozed", AlertLinkPage::Snoozed(LINK_SNOOZE_DAYS).render(&guest)),
        ("alert-link-closed", AlertLinkPage::Closed.render(&guest)),
        ("unsubscribe", UnsubscribePage::Ask { token: "dG9rZW4".into() }.render(&guest)),
        ("unsubscribe-done", UnsubscribePage::Done.render(&guest)),
        ("unsubscribe-closed", UnsubscribePage::Closed.render(&guest)),
    ]
}

fn channels(locale: Locale) -> Vec<(&'static str, String)> {
    let admin = |path: &str| sample::context(locale, path, Some(Role::Admin));
    let member = |path: &str| sample::context(locale, path, Some(Role::Member));
    let supervisor = |path: &str| sample::context(locale, path, Some(Role::Supervisor));
    let by_customer = CalendarQuery { by: "customer".into(), ..Default::default() };
    let by_crew = CalendarQuery { by: "crew".into(), months: "6".into(), ..Default::default() };
    let days = CalendarQuery {
        months: "3".into(),
        since: "2026-11-20".into(),
        until: "2026-12-20".into(),
        by: "subject".into(),
        ..Default::default()
    };
    let month = CalendarQuery { month: "2026-12".into(), ..Default::default() };
    let none = CalendarQuery { kind: "x509".into(), ..Default::default() };
    vec![
        ("calendar", sample::calendar(CalendarQuery::default(), 60).render(&admin("/calendar"))),
        ("calendar-customers", sample::calendar(by_customer, 60).render(&admin("/calendar?by=customer"))),
        ("calendar-crews", sample::calendar(by_crew, 60).render(&supervisor("/calendar?by=crew"))),
        ("calendar-days", sample::calendar(days, 30).render(&admin("/calendar?months=3"))),
        ("calendar-month", sample::calendar(month, 3).render(&member("/calendar?month=2026-12"))),
        ("calendar-none", sample::calendar(none, 0).render(&admin("/calendar?kind=x509"))),
        ("calendar-feed", sample::calendar_feed(true).render(&member("/account/calendar-feed"))),
        ("calendar-feed-none", sample::calendar_feed(false).render(&member("/account/calendar-feed"))),
        ("webhooks", sample::webhooks(true).render(&admin("/settings/webhooks"))),
        ("export", sample::export().render(&admin("/settings/export"))),
        ("webhooks-none", sample::webhooks(false).render(&admin("/settings/webhooks"))),
    ]
}

fn people(locale: Locale) -> Vec<(&'static str, String)> {
    let admin = |path: &str| sample::context(locale, path, Some(Role::Admin));
    let member = sample::context(locale, "/settings/members", Some(Role::Member));
    let guest = sample::context(locale, "/invitation", None);
    let errors =
        [InvitationError::Closed, InvitationError::ShortPassword].map(|error| error.at_field(&guest));
    let other = [InvitationError::NoSeat, InvitationError::Password].map(|error| error.at_field(&guest));
    let invitation = |errors: Vec<FieldError>| InvitationPage { errors, ..Default::default() }.render(&guest);
    vec![
        ("members", sample::members(true).render(&admin("/settings/members"))),
        ("members-few", sample::members(false).render(&member)),
        ("member", sample::member(1, true).render(&admin("/settings/members/mbr_x"))),
        ("member-suspended", sample::member(3, true).render(&admin("/settings/members/mbr_x"))),
        ("member-beyond", sample::member(1, false).render(&admin("/settings/members/mbr_x"))),
        ("member-oneself", sample::member(0, true).render(&admin("/settings/members/mbr_x"))),
        ("roles", sample::roles().render(&admin("/settings/roles"))),
        ("roles-member", sample::roles().render(&member)),
        ("role", sample::role().render(&admin("/settings/roles/rol_x"))),
        ("invitation", invitation(Vec::new())),
        ("invitation-closed", invitation(errors.into())),
        ("invitation-refused", invitation(other.into())),
    ]
}

fn gates(locale: Locale) -> Vec<(&'static str, String)> {
    let hse = |path: &str| sample::context(locale, path, Some(Role::HseManager));
    let of_worker = GateLogChoice { worker: "wkr_x".into(), decision: "no_go".into(), ..Default::default() };
    vec![
        ("scanners", sample_workers::scanners(4).render(&hse("/workers/places/sit_x/scanners"))),
        ("scanners-empty", sample_workers::scanners(0).render(&hse("/workers/places/sit_x/scanners"))),
        ("gate-log", sample_workers::gate_log(GateLogChoice::default(), 12).render(&hse("/gate-log"))),
        (
            "gate-log-worker",
            sample_workers::gate_log(of_worker, 3).render(&sample::context(
                locale,
                "/gate-log?worker=wkr_x",
                Some(Role::Admin),
            )),
        ),
        (
            "gate-log-empty",
            sample_workers::gate_log(GateLogChoice::default(), 0).render(&sample::context(
                locale,
                "/gate-log",
                Some(Role::Worker),
            )),
        ),
    ]
}

fn workers(locale: Locale) -> Vec<(&'static str, String)> {
    let hse = |path: &str| sample::context(locale, path, Some(Role::HseManager));
    let supervisor = sample::context(locale, "/workers/wkr_x", Some(Role::Supervisor));
    let trouble = hse("/workers/wkr_x");
    let why = Some(trouble.t("problem-own_ticket").to_string());
    let why_not = Some(trouble.t("problem-pdf_carries_files").to_string());
    let searched = WorkerChoice { q: "zzz".into(), ..Default::default() };
    vec![
        ("workers", sample_workers::workers(WorkerChoice::default(), 12).render(&hse("/workers"))),
        ("workers-none", sample_workers::workers(searched, 0).render(&hse("/workers?q=zzz"))),
        ("workers-empty", sample_workers::workers(WorkerChoice::default(), 0).render(&hse("/workers"))),
        (
            "workers-admin",
            sample_workers::workers(WorkerChoice::default(), 3).render(&sample::context(
                locale,
                "/workers",
                Some(Role::Admin),
            )),
        ),
        ("worker", sample_workers::worker(0, 9, None).render(&hse("/workers/wkr_x"))),
        ("worker-trouble", sample_workers::worker(1, 2, why).render(&trouble)),
        ("worker-supervised", sample_workers::worker(2, 9, None).render(&supervisor)),
        ("worker-empty", sample_workers::worker(3, 0, None).render(&hse("/workers/wkr_x"))),
        (
            "verify",
            VerifyPage::Ask { typed: String::new() }.render(&sample::context(locale, "/verify", None)),
        ),
        (
            "verify-mistyped",
            VerifyPage::Ask { typed: "K7M2Q9XX".into() }.render(&sample::context(locale, "/verify", None)),
        ),
        (
            "verify-unknown",
            VerifyPage::Unknown { code: "K7M2Q9XP".into() }.render(&sample::context(locale, "/verify", None)),
        ),
        ("verify-told", sample_workers::verified(4).render(&sample::context(locale, "/verify", None))),
        ("verify-health", sample_workers::verified(3).render(&sample::context(locale, "/verify", None))),
        (
            "worker-form",
            sample_workers::worker_form(&hse("/workers/new"), false).render(&hse("/workers/new")),
        ),
        ("worker-form-errors", sample_workers::worker_form(&trouble, true).render(&trouble)),
        ("tickets", sample_workers::tickets(9).render(&hse("/workers/tickets"))),
        ("tickets-empty", sample_workers::tickets(0).render(&hse("/workers/tickets"))),
        ("approvals", sample_workers::approvals(3).render(&hse("/workers/approvals"))),
        ("approvals-none", sample_workers::approvals(0).render(&hse("/workers/approvals"))),
        ("ticket", sample_workers::ticket_page(3, None).render(&hse("/workers/tickets/tkt_x"))),
        ("ticket-bare", sample_workers::ticket_page(0, why_not).render(&trouble)),
        ("ticket-form", sample_workers::ticket_form(&trouble, false).render(&trouble)),
        ("ticket-form-errors", sample_workers::ticket_form(&trouble, true).render(&trouble)),
        ("ticket-types", sample_workers::ticket_types(8).render(&hse("/workers/types"))),
        ("ticket-types-empty", sample_workers::ticket_types(0).render(&hse("/workers/types"))),
        ("ticket-type-form", sample_workers::ticket_type_form(&trouble).render(&trouble)),
        ("places", sample_workers::places(3).render(&hse("/workers/places"))),
        ("places-empty", sample_workers::places(0).render(&supervisor)),
        ("readiness", sample_workers::readiness(12).render(&hse("/readiness"))),
        ("readiness-empty", ReadinessPage::default().render(&hse("/readiness"))),
        ("readiness-needs", sample_workers::needs_form().render(&hse("/readiness/sites/sit_x"))),
        ("readiness-none", sample_workers::readiness(0).render(&hse("/readiness"))),
        ("duties", sample_workers::duties(3).render(&hse("/workers/duties"))),
        ("duties-empty", sample_workers::duties(0).render(&supervisor)),
        ("duty-form", sample_workers::duty_form(&trouble, Some(14)).render(&trouble)),
        ("duty-form-unused", sample_workers::duty_form(&trouble, Some(0)).render(&trouble)),
        ("duty-form-errors", sample_workers::duty_form(&trouble, None).render(&trouble)),
        ("place-form", sample_workers::place_form(&trouble).render(&trouble)),
    ]
}

fn details(locale: Locale) -> Vec<(&'static str, String)> {
    let ctx = sample::context(locale, "/certificates/crt_x", Some(Role::Admin));
    let customer = |n: usize, certificates: usize| CustomerPage {
        row: sample::customer_row(n),
        notes: if n == 1 {
            "Cierra el mes el día 5.\nHablar con Doña Inés.".into()
        } else {
            String::new()
        },
        certificates: (0..certificates).map(sample::row).collect(),
    };
    let customers = sample::context(locale, "/customers/cus_x", Some(Role::Admin));
    vec![
        ("certificate", sample::certificate(&ctx, 5).render(&ctx)),
        ("certificate-expired", sample::certificate(&ctx, 1).render(&ctx)),
        ("certificate-superseded", sample::certificate(&ctx, 60).render(&ctx)),
        ("certificate-key-only", sample::certificate(&ctx, 4).render(&ctx)),
        ("customer", customer(1, 5).render(&customers)),
        ("customer-empty", customer(12, 0).render(&customers)),
    ]
}

fn failures(locale: Locale) -> Vec<(&'static str, String)> {
    let guest = sample::context(locale, "/setup", None);
    let failed = SignInPage {
        email: "ximena@example.mx".into(),
        next: "/certificates?q=a&status=expired".into(),
        reset: false,
        error: Some(SignInPage::failed(&guest)),
    };
    let errors = [
        SetupError::Token,
        SetupError::Email,
        SetupError::ShortPassword,
        SetupError::LongPassword,
        SetupError::PasswordsDiffer,
    ];
    let mut setup_errors: Vec<_> = errors.into_iter().map(|error| error.at_field(&guest)).collect();
    setup_errors.push(FieldError::required(&guest, "organization"));
    let form = CustomerForm {
        id: Some(sample::customer(1).0),
        name: sample::customer(1).1,
        tax_id: "AAA010101AAB".into(),
        country: "MX".into(),
        errors: vec![
            FieldError::tax_id(
                &guest,
                &domain::tax_id::TaxIdError::CheckDigit { id: "RFC", expected: "A".into() },
            ),
            FieldError::coded(&guest, "country", "country_required", ""),
            FieldError::coded(&guest, "name", "name_length", ""),
            FieldError::coded(&guest, "notes", "notes_length", ""),
        ],
        ..Default::default()
    };
    let mut settings = sample::settings(false);
    settings.errors.push(SettingsPage::unknown_time_zone(&guest));
    let admin = |path: &str| sample::context(locale, path, Some(Role::Admin));
    let wrong = [PasswordPage::wrong(&guest), PasswordPage::same(&guest)];
    let password = PasswordPage { errors: wrong.into(), ..PasswordPage::default() };
    let codes = [PasswordError::Common, PasswordError::Personal];
    let mut reset: Vec<_> = codes.iter().filter_map(|code| FieldError::password(&guest, code)).collect();
    reset.push(ResetPage::closed(&guest));
    let forgot = vec![SetupError::Email.at_field(&guest)];
    let mut pages = vec![
        ("password-errors", password.render(&admin("/account/password"))),
        ("reset-errors", ResetPage { token: "czp_x".into(), errors: reset }.render(&guest)),
        ("forgot-errors", ForgotPage { email: "x".into(), asked: false, errors: forgot }.render(&guest)),
        ("sign-in-failed", failed.render(&guest)),
        ("setup", SetupPage::default().render(&guest)),
        ("setup-errors", SetupPage { errors: setup_errors, ..Default::default() }.render(&guest)),
        ("customer-edit-errors", form.render(&admin("/customers/cus_x/edit"))),
        ("settings-errors", settings.render(&admin("/settings"))),
    ];
    for (name, status) in [
        ("error-400", 400),
        ("error-403", 403),
        ("error-404", 404),
        ("error-413", 413),
        ("error-429", 429),
        ("error-500", 500),
        ("error-503", 503),
    ] {
        let page = ErrorPage {
            status,
            retry_after: (status == 429).then_some(30),
            request_id: (status >= 500).then(|| "req_01h455vb4pex5vsknk084sn02q".to_owned()),
        };
        pages.push((name, page.render(&guest)));
    }
    pages
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pages")
}

#[test]
fn every_page_renders_in_every_language() {
    std::fs::create_dir_all(target()).unwrap();
    for locale in Locale::ALL {
        for (name, html) in pages(*locale) {
            assert!(html.contains("</html>"), "{name} in {locale:?} was not rendered");
            assert!(!html.contains('⟦'), "{name} in {locale:?} lacks a message: {}", around(&html, '⟦'));
            for forbidden in ["<script>", " style=\"", "<style", " onclick=", "javascript:", "hx-on"] {
                assert!(
                    !html.contains(forbidden),
                    "{name}: {forbidden} does not pass the content security policy"
                );
            }
            std::fs::write(target().join(format!("{name}.{}.html", locale.tag())), html).unwrap();
        }
    }
}

fn around(html: &str, sign: char) -> String {
    let position = html.find(sign).unwrap_or(0);
    html.chars().skip(html[..position].chars().count().saturating_sub(80)).take(160).collect()
}

#[test]
fn every_icon_is_built() {
    assert!(assets::present(), "run script/assets first");
    for (name, html) in pages(Locale::En) {
        for tail in html.split("data-icon=\"").skip(1) {
            let (icon, rest) = tail.split_once('"').unwrap();
            let shapes = rest.split_once('>').unwrap().1;
            assert!(!shapes.starts_with("</svg>"), "{name}: no icon {icon}; run script/assets");
        }
    }
}

#[test]
fn ids_are_unique_and_references_lead_somewhere() {
    for (name, html) in pages(Locale::En) {
        let values = |attribute: &str| -> Vec<String> {
            let start = format!(" {attribute}=\"");
            html.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).map(String::from).collect()
        };
        let mut ids = values("id");
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}: an id twice");
        for attribute in ["for", "aria-labelledby", "aria-describedby", "list"] {
            for reference in values(attribute).iter().flat_map(|value| value.split(' ')) {
                assert!(
                    ids.iter().any(|id| id == reference),
                    "{name}: {attribute} names no element: {reference}"
                );
            }
        }
    }
}

#[test]
fn what_people_type_is_escaped() {
    let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";
    let ctx = sample::context(Locale::Es, &format!("/certificates?q={hostile}"), Some(Role::Admin));
    let mut list =
        sample::list(CertificateFilter { q: hostile.into(), sort: hostile.into(), ..Default::default() }, 3);
    list.rows[0].name = hostile.into();
    list.rows[0].kind = hostile.into();
    list.rows[0].customer = Some((sample::customer(0).0, hostile.into()));
    let mut page = sample::certificate(&ctx, 3);
    page.subject = Some(hostile.into());
    page.fingerprint = Some(hostile.into());
    page.history[0].sentence = hostile.into();
    let sign_in =
        SignInPage { email: hostile.into(), next: hostile.into(), reset: false, error: Some(hostile.into()) };
    for html in [list.render(&ctx), list.render_results(&ctx), page.render(&ctx), sign_in.render(&ctx)] {
        assert!(!html.contains("<script>alert"));
        assert!(!html.contains("<img src=x"));
    }
}

#[test]
fn nobody_is_offered_what_he_may_not_do() {
    let auditor = sample::context(Locale::En, "/certificates/crt_x", Some(Role::Auditor));
    let html = sample::certificate(&auditor, 5).render(&auditor);
    for act in
        ["certificate.download", "certificate.reveal_password", "certificate.delete", "/certificates/upload"]
    {
        assert!(!html.contains(act), "{act}");
    }
    assert!(html.contains("href=\"/settings/audit\""));
    let member = sample::context(Locale::En, "/certificates/crt_x", Some(Role::Member));
    assert!(sample::certificate(&member, 5).render(&member).contains("certificate.download"));
    assert!(!sample::certificate(&member, 5).render(&member).contains("href=\"/settings/audit\""));
}

#[test]
fn a_search_gets_the_results_alone() {
    let ctx = sample::context(Locale::En, "/certificates", Some(Role::Admin));
    let html = sample::list(CertificateFilter::default(), 3).render_results(&ctx);
    assert!(html.trim_start().starts_with("<section id=\"results\""), "{}", &html[..80]);
    assert!(!html.contains("<html"));
}

#[test]
fn a_later_page_of_a_list_leads_back_to_its_first() {
    for (path, first) in [
        ("/customers?q=a%26b&cursor=63", Some("/customers?q=a%26b")),
        ("/customers?cursor=63", Some("/customers")),
        ("/customers?q=a&cursor=", None),
        ("/customers?q=cursor%3D1", None),
        ("/customers", None),
    ] {
        let html = sample::customers("", 3).render(&sample::context(Locale::En, path, Some(Role::Admin)));
        let found = html.split("class=\"pager\"").nth(1).and_then(|pager| pager.split("href=\"").nth(1));
        assert_eq!(found.and_then(|rest| rest.split('"').next()), first, "{path}");
    }
}
