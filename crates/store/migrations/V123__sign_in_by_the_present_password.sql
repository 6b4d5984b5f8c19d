-- Why: a password is verified outside of the database, and what it opens came later: a session, or a second step that stays open for minutes.
-- Who signed in by the old password while it was replaced got a session that the new one was to end.

-- As before (V6), with when the password became what it is: that tells one password from another, and not one hash of it from another.
DROP FUNCTION system.find_account(text);
CREATE FUNCTION system.find_account(account_email text)
    RETURNS TABLE (user_id uuid, phc text, changed_at timestamptz, org_id uuid, org_name text, member_id uuid, member_label text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT u.id, p.phc, p.changed_at, m.org_id, o.name, m.id, m.label
        FROM credenza.users u
        JOIN credenza.user_passwords p ON p.user_id = u.id
        LEFT JOIN credenza.members m ON m.user_id = u.id AND m.status = 'active'
        LEFT JOIN credenza.organizations o ON o.org_id = m.org_id
        WHERE u.email = account_email
        ORDER BY m.joined_at, m.id;
END;

-- As before (V6), for who has given his password only while it is the one of `password`; NULL for who has given none. Of another one, the
-- refusal is recorded, and there is no row.
DROP FUNCTION system.open_session(uuid, uuid, uuid, bytea, bytea, text[], text, text, text, jsonb);
CREATE FUNCTION system.open_session(
    org uuid, session uuid, member uuid, handle bytea, refresh bytea, methods text[], password timestamptz, agent text,
    from_address text, request text, personal jsonb)
    RETURNS TABLE (idle_expires_at timestamptz, expires_at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    who    credenza.members;
    opened record;
BEGIN
    methods := ARRAY(SELECT DISTINCT method COLLATE "C" FROM unnest(methods) AS method ORDER BY method COLLATE "C");
    -- Held first, as who replaces his password holds him.
    SELECT m.* INTO who FROM credenza.members m WHERE m.org_id = org AND m.id = member AND m.status = 'active' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'CZ401';
    END IF;
    IF password IS NOT NULL THEN
        PERFORM FROM credenza.user_passwords p WHERE p.user_id = who.user_id AND p.changed_at = password FOR SHARE;
        IF NOT FOUND THEN
            PERFORM audit.append_system(org, 'anonymous', NULL, NULL, 'session.sign_in', 'member', who.label, 'refused', request,
                '{}', '{}');
            RETURN;
        END IF;
    END IF;
    INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, idle_expires_at, expires_at, user_agent, address)
        SELECT org, session, who.id, handle, methods, now() + o.idle_timeout, now() + o.absolute_timeout,
               left(agent, 400), from_address
        FROM credenza.organizations o WHERE o.org_id = org
        RETURNING * INTO opened;
    INSERT INTO credenza.refresh_tokens (org_id, token_hash, session_id) VALUES (org, refresh, session);
    PERFORM audit.append_system(org, who.label, credenza.type_id('ses', session), methods,
        'session.sign_in', 'session', credenza.type_id('ses', session), 'done', request, '{}', personal);
    RETURN QUERY SELECT opened.idle_expires_at, opened.expires_at;
END
$$;

-- Of a second step, which password led to it: the session that it leads to is opened by that.
DELETE FROM credenza.passkey_challenges WHERE purpose = 'second_step';
ALTER TABLE credenza.passkey_challenges
    ADD password timestamptz,
    ADD CONSTRAINT passkey_challenges_password_check CHECK ((purpose = 'second_step') = (password IS NOT NULL));

-- As before (V14), with the password of a second step.
DROP FUNCTION system.begin_ceremony(bytea, text, bytea, bytea, uuid, text, text, interval);
CREATE FUNCTION system.begin_ceremony(
    token bytea, for_purpose text, nonce bytea, handle bytea, account uuid, by_password timestamptz, for_action text,
    for_object text, lifetime interval)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who record := credenza_private.session_of(handle);
BEGIN
    DELETE FROM credenza.passkey_challenges WHERE token_hash IN (
        SELECT c.token_hash FROM credenza.passkey_challenges c WHERE c.expires_at < now() LIMIT 20 FOR UPDATE SKIP LOCKED);
    IF handle IS NOT NULL THEN
        IF who.user_id IS NULL THEN
            RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
        END IF;
        account := who.user_id;
    END IF;
    INSERT INTO credenza.passkey_challenges (
            token_hash, purpose, challenge, user_id, session_hash, action, object, object_version, password, expires_at)
        VALUES (token, for_purpose, nonce, account, sha256(handle), for_action, for_object,
                credenza_private.object_version(who.org_id, for_object), by_password, now() + least(lifetime, interval '5 minutes'));
END
$$;

-- As before (V14), with the password of a second step.
DROP FUNCTION system.end_ceremony(bytea, text, bytea, text, text);
CREATE FUNCTION system.end_ceremony(token bytea, for_purpose text, handle bytea, for_action text, for_object text)
    RETURNS TABLE (nonce bytea, account uuid, about text, password timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    who   record := credenza_private.session_of(handle);
    ended credenza.passkey_challenges;
BEGIN
    IF handle IS NOT NULL AND who.user_id IS NULL THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    DELETE FROM credenza.passkey_challenges c
        WHERE c.token_hash = token AND c.purpose = for_purpose
          AND c.session_hash IS NOT DISTINCT FROM sha256(handle)
          AND c.action IS NOT DISTINCT FROM for_action AND (c.object = for_object OR for_object IS NULL)
        RETURNING * INTO ended;
    IF FOUND AND now() < ended.expires_at
       AND ended.object_version IS NOT DISTINCT FROM credenza_private.object_version(who.org_id, for_object) THEN
        RETURN QUERY SELECT ended.challenge, ended.user_id, ended.object, ended.password;
    END IF;
END
$$;

-- As before (V14), with the step's password; no code is spent by another one.
DROP FUNCTION system.recover(bytea, bytea);
CREATE FUNCTION system.recover(token bytea, code bytea)
    RETURNS TABLE (account uuid, organization text, password timestamptz, spent boolean)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    step   credenza.passkey_challenges;
    worked boolean;
BEGIN
    SELECT c.* INTO step FROM credenza.passkey_challenges c
        JOIN credenza.user_passwords p ON p.user_id = c.user_id AND p.changed_at = c.password
        WHERE c.token_hash = token AND c.purpose = 'second_step' AND now() < c.expires_at FOR UPDATE OF c;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE credenza.recovery_codes r SET used_at = now()
        WHERE r.user_id = step.user_id AND r.code_hash = code AND r.used_at IS NULL;
    worked := FOUND;
    DELETE FROM credenza.passkey_challenges c WHERE worked AND c.token_hash = token;
    RETURN QUERY SELECT step.user_id, step.object, step.password, worked;
END
$$;
GRANT EXECUTE ON FUNCTION system.find_account(text),
    system.open_session(uuid, uuid, uuid, bytea, bytea, text[], timestamptz, text, text, text, jsonb),
    system.begin_ceremony(bytea, text, bytea, bytea, uuid, timestamptz, text, text, interval),
    system.end_ceremony(bytea, text, bytea, text, text), system.recover(bytea, bytea) TO credenza_system;
