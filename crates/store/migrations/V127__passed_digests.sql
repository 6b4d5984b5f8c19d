DROP FUNCTION system.claim_digest(timestamptz);
-- As before (V88), but for these members: whoever cannot be told does not keep the others from it.
CREATE FUNCTION system.claim_digest(at timestamptz, passed uuid[])
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
          AND m.id <> ALL (passed)
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

GRANT EXECUTE ON FUNCTION system.claim_digest(timestamptz, uuid[]) TO credenza_system;
