-- Why: an entry is appended in the transaction of every act. A fourth of what that cost went into going over its details twice, once to
-- look whether they are well formed and once to write them; into rows made of results and taken apart again, where there is one number;
-- and into checks of the head that repeat what the one function that writes it does (docs/PERFORMANCE.md). The bytes of an entry are the
-- same as before.

SET LOCAL ROLE credenza_audit;

DROP FUNCTION audit.append(text, text, text, integer, text, bigint, text, jsonb, jsonb, text, boolean, bytea);
DROP FUNCTION audit.append_entry(uuid, text, text, text, text, text, text, integer, text, bigint, text, text, jsonb, jsonb);
DROP FUNCTION audit.is_well_formed(text, text, text, integer, text, bigint, text, text, jsonb, jsonb);
DROP FUNCTION audit.canonical(jsonb);

-- A check of a table is read from the catalogue and prepared anew by each statement that writes. These say of three columns what
-- `append_entry`, `begin_log` and `begin_epoch` cannot but write: a count from one upwards, and a SHA-256.
ALTER TABLE audit.heads DROP CONSTRAINT heads_epoch_check, DROP CONSTRAINT heads_seq_check, DROP CONSTRAINT heads_hash_check;

-- What is disclosed is written beside its entry by the same function, in the same call. With this key goes the one privilege to update
-- an entry, which its checks took to lock it.
ALTER TABLE audit.disclosures DROP CONSTRAINT disclosures_org_id_epoch_seq_fkey;
REVOKE UPDATE (org_id) ON audit.entries FROM credenza_audit;

-- Appends one entry; returns its number. `actor` and `assurance` are canonical JSON made by the callers below, never by the app.
-- `personal`: field -> [commitment hex, salt hex, value].
-- `step_up` stands in `assurance` already and is here to be looked at.
--
-- An event must make an entry that the verifier reads (docs/AUDIT.md, "An entry"): what it would refuse must not get into the chain,
-- since it could never be taken out again. NULL counts as malformed. Actor and assurance are not looked at: they are made from what the
-- engine itself keeps, and a session's or proof's methods are checked where they are stored.
--
-- PostgreSQL escapes a JSON string as RFC 8785 wants it, and fields are ASCII, so that bytewise order is the order of UTF-16 code units.
CREATE FUNCTION audit.append_entry(
    org uuid, actor_id text, actor text, assurance text, action text, object_kind text, object_id text,
    object_version integer, outcome text, intent bigint, request text, step_up text, details jsonb, personal jsonb)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    head        record;
    entry       bytea;
    moment      timestamptz;
    about       text;
    told        text := '{}';
    committed   text := '{}';
    well_formed boolean :=
        jsonb_typeof(details) = 'object' AND jsonb_typeof(personal) = 'object'
        AND action ~ '^[a-z_]+(\.[a-z_]+)+$' AND length(action) <= 64
        AND (object_id IS NULL AND object_kind IS NULL AND object_version IS NULL
             OR object_id ~ '^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]+$' AND strpos(object_id, '_') BETWEEN 3 AND 9
                AND length(object_id) - strpos(object_id, '_') = 26
                AND object_kind ~ '^[a-z_]+$' AND length(object_kind) <= 32 AND coalesce(object_version, 1) >= 1)
        AND outcome IN ('intent', 'done', 'failed', 'refused')
        AND (intent IS NULL OR outcome <> 'intent' AND intent BETWEEN 1 AND 9007199254740991)
        AND (request IS NULL OR request ~ '^req_[0-7][0-9a-hjkmnp-tv-z]+$' AND length(request) = 30)
        AND (step_up IS NULL OR step_up ~ '^stp_[0-7][0-9a-hjkmnp-tv-z]+$' AND length(step_up) = 30);
BEGIN
    -- All that can be made before the lock is made before the lock.
    IF well_formed AND details <> '{}' THEN
        SELECT count(*) <= 16 AND bool_and(d.key ~ '^[a-z0-9_]+$' AND length(d.key) <= 32 AND jsonb_typeof(d.value) = 'string'
                                           AND octet_length(d.value #>> '{}') <= 512),
               '{' || string_agg('"' || d.key || '":' || d.value::text, ',' ORDER BY d.key COLLATE "C") || '}'
            INTO well_formed, told FROM jsonb_each(details) d;
    END IF;
    IF well_formed AND personal <> '{}' THEN
        SELECT count(*) <= 16
                AND bool_and(p.key ~ '^[a-z0-9_]+$' AND length(p.key) <= 32 AND p.value -> 3 IS NULL
                             AND coalesce(p.value ->> 0, '') ~ '^[0-9a-f]+$' AND length(p.value ->> 0) = 64
                             AND coalesce(p.value ->> 1, '') ~ '^[0-9a-f]+$' AND length(p.value ->> 1) = 64
                             AND coalesce(jsonb_typeof(p.value -> 2), '') = 'string' AND octet_length(p.value ->> 2) <= 1024),
               '{' || string_agg('"' || p.key || '":"' || (p.value ->> 0) || '"', ',' ORDER BY p.key COLLATE "C") || '}'
            INTO well_formed, committed FROM jsonb_each(personal) p;
    END IF;
    IF well_formed IS NOT TRUE THEN
        RAISE EXCEPTION 'malformed audit event' USING ERRCODE = 'CZ500';
    END IF;
    about := ',"object":' || CASE WHEN object_id IS NULL THEN 'null'
                                  ELSE '{"id":"' || object_id || '","kind":"' || object_kind || '"'
                                       || coalesce(',"version":' || object_version, '') || '}' END || ',"org":"';

    SELECT h.label, h.epoch, h.seq + 1 AS next, h.hash, h.last_at INTO head FROM audit.heads h WHERE h.org_id = org FOR UPDATE;
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
    entry := convert_to(
        '{"action":"' || action || '","actor":' || actor || ',"assurance":' || assurance || ',"committed":' || committed
        || ',"details":' || told || ',"epoch":' || head.epoch || ',"intent":' || coalesce(intent::text, 'null')
        || about || head.label || '","outcome":"' || outcome || '","prev":"' || encode(head.hash, 'hex')
        || '","request":' || coalesce('"' || request || '"', 'null') || ',"seq":' || head.next
        || ',"time":"' || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '","v":1}', 'UTF8');
    INSERT INTO audit.entries (org_id, epoch, seq, prev, at, actor, action, object, outcome, intent, bytes)
        VALUES (org, head.epoch, head.next, head.hash, moment, actor_id, action, object_id, outcome, intent, entry);
    UPDATE audit.heads h SET seq = head.next, hash = sha256('\x00'::bytea || entry), last_at = moment WHERE h.org_id = org;
    IF personal <> '{}' THEN
        INSERT INTO audit.disclosures (org_id, epoch, seq, field, salt, value)
            SELECT org, head.epoch, head.next, p.key, decode(p.value ->> 1, 'hex'), p.value ->> 2 FROM jsonb_each(personal) p;
    END IF;
    RETURN head.next;
END
$$;

-- What the app may call: the actor, the organization and the assurance are those of the context; or, for an entry that is
-- a transaction of its own, those of the session that `handle` finds, which saves minting a context and verifying it.
--
-- `deferred`: the commit does not wait for the disk, so that the next action of a busy organization need not wait for
-- it either; the caller acknowledges nothing before a later, synchronous commit has flushed the log (docs/adr/0007).
CREATE FUNCTION audit.append(
    action text, object_kind text, object_id text, object_version integer, outcome text, intent bigint, request text,
    details jsonb, personal jsonb, step_up text, deferred boolean, handle bytea DEFAULT NULL, OUT seq bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who text[] := credenza_private.acting(handle);
BEGIN
    IF who IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    IF deferred THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    seq := audit.append_entry(
        who[1]::uuid, who[2], '{"id":"' || who[2] || '","kind":"member"}',
        '{"amr":["' || who[4] || '"],"session":"' || who[3] || '"' || coalesce(',"step_up":"' || step_up || '"', '') || '}',
        action, object_kind, object_id, object_version, outcome, intent, request, step_up, details, personal);
END
$$;
GRANT EXECUTE ON FUNCTION audit.append(text, text, text, integer, text, bigint, text, jsonb, jsonb, text, boolean, bytea)
    TO credenza_app;

CREATE OR REPLACE FUNCTION audit.append_system_act(
    org uuid, action text, object_kind text, object_id text, outcome text, intent bigint, request text, details jsonb)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN audit.append_entry(org, NULL, '{"kind":"system"}', 'null', action, object_kind, object_id, NULL, outcome, intent,
                              request, NULL, details, '{}');
END
$$;

SET LOCAL ROLE credenza_owner;
