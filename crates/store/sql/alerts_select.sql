-- $1 now
SELECT * FROM (
    SELECT a.certificate_id, c.name, c.holder, coalesce(c.profile, c.kind) AS kind, c.customer_id, u.name AS customer_name,
           a.ends_at, a.last_step, a.stepped_at, a.acknowledged_at, w.name AS acknowledged_by, a.snoozed_until,
           a.muted_because, b.name AS muted_by, a.assignee_id, m.name AS assignee_name, a.successor_id, s.not_after AS successor_end,
           CASE WHEN a.successor_id IS NOT NULL THEN 'superseded'
                WHEN a.muted_because IS NOT NULL THEN 'muted'
                WHEN a.snoozed_until > $1::timestamptz THEN 'snoozed'
                WHEN a.last_step IS NULL THEN 'quiet'
                WHEN a.acknowledged_step <= a.last_step THEN 'acknowledged'
                ELSE 'open' END AS state
    FROM credenza.alerts a
    JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
    LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
    LEFT JOIN credenza.certificates s ON s.org_id = a.org_id AND s.id = a.successor_id
    LEFT JOIN credenza.members m ON m.org_id = a.org_id AND m.id = a.assignee_id
    LEFT JOIN credenza.members w ON w.org_id = a.org_id AND w.id = a.acknowledged_by
    LEFT JOIN credenza.members b ON b.org_id = a.org_id AND b.id = a.muted_by
) AS alert
