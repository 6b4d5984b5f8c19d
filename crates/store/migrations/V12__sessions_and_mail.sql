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
