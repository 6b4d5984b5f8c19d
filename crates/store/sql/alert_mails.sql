-- $1 and $2 cursor (time, mail), $3 limit
SELECT e.id, e.kind, e.certificate_id, c.name AS certificate_name, m.name AS member_name, e.queued_at, e.state, e.attempts,
       e.settled_at, e.answer
FROM credenza.alert_mails e
LEFT JOIN credenza.certificates c ON c.org_id = e.org_id AND c.id = e.certificate_id
LEFT JOIN credenza.members m ON m.org_id = e.org_id AND m.id = e.member_id
WHERE $1::timestamptz IS NULL OR (e.queued_at, e.id) < ($1, $2::uuid)
ORDER BY e.queued_at DESC, e.id DESC
LIMIT $3
