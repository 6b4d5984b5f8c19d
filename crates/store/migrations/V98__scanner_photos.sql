-- Why: who stands at a gate without signal compares a face. Where a site says so, its scanners carry the photos of those whose crew
-- belongs to it, each sealed so that only who is shown its pass can open it (docs/adr/0044-photos-at-the-gate.md). No site says so
-- unless somebody switches it on.
ALTER TABLE credenza.sites ADD scanner_photos boolean NOT NULL DEFAULT false;
GRANT UPDATE (scanner_photos) ON credenza.sites TO credenza_app;

-- The owner's functions ask whose crew belongs where.
CREATE POLICY owner ON credenza.crews FOR SELECT TO credenza_owner USING (true);

-- The photos that the scanner of the context carries; none where its site does not say so, nor for an enrolment that was closed.
CREATE VIEW credenza_private.carried_photos WITH (security_invoker = true) AS
    SELECT c.org_id, c.label, c.epoch, p.worker_id, p.object_id, p.object_version, p.digest
    FROM credenza_private.scanning c
    JOIN credenza.sites t ON t.org_id = c.org_id AND t.id = c.site_id AND t.scanner_photos
    JOIN credenza.crews k ON k.org_id = t.org_id AND k.site_id = t.id
    JOIN credenza.workers w ON w.org_id = k.org_id AND w.crew_id = k.id AND w.archived_at IS NULL
    JOIN credenza.worker_photos p ON p.org_id = w.org_id AND p.worker_id = w.id
    WHERE NOT c.closed;

CREATE FUNCTION credenza_private.carried_objects() RETURNS uuid[]
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(SELECT p.object_id FROM credenza_private.carried_photos p);
END
$$;
-- Their keys, and no other photo's: whatever the function below would ask for.
CREATE POLICY open_carried_photo ON credenza.object_keys FOR SELECT TO credenza_owner
    USING (object_id = ANY ((SELECT credenza_private.carried_objects())::uuid[]));

-- As before (V81), with the beginnings of the digests of those photos: NULL where the site does not say so.
DROP FUNCTION credenza.scanner_bundle(timestamptz);
CREATE FUNCTION credenza.scanner_bundle(at timestamptz)
    RETURNS TABLE (org_id uuid, org_name text, time_zone text, site_id uuid, site_name text, max_status_age integer,
                   type_ids uuid[], type_codes text[], type_names text[], medical boolean[], required uuid[], lists integer[],
                   photos bytea[])
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
            -- What is required comes first, what is in the archive last: a bundle has its bounds.
            SELECT y.id, y.code, y.name, y.medical, n.type_id IS NOT NULL AS required
            FROM credenza.ticket_types y LEFT JOIN needed n ON n.type_id = y.id
            WHERE y.org_id = me.org_id
            ORDER BY n.type_id IS NULL, y.archived_at IS NOT NULL, lower(y.name), y.id LIMIT 2000
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
                    THEN ARRAY(SELECT DISTINCT c.digest FROM credenza_private.carried_photos c ORDER BY 1 LIMIT 2000) END
        FROM credenza.organizations o
        JOIN credenza.sites t ON t.org_id = o.org_id AND t.id = me.site_id
        CROSS JOIN gathered g
        WHERE o.org_id = me.org_id;
END
$$;

-- Records that a photo is about to be sealed for the scanner of the context, and returns what it takes to open it. `called`: the name by
-- which its bundle lists it. No row for one that it does not carry.
CREATE FUNCTION credenza.begin_scanner_photo(called bytea, request text)
    RETURNS TABLE (org_id uuid, intent bigint, worker_id uuid, object_id uuid, object_version integer, kek_id uuid, wrapped_kek bytea,
                   wrapped_dek bytea)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    carried record;
    intent  bigint;
BEGIN
    PERFORM FROM credenza_private.scanning c WHERE NOT c.closed;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    SELECT p.* INTO carried FROM credenza_private.carried_photos p
        WHERE substr(sha256('credenza/gate-photo-name/v1'::bytea || p.digest), 1, 16) = called
        ORDER BY p.worker_id LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    intent := audit.append_system_act(
        carried.org_id, 'photo.carry', 'worker', credenza.type_id('wkr', carried.worker_id), 'intent', NULL, request,
        jsonb_build_object('by', 'scanner', 'scanner', carried.label, 'epoch', carried.epoch::text,
                           'object', credenza.type_id('obj', carried.object_id)));
    RETURN QUERY
        SELECT d.org_id, intent, carried.worker_id, d.object_id, d.version, d.kek_id, e.wrapped_kek, d.wrapped_dek
        FROM credenza.object_keys d
        JOIN credenza.keks e ON e.org_id = d.org_id AND e.id = d.kek_id AND e.wrapped_kek IS NOT NULL
        WHERE d.org_id = carried.org_id AND d.object_id = carried.object_id AND d.version = carried.object_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the key of a photo is lost' USING ERRCODE = 'CZ500';
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.scanner_bundle(timestamptz), credenza.begin_scanner_photo(bytea, text) TO credenza_app;

-- Closes the intent.
CREATE FUNCTION system.end_scanner_photo(org uuid, worker uuid, done boolean, intent bigint, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM audit.append_system_act(org, 'photo.carry', 'worker', credenza.type_id('wkr', worker),
                                    CASE WHEN done THEN 'done' ELSE 'failed' END, intent, request, '{"by": "scanner"}');
END
$$;
GRANT EXECUTE ON FUNCTION system.end_scanner_photo(uuid, uuid, boolean, bigint, text) TO credenza_system;
