-- Why: the calendar lists and counts whatever ends in the order of its end, not certificates alone (docs/adr/0041-calendar-of-all-ends.md).
-- One index serves all kinds.
CREATE INDEX alerts_by_end ON credenza.alerts (org_id, ends_at, subject_id);
DROP INDEX credenza.alerts_of_others;

-- As before (V74), by sets: who may see a worker is asked once for all of them, not for each of ten thousand tickets.
CREATE OR REPLACE FUNCTION system.calendar_feed_ends(hash bytea, since timestamptz, most integer)
    RETURNS TABLE (subject text, subject_id uuid, ends_at timestamptz, called text, kind text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH reader AS (
        SELECT m.org_id, m.id, m.permissions FROM credenza.calendar_feeds f
        JOIN credenza.members m ON m.org_id = f.org_id AND m.id = f.member_id
        WHERE f.token_hash = hash AND m.status = 'active' AND NOT m.must_enrol
    ), own AS (
        SELECT w.id FROM reader r
            JOIN credenza.workers w ON w.org_id = r.org_id AND w.member_id = r.id
        UNION
        SELECT w.id FROM reader r
            JOIN credenza.crew_supervisors s ON s.org_id = r.org_id AND s.member_id = r.id
            JOIN credenza.workers w ON w.org_id = s.org_id AND w.crew_id = s.crew_id
        UNION
        SELECT w.id FROM reader r
            JOIN credenza.contractor_managers s ON s.org_id = r.org_id AND s.member_id = r.id
            JOIN credenza.workers w ON w.org_id = s.org_id AND w.contractor_id = s.contractor_id
    ), ends AS (
        SELECT a.* FROM reader r
            JOIN credenza.alerts a ON a.org_id = r.org_id
            WHERE a.ends_at >= since AND NOT a.closed AND a.successor_id IS NULL AND a.muted_because IS NULL
    )
    SELECT * FROM (
        SELECT e.subject, c.id, e.ends_at, credenza_private.called(c), coalesce(c.profile, c.kind)
            FROM reader r, ends e
            JOIN credenza.certificates c ON c.org_id = e.org_id AND c.id = e.certificate_id
            WHERE 'certificate.read' = ANY (r.permissions)
        UNION ALL
        SELECT e.subject, t.id, e.ends_at,
               w.name || ' · ' || (SELECT CASE WHEN y.medical THEN t.code ELSE y.name END FROM credenza.ticket_types y
                                   WHERE y.org_id = t.org_id AND y.id = t.type_id), e.subject
            FROM reader r, ends e
            JOIN credenza.tickets t ON t.org_id = e.org_id AND t.id = e.subject_id
            JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
            WHERE e.subject = 'ticket' AND 'worker.read' = ANY (r.permissions)
              AND ('worker.read_all' = ANY (r.permissions) OR w.id IN (SELECT o.id FROM own o))
        UNION ALL
        SELECT a.subject, a.subject_id, a.ends_at, coalesce(credenza_private.alert_called(a), ''), a.subject
            FROM reader r
            JOIN credenza.alerts a ON a.org_id = r.org_id
            WHERE a.subject IN ('invitation', 'api_token', 'kek') AND a.ends_at >= since AND NOT a.closed AND a.muted_because IS NULL
              AND EXISTS (SELECT FROM credenza_private.alert_audience(a) w WHERE w.member_id = r.id)
    ) AS e (subject, subject_id, ends_at, called, kind)
    ORDER BY 3, 2 LIMIT most;
END;
