-- Why: who works at a site is asked for what the site needs, for what his roles do, and for what he does there today
-- (docs/adr/0048-work-at-the-gate.md). A scanner carries the organization's tasks and roles: rules, which name nobody. What it said is known
-- with the task it went by.

-- The owner's functions say what work asks for.
CREATE POLICY owner ON credenza.duties FOR SELECT TO credenza_owner USING (true);
CREATE POLICY owner ON credenza.duty_requirements FOR SELECT TO credenza_owner USING (true);

-- The duties of a kind: how many there are, and the first 500 of them by name, with the types that each needs. Codes stand with them,
-- since a bundle has names for 2000 types and no more.
CREATE FUNCTION credenza_private.carried_duties(org uuid, of_kind text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT jsonb_build_object(
        'total', (SELECT count(*) FROM credenza.duties d WHERE d.org_id = org AND d.kind = of_kind),
        'here', coalesce((
            SELECT jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'types', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('id', y.id, 'code', y.code, 'medical', y.medical)
                                          ORDER BY lower(y.name), y.id), '[]')
                FROM credenza.duty_requirements r
                JOIN credenza.ticket_types y ON y.org_id = r.org_id AND y.id = r.type_id
                WHERE r.org_id = org AND r.duty_id = d.id)) ORDER BY lower(d.name), d.id)
            FROM (SELECT k.id, k.name FROM credenza.duties k WHERE k.org_id = org AND k.kind = of_kind
                  ORDER BY lower(k.name), k.id LIMIT 500) AS d), '[]'));
END;

-- As before (V98), with the organization's tasks and roles.
DROP FUNCTION credenza.scanner_bundle(timestamptz);
CREATE FUNCTION credenza.scanner_bundle(at timestamptz)
    RETURNS TABLE (org_id uuid, org_name text, time_zone text, site_id uuid, site_name text, max_status_age integer,
                   type_ids uuid[], type_codes text[], type_names text[], medical boolean[], required uuid[], lists integer[],
                   photos bytea[], tasks jsonb, roles jsonb)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    me record;
BEGIN
    SELECT c.* INTO me FROM credenza_private.scanning c WHERE NOT c.closed;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    UPDATE credenza.scanner_epochs e SET last_seen_at = at, bundle_at = at
        WHERE e.org_id = me.org_id AND e.scanner_id = me.scanner_id AND e.epoch = me.epoch;
    RETURN QUERY
        WITH needed AS (
            SELECT r.type_id FROM credenza.site_requirements r WHERE r.org_id = me.org_id AND r.site_id = me.site_id
        ), known AS (
            -- What the site requires comes first, then what work asks for, what is in the archive last: a bundle has its bounds.
            SELECT y.id, y.code, y.name, y.medical, n.type_id IS NOT NULL AS required
            FROM credenza.ticket_types y LEFT JOIN needed n ON n.type_id = y.id
            WHERE y.org_id = me.org_id
            ORDER BY n.type_id IS NULL,
                     NOT EXISTS (SELECT FROM credenza.duty_requirements w WHERE w.org_id = y.org_id AND w.type_id = y.id),
                     y.archived_at IS NOT NULL, lower(y.name), y.id LIMIT 2000
        ), gathered AS (
            SELECT array_agg(y.id ORDER BY lower(y.name), y.id) AS ids, array_agg(y.code ORDER BY lower(y.name), y.id) AS codes,
                   array_agg(y.name ORDER BY lower(y.name), y.id) AS names,
                   array_agg(y.medical ORDER BY lower(y.name), y.id) AS medical,
                   array_agg(y.id ORDER BY lower(y.name), y.id) FILTER (WHERE y.required) AS required
            FROM known y
        )
        SELECT me.org_id, o.name, o.time_zone, t.id, t.name, t.max_status_age, coalesce(g.ids, '{}'), coalesce(g.codes, '{}'),
               coalesce(g.names, '{}'), coalesce(g.medical, '{}'), coalesce(g.required, '{}'),
               ARRAY(SELECT p.epoch FROM credenza.pass_keys p
                     WHERE p.org_id = me.org_id AND p.purpose = 'pass' AND p.distrusted_at IS NULL
                       AND p.not_before <= at AND at < p.not_after + interval '7 days' ORDER BY p.epoch),
               CASE WHEN t.scanner_photos
                    THEN ARRAY(SELECT DISTINCT c.digest FROM credenza_private.carried_photos c ORDER BY 1 LIMIT 2000) END,
               credenza_private.carried_duties(me.org_id, 'task'), credenza_private.carried_duties(me.org_id, 'role')
        FROM credenza.organizations o
        JOIN credenza.sites t ON t.org_id = o.org_id AND t.id = me.site_id
        CROSS JOIN gathered g
        WHERE o.org_id = me.org_id;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.scanner_bundle(timestamptz) TO credenza_app;

-- task: that of the day, the 16 bytes of its id, as the scanner names it. As with the pass it is no reference: tasks go, and what was said stays.
-- task_name: what it was called when the record came; none for what is no task of the organization.
ALTER TABLE credenza.gate_log
    ADD task bytea CHECK (length(task) = 16),
    ADD task_name text CHECK (length(task_name) BETWEEN 1 AND 120),
    ADD CONSTRAINT gate_log_chosen_check CHECK (
        CASE WHEN task IS NULL THEN task_name IS NULL ELSE bundle_at IS NOT NULL AND code IS NULL END);

-- As before (V99), with the task.
CREATE OR REPLACE FUNCTION credenza_private.put_scan(
    org uuid, scanner uuid, scanner_label text, site uuid, of_epoch integer, enrolled timestamptz, scan jsonb, request text)
    RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    phone    timestamptz := to_timestamp((scan ->> 'at')::bigint);
    drift    bigint := (scan ->> 'clock_offset')::bigint;
    -- As far as years go: a record can name moments that there are not.
    believed timestamptz := to_timestamp(greatest(0, least(253402300799, (scan ->> 'at')::bigint + coalesce(drift, 0))));
    possible boolean := believed BETWEEN enrolled - interval '5 minutes' AND now() + interval '5 minutes';
    pass     credenza.passes;
    ticket   credenza.tickets;
    called   text;
BEGIN
    IF scan ->> 'cti' IS NOT NULL THEN
        SELECT p.* INTO pass FROM credenza.passes p WHERE p.org_id = org AND p.id = (scan ->> 'cti')::uuid;
    END IF;
    IF scan ->> 'code' IS NOT NULL THEN
        SELECT t.* INTO ticket FROM credenza.tickets t
            WHERE t.org_id = org AND t.code = scan ->> 'code' AND t.approved_at IS NOT NULL;
    END IF;
    IF scan ->> 'task' IS NOT NULL THEN
        SELECT d.name INTO called FROM credenza.duties d
            WHERE d.org_id = org AND d.id = (scan ->> 'task')::uuid AND d.kind = 'task';
    END IF;
    INSERT INTO credenza.gate_log (
            org_id, scanner_id, epoch, seq, site_id, at, clock_offset, received_at, told_at, doubtful, bundle_at, cti, pass_id,
            code, code_status, ticket_id, worker_id, verdict, reason, assurance, status_as_of, decision, missing, task, task_name,
            hash, record)
        VALUES (
            org, scanner, of_epoch, (scan ->> 'seq')::bigint, site, phone, drift, now(),
            CASE WHEN possible THEN believed ELSE now() END, drift IS NULL OR NOT possible,
            to_timestamp((scan ->> 'bundle_at')::bigint), decode(scan ->> 'cti', 'hex'), pass.id,
            scan ->> 'code', scan ->> 'code_status', ticket.id, coalesce(pass.worker_id, ticket.worker_id),
            scan ->> 'verdict', scan ->> 'reason', scan ->> 'assurance', to_timestamp((scan ->> 'status_as_of')::bigint),
            scan ->> 'decision', ARRAY(SELECT jsonb_array_elements_text(scan -> 'missing')), uuid_send((scan ->> 'task')::uuid), called,
            decode(scan ->> 'hash', 'hex'), decode(scan ->> 'record', 'hex'));
    PERFORM audit.append_system(
        org, 'anonymous', NULL, NULL, 'gate.scan', 'scanner', scanner_label, 'done', request,
        jsonb_build_object('by', 'scanner', 'epoch', of_epoch::text, 'number', scan ->> 'seq', 'record', scan ->> 'hash',
                           'decision', scan ->> 'decision', 'verdict', scan ->> 'verdict')
            || CASE WHEN scan ->> 'code' IS NULL THEN '{}' ELSE '{"kind": "code"}'::jsonb END, '{}');
END
$$;
