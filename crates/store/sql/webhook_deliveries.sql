-- $1 webhook, $2 and $3 cursor (time, event), $4 limit
SELECT d.id, d.webhook_id, w.name AS webhook_name, d.kind, a.subject, d.subject_id,
       coalesce(c.holder, c.name, y.name, i.email, k.name, '') AS subject_name,
       d.step, d.planned_at, d.state, d.due_at, d.attempts, d.settled_at, d.status, d.answer
FROM credenza.webhook_deliveries d
JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
LEFT JOIN credenza.alerts a ON a.org_id = d.org_id AND a.subject_id = d.subject_id
LEFT JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
LEFT JOIN credenza.tickets t ON a.subject = 'ticket' AND t.org_id = a.org_id AND t.id = a.subject_id
LEFT JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
LEFT JOIN credenza.invitations i ON a.subject = 'invitation' AND i.org_id = a.org_id AND i.id = a.subject_id
LEFT JOIN credenza.api_tokens k ON a.subject = 'api_token' AND k.org_id = a.org_id AND k.id = a.subject_id
WHERE ($1::uuid IS NULL OR d.webhook_id = $1)
  AND ($2::timestamptz IS NULL OR (d.planned_at, d.id) < ($2, $3::uuid))
ORDER BY d.planned_at DESC, d.id DESC
LIMIT $4
