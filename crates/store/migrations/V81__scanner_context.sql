-- Why: a scanner is no member, and has no session. It gets a context of its own, by the same craft (V9), in a setting of its own: which
-- epoch of which scanner it is, MACed for this backend and this transaction. No policy of any table knows it: what a scanner may do
-- are the functions that ask for it, and nothing else.

-- The scanner that acts, as the context of this transaction says: one row, or none without a valid context. What is MACed begins
-- otherwise than in the context of a member, so that neither is the other.
CREATE VIEW credenza_private.scanning WITH (security_invoker = true) AS
    SELECT e.org_id, e.scanner_id, e.epoch, s.label, s.site_id, e.closed_at IS NOT NULL AS closed
    FROM credenza_private.context_key k
    CROSS JOIN credenza.scanner_epochs e
    JOIN credenza.scanners s ON s.org_id = e.org_id AND s.id = e.scanner_id
    WHERE e.handle_hash = CASE WHEN octet_length(current_setting('credenza.scanner', true)) = 128
                                    AND current_setting('credenza.scanner', true) ~ '^[0-9a-f]*$'
                               THEN decode(left(current_setting('credenza.scanner', true), 64), 'hex') END
      AND s.revoked_at IS NULL
      AND sha256(decode(substr(current_setting('credenza.scanner', true), 65), 'hex')) = sha256(sha256(
          k.outer_key || sha256(k.inner_key || '\x7363616e6e6572'::bytea || int4send(pg_backend_pid())
                                || timestamptz_send(transaction_timestamp()) || int4send(e.epoch) || e.handle_hash)));

-- Establishes which scanner acts in this transaction: the one whose epoch's handle this is.
CREATE FUNCTION credenza.enter_scanner(handle bytea, OUT org_id uuid, OUT scanner_id uuid, OUT epoch integer, OUT closed boolean)
    LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT e.org_id, e.scanner_id, e.epoch, e.closed_at IS NOT NULL INTO org_id, scanner_id, epoch, closed
        FROM credenza_private.context_key k
        CROSS JOIN credenza.scanner_epochs e
        JOIN credenza.scanners s ON s.org_id = e.org_id AND s.id = e.scanner_id
        WHERE e.handle_hash = sha256(handle) AND s.revoked_at IS NULL
          AND set_config('credenza.scanner', encode(e.handle_hash || sha256(
              k.outer_key || sha256(k.inner_key || '\x7363616e6e6572'::bytea || int4send(pg_backend_pid())
                                    || timestamptz_send(transaction_timestamp()) || int4send(e.epoch) || e.handle_hash)),
              'hex'), true) IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such scanner' USING ERRCODE = 'CZ401';
    END IF;
END
$$;

-- What the scanner of the context carries of its site, and that it was asked for at `at`. The keys and lists are published anyway, and
-- are not told here: `lists` are the numbers of those whose passes may not be over.
CREATE FUNCTION credenza.scanner_bundle(at timestamptz)
    RETURNS TABLE (org_id uuid, org_name text, time_zone text, site_id uuid, site_name text, max_status_age integer,
                   type_ids uuid[], type_codes text[], type_names text[], medical boolean[], required uuid[], lists integer[])
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
                       AND p.not_before <= at AND at < p.not_after + interval '7 days' ORDER BY p.epoch)
        FROM credenza.organizations o
        JOIN credenza.sites t ON t.org_id = o.org_id AND t.id = me.site_id
        CROSS JOIN gathered g
        WHERE o.org_id = me.org_id;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.enter_scanner(bytea), credenza.scanner_bundle(timestamptz) TO credenza_app;
