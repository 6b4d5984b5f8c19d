-- Why: that a certificate was revoked is told; that nobody answers whether it was, is only shown, and who does not look believes that
-- all is well. After some days without an answer people are told, once, until there is one (docs/adr/0040-silence-and-logos.md).

-- Days without an answer after which people are told; 0 for never.
ALTER TABLE credenza.alert_settings ADD unanswered_days integer NOT NULL DEFAULT 3 CHECK (unanswered_days BETWEEN 0 AND 730);

DROP FUNCTION credenza.set_alert_settings(integer[], integer, integer, integer, integer[], integer);
CREATE FUNCTION credenza.set_alert_settings(
    steps integer[], repeat_days integer, escalate_days integer, hour integer, working_days integer[],
    unanswered_days integer, seen integer)
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
    INSERT INTO credenza.alert_settings AS s (org_id, steps, repeat_days, escalate_days, hour, working_days, unanswered_days)
        VALUES (org, set_alert_settings.steps, set_alert_settings.repeat_days, set_alert_settings.escalate_days,
                set_alert_settings.hour, set_alert_settings.working_days, set_alert_settings.unanswered_days)
        ON CONFLICT (org_id) DO UPDATE
            SET steps = excluded.steps, repeat_days = excluded.repeat_days, escalate_days = excluded.escalate_days,
                hour = excluded.hour, working_days = excluded.working_days,
                unanswered_days = excluded.unanswered_days, version = s.version + 1
            WHERE s.version = seen
        RETURNING s.version INTO now_at;
    -- A first row is made over none.
    IF now_at IS NULL OR now_at <> seen + 1 THEN
        PERFORM credenza_private.refuse('stale');
    END IF;
    RETURN now_at;
END
$$;

-- Since when nobody answers about a certificate, when that is to be told, and the number under which it is noted: that of the minute, so
-- that another silence is told of again. No row while it is known, while nobody was asked, and where there is nobody to ask.
CREATE FUNCTION credenza_private.unanswered(org uuid, certificate uuid)
    RETURNS TABLE (since timestamptz, tell_at timestamptz, step integer)
    LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.since, r.since + make_interval(days => d.days), (extract(epoch FROM r.since - timestamptz '2000-01-01 00:00 UTC') / 60)::integer
        FROM credenza.revocations r
        LEFT JOIN credenza.alert_settings s ON s.org_id = r.org_id,
        LATERAL (SELECT coalesce(s.unanswered_days, 3)) AS d (days)
        WHERE r.org_id = org AND r.certificate_id = certificate
          AND r.state = 'unknown' AND r.failure IS NOT NULL AND r.reason <> 'no_source' AND d.days > 0;
END;

-- As before (V49). Of what nobody answers about, the alert is looked at in time.
CREATE OR REPLACE FUNCTION system.settle_revocation(
    org uuid, certificate uuid, at timestamptz, told text, told_since timestamptz, because text, as_of timestamptz,
    until timestamptz, source text, authority bytea, next timestamptz, request text)
    RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    was credenza.revocations;
    says text := told;
    why text := because;
BEGIN
    SELECT r.* INTO was FROM credenza.revocations r WHERE r.org_id = org AND r.certificate_id = certificate FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    -- Whoever sits in between may repeat what was said before: what is older than what is known is no news.
    IF says IS NOT NULL AND settle_revocation.as_of < was.as_of THEN
        says := NULL;
        why := 'older';
    END IF;
    IF says IS NULL THEN
        UPDATE credenza.revocations r
            SET issuer = coalesce(authority, r.issuer), asked_at = at, failures = r.failures + 1, failure = why, due_at = next,
                state = CASE WHEN r.state = 'good' AND r.until < at THEN 'unknown' ELSE r.state END,
                since = CASE WHEN r.state = 'good' AND r.until < at THEN r.until ELSE r.since END,
                reason = CASE WHEN r.state = 'revoked' OR r.state = 'good' AND r.until >= at THEN r.reason ELSE why END
            WHERE r.org_id = org AND r.certificate_id = certificate;
        -- The engine looks when it is time to tell, and as long as it has not told.
        UPDATE credenza.alerts a SET due_at = u.tell_at
            FROM credenza_private.unanswered(org, certificate) u
            WHERE a.org_id = org AND a.certificate_id = certificate AND a.due_at > u.tell_at
              AND NOT EXISTS (SELECT FROM credenza.alert_notices n
                              WHERE n.org_id = org AND n.subject_id = certificate AND n.ends_at = a.ends_at
                                AND n.kind = 'unanswered' AND n.step = u.step);
        RETURN;
    END IF;
    UPDATE credenza.revocations r
        SET issuer = coalesce(authority, r.issuer), asked_at = at, failures = 0, failure = NULL, due_at = next, state = says,
            since = CASE WHEN says = 'revoked' THEN told_since WHEN r.state = 'good' THEN r.since ELSE settle_revocation.as_of END,
            reason = CASE WHEN says = 'revoked' THEN because END, as_of = settle_revocation.as_of,
            until = settle_revocation.until, source = settle_revocation.source
        WHERE r.org_id = org AND r.certificate_id = certificate;
    IF (says = 'revoked') <> (was.state = 'revoked') THEN
        PERFORM audit.append_system(
            org, NULL, NULL, NULL, CASE says WHEN 'revoked' THEN 'certificate.found_revoked' ELSE 'certificate.found_good' END,
            'certificate', credenza.type_id('crt', certificate), 'done', request,
            jsonb_strip_nulls(jsonb_build_object('source', settle_revocation.source, 'reason', because)), '{}');
        UPDATE credenza.alerts a SET due_at = '-infinity' WHERE a.org_id = org AND a.certificate_id = certificate;
    END IF;
END
$$;

-- Of these certificates those that nobody answers about, and when that is to be told.
CREATE FUNCTION system.unanswered_among(orgs uuid[], certificates uuid[])
    RETURNS TABLE (org_id uuid, certificate_id uuid, tell_at timestamptz, step integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT l.org_id, l.certificate_id, u.tell_at, u.step
        FROM unnest(orgs, certificates) AS l (org_id, certificate_id),
        LATERAL credenza_private.unanswered(l.org_id, l.certificate_id) AS u;
END;

ALTER TABLE credenza.alert_notices
    DROP CONSTRAINT alert_notices_kind_check,
    ADD CONSTRAINT alert_notices_kind_check CHECK (kind IN ('alert', 'escalation', 'revocation', 'unanswered'));
ALTER TABLE credenza.webhook_deliveries
    DROP CONSTRAINT webhook_deliveries_kind_check,
    ADD CONSTRAINT webhook_deliveries_kind_check CHECK (kind IN ('alert', 'escalation', 'revocation', 'unanswered', 'test'));

DROP FUNCTION system.claim_digest(timestamptz);
-- As before (V74). What nobody answers about goes by a digest to everybody, since a server that is away is silent about many, and
-- falls silent when there is an answer. So a digest is for each member, whether he has said how he wants to be told or not.
CREATE FUNCTION system.claim_digest(at timestamptz)
    RETURNS TABLE (org_id uuid, member_id uuid, subject text, subject_id uuid, ends_at timestamptz, step integer, kind text,
                   called text, organization text, time_zone text, since timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    reader credenza.members;
BEGIN
    UPDATE credenza.alert_notices n SET send_at = NULL
        FROM credenza.alerts a
        WHERE n.send_at <= at AND a.org_id = n.org_id AND a.subject_id = n.subject_id
          AND (a.ends_at <> n.ends_at OR a.closed OR a.muted_because IS NOT NULL OR a.successor_id IS NOT NULL
               OR a.snoozed_until > at
               OR CASE n.kind
                      WHEN 'unanswered' THEN NOT EXISTS (SELECT FROM credenza_private.unanswered(n.org_id, n.subject_id) u
                                                         WHERE u.step = n.step)
                      ELSE a.last_step < n.step OR a.acknowledged_step <= n.step END
               OR NOT EXISTS (SELECT FROM credenza_private.alert_audience(a) w WHERE w.member_id = n.member_id)
               -- Who has said meanwhile that he wants no mails gets none.
               OR EXISTS (SELECT FROM credenza.alert_preferences p
                          WHERE p.org_id = n.org_id AND p.member_id = n.member_id AND p.delivery = 'off'));
    SELECT m.* INTO reader FROM credenza.members m
        WHERE (m.org_id, m.id) IN (SELECT n.org_id, n.member_id FROM credenza.alert_notices n WHERE n.send_at <= at)
        LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    RETURN QUERY
        SELECT n.org_id, n.member_id, a.subject, n.subject_id, n.ends_at, n.step, n.kind,
               coalesce(credenza_private.alert_called(a), ''), o.name, o.time_zone,
               CASE n.kind WHEN 'unanswered' THEN r.since END
        FROM credenza.alert_notices n
        JOIN credenza.alerts a ON a.org_id = n.org_id AND a.subject_id = n.subject_id
        JOIN credenza.organizations o ON o.org_id = n.org_id
        LEFT JOIN credenza.revocations r ON r.org_id = n.org_id AND r.certificate_id = n.subject_id
        WHERE n.org_id = reader.org_id AND n.member_id = reader.id AND n.send_at <= at
        ORDER BY n.ends_at, n.subject_id, n.kind
        FOR UPDATE OF n;
END
$$;

GRANT EXECUTE ON FUNCTION credenza.set_alert_settings(integer[], integer, integer, integer, integer[], integer, integer) TO credenza_app;
GRANT EXECUTE ON FUNCTION system.unanswered_among(uuid[], uuid[]), system.claim_digest(timestamptz) TO credenza_system;
