-- Why: history is appended, never edited. One function appends an entry in the transaction of what it records; nobody
-- else may write: not the app, not the owner, and the audit schema's own owner has no policy that lets it change or
-- remove an entry. The exact bytes are kept (RFC 8785 canonical JSON; docs/AUDIT.md), each entry citing the leaf hash
-- of the one before.

SET LOCAL ROLE credenza_audit;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO credenza_app, credenza_owner;

-- One row an organization, locked last in a transaction: its lock is what orders the entries.
CREATE TABLE audit.heads (
    org_id  uuid PRIMARY KEY,
    label   text NOT NULL,
    epoch   integer NOT NULL DEFAULT 1 CHECK (epoch >= 1),
    seq     bigint NOT NULL DEFAULT 0 CHECK (seq >= 0),
    hash    bytea NOT NULL CHECK (length(hash) = 32),
    last_at timestamptz NOT NULL
);

-- The columns beside `bytes` repeat what stands in them, for filters.
CREATE TABLE audit.entries (
    org_id  uuid NOT NULL REFERENCES audit.heads (org_id),
    epoch   integer NOT NULL,
    seq     bigint NOT NULL,
    prev    bytea NOT NULL,
    at      timestamptz NOT NULL,
    actor   text,
    action  text NOT NULL,
    object  text,
    outcome text NOT NULL,
    intent  bigint,
    bytes   bytea NOT NULL,
    PRIMARY KEY (org_id, epoch, seq),
    UNIQUE (org_id, epoch, prev)
);
CREATE INDEX entries_by_object ON audit.entries (org_id, object, epoch, seq) WHERE object IS NOT NULL;
CREATE UNIQUE INDEX one_outcome ON audit.entries (org_id, epoch, intent) WHERE intent IS NOT NULL;

-- The personal values behind an entry's commitments. Erasing a row leaves the chain whole.
CREATE TABLE audit.disclosures (
    org_id uuid NOT NULL,
    epoch  integer NOT NULL,
    seq    bigint NOT NULL,
    field  text NOT NULL,
    salt   bytea NOT NULL CHECK (length(salt) = 32),
    value  text NOT NULL,
    PRIMARY KEY (org_id, epoch, seq, field),
    FOREIGN KEY (org_id, epoch, seq) REFERENCES audit.entries (org_id, epoch, seq)
);

ALTER TABLE audit.heads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.disclosures ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY begin ON audit.heads FOR INSERT TO credenza_audit WITH CHECK (true);
CREATE POLICY find ON audit.heads FOR SELECT TO credenza_audit USING (true);
CREATE POLICY advance ON audit.heads FOR UPDATE TO credenza_audit USING (true) WITH CHECK (true);
CREATE POLICY append ON audit.entries FOR INSERT TO credenza_audit WITH CHECK (true);
CREATE POLICY find ON audit.entries FOR SELECT TO credenza_audit USING (true);
CREATE POLICY append ON audit.disclosures FOR INSERT TO credenza_audit WITH CHECK (true);

-- No policy speaks of TRUNCATE, and an owner has every privilege unless it is taken away. UPDATE of one column is what
-- the lock of a foreign key's check takes; no policy lets it change a row.
REVOKE ALL ON audit.heads, audit.entries, audit.disclosures FROM credenza_audit;
GRANT SELECT, INSERT, UPDATE ON audit.heads TO credenza_audit;
GRANT SELECT, INSERT, UPDATE (org_id) ON audit.entries TO credenza_audit;
GRANT INSERT ON audit.disclosures TO credenza_audit;

CREATE POLICY read ON audit.heads FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('audit.read')));
CREATE POLICY read ON audit.entries FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('audit.read')));
CREATE POLICY read ON audit.disclosures FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('audit.read')));
GRANT SELECT ON audit.heads, audit.entries, audit.disclosures TO credenza_app;

-- A JSON object of strings in canonical form. PostgreSQL escapes a JSON string as RFC 8785 wants it, and fields are
-- ASCII, so that bytewise order is the order of UTF-16 code units.
CREATE FUNCTION audit.canonical(fields jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF fields = '{}' THEN
        RETURN '{}';
    END IF;
    RETURN (
        SELECT '{' || string_agg(to_json(key)::text || ':' || to_json(value)::text, ',' ORDER BY key COLLATE "C") || '}'
        FROM jsonb_each_text(fields)
    );
END
$$;

-- Whether an event makes an entry that the verifier reads (docs/AUDIT.md, "An entry"): what it would refuse must not
-- get into the chain, since it could never be taken out again. NULL counts as no. Actor and assurance are not looked at:
-- they are made from what the engine itself keeps, and a session's or proof's methods are checked where they are stored.
CREATE FUNCTION audit.is_well_formed(
    action text, object_kind text, object_id text, object_version integer, outcome text, intent bigint, request text,
    step_up text, details jsonb, personal jsonb)
    RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    uuid32  CONSTANT text := '[0-7][0-9a-hjkmnp-tv-z]{25}';
    largest CONSTANT bigint := 9007199254740991;
    fields  boolean;
BEGIN
    IF (jsonb_typeof(details) = 'object' AND jsonb_typeof(personal) = 'object'
        AND action ~ '^[a-z_]+(\.[a-z_]+)+$' AND length(action) <= 64
        AND (object_id IS NULL AND object_kind IS NULL AND object_version IS NULL
             OR object_id ~ ('^[a-z]{2,8}_' || uuid32 || '$') AND object_kind ~ '^[a-z_]{1,32}$'
                AND coalesce(object_version, 1) >= 1)
        AND outcome IN ('intent', 'done', 'failed', 'refused')
        AND (intent IS NULL OR outcome <> 'intent' AND intent BETWEEN 1 AND largest)
        AND (request IS NULL OR request ~ ('^req_' || uuid32 || '$'))
        AND (step_up IS NULL OR step_up ~ ('^stp_' || uuid32 || '$'))) IS NOT TRUE THEN
        RETURN false;
    END IF;
    IF details <> '{}' THEN
        SELECT count(*) <= 16 AND bool_and(d.key ~ '^[a-z0-9_]{1,32}$' AND jsonb_typeof(d.value) = 'string'
                                           AND octet_length(d.value #>> '{}') <= 512)
            INTO fields FROM jsonb_each(details) d;
        IF fields IS NOT TRUE THEN
            RETURN false;
        END IF;
    END IF;
    IF personal <> '{}' THEN
        SELECT count(*) <= 16
                AND bool_and(p.key ~ '^[a-z0-9_]{1,32}$' AND p.value -> 3 IS NULL
                             AND coalesce(p.value ->> 0, '') ~ '^[0-9a-f]{64}$' AND coalesce(p.value ->> 1, '') ~ '^[0-9a-f]{64}$'
                             AND coalesce(jsonb_typeof(p.value -> 2), '') = 'string' AND octet_length(p.value ->> 2) <= 1024)
            INTO fields FROM jsonb_each(personal) p;
        RETURN fields IS TRUE;
    END IF;
    RETURN true;
END
$$;

-- Appends one entry. `actor` and `assurance` are canonical JSON made by the two callers below, never by the app.
-- `personal`: field -> [commitment hex, salt hex, value].
-- `step_up` stands in `assurance` already and is here to be looked at.
CREATE FUNCTION audit.append_entry(
    org uuid, actor_id text, actor text, assurance text, action text, object_kind text, object_id text,
    object_version integer, outcome text, intent bigint, request text, step_up text, details jsonb, personal jsonb)
    RETURNS TABLE (epoch integer, seq bigint)
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    head    audit.heads;
    entry   bytea;
    moment  timestamptz;
    next    bigint;
    lead    text;
    about   text;
    middle  text;
    tail    text;
    committed text := '{}';
BEGIN
    IF audit.is_well_formed(action, object_kind, object_id, object_version, outcome, intent, request, step_up, details,
                            personal) IS NOT TRUE THEN
        RAISE EXCEPTION 'malformed audit event' USING ERRCODE = 'CZ500';
    END IF;
    -- All that can be made before the lock is made before the lock.
    IF personal <> '{}' THEN
        SELECT audit.canonical(jsonb_object_agg(p.key, p.value ->> 0)) INTO committed FROM jsonb_each(personal) p;
    END IF;
    lead := '{"action":"' || action || '","actor":' || actor || ',"assurance":' || assurance
        || ',"committed":' || committed
        || ',"details":' || audit.canonical(details) || ',"epoch":';
    about := ',"object":' || coalesce('{"id":"' || object_id || '","kind":"' || object_kind || '"'
                                      || coalesce(',"version":' || object_version, '') || '}', 'null') || ',"org":"';
    middle := ',"intent":' || coalesce(intent::text, 'null') || about;
    tail := ',"request":' || coalesce('"' || request || '"', 'null') || ',"seq":';

    SELECT * INTO head FROM audit.heads h WHERE h.org_id = org FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no audit log for this organization' USING ERRCODE = 'CZ500';
    END IF;
    -- An outcome closes an intent about the same action and object. That one intent has one outcome, a unique key sees to.
    IF intent IS NOT NULL AND NOT EXISTS (
           SELECT FROM audit.entries e
           WHERE e.org_id = org AND e.epoch = head.epoch AND e.seq = append_entry.intent AND e.outcome = 'intent'
             AND e.action = append_entry.action AND position(convert_to(about, 'UTF8') IN e.bytes) > 0) THEN
        RAISE EXCEPTION 'the outcome fits no intent' USING ERRCODE = 'CZ500';
    END IF;
    -- The clock may step back; the log's time does not.
    moment := greatest(clock_timestamp(), head.last_at);
    next := head.seq + 1;
    entry := convert_to(lead || head.epoch || middle || head.label || '","outcome":"' || outcome
        || '","prev":"' || encode(head.hash, 'hex') || '"' || tail || next
        || ',"time":"' || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","v":1}', 'UTF8');
    INSERT INTO audit.entries (org_id, epoch, seq, prev, at, actor, action, object, outcome, intent, bytes)
        VALUES (org, head.epoch, next, head.hash, moment, actor_id, action, object_id, outcome, intent, entry);
    UPDATE audit.heads h SET seq = next, hash = sha256('\x00'::bytea || entry), last_at = moment WHERE h.org_id = org;
    IF personal <> '{}' THEN
        INSERT INTO audit.disclosures (org_id, epoch, seq, field, salt, value)
            SELECT org, head.epoch, next, p.key, decode(p.value ->> 1, 'hex'), p.value ->> 2 FROM jsonb_each(personal) p;
    END IF;
    RETURN QUERY SELECT head.epoch, next;
END
$$;

-- What the app may call: the actor, the organization and the assurance are those of the context; or, for an entry that is
-- a transaction of its own, those of the session that `handle` finds, which saves minting a context and verifying it.
--
-- `deferred`: the commit does not wait for the disk, so that the next action of a busy organization need not wait for
-- it either; the caller acknowledges nothing before a later, synchronous commit has flushed the log (docs/adr/0007).
CREATE FUNCTION audit.append(
    action text, object_kind text, object_id text, object_version integer, outcome text, intent bigint, request text,
    details jsonb, personal jsonb, step_up text, deferred boolean, handle bytea DEFAULT NULL)
    RETURNS TABLE (epoch integer, seq bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part text[] := CASE WHEN handle IS NULL THEN credenza_private.context() ELSE credenza_private.who(handle) END;
BEGIN
    IF part IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    IF deferred THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    RETURN QUERY SELECT * FROM audit.append_entry(
        part[1]::uuid, part[4], '{"id":"' || part[4] || '","kind":"member"}',
        '{"amr":["' || replace(part[8], ',', '","') || '"],"session":"' || part[7] || '"'
            || coalesce(',"step_up":"' || step_up || '"', '') || '}',
        action, object_kind, object_id, object_version, outcome, intent, request, step_up, details, personal);
END
$$;
GRANT EXECUTE ON FUNCTION audit.append(text, text, text, integer, text, bigint, text, jsonb, jsonb, text, boolean, bytea)
    TO credenza_app;

-- For acts before there is a context: the functions of the schema `system` name the member and his session; or nobody
-- that is known ('anonymous'); or none, when the system itself acts.
CREATE FUNCTION audit.append_system(
    org uuid, member text, session text, amr text[], action text, object_kind text, object_id text, outcome text,
    request text, details jsonb, personal jsonb)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM audit.append_entry(
        org, nullif(member, 'anonymous'),
        CASE WHEN member IS NULL THEN '{"kind":"system"}'
             WHEN member = 'anonymous' THEN '{"kind":"anonymous"}'
             ELSE '{"id":"' || member || '","kind":"member"}' END,
        CASE WHEN session IS NULL THEN 'null'
             ELSE '{"amr":["' || array_to_string(amr, '","') || '"],"session":"' || session || '"}' END,
        action, object_kind, object_id, NULL, outcome, NULL, request, NULL, details, personal);
END
$$;

-- A new organization's log begins with 32 zero bytes for the hash of "the entry before".
CREATE FUNCTION audit.begin_log(org uuid, org_label text) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO audit.heads (org_id, label, hash, last_at)
        VALUES (org, org_label, decode(repeat('00', 32), 'hex'), clock_timestamp());
END;
GRANT EXECUTE ON FUNCTION
    audit.append_system(uuid, text, text, text[], text, text, text, text, text, jsonb, jsonb),
    audit.begin_log(uuid, text) TO credenza_owner;

SET LOCAL ROLE credenza_owner;
-- audit.append verifies the context, or finds the session, itself.
GRANT USAGE ON SCHEMA credenza_private TO credenza_audit;
GRANT EXECUTE ON FUNCTION credenza_private.context(), credenza_private.who(bytea), credenza.org_with(text) TO credenza_audit;
