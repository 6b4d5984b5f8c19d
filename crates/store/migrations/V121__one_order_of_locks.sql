-- Why: organization, person, member, session, row, and the log last: in that order everybody holds what he changes, or two wait for each other
-- until PostgreSQL ends one. Some did not: who ended all of somebody's sessions held them by when they were last seen, and who changes a member
-- by id; a new password held the log of one organization and then asked for sessions in another; who switched organizations held his session
-- before his other membership; a link for a new password held the link before its person. And what an organization requires was read without holding it: who
-- removed his last passkey while passkeys became a duty was left without one for good.

-- As before (V13), but that it holds the sessions by id first, as `follow_member` does (V109).
CREATE OR REPLACE FUNCTION credenza_private.end_sessions(of_org uuid, of_member uuid, but uuid, because text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended bigint;
BEGIN
    PERFORM FROM credenza.sessions s
        WHERE s.org_id = of_org AND s.member_id = of_member AND s.revoked_at IS NULL
          AND now() < s.idle_expires_at AND now() < s.expires_at
        ORDER BY s.id FOR NO KEY UPDATE;
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = because
        WHERE org_id = of_org AND member_id = of_member AND id IS DISTINCT FROM but AND revoked_at IS NULL
          AND now() < idle_expires_at AND now() < expires_at AND (scope IS NULL OR because IN ('suspended', 'removed'));
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END
$$;

-- As before (V15), but that it holds the sessions by id first, and leaves alone what has expired: nobody's end comes sooner by it, and there
-- are more of those with each day.
CREATE OR REPLACE FUNCTION credenza_private.shorten_sessions() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM credenza.sessions s
        WHERE s.org_id = NEW.org_id AND s.revoked_at IS NULL AND s.scope IS NULL
          AND now() < s.idle_expires_at AND now() < s.expires_at
        ORDER BY s.id FOR NO KEY UPDATE;
    UPDATE credenza.sessions
        SET expires_at = least(expires_at, created_at + NEW.absolute_timeout),
            idle_expires_at = least(idle_expires_at, last_seen_at + NEW.idle_timeout, created_at + NEW.absolute_timeout)
        -- An API token has an end of its own.
        WHERE org_id = NEW.org_id AND revoked_at IS NULL AND scope IS NULL
          AND now() < idle_expires_at AND now() < expires_at
          AND (expires_at > created_at + NEW.absolute_timeout OR idle_expires_at > last_seen_at + NEW.idle_timeout);
    RETURN NULL;
END
$$;

-- As before (V12), but that it writes no log before it has ended all sessions, and that it ends what somebody has begun by the old password and
-- not finished. Called with the person held.
CREATE OR REPLACE FUNCTION credenza_private.follow_new_password(
    account uuid, but_org uuid, but uuid, amr text[], action text, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target record;
BEGIN
    DELETE FROM credenza.password_resets WHERE user_id = account;
    -- What another holds at this moment ends with that.
    DELETE FROM credenza.passkey_challenges WHERE token_hash IN (
        SELECT c.token_hash FROM credenza.passkey_challenges c WHERE c.user_id = account FOR UPDATE SKIP LOCKED);
    FOR target IN SELECT m.org_id, m.id FROM credenza.members m WHERE m.user_id = account ORDER BY m.org_id LOOP
        PERFORM credenza_private.end_sessions(target.org_id, target.id, but, 'password_changed');
    END LOOP;
    -- In one order, so that two of these do not wait for each other.
    FOR target IN SELECT m.org_id, m.label FROM credenza.members m
                  WHERE m.user_id = account AND m.status = 'active' ORDER BY m.org_id LOOP
        PERFORM audit.append_system(target.org_id, CASE WHEN but IS NULL THEN 'anonymous' ELSE target.label END,
            CASE WHEN target.org_id = but_org THEN credenza.type_id('ses', but) END, amr, action, 'member', target.label,
            'done', request, '{}', '{}');
    END LOOP;
END
$$;

-- As before (V12), but that it holds the person first.
CREATE OR REPLACE FUNCTION system.reset_password(
    hash bytea, new_phc text, mail uuid, sealed bytea, mail_lifetime interval, request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid := (SELECT r.user_id FROM credenza.password_resets r WHERE r.token_hash = hash);
BEGIN
    PERFORM credenza_private.hold_person(account);
    DELETE FROM credenza.password_resets WHERE token_hash = hash AND now() < expires_at;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO credenza.user_passwords (user_id, phc) VALUES (account, new_phc)
        ON CONFLICT (user_id) DO UPDATE SET phc = new_phc, changed_at = now();
    PERFORM credenza_private.follow_new_password(account, NULL, NULL, NULL, 'account.password_reset', request);
    PERFORM credenza_private.put_mail(mail, sealed, mail_lifetime);
    RETURN true;
END
$$;

-- As before (V11), but that it holds both memberships before the session.
CREATE OR REPLACE FUNCTION system.switch_session(
    handle bytea, target uuid, session uuid, new_handle bytea, refresh bytea, agent text, from_address text, request text,
    personal jsonb)
    RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    old    record;
    member credenza.members;
    place  credenza.organizations;
    log    record;
BEGIN
    PERFORM FROM credenza.members m
        WHERE (m.org_id, m.id) IN (
            SELECT his.org_id, his.id FROM credenza.sessions s
            JOIN credenza.members me ON me.org_id = s.org_id AND me.id = s.member_id
            JOIN credenza.members his ON his.user_id = me.user_id AND his.org_id IN (s.org_id, target)
            WHERE s.handle_hash = sha256(handle))
        ORDER BY m.org_id FOR SHARE;
    SELECT s.*, m.user_id, m.label AS member_label INTO old
        FROM credenza.sessions s JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        -- A person's: an API token (V13) would become one, without scope.
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active' AND s.scope IS NULL
          AND now() < s.idle_expires_at AND now() < s.expires_at
        FOR UPDATE OF s;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    SELECT m.* INTO member FROM credenza.members m
        WHERE m.org_id = target AND m.user_id = old.user_id AND m.status = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such membership' USING ERRCODE = 'CZ404';
    END IF;
    SELECT o.* INTO place FROM credenza.organizations o WHERE o.org_id = target;
    IF old.authenticated_at + place.absolute_timeout <= now() THEN
        RAISE EXCEPTION 'authenticated too long ago' USING ERRCODE = 'CZ401';
    END IF;
    UPDATE credenza.sessions s SET revoked_at = now(), revoked_because = 'signed_out'
        WHERE s.org_id = old.org_id AND s.id = old.id;
    INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, authenticated_at, idle_expires_at, expires_at,
                                   user_agent, address)
        VALUES (target, session, member.id, new_handle, old.amr, old.authenticated_at,
                least(now() + place.idle_timeout, old.authenticated_at + place.absolute_timeout),
                old.authenticated_at + place.absolute_timeout, left(agent, 400), from_address);
    INSERT INTO credenza.refresh_tokens (org_id, token_hash, session_id) VALUES (target, refresh, session);
    -- Both logs, in the order of the organizations: people who switch to and fro do not wait for each other in a circle.
    FOR log IN SELECT * FROM (VALUES (old.org_id, old.member_label, old.label, 'session.sign_out', '{}'::jsonb),
                                     (target, member.label, credenza.type_id('ses', session), 'session.switch', personal))
                             AS logs (org, member, session, action, personal) ORDER BY org LOOP
        PERFORM audit.append_system(log.org, log.member, log.session, old.amr, log.action, 'session', log.session, 'done',
            request, '{}', log.personal);
    END LOOP;
    RETURN member.id;
END
$$;

-- As before (V12), but that the person's key stays free (V111).
CREATE OR REPLACE FUNCTION system.issue_reset(
    account uuid, reset uuid, hash bytea, lifetime interval, mail uuid, sealed bytea, request text)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target record;
BEGIN
    -- Two requests at once take turns: one link is good.
    PERFORM FROM credenza.users WHERE id = account FOR NO KEY UPDATE;
    DELETE FROM credenza.password_resets WHERE user_id = account;
    INSERT INTO credenza.password_resets (id, user_id, token_hash, expires_at) VALUES (reset, account, hash, now() + lifetime);
    PERFORM credenza_private.put_mail(mail, sealed, lifetime);
    FOR target IN SELECT m.org_id, m.label FROM credenza.members m
                  WHERE m.user_id = account AND m.status = 'active' ORDER BY m.org_id LOOP
        PERFORM audit.append_system(target.org_id, 'anonymous', NULL, NULL, 'account.password_reset_request', 'member',
            target.label, 'done', request, '{}', '{}');
    END LOOP;
END
$$;

-- As before (V14), but that the person's key stays free (V111).
CREATE OR REPLACE FUNCTION credenza.replace_recovery_codes(hashes bytea[]) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid := credenza_private.account();
BEGIN
    PERFORM FROM credenza.users WHERE id = account FOR NO KEY UPDATE;
    DELETE FROM credenza.recovery_codes WHERE user_id = account;
    INSERT INTO credenza.recovery_codes (user_id, code_hash) SELECT account, unnest(hashes);
END
$$;

-- Holds a person as `hold_person` does, and before him what his organizations require: none makes passkeys a duty while he changes his.
CREATE FUNCTION credenza_private.hold_factors(account uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM credenza.organizations o
        WHERE o.org_id IN (SELECT m.org_id FROM credenza.members m WHERE m.user_id = account) ORDER BY o.org_id FOR SHARE;
    PERFORM credenza_private.hold_person(account);
    -- Nobody joins another organization while his person is held; he may have joined one in between.
    PERFORM FROM credenza.organizations o
        WHERE o.org_id IN (SELECT m.org_id FROM credenza.members m WHERE m.user_id = account) ORDER BY o.org_id FOR SHARE;
    -- Who waited may be nobody by now.
    IF credenza_private.account() IS DISTINCT FROM account OR account IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
END
$$;

-- As before (V14), but for what it holds.
CREATE OR REPLACE FUNCTION credenza.add_passkey(passkey uuid, credential_id bytea, credential jsonb, count bigint, is_backed_up boolean,
    passkey_name text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid := credenza_private.account();
BEGIN
    PERFORM credenza_private.hold_factors(account);
    IF (SELECT count(*) >= 20 FROM credenza.passkeys WHERE user_id = account) THEN
        RETURN false;
    END IF;
    INSERT INTO credenza.passkeys (id, user_id, credential_id, credential, sign_count, backed_up, name)
        VALUES (passkey, account, credential_id, credential, count, is_backed_up, passkey_name);
    RETURN true;
END
$$;

-- As before (V14), but for what it holds.
CREATE OR REPLACE FUNCTION credenza.remove_passkey(passkey uuid) RETURNS text
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid := credenza_private.account();
    present uuid := credenza.session();
BEGIN
    -- Two removals at once take turns, so that both see whether theirs is the last.
    PERFORM credenza_private.hold_factors(account);
    IF NOT EXISTS (SELECT FROM credenza.passkeys WHERE id = passkey AND user_id = account) THEN
        RETURN 'unknown';
    END IF;
    IF (SELECT count(*) = 1 FROM credenza.passkeys WHERE user_id = account)
       AND EXISTS (SELECT FROM credenza.members m JOIN credenza.organizations o ON o.org_id = m.org_id
                   WHERE m.user_id = account AND m.status = 'active' AND o.require_passkeys) THEN
        RETURN 'required';
    END IF;
    DELETE FROM credenza.passkeys WHERE id = passkey AND user_id = account;
    -- Codes stand in for a passkey. Without one they are nothing but a secret that lies about.
    DELETE FROM credenza.recovery_codes WHERE user_id = account
        AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = account);
    PERFORM credenza_private.end_sessions(m.org_id, m.id, present, 'passkey_removed')
        FROM credenza.members m WHERE m.user_id = account ORDER BY m.org_id;
    RETURN 'removed';
END
$$;

-- As before (V14), but that who joins holds his person, so that whoever changes his passkeys meanwhile sees him in, or he what they did.
CREATE OR REPLACE FUNCTION credenza_private.set_must_enrol() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'members' THEN
        PERFORM FROM credenza.users u WHERE u.id = NEW.user_id FOR SHARE;
        NEW.must_enrol := EXISTS (SELECT FROM credenza.organizations o WHERE o.org_id = NEW.org_id AND o.require_passkeys)
            AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = NEW.user_id);
        RETURN NEW;
    ELSIF TG_TABLE_NAME = 'organizations' THEN
        -- Somebody must be left who can undo it, without first finding his way through a door that was just closed.
        IF NEW.require_passkeys AND NOT EXISTS (
               SELECT FROM credenza.members m WHERE m.org_id = NEW.org_id AND m.status = 'active'
                   AND 'organization.manage' = ANY (m.permissions)
                   AND EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id)) THEN
            RAISE EXCEPTION 'no administrator has a passkey' USING ERRCODE = 'insufficient_privilege';
        END IF;
        UPDATE credenza.members m SET must_enrol = NEW.require_passkeys
                AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id)
            WHERE m.org_id = NEW.org_id;
        RETURN NULL;
    END IF;
    UPDATE credenza.members m SET must_enrol = o.require_passkeys
            AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = m.user_id)
        FROM credenza.organizations o
        WHERE o.org_id = m.org_id AND m.user_id = coalesce(NEW.user_id, OLD.user_id);
    RETURN NULL;
END
$$;

-- Who has come past it enrols now.
UPDATE credenza.members m SET must_enrol = owes.must_enrol
    FROM (SELECT n.org_id, n.id, o.require_passkeys AND NOT EXISTS (SELECT FROM credenza.passkeys p WHERE p.user_id = n.user_id) AS must_enrol
          FROM credenza.members n JOIN credenza.organizations o ON o.org_id = n.org_id) AS owes
    WHERE m.org_id = owes.org_id AND m.id = owes.id AND m.must_enrol <> owes.must_enrol;
