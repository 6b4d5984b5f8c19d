-- Why: what is due is found by reading one range of one index, whatever the number of organizations and of what they keep. Until now the
-- scan also fetched and locked each row, and each batch of a turn began again at the front, with alerts of as many organizations as
-- it had rows. Now a turn finds what is due once, from the index alone, and claims it by parts, each of few organizations
-- (docs/adr/0016-alerts.md).
CREATE INDEX alerts_due ON credenza.alerts (due_at, org_id, subject_id) WHERE due_at < 'infinity';
DROP INDEX credenza.alerts_by_due;

-- What is due at `at`, at most `most`, what has waited longest first; when nothing is, what was last looked at by a clock that was
-- ahead. Locks nothing.
CREATE FUNCTION system.due_alerts(at timestamptz, most integer) RETURNS TABLE (org_id uuid, subject_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
        SELECT a.org_id, a.subject_id FROM credenza.alerts a
        WHERE a.due_at <= at AND a.due_at < 'infinity'
        ORDER BY a.due_at, a.org_id, a.subject_id LIMIT most;
    IF NOT FOUND THEN
        RETURN QUERY
            SELECT a.org_id, a.subject_id FROM credenza.alerts a
            WHERE a.checked_at > at + interval '1 hour'
            ORDER BY a.checked_at LIMIT most;
    END IF;
END
$$;

-- As before (V74), of those that were found: locks and returns what is due still, is not locked by another replica, and was not looked
-- at in a newer turn.
DROP FUNCTION system.claim_alerts(timestamptz, bigint, integer);
CREATE FUNCTION system.claim_alerts(at timestamptz, this_turn bigint, orgs uuid[], subjects uuid[])
    RETURNS TABLE (org_id uuid, subject text, subject_id uuid, ends_at timestamptz, watched_from timestamptz, last_step integer,
                   stepped_at timestamptz, escalated_step integer, acknowledged_step integer, snoozed_until timestamptz,
                   silent boolean, assignee_id uuid, called text, organization text, time_zone text,
                   steps integer[], repeat_days integer, escalate_days integer, hour integer, working_days integer[])
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    locked uuid[];
    locked_orgs uuid[];
BEGIN
    SELECT array_agg(d.org_id), array_agg(d.subject_id) INTO locked_orgs, locked
        FROM (SELECT a.org_id, a.subject_id
              FROM unnest(orgs, subjects) AS w (org_id, subject_id)
              JOIN credenza.alerts a ON a.org_id = w.org_id AND a.subject_id = w.subject_id
              WHERE (a.due_at <= at AND a.due_at < 'infinity' OR a.checked_at > at + interval '1 hour') AND a.turn <= this_turn
              FOR UPDATE OF a SKIP LOCKED) AS d;
    UPDATE credenza.alerts a SET turn = this_turn
        FROM unnest(locked_orgs, locked) AS d (org_id, subject_id)
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
        FROM unnest(locked_orgs, locked) AS d (org_id, subject_id)
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
GRANT EXECUTE ON FUNCTION system.due_alerts(timestamptz, integer), system.claim_alerts(timestamptz, bigint, uuid[], uuid[])
    TO credenza_system;
