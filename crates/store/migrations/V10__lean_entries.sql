-- Why: an entry is appended in the transaction of every act, so its cost is part of every act's. Most of it was not the
-- entry: bounded repeats in regular expressions (70 µs for an id's 25 characters; now the length is looked at beside the
-- characters), functions that set the search_path again though only functions that have set it call them, sets of rows
-- where there is one. The bytes of an entry are the same as before.

-- Who acts: organization, member's label, session's label, methods as they stand between quotes. By the context; or by the
-- session that `handle` finds, for an entry that is a transaction of its own and reads no table under row-level security.
CREATE FUNCTION credenza_private.acting(handle bytea) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF handle IS NULL THEN
        RETURN (SELECT ARRAY[a.org_id::text, a.member_label, a.session_label, array_to_string(a.amr, '","')]
                FROM credenza_private.actor a);
    END IF;
    RETURN (SELECT ARRAY[s.org_id::text, m.label, s.label, array_to_string(s.amr, '","')]
            FROM credenza.sessions s
            JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
            WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active'
              AND now() < s.idle_expires_at AND now() < s.expires_at);
END
$$;
GRANT EXECUTE ON FUNCTION credenza_private.acting(bytea) TO credenza_audit;

SET LOCAL ROLE credenza_audit;

DROP FUNCTION audit.append(text, text, text, integer, text, bigint, text, jsonb, jsonb, text, boolean, bytea);
DROP FUNCTION audit.append_entry(uuid, text, text, text, text, text, text, integer, text, bigint, text, text, jsonb, jsonb);
DROP FUNCTION audit.is_well_formed(text, text, text, integer, text, bigint, text, text, jsonb, jsonb);
ALTER FUNCTION audit.canonical(jsonb) RESET search_path;

-- Whoever appends holds the row of the head that this would look up.
ALTER TABLE audit.entries DROP CONSTRAINT entries_org_id_fkey;

-- Whether an event makes an entry that the verifier reads (docs/AUDIT.md, "An entry"): what it would refuse must not
-- get into the chain, since it could never be taken out again. NULL counts as no. Actor and assurance are not looked at:
-- they are made from what the engine itself keeps, and a session's or proof's methods are checked where they are stored.
CREATE FUNCTION audit.is_well_formed(
    action text, object_kind text, object_id text, object_version integer, outcome text, intent bigint, request text,
    step_up text, details jsonb, personal jsonb)
    RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    fields  boolean;
BEGIN
    IF (jsonb_typeof(details) = 'object' AND jsonb_typeof(personal) = 'object'
        AND action ~ '^[a-z_]+(\.[a-z_]+)+$' AND length(action) <= 64
        AND (object_id IS NULL AND object_kind IS NULL AND object_version IS NULL
             OR object_id ~ '^[a-z]+_[0-7][0-9a-hjkmnp-tv-z]+$' AND strpos(object_id, '_') BETWEEN 3 AND 9
                AND length(object_id) - strpos(object_id, '_') = 26
                AND object_kind ~ '^[a-z_]+$' AND length(object_kind) <= 32 AND coalesce(object_version, 1) >= 1)
        AND outcome IN ('intent', 'done', 'failed', 'refused')
        AND (intent IS NULL OR outcome <> 'intent' AND intent BETWEEN 1 AND 9007199254740991)
        AND (request IS NULL OR request ~ '^req_[0-7][0-9a-hjkmnp-tv-z]+$' AND length(request) = 30)
        AND (step_up IS NULL OR step_up ~ '^stp_[0-7][0-9a-hjkmnp-tv-z]+$' AND length(step_up) = 30)) IS NOT TRUE THEN
        RETURN false;
    END IF;
    IF details <> '{}' THEN
        SELECT count(*) <= 16 AND bool_and(d.key ~ '^[a-z0-9_]+$' AND length(d.key) <= 32 AND jsonb_typeof(d.value) = 'string'
                                           AND octet_length(d.value #>> '{}') <= 512)
            INTO fields FROM jsonb_each(details) d;
        IF fields IS NOT TRUE THEN
            RETURN false;
        END IF;
    END IF;
    IF personal <> '{}' THEN
        SELECT count(*) <= 16
                AND bool_and(p.key ~ '^[a-z0-9_]+$' AND length(p.key) <= 32 AND p.value -> 3 IS NULL
                             AND coalesce(p.value ->> 0, '') ~ '^[0-9a-f]+$' AND length(p.value ->> 0) = 64
                             AND coalesce(p.value ->> 1, '') ~ '^[0-9a-f]+$' AND length(p.value ->> 1) = 64
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
    object_version integer, outcome text, intent bigint, request text, step_up text, details jsonb, personal jsonb,
    OUT epoch integer, OUT seq bigint)
    LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
DECLARE
    head      audit.heads;
    entry     bytea;
    moment    timestamptz;
    lead      text;
    about     text;
    tail      text;
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
    lead := concat('{"action":"', action, '","actor":', actor, ',"assurance":', assurance, ',"committed":', committed,
                   ',"details":', CASE WHEN details = '{}' THEN '{}' ELSE audit.canonical(details) END, ',"epoch":');
    about := concat(',"object":', CASE WHEN object_id IS NULL THEN 'null' ELSE concat(
                        '{"id":"', object_id, '","kind":"', object_kind, '"', ',"version":' || object_version, '}') END,
                    ',"org":"');
    tail := concat('"', CASE WHEN request IS NULL THEN ',"request":null' ELSE ',"request":"' || request || '"' END, ',"seq":');

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
    entry := convert_to(concat(
        lead, head.epoch, ',"intent":', coalesce(intent::text, 'null'), about, head.label, '","outcome":"', outcome,
        '","prev":"', encode(head.hash, 'hex'), tail, head.seq + 1,
        ',"time":"', to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '","v":1}'), 'UTF8');
    INSERT INTO audit.entries (org_id, epoch, seq, prev, at, actor, action, object, outcome, intent, bytes)
        VALUES (org, head.epoch, head.seq + 1, head.hash, moment, actor_id, action, object_id, outcome, intent, entry);
    UPDATE audit.heads h SET seq = h.seq + 1, hash = sha256('\x00'::bytea || entry), last_at = moment WHERE h.org_id = org;
    IF personal <> '{}' THEN
        INSERT INTO audit.disclosures (org_id, epoch, seq, field, salt, value)
            SELECT org, head.epoch, head.seq + 1, p.key, decode(p.value ->> 1, 'hex'), p.value ->> 2
            FROM jsonb_each(personal) p;
    END IF;
    epoch := head.epoch;
    seq := head.seq + 1;
END
$$;

-- What the app may call: the actor, the organization and the assurance are those of the context; or, for an entry that is
-- a transaction of its own, those of the session that `handle` finds, which saves minting a context and verifying it.
--
-- `deferred`: the commit does not wait for the disk, so that the next action of a busy organization need not wait for
-- it either; the caller acknowledges nothing before a later, synchronous commit has flushed the log (docs/adr/0007).
CREATE FUNCTION audit.append(
    action text, object_kind text, object_id text, object_version integer, outcome text, intent bigint, request text,
    details jsonb, personal jsonb, step_up text, deferred boolean, handle bytea DEFAULT NULL,
    OUT epoch integer, OUT seq bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who   text[] := credenza_private.acting(handle);
    entry record;
BEGIN
    IF who IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    IF deferred THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    entry := audit.append_entry(
        who[1]::uuid, who[2], concat('{"id":"', who[2], '","kind":"member"}'),
        concat('{"amr":["', who[4], '"],"session":"', who[3], '"', ',"step_up":"' || step_up || '"', '}'),
        action, object_kind, object_id, object_version, outcome, intent, request, step_up, details, personal);
    epoch := entry.epoch;
    seq := entry.seq;
END
$$;
GRANT EXECUTE ON FUNCTION audit.append(text, text, text, integer, text, bigint, text, jsonb, jsonb, text, boolean, bytea)
    TO credenza_app;

SET LOCAL ROLE credenza_owner;
DROP FUNCTION credenza_private.context();
DROP FUNCTION credenza_private.context_mac(text);
DROP FUNCTION credenza_private.who(bytea);
