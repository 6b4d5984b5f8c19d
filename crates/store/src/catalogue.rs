//! Rules that the database's own catalogue must keep: the tests hold every migration to them, and `credenza fsck` the
//! database that is in use.

use tokio_postgres::Client;

use crate::Result;

/// The schemas in which Credenza keeps things. `public` is there to show that it is empty.
pub const SCHEMAS: [&str; 5] = ["credenza", "credenza_private", "audit", "system", "public"];

/// Where refinery notes which migrations it has applied. Neither the app nor the system role may see it.
pub const HISTORY: &str = "public.refinery_schema_history";

/// Each query returns the things that break its rule. OURS stands for the list of our schemas, HISTORY for refinery's table.
const RULES: [(&str, &str); 16] = [
    (
        "has no row-level security that is forced",
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text = ANY (OURS) AND relkind IN ('r', 'p')
           AND NOT (relrowsecurity AND relforcerowsecurity) AND oid <> HISTORY::regclass",
    ),
    (
        "may be touched by the app or the system role, but it is refinery's",
        "SELECT role FROM unnest(ARRAY['credenza_app', 'credenza_system']) AS role
         WHERE has_table_privilege(role, HISTORY, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')",
    ),
    (
        "has no primary key",
        "SELECT oid::regclass::text FROM pg_class c WHERE relnamespace::regnamespace::text = ANY (OURS) AND relkind IN ('r', 'p')
           AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) AND oid <> HISTORY::regclass",
    ),
    (
        "lets org_id be NULL",
        "SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE c.relnamespace::regnamespace::text = ANY (OURS) AND c.relkind IN ('r', 'p') AND a.attname = 'org_id'
           AND NOT a.attnotnull",
    ),
    (
        "is a reference to another row that no foreign key holds",
        "SELECT format('%s.%s', c.oid::regclass, a.attname) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
         WHERE c.relnamespace::regnamespace::text IN ('credenza')
           AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND a.atttypid = 'uuid'::regtype AND a.attname NOT IN ('id', 'org_id')
           -- Of whatever table its kind says; the triggers of that table let it go.
           AND (c.relname, a.attname) <> ('alerts', 'subject_id')
           AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey))",
    ),
    (
        "is not validated, or can be deferred",
        "SELECT format('%s of %s', conname, conrelid::regclass) FROM pg_constraint
         WHERE connamespace::regnamespace::text = ANY (OURS) AND (NOT convalidated OR condeferrable)",
    ),
    (
        "is a view that runs with its owner's rights",
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text = ANY (OURS) AND relkind = 'v'
           AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)",
    ),
    (
        "is a materialized view or a foreign table, which row-level security does not hold",
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text = ANY (OURS) AND relkind IN ('m', 'f')",
    ),
    (
        "does not pin its search_path, the temporary schema last",
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace::regnamespace::text = ANY (OURS) AND prosecdef
           AND proconfig IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp']",
    ),
    (
        "may be executed by everybody",
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace::regnamespace::text = ANY (OURS)
           AND has_function_privilege('public', p.oid, 'EXECUTE')
           AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')",
    ),
    (
        "is owned by a role that requests run as",
        "SELECT format('%s %s', classid::regclass, objid) FROM pg_shdepend
         WHERE refobjid IN ('credenza_app'::regrole, 'credenza_system'::regrole) AND deptype = 'o'
           AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
    (
        "gives a role more than rows to read and write",
        "SELECT format('%s to %s', c.oid::regclass, role) FROM pg_class c, unnest(ARRAY['credenza_app', 'credenza_system']) AS role
         WHERE c.relnamespace::regnamespace::text = ANY (OURS) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND (has_table_privilege(role, c.oid, 'TRUNCATE, TRIGGER') OR has_any_column_privilege(role, c.oid, 'REFERENCES')
                OR role = 'credenza_system' AND has_any_column_privilege(role, c.oid, 'SELECT, INSERT, UPDATE')
                OR role = 'credenza_system' AND has_table_privilege(role, c.oid, 'DELETE'))",
    ),
    (
        "lets a role make things",
        "SELECT format('schema %s: %s', n.nspname, role) FROM pg_namespace n, unnest(ARRAY['credenza_app', 'credenza_system']) AS role
         WHERE has_schema_privilege(role, n.oid, 'CREATE')
         UNION ALL
         SELECT format('database: %s', role) FROM unnest(ARRAY['credenza_app', 'credenza_system']) AS role
         WHERE has_database_privilege(role, current_database(), 'CREATE, TEMPORARY')",
    ),
    (
        "is a role with powers, or a member of another",
        "SELECT rolname::text FROM pg_roles r WHERE rolname LIKE 'credenza\\_%'
           AND (rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication
                OR rolcanlogin <> (rolname IN ('credenza_app', 'credenza_system'))
                OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid))",
    ),
    (
        "may be executed by the system role, but is not of the schema system",
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace::regnamespace::text = ANY (OURS)
           AND has_function_privilege('credenza_system', p.oid, 'EXECUTE')
           AND has_schema_privilege('credenza_system', p.pronamespace, 'USAGE') AND p.pronamespace <> 'system'::regnamespace",
    ),
    (
        "may edit history",
        "SELECT format('%s: %s', c.oid::regclass, r.rolname) FROM pg_class c, pg_roles r
         WHERE c.oid IN ('audit.entries'::regclass, 'audit.heads'::regclass, 'audit.disclosures'::regclass,
                         'audit.checkpoints'::regclass, 'audit.cosignatures'::regclass) AND NOT r.rolsuper
           AND r.rolname NOT LIKE 'pg\\_%' AND has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE')
         UNION ALL
         SELECT format('policy %s', polname) FROM pg_policy
         WHERE polrelid IN ('audit.entries'::regclass, 'audit.checkpoints'::regclass, 'audit.cosignatures'::regclass)
           AND polcmd NOT IN ('r', 'a')",
    ),
];

/// Everything in the catalogue that breaks a rule, as sentences. `client` is connected as a superuser.
///
/// # Errors
/// [`crate::Error::Unavailable`]; [`crate::Error::Internal`] when something that a rule is about is not there at all.
pub async fn broken_rules(client: &Client) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    let (ours, history) = (format!("'{{{}}}'::text[]", SCHEMAS.join(",")), format!("'{HISTORY}'"));
    for (rule, sql) in RULES {
        for row in client.query(&sql.replace("OURS", &ours).replace("HISTORY", &history), &[]).await? {
            broken.push(format!("{} {rule}", row.try_get::<_, String>(0)?));
        }
    }
    Ok(broken)
}
