-- Why: a client that got no answer must be able to ask again without doing the thing twice. The key that it chose is
-- kept with what it made, in the same commit, for a day.

CREATE TABLE credenza.idempotency_keys (
    org_id       uuid NOT NULL,
    member_id    uuid NOT NULL,
    key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    -- SHA-256 of what was asked: the same key for something else is a mistake of the client.
    request_hash bytea NOT NULL CHECK (length(request_hash) = 32),
    object       text NOT NULL CHECK (object ~ '^[a-z]{3}_[0-9a-z]{26}$'),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (org_id, member_id, key),
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE
);
CREATE INDEX idempotency_keys_by_age ON credenza.idempotency_keys (created_at);
ALTER TABLE credenza.idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own ON credenza.idempotency_keys FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
CREATE POLICY add ON credenza.idempotency_keys FOR INSERT TO credenza_app
    WITH CHECK (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
CREATE POLICY owner ON credenza.idempotency_keys TO credenza_owner USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON credenza.idempotency_keys TO credenza_app;

CREATE FUNCTION system.forget_idempotency_keys() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH gone AS (
        DELETE FROM credenza.idempotency_keys WHERE created_at < now() - interval '24 hours' RETURNING 1
    )
    SELECT count(*) FROM gone;
END;
GRANT EXECUTE ON FUNCTION system.forget_idempotency_keys() TO credenza_system;
