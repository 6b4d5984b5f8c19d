SELECT p.id, p.form, p.device_key, m.name AS issued_by_name, p.issued_at, p.signed_at, p.expires_at, p.revoked_at, p.revoked_because
FROM credenza.passes p
LEFT JOIN credenza.members m ON m.org_id = p.org_id AND m.id = p.issued_by
WHERE p.worker_id = $1
ORDER BY p.issued_at DESC, p.id DESC
LIMIT 100
