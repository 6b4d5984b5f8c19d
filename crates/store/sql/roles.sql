-- The roles of Credenza, for a superuser to run once per cluster; running it again changes nothing.
-- credenza_owner owns the schema, credenza_audit the audit schema: nobody logs in as either.
-- credenza_app serves requests under row-level security; credenza_system is for the few functions that cross tenants.
-- No role has a password: set one, or map the operating system's users, as your cluster's pg_hba.conf asks for.
DO $$
DECLARE
  wanted record;
BEGIN
  -- Two that run this at one moment, on one database, take turns.
  PERFORM pg_advisory_xact_lock(7260130880);
  FOR wanted IN
    SELECT * FROM (VALUES
      ('credenza_owner', 'NOLOGIN'),
      ('credenza_audit', 'NOLOGIN'),
      ('credenza_app', 'LOGIN'),
      ('credenza_system', 'LOGIN')
    ) AS roles (name, login)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I', wanted.name);
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name
               AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls
                    OR rolcanlogin <> (wanted.login = 'LOGIN'))) THEN
      EXECUTE format(
        'ALTER ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted.name, wanted.login);
    END IF;
  END LOOP;
END
$$;
