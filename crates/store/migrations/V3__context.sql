-- Why: the engine itself establishes who acts. `credenza.enter` looks the session and the membership up and leaves a
-- context in a transaction-local setting, MACed with a key that only definer functions read, and bound to this backend
-- and this transaction. What `set_config` can write is therefore worthless: it lacks the MAC, or belongs to another
-- transaction. Every statement verifies the context again, and the membership with it: who is removed stops there.

-- Parts of a context: 1 org, 2 org label, 3 member, 4 member label, 5 user, 6 session, 7 session label, 8 amr,
-- 9 access epoch, 10 permissions between commas. NULL when there is no valid context.
CREATE FUNCTION credenza_private.context() RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- A setting that was set once in the session reads as '' in later transactions, not as NULL.
    raw  text := nullif(current_setting('credenza.context', true), '');
    part text[];
BEGIN
    IF raw IS NULL THEN
        RETURN NULL;
    END IF;
    -- Hashing both sides keeps the comparison's time from telling how much of a guess was right.
    IF sha256(convert_to(left(raw, 64), 'UTF8')) IS DISTINCT FROM sha256(convert_to(
           credenza_private.context_mac(substr(raw, 66)), 'UTF8')) THEN
        RETURN NULL;
    END IF;
    part := string_to_array(substr(raw, 66), '|');
    PERFORM FROM credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        WHERE s.org_id = part[1]::uuid AND s.id = part[6]::uuid AND s.revoked_at IS NULL
          AND m.status = 'active' AND m.access_epoch = part[9]::integer;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN part;
END
$$;

-- HMAC-SHA-256 over backend, transaction start and payload, in hex. In PL/pgSQL, as all that a policy calls: it keeps its
-- plans for the life of a connection, where a function in SQL is planned at each call (docs/PERFORMANCE.md).
CREATE FUNCTION credenza_private.context_mac(payload text) RETURNS text
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT encode(credenza_private.hmac(
            convert_to(pg_backend_pid()::text || '|' || extract(epoch FROM transaction_timestamp())::text || '|' || payload, 'UTF8'),
            key, 'sha256'), 'hex')
        FROM credenza_private.context_key
    );
END
$$;

CREATE FUNCTION credenza.enter(handle bytea)
    RETURNS TABLE (org_id uuid, member_id uuid, user_id uuid, session_id uuid, permissions text[],
                   authenticated_at timestamptz)
    LANGUAGE plpgsql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who record;
    payload text;
BEGIN
    SELECT s.org_id, o.label AS org_label, m.id AS member_id, m.label AS member_label, m.user_id, s.id AS session_id,
           s.label AS session_label, s.amr, s.authenticated_at, m.access_epoch,
           ARRAY(SELECT DISTINCT p FROM credenza.member_roles mr
                 JOIN credenza.roles r ON r.org_id = mr.org_id AND r.id = mr.role_id, unnest(r.permissions) AS p
                 WHERE mr.org_id = m.org_id AND mr.member_id = m.id) AS permissions
        INTO who
        FROM credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        JOIN credenza.organizations o ON o.org_id = s.org_id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active'
          AND now() < s.idle_expires_at AND now() < s.expires_at;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    payload := concat_ws('|', who.org_id, who.org_label, who.member_id, who.member_label, who.user_id, who.session_id,
        who.session_label, array_to_string(who.amr, ','), who.access_epoch,
        ',' || array_to_string(who.permissions, ',') || ',');
    PERFORM set_config('credenza.context', credenza_private.context_mac(payload) || '|' || payload, true);
    RETURN QUERY SELECT who.org_id, who.member_id, who.user_id, who.session_id, who.permissions, who.authenticated_at;
END
$$;

-- Whose live session this handle finds: parts 1 to 8 of a context, without minting one. For what needs to know who acts
-- and reads no table under row-level security: an audit entry in a transaction of its own. NULL when there is no session.
CREATE FUNCTION credenza_private.who(handle bytea) RETURNS text[]
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT ARRAY[s.org_id::text, o.label, m.id::text, m.label, m.user_id::text, s.id::text, s.label,
                     array_to_string(s.amr, ',')]
        FROM credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        JOIN credenza.organizations o ON o.org_id = s.org_id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active'
          AND now() < s.idle_expires_at AND now() < s.expires_at
    );
END
$$;

-- The organization of the context, if the context holds `permission`; else NULL, which no row's org_id equals.
CREATE FUNCTION credenza.org_with(permission text) RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part text[] := credenza_private.context();
BEGIN
    IF strpos(part[10], ',' || permission || ',') > 0 THEN
        RETURN part[1]::uuid;
    END IF;
    RETURN NULL;
END
$$;

-- The organization of the context, whatever it may do there.
CREATE FUNCTION credenza.org() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (credenza_private.context())[1]::uuid;
END
$$;

CREATE FUNCTION credenza.member() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (credenza_private.context())[3]::uuid;
END
$$;

CREATE FUNCTION credenza.session() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (credenza_private.context())[6]::uuid;
END
$$;

GRANT EXECUTE ON FUNCTION credenza.enter(bytea), credenza.org_with(text), credenza.org(), credenza.member(),
    credenza.session() TO credenza_app;

-- The second wall around people. The definer functions run as the owner, whom FORCE subjects to policies too.
ALTER TABLE credenza.organizations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.user_passwords ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.roles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.members ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.member_roles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.sessions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.refresh_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.setup_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY owner ON credenza.organizations TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.users TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.user_passwords TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.roles TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.members TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.member_roles TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.sessions TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.refresh_tokens TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.setup_tokens TO credenza_owner USING (true) WITH CHECK (true);

-- Who may see the members sees all; everybody sees himself.
CREATE POLICY own_organization ON credenza.organizations FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()));
CREATE POLICY manage ON credenza.organizations FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('organization.manage')))
    WITH CHECK (org_id = (SELECT credenza.org_with('organization.manage')));
CREATE POLICY colleagues ON credenza.members FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('member.read')));
CREATE POLICY oneself ON credenza.members FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND id = (SELECT credenza.member()));
CREATE POLICY colleagues ON credenza.member_roles FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('member.read')));
CREATE POLICY oneself ON credenza.member_roles FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
CREATE POLICY own_organization ON credenza.roles FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()));

GRANT SELECT ON credenza.organizations, credenza.members, credenza.member_roles, credenza.roles TO credenza_app;
GRANT UPDATE (name, time_zone, locale, version) ON credenza.organizations TO credenza_app;
