-- Why: what ends in two days wants other steps than what ends in a year. A ladder for each kind of subject, and for tickets one for each
-- type; where there is none, the defaults of the server. The hour and the working days are the organization's, for all.
CREATE TABLE credenza.alert_ladders (
    org_id        uuid NOT NULL REFERENCES credenza.organizations (org_id),
    id            uuid NOT NULL DEFAULT gen_random_uuid(),
    -- Those of certificates are in `alert_settings`.
    subject       text NOT NULL CHECK (subject IN ('ticket', 'invitation', 'api_token', 'kek')),
    type_id       uuid CHECK (type_id IS NULL OR subject = 'ticket'),
    steps         integer[] NOT NULL CHECK (cardinality(steps) BETWEEN 1 AND 12 AND 0 <= ALL (steps) AND 730 >= ALL (steps)),
    repeat_days   integer NOT NULL CHECK (repeat_days BETWEEN 0 AND 730),
    escalate_days integer NOT NULL CHECK (escalate_days BETWEEN 0 AND 730),
    PRIMARY KEY (org_id, id),
    UNIQUE NULLS NOT DISTINCT (org_id, subject, type_id),
    FOREIGN KEY (org_id, type_id) REFERENCES credenza.ticket_types (org_id, id) ON DELETE CASCADE
);
CREATE INDEX alert_ladders_by_type ON credenza.alert_ladders (org_id, type_id);
ALTER TABLE credenza.alert_ladders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner ON credenza.alert_ladders TO credenza_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON credenza.alert_ladders FOR SELECT TO credenza_app USING (org_id = (SELECT credenza.org()));
GRANT SELECT ON credenza.alert_ladders TO credenza_app;

-- Sets the ladder of a kind of subject, or of one type of tickets; without steps, takes it away.
CREATE FUNCTION credenza.set_alert_ladder(
    what text, ticket_type uuid, new_steps integer[], new_repeat integer, new_escalate integer)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := credenza_private.managed();
BEGIN
    IF ticket_type IS NOT NULL AND NOT EXISTS (
           SELECT FROM credenza.ticket_types y WHERE y.org_id = org AND y.id = ticket_type) THEN
        RAISE EXCEPTION 'no such type' USING ERRCODE = 'CZ404';
    END IF;
    IF new_steps IS NULL THEN
        DELETE FROM credenza.alert_ladders l
            WHERE l.org_id = org AND l.subject = what AND l.type_id IS NOT DISTINCT FROM ticket_type;
    ELSE
        INSERT INTO credenza.alert_ladders AS l (org_id, subject, type_id, steps, repeat_days, escalate_days)
            VALUES (org, what, ticket_type, new_steps, new_repeat, new_escalate)
            ON CONFLICT (org_id, subject, type_id) DO UPDATE
                SET steps = excluded.steps, repeat_days = excluded.repeat_days, escalate_days = excluded.escalate_days;
    END IF;
    UPDATE credenza.alerts a SET due_at = '-infinity' WHERE a.org_id = org AND a.subject = what AND a.due_at > '-infinity';
END
$$;
GRANT EXECUTE ON FUNCTION credenza.set_alert_ladder(text, uuid, integer[], integer, integer) TO credenza_app;

-- As before (V48), for all subjects: which, and whether it needs nobody. The steps are those of the subject's own ladder.
DROP FUNCTION system.claim_alerts(timestamptz, bigint, integer);
CREATE FUNCTION system.claim_alerts(at timestamptz, this_turn bigint, most integer)
    RETURNS TABLE (org_id uuid, subject text, subject_id uuid, ends_at timestamptz, watched_from timestamptz, last_step integer,
                   stepped_at timestamptz, escalated_step integer, acknowledged_step integer, snoozed_until timestamptz,
                   silent boolean, assignee_id uuid, called text, organization text, time_zone text,
                   steps integer[], repeat_days integer, escalate_days integer, hour integer, working_days integer[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    due uuid[];
    orgs uuid[];
BEGIN
    SELECT array_agg(d.org_id), array_agg(d.subject_id) INTO orgs, due
        FROM (SELECT a.org_id, a.subject_id FROM credenza.alerts a
              WHERE a.due_at <= at AND a.due_at < 'infinity' AND a.turn <= this_turn
              ORDER BY a.due_at LIMIT most FOR UPDATE SKIP LOCKED) AS d;
    IF due IS NULL THEN
        SELECT array_agg(d.org_id), array_agg(d.subject_id) INTO orgs, due
            FROM (SELECT a.org_id, a.subject_id FROM credenza.alerts a
                  WHERE a.checked_at > at + interval '1 hour' AND a.turn <= this_turn
                  ORDER BY a.checked_at LIMIT most FOR UPDATE SKIP LOCKED) AS d;
    END IF;
    UPDATE credenza.alerts a SET turn = this_turn
        FROM unnest(orgs, due) AS d (org_id, subject_id)
        WHERE a.org_id = d.org_id AND a.subject_id = d.subject_id AND a.turn < this_turn;
    RETURN QUERY
        SELECT a.org_id, a.subject, a.subject_id, a.ends_at, a.watched_from, a.last_step, a.stepped_at, a.escalated_step,
               a.acknowledged_step, a.snoozed_until, a.closed OR a.muted_because IS NOT NULL OR a.successor_id IS NOT NULL,
               a.assignee_id,
               CASE a.subject WHEN 'certificate' THEN credenza_private.called(c) ELSE coalesce(credenza_private.alert_called(a), '') END,
               o.name, o.time_zone,
               CASE a.subject WHEN 'certificate' THEN s.steps ELSE l.steps END,
               CASE a.subject WHEN 'certificate' THEN s.repeat_days ELSE l.repeat_days END,
               CASE a.subject WHEN 'certificate' THEN s.escalate_days ELSE l.escalate_days END,
               s.hour, s.working_days
        FROM unnest(orgs, due) AS d (org_id, subject_id)
        JOIN credenza.alerts a ON a.org_id = d.org_id AND a.subject_id = d.subject_id
        JOIN credenza.organizations o ON o.org_id = a.org_id
        LEFT JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
        LEFT JOIN credenza.alert_settings s ON s.org_id = a.org_id
        LEFT JOIN credenza.tickets t ON a.subject = 'ticket' AND t.org_id = a.org_id AND t.id = a.subject_id
        LEFT JOIN LATERAL (
            SELECT x.* FROM credenza.alert_ladders x
            WHERE a.subject <> 'certificate' AND x.org_id = a.org_id AND x.subject = a.subject
              AND (x.type_id IS NULL OR x.type_id = t.type_id)
            ORDER BY x.type_id NULLS LAST LIMIT 1) AS l ON true;
END
$$;

-- Who may be told of anything in these organizations: every active member. Of what, `alert_audience` says; `reads` and `acts` are
-- about certificates.
DROP FUNCTION system.alert_recipients(uuid[]);
CREATE FUNCTION system.alert_recipients(orgs uuid[])
    RETURNS TABLE (org_id uuid, member_id uuid, name text, email text, delivery text, locale text, administers boolean,
                   reads boolean, acts boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT m.org_id, m.id, m.name, m.email, coalesce(p.delivery, 'each'), coalesce(p.locale, o.locale),
           'organization.manage' = ANY (m.permissions), 'certificate.read' = ANY (m.permissions),
           'certificate.write' = ANY (m.permissions)
        FROM credenza.members m
        JOIN credenza.organizations o ON o.org_id = m.org_id
        LEFT JOIN credenza.alert_preferences p ON p.org_id = m.org_id AND p.member_id = m.id
        WHERE m.org_id = ANY (orgs) AND m.status = 'active'
        ORDER BY m.org_id, m.id;
END;

-- Who may see these subjects, which are no certificates; see `credenza_private.alert_audience`.
CREATE FUNCTION system.alert_audience(orgs uuid[], subjects uuid[])
    RETURNS TABLE (org_id uuid, subject_id uuid, member_id uuid, told boolean, acts boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT a.org_id, a.subject_id, w.member_id, w.told, w.acts
        FROM unnest(orgs, subjects) AS l (org_id, subject_id)
        JOIN credenza.alerts a ON a.org_id = l.org_id AND a.subject_id = l.subject_id,
        LATERAL credenza_private.alert_audience(a) AS w
        ORDER BY 1, 2, 3;
END;

CREATE OR REPLACE FUNCTION system.plan_alerts(
    at timestamptz, looked_orgs uuid[], looked_at uuid[], looked_steps integer[], looked_escalated boolean[],
    looked_next timestamptz[], told_orgs uuid[], told_of uuid[], told_members uuid[], told_steps integer[], told_kinds text[],
    told_send_at timestamptz[], told_mails uuid[], told_sealed bytea[], lifetime interval)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    told bigint;
BEGIN
    WITH fresh AS (
        SELECT t.*, a.ends_at
        FROM unnest(told_orgs, told_of, told_members, told_steps, told_kinds, told_send_at, told_mails, told_sealed)
                 AS t (org_id, subject_id, member_id, step, kind, send_at, mail_id, sealed)
        JOIN credenza.alerts a ON a.org_id = t.org_id AND a.subject_id = t.subject_id
        WHERE NOT EXISTS (SELECT FROM credenza.alert_notices n
                          WHERE n.org_id = t.org_id AND n.subject_id = t.subject_id AND n.ends_at = a.ends_at
                            AND n.step = t.step AND n.kind = t.kind AND n.member_id = t.member_id)
    ), mails AS (
        INSERT INTO credenza.alert_mails (org_id, id, member_id, kind, subject_id, queued_at)
            SELECT f.org_id, f.mail_id, f.member_id, f.kind, f.subject_id, at FROM fresh f WHERE f.mail_id IS NOT NULL
    ), queued AS (
        INSERT INTO credenza.mail_queue (id, sealed, expires_at, urgent)
            SELECT f.mail_id, f.sealed, now() + lifetime, false FROM fresh f WHERE f.mail_id IS NOT NULL
    ), noted AS (
        INSERT INTO credenza.alert_notices (org_id, subject_id, ends_at, step, kind, member_id, planned_at, mail_id, send_at)
            SELECT f.org_id, f.subject_id, f.ends_at, f.step, f.kind, f.member_id, at, f.mail_id, f.send_at FROM fresh f
            RETURNING 1
    )
    SELECT count(*) INTO told FROM noted;
    UPDATE credenza.alerts a
        SET due_at = coalesce(l.next, 'infinity'), checked_at = at, last_step = coalesce(l.step, a.last_step),
            stepped_at = CASE WHEN l.step IS NOT NULL AND l.step IS DISTINCT FROM a.last_step THEN at ELSE a.stepped_at END,
            escalated_step = CASE WHEN l.escalated THEN l.step ELSE a.escalated_step END
        FROM unnest(looked_orgs, looked_at, looked_steps, looked_escalated, looked_next)
                 AS l (org_id, subject_id, step, escalated, next)
        WHERE a.org_id = l.org_id AND a.subject_id = l.subject_id;
    RETURN told;
END
$$;

DROP FUNCTION system.claim_digest(timestamptz);
-- As before (V21), for all subjects. Whoever may not see something any more is not told of it.
CREATE FUNCTION system.claim_digest(at timestamptz)
    RETURNS TABLE (org_id uuid, member_id uuid, subject text, subject_id uuid, ends_at timestamptz, step integer, kind text,
                   called text, organization text, time_zone text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    reader credenza.alert_preferences;
BEGIN
    UPDATE credenza.alert_notices n SET send_at = NULL
        FROM credenza.alerts a
        WHERE n.send_at <= at AND a.org_id = n.org_id AND a.subject_id = n.subject_id
          AND (a.ends_at <> n.ends_at OR a.last_step < n.step OR a.closed OR a.muted_because IS NOT NULL
               OR a.successor_id IS NOT NULL OR a.acknowledged_step <= n.step OR a.snoozed_until > at
               OR NOT EXISTS (SELECT FROM credenza_private.alert_audience(a) w WHERE w.member_id = n.member_id));
    SELECT p.* INTO reader FROM credenza.alert_preferences p
        WHERE (p.org_id, p.member_id) IN (SELECT n.org_id, n.member_id FROM credenza.alert_notices n WHERE n.send_at <= at)
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    RETURN QUERY
        SELECT n.org_id, n.member_id, a.subject, n.subject_id, n.ends_at, n.step, n.kind,
               coalesce(credenza_private.alert_called(a), ''), o.name, o.time_zone
        FROM credenza.alert_notices n
        JOIN credenza.alerts a ON a.org_id = n.org_id AND a.subject_id = n.subject_id
        JOIN credenza.organizations o ON o.org_id = n.org_id
        WHERE n.org_id = reader.org_id AND n.member_id = reader.member_id AND n.send_at <= at
        ORDER BY n.ends_at, n.subject_id, n.kind
        FOR UPDATE OF n;
END
$$;

DROP FUNCTION system.send_digest(timestamptz, uuid, uuid, uuid[], timestamptz[], integer[], text[], uuid, bytea, interval);
CREATE FUNCTION system.send_digest(
    at timestamptz, org uuid, member uuid, of_subjects uuid[], of_ends timestamptz[], of_steps integer[], of_kinds text[],
    mail uuid, sealed bytea, lifetime interval)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO credenza.alert_mails (org_id, id, member_id, kind, queued_at) VALUES (org, mail, member, 'digest', at);
    INSERT INTO credenza.mail_queue (id, sealed, expires_at, urgent) VALUES (mail, send_digest.sealed, now() + lifetime, false);
    UPDATE credenza.alert_notices n SET mail_id = mail, send_at = NULL
        FROM unnest(of_subjects, of_ends, of_steps, of_kinds) AS l (subject_id, ends_at, step, kind)
        WHERE n.org_id = org AND n.member_id = member AND n.subject_id = l.subject_id AND n.ends_at = l.ends_at
          AND n.step = l.step AND n.kind = l.kind AND n.mail_id IS NULL;
END
$$;

-- What a link in a mail is about; nothing when its reader may not decide about it any more, or it has another end by now.
DROP FUNCTION system.decide_alert(uuid, uuid, uuid, timestamptz, integer, timestamptz, timestamptz, text);
DROP FUNCTION system.find_alert(uuid, uuid, uuid, timestamptz);
CREATE FUNCTION system.find_alert(org uuid, member uuid, about uuid, end_at timestamptz)
    RETURNS TABLE (organization text, subject text, called text, time_zone text, locale text, seen boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.name, a.subject, coalesce(credenza_private.alert_called(a), ''), o.time_zone, coalesce(p.locale, o.locale),
           coalesce(a.acknowledged_step <= a.last_step, false) OR a.closed OR a.muted_because IS NOT NULL OR a.successor_id IS NOT NULL
        FROM credenza.alerts a
        JOIN credenza.organizations o ON o.org_id = a.org_id
        JOIN credenza.members m ON m.org_id = a.org_id AND m.id = member
        LEFT JOIN credenza.alert_preferences p ON p.org_id = m.org_id AND p.member_id = m.id
        WHERE a.org_id = org AND a.subject_id = about AND a.ends_at = end_at
          AND EXISTS (SELECT FROM credenza_private.alert_audience(a) w WHERE w.member_id = member AND w.acts);
END;

-- The prefix of a subject's ids.
CREATE FUNCTION credenza_private.subject_prefix(subject text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN CASE subject WHEN 'certificate' THEN 'crt' WHEN 'ticket' THEN 'tkt' WHEN 'invitation' THEN 'inv' WHEN 'api_token' THEN 'tok'
                    WHEN 'kek' THEN 'kek' END;

CREATE FUNCTION system.decide_alert(
    org uuid, member uuid, about uuid, end_at timestamptz, known_step integer, until timestamptz, at timestamptz, request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    what text;
BEGIN
    SELECT f.subject INTO what FROM system.find_alert(org, member, about, end_at) f;
    -- Who works may say that he sees to his own ticket, and not that others hear nothing of it.
    IF NOT FOUND OR until IS NOT NULL AND what = 'ticket' AND EXISTS (
           SELECT FROM credenza.tickets t
           JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id AND w.member_id = member
           JOIN credenza.members m ON m.org_id = t.org_id AND m.id = member AND NOT 'ticket.approve' = ANY (m.permissions)
           WHERE t.org_id = org AND t.id = about) THEN
        RETURN false;
    END IF;
    IF until IS NULL THEN
        UPDATE credenza.alerts
            SET acknowledged_step = least(acknowledged_step, known_step), acknowledged_at = at, acknowledged_by = member
            WHERE org_id = org AND subject_id = about;
    ELSE
        UPDATE credenza.alerts SET snoozed_until = until WHERE org_id = org AND subject_id = about;
    END IF;
    PERFORM audit.append_system(
        org, 'anonymous', NULL, NULL, CASE WHEN until IS NULL THEN 'alert.acknowledge' ELSE 'alert.snooze' END, what,
        credenza.type_id(credenza_private.subject_prefix(what), about), 'done', request,
        jsonb_build_object('by', 'mail_link', 'member', credenza.type_id('mbr', member)), '{}');
    RETURN true;
END
$$;

DROP FUNCTION system.plan_webhooks(timestamptz, uuid[], uuid[], uuid[], uuid[], integer[], text[], interval);
CREATE FUNCTION system.plan_webhooks(
    at timestamptz, events uuid[], orgs uuid[], webhooks uuid[], subjects uuid[], steps integer[], kinds text[], lifetime interval)
    RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    planned bigint;
BEGIN
    INSERT INTO credenza.webhook_deliveries AS d
            (org_id, id, webhook_id, kind, subject_id, ends_at, step, planned_at, expires_at)
        SELECT e.org_id, e.id, e.webhook_id, e.kind, e.subject_id, a.ends_at, e.step, at, now() + lifetime
        FROM unnest(events, orgs, webhooks, subjects, steps, kinds) AS e (id, org_id, webhook_id, subject_id, step, kind)
        JOIN credenza.webhooks w ON w.org_id = e.org_id AND w.id = e.webhook_id
        JOIN credenza.alerts a ON a.org_id = e.org_id AND a.subject_id = e.subject_id
        ON CONFLICT (org_id, webhook_id, subject_id, ends_at, step, kind) DO NOTHING;
    GET DIAGNOSTICS planned = ROW_COUNT;
    RETURN planned;
END
$$;

DROP FUNCTION system.claim_webhooks(integer, interval);
CREATE FUNCTION system.claim_webhooks(most integer, lifetime interval)
    RETURNS TABLE (org_id uuid, event_id uuid, webhook_id uuid, format text, sealed bytea, kind text, subject text,
                   subject_id uuid, ends_at timestamptz, step integer, planned_at timestamptz, attempts integer, called text,
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
        SELECT d.org_id, d.id, d.webhook_id, w.format, w.sealed, d.kind, a.subject, d.subject_id, d.ends_at, d.step, d.planned_at,
               d.attempts, CASE WHEN a.subject IS NOT NULL THEN coalesce(credenza_private.alert_called(a), '') END,
               o.name, o.time_zone, o.locale
        FROM claimed d
        JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
        JOIN credenza.organizations o ON o.org_id = d.org_id
        LEFT JOIN credenza.alerts a ON a.org_id = d.org_id AND a.subject_id = d.subject_id;
END
$$;

-- What the member of a link may see that ends: certificates, tickets, and the rest of what alerts are about.
DROP FUNCTION system.calendar_feed_ends(bytea, timestamptz, integer);
CREATE FUNCTION system.calendar_feed_ends(hash bytea, since timestamptz, most integer)
    RETURNS TABLE (subject text, subject_id uuid, ends_at timestamptz, called text, kind text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH reader AS (
        SELECT m.org_id, m.id, m.permissions FROM credenza.calendar_feeds f
        JOIN credenza.members m ON m.org_id = f.org_id AND m.id = f.member_id
        WHERE f.token_hash = hash AND m.status = 'active' AND NOT m.must_enrol)
    SELECT * FROM (
        SELECT 'certificate'::text, c.id, c.not_after, credenza_private.called(c), coalesce(c.profile, c.kind)
            FROM reader r
            JOIN credenza.alerts a ON a.org_id = r.org_id
            JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
            WHERE 'certificate.read' = ANY (r.permissions)
              AND c.not_after >= since AND a.successor_id IS NULL AND a.muted_because IS NULL
        UNION ALL
        SELECT a.subject, a.subject_id, a.ends_at, coalesce(credenza_private.alert_called(a), ''), a.subject
            FROM reader r
            JOIN credenza.alerts a ON a.org_id = r.org_id
            WHERE a.subject <> 'certificate' AND a.ends_at >= since AND NOT a.closed AND a.muted_because IS NULL
              AND EXISTS (SELECT FROM credenza_private.alert_audience(a) w WHERE w.member_id = r.id)
    ) AS e (subject, subject_id, ends_at, called, kind)
    ORDER BY 3, 2 LIMIT most;
END;

-- A link for a calendar is for everybody who may see something that ends.
CREATE OR REPLACE FUNCTION credenza.make_calendar_feed(feed uuid, hash bytea, proof text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    org uuid := coalesce(credenza.org_with('certificate.read'), credenza.org_with('worker.read'));
    who uuid := credenza.member();
BEGIN
    IF org IS NULL THEN
        RAISE EXCEPTION 'no context with certificate.read or worker.read' USING ERRCODE = '42501';
    END IF;
    IF NOT credenza_private.has_proven('calendar_feed.create', credenza.type_id('mbr', who), proof) THEN
        RAISE EXCEPTION 'no such step-up proof' USING ERRCODE = 'CZ402';
    END IF;
    DELETE FROM credenza.calendar_feeds f WHERE f.org_id = org AND f.member_id = who;
    INSERT INTO credenza.calendar_feeds (org_id, id, member_id, token_hash) VALUES (org, feed, who, hash);
END
$$;
CREATE OR REPLACE FUNCTION system.open_calendar_feed(hash bytea)
    RETURNS TABLE (org_id uuid, organization text, time_zone text, locale text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    feed credenza.calendar_feeds;
BEGIN
    SELECT f.* INTO feed FROM credenza.calendar_feeds f
        JOIN credenza.members m ON m.org_id = f.org_id AND m.id = f.member_id
        WHERE f.token_hash = hash AND m.status = 'active' AND NOT m.must_enrol
          AND m.permissions && '{certificate.read,worker.read}';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE credenza.calendar_feeds f SET last_read_at = now()
        WHERE f.org_id = feed.org_id AND f.id = feed.id AND (f.last_read_at > now() - interval '1 minute') IS NOT TRUE;
    RETURN QUERY
        SELECT o.org_id, o.name, o.time_zone, coalesce(p.locale, o.locale)
        FROM credenza.organizations o
        LEFT JOIN credenza.alert_preferences p ON p.org_id = feed.org_id AND p.member_id = feed.member_id
        WHERE o.org_id = feed.org_id;
END
$$;

GRANT EXECUTE ON FUNCTION
    system.claim_alerts(timestamptz, bigint, integer), system.alert_recipients(uuid[]), system.alert_audience(uuid[], uuid[]),
    system.claim_digest(timestamptz),
    system.send_digest(timestamptz, uuid, uuid, uuid[], timestamptz[], integer[], text[], uuid, bytea, interval),
    system.find_alert(uuid, uuid, uuid, timestamptz),
    system.decide_alert(uuid, uuid, uuid, timestamptz, integer, timestamptz, timestamptz, text),
    system.plan_webhooks(timestamptz, uuid[], uuid[], uuid[], uuid[], integer[], text[], interval),
    system.claim_webhooks(integer, interval), system.calendar_feed_ends(bytea, timestamptz, integer) TO credenza_system;
