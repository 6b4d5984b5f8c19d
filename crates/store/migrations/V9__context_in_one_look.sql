-- Why: every statement verifies its context for every policy that it meets, so what that costs is what row-level security
-- costs. The context carried all it said about the member, and verifying it took three functions, a library's HMAC and
-- a look-up. Now it carries only which session it is for; who that is and what he may do is read in the one look-up that
-- makes sure that he still may. A fifth of the time (docs/PERFORMANCE.md), and nothing in a context can be out of date.

-- What a member may do, by all his roles. Kept with him, so that verifying a context need not gather it.
ALTER TABLE credenza.members ADD permissions text[] NOT NULL DEFAULT '{}';

CREATE FUNCTION credenza_private.permissions_of(org uuid, member uuid) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(array_agg(DISTINCT p COLLATE "C" ORDER BY p COLLATE "C"), '{}')
        FROM credenza.member_roles mr
        JOIN credenza.roles r ON r.org_id = mr.org_id AND r.id = mr.role_id
        CROSS JOIN LATERAL unnest(r.permissions) AS p
        WHERE mr.org_id = org AND mr.member_id = member;
END;

UPDATE credenza.members SET permissions = credenza_private.permissions_of(org_id, id);

-- access_epoch rises whenever a member's permissions may have changed: a context that was minted before is void.
CREATE OR REPLACE FUNCTION credenza_private.raise_access_epoch() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'roles' THEN
        UPDATE credenza.members m
            SET access_epoch = access_epoch + 1, permissions = credenza_private.permissions_of(m.org_id, m.id)
            FROM credenza.member_roles mr
            WHERE mr.org_id = NEW.org_id AND mr.role_id = NEW.id AND m.org_id = mr.org_id AND m.id = mr.member_id;
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        UPDATE credenza.members
            SET access_epoch = access_epoch + 1, permissions = credenza_private.permissions_of(org_id, id)
            WHERE org_id = OLD.org_id AND id = OLD.member_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE credenza.members
            SET access_epoch = access_epoch + 1, permissions = credenza_private.permissions_of(org_id, id)
            WHERE org_id = NEW.org_id AND id = NEW.member_id;
    END IF;
    RETURN NULL;
END
$$;

-- HMAC-SHA-256 begins by hashing the key, padded to a block of 64 bytes, with one constant and with another (RFC 2104,
-- section 2). With the key kept in those two forms (section 4), a MAC is two of PostgreSQL's own hashes.
DELETE FROM credenza_private.context_key;
ALTER TABLE credenza_private.context_key
    DROP key,
    ADD inner_key bytea NOT NULL CHECK (length(inner_key) = 64),
    ADD outer_key bytea NOT NULL CHECK (length(outer_key) = 64);
INSERT INTO credenza_private.context_key (inner_key, outer_key)
    SELECT decode(string_agg(lpad(to_hex(get_byte(key, i) # x'36'::integer), 2, '0'), '' ORDER BY i), 'hex'),
           decode(string_agg(lpad(to_hex(get_byte(key, i) # x'5c'::integer), 2, '0'), '' ORDER BY i), 'hex')
    FROM (SELECT credenza_private.gen_random_bytes(64) AS key) AS fresh, generate_series(0, 63) AS i
    GROUP BY key;

-- The member who acts, as the context of this transaction says: one row, or none without a valid context.
--
-- A context is 128 hexadecimal digits: the hash of a session's handle, and a MAC over it, this backend, this transaction's
-- beginning and the member's access_epoch. The row is looked up by the hash and must be live; then the MAC decides.
-- Hashing both MACs keeps the time of the comparison from telling how much of a guess was right.
--
-- Read by definer functions only. As a view and not as a function, it is part of their one statement.
CREATE VIEW credenza_private.actor WITH (security_invoker = true) AS
    SELECT s.org_id, s.member_id, s.id AS session_id, s.label AS session_label, s.amr, m.label AS member_label,
           m.permissions
    FROM credenza_private.context_key k
    CROSS JOIN credenza.sessions s
    JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
    WHERE s.handle_hash = CASE WHEN octet_length(current_setting('credenza.context', true)) = 128
                                    AND current_setting('credenza.context', true) ~ '^[0-9a-f]*$'
                               THEN decode(left(current_setting('credenza.context', true), 64), 'hex') END
      AND s.revoked_at IS NULL AND m.status = 'active'
      AND sha256(decode(substr(current_setting('credenza.context', true), 65), 'hex')) = sha256(sha256(
          k.outer_key || sha256(k.inner_key || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())
                                || int4send(m.access_epoch) || s.handle_hash)));

DROP FUNCTION credenza.enter(bytea);
CREATE FUNCTION credenza.enter(
    handle bytea, OUT org_id uuid, OUT member_id uuid, OUT user_id uuid, OUT session_id uuid, OUT permissions text[],
    OUT authenticated_at timestamptz)
    LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT s.org_id, m.id, m.user_id, s.id, m.permissions, s.authenticated_at
        INTO org_id, member_id, user_id, session_id, permissions, authenticated_at
        FROM credenza_private.context_key k
        CROSS JOIN credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active'
          AND now() < s.idle_expires_at AND now() < s.expires_at
          AND set_config('credenza.context', encode(s.handle_hash || sha256(
              k.outer_key || sha256(k.inner_key || int4send(pg_backend_pid()) || timestamptz_send(transaction_timestamp())
                                    || int4send(m.access_epoch) || s.handle_hash)), 'hex'), true) IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
END
$$;

-- The organization of the context, if its member holds `permission`; else NULL, which no row's org_id equals.
CREATE OR REPLACE FUNCTION credenza.org_with(permission text) RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT a.org_id FROM credenza_private.actor a WHERE permission = ANY (a.permissions));
END
$$;

CREATE OR REPLACE FUNCTION credenza.org() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT a.org_id FROM credenza_private.actor a);
END
$$;

CREATE OR REPLACE FUNCTION credenza.member() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT a.member_id FROM credenza_private.actor a);
END
$$;

CREATE OR REPLACE FUNCTION credenza.session() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT a.session_id FROM credenza_private.actor a);
END
$$;

GRANT EXECUTE ON FUNCTION credenza.enter(bytea) TO credenza_app;
-- A planner that has never seen the table takes it for a large one.
ANALYZE credenza_private.context_key;
