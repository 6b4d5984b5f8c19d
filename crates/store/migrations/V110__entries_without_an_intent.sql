-- Why: what each entry of the log costs that is no use to anybody (docs/PERFORMANCE.md). A condition of PL/pgSQL that has a query in it is a
-- statement, and PostgreSQL planned this one anew for each entry without an intent, since it then is cheap to answer and dear to prepare. And
-- a check of a table is read from the catalogue and prepared anew by each statement that writes.

SET LOCAL ROLE credenza_audit;

-- `append_entry`, the one writer, has looked that a salt is 64 hexadecimal digits.
ALTER TABLE audit.disclosures DROP CONSTRAINT disclosures_salt_check;

-- As before, but that the intent is looked for only where there is one.
CREATE OR REPLACE FUNCTION audit.append_entry(
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
    IF intent IS NOT NULL THEN
        IF NOT EXISTS (
               SELECT FROM audit.entries e
               WHERE e.org_id = org AND e.epoch = head.epoch AND e.seq = append_entry.intent AND e.outcome = 'intent'
                 AND e.action = append_entry.action AND position(convert_to(about, 'UTF8') IN e.bytes) > 0) THEN
            RAISE EXCEPTION 'the outcome fits no intent' USING ERRCODE = 'CZ500';
        END IF;
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

SET LOCAL ROLE credenza_owner;
