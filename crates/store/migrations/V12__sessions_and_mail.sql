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
    'signed_out', 'refresh_reuse', 'revoked', 'signed_in_again', 'password_changed', 'roles_changed', 'passkey_removed',
    'suspended', 'removed'));
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
