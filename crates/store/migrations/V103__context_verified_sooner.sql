-- Why: every statement verifies its context for every policy that it meets, so what that costs is what row-level security costs. Half of
-- it was not looking anything up but preparing the calculation of the MAC, which was part of the statement that looks up and so was
-- prepared anew each time. In PL/pgSQL it is prepared once in a transaction (docs/PERFORMANCE.md).

-- The organization of the context, if its member holds `permission`; else NULL, which no row's org_id equals. Most policies ask this and
-- nothing else. It decides as `credenza_private.actor` does, by which the other functions go; the tests try each forgery on both.
CREATE OR REPLACE FUNCTION credenza.org_with(permission text) RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    context text := current_setting('credenza.context', true);
    named   bytea;
    found   record;
BEGIN
    IF octet_length(context) IS DISTINCT FROM 128 OR context !~ '^[0-9a-f]*$' THEN
        RETURN NULL;
    END IF;
    named := decode(left(context, 64), 'hex');
    SELECT s.org_id, s.scope, m.permissions, m.must_enrol, m.access_epoch, k.inner_key, k.outer_key INTO found
        FROM credenza_private.context_key k
        CROSS JOIN credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        WHERE s.handle_hash = named AND s.revoked_at IS NULL AND m.status = 'active';
    -- Without a row, each of these is NULL, and so is the condition.
    IF sha256(decode(right(context, 64), 'hex')) = sha256(sha256(
           found.outer_key || sha256(found.inner_key || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())
                                     || int4send(found.access_epoch) || named)))
       AND permission = ANY (CASE WHEN found.scope IS NOT NULL THEN credenza_private.within(found.permissions, found.scope)
                                  WHEN found.must_enrol THEN '{}'
                                  ELSE found.permissions END) THEN
        RETURN found.org_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION credenza.org() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid;
BEGIN
    SELECT a.org_id INTO org FROM credenza_private.actor a;
    RETURN org;
END
$$;
