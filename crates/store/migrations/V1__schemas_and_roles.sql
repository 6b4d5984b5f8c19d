-- Why: the schemas and what each role may see of them. The roles themselves belong to the cluster, not to this
-- database: `store::provision` makes them.
--
-- credenza_owner   NOLOGIN, owns everything but the audit log
-- credenza_audit   NOLOGIN, owns the audit log
-- credenza_app     what a request runs as: row-level security decides each row, it owns nothing
-- credenza_system  what runs before there is a member (sign-in, set-up): it may execute a few functions, no more

CREATE SCHEMA credenza_private;
CREATE SCHEMA system;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA credenza TO credenza_app, credenza_audit;
GRANT USAGE ON SCHEMA system TO credenza_system;

-- Functions are executable by PUBLIC unless one says otherwise, once, here.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE EXTENSION pgcrypto WITH SCHEMA credenza_private;

-- The key with which the database MACs the contexts that it mints. Nobody but the owner's definer functions reads it.
CREATE TABLE credenza_private.context_key (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    key       bytea NOT NULL CHECK (length(key) = 32)
);
ALTER TABLE credenza_private.context_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza_private.context_key TO credenza_owner USING (true) WITH CHECK (true);
INSERT INTO credenza_private.context_key (key) VALUES (credenza_private.gen_random_bytes(32));

-- The text form of a typed id (TypeID): prefix, underscore, the UUID in 26 characters of Crockford base32.
CREATE FUNCTION credenza.type_id(prefix text, id uuid) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog
RETURN prefix || '_' || (
    SELECT string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + substring(bits FROM 5 * i + 1 FOR 5)::bit(5)::integer, 1), '' ORDER BY i)
    FROM (SELECT B'00' || ('x' || replace(id::text, '-', ''))::bit(128) AS bits) AS padded,
         generate_series(0, 25) AS i
);
