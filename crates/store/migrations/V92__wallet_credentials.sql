-- Why: the same tickets go to wallets (docs/adr/0042-wallets.md): as an SD-JWT VC, and as Open Badges. They are signed under a third
-- key of the organization's, so that neither the key of passes nor that of status lists ever signs what is not theirs.

-- The kinds and purposes, whichever there are by now, and one more.
DO $$
DECLARE
    kinds text;
    owned text;
BEGIN
    SELECT substr(pg_get_constraintdef(oid), length('CHECK ') + 1) INTO STRICT kinds FROM pg_constraint
        WHERE conrelid = 'credenza.objects'::regclass AND conname = 'objects_kind_check';
    SELECT substr(pg_get_constraintdef(oid), length('CHECK ') + 1) INTO STRICT owned FROM pg_constraint
        WHERE conrelid = 'credenza.objects'::regclass AND conname = 'objects_owner_check';
    EXECUTE 'ALTER TABLE credenza.objects DROP CONSTRAINT objects_kind_check, DROP CONSTRAINT objects_owner_check,
             ADD CONSTRAINT objects_kind_check CHECK (kind = ''wallet-key'' OR ' || kinds || '),
             ADD CONSTRAINT objects_owner_check CHECK (CASE WHEN kind = ''wallet-key'' THEN certificate_id IS NULL ELSE '
             || owned || ' END)';
END
$$;
ALTER TABLE credenza.pass_keys DROP CONSTRAINT pass_keys_purpose_check,
    ADD CONSTRAINT pass_keys_purpose_check CHECK (purpose IN ('pass', 'status', 'wallet'));

CREATE POLICY open_wallet_key ON credenza.object_keys FOR SELECT TO credenza_app
    USING ((org_id = (SELECT credenza.org_with('pass.issue')) OR org_id = (SELECT credenza.org_with('pass.take')))
           AND credenza.is_pass_key(org_id, object_id, version, 'wallet'));

-- A credential for wallets is taken back as a pass is, and stands in the same status lists. `form`: what was issued; `device_key`:
-- then the key in the wallet.
ALTER TABLE credenza.passes
    ADD COLUMN form text NOT NULL DEFAULT 'pass' CHECK (form IN ('pass', 'wallet')),
    DROP CONSTRAINT passes_org_id_worker_id_device_key_key,
    ADD CONSTRAINT passes_org_id_worker_id_form_device_key_key UNIQUE (org_id, worker_id, form, device_key),
    DROP CONSTRAINT passes_check,
    ADD CONSTRAINT passes_lifetime_check CHECK (
        signed_at < expires_at
        AND expires_at <= signed_at + CASE form WHEN 'pass' THEN interval '7 days' ELSE interval '366 days' END),
    ADD CONSTRAINT passes_wallet_check CHECK (form = 'pass' OR device_key IS NOT NULL);

-- As before (V35), for three purposes.
CREATE OR REPLACE FUNCTION system.wanted_pass_keys(at timestamptz, of_org uuid)
    RETURNS TABLE (org_id uuid, purpose text, begins_at timestamptz, kek_id uuid, wrapped_kek bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.org_id, p.purpose, CASE WHEN n.signs THEN n.ends_at ELSE date_trunc('second', at) END, e.id, e.wrapped_kek
        FROM credenza.organizations o
        CROSS JOIN (VALUES ('pass'), ('status'), ('wallet')) AS p (purpose)
        CROSS JOIN LATERAL (SELECT max(k.not_after) AS ends_at, bool_or(k.not_before <= at) AS signs
                            FROM credenza.pass_keys k
                            WHERE k.org_id = o.org_id AND k.purpose = p.purpose AND k.distrusted_at IS NULL AND at < k.not_after) AS n
        JOIN credenza.keks e ON e.org_id = o.org_id AND e.state = 'primary'
        WHERE (o.org_id = of_org
               OR of_org IS NULL AND (EXISTS (SELECT FROM credenza.workers w WHERE w.org_id = o.org_id)
                                      OR EXISTS (SELECT FROM credenza.pass_keys k WHERE k.org_id = o.org_id)))
          AND (n.signs IS NOT TRUE OR n.ends_at < at + interval '30 days')
        ORDER BY 1, 2;
END;

-- As before (V35), but what is in wallets lives for a year, and its keys are told of for as long.
CREATE OR REPLACE FUNCTION system.published_pass_keys(at timestamptz, of_org uuid)
    RETURNS TABLE (purpose text, point bytea, not_before timestamptz, not_after timestamptz, distrusted boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT k.purpose, k.point, k.not_before, k.not_after, k.distrusted_at IS NOT NULL
        FROM credenza.organizations o
        LEFT JOIN credenza.pass_keys k
            ON k.org_id = o.org_id
           AND (at < k.not_after + CASE k.purpose WHEN 'wallet' THEN interval '396 days' ELSE interval '30 days' END
                OR at < k.distrusted_at + interval '1 year')
        WHERE o.org_id = of_org
        ORDER BY k.purpose, k.epoch;
END;

-- As before (V36), of passes alone.
CREATE OR REPLACE FUNCTION credenza.put_pass(
    own boolean, new_pass uuid, worker uuid, device bytea, at timestamptz, until timestamptz, of_list integer,
    with_tickets uuid[], OUT pass uuid, OUT places integer[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.issuing_for(worker, own);
BEGIN
    PERFORM credenza_private.check_vouched(org, worker, with_tickets);
    -- Of two at the same moment, one waits here for the other, and then finds its pass.
    INSERT INTO credenza.passes (org_id, id, worker_id, device_key, issued_by, signed_at, expires_at)
        VALUES (org, new_pass, worker, device, credenza.member(), at, until)
        ON CONFLICT (org_id, worker_id, form, device_key) DO NOTHING
        RETURNING id INTO pass;
    IF pass IS NULL THEN
        UPDATE credenza.passes p SET signed_at = at, expires_at = until
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

-- Of whom something may be said, and what: of a worker who is there, his approved tickets.
CREATE FUNCTION credenza_private.check_vouched(org uuid, worker uuid, with_tickets uuid[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM credenza.workers w WHERE w.org_id = org AND w.id = worker AND w.archived_at IS NOT NULL) THEN
        PERFORM credenza_private.refuse('worker_archived');
    END IF;
    IF EXISTS (SELECT FROM unnest(with_tickets) AS named
               WHERE NOT EXISTS (SELECT FROM credenza.tickets t WHERE t.org_id = org AND t.id = named AND t.worker_id = worker
                                 AND t.state = 'approved')) THEN
        RAISE EXCEPTION 'no such ticket' USING ERRCODE = 'CZ404';
    END IF;
END
$$;

-- The places of tickets in a list, in their order; given now to those that have none.
CREATE FUNCTION credenza_private.ticket_places(org uuid, of_list integer, with_tickets uuid[]) RETURNS integer[]
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(SELECT credenza_private.status_place(org, of_list, NULL, t.id)
                 FROM unnest(with_tickets) WITH ORDINALITY AS t (id, nth) ORDER BY t.nth);
END
$$;

-- Notes that a credential for the wallet with this key is about to be signed, as `put_pass` does: anew where the wallet has one
-- already. Returns which, and the places in the list: its own, then the tickets'.
CREATE FUNCTION credenza.put_wallet_credential(
    own boolean, new_pass uuid, worker uuid, holder bytea, at timestamptz, until timestamptz, of_list integer,
    with_tickets uuid[], OUT pass uuid, OUT places integer[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.issuing_for(worker, own);
BEGIN
    PERFORM credenza_private.check_vouched(org, worker, with_tickets);
    INSERT INTO credenza.passes (org_id, id, worker_id, form, device_key, issued_by, signed_at, expires_at)
        VALUES (org, new_pass, worker, 'wallet', holder, credenza.member(), at, until)
        ON CONFLICT (org_id, worker_id, form, device_key) DO NOTHING
        RETURNING id INTO pass;
    IF pass IS NULL THEN
        UPDATE credenza.passes p SET signed_at = at, expires_at = until
            WHERE p.org_id = org AND p.worker_id = worker AND p.form = 'wallet' AND p.device_key = holder AND p.revoked_at IS NULL
            RETURNING p.id INTO pass;
    END IF;
    IF pass IS NULL THEN
        PERFORM credenza_private.refuse('pass_revoked');
    END IF;
    places := ARRAY[credenza_private.status_place(org, of_list, pass, NULL)]
        || credenza_private.ticket_places(org, of_list, with_tickets);
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.put_wallet_credential(boolean, uuid, uuid, bytea, timestamptz, timestamptz, integer, uuid[]) TO credenza_app;

-- A badge is said of a ticket, and is worth what the ticket is worth: it has no place of its own.
CREATE FUNCTION credenza.put_badges(own boolean, worker uuid, of_list integer, with_tickets uuid[]) RETURNS integer[]
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.issuing_for(worker, own);
BEGIN
    PERFORM credenza_private.check_vouched(org, worker, with_tickets);
    RETURN credenza_private.ticket_places(org, of_list, with_tickets);
END
$$;
GRANT EXECUTE ON FUNCTION credenza.put_badges(boolean, uuid, integer, uuid[]) TO credenza_app;

-- As before (V37); what is in wallets is given up with the rest, since its places are in the same lists.
CREATE OR REPLACE FUNCTION credenza_private.give_up_passes(request text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    key   credenza.pass_keys;
    given bigint := 0;
BEGIN
    FOR key IN UPDATE credenza.pass_keys k SET distrusted_at = now()
               WHERE k.purpose IN ('pass', 'wallet') AND k.distrusted_at IS NULL
                 AND now() < k.not_after + CASE k.purpose WHEN 'pass' THEN interval '7 days' ELSE interval '366 days' END
               RETURNING k.* LOOP
        PERFORM audit.append_system(
            key.org_id, NULL, NULL, NULL, 'pass_key.distrust', 'pass_key', credenza.type_id('psk', key.id), 'done', request,
            jsonb_build_object('purpose', key.purpose, 'because', 'restored'), '{}');
        given := given + 1;
    END LOOP;
    RETURN given;
END
$$;

-- Verifiers of Open Badges read lists of single bits: what is revoked, and what is suspended, as credentials of their own (W3C,
-- Bitstring Status List), signed with the other two forms. NULL in lists that were signed before; those are not current.
ALTER TABLE credenza.status_lists ADD COLUMN revocation text, ADD COLUMN suspension text;

DROP FUNCTION system.find_status_list(timestamptz, uuid, integer, interval);
-- As before (V36), with the two.
CREATE FUNCTION system.find_status_list(at timestamptz, org uuid, of_list integer, lifetime interval)
    RETURNS TABLE (cwt bytea, jwt text, revocation text, suspension text, signed_at timestamptz, current boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.cwt, l.jwt, l.revocation, l.suspension, l.signed_at,
           l.signed_at > at - lifetime AND s.distrusted_at IS NULL AND l.revocation IS NOT NULL AND l.suspension IS NOT NULL
           AND l.content = (credenza_private.status_content(org, of_list)).content
        FROM credenza.pass_keys k
        LEFT JOIN credenza.status_lists l ON l.org_id = k.org_id AND l.list = k.epoch
        LEFT JOIN credenza.pass_keys s ON s.org_id = l.org_id AND s.id = l.signed_by
        WHERE k.org_id = org AND k.purpose = 'pass' AND k.epoch = of_list;
END;

DROP FUNCTION system.publish_status_list(uuid, integer, uuid, timestamptz, timestamptz, bytea, bytea, text, bigint, text);
-- As before (V36), with the two.
CREATE FUNCTION system.publish_status_list(
    org uuid, of_list integer, key uuid, previous timestamptz, at timestamptz, said bytea, as_cwt bytea, as_jwt text,
    as_revocation text, as_suspension text, intent bigint, request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    published boolean;
BEGIN
    INSERT INTO credenza.status_lists AS l (org_id, list, signed_at, signed_by, content, cwt, jwt, revocation, suspension)
        VALUES (org, of_list, at, key, said, as_cwt, as_jwt, as_revocation, as_suspension)
        ON CONFLICT (org_id, list) DO UPDATE
            SET signed_at = at, signed_by = key, content = said, cwt = as_cwt, jwt = as_jwt, revocation = as_revocation,
                suspension = as_suspension
            WHERE l.signed_at = previous AND l.signed_at < at;
    published := FOUND;
    PERFORM audit.append_system_act(
        org, 'pass.sign_status', 'pass_key', credenza.type_id('psk', key), CASE WHEN published THEN 'done' ELSE 'failed' END, intent,
        request, jsonb_build_object('list', of_list::text));
    RETURN published;
END
$$;
GRANT EXECUTE ON FUNCTION
    system.find_status_list(timestamptz, uuid, integer, interval),
    system.publish_status_list(uuid, integer, uuid, timestamptz, timestamptz, bytea, bytea, text, text, text, bigint, text)
    TO credenza_system;
