-- $1 webhook, $2 and $3 cursor (time, event), $4 limit
SELECT d.id, d.webhook_id, w.name AS webhook_name, d.kind, d.certificate_id, coalesce(c.holder, c.name) AS certificate_name,
       d.step, d.planned_at, d.state, d.due_at, d.attempts, d.settled_at, d.status, d.answer
FROM credenza.webhook_deliveries d
JOIN credenza.webhooks w ON w.org_id = d.org_id AND w.id = d.webhook_id
LEFT JOIN credenza.certificates c ON c.org_id = d.org_id AND c.id = d.certificate_id
WHERE ($1::uuid IS NULL OR d.webhook_id = $1)
  AND ($2::timestamptz IS NULL OR (d.planned_at, d.id) < ($2, $3::uuid))
ORDER BY d.planned_at DESC, d.id DESC
LIMIT $4
