-- Why: the engine that tells people of what ends works for all organizations, so it is made of functions of the schema `system`.
-- A round is one transaction: it locks what is due, which other replicas then skip; asks the server what that means; and writes
-- notices, mails and the next look together. Who dies in between has done nothing. Time is an argument, everywhere.

-- Mails about alerts are not: whoever asked for a new password goes first.
ALTER TABLE credenza.mail_queue ADD urgent boolean NOT NULL DEFAULT true;

-- What a mail calls a certificate: who is named in it, or else its name, without the tax id that may be part of either.
CREATE FUNCTION credenza_private.called(of credenza.certificates) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path = pg_catalog, pg_temp
RETURN replace(coalesce(of.holder, of.name), coalesce(of.tax_id, ''), '…');

-- Locks and returns what is due at `at`, with what its organization's ladder takes; then what was last looked at by a clock
-- that was ahead.
CREATE FUNCTION system.claim_alerts(at timestamptz, most integer)
    RETURNS TABLE (org_id uuid, certificate_id uuid, ends_at timestamptz, watched_from timestamptz, last_step integer,
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
    SELECT array_agg(d.org_id), array_agg(d.certificate_id) INTO orgs, due
        FROM (SELECT a.org_id, a.certificate_id FROM credenza.alerts a
              WHERE a.due_at <= at AND a.due_at < 'infinity' ORDER BY a.due_at LIMIT most FOR UPDATE SKIP LOCKED) AS d;
    IF due IS NULL THEN
        SELECT array_agg(d.org_id), array_agg(d.certificate_id) INTO orgs, due
            FROM (SELECT a.org_id, a.certificate_id FROM credenza.alerts a
                  WHERE a.checked_at > at + interval '1 hour' ORDER BY a.checked_at LIMIT most FOR UPDATE SKIP LOCKED) AS d;
    END IF;
    RETURN QUERY
        SELECT a.org_id, a.certificate_id, a.ends_at, a.watched_from, a.last_step, a.stepped_at, a.escalated_step,
               a.acknowledged_step, a.snoozed_until, a.muted_because IS NOT NULL OR a.successor_id IS NOT NULL, a.assignee_id,
               credenza_private.called(c), o.name, o.time_zone, s.steps, s.repeat_days, s.escalate_days,
               s.hour, s.working_days
        FROM unnest(orgs, due) AS d (org_id, certificate_id)
        JOIN credenza.alerts a ON a.org_id = d.org_id AND a.certificate_id = d.certificate_id
        JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
        JOIN credenza.organizations o ON o.org_id = a.org_id
        LEFT JOIN credenza.alert_settings s ON s.org_id = a.org_id;
END
$$;

-- Who may be told of what these organizations keep: who may see it.
CREATE FUNCTION system.alert_recipients(orgs uuid[])
    RETURNS TABLE (org_id uuid, member_id uuid, name text, email text, delivery text, locale text, administers boolean,
                   acts boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT m.org_id, m.id, m.name, m.email, coalesce(p.delivery, 'each'), coalesce(p.locale, o.locale),
           'organization.manage' = ANY (m.permissions), 'certificate.write' = ANY (m.permissions)
        FROM credenza.members m
        JOIN credenza.organizations o ON o.org_id = m.org_id
        LEFT JOIN credenza.alert_preferences p ON p.org_id = m.org_id AND p.member_id = m.id
        WHERE m.org_id = ANY (orgs) AND m.status = 'active' AND 'certificate.read' = ANY (m.permissions)
        ORDER BY m.org_id, m.id;
END;

-- What a round has found out. First what it looked at: the step that is due, whether it was escalated, and when to look again
-- (NULL: never). Then whom it tells: by a mail of his own, or by a digest at `send_at`. Who has been told is left out.
-- Returns how many are told.
CREATE FUNCTION system.plan_alerts(
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
                 AS t (org_id, certificate_id, member_id, step, kind, send_at, mail_id, sealed)
        JOIN credenza.alerts a ON a.org_id = t.org_id AND a.certificate_id = t.certificate_id
        WHERE NOT EXISTS (SELECT FROM credenza.alert_notices n
                          WHERE n.org_id = t.org_id AND n.certificate_id = t.certificate_id AND n.ends_at = a.ends_at
                            AND n.step = t.step AND n.kind = t.kind AND n.member_id = t.member_id)
    ), mails AS (
        INSERT INTO credenza.alert_mails (org_id, id, member_id, kind, certificate_id, queued_at)
            SELECT f.org_id, f.mail_id, f.member_id, f.kind, f.certificate_id, at FROM fresh f WHERE f.mail_id IS NOT NULL
    ), queued AS (
        INSERT INTO credenza.mail_queue (id, sealed, expires_at, urgent)
            SELECT f.mail_id, f.sealed, now() + lifetime, false FROM fresh f WHERE f.mail_id IS NOT NULL
    ), noted AS (
        INSERT INTO credenza.alert_notices (org_id, certificate_id, ends_at, step, kind, member_id, planned_at, mail_id, send_at)
            SELECT f.org_id, f.certificate_id, f.ends_at, f.step, f.kind, f.member_id, at, f.mail_id, f.send_at FROM fresh f
            RETURNING 1
    )
    SELECT count(*) INTO told FROM noted;
    UPDATE credenza.alerts a
        SET due_at = coalesce(l.next, 'infinity'), checked_at = at, last_step = coalesce(l.step, a.last_step),
            stepped_at = CASE WHEN l.step IS NOT NULL AND l.step IS DISTINCT FROM a.last_step THEN at ELSE a.stepped_at END,
            escalated_step = CASE WHEN l.escalated THEN l.step ELSE a.escalated_step END
        FROM unnest(looked_orgs, looked_at, looked_steps, looked_escalated, looked_next)
                 AS l (org_id, certificate_id, step, escalated, next)
        WHERE a.org_id = l.org_id AND a.certificate_id = l.certificate_id;
    RETURN told;
END
$$;

-- Whether something is due at `at`, also when another replica is at it.
CREATE FUNCTION system.alerts_wait(at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM credenza.alerts WHERE due_at <= at AND due_at < 'infinity')
        OR EXISTS (SELECT FROM credenza.alerts WHERE checked_at > at + interval '1 hour');
END;

-- Locks and returns the lines of one member's digest that is due at `at`; none when there is no such digest that nobody else is at.
-- What fell silent meanwhile, what a later step has overtaken, and what is for who may not be told any more, is left out for good.
CREATE FUNCTION system.claim_digest(at timestamptz)
    RETURNS TABLE (org_id uuid, member_id uuid, certificate_id uuid, ends_at timestamptz, step integer, kind text, called text,
                   organization text, time_zone text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    reader credenza.alert_preferences;
BEGIN
    UPDATE credenza.alert_notices n SET send_at = NULL
        FROM credenza.alerts a, credenza.members m
        WHERE n.send_at <= at AND a.org_id = n.org_id AND a.certificate_id = n.certificate_id
          AND m.org_id = n.org_id AND m.id = n.member_id
          AND (a.ends_at <> n.ends_at OR a.last_step < n.step OR a.muted_because IS NOT NULL OR a.successor_id IS NOT NULL
               OR a.acknowledged_step <= n.step OR a.snoozed_until > at
               OR m.status <> 'active' OR NOT 'certificate.read' = ANY (m.permissions));
    SELECT p.* INTO reader FROM credenza.alert_preferences p
        WHERE (p.org_id, p.member_id) IN (SELECT n.org_id, n.member_id FROM credenza.alert_notices n WHERE n.send_at <= at)
        LIMIT 1 FOR UPDATE SKIP LOCKED;
    RETURN QUERY
        SELECT n.org_id, n.member_id, n.certificate_id, n.ends_at, n.step, n.kind,
               credenza_private.called(c), o.name, o.time_zone
        FROM credenza.alert_notices n
        JOIN credenza.certificates c ON c.org_id = n.org_id AND c.id = n.certificate_id
        JOIN credenza.organizations o ON o.org_id = n.org_id
        WHERE n.org_id = reader.org_id AND n.member_id = reader.member_id AND n.send_at <= at
        ORDER BY n.ends_at, n.certificate_id, n.kind
        FOR UPDATE OF n;
END
$$;

-- Queues a digest with these lines.
CREATE FUNCTION system.send_digest(
    at timestamptz, org uuid, member uuid, of_certificates uuid[], of_ends timestamptz[], of_steps integer[], of_kinds text[],
    mail uuid, sealed bytea, lifetime interval)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO credenza.alert_mails (org_id, id, member_id, kind, queued_at) VALUES (org, mail, member, 'digest', at);
    INSERT INTO credenza.mail_queue (id, sealed, expires_at, urgent) VALUES (mail, send_digest.sealed, now() + lifetime, false);
    UPDATE credenza.alert_notices n SET mail_id = mail, send_at = NULL
        FROM unnest(of_certificates, of_ends, of_steps, of_kinds) AS l (certificate_id, ends_at, step, kind)
        WHERE n.org_id = org AND n.member_id = member AND n.certificate_id = l.certificate_id AND n.ends_at = l.ends_at
          AND n.step = l.step AND n.kind = l.kind AND n.mail_id IS NULL;
END
$$;

-- `settle_mail` takes its place.
DROP FUNCTION system.forget_mail(uuid);

-- What became of an attempt to deliver a mail: 'sent' and 'failed' take it out of the queue, 'deferred' leaves it there. What is
-- said of mails about alerts is kept.
CREATE FUNCTION system.settle_mail(mail uuid, outcome text, said text) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF outcome IN ('sent', 'failed') THEN
        DELETE FROM credenza.mail_queue WHERE id = mail;
    END IF;
    UPDATE credenza.alert_mails
        SET attempts = attempts + 1, answer = left(said, 500),
            state = CASE WHEN outcome = 'deferred' THEN state ELSE outcome END,
            settled_at = CASE WHEN outcome = 'deferred' THEN settled_at ELSE now() END
        WHERE id = mail;
END
$$;

-- Removes mails that could not be delivered while what they say was true; returns how many.
CREATE OR REPLACE FUNCTION system.forget_expired_mail() RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    WITH expired AS (DELETE FROM credenza.mail_queue WHERE expires_at <= now() RETURNING id),
         told AS (UPDATE credenza.alert_mails m SET state = 'failed', settled_at = now()
                  FROM expired e WHERE m.id = e.id AND m.state = 'queued')
    SELECT count(*) INTO gone FROM expired;
    RETURN gone;
END
$$;

-- What a link in a mail is about; nothing when its reader may not act any more, or it has another end by now.
CREATE FUNCTION system.find_alert(org uuid, member uuid, certificate uuid, end_at timestamptz)
    RETURNS TABLE (organization text, called text, time_zone text, locale text, seen boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT o.name, credenza_private.called(c), o.time_zone, coalesce(p.locale, o.locale),
           coalesce(a.acknowledged_step <= a.last_step, false) OR a.muted_because IS NOT NULL OR a.successor_id IS NOT NULL
        FROM credenza.alerts a
        JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
        JOIN credenza.organizations o ON o.org_id = a.org_id
        JOIN credenza.members m ON m.org_id = a.org_id AND m.id = member
        LEFT JOIN credenza.alert_preferences p ON p.org_id = m.org_id AND p.member_id = m.id
        WHERE a.org_id = org AND a.certificate_id = certificate AND a.ends_at = end_at AND m.status = 'active'
          AND m.permissions @> ARRAY['certificate.read', 'certificate.write'];
END;

-- Acknowledges what a link in a mail is about, or snoozes it; false when the link is good for nothing any more. The log says whose
-- link it was: that he himself followed it, nobody has proved.
CREATE FUNCTION system.decide_alert(
    org uuid, member uuid, certificate uuid, end_at timestamptz, known_step integer, until timestamptz, at timestamptz,
    request text)
    RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM system.find_alert(org, member, certificate, end_at)) THEN
        RETURN false;
    END IF;
    IF until IS NULL THEN
        UPDATE credenza.alerts
            SET acknowledged_step = least(acknowledged_step, known_step), acknowledged_at = at, acknowledged_by = member
            WHERE org_id = org AND certificate_id = certificate;
    ELSE
        UPDATE credenza.alerts SET snoozed_until = until WHERE org_id = org AND certificate_id = certificate;
    END IF;
    PERFORM audit.append_system(
        org, 'anonymous', NULL, NULL, CASE WHEN until IS NULL THEN 'alert.acknowledge' ELSE 'alert.snooze' END, 'certificate',
        credenza.type_id('crt', certificate), 'done', request,
        jsonb_build_object('by', 'mail_link', 'member', credenza.type_id('mbr', member)), '{}');
    RETURN true;
END
$$;

-- Lets a member's mails about alerts end, by the link that each of them carries (RFC 8058); false when there is no such member.
CREATE FUNCTION system.unsubscribe_alerts(org uuid, member uuid, request text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM credenza.members m WHERE m.org_id = org AND m.id = member AND m.status = 'active') THEN
        RETURN false;
    END IF;
    INSERT INTO credenza.alert_preferences AS p (org_id, member_id, delivery) VALUES (org, member, 'off')
        ON CONFLICT (org_id, member_id) DO UPDATE SET delivery = 'off' WHERE p.delivery <> 'off';
    -- The same again changes nothing, and is not recorded again.
    IF FOUND THEN
        PERFORM audit.append_system(
            org, 'anonymous', NULL, NULL, 'alert.set_preference', 'member', credenza.type_id('mbr', member), 'done', request,
            jsonb_build_object('by', 'mail_link', 'delivery', 'off'), '{}');
    END IF;
    RETURN true;
END
$$;
GRANT EXECUTE ON FUNCTION
    system.claim_alerts(timestamptz, integer), system.alert_recipients(uuid[]),
    system.plan_alerts(timestamptz, uuid[], uuid[], integer[], boolean[], timestamptz[], uuid[], uuid[], uuid[], integer[], text[],
                       timestamptz[], uuid[], bytea[], interval),
    system.alerts_wait(timestamptz), system.claim_digest(timestamptz),
    system.send_digest(timestamptz, uuid, uuid, uuid[], timestamptz[], integer[], text[], uuid, bytea, interval),
    system.settle_mail(uuid, text, text), system.find_alert(uuid, uuid, uuid, timestamptz),
    system.decide_alert(uuid, uuid, uuid, timestamptz, integer, timestamptz, timestamptz, text),
    system.unsubscribe_alerts(uuid, uuid, text) TO credenza_system;
