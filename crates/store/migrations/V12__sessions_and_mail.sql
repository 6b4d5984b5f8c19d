-- Why: mail is queued in the transaction of what it tells of, so that neither is without the other, and delivered by a task
-- of the server (docs/adr/0012-mail.md).

-- `sealed`: recipient, words and link, under a key that the database does not have. The id, and when: nothing else of a mail
-- is known here, and the row goes when the mail has gone. Mail is for a person, not for an organization: no row names one.
CREATE TABLE credenza.mail_queue (
    id         uuid PRIMARY KEY,
    sealed     bytea NOT NULL CHECK (length(sealed) BETWEEN 29 AND 16384),
    queued_at  timestamptz NOT NULL DEFAULT now(),
    -- After this, what the mail says is no longer true, or its link no longer good.
    expires_at timestamptz NOT NULL,
    attempts   integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    due_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX mail_queue_by_due ON credenza.mail_queue (due_at);
ALTER TABLE credenza.mail_queue ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.mail_queue TO credenza_owner USING (true) WITH CHECK (true);

CREATE FUNCTION credenza_private.put_mail(mail uuid, sealed bytea, lifetime interval) RETURNS void
    LANGUAGE sql VOLATILE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO credenza.mail_queue (id, sealed, expires_at) VALUES (mail, put_mail.sealed, now() + lifetime);
END;

-- Queues a mail in the transaction of a member.
CREATE FUNCTION credenza.queue_mail(mail uuid, sealed bytea, lifetime interval) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF credenza.org() IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    PERFORM credenza_private.put_mail(mail, sealed, lifetime);
END
$$;
GRANT EXECUTE ON FUNCTION credenza.queue_mail(uuid, bytea, interval) TO credenza_app;

-- Takes mails that are due: other replicas get others. A claim is a lease: unless `forget_mail` ends it, the mail is due
-- again after 30 seconds, and after each further attempt twice as long, up to an hour.
CREATE FUNCTION system.claim_mail(most integer)
    RETURNS TABLE (id uuid, sealed bytea, queued_at timestamptz, attempts integer)
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE credenza.mail_queue q
        SET attempts = q.attempts + 1, due_at = now() + least(interval '30 seconds' * 2 ^ least(q.attempts, 10), interval '1 hour')
        WHERE q.id IN (SELECT w.id FROM credenza.mail_queue w WHERE w.due_at <= now() AND w.expires_at > now()
                       ORDER BY w.due_at, w.id LIMIT most FOR UPDATE SKIP LOCKED)
        RETURNING q.id, q.sealed, q.queued_at, q.attempts;
END;

-- The mail has been delivered, or never can be.
CREATE FUNCTION system.forget_mail(mail uuid) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM credenza.mail_queue WHERE id = mail;
END;

-- Removes mails that could not be delivered while what they say was true; returns how many.
CREATE FUNCTION system.forget_expired_mail() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH gone AS (DELETE FROM credenza.mail_queue WHERE expires_at <= now() RETURNING 1) SELECT count(*) FROM gone;
END;
GRANT EXECUTE ON FUNCTION system.claim_mail(integer), system.forget_mail(uuid), system.forget_expired_mail()
    TO credenza_system;

-- Why: a member sees his own sessions and ends those he does not want; what ends sessions says why.

ALTER TABLE credenza.sessions DROP CONSTRAINT sessions_revoked_because_check;
ALTER TABLE credenza.sessions ADD CONSTRAINT sessions_revoked_because_check CHECK (revoked_because IN (
    'signed_out', 'refresh_reuse', 'revoked', 'signed_in_again', 'renewed', 'password_changed', 'roles_changed',
    'passkey_removed', 'suspended', 'removed', 'left', 'switched'));
-- Set when its owner has been told of a refresh token's reuse, and has said that he knows.
ALTER TABLE credenza.sessions ADD COLUMN reuse_seen_at timestamptz;
CREATE INDEX sessions_by_member ON credenza.sessions (org_id, member_id, last_seen_at);
CREATE INDEX sessions_with_unseen_reuse ON credenza.sessions (org_id, member_id)
    WHERE revoked_because = 'refresh_reuse' AND reuse_seen_at IS NULL;

-- Everything but the hash of the handle.
CREATE POLICY own ON credenza.sessions FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
GRANT SELECT (org_id, id, label, member_id, amr, authenticated_at, created_at, last_seen_at, idle_expires_at, expires_at,
              revoked_at, revoked_because, user_agent, address, reuse_seen_at) ON credenza.sessions TO credenza_app;

-- "End this member's sessions because …": the one way to end sessions of a member, all of them or all but one. It takes
-- effect at the next statement of each, and their refresh tokens are worth nothing from then on. `because` is what the
-- sessions' owner reads in his list: 'password_changed', 'roles_changed', 'passkey_removed', 'suspended', 'removed', 'revoked'.
-- Called by functions that run as the owner, in the transaction of what is the reason.
CREATE FUNCTION credenza_private.end_sessions(of_org uuid, of_member uuid, but uuid, because text) RETURNS bigint
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ended bigint;
BEGIN
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = because
        WHERE org_id = of_org AND member_id = of_member AND id IS DISTINCT FROM but AND revoked_at IS NULL
          AND now() < idle_expires_at AND now() < expires_at;
    GET DIAGNOSTICS ended = ROW_COUNT;
    RETURN ended;
END
$$;

-- Ends one of the caller's own sessions; false when it is none of his, or has ended.
CREATE FUNCTION credenza.end_own_session(session uuid) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'revoked'
        WHERE org_id = credenza.org() AND member_id = credenza.member() AND id = session AND revoked_at IS NULL
          AND now() < idle_expires_at AND now() < expires_at;
    RETURN FOUND;
END
$$;

-- Ends the caller's sessions but the present one; returns how many.
CREATE FUNCTION credenza.end_other_sessions() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN credenza_private.end_sessions(credenza.org(), credenza.member(), credenza.session(), 'revoked');
END
$$;

-- The caller knows now of the reuse of his refresh tokens; returns how many sessions that is about.
CREATE FUNCTION credenza.see_reuse() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    seen bigint;
BEGIN
    UPDATE credenza.sessions SET reuse_seen_at = now()
        WHERE org_id = credenza.org() AND member_id = credenza.member()
          AND revoked_because = 'refresh_reuse' AND reuse_seen_at IS NULL;
    GET DIAGNOSTICS seen = ROW_COUNT;
    RETURN seen;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.end_own_session(uuid), credenza.end_other_sessions(), credenza.see_reuse()
    TO credenza_app;

-- The session that a browser had, when somebody signs in with it again: its tokens are overwritten there, and must not
-- live on elsewhere. Whose it was does not matter: who has its refresh token may end it.
CREATE FUNCTION system.replace_session(refresh bytea) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.sessions s SET revoked_at = now(), revoked_because = 'signed_in_again'
        FROM credenza.refresh_tokens t
        WHERE t.token_hash = refresh AND s.org_id = t.org_id AND s.id = t.session_id AND s.revoked_at IS NULL;
END
$$;
GRANT EXECUTE ON FUNCTION system.replace_session(bytea) TO credenza_system;

-- Why: a password is changed by who knows it, or by who gets a link by mail; either ends every session of the person, in every
-- organization, but the one that goes on in the place of the present one.

-- token_hash: SHA-256 of what stands in the link. Of a person, not of an organization.
CREATE TABLE credenza.password_resets (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES credenza.users (id) ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    expires_at timestamptz NOT NULL
);
CREATE INDEX password_resets_by_user ON credenza.password_resets (user_id);
ALTER TABLE credenza.password_resets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.password_resets TO credenza_owner USING (true) WITH CHECK (true);

-- Puts a session with another handle and another refresh token in the place of one whose owner has just proved again who he is:
-- what is known of the old one is worth nothing from then on. It has the old one's methods and absolute end.
CREATE FUNCTION credenza_private.renew_session(
    of_org uuid, old_session uuid, new_session uuid, new_handle bytea, new_refresh bytea) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO credenza.sessions (org_id, id, member_id, handle_hash, amr, created_at, idle_expires_at, expires_at,
                                   user_agent, address)
        SELECT s.org_id, new_session, s.member_id, new_handle, s.amr, s.created_at,
               least(now() + o.idle_timeout, s.expires_at), s.expires_at, s.user_agent, s.address
        FROM credenza.sessions s JOIN credenza.organizations o ON o.org_id = s.org_id
        WHERE s.org_id = of_org AND s.id = old_session;
    INSERT INTO credenza.refresh_tokens (org_id, token_hash, session_id) VALUES (of_org, new_refresh, new_session);
    UPDATE credenza.sessions SET revoked_at = now(), revoked_because = 'renewed'
        WHERE org_id = of_org AND id = old_session AND revoked_at IS NULL;
END
$$;

-- After a new password: every session of the person but `but` ends, links to set another one are void, and each of his
-- organizations records it: as his act, in the session `but` where that is; as an anonymous one when there is none.
CREATE FUNCTION credenza_private.follow_new_password(
    account uuid, but_org uuid, but uuid, amr text[], action text, request text) RETURNS void
    LANGUAGE plpgsql VOLATILE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target record;
BEGIN
    DELETE FROM credenza.password_resets WHERE user_id = account;
    -- In one order, so that two of these do not wait for each other.
    FOR target IN SELECT m.org_id, m.id, m.label, m.status FROM credenza.members m WHERE m.user_id = account ORDER BY m.org_id LOOP
        PERFORM credenza_private.end_sessions(target.org_id, target.id, but, 'password_changed');
        CONTINUE WHEN target.status <> 'active';
        PERFORM audit.append_system(target.org_id, CASE WHEN but IS NULL THEN 'anonymous' ELSE target.label END,
            CASE WHEN target.org_id = but_org THEN credenza.type_id('ses', but) END, amr, action, 'member', target.label,
            'done', request, '{}', '{}');
    END LOOP;
END
$$;

-- What it takes to change the password in the session of this handle, and to write to its owner.
CREATE FUNCTION system.password_challenge(handle bytea)
    RETURNS TABLE (user_id uuid, org_id uuid, member_id uuid, phc text, email text, name text, locale text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT u.id, s.org_id, m.id, p.phc, u.email, m.name, o.locale
        FROM credenza.sessions s
        JOIN credenza.members m ON m.org_id = s.org_id AND m.id = s.member_id
        JOIN credenza.organizations o ON o.org_id = s.org_id
        JOIN credenza.users u ON u.id = m.user_id
        JOIN credenza.user_passwords p ON p.user_id = u.id
        WHERE s.handle_hash = sha256(handle) AND s.revoked_at IS NULL AND m.status = 'active'
          AND now() < s.idle_expires_at AND now() < s.expires_at;
END;

-- Puts `new_phc` in the place of the very hash that was verified, renews the session and tells the owner by mail. False when
-- another change came first.
CREATE FUNCTION system.change_password(
    handle bytea, old_phc text, new_phc text, new_session uuid, new_handle bytea, new_refresh bytea, mail uuid,
    sealed bytea, mail_lifetime interval, request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    s record;
BEGIN
    SELECT ses.org_id, ses.id, ses.amr, m.user_id INTO s
        FROM credenza.sessions ses JOIN credenza.members m ON m.org_id = ses.org_id AND m.id = ses.member_id
        -- A person's: what takes the place of an API token's (V13) would have no scope.
        WHERE ses.handle_hash = sha256(handle) AND ses.revoked_at IS NULL AND m.status = 'active' AND ses.scope IS NULL
          AND now() < ses.idle_expires_at AND now() < ses.expires_at
        FOR UPDATE OF ses;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such session' USING ERRCODE = 'CZ401';
    END IF;
    UPDATE credenza.user_passwords SET phc = new_phc, changed_at = now() WHERE user_id = s.user_id AND phc = old_phc;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM credenza_private.renew_session(s.org_id, s.id, new_session, new_handle, new_refresh);
    PERFORM credenza_private.follow_new_password(s.user_id, s.org_id, new_session, s.amr, 'account.password_change', request);
    PERFORM credenza_private.put_mail(mail, sealed, mail_lifetime);
    RETURN true;
END
$$;

-- Queues a mail of nobody in particular: the same single write whoever is asked for, so that its time tells nothing.
CREATE FUNCTION system.queue_mail(mail uuid, sealed bytea, lifetime interval) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT credenza_private.put_mail(mail, sealed, lifetime);
END;

-- To whom a link for a new password is sent: somebody with an active membership, in the language of the oldest.
CREATE FUNCTION system.find_recipient(account_email text)
    RETURNS TABLE (user_id uuid, email text, name text, locale text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT u.id, u.email, m.name, o.locale
        FROM credenza.users u
        JOIN credenza.members m ON m.user_id = u.id AND m.status = 'active'
        JOIN credenza.organizations o ON o.org_id = m.org_id
        WHERE u.email = account_email
        ORDER BY m.joined_at, m.id LIMIT 1;
END;

-- Makes a link for a new password, in the place of any earlier one, and queues the mail with it.
CREATE FUNCTION system.issue_reset(
    account uuid, reset uuid, hash bytea, lifetime interval, mail uuid, sealed bytea, request text)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target record;
BEGIN
    -- Two requests at once take turns: one link is good.
    PERFORM FROM credenza.users WHERE id = account FOR UPDATE;
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

-- Whose link this is, if it is good.
CREATE FUNCTION system.find_reset(hash bytea)
    RETURNS TABLE (user_id uuid, email text, name text, locale text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT f.user_id, f.email, f.name, f.locale
        FROM credenza.password_resets r
        JOIN credenza.users u ON u.id = r.user_id
        CROSS JOIN LATERAL system.find_recipient(u.email) f
        WHERE r.token_hash = hash AND now() < r.expires_at;
END;

-- Spends a link: a new password, no session of the person left, and a mail that tells him. False when the link is not good.
CREATE FUNCTION system.reset_password(
    hash bytea, new_phc text, mail uuid, sealed bytea, mail_lifetime interval, request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    account uuid;
BEGIN
    DELETE FROM credenza.password_resets WHERE token_hash = hash AND now() < expires_at RETURNING user_id INTO account;
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

CREATE FUNCTION system.forget_resets() RETURNS bigint
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH gone AS (DELETE FROM credenza.password_resets WHERE expires_at <= now() RETURNING 1) SELECT count(*) FROM gone;
END;
GRANT EXECUTE ON FUNCTION system.password_challenge(bytea),
    system.change_password(bytea, text, text, uuid, bytea, bytea, uuid, bytea, interval, text),
    system.queue_mail(uuid, bytea, interval), system.find_recipient(text),
    system.issue_reset(uuid, uuid, bytea, interval, uuid, bytea, text), system.find_reset(bytea),
    system.reset_password(bytea, text, uuid, bytea, interval, text), system.forget_resets() TO credenza_system;
