-- Why: the few things that happen before there is a member: set-up, sign-in, refresh, and the look-up that a step-up
-- needs. They cross organizations, so they are functions in a schema of their own, for a database role of its own.

-- A new organization: its first administrator, its roles, its key-encryption key and its audit log, or nothing.
-- Returns false when `setup_hash` is given and is not an unused set-up token of an empty installation.
CREATE FUNCTION system.create_organization(
    new_org uuid, org_name text, org_locale text, org_time_zone text, new_member uuid, new_user uuid, user_email text,
    user_name text, password_phc text, new_kek uuid, kek_wrapped bytea, role_permissions jsonb, setup_hash bytea,
    request text, personal jsonb)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid;
BEGIN
    IF setup_hash IS NOT NULL THEN
        UPDATE credenza.setup_tokens SET used_at = now() WHERE token_hash = setup_hash AND used_at IS NULL;
        IF NOT FOUND OR EXISTS (SELECT FROM credenza.organizations) THEN
            RETURN false;
        END IF;
    END IF;
    INSERT INTO credenza.organizations (org_id, name, locale, time_zone) VALUES (new_org, org_name, org_locale, org_time_zone);
    INSERT INTO credenza.users (id, email, name) VALUES (new_user, user_email, user_name)
        ON CONFLICT (email) DO NOTHING;
    SELECT id INTO account FROM credenza.users WHERE email = user_email;
    INSERT INTO credenza.user_passwords (user_id, phc) VALUES (account, password_phc) ON CONFLICT DO NOTHING;
    INSERT INTO credenza.roles (org_id, id, builtin, permissions)
        SELECT new_org, key, true, ARRAY(SELECT jsonb_array_elements_text(value)) FROM jsonb_each(role_permissions);
    INSERT INTO credenza.members (org_id, id, user_id, name, email) VALUES (new_org, new_member, account, user_name, user_email);
    INSERT INTO credenza.member_roles (org_id, member_id, role_id) VALUES (new_org, new_member, 'admin');
    INSERT INTO credenza.keks (org_id, id, state, wrapped_kek) VALUES (new_org, new_kek, 'primary', kek_wrapped);
    PERFORM audit.begin_log(new_org, credenza.type_id('org', new_org));
    PERFORM audit.append_system(new_org, NULL, NULL, NULL, 'organization.create', 'member',
        credenza.type_id('mbr', new_member), 'done', request, '{}', personal);
    RETURN true;
END
$$;

CREATE FUNCTION system.add_setup_token(setup_hash bytea) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM credenza.organizations) THEN
        RETURN false;
    END IF;
    -- Only the newest link opens the door.
    DELETE FROM credenza.setup_tokens;
    INSERT INTO credenza.setup_tokens (token_hash) VALUES (setup_hash);
    RETURN true;
END
$$;

-- The password hash of an account and where it is a member, oldest membership first.
CREATE FUNCTION system.find_account(account_email text)
    RETURNS TABLE (user_id uuid, phc text, org_id uuid, org_name text, member_id uuid, member_label text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT u.id, p.phc, m.org_id, o.name, m.id, m.label
        FROM credenza.users u
        JOIN credenza.user_passwords p ON p.user_id = u.id
        LEFT JOIN credenza.members m ON m.user_id = u.id AND m.status = 'active'
        LEFT JOIN credenza.organizations o ON o.org_id = m.org_id
        WHERE u.email = account_email
        ORDER BY m.joined_at, m.id;
END;

-- Replaces a hash whose parameters have become weak; only the very hash that was verified.
CREATE FUNCTION system.rehash_password(account uuid, old_phc text, new_phc text) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE credenza.user_passwords SET phc = new_phc WHERE user_id = account AND phc = old_phc;
END;

-- Opens a session for a member whose proof the caller has checked.
CREATE FUNCTION system.open_session(
    org uuid, session uuid, member uuid, handle bytea, refresh bytea, methods text[], agent text, from_address text,
    request text, personal jsonb)
    RETURNS TABLE (idle_expires_at timestamptz, expires_at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    opened record;
BEGIN
    methods := ARRAY(SELECT DISTINCT method COLLATE "C" FROM unnest(methods) AS method ORDER BY method COLLATE "C");
    INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at, user_agent, address)
        SELECT org, session, m.id, handle, methods, now() + o.idle_timeout, now() + o.absolute_timeout,
               left(agent, 400), from_address
        FROM credenza.organizations o JOIN credenza.members m ON m.org_id = o.org_id
        WHERE o.org_id = org AND m.id = member AND m.status = 'active'
        RETURNING * INTO opened;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'CZ401';
    END IF;
    INSERT INTO credenza.refresh_tokens (org_id, token_hash, session_id) VALUES (org, refresh, session);
    PERFORM audit.append_system(org, credenza.type_id('mbr', member), credenza.type_id('ses', session), methods,
        'session.sign_in', 'session', credenza.type_id('ses', session), 'done', request, '{}', personal);
    RETURN QUERY SELECT opened.idle_expires_at, opened.expires_at;
END
$$;

-- Records a sign-in that was refused, in every organization of the account.
CREATE FUNCTION system.record_refused_sign_in(account_email text, request text, personal jsonb) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target record;
BEGIN
    FOR target IN SELECT m.org_id, m.label FROM credenza.users u JOIN credenza.members m ON m.user_id = u.id
                  WHERE u.email = account_email AND m.status = 'active' ORDER BY m.org_id LOOP
        PERFORM audit.append_system(target.org_id, 'anonymous', NULL, NULL, 'session.sign_in', 'member', target.label, 'refused',
            request, '{}', personal);
    END LOOP;
    -- An address without an account costs a wait for the disk too: time does not tell the two apart.
    IF NOT FOUND THEN
        PERFORM pg_logical_emit_message(true, 'credenza', '');
    END IF;
END
$$;

-- Spends a refresh token and puts its successor in place.
--
-- verdict `rotated`: `new_refresh` is now the session's token. `overtaken`: the token was spent within `grace`, as happens
-- when two tabs of a browser wake together; the session goes on, but no new refresh token is given out. `reused`: it was spent
-- earlier; somebody holds a copy, so the session ends. `invalid`: unknown, expired, ended, or no longer a member.
CREATE FUNCTION system.refresh_session(old_refresh bytea, new_refresh bytea, grace interval, request text)
    RETURNS TABLE (verdict text, org_id uuid, session_id uuid, member_id uuid, idle_expires_at timestamptz,
                   expires_at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    token record;
    s     record;
BEGIN
    SELECT t.* INTO token FROM credenza.refresh_tokens t WHERE t.token_hash = old_refresh FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'invalid', NULL::uuid, NULL::uuid, NULL::uuid, NULL::timestamptz, NULL::timestamptz;
        RETURN;
    END IF;
    SELECT ses.*, m.status, m.label AS member_label, o.idle_timeout INTO s
        FROM credenza.sessions ses
        JOIN credenza.members m ON m.org_id = ses.org_id AND m.id = ses.member_id
        JOIN credenza.organizations o ON o.org_id = ses.org_id
        WHERE ses.org_id = token.org_id AND ses.id = token.session_id FOR UPDATE OF ses;
    IF s.revoked_at IS NOT NULL OR s.status <> 'active' OR now() >= s.idle_expires_at OR now() >= s.expires_at THEN
        RETURN QUERY SELECT 'invalid', NULL::uuid, NULL::uuid, NULL::uuid, NULL::timestamptz, NULL::timestamptz;
        RETURN;
    END IF;
    IF token.used_at IS NULL THEN
        UPDATE credenza.refresh_tokens SET used_at = now() WHERE org_id = token.org_id AND token_hash = old_refresh;
        INSERT INTO credenza.refresh_tokens (org_id, token_hash, session_id) VALUES (token.org_id, new_refresh, s.id);
        UPDATE credenza.sessions ses SET last_seen_at = now(), idle_expires_at = least(now() + s.idle_timeout, s.expires_at)
            WHERE ses.org_id = s.org_id AND ses.id = s.id;
        RETURN QUERY SELECT 'rotated', s.org_id, s.id, s.member_id, least(now() + s.idle_timeout, s.expires_at), s.expires_at;
    ELSIF token.used_at > now() - grace THEN
        RETURN QUERY SELECT 'overtaken', s.org_id, s.id, s.member_id, s.idle_expires_at, s.expires_at;
    ELSE
        UPDATE credenza.sessions ses SET revoked_at = now(), revoked_because = 'refresh_reuse'
            WHERE ses.org_id = s.org_id AND ses.id = s.id;
        PERFORM audit.append_system(s.org_id, 'anonymous', NULL, NULL, 'session.refresh_reuse', 'session', s.label, 'refused',
            request, '{}', '{}');
        RETURN QUERY SELECT 'reused', s.org_id, s.id, s.member_id, NULL::timestamptz, NULL::timestamptz;
    END IF;
END
$$;

-- Tells which of these object versions exist, so that bytes which belong to none can be swept from the object store.
CREATE FUNCTION system.known_objects(ids uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.id FROM credenza.objects o WHERE o.id = ANY (ids);
END;
-- It sees that an object exists, nothing of what it is.
CREATE POLICY owner ON credenza.objects FOR SELECT TO credenza_owner USING (true);
CREATE INDEX objects_by_id ON credenza.objects (id);

GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA system TO credenza_system;

-- Ending one's own session.
CREATE FUNCTION credenza.end_session() RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'signed_out'
        WHERE org_id = credenza.org() AND id = credenza.session() AND revoked_at IS NULL;
END;
GRANT EXECUTE ON FUNCTION credenza.end_session() TO credenza_app;
