-- Why: a replica that was held up (a machine that was suspended, a round over a million rows) goes on with the time that it read
-- before. The others have told of later steps meanwhile, and to the one that lags it looks as if a clock had been ahead: it
-- looks at all of that again and goes back a step. What somebody acknowledges then is a step less than he was told of, and
-- the escalation of the later step counts from the wrong day, or comes although somebody sees to it. So times are numbered as
-- they are read: of two, the number says which is newer, also when a clock was set back. What has been looked at under a
-- newer number, an older one leaves alone.

CREATE SEQUENCE credenza.alert_turns;

-- The number under which it was last looked at.
ALTER TABLE credenza.alerts ADD turn bigint NOT NULL DEFAULT 0;

-- Reads the time, and numbers it; or numbers the time that is given.
CREATE FUNCTION system.alert_turn(given timestamptz) RETURNS TABLE (at timestamptz, number bigint)
    LANGUAGE sql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT coalesce(given, now()), nextval('credenza.alert_turns');
END;

DROP FUNCTION system.claim_alerts(timestamptz, integer);

-- Locks and returns what is due at `at`, the time of this turn, with what its organization's ladder takes; then what was last
-- looked at by a clock that was ahead. What was looked at in a newer turn is left out.
CREATE FUNCTION system.claim_alerts(at timestamptz, this_turn bigint, most integer)
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
              WHERE a.due_at <= at AND a.due_at < 'infinity' AND a.turn <= this_turn
              ORDER BY a.due_at LIMIT most FOR UPDATE SKIP LOCKED) AS d;
    IF due IS NULL THEN
        SELECT array_agg(d.org_id), array_agg(d.certificate_id) INTO orgs, due
            FROM (SELECT a.org_id, a.certificate_id FROM credenza.alerts a
                  WHERE a.checked_at > at + interval '1 hour' AND a.turn <= this_turn
                  ORDER BY a.checked_at LIMIT most FOR UPDATE SKIP LOCKED) AS d;
    END IF;
    UPDATE credenza.alerts a SET turn = this_turn
        FROM unnest(orgs, due) AS d (org_id, certificate_id)
        WHERE a.org_id = d.org_id AND a.certificate_id = d.certificate_id AND a.turn < this_turn;
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
GRANT EXECUTE ON FUNCTION system.alert_turn(timestamptz), system.claim_alerts(timestamptz, bigint, integer) TO credenza_system;
