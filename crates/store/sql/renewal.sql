SELECT c.id, l.id AS link_id, l.email, l.locale, l.asked_at, l.expires_at, l.attempts, l.used_at, m.name AS asked_by,
       l.expires_at <= now() AS over, u.contact_email, c.not_after IS NOT NULL AND a.successor_id IS NULL AS renewable
FROM credenza.certificates c
LEFT JOIN credenza.renewal_links l ON l.org_id = c.org_id AND l.certificate_id = c.id
LEFT JOIN credenza.members m ON m.org_id = l.org_id AND m.id = l.asked_by
LEFT JOIN credenza.customers u ON u.org_id = c.org_id AND u.id = c.customer_id
LEFT JOIN credenza.alerts a ON a.org_id = c.org_id AND a.certificate_id = c.id
WHERE c.id = $1
