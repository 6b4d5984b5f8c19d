-- Why: nothing that a firm keeps ends unseen, and nobody is told twice (docs/adr/0016-alerts.md). When somebody is to be told is
-- arithmetic of calendars, and the server's; that it happens once is decided here, by a key and a transaction.

-- An organization's ladder; without a row, the defaults of the server.
CREATE TABLE credenza.alert_settings (
    org_id        uuid PRIMARY KEY REFERENCES credenza.organizations (org_id),
    steps         integer[] NOT NULL CHECK (cardinality(steps) BETWEEN 1 AND 12 AND 0 <= ALL (steps) AND 730 >= ALL (steps)),
    repeat_days   integer NOT NULL CHECK (repeat_days BETWEEN 0 AND 730),
    escalate_days integer NOT NULL CHECK (escalate_days BETWEEN 0 AND 730),
    hour          integer NOT NULL CHECK (hour BETWEEN 0 AND 23),
    working_days  integer[] NOT NULL CHECK (cardinality(working_days) BETWEEN 1 AND 7 AND 1 <= ALL (working_days)
                                            AND 7 >= ALL (working_days)),
    version       integer NOT NULL DEFAULT 1
);

-- How a member wants to be told, and in which language (that of the organization when NULL); without a row, a mail for each alert.
CREATE TABLE credenza.alert_preferences (
    org_id    uuid NOT NULL,
    member_id uuid NOT NULL,
    delivery  text NOT NULL CHECK (delivery IN ('each', 'daily', 'weekly', 'off')),
    locale    text CHECK (locale IN ('en', 'es')),
    PRIMARY KEY (org_id, member_id),
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE
);

-- What is watched: each certificate that ends. A row comes, changes and goes with its certificate.
--
-- due_at: when the engine looks next; `-infinity` as soon as it can, `infinity` when nothing is left to be told.
-- checked_at: the engine's time when it last looked. When that lies ahead, the clock was wrong, and it looks again.
-- Steps are days before the end, negative after it: the last that was told; the last that was told when it was acknowledged.
CREATE TABLE credenza.alerts (
    org_id            uuid NOT NULL,
    certificate_id    uuid NOT NULL,
    ends_at           timestamptz NOT NULL,
    watched_from      timestamptz NOT NULL,
    due_at            timestamptz NOT NULL DEFAULT '-infinity',
    checked_at        timestamptz NOT NULL DEFAULT '-infinity',
    last_step         integer,
    stepped_at        timestamptz,
    escalated_step    integer,
    acknowledged_step integer,
    acknowledged_at   timestamptz,
    acknowledged_by   uuid,
    snoozed_until     timestamptz,
    muted_because     text CHECK (length(muted_because) BETWEEN 1 AND 500),
    muted_by          uuid,
    assignee_id       uuid,
    -- What took its place.
    successor_id      uuid,
    PRIMARY KEY (org_id, certificate_id),
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.certificates (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, successor_id) REFERENCES credenza.certificates (org_id, id) ON DELETE SET NULL (successor_id),
    FOREIGN KEY (org_id, acknowledged_by) REFERENCES credenza.members (org_id, id),
    FOREIGN KEY (org_id, muted_by) REFERENCES credenza.members (org_id, id),
    FOREIGN KEY (org_id, assignee_id) REFERENCES credenza.members (org_id, id),
    CHECK ((last_step IS NULL) = (stepped_at IS NULL))
);
-- What the engine reads, for all organizations: a range of one index, whatever the number of certificates.
CREATE INDEX alerts_by_due ON credenza.alerts (due_at) WHERE due_at < 'infinity';
CREATE INDEX alerts_by_check ON credenza.alerts (checked_at);
CREATE INDEX alerts_told ON credenza.alerts (org_id, ends_at, certificate_id) WHERE last_step IS NOT NULL;
CREATE INDEX alerts_by_successor ON credenza.alerts (org_id, successor_id) WHERE successor_id IS NOT NULL;

-- Mails about alerts, and what became of them. What they say lies sealed in the queue, and nowhere when they have gone.
CREATE TABLE credenza.alert_mails (
    org_id         uuid NOT NULL,
    id             uuid NOT NULL,
    member_id      uuid NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('alert', 'escalation', 'digest')),
    -- None for a digest.
    certificate_id uuid,
    queued_at      timestamptz NOT NULL,
    state          text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
    attempts       integer NOT NULL DEFAULT 0,
    settled_at     timestamptz,
    -- What the other side said last.
    answer         text CHECK (length(answer) <= 500),
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.certificates (org_id, id) ON DELETE SET NULL (certificate_id)
);
CREATE INDEX alert_mails_by_id ON credenza.alert_mails (id);
CREATE INDEX alert_mails_by_time ON credenza.alert_mails (org_id, queued_at, id);
CREATE INDEX alert_mails_by_certificate ON credenza.alert_mails (org_id, certificate_id);

-- Who was told of what, or will be by a digest. The key is the promise: one step of one end reaches one person once. It is
-- written in the transaction that queues the mail.
CREATE TABLE credenza.alert_notices (
    org_id         uuid NOT NULL,
    certificate_id uuid NOT NULL,
    ends_at        timestamptz NOT NULL,
    step           integer NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('alert', 'escalation')),
    member_id      uuid NOT NULL,
    planned_at     timestamptz NOT NULL,
    mail_id        uuid,
    -- When the digest goes that will tell of it. Neither this nor a mail: it fell silent before.
    send_at        timestamptz CHECK (mail_id IS NULL OR send_at IS NULL),
    PRIMARY KEY (org_id, certificate_id, ends_at, step, kind, member_id),
    FOREIGN KEY (org_id, certificate_id) REFERENCES credenza.alerts (org_id, certificate_id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, member_id) REFERENCES credenza.members (org_id, id) ON DELETE CASCADE,
    FOREIGN KEY (org_id, mail_id) REFERENCES credenza.alert_mails (org_id, id)
);
CREATE INDEX alert_notices_waiting ON credenza.alert_notices (send_at) WHERE send_at IS NOT NULL;
CREATE INDEX alert_notices_by_mail ON credenza.alert_notices (org_id, mail_id);
CREATE INDEX alert_notices_by_member ON credenza.alert_notices (org_id, member_id);

ALTER TABLE credenza.alert_settings ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.alert_preferences ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.alerts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.alert_mails ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE credenza.alert_notices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.alert_settings TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.alert_preferences TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.alerts TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.alert_mails TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY owner ON credenza.alert_notices TO credenza_owner USING (true) WITH CHECK (true);

CREATE POLICY see ON credenza.alert_settings FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org()));
CREATE POLICY own ON credenza.alert_preferences FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
CREATE POLICY see ON credenza.alerts FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.read')));
CREATE POLICY change ON credenza.alerts FOR UPDATE TO credenza_app
    USING (org_id = (SELECT credenza.org_with('certificate.write')))
    WITH CHECK (org_id = (SELECT credenza.org_with('certificate.write')));
CREATE POLICY own ON credenza.alert_mails FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org()) AND member_id = (SELECT credenza.member()));
CREATE POLICY manage ON credenza.alert_mails FOR SELECT TO credenza_app
    USING (org_id = (SELECT credenza.org_with('organization.manage')));
GRANT SELECT ON credenza.alert_settings, credenza.alert_preferences, credenza.alerts, credenza.alert_mails TO credenza_app;
GRANT UPDATE (acknowledged_step, acknowledged_at, snoozed_until, muted_because, assignee_id, successor_id)
    ON credenza.alerts TO credenza_app;

-- Whether `new` is what `old` was renewed to: same holder by subject and tax id, same use, a later end, and the key if there was
-- one. A seal of another branch has another subject.
CREATE FUNCTION credenza_private.renews(old credenza.certificates, new credenza.certificates) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN coalesce(
    old.id <> new.id AND old.tax_id = new.tax_id AND old.profile IS NOT DISTINCT FROM new.profile
    AND old.metadata -> 'certificate' ->> 'subject' = new.metadata -> 'certificate' ->> 'subject'
    AND old.not_after < new.not_after AND (new.has_private_key OR NOT old.has_private_key), false);
CREATE INDEX certificates_by_tax_id ON credenza.certificates (org_id, tax_id) WHERE tax_id IS NOT NULL;

-- Watches a certificate that ends, and lets what it renews fall silent.
CREATE FUNCTION credenza_private.watch_certificate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    older uuid[];
    newer uuid;
BEGIN
    IF NEW.not_after IS NULL THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' OR OLD.not_after IS DISTINCT FROM NEW.not_after THEN
        INSERT INTO credenza.alerts AS a (org_id, certificate_id, ends_at, watched_from)
            VALUES (NEW.org_id, NEW.id, NEW.not_after, CASE TG_OP WHEN 'INSERT' THEN NEW.created_at ELSE now() END)
            ON CONFLICT (org_id, certificate_id) DO UPDATE
                SET ends_at = excluded.ends_at, watched_from = excluded.watched_from, last_step = NULL, stepped_at = NULL,
                    escalated_step = NULL, acknowledged_step = NULL, acknowledged_at = NULL, acknowledged_by = NULL,
                    snoozed_until = NULL;
    END IF;
    IF NEW.tax_id IS NULL THEN
        RETURN NULL;
    END IF;
    -- In steps, since a connection keeps its plans: a join that was planned while there were few alerts would go through all of an
    -- organization's when there are many.
    SELECT array_agg(c.id) INTO older FROM credenza.certificates c
        WHERE c.org_id = NEW.org_id AND c.tax_id = NEW.tax_id AND credenza_private.renews(c, NEW);
    IF older IS NOT NULL THEN
        UPDATE credenza.alerts a SET successor_id = NEW.id
            WHERE a.org_id = NEW.org_id AND a.certificate_id = ANY (older) AND a.successor_id IS NULL;
    END IF;
    SELECT c.id INTO newer FROM credenza.certificates c
        WHERE c.org_id = NEW.org_id AND c.tax_id = NEW.tax_id AND credenza_private.renews(NEW, c)
        ORDER BY c.not_after DESC, c.id LIMIT 1;
    IF newer IS NOT NULL THEN
        UPDATE credenza.alerts a SET successor_id = newer
            WHERE a.org_id = NEW.org_id AND a.certificate_id = NEW.id AND a.successor_id IS NULL;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER watch_certificate AFTER INSERT OR UPDATE OF not_after, has_private_key ON credenza.certificates
    FOR EACH ROW EXECUTE FUNCTION credenza_private.watch_certificate();
INSERT INTO credenza.alerts (org_id, certificate_id, ends_at, watched_from)
    SELECT org_id, id, not_after, created_at FROM credenza.certificates WHERE not_after IS NOT NULL;

-- What a person decides about an alert: who he is says the context, and the engine looks again.
CREATE FUNCTION credenza_private.decide_alert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.due_at := '-infinity';
    IF NEW.acknowledged_at IS DISTINCT FROM OLD.acknowledged_at AND credenza.member() IS NOT NULL THEN
        NEW.acknowledged_by := credenza.member();
    END IF;
    IF NEW.muted_because IS DISTINCT FROM OLD.muted_because THEN
        NEW.muted_by := CASE WHEN NEW.muted_because IS NOT NULL THEN credenza.member() END;
    END IF;
    -- Only who may see it can look after it.
    IF NEW.assignee_id IS DISTINCT FROM OLD.assignee_id AND EXISTS (
           SELECT FROM credenza.members m WHERE m.org_id = NEW.org_id AND m.id = NEW.assignee_id
              AND (m.status <> 'active' OR NOT 'certificate.read' = ANY (m.permissions))) THEN
        RAISE EXCEPTION 'no such member' USING ERRCODE = 'CZ404';
    END IF;
    -- What takes its place ends later.
    IF NEW.successor_id IS DISTINCT FROM OLD.successor_id AND EXISTS (
           SELECT FROM credenza.certificates c WHERE c.org_id = NEW.org_id AND c.id = NEW.successor_id
              AND (c.not_after > NEW.ends_at) IS NOT TRUE) THEN
        RAISE EXCEPTION 'no such certificate' USING ERRCODE = 'CZ404';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER decide_alert
    BEFORE UPDATE OF ends_at, acknowledged_step, acknowledged_at, snoozed_until, muted_because, assignee_id, successor_id
    ON credenza.alerts FOR EACH ROW EXECUTE FUNCTION credenza_private.decide_alert();

-- Another ladder, or other clocks: everything of the organization is planned anew.
CREATE FUNCTION credenza_private.replan_alerts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE credenza.alerts SET due_at = '-infinity' WHERE org_id = NEW.org_id AND due_at > '-infinity';
    RETURN NULL;
END
$$;
CREATE TRIGGER replan_alerts AFTER UPDATE OF time_zone ON credenza.organizations
    FOR EACH ROW WHEN (OLD.time_zone <> NEW.time_zone) EXECUTE FUNCTION credenza_private.replan_alerts();
CREATE TRIGGER replan_alerts AFTER INSERT OR UPDATE ON credenza.alert_settings
    FOR EACH ROW EXECUTE FUNCTION credenza_private.replan_alerts();

-- Sets the organization's ladder over the version that the caller saw, 0 for none.
CREATE FUNCTION credenza.set_alert_settings(
    steps integer[], repeat_days integer, escalate_days integer, hour integer, working_days integer[], seen integer)
    RETURNS integer
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza.org_with('organization.manage');
    now_at integer;
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with organization.manage' USING ERRCODE = '42501';
    END IF;
    INSERT INTO credenza.alert_settings AS s (org_id, steps, repeat_days, escalate_days, hour, working_days)
        VALUES (org, set_alert_settings.steps, set_alert_settings.repeat_days, set_alert_settings.escalate_days,
                set_alert_settings.hour, set_alert_settings.working_days)
        ON CONFLICT (org_id) DO UPDATE
            SET steps = excluded.steps, repeat_days = excluded.repeat_days, escalate_days = excluded.escalate_days,
                hour = excluded.hour, working_days = excluded.working_days, version = s.version + 1
            WHERE s.version = seen
        RETURNING s.version INTO now_at;
    -- A first row is made over none.
    IF now_at IS NULL OR now_at <> seen + 1 THEN
        PERFORM credenza_private.refuse('stale');
    END IF;
    RETURN now_at;
END
$$;

-- How the caller wants to be told of alerts.
CREATE FUNCTION credenza.set_alert_preference(delivery text, locale text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF credenza.org() IS NULL THEN
        RAISE EXCEPTION 'no context' USING ERRCODE = 'CZ401';
    END IF;
    INSERT INTO credenza.alert_preferences (org_id, member_id, delivery, locale)
        VALUES (credenza.org(), credenza.member(), set_alert_preference.delivery, set_alert_preference.locale)
        ON CONFLICT (org_id, member_id) DO UPDATE SET delivery = excluded.delivery, locale = excluded.locale;
END
$$;
GRANT EXECUTE ON FUNCTION credenza.set_alert_settings(integer[], integer, integer, integer, integer[], integer),
    credenza.set_alert_preference(text, text) TO credenza_app;
