SELECT w.id, w.name, w.format, w.host, w.created_at, m.name AS created_by, w.paused_at, w.paused_because,
       w.failures, CASE WHEN w.held_until > now() THEN w.held_until END AS held_until
FROM credenza.webhooks w
LEFT JOIN credenza.members m ON m.org_id = w.org_id AND m.id = w.created_by
ORDER BY w.created_at, w.id
