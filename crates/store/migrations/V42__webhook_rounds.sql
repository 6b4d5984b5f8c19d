-- Why: what is told to people is told to webhooks in the same transaction, once; and delivered by whichever replica comes first.

-- The webhooks of these organizations that are not paused.
CREATE FUNCTION system.webhooks_of(orgs uuid[]) RETURNS TABLE (org_id uuid, webhook_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT w.org_id, w.id FROM credenza.webhooks w WHERE w.org_id = ANY (orgs) AND w.paused_at IS NULL ORDER BY w.org_id, w.id;
END;

-- Queues events of a round at `at`. What a webhook was told of is left out. Returns how many there are.
CREATE FUNCTION system.plan_webhooks(
    at timestamptz, events uuid[], orgs uuid[], webhooks uuid[], certificates uuid[], steps integer[], kinds text[],
    lifetime interval)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    planned bigint;
BEGIN
    INSERT INTO credenza.webhook_deliveries AS d
            (org_id, id, webhook_id, kind, certificate_id, ends_at, step, planned_at, expires_at)
        SELECT e.org_id, e.id, e.webhook_id, e.kind, e.certificate_id, a.ends_at, e.step, at, now() + lifetime
        FROM unnest(events, orgs, webhooks, certificates, steps, kinds) AS e (id, org_id, webhook_id, certificate_id, step, kind)
        JOIN credenza.webhooks w ON w.org_id = e.org_id AND w.id = e.webhook_id
        JOIN credenza.alerts a ON a.org_id = e.org_id AND a.certificate_id = e.certificate_id
        ON CONFLICT (org_id, webhook_id, certificate_id, ends_at, step, kind) DO NOTHING;
    GET DIAGNOSTICS planned = ROW_COUNT;
    RETURN planned;
END
$$;

-- Claims events that are due, for as long as `lifetime`, each with what it takes to send it.
CREATE FUNCTION system.claim_webhooks(most integer, lifetime interval)
    RETURNS TABLE (org_id uuid, event_id uuid, webhook_id uuid, format text, sealed bytea, kind text, certificate_id uuid,
                   ends_at timestamptz, step integer, planned_at timestamptz, attempts integer, called text,
                   organization text, time_zone text, locale text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        WITH due AS (
            SELECT d.org_id, d.id FROM credenza.webhook_deliveries d
            JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
            WHERE d.state = 'queued' AND d.due_at <= now() AND now() < d.expires_at
              AND (w.paused_at IS NULL OR d.kind = 'test') AND (w.held_until > now()) IS NOT TRUE
            ORDER BY d.due_at, d.id LIMIT most FOR UPDATE OF d SKIP LOCKED
        ), claimed AS (
            UPDATE credenza.webhook_deliveries d SET due_at = now() + lifetime, attempts = d.attempts + 1
            FROM due WHERE d.org_id = due.org_id AND d.id = due.id
            RETURNING d.*
        )
        SELECT d.org_id, d.id, d.webhook_id, w.format, w.sealed, d.kind, d.certificate_id, d.ends_at, d.step, d.planned_at,
               d.attempts, credenza_private.called(c), o.name, o.time_zone, o.locale
        FROM claimed d
        JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
        JOIN credenza.organizations o ON o.org_id = d.org_id
        LEFT JOIN credenza.certificates c ON c.org_id = d.org_id AND c.id = d.certificate_id;
END
$$;

-- What became of an attempt. 'delivered' and 'failed' end it; 'gone' too, and pauses the webhook, as the other side asks for
-- (410); 'deferred' is tried again, the later the more often in a row its webhook has not taken anything.
CREATE FUNCTION system.settle_webhook(org uuid, event uuid, outcome text, http_status integer, said text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    target credenza.webhooks;
    pause  interval;
BEGIN
    SELECT w.* INTO target FROM credenza.webhook_deliveries d
        JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
        WHERE d.org_id = org AND d.id = event FOR UPDATE OF w;
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
        WHERE d.org_id = org AND d.id = event;
END
$$;

-- Gives up events that could not be delivered while what they say was true; returns how many.
CREATE FUNCTION system.expire_webhooks() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    UPDATE credenza.webhook_deliveries SET state = 'failed', settled_at = now() WHERE state = 'queued' AND expires_at <= now();
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;
GRANT EXECUTE ON FUNCTION
    system.webhooks_of(uuid[]), system.plan_webhooks(timestamptz, uuid[], uuid[], uuid[], uuid[], integer[], text[], interval),
    system.claim_webhooks(integer, interval), system.settle_webhook(uuid, uuid, text, integer, text), system.expire_webhooks()
    TO credenza_system;
