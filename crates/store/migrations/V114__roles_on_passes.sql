-- Why: a gate without signal knows which roles somebody has from his pass, and from nothing else: no list of people is carried there
-- (docs/adr/0048-work-at-the-gate.md). The database says which they are, so that who may issue passes and may not see roles signs none
-- away.
CREATE POLICY owner ON credenza.worker_duties FOR SELECT TO credenza_owner USING (true);

-- The roles that a pass is to state; NULL where the organization has no role, and passes say nothing of any.
CREATE FUNCTION credenza_private.stated_roles(org uuid, worker uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN EXISTS (SELECT FROM credenza.duties d WHERE d.org_id = org AND d.kind = 'role')
                THEN ARRAY(SELECT h.duty_id FROM credenza.worker_duties h WHERE h.org_id = org AND h.worker_id = worker ORDER BY 1) END;
END;

-- As before (V93), with the roles.
DROP FUNCTION credenza.put_pass(boolean, uuid, uuid, bytea, timestamptz, timestamptz, integer, uuid[]);
CREATE FUNCTION credenza.put_pass(
    own boolean, new_pass uuid, worker uuid, device bytea, at timestamptz, until timestamptz, of_list integer,
    with_tickets uuid[], OUT pass uuid, OUT places integer[], OUT roles uuid[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.issuing_for(worker, own);
    types uuid[];
BEGIN
    PERFORM credenza_private.check_vouched(org, worker, with_tickets);
    types := ARRAY(SELECT t.type_id FROM credenza.tickets t WHERE t.org_id = org AND t.id = ANY (with_tickets) ORDER BY 1);
    -- Of two at the same moment, one waits here for the other, and then finds its pass.
    INSERT INTO credenza.passes (org_id, id, worker_id, device_key, issued_by, signed_at, expires_at, ticket_types)
        VALUES (org, new_pass, worker, device, credenza.member(), at, until, types)
        ON CONFLICT (org_id, worker_id, form, device_key) DO NOTHING
        RETURNING id INTO pass;
    IF pass IS NULL THEN
        UPDATE credenza.passes p SET signed_at = at, expires_at = until, ticket_types = types
            WHERE p.org_id = org AND p.worker_id = worker AND p.form = 'pass' AND p.device_key = device AND p.revoked_at IS NULL
            RETURNING p.id INTO pass;
    END IF;
    IF pass IS NULL THEN
        PERFORM credenza_private.refuse('pass_revoked');
    END IF;
    places := ARRAY[credenza_private.status_place(org, of_list, pass, NULL)]
        || credenza_private.ticket_places(org, of_list, with_tickets);
    roles := credenza_private.stated_roles(org, worker);
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.put_pass(boolean, uuid, uuid, bytea, timestamptz, timestamptz, integer, uuid[]) TO credenza_app;

-- As before (V108), with the roles of now: a change of them is on the pass when the phone has it signed anew.
DROP FUNCTION system.begin_pass_renewal(timestamptz, uuid, uuid, bytea, timestamptz, text);
CREATE FUNCTION system.begin_pass_renewal(
    at timestamptz, org uuid, pass uuid, device bytea, asked timestamptz, request text)
    RETURNS TABLE (refusal text, intent bigint, signed_at timestamptz, expires_at timestamptz, epoch integer, key_id uuid, point bytea,
                   object_id uuid, object_version integer, kek_id uuid, wrapped_kek bytea, wrapped_dek bytea, name text,
                   shown_name text, photo bytea, places integer[], ticket_types uuid[], public_codes text[], codes text[],
                   medical boolean[], ends date[], roles uuid[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    there   credenza.passes;
    signs   credenza.pass_keys;
    why     text;
    tickets uuid[];
    intent  bigint;
    places  integer[];
BEGIN
    SELECT p.* INTO there FROM credenza.passes p
        WHERE p.org_id = org AND p.id = pass AND p.form = 'pass' AND p.device_key = device FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    why := credenza_private.renewal_refusal(there, at, asked);
    IF why IS NOT NULL THEN
        PERFORM audit.append_system_act(org, 'pass.renew', 'pass', credenza.type_id('pas', pass), 'refused', NULL, request,
                                        jsonb_build_object('because', why));
        RETURN QUERY SELECT why, NULL::bigint, NULL::timestamptz, NULL::timestamptz, NULL::integer, NULL::uuid, NULL::bytea,
                            NULL::uuid, NULL::integer, NULL::uuid, NULL::bytea, NULL::bytea, NULL::text, NULL::text,
                            NULL::bytea, NULL::integer[], NULL::uuid[], NULL::text[], NULL::text[], NULL::boolean[],
                            NULL::date[], NULL::uuid[];
        RETURN;
    END IF;
    SELECT k.* INTO signs FROM credenza.pass_keys k
        WHERE k.org_id = org AND k.purpose = 'pass' AND k.distrusted_at IS NULL AND k.not_before <= at AND at < k.not_after
        ORDER BY k.not_before DESC, k.epoch DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- Of each type that the pass had, the ticket in force that ends last.
    tickets := ARRAY(
        SELECT DISTINCT ON (t.type_id) t.id
        FROM credenza.tickets t JOIN credenza.organizations o ON o.org_id = t.org_id
        WHERE t.org_id = org AND t.worker_id = there.worker_id AND t.state = 'approved' AND t.type_id = ANY (there.ticket_types)
          AND (t.issued_on IS NULL OR t.issued_on <= (at AT TIME ZONE o.time_zone)::date)
          AND (t.expires_on IS NULL OR t.expires_on >= (at AT TIME ZONE o.time_zone)::date)
        ORDER BY t.type_id, coalesce(t.expires_on, 'infinity') DESC, t.id);
    UPDATE credenza.passes p SET signed_at = greatest(p.signed_at, at), asked_at = asked
        WHERE p.org_id = org AND p.id = pass RETURNING p.* INTO there;
    places := ARRAY[credenza_private.status_place(org, signs.epoch, pass, NULL)]
        || credenza_private.ticket_places(org, signs.epoch, tickets);
    intent := audit.append_system_act(
        org, 'pass.renew', 'pass', credenza.type_id('pas', pass), 'intent', NULL, request,
        jsonb_build_object('worker', credenza.type_id('wkr', there.worker_id), 'tickets', cardinality(tickets)::text,
                           'pass_key', credenza.type_id('psk', signs.id), 'object', credenza.type_id('obj', signs.object_id)));
    RETURN QUERY
        SELECT NULL::text, intent, there.signed_at, there.expires_at, signs.epoch, signs.id, signs.point, signs.object_id,
               signs.object_version, d.kek_id, e.wrapped_kek, d.wrapped_dek, w.name, coalesce(s.shown_name, 'full'), f.digest,
               places, g.types, g.public_codes, g.codes, g.medical, g.ends,
               credenza_private.stated_roles(org, there.worker_id)
        FROM credenza.object_keys d
        JOIN credenza.keks e ON e.org_id = d.org_id AND e.id = d.kek_id AND e.wrapped_kek IS NOT NULL
        JOIN credenza.workers w ON w.org_id = org AND w.id = there.worker_id
        LEFT JOIN credenza.pass_settings s ON s.org_id = org
        LEFT JOIN credenza.worker_photos f ON f.org_id = org AND f.worker_id = there.worker_id
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(t.type_id ORDER BY n.nth), '{}') AS types,
                   coalesce(array_agg(t.code ORDER BY n.nth), '{}') AS public_codes,
                   coalesce(array_agg(y.code ORDER BY n.nth), '{}') AS codes,
                   coalesce(array_agg(y.medical ORDER BY n.nth), '{}') AS medical,
                   coalesce(array_agg(t.expires_on ORDER BY n.nth), '{}') AS ends
            FROM unnest(tickets) WITH ORDINALITY AS n (id, nth)
            JOIN credenza.tickets t ON t.org_id = org AND t.id = n.id
            JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id) AS g
        WHERE d.org_id = org AND d.object_id = signs.object_id AND d.version = signs.object_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a key for passes is lost' USING ERRCODE = 'CZ500';
    END IF;
END
$$;
GRANT EXECUTE ON FUNCTION system.begin_pass_renewal(timestamptz, uuid, uuid, bytea, timestamptz, text) TO credenza_system;
