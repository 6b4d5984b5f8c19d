//! What may become an entry: nothing that the verifier would not read, and everything else in its canonical form.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio_postgres::Client;

use crate::firm::{Database, Persona};

/// Arguments of `audit.append` that make an entry.
const GOOD: [&str; 10] = [
    "'customer.create'",
    "'customer'",
    "'cus_01h455vb4pex5vsknk084sn02q'",
    "1",
    "'done'",
    "NULL",
    "'req_01h455vb4pex5vsknk084sn02q'",
    "'{}'",
    "'{}'",
    "NULL",
];

/// Calls `audit.append` as the app, in a transaction that is then rolled back; returns the entry's bytes.
async fn try_append(
    app: &Client,
    persona: &Persona,
    arguments: &str,
) -> Result<Vec<u8>, tokio_postgres::Error> {
    app.batch_execute("BEGIN").await.unwrap();
    app.query_one("SELECT credenza.enter($1)", &[&persona.handle.as_slice()]).await.unwrap();
    let appended = match app.query_one(&format!("SELECT FROM audit.append({arguments}, false)"), &[]).await {
        Ok(_) => {
            let last = "SELECT bytes FROM audit.entries ORDER BY epoch DESC, seq DESC LIMIT 1";
            app.query_one(last, &[]).await.map(|row| row.get(0))
        }
        Err(error) => Err(error),
    };
    app.batch_execute("ROLLBACK").await.unwrap();
    appended
}

/// `GOOD` with one argument changed.
fn with(position: usize, value: &str) -> String {
    let mut arguments = GOOD;
    arguments[position] = value;
    arguments.join(", ").replace("HEX", "repeat('0f', 32)")
}

/// Values that are refused, by the argument's position. `HEX` stands for 64 hexadecimal digits.
const BAD: [(usize, &[&str]); 11] = [
    (
        0,
        &[
            "NULL",
            "''",
            "'customer'",
            "'Customer.create'",
            "'a..b'",
            "'.a'",
            "'a.b '",
            "E'a.b\\n'",
            "'a.b\"'",
        ],
    ),
    (0, &["'a.' || repeat('b', 63)"]),
    (1, &["NULL", "''", "'Customer'", "'a b'", "repeat('a', 33)", "'\"'"]),
    (
        2,
        &[
            "NULL",
            "''",
            "'cus_'",
            "'cus_81h455vb4pex5vsknk084sn02q'",
            "'cus_01h455vb4pex5vsknk084sn02'",
            "'cus_01h455vb4pex5vsknk084sn0iq'",
            "'c_01h455vb4pex5vsknk084sn02q'",
            "'CUS_01h455vb4pex5vsknk084sn02q'",
            "E'cus_01h455vb4pex5vsknk084sn02q\\n'",
            "'cus_01h455vb4pex5vsknk084sn02q\",\"x\":\"'",
        ],
    ),
    (3, &["0", "-1"]),
    (4, &["NULL", "''", "'Done'", "'done '"]),
    // The first two entries of the log are no intents.
    (5, &["0", "-1", "1", "2", "9007199254740992"]),
    (6, &["''", "'req_'", "'cus_01h455vb4pex5vsknk084sn02q'", "'req_91h455vb4pex5vsknk084sn02q'"]),
    (
        7,
        &[
            "NULL",
            "'[]'",
            "'\"x\"'",
            "'null'",
            "'{\"A\": \"x\"}'",
            "'{\"\": \"x\"}'",
            "'{\"a b\": \"x\"}'",
            "'{\"a\": 1}'",
            "'{\"a\": null}'",
            "'{\"a\": true}'",
            "'{\"a\": {}}'",
            "'{\"a\": [\"x\"]}'",
            "jsonb_build_object('a', repeat('x', 513))",
            "jsonb_build_object('a', repeat('é', 257))",
            "jsonb_build_object(repeat('a', 33), 'x')",
            "(SELECT jsonb_object_agg('f' || n, 'x') FROM generate_series(1, 17) n)",
        ],
    ),
    (
        8,
        &[
            "NULL",
            "'[]'",
            "'null'",
            "'{\"a\": null}'",
            "'{\"a\": \"x\"}'",
            "'{\"a\": {}}'",
            "'{\"a\": []}'",
            "jsonb_build_object('a', jsonb_build_array(HEX, HEX))",
            "jsonb_build_object('a', jsonb_build_array(HEX, HEX, NULL))",
            "jsonb_build_object('a', jsonb_build_array(HEX, HEX, 1))",
            "jsonb_build_object('a', jsonb_build_array(HEX, HEX, 'x', 'y'))",
            "jsonb_build_object('a', jsonb_build_array('0f', HEX, 'x'))",
            "jsonb_build_object('a', jsonb_build_array(upper(HEX), HEX, 'x'))",
            "jsonb_build_object('a', jsonb_build_array(HEX, '0f', 'x'))",
            "jsonb_build_object('a', jsonb_build_array(HEX, HEX, repeat('x', 1025)))",
            "(SELECT jsonb_object_agg('f' || n, jsonb_build_array(HEX, HEX, 'x')) FROM generate_series(1, 17) n)",
        ],
    ),
    (9, &["''", "'stp_'", "'stp_91h455vb4pex5vsknk084sn02q'", "'\"'"]),
];

#[tokio::test]
async fn malformed_events_are_refused_and_leave_nothing() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let app = database.app().await;
    for (position, values) in BAD {
        for value in values {
            let error = try_append(&app, &north, &with(position, value)).await.expect_err(value);
            let code = error.as_db_error().unwrap().code().code();
            assert_eq!(code, "CZ500", "{value}: {error:?}");
        }
    }
    assert_eq!(database.verified_log(&north).await.len(), 2, "created, signed in");
    let count = "SELECT count(*) FROM audit.disclosures";
    let disclosed: i64 = database.superuser().await.query_one(count, &[]).await.unwrap().get(0);
    assert_eq!(disclosed, 6, "of each organization: its name, an e-mail address, where a sign-in came from");
}

#[tokio::test]
async fn events_at_their_bounds_make_entries() {
    let database = Database::new().await;
    let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
    let app = database.app().await;
    let fields = "(SELECT jsonb_object_agg(lpad(n::text, 32, 'f'), repeat(E'\\u0001', 512))
                   FROM generate_series(1, 16) n)";
    let personal =
        "(SELECT jsonb_object_agg(lpad(n::text, 32, 'f'), jsonb_build_array(HEX, HEX, repeat('x', 1024)))
                     FROM generate_series(1, 16) n)";
    for (position, value) in [
        (0, "'a.' || repeat('b', 62)"),
        (0, "'a_._b.c'"),
        (1, "repeat('a_', 16)"),
        (2, "'ab_7zzzzzzzzzzzzzzzzzzzzzzzzz'"),
        (2, "'abcdefgh_00000000000000000000000000'"),
        (3, "NULL"),
        (3, "2147483647"),
        (4, "'intent'"),
        (4, "'refused'"),
        (6, "NULL"),
        (7, fields),
        (8, personal),
        (9, "'stp_01h455vb4pex5vsknk084sn02q'"),
    ] {
        let bytes = try_append(&app, &north, &with(position, value))
            .await
            .unwrap_or_else(|error| panic!("{value}: {error:?}"));
        let entry = audit::Entry::parse(&bytes).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(entry.to_bytes().unwrap(), bytes);
        assert_eq!(entry.org, north.org);
    }
}

/// Any texts and fields: what the database writes is the canonical form that the verifier knows.
#[test]
fn any_text_is_canonical() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (database, north) = runtime.block_on(async {
        let database = Database::new().await;
        let (north, _south) = (database.firm("Norte").await, database.firm("Sur").await);
        (database, north)
    });
    let app = runtime.block_on(database.app());
    let text = prop_oneof![
        "[\\x01-\\x7f\"\\\\/]{0,80}",
        "\\PC{0,60}",
        "[\u{7f}-\u{a0}\u{2028}\u{2029}\u{feff}\u{fffd}\u{ffff}\u{10000}\u{10ffff}e\u{301}]{0,40}",
    ];
    let fields = proptest::collection::btree_map("[a-z0-9_]{1,32}", text, 0..6);
    let mut runner = TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() });
    runner
        .run(&fields, |mut fields| {
            fields.values_mut().for_each(|text| text.truncate(text.floor_char_boundary(512)));
            let literal = serde_json::json!(fields).to_string().replace('\'', "''");
            let bytes =
                runtime.block_on(try_append(&app, &north, &with(7, &format!("'{literal}'")))).unwrap();
            let entry = audit::Entry::parse(&bytes).unwrap();
            prop_assert_eq!(&entry.details, &fields);
            prop_assert_eq!(entry.to_bytes().unwrap(), bytes);
            Ok(())
        })
        .unwrap();
}
