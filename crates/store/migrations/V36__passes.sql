-- Why: a pass is what an organization says of a worker, and each can be taken back. What a status list tells is not kept beside
-- what it tells of: it is read from the passes and tickets themselves, so that no act on them can forget it.

-- How much of a worker's name passes show; without a row, all of it.
CREATE TABLE credenza.pass_settings (
    org_id     uuid PRIMARY KEY REFERENCES credenza.organizations (org_id),
    shown_name text NOT NULL CHECK (shown_name IN ('full', 'short', 'initials', 'none')),
    version    integer NOT NULL DEFAULT 1
);

-- `device_key`: the key in the worker's phone, a compressed point; without one, the pass can be copied. A phone's pass is signed
-- anew under the same id; signed_at and expires_at are those of the last time.
CREATE TABLE credenza.passes (
    org_id          uuid NOT NULL,
    id              uuid NOT NULL,
    worker_id       uuid NOT NULL,
    device_key      bytea CHECK (length(device_key) <= 64),
    issued_by       uuid NOT NULL,
    issued_at       timestamptz NOT NULL DEFAULT now(),
    signed_at       timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz,
    revoked_by      uuid,
    revoked_because text CHECK (length(revoked_because) BETWEEN 1 AND 1000),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, worker_id, device_key),
    FOREIGN KEY (org_id, worker_id) REFERENCES credenza.workers (org_id, id),
    FOREIGN KEY (org_id, issued_by) REFERENCES credenza.members (org_id, id),
    FOREIGN KEY (org_id, revoked_by) REFERENCES credenza.members (org_id, id),
    CHECK (signed_at < expires_at AND expires_at <= signed_at + interval '7 days'),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_because IS NULL))
);
CREATE INDEX passes_revoked ON credenza.passes (org_id, id) WHERE revoked_at IS NOT NULL;

-- Where in a status list a pass or a ticket stands: the list of the pass's key of this epoch. Places are random, and each is given
-- once.
CREATE TABLE credenza.status_entries (
    org_id    uuid NOT NULL,
    list      integer NOT NULL CHECK (list >= 1),
    place     integer NOT NULL CHECK (place BETWEEN 0 AND 16777215),
    pass_id   uuid,
    ticket_id uuid,
    PRIMARY KEY (org_id, list, place),
    UNIQUE (org_id, pass_id, list),
    UNIQUE (org_id, ticket_id, list),
    FOREIGN KEY (org_id, pass_id) REFERENCES credenza.passes (org_id, id),
    FOREIGN KEY (org_id, ticket_id) REFERENCES credenza.tickets (org_id, id),
    CHECK (num_nonnulls(pass_id, ticket_id) = 1)
);

-- A list as it was signed last, in both of its forms. `content`: what it says, hashed, so that it is known when that has changed.
CREATE TABLE credenza.status_lists (
    org_id    uuid NOT NULL REFERENCES credenza.organizations (org_id),
    list      integer NOT NULL,
    signed_at timestamptz NOT NULL,
    signed_by uuid NOT NULL,
    content   bytea NOT NULL CHECK (length(content) = 32),
    cwt       bytea NOT NULL CHECK (length(cwt) <= 4194304),
    jwt       text NOT NULL,
    PRIMARY KEY (org_id, list),
    FOREIGN KEY (org_id, signed_by) REFERENCES credenza.pass_keys (org_id, id)
);

ALTER TABLE credenza.pass_settings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.passes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.status_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.status_lists ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.pass_settings TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.passes TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.status_entries TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.status_lists TO credenza_owner USING (true) WITH CHECK (true);

CREATE POLICY see ON credenza.pass_settings FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org()));
CREATE POLICY see ON credenza.passes FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('pass.issue')) AND credenza.sees_worker(worker_id));
GRANT SELECT ON credenza.pass_settings, credenza.passes TO credenza_app;

-- The organization in which the member of the context may have a pass of this worker signed: `own`, as who takes passes, of himself;
-- else as who issues them, of those whom he sees.
CREATE FUNCTION credenza_private.issuing_for(worker uuid, own boolean) RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.working_with(CASE WHEN own THEN 'pass.take' ELSE 'pass.issue' END);
BEGIN
    IF NOT EXISTS (SELECT FROM credenza.workers w
                   WHERE w.org_id = org AND w.id = worker
                     AND CASE WHEN own THEN w.member_id = credenza.member() ELSE credenza.sees_worker(worker) END) THEN
        RAISE EXCEPTION 'no such worker' USING ERRCODE = 'CZ404';
    END IF;
    RETURN org;
END
$$;

-- The place of a pass, or of a ticket, in a list; given now if it has none. A place that is taken, also by who has not committed
-- yet, is not given, and another is tried. The range begins at 131,072 and doubles where it is full.
CREATE FUNCTION credenza_private.status_place(org uuid, of_list integer, pass uuid, ticket uuid) RETURNS integer
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found integer;
BEGIN
    FOR attempt IN 0..63 LOOP
        SELECT e.place INTO found FROM credenza.status_entries e
            WHERE e.org_id = org AND e.list = of_list AND (e.pass_id = pass OR e.ticket_id = ticket);
        IF found IS NOT NULL THEN
            RETURN found;
        END IF;
        -- 32 bits of a version 4 UUID, all of which are random, and as many of them as the range has.
        INSERT INTO credenza.status_entries (org_id, list, place, pass_id, ticket_id)
            VALUES (org, of_list,
                    ('x' || left(gen_random_uuid()::text, 8))::bit(32)::bigint & ((131072 << least(attempt / 4, 7)) - 1),
                    pass, ticket)
            ON CONFLICT DO NOTHING;
    END LOOP;
    RAISE EXCEPTION 'no place in the status list' USING ERRCODE = 'CZ500';
END
$$;

-- Notes that a pass of a worker is about to be signed, with these tickets of his, which must be approved: anew where the phone with
-- this key has one already, else as `new_pass`. Returns which, and the places in the list: the pass's own, then the tickets'.
CREATE FUNCTION credenza.put_pass(
    own boolean, new_pass uuid, worker uuid, device bytea, at timestamptz, until timestamptz, of_list integer,
    with_tickets uuid[], OUT pass uuid, OUT places integer[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.issuing_for(worker, own);
BEGIN
    IF EXISTS (SELECT FROM credenza.workers w WHERE w.org_id = org AND w.id = worker AND w.archived_at IS NOT NULL) THEN
        PERFORM credenza_private.refuse('worker_archived');
    END IF;
    IF EXISTS (SELECT FROM unnest(with_tickets) AS named
               WHERE NOT EXISTS (SELECT FROM credenza.tickets t WHERE t.org_id = org AND t.id = named AND t.worker_id = worker
                                 AND t.state = 'approved')) THEN
        RAISE EXCEPTION 'no such ticket' USING ERRCODE = 'CZ404';
    END IF;
    -- Of two at the same moment, one waits here for the other, and then finds its pass.
    INSERT INTO credenza.passes (org_id, id, worker_id, device_key, issued_by, signed_at, expires_at)
        VALUES (org, new_pass, worker, device, credenza.member(), at, until)
        ON CONFLICT (org_id, worker_id, device_key) DO NOTHING
        RETURNING id INTO pass;
    IF pass IS NULL THEN
        UPDATE credenza.passes p SET signed_at = at, expires_at = until
            WHERE p.org_id = org AND p.worker_id = worker AND p.device_key = device AND p.revoked_at IS NULL
            RETURNING p.id INTO pass;
    END IF;
    IF pass IS NULL THEN
        PERFORM credenza_private.refuse('pass_revoked');
    END IF;
    places := ARRAY[credenza_private.status_place(org, of_list, pass, NULL)] || ARRAY(
        SELECT credenza_private.status_place(org, of_list, NULL, t.id) FROM unnest(with_tickets) WITH ORDINALITY AS t (id, nth)
        ORDER BY t.nth);
END
$$;

-- Takes a pass back, for good. Returns whose it is.
CREATE FUNCTION credenza.revoke_pass(pass uuid, because text) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org   uuid := credenza_private.working_with('pass.issue');
    there credenza.passes;
BEGIN
    SELECT p.* INTO there FROM credenza.passes p WHERE p.org_id = org AND p.id = pass FOR UPDATE;
    IF NOT FOUND OR NOT credenza.sees_worker(there.worker_id) THEN
        RAISE EXCEPTION 'no such pass' USING ERRCODE = 'CZ404';
    END IF;
    IF there.revoked_at IS NOT NULL THEN
        PERFORM credenza_private.refuse('pass_revoked');
    END IF;
    UPDATE credenza.passes p SET revoked_at = now(), revoked_by = credenza.member(), revoked_because = because
        WHERE p.org_id = org AND p.id = pass;
    RETURN there.worker_id;
END
$$;

-- Sets how much of a worker's name passes show, over the version that the caller saw. Returns the new version.
CREATE FUNCTION credenza.set_pass_name(seen_version integer, shown text) RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.working_with('organization.manage');
BEGIN
    IF seen_version = 0 THEN
        INSERT INTO credenza.pass_settings (org_id, shown_name) VALUES (org, shown) ON CONFLICT DO NOTHING;
    ELSE
        UPDATE credenza.pass_settings s SET shown_name = shown, version = version + 1
            WHERE s.org_id = org AND s.version = seen_version;
    END IF;
    IF NOT FOUND THEN
        PERFORM credenza_private.refuse('stale');
    END IF;
    RETURN seen_version + 1;
END
$$;
GRANT EXECUTE ON FUNCTION
    credenza.put_pass(boolean, uuid, uuid, bytea, timestamptz, timestamptz, integer, uuid[]),
    credenza.revoke_pass(uuid, text),
    credenza.set_pass_name(integer, text) TO credenza_app;

-- The places of a list that are not valid: 1 revoked, 2 suspended. A ticket in whose place another has come is worth what that is
-- worth. The passes of a worker in the archive are suspended.
CREATE FUNCTION credenza_private.bad_places(org uuid, of_list integer) RETURNS TABLE (place integer, status integer)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH RECURSIVE bad AS (
        SELECT t.id, t.renews_id, CASE t.state WHEN 'revoked' THEN 1 ELSE 2 END AS status
        FROM credenza.tickets t WHERE t.org_id = org AND t.state IN ('revoked', 'suspended')
        UNION ALL
        SELECT t.id, t.renews_id, b.status
        FROM bad b JOIN credenza.tickets t ON t.org_id = org AND t.id = b.renews_id AND t.state = 'superseded'
    )
    SELECT e.place, b.status
        FROM bad b JOIN credenza.status_entries e ON e.org_id = org AND e.ticket_id = b.id AND e.list = of_list
    UNION ALL
    SELECT e.place, 1
        FROM credenza.passes p JOIN credenza.status_entries e ON e.org_id = org AND e.pass_id = p.id AND e.list = of_list
        WHERE p.org_id = org AND p.revoked_at IS NOT NULL
    UNION ALL
    SELECT e.place, 2
        FROM credenza.workers w
        JOIN credenza.passes p ON p.org_id = org AND p.worker_id = w.id AND p.revoked_at IS NULL
        JOIN credenza.status_entries e ON e.org_id = org AND e.pass_id = p.id AND e.list = of_list
        WHERE w.org_id = org AND w.archived_at IS NOT NULL;
END;
CREATE INDEX tickets_out_of_force ON credenza.tickets (org_id, id) WHERE state IN ('revoked', 'suspended');

-- What a list says now: the places that are not valid, how many places it must have, and all of that hashed.
CREATE FUNCTION credenza_private.status_content(
    org uuid, of_list integer, OUT places integer[], OUT statuses integer[], OUT size integer, OUT content bytea)
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT coalesce(array_agg(b.place ORDER BY b.place), '{}'), coalesce(array_agg(b.status ORDER BY b.place), '{}')
        INTO places, statuses FROM credenza_private.bad_places(org, of_list) b;
    SELECT e.place INTO size FROM credenza.status_entries e WHERE e.org_id = org AND e.list = of_list
        ORDER BY e.place DESC LIMIT 1;
    -- A power of two, so that its size tells little of how many there are.
    size := 131072 << greatest(0, ceil(log(2, (coalesce(size, 0) + 1)::numeric))::integer - 17);
    content := sha256(convert_to(concat(size, places, statuses), 'UTF8'));
END
$$;

-- A list as it was signed last; `current`: whether it says what is so, and was signed less than `lifetime` ago under a key that is
-- good. One row without a list for one that was not signed yet; no row for one that does not exist.
CREATE FUNCTION system.find_status_list(at timestamptz, org uuid, of_list integer, lifetime interval)
    RETURNS TABLE (cwt bytea, jwt text, signed_at timestamptz, current boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.cwt, l.jwt, l.signed_at,
           l.signed_at > at - lifetime AND s.distrusted_at IS NULL
           AND l.content = (credenza_private.status_content(org, of_list)).content
        FROM credenza.pass_keys k
        LEFT JOIN credenza.status_lists l ON l.org_id = k.org_id AND l.list = k.epoch
        LEFT JOIN credenza.pass_keys s ON s.org_id = l.org_id AND s.id = l.signed_by
        WHERE k.org_id = org AND k.purpose = 'pass' AND k.epoch = of_list;
END;

-- Records that the system is about to sign a list, and returns what that takes: the number of the intent, the key that signs at
-- `at`, still wrapped, and what the list says. No row when there is no such key. The caller names a list, never a key: no other can
-- be had by this.
CREATE FUNCTION system.begin_status_list(at timestamptz, org uuid, of_list integer, request text)
    RETURNS TABLE (intent bigint, key_id uuid, point bytea, object_id uuid, object_version integer, kek_id uuid, wrapped_kek bytea,
                   wrapped_dek bytea, previous timestamptz, places integer[], statuses integer[], size integer, content bytea)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    signs  credenza.pass_keys;
    intent bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM credenza.pass_keys k WHERE k.org_id = org AND k.purpose = 'pass' AND k.epoch = of_list) THEN
        RETURN;
    END IF;
    SELECT k.* INTO signs FROM credenza.pass_keys k
        WHERE k.org_id = org AND k.purpose = 'status' AND k.distrusted_at IS NULL AND k.not_before <= at AND at < k.not_after
        ORDER BY k.not_before DESC, k.epoch DESC LIMIT 1;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    intent := audit.append_system_act(
        org, 'pass.sign_status', 'pass_key', credenza.type_id('psk', signs.id), 'intent', NULL, request,
        jsonb_build_object('list', of_list::text, 'object', credenza.type_id('obj', signs.object_id)));
    RETURN QUERY
        SELECT intent, signs.id, signs.point, signs.object_id, signs.object_version, d.kek_id, e.wrapped_kek, d.wrapped_dek,
               l.signed_at, c.places, c.statuses, c.size, c.content
        FROM credenza.object_keys d
        JOIN credenza.keks e ON e.org_id = d.org_id AND e.id = d.kek_id AND e.wrapped_kek IS NOT NULL
        CROSS JOIN credenza_private.status_content(org, of_list) c
        LEFT JOIN credenza.status_lists l ON l.org_id = d.org_id AND l.list = of_list
        WHERE d.org_id = org AND d.object_id = signs.object_id AND d.version = signs.object_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a key for status lists is lost' USING ERRCODE = 'CZ500';
    END IF;
END
$$;

-- Publishes a list that was signed, unless another was in the meantime, and closes the intent. False when another was.
CREATE FUNCTION system.publish_status_list(
    org uuid, of_list integer, key uuid, previous timestamptz, at timestamptz, said bytea, as_cwt bytea, as_jwt text, intent bigint,
    request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    published boolean;
BEGIN
    INSERT INTO credenza.status_lists AS l (org_id, list, signed_at, signed_by, content, cwt, jwt)
        VALUES (org, of_list, at, key, said, as_cwt, as_jwt)
        ON CONFLICT (org_id, list) DO UPDATE
            SET signed_at = at, signed_by = key, content = said, cwt = as_cwt, jwt = as_jwt
            WHERE l.signed_at = previous AND l.signed_at < at;
    published := FOUND;
    PERFORM audit.append_system_act(
        org, 'pass.sign_status', 'pass_key', credenza.type_id('psk', key), CASE WHEN published THEN 'done' ELSE 'failed' END, intent,
        request, jsonb_build_object('list', of_list::text));
    RETURN published;
END
$$;

-- Closes the intent of a list that could not be signed.
CREATE FUNCTION system.fail_status_list(org uuid, of_list integer, key uuid, intent bigint, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM audit.append_system_act(org, 'pass.sign_status', 'pass_key', credenza.type_id('psk', key), 'failed', intent, request,
                                    jsonb_build_object('list', of_list::text));
END
$$;

-- What anybody may ask about a ticket by its code: its type's name, unless that tells of somebody's health, its state and dates, and
-- who vouches. Never whose it is. Tickets that nobody has approved are nobody's business.
CREATE FUNCTION system.verify_ticket(asked text)
    RETURNS TABLE (organization text, time_zone text, type_name text, state text, issued_on date, expires_on date,
                   renewal_days integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.name, o.time_zone, CASE WHEN y.medical THEN NULL ELSE y.name END, t.state, t.issued_on, t.expires_on,
           y.renewal_days
        FROM credenza.tickets t
        JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
        JOIN credenza.organizations o ON o.org_id = t.org_id
        WHERE t.code = asked AND t.approved_at IS NOT NULL;
END;

GRANT EXECUTE ON FUNCTION
    system.find_status_list(timestamptz, uuid, integer, interval), system.begin_status_list(timestamptz, uuid, integer, text),
    system.publish_status_list(uuid, integer, uuid, timestamptz, timestamptz, bytea, bytea, text, bigint, text),
    system.fail_status_list(uuid, integer, uuid, bigint, text), system.verify_ticket(text) TO credenza_system;
