-- $1 and $2 cursor (time, mail), $3 limit
SELECT e.id, e.kind, a.subject, e.subject_id, coalesce(c.name, y.name, i.email, k.name, '') AS subject_name, m.name AS member_name,
       e.queued_at, e.state, e.attempts, e.settled_at, e.answer
FROM credenza.alert_mails e
LEFT JOIN credenza.alerts a ON a.org_id = e.org_id AND a.subject_id = e.subject_id
LEFT JOIN credenza.certificates c ON c.org_id = a.org_id AND c.id = a.certificate_id
LEFT JOIN credenza.tickets t ON a.subject = 'ticket' AND t.org_id = a.org_id AND t.id = a.subject_id
LEFT JOIN credenza.ticket_types y ON y.org_id = t.org_id AND y.id = t.type_id
LEFT JOIN credenza.invitations i ON a.subject = 'invitation' AND i.org_id = a.org_id AND i.id = a.subject_id
LEFT JOIN credenza.api_tokens k ON a.subject = 'api_token' AND k.org_id = a.org_id AND k.id = a.subject_id
LEFT JOIN credenza.members m ON m.org_id = e.org_id AND m.id = e.member_id
WHERE $1::timestamptz IS NULL OR (e.queued_at, e.id) < ($1, $2::uuid)
ORDER BY e.queued_at DESC, e.id DESC
LIMIT $3
