-- Why: an import that brings thirty certificates that are due made one mail for each person and thirty messages in a chat. What chats are told
-- of is gathered as mails are (docs/adr/0023-channels.md): more than three at once wait for the next full two minutes, and are one message.
-- Programs are told of each event by itself, as before.

-- gathered: it waits for others of its webhook, and is left out when it has fallen silent by then; 'silent' says that it was.
ALTER TABLE credenza.webhook_deliveries
    ADD gathered boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT webhook_deliveries_state_check,
    ADD CONSTRAINT webhook_deliveries_state_check CHECK (state IN ('queued', 'delivered', 'failed', 'silent'));

-- The webhooks of these organizations that are not paused, and which of them are chats.
DROP FUNCTION system.webhooks_of(uuid[]);
CREATE FUNCTION system.webhooks_of(orgs uuid[]) RETURNS TABLE (org_id uuid, webhook_id uuid, chat boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT w.org_id, w.id, w.format <> 'credenza'
        FROM credenza.webhooks w WHERE w.org_id = ANY (orgs) AND w.paused_at IS NULL ORDER BY w.org_id, w.id;
END;

-- As before (V74). What is gathered goes at the next full `every` of the clock, whichever batch or replica planned it.
DROP FUNCTION system.plan_webhooks(timestamptz, uuid[], uuid[], uuid[], uuid[], integer[], text[], interval);
CREATE FUNCTION system.plan_webhooks(
    at timestamptz, events uuid[], orgs uuid[], webhooks uuid[], subjects uuid[], steps integer[], kinds text[],
    gathered boolean[], every interval, lifetime interval)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    planned bigint;
    begun   timestamptz := date_bin(every, now(), timestamptz '2000-01-01 00:00 UTC');
BEGIN
    INSERT INTO credenza.webhook_deliveries AS d
            (org_id, id, webhook_id, kind, subject_id, ends_at, step, planned_at, due_at, expires_at, gathered)
        SELECT e.org_id, e.id, e.webhook_id, e.kind, e.subject_id, a.ends_at, e.step, at,
               CASE WHEN e.gathered AND begun < now() THEN begun + every ELSE now() END, now() + lifetime, e.gathered
        FROM unnest(events, orgs, webhooks, subjects, steps, kinds, gathered)
                 AS e (id, org_id, webhook_id, subject_id, step, kind, gathered)
        JOIN credenza.webhooks w ON w.org_id = e.org_id AND w.id = e.webhook_id
        JOIN credenza.alerts a ON a.org_id = e.org_id AND a.subject_id = e.subject_id
        ON CONFLICT (org_id, webhook_id, subject_id, ends_at, step, kind) DO NOTHING;
    GET DIAGNOSTICS planned = ROW_COUNT;
    RETURN planned;
END
$$;

-- Claims what is due, for as long as `lifetime`: `most` events one by one, and of as many chats all that they are to be told of, up to a
-- thousand each. A chat is locked meanwhile, so that two replicas do not share what should be one message.
CREATE OR REPLACE FUNCTION system.claim_webhooks(most integer, lifetime interval)
    RETURNS TABLE (org_id uuid, event_id uuid, webhook_id uuid, format text, sealed bytea, kind text, subject text,
                   subject_id uuid, ends_at timestamptz, step integer, planned_at timestamptz, attempts integer, called text,
                   organization text, time_zone text, locale text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    chat_orgs uuid[];
    chats     uuid[];
BEGIN
    SELECT array_agg(c.org_id), array_agg(c.id) INTO chat_orgs, chats
        FROM (SELECT w.org_id, w.id FROM credenza.webhooks w
              WHERE (w.org_id, w.id) IN (
                        SELECT d.org_id, d.webhook_id FROM credenza.webhook_deliveries d
                        WHERE d.state = 'queued' AND d.due_at <= now() AND now() < d.expires_at AND d.kind NOT IN ('revocation', 'test'))
                AND w.format <> 'credenza' AND w.paused_at IS NULL AND (w.held_until > now()) IS NOT TRUE
              LIMIT most FOR NO KEY UPDATE SKIP LOCKED) AS c;
    -- Why something falls silent is the same as for mails (`claim_digest`).
    UPDATE credenza.webhook_deliveries d SET state = 'silent', settled_at = now()
        FROM unnest(chat_orgs, chats) AS c (org_id, id), credenza.alerts a
        WHERE d.org_id = c.org_id AND d.webhook_id = c.id AND d.state = 'queued' AND d.due_at <= now() AND d.gathered
          AND a.org_id = d.org_id AND a.subject_id = d.subject_id
          AND (a.ends_at <> d.ends_at OR a.closed OR a.muted_because IS NOT NULL OR a.successor_id IS NOT NULL
               OR a.snoozed_until > now()
               OR CASE d.kind
                      WHEN 'unanswered' THEN NOT EXISTS (SELECT FROM credenza_private.unanswered(d.org_id, d.subject_id) u
                                                         WHERE u.step = d.step)
                      ELSE a.last_step < d.step OR a.acknowledged_step <= d.step END);
    RETURN QUERY
        WITH single AS (
            SELECT d.org_id, d.id FROM credenza.webhook_deliveries d
            JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
            WHERE d.state = 'queued' AND d.due_at <= now() AND now() < d.expires_at
              AND (w.format = 'credenza' OR d.kind IN ('revocation', 'test'))
              AND (w.paused_at IS NULL OR d.kind = 'test') AND (w.held_until > now()) IS NOT TRUE
            ORDER BY d.due_at, d.id LIMIT most FOR UPDATE OF d SKIP LOCKED
        ), due AS (
            SELECT s.org_id, s.id FROM single s
            UNION ALL
            SELECT e.org_id, e.id FROM unnest(chat_orgs, chats) AS c (org_id, id), LATERAL (
                SELECT d.org_id, d.id FROM credenza.webhook_deliveries d
                WHERE d.org_id = c.org_id AND d.webhook_id = c.id AND d.kind NOT IN ('revocation', 'test')
                  AND d.state = 'queued' AND d.due_at <= now() AND now() < d.expires_at
                ORDER BY d.ends_at, d.id LIMIT 1000) AS e
        ), claimed AS (
            UPDATE credenza.webhook_deliveries d SET due_at = now() + lifetime, attempts = d.attempts + 1
            FROM due WHERE d.org_id = due.org_id AND d.id = due.id
            RETURNING d.*
        )
        SELECT d.org_id, d.id, d.webhook_id, w.format, w.sealed, d.kind, a.subject, d.subject_id, d.ends_at, d.step, d.planned_at,
               d.attempts, CASE WHEN a.subject IS NOT NULL THEN coalesce(credenza_private.alert_called(a), '') END,
               o.name, o.time_zone, o.locale
        FROM claimed d
        JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
        JOIN credenza.organizations o ON o.org_id = d.org_id
        LEFT JOIN credenza.alerts a ON a.org_id = d.org_id AND a.subject_id = d.subject_id
        ORDER BY d.ends_at, d.id;
END
$$;

-- As before (V42), for all events of a message.
DROP FUNCTION system.settle_webhook(uuid, uuid, text, integer, text);
CREATE FUNCTION system.settle_webhook(org uuid, webhook uuid, events uuid[], outcome text, http_status integer, said text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target credenza.webhooks;
    pause  interval;
BEGIN
    SELECT w.* INTO target FROM credenza.webhooks w WHERE w.org_id = org AND w.id = webhook FOR UPDATE;
    -- It was removed meanwhile, with its log.
    IF NOT FOUND THEN
        RETURN;
    END IF;
    pause := (0.5 + random() / 2) * least(interval '30 seconds' * 2 ^ least(target.failures, 10), interval '4 hours');
    UPDATE credenza.webhooks w
        SET failures = CASE outcome WHEN 'delivered' THEN 0 WHEN 'deferred' THEN least(w.failures + 1, 1000) ELSE w.failures END,
            held_until = CASE WHEN outcome = 'deferred' THEN now() + pause END,
            paused_at = CASE WHEN outcome = 'gone' THEN coalesce(w.paused_at, now()) ELSE w.paused_at END,
            paused_because = CASE WHEN outcome = 'gone' THEN coalesce(w.paused_because, 'gone') ELSE w.paused_because END
        WHERE w.org_id = org AND w.id = target.id;
    UPDATE credenza.webhook_deliveries d
        SET state = CASE outcome WHEN 'delivered' THEN 'delivered' WHEN 'deferred' THEN 'queued' ELSE 'failed' END,
            due_at = CASE WHEN outcome = 'deferred' THEN now() + pause ELSE d.due_at END,
            settled_at = CASE WHEN outcome <> 'deferred' THEN now() END, status = http_status, answer = left(said, 300)
        WHERE d.org_id = org AND d.webhook_id = webhook AND d.id = ANY (events);
END
$$;

-- As before (V41). Whoever asks for it has it sent, whatever has become of it.
CREATE OR REPLACE FUNCTION credenza.resend_webhook(event uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.managed();
    target uuid;
BEGIN
    UPDATE credenza.webhook_deliveries d
        SET state = 'queued', due_at = now(), expires_at = now() + interval '3 days', attempts = 0, settled_at = NULL,
            status = NULL, answer = NULL, gathered = false
        WHERE d.org_id = org AND d.id = event AND d.state <> 'queued'
        RETURNING d.webhook_id INTO target;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such delivery' USING ERRCODE = 'CZ404';
    END IF;
    UPDATE credenza.webhooks w SET held_until = NULL WHERE w.org_id = org AND w.id = target;
    RETURN target;
END
$$;

GRANT EXECUTE ON FUNCTION
    system.webhooks_of(uuid[]),
    system.plan_webhooks(timestamptz, uuid[], uuid[], uuid[], uuid[], integer[], text[], boolean[], interval, interval),
    system.settle_webhook(uuid, uuid, uuid[], text, integer, text) TO credenza_system;
