-- Why: programs of the firm are told of ends as people are (docs/adr/0023-channels.md). Where they are told is a secret of the firm's,
-- since addresses of chat rooms let in who knows them; the database keeps it sealed, beside the key that messages are signed with.

-- sealed: address and signing secret, under a key of the server (not of the organization: no grant is needed to tell of metadata).
-- host: what lists show of the address. held_until: whoever does not answer is left alone for a while, with all that waits for him.
CREATE TABLE credenza.webhooks (
    org_id         uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id             uuid NOT NULL,
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    format         text NOT NULL CHECK (format IN ('credenza', 'slack', 'teams')),
    host           text NOT NULL CHECK (length(host) BETWEEN 1 AND 260),
    sealed         bytea NOT NULL CHECK (length(sealed) BETWEEN 29 AND 4096),
    created_by     uuid NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    paused_at      timestamptz,
    paused_because text CHECK (paused_because IN ('member', 'gone', 'restored')),
    failures       integer NOT NULL DEFAULT 0,
    held_until     timestamptz,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, created_by) REFERENCES credenza.members (org_id, id),
    CHECK ((paused_at IS NULL) = (paused_because IS NULL))
);
CREATE INDEX webhooks_by_member ON credenza.webhooks (org_id, created_by);

-- What a webhook is told of, and what became of it. The id is that of the event, and stays the same however often it is sent. The
-- last key is the promise: one step of one end reaches a webhook as one event. A test has no certificate.
CREATE TABLE credenza.webhook_deliveries (
    org_id         uuid NOT NULL,
    id             uuid NOT NULL,
    webhook_id     uuid NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('alert', 'escalation', 'test')),
    certificate_id uuid,
    ends_at        timestamptz,
    step           integer,
    planned_at     timestamptz NOT NULL,
    state          text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'delivered', 'failed')),
    due_at         timestamptz NOT NULL DEFAULT now(),
    expires_at     timestamptz NOT NULL,
    attempts       integer NOT NULL DEFAULT 0,
    settled_at     timestamptz,
    status         integer CHECK (status BETWEEN 100 AND 999),
    -- The beginning of what the other side said, or why nothing was sent.
    answer         text CHECK (length(answer) <= 300),
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, webhook_id, certificate_id, ends_at, step, kind),
    FOREIGN KEY (org_id, webhook_id) REFERENCES credenza.webhooks (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.alerts (org_id, certificate_id) ON DELETE CASCADE,
    CHECK (CASE kind WHEN 'test' THEN num_nonnulls(certificate_id, ends_at, step) = 0
                     ELSE num_nulls(certificate_id, ends_at, step) = 0 END)
);
CREATE INDEX webhook_deliveries_due ON credenza.webhook_deliveries (due_at) WHERE state = 'queued';
CREATE INDEX webhook_deliveries_by_time ON credenza.webhook_deliveries (org_id, planned_at, id);
CREATE INDEX webhook_deliveries_by_certificate ON credenza.webhook_deliveries (org_id, certificate_id);

ALTER TABLE credenza.webhooks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.webhook_deliveries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.webhooks TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.webhook_deliveries TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY manage ON credenza.webhooks FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('organization.manage')));
CREATE POLICY manage ON credenza.webhook_deliveries FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('organization.manage')));
GRANT SELECT (org_id, id, name, format, host, created_by, created_at, paused_at, paused_because, failures, held_until)
    ON credenza.webhooks TO credenza_app;
GRANT SELECT ON credenza.webhook_deliveries TO credenza_app;

-- The organization of the context, which must manage it.
CREATE FUNCTION credenza_private.managed() RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org_with('organization.manage');
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with organization.manage' USING ERRCODE = '42501';
    END IF;
    RETURN org;
END
$$;

-- Makes a webhook, with the proof that this transaction has spent for it: a new way out for metadata. Ten at most.
CREATE FUNCTION credenza.create_webhook(
    webhook uuid, called text, in_format text, at_host text, sealed_target bytea, proof text)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.managed();
BEGIN
    IF NOT credenza_private.has_proven('webhook.create', credenza.type_id('org', org), proof) THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    -- Two who make one at once take turns.
    PERFORM FROM credenza.organizations o WHERE o.org_id = org FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM credenza.webhooks w WHERE w.org_id = org) >= 10 THEN
        PERFORM credenza_private.refuse('too_many_webhooks');
    END IF;
    INSERT INTO credenza.webhooks (org_id, id, name, format, host, sealed, created_by)
        VALUES (org, webhook, called, in_format, at_host, sealed_target, credenza.member());
END
$$;

-- Pauses a webhook, or lets it go on; what waits goes on waiting for as long as it is true.
CREATE FUNCTION credenza.pause_webhook(webhook uuid, paused boolean) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.managed();
BEGIN
    UPDATE credenza.webhooks w
        SET paused_at = CASE WHEN paused THEN coalesce(w.paused_at, now()) END,
            paused_because = CASE WHEN paused THEN coalesce(w.paused_because, 'member') END,
            failures = CASE WHEN paused THEN w.failures ELSE 0 END, held_until = NULL
        WHERE w.org_id = org AND w.id = webhook;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such webhook' USING ERRCODE = 'CZ404';
    END IF;
END
$$;

-- Removes a webhook and its log.
CREATE FUNCTION credenza.delete_webhook(webhook uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM credenza.webhooks w WHERE w.org_id = credenza_private.managed() AND w.id = webhook;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such webhook' USING ERRCODE = 'CZ404';
    END IF;
END
$$;

-- Queues an event that tells of nothing, for who looks whether it arrives.
CREATE FUNCTION credenza.test_webhook(event uuid, webhook uuid) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.managed();
BEGIN
    UPDATE credenza.webhooks w SET held_until = NULL WHERE w.org_id = org AND w.id = webhook;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such webhook' USING ERRCODE = 'CZ404';
    END IF;
    INSERT INTO credenza.webhook_deliveries (org_id, id, webhook_id, kind, planned_at, expires_at)
        VALUES (org, event, webhook, 'test', now(), now() + interval '1 hour');
END
$$;

-- Sends an event that was delivered, or given up, again, under the same id; returns the webhook.
CREATE FUNCTION credenza.resend_webhook(event uuid) RETURNS uuid
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org    uuid := credenza_private.managed();
    target uuid;
BEGIN
    UPDATE credenza.webhook_deliveries d
        SET state = 'queued', due_at = now(), expires_at = now() + interval '3 days', attempts = 0, settled_at = NULL,
            status = NULL, answer = NULL
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
    credenza.create_webhook(uuid, text, text, text, bytea, text), credenza.pause_webhook(uuid, boolean),
    credenza.delete_webhook(uuid), credenza.test_webhook(uuid, uuid), credenza.resend_webhook(uuid) TO credenza_app;
