use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use figment::error::Kind;
use secrecy::ExposeSecret;

use super::{Config, ConfigError, Flags, LimiterChoice, MailBy, Raw, TlsFiles, sources};

fn environment(variables: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    variables.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
}

fn load(toml: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("credenza.toml");
    std::fs::write(&file, toml).unwrap();
    Config::load(Some(&file), environment(variables), Flags::default())
}

fn refusal(toml: &str, variables: &[(&str, &str)]) -> String {
    load(toml, variables).unwrap_err().to_string()
}

#[test]
fn nothing_is_required() {
    let config = Config::load(None, environment(&[]), Flags::default()).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8443");
    assert!(config.database.is_none() && config.tls.is_none() && config.http_redirect.is_none());
    assert_eq!(config.origin("127.0.0.1:9000".parse().unwrap()), "https://localhost:9000");
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let toml = "listen = '0.0.0.0:1'\ndata_dir = '/file'\n[log]\nlevel = 'warn'\njson = true\n";
    let variables =
        [("CREDENZA__LISTEN", "0.0.0.0:2"), ("CREDENZA__LOG__LEVEL", "debug"), ("CREDENZA_TEST_PG", "x")];
    let config = load(toml, &variables).unwrap();
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.data_dir.as_deref(), Some(Path::new("/file")));
    assert_eq!((config.log.level, config.log.json), (tracing::Level::DEBUG, true));

    let flags = Flags { listen: Some("0.0.0.0:3".parse().unwrap()), data_dir: Some("/flag".into()) };
    let config = Config::load(None, environment(&variables), flags).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.data_dir.as_deref(), Some(Path::new("/flag")));
}

#[test]
fn everything_can_be_said_in_the_file() {
    let config = load(
        "
        listen = '[::]:443'
        public_url = 'https://Certs.Example.mx/'
        data_dir = '/srv/credenza'
        http_redirect = '[::]:80'
        limiter = 'redis'
        limiter_url = 'redis://:s3cret@redis.internal'
        mail = 'outbox'
        mail_from = 'Gestoría Sol <avisos@example.mx>'
        [database]
        url = 'postgres://credenza_app:s3cret@db/credenza'
        system_url = 'postgres://credenza_system@db/credenza'
        owner_url = 'postgres:///credenza?host=/run/postgresql&user=credenza_owner'
        [tls]
        cert = '/etc/credenza/cert.pem'
        key = '/etc/credenza/key.pem'
        [limits]
        sign_in = '5/min'
        upload = '1/s'
        download = '100/h'
        reveal = '1/min'
        [log]
        level = 'error'
        json = false
        [objects]
        dir = '/srv/objects'
        ",
        &[],
    )
    .unwrap();
    assert_eq!(config.public_url.as_ref().unwrap().host(), "certs.example.mx");
    assert_eq!(config.origin(config.listen), "https://certs.example.mx");
    assert_eq!(config.http_redirect.unwrap().port(), 80);
    let database = config.database.unwrap();
    assert_eq!(database.app.get_user(), Some("credenza_app"));
    assert_eq!(database.system.get_user(), Some("credenza_system"));
    assert_eq!(database.owner.unwrap().get_user(), Some("credenza_owner"));
    let files = TlsFiles { cert: "/etc/credenza/cert.pem".into(), key: "/etc/credenza/key.pem".into() };
    assert_eq!(config.tls, Some(files));
    assert_eq!((config.limits.download.requests.get(), config.limits.download.per.as_secs()), (100, 3600));
    assert_eq!(config.mail.by, MailBy::Outbox);
    assert_eq!(config.mail.from, "Gestoría Sol <avisos@example.mx>".parse().ok());
    assert_eq!(config.objects_dir.as_deref(), Some(Path::new("/srv/objects")));
    let LimiterChoice::Redis { address, .. } = &config.limiter else { panic!("{:?}", config.limiter) };
    assert_eq!(address, "redis.internal:6379");
}

#[test]
fn a_fault_is_named_with_its_key_its_place_and_what_was_expected() {
    for (toml, key, expected) in [
        ("lisen = '0.0.0.0:1'", "lisen", "unknown key; expected one of: listen, "),
        ("[database]\nulr = 'x'", "database.ulr", "unknown key; expected one of: url, url_file"),
        (
            "[http]\ntrusted_proxies = ['10.0.0.1/8']",
            "http.trusted_proxies",
            "expected addresses and networks",
        ),
        ("[http]\ntrusted_proxies = 7", "http.trusted_proxies", "expected addresses and networks"),
        ("[http]\nproxies = ''", "http.proxies", "unknown key; expected one of: trusted_proxies"),
        ("listen = 8443", "listen", "expected socket address, found a number"),
        ("listen = 'localhost'", "listen", "invalid socket address syntax"),
        ("tls = 'x'", "tls", "expected a section of keys, found text"),
        ("[log]\njson = 'yes'", "log.json", "expected true or false, found text"),
        ("[log]\nlevel = 'loud'", "log.level", "expected one of error, warn, info, debug, trace"),
        ("[limits]\nreveal = '0/min'", "limits.reveal", "expected a rate such as"),
        ("[limits]\nreveal = 10", "limits.reveal", "expected a rate such as"),
        ("public_url = 'http://x'", "public_url", "expected https://HOST"),
        ("public_url = 'https://x/path'", "public_url", "expected https://HOST"),
        ("public_url = 'https://x:99999'", "public_url", "expected https://HOST"),
        ("public_url = 'https://a@x'", "public_url", "expected https://HOST"),
        ("limiter = 'memcached'", "limiter", "expected process or redis"),
        ("limiter = 'redis'", "limiter_url", "expected, because limiter is redis"),
        ("limiter_url = 'redis://x'", "limiter", "expected redis, because limiter_url is set"),
        ("limiter = 'redis'\nlimiter_url = 'x'", "limiter_url", "expected redis://"),
        ("limiter = 'redis'\nlimiter_url = 'rediss://x'", "limiter_url", "TLS is not possible"),
        ("limiter = 'redis'\nlimiter_url_file = '/no/such/file'", "limiter_url_file", "cannot read"),
        ("limiter_url = 'x'\nlimiter_url_file = 'y'", "limiter_url", "only one of"),
        ("[metrics]\nlisten = '0.0.0.0:9464'", "metrics.listen", "expected a loopback address"),
        ("mail = 'pigeon'", "mail", "expected outbox"),
        ("mail_from = 'Credenza'", "mail_from", "expected an address such as Credenza <"),
        ("[tls]\ncert = 'x'", "tls.key", "expected, because tls.cert is set"),
        ("[database]\nowner_url = 'postgres://o@h/d'", "database.url", "expected, because"),
        ("[database]\nurl = 'postgres://o@h/d'", "database.system_url", "expected, because"),
        ("[database]\nurl = 'x'\nurl_file = 'y'", "database.url", "only one of"),
        ("[database]\nurl_file = '/no/such/file'", "database.url_file", "cannot read /no/such/file"),
        ("mail = 'resend'", "resend.api_key", "expected, because mail is resend"),
        ("[resend]\napi_key = 're_x'", "mail", "expected resend, because resend.api_key is set"),
        ("mail = 'resend'\n[smtp]\nhost = 'x'", "mail", "expected smtp, because smtp.host is set"),
        ("mail = 'resend'\n[resend]\napi_key = 'x'\nurl = 'http://x'", "resend.url", "expected https://HOST"),
        ("mail = 'resend'\n[resend]\napi_key = 'x'\nca = '/no/such'", "resend.ca", "cannot read /no/such"),
        ("[webhooks]\nallow = ['10.0.0.1/8']", "webhooks.allow", "expected addresses and networks"),
        ("[webhooks]\nca = '/no/such'", "webhooks.ca", "cannot read /no/such"),
        ("[database]\nurl = 'postgres://o@h/d?sslmode=require'", "database.url", "sslmode=require"),
    ] {
        let message = refusal(toml, &[]);
        assert!(message.starts_with(&format!("configuration: {key}")), "{toml}: {message}");
        assert!(message.contains(expected), "{toml}: {message}");
    }
    let message = refusal("listen = 1", &[]);
    assert!(message.contains("credenza.toml"), "{message}");
    let message = refusal("", &[("CREDENZA__TLS__CRET", "x")]);
    assert!(message.contains("(environment variable CREDENZA__TLS__CRET)"), "{message}");
    let message = refusal("listen = ", &[]);
    assert!(message.contains("credenza.toml"), "{message}");
    let message = Config::load(Some(Path::new("/no/such")), [], Flags::default()).unwrap_err().to_string();
    assert!(message.contains("cannot read /no/such"), "{message}");
}

#[test]
fn a_secret_is_read_from_its_file_and_shown_nowhere() {
    let temp = tempfile::tempdir().unwrap();
    let secret = temp.path().join("url");
    std::fs::write(&secret, "postgres://credenza_app:hunter2@db/credenza\n").unwrap();
    let variables = [
        ("CREDENZA__DATABASE__URL_FILE", secret.to_str().unwrap()),
        ("CREDENZA__DATABASE__SYSTEM_URL", "postgres://credenza_system:hunter2@db/credenza"),
    ];
    let config = load("", &variables).unwrap();
    assert_eq!(config.database.as_ref().unwrap().app.get_password(), Some(&b"hunter2"[..]));
    assert!(!format!("{config:?}").contains("hunter2"));

    for url in
        ["hunter2", "postgres://x:hunter2@db:port/d", "postgres://x:hunter2@db", "password=hunter2 usr=x"]
    {
        let message = refusal("", &[("CREDENZA__DATABASE__URL", url)]);
        assert!(message.contains("expected postgres://") && !message.contains("hunter2"), "{message}");
    }
    let limiter = temp.path().join("limiter");
    std::fs::write(&limiter, "redis://:hunter2@redis.internal:7000/1\n").unwrap();
    let variables =
        [("CREDENZA__LIMITER", "redis"), ("CREDENZA__LIMITER_URL_FILE", limiter.to_str().unwrap())];
    let config = load("", &variables).unwrap();
    assert!(
        matches!(&config.limiter, LimiterChoice::Redis { address, .. } if address == "redis.internal:7000")
    );
    assert!(!format!("{config:?}").contains("hunter2"));
    let message = refusal("limiter = 'redis'", &[("CREDENZA__LIMITER_URL", "redis//hunter2@x")]);
    assert!(!message.contains("hunter2"), "{message}");
    for wrong in
        [("CREDENZA__LISTEN", "hunter2"), ("CREDENZA__TLS", "hunter2"), ("CREDENZA__LOG__JSON", "hunter2")]
    {
        let message = refusal("", &[wrong]);
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn mail_by_resend_and_webhooks_inside_are_the_operators_to_configure() {
    let temp = tempfile::tempdir().unwrap();
    let key = temp.path().join("key");
    std::fs::write(&key, "re_hunter2\n").unwrap();
    let toml = "mail = 'resend'\n[webhooks]\nallow = ['10.7.0.0/16']";
    let config = load(toml, &[("CREDENZA__RESEND__API_KEY_FILE", key.to_str().unwrap())]).unwrap();
    let account = config.mail.resend.as_ref().unwrap();
    assert_eq!((account.origin.as_str(), account.key.expose_secret()), (crate::mail::RESEND, "re_hunter2"));
    assert!(!format!("{config:?}").contains("hunter2"));
    assert!(config.webhooks.allow.contains("10.7.1.1".parse().unwrap()));
    assert!(!config.webhooks.allow.contains("10.8.1.1".parse().unwrap()));
}

/// Every key is in the manual's table, and nothing else is: the keys are those that serde itself names.
#[test]
fn the_manual_lists_every_key_and_no_other() {
    let known = |section: &str| -> Vec<&'static str> {
        let name = if section.is_empty() {
            "CREDENZA__X".to_owned()
        } else {
            sources::variable(&format!("{section}.x"))
        };
        let figment = sources::merge(None, environment(&[(&name, "x")])).unwrap();
        match figment.extract::<Raw>().unwrap_err().kind {
            Kind::UnknownField(_, known) => known.to_vec(),
            other => panic!("{section}: {other}"),
        }
    };
    let sections = [
        "database",
        "tls",
        "limits",
        "log",
        "metrics",
        "objects",
        "http",
        "smtp",
        "resend",
        "webhooks",
        "revocation",
        "audit",
        "trust",
    ];
    let mut keys: BTreeSet<String> = known("").into_iter().map(str::to_owned).collect();
    for section in sections {
        assert!(keys.remove(section), "{section}");
        keys.extend(known(section).into_iter().map(|key| format!("{section}.{key}")));
    }
    let manual = include_str!("../../../../docs/OPERATIONS.md");
    let listed: BTreeSet<String> = manual
        .lines()
        .skip_while(|line| !line.starts_with("| Key"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| Some(line.split('`').nth(1)?.to_owned()))
        .collect();
    assert_eq!(keys, listed);
}

#[test]
fn a_root_and_its_pack_come_together_and_fit() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/pass/cases.json");
    let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(vectors).unwrap()).unwrap();
    let lay = |name: &str, bytes: &serde_json::Value| {
        let path = folder.path().join(name);
        std::fs::write(&path, hex::decode(bytes.as_str().unwrap()).unwrap()).unwrap();
        path.display().to_string()
    };
    let root = lay("root.cbor", &vectors["root"]);
    let pack = lay("pack.cbor", &vectors["packs"]["seven"]);
    let foreign = lay("foreign.cbor", &vectors["bad_packs"]["of another root"]);
    let with = |lines: String| load(&format!("[trust]\n{lines}"), &[]);
    let trust = with(format!("root = '{root}'\npack = '{pack}'")).unwrap().trust.unwrap();
    assert_eq!(trust.root.to_cose_key(), std::fs::read(&root).unwrap());
    assert_eq!(load("", &[]).unwrap().trust, None);
    let said = |lines: String| with(lines).unwrap_err().to_string();
    assert!(said(format!("root = '{root}'")).contains("trust.pack"));
    assert!(said(format!("pack = '{pack}'")).contains("trust.root"));
    assert!(said(format!("root = '{pack}'\npack = '{pack}'")).contains("expected the public half of a root"));
    let other = said(format!("root = '{root}'\npack = '{foreign}'"));
    assert!(other.contains("trust.pack") && other.contains("of another root"), "{other}");
}
