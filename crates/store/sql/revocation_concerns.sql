-- $1 now, $2 how many. What was revoked, and what nobody answers about for as long as the organization waits; of what needs somebody.
SELECT c.id, coalesce(c.holder, c.name) AS called, u.name AS customer_name, c.not_after, r.state, r.since, count(*) OVER () AS total
FROM credenza.revocations r
JOIN credenza.certificates c ON c.org_id = r.org_id AND c.id = r.certificate_id
JOIN credenza.alerts a ON a.org_id = r.org_id AND a.certificate_id = r.certificate_id
LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
LEFT JOIN credenza.alert_settings s ON s.org_id = r.org_id,
LATERAL (SELECT coalesce(s.unanswered_days, 3)) AS d (days)
WHERE c.not_after > $1 AND a.muted_because IS NULL AND a.successor_id IS NULL
  AND (r.state = 'revoked' OR r.state = 'unknown' AND r.failure IS NOT NULL AND r.reason <> 'no_source' AND d.days > 0
       AND r.since + make_interval(days => d.days) <= $1)
ORDER BY r.state, r.since, c.id
LIMIT $2
