-- Why: a mail that is handed to a relay may take minutes, and its answer may get lost; a relay that is away should not meet all
-- that waits for it at once (docs/adr/0017-smtp.md).

-- A morning with a thousand alerts must not keep somebody waiting who asked for a new password.
CREATE OR REPLACE FUNCTION system.claim_mail(most integer)
    RETURNS TABLE (id uuid, sealed bytea, queued_at timestamptz, attempts integer)
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE credenza.mail_queue q
        SET attempts = q.attempts + 1, due_at = now() + least(interval '30 seconds' * 2 ^ least(q.attempts, 10), interval '1 hour')
        WHERE q.id IN (SELECT w.id FROM credenza.mail_queue w WHERE w.due_at <= now() AND w.expires_at > now()
                       ORDER BY w.urgent DESC, w.due_at, w.id LIMIT most FOR UPDATE SKIP LOCKED)
        RETURNING q.id, q.sealed, q.queued_at, q.attempts;
END;

-- Lengthens the claim of a mail that is about to be handed over: nobody else takes it meanwhile.
CREATE FUNCTION system.hold_mail(mail uuid, lifetime interval) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    UPDATE credenza.mail_queue SET due_at = greatest(due_at, now() + lifetime) WHERE id = mail;
END;
GRANT EXECUTE ON FUNCTION system.hold_mail(uuid, interval) TO credenza_system;

-- What became of an attempt to deliver a mail: 'sent' and 'failed' take it out of the queue; 'deferred' is tried again after half a
-- minute, and after each further attempt twice as long, up to an hour, somewhat earlier by chance; 'doubtful' was handed over,
-- and the answer did not come: it may have arrived, so it waits a quarter of an hour at least. What is said of mails about alerts
-- is kept.
CREATE OR REPLACE FUNCTION system.settle_mail(mail uuid, outcome text, said text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF outcome IN ('sent', 'failed') THEN
        DELETE FROM credenza.mail_queue WHERE id = mail;
    ELSE
        UPDATE credenza.mail_queue
            SET due_at = now() + (0.5 + random() / 2) * greatest(
                least(interval '30 seconds' * 2 ^ least(attempts - 1, 10), interval '1 hour'),
                CASE outcome WHEN 'doubtful' THEN interval '30 minutes' ELSE interval '0' END)
            WHERE id = mail;
    END IF;
    UPDATE credenza.alert_mails
        SET attempts = attempts + 1, answer = left(said, 500),
            state = CASE WHEN outcome IN ('sent', 'failed') THEN outcome ELSE state END,
            settled_at = CASE WHEN outcome IN ('sent', 'failed') THEN now() ELSE settled_at END
        WHERE id = mail;
END
$$;
