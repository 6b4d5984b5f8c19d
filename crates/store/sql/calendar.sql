-- $10 and $11 cursor (end, subject), $12 limit. `called`: as what leaves the house calls it, without tax ids and without what tells of
-- somebody's health.
SELECT e.subject, e.subject_id, e.ends_at, e.type, e.tax_id, e.state, e.worker_id, e.worker, e.customer_id, u.name AS customer_name,
       x.name AS crew, y.name AS type_name, e.holder, coalesce(e.certificate, y.name, i.email, k.name, '') AS name,
       coalesce(e.worker, h.name) AS whose,
       CASE e.subject
           WHEN 'certificate' THEN replace(coalesce(e.holder, e.certificate), coalesce(e.tax_id, ''), '…')
           WHEN 'ticket' THEN e.worker || ' · ' || CASE WHEN y.medical THEN e.code ELSE y.name END
           WHEN 'invitation' THEN left(i.email, 1) || '…@' || split_part(i.email, '@', 2)
           WHEN 'api_token' THEN k.name END AS called
FROM ends e
LEFT JOIN credenza.customers u ON u.org_id = e.org_id AND u.id = e.customer_id
LEFT JOIN credenza.crews x ON x.org_id = e.org_id AND x.id = e.crew_id
LEFT JOIN credenza.ticket_types y ON y.org_id = e.org_id AND y.id = e.type_id
LEFT JOIN credenza.invitations i ON e.subject = 'invitation' AND i.org_id = e.org_id AND i.id = e.subject_id
LEFT JOIN credenza.api_tokens k ON e.subject = 'api_token' AND k.org_id = e.org_id AND k.id = e.subject_id
LEFT JOIN credenza.members h ON h.org_id = e.org_id AND h.id = coalesce(k.member_id, i.invited_by)
WHERE ($10::timestamptz IS NULL OR (e.ends_at, e.subject_id) > ($10, $11::uuid))
ORDER BY e.ends_at, e.subject_id
LIMIT $12
