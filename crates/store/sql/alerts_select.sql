-- $1 now. What an alert is about is under its own policies: who does not see it has no name of it, and no alert.
SELECT * FROM (
    SELECT a.subject, a.subject_id, coalesce(c.name, y.name, i.email, k.name, '') AS name, coalesce(c.holder, w.name, h.name) AS holder,
           coalesce(c.profile, c.kind, a.subject) AS kind, t.worker_id, c.customer_id, u.name AS customer_name,
           a.ends_at, a.last_step, a.stepped_at, a.acknowledged_at, v.name AS acknowledged_by, a.snoozed_until,
           a.muted_because, b.name AS muted_by, a.assignee_id, m.name AS assignee_name, a.successor_id, s.not_after AS successor_end,
           CASE WHEN a.closed THEN 'closed'
                WHEN a.successor_id IS NOT NULL THEN 'superseded'
                WHEN a.muted_because IS NOT NULL THEN 'muted'
                WHEN a.snoozed_until > $1::timestamptz THEN 'snoozed'
                WHEN a.last_step IS NULL THEN 'quiet'
                WHEN a.acknowledged_step <= a.last_step THEN 'acknowledged'
                ELSE 'open' END AS state
    FROM credenza.alerts a
    LEFT JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
    LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
    LEFT JOIN credenza.certificates s ON s.org_id = a.org_id AND s.id = a.successor_id
    LEFT JOIN credenza.tickets t ON a.subject = 'ticket' AND t.org_id = a.org_id AND t.id = a.subject_id
    LEFT JOIN credenza.workers w ON w.org_id = t.org_id AND w.id = t.worker_id
    LEFT JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
    LEFT JOIN credenza.invitations i ON a.subject = 'invitation' AND i.org_id = a.org_id AND i.id = a.subject_id
    LEFT JOIN credenza.api_tokens k ON a.subject = 'api_token' AND k.org_id = a.org_id AND k.id = a.subject_id
    LEFT JOIN credenza.members h ON h.org_id = a.org_id AND h.id = coalesce(k.member_id, i.invited_by)
    LEFT JOIN credenza.members m ON m.org_id = a.org_id AND m.id = a.assignee_id
    LEFT JOIN credenza.members v ON v.org_id = a.org_id AND v.id = a.acknowledged_by
    LEFT JOIN credenza.members b ON b.org_id = a.org_id AND b.id = a.muted_by
) AS alert
