-- Why: a phone's pass is to be fresh when a session has long ended (docs/adr/0042-wallets.md). The phone asks with the key that the pass
-- names, and the system signs: the same pass, until the same moment, with no type of ticket that it did not have.

-- The types on the pass when it was taken with a session; NULL for those that were signed before this was kept, which are not renewed.
-- `asked_at`: by the phone's clock, when it asked last; what was not asked later is not taken, and so nothing twice.
ALTER TABLE credenza.passes ADD COLUMN ticket_types uuid[], ADD COLUMN asked_at timestamptz;

-- As before (V92), with the types.
CREATE OR REPLACE FUNCTION credenza.put_pass(
    own boolean, new_pass uuid, worker uuid, device bytea, at timestamptz, until timestamptz, of_list integer,
    with_tickets uuid[], OUT pass uuid, OUT places integer[])
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
END
$$;

-- The functions below find the keys for passes, too, and no others but those for status lists (V35).
CREATE POLICY open_pass_key_again ON credenza.object_keys FOR SELECT TO credenza_owner
    USING (credenza.is_pass_key(org_id, object_id, version, 'pass'));

-- The key that a pass names; no row for a pass without one, or that is not there. What the pass is worth is told to nobody but him who
-- has the key.
CREATE FUNCTION system.find_pass_device(org uuid, pass uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.device_key FROM credenza.passes p
        WHERE p.org_id = org AND p.id = pass AND p.form = 'pass' AND p.device_key IS NOT NULL;
END;

-- Why the pass is not signed anew for its phone; NULL when it is.
CREATE FUNCTION credenza_private.renewal_refusal(there credenza.passes, at timestamptz, asked timestamptz) RETURNS text
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE
        WHEN there.revoked_at IS NOT NULL THEN 'revoked'
        WHEN there.expires_at <= at OR there.ticket_types IS NULL THEN 'ended'
        WHEN w.archived_at IS NOT NULL THEN 'worker_archived'
        WHEN m.status IS DISTINCT FROM 'active' THEN 'not_a_member'
        WHEN asked NOT BETWEEN at - interval '61 seconds' AND at + interval '60 seconds' THEN 'not_now'
        WHEN asked <= there.asked_at THEN 'replayed'
    END
        FROM credenza.workers w
        LEFT JOIN credenza.members m ON m.org_id = w.org_id AND m.id = w.member_id
        WHERE w.org_id = there.org_id AND w.id = there.worker_id;
END;

-- Records that the system is about to sign a pass anew, whose phone has proved itself with this key, and returns what that takes, as
-- `begin_status_list` does (V36): the database chooses pass, key and tickets. One row with nothing but a refusal, which is recorded;
-- no row when there is no such pass with such a key, or no key that signs at `at`.
CREATE FUNCTION system.begin_pass_renewal(
    at timestamptz, org uuid, pass uuid, device bytea, asked timestamptz, request text)
    RETURNS TABLE (refusal text, intent bigint, signed_at timestamptz, expires_at timestamptz, epoch integer, key_id uuid, point bytea,
                   object_id uuid, object_version integer, kek_id uuid, wrapped_kek bytea, wrapped_dek bytea, name text,
                   shown_name text, photo bytea, places integer[], ticket_types uuid[], public_codes text[], codes text[],
                   medical boolean[], ends date[])
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
                            NULL::date[];
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
        jsonb_build_object('worker', credenza.type_id('wrk', there.worker_id), 'tickets', cardinality(tickets)::text,
                           'pass_key', credenza.type_id('psk', signs.id), 'object', credenza.type_id('obj', signs.object_id)));
    RETURN QUERY
        SELECT NULL::text, intent, there.signed_at, there.expires_at, signs.epoch, signs.id, signs.point, signs.object_id,
               signs.object_version, d.kek_id, e.wrapped_kek, d.wrapped_dek, w.name, coalesce(s.shown_name, 'full'), f.digest,
               places, g.types, g.public_codes, g.codes, g.medical, g.ends
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

-- Closes the intent.
CREATE FUNCTION system.end_pass_renewal(org uuid, pass uuid, done boolean, intent bigint, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM audit.append_system_act(org, 'pass.renew', 'pass', credenza.type_id('pas', pass), CASE WHEN done THEN 'done' ELSE 'failed' END,
                                    intent, request, '{}');
END
$$;
GRANT EXECUTE ON FUNCTION
    system.find_pass_device(uuid, uuid),
    system.begin_pass_renewal(timestamptz, uuid, uuid, bytea, timestamptz, text),
    system.end_pass_renewal(uuid, uuid, boolean, bigint, text) TO credenza_system;
