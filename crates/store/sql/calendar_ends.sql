-- What ends, of whatever kind, as far as it was asked for. $1 from, $2 before, $3 now, $4 kind of subject, $5 type, $6 customer, $7 crew,
-- $8 status, $9 whether also what needs nobody. An alert is under the policies of what it is about: who does not see that, has no end
-- of it.
WITH ends AS (
    SELECT e.* FROM (
        SELECT a.org_id, a.subject, a.subject_id, a.ends_at, c.customer_id, t.worker_id, w.crew_id, t.type_id,
               coalesce(c.profile, c.kind, t.type_id::text, a.subject) AS type,
               c.name AS certificate, c.holder, c.tax_id, w.name AS worker, t.code,
               CASE WHEN a.closed THEN 'closed'
                    WHEN a.successor_id IS NOT NULL THEN 'superseded'
                    WHEN a.muted_because IS NOT NULL THEN 'muted'
                    WHEN a.snoozed_until > $3::timestamptz THEN 'snoozed'
                    WHEN a.last_step IS NULL THEN 'quiet'
                    WHEN a.acknowledged_step <= a.last_step THEN 'acknowledged'
                    ELSE 'open' END AS state
        FROM credenza.alerts a
        LEFT JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
        LEFT JOIN credenza.tickets t ON a.subject = 'ticket' AND t.org_id = a.org_id AND t.id = a.subject_id
        LEFT JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
    ) AS e
    WHERE e.ends_at >= $1::timestamptz AND e.ends_at < $2::timestamptz
      AND ($4::text IS NULL OR e.subject = $4)
      AND ($5::text IS NULL OR e.type = $5)
      AND ($6::uuid IS NULL OR e.customer_id = $6)
      AND ($7::uuid IS NULL OR e.crew_id = $7)
      AND CASE $8::text WHEN 'ended' THEN e.ends_at < $3 WHEN 'ahead' THEN e.ends_at >= $3 ELSE e.state = $8 OR $8 IS NULL END
      AND ($9::boolean OR $8 IN ('closed', 'superseded') OR e.state NOT IN ('closed', 'superseded'))
)
